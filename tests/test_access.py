"""Who reaches what: every address × every role × GET and POST, in one table.

A status by person: anonymous, an officer of another contract, then a COPIL member, an officer and an administrator of
the contract. An address that is missing from the table fails.
"""

import datetime as dt

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver

from actors.models import ActionCarrier, Actor, ActorImport, Card
from cottri.models import Role
from governance.models import LocalGroup, Meeting, RecoveryNote, Scheme, SchemeLink, Stake
from objectives.models import Action, EntryImport, Evidence, Indicator, State
from tests.factories import (
    make_actor,
    make_card,
    make_contact,
    make_contract,
    make_contribution,
    make_entry,
    make_indicator,
    make_loaded_import,
    make_problem,
    make_user,
)
from tests.meetings import (
    make_action,
    make_attachment,
    make_committee,
    make_decision,
    make_meeting,
    make_point,
    make_scheme,
)
from tests.sheets import make_line, make_term

pytestmark = pytest.mark.django_db

PEOPLE = ("anonymous", "stranger", "copil", "officer", "administrator")
OPEN = "200 200 200 200 200"
LOGGED_IN = "302 200 200 200 200"
READERS = "302 404 200 200 200"
WRITERS = "302 200 404 200 200"  # an officer of any contract keeps them up to date
SHARED = "302 200 200 200 200"  # contracts share actors: any role in any of them opens the directory
OFFICERS = "302 404 404 200 200"
ADMINISTRATORS = "302 404 404 404 200"
ADMINISTER = "302 404 404 404 302"  # done, or refused with a sentence
NO_GET = "302 405 405 405 405"
NO_POST = "302 405 405 405 405"
HIDDEN = "302 404 404 404 404"  # there is nothing under this address for anybody
VERB = "302 404 404 302 302"  # done, or refused with a sentence
AGAIN = "302 404 404 200 200"  # the page again, with what is missing in the empty form
EITHER = "200 302 302 302 302"

