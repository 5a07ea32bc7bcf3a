from objectives.models.contract import Contract, Instalment
from objectives.models.entry import ProgressEntry, Refused, Stale, State
from objectives.models.entry_import import EntryImport
from objectives.models.evidence import Evidence
from objectives.models.glossary import GlossaryTerm
from objectives.models.indicator import Incontournable, Indicator
from objectives.models.opinion import Opinion
from objectives.models.reference_number import ReferenceNumber
from objectives.models.sheet import Axis, Link, Sheet, SheetLine
from objectives.models.steps import Action, ActionState, Milestone
from objectives.models.territory import Commune, Epci

__all__ = [
    "Action",
    "ActionState",
    "Axis",
    "Commune",
    "Contract",
    "EntryImport",
    "Epci",
    "Evidence",
    "GlossaryTerm",
    "Incontournable",
    "Indicator",
    "Instalment",
    "Link",
    "Milestone",
    "Opinion",
    "ProgressEntry",
    "ReferenceNumber",
    "Refused",
    "Sheet",
    "SheetLine",
    "Stale",
    "State",
]
