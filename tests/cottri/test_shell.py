import pytest
from django.conf import settings as configured
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from objectives.trajectory import State


@pytest.fixture
def plain_static_files(settings):
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}


@pytest.mark.parametrize("name", configured.VENDORED_ASSETS)
def test_a_vendored_file_is_served_from_its_package(name):
    assert finders.find(name) == str(configured.VENDORED_ASSETS[name])
    assert configured.VENDORED_ASSETS[name].is_file()


def test_a_file_nobody_has_is_not_found_rather_than_a_crash():
    assert finders.find("vendor/no-such-file.css") is None
    assert finders.find("vendor/no-such-file.css", find_all=True) == []


@pytest.mark.parametrize(("page", "title"), [("400.html", "Demande refusée"), ("500.html", "Erreur du site")])
def test_pages_of_errors_without_a_request_need_no_context(page, title, plain_static_files):
    html = render_to_string(page)
    assert f"<title>{title} · cottri</title>" in html
    assert f"<h1>{title}</h1>" in html


def test_a_gauge_is_drawn_with_points_where_french_writes_commas():
    html = render_to_string(
        "_gauge.html",
        {"done": 599, "pending": 7, "mark": 600, "mark_label": "60 %", "text": "59,9 % validés, 60 % exigés"},
    )
    assert 'class="gauge-done" width="059.9%"' in html
    assert 'x="059.9%"' in html and 'width="000.7%"' in html
    assert 'class="gauge-mark" x="060.0%"' in html
    assert 'aria-label="59,9 % validés, 60 % exigés"' in html


@pytest.mark.parametrize(("mark", "anchor"), [(0, "start"), (600, "middle"), (1000, "end")])
def test_the_label_of_a_mark_stays_inside_the_gauge(mark, anchor):
    html = render_to_string("_gauge.html", {"done": 0, "pending": 0, "mark": mark, "mark_label": "x", "text": "x"})
    assert f'text-anchor="{anchor}"' in html


@pytest.mark.parametrize(
    ("state", "word", "shape"),
    [
        (State.MET, "Remplie", '<path d="M2 8.5'),
        (State.ON_TIME, "Dans les temps", '<path d="M8 2a6'),
        (State.LATE, "En retard", 'r="7"'),
        (State.UNKNOWN, "Non calculable", 'r="6"'),
    ],
)
def test_a_state_is_a_word_and_a_shape_of_its_own(state, word, shape):
    html = render_to_string("_state.html", {"state": state, "note": "", "more": "", "opinion": None})
    assert f"<b>{word}</b>" in html and shape in html
