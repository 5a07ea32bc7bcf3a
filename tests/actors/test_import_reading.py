"""What is read in a file of actors: each line told, nothing written, and every refusal with its cell."""

import csv
import io

import pytest
import xlsxwriter

from actors.imports import actors, blank
from actors.imports.reading import COLUMNS, EXAMPLE_NAME
from actors.models import Actor, ActorImport, Card, Contact, Problem
from cottri.models import Role
from objectives.spreadsheet import SpreadsheetError
from tests.actors.files import AT, HEADINGS, previewed, row, sheet, told
from tests.factories import (
    make_actor,
    make_card,
    make_contact,
    make_contract,
    make_indicator,
    make_problem,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reads_here")]


@pytest.fixture
def contract():
    """DC 1 has one problem, DC 2 two, DC 3 none."""
    contract = make_contract(epcis=2)
    items = [make_indicator(contract).incontournable for _ in range(3)]
    make_problem(contract, "Massifier", incontournable=items[0])
    make_problem(contract, "Pistes", incontournable=items[1])
    make_problem(contract, "Covoiturage", incontournable=items[1])
    return contract


@pytest.fixture
def admin(contract):
    return make_user(contract=contract, role=Role.ADMINISTRATOR)


@pytest.fixture
def epci(contract):
    return contract.epcis.first()


def states(done: ActorImport) -> list[str]:
    return [line["state"] for line in done.content["lines"]]


def refusals(done: ActorImport) -> list[tuple[int, str, str]]:
    """(row, column letter, sentence) of all that is refused."""
    columns = done.content["columns"]["Acteurs"]
    return [
        (line["row"], columns.get(told["key"], ""), f"{told['problem']} {told['expected']}".replace("\u00a0", " "))
        for line in done.content["lines"]
        for told in line["problems"]
    ]


def changes(done: ActorImport, at: int = 0) -> list[tuple]:
    return [tuple(change[:3]) for change in done.content["lines"][at]["changes"]]


def letter(key: str) -> str:
    return "ABCDEFGHIJKLMNOP"[[column.key for column in COLUMNS].index(key)]


def test_a_preview_tells_every_line_and_writes_nothing(contract, admin, epci):
    done = previewed(
        contract,
        admin,
        row("CD2E", acronym="CD2E", kind="réseau", roles="financeur, Relais", interest=3, influence="2", item="DC 1",
            epci=epci.short_name, email="a@cd2e.fr", phone=321000000),
        row("ADIL", item="2", problem="pistes", roles="accompagnateurs / partenaires-ressources"),
    )  # fmt: skip
    assert (done.lines_read, done.lines_new, done.lines_refused) == (2, 2, 0)
    assert changes(done) == [
        ("sigle", "", "CD2E"),
        ("type", "", "association ou réseau"),
        ("carte DC 1 · Massifier", "", "financeur, relais ; intérêt 3 ; influence 2"),
        ("contact", "", "a@cd2e.fr, 0321000000"),
    ]
    assert changes(done, 1) == [("carte DC 2 · Pistes", "", "accompagnateur, partenaire-ressource")]
    for model in (Actor, Card, Contact):
        assert not model.objects.exists()
        assert not model.history.exists()
    assert not ActorImport.history.exists()


@pytest.mark.parametrize("value", [0, 5, "2,5", 2.5, "fort", -1, "1 000", "=2"])
@pytest.mark.parametrize("key", ["interest", "influence"])
def test_a_level_is_whole_and_from_1_to_4(contract, admin, key, value):
    other = {"interest": "influence", "influence": "interest"}[key]
    done = previewed(contract, admin, row("CD2E", item="DC 1", **{key: value, other: 2}))
    [(number, column, sentence)] = refusals(done)
    assert (number, column) == (2, letter(key))
    assert "n’est pas un niveau. un niveau de 1 (le plus faible) à 4 (le plus fort)" in sentence


@pytest.mark.parametrize(
    ("said", "key", "sentence"),
    [
        ({"roles": "chef", "item": "DC 1"}, "roles", "« chef » n’est pas reconnu. un ou plusieurs de ces rôles"),
        ({"roles": "relais ; chef", "item": "DC 1"}, "roles", "« chef » n’est pas reconnu."),
        ({"item": "DC 12"}, "item", "« DC 12 » n’est pas reconnu. un domaine du contrat"),
        ({"item": "Chauffage"}, "item", "« Chauffage » n’est pas reconnu."),
        ({"email": "pas une adresse"}, "email", "« pas une adresse » n’est pas une adresse électronique."),
        ({"email": "a@b.fr, c@d.fr"}, "email", "une seule adresse"),
        ({"phone": "sur demande"}, "phone", "n’est pas un numéro de téléphone."),
        ({"kind": "licorne"}, "kind", "un de ces types : collectivité ou groupement"),
        ({"epci": "Lille"}, "epci", "« Lille » n’est pas reconnu. un EPCI ("),
        ({"item": "DC 1", "interest": 3}, "influence", "Une position a deux niveaux"),
        ({"roles": "relais"}, "item", "Un rôle ou un niveau se rapporte à un domaine : dites lequel."),
        ({"interest": 2, "influence": 2}, "item", "Un rôle ou un niveau se rapporte à un domaine : dites lequel."),
        (
            {"item": "DC 2"},
            "problem",
            "DC 2 a plusieurs problématiques (« Pistes », « Covoiturage ») : écrivez laquelle.",
        ),
        ({"item": "DC 3"}, "problem", "DC 3 n’a pas encore de problématique (aucune) : écrivez laquelle."),
        ({"item": "DC 3", "problem": "REGAL"}, "problem", "Les créer se coche à l’étape des colonnes."),
        ({"problem": "REGAL"}, "item", "Aucun domaine n’a cette problématique : dites de quel domaine il s’agit."),
        ({"function": "directrice"}, "function", "Une fonction est celle d’un contact : dites lequel."),
        ({"acronym": "x" * 41}, "acronym", "Ce texte fait 41 caractères. 40 au plus"),
    ],
)
def test_what_cannot_be_is_refused_with_its_cell(contract, admin, said, key, sentence):
    done = previewed(contract, admin, row("ADIL"), row("CD2E", **said))
    [(number, column, found)] = refusals(done)
    assert (number, column) == (3, letter(key))
    assert sentence in found
    assert (done.lines_new, done.lines_refused) == (1, 1)


def test_all_that_is_wrong_with_a_line_is_told_at_once(contract, admin):
    done = previewed(contract, admin, row("", roles="chef", interest="fort", influence=9, item="DC 99", email="x"))
    assert [column for _, column, _ in refusals(done)] == [
        letter(key) for key in ("name", "item", "roles", "interest", "influence", "email")
    ]


def test_an_actor_is_the_same_without_case_accents_and_repeated_spaces(contract, admin, epci):
    make_actor("Région  Hauts-de-France", kind="community")
    make_actor("CCAS", epci=epci)
    done = previewed(
        contract, admin, row("REGION hauts-de-france", kind="collectivité"), row("ccas", epci=epci.name),
        row("CCAS", epci=contract.epcis.last().siren),
    )  # fmt: skip
    assert states(done) == ["known", "known", "new"]


def test_one_actor_on_two_lines_for_two_domains_has_two_cards(contract, admin):
    second = row("cd2e", item="DC 2", problem="Pistes", email="A@b.fr")
    done = previewed(contract, admin, row("CD2E", item="DC 1", email="a@b.fr"), second, row("CD2E", item="1"))
    assert states(done) == ["new", "changed", "known"]
    done.confirm(by=admin, at=AT)
    assert Actor.objects.get().cards.count() == 2
    assert Contact.objects.get().email == "a@b.fr"


@pytest.mark.parametrize(
    ("first", "second", "key", "value"),
    [
        ({"kind": "réseau"}, {"kind": "autre"}, "kind", "association ou réseau"),
        ({"item": "DC 1", "roles": "relais"}, {"item": "DC 1", "roles": "cible"}, "roles", "relais"),
        ({"email": "a@b.fr"}, {"email": "c@d.fr"}, "email", "a@b.fr"),
    ],
)
def test_an_actor_that_contradicts_itself_is_refused_with_what_the_first_line_says(
    contract, admin, first, second, key, value
):
    done = previewed(contract, admin, row("CD2E", **first), row("CD2E"), row("CD2E", **second))
    [(number, column, sentence)] = refusals(done)
    assert (number, column) == (4, letter(key))
    assert f"La ligne 2 dit « {value} »." in sentence


def test_two_contacts_of_an_actor_are_two_when_they_are_named(contract, admin):
    lines = [row("CD2E", person=who, email=f"{who}@b.fr") for who in ("lea", "zoe", "Léa")]
    done = previewed(contract, admin, *lines[:2])
    assert states(done) == ["new", "changed"]
    assert "lea@b.fr" in refusals(previewed(contract, admin, *lines))[0][2].replace("Léa", "lea")


def test_changes_are_told_old_and_new_field_by_field(contract, admin):
    actor = make_actor("CD2E", acronym="C", kind="other")
    problem = Problem.objects.get(title="Massifier")
    make_card(problem, actor, interest=1, influence=2, is_confirmed=True, is_relay=True)
    make_contact(actor, "Léa Martin", email="lea@cd2e.fr")
    line = row("CD2E", acronym="CD2E", item="DC 1", roles="financeur", interest=4, influence=2, person="lea martin",
               email="LEA@cd2e.fr", phone="03 21 00 00 00")  # fmt: skip
    done = previewed(contract, admin, line)
    assert states(done) == ["changed"]
    assert changes(done) == [
        ("sigle", "C", "CD2E"),
        ("rôles (DC 1 · Massifier)", "relais", "financeur"),
        ("intérêt (DC 1 · Massifier)", "1", "4"),
        ("position (DC 1 · Massifier)", "confirmée", "à confirmer"),
        ("téléphone (Léa Martin)", "", "03 21 00 00 00"),
    ]


def test_an_empty_cell_erases_only_when_asked(contract, admin):
    actor = make_actor("CD2E", acronym="CD2E", kind="other", notes="À revoir")
    make_card(Problem.objects.get(title="Massifier"), actor, interest=1, influence=2, is_relay=True)
    contact = make_contact(actor, "Léa Martin", email="lea@cd2e.fr")
    line = row("CD2E", item="DC 1", person="Léa Martin")
    assert states(previewed(contract, admin, line)) == ["known"]
    done = previewed(contract, admin, line, erases=True)
    assert {what.partition(" (")[0]: new for what, _, new in changes(done)} == {
        "sigle": "", "type": "", "notes": "", "rôles": "", "intérêt": "", "influence": "", "adresse électronique": ""
    }  # fmt: skip
    done.confirm(by=admin, at=AT)
    actor.refresh_from_db()
    contact.refresh_from_db()
    assert (actor.name, actor.acronym, actor.acronym_key, actor.kind, actor.notes) == ("CD2E", "", "", "", "")
    assert (contact.person, contact.email) == ("Léa Martin", "")
    assert (actor.cards.get().interest, actor.cards.get().roles) == (None, [])


def test_a_problem_that_does_not_exist_is_created_only_when_asked_and_said(contract, admin):
    lines = [row("CD2E", item="DC 3", problem="REGAL"), row("ADIL", item="DC 3", problem="regal")]
    done = previewed(contract, admin, *lines, creates=True)
    assert done.content["new_problems"] == ["DC 3 · REGAL"]
    assert states(done) == ["new", "new"]
    done.confirm(by=admin, at=AT)
    assert Problem.objects.get(title="REGAL").cards.count() == 2


@pytest.mark.parametrize(
    ("stored", "line"),
    [
        ({"name": "ADEME"}, {"name": "Agence de la transition écologique (ADEME)"}),
        ({"name": "Agence de la transition", "acronym": "ADEME"}, {"name": "Ademe"}),
        ({"name": "Région Hauts-de-France"}, {"name": "Region Hauts de Frnace"}),
        ({"name": "Chambre d’agriculture"}, {"name": "Chambres d'agriculture"}),
        ({"name": "CD2E"}, {"name": "CD2E", "epci": "first"}),
    ],
)
def test_a_probable_duplicate_waits_for_a_choice(contract, admin, epci, stored, line):
    actor = make_actor(**stored)
    said = {**line, "kind": "réseau"} | ({"epci": epci.short_name} if "epci" in line else {})
    done = previewed(contract, admin, row(**said))
    assert (states(done), done.may_be_confirmed) == (["doubtful"], False)
    [found] = done.content["lines"]
    assert [one["ref"] for one in found["like"]] == [str(actor.pk)]
    done.choose({found["key"]: str(actor.pk)}, at=AT)
    assert (states(done), changes(done)) == (["changed"], [("type", "", "association ou réseau")])
    done.choose_again(at=AT)
    done.choose_for_all(same=False, at=AT)
    assert (states(done), done.may_be_confirmed) == (["new"], True)
    done.confirm(by=admin, at=AT)
    assert Actor.objects.count() == 2


@pytest.mark.parametrize(
    ("stored", "line"), [("CD 59", "CD 62"), ("Lot A", "Lot B"), ("Notaires", "Agences immobilières")]
)
def test_names_that_only_look_alike_are_other_actors(contract, admin, stored, line):
    make_actor(stored)
    assert states(previewed(contract, admin, row(line))) == ["new"]


def test_a_choice_that_was_not_offered_is_none(contract, admin):
    make_actor("ADEME")
    other = make_actor("CD2E")
    done = previewed(contract, admin, row("Agence (ADEME)"))
    done.choose({done.content["lines"][0]["key"]: str(other.pk), "x": "another"}, at=AT)
    assert states(done) == ["doubtful"]


HARMFUL = {
    "=HYPERLINK(\"http://x\";\"clic\")": "une formule",
    "<script>alert(1)</script>": "des balises",
    "../../etc/passwd": "un chemin de fichier",
    "+33 SARL": "une formule",
}  # fmt: skip


@pytest.mark.parametrize(("text", "looks"), HARMFUL.items())
def test_a_name_that_is_no_name_is_kept_as_text_and_said_with_its_cell(contract, admin, text, looks):
    done = previewed(contract, admin, row("ADIL"), row(text))
    [remark] = done.content["lines"][1]["remarks"]
    assert (remark["column"], remark["value"], remark["looks"]) == ("A", text, f"ressemble à {looks}")
    done.confirm(by=admin, at=AT)
    assert Actor.objects.filter(name=text).exists()


def as_csv(lines: list[list[str]]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, delimiter=";").writerows(lines)
    return stream.getvalue().encode()


def as_xlsx(lines: list[list[str]]) -> bytes:
    """As they are: our own exports take out what nobody sees."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        page = book.add_worksheet()
        for number, cells in enumerate(lines):
            page.write_row(number, 0, cells)
    return stream.getvalue()


WRITTEN = {"csv": as_csv, "xlsx": as_xlsx}


@pytest.mark.parametrize("kind", WRITTEN)
def test_invisible_characters_are_taken_out_and_said_with_their_cell(contract, admin, kind):
    lines = [
        ["Nom", "Fonction", "Email"],
        ["ADIL", "Chargée\nde mission", ""],
        ["CD\x002\u202eE\u200b", "", "a@b.fr\u200f"],
    ]
    done = previewed(contract, admin, data=WRITTEN[kind](lines), name=f"a.{kind}")
    plain, strange = done.content["lines"]
    assert (strange["said"]["name"], strange["said"]["email"]) == ("CD2E", "a@b.fr")
    assert [(told["column"], told["value"], told["looks"]) for told in strange["remarks"]] == [
        ("A", "CD2E", "contenait des caractères invisibles"),
        ("C", "a@b.fr", "contenait des caractères invisibles"),
    ]
    assert plain["remarks"] == []


@pytest.mark.parametrize(
    ("notes", "found"),
    [
        ("Voir Léa (lea.martin@cd2e.fr), à midi", "lea.martin@cd2e.fr"),
        ("Portable\u202f: 06.12.34.56.78", "06.12.34.56.78"),
        ("+33 (0)3 21 00 00 00", "+33 (0)3 21 00 00 00"),
        ("SIREN 200 090 579, SIRET 20009057900012, budget 1 250 000 € en 2023", None),
        ("@cottri, le 03/04/2023 à 14 h 30", None),
    ],
)
def test_what_reaches_a_person_in_the_notes_is_said_with_its_cell(contract, admin, notes, found):
    [line] = previewed(contract, admin, row("CD2E", notes=notes, email="a@b.fr", phone="03 21 00 00 00")).content[
        "lines"
    ]
    told = [(one["column"], one["heading"], one["value"]) for one in line["remarks"]]
    assert told == ([(letter("notes"), "Notes", found)] if found else [])
    if found:
        assert "que tout le COPIL lira" in line["remarks"][0]["looks"]


def test_the_first_and_the_last_row_are_read_and_the_rows_left_out_are_told(contract, admin):
    lines = [row("Premier"), row(), HEADINGS, row("Total", interest=7), row("Dernier")]
    done = previewed(contract, admin, *lines)
    assert [(line["row"], line["said"]["name"]) for line in done.content["lines"]] == [(2, "Premier"), (6, "Dernier")]
    assert [(one["row"], one["reason"]) for one in done.content["left_out"]] == [
        (3, "ligne vide"),
        (4, "intitulés répétés"),
        (5, "ligne de total"),
    ]
    assert done.lines_read == 5 == done.lines_new + done.lines_left_out


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f"])
def test_a_sign_is_read_whatever_space_stands_before_it(contract, admin, space):
    item = contract.incontournables.get(dc_number=1)
    done = previewed(
        contract, admin, row("CD2E", roles=f"financeur{space}; relais", item=f"DC{space}1{space}: {item.title}")
    )
    assert changes(done) == [("carte DC 1 · Massifier", "", "financeur, relais")]


def test_lines_of_another_contract_and_the_example_are_left_out(contract, admin):
    make_contract(short_name="Ailleurs")
    lines = [row(EXAMPLE_NAME), row("CD2E", contract="Ailleurs", item="DC 9"), row("ADIL", contract="contrat")]
    done = previewed(contract, admin, *lines)
    assert [one["reason"] for one in done.content["left_out"]] == [
        "ligne d’exemple",
        "ligne d’un autre contrat : Ailleurs",
    ]
    assert states(done) == ["new"]


def test_the_blank_workbook_is_read_without_its_example(contract, admin):
    done = previewed(contract, admin, data=blank.workbook([contract]))
    assert (done.lines_read, done.lines_left_out) == (1, 1)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Ce fichier est vide."),
        (b"%PDF-1.4 ...", "c’est un PDF"),
        (b"PK\x03\x04 cut short", "fichier"),
        ("Nom;Rôle\n".encode(), "aucune ligne sous ses intitulés"),
        (b"x" * (10 * 1024 * 1024 + 1), "trop lourd"),
    ],
)
def test_a_bad_file_gives_a_sentence_and_leaves_nothing(contract, admin, data, sentence):
    with pytest.raises(SpreadsheetError) as refusal:
        previewed(contract, admin, data=data or b" ", name="liste.csv")
    assert sentence in str(refusal.value).replace("\u00a0", " ")
    assert not ActorImport.objects.exists()


def test_a_line_too_many_is_refused(contract, admin):
    data = sheet(*(row(f"Acteur {n}") for n in range(5_001)))
    with pytest.raises(SpreadsheetError, match=r"5\W000 au plus"):
        previewed(contract, admin, data=data)


def test_a_heading_that_stands_twice_is_left_for_the_person_to_tell(contract, admin):
    data = b"Nom;Acteur;Type\nCD2E;ADIL;autre\n"
    done = actors.arrive(contract, by=admin, at=AT, data=data, name="a.csv")
    assert told(done)[0]["columns"] == {"kind": "C"}


def test_a_preview_asks_as_many_queries_for_three_lines_as_for_one(contract, admin, django_assert_num_queries):
    for count in (1, 3):
        lines = [row(f"Acteur {n}", item="DC 1", email=f"a{n}@b.fr") for n in "ABC"[:count]]
        make_card(Problem.objects.get(title="Massifier"))
        done = actors.arrive(contract, by=admin, at=AT, data=sheet(*lines), name="a.xlsx")
        with django_assert_num_queries(18):
            actors.look(done, told(done), erases=False, creates=False, at=AT)
