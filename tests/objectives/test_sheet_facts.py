"""The facts of the four detailed sheets and of the glossary, against the deck transcribed a second time."""

import pytest

from objectives.models import Action, Axis, GlossaryTerm, Link, Milestone, Opinion, Sheet, SheetLine
from tests.factories import load_facts, make_user

pytestmark = pytest.mark.django_db

TOLD = """
 2 | finding 1, carrier 4, agenda 5 | territory 3 | 0 | 1 2 3 4 5 6 7 8 9
 7 | finding 4, carrier 4 | epci 3, rev3 2 | 3 | 3 4 6 9
 9 | finding 2, carrier 2, question 1 | territory 5, rev3 3 | 0 | 5 7 9
10 | finding 3, carrier 3, question 1 | territory 4, rev3 4 | 0 | 1 2 8 9
"""
ROWS = (SheetLine, Axis, Link, Action)


@pytest.fixture
def contract(real_contract):
    return real_contract


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def counted(rows, name: str, order: list[str]) -> str:
    found = [getattr(row, name) for row in rows]
    return ", ".join(f"{kind} {found.count(kind)}" for kind in order if kind in found)


def everything() -> dict[str, list]:
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in (Sheet, *ROWS, GlossaryTerm)}


def test_each_sheet_has_the_lines_actions_axes_and_links_of_the_deck(contract):
    for told in TOLD.strip().splitlines():
        number, lines, actions, axes, links = (cell.strip() for cell in told.split("|"))
        item = contract.incontournables.get(number=number)
        assert counted(item.lines.all(), "kind", ["finding", "carrier", "question", "agenda"]) == lines
        assert counted(item.actions.all(), "framework", ["territory", "epci", "rev3"]) == actions
        assert str(item.axes.count()) == axes
        assert " ".join(str(link.target.dc_number) for link in item.links.all()) == links
        assert all(plain(link.as_printed) == f"DC {link.target.dc_number}" for link in item.links.all())


def test_the_other_eleven_sheets_start_with_their_title(contract):
    assert set(Sheet.objects.values_list("incontournable__number", flat=True)) == {2, 7, 9, 10}
    for model in ROWS:
        assert set(model.objects.values_list("incontournable__number", flat=True)) <= {2, 7, 9, 10}
    assert not Milestone.objects.exists() and not Opinion.objects.exists(), "the deck dates no step and judges nothing"


def test_what_is_quoted_is_word_for_word(contract):
    sheets = {sheet.incontournable.number: sheet for sheet in Sheet.objects.all()}
    assert sheets[7].ambition == (
        "Construire un plan d’actions pour engager et renforcer la rénovation thermique et environnementale de "
        "l’habitat privé et des bâtiments"
    )
    assert plain(sheets[9].question) == "Qui mobilise-t-on afin de mettre en œuvre le REGAL ?"
    assert sheets[10].prerequisite == "GCT&M pour la mise en œuvre de son EPE"
    assert plain(SheetLine.objects.get(kind="question", incontournable__number=9).text) == "Quid du portage du REGAL ?"
    assert "pistes de mutualisation ?" in plain(Action.objects.get(code="territoire-1", incontournable__number=10).text)
    assert list(SheetLine.objects.filter(kind="agenda").values_list("text", flat=True)) == [
        "Les enjeux, la stratégie locale à adopter",
        "Les modalités de mise en œuvre",
        "Le(s) porteur(s)",
        "Les périmètres",
        "L’articulation – mutualisation",
    ]


def test_a_link_to_dc_9_may_mean_the_steering_that_the_deck_heads_dc_9(contract):
    ambiguous = Link.objects.exclude(alternative=None)
    assert {link.incontournable.number for link in ambiguous} == {7, 9, 10}
    assert {(link.target.number, link.alternative.number) for link in ambiguous} == {(15, 2)}
    assert "DC 9" in plain(Sheet.objects.get(incontournable__number=2).printed_note)


def test_what_is_under_way_is_told_so_and_the_rest_stays_an_hypothesis(contract):
    actions = Action.objects.exclude(incontournable__number=2)
    assert {action.code for action in actions.filter(state="ongoing")} == {
        "territoire-1",
        "territoire-2",
        "territoire-5",
    }
    assert set(actions.values_list("state", flat=True)) == {"ongoing", "hypothesis"}
    assert {action.epci.short_name for action in actions.filter(framework="rev3")} == {"GCT&M"}


def test_facts_that_officers_reworded_moved_or_removed_are_not_loaded_again(contract):
    at = {"by": make_user(contract=contract), "at": contract.history.first().history_date}
    item = contract.incontournables.get(number=7)
    first, second, third, _ = item.lines.filter(kind="finding")
    first.text = "Ingénierie renforcée"
    first.save()
    second.move(up=False, **at)
    third.remove(**at)
    Axis.objects.filter(number=3).update(number=4)
    item.links.first().remove(**at)
    term = GlossaryTerm.objects.get(acronym="GUH")
    term.meaning, term.is_removed = "Guichet unique", True
    term.save()
    before = everything()
    load_facts()
    assert everything() == before


def test_the_sheets_and_the_glossary_are_in_french_typography(contract):
    rows = [row for rows in everything().values() for row in rows]
    texts = [str(value) for row in rows for name, value in row.items() if name != "sort_key"]
    assert not [text for text in texts if "'" in text or '"' in text]
    assert not [text for text in texts if any(f" {mark}" in text for mark in "?:;!»") or "« " in text]


def test_every_acronym_of_the_issue_is_explained(contract):
    acronyms = set(GlossaryTerm.objects.values_list("acronym", flat=True))
    assert set("GUH SPEE EIE FAIRE EPE EIT PLP PAT REGAL SLIME ACTEE OPAH PNRCMO SEVADEC CD2E".split()) <= acronyms
