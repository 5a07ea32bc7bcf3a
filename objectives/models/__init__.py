from objectives.models.contract import Contract, Instalment
from objectives.models.entry import ProgressEntry, Refused, Stale, State
from objectives.models.entry_import import EntryImport
from objectives.models.evidence import Evidence
from objectives.models.indicator import Incontournable, Indicator, ReferenceNumber
from objectives.models.territory import Commune, Epci

__all__ = [
    "Commune",
    "Contract",
    "EntryImport",
    "Epci",
    "Evidence",
    "Incontournable",
    "Indicator",
    "Instalment",
    "ProgressEntry",
    "ReferenceNumber",
    "Refused",
    "Stale",
    "State",
]
