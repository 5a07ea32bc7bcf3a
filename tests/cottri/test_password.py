"""Changing a password, and choosing one through a link that travels by a real mail server."""

import email
import logging
import re
import socket
from email import policy

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings as site_settings
from django.core import mail
from django.test import Client

from cottri.models import User
from tests.cottri.factories import PASSWORD, a_user

pytestmark = pytest.mark.django_db
ASK, LOGIN, NEW_PASSWORD = "/mot-de-passe/oublie/", "/connexion/", "encore-une-phrase-secrète"


@pytest.fixture(autouse=True)
def plain_site(settings):
    settings.DEMO = False
    settings.SECURE_SSL_REDIRECT = False


class Mailbox:
    def __init__(self):
        self.envelopes = []

    async def handle_DATA(self, server, session, envelope):
        self.envelopes.append(envelope)
        return "250 OK"

    def message(self):
        [envelope] = self.envelopes
        return email.message_from_bytes(envelope.content, policy=policy.default)

    def link(self):
        return re.search(r"https?://[^/]+(/\S+)", self.message().get_content())[1]


@pytest.fixture
def mailbox(settings, caplog):
    caplog.set_level(logging.WARNING, "mail.log")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    mailbox = Mailbox()
    server = Controller(mailbox, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield mailbox
    server.stop()


def choose(client, link, password=NEW_PASSWORD):
    """Follows the link as a browser does; the page it leads to no longer shows the token in its address."""
    form = client.get(link, follow=True)
    action = form.redirect_chain[-1][0]
    return client.post(action, {"new_password1": password, "new_password2": password})


def test_the_link_arrives_in_french_at_the_address_of_the_account_and_nowhere_else(client, mailbox):
    a_user("agent", first_name="Agathe", last_name="Agent")
    assert client.post(ASK, {"email": "AGENT@example.org"}).url == "/mot-de-passe/oublie/envoye/"
    [envelope] = mailbox.envelopes
    assert envelope.rcpt_tos == ["agent@example.org"]
    assert envelope.mail_from == site_settings.DEFAULT_FROM_EMAIL
    assert mailbox.message()["to"] == "agent@example.org"
    assert mailbox.message()["subject"] == "Choisir votre mot de passe pour cottri"
    text = mailbox.message().get_content()
    assert "Bonjour Agathe Agent," in text
    assert "Quelqu’un, sans doute vous," in text
    assert "agent" in text


def test_the_link_changes_the_password_once(client, mailbox):
    a_user("agent")
    client.post(ASK, {"email": "agent@example.org"})
    assert choose(client, mailbox.link()).url == "/mot-de-passe/choisi/"
    assert client.post(LOGIN, {"username": "agent", "password": PASSWORD}).status_code == 200
    assert client.post(LOGIN, {"username": "agent", "password": NEW_PASSWORD}).url == "/"
    assert "Ce lien ne sert plus" in client.get(mailbox.link()).content.decode()


def test_a_new_password_opens_the_lock_of_failed_attempts(client, mailbox):
    a_user("agent")
    for _ in range(site_settings.AXES_FAILURE_LIMIT):
        client.post(LOGIN, {"username": "agent", "password": "pas le bon"})
    client.post(ASK, {"email": "agent@example.org"})
    choose(client, mailbox.link())
    assert client.post(LOGIN, {"username": "agent", "password": NEW_PASSWORD}).url == "/"


def test_an_account_opened_without_password_gets_its_first_one_this_way(client, mailbox):
    User.objects.create_user("nouvelle", "nouvelle@example.org")
    client.post(ASK, {"email": "nouvelle@example.org"})
    choose(client, mailbox.link())
    assert client.post(LOGIN, {"username": "nouvelle", "password": NEW_PASSWORD}).url == "/"


def test_a_password_too_short_is_refused_beside_its_field(client, mailbox):
    a_user("agent")
    client.post(ASK, {"email": "agent@example.org"})
    response = choose(client, mailbox.link(), "court")
    assert "12 caractères" in str(response.context["form"].errors["new_password2"])
    assert 'value="court"' not in response.content.decode()


def test_an_unknown_address_gets_the_same_answer_and_no_message(client):
    a_user("agent")
    known, unknown = (client.post(ASK, {"email": f"{name}@example.org"}) for name in ("agent", "inconnue"))
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [message.to for message in mail.outbox] == [["agent@example.org"]]


@pytest.mark.parametrize("fields", [{"is_active": False}, {"is_demo": True}])
def test_an_account_that_could_not_sign_in_is_sent_no_link(client, fields):
    a_user("agent", **fields)
    client.post(ASK, {"email": "agent@example.org"})
    assert mail.outbox == []


@pytest.mark.parametrize(
    "address",
    [
        "agent@example.org\nBcc: pirate@example.org",
        "agent@example.org\r\nBcc: pirate@example.org",
        "agent@example.org%0ABcc:pirate@example.org",
        "agent@example.org,pirate@example.org",
        "agent@example.org\x00",
        "a" * 10_000 + "@example.org",
        "",
    ],
)
def test_an_address_that_would_forge_a_header_is_refused_beside_its_field(client, address):
    a_user("agent")
    response = client.post(ASK, {"email": address})
    assert response.context["form"].errors["email"]
    assert mail.outbox == []


def test_a_look_alike_address_never_receives_the_link(client):
    a_user("mike")
    client.post(ASK, {"email": "mıke@example.org"})
    assert {address for message in mail.outbox for address in message.to} <= {"mike@example.org"}


def test_a_mail_server_that_is_down_does_not_tell_which_accounts_exist(client, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    a_user("agent")
    with caplog.at_level(logging.ERROR):
        assert client.post(ASK, {"email": "agent@example.org"}).url == "/mot-de-passe/oublie/envoye/"
    assert "agent@example.org" not in caplog.text.replace("Failed to send", "")


@pytest.mark.parametrize(
    "link", ["MQ/set-password/", "MQ/xxx-yyy/", "AAAA/1-1/", "%00/1-1/", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5/1-1/"]
)
def test_a_link_that_was_not_sent_opens_nothing(client, link):
    a_user("agent")
    assert "Ce lien ne sert plus" in client.get(f"/mot-de-passe/choisir/{link}").content.decode()


def test_changing_it_asks_for_the_old_one_and_ends_the_other_sessions(client):
    user = a_user("agent")
    client.force_login(user)
    client_elsewhere = Client()
    client_elsewhere.force_login(user)
    fields = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    assert (
        client.post("/mot-de-passe/", {"old_password": "pas le bon", **fields}).context["form"].errors["old_password"]
    )
    assert client.post("/mot-de-passe/", {"old_password": PASSWORD, **fields}, follow=True).status_code == 200
    assert client.get("/mot-de-passe/").status_code == 200
    assert client_elsewhere.get("/mot-de-passe/").url.startswith(LOGIN)
