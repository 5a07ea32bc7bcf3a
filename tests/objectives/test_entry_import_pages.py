"""The pages of an import: choose a file, look at each line, confirm, and perhaps withdraw."""

import datetime as dt
import io
import itertools

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cottri.models import Role
from objectives import exports
from objectives.imports.blank import LISTS, SHEET
from objectives.models import EntryImport, ProgressEntry, State
from tests.factories import make_binary, make_contract, make_entry, make_indicator, make_user, month

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reads_here")]
HEADINGS = ("Indicateur", "Périmètre", "Période", "Quantité", "Source", "Unité", "Remarque du SyMPaC")


@pytest.fixture
def contract(settings):
    settings.COTTRI_TODAY = dt.date(2023, 4, 14)
    return make_contract(slug="calaisis")


@pytest.fixture
def agent(contract, client):
    user = make_user("agente", contract=contract)
    client.force_login(user)
    return user


@pytest.fixture
def hedges(contract):
    return make_indicator(contract, code="haies", unit="km")


@pytest.fixture
def rows(contract, hedges):
    return [("haies", contract.epcis.first().short_name, f"{m}/2021", m, "Relevé", "km", "") for m in range(1, 4)]


def at(name: str, *arguments) -> str:
    return reverse(f"objectives:{name}", args=["calaisis", *arguments])


def send(client, rows, name="saisies.xlsx", **fields):
    upload = SimpleUploadedFile(name, exports.to_xlsx(HEADINGS, rows, "Saisies"))
    return client.post(at("imports"), {"file": upload, **fields}, follow=True)


def text(response) -> str:
    return " ".join(response.content.decode().replace("&nbsp;", " ").replace("\u00a0", " ").split())


def test_four_steps_from_the_file_to_entries_that_wait(client, agent, rows):
    assert "ligne 2)" in text(send(client, rows[:1]))
    shown = send(client, rows)
    done = EntryImport.objects.get()
    assert shown.redirect_chain == [(done.get_absolute_url(), 302)]
    assert "3 saisies à charger" in text(shown)
    assert "<b>3 lignes lues</b> sous les intitulés, autant que le fichier en a" in text(shown)
    assert "lignes 2 à 4" in text(shown)
    assert "Colonnes non lues : G « Remarque du SyMPaC »" in text(shown)
    assert not ProgressEntry.objects.exists()
    after = client.post(at("import_confirm", done.pk), follow=True)
    assert after.redirect_chain == [(done.get_absolute_url(), 302)]
    assert "3 saisies chargées : une autre personne les valide" in text(after)
    assert ProgressEntry.objects.filter(state=State.PENDING, author=agent, imported_in=done).count() == 3
    assert all(one.reference in text(after) for one in ProgressEntry.objects.all())


def test_the_list_of_imports_says_who_when_which_file_and_how_many(client, agent, rows):
    done = EntryImport.objects.get(pk=send(client, rows, "bilan 2021.xlsx").context["done"].pk)
    assert "Vous avez un aperçu à confirmer" in text(client.get(at("imports")))
    client.post(at("import_confirm", done.pk))
    listed = text(client.get(at("imports")))
    for said in ("bilan 2021.xlsx", done.sha256, "agente", "14/04/2023", "chargé"):
        assert said in listed
    assert "Vous avez un aperçu" not in listed


def test_refused_lines_are_shown_first_and_nothing_can_be_confirmed(client, agent, rows):
    shown = send(client, [*rows, ("arbres", "", "2021", "abc", "x")])
    assert "1 ligne à corriger" in text(shown)
    assert "Colonne A, « Indicateur » : « arbres » n’est pas reconnu." in text(shown)
    assert "Colonne D, « Quantité » : « abc »" in text(shown)
    done = EntryImport.objects.get()
    assert at("import_confirm", done.pk) not in text(shown)
    refused = client.post(at("import_confirm", done.pk), follow=True)
    assert "Rien n’est à charger" in text(refused)
    assert not ProgressEntry.objects.exists()


def test_all_corrections_are_downloaded_as_one_list(client, agent, rows):
    done = send(client, [*rows, ("arbres", "", "2021", "abc", "x")]).context["done"]
    book = openpyxl.load_workbook(io.BytesIO(client.get(at("import_refusals", done.pk)).content))
    headings, *told = book.active.iter_rows(values_only=True)
    assert headings == ("Feuille", "Ligne", "Colonne", "Intitulé", "Valeur", "Ce qui ne va pas", "Attendu")
    assert [line[:5] for line in told] == [
        ("Saisies", 5, "A", "Indicateur", "arbres"),
        ("Saisies", 5, "D", "Quantité", "abc"),
    ]


