"""The pages of an import of actors: a file, its columns, each line, confirming, and undoing."""

import datetime as dt
import io
import itertools
import tempfile
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from actors.imports.blank import SHEET
from actors.models import Actor, ActorImport, KnownHeading
from cottri.models import Role
from objectives.imports.blank import LISTS
from tests.actors.files import everything_stored, row, sheet
from tests.factories import make_actor, make_contract, make_indicator, make_problem, make_user, morning

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reads_here")]
TODAY = dt.date(2023, 4, 14)


@pytest.fixture
def contract(settings):
    settings.COTTRI_TODAY = TODAY
    contract = make_contract(slug="calaisis", short_name="Calaisis")
    make_problem(contract, "Massifier", incontournable=make_indicator(contract).incontournable)
    return contract


@pytest.fixture
def admin(contract, client):
    user = make_user("administratrice", contract=contract, role=Role.ADMINISTRATOR)
    client.force_login(user)
    return user


def at(name: str, *arguments) -> str:
    return reverse(f"actors:{name}", args=arguments)


def send(client, contract, data: bytes, name="liste.xlsx"):
    return client.post(at("imports"), {"file": SimpleUploadedFile(name, data), "contract": contract.pk}, follow=True)


def answers(response, **changed) -> dict:
    """What the browser sends back of the page of columns, with some answers changed."""
    fields = {}
    for field in response.context["form"]:
        value = changed.get(field.html_name, field.value())
        if value not in (None, False):
            fields[field.html_name] = value
    return fields


def look(client, contract, *rows, data=None, name="liste.xlsx", **changed):
    shown = send(client, contract, data or sheet(*rows), name)
    done = ActorImport.objects.get(stage=ActorImport.Stage.PREVIEWED)
    return client.post(at("import_columns", done.pk), answers(shown, **changed), follow=True)


def confirm(client, done, **options):
    """As the button of the preview that is stored now does."""
    judged = ActorImport.objects.get(pk=done.pk).judged
    return client.post(at("import_confirm", done.pk), {"judged": judged}, **options)


def text(response) -> str:
    return " ".join(response.content.decode().replace("&nbsp;", " ").replace("\u00a0", " ").split())


LINES = [row(f"Acteur {n}", item="DC 1", roles="relais", email=f"a{n}@b.fr") for n in (1, 2, 3)]


def test_four_steps_from_the_file_to_the_directory_and_back(client, admin, contract):
    data = sheet(*LINES)
    shown = send(client, contract, data)
    done = ActorImport.objects.get()
    assert shown.redirect_chain == [(at("import_columns", done.pk), 302)]
    assert "Que contient chaque colonne ?" in text(shown)
    assert "Acteur 1 · Acteur 2 · Acteur 3" in text(shown)
    shown = client.post(at("import_columns", done.pk), answers(shown), follow=True)
    assert shown.redirect_chain == [(done.get_absolute_url(), 302)]
    assert "3 lignes à charger" in text(shown)
    assert "<b>3 lignes lues</b> sous les intitulés, autant que le fichier en a" in text(shown)
    assert not Actor.objects.exists()
    shown = confirm(client, done, follow=True)
    assert "3 lignes chargées." in text(shown)
    assert all(f">Acteur {n}</a>" in text(shown) for n in (1, 2, 3))
    assert "a1@b.fr" not in text(shown)
    assert "déjà chargé" in text(confirm(client, done, follow=True))
    for step, said in (("import_columns", {"read-0": "on"}), ("import_choose", {"tous": "same"})):  # the back button
        assert "ne changent plus" in text(client.post(at(step, done.pk), said, follow=True))
    shown = look(client, contract, data=data)
    assert "Rien à charger" in text(shown) and "déjà été chargé</a> par administratrice" in text(shown)
    listed = text(client.get(at("imports")))
    assert all(said in listed for said in ("liste.xlsx", done.sha256, "administratrice", "14/04/2023", "chargé"))
    assert "Import annulé" in text(client.post(at("import_undo", done.pk), follow=True))
    assert not Actor.objects.exists()
    assert "n’est plus dans l’annuaire" in text(client.get(done.get_absolute_url()))
    shown = text(confirm(client, done, follow=True))
    assert "Cet import a été annulé : rien n’est chargé. Choisissez à nouveau le fichier" in shown
    assert "déjà chargé" not in shown


