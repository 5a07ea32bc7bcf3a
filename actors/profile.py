"""What the contracts say of an actor: where it stands on their maps, what it leads, supports, funds or carries."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from actors.models import ActionCarrier, Actor, Card, Contribution
from objectives import french
from objectives.models import Contract, Incontournable


def domain(item: Incontournable) -> str:
    """«DC 1», or the title of what is no domain of cooperation."""
    return f"DC{french.WIDE}{item.dc_number}" if item.dc_number else item.short_title


@dataclass
class Profile:
    cards: list[Card] = field(default_factory=list)
    contributions: list[Contribution] = field(default_factory=list)
    carried: list[ActionCarrier] = field(default_factory=list)

    @property
    def means(self) -> list[tuple[str, str]]:
        """[("financeur", "DC 1, DC 4 ?")]: by kind, where; a question keeps its mark."""
        said: dict[str, list[str]] = defaultdict(list)
        for mean in self.contributions:
            asked = f"{french.WIDE}?" if mean.certainty == Contribution.Certainty.ASKED else ""
            where = f"{domain(mean.incontournable)}{asked}"
            if where not in said[mean.get_kind_display()]:
                said[mean.get_kind_display()].append(where)
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
    for mean in means.order_by("incontournable__number", "kind", "order", "pk"):
        told[mean.actor_id].contributions.append(mean)
    carried = ActionCarrier.objects.filter(**named, action__is_removed=False, **{f"action__{item}__in": contracts})
    for one in carried.select_related(f"action__{item}").order_by("action__incontournable__number", "action__order"):
        told[one.actor_id].carried.append(one)
    return told
