"""What the cells of one row say: an indicator, a place, a period, a quantity, or a refusal that names the cell."""

import re
from collections.abc import Collection, Iterable
from decimal import Decimal

from objectives import periods
from objectives.fields import LARGEST
from objectives.french import number, sort_key
from objectives.imports.naming import PlaceChoices, a_few, epci_names, named_choices, unguarded
from objectives.imports.rows import Row
from objectives.models import Commune, Epci, Indicator
from objectives.spreadsheet import (
    Cell,
    Column,
    Kind,
    SpreadsheetError,
    to_choice,
    to_date,
    to_number,
    to_text,
)

COLUMNS = (
    Column("reference", "Référence", ("réf", "référence de la saisie", "n° de saisie")),
    Column("number", "N°", ("numéro", "incontournable", "n° incontournable", "n° de l’incontournable")),
    Column("dc", "DC", ("n° DC", "domaine", "domaine de coopération")),
    Column("code", "Indicateur", ("objectif", "code", "code indicateur", "code de l’indicateur")),
    Column("label", "Intitulé", ("libellé", "intitulé de l’indicateur", "libellé de l’indicateur")),
    Column("unit", "Unité", ("unités",)),
    Column("place", "Périmètre", ("EPCI ou commune", "collectivité", "territoire", "lieu")),
    Column("epci", "EPCI", ("intercommunalité", "interco", "communauté", "SIREN", "SIREN EPCI")),
    Column("commune", "Commune", ("ville", "nom de la commune")),
    Column("insee", "Code INSEE", ("INSEE", "code commune", "INSEE commune")),
    Column("period", "Période", ("mois", "trimestre", "année", "mois ou trimestre")),
    Column("start", "Début", ("date de début", "début de période", "début de la période", "du")),
    Column("end", "Fin", ("date de fin", "fin de période", "fin de la période", "au")),
    Column("quantity", "Quantité", ("valeur", "nombre", "chiffre", "quantité réalisée", "réalisé"), required=True),
    Column("source", "Source", ("origine", "source du chiffre")),
    Column("comment", "Commentaire", ("commentaires", "remarque", "remarques", "observation", "observations")),
    Column("justification", "Motif", ("justification", "raison")),
)
HEADINGS = {column.key: column.label for column in COLUMNS}
WHOLE = "Territoire entier"
A_PERIOD = "un mois, un trimestre, un semestre ou une année, par exemple mars 2021, T1 2021, S1 2021 ou 2021"
_LONGEST = {"source": 300, "comment": 2000, "justification": 1000}
_REFERENCE = re.compile(r"S([0-9]{1,17})", re.IGNORECASE)


