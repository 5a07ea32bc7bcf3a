"""Acronyms: explained once in each text, never as HTML of their own, and written by officers."""

import datetime as dt

import pytest
from django.urls import reverse

from cottri.models import Role
from objectives import clock
from objectives.glossary import Glossary
from objectives.models import GlossaryTerm, State
from tests.factories import make_contract, make_entry, make_indicator, make_user
from tests.meetings import make_committee, make_meeting
from tests.sheets import make_action, make_line, make_opinion, make_sheet, make_term

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract():
    return make_contract()


def abbr(acronym: str, meaning: str = "Guichet unique de l’habitat") -> str:
    return f'<abbr title="{meaning}">{acronym}</abbr>'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("Le GUH conseille.", f"Le {abbr('GUH')} conseille."),
        ("GUH, puis GUH", f"{abbr('GUH')}, puis GUH"),
        ("EIE/GUH", f"EIE/{abbr('GUH')}"),
        ("GUHX, AGUH et guh", "GUHX, AGUH et guh"),
        ("<b>GUH</b> & co", f"&lt;b&gt;{abbr('GUH')}&lt;/b&gt; &amp; co"),
        ("GCT&M", abbr("GCT&amp;M", "Grand Calais Terres &amp; Mers")),
        ("le COT\u00a0TRI", "le " + abbr("COT\u00a0TRI", "Le contrat")),
        ("TRI", abbr("TRI", "&lt;i&gt;&quot;")),
    ],
)
def test_an_acronym_is_explained_the_first_time_and_nothing_escapes(contract, text, expected):
    make_term(contract)
    make_term(contract, "GCT&M", meaning="Grand Calais Terres & Mers")
    make_term(contract, "COT TRI", meaning="Le contrat")
    make_term(contract, "TRI", meaning='<i>"')
    assert Glossary(contract).explain(text) == expected


def test_a_contract_without_terms_explains_nothing(contract):
    make_term(make_contract())
    make_term(contract, is_removed=True)
    glossary = Glossary(contract)
    assert (glossary.explain("Le GUH & co"), glossary.used) == ("Le GUH &amp; co", [])


def test_a_page_costs_one_query_and_knows_what_it_has_explained(contract, django_assert_num_queries):
    make_term(contract, "SPEE")
    make_term(contract, "EIE")
    make_term(contract, "PAT")
    glossary = Glossary(contract)
    with django_assert_num_queries(1):
        for text in ("SPEE", "SPEE et EIE", "rien"):
            glossary.explain(text)
    assert [term.acronym for term in glossary.used] == ["EIE", "SPEE"]


def test_acronyms_are_explained_on_the_sheet_and_listed_at_its_end(client, contract):
    indicator = make_indicator(contract)
    item = indicator.incontournable
    item.title = "Le GUH"
    item.save()
    make_sheet(item, printed_title="Le GUH imprimé")
    make_line(item, "Le GUH manque de conseillers")
    make_opinion(indicator, day=clock.today(), note="Le GUH tient")
    make_action(item, evidence="bilan du GUH")
    make_term(contract)
    client.force_login(make_user(contract=contract, role=Role.COPIL))
    page = client.get(item.get_absolute_url()).text
    assert f"Le {abbr('GUH')} manque" in page
    for words in (
        "<h1>Le {}</h1>",
        "Sur la fiche&nbsp;: Le {} imprimé",
        "<p>Le {} tient</p>",
        "Preuve&nbsp;: bilan du {}",
    ):
        assert words.format(abbr("GUH")) in page
    assert "Sigles de cette page" in page and "<dt>GUH</dt><dd>Guichet unique de l’habitat</dd>" in page


def test_acronyms_are_explained_where_the_state_of_the_contract_shows_them(client, contract):
    make_term(contract)
    make_term(contract, "PAT", meaning="Projet alimentaire territorial")
    make_term(contract, "COPIL", meaning="Comité de pilotage")
    indicator = make_indicator(contract, label="Rénovations vues par le GUH")
    item = indicator.incontournable
    item.short_title = "Le GUH"
    item.save()
    make_action(item, "Écrire le PAT", state="decided", due_on=clock.today() - dt.timedelta(days=1), carrier="GUH")
    make_meeting(make_committee(contract), clock.today() + dt.timedelta(days=1))
    client.force_login(make_user(contract=contract, role=Role.COPIL))
    title, meant = f"Le {abbr('GUH')}", "<dt>GUH</dt><dd>Guichet unique de l’habitat</dd>"
    for name in ("dashboard", "objectives:way", "objectives:simulator"):
        page = client.get(reverse(name, args=[contract.slug])).text
        assert title in page and meant in page
    page = client.get(reverse("dashboard", args=[contract.slug])).text
    for words in (f"vues par le {abbr('GUH')}", f"Écrire le {abbr('PAT', 'Projet alimentaire territorial')}"):
        assert words in page
    assert f"· {abbr('GUH')}</small>" in page, "of an action, who carries it"
    assert abbr("COPIL", "Comité de pilotage") in page


