"""Coming in, being kept out, and landing on the right contract."""

import datetime as dt
import re
from unittest import mock
from urllib.parse import quote

import pytest
from django.conf import settings as site_settings
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connections, transaction
from django.test import Client, RequestFactory
from django.urls import URLPattern, get_resolver, reverse

from cottri.context import site
from cottri.models import Role, User
from cottri.people import nearest
from objectives.models import Contract
from tests.cottri.factories import PASSWORD, a_contract, a_user, an_administrator

pytestmark = pytest.mark.django_db
LOGIN = "/connexion/"


@pytest.fixture(autouse=True)
def plain_site(settings):
    settings.DEMO = False
    settings.COTTRI_TODAY = dt.date(2023, 4, 14)
    settings.SECURE_SSL_REDIRECT = False


def sign_in(client, username, password=PASSWORD, **kwargs):
    return client.post(LOGIN, {"username": username, "password": password, **kwargs})


def is_signed_in(client):
    return SESSION_KEY in client.session


# --- Signing in and out ---------------------------------------------------------------------------------------------
def test_the_right_password_leads_home(client):
    a_user("agent")
    assert sign_in(client, "agent").url == "/"
    assert is_signed_in(client)


def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(client):
    a_user("agent")
    answers = []
    for username in ("agent", "tnega"):
        response = sign_in(client, username, "pas le bon du tout")
        page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())
        answers.append((response.status_code, page.replace(username, "…")))
    assert answers[0] == answers[1]
    assert not is_signed_in(client)


def test_an_unknown_account_costs_a_hash_too_so_that_time_tells_nothing(client):
    with mock.patch.object(User, "set_password") as hashed:
        sign_in(client, "personne")
    hashed.assert_called_once_with(PASSWORD)


def test_an_inactive_account_is_refused_like_a_wrong_password(client):
    a_user("parti", is_active=False)
    assert "form" in sign_in(client, "parti").context
    assert not is_signed_in(client)


def test_what_was_typed_is_kept_but_never_the_password(client):
    page = sign_in(client, "agent&co", "secret-tapé").content.decode()
    assert 'value="agent&amp;co"' in page
    assert "secret-tapé" not in page


