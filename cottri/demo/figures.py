"""The invented figures, objective by objective.

March 2023 is left for the visitor to enter: 300 renovations there would meet DC 1, once validated.
"""

import random
from collections.abc import Iterator
from decimal import Decimal

from cottri.demo.lives import Figure, Life, amended, corrected, draft, late, pending, returned, validated, withdrawn
from objectives.periods import label_of, period_of

MONTHS = [f"{year}-{month:02}" for year in (2021, 2022, 2023) for month in range(1, 13)][:26]
HALF_YEARS = ["2021-01/2021-06", "2021-07/2021-12", "2022-01/2022-06", "2022-07/2022-12"]


def all_figures() -> Iterator[Figure]:
    for objective in (renovations, cycling, regal, renewables, adaptation, schools, hedges, brownfields, research):
        yield from objective()


def figure(
    code: str, place: str, period: str, quantity: float | str, source: str, life: Life = validated, **more: str
) -> Figure:
    """`period` is a month, a quarter or a year, or goes from one to another: «2021-09/2022-07»."""
    first, _, last = period.partition("/")
    start, end = period_of(first)[0], period_of(last or first)[1]
    return Figure(code, place, start, end, Decimal(str(quantity)), source, life, **more)


def around(mean: float, *words: str) -> float:
    """A value within a quarter of the mean, always the same for the same words."""
    return mean * (0.75 + random.Random(" ".join(words)).random() / 2)


def name(period: str) -> str:
    return label_of(*period_of(period))


# --- DC 1 -----------------------------------------------------------------------------------------------------------
MONTHLY = {"GCT&M": 34.8, "CCRA": 8.9, "CCPO": 10.2}
SEASON = [0.9, 1.0, 1.1, 1.05, 1.0, 1.1, 0.8, 0.45, 1.1, 1.2, 1.15, 0.85]
PACE = {"2021": 0.72, "2022": 1.05, "2023": 1.2}
FOLLOWED_IN = {
    "GCT&M": "Tableau de suivi GUH",
    "CCRA": "Bilan OPAH et GUH",
    "CCPO": "Tableau de suivi GUH Pays d’Opale",
}
COMMUNES_OF_CCRA = [
    "Oye-Plage", "Audruicq", "Saint-Folquin", "Zutkerque", "Nortkerque", "Sainte-Marie-Kerque", "Ruminghem",
    "Vieille-Église", "Offekerque", "Saint-Omer-Capelle", "Guemps", "Polincove", "Nouvelle-Église",
    "Muncq-Nieurlet", "Recques-sur-Hem",
]  # fmt: skip
TWICE = "Six logements conseillés par le GUH et accompagnés par le SPEE étaient comptés deux fois."
RENOVATION_LIVES = {
    ("CCPO", "2021-03"): (9, corrected("Le GUH annonce 6 : les trois dossiers d’avril sont en trop ?", "6")),
    ("GCT&M", "2021-06"): (26, corrected("De quel tableau vient ce total ?", comment="Tableau renvoyé par le GUH.")),
    ("CCRA", "2022-03"): (9, amended(41, "14", "Cinq chantiers de mars manquaient au premier envoi de l’opérateur.")),
    ("GCT&M", "2022-05"): (52, corrected("Comptez les logements achevés, pas les dossiers déposés.", "36")),
    ("CCPO", "2022-11"): (13, amended(108, "9", "Quatre chantiers ne seront reçus qu’en 2023.", settled=False)),
    ("GCT&M", "2023-02"): (41, pending(37)),
    ("CCRA", "2023-01"): (9, returned(66, "Le bilan joint s’arrête au 20 janvier : est-ce le mois entier ?")),
    ("CCRA", "2023-02"): (12, pending(41)),
}


def renovations() -> Iterator[Figure]:
    for period in MONTHS:
        for place, mean in MONTHLY.items():
            if place == "CCRA" and "2022-04" <= period <= "2022-12":
                continue  # kept by commune and by quarter during those months
            usual = round(around(mean * PACE[period[:4]] * SEASON[int(period[5:]) - 1], place, period))
            quantity, life = RENOVATION_LIVES.get((place, period), (usual, validated))
            paper = "TABLEUR Tableau de suivi" if life is not validated or int(period[5:]) % 3 == 0 else ""
            yield figure(
                "renovations", place, period, quantity, f"{FOLLOWED_IN[place]}, {name(period)}", life, paper=paper
            )
    for period in ("2022-T2", "2022-T3", "2022-T4"):
        for rank, commune in enumerate(COMMUNES_OF_CCRA):
            quantity = round(around(4.2 / (1 + rank / 4), commune, period))
            yield figure("renovations", commune, period, quantity, "État par commune de l’opérateur OPAH")
    yield figure(
        "renovations", "GCT&M", "2022-09", -6, "Rapprochement des fichiers GUH et SPEE", late(68), justification=TWICE,
        comment="Vérifié dossier par dossier avec le SPEE.", paper="TABLEUR Rapprochement GUH-SPEE",
    )  # fmt: skip
    yield figure(
        "renovations", "CCPO", "2022-06", 11, f"{FOLLOWED_IN['CCPO']}, juin 2022", withdrawn(26),
        justification="Complément du mois.", comment="Le total du mois y était déjà : retirée.",
    )  # fmt: skip


