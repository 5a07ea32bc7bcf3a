"""Which actors of the directory probably are one."""

from actors.likeness import Likenesses
from actors.models import Actor, Distinct


def probable_pairs() -> list[tuple[Actor, Actor]]:
    """Each pair once, in the order of names, the older of the two first; without those that somebody said are two.

    Two of different EPCIs are two whatever their names: each has its own «CCAS».
    """
    actors = list(Actor.objects.current().select_related("epci"))
    said = set(Distinct.objects.values_list("pair", flat=True))
    known, names, pairs = {actor.pk: actor for actor in actors}, Likenesses(), []
    for actor in actors:
        for pk in names.like(actor.name, actor.acronym):
            other = known[pk]
            apart = actor.epci_id and other.epci_id and actor.epci_id != other.epci_id
            if not apart and Distinct.key(actor.pk, pk) not in said:
                pairs.append((other, actor) if other.pk < actor.pk else (actor, other))
        names.add(actor.pk, actor.name, actor.acronym)
    return pairs
