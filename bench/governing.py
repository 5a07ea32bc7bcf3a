"""Years of committees and a full directory, at the size that their pages must bear; without a history."""

import datetime as dt

MEETINGS, ACTIONS, INVITED, ACTORS = 2_000, 5_000, 12, 5_000
PAGES = ("", "reunions/", "reunions/mois/?mois=2023-03", "actions/", "actions/?etat=retard", "mobilisation/")


def crowded(slug: str) -> list[str]:
    """Fill the contract; the pages to visit, those of a meeting to come and of one that decided much among them."""
    from actors.models import Actor, Card, Problem
    from governance.models import Committee, Decision, Invitation, Meeting
    from objectives.french import sort_key
    from objectives.models import Action, Contract

    contract = Contract.objects.get(slug=slug)
    items = list(contract.incontournables.all())
    actors = list(Actor.objects.current()[:30])
    committees = list(Committee.objects.shown().filter(contract=contract))
    start = dt.datetime(2021, 1, 4, 9, tzinfo=dt.UTC)

    def held(number: int) -> Meeting:
        moment = start + dt.timedelta(hours=10 * number)
        past = moment < dt.datetime(2023, 4, 14, tzinfo=dt.UTC)
        return Meeting(committee=committees[number % len(committees)], starts_at=moment, told_at=moment,
                       ends_at=moment + dt.timedelta(hours=2), state="held" if past else "planned")  # fmt: skip

    meetings = Meeting.objects.bulk_create(map(held, range(MEETINGS)), batch_size=500)
    attendance = ("present", "represented", "excused", "absent")
    Invitation.objects.bulk_create(
        (
            Invitation(meeting=meeting, actor=actors[(number + rank) % len(actors)],
                       attendance=attendance[(number + rank) % 4] if meeting.state == "held" else "")
            for number, meeting in enumerate(meetings)
            for rank in range(INVITED)
        ),
        batch_size=500,
    )  # fmt: skip
    states = ("decided", "ongoing", "done", "abandoned", "hypothesis")
    actions = Action.objects.bulk_create(
        (
            Action(incontournable=items[number % len(items)], text=f"Action n° {number}", order=number % 9_999,
                   state=states[number % 5], due_on=dt.date(2022, 1, 1) + dt.timedelta(days=number % 700),
                   done_on=dt.date(2022, 6, 1) if states[number % 5] == "done" else None, framework="territory")
            for number in range(ACTIONS)
        ),
        batch_size=500,
    )  # fmt: skip
    before = [meeting for meeting in meetings if meeting.state == "held"]
    decisions = Decision.objects.bulk_create(
        (Decision(meeting=before[number % len(before)], text=f"Décision n° {number}") for number in range(ACTIONS)),
        batch_size=500,
    )
    linked = Decision.actions.through
    linked.objects.bulk_create(
        (linked(decision=one, action=action) for one, action in zip(decisions, actions, strict=True)), batch_size=500
    )
    problem = Problem.objects.filter(incontournable__contract=contract).first()
    taken = set(Card.objects.filter(problem=problem).values_list("actor", flat=True))
    Card.objects.bulk_create(
        Card(problem=problem, actor=actor, interest=4, influence=4) for actor in actors if actor.pk not in taken
    )
    names = [f"Association de quartier n° {number}" for number in range(ACTORS)]
    Actor.objects.bulk_create([Actor(name=name, name_key=sort_key(name)) for name in names], batch_size=500)
    to_come = next(meeting for meeting in meetings if meeting.state == "planned")
    return [
        *PAGES,
        f"reunions/{before[0].pk}/",
        f"reunions/{to_come.pk}/ordre-du-jour/",
        f"comites/{committees[0].pk}/",
        f"comites/{committees[0].pk}/membres/ajouter/",
        f"decisions/{decisions[0].pk}/actions/ajouter/",
        f"decisions/{decisions[0].pk}/actions/ajouter/?fiche=1",
    ]