def test_known_lines_lead_to_their_entries(client, agent, contract, hedges, rows):
    known = make_entry(hedges, 1, epci=contract.epcis.first(), period=month(2021, 1))
    done = send(client, rows).context["done"]
    shown = text(client.get(done.get_absolute_url(), {"voir": "known"}))
    assert f'href="{known.get_absolute_url()}">{known.reference}</a>' in shown
    assert "Source : autre texte dans le fichier" in shown


def test_left_out_lines_are_shown_with_their_reason(client, agent, rows):
    done = send(client, [*rows, ("Total", "", "", 6)]).context["done"]
    shown = text(client.get(done.get_absolute_url(), {"voir": "left_out"}))
    assert "ligne de total" in shown
    assert "1 laissée de côté" in shown


def test_a_file_that_changes_nothing_says_so(client, agent, contract, hedges, rows):
    for m in range(1, 4):
        make_entry(hedges, m, epci=contract.epcis.first(), period=month(2021, m))
    shown = send(client, rows)
    assert "le charger ne changerait rien" in text(shown)
    assert at("import_confirm", shown.context["done"].pk) not in text(shown)


def test_any_page_of_any_kind_of_lines_is_shown(client, agent, rows):
    done = send(client, rows).context["done"]
    kinds = ["new", "doubtful", "refused", "known", "left_out", "nothing", "", "\x00"]
    for asked in itertools.product(kinds, ["1", "2", "999", "-1", "x"]):
        shown = client.get(done.get_absolute_url(), dict(zip(("voir", "page"), asked, strict=True)))
        assert "Ligne à ligne" in text(shown), asked


def test_a_long_preview_is_paged(client, agent, contract, hedges):
    place = contract.epcis.first().communes.first().name
    days = [dt.date(2021, 1, 1) + dt.timedelta(days=n) for n in range(250)]
    rows = [("haies", place, f"du {day:%d/%m/%Y} au {day:%d/%m/%Y}", at % 7, "x") for at, day in enumerate(days)]
    shown = send(client, rows)
    assert shown.context["lines"].paginator.num_pages == 3
    assert len(shown.content) < 60_000
    last = client.get(shown.context["done"].get_absolute_url(), {"voir": "new", "page": 3})
    assert ">251</th>" in text(last)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Ce fichier est vide."),
        (b"%PDF-1.4", "c’est un PDF"),
        (b"PK\x03\x04abc", "fichier"),
        (b"a;b\n1;2", "Intitulés attendus"),
    ],
)
def test_a_bad_file_is_refused_beside_its_field(client, agent, hedges, content, sentence):
    data = {"file": SimpleUploadedFile("saisies.xlsx", content), "source": "Relevé 2021"}
    response = client.post(at("imports"), data)
    assert response.status_code == 200
    assert sentence in response.context["form"].errors["file"][0]
    assert 'value="Relevé 2021"' in text(response)


def test_no_file_is_a_sentence(client, agent):
    assert client.post(at("imports")).context["form"].errors == {"file": ["Choisissez un fichier."]}


def test_a_file_too_heavy_is_not_even_opened(client, agent, hedges, monkeypatch):
    monkeypatch.setattr("objectives.forms.imports.MAX_BYTES", 100)
    response = client.post(at("imports"), {"file": SimpleUploadedFile("saisies.csv", b"x" * 101)})
    assert "trop lourd" in response.context["form"].errors["file"][0]


def test_a_preview_is_its_author_s_alone(client, agent, contract, rows):
    done = send(client, rows).context["done"]
    for role in (Role.OFFICER, Role.ADMINISTRATOR):
        client.force_login(make_user(contract=contract, role=role))
        assert client.get(done.get_absolute_url()).status_code == 404
        assert client.post(at("import_confirm", done.pk)).status_code == 404
        assert client.post(at("import_discard", done.pk)).status_code == 404
        assert done.file_name not in text(client.get(at("imports")))


def test_an_import_is_of_its_own_contract_only(client, agent, rows):
    done = send(client, rows).context["done"]
    other = make_contract(slug="ailleurs")
    client.force_login(make_user(contract=other, role=Role.ADMINISTRATOR))
    assert client.get(reverse("objectives:import", args=["ailleurs", done.pk])).status_code == 404


def test_a_discarded_preview_is_gone(client, agent, rows):
    done = send(client, rows).context["done"]
    assert "Aperçu abandonné" in text(client.post(at("import_discard", done.pk), follow=True))
    assert client.get(done.get_absolute_url()).status_code == 404


def test_confirming_twice_says_that_it_was_done(client, agent, rows):
    done = send(client, rows).context["done"]
    client.post(at("import_confirm", done.pk))
    assert "déjà chargé" in text(client.post(at("import_confirm", done.pk), follow=True))
    assert ProgressEntry.objects.count() == 3


