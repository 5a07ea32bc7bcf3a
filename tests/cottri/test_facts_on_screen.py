"""The real contract, as its pages tell it before anybody wrote a line."""

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from objectives.models import GlossaryTerm, Incontournable
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_the_15_of_the_real_contract_stand_in_two_groups(client, real_contract):
    client.force_login(make_user(contract=real_contract))
    page = client.get(reverse("objectives:list", args=[real_contract.slug]))
    assert [(title, len(items)) for title, items in page.context["groups"]] == [
        ("Domaines de coopération", 9),
        ("Indicateurs de projet", 6),
    ]
    assert page.text.count("sans indicateur chiffré") == 6
    assert page.text.count("<b>En retard</b>") == 8
    assert page.text.count("<b>Non calculable</b>") == 1
    for number in range(1, 16):
        sheet = client.get(reverse("sheet", args=[real_contract.slug, number]))
        assert sheet.context["item"].title in strip_tags(page.text)  # an acronym in it has its meaning
        assert ("Pas d’indicateur chiffré" in sheet.text) == (number <= 6)
    assert client.get(reverse("sheet", args=[real_contract.slug, 16])).status_code == 404


def test_the_four_detailed_sheets_show_their_facts_and_the_others_say_what_to_do(client, real_contract):
    client.force_login(make_user(contract=real_contract))
    pages = {item.number: client.get(item.get_absolute_url()).text for item in real_contract.incontournables.all()}
    for number, words in {
        2: ("FISAC", "Les modalités de mise en œuvre", "intitule cette fiche", "Citée par"),
        7: ("rénovation thermique et environnementale", "ACTEE", "SLIME", "notaires", "peut aussi désigner"),
        9: ("piliers de l’économie circulaire", "épicerie solidaire itinérante", "Quid du portage", "ateliers"),
        10: ("Au préalable", "véhicule to grid", "cadastre solaire", "Seule la"),
    }.items():
        for word in words:
            assert word in pages[number], (number, word)
    for number in set(pages) - {2, 7, 9, 10}:
        assert "n’est pas encore écrite" in pages[number] and "Rien d’écrit pour l’instant" in pages[number]
        assert "Ajouter un jalon" in pages[number]


def test_the_real_glossary_explains_itself(client, real_contract):
    client.force_login(make_user(contract=real_contract))
    page = client.get(reverse("objectives:glossary", args=[real_contract.slug])).text
    assert page.count("<dt") == GlossaryTerm.objects.count() == 58


def test_the_maps_that_the_deck_announces_start_empty(client, real_contract):
    for number, title in [(3, "mettre en œuvre le REGAL"), (4, "couvrir le SyMPaC d’un COT EnR")]:
        problem = real_contract.incontournables.get(dc_number=number).problems.get()
        assert title in str(problem) and not problem.cards.exists()
    client.force_login(make_user(contract=real_contract))
    said = client.get(reverse("actors:maps", args=[real_contract.slug])).text.replace("\u00a0", " ")
    assert said.count("Nommer la problématique") == Incontournable.objects.filter(dc_number__isnull=False).count() - 3
    assert said.count("Carte encore vide") == 2 and "28 à placer" in said
    sheet = client.get(reverse("sheet", args=[real_contract.slug, 7])).text
    assert "/cartes/#domaine-7" in sheet and 'id="domaine-7"' in said