@pytest.mark.parametrize("username", ["agent\x00", "a" * 10_000, "' OR 1=1 --", "٣", "\ud800", ""])
@pytest.mark.parametrize("password", [PASSWORD, "x" * 10_000, "\x00"])
def test_whatever_is_typed_the_answer_is_the_login_page(client, username, password):
    a_user("agent")
    body = f"username={quote(username, errors='surrogatepass')}&password={quote(password)}"
    response = client.post(LOGIN, body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("/mot-de-passe/?a=1&b=2", "/mot-de-passe/?a=1&b=2"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("https:evil.example", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_after_signing_in_one_goes_where_one_was_going_if_it_is_on_this_site(client, wanted, given):
    a_user("agent")
    assert sign_in(client, "agent", next=wanted).url == given


def test_someone_signed_in_is_not_sent_away_by_the_login_page_either(client):
    client.force_login(a_user("agent"))
    assert client.get(LOGIN, {"next": "https://evil.example/"}).url == "/"


def test_signing_out_is_a_post(client):
    client.force_login(a_user("agent"))
    assert client.get("/deconnexion/").status_code == 405
    assert is_signed_in(client)
    assert client.post("/deconnexion/").url == LOGIN
    assert not is_signed_in(client)


def test_signing_out_after_the_session_has_expired_does_not_come_back_to_sign_out_again(client):
    assert client.post("/deconnexion/").url == LOGIN


def test_signing_out_leads_nowhere_else(client):
    client.force_login(a_user("agent"))
    assert client.post("/deconnexion/", {"next": "https://evil.example/"}).url == LOGIN


def test_signing_in_adds_nothing_to_the_history_of_the_account(client):
    user = a_user("agent")
    sign_in(client, "agent")
    user.refresh_from_db()
    assert user.last_login
    assert user.history.count() == 1
    user.first_name = "Agathe"
    user.save()
    assert user.history.count() == 2


def test_history_keeps_no_trace_of_a_password():
    kept = {field.name for field in User.history.model._meta.get_fields()}
    assert {"username", "is_superuser", "email"} <= kept
    assert not {"password", "last_login"} & kept


# --- What is open to all --------------------------------------------------------------------------------------------
def every_view(patterns, prefix=""):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield prefix + (pattern.name or str(pattern.pattern)), pattern.callback
        else:
            yield from every_view(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else prefix)


def test_everything_is_behind_login_but_what_is_listed_here():
    views = every_view(get_resolver().url_patterns)
    assert {name for name, view in views if not getattr(view, "login_required", True)} == {
        "healthz",
        "login",
        "logout",
        "password_reset",
        "password_reset_done",
        "password_reset_confirm",
        "password_reset_complete",
        "admin:login",
    }


@pytest.mark.parametrize("path", ["/", "/mot-de-passe/", "/admin/", "/admin/cottri/user/", "/un-contrat/"])
def test_a_stranger_is_asked_to_sign_in_and_will_come_back(client, path):
    response = client.get(path, follow=True)
    assert response.redirect_chain[-1][0].startswith(LOGIN)
    assert response.context["next"] == path


def test_health_is_told_to_anyone_and_depends_on_the_database(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")
    assert client.post("/healthz").status_code == 405
    client.force_login(a_user("agent"))  # a browser of somebody signed in: its session is in the database too
    there = connections["default"]
    connections["default"] = nowhere = there.copy()
    nowhere.settings_dict["NAME"] = "/nowhere/cottri"  # no file of SQLite, no database of PostgreSQL
    try:
        answers = [client.get("/healthz"), client.head("/healthz"), Client().get("/healthz")]
    finally:
        connections["default"] = there
    assert [answer.status_code for answer in answers] == [503, 503, 503]
    assert answers[0].text == "base de données injoignable"


# --- Demonstration accounts -----------------------------------------------------------------------------------------
def test_a_demo_account_is_let_in_by_a_demonstration_only(client, settings):
    a_user("agent", is_demo=True)
    sign_in(client, "agent")
    assert not is_signed_in(client)
    settings.DEMO = True
    sign_in(client, "agent")
    assert is_signed_in(client)


def test_the_session_of_a_demo_account_ends_with_the_demonstration(client, settings):
    settings.DEMO = True
    a_user("agent", is_demo=True, is_superuser=True)
    sign_in(client, "agent")
    assert client.get("/mot-de-passe/").status_code == 200
    settings.DEMO = False
    assert client.get("/mot-de-passe/").url.startswith(LOGIN)
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith(LOGIN)


# --- Locked out -----------------------------------------------------------------------------------------------------
@pytest.fixture
def locked_out(client):
    a_user("agent")
    for _ in range(site_settings.AXES_FAILURE_LIMIT):
        response = sign_in(client, "agent", "pas le bon")
    return response


def test_repeated_failures_lock_the_account_out_and_say_what_to_do(client, locked_out):
    page = locked_out.content.decode()
    assert locked_out.status_code == 429
    assert "Attendez 15 minutes" in page
    assert reverse("password_reset") in page
    assert sign_in(client, "agent").status_code == 429
    assert not is_signed_in(client)


def test_an_account_that_does_not_exist_is_locked_out_all_the_same(client):
    statuses = [sign_in(client, "personne", "pas le bon").status_code for _ in range(site_settings.AXES_FAILURE_LIMIT)]
    assert statuses == [200] * (site_settings.AXES_FAILURE_LIMIT - 1) + [429]


def test_being_locked_out_is_nobody_elses_problem(client, locked_out):
    a_user("agent2")
    assert sign_in(client, "agent2").url == "/"
    client.logout()
    elsewhere = client.post(LOGIN, {"username": "agent", "password": PASSWORD}, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.url == "/"


def test_behind_a_proxy_attempts_are_told_apart_by_the_address_it_wrote_last(client, settings):
    settings.AXES_CLIENT_IP_CALLABLE = "cottri.people.client_address"
    a_user("agent")
    for number in range(site_settings.AXES_FAILURE_LIMIT):
        forged = {"HTTP_X_FORWARDED_FOR": f"198.51.100.{number}, 192.0.2.66"}
        response = client.post(LOGIN, {"username": "agent", "password": "pas le bon"}, **forged)
    assert response.status_code == 429
    officer = {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}
    assert client.post(LOGIN, {"username": "agent", "password": PASSWORD}, **officer).url == "/"


def test_the_lock_opens_by_itself_after_a_while(client, locked_out, time_machine):
    time_machine.move_to(dt.datetime.now(dt.UTC) + site_settings.AXES_COOLOFF_TIME + dt.timedelta(minutes=1))
    assert sign_in(client, "agent").url == "/"


def test_a_success_forgets_earlier_failures(client):
    a_user("agent")
    for _ in range(3):
        for _ in range(site_settings.AXES_FAILURE_LIMIT - 1):
            sign_in(client, "agent", "pas le bon")
        assert sign_in(client, "agent").url == "/"
        client.logout()


def test_an_administrator_opens_the_lock(client, locked_out):
    contract = a_contract()
    user = User.objects.get(username="agent")
    user.memberships.create(contract=contract, role=Role.OFFICER)
    client.force_login(an_administrator(contract))
    client.post("/admin/cottri/user/", {"action": "unlock", "_selected_action": [user.pk]})
    client.logout()
    assert sign_in(client, "agent").url == "/"


# --- Home -----------------------------------------------------------------------------------------------------------
def days(start, end):
    return Contract(starts_on=dt.date.fromisoformat(start), ends_on=dt.date.fromisoformat(end))


PAST, OLDER = days("2018-01-01", "2020-12-31"), days("2010-01-01", "2012-12-31")
RUNNING, LATER = days("2021-01-01", "2023-12-31"), days("2022-06-01", "2025-05-31")
FUTURE = days("2026-01-01", "2028-12-31")


@pytest.mark.parametrize(
    ("contracts", "on", "expected"),
    [
        ([PAST, RUNNING, FUTURE], "2023-04-14", RUNNING),
        ([PAST, RUNNING, FUTURE], "2021-01-01", RUNNING),
        ([PAST, RUNNING, FUTURE], "2023-12-31", RUNNING),
        ([RUNNING, LATER], "2023-04-14", LATER),
        ([LATER, RUNNING], "2023-04-14", LATER),
        ([OLDER, PAST], "2023-04-14", PAST),
        ([PAST, FUTURE], "2025-12-01", FUTURE),
        ([PAST, FUTURE], "2021-02-01", PAST),
        ([FUTURE], "2021-02-01", FUTURE),
        ([], "2021-02-01", None),
    ],
)
def test_the_current_contract_is_the_running_one_else_the_nearest(contracts, on, expected):
    assert nearest(contracts, dt.date.fromisoformat(on)) is expected


def test_home_leads_to_ones_own_current_contract(client):
    old = a_contract("ancien", dt.date(2015, 1, 1), dt.date(2017, 12, 31))
    a_contract("voisin")
    client.force_login(a_user("agent", (Role.OFFICER, old)))
    assert client.get("/").url == "/ancien/"


def test_home_of_a_superuser_looks_at_every_contract(client):
    a_contract("voisin")
    client.force_login(a_user("root", is_superuser=True))
    assert client.get("/").url == "/voisin/"


def test_without_membership_home_says_whom_to_ask_and_gives_no_address(client):
    an_administrator(a_contract(), "camille")
    client.force_login(a_user("nouvelle"))
    page = client.get("/").content.decode()
    assert "camille" in page
    assert "camille@example.org" not in page
    assert "nouvelle" in page


def test_a_superuser_of_an_empty_site_is_led_to_the_admin(client):
    client.force_login(a_user("root", is_superuser=True))
    assert reverse("admin:index") in client.get("/").content.decode()


# --- Addresses, context, constraints --------------------------------------------------------------------------------
def test_every_first_word_of_the_site_is_refused_as_a_slug():
    words = {str(pattern.pattern).split("/")[0] for pattern in get_resolver().url_patterns}
    words.add(site_settings.STATIC_URL.strip("/").split("/")[0])
    literal = {word for word in words if word and not word.startswith("<")}
    assert literal <= site_settings.RESERVED_SLUGS
    for slug in literal:
        with pytest.raises(ValidationError) as refusal:
            Contract(slug=slug).clean()
        assert "slug" in refusal.value.error_dict


@pytest.mark.parametrize("count", [1, 3])
def test_the_context_of_a_page_costs_one_query_whatever_the_number_of_contracts(count, django_assert_num_queries):
    user = a_user("agent", *((Role.OFFICER, a_contract(f"contrat-{n}")) for n in range(count)))
    request = RequestFactory().get("/")
    request.user = User.objects.get(pk=user.pk)
    with django_assert_num_queries(1):
        context = site(request)
        assert [held.contract.short_name for held in context["memberships"]] == [f"Contrat-{n}" for n in range(count)]
        assert not request.user.has_perm("objectives.change_contract", context["memberships"][0].contract)
    assert context["today"] == dt.date(2023, 4, 14)
    assert (context["demo"], context["may_administer"]) == (False, False)


def test_the_context_of_a_page_that_failed_before_anyone_was_known_is_empty(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert site(RequestFactory().get("/"))["memberships"] == []


@pytest.mark.parametrize("email", ["a@example.org\nBcc: b@example.org", "a@example.org\r", "x" * 255])
def test_the_database_refuses_an_address_that_could_forge_a_header(email):
    user = a_user("agent")
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        User.objects.filter(pk=user.pk).update(email=email)


def test_two_accounts_cannot_share_an_address_whatever_its_case():
    a_user("agent")
    with pytest.raises(ValidationError, match="déjà celle d’un autre compte"):
        User(username="agent2", email="AGENT@example.org", password="x").full_clean()
    assert User(username="a", password="x").full_clean() is None


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(client):
    own, foreign = "http://testserver/cot/saisies/4/", "https://exemple.org/"
    for came_from, back in ((own, own), (foreign, "/"), ("", "/")):
        response = client.post("/cot/saisies/4/valider/", headers={"referer": came_from})
        assert response.headers["Location"] == f"/connexion/?next={quote(back)}"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_part_of_a_page_asked_after_the_session_ended_reloads_the_page_rather_than_showing_a_sign_in_inside(
    client, method
):
    address = "/cot/simulateur/"
    response = getattr(client, method)(address, headers={"hx-request": "true"})
    assert (response.status_code, response.content, response.headers["HX-Refresh"]) == (204, b"", "true")
    back = client.get(address, headers={"hx-request": "true", "hx-history-restore-request": "true"})
    assert back.headers["Location"] == f"/connexion/?next={address}", "then the whole page is what was asked"
