"""Another contract is another row: other EPCIs, dates, population, floors, rule and ways of counting; the same code."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

from objectives import bonus, dashboard, french
from objectives.measure import Counting, Reason
from objectives.models import Contract, Instalment, State
from tests.factories import (
    make_amendment,
    make_contract,
    make_entry,
    make_indicator,
    make_ratio,
    make_reference,
    month,
    morning,
    officer,
)

pytestmark = pytest.mark.django_db
AFTER = dt.date(2025, 1, 31)


@pytest.fixture
def contract():
    contract = make_contract(
        epcis=4,
        starts_on=dt.date(2022, 1, 1),
        ends_on=dt.date(2024, 12, 31),
        rule=bonus.Rule.GRADUATED,
        threshold_percent=Decimal(70),
        priority_threshold_percent=Decimal(90),
        reference_population=110_500,
    )
    for year in (1, 2):
        Instalment.objects.create(contract=contract, label=f"Année {year}", amount=Decimal(135_000))
    return contract


def state(contract, on=AFTER):
    return dashboard.build(contract, on=on, today=AFTER)


def test_a_second_contract_is_followed_to_its_exact_amount(contract):
    make_entry(make_indicator(make_contract()), 100)  # the first contract, which changes nothing here
    north, south, east, west = contract.epcis.all()
    spring = month(2023, 4)

    homes = make_indicator(contract, target=Decimal(800), is_priority=True)
    for epci, count in {north: 300, south: 250, east: 190}.items():
        make_entry(homes, count, epci=epci)  # 740 of 800: 37/40, of which 90 % are asked

    waste = make_indicator(contract, baseline=Decimal(1200), target=Decimal(900), unit="tonnes")
    for epci, drop in {north: -100, south: -80, west: -60}.items():
        make_entry(waste, drop, epci=epci)  # 240 of the 300 tonnes to lose: 4/5

    farms = make_ratio(contract, target=Decimal(40), references={north: 120, south: 80, east: 50})
    for epci, count in {north: 40, south: 25, east: 20}.items():
        make_entry(farms, count, epci=epci)

    seats = make_indicator(contract, baseline=Decimal(50), target=Decimal(250), counting=Counting.LEVEL)
    make_entry(seats, 95, epci=north, period=month(2023, 1))
    make_entry(seats, 80, epci=north, period=spring)
    make_entry(seats, 60, epci=south, period=spring)
    for commune, level in zip(east.communes.all(), (25, 15), strict=True):
        make_entry(seats, level, commune=commune, period=spring)

    hedges = make_indicator(contract, target=Decimal("12.5"), decimals=1)
    entry = make_entry(hedges, "8.2", epci=west)

    unknown = {line.indicator: line for line in state(contract).lines}
    assert (unknown[farms].condition.reason, unknown[farms].lacking) == (Reason.MISSING_DENOMINATOR, (west,))
    assert (unknown[seats].condition.reason, unknown[seats].lacking) == (Reason.MISSING_LEVEL, (west,))
    assert unknown[hedges].condition.missing == Decimal("0.6")  # 8.75 asked, so 0.55, of which officers enter tenths
    assert (state(contract).assessment.amount, state(contract).assessment.met) == (0, 2)

    make_reference(farms, west, 30)  # 85 of 280 farms are 85/112 of the 40 % asked
    make_entry(seats, 30, epci=west, period=spring)  # 80 + 60 + 25 + 15 + 30 = 210: 160 of 200, 4/5
    amendment = make_amendment(entry, "13.7", state=State.PENDING)  # more than 12.5, which counts as 1

    waiting = state(contract)
    assert (waiting.assessment.amount, waiting.assessment.met) == (0, 4)
    assert waiting.if_validated.amount == Decimal("94674.82")
    amendment.validate(by=officer(contract, besides=amendment.author), at=morning(AFTER))

    # 110 500 € × (37/40 + 4/5 + 85/112 + 4/5 + 1) ÷ 5 = 110 500 € × 2399/2800 = 94 674,8214… €
    final = state(contract)
    shares = [Fraction(37, 40), Fraction(4, 5), Fraction(85, 112), Fraction(4, 5), Fraction(1096, 1000)]
    assert [line.condition.attainment for line in final.lines] == shares
    assert [line.condition.required for line in final.lines] == [Fraction(9, 10)] + [Fraction(7, 10)] * 4
    assert (final.assessment.acquired, final.assessment.amount) == (True, Decimal("94674.82"))
    assert french.euros(final.assessment.amount) == "94\u202f674,82\u00a0€"
    assert final.is_final and not state(contract, contract.ends_on).is_final
    assert Contract.objects.with_flat_aid().get(pk=contract.pk).flat_aid == 270_000
    assert state(contract, dt.date(2023, 4, 29)).assessment.amount == 0, "the levels of April are known on the 30th"


def test_one_share_below_its_floor_takes_the_whole_amount(contract):
    for priority, done in ((True, 90), (False, 70), (False, 300)):
        make_entry(make_indicator(contract, is_priority=priority), done)
    assert state(contract).assessment.amount == Decimal("95766.66")  # 110 500 € × (9/10 + 7/10 + 1) ÷ 3
    make_entry(make_indicator(contract, decimals=3), "69.999")
    assert (state(contract).assessment.amount, state(contract).assessment.met) == (0, 3)
