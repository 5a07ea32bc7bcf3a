"""The data of a contract in the stock admin: who reaches what, and two people who save at once."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from cottri.models import Role
from objectives.measure import Counting
from objectives.models import (
    Commune,
    Contract,
    Epci,
    Evidence,
    Incontournable,
    Indicator,
    Instalment,
    ProgressEntry,
    ReferenceNumber,
    State,
)
from tests.factories import (
    AFTER,
    a_link,
    make_contract,
    make_entry,
    make_indicator,
    make_ratio,
    make_user,
    morning,
    new_entry,
    officer,
)

pytestmark = pytest.mark.django_db

OF_A_CONTRACT = [Contract, Incontournable, Indicator, ReferenceNumber, ProgressEntry]


@pytest.fixture
def here():
    return make_contract(slug="ici", name="Contrat d’ici")


@pytest.fixture
def there():
    return make_contract(slug="ailleurs", name="Contrat d’ailleurs")


@pytest.fixture
def admin(client, here):
    user = make_user("admin", contract=here, role=Role.ADMINISTRATOR, first_name="Ada", last_name="Admin")
    client.force_login(user)
    return user


@pytest.fixture
def superuser(client):
    user = make_user("racine", is_superuser=True, is_staff=True)
    client.force_login(user)
    return user


def url(target, page="change") -> str:
    model = target if isinstance(target, type) else type(target)
    args = [] if isinstance(target, type) else [target.pk]
    return reverse(f"admin:objectives_{model._meta.model_name}_{page}", args=args)


def furnish(contract) -> dict[type, object]:
    """One row of each kind that hangs from a contract."""
    indicator = make_ratio(contract, references={contract.epcis.first(): 20})
    entry = new_entry(indicator, 5)
    author = make_user(contract=contract)
    entry.record(by=author, at=morning(entry.period_end), evidence=[a_link()])
    reference = indicator.reference_numbers.get()
    rows = (contract, indicator.incontournable, indicator, reference, entry, entry.evidence.get())
    return {type(row): row for row in rows}


def typed(response, **changes) -> dict[str, str]:
    """What the browser would post from this page."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    data = {}
    for form in forms:
        for field in form:
            value = field.value()
            if isinstance(value, bool):
                value = "on" if value else ""
            if value not in (None, ""):
                data[field.html_name] = [str(one) for one in value] if isinstance(value, list) else str(value)
    return data | {name: str(value) for name, value in changes.items()}


def errors(response) -> str:
    return re.sub(r"\s+", " ", " ".join(re.findall(r"(?s)errorlist.*?</ul>", response.text)))


# --- Reach ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("model", [*OF_A_CONTRACT, Evidence])
def test_the_lists_hold_only_what_one_administers(client, admin, here, there, model):
    own, foreign = furnish(here)[model], furnish(there)[model]
    found = list(client.get(url(model, "changelist")).context["cl"].queryset)
    assert own in found
    assert foreign not in found


@pytest.mark.parametrize("page", ["change", "history", "delete"])
@pytest.mark.parametrize("model", [*OF_A_CONTRACT, Evidence])
def test_a_forged_identifier_of_another_contract_finds_nothing(client, admin, there, model, page):
    foreign = furnish(there)[model]
    for answer in (client.get(url(foreign, page)), client.post(url(foreign, page), {"post": "yes"})):
        assert answer.status_code in (302, 403, 404)
        if answer.status_code == 302:
            assert answer.url == reverse("admin:index")
    assert model.objects.filter(pk=foreign.pk).exists()


@pytest.mark.parametrize("model", OF_A_CONTRACT)
def test_an_old_version_of_another_contract_is_out_of_reach_and_none_can_be_put_back(client, admin, here, there, model):
    own, foreign = furnish(here)[model], furnish(there)[model]
    name = f"admin:objectives_{model._meta.model_name}_simple_history"
    pages = {row: reverse(name, args=[row.pk, row.history.first().pk]) for row in (own, foreign)}
    assert client.get(pages[foreign]).status_code == 404
    assert client.get(pages[own]).status_code == 200
    assert client.post(pages[own], {}).status_code == 403
    crossed = reverse(name, args=[own.pk, foreign.history.first().pk])
    assert client.get(crossed).status_code == 404


def test_only_ones_own_rows_are_offered_and_accepted(client, admin, here, there):
    own, foreign = furnish(here), furnish(there)
    page = client.get(url(ReferenceNumber, "add"))
    fields = page.context["adminform"].form.fields
    assert list(fields["indicator"].queryset) == [own[Indicator]]
    assert set(fields["epci"].queryset) == set(here.epcis.all())
    data = {
        "indicator": foreign[Indicator].pk,
        "epci": there.epcis.first().pk,
        "number": "3",
        "valid_from": "2021-05-01",
    }
    answer = client.post(url(ReferenceNumber, "add"), {**data, "source": "x"})
    assert answer.status_code == 200
    assert errors(answer).count("Sélectionnez un choix valide") == 2
    answer = client.post(
        url(Incontournable, "add"),
        {"contract": there.pk, "number": 9, "kind": "project", "title": "x", "short_title": "x"},
    )
    assert "Sélectionnez un choix valide" in errors(answer)


