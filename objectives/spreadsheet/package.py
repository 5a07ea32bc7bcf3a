"""The zip inside XLSX and ODS files: what is refused before anything is unpacked, and how its XML is read safely."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from typing import Protocol
from xml.parsers import expat

from objectives.french import number
from objectives.spreadsheet.limits import (
    MAX_CELLS,
    MAX_ELEMENTS,
    MAX_MEMBERS,
    MAX_TAG,
    MAX_TEXT,
    MAX_UNPACKED,
    MEGABYTE,
)
from objectives.spreadsheet.model import SpreadsheetError

CHUNK = 64 * 1024
_ENCRYPTED = 0x1
# What zipfile, zlib and expat raise on files that are not what they say.
_BROKEN = (expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError, LookupError, NotImplementedError, ValueError)
RESAVE = "Ouvrez-le dans votre tableur, enregistrez-le au format .xlsx ou .ods, puis recommencez."
DAMAGED = f"Ce fichier est incomplet ou abîmé. {RESAVE}"
TOO_LARGE = (
    f"Ce fichier est trop lourd une fois ouvert : {MAX_UNPACKED // MEGABYTE} Mo au plus. "
    "Copiez les seules lignes utiles dans un classeur neuf."
)
TOO_FULL = (
    f"Ce fichier a trop de contenu : {number(MAX_CELLS)} cellules remplies et {number(MAX_TEXT)} caractères au plus. "
    "Partagez-le en plusieurs fichiers."
)
PASSWORD = "Ce fichier est protégé par un mot de passe : enregistrez-le sans mot de passe, puis recommencez."
MACROS = "Ce fichier contient des macros : enregistrez-le au format .xlsx ou .ods, sans macros, puis recommencez."
LINKED = (
    "Ce fichier va chercher des données dans un autre fichier : rompez les liaisons (dans Excel : Données, "
    "Modifier les liaisons, Rompre la liaison), enregistrez-le, puis recommencez."
)
_ENTITIES = "Ce fichier contient des définitions XML (DTD) qu’aucun tableur n’écrit : il est refusé par sécurité."


class Handler(Protocol):
    """What happens on the elements of an XML file, by their names without namespace."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...
    def end(self, name: str) -> None: ...
    def text(self, data: str) -> None: ...


class Package:
    def __init__(self, data: bytes) -> None:
        if data.count(b"PK\x01\x02") > 2 * MAX_MEMBERS:  # before zipfile makes an object of each
            raise SpreadsheetError(TOO_LARGE)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise SpreadsheetError(DAMAGED) from error
        members = [member for member in self._zip.infolist() if not member.filename.endswith("/")]
        self._members = {member.filename.replace("\\", "/").casefold(): member for member in members}
        self._elements = 0
        self._check(members)

    def _check(self, members: list[zipfile.ZipInfo]) -> None:
        if any(member.flag_bits & _ENCRYPTED for member in members):
            raise SpreadsheetError(PASSWORD)
        if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
            raise SpreadsheetError(TOO_LARGE)
        methods = {member.compress_type for member in members}
        if len(self._members) < len(members) or methods - {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise SpreadsheetError(DAMAGED)
        # Members that share bytes unpack to far more than the file holds.
        end = 0
        for member in sorted(members, key=lambda member: member.header_offset):
            if member.header_offset < end:
                raise SpreadsheetError(DAMAGED)
            end = member.header_offset + 30 + member.compress_size

    @property
    def format(self) -> str:
        """«xlsx» or «ods»; anything else is refused with what it seems to be."""
        if "xl/workbook.xml" in self and "[content_types].xml" in self:
            return "xlsx"
        if "content.xml" in self and b"opendocument.spreadsheet" in self._start_of("mimetype"):
            return "ods"
        if "xl/workbook.bin" in self:
            raise SpreadsheetError(f"Ce fichier est un classeur binaire (.xlsb). {RESAVE}")
        if "encrypted-package" in self:
            raise SpreadsheetError(PASSWORD)
        if any(name.startswith("xl/") for name in self.names):
            raise SpreadsheetError(DAMAGED)
        if any(name == "content.xml" or name.startswith(("word/", "ppt/")) for name in self.names):
            raise SpreadsheetError(f"Ce fichier est un document texte ou une présentation, pas un tableur. {RESAVE}")
        raise SpreadsheetError("Ce fichier est une archive zip : sortez-en le tableur et donnez-le seul.")

    @property
    def names(self) -> list[str]:
        """In small letters, as the parts of such files are looked up."""
        return list(self._members)

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._members

    def _chunks(self, name: str) -> Iterator[bytes]:
        # zipfile stops at the declared size and then compares the checksum: a member cannot be larger than it says.
        with self._zip.open(self._members[name.casefold()]) as member:
            while chunk := member.read(CHUNK):
                yield chunk

    def _start_of(self, name: str) -> bytes:
        try:
            return next(self._chunks(name), b"") if name in self else b""
        except _BROKEN as error:
            raise SpreadsheetError(DAMAGED) from error

    def parse(self, name: str, handler: Handler | None = None) -> None:
        """Go through one XML member, without document type, entities or anything from elsewhere."""
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_entities
        if handler:
            parser.StartElementHandler = self._counting(handler)
            parser.EndElementHandler = lambda name: handler.end(_local(name))
            parser.CharacterDataHandler = handler.text
        try:
            given = 0
            for chunk in self._chunks(name):
                parser.Parse(chunk, False)
                given += len(chunk)
                if given - parser.CurrentByteIndex > MAX_TAG:
                    raise SpreadsheetError(TOO_LARGE)
            parser.Parse(b"", True)
        except SpreadsheetError:
            raise
        except _BROKEN as error:
            raise SpreadsheetError(DAMAGED) from error

    def parse_if_there(self, name: str, handler: Handler) -> None:
        if name in self:
            self.parse(name, handler)

    def check(self, name: str) -> None:
        """Of a member that nobody reads, and that LibreOffice may leave empty: only that it defines no entities."""
        try:
            self.parse(name)
        except SpreadsheetError as error:
            if not isinstance(error.__cause__, expat.ExpatError):
                raise

    def _counting(self, handler: Handler) -> Callable[[str, dict[str, str]], None]:
        def start(name: str, attributes: dict[str, str]) -> None:
            self._elements += 1
            if self._elements > MAX_ELEMENTS:
                raise SpreadsheetError(TOO_LARGE)
            handler.start(_local(name), attributes)

        return start


@cache
def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _refuse_entities(*declaration: object) -> None:
    raise SpreadsheetError(_ENTITIES)


def attribute(attributes: dict[str, str], name: str) -> str:
    """By its name, whichever namespace the file puts it in."""
    for full, value in attributes.items():
        if full.rpartition("}")[2] == name:
            return value
    return ""
