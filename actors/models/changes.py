"""What lines change in one row: told field by field, old and new, and kept ready until all is written."""

import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from actors.models.actor import Actor, Contact
from actors.models.map import Card, CardRole
from objectives.french import WIDE
from objectives.models import Incontournable

LABELS = {
    "acronym": "sigle",
    "kind": "type",
    "perimeter": "périmètre",
    "notes": "notes",
    "roles": "rôles",
    "interest": "intérêt",
    "influence": "influence",
    "is_confirmed": "position",
    "person": "nom du contact",
    "function": "fonction",
    "email": "adresse électronique",
    "phone": "téléphone",
}
_NOT_DIALLED = re.compile(r"[^0-9+]")


@dataclass(eq=False)
class Held:
    """A row, stored or brought by a line, and what lines have said of it: field → (value, where)."""

    row: Actor | Card | Contact
    ref: str = ""
    said: dict[str, tuple[object, str]] = field(default_factory=dict)
    before: dict[str, object] = field(default_factory=dict)  # of a stored row: field → value that is replaced
    kept: bool = False

    @property
    def is_stored(self) -> bool:
        return self.row.pk is not None

    @property
    def begins(self) -> bool:
        """Whether the line at hand is the one that brings it."""
        return not self.is_stored and not self.kept

    def differences(self, values: dict) -> dict:
        """What would change; a ValidationError if an earlier line said something else."""
        for name, value in values.items():
            earlier = self.said.get(name)
            if earlier and earlier[0] != value:
                raise ValidationError({name: f"La {earlier[1]} dit « {shown(name, earlier[0])} »."})
        return {name: value for name, value in values.items() if now(self.row, name) != value}

    def apply(self, said: dict, changes: dict, where: str) -> None:
        self.said |= {name: (value, where) for name, value in said.items() if name not in self.said}
        for name, value in changes.items():
            if self.is_stored:
                self.before.setdefault(name, now(self.row, name))
            put(self.row, name, value)

    def described(self, changes: dict) -> list[list]:
        """[what, old, new, whether it is personal] of each change."""
        match self.row:
            case Card():
                place = f"{domain(self.row.problem.incontournable)} · {self.row.problem.title}"
                if self.begins:
                    told = " ; ".join(
                        shown(name, value) if name == "roles" else f"{LABELS[name]} {shown(name, value)}"
                        for name, value in changes.items()
                        if value
                    )
                    return [[f"carte {place}", "", told or "à placer", False]]
                after, personal = f" ({place})", False
            case Contact():
                if self.begins:
                    return [["contact", "", ", ".join(value for value in changes.values() if value), True]]
                after, personal = f" ({self.row})", True
            case _:
                after, personal = "", False
        return [
            [f"{LABELS[name]}{after}", shown(name, now(self.row, name)), shown(name, value), personal]
            for name, value in changes.items()
        ]


def now(row, name: str):
    return [role.value for role in row.roles] if name == "roles" else getattr(row, name)


def put(row, name: str, value) -> None:
    if name == "roles":
        for role in CardRole:
            setattr(row, f"is_{role.value}", role.value in value)
    else:
        setattr(row, name, value)


def shown(name: str, value) -> str:
    """As a person reads it: «relais, financeur», «réseau», «3»."""
    match name:
        case "roles":
            return ", ".join(CardRole(role).label for role in value)
        case "kind":
            return str(Actor.Kind(value).label) if value else ""
        case "is_confirmed":
            return "confirmée" if value else "à confirmer"
    return "" if value is None else str(value)


def domain(item: Incontournable) -> str:
    """How a file names an incontournable, with spaces that one types: its DC, or its number when it is none."""
    return item.domain.replace(WIDE, " ") or f"Incontournable {item.number}"


def dialled(number: str) -> str:
    """Of a telephone number, what tells it from another."""
    digits = _NOT_DIALLED.sub("", number)
    return f"0{digits[3:]}" if digits.startswith("+33") else digits
