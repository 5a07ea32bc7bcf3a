"""The officer's opinion beside the computed state: when the two say opposite things. Pure: no Django, no clock."""

from enum import StrEnum


class Level(StrEnum):
    """What an officer says of an objective, from the safest to the worst."""

    SECURED = "secured"
    WITHIN_REACH = "within_reach"
    NEEDS_SUPPORT = "needs_support"
    COMPROMISED = "compromised"


CONFIDENT = frozenset({Level.SECURED, Level.WITHIN_REACH})


def differ(level: Level | str, *, on_track: bool | None) -> bool:
    """Whether the opinion contradicts the computed state.

    `on_track` is what the computation says: true when the condition is met or in time, false when it is late, None
    when it cannot be judged (then nothing contradicts it). «Sécurisé» and «atteignable» expect the objective to be
    reached as things go, «appui nécessaire» and «compromis» do not.
    """
    return on_track is not None and (level in CONFIDENT) != on_track
