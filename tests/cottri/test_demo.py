import datetime as dt
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from actors.models import Actor, Card, Contact
from cottri import demo
from cottri.demo.directory import DOUBLE, fill_directory
from cottri.demo.people import ACCOUNTS, PASSWORD
from cottri.models import Role, User
from objectives import clock, dashboard, prospect
from objectives.measure import Reason
from objectives.models import Action, Contract, Evidence, Indicator, Milestone, ProgressEntry, ReferenceNumber
from objectives.models.likelihood import doubts
from objectives.models.states import State


def seed() -> str:
    out = StringIO()
    call_command("seed_demo", stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def story(for_a_file, tmp_path_factory):
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    storage["OPTIONS"] = {"location": tmp_path_factory.mktemp("evidence")}
    with override_settings(DEMO=True, STORAGES={"default": storage}), for_a_file():
        seed()
        yield Contract.objects.get(slug=demo.SLUG)


@pytest.fixture
def contract(story, db):
    with override_settings(DEMO=True):
        yield story


@pytest.fixture
def lines(contract):
    built = dashboard.build(contract, on=demo.TODAY, today=demo.TODAY)
    return {line.indicator.incontournable.dc_number: line for line in built.lines}


def test_the_command_refuses_outside_a_demonstration(db, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="pas une démonstration"):
        seed()
    assert not Contract.objects.exists() and not User.objects.exists()


def test_five_conditions_are_met_and_what_is_pending_would_make_a_sixth(contract):
    built = dashboard.build(contract, on=demo.TODAY, today=demo.TODAY)
    assert (built.assessment.met, built.if_validated.met, len(built.lines)) == (5, 6, 9)
    assert not built.assessment.acquired and not built.is_final


def test_each_condition_has_its_part_in_the_story(lines):
    assert {dc for dc, line in lines.items() if line.condition.met} == {2, 4, 5, 8, 9}
    assert {dc for dc, line in lines.items() if line.decided_by_pending} == {7}
    assert lines[1].indicator.is_priority and 0.8 < lines[1].condition.attainment < 0.9
    assert lines[3].condition.reason == Reason.BELOW, "a reported zero is not a missing value"
    assert lines[5].condition.attainment * 10 == 6, "exactly at its threshold"


def test_three_hundred_renovations_of_march_would_meet_the_first_priority(contract, lines):
    entry = ProgressEntry(
        indicator=lines[1].indicator,
        epci=contract.epcis.get(short_name="GCT&M"),
        period_start=dt.date(2023, 3, 1),
        period_end=dt.date(2023, 3, 31),
        quantity=Decimal(300),
    )
    assert doubts(entry) == [], "the interface would ask for a reason"
    effect = prospect.effect(entry, on=demo.TODAY)
    assert (effect.before.met, effect.after.met) == (False, True)
    assert not lines[1].decided_by_pending


def test_the_schools_wait_for_the_number_that_one_epci_has_not_given(contract, lines):
    line = lines[6]
    assert (line.condition.reason, line.condition.attainment) == (Reason.MISSING_DENOMINATOR, None)
    (ccpo,) = line.lacking
    ReferenceNumber.objects.create(
        indicator=line.indicator, epci=ccpo, number=52, valid_from=contract.starts_on, source="Liste des écoles"
    )
    now = dashboard.build(contract, on=demo.TODAY, today=demo.TODAY)
    assert now.assessment.met == 6


def test_progress_grows_from_year_to_year(contract):
    days = [dt.date(2021, 6, 30), dt.date(2021, 12, 31), dt.date(2022, 12, 31), demo.TODAY]
    met = [dashboard.build(contract, on=day, today=demo.TODAY).assessment.met for day in days]
    assert met == sorted(met) and met[0] == 0


def test_every_state_of_an_entry_is_shown(contract):
    assert set(ProgressEntry.objects.values_list("state", flat=True)) == set(State)
    amendments = ProgressEntry.objects.exclude(replaces=None)
    assert set(amendments.values_list("state", flat=True)) == {State.VALIDATED, State.PENDING}
    assert ProgressEntry.objects.filter(quantity__lt=0, state=State.VALIDATED).exclude(justification="").exists()
    assert 250 <= ProgressEntry.objects.count() <= 400


def test_everything_went_through_the_verbs(contract):
    for entry in ProgressEntry.objects.all():
        reasons = [row.history_change_reason for row in entry.history.all()]
        assert reasons and all(reasons), entry
        if entry.state in (State.VALIDATED, State.REPLACED):
            assert entry.validated_by_id != entry.author_id
            assert entry.created_at <= entry.sent_at < entry.validated_at


def test_what_happened_happened_in_office_hours_before_the_day_of_the_demonstration(contract):
    moments = [row.history_date for row in ProgressEntry.history.order_by("history_id")]
    assert moments == sorted(moments)
    local = [moment.astimezone(dt.timezone(dt.timedelta(hours=1))) for moment in moments]
    assert all(moment.date() < demo.TODAY and moment.weekday() < 5 for moment in local)
    assert all(7 <= moment.hour <= 18 for moment in local)
    assert all(entry.created_at.date() > entry.period_end for entry in ProgressEntry.objects.all())


@pytest.mark.parametrize("model", [Action, Card, Indicator, Milestone, ProgressEntry])
def test_the_history_of_a_row_is_in_the_order_of_its_days(contract, model):
    assert contract.starts_on == demo.BEGINS
    days = {}
    for row in model.history.order_by("history_id"):
        days.setdefault(row.id, []).append(row.history_date)
    assert days and all(moments == sorted(moments) for moments in days.values())
    assert max(map(max, days.values())).date() < demo.TODAY


def test_march_2023_is_left_for_the_visitor_to_enter(contract):
    assert not ProgressEntry.objects.filter(period_end__gte=dt.date(2023, 3, 1)).exists()


def test_pieces_of_evidence_can_be_opened(contract):
    files = Evidence.objects.exclude(file="")
    starts = {"application/pdf": b"%PDF-", "image/png": b"\x89PNG"}
    for piece in files:
        with piece.file.open() as file:
            content = file.read()
        assert len(content) == piece.size
        assert content.startswith(starts.get(piece.content_type, b"PK"))
    assert {piece.content_type for piece in files} > set(starts)
    assert Evidence.objects.exclude(url="").exists()


def test_every_indicator_says_what_it_counts(contract):
    for indicator in Indicator.objects.contractual(contract):
        assert indicator.definition and indicator.supplier and indicator.frequency
        assert indicator.history.latest().history_change_reason == "Donnée de démonstration"
    assert set(ReferenceNumber.objects.values_list("source", flat=True)) == {"Donnée de démonstration"}


def test_the_accounts_open_with_the_announced_password(contract):
    for username, (_, _, role) in ACCOUNTS.items():
        user = User.objects.get(username=username)
        assert user.is_demo and user.check_password(PASSWORD) and not user.is_superuser
        assert [(held.contract, held.role) for held in user.memberships.all()] == [(contract, role)]
    assert ACCOUNTS["admin"][2] == Role.ADMINISTRATOR


def test_seeding_again_keeps_what_a_visitor_did_and_adds_nothing(contract):
    agent = User.objects.get(username="agent")
    agent.set_password("un autre mot de passe")
    agent.save()
    indicator = Indicator.objects.contractual(contract).get(code="renovations")
    indicator.definition = "Réécrite par un visiteur."
    indicator.save()
    entry = ProgressEntry.objects.filter(indicator=indicator, state=State.PENDING, replaces=None).first()
    entry.validate(by=User.objects.get(username="admin"), at=entry.sent_at)
    before = [model.objects.count() for model in (User, ProgressEntry, Evidence, ReferenceNumber)]
    histories = ProgressEntry.history.count()

    assert "déjà remplie" in seed()

    assert [model.objects.count() for model in (User, ProgressEntry, Evidence, ReferenceNumber)] == before
    assert ProgressEntry.history.count() == histories
    assert Indicator.objects.get(pk=indicator.pk).definition == "Réécrite par un visiteur."
    assert User.objects.get(username="agent").check_password("un autre mot de passe")


def test_workshops_have_placed_the_actors_and_most_places_are_to_be_confirmed(contract):
    renovation, regal, enr = (contract.incontournables.get(dc_number=number).problems.get() for number in (1, 3, 4))
    cards = list(renovation.cards.all())
    assert len(cards) == 28 and all(card.is_placed for card in cards)
    assert len({card.quadrant for card in cards}) == 4
    assert 0 < sum(card.is_confirmed for card in cards) < 10
    moves = Card.history.filter(problem_id=renovation.pk, history_type="~")
    assert moves.count() > 28 and not moves.filter(history_user=None).exists()
    assert all(move.history_change_reason for move in moves)
    assert regal.cards.filter(interest=None).exists() and not enr.cards.exists()
    told = moves.count()
    seed()
    assert moves.count() == told


def test_contacts_that_were_erased_do_not_come_back_and_the_demonstration_still_starts(contract):
    for person in Contact.objects.all():
        person.erase(by=None, at=clock.now())
    Actor.objects.get(name=DOUBLE).delete()
    fill_directory({user.username: user for user in User.objects.all()})
    assert not Contact.objects.exists() and not Actor.objects.filter(name=DOUBLE).exists()
