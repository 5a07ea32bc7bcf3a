"""What the dashboard shows beside the conditions: where the contract stands in time."""

import datetime as dt
from dataclasses import dataclass

from objectives.models import Contract


@dataclass(frozen=True)
class Year:
    label: str
    at: int  # thousandths of the contract's length


@dataclass(frozen=True)
class Elapsed:
    share: int  # thousandths of the contract's length
    years: tuple[Year, ...]
    in_words: str


def elapsed(contract: Contract, on: dt.date) -> Elapsed:
    first, last = contract.starts_on, contract.ends_on
    length = (last - first).days + 1

    def share(day: dt.date) -> int:
        return max(0, min(1000, (day - first).days * 1000 // length))

    starts = [max(first, dt.date(year, 1, 1)) for year in range(first.year, last.year + 1)]
    return Elapsed(
        share=share(on + dt.timedelta(days=1)),
        years=tuple(Year(str(day.year), share(day)) for day in starts),
        in_words=_left(first, last, on),
    )


def _left(first: dt.date, last: dt.date, on: dt.date) -> str:
    days = (last - on).days
    if on < first:
        return f"Le contrat commence le {first:%d/%m/%Y}."
    if days < 0:
        return f"Contrat terminé le {last:%d/%m/%Y}."
    if days == 0:
        return f"Dernier jour du contrat, le {last:%d/%m/%Y}."
    if days < 61:
        return f"{'Restent' if days > 1 else 'Reste'} {days} jour{'s' if days > 1 else ''}, jusqu’au {last:%d/%m/%Y}."
    return f"Restent {days * 12 // 365} mois, jusqu’au {last:%d/%m/%Y}."
