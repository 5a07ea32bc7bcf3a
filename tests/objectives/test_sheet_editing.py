"""Writing on a sheet: each block has its form, its verbs and its refusals; who wrote what stays readable."""

import datetime as dt

import pytest
from django.urls import reverse

from cottri.models import Role
from objectives.judgement import Level
from objectives.models import Action, Axis, Link, Milestone, Opinion, Sheet, SheetLine
from objectives.sheet import BLOCKS
from tests.factories import make_contract, make_indicator, make_user
from tests.sheets import (
    make_action,
    make_axis,
    make_everything,
    make_item,
    make_line,
    make_link,
    make_milestone,
    make_opinion,
)

pytestmark = pytest.mark.django_db

TODAY = dt.date(2023, 4, 14)
NBSP = "\u00a0"


@pytest.fixture(autouse=True)
def spring(settings):
    settings.COTTRI_TODAY = TODAY


@pytest.fixture
def contract():
    return make_contract()


@pytest.fixture
def item(contract):
    return make_indicator(contract).incontournable


@pytest.fixture
def officer(client, contract):
    user = make_user("agathe", contract=contract)
    client.force_login(user)
    return user


def block(item, slug: str, *rest) -> str:
    address = reverse("objectives:sheet_block", args=[item.contract.slug, item.number, slug])
    return address + "".join(f"{part}/" for part in rest)


def texts(item) -> str:
    return reverse("objectives:sheet_texts", args=[item.contract.slug, item.number])


# --- What the sheet says once ---------------------------------------------------------------------------------------
def test_the_ambition_is_written_then_reworded(client, item, officer):
    assert "n’est pas encore écrite" in client.get(item.get_absolute_url()).text
    client.post(texts(item), {"ambition": "Rénover", "question": "Qui mobilise-t-on ?"})
    sheet = Sheet.objects.get()
    assert (sheet.ambition, sheet.history.get().history_user) == ("Rénover", officer)
    client.post(texts(item), {"ambition": "Rénover mieux", "read_version": 1})
    sheet.refresh_from_db()
    assert (sheet.ambition, sheet.question) == ("Rénover mieux", "")
    assert "«&nbsp;Rénover mieux&nbsp;»" in client.get(item.get_absolute_url()).text


def test_the_second_of_two_who_write_is_shown_both_values(client, item, officer):
    client.post(texts(item), {"ambition": "Rénover"})
    for late in ({}, {"read_version": ""}):
        page = client.post(texts(item), {"ambition": "Isoler", **late}).text
        assert "Rénover" in page and "Isoler" in page and "rien n’a été écrasé" in page
    assert Sheet.objects.get().ambition == "Rénover"


# --- Rows -----------------------------------------------------------------------------------------------------------
FORMS = {
    "axes": ({"number": 1, "title": "Les logements"}, Axis),
    "echelle": ({"text": "Articuler les initiatives"}, SheetLine),
    "constats": ({"text": "Ingénierie limitée"}, SheetLine),
    "questions": ({"text": "Quid du portage ?"}, SheetLine),
    "points": ({"text": "Les périmètres"}, SheetLine),
    "jalons": ({"title": "Convention signée", "due_on": "2023-05-31"}, Milestone),
    "actions": ({"text": "Harmoniser", "framework": "epci", "state": "decided", "due_on": "31/12/2022"}, Action),
}