class Reading:
    """The names that rows may use for what one contract has. Each method reads its cells of a row, as attributes of
    an entry; it raises SpreadsheetError."""

    def __init__(self, indicators: Collection[Indicator], epcis: Collection[Epci], *, source: str = ""):
        self.source_of_all = source
        self._codes = named_choices(
            _indicator_names(indicators), "le code d’un indicateur, par exemple " + a_few(i.code for i in indicators)
        )
        self._labels = named_choices(((one.label, one) for one in indicators), "l’intitulé d’un indicateur")
        self._numbers = named_choices(_numbered(indicators, "number"), "le numéro d’un incontournable")
        self._dc = named_choices(_numbered(indicators, "dc_number"), "le numéro d’un domaine de coopération")
        communes = [commune for epci in epcis for commune in epci.communes.all()]
        names = f"un EPCI ({a_few(epci.short_name for epci in epcis)})"
        self._epcis = PlaceChoices([*epci_names(epcis), *_whole()], f"{names} ou {WHOLE}")
        self._communes = PlaceChoices(((one.name, one) for one in communes), "une commune du contrat")
        self._insee = named_choices(((one.insee, one) for one in communes), "le code INSEE d’une commune du contrat")
        every = [*epci_names(epcis), *_commune_names(communes), *_whole()]
        self._places = PlaceChoices(every, f"{names}, une de leurs communes ou {WHOLE}")

    def reference(self, row: Row) -> dict[str, int | None]:
        """The number of a stored entry, from «S00012»; None for a row that has none."""
        text = to_text(row["reference"])
        if not text:
            return {"referred": None}
        match = _REFERENCE.fullmatch(text)
        if not match:
            raise SpreadsheetError("Ce n’est pas une référence de saisie.", row["reference"], "S00012, ou rien")
        return {"referred": int(match[1])}

    def indicator(self, row: Row) -> dict[str, Indicator]:
        """What number, DC and code have in common; the label too when they leave a doubt, as labels may change."""
        choices = {"code": self._codes, "number": self._numbers, "dc": self._dc, "label": self._labels}
        found: frozenset[Indicator] | None = None
        for key, names in choices.items():
            if row[key].kind is Kind.EMPTY or (key == "label" and found and len(found) == 1):
                continue
            named = to_choice(row[key], names)
            found = named if found is None else found & named
            if not found:
                problem = f"« {row[key].shown} » et les autres colonnes désignent des indicateurs différents."
                raise SpreadsheetError(problem, row[key], "un seul indicateur par ligne")
        if found is None:
            raise SpreadsheetError("La cellule est vide.", row["code"], self._codes.expected)
        if len(found) > 1:
            problem = "Cet objectif a plusieurs indicateurs."
            raise SpreadsheetError(problem, row["code"], a_few(sorted(one.code for one in found)))
        [indicator] = found
        self._check_unit(row["unit"], indicator)
        return {"indicator": indicator}

    def _check_unit(self, cell: Cell, indicator: Indicator) -> None:
        """1 200 m must not become 1 200 km."""
        unit = to_text(cell)
        if unit and _singular(unit) not in {_singular(indicator.entered_unit), _singular(indicator.unit)}:
            raise SpreadsheetError(f"« {unit} » n’est pas l’unité de cet indicateur.", cell, indicator.entered_unit)

    def place(self, row: Row) -> dict[str, Epci | Commune | None]:
        choices = {"insee": self._insee, "commune": self._communes, "place": self._places, "epci": self._epcis}
        found: set[Epci | Commune | None] = set()
        last = row["place"] if row["place"].column else row["epci"]
        for key, names in choices.items():
            if row[key].kind is Kind.EMPTY:
                continue
            named = set(to_choice(_with_zeros(row[key]) if key == "insee" else row[key], names))
            last = row[key]
            # An EPCI beside one of its communes only says where the commune is.
            agreed = {one for one in found if one in named or (isinstance(one, Commune) and one.epci in named)}
            if found and not agreed:
                raise SpreadsheetError(
                    f"« {last.shown} » ne va pas avec l’autre périmètre de la ligne.", last, "un seul périmètre"
                )
            found = agreed or named
        if len(found) > 1:
            raise SpreadsheetError("Plusieurs communes portent ce nom.", last, "le code INSEE, ou l’EPCI à côté")
        place = next(iter(found), None)
        return {
            "epci": place if isinstance(place, Epci) else None,
            "commune": place if isinstance(place, Commune) else None,
        }

    def period(self, row: Row) -> dict:
        period, start, end = None, to_date(row["start"]), to_date(row["end"])
        cell = row["period"]
        if cell.kind is not Kind.EMPTY:
            period = self._written(cell)
        elif start is None or end is None:
            there = start is None and end is None
            missing = cell if there and cell.column else row["start" if start is None else "end"]
            raise SpreadsheetError("La période manque.", missing, f"{A_PERIOD}, ou deux dates")
        if period and (start or period[0], end or period[1]) != period:
            raise SpreadsheetError("La période et les dates de la ligne diffèrent.", cell, "l’une ou les autres")
        start, end = period or (start, end)
        return {"period_start": start, "period_end": end}

    @staticmethod
    def _written(cell: Cell) -> periods.Period:
        if cell.kind in (Kind.DATE, Kind.DATETIME):
            day = to_date(cell)  # spreadsheets turn «mars 2021» into its first day
            period = periods.period_of(f"{day:%Y-%m}") if day.day == 1 else None
        else:
            text = to_text(cell)
            period = periods.written(text or "")
        if period is None:
            raise SpreadsheetError(f"« {cell.shown} » n’est pas une période.", cell, A_PERIOD)
        return period

    def quantity(self, row: Row) -> dict[str, Decimal]:
        """The indicator's own number of decimals is checked with the entry."""
        quantity = to_number(row["quantity"], required=True)
        if abs(quantity) > LARGEST:
            expected = f"un nombre entre {number(-LARGEST)} et {number(LARGEST)}"
            raise SpreadsheetError("Ce nombre est trop grand.", row["quantity"], expected)
        return {"quantity": quantity}

    def source(self, row: Row) -> dict[str, str]:
        text = self._text(row, "source") or self.source_of_all
        if not text:
            expected = "d’où vient ce chiffre, ici ou pour tout le fichier"
            raise SpreadsheetError("La cellule est vide.", row["source"], expected)
        return {"source": text}

    def comment(self, row: Row) -> dict[str, str]:
        return {"comment": self._text(row, "comment", lines=True)}

    def justification(self, row: Row) -> dict[str, str]:
        return {"justification": self._text(row, "justification", lines=True)}

    @staticmethod
    def _text(row: Row, key: str, *, lines: bool = False) -> str:
        text = unguarded(to_text(row[key], lines=lines) or "")
        if len(text) > _LONGEST[key]:
            raise SpreadsheetError(
                f"Ce texte fait {number(len(text))} caractères.", row[key], f"{number(_LONGEST[key])} au plus"
            )
        return text


def _indicator_names(indicators: Iterable[Indicator]) -> Iterable[tuple[str, Indicator]]:
    for one in indicators:
        names = [one.code, one.label, str(one), one.incontournable.short_title, one.incontournable.title]
        yield from ((name, one) for name in names)
    yield from _numbered(indicators, "number")
    yield from ((name, one) for name, one in _numbered(indicators, "dc_number") if not name.isdigit())


def _numbered(indicators: Iterable[Indicator], attribute: str) -> Iterable[tuple[str, Indicator]]:
    spellings = ("{}", "n°{}", "n° {}") if attribute == "number" else ("{}", "DC{}", "DC {}", "DC n° {}", "DC n°{}")
    for one in indicators:
        held = getattr(one.incontournable, attribute)
        if held is not None:
            yield from ((spelling.format(held), one) for spelling in spellings)


def _commune_names(communes: Iterable[Commune]) -> Iterable[tuple[str, Commune]]:
    for one in communes:
        yield from ((name, one) for name in (one.name, one.insee, f"{one.name} ({one.epci})"))


def _whole() -> Iterable[tuple[str, None]]:
    return ((name, None) for name in (WHOLE, "territoire", "tout le territoire"))


def _with_zeros(cell: Cell) -> Cell:
    """An INSEE code that a spreadsheet took for a number has lost its first zero."""
    if cell.kind is not Kind.NUMBER:
        return cell
    return Cell(cell.sheet, cell.row, cell.column, Kind.TEXT, cell.shown.zfill(5))


def _singular(unit: str) -> str:
    return " ".join(word.removesuffix("s") for word in sort_key(unit).split())
