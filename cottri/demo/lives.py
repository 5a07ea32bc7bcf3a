"""What happens to each entry, and when: a life is a generator that yields the moment it waits for, then acts.

`play` runs all of them along one calendar, so that references, histories and refusals come in the order of the days.
"""

import datetime as dt
import heapq
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format

from cottri.demo import papers
from cottri.models import User
from objectives.models import Commune, Contract, Epci, Evidence, Indicator, ProgressEntry
from objectives.models.likelihood import doubts

HOLIDAYS = {
    *((month, day) for month, day in [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)]),
    (2021, 4, 5), (2021, 5, 13), (2021, 5, 24), (2022, 4, 18), (2022, 5, 26), (2022, 6, 6), (2023, 4, 10),
}  # fmt: skip


@dataclass
class Scene:
    """One entry, who enters it, who reads it, and the moment reached."""

    entry: ProgressEntry
    author: User
    second: User
    paper: str
    rng: random.Random
    at: dt.datetime = field(init=False)

    def __post_init__(self):
        self.at = timezone.make_aware(dt.datetime.combine(self.entry.period_end, dt.time(18)))

    def after(self, fewest: int, most: int) -> dt.datetime:
        """Some days later, at an hour when people are at their desk."""
        day = self.at.date() + dt.timedelta(days=fewest + int(self.rng.random() * (most - fewest + 1)))
        while day.weekday() > 4 or (day.month, day.day) in HOLIDAYS or (day.year, day.month, day.day) in HOLIDAYS:
            day += dt.timedelta(days=1)
        minutes = int(self.rng.random() * 210) + (0 if self.rng.random() < 0.5 else 285)
        self.at = timezone.make_aware(dt.datetime.combine(day, dt.time(8, 45))) + dt.timedelta(minutes=minutes)
        return self.at

    def pieces(self) -> list[Evidence]:
        """The evidence: a link, or a file of the kind that its name begins with, «PDF PV de réception»."""
        if not self.paper:
            return []
        kind, name = self.paper.split(" ", 1)
        entry = self.entry
        if kind == "LIEN":
            return [papers.link(name)]
        if kind == "PHOTO":
            return [papers.photo(name)]
        name = f"{name} - {entry.perimeter} - {date_format(entry.period_end, 'F Y')}"
        if kind == "TABLEUR":
            return [papers.table(name, entry.perimeter, entry.quantity, entry.indicator.entered_unit)]
        return [papers.pdf(name, entry.source, f"{entry.perimeter} : {entry.amount}")]


Moments = Iterator[dt.datetime]
Life = Callable[[Scene], Moments]


@dataclass(frozen=True)
class Figure:
    """A line of the story. `place` is an EPCI, a commune, or nothing for the whole territory."""

    code: str
    place: str
    start: dt.date
    end: dt.date
    quantity: Decimal
    source: str
    life: Life
    comment: str = ""
    justification: str = ""
    paper: str = ""


def validated(scene: Scene) -> Moments:
    yield from _recorded(scene)
    yield scene.after(1, 9)
    scene.entry.validate(by=scene.second, at=scene.at)


def late(days: int) -> Life:
    def life(scene: Scene) -> Moments:
        scene.after(days, days)
        yield from validated(scene)

    return life


def pending(days: int) -> Life:
    """Still waiting: entered so many days after the end of its period."""

    def life(scene: Scene) -> Moments:
        yield from _recorded(scene, days, days)

    return life


def draft(days: int) -> Life:
    def life(scene: Scene) -> Moments:
        yield from _recorded(scene, days, days, send=False)

    return life


def returned(days: int, note: str) -> Life:
    def life(scene: Scene) -> Moments:
        yield from _recorded(scene, days, days)
        yield scene.after(1, 4)
        scene.entry.send_back(by=scene.second, at=scene.at, note=note)

    return life


def corrected(note: str, quantity: str | None = None, comment: str = "") -> Life:
    """Returned with a note, corrected in place by its author, sent again, validated."""

    def life(scene: Scene) -> Moments:
        entry = scene.entry
        yield from returned(8, note)(scene)
        yield scene.after(1, 6)
        entry.quantity, entry.comment = (
            Decimal(quantity or entry.quantity),
            comment or entry.comment,
        )
        entry.revise(by=scene.author, at=scene.at)
        yield scene.after(1, 5)
        entry.validate(by=scene.second, at=scene.at)

    return life


def withdrawn(days: int) -> Life:
    def life(scene: Scene) -> Moments:
        yield from _recorded(scene, days, days)
        yield scene.after(1, 3)
        scene.entry.withdraw(by=scene.author, at=scene.at)

    return life


def amended(days: int, quantity: str, why: str, *, settled: bool = True) -> Life:
    """Validated, then found wrong some days later; the amendment still waits unless `settled`."""

    def life(scene: Scene) -> Moments:
        yield from validated(scene)
        yield scene.after(days, days)
        amendment = scene.entry.amendment()
        amendment.quantity, amendment.justification = Decimal(quantity), why
        amendment.record(by=scene.author, at=scene.at, evidence=scene.pieces())
        if settled:
            yield scene.after(2, 6)
            amendment.validate(by=scene.second, at=scene.at)

    return life


def _recorded(scene: Scene, fewest: int = 3, most: int = 16, *, send: bool = True) -> Moments:
    yield scene.after(fewest, most)
    if not scene.entry.justification and doubts(scene.entry):  # the interface would ask
        scene.entry.justification = "Chiffre vérifié auprès de celui qui le fournit."
    scene.entry.record(by=scene.author, at=scene.at, evidence=scene.pieces(), send=send)


def play(contract: Contract, figures: Iterable[Figure], people: dict[str, User]) -> None:
    indicators = {indicator.code: indicator for indicator in Indicator.objects.of_contract(contract)}
    epcis = {epci.short_name: epci for epci in contract.epcis.all()}
    communes = {commune.name: commune for commune in Commune.objects.filter(epci__in=epcis.values())}
    agenda: list[tuple[dt.datetime, int, Moments]] = []
    for number, figure in enumerate(figures):
        scene = _scene(
            figure,
            indicators[figure.code],
            epcis.get(figure.place),
            communes.get(figure.place),
            people,
        )
        life = figure.life(scene)
        agenda.append((next(life), number, life))
    heapq.heapify(agenda)
    while agenda:
        _, number, life = heapq.heappop(agenda)
        moment = next(life, None)
        if moment:
            heapq.heappush(agenda, (moment, number, life))


def _scene(
    figure: Figure,
    indicator: Indicator,
    epci: Epci | None,
    commune: Commune | None,
    people: dict[str, User],
) -> Scene:
    entry = ProgressEntry(
        indicator=indicator,
        epci=epci,
        commune=commune,
        period_start=figure.start,
        period_end=figure.end,
        quantity=figure.quantity,
        source=figure.source,
        comment=figure.comment,
        justification=figure.justification,
    )
    covers = commune.epci if commune else epci
    author, second = people["agent"], people["agent2"]
    if covers and covers.short_name != "GCT&M":
        author, second = second, author
    rng = random.Random(f"{figure.code} {figure.place} {figure.start} {figure.quantity}")
    return Scene(entry, author, second, figure.paper, rng)