def test_lines_that_surprise_are_shown_first_and_loaded_with_a_reason(client, agent, rows):
    doubtful = [(*row[:3], 300 if row[2] == "3/2021" else 30, *row[4:]) for row in rows]
    shown = send(client, [*doubtful, (*rows[0][:2], "4/2021", 300, "Relevé", "km", "")])
    done = shown.context["done"]
    assert "4 nouvelles, dont" in text(shown) and "2 à confirmer" in text(shown)
    assert [line["row"] for line in shown.context["lines"]] == [3, 5]
    assert "même chiffre que la période précédente (ligne 4 du fichier)" in text(shown)
    refused = client.post(at("import_confirm", done.pk), {"reason": "  "})
    assert "Dites pourquoi ces chiffres sont justes." in text(refused)
    assert not ProgressEntry.objects.exists()
    client.post(at("import_confirm", done.pk), {"reason": "Relevés vérifiés"})
    reasons = ProgressEntry.objects.order_by("pk").values_list("justification", flat=True)
    assert list(reasons) == ["", "Relevés vérifiés", "", "Relevés vérifiés"]


def test_what_changed_since_the_preview_asks_for_the_file_again(client, agent, contract, hedges, rows):
    done = send(client, rows).context["done"]
    make_entry(hedges, 9, epci=contract.epcis.first(), period=month(2021, 2))
    said = client.post(at("import_confirm", done.pk), follow=True)
    assert "Rien n’est chargé, car les saisies ont changé depuis l’aperçu : ligne 3" in text(said)
    assert "Choisissez à nouveau le fichier" in text(said)


def test_its_author_withdraws_it_and_an_administrator_too_but_no_other_officer(client, agent, contract, rows):
    done = send(client, rows).context["done"]
    client.post(at("import_confirm", done.pk))
    client.force_login(make_user(contract=contract))
    assert at("import_withdraw", done.pk) not in text(client.get(done.get_absolute_url()))
    assert client.post(at("import_withdraw", done.pk)).status_code == 403
    client.force_login(make_user(contract=contract, role=Role.ADMINISTRATOR))
    said = client.post(at("import_withdraw", done.pk), follow=True)
    assert "Import retiré, avec 3 saisies." in text(said)
    assert set(ProgressEntry.objects.values_list("state", flat=True)) == {State.WITHDRAWN}


def test_an_import_that_is_kept_says_why(client, agent, contract, rows):
    done = send(client, rows).context["done"]
    client.post(at("import_confirm", done.pk))
    entry = ProgressEntry.objects.first()
    entry.validate(by=make_user(contract=contract), at=entry.sent_at)
    shown = text(client.get(done.get_absolute_url()))
    assert f"Cet import ne se retire plus : une de ses saisies est déjà validée ({entry.reference})" in shown
    assert at("import_withdraw", done.pk) not in shown
    again = text(client.post(at("import_withdraw", done.pk), follow=True))
    assert "Rien n’est retiré." in again
    assert again.count("ne se retire plus") == 1


def test_the_blank_workbook_lists_what_is_allowed(client, agent, contract, hedges):
    make_binary(contract, code="regal")
    book = openpyxl.load_workbook(io.BytesIO(client.get(at("import_model")).content))
    assert book.sheetnames == [SHEET, LISTS]
    columns = {column[0].value: [cell.value for cell in column[1:] if cell.value] for column in book[LISTS].columns}
    assert columns["Codes permis"] == ["haies", "regal"]
    assert columns["Périmètres permis"][0] == "Territoire entier"
    assert len(columns["Périmètres permis"]) == 1 + 2 + 4
    assert columns["Périodes permises"][0] == "janvier 2021"
    assert "mars 2023" in columns["Périodes permises"]
    assert "avril 2023" not in columns["Périodes permises"]
    lists = [rule for rule in book[SHEET].data_validations.dataValidation if rule.type == "list"]
    assert [rule.formula1 for rule in lists] == [
        f"'{LISTS}'!$A$2:$A$3",
        f"'{LISTS}'!$C$2:$C$8",
        f"'{LISTS}'!$D$2:$D$39",
    ]


def test_pages_cost_as_many_queries_for_three_lines_as_for_one(client, agent, rows, django_assert_num_queries):
    for count in (1, 3):
        done = send(client, rows[:count]).context["done"]
        with django_assert_num_queries(5):
            client.get(done.get_absolute_url())
        client.post(at("import_confirm", done.pk))
        with django_assert_num_queries(8):
            client.get(done.get_absolute_url())
        with django_assert_num_queries(7):
            client.get(at("imports"))
        client.post(at("import_withdraw", done.pk))