# name: (GET, POST)
TABLE = {
    "home": ("302 302 302 302 302", NO_POST),
    "healthz": (OPEN, "405 405 405 405 405"),
    "login": (EITHER, EITHER),
    "logout": ("405 405 405 405 405", "302 302 302 302 302"),
    "password_change": (LOGGED_IN, LOGGED_IN),
    "password_change_done": (LOGGED_IN, NO_POST),
    "password_reset": (OPEN, OPEN),
    "password_reset_done": (OPEN, "405 405 405 405 405"),
    "password_reset_confirm": (OPEN, OPEN),
    "password_reset_complete": (OPEN, "405 405 405 405 405"),
    "admin:": ("302 404 404 404 200", None),
    "dashboard": (READERS, NO_POST),
    "bonus_json": (READERS, NO_POST),
    "actors:imports": (ADMINISTRATORS, ADMINISTRATORS),
    "actors:import_model": (ADMINISTRATORS, NO_POST),
    "actors:import": (ADMINISTRATORS, NO_POST),
    "actors:import_columns": (ADMINISTER, ADMINISTER),  # loaded already: back to its page
    "actors:import_refusals": (ADMINISTRATORS, NO_POST),
    "actors:import_choose": (NO_GET, ADMINISTER),
    "actors:import_confirm": (NO_GET, ADMINISTER),  # loaded already: says so
    "actors:import_discard": (NO_GET, ADMINISTER),
    "actors:import_undo": (NO_GET, ADMINISTER),
    "actors:list": (SHARED, NO_POST),
    "actors:export": (SHARED, NO_POST),
    "actor": (SHARED, NO_POST),
    "actors:means": (READERS, NO_POST),
    "actors:means_of": (OFFICERS, AGAIN),
    "actors:contribution": (OFFICERS, AGAIN),
    "actors:contribution_do": (NO_GET, VERB),
    "actors:carriers": (OFFICERS, AGAIN),
    "actors:carrier_do": (NO_GET, VERB),
    "actors:maps": (READERS, NO_POST),
    "actors:map_new": (OFFICERS, AGAIN),
    "actors:map": (READERS, NO_POST),
    "actors:map_table": (READERS, NO_POST),
    "actors:map_export": (READERS, NO_POST),
    "actors:map_rename": (OFFICERS, "302 404 404 409 409"),  # the form does not say what was read
    "actors:map_discard": (NO_GET, "302 404 404 404 302"),  # there is a card: says so
    "actors:card_add": (OFFICERS, AGAIN),
    "actors:card": (READERS, "302 404 404 409 409"),
    "actors:card_undo": (NO_GET, VERB),
    "actors:card_take_off": (OFFICERS, AGAIN),
    "actors:new": (WRITERS, WRITERS),
    "actors:edit": (WRITERS, WRITERS),
    "actors:delete": ("302 404 404 404 200", "302 404 404 404 302"),
    "actors:duplicates": (WRITERS, NO_POST),
    "actors:distinct": (NO_GET, "302 404 404 404 404"),  # of nobody
    "actors:merge": ("302 404 404 404 200", "302 404 404 404 200"),
    "actors:past_contacts": (WRITERS, "302 302 404 302 302"),
    "actors:contact_new": (WRITERS, WRITERS),
    "actors:contact": (WRITERS, WRITERS),
    "actors:contact_erase": (NO_GET, "302 302 404 404 404"),  # the first of them erased it
    "objectives:list": (READERS, NO_POST),
    "sheet": (READERS, NO_POST),
    "objectives:trajectory_csv": (READERS, NO_POST),
    "objectives:sheet_texts": (OFFICERS, "302 404 404 302 200"),  # the second has not read what the first wrote
    "objectives:sheet_history": (READERS, NO_POST),
    "objectives:sheet_block": (OFFICERS, AGAIN),
    "objectives:sheet_row": (OFFICERS, AGAIN),
    "objectives:sheet_row_do": (NO_GET, VERB),
    "objectives:opinion": (OFFICERS, AGAIN),
    "objectives:glossary": (READERS, NO_POST),
    "objectives:term_new": (OFFICERS, AGAIN),
    "objectives:term": (OFFICERS, AGAIN),
    "objectives:term_do": (NO_GET, VERB),
    "objectives:way": (READERS, NO_POST),
    "objectives:simulator": (READERS, NO_POST),
    "objectives:entry_list": (READERS, NO_POST),
    "objectives:entry": (READERS, NO_POST),
    "objectives:entry_export": (READERS, NO_POST),
    "objectives:evidence": (READERS, NO_POST),
    "objectives:inbox": (OFFICERS, AGAIN),  # nothing is chosen
    "objectives:completeness": (READERS, NO_POST),
    "objectives:mine": (OFFICERS, NO_POST),
    "objectives:grid": (OFFICERS, "302 404 404 302 302"),
    "objectives:entry_new": (OFFICERS, OFFICERS),
    "objectives:entry_new_for": (OFFICERS, OFFICERS),
    "objectives:entry_preview": (OFFICERS, NO_POST),
    "objectives:imports": (OFFICERS, OFFICERS),
    "objectives:import_model": (OFFICERS, NO_POST),
    "objectives:import": (OFFICERS, NO_POST),
    "objectives:import_refusals": (OFFICERS, NO_POST),
    "objectives:import_confirm": (NO_GET, VERB),  # loaded already: says so
    "objectives:import_discard": (NO_GET, VERB),
    "objectives:import_withdraw": (NO_GET, "302 404 404 403 302"),
    "objectives:entry_edit": (VERB, VERB),  # somebody else's: sent back to its page
    "objectives:entry_amend": (VERB, AGAIN),  # not validated yet
    "objectives:entry_validate": (NO_GET, AGAIN),
    "objectives:entry_return": (NO_GET, AGAIN),
    "objectives:entry_withdraw": (NO_GET, "302 404 404 403 200"),
    "objectives:evidence_remove": (NO_GET, VERB),
    **dict.fromkeys(
        [
            *("governance:overview", "governance:matrix", "governance:meetings", "governance:month"),
            *("governance:committee", "governance:meeting", "governance:attachment", "governance:calendar_file"),
            *("governance:convocation", "governance:articulation", "governance:scheme", "governance:board"),
            "governance:mobilisation",
        ],
        (READERS, NO_POST),
    ),
    "governance:statement": ("302 404 302 302 302", NO_POST),  # not held yet: says so
    **dict.fromkeys(
        [
            *("governance:committee_new", "governance:committee_edit", "governance:group_new", "governance:group_edit"),
            *("governance:seat_new", "governance:seats_chosen", "governance:meeting_new", "governance:meeting_edit"),
            *("governance:invite", "governance:point_new", "governance:point_edit", "governance:recovery"),
            *("governance:scheme_new", "governance:scheme_edit", "governance:link_new", "governance:link_edit"),
            *("governance:stake_new", "governance:stake_edit"),
            *("governance:decision_new", "governance:decision_edit", "governance:action_new"),
        ],
        (OFFICERS, AGAIN),
    ),
    "governance:seat_edit": (OFFICERS, AGAIN),
    **dict.fromkeys(
        ["governance:agenda", "governance:committee_history", "governance:meeting_history", "governance:recoveries"],
        (OFFICERS, NO_POST),
    ),
    "governance:attendance": (OFFICERS, VERB),
    "governance:action_scheme": (OFFICERS, VERB),
    "governance:minutes": (OFFICERS, "302 404 404 409 409"),  # the form does not say what it started from
    **dict.fromkeys(
        [
            *(
                "governance:committee_remove",
                "governance:hold",
                *("governance:take_back", "governance:recovery_close"),
                "governance:approve",
                "governance:agenda_decide",
            ),
            *("governance:point_move", "governance:point_drop", "governance:action_do"),
            *("governance:decision_withdraw", "governance:decision_close"),  # actions carry it out: says so
        ],
        (NO_GET, VERB),
    ),
    **dict.fromkeys(["governance:cancel", "governance:attach"], (NO_GET, AGAIN)),
    # Gone once an officer has done it: the administrator after them finds nothing.
    **dict.fromkeys(
        [
            *("governance:seat_remove", "governance:group_remove", "governance:uninvite"),
            *("governance:attachment_remove", "governance:scheme_remove", "governance:link_remove"),
            *("governance:stake_remove", "governance:action_release", "governance:restore"),
        ],
        (NO_GET, "302 404 404 302 404"),
    ),
}
# How much of «constats/<pk>/retirer» each address of a sheet's rows takes.
SHEET_ROWS = {"objectives:sheet_block": 1, "objectives:sheet_row": 2, "objectives:sheet_row_do": 3}

