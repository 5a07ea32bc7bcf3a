"""What is refused before it is read, with a sentence that says what to do, in little memory and little time."""

import json
import os
import subprocess
import sys

import pytest

from objectives import spreadsheet
from objectives.spreadsheet import SpreadsheetError, apart
from tests import spreadsheets as make
from tests.spreadsheets import number, row

GENUINE = make.written([["Nom", "Quantité"], ["CCPO", 12.5]])


def refusal(data: bytes, name: str = "suivi.xlsx") -> str:
    with pytest.raises(SpreadsheetError) as caught:
        spreadsheet.read(data, name)
    return str(caught.value).replace("\u00a0", " ").replace("\u202f", " ")


def cases(files):
    """`{"what it is": (bytes, what the refusal says)}` as the parameters of a test."""
    return pytest.mark.parametrize("data, says", files.values(), ids=files)


@cases(
    {
        "nothing": (b"", "est vide"),
        "blank": (b" \r\n\r\n", "est vide"),
        "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "c’est une image"),
        "a PDF": (b"%PDF-1.7\n" + bytes(range(256)), "c’est un PDF"),
        "a page": (b"\xef\xbb\xbf <html><table><tr><td>a</td></tr></table></html>", "c’est une page web"),
        "flat XML": (b'<?xml version="1.0"?><office:document/>', "un fichier XML"),
        "noise": (bytes(range(256)) * 40, "n’est pas un tableau lisible"),
        "an .xls": (make.ole("Root Entry", "Workbook"), "(.xls). Ouvrez-le dans votre tableur, enregistrez-le"),
        "an .xls with macros": (make.ole("Workbook", "_VBA_PROJECT_CUR"), "contient des macros"),
        "a .doc": (make.ole("WordDocument"), "n’est pas un tableau lisible"),
        "an .xlsb": (make.zipped({"xl/workbook.bin": b"x"}), "(.xlsb)"),
        "a .docx": (make.zipped({"word/document.xml": "<a/>"}), "pas un tableur"),
        "an .odt": (
            make.zipped({"mimetype": make.ODS_TYPE.replace("spread", ""), "content.xml": ""}),
            "pas un tableur",
        ),
        "a workbook in an archive": (make.zipped({"suivi.xlsx": GENUINE}), "archive zip : sortez-en"),
        "a workbook called otherwise": (make.zipped({"xl/workbook2.xml": "<a/>"}), "enregistrez-le"),
    }
)
def test_another_kind_of_file_is_refused_whatever_its_name(data, says):
    assert says in refusal(data)


def with_dtd(member, members):
    dtd = f'{make.HEAD}<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return make.zipped(members | {member: members[member].replace(make.HEAD, dtd)})


XLSX = make.xlsx_members(strings="<si><t>a</t></si>", styles="<cellXfs/>") | {"docProps/core.xml": f"{make.HEAD}<a/>"}
ODS = make.ods_members(make.ods_table(make.ods_row(make.ods_text("a"))))


@pytest.mark.parametrize("member", [name for name in XLSX if name.endswith((".xml", ".rels"))])
def test_entities_are_refused_in_any_part_of_an_xlsx(member):
    assert "refusé par sécurité" in refusal(with_dtd(member, XLSX))


@pytest.mark.parametrize("member", ["content.xml", "META-INF/manifest.xml"])
def test_entities_are_refused_in_any_part_of_an_ods(member):
    assert "refusé par sécurité" in refusal(with_dtd(member, ODS))


def test_entities_are_refused_in_utf_16():
    beside = {"docProps/core.xml": "<!DOCTYPE a SYSTEM 'http://x/'><a/>".encode("utf-16")}
    assert "refusé par sécurité" in refusal(make.xlsx(extra=beside))


def linked(kind):
    far = make.relation("far", kind, "file:///C:/budget.xlsx", 'TargetMode="External"')
    return make.xlsx(extra={"xl/worksheets/_rels/sheet1.xml.rels": make.relations(far)})


MACRO_TYPE = '<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
FAR_PICTURE = '<table:table-cell><draw:image xlink:href="http://example.org/a.png"/></table:table-cell>'


@cases(
    {
        "a password": (make.ole("EncryptionInfo", "EncryptedPackage"), "mot de passe"),
        "a password on a zip": (make.encrypted(GENUINE), "mot de passe"),
        "a password on an ODS": (make.ods("", manifest="<manifest:encryption-data/>"), "mot de passe"),
        "a password of LibreOffice 24": (make.zipped({"mimetype": "x", "encrypted-package": b"x"}), "mot de passe"),
        "macros": (make.xlsx(extra={"xl/vbaProject.bin": b"x"}), "macros"),
        "macros of Excel 4": (make.xlsx(extra={"xl/macrosheets/sheet1.xml": "<a/>"}), "macros"),
        "macros by type": (make.xlsx(extra={"[Content_Types].xml": MACRO_TYPE}), "macros"),
        "macros of LibreOffice": (make.ods("", extra={"Basic/Standard/Module1.xml": "<a/>"}), "macros"),
        "scripts of LibreOffice": (make.ods("", extra={"Scripts/python/a.py": b"x"}), "macros"),
        "a macro on an event": (make.ods("", before='<script:event-listener xlink:href="vnd.sun.star:a"/>'), "macros"),
        "external links": (make.xlsx(extra={"xl/externalLinks/externalLink1.xml": "<a/>"}), "rompez les liaisons"),
        "a link to a workbook": (linked("externalLinkPath"), "rompez les liaisons"),
        "a picture from elsewhere": (linked("image"), "rompez les liaisons"),
        "a linked ODS sheet": (make.ods('<table:table-source xlink:href="b.ods"/>'), "rompez les liaisons"),
        "a picture from elsewhere in ODS": (make.ods(make.ods_row(FAR_PICTURE)), "rompez les liaisons"),
    }
)
def test_passwords_macros_and_links_are_refused_with_what_to_do(data, says):
    assert says in refusal(data)


