"""Where two levels put an actor on a map, and what is to be done with it there. Pure.

Source: the contract's deck, page «Massifier les rénovations énergétiques».
"""

from enum import StrEnum

LOWEST, LAST_LOW, HIGHEST = 1, 2, 4  # levels 1 and 2 are low, 3 and 4 high: every actor is in exactly one quadrant
LEVELS = range(LOWEST, HIGHEST + 1)


class Quadrant(StrEnum):
    """What to do with an actor, in the deck's words."""

    INFORM = "INFORMER"
    ENGAGE = "ENGAGER"
    SATISFY = "SATISFAIRE"
    WATCH = "VEILLER"


WHO = {
    Quadrant.INFORM: "Très concerné, peu influent",
    Quadrant.ENGAGE: "Très concerné, très influent",
    Quadrant.SATISFY: "Peu concerné, très influent",
    Quadrant.WATCH: "Peu concerné, peu influent",
}


def quadrant(interest: int, influence: int) -> Quadrant:
    """Both levels are whole, from 1 to 4; a ValueError otherwise."""
    if interest not in LEVELS or influence not in LEVELS:
        raise ValueError(f"levels from {LOWEST} to {HIGHEST}, not {interest} and {influence}")
    if interest > LAST_LOW:
        return Quadrant.ENGAGE if influence > LAST_LOW else Quadrant.INFORM
    return Quadrant.SATISFY if influence > LAST_LOW else Quadrant.WATCH
