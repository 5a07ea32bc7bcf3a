"""What the pages of actors, their means and their maps are visited with, in the demonstration."""

from actors.models import Actor, Problem
from cottri import demo
from objectives.models import Incontournable


def samples() -> dict[str, dict[str, dict]]:
    return {**_directory(), **_maps()}


def _directory() -> dict[str, dict[str, dict]]:
    """The Région, which is on a map and pays for things; an actor that nothing refers to; the means of DC 3."""
    kept, double = Actor.objects.get(acronym="Région HdF"), Actor.objects.get(name="Région Hauts de France (HDF)")
    contact, free = kept.contacts.first(), Actor.objects.get(acronym="CMA")
    item = Incontournable.objects.get(contract__slug=demo.SLUG, dc_number=3)
    contribution, action = item.contributions.first(), item.actions.first()
    of_contact = {"region": {"pk": kept.pk, "contact": contact.pk}}
    of_contribution = {"number": item.number, "pk": contribution.pk}
    return {
        "actor": {"region": {"pk": kept.pk}},
        "actors:edit": {"region": {"pk": kept.pk}},
        "actors:delete": {"refused": {"pk": kept.pk}, "free": {"pk": free.pk}},
        "actors:merge": {"region": {"pk": kept.pk, "other": double.pk}},
        "actors:contact_new": {"region": {"pk": kept.pk}},
        "actors:contact": of_contact,
        "actors:contact_erase": of_contact,
        "actors:means_of": {"regal": {"number": item.number}},
        "actors:contribution": {"regal": of_contribution},
        "actors:contribution_do": {"regal": {**of_contribution, "verb": "retirer"}},
        "actors:carriers": {"regal": {"pk": action.pk}},
        "actors:carrier_do": {"regal": {"pk": action.pk, "carrier": 1, "verb": "oter"}},
    }


def _maps() -> dict[str, dict[str, dict]]:
    """DC 1's map, with its actors placed by the demonstration, and DC 4's, still empty."""
    problems = Problem.objects.filter(incontournable__contract__slug=demo.SLUG)
    full, empty = (problems.get(incontournable__dc_number=number) for number in (1, 4))
    moved = full.cards.get(actor__name="Notaires")
    card = {"moved": {"map_pk": full.pk, "pk": moved.pk}}
    return {
        "actors:map": {"renovation": {"pk": full.pk}, "empty": {"pk": empty.pk}},
        "actors:map_table": {"renovation": {"pk": full.pk}},
        "actors:map_export": {kind: {"pk": full.pk, "kind": kind} for kind in ("svg", "xlsx")},
        "actors:map_rename": {"empty": {"pk": empty.pk}},
        "actors:map_discard": {"empty": {"pk": empty.pk}},
        "actors:card_add": {"empty": {"map_pk": empty.pk}},
        **{f"actors:card{verb}": card for verb in ("", "_undo", "_take_off")},
    }
