"""The sheet of an incontournable: what is on it, in which order, for whom, and what it costs to read."""

import datetime as dt
import itertools

import pytest

from cottri.models import Role
from objectives.models import (
    Action,
    GlossaryTerm,
    Indicator,
    Link,
    Milestone,
    Opinion,
    ProgressEntry,
    ReferenceNumber,
    Sheet,
    State,
)
from objectives.models.gathering import gather
from tests.factories import (
    make_binary,
    make_contract,
    make_entry,
    make_indicator,
    make_ratio,
    make_user,
    month,
    morning,
)
from tests.meetings import make_note
from tests.sheets import make_action, make_everything, make_item, make_line, make_link, make_milestone

pytestmark = pytest.mark.django_db

BLOCKS = [
    "ambition", "indicateur-code", "axes", "echelle", "constats", "jalons", "actions", "questions", "points", "liens",
    "dernieres",
]  # fmt: skip


@pytest.fixture
def contract():
    return make_contract(slug="calaisis")


@pytest.fixture
def copil(client, contract):
    user = make_user(contract=contract, role=Role.COPIL)
    client.force_login(user)
    return user


def places(page: str, *marks: str) -> list[int]:
    return [page.index(f'id="{mark}"') for mark in marks]


def test_a_sheet_reads_from_its_ambition_to_its_last_entries(client, contract, copil):
    indicator = make_indicator(contract)
    make_entry(indicator, 5)
    make_everything(indicator)
    item = indicator.incontournable
    for kind in ("carrier", "question", "agenda"):
        make_line(item, kind, kind=kind)
    page = client.get(item.get_absolute_url()).text
    assert places(page, *BLOCKS) == sorted(places(page, *BLOCKS))
    assert f"{contract.carrier}, à son échelle" in page


def test_a_reader_is_not_shown_what_is_empty(client, contract, copil):
    page = client.get(make_item(contract).get_absolute_url()).text
    for words in ("Ambition", "Constats", "Actions", "Rien d’écrit"):
        assert words not in page
    assert "Pas d’indicateur chiffré" in page and "Aucun jalon" in page


def test_actions_are_grouped_by_framework_and_filtered_by_state(client, contract, copil):
    item = make_item(contract)
    for framework, state in itertools.product(Action.Framework, ("hypothesis", "ongoing")):
        make_action(item, f"{framework} {state}", framework=framework, state=state)
    address = item.get_absolute_url()
    page = client.get(address)
    assert [framework for framework, _ in page.context["groups"]] == list(Action.Framework)
    page = client.get(address, {"etat": "ongoing", "au": "2022-03-31"})
    assert {action.state for _, actions in page.context["groups"] for action in actions} == {"ongoing"}
    assert "?au=2022-03-31&amp;etat=hypothesis#actions" in page.text
    assert "Aucune action dans cet état" in client.get(address, {"etat": "done"}).text
    for bad in ("lune", "\x00", "1"):
        assert len(client.get(address, {"etat": bad}).context["groups"]) == 3


def test_a_link_of_an_action_and_a_text_full_of_html_stay_text(client, contract, copil):
    item = make_item(contract)
    make_line(item, "<script>alert(1)</script>")
    make_action(item, "<b>gras</b>", evidence="<i>", evidence_url="https://exemple.fr/?a=1&b=2")
    page = client.get(item.get_absolute_url()).text
    assert "&lt;script&gt;" in page and "&lt;b&gt;gras" in page
    assert 'href="https://exemple.fr/?a=1&amp;b=2"' in page and "<script>alert" not in page


def test_milestones_are_the_progress_of_a_project_and_never_count(client, contract, copil):
    binary = make_binary(contract)
    for day in (dt.date(2022, 1, 31), dt.date(2022, 3, 31)):
        make_milestone(binary.incontournable, day, day)
    page = client.get(binary.incontournable.get_absolute_url(), {"au": "2022-12-31"})
    assert page.text.count("atteint le") == 2
    assert page.context["lines"][0][0].condition.attainment == 0


