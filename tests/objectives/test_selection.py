"""Several entries decided with one gesture: those that can be are, each on its own record, the others say why not."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from html import unescape
from threading import Barrier

import pytest
from django.contrib.messages import get_messages
from django.db import connections
from django.test import Client

from objectives import dashboard
from objectives.bonus import Rule
from objectives.measure import Counting
from objectives.models import ProgressEntry, State
from tests.factories import (
    make_amendment,
    make_binary,
    make_contract,
    make_entry,
    make_indicator,
    make_ratio,
    make_user,
    month,
)

pytestmark = pytest.mark.django_db
INBOX = "/calaisis/saisies/a-valider/"
NBSP = "\u00a0"


@pytest.fixture
def contract():
    return make_contract(slug="calaisis")


@pytest.fixture
def indicator(contract):
    return make_indicator(contract, unit="rénovations")


@pytest.fixture
def colleague(contract):
    return make_user("collegue", contract=contract)


@pytest.fixture
def me(client, contract):
    user = make_user("moi", contract=contract)
    client.force_login(user)
    return user


def pending(indicator, author, number: int = 1, **fields) -> list[ProgressEntry]:
    return [
        make_entry(indicator, fields.pop("quantity", 5), state=State.PENDING, author=author, **fields)
        for _ in range(number)
    ]


def code(entry) -> str:
    return f"{entry.pk}-{entry.version}"


def decide(client, entries, verb: str = "valider", **data):
    return client.post(INBOX, {"choix": [code(entry) for entry in entries], "verbe": verb, **data})


def said(response) -> list[str]:
    return [unescape(str(message)).strip() for message in get_messages(response.wsgi_request)]


def states(entries) -> list[str]:
    return [ProgressEntry.objects.get(pk=entry.pk).state for entry in entries]


def whys(entry) -> list[str]:
    return list(entry.history.order_by("history_id").values_list("history_change_reason", flat=True))


def test_those_chosen_are_validated_each_with_its_own_record(client, indicator, me, colleague):
    first, second, third = pending(indicator, colleague, 3)
    response = decide(client, [first, third])
    assert (response.status_code, response.url) == (302, INBOX)
    assert states([first, second, third]) == ["validated", "pending", "validated"]
    for entry in (first, third):
        assert whys(entry) == ["envoyée", "validée"]
        assert entry.history.latest().history_user == me
    assert said(response) == [f"2{NBSP}saisies sont validées. 0{NBSP}condition remplie sur 1."]


def test_it_says_which_conditions_are_now_met(client, indicator, me, colleague):
    [entry] = pending(indicator, colleague, quantity=60)
    response = decide(client, [entry])
    assert "Domaine&nbsp;: condition remplie." in client.get(response.url).text
    assert said(response) == [
        f"1{NBSP}saisie est validée. Domaine{NBSP}: condition remplie. 1{NBSP}condition remplie sur 1, 0 auparavant."
    ]


def test_one_note_returns_several(client, indicator, me, colleague):
    entries = pending(indicator, colleague, 2)
    response = decide(client, entries, "retourner", note="Quel mois ?")
    assert said(response) == [f"2{NBSP}saisies sont retournées à leurs auteurs, avec votre note."]
    for entry in entries:
        entry.refresh_from_db()
        assert (entry.state, entry.return_note) == (State.RETURNED, "Quel mois ?")
        assert whys(entry)[-1] == "retournée : Quel mois ?"


def test_a_return_needs_its_note_and_keeps_the_choice(client, indicator, me, colleague):
    first, second = pending(indicator, colleague, 2)
    page = decide(client, [first], "retourner")
    assert "Dites aux auteurs ce qu’il faut corriger." in page.text
    assert [row["entry"] for row in page.context["rows"] if row["is_chosen"]] == [first]
    assert states([first, second]) == ["pending", "pending"]


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        ([], "Choisissez au moins une saisie."),
        (["toutes"], "Cette sélection ne peut pas être lue : rechargez la page, puis choisissez à nouveau."),
        (["1-\x00"], "Cette sélection ne peut pas être lue : rechargez la page, puis choisissez à nouveau."),
        (["-1-1"], "Cette sélection ne peut pas être lue : rechargez la page, puis choisissez à nouveau."),
        (["9" * 19 + "-1"], "Cette sélection ne peut pas être lue : rechargez la page, puis choisissez à nouveau."),
        ([f"{number}-1" for number in range(201)], "200 saisies au plus à la fois : choisissez-en moins."),
    ],
)
def test_a_choice_that_makes_no_sense_is_a_sentence(client, indicator, me, choice, sentence):
    page = client.post(INBOX, {"choix": choice, "verbe": "valider"})
    assert page.status_code == 200
    assert sentence in page.text


def test_an_entry_of_another_contract_is_left_alone(client, indicator, me, colleague):
    [elsewhere] = pending(make_indicator(make_contract()), make_user())
    [here] = pending(indicator, colleague)
    decide(client, [here, elsewhere])
    assert states([here, elsewhere]) == ["validated", "pending"]


def test_what_changed_meanwhile_is_left_out_with_both_values(client, indicator, me, colleague):
    read, other = pending(indicator, colleague, 2)
    changed = ProgressEntry.objects.get(pk=read.pk)
    changed.quantity = Decimal(8)
    changed.revise(by=colleague, at=changed.sent_at)
    page = decide(client, [read, other], note="")
    assert page.status_code == 409
    assert states([read, other]) == ["pending", "validated"]
    assert f"1{NBSP}saisie n’a pas été validée" in page.text
    assert "Elle a changé depuis que vous l’avez lue" in page.text
    assert f"vous aviez lu <b>5{NBSP}rénovations</b>, c’est maintenant <b>8{NBSP}rénovations</b>" in page.text
    assert [row["is_chosen"] for row in page.context["rows"]] == [False]
    assert f"1{NBSP}saisie est validée" in page.text


def test_each_refusal_says_why_and_the_others_are_done(client, contract, indicator, me, colleague):
    binary = make_binary(contract)
    one, two = pending(binary, colleague, quantity=0), pending(binary, colleague, quantity=0)
    ProgressEntry.objects.filter(pk__in=[one[0].pk, two[0].pk]).update(quantity=Decimal(1))
    [withdrawn], [fine], [mine] = (pending(indicator, who) for who in (colleague, colleague, me))
    withdrawn_code = code(withdrawn)
    withdrawn.withdraw(by=colleague, at=withdrawn.sent_at)
    chosen = [code(one[0]), withdrawn_code, code(fine), code(mine)]
    page = client.post(INBOX, {"choix": chosen, "verbe": "valider"})
    assert page.status_code == 409
    told = {item.entry.pk: item.sentences for item in page.context["refused"]}
    assert told == {
        one[0].pk: ["Cet objectif a déjà une saisie de 1 : il est réalisé une fois, pas deux."],
        withdrawn.pk: ["Cette saisie ne peut plus être validée : elle est retirée."],
        mine.pk: ["Une autre personne que son auteur doit valider cette saisie."],
    }
    assert states([fine]) == ["validated"]


def test_the_same_gesture_sent_twice_is_no_refusal(client, indicator, me, colleague):
    entries = pending(indicator, colleague, 2)
    decide(client, entries)
    again = decide(client, entries)
    assert again.status_code == 302
    assert said(again)[-1] == f"2{NBSP}saisies étaient déjà validées."
    assert [len(whys(entry)) for entry in entries] == [2, 2]


def test_ones_own_have_no_box_unless_the_contract_allows_it(client, contract, indicator, me, colleague):
    [own], [other] = pending(indicator, me), pending(indicator, colleague)
    page = client.get(INBOX, {"choix": "tout"})
    assert [(row["entry"], row["code"] != "", row["is_chosen"]) for row in page.context["rows"]] == [
        (other, True, True),
        (own, False, False),
    ]
    contract.allows_self_validation = True
    contract.save()
    assert "Motif, pour vos propres saisies" in client.get(INBOX).text
    refused = decide(client, [own])
    assert [item.sentences for item in refused.context["refused"]] == [
        ["Dites pourquoi vous validez votre propre saisie."]
    ]
    assert decide(client, [own], reason="Seul agent en poste").status_code == 302
    own.refresh_from_db()
    assert (own.state, own.self_validation_reason) == (State.VALIDATED, "Seul agent en poste")


def test_nobody_returns_their_own(client, indicator, me):
    [own] = pending(indicator, me)
    page = decide(client, [own], "retourner", note="À revoir")
    assert "C’est votre saisie" in page.text
    assert states([own]) == ["pending"]


def test_without_script_the_choice_is_kept_in_the_address(client, indicator, me, colleague):
    first, second = pending(indicator, colleague, 2)
    response = decide(client, [second], "voir")
    page = client.get(response.url)
    assert [row["entry"] for row in page.context["rows"] if row["is_chosen"]] == [second]
    assert f"Si 1{NBSP}saisie choisie était validée" in page.text
    assert states([first, second]) == ["pending", "pending"]


def test_the_fragment_follows_the_choice(client, indicator, me, colleague):
    first, _ = pending(indicator, colleague, 2)
    page = client.get(INBOX, {"choix": code(first)}, headers={"HX-Request": "true"})
    assert "<html" not in page.text
    assert "<b>5</b>" in page.text
    everything = client.get(INBOX, headers={"HX-Request": "true"})
    assert "<b>10</b>" in everything.text


def test_what_is_announced_for_all_is_what_happens(client, me, colleague):
    """Amendments of levels, of increments and of a share together: exactly the verdict that follows."""
    contract = make_contract(slug="exact", rule=Rule.GRADUATED)
    client.force_login(make_user(contract=contract))
    author = make_user(contract=contract)
    for counting in (Counting.INCREMENT, Counting.LEVEL):
        indicator = make_indicator(contract, counting=counting)
        for rank, epci in enumerate(contract.epcis.all()):
            make_amendment(make_entry(indicator, 20 + rank, epci=epci), 40 + rank, state=State.PENDING, author=author)
            make_entry(indicator, 33, epci=epci, period=month(2022, 5), state=State.PENDING, author=author)
    schools = make_ratio(contract, target=Decimal(50), references=dict.fromkeys(contract.epcis.all(), 31))
    make_entry(schools, 30, state=State.PENDING, author=author)
    make_entry(make_binary(contract), 1, state=State.PENDING, author=author)
    inbox = "/exact/saisies/a-valider/"
    page = client.get(inbox)
    announced = page.context["combined"]
    chosen = [row["code"] for row in page.context["rows"]]
    assert client.post(inbox, {"choix": chosen, "verbe": "valider"}).status_code == 302
    day = dt.date(2026, 1, 1)
    after = dashboard.build(contract, on=day, today=day).assessment
    assert announced.after == after
    assert [effect.after for effect in announced.effects] == list(after.conditions)
    assert announced.before.amount == 0 < after.amount


@pytest.mark.parametrize("number", [1, 3])
def test_the_inbox_with_a_choice_makes_the_same_queries(
    client, contract, me, colleague, number, django_assert_num_queries
):
    for counting in (Counting.INCREMENT, Counting.LEVEL):
        indicator = make_indicator(contract, counting=counting)
        for _ in range(number):
            make_amendment(make_entry(indicator, 5), 6, state=State.PENDING, author=colleague)
    with django_assert_num_queries(14):  # one for the glossary
        page = client.get(INBOX, {"choix": "tout"})
    assert len(page.context["picked"]) == 2 * number


def test_fifty_are_validated_in_one_request(client, contract, me, colleague):
    for _ in range(5):
        pending(make_indicator(contract), colleague, 10)
    entries = list(ProgressEntry.objects.all())
    assert len(client.get(INBOX).context["choosable"]) == 50
    response = decide(client, entries)
    assert said(response)[0].startswith(f"50{NBSP}saisies sont validées.")
    assert set(states(entries)) == {"validated"}
    assert [whys(entry) for entry in entries] == [["envoyée", "validée"]] * 50


@pytest.mark.django_db(transaction=True)
def test_two_validators_at_once_decide_each_entry_once():
    contract = make_contract(slug="calaisis")
    indicator, author = make_indicator(contract), make_user(contract=contract)
    entries = pending(indicator, author, 12)
    start = Barrier(2)

    def validate(username: str, chosen) -> tuple[int, list[str]]:
        client = Client()
        client.force_login(make_user(username, contract=contract))
        start.wait()
        response = decide(client, chosen)
        connections.close_all()
        return response.status_code, said(response)

    with ThreadPoolExecutor(2) as people:
        runs = [people.submit(validate, "ada", entries[:8]), people.submit(validate, "grace", entries[4:][::-1])]
        outcomes = [run.result() for run in runs]
    assert [status for status, _ in outcomes] == [302, 302]
    assert set(states(entries)) == {"validated"}
    assert [whys(entry) for entry in entries] == [["envoyée", "validée"]] * 12
    validated = [int(messages[0].split(NBSP)[0]) for _, messages in outcomes]
    assert sorted(validated) in ([4, 8],)
    assert any(f"4{NBSP}saisies étaient déjà validées." in messages for _, messages in outcomes)