CASES = [
    (name, method)
    for name, expected in sorted(TABLE.items())
    for method, statuses in zip(("get", "post"), expected, strict=True)
    if statuses  # the stock admin has tests of its own
]


def names(resolver=None, space: str = "") -> set[str]:
    found = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            found |= {"admin:"} if inner == "admin:" else names(pattern, space + inner)
        else:
            found.add(space + pattern.name)
    return found


def test_every_address_is_in_the_table():
    assert names() == set(TABLE)


@pytest.fixture(scope="module")
def scene(for_a_file):
    with for_a_file():
        yield a_scene()


@pytest.fixture(scope="module")
def sessions(scene) -> dict[str, str]:
    """The key of one session of each, opened once for all that they ask."""
    found = {}
    for name, user in scene[4].items():
        client = Client()
        client.force_login(user)
        found[name] = client.session.session_key
    return found


def a_scene():
    contract = make_contract()
    indicator = make_indicator(contract)
    author = make_user(contract=contract)
    entry = make_entry(indicator, 5, state=State.PENDING, author=author)
    piece = Evidence(entry=entry, name="bilan.pdf", sha256="0" * 64, added_by=author, added_at=entry.created_at)
    piece.file.save("bilan", ContentFile(b"%PDF-1.4"))
    loaded = EntryImport(contract=contract, author=author, created_at=entry.created_at, settled_at=entry.created_at)
    loaded.stage, loaded.file_name, loaded.sha256 = EntryImport.Stage.CONFIRMED, "saisies.csv", "0" * 64
    loaded.content = {"lines": []}
    loaded.lines_read = loaded.lines_new = loaded.lines_known = loaded.lines_refused = loaded.lines_left_out = 0
    loaded.save()
    people = {
        "stranger": make_user(contract=make_contract()),
        "copil": make_user(contract=contract, role=Role.COPIL),
        "officer": make_user(contract=contract),
        "administrator": make_user(contract=contract, role=Role.ADMINISTRATOR),
    }
    make_card(make_problem(contract), make_actor("SEVADEC"))
    make_loaded_import(contract, author)
    make_line(indicator.incontournable)
    make_term(contract)
    meeting = make_meeting(make_committee(contract, Actor.objects.get(name="SEVADEC")))
    LocalGroup(committee=meeting.committee, name="COTECH").append(by=author, at=entry.created_at)
    LocalGroup(committee=meeting.committee, name="Retiré", is_removed=True).append(by=author, at=entry.created_at)
    make_point(meeting)
    make_attachment(meeting)
    held = make_meeting(meeting.committee, dt.date(2023, 3, 2), state="held")
    make_action(make_decision(held, "Créer le réseau", indicator.incontournable))
    link = SchemeLink(scheme=make_scheme(contract), incontournable=indicator.incontournable, nature="funds")
    link.append(by=author, at=entry.created_at)
    Stake(contract=contract, text="Mobilisation").append(by=author, at=entry.created_at)
    note = RecoveryNote(indicator=indicator, finding="Retard", cause="Moyens", remedy="Recruter")
    note.store(by=author, at=entry.created_at, why="écrite")
    make_contact(Actor.objects.get(), pk=1)
    make_contribution(indicator.incontournable, Actor.objects.get())
    ActionCarrier.objects.create(action=Action.objects.get(), actor=Actor.objects.get(), pk=1)
    make_actor("Sevadec du Calaisis", pk=10**6)
    return contract, indicator, entry, piece, people, loaded


