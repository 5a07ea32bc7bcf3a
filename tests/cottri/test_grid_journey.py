"""The month's grid as an officer drives it: the keyboard, a block from a spreadsheet, no script, a lost session."""

import datetime as dt
import time

import pytest
from playwright.sync_api import Page, expect

from objectives.models import Indicator, ProgressEntry
from tests.factories import load_facts, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
PASSWORD = "un-mot-de-passe-assez-long"
GRID = "/cot-tri-pays-du-calaisis/saisies/grille/?periode=2023-03"


@pytest.fixture
def contract(settings):
    settings.COTTRI_TODAY = dt.date(2023, 4, 14)
    contract = load_facts("1-territoire", "2-cot-tri-pays-du-calaisis")
    make_user("agent", contract=contract, password=PASSWORD)
    return contract


def sign_in(page: Page, next_page: str = GRID) -> Page:
    page.goto(next_page)
    page.fill("#id_username", "agent")
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_load_state()
    return page


PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
HTML = '<style>td {color: red}</style><table style="border: 0"><tr><td>999<td>=B1*2</table><img src=x>'
BLOBS = """types => Object.entries(types).map(([type, text]) => [type, new Blob(
    [type === "image/png" ? Uint8Array.from(atob(text), letter => letter.charCodeAt(0)) : text], {type})])"""


def paste(page: Page, text: str = "", **others: str) -> None:
    """What Excel and LibreOffice put beside the text: `html`, and a picture (`png`) of the cells."""
    types = {"text/plain": text, "text/html": others.get("html", ""), "image/png": others.get("png", "")}
    page.evaluate(
        f"""types => {{
            const data = new DataTransfer();
            for (const [type, blob] of ({BLOBS})(types)) {{
                if (type === "image/png") data.items.add(new File([blob], "cellules.png", {{type}}));
                else data.setData(type, types[type]);
            }}
            const paste = {{clipboardData: data, bubbles: true, cancelable: true}};
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", paste));
        }}""",
        {type: held for type, held in types.items() if held},
    )


def copy_elsewhere(browser, base_url: str, **types: str) -> None:
    """Into the clipboard itself, from a page without our policy: what is copied comes with styles."""
    context = browser.new_context(base_url=base_url, bypass_csp=True, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto("/connexion/")
    page.evaluate(
        f"types => navigator.clipboard.write([new ClipboardItem(Object.fromEntries(({BLOBS})(types)))])",
        {{"plain": "text/plain", "html": "text/html", "png": "image/png"}[kind]: held for kind, held in types.items()},
    )
    context.close()


def figures(page: Page) -> list[str]:
    return [cell.input_value() for cell in page.locator(".cell-input").all()]


def test_twenty_one_figures_are_typed_with_the_keyboard_alone_in_under_a_minute(page: Page, contract):
    sign_in(page)
    expect(page.locator(".cell-input")).to_have_count(21)
    started = time.monotonic()
    page.get_by_label("Source de ces chiffres").focus()
    page.keyboard.type("Courriels du mois")
    page.keyboard.press("Enter")  # to the first cell: it does not send the form
    for number in range(21):
        if number:
            page.keyboard.press("Tab")
        page.keyboard.type(str(number % 2))
    page.keyboard.press("Enter")
    while page.evaluate("() => document.activeElement.textContent") != "Enregistrer la grille":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("21 saisies")).to_be_visible()
    assert time.monotonic() - started < 60
    assert ProgressEntry.objects.count() == 21


def test_the_reason_of_a_cell_opens_at_a_key(page: Page, contract):
    sign_in(page)
    page.locator(".cell-input").first.focus()
    page.keyboard.press("F2")
    page.keyboard.press("Tab")
    page.keyboard.type("Un motif")
    expect(page.locator("[name$=-justification]").first).to_have_value("Un motif")
    page.keyboard.press("Enter")
    expect(page.locator(".cell-input").first).to_be_focused()


