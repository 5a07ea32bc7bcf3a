"""The directory as a spreadsheet: one row for an actor and a problem, with the columns that an import reads."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator

from actors.models import Actor, Card, Contact
from actors.models.changes import domain
from actors.profile import profiles
from objectives.models import Contract

ACTOR = ("Nom", "Sigle", "Type", "Périmètre", "EPCI", "Notes")
CARD = ("Domaine", "Problématique", "Rôle", "Niveau d’intérêt", "Niveau d’influence")
CONTACT = ("Contact", "Fonction", "Email", "Téléphone")


def directory(
    actors: Iterable[Actor], contracts: Collection[Contract], *, contacts: bool, on: dt.date
) -> tuple[list[str], list[list]]:
    """Headings and rows. An actor on no map has one row; without `contacts`, no personal data at all.

    Of several contacts, the first that was noted: a row of a list of actors has one. None that should be erased `on`
    that day: a file leaves, and nobody erases anything in it.
    """
    actors = list(actors)
    told = profiles(actors, contracts)
    first: dict[int, Contact] = {}
    if contacts:
        held = Contact.objects.filter(actor__in=[actor.pk for actor in actors], keep_until__gte=on)
        for contact in held.order_by("-pk"):
            first[contact.actor_id] = contact
    several = len(contracts) > 1
    headings = [*ACTOR, *CARD, *(CONTACT if contacts else ()), *(["Contrat"] if several else [])]
    rows = []
    for actor in actors:
        for card in told[actor.pk].cards or [None]:
            rows.append([*about_actor(actor), *about_card(card), *(_contact(first.get(actor.pk)) if contacts else ())])
            if several:
                rows[-1].append(card.contract.short_name if card else "")
    return headings, rows


def about_actor(actor: Actor) -> Iterator:
    yield from (actor.name, actor.acronym, actor.get_kind_display(), actor.perimeter)
    yield actor.epci.short_name if actor.epci else ""
    yield actor.notes


def about_card(card: Card | None) -> Iterator:
    if card is None:
        yield from [""] * len(CARD)
        return
    yield from (domain(card.problem.incontournable), card.problem.title)
    yield " ; ".join(role.label for role in card.roles)
    yield from (card.interest, card.influence)


def _contact(contact: Contact | None) -> Iterator:
    yield from (contact.person, contact.function, contact.email, contact.phone) if contact else [""] * len(CONTACT)