@pytest.mark.parametrize("slug", FORMS)
def test_a_row_is_added_shown_reworded_removed_and_restored(client, item, officer, slug):
    values, model = FORMS[slug]
    client.post(block(item, slug), values)
    row = model.objects.get()
    assert BLOCKS[slug].holds(row)
    assert str(row) in client.get(block(item, slug)).text
    words = str(row).partition("\u00a0: ")[2] or str(row)
    assert words in client.get(item.get_absolute_url()).text
    name = "title" if "title" in values else "text"
    client.post(block(item, slug, row.pk), {**values, name: "Dit autrement", "read_version": row.version})
    assert "Dit autrement" in client.get(item.get_absolute_url()).text
    client.post(block(item, slug, row.pk, "retirer"))
    assert "Retirés de la fiche" in client.get(block(item, slug)).text
    assert "Dit autrement" not in client.get(item.get_absolute_url()).text
    assert client.get(block(item, slug, row.pk)).status_code == 404, "what is removed is restored before it is reworded"
    version = model.objects.get().version
    for read in (version - 1, version):
        late = client.post(block(item, slug, row.pk), {**values, name: "Dit trop tard", "read_version": read}).text
        assert "a été retiré entre-temps : rétablissez-le d’abord." in late.replace("\u00a0", " ")
        assert "Dit trop tard" in late and "rien n’a été écrasé" not in late
    assert getattr(model.objects.get(), name) == "Dit autrement"
    client.post(block(item, slug, row.pk, "retablir"))
    assert "Dit autrement" in client.get(item.get_absolute_url()).text
    told = client.get(reverse("objectives:sheet_history", args=[item.contract.slug, item.number])).text
    for words in ("ajout", "modification", "retrait", "rétablissement", "<b>agathe</b>", "Dit autrement"):
        assert words in told


def test_a_link_is_added_and_cites_from_both_ends(client, contract, item, officer):
    other = make_item(contract, title="Pilotage", short_title="Pilotage")
    client.post(block(item, "liens"), {"target": other.pk, "as_printed": "DC 9"})
    assert Link.objects.get().target == other
    page = client.get(other.get_absolute_url()).text
    assert "Citée par" in page and item.short_title in page
    again = client.post(block(item, "liens"), {"target": other.pk, "as_printed": "DC 9"}).text
    assert "Cette fiche cite déjà celle-là." in again
    here = f'<option value="{item.pk}">'
    assert here not in again and again.count(f'<option value="{other.pk}"') == 2, "a sheet is no end of its own links"


@pytest.mark.parametrize(
    ("slug", "values", "sentence"),
    [
        ("axes", {"number": 2, "title": "Le mien"}, "Cette fiche a déjà un axe de ce numéro."),
        ("liens", {"as_printed": "DC 9"}, "Cette fiche cite déjà celle-là."),
    ],
)
def test_what_somebody_adds_while_ones_own_form_is_checked_is_told(
    client, monkeypatch, item, officer, slug, values, sentence
):
    other, model = make_item(item.contract), BLOCKS[slug].model
    own = model.append

    def overtaken(row, **acts):
        monkeypatch.undo()
        make_axis(item, 2) if slug == "axes" else make_link(item, other, as_printed="DC 9")
        own(row, **acts)

    monkeypatch.setattr(model, "append", overtaken)
    page = client.post(block(item, slug), {"target": other.pk, **values})
    assert page.status_code == 200 and sentence in page.text


@pytest.mark.parametrize(
    ("slug", "values", "sentence"),
    [
        ("constats", {"text": ""}, "obligatoire"),
        ("constats", {"text": "x" * 1001}, "1000"),
        ("constats", {"text": "a\0b"}, "nul"),
        ("axes", {"number": 0, "title": "Axe"}, "compris entre 1 et 99"),
        ("axes", {"number": 2, "title": "Axe"}, "déjà un axe de ce numéro"),
        ("jalons", {"title": "Un", "due_on": "2023-02-31"}, "date valide"),
        ("jalons", {"title": "Un", "due_on": "1812-01-01"}, "entre 2000 et"),
        ("jalons", {"title": "Un", "due_on": "2023-01-01", "done_on": "2023-04-15"}, "pas encore venu"),
        ("actions", {"text": "A", "framework": "lune", "state": "done"}, "choix"),
        (
            "actions",
            {"text": "A", "framework": "epci", "state": "decided", "done_on": "2023-01-01"},
            "Seule une action",
        ),
        ("actions", {"text": "A", "framework": "epci", "state": "done", "evidence_url": "javascript:a()"}, "URL"),
        ("liens", {"target": 10**20, "as_printed": "DC 1"}, "choix"),
    ],
)
def test_bad_input_is_refused_with_a_sentence_and_stores_nothing(client, item, officer, slug, values, sentence):
    make_axis(item, 2)
    model = BLOCKS[slug].model
    before = model.objects.count()
    page = client.post(block(item, slug), values)
    assert page.status_code == 200 and sentence in page.text
    assert model.objects.count() == before


