"""Files that the pictures show: loaded, and to be corrected first."""

from actors.imports import actors
from cottri import demo
from cottri.models import User
from objectives import clock
from objectives.imports.entries import preview
from objectives.models import Contract


def files_of_entries() -> dict[str, int]:
    """A file that an officer has loaded, and one that must be corrected first."""
    contract, agent = Contract.objects.get(slug=demo.SLUG), User.objects.get(username="agent")
    rows = [f"renovations;{epci.short_name};du 0{day}/01/2021 au 0{day}/01/2021;1;Relevé;Rattrapage"
            for epci in contract.epcis.all() for day in range(1, 10)]  # fmt: skip
    found = {}
    for name, more in {"loaded": [], "to-correct": ["arbres;Paris;T9 2021;abc;;"]}.items():
        text = "\n".join(["Indicateur;Périmètre;Période;Quantité;Source;Motif", *rows, *more])
        done = preview(contract, by=agent, at=clock.now(), data=text.encode(), name=f"rattrapage 2021 {name}.csv")
        if done.lines_new and not done.lines_refused:
            done.confirm(by=agent, at=clock.now())
        found[name] = done.pk
    return found


def lists_of_actors() -> dict[str, int]:
    """A file that the administrator has loaded, and one with a probable duplicate and a line to correct."""
    contract, admin = Contract.objects.get(slug=demo.SLUG), User.objects.get(username="admin")
    loaded = ["Lycée professionnel du Détroit;établissement;enseignement", "Ressourcerie du port;;association"]
    rows = {"loaded": loaded, "to-correct": [*loaded, "Agence (ADEME);;État", "Amis du vélo;;licorne"]}
    found = {}
    for name, lines in rows.items():
        data = "\n".join(["Nom;Remarque interne;Type", *lines]).encode()
        done = actors.arrive(contract, by=admin, at=clock.now(), data=data, name=f"acteurs {name}.csv")
        told = [{"name": done.content["sheets"][0]["name"], "heading_row": 1, "columns": {"name": "A", "kind": "C"}}]
        actors.look(done, told, erases=False, creates=False, at=clock.now())
        if done.may_be_confirmed:
            done.confirm(by=admin, at=clock.now())
        found[name] = done.pk
    return found