def test_links_that_one_clicks_and_empty_macro_libraries_are_harmless():
    assert spreadsheet.read(linked("hyperlink"), "a.xlsx").sheets[0].rows
    mail = make.ods_text('<text:a xlink:href="mailto:a@example.org">a@example.org</text:a>')
    book = spreadsheet.read(make.ods(make.ods_row(mail), extra={"Basic/Standard/script-lb.xml": "<a/>"}), "a.ods")
    assert book.sheets[0].rows[0].cell("A").value == "a@example.org"


@cases(
    {
        "cut at the end": (GENUINE[:-30], "incomplet ou abîmé"),
        "cut in the middle": (GENUINE[: len(GENUINE) // 2], "incomplet ou abîmé"),
        "cut at once": (GENUINE[:10], "incomplet ou abîmé"),
        "XML cut short": (make.xlsx(extra={"xl/worksheets/sheet1.xml": "<worksheet><sheetData>"}), "incomplet"),
        "no sheet where it says": (
            make.zipped({name: text for name, text in XLSX.items() if "sheet1" not in name}),
            "incomplet",
        ),
        "a string that is not there": (make.xlsx(row(1, '<c r="A1" t="s"><v>9</v></c>')), "incomplet"),
        "an unknown type of cell": (make.xlsx(row(1, '<c r="A1" t="zz"><v>9</v></c>')), "incomplet"),
        "a senseless address": (make.xlsx(row(1, number("A0", 1))), "incomplet"),
        "a member twice": (make.xlsx(extra={"XL/WORKSHEETS/SHEET1.XML": "<worksheet/>"}), "incomplet"),
        "members that overlap": (make.overlapping(make.xlsx()), "incomplet"),
        "sheets of the same name": (make.zipped(make.ods_members(make.ods_table("") * 2)), "incomplet"),
        "a repetition of nothing": (make.ods(make.ods_row(make.ods_number(1), repeated=0)), "incomplet"),
        "a table in a cell": (
            make.ods(make.ods_row(f"<table:table-cell>{make.ods_table('', 'B')}</table:table-cell>")),
            "incomplet",
        ),
    }
)
def test_a_damaged_file_is_refused_with_what_to_do(data, says):
    assert says in refusal(data)


NOTHING = {
    "no sheet": make.xlsx(extra={"xl/workbook.xml": f'<workbook xmlns="{make.MAIN}"/>'}),
    "no row": make.xlsx(""),
    "blank cells": make.xlsx(row(1, '<c r="A1" s="0"/>', make.inline("B1", "  "))),
    "no ODS sheet": make.zipped(make.ods_members("")),
    "no ODS row": make.ods(make.REST_OF_SHEET),
    "separators": b";;;\r\n;;;\r\n",
}


@pytest.mark.parametrize("data", NOTHING.values(), ids=NOTHING)
def test_a_file_without_a_value_says_so(data):
    assert "aucune ligne remplie" in refusal(data)


def test_parts_that_nobody_reads_may_be_empty_or_broken():
    beside = {"Configurations2/accelerator/current.xml": "", "Object 1/content.xml": "<a>", "Pictures/a.png": b"x"}
    assert spreadsheet.read(make.ods(make.ods_row(make.ods_text("a")), extra=beside), "a.ods").sheets[0].rows
    assert spreadsheet.read(make.xlsx(extra={"customXml/item1.xml": "<a>"}), "a.xlsx").sheets[0].rows


FULL_ROW = make.ods_number(1, attributes='table:number-columns-repeated="16384"')
FAR = row(1, number("A1", 1)) + row(1_048_576, number("XFD1048576", 1))
OVERLAPPING_MERGES = "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 2000 + "</mergeCells>"


# Small files that would take gigabytes or minutes, each made when its turn comes.
HOSTILE = {
    "a gigabyte declared": lambda: (make.declaring(make.xlsx(), 1 << 30), "100 Mo au plus"),
    "a gigabyte indeed": lambda: (make.bomb(1024, 1 << 30), "100 Mo au plus"),
    "a gigabyte said to be 4 kB": lambda: (make.bomb(1024, 4_000), "incomplet"),
    "ten megabytes of text": lambda: (b"a;b\n" * 2_700_000, "trop lourd : 10 Mo au plus"),
    "a thousand members": lambda: (make.xlsx(extra={f"docProps/{i}.bin": b"" for i in range(1001)}), "trop lourd"),
    "a million members": lambda: (b"PK\x03\x04" + b"PK\x01\x02" * 1_000_000, "trop lourd"),
    "a value in XFD1048576": lambda: (make.xlsx(FAR), "« Feuille » : la cellule XFD1048576 n’est pas vide"),
    "a million rows": lambda: (
        make.xlsx("<row><c><v>1</v></c></row>" * 1_000_000),
        "la cellule A20001 n’est pas vide, or un fichier est lu jusqu’à 20 000 lignes",
    ),
    "a million empty rows": lambda: (make.xlsx('<row r="1"/>' * 4_000_000), "trop lourd"),
    "two million cells": lambda: (
        make.xlsx("".join(f"<row>{'<c><v>1</v></c>' * 100}</row>" for _ in range(20_000))),
        "500 000 cellules remplies",
    ),
    "one text a hundred thousand times": lambda: (
        make.xlsx(
            "".join("<row>" + '<c t="s"><v>0</v></c>' * 5 + "</row>" for _ in range(20_000)),
            strings=f"<si><t>{'a' * 32_000}</t></si>",
        ),
        "20 000 000 caractères",
    ),
    "merges over each other": lambda: (
        make.xlsx(row(1, number("CV1", 1)) + row(20_000, number("A20000", 1)), after=OVERLAPPING_MERGES),
        "incomplet",
    ),
    "an ODS sheet filled by repetition": lambda: (
        make.ods(make.ods_row(FULL_ROW, repeated=9_999)),
        "la cellule XFD9999",
    ),
    "an endless repetition": lambda: (make.ods(make.ods_row(make.ods_number(1), repeated=10**30)), "n’est pas vide"),
    "one endless name": lambda: (
        make.xlsx(row(1, f'<c r="A1" x="{"a" * 60_000_000}"><v>1</v></c>')),
        "trop lourd",
    ),
    "one endless comment beside": lambda: (make.xlsx(extra={"a.xml": f"<!--{'-a' * 40_000_000}--><a/>"}), "trop lourd"),
    "endless spaces": lambda: (make.ods(make.ods_row(make.ods_text('a<text:s text:c="4000000000"/>b'))), "trop long"),
    "endless spaces alone": lambda: (make.ods(make.ods_row(make.ods_text('<text:s text:c="4000000000"/>'))), "abîmé"),
}


READ_AND_TELL = """
import json, re, resource, sys, time
from objectives import spreadsheet

def peak():  # ru_maxrss would count what the process that started this one took
    return int(re.search("VmHWM:[^0-9]+([0-9]+)", open("/proc/self/status").read())[1])

data = sys.stdin.buffer.read()
before, start = peak(), time.process_time()
try:
    spreadsheet.read(data, "a.xlsx")
    said = ""
except spreadsheet.SpreadsheetError as error:
    said = str(error).replace("\\u00a0", " ").replace("\\u202f", " ")
child = resource.getrusage(resource.RUSAGE_CHILDREN)
megabytes = (peak() - before + child.ru_maxrss) // 1024
print(json.dumps([said, megabytes, time.process_time() - start + child.ru_utime + child.ru_stime]))
"""


def measured(data):
    """What is said, the megabytes that it took in both processes, and the seconds of processor."""
    asked = [sys.executable, "-c", READ_AND_TELL]
    done = subprocess.run(asked, input=data, capture_output=True, check=True, env={"PYTHONPATH": apart.HOUSE})
    return json.loads(done.stdout)


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_takes_little_memory_and_time(hostile):
    data, says = hostile()
    said, megabytes, seconds = measured(data)
    assert says in said
    assert megabytes < 250
    assert seconds < 8  # the slowest takes 2.4 on a core of its own, and twice that on a busy one


def test_five_thousand_rows_of_twelve_columns_take_little_memory_and_time():
    rows = [[f"acteur {n}", *(n * column / 10 for column in range(9)), "CCPO", "a@example.org"] for n in range(5_000)]
    said, megabytes, seconds = measured(make.written(rows))
    assert said == ""
    assert megabytes < 250
    assert seconds < 2


def test_the_process_that_opens_files_knows_none_of_our_secrets(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "s3cret")
    monkeypatch.setenv("DATABASE_URL", "postgres://u:p@h/d")
    seen = []
    run = subprocess.run
    monkeypatch.setattr(apart.subprocess, "run", lambda *args, **options: seen.append(options) or run(*args, **options))
    spreadsheet.read(GENUINE, "suivi.xlsx")
    assert seen[0]["env"].keys().isdisjoint({"SECRET_KEY", "DATABASE_URL"})
    assert os.environ["SECRET_KEY"] == "s3cret"


def test_a_process_that_takes_too_long_is_a_refusal(monkeypatch):
    monkeypatch.setattr(apart, "CHILD_SECONDS", 0.001)
    assert "n’a pas pu être lu" in refusal(GENUINE)