def test_an_action_of_the_territory_names_no_epci_nor_the_axis_of_another_sheet(client, contract, item, officer):
    elsewhere = make_axis(make_item(contract))
    here = make_axis(item)
    epci = contract.epcis.first()
    told = {"text": "A", "framework": "territory", "state": "decided", "epci": epci.pk, "axis": elsewhere.pk}
    page = client.post(block(item, "actions"), told).text
    assert "ne porte pas sur un EPCI" in page and "choix valide" in page.lower()
    client.post(block(item, "actions"), {**told, "framework": "epci", "axis": here.pk})
    action = Action.objects.get()
    assert (action.epci, action.axis) == (epci, here)


def test_two_who_reword_a_row_are_shown_both_values(client, item, officer):
    line = make_line(item, "Ingénierie limitée")
    client.post(block(item, "constats", line.pk), {"text": "Ingénierie rare", "read_version": 1})
    page = client.post(block(item, "constats", line.pk), {"text": "Ingénierie absente", "read_version": 1}).text
    assert "Ingénierie rare" in page and "Ingénierie absente" in page and "rien n’a été écrasé" in page
    line.refresh_from_db()
    assert line.text == "Ingénierie rare"


def test_rows_are_moved_and_the_ends_say_so(client, item, officer):
    first, second = make_line(item, "un"), make_line(item, "deux")
    client.post(block(item, "constats", second.pk, "monter"))
    assert list(SheetLine.objects.values_list("text", flat=True)) == ["deux", "un"]
    page = client.post(block(item, "constats", first.pk, "descendre"), follow=True).text
    assert "déjà en fin de liste" in page


def test_an_axis_with_an_action_is_not_removed(client, item, officer):
    axis = make_axis(item)
    make_action(item, axis=axis)
    page = client.post(block(item, "axes", axis.pk, "retirer"), follow=True).text
    assert "ne peut pas être retiré" in page and "Harmoniser l’information" in page
    assert Axis.objects.shown().exists()


def test_what_is_not_of_this_sheet_or_block_is_not_found(client, contract, item, officer):
    elsewhere = make_line(make_item(contract))
    line = make_line(item)
    for address in (
        block(item, "constats", elsewhere.pk),
        block(item, "questions", line.pk),
        block(item, "recettes"),
        block(item, "constats", 10**20),
        texts(make_item(contract)).replace("/2/", "/99/").replace("/3/", "/99/"),
    ):
        assert client.get(address).status_code == 404
    for verb in ("brûler", "atteindre", "rouvrir"):
        assert client.post(block(item, "constats", line.pk, verb)).status_code == 404


# --- Milestones -----------------------------------------------------------------------------------------------------
def test_a_milestone_is_reached_in_one_click_and_reopened(client, item, officer):
    milestone = make_milestone(item, dt.date(2023, 3, 31))
    sheet = item.get_absolute_url()
    assert "en retard, prévu le 31/03/2023" in client.get(sheet).text
    assert "en retard, prévu" not in client.get(sheet, {"au": "2023-03-31"}).text
    for bad in ("", "2023-04-15", "2023-02-31", "demain"):
        client.post(block(item, "jalons", milestone.pk, "atteindre"), {"on": bad})
        milestone.refresh_from_db()
        assert milestone.done_on is None
    client.post(block(item, "jalons", milestone.pk, "atteindre"), {"on": "2023-04-12"})
    assert "atteint le 12/04/2023, prévu le 31/03/2023" in " ".join(client.get(sheet).text.split())
    page = client.post(block(item, "jalons", milestone.pk, "atteindre"), {"on": "2023-04-12"}, follow=True).text
    assert "déjà atteint" in page
    client.post(block(item, "jalons", milestone.pk, "rouvrir"))
    milestone.refresh_from_db()
    assert milestone.done_on is None

    doubt = f"Atteint le 01/01/2019, avant le début du contrat, le 01/01/2021{NBSP}: vérifiez ce jour."
    page = client.post(block(item, "jalons", milestone.pk, "atteindre"), {"on": "2019-01-01"}, follow=True).text
    assert doubt in page and "atteint le 01/01/2019, avant le début du contrat" in " ".join(page.split())
    for verb in ("retirer", "retablir"):
        page = client.post(block(item, "jalons", milestone.pk, verb), follow=True).text
        assert "vérifiez ce jour" not in page, "its day was asked about when it was given"
    typed = {"title": "Charte", "due_on": "2021-03-31", "done_on": "2019-01-01"}
    assert doubt in client.post(block(item, "jalons"), typed, follow=True).text