# --- DC 2 -----------------------------------------------------------------------------------------------------------
NOTHING = "Service voirie : rien de mis en service"
CYCLING = [
    ("Calais", "2021-T1", "1.85", "voie verte du canal"),
    ("CCRA", "2021-T2", "1.6", "liaison gare – collège"),
    ("CCPO", "2021-T2", "1.2", "bourg de Licques"),
    ("Marck", "2021-T2", "2.4", "piste de la zone d’activités"),
    ("Sangatte", "2021-T3", "3.12", "véloroute du littoral"),
    ("CCRA", "2021-T4", "2.35", "chemin de halage"),
    ("CCPO", "2021-T4", "1.75", "Guînes – Andres"),
    ("Coulogne", "2021-T4", "0.96", "rive gauche"),
    ("CCRA", "2022-T2", "1.9", "Zutkerque – Audruicq"),
    ("Calais", "2022-T2", "2.6", "boulevards"),
    ("Guînes", "2022-T2", "2.3", "voie verte de la forêt"),
    ("CCRA", "2022-T3", "0.85", "entrée de bourg"),
    ("Coquelles", "2022-T3", "1.48", "desserte du pôle commercial"),
    ("Calais", "2022-T3", "1.3", "accès au lycée"),
    ("Ardres", "2022-T3", "1.64", "tour du lac"),
    ("CCRA", "2022-T4", "2.05", "Oye-Plage – Offekerque"),
    ("Marck", "2022-T4", "2.2", "chemin des écoles"),
    ("Fréthun", "2022-T4", "1.05", "accès à la gare"),
    ("Guînes", "2022-T4", "0.98", "centre-bourg"),
    ("Brêmes", "2022-T4", "0.455", "rue de l’école"),
]
CYCLING_LIVES = {
    ("Coulogne", "2021-T4"): corrected("0,96 ou 1,92 ? Le PV compte les deux sens.", comment="Un seul sens compté."),
    ("Calais", "2022-T2"): amended(60, "2.75", "Un tronçon de 150 m a été reçu à part, le 28 juin."),
}


def cycling() -> Iterator[Figure]:
    for place, period in [("CCRA", "2021-T1"), ("CCPO", "2021-T1"), ("CCRA", "2021-T3"), ("CCPO", "2021-T3"),
                          ("CCRA", "2022-T1")]:  # fmt: skip
        yield figure("amenagements-cyclables", place, period, 0, NOTHING)
    for place, period, km, works in CYCLING:
        life = CYCLING_LIVES.get((place, period), validated)
        source = f"PV de réception, {works}"
        yield figure("amenagements-cyclables", place, period, km, source, life, paper="PDF PV de réception")
    yield figure(
        "amenagements-cyclables", "CCPO", "2023-01/2023-02", "1.35", "Plan de récolement à recevoir", draft(38),
        comment="Attendre le plan de récolement avant d’envoyer.",
    )  # fmt: skip


# --- DC 3, DC 4, DC 9: done or not ----------------------------------------------------------------------------------
REGAL = [
    "Compte rendu du premier groupe de travail",
    "Relevé de décisions : le portage reste à trancher",
    "Compte rendu de la visite d’un REGAL voisin",
    "Projet de feuille de route, soumis aux partenaires",
]


def regal() -> Iterator[Figure]:
    comment = "Le réseau n’est pas encore en œuvre."
    for period, source in zip(HALF_YEARS, REGAL, strict=True):
        yield figure("regal", "", period, 0, source, comment=comment, paper=f"PDF {source}")


def renewables() -> Iterator[Figure]:
    paper = "LIEN https://www.example.org/copil/cot-enr"
    for period in HALF_YEARS[:3]:
        yield figure("cot-enr", "", period, 0, "Note d’avancement au COPIL", paper=paper)
    comment, paper = "Couvre GCT&M, la CCRA et la CCPO.", "PDF COT EnR signé"
    yield figure("cot-enr", "", "2022-11", 1, "COT EnR signé le 14 novembre 2022", comment=comment, paper=paper)


def research() -> Iterator[Figure]:
    yield figure("protocole-rdi", "", "2021", 0, "Note du SyMPaC", paper="PDF Note sur les partenariats de recherche")
    comment, paper = "Suivi des consommations des bâtiments publics.", "PDF Protocole de travail signé"
    yield figure("protocole-rdi", "", "2022-06", 1, "Protocole signé le 23 juin 2022", comment=comment, paper=paper)


