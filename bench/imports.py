"""`make bench`: a list of 5 000 actors, previewed, loaded, loaded again with a change to each, and undone."""

from bench.both import HEAD, run, step

MANY = 5_000


def measure(name: str) -> None:
    from actors.imports import actors
    from actors.models import ActorImport
    from cottri.models import Role
    from tests.actors.files import AT, row, sheet, told
    from tests.factories import load_facts, make_user

    contract = load_facts()
    who = make_user("bench", contract=contract, role=Role.ADMINISTRATOR)
    title = contract.incontournables.get(dc_number=1).problems.first().title

    def lines(sigle: str, level: int) -> bytes:
        said = {"kind": "réseau", "roles": "financeur ; relais", "item": "DC 1", "problem": title, "influence": 2}
        return sheet(
            *(
                row(f"Structure {n} du pays", acronym=f"{sigle}{n}", email=f"a{n}@b.fr", interest=level, **said)
                for n in range(MANY)
            )
        )

    print(f"\n{MANY} actors on {name}\n{HEAD}")
    files = {"": lines("S", 3), "changes: ": lines("T", 4)}
    loaded = {}
    for which, data in files.items():
        with step(f"{which}file read"):
            done = actors.arrive(contract, by=who, at=AT, data=data, name="bench.xlsx")
        with step(f"{which}previewed"):
            actors.look(done, told(done), erases=False, creates=False, at=AT)
        with step(f"{which}confirmed"):
            done.confirm(by=who, at=AT)
        loaded[which] = done.pk
    for which in reversed(loaded):
        done = ActorImport.objects.get(pk=loaded[which])
        with step(f"{which}undone"):
            done.undo(by=who, at=AT)


if __name__ == "__main__":
    run("bench.imports", measure)