def test_columns_that_are_not_recognised_are_told_and_remembered_for_the_person(client, admin, contract):
    data = "Liste au 14 avril;;\nDénomination;Courriel pro;Rôle\nCD2E;a@b.fr;licorne\nADIL;;\n".encode()
    shown = send(client, contract, data, "a.csv")
    [block] = shown.context["form"].blocks
    assert block["row"].value() == 2
    assert {letter: field.value() for letter, _, _, field in block["columns"]} == {"A": "", "B": "", "C": "roles"}
    done = ActorImport.objects.get()
    refused = client.post(at("import_columns", done.pk), answers(shown))
    assert "dites quelle colonne est « Nom »" in text(refused)
    told = {"column-0-A": "name", "column-0-B": "email", "column-0-C": ""}
    shown = client.post(at("import_columns", done.pk), answers(shown, **told), follow=True)
    assert "2 lignes à charger" in text(shown)
    assert "Colonnes non lues : C « Rôle »" in text(shown)
    assert not KnownHeading.objects.exists()
    confirm(client, done)
    assert dict(KnownHeading.objects.values_list("heading", "means")) == {
        "denomination": "name", "courrielpro": "email", "role": ""
    }  # fmt: skip
    again = send(client, contract, data, "a.csv")
    assert [field.value() for _, _, _, field in again.context["form"].blocks[0]["columns"]] == ["name", "email", ""]
    assert "reconnus d’après votre dernier import" in text(again)
    client.force_login(make_user(contract=contract, role=Role.ADMINISTRATOR))
    other = send(client, contract, data, "a.csv")
    assert [field.value() for _, _, _, field in other.context["form"].blocks[0]["columns"]] == ["", "", "roles"]


HEADLESS = "CD2E;Léa Martin;lea.martin@oyat.fr;03 21 99 99 99\nADIL;Zoé Petit;zoe@b.fr;\n".encode()
TOLD = {"read-0": True, "column-0-A": "name", "column-0-B": "person", "column-0-C": "email", "column-0-D": "phone"}
WORDS_OF_LEA = ("CD2E", "leamartin", "lea.martin", "Léa Martin", "99 99 99", "0321999999", "oyat")


def test_nothing_stays_of_a_line_of_data_told_as_headings(client, admin, contract):
    """A file without headings: dropped, then loaded without its first line, as whoever has not understood does."""
    shown = send(client, contract, HEADLESS, "a.csv")
    done = ActorImport.objects.get()
    assert "1 ligne à charger" in text(client.post(at("import_columns", done.pk), answers(shown, **TOLD), follow=True))
    assert "Aperçu abandonné" in text(client.post(at("import_discard", done.pk), follow=True))
    stored = everything_stored()
    assert not [word for word in WORDS_OF_LEA if word in stored]
    shown = send(client, contract, HEADLESS, "a.csv")
    done = ActorImport.objects.get()
    client.post(at("import_columns", done.pk), answers(shown, **TOLD))
    assert "1 ligne chargée." in text(confirm(client, done, follow=True))
    stored = everything_stored()
    assert not [word for word in WORDS_OF_LEA if word in stored]


def test_an_address_or_a_number_is_never_remembered_as_a_heading(client, admin, contract):
    """And a heading that is forgotten leaves no history, for nobody can tell all that is personal."""
    data = "Nom;lea.martin@oyat.fr;03 21 99 99 99;Zoé\nCD2E;a@b.fr;;X\n".encode()
    told = {"column-0-B": "email", "column-0-C": "phone", "column-0-D": "person"}
    done = look(client, contract, data=data, name="a.csv", **told).context["done"]
    confirm(client, done)
    assert list(KnownHeading.objects.values_list("heading", flat=True)) == ["zoe"]
    done = look(client, contract, data=data.replace(b"CD2E", b"ADIL"), name="a.csv", **{"column-0-D": ""})
    confirm(client, done.context["done"])
    assert (KnownHeading.objects.count(), KnownHeading.history.count()) == (0, 0)


def test_confirming_loads_only_the_preview_that_was_looked_at(client, admin, contract):
    """In a second tab columns are told anew: the first tab's button does not load what it never showed."""
    shown = send(client, contract, sheet(*LINES))
    done = ActorImport.objects.get()
    first = client.post(at("import_columns", done.pk), answers(shown), follow=True)
    seen = first.context["done"].judged
    assert f'<input type="hidden" name="judged" value="{seen}">' in first.content.decode()
    client.post(at("import_columns", done.pk), answers(shown, **{"column-0-D": ""}))
    for sent in ({"judged": seen}, {"judged": ""}, {}):
        refused = client.post(at("import_confirm", done.pk), sent, follow=True)
        assert refused.redirect_chain == [(done.get_absolute_url(), 302)]
        assert "Rien n’est chargé : les colonnes ou les réponses ont été données autrement" in text(refused)
        assert not Actor.objects.exists()
    assert "3 lignes chargées." in text(confirm(client, done, follow=True))


