"""What is read in a file of entries: new, already there, refused with the cell, left out; and nothing written."""

import datetime as dt
from decimal import Decimal

import pytest

from objectives import exports
from objectives.imports import blank
from objectives.imports.entries import preview
from objectives.models import EntryImport, Epci, Indicator, ProgressEntry, Refused, State
from objectives.spreadsheet import SpreadsheetError
from tests import spreadsheets
from tests.factories import (
    AFTER,
    make_amendment,
    make_binary,
    make_contract,
    make_entry,
    make_indicator,
    make_ratio,
    make_reference,
    make_user,
    month,
    morning,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reads_here")]
HEADINGS = ("Indicateur", "Périmètre", "Période", "Quantité", "Source", "Commentaire", "Motif")


@pytest.fixture
def contract():
    return make_contract(epcis=2)


@pytest.fixture
def agent(contract):
    return make_user(contract=contract)


@pytest.fixture
def hedges(contract):
    return make_indicator(contract, code="haies", label="50 km de haies", unit="km", decimals=1)


@pytest.fixture
def epci(contract):
    return contract.epcis.first()


def sheet(*rows, headings=HEADINGS) -> bytes:
    return exports.to_xlsx(headings, [[*row, *[""] * (len(headings) - len(row))] for row in rows], "Saisies")


@pytest.fixture
def looked_at(contract, agent):
    """The preview of a file, on the day after the contract."""

    def look(data: bytes, name="saisies.xlsx", **options) -> EntryImport:
        return preview(contract, by=agent, at=morning(AFTER), data=data, name=name, **options)

    return look


def refusals(done: EntryImport) -> list[tuple[int, str, str, str]]:
    """(row, heading, value, sentence) of all that is refused."""
    return [
        (line["row"], told["heading"], told["value"], plain(f"{told['problem']} {told['expected']}".strip()))
        for line in done.content["lines"]
        for told in line["problems"]
    ]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def states(done: EntryImport) -> list[str]:
    return [line["state"] for line in done.content["lines"]]


def test_a_preview_tells_every_line_and_writes_no_entry(looked_at, hedges, epci):
    done = looked_at(sheet(("haies", epci.short_name, "mars 2021", 12, "Relevé"), ("haies", "", "T9 2021", "abc", "")))
    assert (done.lines_read, done.lines_new, done.lines_refused) == (2, 1, 1)
    assert done.content["lines"][0]["shown"] == {
        "indicator": "Domaine",
        "place": epci.short_name,
        "period": "mars 2021",
        "amount": "12\u00a0km",
    }
    assert [(row, heading) for row, heading, _, _ in refusals(done)] == [
        (3, "Période"),
        (3, "Quantité"),
        (3, "Source"),
    ]
    assert not ProgressEntry.objects.exists()
    assert not ProgressEntry.history.exists()
    assert not EntryImport.history.exists()


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_an_export_read_again_is_all_there_already(looked_at, contract, agent, hedges, epci, kind):
    other = make_user(contract=contract)
    common = {"author": other, "comment": "=1+1", "source": "Relevé  du\u00a0GUH"}
    for state in (State.DRAFT, State.PENDING, State.RETURNED, State.WITHDRAWN, State.VALIDATED):
        make_entry(hedges, "1.5", state=state, **common)
    make_amendment(make_entry(hedges, 3, **common), 4)
    make_entry(make_indicator(contract, code="reseau", scope="territory"), 1)
    make_entry(hedges, 2, commune=contract.epcis.last().communes.first())
    rows = exports.dataset(ProgressEntry.objects.of_contract(contract).with_people())
    data = exports.to_xlsx(rows.headers, rows, "Saisies") if kind == "xlsx" else exports.to_csv(rows.headers, rows)
    done = looked_at(data, f"export.{kind}")
    assert refusals(done) == []
    assert states(done) == ["known"] * len(rows)
    assert all(line["unlike"] == [] for line in done.content["lines"])
    assert done.lines_read == len(rows) == 9


def test_lines_without_a_reference_are_there_as_many_times_as_they_occur(looked_at, hedges, epci):
    for reason in ("", "Deuxième passage"):
        make_entry(hedges, 5, epci=epci, period=month(2021, 3), justification=reason)
    line = ("haies", epci.short_name, "mars 2021", 5, "Relevé", "", "Troisième passage")
    assert states(looked_at(sheet(line))) == ["known"]
    assert states(looked_at(sheet(line, line, line))) == ["known", "known", "new"]


def test_a_withdrawn_entry_may_be_loaded_again_and_a_replaced_one_is_there(looked_at, hedges, epci):
    make_entry(hedges, 5, epci=epci, period=month(2021, 3), state=State.WITHDRAWN)
    make_amendment(make_entry(hedges, 7, epci=epci, period=month(2021, 4)), 8)
    done = looked_at(sheet(*(("haies", epci.short_name, f"2021-0{m}", q, "x") for m, q in ((3, 5), (4, 7), (4, 8)))))
    assert states(done) == ["new", "known", "known"]


def test_a_reference_that_says_something_else_is_refused(looked_at, hedges, epci):
    entry = make_entry(hedges, 5, epci=epci, period=month(2021, 3))
    elsewhere = make_entry(make_indicator(make_contract()), 5)
    headings = ("Référence", *HEADINGS)
    line = ("haies", epci.short_name, "mars 2021")
    done = looked_at(
        sheet(
            (entry.reference, *line, 6, "x"),
            (elsewhere.reference, *line, 5, "x"),
            ("12", *line, 5, "x"),
            headings=headings,
        )
    )
    sentences = [sentence for _, heading, _, sentence in refusals(done) if heading == "Référence"]
    assert sentences[0].startswith("Cette saisie dit autre chose (5 km")
    assert sentences[1].startswith("Aucune saisie de ce contrat")
    assert sentences[2].startswith("Ce n’est pas une référence")


def test_a_line_is_not_taken_for_an_entry_that_another_names(looked_at, hedges, epci):
    entry = make_entry(hedges, 5, epci=epci, period=month(2021, 3))
    line = ("haies", epci.short_name, "mars 2021", 5, "x", "", "Deuxième passage")
    done = looked_at(sheet(("", *line), (entry.reference, *line), headings=("Référence", *HEADINGS)))
    assert states(done) == ["new", "known"]


def test_the_first_line_and_the_very_last_are_both_read(looked_at, hedges, contract):
    places = [commune.name for epci in contract.epcis.all() for commune in epci.communes.all()]
    rows = [
        ("haies", place, f"{m:02}/{year}", 1, "x") for year in (2021, 2022) for m in range(1, 13) for place in places
    ]
    done = looked_at(sheet(*rows))
    assert (done.lines_read, done.lines_new) == (96, 96)
    lines = done.content["lines"]
    assert [lines[0]["row"], lines[-1]["row"]] == [2, 97]
    assert lines[-1]["data"]["end"] == "2022-12-31"


@pytest.mark.parametrize(
    ("cells", "heading", "value", "sentence"),
    [
        (("arbres", "{epci}", "2021", 1, "x"), "Indicateur", "arbres", "« arbres » n’est pas reconnu."),
        (("", "{epci}", "2021", 1, "x"), "Indicateur", "", "La cellule est vide."),
        (("haies", "Paris", "2021", 1, "x"), "Périmètre", "Paris", "« Paris » n’est pas reconnu."),
        (("haies", "", "2021", 1, "x"), "Périmètre", "", "Choisissez un EPCI ou une commune."),
        (("haies", "{epci}", "", 1, "x"), "Période", "", "La période manque."),
        (("haies", "{epci}", "2024", 1, "x"), "Période", "2024", "Le contrat finit le 31/12/2023."),
        (("haies", "{epci}", "2021", "", "x"), "Quantité", "", "La cellule est vide."),
        (("haies", "{epci}", "2021", "12 km", "x"), "Quantité", "12 km", "« 12 km »"),
        (("haies", "{epci}", "2021", Decimal("1.25"), "x"), "Quantité", "1,25", "au plus 1 chiffre"),
        (("haies", "{epci}", "2021", 10**10, "x"), "Quantité", "10000000000", "Ce nombre est trop grand."),
        (("haies", "{epci}", "2021", -1, "x", "", "Erreur"), "Quantité", "-1", "Le total deviendrait négatif"),
        (("haies", "{epci}", "2021", 1, "x" * 301), "Source", "x" * 200, "Ce texte fait 301 caractères. 300 au plus"),
        (("haies", "{epci}", "2021", 1, ""), "Source", "", "La cellule est vide."),
    ],
)
def test_a_refused_cell_is_named_with_what_is_expected(looked_at, hedges, epci, cells, heading, value, sentence):
    cells = [epci.short_name if cell == "{epci}" else cell for cell in cells]
    [told] = refusals(looked_at(sheet(cells)))
    assert told[:3] == (2, heading, value)
    assert sentence in told[3]


def test_places_and_months_are_read_as_people_shorten_them_unless_two_are_meant(looked_at, contract, hedges):
    first, second = contract.epcis.all()
    Epci.objects.filter(pk=first.pk).update(name="Grand Calais Terres & Mers", short_name="GCT&M")
    Epci.objects.filter(pk=second.pk).update(name="Communauté de communes Pays d’Opale", short_name="CCPO")
    inside, other = first.communes.all()
    first.communes.filter(pk=inside.pk).update(name="Saint-Folquin")
    first.communes.filter(pk=other.pk).update(name="Sainte-Marie-Kerque")
    names = ("GCTM", "Grand Calais Terres et Mers", "CC du Pays d'Opale", "St Folquin", "ste marie kerque")
    months = ("janv-21", "févr.-21", "mars 21", "01/04/2021", "2021-05-01")
    rows = [("haies", name, month, 5 + at, "x") for at, (name, month) in enumerate(zip(names, months, strict=True))]
    lines = looked_at(sheet(*rows, ("haies", "CC Folquin", "juin 21", 1, "x"))).content["lines"]
    assert [line["shown"]["period"] for line in lines[:5]] == [
        f"{name} 2021" for name in ("janvier", "février", "mars", "avril", "mai")
    ]
    assert [line["shown"]["place"] for line in lines[:5]] == [
        "GCT&M", "GCT&M", "CCPO", "Saint-Folquin (GCT&M)", "Sainte-Marie-Kerque (GCT&M)"]  # fmt: skip
    assert [line["state"] for line in lines] == ["new"] * 5 + ["refused"]
    second.communes.filter(pk=second.communes.first().pk).update(name="St-Folquin")
    [told] = refusals(looked_at(sheet(("haies", "St. Folquin", "mars 2021", 1, "x"))))
    assert told[3].startswith("Plusieurs communes portent ce nom")


def test_a_unit_that_is_not_the_indicator_s_is_refused(looked_at, hedges, epci):
    rows = [("haies", epci.short_name, f"{m}/2021", 1200, "x", unit) for m, unit in ((1, "m"), (2, "KM"))]
    done = looked_at(sheet(*rows, headings=(*HEADINGS[:5], "Unité")))
    assert refusals(done) == [(2, "Unité", "m", "« m » n’est pas l’unité de cet indicateur. km")]


def test_the_rules_hold_among_the_lines_of_the_file(looked_at, contract, hedges, epci):
    binary = make_binary(contract, code="regal")
    ratio = make_ratio(contract, code="ecoles")
    for one in contract.epcis.all():
        make_reference(ratio, one, 10)
    done = looked_at(
        sheet(
            ("haies", epci.short_name, "mars 2021", 5, "x"),
            ("haies", epci.short_name, "T1 2021", 5, "x"),
            ("haies", epci.communes.first().name, "mars 2021", 5, "x"),
            ("regal", "", "mars 2021", 1, "x"),
            ("regal", "Territoire entier", "avril 2021", 1, "x"),
            ("ecoles", epci.short_name, "mars 2021", 6, "x"),
            ("ecoles", epci.short_name, "avril 2021", 6, "x"),
        )
    )
    assert states(done) == ["new", "new", "refused", "new", "refused", "new", "refused"]
    assert "(5 km, ligne 2 du fichier)" in plain(done.content["lines"][1]["doubts"][0])
    told = {row: (heading, sentence) for row, heading, _, sentence in refusals(done)}
    assert "ligne 2 du fichier" in told[4][1]
    assert "compterait deux fois" in told[4][1]
    assert told[6] == ("Quantité", "Cet objectif a déjà une saisie de 1 : il est réalisé une fois, pas deux.")
    assert binary.pk
    assert "le total serait de 12" in told[8][1]


def test_what_the_form_asks_to_confirm_is_confirmed_by_the_reason_of_the_line_or_of_the_page(looked_at, hedges, epci):
    make_entry(hedges, 20, epci=epci, period=month(2021, 2))
    first, back = ("haies", epci.short_name, "mars 2021", 5, "x"), ("haies", epci.short_name, "avril 2021", -2, "x")
    lines = looked_at(sheet(first, (*first[:3], 6, "x", "", "Deuxième passage"), (*first[:3], 7, "x"), back)).content
    assert [line["state"] for line in lines["lines"]] == ["new"] * 4
    asked = [" ".join(line["doubts"]) for line in lines["lines"]]
    assert asked[:2] == ["", ""]
    assert "a déjà une saisie sur cette période (5 km, ligne 2 du fichier)" in plain(asked[2])
    assert "fait reculer le total" in asked[3]
    done = EntryImport.objects.get()
    with pytest.raises(Refused, match="surprennent"):
        done.confirm(by=done.author, at=done.created_at)
    make_entry(hedges, 3, epci=epci, period=month(2021, 4))
    with pytest.raises(Refused, match=r"ligne 5, .* a déjà une saisie"):
        done.confirm(by=done.author, at=done.created_at, reason="Rapproché du tableau")
    done = looked_at(sheet(first, (*first[:3], 6, "x", "", "Deuxième passage"), back))
    assert done.confirm(by=done.author, at=done.created_at, reason="Rapproché du tableau")
    reasons = done.entries.order_by("pk").values_list("quantity", "justification")
    assert [*reasons] == [(5, ""), (6, "Deuxième passage"), (-2, "Rapproché du tableau")]


@pytest.mark.parametrize(
    ("headings", "cells"),
    [
        (("N°", "EPCI", "Début", "Fin", "Valeur"), ("{n}", "{epci}", dt.date(2021, 3, 1), dt.date(2021, 3, 31), 5)),
        (("DC", "SIREN", "Mois", "Nombre"), ("{n}", "{siren}", dt.date(2021, 3, 1), 5)),
        (("OBJECTIF", "PERIMETRE", "PERIODE", "QUANTITE"), ("50 KM DE HAIES", "{epci}", "2021-03", "5,0")),
        (("Intitulé", "Intercommunalité", "période", "Chiffre"), ("50 km de haies", "{epci}", "MARS 2021", " 5 ")),
        (("Indicateur", "Périmètre", "Du", "Au", "Quantité"), ("DC {n}", "{epci}", "01/03/2021", "31/03/2021", 5)),
    ],
)
def test_usual_headings_and_spellings_are_read(looked_at, hedges, epci, headings, cells):
    said = {"{n}": hedges.incontournable.number, "{epci}": epci.short_name, "{siren}": epci.siren}
    cells = [said.get(cell, cell) for cell in cells]
    cells[0] = str(cells[0]).replace("{n}", str(said["{n}"]))
    done = looked_at(sheet(cells, headings=headings), source="Relevé")
    assert refusals(done) == []
    [line] = done.content["lines"]
    assert line["data"] == {
        "indicator": hedges.pk,
        "epci": epci.pk,
        "commune": None,
        "start": "2021-03-01",
        "end": "2021-03-31",
        "quantity": line["data"]["quantity"],
        "source": "Relevé",
        "comment": "",
        "justification": "",
    }
    assert Decimal(line["data"]["quantity"]) == 5


def test_a_commune_is_known_by_name_or_code_and_agrees_with_its_epci(looked_at, contract, hedges, epci):
    commune, stranger = epci.communes.first(), contract.epcis.last()
    headings = ("Indicateur", "EPCI", "Commune", "Code INSEE", "Mois", "Quantité")
    done = looked_at(
        sheet(
            ("haies", epci.short_name, commune.name, commune.insee, "1/2021", 1),
            ("haies", "", "", int(commune.insee), "2/2021", 1),
            ("haies", epci.short_name, commune.name.upper(), "", "3/2021", 1),
            ("haies", stranger.short_name, commune.name, "", "4/2021", 1),
            headings=headings,
        ),
        source="x",
    )
    assert [line.get("data", {}).get("commune") for line in done.content["lines"]] == [*[commune.pk] * 3, None]
    [(row, heading, value, _)] = refusals(done)
    assert (row, heading, value) == (5, "EPCI", stranger.short_name)


def test_an_incontournable_with_two_indicators_asks_which(looked_at, hedges, epci):
    Indicator.objects.create(
        incontournable=hedges.incontournable, code="arbres", label="Arbres", unit="arbres", target=9
    )
    number = str(hedges.incontournable.number)
    headings = ("N°", *HEADINGS)
    line = (epci.short_name, "2021", 1, "x")
    [told] = refusals(looked_at(sheet((number, "", *line), (number, "haies", *line), headings=headings)))
    assert told == (2, "Indicateur", "", "Cet objectif a plusieurs indicateurs. arbres, haies")


def test_lines_left_out_are_told_and_all_lines_are_counted(looked_at, hedges, epci):
    rows = [
        ("haies", epci.short_name, "1/2021", 1, "x"),
        (),
        HEADINGS,
        ("haies", epci.short_name, "2/2021", 1, "x"),
        ("Total", "", "", 2),
    ]
    done = looked_at(sheet(*rows))
    assert [(one["row"], one["reason"]) for one in done.content["left_out"]] == [
        (3, "ligne vide"),
        (4, "intitulés répétés"),
        (6, "ligne de total"),
    ]
    assert done.lines_read == 5 == done.lines_new + done.lines_left_out


def test_the_blank_workbook_is_read_without_its_example(looked_at, contract, hedges):
    done = looked_at(blank.workbook(contract, on=AFTER), "modele.xlsx")
    assert (done.lines_read, done.lines_new, done.lines_refused, done.lines_left_out) == (1, 0, 0, 1)
    assert done.content["left_out"][0]["reason"] == "ligne d’exemple"
    assert [name for name, _ in done.content["passed_over"]] == [blank.LISTS]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Ce fichier est vide."),
        (b"%PDF-1.4 ...", "c’est un PDF"),
        (b"PK\x03\x04 cut short", "fichier"),
        (spreadsheets.ole("EncryptionInfo", "EncryptedPackage"), "protégé par un mot de passe"),
        (
            spreadsheets.ods("", {"content.xml": bytes(range(256)) * 9}, manifest="<manifest:encryption-data/>"),
            "protégé par un mot de passe",
        ),
        (b"a;b\n1;2\n", "Intitulés attendus"),
        ("Quantité;Source\n1;x\n".encode(), "il manque la colonne « Indicateur » et « Période » (ou"),
        (
            "Indicateur;Début;Quantité\nhaies;1;1\n".encode(),
            "il manque la colonne « Période » (ou « Début » et « Fin »).",
        ),
        ("Indicateur;Période;Quantité\n".encode(), "aucune ligne sous les intitulés"),
        ("Indicateur;Période;Quantité;Valeur\nhaies;2021;1;1\n".encode(), "ont toutes l’intitulé"),
    ],
)
def test_a_bad_file_gives_a_sentence_and_leaves_nothing(looked_at, hedges, data, sentence):
    with pytest.raises(SpreadsheetError) as refusal:
        looked_at(data, "fichier.csv")
    assert sentence in plain(str(refusal.value))
    assert not EntryImport.objects.exists()


def test_a_file_of_too_many_lines_is_refused(looked_at, hedges, epci, monkeypatch):
    monkeypatch.setattr("objectives.imports.entries.MOST_ROWS", 2)
    with pytest.raises(SpreadsheetError, match="a 3 lignes"):
        looked_at(sheet(*(("haies", epci.short_name, f"{m}/2021", 1, "x") for m in (1, 2, 3))))


def test_a_preview_asks_as_many_queries_for_three_lines_as_for_one(
    looked_at, contract, hedges, epci, django_assert_num_queries
):
    for count in (1, 3):
        data = sheet(*(("haies", epci.short_name, f"{m}/2021", 1, "x") for m in range(1, count + 1)))
        make_entry(hedges, 1, period=month(2022, count))
        EntryImport.objects.all().delete()
        with django_assert_num_queries(16):
            looked_at(data)
