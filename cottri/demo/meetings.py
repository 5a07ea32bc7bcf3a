"""The meetings of the demonstration: who speaks for whom, what was said and decided, what is still to be done.

The committees are the contract's; the people, the dates and the words are invented.
"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from actors.models import ActionCarrier, Actor, Problem
from cottri.models import User
from governance import agenda
from governance.models import (
    AgendaItem,
    Committee,
    Decision,
    Meeting,
    Minutes,
    RecoveryNote,
    Scheme,
    SchemeLink,
    Seat,
)
from objectives.models import Action, Contract, Indicator

# As long as those that videoconferences really have.
VIDEO = (
    "https://visio.example.org/l/meetup-join/19%3ameeting_ZmFrZS1tZWV0aW5nLWZvci1hLWRlbW9uc3RyYXRpb24tb25seQ%40thread.v2/0"
    "?context=%7b%22Tid%22%3a%2200000000-0000-4000-8000-000000000000%22%2c%22Oid%22%3a%2200000000-0000-4000-8000-0000%22%7d"
)
PEOPLE = {
    "SyMPaC": ("Anne Delattre, présidente", "Marc Vasseur"),
    "ADEME": ("Julie Lemaire", "Thomas Roussel"),
    "Région HdF": ("Karim Benali", "Sophie Leclercq"),
    "GCT&M": ("Hélène Caron, vice-présidente", "Yann Dubois"),
    "CCRA": ("Paul Wacheux", "Nadia Haffreingue"),
    "CCPO": ("Claire Fournier", "Luc Bonnet"),
    "DDTM": ("Étienne Moreau", "Agnès Delplace"),
    "PNRCMO": ("Lucie Hautefeuille", ""),
    "Mission REV 3": ("Inès Calais", ""),
    "SEVADEC": ("Bruno Lefebvre", "Camille Petit"),
}


@dataclass(frozen=True)
class Held:
    committee: str
    day: dt.date
    hour: int
    place: str
    points: tuple[str, ...]
    minutes: str
    absent: tuple[str, ...] = ()
    represented: tuple[str, ...] = ()
    approved: bool = True
    title: str = ""


HELD = [
    Held("cotech", dt.date(2021, 2, 11), 14, "Maison du Pays, Calais", ("Calendrier du contrat", "Indicateurs"),
         "Les indicateurs des neuf domaines sont relus un à un. Le SEVADEC signale que le PLP local est en révision.",
         ("SITAC",)),
    Held("copil", dt.date(2021, 3, 18), 9, "Hôtel communautaire, Calais", ("Lancement", "Objectifs prioritaires"),
         "Le contrat est présenté. Les trois objectifs prioritaires demandent un portage identifié avant l’été.",
         ("Sous-préfecture",), ("CCPO",)),
    Held("cotech", dt.date(2021, 11, 25), 14, "Maison du Pays, Calais", ("Bilan de la première année",),
         "Les saisies de l’année sont passées en revue. Les haies avancent, la qualité de l’air démarre."),
    Held("copil", dt.date(2022, 1, 27), 9, "Hôtel communautaire, Calais", ("Bilan 2021", "Portage du REGAL"),
         "Le portage du REGAL reste ouvert entre le SEVADEC et le SyMPaC ; une note est demandée.", (), ("DDTM",)),
    Held("cotech", dt.date(2022, 10, 13), 14, "Visioconférence", ("Avancement par domaine", "Préparation du COPIL"),
         "L’EPE de GCT&M est engagée. Les EPCI proposent d’harmoniser l’information sur l’habitat.", ("SITAC", "DDTM")),
    Held("copil", dt.date(2023, 2, 9), 9, "Hôtel communautaire, Calais",
         ("Où en sont les neuf conditions", "Portage du REGAL et du COT EnR", "Dernière année du contrat"),
         "La dernière année commence. Le comité rappelle que les trois objectifs prioritaires conditionnent l’aide.\n\n"
         "Le SEVADEC accepte d’animer le REGAL avec l’appui de l’ADEME ; la charte sera écrite au printemps.",
         ("Sous-préfecture",), ("Région HdF",)),
    Held("cotech", dt.date(2023, 4, 6), 14, "Maison du Pays, Calais", ("Suites du COPIL de février", "Écoles et air"),
         "Le tableau des écoles engagées est complété en séance. La charte du REGAL circule.", ("SITAC",),
         approved=False),
]  # fmt: skip


@dataclass(frozen=True)
class Decided:
    """In the committee's meeting of that day. An action is a code of the sheet, or the text of a new one.

    The first of its carriers leads it.
    """

    day: dt.date
    text: str
    numbers: tuple[int, ...]
    actions: tuple[tuple[str, str, dt.date, str], ...] = ()  # action, carriers, due, done on
    closed: bool = False


DECIDED = [
    Decided(dt.date(2021, 3, 18), "Le comité prend acte du calendrier du contrat.", (2,), closed=True),
    Decided(dt.date(2022, 1, 27), "Ouvrir le site ressources avant l’été 2022.", (2,),
            (("action-1", "", dt.date(2022, 6, 30), "2022-06-21"),)),
    Decided(dt.date(2022, 1, 27), "Écrire une note sur le portage du REGAL.", (9,),
            (("Note sur le portage du REGAL", "SyMPaC", dt.date(2022, 9, 30), "2022-09-15"),)),
    Decided(dt.date(2023, 2, 9), "Confier l’animation du REGAL au SEVADEC, avec l’appui de l’ADEME.", (9,),
            (("Écrire et faire signer la charte du REGAL", "SEVADEC ADEME", dt.date(2023, 3, 31), ""),
             ("Réunir les premiers membres du REGAL", "SEVADEC SyMPaC", dt.date(2023, 6, 15), ""))),
    Decided(dt.date(2023, 2, 9), "Harmoniser l’information sur l’habitat entre les trois EPCI.", (7,),
            (("epci-2", "", dt.date(2023, 5, 31), ""),)),
    Decided(dt.date(2023, 2, 9), "Préparer un COT EnR pour tout le territoire.", (10,)),
    Decided(dt.date(2023, 4, 6), "Relancer les écoles qui n’ont pas répondu.", (12,),
            (("Relance des écoles par les EPCI", "CCRA CCPO GCT&M", dt.date(2023, 5, 12), ""),)),
]  # fmt: skip
LINKS = [
    ("scot", 14, "constrains", "Orientations sur le foncier économique et les friches"),
    ("scot", 8, "constrains", "Schéma des liaisons douces"),
    ("sraddet", 13, "constrains", "Règles sur les continuités écologiques"),
    ("pcaet-gctm", 7, "same", "Plan d’actions, volet habitat"),
    ("pcaet-ccra", 11, "contributes", "Plan d’actions, volet adaptation"),
    ("pcaet-ccpo", 12, "contributes", "Plan d’actions, volet air"),
    ("crte-gctm", 8, "funds", "Maquette financière, aménagements cyclables"),
    ("crte-ccpo", 13, "funds", "Maquette financière, plantation de haies"),
]

# Of which objective, when, what is seen, why, what is done about it.
NOTES = [
    ("renovations", dt.date(2021, 11, 25), "Le rythme de l’automne ne suffit pas pour 1 500 rénovations en trois ans.",
     "Un seul conseiller pour trois EPCI, et des dossiers qui attendent.",
     "Recruter un second conseiller au GUH ; en attendant, deux permanences par mois à la CCRA et à la CCPO."),
    ("ecoles", dt.date(2023, 4, 6), "Le taux ne se calcule pas, alors que les écoles s’engagent.",
     "La CCPO n’a pas encore donné le nombre de ses écoles.",
     "Demander ce nombre à l’inspection académique avant le COPIL de mai."),
]  # fmt: skip


def _at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))


def hold_meetings(contract: Contract, people: dict[str, User]) -> None:
    """Told once: a contract that has meetings keeps them as they are."""
    if Meeting.objects.of_contract(contract).exists():
        return
    agent = people["agent"]
    committees = {committee.code: committee for committee in Committee.objects.filter(contract=contract)}
    _represent(contract, agent)
    meetings = {held.day: _hold(committees[held.committee], held, agent) for held in HELD}
    for decided in DECIDED:
        _decide(contract, meetings[decided.day], decided, agent)
    for held in HELD:
        if held.approved:
            meeting = Meeting.objects.get(pk=meetings[held.day].pk)
            meeting.approve(by=people["agent2"], at=_at(held.day + dt.timedelta(days=21), 11))
    _plan(contract, committees, agent)
    for code, number, nature, reference in LINKS:
        scheme = Scheme.objects.get(contract=contract, code=code)
        item = contract.incontournables.get(number=number)
        link = SchemeLink(scheme=scheme, incontournable=item, nature=nature, reference=reference)
        link.append(by=agent, at=_at(dt.date(2021, 6, 8), 10))
    for code, day, finding, cause, remedy in NOTES:
        indicator = Indicator.objects.of_contract(contract).get(code=code)
        note = RecoveryNote(indicator=indicator, finding=finding, cause=cause, remedy=remedy)
        note.store(by=agent, at=_at(day, 17), why="écrite")


def _represent(contract: Contract, agent: User) -> None:
    for seat in Seat.objects.of_contract(contract).select_related("actor", "committee__contract"):
        representative, substitute = PEOPLE.get(str(seat), ("", ""))
        if representative and not seat.representative:
            seat.representative, seat.substitute = representative, substitute
            seat.store(by=agent, at=_at(dt.date(2021, 1, 20), 10), why="désigné")


def _hold(committee: Committee, held: Held, agent: User) -> Meeting:
    meeting = Meeting(committee=committee, title=held.title, place=held.place)
    meeting.starts_at, meeting.ends_at = _at(held.day, held.hour, 30), _at(held.day, held.hour + 2, 30)
    before, after = _at(held.day - dt.timedelta(days=21), 10), _at(held.day, 18)
    meeting.plan(by=agent, at=before)
    for title in held.points:
        AgendaItem(meeting=meeting, title=title).add(by=agent, at=before)
    meeting.hold(by=agent, at=after)
    seats = {seat.actor_id: seat for seat in committee.seats.shown()}
    for invitation in meeting.invitations.select_related("actor", "meeting__committee__contract"):
        name = str(invitation.actor)
        invitation.attendance = (
            "excused" if name in held.absent else "represented" if name in held.represented else "present"
        )
        invitation.stand_in(seats.get(invitation.actor_id))
        invitation.store(by=agent, at=after, why="présence notée")
    minutes = Minutes.of(meeting)
    minutes.write(held.minutes, read=minutes.version, by=agent, at=after)
    return meeting


def _decide(contract: Contract, meeting: Meeting, decided: Decided, agent: User) -> None:
    at = _at(decided.day, 18)
    decision = Decision(meeting=meeting, text=decided.text, is_closed=decided.closed)
    items = list(contract.incontournables.filter(number__in=decided.numbers))
    decision.take(items, by=agent, at=at)
    for code, carriers, due, done in decided.actions:
        action = Action.objects.shown().filter(incontournable=items[0], code=code).first()
        if action is None:
            action = Action(incontournable=items[0], text=code, framework="territory", state="decided")
        if action.pk and not action.due_on and action.state != "done":
            action.postpone(due, by=agent, at=at)
        elif not action.pk:
            action.due_on = due
        decision.entrust(action, by=agent, at=at, append=action._state.adding)
        for rank, name in enumerate(carriers.split()):
            actor = Actor.objects.current().filter(Q(acronym=name) | Q(name=name)).get()
            kind = ActionCarrier.Kind.PARTNER if rank else ActionCarrier.Kind.LEAD
            ActionCarrier(action=action, actor=actor).carry(kind, by=agent, at=at, why="désigné en réunion")
        if done and action.state != "done":
            day = dt.date.fromisoformat(done)
            action.complete(by=agent, at=_at(day, 17), on=day)


def _plan(contract: Contract, committees: dict[str, Committee], agent: User) -> None:
    """What is to come in the spring of 2023, and what will not."""
    at = _at(dt.date(2023, 4, 12), 10)
    copil = Meeting(committee=committees["copil"], place="Hôtel communautaire, Calais")
    copil.starts_at, copil.ends_at = _at(dt.date(2023, 5, 16), 9, 30), _at(dt.date(2023, 5, 16), 12)
    copil.plan(by=agent, at=at)
    for proposal in agenda.proposals(copil, on=at.date())[:4]:
        proposal.point(copil).add(proposal.incontournables, by=agent, at=at, first=proposal.first)
    cotech = Meeting(committee=committees["cotech"], link=VIDEO)
    cotech.starts_at, cotech.ends_at = _at(dt.date(2023, 6, 8), 14), _at(dt.date(2023, 6, 8), 16)
    cotech.plan(by=agent, at=at)
    problem = Problem.objects.filter(incontournable__contract=contract, incontournable__dc_number=1).first()
    group = Committee(contract=contract, name="Groupe de travail Rénovation", problem=problem)
    group.append(by=agent, at=_at(dt.date(2022, 11, 8), 10))
    if problem:
        engaged = [card.actor for card in problem.cards.select_related("actor") if card.quadrant == "ENGAGER"]
        group.seat(engaged[:-3], by=agent, at=_at(dt.date(2022, 11, 8), 10), why="choisi sur une carte")
    meeting = Meeting(committee=group, place="Maison de l’habitat, Calais")
    meeting.starts_at, meeting.ends_at = _at(dt.date(2023, 3, 21), 10), _at(dt.date(2023, 3, 21), 12)
    meeting.plan(by=agent, at=_at(dt.date(2023, 3, 2), 10))
    meeting.cancel(by=agent, at=_at(dt.date(2023, 3, 17), 16), because="grève des transports, à reporter en mai")
