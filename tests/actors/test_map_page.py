"""The pages of a map: what the filters let through, side by side, in a table, in files; how much it asks."""

import io
from xml.etree import ElementTree

import openpyxl
import pytest
from django.urls import reverse

from actors.quadrants import Position
from cottri.models import Role
from objectives import clock
from tests.factories import make_actor, make_card, make_contract, make_problem, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract():
    return make_contract()


@pytest.fixture
def officer(client, contract):
    user = make_user("ada", contract=contract)
    client.force_login(user)
    return user


@pytest.fixture
def problem(contract):
    """Four actors: one in each of three quadrants, one that waits."""
    problem = make_problem(contract, "Isoler")
    epci = contract.epcis.first()
    make_card(problem, make_actor("ADEME"), interest=4, influence=4, is_confirmed=True, is_funder=True)
    make_card(problem, make_actor("Notaires", epci=epci), interest=3, influence=1, is_relay=True)
    make_card(problem, make_actor("UE", perimeter="Europe"), interest=1, influence=4, is_funder=True, is_relay=True)
    make_card(problem, make_actor("CERDD"))
    return problem


def text(answer) -> str:
    return answer.content.decode().replace("\xa0", " ")


def shown(answer) -> list[str]:
    return [str(card.actor) for card in answer.context["found"]]


def test_the_board_says_where_each_stands_and_what_is_still_to_do(client, officer, problem):
    said = text(client.get(problem.get_absolute_url()))
    assert '4 acteurs, dont <a href="#a-placer">1 à placer</a>, 2 positions à confirmer' in said
    for words in ("Très concerné, très influent", "Niveau d’influence", "position à confirmer", "À placer"):
        assert words in said
    assert said.count('class="chip is-unsure"') == 2 and said.count("à confirmer</span>") == 2
    assert "style=" not in said


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["ADEME", "CERDD", "Notaires", "UE"]),
        ("role=funder", ["ADEME", "UE"]),
        ("role=aucun", ["CERDD"]),
        ("role=relay&quadrant=SATISFAIRE", ["UE"]),
        ("quadrant=a-placer", ["CERDD"]),
        ("quadrant=VEILLER", []),
        ("epci=plus-large", ["ADEME", "CERDD", "UE"]),
        ("role=martian", []),
        ("epci=99999999999999999999", []),
        ("quadrant=%00", []),
    ],
)
def test_filters_let_through_what_they_say_and_nothing_when_they_make_no_sense(
    client, officer, problem, query, expected
):
    answer = client.get(f"{problem.get_absolute_url()}?{query}")
    assert answer.status_code == 200 and shown(answer) == expected
    if expected == [] and "VEILLER" not in query:
        assert "Un des filtres ne peut pas être lu" in text(answer)


def test_an_epci_is_offered_when_one_of_its_actors_is_on_the_map(client, officer, problem, contract):
    first, _ = contract.epcis.all()
    answer = client.get(f"{problem.get_absolute_url()}?epci={first.pk}")
    assert shown(answer) == ["Notaires"]
    assert [label for _, label in answer.context["form"].fields["epci"].choices] == [
        "Tous",
        first.short_name,
        "périmètre plus large",
    ]


def test_a_workshop_types_its_reason_once_and_another_person_types_their_own(client, officer, problem, contract):
    card = problem.cards.get(actor__name="UE")
    card.position = Position(2, 4)
    card.move(by=officer, at=clock.now(), why="Atelier du 12")
    assert client.get(problem.get_absolute_url()).context["reason"] == "Atelier du 12"
    client.force_login(make_user(contract=contract))
    answer = client.get(problem.get_absolute_url())
    assert answer.context["reason"] == "" and "Annuler ce déplacement" in text(answer)


def test_an_empty_map_says_what_to_do_to_those_who_can(client, officer, contract):
    empty = make_problem(contract)
    assert "Ajouter des acteurs" in text(client.get(empty.get_absolute_url()))
    client.force_login(make_user(contract=contract, role=Role.COPIL))
    said = text(client.get(empty.get_absolute_url()))
    assert "apparaîtront ici" in said and "Ajouter des acteurs" not in said


def test_side_by_side_those_that_change_quadrant_are_told(client, officer, problem, contract):
    other = make_problem(contract, "Planter")
    for card in problem.cards.all():
        if card.is_placed:
            make_card(other, card.actor, interest=4, influence=card.influence)
    answer = client.get(f"{problem.get_absolute_url()}?avec={other.pk}")
    assert "1 acteur change de quadrant" in text(answer)
    assert "SATISFAIRE → ENGAGER" in text(answer)
    assert [str(pair.change) for pair in answer.context["pairs"]] == [
        "change de quadrant", "n’est que sur la première", "même quadrant", "même quadrant",
    ]  # fmt: skip
    foreign = make_problem(make_contract())
    for wrong in (foreign.pk, problem.pk, 10**20, "abc"):
        said = text(client.get(f"{problem.get_absolute_url()}?avec={wrong}"))
        assert "Un des filtres ne peut pas être lu" in said and str(foreign) not in said


