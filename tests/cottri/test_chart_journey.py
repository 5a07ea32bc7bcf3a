"""The chart of a sheet as it is read: it comes when one reaches it, answers the keyboard, and nobody needs it."""

import csv
import datetime as dt
import re
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from objectives.models import State
from tests.factories import make_contract, make_entry, make_indicator, make_user, month
from tests.test_accessibility import found_by_axe

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
PASSWORD = "un-mot-de-passe-assez-long"
NBSP = "\u00a0"


@pytest.fixture
def address(settings) -> str:
    settings.COTTRI_TODAY = dt.date(2023, 4, 14)
    contract = make_contract(slug="calaisis")
    make_user("lectrice", contract=contract, password=PASSWORD)
    indicator = make_indicator(contract, unit="km", decimals=1, target=Decimal(50))
    for number, epci in enumerate(contract.epcis.all()):
        make_entry(indicator, "7.5", epci=epci, period=month(2022, 3 + number))
    make_entry(indicator, 4, period=month(2023, 2), state=State.PENDING)
    return indicator.incontournable.get_absolute_url()


def read(page: Page, address: str) -> Page:
    page.goto(address)
    page.fill("#id_username", "lectrice")
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_load_state()
    return page


def test_the_chart_comes_when_one_reaches_it_and_answers_in_french(page: Page, address):
    fetched = []
    page.on("request", lambda request: "plotly" in request.url and fetched.append(request.url))
    page.set_viewport_size({"width": 1000, "height": 300})
    chart = read(page, address).locator(".chart")
    page.wait_for_timeout(1500)
    assert fetched == []
    expect(chart.locator(".chart-drawing")).to_be_attached()
    before = page.evaluate("document.documentElement.scrollHeight")

    page.set_viewport_size({"width": 1000, "height": 800})
    chart.scroll_into_view_if_needed()
    expect(chart).to_have_class(re.compile("is-live"), timeout=20_000)
    assert len(fetched) == 1
    expect(chart.locator(".drawing")).to_be_hidden()
    # Nothing below moves, but for the button that asks for the EPCIs.
    assert abs(page.evaluate("document.documentElement.scrollHeight") - before) < 30
    expect(chart.locator(".xtick").filter(has_text="janv. 2022")).to_be_visible()
    chart.scroll_into_view_if_needed()
    plot, hovered = chart.locator(".nsewdrag"), chart.locator(".hoverlayer")
    # Before today and after it, what has no value on the day that is told is left out.
    for share, day, said, unsaid in (
        (0.45, "30/04/2022", f"Validé{NBSP}: 15{NBSP}km", "Projection"),
        (0.99, "31/12/2023", f"Trajectoire{NBSP}: 50{NBSP}kmProjection", "Validé"),
    ):
        plot.hover(force=True, position={"x": plot.bounding_box()["width"] * share, "y": 100})
        expect(hovered).to_contain_text(f"{day}{said}")
        expect(hovered).not_to_contain_text(unsaid)

    page.mouse.move(0, 0)
    by_epci = chart.get_by_role("button", name="Par EPCI")
    by_epci.focus()
    page.keyboard.press("Enter")
    expect(by_epci).to_have_attribute("aria-pressed", "true")
    expect(chart.locator("g.legend")).to_contain_text(re.compile(r"A\d+"))
    expect(chart.locator("g.legend")).not_to_contain_text("Avec ce qui attend")
    chart.get_by_role("button", name="Enregistrer l’image (PNG)").focus()
    with page.expect_download() as picture:
        page.keyboard.press("Enter")
    assert picture.value.suggested_filename == "trajectoire-code.png"
    assert picture.value.path().read_bytes().startswith(b"\x89PNG")

    assert found_by_axe(page) == []
    page.emulate_media(media="print")
    expect(chart.locator(".drawing")).to_be_visible()
    expect(chart.locator(".chart-plot")).to_be_hidden()
    # Its heading is kept with it.
    assert chart.evaluate("chart => getComputedStyle(chart.closest('section')).breakInside") == "avoid"


def test_without_script_there_is_a_drawing_a_table_and_a_file(browser, browser_context_args, address):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = read(context.new_page(), address)
    expect(page.get_by_role("img", name=re.compile("15.km : 30.% du chemin"))).to_be_visible()
    expect(page.get_by_role("button", name="Par EPCI")).to_be_hidden()
    page.get_by_text("Les mêmes chiffres en tableau").focus()
    page.keyboard.press("Enter")
    table = page.get_by_role("region", name="Chiffres de la trajectoire")
    expect(table.get_by_role("row", name=re.compile("^30.04.2022 15"))).to_be_visible()
    page.keyboard.press("Tab")
    expect(table).to_be_focused()
    page.set_viewport_size({"width": 375, "height": 800})
    regions = page.locator(".table-region:visible").all()
    assert len(regions) == 2
    assert [region.evaluate("region => region.scrollWidth - region.clientWidth") for region in regions] == [0, 0]
    with page.expect_download() as file:
        page.get_by_role("link", name="Télécharger les chiffres (CSV)").click()
    rows = list(csv.reader(file.value.path().read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert [row[1] for row in rows if row[0] == "30/04/2022"] == ["15"]
    context.close()
