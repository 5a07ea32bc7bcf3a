"""Who leads, helps and pays for each incontournable, and where nobody does."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Aggregate, JSONField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from actors.models import ActionCarrier, Actor, Card, Contribution
from actors.quadrants import Quadrant
from objectives import french
from objectives.models import Action, Contract, Incontournable
from objectives.models.gathering import gather

KIND, CERTAINTY = Contribution.Kind, Contribution.Certainty
MISSING = {
    KIND.LEAD: "aucun chef de file",
    KIND.ENGINEERING: "aucune ingénierie",
    KIND.SUPPORT: "aucun accompagnement",
    KIND.FUNDING: "aucun financeur",
}


@dataclass(frozen=True)
class Cell:
    """The means of one kind of an incontournable; `holes` says in words what is wrong with them."""

    kind: Contribution.Kind
    means: tuple[Contribution, ...]
    holes: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    item: Incontournable
    cells: tuple[Cell, ...]

    @property
    def holes(self) -> int:
        return sum(bool(cell.holes) for cell in self.cells)


@dataclass(frozen=True)
class Carriers:
    """Who carries an action."""

    lead: Actor | None = None
    partners: tuple[Actor, ...] = ()

    @classmethod
    def among(cls, rows: Iterable[ActionCarrier]) -> "Carriers":
        rows = sorted(rows, key=lambda row: row.actor.name_key)
        lead = next((row.actor for row in rows if row.kind == ActionCarrier.Kind.LEAD), None)
        return cls(lead, tuple(row.actor for row in rows if row.kind == ActionCarrier.Kind.PARTNER))

    def __str__(self) -> str:
        """«SEVADEC, avec ADEME et Région HdF»; without a lead, «ADEME et Région HdF»."""
        partners = french.listed(map(str, self.partners))
        return ", avec ".join(filter(None, (str(self.lead or ""), partners)))


def carriers_of(actions: Collection[Action]) -> dict[int, Carriers]:
    """Who carries each action, by its identifier, for those that somebody carries: one query."""
    rows = ActionCarrier.objects.filter(action__in=actions).select_related("actor")
    return _by_action(rows)


def _by_action(rows: Iterable[ActionCarrier]) -> dict[int, Carriers]:
    of_action: dict[int, list[ActionCarrier]] = defaultdict(list)
    for row in rows:
        of_action[row.action_id].append(row)
    return {action: Carriers.among(some) for action, some in of_action.items()}


class _Listed(Aggregate):
    """What the rows of a group say, as one list."""

    function, output_field = "JSON_GROUP_ARRAY", JSONField()

    def as_postgresql(self, compiler, connection, **more):
        return self.as_sql(compiler, connection, function="JSONB_AGG", **more)


def with_carriers(actions: QuerySet[Action]) -> list[Action]:
    """The actions, each with `carried_by` in words, in the query that reads them."""
    names = ("name", "name_key", "acronym")
    said = JSONObject(kind="kind", actor=JSONObject(**{name: f"actor__{name}" for name in names}))
    rows = ActionCarrier.objects.filter(action=OuterRef("pk")).order_by().values("action")
    found = list(actions.annotate(carriers=Subquery(rows.annotate(all=_Listed(said)).values("all"))))
    for action in found:
        rows = [ActionCarrier(kind=one["kind"], actor=Actor(**one["actor"])) for one in action.carriers or ()]
        action.carried_by = str(Carriers.among(rows))
    return found


def of_sheet(item: Incontournable) -> tuple[tuple[Cell, ...], dict[int, Carriers]]:
    """The means and leads of an incontournable, and who carries each of its actions: one query.

    Where its leads stand on maps is not asked.
    """
    wanted = Contribution.objects.shown().filter(incontournable=item)
    carriers = ActionCarrier.objects.filter(action__incontournable=item)
    named = Q(pk__in=wanted.values("actor")) | Q(pk__in=carriers.values("actor"))
    means, carried, actors = gather(wanted, carriers, Actor.objects.filter(named))
    known = {actor.pk: actor for actor in actors}
    for row in (*means, *carried):
        row.actor = known.get(row.actor_id)
    return _cells(means, watched={}), _by_action(carried)


def matrix(contract: Contract) -> list[Row]:
    """Every incontournable of the contract, in three queries."""
    means: dict[int, list[Contribution]] = defaultdict(list)
    for contribution in Contribution.objects.of_contract(contract).select_related("actor"):
        means[contribution.incontournable_id].append(contribution)
    watched: dict[tuple[int, int], Card] = {}
    placed = Card.objects.filter(problem__incontournable__contract=contract, interest__isnull=False)
    for card in placed.select_related("problem"):
        if card.quadrant is Quadrant.WATCH:
            watched[card.problem.incontournable_id, card.actor_id] = card
    return [Row(item, _cells(means[item.pk], watched)) for item in contract.incontournables.all()]


def _cells(means: Iterable[Contribution], watched: dict[tuple[int, int], Card]) -> tuple[Cell, ...]:
    of_kind: dict[str, list[Contribution]] = defaultdict(list)
    for contribution in means:
        of_kind[contribution.kind].append(contribution)
    return tuple(Cell(kind, tuple(of_kind[kind]), _holes(kind, of_kind[kind], watched)) for kind in KIND)


def _holes(kind: Contribution.Kind, means: list[Contribution], watched: dict[tuple[int, int], Card]) -> tuple[str, ...]:
    if not means:
        return (MISSING[kind],)
    holes = []
    if all(one.certainty == CERTAINTY.ASKED for one in means):
        holes.append("en question")
    elif not any(one.certainty == CERTAINTY.KNOWN for one in means):
        holes.append("rien d’acquis")
    if kind == KIND.LEAD:
        cards = {one.actor: watched.get((one.incontournable_id, one.actor_id)) for one in means if one.actor}
        holes += [f"{actor} est dans {Quadrant.WATCH} sur « {card.problem} »" for actor, card in cards.items() if card]
    return tuple(holes)
