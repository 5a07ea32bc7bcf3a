"""Who leads, helps and pays for each incontournable, and where nobody does."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from actors.models import ActionCarrier, Actor, Card, Contribution
from actors.quadrants import Quadrant
from objectives.models import Contract, Incontournable
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


def of_sheet(item: Incontournable) -> tuple[tuple[Cell, ...], dict[int, list[ActionCarrier]]]:
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
    of_action: dict[int, list[ActionCarrier]] = defaultdict(list)
    for one in sorted(carried, key=lambda one: one.actor.name_key):
        of_action[one.action_id].append(one)
    return _cells(means, watched={}), of_action


def matrix(contract: Contract) -> list[Row]:
    """Every incontournable of the contract, in three queries."""
    means: dict[int, list[Contribution]] = defaultdict(list)
    for mean in Contribution.objects.of_contract(contract).select_related("actor"):
        means[mean.incontournable_id].append(mean)
    watched: dict[tuple[int, int], Card] = {}
    placed = Card.objects.filter(problem__incontournable__contract=contract, interest__isnull=False)
    for card in placed.select_related("problem"):
        if card.quadrant is Quadrant.WATCH:
            watched[card.problem.incontournable_id, card.actor_id] = card
    return [Row(item, _cells(means[item.pk], watched)) for item in contract.incontournables.all()]


def _cells(means: Iterable[Contribution], watched: dict[tuple[int, int], Card]) -> tuple[Cell, ...]:
    of_kind: dict[str, list[Contribution]] = defaultdict(list)
    for mean in means:
        of_kind[mean.kind].append(mean)
    return tuple(Cell(kind, tuple(of_kind[kind]), _holes(kind, of_kind[kind], watched)) for kind in KIND)


def _holes(kind: Contribution.Kind, means: list[Contribution], watched: dict[tuple[int, int], Card]) -> tuple[str, ...]:
    if not means:
        return (MISSING[kind],)
    holes = []
    if all(mean.certainty == CERTAINTY.ASKED for mean in means):
        holes.append("en question")
    elif not any(mean.certainty == CERTAINTY.KNOWN for mean in means):
        holes.append("rien d’acquis")
    if kind == KIND.LEAD:
        cards = {mean.actor: watched.get((mean.incontournable_id, mean.actor_id)) for mean in means if mean.actor}
        holes += [f"{actor} est dans {Quadrant.WATCH} sur « {card.problem} »" for actor, card in cards.items() if card]
    return tuple(holes)
