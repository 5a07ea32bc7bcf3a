"""What is possible but would surprise: a question while typing, a reason to give before it is stored."""

import uuid
from decimal import Decimal

import pytest
from django.urls import reverse

from objectives.measure import Counting
from objectives.models import ProgressEntry
from tests.factories import make_contract, make_entry, make_indicator, make_user, month

pytestmark = pytest.mark.django_db
BURST = "C’est plus de 10 fois le rythme habituel sur ce périmètre : confirmez en donnant le motif."


@pytest.fixture
def contract():
    return make_contract()


@pytest.fixture
def indicator(contract):
    return make_indicator(contract, target=Decimal(1000))


@pytest.fixture(autouse=True)
def officer(contract, client):
    user = make_user(contract=contract)
    client.force_login(user)
    return user


def typed(indicator, **fields) -> dict:
    place = f"epci:{indicator.contract.epcis.first().pk}"
    key = str(uuid.uuid4())
    return {"perimeter": place, "period": "2021-04", "quantity": "12", "source": "GUH", "submission_key": key, **fields}


def post(client, indicator, **fields):
    return client.post(
        reverse("objectives:entry_new_for", args=[indicator.contract.slug, 1]), typed(indicator, **fields)
    )


def asked(response) -> list[str]:
    return response.context["form"].errors["justification"]


def preview(client, indicator, **fields):
    url = reverse("objectives:entry_preview", args=[indicator.contract.slug])
    return client.get(url, {"indicateur": indicator.pk, **typed(indicator, **fields)})


@pytest.fixture
def habit(indicator):
    """Ten, eleven and twelve units over the three months before."""
    return [make_entry(indicator, 9 + number, period=month(2021, number)) for number in (1, 2, 3)]


def test_a_figure_of_the_usual_pace_asks_for_nothing(client, indicator, habit):
    assert post(client, indicator, quantity="13").status_code == 302


def test_the_same_figure_as_the_period_before_asks_for_a_reason(client, indicator, habit):
    response = post(client, indicator, quantity="12")
    last = habit[-1].reference
    assert asked(response) == [
        f"C’est le même chiffre que la période précédente ({last}) : confirmez en donnant le motif."
    ]
    assert response.text.count("même chiffre") == 1
    assert ProgressEntry.objects.count() == 3


def test_ten_times_the_usual_pace_asks_for_a_reason(client, indicator, habit):
    assert asked(post(client, indicator, quantity="130")) == [BURST]


def test_a_reason_answers_the_questions_that_were_shown(client, indicator, habit):
    told = post(client, indicator, quantity="130").context["form"].told
    answered = {"justification": "Campagne d’avril", "shown": told}
    assert asked(post(client, indicator, quantity="12", **answered))[0].startswith("C’est le même chiffre")
    assert post(client, indicator, quantity="130", **answered).status_code == 302
    assert ProgressEntry.objects.latest("pk").justification == "Campagne d’avril"


def test_all_that_surprises_is_told_at_once_and_a_reason_given_before_silences_nothing(client, indicator, habit):
    make_entry(indicator, 11, period=month(2021, 4))
    for reason in ("", "Mai"):
        response = post(client, indicator, quantity="900", justification=reason)
        sentences = asked(response)
        assert (len(sentences), sentences[1]) == (2, BURST)
        assert "a déjà une saisie sur cette période" in sentences[0]
    told = response.context["form"].told
    assert f'name="shown" value="{told}"' in response.text
    assert post(client, indicator, quantity="900", justification="Mai", shown=told.split()[0]).status_code == 200
    assert post(client, indicator, quantity="900", shown=told).status_code == 200
    assert post(client, indicator, quantity="900", justification="Mai", shown=told).status_code == 302


def test_what_surprises_in_a_correction_is_told_beside_why_it_is_corrected(client, indicator, habit):
    last = make_entry(indicator, 12, period=month(2021, 4))
    url = reverse("objectives:entry_amend", args=[indicator.contract.slug, last.pk])
    amended = typed(indicator, quantity="1 200")
    assert asked(client.post(url, amended)) == ["Dites pourquoi la saisie est corrigée.", BURST]
    response = client.post(url, amended | {"justification": "Deux zéros"})
    assert asked(response) == [BURST]
    shown = response.context["form"].told
    assert client.post(url, amended | {"justification": "Deux zéros", "shown": shown}).status_code == 302
    own = last.amendments.get()
    edit = reverse("objectives:entry_edit", args=[indicator.contract.slug, own.pk])
    again = amended | {"justification": "Deux zéros", "version": own.version, "comment": "Relu"}
    assert client.post(edit, again).status_code == 302, "that figure was confirmed already"


def test_two_entries_make_no_habit(client, indicator):
    for number in (1, 2):
        make_entry(indicator, number, period=month(2021, number))
    assert post(client, indicator, quantity="130").status_code == 302


def test_a_level_that_goes_down_asks_for_a_reason(client, contract):
    indicator = make_indicator(contract, counting=Counting.LEVEL)
    last = make_entry(indicator, 40, period=month(2021, 3))
    response = post(client, indicator, quantity="39")
    assert asked(response) == [f"Le niveau recule : il était de 40 ({last.reference}) ; confirmez en donnant le motif."]


def test_what_the_verb_asks_is_asked_once(client, indicator, habit):
    [sentence] = asked(post(client, indicator, quantity="-1"))
    assert sentence == "Cette saisie fait reculer le total : confirmez-la en donnant le motif."


def test_while_typing_it_is_a_question_beside_the_effect(client, indicator, habit):
    page = preview(client, indicator, quantity="130")
    assert BURST in page.text
    assert "<b>163</b>" in page.text
    assert not page.context["form"].errors
    told = {"justification": "Campagne d’avril", "shown": page.context["form"].told}
    answered = preview(client, indicator, quantity="130", **told)
    assert BURST not in answered.text
    assert f'name="shown" value="{told["shown"]}"' in answered.text
    assert BURST in preview(client, indicator, quantity="130", justification="Campagne d’avril").text


def test_while_typing_what_the_verb_asks_is_a_question_too(client, indicator, habit):
    page = preview(client, indicator, quantity="-1")
    assert "fait reculer le total" in page.text
    assert "<b>32</b>" in page.text


def test_what_is_impossible_is_refused_and_not_asked_about(client, indicator, habit):
    refused = post(client, indicator, quantity="130,5")
    assert "justification" not in refused.context["form"].errors


def test_its_own_figure_is_no_surprise_to_a_correction(client, indicator, habit, officer):
    entry = make_entry(indicator, 130, period=month(2021, 4), state="draft", author=officer)
    url = reverse("objectives:entry_edit", args=[indicator.contract.slug, entry.pk])
    assert asked(client.post(url, typed(indicator, quantity="130", version=entry.version))) == [BURST]
    assert client.post(url, typed(indicator, quantity="14", version=entry.version)).status_code == 302