def test_the_table_holds_all_and_sorts_both_ways(client, officer, problem):
    card = problem.cards.get(actor__name="UE")
    card.position = Position(2, 4)
    card.move(by=officer, at=clock.now(), why="Fin du programme")
    address = reverse("actors:map_table", args=[problem.contract.slug, problem.pk])
    said = text(client.get(address))
    for words in ("Europe", "Fin du programme", "SATISFAIRE", "à placer", "confirmée", "financeur"):
        assert words in said
    rows = lambda query: [str(card.actor) for card, _ in client.get(f"{address}?{query}").context["rows"]]  # noqa: E731
    assert rows("tri=interet") == ["CERDD", "UE", "Notaires", "ADEME"]
    assert rows("tri=-interet&role=funder") == ["ADEME", "UE"]
    assert rows("tri=prix") == []


def test_the_spreadsheet_reopened_holds_numbers_text_and_no_formula(client, officer, problem):
    make_card(problem, make_actor('=HYPERLINK("http://x";"y")'), interest=2, influence=2)
    problem.title = "=cmd|' /C calc'!A0"
    problem.save()
    answer = client.get(reverse("actors:map_export", args=[problem.contract.slug, problem.pk, "xlsx"]))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    headings, *rows = [list(row) for row in sheet.iter_rows()]
    columns = [cell.value for cell in headings]
    assert {
        "Nom",
        "Sigle",
        "Type",
        "Rôle",
        "Niveau d’intérêt",
        "Niveau d’influence",
        "Domaine",
        "Problématique",
        "EPCI",
    } <= set(columns)
    assert len(rows) == 5 and {cell.data_type for row in rows for cell in row} <= {"s", "n"}
    ademe = dict(zip(columns, (cell.value for cell in rows[1]), strict=True))
    assert (ademe["Nom"], ademe["Niveau d’intérêt"], ademe["Quadrant"], ademe["Position"]) == (
        "ADEME",
        4,
        "ENGAGER",
        "confirmée",
    )
    assert rows[0][0].value.startswith("=HYPERLINK") and rows[0][0].data_type == "s"


def test_the_drawing_is_the_board_as_filtered(client, officer, problem):
    address = reverse("actors:map_export", args=[problem.contract.slug, problem.pk, "svg"])
    answer = client.get(f"{address}?role=funder")
    root = ElementTree.fromstring(answer.content)
    assert answer.headers["Content-Type"] == "image/svg+xml" and "attachment" in answer.headers["Content-Disposition"]
    assert len([node for node in root.iter() if node.get("class") == "card"]) == 2
    assert client.get(f"{address}?role=martian").status_code == 302
    assert client.get(address.replace("svg", "exe")).status_code == 404


def test_a_hostile_name_is_text_everywhere(client, officer, contract):
    problem = make_problem(contract, "<script>alert(1)</script>")
    card = make_card(problem, make_actor('"><img src=x onerror=alert(1)>\u202e../../etc'), interest=4, influence=4)
    address = reverse("actors:map_table", args=[contract.slug, problem.pk])
    for page in (
        problem.get_absolute_url(),
        address,
        card.get_absolute_url(),
        reverse("actors:maps", args=[contract.slug]),
    ):
        said = text(client.get(page))
        assert "<script>alert" not in said and "<img src=x" not in said


# --- How much it asks -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["actors:map", "actors:map_table", "actors:maps"])
def test_the_queries_are_the_same_with_1_and_3_cards(client, officer, contract, name, django_assert_num_queries):
    problem = make_problem(contract)
    arguments = [contract.slug] if name == "actors:maps" else [contract.slug, problem.pk]
    expected = {"actors:map": 8, "actors:map_table": 7, "actors:maps": 6}[name]
    for _ in (1, 2):
        make_card(problem, make_actor(epci=contract.epcis.first()), interest=1, influence=1)
        with django_assert_num_queries(expected):
            client.get(reverse(name, args=arguments))
        make_card(problem)


def test_a_map_of_two_hundred_in_one_cell_asks_no_more_than_ten_queries(
    client, officer, contract, django_assert_max_num_queries
):
    problem, other = make_problem(contract), make_problem(contract)
    for number in range(200):
        make_card(problem, make_actor(f"Acteur {number:03}"), interest=4, influence=4)
    with django_assert_max_num_queries(10):
        said = text(client.get(problem.get_absolute_url()))
    assert said.count('class="chip') >= 200 and len(said) < 400_000
    with django_assert_max_num_queries(10):
        client.get(f"{problem.get_absolute_url()}?avec={other.pk}")