def test_arrows_enter_and_escape_move_as_in_a_spreadsheet(page: Page, contract):
    sign_in(page)
    cells = page.locator(".cell-input")
    cells.first.focus()
    page.keyboard.press("ArrowRight")
    expect(cells.nth(1)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(cells.nth(4)).to_be_focused()
    page.keyboard.press("Enter")
    expect(cells.nth(9)).to_be_focused()  # over the territory's own rows
    page.keyboard.type("7")
    page.keyboard.press("Escape")
    expect(cells.nth(9)).to_have_value("")
    page.keyboard.press("ArrowUp")
    expect(cells.nth(4)).to_be_focused()


def test_a_block_from_a_spreadsheet_is_pasted_at_a_cell_and_the_rest_is_told(page: Page, contract):
    sign_in(page)
    page.locator(".cell-input").first.focus()
    paste(page, "12\t9\t1 032\t5\n1,2\t\tdouze\t\r\n")
    assert figures(page)[:6] == ["12", "9", "1 032", "1,2", "", ""]
    said = page.locator("#grid-said")
    expect(said).to_contain_text("4 valeurs collées")
    expect(said).to_contain_text("1 valeur tombait hors de la grille")
    expect(said).to_contain_text("1 valeur n’était pas un nombre")


def test_what_a_clipboard_holds_beside_figures_is_told_and_nothing_is_lost(page: Page, browser, base_url, contract):
    sign_in(page)
    cells, said = page.locator(".cell-input"), page.locator("#grid-said")
    cells.first.fill("8")
    cells.first.focus()
    paste(page, png=PIXEL)
    expect(said).to_contain_text("Rien n’est collé\u00a0: ce qui est copié est une image")
    paste(page, html=HTML)
    expect(said).to_contain_text("vide ou n’est pas du texte")
    paste(page, "Bonjour,\nvoici les 12 rénovations du mois de mars", html="<b>Bonjour</b>")
    expect(said).to_contain_text("0 valeur collée, le reste non\u00a0: 2 valeurs n’étaient pas des nombres")
    expect(said).to_contain_text("«\u00a0voici les 12 rénovations du mo…\u00a0»")
    assert figures(page)[:4] == ["8", "", "", ""]
    paste(page, "12\t=SOMME(A1:A3)\t1\u202f032,5\n#REF!\t−4\t", html=HTML, png=PIXEL)
    assert figures(page)[:6] == ["12", "", "1\u202f032,5", "", "−4", ""]
    expect(said).to_contain_text("3 valeurs collées")
    expect(said).to_contain_text(
        "2 valeurs n’étaient pas des nombres («\u00a0=SOMME(A1:A3)\u00a0», «\u00a0#REF!\u00a0»)"
    )
    page.keyboard.press("Control+z")
    assert figures(page)[:6] == ["8", "", "", "", "", ""]
    expect(said).to_contain_text("Le collage est défait. 1 case changée")
    copy_elsewhere(browser, base_url, plain="12\t=A1\t3\r\n4\t\t6\r\n", html=HTML, png=PIXEL)
    page.keyboard.press("Control+v")
    expect(said).to_contain_text(
        "4 valeurs collées, le reste non\u00a0: 1 valeur n’était pas un nombre («\u00a0=A1\u00a0»)"
    )
    copy_elsewhere(browser, base_url, png=PIXEL)
    page.keyboard.press("Control+v")
    expect(said).to_contain_text("une image")
    assert figures(page)[:6] == ["12", "", "3", "4", "", "6"]


def test_a_cell_of_several_lines_or_the_headings_of_a_table_shift_nothing(page: Page, contract):
    sign_in(page)
    page.locator(".cell-input").first.focus()
    paste(page, '12\t"vu avec\nle ""GUH"""\t3\n4\t5\t6\n')
    assert figures(page)[:6] == ["12", "", "3", "4", "5", "6"]
    said = page.locator("#grid-said")
    expect(said).to_contain_text("1 valeur n’était pas un nombre")
    paste(page, "Mars\t\t\t\nObjectif\tCCRA\tCCPO\tGCT&M\nRénovation\t7\t\t8\nVélo\t1,5\t2\t\n")
    assert figures(page)[:6] == ["7", "", "8", "1,5", "2", "6"]
    expect(said).to_contain_text("le reste non\u00a0: 7 intitulés, laissés de côté («\u00a0Mars\u00a0»")
    paste(page, "GCT&M\tCCRA\tCCPO\nn.c.\t3\t4\n\t5\t6\n")
    assert figures(page)[:6] == ["7", "3", "4", "1,5", "5", "6"]
    paste(page, "#REF!\n9\n")
    assert figures(page)[:4] == ["7", "3", "4", "9"]


def test_ten_thousand_cells_are_no_trouble(page: Page, contract):
    sign_in(page)
    page.locator(".cell-input").first.focus()
    started = time.monotonic()
    paste(page, "\n".join("\t".join(["1"] * 100) for _ in range(100)))
    expect(page.locator("#grid-said")).to_contain_text("valeurs tombaient hors de la grille")
    assert time.monotonic() - started < 5


def test_what_was_typed_comes_back_after_a_lost_session(page: Page, context, contract):
    sign_in(page)
    page.get_by_label("Source de ces chiffres").fill("Courriel")
    page.locator(".cell-input").first.fill("12")
    page.locator(".cell-input").nth(1).fill("douze")
    page.get_by_role("button", name="Enregistrer la grille").click()
    expect(page.get_by_text("Rien n’est enregistré.")).to_be_visible()
    page.locator(".cell-input").nth(1).fill("")  # what a refused page shows is kept as well
    context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Enregistrer la grille").click()
    page.fill("#id_username", "agent")
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/saisies/grille/**")
    expect(page.locator(".cell-input").first).to_have_value("12")
    expect(page.get_by_text("Ce que vous aviez tapé")).to_be_visible()
    page.get_by_role("button", name="Enregistrer la grille").click()
    expect(page.get_by_text("1 saisie envoyée pour validation")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Ce que vous aviez tapé")).to_be_hidden()
    page.locator(".cell-input").nth(1).fill("5")
    page.locator(".cell-input").last.fill("1")
    Indicator.objects.get(code="protocole-rdi").delete()
    page.get_by_role("button", name="Enregistrer la grille").click()
    expect(page.get_by_text("chiffre n’a plus sa case (1)")).to_be_visible()  # the page says why, and nothing else does
    expect(page.locator("#restored")).to_be_hidden()
    expect(page.locator(".cell-input").nth(1)).to_have_value("5")


def test_the_network_gone_a_second_click_and_the_way_back_lose_and_double_nothing(page: Page, context, contract):
    sign_in(page)
    page.get_by_label("Source de ces chiffres").fill("Courriel")
    page.locator(".cell-input").first.fill("12")
    context.set_offline(True)
    page.get_by_role("button", name="Enregistrer la grille").click()
    context.set_offline(False)
    page.goto(GRID)
    expect(page.locator(".cell-input").first).to_have_value("12")
    assert not ProgressEntry.objects.exists()
    save = page.get_by_role("button", name="Enregistrer la grille")
    save.dblclick()
    expect(page.get_by_text("1 saisie envoyée pour validation")).to_be_visible()
    page.go_back()
    save.click()
    expect(page.get_by_text("Rien n’avait changé")).to_be_visible()
    assert ProgressEntry.objects.count() == 1


def test_it_is_a_plain_form_without_scripts(browser, browser_context_args, contract):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = sign_in(context.new_page())
    page.get_by_label("Source de ces chiffres").fill("Courriel")
    page.locator(".cell-input").nth(0).fill("12")
    page.locator(".cell-input").nth(1).fill("douze")
    page.get_by_role("button", name="Enregistrer la grille").click()
    expect(page.get_by_text("Rien n’est enregistré.")).to_be_visible()
    page.locator(".cell-input").nth(1).fill("2")
    page.get_by_role("button", name="Enregistrer la grille").click()
    expect(page.get_by_text("2 saisies envoyées pour validation")).to_be_visible()
    context.close()