# --- The page -------------------------------------------------------------------------------------------------------
def test_acronyms_are_explained_where_figures_are_entered_and_validated(client, contract):
    make_term(contract)
    indicator = make_indicator(contract, label="Rénovations vues par le GUH", definition="Une fois", supplier="")
    item = indicator.incontournable
    item.short_title = "Avec le GUH"
    item.save()
    entry = make_entry(indicator, 5, state=State.PENDING)
    client.force_login(make_user(contract=contract))
    title, label = f"Avec le {abbr('GUH')}", f"vues par le {abbr('GUH')}"
    for address, shown in {
        reverse("objectives:entry_new", args=[contract.slug]): [title, label],
        reverse("objectives:entry_new_for", args=[contract.slug, item.number]): [title, label],
        entry.get_absolute_url(): [title, label],
        reverse("objectives:inbox", args=[contract.slug]): [title],
        reverse("objectives:grid", args=[contract.slug]): [title],
    }.items():
        page = client.get(address, follow=True).text
        for words in (*shown, "<dt>GUH</dt><dd>Guichet unique de l’habitat</dd>"):
            assert words in page, (address, words)


def test_readers_read_and_officers_write(client, contract):
    make_term(contract)
    address = reverse("objectives:glossary", args=[contract.slug])
    client.force_login(make_user(contract=contract, role=Role.COPIL))
    page = client.get(address).text
    assert "Guichet unique de l’habitat" in page and "Modifier" not in page
    client.force_login(make_user(contract=contract))
    assert "Modifier" in client.get(address).text


def test_an_officer_adds_rewords_removes_and_restores_a_term(client, contract):
    officer = make_user(contract=contract)
    client.force_login(officer)
    new = reverse("objectives:term_new", args=[contract.slug])
    told = {"acronym": " PAT ", "meaning": "Projet alimentaire territorial", "explanation": ""}
    client.post(new, told)
    term = GlossaryTerm.objects.get(acronym="PAT")
    one = reverse("objectives:term", args=[contract.slug, term.pk])
    client.post(one, {"acronym": "AUTRE", "meaning": "Projet", "read_version": 1})
    term.refresh_from_db()
    assert (term.acronym, term.meaning) == ("PAT", "Projet"), "an acronym never changes"
    client.post(f"{one}retirer/")
    assert not GlossaryTerm.objects.shown().exists()
    assert "rétablissez-le" in client.post(new, told).text
    client.post(f"{one}retablir/")
    assert "déjà dans le glossaire" in client.post(new, told).text
    reasons = list(term.history.values_list("history_change_reason", "history_user"))
    assert reasons == [(why, officer.pk) for why in ("rétabli", "retiré", "modifié", "ajouté")]
    assert client.post(f"{one}brûler/").status_code == 404


def test_a_term_removed_or_restored_twice_is_told_and_a_removed_one_is_not_reworded(client, contract):
    term = make_term(contract)
    client.force_login(make_user(contract=contract))
    one = reverse("objectives:term", args=[contract.slug, term.pk])
    assert "est déjà rétabli" in client.post(f"{one}retablir/", follow=True).text
    assert "est retiré" in client.post(f"{one}retirer/", follow=True).text
    assert "est déjà retiré" in client.post(f"{one}retirer/", follow=True).text
    assert term.history.count() == 2
    assert client.get(one).status_code == 404
    late = client.post(one, {"meaning": "Dit trop tard", "read_version": 1}).text
    assert "a été retiré entre-temps : rétablissez-le d’abord." in late and "Dit trop tard" in late
    assert term.history.count() == 2


def test_an_acronym_that_somebody_adds_while_ones_own_form_is_checked_is_told(client, contract, monkeypatch):
    client.force_login(make_user(contract=contract))
    add = GlossaryTerm.add

    def overtaken(term, **acts):
        make_term(contract)
        add(term, **acts)

    monkeypatch.setattr(GlossaryTerm, "add", overtaken)
    page = client.post(reverse("objectives:term_new", args=[contract.slug]), {"acronym": "GUH", "meaning": "Autre"})
    assert page.status_code == 200 and "Ce sigle est déjà dans le glossaire." in page.text


def test_two_who_reword_a_term_are_shown_both_values(client, contract):
    term = make_term(contract)
    client.force_login(make_user(contract=contract))
    one = reverse("objectives:term", args=[contract.slug, term.pk])
    client.post(one, {"meaning": "Guichet des voisins", "read_version": 1})
    page = client.post(one, {"meaning": "Guichet à moi", "read_version": 1}).text
    assert "Guichet des voisins" in page and "Guichet à moi" in page and "rien n’a été écrasé" in page
    assert GlossaryTerm.objects.get().meaning == "Guichet des voisins"