def test_the_row_of_headings_can_be_told(client, admin, contract):
    shown = send(client, contract, "Nom;Type\nQui;Quoi\nCD2E;réseau\n".encode(), "a.csv")
    done = ActorImport.objects.get()
    shown = client.post(at("import_columns", done.pk), answers(shown, **{"row-0": 2}) | {"reread": "1"}, follow=True)
    assert [heading for _, heading, _, _ in shown.context["form"].blocks[0]["columns"]] == ["Qui", "Quoi"]
    told = answers(shown, **{"column-0-A": "name", "column-0-B": "kind"})
    assert "1 ligne à charger" in text(client.post(at("import_columns", done.pk), told, follow=True))


def test_two_columns_cannot_be_the_same_and_a_repeated_heading_is_said(client, admin, contract):
    shown = send(client, contract, b"Nom;Acteur\nCD2E;ADIL\n", "a.csv")
    assert "Les colonnes A et B ont toutes l’intitulé « Nom »" in text(shown)
    told = answers(shown, **{"read-0": True, "column-0-A": "name", "column-0-B": "name"})
    refused = client.post(at("import_columns", ActorImport.objects.get().pk), told)
    assert "La colonne A est déjà « Nom »" in text(refused)


@pytest.mark.parametrize("asked", ["", "0", "-1", "999999", "abc", "\x00", "9" * 30])
def test_any_row_of_headings_gives_a_page(client, admin, contract, asked):
    shown = send(client, contract, sheet(*LINES))
    done = ActorImport.objects.get()
    assert "Que contient chaque colonne ?" in text(client.get(at("import_columns", done.pk), {"row-0": asked}))
    sent = client.post(at("import_columns", done.pk), answers(shown) | {"row-0": asked}, follow=True)
    assert sent.status_code == 200


def test_errors_are_shown_first_with_their_cells_and_downloaded_as_one_list(client, admin, contract):
    shown = look(client, contract, *LINES, row("CD2E", item="DC 1", interest="fort", influence=5))
    assert "1 ligne à corriger" in text(shown)
    assert "Colonne E, « Niveau d’intérêt » : « fort » n’est pas un niveau." in text(shown)
    done = ActorImport.objects.get()
    assert at("import_confirm", done.pk) not in text(shown)
    book = openpyxl.load_workbook(io.BytesIO(client.get(at("import_refusals", done.pk)).content))
    headings, *told = book.active.iter_rows(values_only=True)
    assert headings[:5] == ("Feuille", "Ligne", "Colonne", "Intitulé", "Valeur")
    assert [line[:5] for line in told] == [
        ("Acteurs", 5, "E", "Niveau d’intérêt", "fort"),
        ("Acteurs", 5, "F", "Niveau d’influence", "5"),
    ]


def test_probable_duplicates_are_chosen_on_their_page(client, admin, contract):
    known = make_actor("ADEME")
    shown = look(client, contract, row("Agence (ADEME)", kind="autre"), row("Agence (Ademe)"), row("Ademe (agence)"))
    assert "le même que « ADEME »" in text(shown)
    done = ActorImport.objects.get()
    keys = [line["key"] for line in shown.context["rows"]]
    assert len(keys) == 2  # two spellings of one name are chosen once
    chosen = {"key": keys, "choice-0": str(known.pk), "choice-1": "another"}
    shown = client.post(at("import_choose", done.pk), chosen, follow=True)
    assert "2 lignes à charger" in text(shown)
    client.post(at("import_choose", done.pk), {"tous": "again"})
    shown = client.post(at("import_choose", done.pk), {"tous": "same"}, follow=True)
    assert "1 ligne à charger" in text(shown)


def test_harmful_names_are_escaped_and_said(client, admin, contract):
    shown = look(client, contract, row("<script>alert(1)</script>"), row("=HYPERLINK(1)"))
    assert "<script>alert(1)" not in shown.content.decode()
    page = client.get(shown.redirect_chain[-1][0], {"voir": "remarked"})
    assert "Colonne A, « Nom » : « =HYPERLINK(1) » ressemble à une formule" in text(page)