def address_in_governance(name: str, contract) -> str:
    held, meeting = Meeting.objects.filter(committee__contract=contract).order_by("starts_at")
    committee, short = meeting.committee, name.partition(":")[2]
    if short == "meeting_new":
        return reverse(name, args=[contract.slug]) + f"?comite={committee.pk}"
    if short in ("recovery", "recovery_close"):
        return reverse(name, args=[contract.slug, Indicator.objects.of_contract(contract).first().pk])
    decision, action = held.decisions.get(), Action.objects.get(incontournable__contract=contract)
    if short == "action_scheme":
        return reverse(name, args=[contract.slug, action.pk])
    if short == "action_do":
        return reverse(name, args=[contract.slug, action.pk, "commencer"])
    if short == "restore":
        return reverse(name, args=[contract.slug, "groupe", LocalGroup.objects.get(name="Retiré").pk])
    if short == "action_release":
        return reverse(name, args=[contract.slug, decision.pk, action.pk])
    if short in "articulation scheme_new stake_new board mobilisation recoveries".split():
        return reverse(name, args=[contract.slug])
    if short in ("overview", "matrix", "meetings", "month", "committee_new"):
        return reverse(name, args=[contract.slug])
    if short == "uninvite":
        return reverse(
            name, args=[contract.slug, meeting.pk, invited.pk if (invited := meeting.invitations.first()) else 0]
        )
    rows = {
        "committee seats_chosen seat_new group_new committee_edit committee_remove committee_history": committee,
        "seat_edit seat_remove": committee.seats.get(),
        "group_edit group_remove": committee.local_groups.get(name="COTECH"),
        "point_edit point_move point_drop": meeting.agenda.get(),
        "decision_edit decision_withdraw decision_close action_new": decision,
        "decision_new minutes": held,
        "scheme scheme_edit scheme_remove link_new": Scheme.objects.get(contract=contract),
        "stake_edit stake_remove": contract.stakes.get(),
        "link_edit link_remove": SchemeLink.objects.get(scheme__contract=contract),
        "attachment attachment_remove": meeting.attachments.get(),
    }
    row = next((row for names, row in rows.items() if short in names.split()), meeting)
    return reverse(name, args=[contract.slug, row.pk])