# --- DC 5 -----------------------------------------------------------------------------------------------------------
ADAPTATION = [
    ("Calais", "2021-06", "Désimperméabilisation d’une cour d’école, PV de réception"),
    ("CCRA", "2021-10", "Réouverture d’un fossé et zone d’expansion, bilan du PCAET"),
    ("CCPO", "2022-03", "Ouvrages contre le ruissellement, bilan du PCAET"),
    ("Marck", "2022-05", "Récupération des eaux de pluie aux ateliers municipaux"),
    ("Marck", "2022-06", "Récupération des eaux de pluie, facture"),
    ("CCRA", "2022-11", "Restauration de 2 ha de prairie humide, bilan du PCAET"),
    ("Guînes", "2023-01", "Îlot de fraîcheur de la place, PV de réception"),
    ("GCT&M", "2023-02", "Étude des îlots de chaleur urbains"),
]
ADAPTATION_LIVES = {
    ("CCRA", "2021-10"): corrected("Le PCAET la donne « en cours ».", comment="Travaux reçus le 28 octobre."),
    ("Marck", "2022-06"): withdrawn(12),
    ("GCT&M", "2023-02"): returned(34, "Une étude seule ne compte pas : les travaux sont-ils faits ?"),
}


def adaptation() -> Iterator[Figure]:
    for place, period, source in ADAPTATION:
        life = ADAPTATION_LIVES.get((place, period), validated)
        paper = "PHOTO Photographie après travaux" if life is validated else "PDF Bilan"
        yield figure("adaptation", place, period, 1, source, life, paper=paper)


# --- DC 6 -----------------------------------------------------------------------------------------------------------
SCHOOL_TERMS = ["2021-01/2021-07", "2021-09/2022-07", "2022-09/2022-12"]
ENGAGED = {
    "Calais": (3, 7, 4), "Marck": (1, 2, 1), "Coulogne": (0, 1, 1), "Sangatte": (0, 1, 1), "Coquelles": (1, 0, 1),
    "Les Attaques": (0, 1, 0), "Hames-Boucres": (0, 1, 0), "Fréthun": (0, 1, 0), "Peuplingues": (0, 0, 1),
    "CCRA": (2, 7, 3), "Guînes": (1, 2, 1), "Ardres": (1, 2, 1), "Licques": (0, 1, 1), "Andres": (0, 1, 0),
    "Brêmes": (0, 1, 0), "Hardinghen": (0, 1, 0), "Balinghem": (0, 0, 1), "Louches": (0, 1, 0), "Fiennes": (0, 0, 1),
    "Caffiers": (0, 1, 0),
}  # fmt: skip


def schools() -> Iterator[Figure]:
    for place, numbers in ENGAGED.items():
        for term, number in zip(SCHOOL_TERMS, numbers, strict=True):
            if number:
                source = f"Enquête auprès des directions d’école, {name(term[-7:])}"
                paper = "TABLEUR Liste des écoles" if number > 2 else ""
                yield figure("ecoles", place, term, number, source, paper=paper)


# --- DC 7 -----------------------------------------------------------------------------------------------------------
PLANTING = [period for period in MONTHS if period[5:] in ("11", "12", "01", "02", "03")]
HEDGEROWS = {"GCT&M": 0.48, "CCRA": 0.92}
BOCAGE = ["Licques", "Guînes", "Hardinghen", "Bouquehault", "Alembon", "Fiennes", "Louches", "Sanghen"]
HEDGE_LIVES = {
    ("CCRA", "2021-12"): corrected("Le regarnissage ne compte pas : combien de linéaire neuf ?", "0.61"),
    ("GCT&M", "2023-02"): pending(43),
    ("CCRA", "2023-02"): pending(36),
    ("CCPO", "2023-01"): pending(69),
    ("CCPO", "2023-02"): pending(43),
}


def hedges() -> Iterator[Figure]:
    for rank, period in enumerate(PLANTING):
        places = HEDGEROWS | {BOCAGE[(rank * 3 + step) % 8]: 0.36 for step in range(3)}
        if period >= "2022-11":
            places = HEDGEROWS | {"CCPO": 1.6}
        for place, mean in places.items():
            km = round(around(mean, "haies", place, period), 2)
            life = HEDGE_LIVES.get((place, period), validated)
            paper = "PHOTO Linéaire planté" if rank % 2 else ""
            yield figure("haies", place, period, km, f"Bordereau de plantation, {name(period)}", life, paper=paper)


# --- DC 8 -----------------------------------------------------------------------------------------------------------
BROWNFIELDS = [
    ("Calais", "2021-09", "5.4", "ancienne dentellerie", validated),
    ("CCRA", "2022-03", "2.1", "ancienne sucrerie", validated),
    ("Calais", "2022-05", "3.52", "îlot ferroviaire", amended(75, "3.25", "Surface relevée au bornage.")),
    ("CCPO", "2022-09", "1.85", "ancienne carrière", validated),
    ("Marck", "2022-12", "3.5", "entrepôts", validated),
]


def brownfields() -> Iterator[Figure]:
    for place, period, hectares, site, life in BROWNFIELDS:
        source = f"PV de récolement, {site}"
        yield figure("friches", place, period, hectares, source, life, paper="PDF PV de récolement")
    comment = "Le procès-verbal manque encore : la saisie reste un brouillon."
    yield figure("friches", "CCPO", "2023-02", "0.8", "Achèvement annoncé, ancien garage", pending(40), comment=comment)
