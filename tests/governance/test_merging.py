"""Two actors that are one had each a seat and an invitation: nobody who came is forgotten."""

import pytest
from django.urls import reverse

from actors.models.merging import merge
from governance.models import Invitation, Seat
from tests.factories import make_actor, make_contract, make_user, morning, officer
from tests.meetings import DAY, make_committee, make_meeting

pytestmark = pytest.mark.django_db
AT = morning(DAY)


def together(contract):
    """Two actors of one committee, invited to its meeting."""
    kept, absorbed = make_actor("Région Hauts-de-France"), make_actor("Région HdF")
    return kept, absorbed, make_meeting(make_committee(contract, kept, absorbed))


def join(kept, absorbed, contract):
    merge(kept, absorbed, by=officer(contract), at=AT)


def test_the_seat_takes_the_words_it_lacks_and_the_history_repeats_no_name():
    contract = make_contract()
    kept, absorbed, _ = together(contract)
    Seat.objects.filter(actor=kept).update(representative="")
    Seat.objects.filter(actor=absorbed).update(substitute="Monsieur Suppléant")
    join(kept, absorbed, contract)
    seat = Seat.objects.get()
    assert (seat.actor, seat.representative, seat.substitute) == (kept, "Madame Région HdF", "Monsieur Suppléant")
    said = seat.history.latest("history_id").history_change_reason
    assert "repris de l’autre\u00a0: représentant, suppléant." in said and "Monsieur" not in said


@pytest.mark.parametrize(
    ("ours", "theirs", "attendance", "person"),
    [
        ("", "present", "present", "Madame Région HdF"),
        ("excused", "represented", "represented", "Madame Région HdF"),
        ("present", "absent", "present", "Madame Région Hauts-de-France"),
        ("absent", "", "absent", "Madame Région Hauts-de-France"),
    ],
)
def test_of_two_invitations_the_presence_stays_with_who_came(ours, theirs, attendance, person):
    contract = make_contract()
    kept, absorbed, meeting = together(contract)
    Invitation.objects.filter(actor=kept).update(attendance=ours)
    Invitation.objects.filter(actor=absorbed).update(attendance=theirs)
    join(kept, absorbed, contract)
    stays = meeting.invitations.get()
    assert (stays.actor, stays.attendance, stays.person) == (kept, attendance, person)
    assert Invitation.history.filter(history_type="-").get().attendance == theirs
    assert "Madame" not in stays.history.latest("history_id").history_change_reason


def test_an_actor_merged_since_it_was_ticked_gets_neither_a_seat_nor_an_invitation(client, monkeypatch):
    contract = make_contract()
    kept, absorbed, meeting = together(contract)
    new, ticked = make_actor("ULCO"), make_actor("Université du Littoral")
    monkeypatch.setattr("governance.forms.choosing.ChosenForm.clean_actors", lambda form: [new, ticked])
    client.force_login(make_user(contract=contract))
    join(new, ticked, contract)
    for name, row in (("seats_chosen", meeting.committee), ("invite", meeting)):
        address = reverse(f"governance:{name}", args=[contract.slug, row.pk])
        answer = client.post(f"{address}?q=U", {"actors": [new.pk, ticked.pk]})
        said = answer.content.decode()
        assert "«\u00a0Université du Littoral\u00a0» a été fusionné avec «\u00a0ULCO\u00a0»." in said
        assert [actor for actor, _, is_ticked in answer.context["found"] if is_ticked] == [new], (
            "the others stay ticked"
        )
    assert {seat.actor for seat in Seat.objects.all()} == {kept, absorbed}
    assert {guest.actor for guest in Invitation.objects.all()} == {kept, absorbed}


def test_a_seat_that_was_taken_away_is_not_the_one_that_takes_in():
    contract = make_contract()
    kept, absorbed = make_actor("Région Hauts-de-France"), make_actor("Région HdF")
    committee = make_committee(contract, kept, absorbed)
    Seat.objects.get(actor=kept).remove(by=officer(contract), at=AT)
    [seat] = committee.seat([kept], by=officer(contract), at=AT)
    join(kept, absorbed, contract)
    seat.refresh_from_db()
    assert seat.representative == "Madame Région HdF"
    assert list(Seat.objects.shown()) == [seat]
    assert Seat.objects.filter(is_removed=True).get().representative == "Madame Région Hauts-de-France"