def address(name: str, scene) -> str:
    contract, indicator, entry, piece, _, loaded = scene
    if name == "admin:":
        return reverse("admin:index")
    if name.startswith("governance:"):
        return address_in_governance(name, contract)
    if name == "password_reset_confirm":
        return reverse(name, args=["MQ", "jeton"])
    if name in ("objectives:evidence", "objectives:evidence_remove"):
        return reverse(name, args=[contract.slug, piece.pk])
    if name in ("sheet", "objectives:trajectory_csv", "objectives:entry_new_for"):
        return reverse(name, args=[contract.slug, indicator.incontournable.number])
    if name in ("objectives:sheet_texts", "objectives:sheet_history"):
        return reverse(name, args=[contract.slug, indicator.incontournable.number])
    if name == "objectives:opinion":
        return reverse(name, args=[contract.slug, indicator.incontournable.number, indicator.code])
    if name in SHEET_ROWS:
        line = indicator.incontournable.lines.get()
        rest = ["constats", line.pk, "retirer"][: SHEET_ROWS[name]]
        return reverse(name, args=[contract.slug, indicator.incontournable.number, *rest])
    if name in ("objectives:term", "objectives:term_do"):
        rest = ["retirer"] if name == "objectives:term_do" else []
        return reverse(name, args=[contract.slug, contract.glossary.get().pk, *rest])
    if name == "actors:export":
        return reverse(name, args=["csv"])
    if name in ("actor", "actors:edit", "actors:delete", "actors:contact_new"):
        return reverse(name, args=[Actor.objects.get(name="SEVADEC").pk])
    if name == "actors:merge":
        return reverse(name, args=[Actor.objects.get(name="SEVADEC").pk, 10**6])
    if name in ("actors:contact", "actors:contact_erase"):
        return reverse(name, args=[Actor.objects.get(name="SEVADEC").pk, 1])
    if name == "actors:means_of":
        return reverse(name, args=[contract.slug, indicator.incontournable.number])
    if name in ("actors:contribution", "actors:contribution_do"):
        rest = ["retirer"] if name == "actors:contribution_do" else []
        contribution = indicator.incontournable.contributions.get()
        return reverse(name, args=[contract.slug, indicator.incontournable.number, contribution.pk, *rest])
    if name in ("actors:carriers", "actors:carrier_do"):
        rest = [1, "piloter"] if name == "actors:carrier_do" else []
        return reverse(name, args=[contract.slug, Action.objects.get().pk, *rest])
    if name in ("actors:means", "actors:maps", "actors:map_new"):
        return reverse(name, args=[contract.slug])
    if name.startswith("actors:import") and name not in ("actors:imports", "actors:import_model"):
        return reverse(name, args=[ActorImport.objects.get().pk])
    if name.startswith("actors:import"):
        return reverse(name)
    card = Card.objects.get()
    if name == "actors:map_export":
        return reverse(name, args=[contract.slug, card.problem_id, "svg"])
    if name.startswith("actors:map") or name == "actors:card_add":
        return reverse(name, args=[contract.slug, card.problem_id])
    if name.startswith("actors:card"):
        return reverse(name, args=[contract.slug, card.problem_id, card.pk])
    if name.startswith("objectives:import") and name not in ("objectives:imports", "objectives:import_model"):
        return reverse(name, args=[contract.slug, loaded.pk])
    if name == "objectives:entry_export":
        return reverse(name, args=[contract.slug, "csv"])
    if name == "objectives:entry_preview":
        return reverse(name, args=[contract.slug]) + f"?indicateur={indicator.pk}"
    if name.startswith("objectives:entry") and name not in ("objectives:entry_list", "objectives:entry_new"):
        return reverse(name, args=[contract.slug, entry.pk])
    if name.startswith("objectives:") or name in ("dashboard", "bonus_json"):
        return reverse(name, args=[contract.slug])
    return reverse(name)


@pytest.mark.parametrize(("name", "method"), CASES)
def test_each_person_reaches_what_the_table_says(scene, sessions, name, method):
    expected = TABLE[name][method == "post"]
    found, url = [], address(name, scene)
    for person in PEOPLE:
        client = Client()
        if person != "anonymous":
            client.cookies[settings.SESSION_COOKIE_NAME] = sessions[person]
        # What a POST does may change where the next one goes.
        response = getattr(client, method)(url if method == "get" else address(name, scene))
        if response.streaming:
            response.getvalue()  # else the file stays open
        found.append(str(response.status_code))
    assert dict(zip(PEOPLE, found, strict=True)) == dict(zip(PEOPLE, expected.split(), strict=True))


@pytest.mark.parametrize(
    "name",
    sorted(
        name
        for name in TABLE
        if name.startswith(("objectives:", "actors:", "governance:")) or name in ("dashboard", "sheet")
    ),
)
def test_an_anonymous_reader_is_sent_to_sign_in_and_back(client, scene, name):
    url = address(name, scene)
    if TABLE[name][0] == NO_GET:
        assert client.post(url).headers["Location"].startswith("/connexion/?next=")
    else:
        assert client.get(url).headers["Location"].startswith("/connexion/?next=")


@pytest.mark.parametrize("pk", [0, 10**18, 10**20])
@pytest.mark.parametrize(
    "name", ["objectives:entry", "objectives:entry_edit", "objectives:entry_amend", "sheet", "objectives:entry_new_for"]
)
def test_an_identifier_of_nothing_is_not_found(client, scene, name, pk):
    client.force_login(scene[4]["administrator"])
    assert client.get(reverse(name, args=[scene[0].slug, pk])).status_code == 404


def test_whoever_has_no_role_anywhere_finds_no_directory(client):
    client.force_login(make_user())
    assert client.get(reverse("actors:list")).status_code == 404
