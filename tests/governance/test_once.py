"""A form that comes twice is stored once, whether its page is sent again or two requests cross."""

import datetime as dt
import threading
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from governance.models import ActionScheme, AgendaItem, Attachment, Decision, Invitation, Meeting, Submission
from objectives.models import Action
from tests.factories import make_actor, make_user, morning
from tests.meetings import at, make_action, make_committee, make_decision, make_meeting, make_scheme, text
from tests.sheets import make_item

ON = dt.date(2023, 4, 14)


@pytest.fixture(autouse=True)
def today(settings):
    settings.COTTRI_TODAY = ON


@pytest.mark.django_db
def test_a_form_that_comes_twice_makes_one_thing(client, contract, agent):
    item = make_item(contract)
    held = make_meeting(make_committee(contract, make_actor()), state="held")
    decision = make_decision(held)
    hours = {"day": "2023-05-16", "starts": "09:30", "ends": "11:30"}
    action = {"incontournable": item.pk, "text": "Charte", "framework": "territory"}
    before = Meeting.objects.count(), Decision.objects.count(), Invitation.objects.count()

    for address, given in (
        (at(contract, "meeting_new") + f"?comite={held.committee_id}", hours),
        (at(contract, "decision_new", held.pk), {"text": "Créer le réseau"}),
        (at(contract, "point_new", held.pk), {"title": "Bilan"}),
        (at(contract, "action_new", decision.pk), action),
    ):
        key = client.get(address).context["submission_key"]
        first = client.post(address, given | {"submission_key": key})
        again = client.post(address, given | {"submission_key": key}, follow=True)
        assert first.status_code == 302 and again.redirect_chain[0][0] == first.url
        assert "il n’a compté qu’une fois" in text(again)
    assert (Meeting.objects.count(), Decision.objects.count()) == (before[0] + 1, before[1] + 1)
    assert (AgendaItem.objects.count(), Action.objects.count()) == (1, 1)
    assert Invitation.objects.count() == before[2] + 1
    for _ in range(2):
        file = SimpleUploadedFile("Présentation.pdf", b"%PDF-1.4", "application/pdf")
        client.post(at(contract, "attach", held.pk), {"files": file, "submission_key": "une clé"})
    assert Attachment.objects.count() == 1


@pytest.mark.django_db
def test_a_form_that_comes_from_a_board_with_a_long_filter_is_stored(client, contract, agent):
    action = make_action(make_decision(make_meeting(make_committee(contract), state="held")))
    address = reverse("governance:action_scheme", args=[contract.slug, action.pk])
    given = {"scheme": make_scheme(contract).pk, "submission_key": "une clé"}
    asked = urlencode({"porteur": "=" + "é" * 60, "etat": "retard"})
    first, again = (client.post(f"{address}?{asked}", given) for _ in range(2))
    board = reverse("governance:board", args=[contract.slug])
    assert first.url == f"{board}?{asked}#action-{action.pk}" and len(first.url) > Submission.LONGEST
    assert again.url == board and ActionScheme.objects.get().history.count() == 1


@pytest.mark.django_db
def test_what_was_changed_after_going_back_or_comes_from_another_page_is_another_thing(client, contract, agent):
    held = make_meeting(make_committee(contract), state="held")
    address = reverse("governance:decision_new", args=[contract.slug, held.pk])
    assert "Ce champ est obligatoire" in text(client.post(address, {"text": "", "submission_key": "a"}))
    for key, words in (("a", "Un"), ("a", "Deux"), ("b", "Deux")):
        client.post(address, {"text": words, "submission_key": key})
    assert list(Decision.objects.values_list("text", flat=True)) == ["Un", "Deux", "Deux"]
    Submission.keep("x", "/", at=morning(ON + dt.timedelta(days=9)))
    assert list(Submission.objects.values_list("digest", flat=True)) == ["x"], "those of another week are let go"


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_meeting(contract):
    committee, agent = make_committee(contract, make_actor()), make_user(contract=contract)
    address = reverse("governance:meeting_new", args=[contract.slug]) + f"?comite={committee.pk}"
    given = {"day": "2023-05-16", "starts": "09:30", "ends": "11:30", "submission_key": "une clé"}
    barrier, led = threading.Barrier(2), []

    def click() -> None:
        try:
            client = Client()
            client.force_login(agent)
            barrier.wait(30)
            led.append(client.post(address, given).url)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    meeting = Meeting.objects.get()
    assert led == [meeting.get_absolute_url()] * 2 and meeting.invitations.count() == 1
