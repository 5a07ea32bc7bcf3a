"""What the cells of one row say of an actor, or a refusal that names the cell. What is empty says nothing."""

import re
from collections.abc import Callable, Collection, Iterable

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from actors.models import Actor, CardRole
from actors.models.changes import domain
from actors.quadrants import HIGHEST, LEVELS, LOWEST
from objectives.french import number, sort_key
from objectives.imports.naming import a_few, epci_names, named_choices, unguarded
from objectives.imports.rows import EXAMPLE_LINE, Row
from objectives.models import Contract, Epci, Incontournable
from objectives.spreadsheet import Cell, Column, Kind, SpreadsheetError, to_choice, to_number, to_text

COLUMNS = (
    Column("name", "Nom", ("acteur", "nom de l’acteur", "structure", "organisme", "raison sociale"), required=True),
    Column("acronym", "Sigle", ("acronyme", "abréviation")),
    Column("kind", "Type", ("type d’acteur", "catégorie")),
    Column("roles", "Rôle", ("rôles", "rôle sur la carte")),
    Column("interest", "Niveau d’intérêt", ("intérêt", "niveau intérêt")),
    Column("influence", "Niveau d’influence", ("influence", "niveau influence")),
    Column("item", "Domaine", ("DC", "n° DC", "domaine de coopération")),
    Column("problem", "Problématique", ("problème", "carte")),
    Column("epci", "EPCI", ("intercommunalité", "interco", "communauté", "SIREN", "SIREN EPCI")),
    Column("perimeter", "Périmètre", ("périmètre plus large",)),
    Column("person", "Contact", ("nom du contact", "interlocuteur", "personne à contacter", "référent")),
    Column("function", "Fonction", ("fonction du contact", "poste")),
    Column("email", "Email", ("e-mail", "mail", "courriel", "adresse électronique", "adresse mail")),
    Column("phone", "Téléphone", ("tél", "n° de téléphone", "numéro de téléphone", "portable")),
    Column("notes", "Notes", ("note", "remarques", "commentaire")),
    Column("contract", "Contrat", ("COT TRI",)),
)
EXAMPLE_NAME = "Exemple (cette ligne n’est jamais chargée)"
HEADINGS = {column.key: column.label for column in COLUMNS}
A_LEVEL = f"un niveau de {LOWEST} (le plus faible) à {HIGHEST} (le plus fort)"
_LONGEST = {
    "name": 200,
    "acronym": 40,
    "problem": 200,
    "perimeter": 120,
    "person": 120,
    "function": 120,
    "email": 254,
    "phone": 40,
    "notes": 4000,
}
_ALSO_KIND = {
    Actor.Kind.COMMUNITY: ("collectivité", "groupement", "EPCI", "commune"),
    Actor.Kind.STATE: ("État", "opérateur", "institution", "opérateur de l’État", "service de l’État"),
    Actor.Kind.CHAMBER: ("chambre",),
    Actor.Kind.NETWORK: ("association", "réseau"),
    Actor.Kind.HOUSING: ("bailleur", "aménageur", "bailleur social"),
    Actor.Kind.BUSINESS: ("entreprise", "entreprises", "profession", "secteur privé"),
    Actor.Kind.RESEARCH: ("enseignement", "recherche", "université"),
    Actor.Kind.PEOPLE: ("habitants", "usagers", "habitant"),
    Actor.Kind.OTHER: ("autres",),
}
_ALSO_ROLE = {
    CardRole.PRESCRIBER: ("prescripteurs",),
    CardRole.FUNDER: ("financeurs",),
    CardRole.SUPPORTER: (
        "accompagnateur",
        "accompagnateurs",
        "partenaire-ressource",
        "partenaires-ressources",
        "accompagnateurs / partenaires-ressources",
        "accompagnateur / partenaire-ressource",
    ),
    CardRole.TARGET: ("cibles",),
    CardRole.RELAY: ("relai",),
}
_BETWEEN_ROLES = re.compile(r"\s*[,;/|+&\n]\s*|\s+et\s+")
_PHONE = re.compile(r"\+?[0-9][0-9 .()/\-]{2,}")
# An e-mail address, or a number that one dials in France, whatever stands around it.
_REACHES_A_PERSON = re.compile(
    r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.)+[A-Za-z]{2,}|(?<!\d)(?:(?:\+|00)33\s?(?:\(0\))?|0)\s?[1-9](?:[\s.\-/]?\d\d){4}(?!\d)"
)
_PATH = re.compile(r"\.\.[/\\]|^[/\\]|^[A-Za-z]:\\")
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")


