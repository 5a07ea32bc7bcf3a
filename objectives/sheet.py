"""What a sheet says, block by block: read in one query, shown by its page and edited block by block."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Model, QuerySet

from objectives.glossary import Glossary
from objectives.models import (
    Action,
    ActionState,
    Axis,
    Contract,
    Epci,
    GlossaryTerm,
    Incontournable,
    Indicator,
    Link,
    Milestone,
    Sheet,
    SheetLine,
)
from objectives.models.gathering import gather
from objectives.models.sheet_row import SheetRow


@dataclass(frozen=True)
class Block:
    """A kind of rows: its name in the address and on screen, what one is called, and whether people order them."""

    slug: str
    title: str
    one: str
    model: type[SheetRow]
    kind: str = ""
    ordered: bool = True

    def title_for(self, contract: Contract) -> str:
        return self.title.format(carrier=contract.carrier)

    def new(self, item: Incontournable) -> SheetRow:
        return self.model(incontournable=item, **({"kind": self.kind} if self.kind else {}))

    def holds(self, row: SheetRow) -> bool:
        return isinstance(row, self.model) and (not self.kind or row.kind == self.kind)


BLOCKS = {
    block.slug: block
    for block in (
        Block("axes", "Axes", "un axe", Axis, ordered=False),
        Block("echelle", "{carrier}, à son échelle", "une ligne", SheetLine, SheetLine.Kind.CARRIER),
        Block("constats", "Constats", "un constat", SheetLine, SheetLine.Kind.FINDING),
        Block("jalons", "Jalons", "un jalon", Milestone, ordered=False),
        Block("actions", "Actions", "une action", Action),
        Block("questions", "Questions ouvertes", "une question", SheetLine, SheetLine.Kind.QUESTION),
        Block("points", "Points à discuter pour chaque domaine", "un point", SheetLine, SheetLine.Kind.AGENDA),
        Block("liens", "Liens avec les autres fiches", "un lien", Link),
    )
}


@dataclass
class Content:
    """Everything that is written on the sheet of an incontournable, removed rows aside."""

    item: Incontournable
    sheet: Sheet
    indicators: list[Indicator]
    former: dict[int, list[tuple[str, dt.datetime]]]
    glossary: Glossary
    epcis: dict[int, Epci]
    citing: list[Link]
    beside: list[list[Model]] = field(default_factory=list)
    rows: dict[str, list[SheetRow]] = field(default_factory=dict)
    removed: dict[str, list[SheetRow]] = field(default_factory=dict)

    @property
    def missing(self) -> list[Block]:
        """The blocks of which nothing is written; milestones have their own place, and only steering has an agenda."""
        return [block for slug, block in BLOCKS.items() if not self.rows[slug] and slug not in ("jalons", "points")]

    def actions_by_framework(self, state: str = "") -> list[tuple[Action.Framework, list[Action]]]:
        """Only those in a state, if one is given."""
        groups: dict[str, list[Action]] = defaultdict(list)
        for action in self.rows["actions"]:
            if not state or action.state == state:
                groups[action.framework].append(action)
        return [(framework, groups[framework]) for framework in Action.Framework if groups[framework]]

    def action_states(self) -> list[tuple[ActionState, int]]:
        """How many actions are in each state that has some."""
        found = [action.state for action in self.rows["actions"]]
        return [(state, found.count(state)) for state in ActionState if state in found]


def read(items: Sequence[Incontournable], item: Incontournable, *beside: QuerySet) -> Content:
    """One query. `items` are all those of the contract, among which links find their ends.

    `beside` is what a page shows beside, and which is read along: `content.beside` has the rows of each.
    """
    contract = item.contract
    sheets, indicators, former, terms, epcis, citing, lines, axes, links, milestones, actions, *rows_beside = gather(
        Sheet.objects.filter(incontournable=item),
        Indicator.objects.filter(incontournable=item),
        Indicator.history.filter(incontournable=item),
        GlossaryTerm.objects.filter(contract=contract).shown(),
        Epci.objects.filter(contracts=contract),
        Link.objects.citing(item),
        *(model.objects.filter(incontournable=item) for model in (SheetLine, Axis, Link, Milestone, Action)),
        *beside,
    )
    content = Content(
        item=item,
        sheet=sheets[0] if sheets else Sheet(incontournable=item),
        indicators=indicators,
        former=_former_labels(former),
        glossary=Glossary(contract, terms),
        epcis={epci.pk: epci for epci in epcis},
        citing=citing,
        beside=rows_beside,
    )
    _relate(content, items, axes, [*lines, *axes, *links, *milestones, *actions])
    for slug, block in BLOCKS.items():
        held = [row for row in (*lines, *axes, *links, *milestones, *actions) if block.holds(row)]
        content.rows[slug] = [row for row in held if not row.is_removed]
        content.removed[slug] = [row for row in held if row.is_removed]
    return content


def _relate(content: Content, items: Sequence[Incontournable], axes: list[Axis], rows: list[SheetRow]) -> None:
    """Give each row what it points at, which has been read already."""
    by_pk = {other.pk: other for other in items}
    axis_of = {axis.pk: axis for axis in axes}
    for row in (*content.indicators, *rows):
        row.incontournable = content.item
        if isinstance(row, Action):
            row.axis, row.epci = axis_of.get(row.axis_id), content.epcis.get(row.epci_id)
    for link in (*content.citing, *(row for row in rows if isinstance(row, Link))):
        link.incontournable, link.target = by_pk[link.incontournable_id], by_pk[link.target_id]
        link.alternative = by_pk.get(link.alternative_id)
    content.citing.sort(key=lambda link: link.incontournable.number)


def _former_labels(history: list) -> dict[int, list[tuple[str, dt.datetime]]]:
    """For each indicator, the labels it had before and the moment each was replaced, the latest first."""
    former: dict[int, list] = defaultdict(list)
    current: dict[int, str] = {}
    for row in sorted(history, key=lambda row: (row.history_date, row.history_id)):
        if row.id in current and current[row.id] != row.label:
            former[row.id].insert(0, (current[row.id], row.history_date))
        current[row.id] = row.label
    return former