def test_a_sheet_says_what_is_counted_and_how_the_label_was_before(client, contract, copil):
    indicator = make_indicator(
        contract, label="Conseillers FAIRE", supplier="SPEE", definition="Un logement, une fois."
    )
    assert "Anciens intitulés" not in client.get(indicator.incontournable.get_absolute_url()).text
    indicator.label = "EIE et GUH"
    indicator.save()
    indicator.supplier = "GUH"
    indicator.save()
    page = client.get(indicator.incontournable.get_absolute_url())
    (_, former, _), *others = page.context["lines"]
    assert [label for label, _ in former] == ["Conseillers FAIRE"]
    assert not others
    for words in ("Un logement, une fois.", "GUH", "EIE et GUH", "«&nbsp;Conseillers FAIRE&nbsp;»", "Preuve"):
        assert words in page.text


def test_a_sheet_lists_no_draft_for_those_who_may_not_see_them(client, contract, copil):
    indicator = make_indicator(contract)
    draft, pending = (make_entry(indicator, 5, state=state) for state in (State.DRAFT, State.PENDING))
    page = client.get(indicator.incontournable.get_absolute_url())
    assert list(page.context["latest"]) == [pending]
    assert draft.get_absolute_url() not in page.text


def test_the_last_entries_are_the_last_whatever_became_of_them(client, contract, copil):
    indicator = make_indicator(contract)
    states = itertools.cycle([State.VALIDATED, State.PENDING, State.RETURNED, State.WITHDRAWN])
    entries = [make_entry(indicator, 1, state=next(states)) for _ in range(24)]
    expected = sorted(entries, key=lambda entry: (entry.period_end, entry.pk), reverse=True)[:8]
    assert client.get(indicator.incontournable.get_absolute_url()).context["latest"] == expected


# --- What it costs --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("number", [1, 3])
def test_a_sheet_makes_at_most_twelve_queries_whatever_it_holds(
    client, contract, copil, number, django_assert_max_num_queries
):
    indicator = make_ratio(contract, references=dict.fromkeys(contract.epcis.all(), 50))
    indicator.label = "Autrement dit"
    indicator.save()
    make_everything(indicator)
    item = indicator.incontournable
    make_note(indicator)
    for place in range(number):
        make_entry(indicator, 1)
        make_line(item, f"Constat {place}")
        make_action(item, f"Action {place}", framework="epci", epci=contract.epcis.first())
        make_milestone(item, dt.date(2023, 6, 30))
        make_link(make_item(contract), item, as_printed="DC 1")
    with django_assert_max_num_queries(12):
        page = client.get(item.get_absolute_url()).text
    assert "Autrement dit" in page and f"Action {number - 1}" in page


def test_three_years_of_52_communes_are_read_in_as_few_queries(client, copil, contract, django_assert_max_num_queries):
    contract = make_contract(epcis=3, communes=17, slug="grand")
    client.force_login(make_user(contract=contract, role=Role.COPIL))
    indicator, author = make_indicator(contract, target=5000), make_user(contract=contract)
    communes = [commune for epci in contract.epcis.all() for commune in epci.communes.all()]
    at = morning(dt.date(2023, 12, 31))
    facts = {"quantity": 1, "source": "Suivi", "author": author, "created_at": at, "sent_at": at, "validated_at": at}
    ProgressEntry.objects.bulk_create(
        ProgressEntry(
            indicator=indicator, commune=commune, period_start=start, period_end=end, state=State.VALIDATED,
            validated_by=copil, **facts,
        )
        for commune in communes
        for start, end in (month(year, number) for year in (2021, 2022, 2023) for number in range(1, 13))
    )  # fmt: skip
    make_everything(indicator)
    with django_assert_max_num_queries(12):
        page = client.get(indicator.incontournable.get_absolute_url(), {"au": "2023-12-31"})
    assert page.context["lines"][0][0].condition.measured.progress == len(communes) * 36


def test_rows_gathered_in_one_query_are_those_that_the_orm_reads(contract, django_assert_num_queries):
    indicator = make_ratio(contract, references=dict.fromkeys(contract.epcis.all(), 50))
    make_everything(indicator)
    models = (Sheet, Action, Link, Milestone, Opinion, GlossaryTerm, Indicator, ReferenceNumber, Sheet.history.model)
    with django_assert_num_queries(1):
        gathered = gather(*(model.objects.all() for model in models))
    for model, rows in zip(models, gathered, strict=True):
        names = [field.attname for field in model._meta.concrete_fields]
        expected = [{name: getattr(row, name) for name in names} for row in model.objects.order_by("pk")]
        found = [{name: getattr(row, name) for name in names} for row in sorted(rows, key=lambda row: row.pk)]
        assert rows and found == expected
