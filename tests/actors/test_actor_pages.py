"""An actor's page: what contracts say of it, corrections by several people, contacts, deletion."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db.models import CASCADE
from django.urls import reverse
from django.utils import timezone

from actors.models import ActionCarrier, Actor, Contact
from actors.models.merging import pointing_at
from actors.profile import history, references
from cottri.models import Role, User
from tests.factories import (
    make_actor,
    make_card,
    make_contact,
    make_contract,
    make_contribution,
    make_problem,
    make_user,
)
from tests.meetings import make_committee, make_meeting
from tests.sheets import make_action

pytestmark = pytest.mark.django_db
TYPED = {"name": "SEVADEC", "acronym": "", "kind": "community", "epci": "", "perimeter": "", "notes": "", "why": ""}


@pytest.fixture
def contract():
    return make_contract(short_name="Calaisis")


@pytest.fixture
def officer(client, contract):
    user = make_user("agent", contract=contract, first_name="Ada", last_name="Agent")
    client.force_login(user)
    return user


@pytest.fixture
def administrator(client, contract):
    user = make_user("admin", contract=contract, role=Role.ADMINISTRATOR)
    client.force_login(user)
    return user


def everywhere(actor, contract):
    """On a map, leading, and carrying an action."""
    problem = make_problem(contract)
    make_card(problem, actor, interest=3, influence=4, is_funder=True)
    make_contribution(problem.incontournable, actor, precision="COTTRI", certainty="asked")
    action = make_action(problem.incontournable)
    ActionCarrier.objects.create(action=action, actor=actor)
    return problem, action


def test_the_page_says_where_an_actor_stands_and_what_it_does(client, officer, contract):
    actor = make_actor("SEVADEC")
    problem, action = everywhere(actor, contract)
    page = client.get(actor.get_absolute_url()).text
    for said in (
        problem.title,
        "ENGAGER",
        "à confirmer",
        "financeur",
        "Chef de file",
        "COTTRI",
        "question",
        action.text,
    ):
        assert said in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_makes_the_same_queries_whatever_it_tells(
    client, officer, contract, number, django_assert_num_queries
):
    actor = make_actor("SEVADEC", epci=contract.epcis.first())
    for _ in range(number):
        everywhere(actor, contract)
        make_contact(actor)
        make_actor(merged_into=actor)
        actor.save()
    with django_assert_num_queries(14):
        client.get(actor.get_absolute_url())


def test_a_change_is_told_with_who_why_and_what_it_was(client, officer, contract):
    actor = make_actor("SEVADEC", kind="community")
    typed = TYPED | {"name": "Sévadec", "kind": "network", "why": "Nom officiel", "read_version": 1}
    assert client.post(reverse("actors:edit", args=[actor.pk]), typed).status_code == 302
    page = client.get(actor.get_absolute_url()).text
    assert "Ada Agent" in page and "Nom officiel" in page
    assert "Nom&nbsp;: SEVADEC → <b>Sévadec</b>" in page
    assert "Type&nbsp;: collectivité ou groupement → <b>association ou réseau</b>" in page


def test_of_two_who_save_at_once_the_second_is_shown_both_values(client, officer):
    actor = make_actor("SEVADEC", notes="Avant")
    url = reverse("actors:edit", args=[actor.pk])
    client.post(url, TYPED | {"notes": "Du premier", "read_version": 1})
    page = client.post(url, TYPED | {"notes": "Du second", "read_version": 1})
    assert [word for word in ("Enregistré entre-temps", "Du premier", "Du second") if word not in page.text] == []
    assert Actor.objects.get().notes == "Du premier"
    assert client.post(url, TYPED | {"notes": "Du second", "read_version": 2}).status_code == 302
    assert Actor.objects.get().notes == "Du second"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Ce champ est obligatoire"),
        ({"name": "́"}, "Un acteur a un nom"),
        ({"name": "x\x00"}, "caractère"),
        ({"name": "x" * 201}, "200 caractères"),
        ({"name": "  RÉGION   hauts-de-france "}, "Un acteur de ce nom existe déjà"),
        ({"kind": "martien"}, "choix valide"),
        ({"epci": "10" * 12}, "choix"),
        ({"perimeter": "national", "epci": "first"}, "pas des deux"),
    ],
)
def test_what_makes_no_actor_gets_a_sentence(client, officer, contract, typed, sentence):
    make_actor("Région Hauts-de-France")
    if typed.get("epci") == "first":
        typed = typed | {"epci": contract.epcis.first().pk}
    page = client.post(reverse("actors:new"), TYPED | typed)
    assert page.status_code == 200
    assert sentence in page.text
    assert Actor.objects.count() == 1


def test_two_of_one_name_in_two_epcis_are_two(client, officer, contract):
    for epci in contract.epcis.all():
        assert client.post(reverse("actors:new"), TYPED | {"name": "CCAS", "epci": epci.pk}).status_code == 302
    assert Actor.objects.filter(name="CCAS").count() == 2


def test_tags_and_formulas_in_a_name_are_harmless_text(client, officer):
    name = '<script>alert(1)</script> =HYPERLINK("x") ../../etc \u202e'
    client.post(reverse("actors:new"), TYPED | {"name": name})
    for url in (Actor.objects.get().get_absolute_url(), reverse("actors:list")):
        page = client.get(url).text
        assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


# --- Contacts -------------------------------------------------------------------------------------------------------
SECRETS = ("Léa Martin", "lea@exemple.fr", "03 21 00 00 00", "Directrice", "Contacts", "Nouveau contact")


def test_contacts_are_for_officers_and_leave_no_trace_in_what_a_copil_member_reads(client, contract, officer):
    actor = make_actor("SEVADEC")
    make_contact(actor, "Léa Martin", function="Directrice", email="lea@exemple.fr", phone="03 21 00 00 00")
    assert all(secret in client.get(actor.get_absolute_url()).text for secret in SECRETS)
    client.force_login(make_user(contract=contract, role=Role.COPIL))
    pages = [client.get(url).text for url in (actor.get_absolute_url(), reverse("actors:list"), f"/{contract.slug}/")]
    pages += [
        client.get(reverse("actors:list"), {"q": "Léa"}).text,
        client.get(f"/{contract.slug}/donnees/bonus.json").text,
    ]
    assert not [secret for page in pages for secret in SECRETS if secret in page and secret != "Contacts"]


def test_a_contact_is_offered_three_years_and_never_a_day_that_has_passed(client, officer, settings):
    settings.COTTRI_TODAY = dt.date(2024, 2, 29)
    actor = make_actor("SEVADEC")
    url = reverse("actors:contact_new", args=[actor.pk])
    assert 'value="2027-02-28"' in client.get(url).text
    typed = {"person": "Léa", "function": "", "email": "", "phone": "", "keep_until": "2024-02-28"}
    assert "Ce jour est passé" in client.post(url, typed).text
    assert "Donnez au moins un nom" in client.post(url, typed | {"person": "", "keep_until": "2025-01-01"}).text
    assert "valide" in client.post(url, typed | {"email": "lea@", "keep_until": "2025-01-01"}).text
    assert "Au plus tard le 28/02/2027" in client.post(url, typed | {"keep_until": "2027-03-01"}).text
    assert client.post(url, typed | {"keep_until": "2024-02-29"}).status_code == 302
    assert actor.contacts.get().person == "Léa"


def test_erasing_a_contact_erases_its_history_and_says_only_that_it_happened(client, officer, contract):
    actor = make_actor("SEVADEC")
    contact = make_contact(actor, "Léa Martin", email="lea@exemple.fr")
    contact.phone = "0321"
    contact.save()
    assert Contact.history.count() == 2
    client.post(reverse("actors:contact_erase", args=[actor.pk, contact.pk]))
    assert (Contact.objects.count(), Contact.history.count()) == (0, 0)
    told = actor.history.first()
    assert (told.history_change_reason, told.history_user, told.version) == ("un contact effacé", officer, 1)


def test_contacts_past_their_day_are_listed_and_erased_together(client, officer, settings):
    settings.COTTRI_TODAY = dt.date(2023, 4, 14)
    actor = make_actor("SEVADEC")
    past, other, today = (
        make_contact(actor, name, keep_until=dt.date(2023, 4, day)) for name, day in (("A", 12), ("B", 13), ("C", 14))
    )
    assert "2\xa0contacts échus" in client.get(reverse("actors:list")).text
    page = client.get(reverse("actors:past_contacts"))
    assert list(page.context["contacts"]) == [past, other]
    client.post(reverse("actors:past_contacts"), {"contact": [past.pk, today.pk, "x", "9" * 30]})
    assert list(Contact.objects.order_by("pk")) == [other, today]
    assert not Contact.history.filter(id=past.pk).exists()


def test_contacts_past_their_day_are_erased_every_night(settings, capsys, db):
    settings.COTTRI_TODAY = dt.date(2023, 4, 14)
    actor = make_actor("SEVADEC")
    make_contact(actor, "A", keep_until=dt.date(2023, 4, 13))
    today = make_contact(actor, "B", keep_until=dt.date(2023, 4, 14))
    call_command("erase_past_contacts")
    assert "Contacts effacés : 1." in capsys.readouterr().out
    assert list(Contact.objects.all()) == [today] and Contact.history.get().person == "B"
    assert history(actor)[0].note == "un contact effacé"


# --- Deleting -------------------------------------------------------------------------------------------------------
def test_an_actor_that_is_referred_to_stays_and_the_page_says_where(client, administrator, contract):
    actor = make_actor("SEVADEC")
    problem, action = everywhere(actor, contract)
    elsewhere = make_contribution(make_problem(make_contract(), "Secrète").incontournable, actor)
    url = reverse("actors:delete", args=[actor.pk])
    response = client.post(url, {"read_version": 1})
    assert (response.status_code, response.url) == (302, url)
    page = client.get(url).text
    assert "4\xa0choses s’y rapportent" in page
    assert problem.title in page and action.text in page and "dans un autre contrat" in page
    assert f'href="{problem.incontournable.get_absolute_url()}"' in page
    assert elsewhere.contract.slug not in page
    assert Actor.objects.filter(pk=actor.pk).exists()


def test_deleting_an_actor_erases_its_contacts_and_keeps_its_own_history(client, administrator):
    actor = make_actor("SEVADEC")
    make_contact(actor, "Léa Martin")
    assert client.post(reverse("actors:delete", args=[actor.pk]), {"read_version": 1}).status_code == 302
    assert not Actor.objects.exists() and not Contact.objects.exists() and not Contact.history.exists()
    assert Actor.history.first().history_type == "-"


def test_only_what_was_read_is_deleted_and_never_one_that_a_merge_replaced(client, administrator):
    actor, gone = make_actor("SEVADEC"), make_actor("SEVADEC bis")
    gone.merged_into = actor
    gone.save()
    assert client.post(reverse("actors:delete", args=[gone.pk]), {"read_version": gone.version}).status_code == 404
    gone.merged_into = None
    gone.save()
    assert 'name="read_version" value="3"' in client.get(reverse("actors:delete", args=[gone.pk])).text
    client.post(reverse("actors:delete", args=[gone.pk]), {"read_version": 2})
    assert Actor.objects.filter(pk=gone.pk).exists()
    client.post(reverse("actors:delete", args=[gone.pk]), {"read_version": 3})
    assert not Actor.objects.filter(pk=gone.pk).exists()


def test_what_happens_is_told_in_its_order_on_the_day_that_is_played(client, administrator, settings):
    settings.COTTRI_TODAY = dt.date(2023, 4, 14)
    client.post(reverse("actors:new"), TYPED)
    actor = Actor.objects.get()
    client.post(reverse("actors:edit", args=[actor.pk]), TYPED | {"name": "Sévadec", "read_version": 1})
    make_contact(actor)
    client.post(reverse("actors:contact_erase", args=[actor.pk, actor.contacts.get().pk]))
    told = history(actor)
    assert [(moment.what, moment.note) for moment in told[::-1]] == [
        ("noté", ""),
        ("modifié", ""),
        ("modifié", "un contact effacé"),
    ]
    assert {timezone.localdate(moment.at) for moment in told} == {settings.COTTRI_TODAY}
    client.post(reverse("actors:delete", args=[actor.pk]), {"read_version": 2})
    assert timezone.localdate(Actor.history.latest("history_id").history_date) == settings.COTTRI_TODAY


def test_what_keeps_an_actor_leads_to_the_committee_and_the_meeting_by_name(contract, django_assert_num_queries):
    actor = make_actor("SEVADEC")
    committee = make_committee(contract, actor)
    meeting = make_meeting(committee)
    columns = sum(column.remote_field.on_delete is not CASCADE for column in pointing_at(Actor))
    with django_assert_num_queries(columns):
        told = {reference.text: reference.url for reference in references(actor, [contract])}
    assert told == {
        "SEVADEC · COPIL": committee.get_absolute_url(),
        f"SEVADEC · {meeting}": meeting.get_absolute_url(),
    }


@pytest.mark.parametrize("number", [1, 3])
def test_what_keeps_an_actor_is_told_in_the_same_queries_whatever_its_number(
    client, administrator, contract, number, django_assert_num_queries
):
    actor = make_actor("SEVADEC")
    for _ in range(number):
        everywhere(actor, contract)
    columns = sum(column.remote_field.on_delete is not CASCADE for column in pointing_at(Actor))
    with django_assert_num_queries(columns):
        assert len(references(actor, [contract])) == 3 * number


def test_a_map_is_for_those_who_may_see_cards(client, officer, contract, monkeypatch):
    card = make_card(make_problem(contract))
    urls = (card.get_absolute_url(), card.problem.get_absolute_url(), reverse("actors:maps", args=[contract.slug]))
    assert {client.get(url).status_code for url in urls} == {200}
    may = User.has_perm
    monkeypatch.setattr(User, "has_perm", lambda self, *asked: asked[0] != "actors.view_card" and may(self, *asked))
    assert {client.get(url).status_code for url in urls} == {404}