def test_filters_name_no_other_contract(client, admin, here, there):
    furnish(here), furnish(there)
    for model in (Incontournable, Indicator, ProgressEntry):
        assert "ailleurs" not in client.get(url(model, "changelist")).text


def test_shared_places_are_seen_by_all_and_changed_by_superusers(client, admin, here):
    epci = here.epcis.first()
    for place in (epci, epci.communes.first()):
        assert client.get(url(place)).status_code == 200
        assert client.post(url(place), {"name": "Autre"}).status_code == 403
        assert client.post(url(place, "delete"), {"post": "yes"}).status_code == 403
        assert client.get(url(type(place), "add")).status_code == 403
    client.force_login(make_user("racine", is_superuser=True))
    data = typed(client.get(url(epci)), name="Autre nom")
    assert client.post(url(epci), data).status_code == 302
    assert Epci.objects.get(pk=epci.pk).name == "Autre nom"
    assert client.get(url(Commune, "changelist"), {"q": "village"}).status_code == 200


@pytest.mark.parametrize("who", ["admin", "superuser"])
def test_entries_and_evidence_are_never_changed_here(client, here, who, request):
    request.getfixturevalue(who)
    rows = furnish(here)
    for model in (ProgressEntry, Evidence):
        row = rows[model]
        assert client.get(url(row)).status_code == 200
        assert client.post(url(row), {"quantity": "9"}).status_code == 403
        assert client.post(url(row, "delete"), {"post": "yes"}).status_code == 403
        assert client.get(url(model, "add")).status_code == 403
    assert ProgressEntry.objects.get().quantity == 5


def test_a_removed_piece_is_out_of_sight(client, admin, here):
    piece = furnish(here)[Evidence]
    piece.entry.remove_evidence(piece, by=piece.added_by, at=piece.added_at)
    assert list(client.get(url(Evidence, "changelist")).context["cl"].queryset) == []
    assert client.get(url(piece)).status_code == 302


def test_contracts_are_opened_and_closed_by_superusers(client, admin, here):
    assert client.get(url(Contract, "add")).status_code == 403
    assert client.post(url(here, "delete"), {"post": "yes"}).status_code == 403
    assert "slug" not in typed(client.get(url(here)))


def test_what_is_referred_to_is_not_deleted(client, admin, here):
    rows = furnish(here)
    page = client.get(url(rows[Incontournable], "delete"))
    assert "Impossible de supprimer" in page.text
    client.post(url(rows[Incontournable], "delete"), {"post": "yes"})
    assert Incontournable.objects.filter(pk=rows[Incontournable].pk).exists()


# --- Saving ---------------------------------------------------------------------------------------------------------
def test_numbers_are_read_as_french_people_write_them(client, admin, here):
    indicator = make_indicator(here)
    data = typed(client.get(url(indicator)), target="1 234,5", baseline="10,25")
    assert client.post(url(indicator), data).status_code == 302
    stored = Indicator.objects.get(pk=indicator.pk)
    assert (stored.target, stored.baseline) == (Decimal("1234.5"), Decimal("10.25"))
    last = stored.history.first()
    assert (last.history_user, last.version) == (admin, 2)


@pytest.mark.parametrize(
    "text", ["NaN", "Infinity", "1e400000000", "٣", "1_000", "1,2345", "9" * 10_000, "10000000000", "\x00"]
)
def test_what_is_no_number_gets_a_sentence(client, admin, here, text):
    indicator = make_indicator(here)
    answer = client.post(url(indicator), typed(client.get(url(indicator)), target=text))
    assert answer.status_code == 200
    assert errors(answer)
    assert Indicator.objects.get(pk=indicator.pk).target == 100


def test_large_numbers_are_not_lost_in_an_input_of_whole_numbers(client, admin, here):
    """A browser shows type=number as empty when its value is «270 000»."""
    Instalment.objects.create(contract=here, label="Année 1", amount=Decimal(270_000))
    page = client.get(url(here)).text
    assert 'value="270\u202f000" inputmode="decimal"' in page
    assert re.search(r'<input type="text" name="threshold_percent"', page)


def test_the_history_says_in_french_what_changed(client, admin, here):
    indicator = make_indicator(here)
    client.post(url(indicator), typed(client.get(url(indicator)), target="1 500", frequency="month"))
    page = client.get(url(indicator, "history")).text
    assert "<strong>Cible&nbsp;:</strong> 100 → 1\u202f500" in page
    assert "<strong>Fréquence&nbsp;:</strong> (vide) → chaque mois" in page
    assert "style=" not in page
    assert "Ada Admin" in page


