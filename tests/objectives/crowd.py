"""What several processes do to one database at the same moments. Imported by each of them, before Django is set up."""

import os
from collections import Counter

MANY, EACH, ROUNDS = 4, 50, 3


def work(rank: int, barrier, told, environment: dict[str, str]) -> None:
    """Record entries with all the others, then race one other; `told` receives what came of it."""
    os.environ.update(environment)
    import django

    django.setup()
    from tests.objectives import races

    try:
        if rank == 0:
            races.prepare(ROUNDS, MANY)
        barrier.wait()
        races.record(EACH, rank=rank)
        outcomes = {}
        for name, ways in races.RACES.items():
            steps = [ways[rank](number) for number in range(ROUNDS)] if rank < len(ways) else [lambda: None] * ROUNDS
            outcomes[name] = [_run(step, barrier) for step in steps]
        barrier.wait()
        told.put((rank, outcomes, races.stored() if rank == 0 else None))
    except BaseException as error:
        barrier.abort()
        told.put((rank, {"failed": repr(error)}, None))
        raise


def _run(step, barrier) -> str:
    barrier.wait()
    try:
        step()
    except Exception as error:
        return type(error).__name__
    return "done"


def together(outcomes: list[dict[str, list[str]]], name: str) -> list[Counter]:
    """For each round, how the two racers ended."""
    return [Counter(pair) for pair in zip(*(racer[name] for racer in outcomes[:2]), strict=True)]
