"""A thousand contracts drawn at random, stored as rows and judged by the application, against the oracle beside.

Run on each database: both agree with the oracle, hence with each other.
"""

import datetime as dt
import random
from decimal import Decimal

import pytest
from django.utils import timezone

from cottri.models import User
from objectives import bonus, dashboard
from objectives.measure import Counting, Scope
from objectives.models import Commune, Contract, Epci, Incontournable, Indicator, ProgressEntry, ReferenceNumber, State
from tests.objectives import oracle

SEEDS, MANY = range(4), 250
FIRST, LAST = dt.date(2021, 1, 1), dt.date(2023, 12, 31)


def some_day(rng: random.Random, first: dt.date = FIRST, last: dt.date = LAST) -> dt.date:
    return first + dt.timedelta(days=rng.randint(0, (last - first).days))


def some_turn(rng: random.Random, contract: oracle.Contract) -> dt.date:
    """A day when something changes, the day before, or long after all."""
    days = [entry.end for one in contract.indicators for entry in one.entries if entry.end > dt.date(2022, 9, 1)]
    days += [day for one in contract.indicators for _, _, day in one.numbers if day > FIRST]
    return rng.choice([*days, LAST]) - rng.choice([dt.timedelta(0), dt.timedelta(1), dt.timedelta(-120)])


def some_contract(rng: random.Random) -> oracle.Contract:
    communes = {f"epci {n}": [f"commune {n}.{m}" for m in range(rng.randint(0, 3))] for n in range(rng.randint(1, 3))}
    return oracle.Contract(
        starts=FIRST,
        ends=LAST,
        graduated=rng.random() < 0.5,
        floor=Decimal(rng.choice(["60", "60", "70", "33.333"])),
        priority_floor=Decimal(rng.choice(["100", "90", "99.999"])),
        euros=Decimal(rng.choice(["1", "0.5", "1.337"])),
        population=rng.randint(1, 200_000),
        communes=communes,
        indicators=[some_indicator(rng, communes) for _ in range(rng.choice([0, 1, 1, 1, 2, 2, 3]))],
    )


def some_indicator(rng: random.Random, communes: dict[str, list[str]]) -> oracle.Indicator:
    ratio, level, territory = rng.random() < 0.3, rng.random() < 0.3, rng.random() < 0.3
    decimals = rng.choice([0, 0, 1, 3])
    baseline = Decimal(0) if ratio else Decimal(rng.choice([0, 0, 0, 20, 300]))
    target = Decimal(rng.randint(1, 100)) if ratio else baseline + rng.choice([-1, 1, 1]) * Decimal(rng.randint(1, 120))
    indicator = oracle.Indicator(baseline, target, decimals, rng.random() < 0.9, False, ratio, level, territory)
    indicator.priority = indicator.contractual and rng.random() < 0.3
    places = [oracle.WHOLE]
    if not territory:
        by_commune = {epci for epci, inside in communes.items() if inside and rng.random() < 0.4}
        places = [(epci, None) for epci in communes if epci not in by_commune]
        places += [(epci, commune) for epci in sorted(by_commune) for commune in communes[epci]]
    if ratio:
        for epci in communes:
            days = [FIRST] if rng.random() < 0.9 else []
            days += [some_day(rng)] if rng.random() < 0.3 else []
            indicator.numbers += [(epci, Decimal(rng.randint(1, 60)), day) for day in dict.fromkeys(days)]
    for place in places * rng.choice([0, 1, 1, 2, 3]):
        indicator.entries.append(some_entry(rng, indicator, place, len(places)))
    for entry in [entry for entry in indicator.entries if entry.state == State.VALIDATED and rng.random() < 0.2]:
        amendment = some_entry(rng, indicator, entry.place, len(places))
        amendment.replaces = entry
        if amendment.state == State.VALIDATED:
            entry.state = State.REPLACED
        indicator.entries.append(amendment)
    return indicator


def some_entry(rng: random.Random, indicator: oracle.Indicator, place, places: int) -> oracle.Entry:
    start = some_day(rng, FIRST - dt.timedelta(days=10), LAST)
    end = start + dt.timedelta(days=rng.choice([0, 6, 30, 30, 90]))
    whole = 60 if indicator.ratio else (indicator.target if indicator.level else indicator.target - indicator.baseline)
    share = Decimal(rng.choice(["0", "0.3", "0.5", "0.6", "1", "1", "1.4"])) / (places if indicator.level else 1)
    quantity = round(whole * share, indicator.decimals)
    state = rng.choice([State.VALIDATED] * 6 + [State.PENDING] * 2 + [State.DRAFT, State.RETURNED, State.WITHDRAWN])
    return oracle.Entry(place, start, end, quantity, state)