def test_any_page_of_any_kind_of_lines_is_shown(client, admin, contract):
    make_actor("ADEME")
    many = [*LINES, row("ADEME"), row("Agence (ADEME)"), row("X", email="x"), row(), row("+X")]
    done = look(client, contract, *many).context["done"]
    kinds = ["new", "refused", "doubtful", "known", "changed", "remarked", "left_out", "\x00"]
    for asked in itertools.product(kinds, ["1", "999", "x"]):
        shown = client.get(done.get_absolute_url(), dict(zip(("voir", "page"), asked, strict=True)))
        assert "Ligne à ligne" in text(shown), asked


def test_a_long_preview_is_paged(client, admin, contract):
    shown = look(client, contract, *(row(f"Acteur {n}", item="DC 1") for n in range(250)))
    assert shown.context["lines"].paginator.num_pages == 3
    assert len(shown.content) < 90_000


@pytest.mark.parametrize(
    ("content", "sentence"), [(b"", "Ce fichier est vide."), (b"%PDF-1.4", "c’est un PDF"), (b"Nom\n", "aucune ligne")]
)
def test_a_bad_file_is_refused_beside_its_field(client, admin, contract, content, sentence):
    response = send(client, contract, content)
    assert sentence in response.context["form"].errors["file"][0]


def test_a_preview_is_its_author_s_alone_and_lasts_a_day(client, admin, contract, settings):
    done = look(client, contract, *LINES).context["done"]
    client.force_login(make_user(contract=contract, role=Role.ADMINISTRATOR))
    for name in ("import", "import_columns", "import_refusals"):
        assert client.get(at(name, done.pk)).status_code == 404
    for name in ("import_confirm", "import_discard", "import_choose"):
        assert client.post(at(name, done.pk)).status_code == 404
    client.force_login(admin)
    ActorImport.objects.update(created_at=morning(TODAY - dt.timedelta(days=3)))
    for ask, name, pk in (
        (client.get, "import", done.pk),
        (client.post, "import_confirm", done.pk),
        (client.post, "import_columns", done.pk + 1000),
    ):
        answer = ask(at(name, pk), follow=True)
        assert answer.redirect_chain == [(at("imports"), 302)]
        assert "Cet aperçu n’existe plus" in text(answer)
    assert not Actor.objects.exists()
    assert "un import à confirmer" not in text(client.get(at("imports")))
    call_command("forget_previews", stdout=io.StringIO())
    assert not ActorImport.objects.exists()


def test_an_import_is_of_the_contracts_that_one_administers(client, admin, contract):
    done = look(client, contract, *LINES).context["done"]
    confirm(client, done)
    other = make_contract(slug="ailleurs")
    client.force_login(make_user(contract=other, role=Role.ADMINISTRATOR))
    assert client.get(done.get_absolute_url()).status_code == 404
    assert client.post(at("import_undo", done.pk)).status_code == 404
    assert "liste.xlsx" not in text(client.get(at("imports")))
    refused = client.post(at("imports"), {"file": SimpleUploadedFile("a.csv", b"Nom\nX\n"), "contract": contract.pk})
    assert refused.context["form"].errors["contract"] == ["Choisissez un contrat."]


def test_a_large_file_leaves_nothing_on_the_disk(client, admin, contract, settings):
    """Above 2.5 MB Django spools an upload to a file, which goes with the request."""
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    before = set(Path(tempfile.gettempdir()).glob("*.upload*"))
    look(client, contract, *LINES)
    assert set(Path(tempfile.gettempdir()).glob("*.upload*")) == before


def test_the_blank_workbook_lists_what_is_allowed(client, admin, contract):
    book = openpyxl.load_workbook(io.BytesIO(client.get(at("import_model")).content))
    assert book.sheetnames == [SHEET, LISTS]
    columns = {column[0].value: [cell.value for cell in column[1:] if cell.value] for column in book[LISTS].columns}
    assert columns["Domaine"] == ["DC 1"]
    assert columns["Problématique"] == ["Massifier"]
    assert columns["EPCI"] == [epci.short_name for epci in contract.epcis.all()]
    assert "financeur" in columns["Rôle"]
    assert [cell.value for cell in book[SHEET][1]][:3] == ["Nom", "Sigle", "Type"]


def test_pages_cost_as_many_queries_for_three_lines_as_for_one(client, admin, contract, django_assert_max_num_queries):
    counted = []
    for count in (1, 3):
        done = look(client, contract, *LINES[:count]).context["done"]
        with django_assert_max_num_queries(10) as preview:
            client.get(done.get_absolute_url())
        confirm(client, done)
        with django_assert_max_num_queries(40) as loaded:
            client.get(done.get_absolute_url())
        client.post(at("import_undo", done.pk))
        counted.append((len(preview), len(loaded)))
    assert counted[0] == counted[1]