class Reading:
    """The names that rows may use. `erases`: an empty cell of a column that the file has empties what is stored.

    Each method reads its cells of a row: what is said of the actor, by the keys of `actors.models.batch`; it raises
    SpreadsheetError.
    """

    def __init__(self, items: Collection[Incontournable], epcis: Collection[Epci], *, erases: bool = False):
        self.erases = erases
        self._kinds = named_choices(
            ((name, kind) for kind in Actor.Kind for name in (kind.label, *_ALSO_KIND[kind])),
            "un de ces types : " + ", ".join(kind.label for kind in Actor.Kind),
        )
        self._roles = named_choices(
            ((name, role) for role in CardRole for name in (role.label, *_ALSO_ROLE[role])),
            "un ou plusieurs de ces rôles : " + " ; ".join(role.label for role in CardRole),
        )
        self._epcis = named_choices(epci_names(epcis), f"un EPCI ({a_few(epci.short_name for epci in epcis)}), ou rien")
        self._items = named_choices(
            _item_names(items), f"un domaine du contrat ({a_few(domain(item) for item in items if item.dc_number)})"
        )

    def name(self, row: Row) -> dict:
        text = self._text(row, "name", required=True)
        if not any(letter.isalnum() for letter in text):
            raise SpreadsheetError("Ce nom n’a ni lettre ni chiffre.", row["name"], "le nom de l’acteur")
        return {"name": text}

    def acronym(self, row: Row) -> dict:
        return self._said(row, "acronym")

    def perimeter(self, row: Row) -> dict:
        said = self._said(row, "perimeter")
        if said.get("perimeter") and row["epci"].kind is not Kind.EMPTY:
            problem = "Un acteur est d’un EPCI ou d’un périmètre plus large, pas des deux."
            raise SpreadsheetError(problem, row["perimeter"], "l’un ou l’autre")
        return said

    def notes(self, row: Row) -> dict:
        return self._said(row, "notes", lines=True)

    def problem(self, row: Row) -> dict:
        text = self._text(row, "problem")
        return {"problem": text} if text else {}

    def kind(self, row: Row) -> dict:
        [kind] = to_choice(row["kind"], self._kinds) or [""]
        return self._unless_empty("kind", row["kind"], str(kind))

    def epci(self, row: Row) -> dict:
        """Part of who the actor is: an empty cell says that it is of no EPCI."""
        [epci] = to_choice(row["epci"], self._epcis) or [None]
        return {"epci": epci.pk if epci else None}

    def item(self, row: Row) -> dict:
        found = to_choice(row["item"], self._items)
        if found and len(found) > 1:
            raise SpreadsheetError("Plusieurs domaines portent ce nom.", row["item"], a_few(map(domain, found)))
        return {"item": next(iter(found)).pk} if found else {}

    def roles(self, row: Row) -> dict:
        cell = row["roles"]
        found = set()
        whole = self._roles.get(cell.shown) if cell.kind is Kind.TEXT else None
        for part in [] if whole else _BETWEEN_ROLES.split(to_text(cell, lines=True) or ""):
            if part:
                found |= to_choice(Cell(cell.sheet, cell.row, cell.column, Kind.TEXT, part), self._roles)
        found |= whole or set()
        return self._unless_empty("roles", cell, [role.value for role in CardRole if role in found])

    def interest(self, row: Row) -> dict:
        return self._level(row, "interest")

    def influence(self, row: Row) -> dict:
        return self._level(row, "influence")

    def person(self, row: Row) -> dict:
        text = self._text(row, "person")
        return {"person": text} if text else {}

    def function(self, row: Row) -> dict:
        return self._said(row, "function")

    def email(self, row: Row) -> dict:
        said = self._said(row, "email")
        if said.get("email"):
            try:
                validate_email(said["email"])
            except ValidationError:
                problem = f"« {row['email'].shown[:60]} » n’est pas une adresse électronique."
                raise SpreadsheetError(problem, row["email"], "une seule adresse, comme nom@exemple.fr") from None
        return said

    def phone(self, row: Row) -> dict:
        said, cell = self._said(row, "phone"), row["phone"]
        if cell.kind is Kind.NUMBER and len(cell.shown) == 9:  # a spreadsheet took it for a number: its zero is lost
            said["phone"] = f"0{cell.shown}"
        if said.get("phone") and not _PHONE.fullmatch(said["phone"]):
            problem = f"« {cell.shown[:60]} » n’est pas un numéro de téléphone."
            raise SpreadsheetError(problem, cell, "un seul numéro, comme 03 21 00 00 00")
        return said

    # --- Inside -----------------------------------------------------------------------------------------------------
    def _level(self, row: Row, key: str) -> dict:
        try:
            level = to_number(row[key], 0)
        except SpreadsheetError as refusal:
            if row[key].kind not in (Kind.TEXT, Kind.NUMBER, Kind.PERCENT, Kind.DATE, Kind.DATETIME, Kind.BOOLEAN):
                raise
            raise SpreadsheetError(f"« {row[key].shown} » n’est pas un niveau.", row[key], A_LEVEL) from refusal
        if level is not None and level not in LEVELS:
            raise SpreadsheetError(f"« {row[key].shown} » n’est pas un niveau.", row[key], A_LEVEL)
        return self._unless_empty(key, row[key], None if level is None else int(level))

    def _said(self, row: Row, key: str, **options) -> dict:
        return self._unless_empty(key, row[key], self._text(row, key, **options))

    def _unless_empty(self, key: str, cell: Cell, value) -> dict:
        says = cell.kind is not Kind.EMPTY or (self.erases and cell.column)
        return {key: value} if says else {}

    @staticmethod
    def _text(row: Row, key: str, **options) -> str:
        text = unguarded(to_text(row[key], **options) or "")
        if len(text) > _LONGEST[key]:
            expected = f"{number(_LONGEST[key])} au plus"
            raise SpreadsheetError(f"Ce texte fait {number(len(text))} caractères.", row[key], expected)
        return text


