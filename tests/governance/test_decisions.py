"""From a decision to an action carried out, the schemes around the contract, and who is missing from the meetings."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from actors.models import ActionCarrier
from governance import mobilisation
from governance.forms.decision import ExistingActionForm
from governance.models import ActionScheme, Committee, Decision, Invitation, RecoveryNote, SchemeLink
from objectives.models import Action, Refused
from tests.factories import (
    make_actor,
    make_card,
    make_epci,
    make_indicator,
    make_problem,
    officer,
)
from tests.meetings import DAY, at, make_action, make_committee, make_decision, make_meeting, make_scheme, moment, text
from tests.sheets import make_item

pytestmark = pytest.mark.django_db
ON = dt.date(2023, 4, 14)


@pytest.fixture(autouse=True)
def today(settings):
    settings.COTTRI_TODAY = ON


@pytest.fixture
def held(contract):
    return make_meeting(make_committee(contract), state="held")


def carriers(action) -> dict:
    return {one.actor: one.kind for one in ActionCarrier.objects.filter(action=action).select_related("actor")}


# --- Decisions and actions ------------------------------------------------------------------------------------------
def test_a_decision_is_taken_then_carried_out(client, contract, agent, held):
    item, lead, partner = make_indicator(contract).incontournable, make_actor("SEVADEC"), make_actor("ADEME")
    scheme = make_scheme(contract)
    client.post(at(contract, "decision_new", held.pk), {"text": "Créer le réseau", "incontournables": [item.pk]})
    decision = Decision.objects.get()
    given = {"incontournable": item.pk, "text": "Écrire la charte", "framework": "territory", "due_on": "2023-04-01"}
    by = {"lead": "sevadec", "partners_0": "ADEME", "partners_3": "SEVADEC"}
    client.post(at(contract, "action_new", decision.pk), given | by | {"scheme": scheme.pk})
    action = Action.objects.get()
    assert (action.state, action.history.first().history_user) == ("decided", agent)
    assert carriers(action) == {lead: "lead", partner: "partner"} and ActionScheme.objects.get().scheme == scheme
    assert "SEVADEC, avec ADEME" in text(client.get(held.get_absolute_url()))
    page = text(client.get(at(contract, "board"), {"etat": "retard"}))
    assert (
        "Écrire la charte" in page and "décidée, en retard" in page and "SEVADEC, avec ADEME" in page and "SCoT" in page
    )
    client.post(at(contract, "action_do", action.pk, "commencer"))
    client.post(at(contract, "action_do", action.pk, "realiser"), {"on": "2023-04-12"})
    action.refresh_from_db()
    assert (action.state, action.done_on) == ("done", dt.date(2023, 4, 12))
    assert not Decision.objects.of_contract(contract).not_carried_out().exists()
    stale = client.post(at(contract, "action_do", action.pk, "commencer"), follow=True)
    assert "« Écrire la charte » est déjà réalisée, le 12/04/2023." in text(stale)
    assert "L’action est rouverte." in text(client.post(at(contract, "action_do", action.pk, "rouvrir"), follow=True))
    action.refresh_from_db()
    assert (action.state, action.done_on) == ("ongoing", None)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("31/02/2023", "Saisissez une date valide."),
        ("", "Ce champ est obligatoire."),
        ("2023-04-15", "pas encore venu"),
        ("2023-03-15", "elle a été décidée le 16/03/2023"),
    ],
)
def test_an_action_is_not_done_on_a_day_that_cannot_be(client, contract, agent, held, day, sentence):
    action = make_action(make_decision(held))
    answer = text(client.post(at(contract, "action_do", action.pk, "realiser"), {"on": day}, follow=True))
    assert sentence in answer and "L’action est réalisée" not in answer
    action.refresh_from_db()
    assert (action.state, action.done_on) == ("decided", None)


def test_an_action_due_before_it_was_decided_is_refused_with_a_sentence(client, contract, agent, held):
    item = make_item(contract)
    decision = make_decision(held, "Créer", item)
    given = {"incontournable": item.pk, "text": "Charte", "framework": "territory", "due_on": "2023-03-15"}
    answer = text(client.post(at(contract, "action_new", decision.pk), given))
    assert "L’échéance (15/03/2023) précède la décision, prise le 16/03/2023." in answer and "Charte" in answer
    assert not Action.objects.exists()
    make_action(decision, due_on=DAY)
    with pytest.raises(ValidationError):
        make_action(decision, due_on=DAY - dt.timedelta(days=1))


def test_a_sheet_refuses_a_day_before_the_decision_and_the_board_flags_an_old_one(client, contract, agent, held):
    action = make_action(make_decision(held), due_on=DAY)
    assert "avant la décision" not in text(client.get(at(contract, "board")))
    action.due_on = DAY - dt.timedelta(days=1)
    action.revise(by=agent, at=moment(ON, 9))
    assert 'pour le 15/03/2023, <b class="is-late">avant la décision</b>' in text(client.get(at(contract, "board")))
    action.complete(on=DAY - dt.timedelta(days=2), by=agent, at=moment(ON, 10))
    assert 'le 14/03/2023, <b class="is-late">avant la décision</b>' in text(client.get(at(contract, "board")))
    sheet = reverse("objectives:sheet_row", args=[contract.slug, action.incontournable.number, "actions", action.pk])
    told = {"text": "Une charte", "framework": "territory", "state": "done", "due_on": "2023-04-01"}
    told |= {"done_on": "2023-03-14", "read_version": action.version}
    assert client.post(sheet, told).status_code == 302, "what was told before does not keep from rewording it"
    told |= {"done_on": "2023-03-15"}
    action.refresh_from_db()
    told |= {"read_version": action.version}
    assert "Cette action a été décidée après, le 16/03/2023." in text(client.post(sheet, told))
    told |= {"state": "ongoing", "done_on": "", "due_on": "2023-03-15"}
    before = "L’échéance (15/03/2023) précède la décision, prise le 16/03/2023."
    assert before in text(client.post(sheet, told))
    assert client.post(sheet, told | {"state": "abandoned"}).status_code == 302, "what is given up is due no more"
    told |= {"read_version": action.version + 1}
    assert before in text(client.post(sheet, told | {"state": "decided"})), "the same day counts again"
    make_decision(make_meeting(held.committee, ON, state="held")).entrust(action, by=agent, at=moment(ON, 18))
    assert client.post(sheet, told | {"due_on": "2023-03-16"}).status_code == 302
    assert "avant la décision" not in text(client.get(at(contract, "board"))), "the first that decided it counts"


def test_who_carries_an_action_is_typed_and_what_the_directory_does_not_know_is_told_where_it_is(
    client, contract, agent, held
):
    decision = make_decision(held)
    make_actor("SEVADEC"), make_actor("CCAS", epci=make_epci("CCPO")), make_actor("CCAS", epci=make_epci("CCRA"))
    address = at(contract, "action_new", decision.pk)
    given = {"incontournable": make_item(contract).pk, "text": "Écrire la charte", "framework": "territory"}
    typed = {"lead": "CCAS", "partners_0": "SEVADEC", "partners_2": "Sevad", "partners_3": "Personne"}
    answer = client.post(address, given | typed)
    page = text(answer)
    assert "Plusieurs acteurs : écrivez « CCAS (CCPO) » ou « CCAS (CCRA) »." in page
    assert "« Sevad » n’est pas dans l’annuaire : écrivez « SEVADEC », ou notez d’abord cet acteur." in page
    assert "« Personne » n’est pas dans l’annuaire : notez d’abord cet acteur." in page
    partners = answer.context["form"]["partners"].as_widget().split("<input")[1:]
    assert ["aria-invalid" in one for one in partners] == [False, False, True, True] and 'value="Sevad"' in partners[2]
    answer = client.post(address, given | typed | {"partners_2": "", "partners_3": "Quelqu’un"})
    partners = answer.context["form"]["partners"].as_widget().split("<input")[1:]
    assert ["aria-invalid" in one for one in partners] == [False, False, False, True], "not what another form refused"
    assert answer.text.count("<datalist") == 1 and not Action.objects.exists()
    client.post(address, given | {"lead": "ccas (ccpo)", "partners_0": "sevadec", "partners_1": "SEVADEC"})
    assert {str(actor): kind for actor, kind in carriers(Action.objects.get()).items()} == {
        "CCAS": "lead",
        "SEVADEC": "partner",
    }


def test_an_action_of_a_sheet_that_a_meeting_decides_is_no_hypothesis_any_more(client, contract, agent, held):
    item = make_item(contract)
    action = Action(incontournable=item, text="Guichet unique", framework="territory")
    action.append(by=agent, at=moment(DAY, 8))
    decision = make_decision(held, "Ouvrir le guichet", item)
    former, partner, lead = make_actor("CCRA"), make_actor("CCPO"), make_actor("GCT&M")
    ActionCarrier.objects.create(action=action, actor=former, kind="lead")
    ActionCarrier.objects.create(action=action, actor=partner)
    address = at(contract, "action_new", decision.pk) + "?fiche=1"
    given = {"action": action.pk, "due_on": "2023-06-30", "lead": "GCT&M", "partners_0": "CCPO"}
    client.post(address, given)
    assert carriers(action) == {former: "partner", partner: "partner", lead: "lead"}
    action.refresh_from_db()
    assert (action.state, action.due_on, decision.actions.get()) == ("decided", dt.date(2023, 6, 30), action)
    other = at(contract, "action_new", make_decision(held).pk) + "?fiche=1"

    trees = Action(incontournable=make_item(contract), text="Planter devant les écoles", framework="territory")
    trees.append(by=agent, at=moment(DAY, 8))

    def offered(**asked):
        choices = client.get(other, {"fiche": 1, **asked}).context["form"].fields["action"].widget.choices
        return [name for _, name in choices[1:]]

    first, second = f"{item.number}. Guichet unique", f"{trees.incontournable.number}. Planter devant les écoles"
    assert (offered(), offered(domaine=item.pk)) == ([first, second], [first])
    assert offered(domaine="", q="ECOLES  planter") == [second]
    assert offered(domaine="", q="rien de tel") == []
    assert "précède la décision" in text(client.post(other, {"action": action.pk, "due_on": "2023-01-01"}))
    action.refresh_from_db()
    assert action.due_on == dt.date(2023, 6, 30), "nothing is kept of what was refused"


def test_giving_an_action_costs_the_same_with_one_and_three_of_everything(
    client, contract, agent, held, django_assert_num_queries
):
    address = at(contract, "action_new", make_decision(held, "Décision", make_item(contract)).pk)
    for number in (1, 2):
        for _ in range(number):
            make_action(make_decision(held, "Décision", make_item(contract)))
            make_scheme(contract, reach="epci", epci=make_epci())
        for query, asked in (("", 10), ("?fiche=1", 11)):
            with django_assert_num_queries(asked):
                assert client.get(address + query).status_code == 200


def test_an_action_chosen_with_a_due_day_keeps_what_somebody_else_has_just_written(contract, agent, held):
    item = make_item(contract)
    action = Action(incontournable=item, text="Guichet", framework="territory")
    action.append(by=agent, at=moment(DAY, 8))
    form = ExistingActionForm(
        {"action": action.pk, "due_on": "2023-06-30"}, decision=make_decision(held, "Ouvrir", item)
    )
    assert form.is_valid()
    other = Action.objects.get()
    other.text, other.state = "Guichet unique", "ongoing"
    other.revise(by=agent, at=moment(DAY, 9))
    form.store(by=agent, at=moment(DAY, 10))
    stored = Action.objects.get()
    assert (stored.text, stored.state, stored.due_on) == ("Guichet unique", "ongoing", dt.date(2023, 6, 30))
    assert (stored.version, stored.history.first().history_change_reason) == (3, "échéance décidée")


def test_a_decision_waits_for_its_meeting_and_is_locked_with_its_minutes(contract):
    committee = make_committee(contract)
    with pytest.raises(Refused, match="n’a rien décidé"):
        make_decision(make_meeting(committee))
    meeting = make_meeting(committee, state="held")
    decision = make_decision(meeting)
    action = make_action(decision)
    with pytest.raises(Refused, match="détachez-les"):
        decision.withdraw(by=officer(contract), at=moment(DAY, 19))
    meeting.approve(by=officer(contract), at=moment(DAY, 19))
    sheet = Action(incontournable=make_item(contract), text="Sur une fiche", framework="territory")
    sheet.append(by=officer(contract), at=moment(DAY, 19))
    for refused in (
        lambda: make_decision(meeting),
        lambda: make_action(decision, "Après coup"),
        lambda: decision.entrust(sheet, by=officer(contract), at=moment(DAY, 20)),
        lambda: decision.release(action, by=officer(contract), at=moment(DAY, 20)),
    ):
        with pytest.raises(Refused, match="approuvé"):
            refused()
    with pytest.raises(Refused, match="s’y rapporte"):
        action.remove(by=officer(contract), at=moment(DAY, 20))


def test_a_decision_that_somebody_has_just_withdrawn_is_told_to_be(client, contract, agent, held, monkeypatch):
    decision, at = make_decision(held), {"by": agent, "at": moment(held.day, 18)}
    action = Action(incontournable=make_item(contract), text="Étude", framework="territory", state="decided")
    Decision.objects.get().withdraw(**at)
    for verb in (
        lambda: decision.entrust(action, append=True, **at),
        lambda: decision.release(action, **at),
        lambda: decision.withdraw(**at),
        lambda: decision.close(**at),
        lambda: decision.reopen(**at),
    ):
        with pytest.raises(Refused, match="Cette décision vient d’être ôtée"):
            verb()
    monkeypatch.setattr("governance.views.decisions._decision", lambda *_: decision)  # as it was read
    new = {"incontournable": action.incontournable_id, "text": "Étude", "framework": "territory"}
    answer = client.post(reverse("governance:action_new", args=[contract.slug, decision.pk]), new)
    assert "Cette décision vient d’être ôtée." in text(answer) and not Action.objects.exists()


def test_an_approved_meeting_says_so_instead_of_taking_an_action(client, contract, agent):
    meeting = make_meeting(make_committee(contract), state="held")
    decision = make_decision(meeting)
    meeting.approve(by=officer(contract), at=moment(DAY, 19))
    page = text(client.get(meeting.get_absolute_url()))
    assert "Ajouter une action" not in page and "se décide à une autre réunion" in page
    for name, row in (("decision_new", meeting), ("decision_edit", decision), ("action_new", decision)):
        answer = client.get(at(contract, name, row.pk), follow=True)
        assert answer.redirect_chain and "plus rien de cette réunion ne se modifie" in text(answer)


def test_a_decision_without_action_is_closed_though_its_meeting_is_approved(client, contract, agent):
    committee = make_committee(contract)
    meeting = make_meeting(committee, state="held")
    decision, other = make_decision(meeting, "Préparer un COT EnR"), make_decision(meeting, "Étudier")
    action = make_action(other)
    meeting.approve(by=officer(contract), at=moment(DAY, 19))
    coming = make_meeting(committee, dt.date(2023, 5, 16))
    assert "1 décision sans action" in text(client.get(at(contract, "agenda", coming.pk)))
    close = at(contract, "decision_close", decision.pk)
    answer = client.post(close, {"why": "Signé  ailleurs", "reunion": coming.pk}, follow=True)
    assert answer.redirect_chain[0][0] == at(contract, "agenda", coming.pk) and "est close" in text(answer)
    assert list(Decision.objects.not_carried_out()) == [other]
    row = decision.history.first()
    assert (row.history_user, row.history_change_reason) == (agent, "close\u00a0: Signé ailleurs")
    assert "déjà close" in text(client.post(close, follow=True))
    assert "rien d’autre à faire" in text(client.get(meeting.get_absolute_url()))
    refused = text(client.post(at(contract, "decision_close", other.pk), follow=True))
    assert f"« {action} » met encore cette décision en œuvre" in refused
    client.post(close, {"action": "reopen"})
    assert set(Decision.objects.not_carried_out()) == {decision, other}


def test_a_closed_decision_that_an_action_carries_out_again_is_proposed_again(client, contract, agent, held):
    decision, acts = make_decision(held), {"by": agent, "at": moment(DAY, 19)}
    decision.close(**acts)
    action = make_action(Decision.objects.get())
    decision.refresh_from_db()
    assert not decision.is_closed and list(Decision.objects.not_carried_out()) == [decision]
    row = decision.history.latest("history_id")
    told = ("action rattachée\u00a0: Étude", False)
    assert (row.history_change_reason, row.is_closed) == told and row.actions.get().action == action
    sent = {"text": decision.text, "is_closed": "on", "read_version": decision.version}
    refused = text(client.post(at(contract, "decision_edit", decision.pk), sent))
    assert "« Étude » met encore cette décision en œuvre" in refused and not Decision.objects.get().is_closed
    action.complete(on=DAY, **acts)
    client.post(at(contract, "decision_edit", decision.pk), sent)
    assert Decision.objects.get().is_closed and not Decision.objects.not_carried_out().exists()
    assert "rien d’autre à faire</span>" in text(client.get(held.get_absolute_url()))
    action.reopen(**acts)
    assert list(Decision.objects.not_carried_out()) == [decision]
    assert "autre à faire" not in text(client.get(held.get_absolute_url())), "as the agenda, which proposes it"
    edit = client.get(at(contract, "decision_edit", decision.pk))
    assert edit.context["form"]["is_closed"].value() is False


def test_who_takes_a_scheme_away_is_told_to_who_changes_it(client, contract, agent, held):
    action, (one, other) = make_action(make_decision(held)), (make_scheme(contract), make_scheme(contract, "PCAET"))
    address = at(contract, "action_scheme", action.pk)
    client.post(address, {"scheme": one.pk})
    read = ActionScheme.objects.get().version
    client.post(address, {"scheme": "", "read_version": read})
    late = text(client.post(address, {"scheme": other.pk, "read_version": read}))
    assert "Le dispositif a été ôté entre-temps : rouvrez cette page." in late and not ActionScheme.objects.exists()


def test_the_board_is_narrowed_by_state_domain_and_carrier(client, contract, agent, held):
    item, other = make_item(contract), make_item(contract)
    decision = make_decision(held)
    mine = make_action(decision, "La mienne", item=item, due_on=dt.date(2023, 4, 1))
    make_action(decision, "Une autre", item=other, carrier="SEVADEC ou EPCI")
    ActionCarrier(action=mine, actor=make_actor("SEVADEC")).save()
    ActionCarrier(action=mine, actor=make_actor("SITAC"), kind="lead").save()
    Action(incontournable=item, text="Hypothèse", framework="territory").append(by=agent, at=moment(DAY, 8))

    def found(**asked):
        return [action.text for action, *_ in client.get(at(contract, "board"), asked).context["rows"]]

    assert found() == ["La mienne", "Une autre"], "an hypothesis promises nothing"
    partner, lead = (one.actor_id for one in ActionCarrier.objects.order_by("pk"))
    for asked in ({"etat": "retard"}, {"domaine": item.pk}, {"porteur": partner}, {"porteur": lead}):
        assert found(**asked) == ["La mienne"]
    assert found(porteur="=SEVADEC ou EPCI") == ["Une autre"], "as the sheet prints it, where no actor is named"
    assert found(etat="done") == [] and len(found(etat="abc", domaine="9" * 30)) == 2
    for day in ("31/03/2023", "2023-03-31"):
        assert found(etat="retard", au=day) == [], "not late yet on that day, typed in either way"
    wrong = client.get(at(contract, "board"), {"etat": "retard", "au": "demain"})
    assert wrong.status_code == 200 and "Saisissez une date valide." in text(wrong) and "La mienne" in text(wrong)


@pytest.mark.parametrize("name", ["board", "articulation", "mobilisation"])
def test_a_page_costs_the_same_with_one_and_three_of_everything(
    client, contract, agent, django_assert_max_num_queries, name
):
    costs = []
    held = make_meeting(make_committee(contract), state="held")
    for number in (1, 2):
        for _ in range(number):
            action = make_action(make_decision(held, "Décision", make_item(contract)))
            ActionCarrier(action=action, actor=make_actor()).save()
            scheme = make_scheme(contract)
            ActionScheme(action=action, scheme=scheme).store(by=agent, at=moment(DAY, 9), why="rattachée")
            link = SchemeLink(scheme=scheme, incontournable=action.incontournable, nature="funds")
            link.append(by=agent, at=moment(DAY, 9))
            make_card(make_problem(contract), interest=4, influence=4)
        with django_assert_max_num_queries(12) as asked:
            assert client.get(at(contract, name)).status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_a_recovery_note_says_what_is_seen_why_and_what_is_done(client, contract, agent):
    indicator = make_indicator(contract)
    address = at(contract, "recovery", indicator.pk)
    assert "Ce champ est obligatoire" in text(client.post(address, {"finding": "Retard"}))
    client.post(address, {"finding": "Retard", "cause": "Portage", "remedy": "Désigner"})
    note = RecoveryNote.objects.get()
    client.post(address, {"finding": "Retard", "cause": "Autre", "remedy": "Désigner", "read_version": note.version})
    note.refresh_from_db()
    assert (note.cause, note.history.count()) == ("Autre", 2)
    make_indicator(contract)
    page = text(client.get(at(contract, "overview")))
    assert "<dd>Autre</dd>" in page


# --- Schemes --------------------------------------------------------------------------------------------------------
def test_the_articulation_shows_each_link_in_its_cell(client, contract, agent):
    item = make_item(contract)
    scheme = make_scheme(contract)
    given = {"incontournable": item.pk, "nature": "constrains", "certainty": "asked", "reference": "Règle 12"}
    client.post(at(contract, "link_new", scheme.pk), given)
    assert "Ce lien existe déjà." in text(client.post(at(contract, "link_new", scheme.pk), given))
    page = text(client.get(at(contract, "articulation")))
    assert 'title="Règle 12">contraint ?<' in page.replace("\u00a0", " ")
    assert "Un dispositif d’EPCI dit lequel" in text(
        client.post(at(contract, "scheme_new"), {"acronym": "PCAET", "name": "Plan climat", "reach": "epci"})
    )


def test_a_stake_is_added_corrected_and_taken_out(client, contract, agent):
    client.post(at(contract, "stake_new"), {"text": "Mobilisation"})
    stake = contract.stakes.get()
    client.post(at(contract, "stake_edit", stake.pk), {"text": "Mobilisation, communication", "read_version": 1})
    assert "Mobilisation, communication" in text(client.get(at(contract, "articulation")))
    client.post(at(contract, "stake_remove", stake.pk))
    assert not contract.stakes.shown().exists() and stake.history.count() == 3
    assert set(stake.history.values_list("history_user", flat=True)) == {agent.pk}


# --- Crossing with the maps -----------------------------------------------------------------------------------------
def test_whoever_is_to_be_engaged_is_missing_without_seat_invitation_or_presence(contract):
    problem = make_problem(contract)
    there, silent, forgotten, long_ago = (make_actor(name) for name in ("Là", "Muet", "Oublié", "Jadis"))
    for actor in (there, silent, forgotten, long_ago):
        make_card(problem, actor, interest=3, influence=3)
    make_card(problem, make_actor("À informer"), interest=4, influence=2)
    committee = make_committee(contract, there, silent, long_ago)
    make_meeting(committee, dt.date(2022, 4, 14), state="held")
    Invitation.objects.filter(actor=long_ago).update(attendance="present")
    make_meeting(committee, dt.date(2022, 4, 15), state="held")
    Invitation.objects.filter(actor=there, meeting__starts_at__day=15).update(attendance="represented")
    found = {str(one.actor): one for one in mobilisation.engaged(contract, on=ON)}
    assert {name: one.is_missing for name, one in found.items()} == {
        "Là": False,
        "Muet": True,
        "Oublié": True,
        "Jadis": True,
    }
    assert (found["Oublié"].has_seat, found["Oublié"].invited_on) == (False, None)
    assert found["Jadis"].invited_lately and not found["Jadis"].came_lately


def test_a_cancelled_meeting_invited_nobody(contract):
    problem, actor = make_problem(contract), make_actor()
    make_card(problem, actor, interest=4, influence=4)
    make_meeting(make_committee(contract, actor), state="cancelled")
    [one] = mobilisation.engaged(contract, on=ON)
    assert one.invited_on is None and one.is_missing
    assert [card.actor for card in mobilisation.never_invited(contract)] == [actor]
    make_meeting(Committee.objects.get(), dt.date(2023, 5, 16))
    assert mobilisation.never_invited(contract) == [], "called to a meeting to come"
