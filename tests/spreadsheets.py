"""Spreadsheets made in memory, the nasty ones most of all: nothing that a program writes by itself."""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence

import xlsxwriter

from objectives.spreadsheet import apart
from objectives.spreadsheet.reader import read_package

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def read_here(data: bytes) -> tuple[str, tuple]:
    """`apart.read_apart` in this process: ten times faster, and seen by coverage. For files that mean no harm."""
    return apart.decoded("\n".join(json.dumps(line) for line in read_package(data)).encode())


def zipped(members: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def written(*sheets: Sequence[Sequence[object]], names: Sequence[str] = ()) -> bytes:
    """As Excel writes it: one list of rows a sheet, None for an empty cell."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for index, rows in enumerate(sheets):
        sheet = book.add_worksheet(names[index] if names else None)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if hasattr(value, "year"):
                    sheet.write_datetime(number, column, value, day)
                elif value is not None:
                    sheet.write(number, column, value)
    book.close()
    return file.getvalue()


# --- XLSX, element by element -----------------------------------------------------------------------------------------
def row(number: int, *cells: str, attributes: str = "") -> str:
    return f'<row r="{number}" {attributes}>{"".join(cells)}</row>'


def number(address: str, value: object, style: int = 0) -> str:
    return f'<c r="{address}" s="{style}"><v>{value}</v></c>'


def inline(address: str, text: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def relation(id_: str, kind: str, target: str, more: str = "", namespace: str = RELATIONS) -> str:
    return f'<Relationship Id="{id_}" Type="{namespace}/{kind}" Target="{target}" {more}/>'


def relations(*items: str) -> str:
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{"".join(items)}</Relationships>'


def xlsx_members(
    rows: str = row(1, number("A1", 1)),
    *,
    before: str = "",
    after: str = "",
    workbook: str = "",
    state: str = "visible",
    strings: str = "",
    styles: str = "",
    main: str = MAIN,
    relation_types: str = RELATIONS,
    calculation: str = "",
) -> dict[str, str | bytes]:
    """The members of a workbook of one sheet, «Feuille», whose rows are given."""
    linked = [relation("sheet", "worksheet", "worksheets/sheet1.xml", namespace=relation_types)]
    parts: dict[str, str | bytes] = {}
    if strings:
        linked.append(relation("strings", "sharedStrings", "sharedStrings.xml", namespace=relation_types))
        parts["xl/sharedStrings.xml"] = f'{HEAD}<sst xmlns="{main}">{strings}</sst>'
    if styles:
        linked.append(relation("styles", "styles", "styles.xml", namespace=relation_types))
        parts["xl/styles.xml"] = f'{HEAD}<styleSheet xmlns="{main}">{styles}</styleSheet>'
    return {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{WORKBOOK_TYPE}"/></Types>',
        "_rels/.rels": relations(relation("book", "officeDocument", "xl/workbook.xml", namespace=relation_types)),
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{main}" xmlns:r="{relation_types}">{workbook}<sheets>'
        f'<sheet name="Feuille" sheetId="1" state="{state}" r:id="sheet"/></sheets>{calculation}</workbook>',
        "xl/_rels/workbook.xml.rels": relations(*linked),
        "xl/worksheets/sheet1.xml": f'{HEAD}<worksheet xmlns="{main}">{before}<sheetData>{rows}</sheetData>{after}'
        "</worksheet>",
        **parts,
    }


def xlsx(rows: str = row(1, number("A1", 1)), extra: dict[str, str | bytes] | None = None, **options: str) -> bytes:
    """The same, zipped, with other members added or put in place of its own."""
    return zipped(xlsx_members(rows, **options) | (extra or {}))


# --- ODS, as LibreOffice 7.4 writes it --------------------------------------------------------------------------------
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        **{name: f"{_URN}{name}:1.0" for name in ("office", "table", "text", "style", "script", "drawing")},
        "draw": f"{_URN}drawing:1.0",
        "dc": "http://purl.org/dc/elements/1.1/",
        "xlink": "http://www.w3.org/1999/xlink",
        "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
    }.items()
)
REST_OF_ROW = '<table:table-cell table:number-columns-repeated="16384"/>'
REST_OF_SHEET = f'<table:table-row table:number-rows-repeated="1048570">{REST_OF_ROW}</table:table-row>'


def ods_row(*cells: str, repeated: int = 1, attributes: str = "") -> str:
    return f'<table:table-row table:number-rows-repeated="{repeated}" {attributes}>{"".join(cells)}</table:table-row>'


def ods_text(inside: str, attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {attributes}><text:p>{inside}</text:p></table:table-cell>'


def ods_number(value: object, shown: str = "", kind: str = "float", attributes: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="{kind}" office:value="{value}" {attributes}>'
        f"<text:p>{shown or value}</text:p></table:table-cell>"
    )


def ods_date(iso: str) -> str:
    attributes = f'office:value-type="date" office:date-value="{iso}"'
    return f"<table:table-cell {attributes}><text:p>{iso}</text:p></table:table-cell>"


def ods_table(rows: str, name: str = "Feuille", attributes: str = "") -> str:
    return f'<table:table table:name="{name}" {attributes}>{rows}</table:table>'


def ods_members(tables: str, *, before: str = "", styles: str = "", manifest: str = "") -> dict[str, str | bytes]:
    return {
        "mimetype": ODS_TYPE,
        "META-INF/manifest.xml": f'{HEAD}<manifest:manifest xmlns:manifest="{_URN}manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE}">{manifest}'
        "</manifest:file-entry></manifest:manifest>",
        "content.xml": f"{HEAD}<office:document-content {_NAMESPACES}>"
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
        f"{before}{tables}</office:spreadsheet></office:body></office:document-content>",
    }


def ods(rows: str, extra: dict[str, str | bytes] | None = None, **options: str) -> bytes:
    """A document of one sheet, «Feuille»."""
    return zipped(ods_members(ods_table(rows), **options) | (extra or {}))


# --- Zips that lie ----------------------------------------------------------------------------------------------------
_CENTRAL, _END = b"PK\x01\x02", b"PK\x05\x06"


def central_entries(data: bytes) -> Iterable[int]:
    """Where each entry of the central directory starts."""
    at = data.find(_CENTRAL)
    while at != -1:
        yield at
        at = data.find(_CENTRAL, at + 1)


def declaring(data: bytes, size: int) -> bytes:
    """The last member says that it unpacks to `size` bytes."""
    changed = bytearray(data)
    struct.pack_into("<I", changed, list(central_entries(data))[-1] + 24, size)
    return bytes(changed)


def overlapping(data: bytes) -> bytes:
    """The last member is stored where the one before it already is."""
    changed = bytearray(data)
    *_, before, last = central_entries(data)
    changed[last + 42 : last + 46] = changed[before + 42 : before + 46]
    changed[last + 16 : last + 28] = changed[before + 16 : before + 28]
    return bytes(changed)


def encrypted(data: bytes) -> bytes:
    """Every member says that it is encrypted."""
    changed = bytearray(data)
    for entry in central_entries(data):
        changed[entry + 8] |= 1
    return bytes(changed)


def deflated_spaces(megabytes: int) -> bytes:
    """A raw deflate stream of that many megabytes of spaces: a kilobyte each, made without unpacking them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(b" " * 1024 * 1024) + packer.flush(zlib.Z_FULL_FLUSH)
    return block * megabytes + zlib.compressobj(9, zlib.DEFLATED, -15).flush()


def bomb(megabytes: int, declared: int) -> bytes:
    """A workbook whose sheet really unpacks to `megabytes`, and declares `declared` bytes."""
    members = xlsx_members()
    stream = deflated_spaces(megabytes)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            if "sheet1" not in name:
                archive.writestr(name, content)
        info = zipfile.ZipInfo("xl/worksheets/sheet1.xml")
        archive.writestr(info, stream)  # stored: then called deflated, with another size
    changed = bytearray(file.getvalue())
    entry = list(central_entries(bytes(changed)))[-1]
    struct.pack_into("<H", changed, entry + 10, zipfile.ZIP_DEFLATED)
    struct.pack_into("<I", changed, entry + 24, declared)
    local = struct.unpack_from("<I", changed, entry + 42)[0]
    struct.pack_into("<H", changed, local + 8, zipfile.ZIP_DEFLATED)
    return bytes(changed)


def ole(*streams: str) -> bytes:
    """The old container of .xls files, and of XLSX files with a password: its magic, and the names of its streams."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + b"".join(name.encode("utf-16-le") for name in streams)
