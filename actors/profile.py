"""What the contracts say of an actor: where it stands on their maps, what it leads, supports, funds or carries."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import CASCADE, Model

from actors.models import ActionCarrier, Actor, Card, Contribution
from actors.models.merging import pointing_at
from objectives import french
from objectives.models import Contract
from objectives.timeline import Change, Moment


@dataclass
class Profile:
    cards: list[Card] = field(default_factory=list)
    contributions: list[Contribution] = field(default_factory=list)
    carried: list[ActionCarrier] = field(default_factory=list)

    @property
    def means(self) -> list[tuple[str, str]]:
        """[("financeur", "DC 1, DC 4 ?")]: by kind, where; a question keeps its mark."""
        said: dict[str, list[str]] = defaultdict(list)
        for contribution in self.contributions:
            asked = f"{french.WIDE}?" if contribution.certainty == Contribution.Certainty.ASKED else ""
            where = f"{contribution.incontournable.place}{asked}"
            if where not in said[contribution.get_kind_display()]:
                said[contribution.get_kind_display()].append(where)
        return [(kind, ", ".join(places)) for kind, places in said.items()]

    def __bool__(self) -> bool:
        return bool(self.cards or self.contributions or self.carried)


def profiles(actors: Iterable[Actor], contracts: Collection[Contract]) -> dict[int, Profile]:
    """By actor, in three queries whatever their number; nothing of the contracts that the reader may not see."""
    told: dict[int, Profile] = defaultdict(Profile)
    named = {"actor__in": [actor.pk for actor in actors]}
    item = "incontournable__contract"
    cards = Card.objects.filter(**named, **{f"problem__{item}__in": contracts}).select_related(f"problem__{item}")
    for card in cards.order_by("problem__incontournable__number", "problem__order", "pk"):
        told[card.actor_id].cards.append(card)
    means = Contribution.objects.shown().filter(**named, **{f"{item}__in": contracts}).select_related(item)
    for contribution in means.order_by("incontournable__number", "kind", "order", "pk"):
        told[contribution.actor_id].contributions.append(contribution)
    carried = ActionCarrier.objects.filter(**named, action__is_removed=False, **{f"action__{item}__in": contracts})
    for one in carried.select_related(f"action__{item}").order_by("action__incontournable__number", "action__order"):
        told[one.actor_id].carried.append(one)
    return told


TOLD = ("name", "acronym", "kind", "epci", "perimeter", "notes")


def history(actor: Actor) -> list[Moment]:
    """Who did what to an actor, when and why, newest first. Contacts are not part of it: they can be erased."""
    moments, before = [], None
    rows = actor.history.select_related("history_user", "epci").order_by("history_id")
    for row in rows:
        changes = _changes(before, row) if before else ()
        what = "noté" if row.history_type == "+" else "modifié"
        moments.append(Moment(row.history_date, _who(row), what, row.history_change_reason or "", changes))
        before = row
    return moments[::-1]


def _who(row) -> str:
    return str(row.history_user or "la ligne de commande")


def _changes(old, new) -> tuple[Change, ...]:
    delta = new.diff_against(old, included_fields=TOLD, foreign_keys_are_objs=True)
    return tuple(
        Change(new._meta.get_field(change.field).verbose_name, _shown(change, change.old), _shown(change, change.new))
        for change in sorted(delta.changes, key=lambda change: TOLD.index(change.field))
    )


def _shown(change, value) -> str:
    words = dict(Actor.Kind.choices).get(value) if change.field == "kind" else value
    return str(words or "(vide)")


@dataclass(frozen=True)
class Reference:
    """Something that keeps an actor from being deleted. `url` is empty in a contract that the reader may not open."""

    kind: str
    text: str
    url: str


def references(actor: Actor, contracts: Collection[Contract]) -> list[Reference]:
    """Everything that refers to it but what would go with it, whatever the app."""
    found = []
    for column in pointing_at(Actor):
        if column.remote_field.on_delete is not CASCADE:
            # With all that a row is said by, whatever its app: as many queries for a hundred rows as for one.
            for row in column.model._base_manager.filter(**{column.name: actor}).select_related().order_by("pk"):
                setattr(row, column.name, actor)
                found.append(_reference(row, contracts))
    return found


def moving(absorbed: Actor, contracts: Collection[Contract]) -> list[Reference]:
    """What a merge would move: all that refers to it, its contacts by their number only."""
    contacts = absorbed.contacts.count()
    words = french.counted(contacts, "contacts")
    said = [Reference("données personnelles", words, "")] if contacts else []
    return said + references(absorbed, contracts)


def _reference(row: Model, contracts: Collection[Contract]) -> Reference:
    kind, contract = row._meta.verbose_name, getattr(row, "contract", None)
    if contract and contract not in contracts:
        return Reference(kind, "dans un autre contrat", "")
    if isinstance(row, Contribution):
        kind = row.get_kind_display()
    own = getattr(row, "get_absolute_url", None)
    around = getattr(row, "incontournable", None) or getattr(row, getattr(row, "within", ""), None)
    url = own() if own else around.get_absolute_url() if around else ""
    removed = " (retiré, peut être rétabli)" if getattr(row, "is_removed", False) else ""
    where = f" · {around}" if around and around != contract else ""
    return Reference(kind, f"{row}{where}{removed}", url)
