"""Which column of a file is which: guessed from its headings and from what the person said last time, then told."""

from collections.abc import Iterable, Mapping

from actors.imports.reading import COLUMNS
from actors.models import KnownHeading
from objectives.spreadsheet import Row, Sheet
from objectives.spreadsheet.headings import heading_key, headings, keys_of
from objectives.spreadsheet.limits import HEADING_ROWS

BY_WORDS = keys_of(COLUMNS)
KEPT_ROWS, KEPT_TEXT = 25, 60  # of each sheet, to look at while columns are told
DIGITS_OF_A_NUMBER = 5


def known_headings(person) -> dict[str, str]:
    return dict(KnownHeading.objects.filter(person=person).values_list("heading", "means"))


def remember(person, rows: Iterable[Mapping[str, str]]) -> None:
    """Of each row of headings, heading → the key of its column: what its words do not say is kept for the next file,
    the rest forgotten. Nothing is kept of what may be a line of data, told as headings because the file has none."""
    known = {one.heading: one for one in KnownHeading.objects.filter(person=person)}
    for told in rows:
        if any(means(heading, {}) for heading in told):
            for heading, key in told.items():
                if not _is_personal(heading):
                    _remember(person, known, heading_key(heading)[:255], key)


def _remember(person, known: dict[str, KnownHeading], heading: str, means: str) -> None:
    stored = known.get(heading)
    if BY_WORDS.get(heading, "") == means:
        if stored:
            known.pop(heading).delete()
    elif stored is None:
        known[heading] = KnownHeading.objects.create(person=person, heading=heading, means=means)
    elif stored.means != means:
        stored.means = means
        stored.save()


def _is_personal(heading: str) -> bool:
    """An address or a number is no heading."""
    return "@" in heading or sum(letter.isdigit() for letter in heading) >= DIGITS_OF_A_NUMBER


def glance(sheet: Sheet, known: Mapping[str, str]) -> dict:
    """What the page of columns shows of a sheet, as JSON: its first rows, and which of them looks like headings."""
    rows = sheet.rows[:HEADING_ROWS]
    best = max(rows, key=lambda row: len(meanings(headings(sheet, row), known)), default=None)
    found = bool(best and meanings(headings(sheet, best), known))
    first = best.number if found else rows[0].number if rows else 1
    shown = [row for row in rows if row.number >= first][:KEPT_ROWS] + [row for row in rows if row.number < first]
    return {
        "name": sheet.name,
        "hidden": sheet.hidden,
        "last_row": sheet.last_row,
        "heading_row": first,
        "is_read": found and not sheet.hidden,
        "has_names": "name" in meanings(headings(sheet, sheet.row(first)), known).values(),
        "rows": {str(row.number): _texts(sheet, row) for row in shown},
    }


def chosen(sheets: list[dict]) -> list[dict]:
    """Sheets with a column of names are read; when there is none, those with any of the headings."""
    named = any(sheet["has_names"] for sheet in sheets if sheet["is_read"])
    return [sheet | {"is_read": sheet["is_read"] and (sheet["has_names"] or not named)} for sheet in sheets]


def _texts(sheet: Sheet, row: Row) -> dict[str, str]:
    texts = {letter: cell.shown for letter, cell in row.cells.items()} | headings(sheet, row)
    return {letter: text[:KEPT_TEXT] for letter, text in texts.items() if text}


def meanings(texts: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """letter → key, of the headings that mean a column; two that mean the same are left for the person to tell."""
    found: dict[str, list[str]] = {}
    for letter, text in texts.items():
        key = means(text, known)
        if key:
            found.setdefault(key, []).append(letter)
    return {letters[0]: key for key, letters in found.items() if len(letters) == 1}


def means(heading: str, known: Mapping[str, str]) -> str:
    whole, bare = heading_key(heading), heading_key(heading.partition("(")[0])
    return known.get(whole[:255], BY_WORDS.get(whole) or BY_WORDS.get(bare, ""))


def repeated(texts: Mapping[str, str], known: Mapping[str, str]) -> dict[str, list[str]]:
    """key → the letters whose headings all mean it, when there are several."""
    found: dict[str, list[str]] = {}
    for letter, text in texts.items():
        found.setdefault(means(text, known), []).append(letter)
    return {key: letters for key, letters in found.items() if key and len(letters) > 1}