def test_the_second_of_two_savers_sees_both_values_and_overwrites_nothing(client, admin, here):
    other = make_user("autre", contract=here, role=Role.ADMINISTRATOR, first_name="Blaise", last_name="Autre")
    indicator = make_indicator(here)
    mine = typed(client.get(url(indicator)), target="60", supplier="SPEE")
    client.force_login(other)
    assert client.post(url(indicator), typed(client.get(url(indicator)), target="80")).status_code == 302
    client.force_login(admin)
    answer = client.post(url(indicator), mine)
    assert answer.status_code == 200
    assert "Enregistré entre-temps : « 80 ». Ici : « 60 »." in errors(answer)
    assert "Enregistré entre-temps : « (vide) ». Ici : « SPEE »." in errors(answer)
    assert "Blaise Autre a enregistré cette fiche" in errors(answer)
    assert Indicator.objects.get(pk=indicator.pk).target == 80
    again = typed(answer)
    assert (again["target"], again["supplier"]) == ("60", "SPEE")
    assert client.post(url(indicator), again).status_code == 302
    stored = Indicator.objects.get(pk=indicator.pk)
    assert (stored.target, stored.supplier, stored.version) == (60, "SPEE", 3)


def test_two_savers_of_a_contract_clash_on_its_epcis_and_instalments_too(client, admin, here):
    Instalment.objects.create(contract=here, label="Année 1", amount=Decimal(1000))
    mine = typed(client.get(url(here)), **{"instalments-0-amount": "1 500"})
    first = mine | {"instalments-0-amount": "2 000", "epcis": [str(here.epcis.first().pk)], "rule_confirmed": "on"}
    assert client.post(url(here), first).status_code == 302
    answer = client.post(url(here), mine)
    assert answer.status_code == 200
    assert "après que vous l’avez ouverte" in errors(answer)
    assert "Enregistré entre-temps : « oui ». Ici : « non »." in errors(answer)
    assert here.epcis.first().short_name in errors(answer)
    assert here.instalments.get().amount == 2000


def test_two_savers_of_a_reference_number_clash_in_the_form_of_its_indicator(client, admin, here):
    rows = furnish(here)
    indicator, reference = rows[Indicator], rows[ReferenceNumber]
    inline = typed(client.get(url(indicator)), **{"reference_numbers-0-number": "31"})
    alone = typed(client.get(url(reference)), number="40")
    assert client.post(url(reference), alone).status_code == 302
    answer = client.post(url(indicator), inline)
    assert answer.status_code == 200
    assert "Enregistré entre-temps : « 40 ». Ici : « 31 »." in errors(answer)
    assert ReferenceNumber.objects.get(pk=reference.pk).number == 40


@pytest.mark.parametrize("version", ["", "0", "-1", "abc", "9999999999999999999999"])
def test_a_form_without_its_version_overwrites_nothing(client, admin, here, version):
    indicator = make_indicator(here)
    answer = client.post(url(indicator), typed(client.get(url(indicator)), target="60", read_version=version))
    assert answer.status_code == 200
    assert Indicator.objects.get(pk=indicator.pk).target == 100


def test_two_new_rows_that_repeat_each_other_get_a_sentence(client, admin, here):
    data = typed(client.get(url(here)))
    rows = {"instalments-TOTAL_FORMS": "2"}
    for number in (0, 1):
        rows |= {
            f"instalments-{number}-label": "Année 1",
            f"instalments-{number}-amount": "5",
            f"instalments-{number}-contract": here.pk,
        }
    answer = client.post(url(here), data | rows)
    assert answer.status_code == 200
    assert "Cette ligne en répète une autre." in errors(answer)


def test_how_an_indicator_counts_is_settled_once_it_has_entries(client, admin, here):
    indicator = make_indicator(here)
    assert "counting" in typed(client.get(url(indicator)))
    make_entry(indicator, 5)
    data = typed(client.get(url(indicator)), counting=Counting.LEVEL, scope="territory")
    assert client.post(url(indicator), data).status_code == 302
    stored = Indicator.objects.get(pk=indicator.pk)
    assert (stored.counting, stored.scope) == ("increment", "epci")


def test_a_rule_between_a_shown_field_and_a_typed_one_gets_its_sentence(client, admin, here):
    """is_binary is only shown once there are entries; what contradicts it is still a sentence, not a failure."""
    indicator = make_indicator(here, is_binary=True, target=Decimal(1), scope="territory")
    make_entry(indicator, 1)
    answer = client.post(url(indicator), typed(client.get(url(indicator)), decimals="2"))
    assert answer.status_code == 200
    assert "Un objectif réalisé ou non va de 0 à 1, sans décimale." in errors(answer)


def test_an_epci_whose_entries_stand_stays_in_its_contract(client, admin, here):
    first, second = here.epcis.all()
    entry = make_entry(make_indicator(here), 5, commune=first.communes.first(), state=State.PENDING)
    fields = typed(client.get(url(here)))
    for way in ("sont en cours : retirez-les d’abord, ou gardez-le.", "comptent : gardez-le."):
        refused = errors(client.post(url(here), fields | {"epcis": [str(second.pk)]}))
        assert f"Des saisies qui portent sur {first.short_name} {way}" in refused
        assert set(here.epcis.all()) == {first, second}
        if entry.state == State.PENDING:
            entry.validate(by=officer(here, besides=entry.author), at=morning(AFTER))
    assert client.post(url(here), fields | {"epcis": [str(first.pk)]}).status_code == 302
    assert set(here.epcis.all()) == {first}