# --- Opinions -------------------------------------------------------------------------------------------------------
def test_an_opinion_is_given_with_its_note_and_the_former_ones_stay(client, item, officer):
    indicator = item.indicators.get()
    make_opinion(indicator, Level.SECURED, day=dt.date(2022, 1, 5), note="Tout va bien.")
    address = reverse("objectives:opinion", args=[item.contract.slug, item.number, indicator.code])
    for bad in ({"level": "excellent", "note": "Si."}, {"level": "secured", "note": ""}, {}):
        assert client.post(address, bad).status_code == 200
    client.post(address, {"level": "compromised", "note": "Plus de conseiller."})
    assert Opinion.objects.count() == 2
    sheet = client.get(item.get_absolute_url()).text
    assert "Avis de l’agent&nbsp;: compromis" in sheet and "le 14/04/2023, agathe" in sheet
    assert "Avis de l’agent&nbsp;: sécurisé" in client.get(item.get_absolute_url(), {"au": "2023-04-13"}).text
    assert "Tout va bien." in client.get(address).text


def test_a_contrary_opinion_is_flagged_on_the_sheet(client, item, officer):
    indicator = item.indicators.get()
    make_opinion(indicator, Level.SECURED, day=TODAY)
    assert "les deux jugements se contredisent" in client.get(item.get_absolute_url()).text
    make_opinion(indicator, Level.COMPROMISED, day=TODAY)
    assert "se contredisent" not in client.get(item.get_absolute_url()).text


# --- Roles ----------------------------------------------------------------------------------------------------------
def test_copil_reads_every_block_and_is_offered_no_change(client, contract, item):
    make_everything(item.indicators.get())
    client.force_login(make_user(contract=contract, role=Role.COPIL))
    page = client.get(item.get_absolute_url()).text
    for words in (
        "Construire un plan",
        "Ingénierie limitée",
        "Convention signée",
        "Les bâtiments publics",
        "Harmoniser",
    ):
        assert words in page
    for words in ("Modifier", "Rouvrir", "Atteint<", "Donner un"):
        assert words not in page
    history = reverse("objectives:sheet_history", args=[contract.slug, item.number])
    assert "Convention signée" in client.get(history).text


def test_the_history_says_who_when_why_and_what_was_there_before(client, item, officer):
    make_line(item, "Ingénierie limitée")
    line = SheetLine.objects.get()
    client.post(block(item, "constats", line.pk), {"text": "Ingénierie rare", "read_version": 1})
    page = client.get(reverse("objectives:sheet_history", args=[item.contract.slug, item.number])).text
    assert '<span class="old">Ingénierie limitée</span> → <span class="new">Ingénierie rare</span>' in page
    assert "14/04/2023 à" in page and "<b>agathe</b>" in page


def test_a_long_history_is_read_page_by_page_down_to_its_first_moment(client, monkeypatch, item, officer):
    monkeypatch.setattr("objectives.views.sheets.PER_PAGE", 2)
    line = make_line(item, "Texte 1")
    for version in (1, 2):
        client.post(block(item, "constats", line.pk), {"text": f"Texte {version + 1}", "read_version": version})
    history = reverse("objectives:sheet_history", args=[item.contract.slug, item.number])
    first, last = client.get(history).text, client.get(history, {"page": 2}).text
    assert (
        "Page 1 sur 2" in first and first.count("<time") == 2 and ", modification" in first and ", ajout" not in first
    )
    assert last.count("<time") == 1 and ", ajout" in last


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_of_a_block_make_the_same_queries_whatever_they_hold(
    client, item, officer, number, django_assert_num_queries
):
    for place in range(number):
        axis = make_axis(item, place + 1)
        make_action(item, f"Action {place}", axis=axis, framework="epci", epci=item.contract.epcis.first())
    history = reverse("objectives:sheet_history", args=[item.contract.slug, item.number])
    for address, queries in ((block(item, "actions"), 8), (history, 17)):
        with django_assert_num_queries(queries):
            client.get(address)