def stored(drawn: list[oracle.Contract]) -> list[Contract]:
    """As rows, without the verbs: what the dashboard does with what it finds is what is tested."""
    author, validator = (User.objects.create(username=name) for name in ("ada", "grace"))
    now = timezone.now()
    contracts = Contract.objects.bulk_create(
        Contract(
            slug=f"contrat-{n}", name="x", short_name="x", carrier="x", funder="x", bonus_title="x",
            starts_on=one.starts, ends_on=one.ends, threshold_percent=one.floor,
            priority_threshold_percent=one.priority_floor, euros_per_inhabitant=one.euros,
            reference_population=one.population,
            rule=bonus.Rule.GRADUATED if one.graduated else bonus.Rule.ALL_OR_NOTHING,
        )
        for n, one in enumerate(drawn)
    )  # fmt: skip
    epcis = {(n, name): Epci(name=name, short_name="x") for n, one in enumerate(drawn) for name in one.communes}
    for serial, epci in enumerate(epcis.values()):
        epci.siren = f"{serial:09}"
    Epci.objects.bulk_create(epcis.values())
    signed = Contract.epcis.through
    signed.objects.bulk_create(signed(contract=contracts[n], epci=epci) for (n, _), epci in epcis.items())
    communes = {
        (n, name): Commune(name=name, epci=epcis[n, epci], population=0)
        for n, one in enumerate(drawn)
        for epci, names in one.communes.items()
        for name in names
    }
    for serial, commune in enumerate(communes.values()):
        commune.insee = f"{serial:05}"
    Commune.objects.bulk_create(communes.values())

    told = [(n, rank, indicator) for n, one in enumerate(drawn) for rank, indicator in enumerate(one.indicators, 1)]
    items = Incontournable.objects.bulk_create(
        Incontournable(
            contract=contracts[n], number=rank, dc_number=rank, kind="cooperation", title="x", short_title="x"
        )
        for n, rank, _ in told
    )
    rows = Indicator.objects.bulk_create(
        Indicator(
            incontournable=item, code="x", label="x", unit="x", counted_unit="x" if one.ratio else "",
            decimals=one.decimals, baseline=one.baseline, target=one.target, is_contractual=one.contractual,
            is_priority=one.priority, is_ratio=one.ratio,
            counting=Counting.LEVEL if one.level else Counting.INCREMENT,
            scope=Scope.TERRITORY if one.territory else Scope.EPCI,
        )
        for item, (_, _, one) in zip(items, told, strict=True)
    )  # fmt: skip
    ReferenceNumber.objects.bulk_create(
        ReferenceNumber(indicator=row, epci=epcis[n, epci], number=number, valid_from=day, source="x")
        for row, (n, _, one) in zip(rows, told, strict=True)
        for epci, number, day in one.numbers
    )
    entries: dict[int, ProgressEntry] = {}
    for amends in (False, True):
        batch = [
            (entry, row, n)
            for row, (n, _, one) in zip(rows, told, strict=True)
            for entry in one.entries
            if bool(entry.replaces) is amends
        ]
        made = ProgressEntry.objects.bulk_create(
            ProgressEntry(
                indicator=row, epci=None if entry.place[1] else epcis.get((n, entry.place[0])),
                commune=communes.get((n, entry.place[1])), period_start=entry.start, period_end=entry.end,
                quantity=entry.quantity, source="x", state=entry.state, author=author, created_at=now, sent_at=now,
                validated_by=validator, validated_at=now, return_note="x",
                replaces=entries[id(entry.replaces)] if amends else None,
            )
            for entry, row, n in batch
        )  # fmt: skip
        entries |= {id(entry): row for row, (entry, _, _) in zip(made, batch, strict=True)}
    return contracts


def seen(assessment: bonus.Assessment) -> oracle.Verdict:
    judged = ((one.attainment, one.missing, one.reason) for one in assessment.conditions)
    return oracle.Verdict(assessment.amount, assessment.acquired, tuple(judged))


def attained(line: dashboard.Line, on: dt.date, all_validated: bool):
    course = line.record.if_validated if all_validated else line.record.validated
    return bonus.attained(line.record.objective, course.at(on))


@pytest.mark.django_db
@pytest.mark.parametrize("seed", SEEDS)
def test_random_contracts_get_the_verdict_of_the_oracle(seed):
    rng = random.Random(seed)
    drawn = [some_contract(rng) for _ in range(MANY)]
    verdicts = []
    for number, (told, contract) in enumerate(zip(drawn, stored(drawn), strict=True)):
        on = some_turn(rng, told)
        # The entries shown beside a figure, which make none, are half of the time: one contract in ten has them read.
        state = dashboard.build(contract, on=on, today=on, proven=number % 10 == 0)
        for assessment, all_validated in ((state.assessment, False), (state.if_validated, True)):
            verdicts.append(oracle.verdict(told, on, all_validated=all_validated))
            assert seen(assessment) == verdicts[-1], (contract.slug, on, all_validated, told)
            # The course of each indicator says of an earlier day what the dashboard said then.
            earlier = on - dt.timedelta(rng.randint(0, 500))
            then = oracle.verdict(told, earlier, all_validated=all_validated).conditions
            assert [attained(line, earlier, all_validated) for line in state.lines] == [share for share, _, _ in then]
    # The draw is worth something: many are acquired, many are not, and each reason is met.
    assert MANY / 4 < sum(verdict.acquired for verdict in verdicts) < MANY
    assert {reason for verdict in verdicts for _, _, reason in verdict.conditions} == {
        None, "aucune saisie", "seuil non atteint", "dénominateur manquant", "niveau manquant"
    }  # fmt: skip
