"""What is stopped before any page reads it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cottri.models import Role
from tests.factories import make_contract, make_indicator, make_user

pytestmark = pytest.mark.django_db
LOGIN = "/connexion/"


@pytest.fixture(autouse=True)
def plain_site(settings):
    settings.SECURE_SSL_REDIRECT = False


@pytest.mark.parametrize("charset", ["zip", "rot13", "utf-16"])
def test_a_form_in_no_readable_charset_is_refused(client, charset):
    response = client.generic("POST", LOGIN, b"username=a", content_type=f"text/plain; charset={charset}")
    assert response.status_code == 400
    assert "UTF-8" in response.content.decode()


def test_a_session_cookie_that_holds_a_nul_is_no_session(client):
    client.cookies["sessionid"] = "aaaaaaaaaaaa"
    response = client.get(LOGIN, HTTP_COOKIE='sessionid="\\000aaaaaaaaaaa"')
    assert response.status_code == 200
    assert client.get("/", HTTP_COOKIE='sessionid="\\000aaaaaaaaaaa"').url == f"{LOGIN}?next=/"


def test_the_files_of_a_stranger_are_not_even_read(client, settings):
    settings.STRANGER_MAX_BYTES = 1000
    heavy = SimpleUploadedFile("bilan.pdf", b"%PDF" + b"0" * 2000)
    settings.FILE_UPLOAD_HANDLERS = ["nothing.of.that.Name"]  # reading a file would fail
    response = client.post(LOGIN, {"username": "a", "files": heavy})
    assert response.status_code == 302
    assert response.url.startswith(LOGIN)


def test_more_than_a_request_may_weigh_is_refused_with_its_limit(client, settings):
    settings.REQUEST_MAX_BYTES = 1024**2
    client.force_login(make_user(contract=make_contract()))
    response = client.post("/", {"files": SimpleUploadedFile("bilan.pdf", b"0" * 1024**2)})
    assert response.status_code == 400
    assert "dépasse 1" in response.content.decode()


def test_the_grid_of_many_communes_can_be_sent(client):
    contract = make_contract(epcis=1, communes=60)
    for _ in range(4):
        make_indicator(contract)
    client.force_login(make_user(contract=contract))
    grid = reverse("objectives:grid", args=[contract.slug]) + f"?periode=2021-04&epci={contract.epcis.get().pk}"
    names = [
        name for form in client.get(grid).context["grid"].forms.values() for name in map(form.add_prefix, form.fields)
    ]
    assert len(names) > 1000
    assert client.post(grid, dict.fromkeys(names, "")).status_code == 302


@pytest.mark.parametrize("key", ["9" * 30, "abc", "\0", "-1"])
def test_the_admin_refuses_a_selection_of_what_cannot_exist(client, key):
    client.force_login(make_user(contract=make_contract(), role=Role.ADMINISTRATOR))
    response = client.post("/admin/cottri/user/", {"action": "unlock", "_selected_action": key, "index": "0"})
    assert response.status_code == 400


def test_the_admin_refuses_a_filter_on_what_cannot_exist(client):
    client.force_login(make_user(contract=make_contract(), role=Role.ADMINISTRATOR))
    assert client.get(f"/admin/cottri/user/?id__in={10**20}").status_code in (200, 302, 400)
