"""Months, quarters and years, as codes in addresses and as words on screen. Pure: no Django, no clock."""

import calendar
import datetime as dt
import re

from objectives.french import MONTHS, sort_key

FIRST_DAY, LAST_DAY = (dt.date(2000, 1, 1), dt.date(2100, 12, 31))  # what a contract's calendar can hold
FREE = "libre"
Period = tuple[dt.date, dt.date]

_CODE = re.compile(r"([0-9]{4})(?:-([0-9]{2})|-T([1-4]))?")
_YEAR, _SEPARATOR = "([0-9]{4})", "[ ./-]?"
_PARTS = {"t": 3, "trim": 3, "trimestre": 3, "s": 6, "sem": 6, "semestre": 6}  # months of each
_PART = "|".join(_PARTS)
_WRITTEN_MONTH = re.compile(r"([a-z]{3,})\.?[ /-]([0-9]{4}|[0-9]{2})")  # «mars-21» is how Excel shows a month
_WRITTEN_PART = re.compile(rf"({_PART})\.? ?([1-4]){_SEPARATOR}{_YEAR}")
_WRITTEN_ORDINAL = re.compile(rf"([1-4])(?:er|nd|e|eme) ?({_PART})\.? {_YEAR}")
_WRITTEN_YEAR_FIRST = re.compile(rf"{_YEAR}{_SEPARATOR}({_PART})([1-4])")
_FIRST_OF_MONTH = re.compile(rf"0?1[/.-]([0-9]{{1,2}})[/.-]{_YEAR}|{_YEAR}-([0-9]{{2}})-01")
_NUMBERED_MONTH = re.compile(rf"([0-9]{{1,2}})[/.-]{_YEAR}|{_YEAR}[/.-]([0-9]{{1,2}})")
_FROM_TO = re.compile(r"du ([0-9]{2})/([0-9]{2})/([0-9]{4}) au ([0-9]{2})/([0-9]{2})/([0-9]{4})")


def period_of(code: str) -> Period | None:
    """«2023-03», «2023-T1» or «2022» as its first and last day; None for anything else."""
    match = _CODE.fullmatch(code)
    if not match or not FIRST_DAY.year <= int(match[1]) <= LAST_DAY.year:
        return None
    year, month, quarter = int(match[1]), match[2], match[3]
    first, last = (
        (int(month), int(month)) if month else (int(quarter) * 3 - 2, int(quarter) * 3) if quarter else (1, 12)
    )
    if not 1 <= first <= 12:
        return None
    return dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1])


def written(text: str) -> Period | None:
    """As people write a period: «mars 2021», «mars-21», «03/2021», «2021-03», «T1 2021», «1er trimestre 2021»,
    «S2 2021», «2021», and every label of `label_of` that is no single day; None when it could be something else.

    The first of a month is that month, as spreadsheets make of «mars 2021».
    """
    key = sort_key(text).removeprefix("annee ")
    if match := _FROM_TO.fullmatch(key):
        try:
            start, end = (dt.date(*map(int, reversed(match.groups()[at : at + 3]))) for at in (0, 3))
        except ValueError:
            return None
        return start, end
    if match := _WRITTEN_MONTH.fullmatch(key):
        months = [number for number, name in enumerate(MONTHS, 1) if sort_key(name).startswith(match[1])]
        year = match[2] if len(match[2]) == 4 else f"20{match[2]}"
        return _months(year, months[0], 1) if len(months) == 1 else None
    if match := (_NUMBERED_MONTH.fullmatch(key) or _FIRST_OF_MONTH.fullmatch(key)):
        return _months(match[2] or match[3], int(match[1] or match[4]), 1)
    if match := _WRITTEN_PART.fullmatch(key):
        name, number, year = match.groups()
    elif match := _WRITTEN_ORDINAL.fullmatch(key):
        number, name, year = match.groups()
    elif match := _WRITTEN_YEAR_FIRST.fullmatch(key):
        year, name, number = match.groups()
    else:
        return period_of(key)
    return _months(year, (int(number) - 1) * _PARTS[name] + 1, _PARTS[name])


def _months(year: str, first: int, count: int) -> Period | None:
    last = first + count - 1
    if not (FIRST_DAY.year <= int(year) <= LAST_DAY.year and first >= 1 and last <= 12):
        return None
    return dt.date(int(year), first, 1), dt.date(int(year), last, calendar.monthrange(int(year), last)[1])


def code_of(start: dt.date, end: dt.date) -> str:
    """The code of a period that is exactly a month, a quarter or a year, else FREE."""
    codes = (f"{start:%Y-%m}", f"{start.year}-T{(start.month + 2) // 3}", f"{start.year}")
    return next((code for code in codes if period_of(code) == (start, end)), FREE)


def before(period: Period) -> Period:
    """As many whole months, just before: the month before a month, the quarter before a quarter."""
    start, end = period
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    year, month = divmod(start.year * 12 + start.month - 1 - months, 12)
    return dt.date(year, month + 1, 1), start - dt.timedelta(days=1)


def label_of(start: dt.date, end: dt.date) -> str:
    """«mars 2023», «1er trimestre 2023», «année 2022», or «du 05/03/2023 au 12/03/2023»."""
    code = code_of(start, end)
    if code == FREE:
        return f"{start:%d/%m/%Y}" if start == end else f"du {start:%d/%m/%Y} au {end:%d/%m/%Y}"
    if "T" in code:
        return f"{code[-1]}{'er' if code[-1] == '1' else 'e'} trimestre {start.year}"
    return f"{MONTHS[start.month - 1]} {start.year}" if "-" in code else f"année {start.year}"


def with_article(label: str) -> str:
    """«le 1er trimestre 2023», «l’année 2022»; a month, or two days, takes none."""
    if label.startswith("année"):
        return f"l’{label}"
    return f"le {label}" if "trimestre" in label else label


def around(period: Period, frequency: str) -> str:
    """The code of the quarter or of the year that a period lies in; empty when it is one, or for other frequencies."""
    start, end = period
    code = {"quarter": f"{end.year}-T{(end.month + 2) // 3}", "year": f"{end.year}"}.get(frequency, "")
    whole = period_of(code) if code else None
    return code if whole and whole != period and whole[0] <= start and end <= whole[1] else ""


def over(first: dt.date, last: dt.date) -> dict[str, list[tuple[str, str]]]:
    """The (code, label) of the months, quarters and years that lie between two days, the latest first."""
    years = range(first.year, last.year + 1)
    codes = {
        "Mois": (f"{year}-{month:02}" for year in years for month in range(1, 13)),
        "Trimestres": (f"{year}-T{quarter}" for year in years for quarter in range(1, 5)),
        "Années": (str(year) for year in years),
    }
    periods = {name: [(code, period_of(code)) for code in group] for name, group in codes.items()}
    return {
        name: [(code, label_of(*days)) for code, days in reversed(group) if first <= days[0] and days[1] <= last]
        for name, group in periods.items()
    }
