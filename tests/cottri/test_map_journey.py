"""A card moved as an officer moves it: with the mouse, with a finger, with the keyboard alone, and without scripts."""

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from actors.models import Card
from actors.quadrants import Position
from objectives import clock
from tests.factories import make_actor, make_card, make_contract, make_problem, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
PASSWORD = "un-mot-de-passe-assez-long"


@pytest.fixture
def card(settings):
    settings.COTTRI_TODAY = dt.date(2023, 4, 14)
    contract = make_contract()
    make_user("ada", contract=contract, password=PASSWORD)
    problem = make_problem(contract, "Massifier les rénovations énergétiques")
    make_card(problem, make_actor("Notaires"))
    return make_card(problem, make_actor("ADEME"), interest=2, influence=2, is_funder=True)


def sign_in(page: Page, card: Card) -> Page:
    page.goto(card.problem.get_absolute_url())
    page.fill("#id_username", "ada")
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_load_state()
    return page


def chip(page: Page, name: str):
    return page.locator(".chip a", has_text=name)


def cell(page: Page, interest: int, influence: int):
    return page.locator(f"[data-interest='{interest}'][data-influence='{influence}']")


def middle(locator) -> tuple[float, float]:
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def stored(card: Card) -> tuple:
    row = Card.objects.get(pk=card.pk)
    why = row.history.latest("history_id").history_change_reason
    return row.position, why, row.is_funder


def nothing_serious(page: Page) -> list:
    return [one["id"] for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]


def test_a_card_is_dragged_with_the_mouse_and_the_move_undone(page: Page, card):
    """Even on a page that one came back to, from a filter and from two maps side by side."""
    make_problem(card.contract, "Planter des haies")
    sign_in(page, card)
    page.get_by_label("Rôle").select_option("funder")
    expect(chip(page, "Notaires")).to_have_count(0)
    page.get_by_label("Comparer avec").select_option("Planter des haies")
    page.get_by_label("Rôle").select_option("")
    expect(chip(page, "Notaires")).to_have_count(1)
    page.get_by_role("button", name="Afficher").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Deux cartes côte à côte")
    page.get_by_label("Rôle").select_option("funder")
    expect(page.locator("table.comparison")).not_to_contain_text("Notaires")
    page.get_by_label("Comparer avec").select_option("Aucune")
    page.get_by_role("button", name="Afficher").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(str(card.problem))
    page.get_by_label("Rôle").select_option("")
    expect(chip(page, "Notaires")).to_have_count(1)
    page.go_back()
    expect(page.get_by_label("Rôle")).to_have_value("funder")
    expect(chip(page, "Notaires")).to_have_count(0)
    page.mouse.move(*middle(chip(page, "ADEME")))
    page.mouse.down()
    page.mouse.move(*middle(cell(page, 4, 4)), steps=6)
    expect(cell(page, 4, 4)).to_have_class("cell is-over")
    page.mouse.up()
    expect(page.get_by_text("intérêt 2, influence 2, VEILLER → intérêt 4, influence 4, ENGAGER")).to_be_visible()
    assert nothing_serious(page) == []
    page.get_by_label("Pourquoi").fill("Atelier")
    page.get_by_label("confirmée", exact=True).check()
    page.get_by_role("button", name="Déplacer", exact=True).click()
    expect(cell(page, 4, 4).get_by_text("ADEME")).to_be_visible()
    assert stored(card) == (Position(4, 4, True), "Atelier", True)
    page.get_by_role("button", name="Annuler ce déplacement").click()
    expect(page.get_by_text("Déplacement annulé. ADEME")).to_be_visible()
    assert stored(card)[0] == Position(2, 2)


def test_a_press_without_a_drag_opens_the_card_and_a_drag_given_up_leaves_it(page: Page, card):
    sign_in(page, card)
    page.mouse.move(*middle(chip(page, "ADEME")))
    page.mouse.down()
    page.mouse.move(*middle(cell(page, 1, 1)), steps=4)
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(cell(page, 2, 2).get_by_text("ADEME")).to_be_visible()
    chip(page, "ADEME").click()
    expect(page.get_by_role("heading", level=1, name="ADEME")).to_be_visible()
    assert stored(card)[0] == Position(2, 2)


def test_the_keyboard_alone_moves_a_card_and_says_where_it_is(page: Page, card):
    sign_in(page, card)
    said = page.locator("#map-said")
    chip(page, "ADEME").focus()
    page.keyboard.press("ArrowUp")
    expect(said).to_have_text("ADEME : intérêt 3, influence 2, INFORMER. Entrée pour confirmer, Échap pour annuler.")
    expect(chip(page, "ADEME")).to_be_focused()
    page.keyboard.press("Escape")
    expect(cell(page, 2, 2).get_by_text("ADEME")).to_be_visible()
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_label("Pourquoi")).to_be_focused()
    page.keyboard.type("Avis de la CCRA")
    page.keyboard.press("Enter")
    expect(chip(page, "ADEME")).to_be_focused()
    assert stored(card) == (Position(3, 4), "Avis de la CCRA", True)
    chip(page, "Notaires").focus()
    page.keyboard.press("ArrowLeft")
    expect(said).to_contain_text("Notaires : intérêt 2, influence 2")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator("[data-waiting]").get_by_text("Notaires")).to_be_visible()
    assert Card.objects.filter(interest=None).count() == 1


def test_a_card_moved_meanwhile_by_somebody_else_is_shown_with_both_places(page: Page, card):
    sign_in(page, card)
    other = make_user("grace", contract=card.contract)
    card.position = Position(1, 1)
    card.move(by=other, at=clock.now(), why="Autre atelier")
    chip(page, "ADEME").focus()
    for key in ("ArrowUp", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    page.keyboard.type("Atelier")
    page.keyboard.press("Enter")
    expect(page.get_by_text("« 1 ». Ici : « 4 »")).to_be_visible()
    assert nothing_serious(page) == []
    page.get_by_role("button", name="Enregistrer").click()
    expect(cell(page, 4, 2).get_by_text("ADEME")).to_be_visible()


def test_a_finger_drags_after_a_long_press_and_scrolls_before(browser, browser_context_args, card):
    window = {"viewport": {"width": 375, "height": 812}, "has_touch": True, "is_mobile": True}
    context = browser.new_context(**browser_context_args | window)
    page = sign_in(context.new_page(), card)
    finger = context.new_cdp_session(page)

    def touch(kind, *points):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    chip(page, "ADEME").scroll_into_view_if_needed()
    start, end = middle(chip(page, "ADEME")), middle(cell(page, 1, 2))
    touch("touchStart", start)
    page.wait_for_timeout(500)
    touch("touchMove", ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2))
    touch("touchMove", end)
    touch("touchEnd")
    expect(page.get_by_text("intérêt 2, influence 2, VEILLER → intérêt 1, influence 2, VEILLER")).to_be_visible()
    context.close()


def test_it_is_a_plain_form_without_scripts(browser, browser_context_args, card):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = sign_in(context.new_page(), card)
    page.get_by_label("Rôle").select_option("funder")
    page.get_by_role("button", name="Afficher").click()
    expect(chip(page, "Notaires")).to_have_count(0)
    chip(page, "ADEME").click()
    page.get_by_label("Niveau d’intérêt").select_option("4")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Dites pourquoi cette carte change de place")).to_be_visible()
    page.get_by_label("Pourquoi").fill("Atelier")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".zone.is-inform").get_by_text("ADEME")).to_be_visible()
    expect(chip(page, "Notaires")).to_have_count(0)  # the filter is still in force
    assert stored(card) == (Position(4, 2), "Atelier", True)
    context.close()