def remarks(row: Row) -> list[dict]:
    """What loads but is worth a look: the cell, what it looks like, and what becomes of it."""
    told = []

    def tell(key: str, value: str, looks: str, then: str) -> None:
        cell = {"column": row[key].column, "heading": HEADINGS[key], "value": value[:200]}
        told.append(cell | {"looks": looks, "then": then})

    for key in ("name", "acronym", "problem", "person", "function"):
        text = row[key].shown
        looks = (
            ("une formule" if _FORMULA.match(text) else "")
            or ("des balises" if "<" in text or ">" in text else "")
            or ("un chemin de fichier" if _PATH.search(text) else "")
        )
        if looks:
            tell(key, text, f"ressemble à {looks}", "Ce sera gardé comme un simple texte.")
    found = _REACHES_A_PERSON.search(row["notes"].shown)
    if found:
        looks = "ressemble aux coordonnées d’une personne, que tout le COPIL lira"
        tell("notes", found[0], looks, "Les colonnes du contact sont réservées à ceux qui en ont besoin.")
    for key, cell in row.items():
        if cell.stripped:
            tell(key, cell.shown, "contenait des caractères invisibles", "Ils sont ôtés ; le reste est gardé.")
    return told


def _item_names(items: Iterable[Incontournable]) -> Iterable[tuple[str, Incontournable]]:
    for item in items:
        yield from ((name, item) for name in {domain(item), item.title, item.short_title})
        if item.dc_number:
            yield from ((spelling.format(item.dc_number), item) for spelling in ("{}", "DC{}", "DC n° {}", "DC n°{}"))
            separators = (" : ", " – ", " - ", ", ", " · ")
            yield from ((f"{domain(item)}{between}{item.title}", item) for between in separators)
            yield from ((f"{domain(item)}{between}{item.short_title}", item) for between in separators)


def why_left_out(contract: Contract) -> Callable[[Row], str]:
    """The example of the blank workbook, and what the directory's export says of another contract."""
    names = {sort_key(name) for name in (contract.short_name, contract.name, contract.slug)}
    example = sort_key(EXAMPLE_NAME)

    def reason(row: Row) -> str:
        if sort_key(row["name"].shown) == example:
            return EXAMPLE_LINE
        said = row["contract"].shown
        return f"ligne d’un autre contrat : {said[:60]}" if said and sort_key(said) not in names else ""

    return reason
