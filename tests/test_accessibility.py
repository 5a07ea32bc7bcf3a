"""axe-core finds nothing serious on any page: empty, full, and with errors."""

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect

from cottri.models import Role
from governance.models import LocalGroup, SchemeLink, Seat
from objectives.judgement import Level
from objectives.models import State
from tests.factories import (
    a_link,
    make_actor,
    make_amendment,
    make_binary,
    make_card,
    make_contact,
    make_contract,
    make_contribution,
    make_entry,
    make_indicator,
    make_problem,
    make_ratio,
    make_user,
    month,
    morning,
    new_entry,
)
from tests.meetings import DAY, make_committee, make_decision, make_meeting, make_point, make_scheme, write
from tests.meetings import make_action as make_decided
from tests.sheets import (
    make_action,
    make_everything,
    make_opinion,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
PASSWORD = "un-mot-de-passe-assez-long"
AXE = Axe().axe_script
OPEN = ("login", "password_reset", "password_reset_done", "password_reset_complete")
OF_CONTRACT = (
    "dashboard",
    "actors:maps",
    "actors:map_new",
    "governance:overview",
    "governance:board",
    "governance:articulation",
    "governance:mobilisation",
    "governance:scheme_new",
    "governance:stake_new",
    "governance:matrix",
    "governance:meetings",
    "governance:month",
    "governance:committee_new",
    "governance:meeting_new",
    "objectives:list",
    "objectives:glossary",
    "objectives:term_new",
    "objectives:way",
    "objectives:simulator",
    "objectives:entry_list",
    "objectives:inbox",
    "objectives:mine",
    "objectives:completeness",
    "objectives:entry_new",
    "objectives:grid",
)


# Only what is told crosses over: all that axe says of a page that is in order takes as long to carry as to find.
AUDIT = """async () => {
    if (!window.axe) return null;
    document.querySelectorAll("main details").forEach(details => details.open = true);
    const { violations } = await axe.run({ resultTypes: ["violations"] });
    return violations.map(({ id, impact, nodes }) => [id, impact, nodes[0].html.slice(0, 150)]);
}"""


def violations(page: Page) -> list[tuple[str, str, str]]:
    """(rule, impact, where it first is), with all that is folded opened."""
    told = page.evaluate(AUDIT)
    if told is None:
        page.evaluate(AXE)
        told = page.evaluate(AUDIT)
    return [tuple(one) for one in told]


def found_by_axe(page: Page) -> list[str]:
    told = violations(page)
    return [f"{page.url} {name}: {html}" for name, impact, html in told if impact in ("serious", "critical")]


@pytest.fixture
def page(page: Page) -> Page:
    """Into each page that it opens comes axe by itself, sent once."""
    page.add_init_script(AXE)
    return page


@pytest.fixture
def signed_in(page: Page, settings):
    settings.COTTRI_TODAY = dt.date(2023, 4, 14)

    def sign_in(contract, role: str = Role.OFFICER) -> Page:
        make_user("lectrice", contract=contract, role=role, password=PASSWORD)
        page.goto("/connexion/")
        page.fill("#id_username", "lectrice")
        page.fill("#id_password", PASSWORD)
        page.click("main button[type=submit]")
        return page

    return sign_in


def visit(page: Page, addresses: list[str]) -> list[str]:
    problems = []
    for address in addresses:
        page.goto(address)
        problems += found_by_axe(page)
    return problems


def test_pages_open_to_all(page: Page):
    assert visit(page, [reverse(name) for name in OPEN]) == []


def test_pages_of_an_empty_contract(signed_in):
    contract = make_contract()
    page = signed_in(contract)
    # A form to add something is the same page in a full contract.
    empty = [name for name in OF_CONTRACT if not name.endswith("_new")]
    assert visit(page, [reverse(name, args=[contract.slug]) for name in empty]) == []


def test_pages_of_a_full_contract(signed_in):
    contract = make_contract()
    first, _ = contract.epcis.all()
    indicator = make_indicator(contract, definition="Compte une fois.", evidence_required=True, is_priority=True)
    make_ratio(contract, references={first: 31})
    make_entry(make_binary(contract), 1)
    author = make_user(contract=contract)
    with_link = new_entry(indicator, 5, period=month(2023, 1))
    with_link.record(by=author, at=dt.datetime(2023, 2, 1, tzinfo=dt.UTC), evidence=[a_link()])
    plain = make_indicator(contract)
    entries = [
        make_entry(plain, 5, state=state) for state in ("draft", "pending", "returned", "withdrawn", "validated")
    ]
    make_amendment(entries[-1], 6, state=State.PENDING)
    make_everything(indicator)
    make_opinion(indicator, Level.COMPROMISED, day=dt.date(2023, 1, 1))
    page = signed_in(contract)
    addresses = [reverse(name, args=[contract.slug]) for name in OF_CONTRACT if not name.startswith("governance:")]
    sheet = [contract.slug, indicator.incontournable.number]
    addresses += [reverse(f"objectives:{name}", args=sheet) for name in ("sheet_texts", "sheet_history")]
    addresses += [reverse("objectives:sheet_block", args=[*sheet, slug]) for slug in ("axes", "actions", "jalons")]
    addresses += [reverse("objectives:opinion", args=[*sheet, indicator.code])]
    addresses += [entry.get_absolute_url() for entry in [with_link, *entries]]
    addresses += [reverse("sheet", args=[contract.slug, 1]), entries[-1].get_absolute_url() + "corriger/"]
    addresses += [reverse("objectives:entry_new_for", args=[contract.slug, 1]), "/mot-de-passe/"]
    assert visit(page, addresses) == []


def test_pages_of_actor_maps(signed_in):
    contract = make_contract()
    full, other = make_problem(contract), make_problem(contract)
    card = make_card(full, interest=4, influence=1, is_funder=True, is_relay=True)
    make_card(full), make_card(full, interest=1, influence=1, is_confirmed=True)
    make_card(other, card.actor, interest=1, influence=4)
    page = signed_in(contract, Role.ADMINISTRATOR)
    of_map = ["map", "map_table", "map_rename", "card_add"]
    addresses = [reverse(f"actors:{name}", args=[contract.slug, full.pk]) for name in of_map]
    addresses += [f"{full.get_absolute_url()}?avec={other.pk}", f"{full.get_absolute_url()}?role=martien"]
    addresses += [card.get_absolute_url(), f"{card.get_absolute_url()}retirer/"]
    assert visit(page, addresses) == []


def test_pages_of_the_directory_and_of_means(signed_in):
    contract = make_contract()
    problem = make_problem(contract)
    actor, double, free = make_actor("Région Hauts-de-France"), make_actor("Région Hauts de France"), make_actor("CMA")
    make_card(problem, actor, interest=1, influence=1)
    make_card(problem, double, interest=4, influence=4)
    make_contact(actor, keep_until=dt.date(2023, 1, 1))
    contribution = make_contribution(problem.incontournable, actor, certainty="asked")
    action = make_action(problem.incontournable)
    page = signed_in(contract, Role.ADMINISTRATOR)
    names = ("list", "new", "duplicates", "past_contacts")
    addresses = [reverse(f"actors:{name}") for name in names] + ["/acteurs/?type=martien", "/acteurs/?q=personne"]
    addresses += [reverse(f"actors:{name}", args=[actor.pk]) for name in ("edit", "delete", "contact_new")]
    addresses += [actor.get_absolute_url()]
    addresses += [reverse("actors:delete", args=[free.pk]), reverse("actors:merge", args=[actor.pk, double.pk])]
    number = problem.incontournable.number
    addresses += [reverse("actors:means", args=[contract.slug]), reverse("sheet", args=[contract.slug, number])]
    addresses += [reverse("actors:means_of", args=[contract.slug, number])]
    addresses += [reverse("actors:contribution", args=[contract.slug, number, contribution.pk])]
    addresses += [reverse("actors:carriers", args=[contract.slug, action.pk])]
    assert visit(page, addresses) == []


def test_pages_of_governance(signed_in):
    contract, officer = make_contract(), make_user()
    indicator = make_indicator(contract)
    late, item = make_actor("SITAC"), indicator.incontournable
    committee = make_committee(contract, make_actor("SEVADEC"))
    for row in (Seat(committee=committee, as_printed="Partenaires"), LocalGroup(committee=committee, name="COTECH")):
        row.append(by=officer, at=morning(DAY))
    LocalGroup(committee=committee, name="Retiré", is_removed=True).append(by=officer, at=morning(DAY))
    link = "https://visio.example.org/l/meetup-join/" + "19meeting" * 25
    planned = make_meeting(committee, dt.date(2023, 5, 16), link=link, title="A" * 150, place="B" * 150)
    held, approved = (make_meeting(committee, state=state) for state in ("held", "approved"))
    make_meeting(committee, state="cancelled")
    committee.seat([late], by=officer, at=morning(DAY))
    make_point(planned, "Un premier point"), make_point(planned, "Un point")
    decision = make_decision(held, "Créer le réseau", item)
    action = make_decided(decision, due_on=DAY)
    scheme = make_scheme(contract)
    SchemeLink(scheme=scheme, incontournable=item, nature="funds").append(by=officer, at=morning(DAY))
    page = signed_in(contract)

    def at(names: str, row) -> list[str]:
        return [reverse(f"governance:{name}", args=[contract.slug, row.pk]) for name in names.split()]

    addresses = at("committee committee_edit seat_new seats_chosen committee_history", committee)
    addresses += at("meeting meeting_edit agenda point_new", planned) + at("meeting meeting_history", approved)
    addresses += at("meeting attendance decision_new", held) + at("decision_edit action_new", decision)
    addresses += [f"{at('action_new', decision)[0]}?fiche=1", f"{at('invite', planned)[0]}?qui=ENGAGE"]
    addresses += at("scheme scheme_edit link_new", scheme) + at("recovery", indicator) + at("action_scheme", action)
    every = [reverse(name, args=[contract.slug]) for name in OF_CONTRACT if name.startswith("governance:")]
    every += [reverse("governance:recoveries", args=[contract.slug])]
    assert visit(page, [*every, *addresses, f"{every[1]}?etat=martien&domaine=0"]) == []
    page.set_viewport_size({"width": 320, "height": 700})
    for address in [every[0], *at("meeting agenda", planned), *at("minutes", held)]:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    # With errors: an empty form, a row of the attendance, an action, and minutes that somebody else writes too.
    problems = []
    for name, row in (
        ("decision_new", held),
        ("scheme_edit", scheme),
        ("action_new", decision),
        ("recovery", indicator),
        ("committee_edit", committee),
    ):
        page.goto(at(name, row)[0])
        for field in page.locator("main form textarea, main form input[type=text]").all():
            field.fill("")
        page.get_by_role("button", name="Enregistrer").click()
        expect(page.locator(".invalid-feedback, .alert-danger")).not_to_have_count(0)
        problems += found_by_axe(page)
    page.goto(at("attendance", held)[0])
    page.get_by_label("Présence de SEVADEC").select_option("represented")
    page.get_by_role("button", name="Enregistrer les présences").click()
    expect(page.get_by_text("dites qui est venu à sa place")).to_have_count(1)
    problems += found_by_axe(page)
    page.goto(at("minutes", held)[0])
    write(held, "Autre texte.", by=officer)
    page.get_by_label("Ce qui s’est dit").fill("Mon texte.")
    page.get_by_text("Réunissez-les").wait_for()
    problems += found_by_axe(page)
    page.goto(every[1])
    page.get_by_label("Jour de réalisation").fill("2030-01-01")
    page.get_by_role("button", name="Réalisée").click()
    expect(page.locator(".notice.is-error")).to_have_count(1)
    assert problems + found_by_axe(page) == []


def test_pages_with_errors(signed_in):
    contract = make_contract()
    indicator = make_indicator(contract)
    page = signed_in(contract)
    page.goto(reverse("objectives:entry_new_for", args=[contract.slug, 1]))
    page.fill("#id_quantity", "douze")
    page.click("button[value=send]")
    problems = found_by_axe(page)
    page.goto(reverse("objectives:grid", args=[contract.slug]))
    page.locator(".cell-input").first.fill("douze")
    page.get_by_role("button", name="Enregistrer la grille").click()
    expect(page.locator(".cell-error")).to_have_count(1)
    problems += found_by_axe(page)
    make_entry(indicator, 5, state=State.PENDING, author=make_user(contract=contract))
    page.goto(reverse("objectives:inbox", args=[contract.slug]))
    page.get_by_role("button", name="Valider la sélection").click()
    assert "Choisissez au moins une saisie." in page.content()
    problems += found_by_axe(page)
    problems += visit(
        page, [f"/{contract.slug}/?au=demain", "/nulle-part/", indicator.incontournable.get_absolute_url()]
    )
    assert problems == []


def test_the_admin(signed_in):
    contract = make_contract()
    make_indicator(contract)
    page = signed_in(contract, Role.ADMINISTRATOR)
    pages = ["admin:index", "admin:objectives_contract_changelist", "admin:objectives_indicator_changelist"]
    assert visit(page, [reverse(name) for name in pages]) == []
