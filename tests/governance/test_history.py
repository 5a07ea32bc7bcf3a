"""Who, when and why: what governance does is told by its history, by the clock of the site."""

import datetime as dt

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from actors.models import ActionCarrier
from governance.models import (
    AgendaItem,
    Committee,
    Decision,
    Invitation,
    LocalGroup,
    Meeting,
    Minutes,
    Scheme,
    SchemeLink,
    Seat,
)
from objectives.models import Action
from tests.factories import make_actor, make_contract, make_indicator, make_user
from tests.meetings import make_committee, make_meeting, moment
from tests.sheets import make_item

pytestmark = pytest.mark.django_db
ON = dt.date(2023, 4, 14)


def test_an_actor_that_is_no_more_is_said_to_have_been_deleted(client, contract, agent):
    meeting, gone = make_meeting(make_committee(contract)), make_actor()
    [guest] = meeting.invite([gone], by=agent, at=moment(ON, 9))
    meeting.uninvite(guest, by=agent, at=moment(ON, 10))
    gone.delete()
    told = client.get(reverse("governance:meeting_history", args=[contract.slug, meeting.pk])).content.decode()
    assert told.count("invitation «\u00a0acteur supprimé\u00a0»") == 2 and "None" not in told


def test_whatever_is_done_leaves_who_when_and_why(client, settings):
    """Every row of history of every verb of the pages."""
    settings.COTTRI_TODAY = ON
    contract = make_contract()
    agent = make_user(contract=contract)
    client.force_login(agent)
    item, other, actor = make_item(contract), make_indicator(contract).incontournable, make_actor("SEVADEC")

    def post(page, *args, query="", **given):
        answer = client.post(reverse(f"governance:{page}", args=[contract.slug, *args]) + query, given)
        assert answer.status_code == 302, (page, answer.context and answer.context.get("form").errors)

    post("committee_new", kind="steering", name="Comité", short_name="COPIL")
    committee = Committee.objects.get().pk
    post("seats_chosen", committee, actors=[actor.pk])
    post("seat_edit", Seat.objects.get().pk, actor=actor.name, representative="Madame X", read_version=1)
    post("group_new", committee, name="COTECH PCAET")
    post("group_remove", LocalGroup.objects.get().pk)
    hours = {"starts": "09:00", "ends": "10:00"}
    post("meeting_new", query=f"?comite={committee}", day=ON.isoformat(), **hours)
    meeting = Meeting.objects.get().pk
    post("meeting_edit", meeting, day=ON.isoformat(), place="Mairie", read_version=1, **hours)
    post("invite", meeting, actors=[make_actor().pk])
    post("uninvite", meeting, Invitation.objects.latest("pk").pk)
    for title in ("Un", "Deux"):
        post("point_new", meeting, title=title, incontournables=[item.pk])
    first, second = AgendaItem.objects.values_list("pk", flat=True)
    post("point_edit", first, title="Un", incontournables=[item.pk, other.pk], read_version=1)
    post("point_move", second, action="up")
    post("point_drop", second)
    post("hold", meeting)
    post("minutes", meeting, text="On a parlé.", version=0)
    for text in ("Créer le réseau", "Étudier"):
        post("decision_new", meeting, text=text, incontournables=[item.pk])
    decision, bare = Decision.objects.values_list("pk", flat=True)
    post("decision_edit", decision, text="Créer le réseau", incontournables=[other.pk], read_version=1)
    sheet = Action(incontournable=item, text="Guichet", framework="territory")
    sheet.append(by=agent, at=moment(ON, 8))
    post("action_new", bare, query="?fiche=1", action=sheet.pk)
    for text in ("Charte", "Étude"):
        post("action_new", decision, incontournable=item.pk, text=text, framework="territory", lead=actor.name)
    post("action_new", decision, query="?fiche=1", action=sheet.pk, due_on="2023-06-30")
    charter, study = Action.objects.exclude(pk=sheet.pk).order_by("pk").values_list("pk", flat=True)
    post("action_release", decision, charter)
    for verb in ("commencer", "abandonner", "rouvrir"):
        post("action_do", study, verb)
    post("action_do", study, "realiser", on=ON.isoformat())
    post("action_release", bare, sheet.pk)
    post("decision_close", bare)
    post("approve", meeting, version=1)
    post("recovery", other.indicators.get().pk, finding="Retard", cause="Moyens", remedy="Recruter")
    post("scheme_new", acronym="SCoT", name="Schéma", reach="territory")
    post("link_new", Scheme.objects.get().pk, incontournable=item.pk, nature="funds", certainty="known")
    post("link_remove", SchemeLink.objects.get().pk)
    models = apps.get_app_config("governance").get_models()
    models = [model for model in models if hasattr(model._meta, "simple_history_manager_attribute")]
    rows = [row for model in (*models, Action, ActionCarrier) for row in model.history.all()]
    assert {row.instance_type for row in rows} >= {Committee, Seat, Meeting, Invitation, AgendaItem, Minutes, Decision}
    for row in rows:
        told = (row.history_user, timezone.localdate(row.history_date))
        assert told == (agent, ON) and row.history_change_reason, (row, row.history_change_reason)
    reasons = list(Decision.history.filter(id=decision).values_list("history_change_reason", flat=True))
    assert reasons == [
        "action détachée\u00a0: Charte",
        "action rattachée\u00a0: Guichet",
        "action rattachée\u00a0: Étude",
        "action rattachée\u00a0: Charte",
        "modifié",
        "prise",
    ], "one row for one act"
    began, changed = Decision.history.filter(id=decision).order_by("history_id")[:2]
    assert [began.history_type, changed.history_type] == ["+", "~"]
    assert [row.incontournables.get().incontournable for row in (began, changed)] == [item, other]
    assert AgendaItem.history.filter(id=first, history_type="+").count() == 1
