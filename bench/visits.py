"""What to look at: every address of the site, with objects to fill it, and the states that only acting shows."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.auth.tokens import default_token_generator
from django.urls import URLResolver, get_resolver, reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from playwright.sync_api import Page

from actors.models import Problem
from bench import directory, meetings
from bench.handed_in import files_of_entries, lists_of_actors
from cottri import demo
from cottri.models import Membership, Role, User
from objectives.models import Contract, Epci, Evidence, Indicator, ProgressEntry, State

ROLES = {"agent": "agent", "copil": "copil", "admin": "admin", "anonyme": None}
ACTOR_IMPORT_VERBS = ("choose", "confirm", "discard", "undo")
EMPTY, ALONE = "vide", "nouveau"  # an administrator of a contract without anything; somebody without a contract
SUPPOSED = {"depart": "projete", "i9-regal": "1", "i12-ecoles-part": "30"}
OBJECTIVES_SHOWN = {"pilotage": 2, "renovation": 7, "regal": 9, "air": 12, "haies": 13}


@dataclass(frozen=True)
class Visit:
    """`role` is None when everybody goes; `act` is done once the page is there."""

    name: str
    path: str
    role: str | None = None
    act: Callable[[Page], None] | None = None
    printed: bool = False


def add_empty_contract() -> None:
    """Beside the demonstration, without showing in it: a contract where nothing has been done yet."""
    contract = Contract.objects.get(slug=demo.SLUG)
    epcis = list(contract.epcis.all())
    contract.pk, contract.slug, contract.short_name, contract._state.adding = None, "contrat-vide", "Contrat vide", True
    contract.save()
    contract.epcis.set(epcis)
    for username in (EMPTY, ALONE):
        person = User(username=username, first_name=username.capitalize(), last_name="Demo", is_demo=True)
        person.set_password(demo.PASSWORD)
        person.save()
        if username == EMPTY:
            Membership.objects.create(user=person, contract=contract, role=Role.ADMINISTRATOR)


def all_visits() -> list[Visit]:
    everywhere = [Visit(name, path) for name, path in (*_addresses(), *_admin_addresses())]
    return [*everywhere, *_states(), *_empty()]


def _routes(patterns, before: str = "", names: str = "") -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if not isinstance(pattern, URLResolver):
            yield names + pattern.name, route
        elif pattern.namespace != "admin":
            yield from _routes(pattern.url_patterns, route, f"{pattern.namespace}:" if pattern.namespace else names)


def _addresses() -> Iterator[tuple[str, str]]:
    """Every address but the admin's; an empty one, which is a problem, where `_samples` has no object to fill it."""
    samples = _samples()
    routes = list(_routes(get_resolver().url_patterns))
    named = Counter(name.rpartition(":")[2] for name, _ in routes)
    for name, route in routes:
        needed = set(re.findall(r"<(?:\w+:)?(\w+)>", route)) - {"contract"}
        arguments = {"contract": demo.SLUG} if "<slug:contract>" in route else {}
        app, _, short = name.rpartition(":")
        if named[short] > 1:  # a picture would take the place of another's
            short = f"{app}-{short}"
        short = short.replace("_", "-")
        if not needed:
            yield short, reverse(name, kwargs=arguments)
        elif name not in samples:
            yield short, ""
        else:
            for variant, values in samples[name].items():
                yield f"{short}-{variant}", reverse(name, kwargs=arguments | values)


def _samples() -> dict[str, dict[str, dict]]:
    entries = ProgressEntry.objects.filter(indicator__incontournable__contract__slug=demo.SLUG)
    shown = {state.value: entries.filter(state=state, replaces=None).latest("pk") for state in State}
    shown |= {
        "amended": entries.get(amendments__state=State.PENDING),
        "amendment": entries.get(state=State.PENDING, replaces__isnull=False),
        "returned-mine": entries.get(state=State.RETURNED, author__username="agent"),
        "corrected": entries.filter(state=State.VALIDATED).exclude(return_note="").latest("pk"),
        "evidence": entries.filter(state=State.VALIDATED, replaces__isnull=False).exclude(evidence=None).latest("pk"),
    }
    pk = {name: {"pk": entry.pk} for name, entry in shown.items()}
    numbers = {name: {"number": number} for name, number in OBJECTIVES_SHOWN.items()}
    piece = {"file": {"pk": Evidence.objects.exclude(file="").latest("added_at").pk}}
    imports = {name: {"pk": pk} for name, pk in files_of_entries().items()}
    actor_imports = {name: {"pk": pk} for name, pk in lists_of_actors().items()}
    return {
        "actors:export": {kind: {"kind": kind} for kind in ("xlsx", "csv")},
        "actors:import": actor_imports,
        "actors:import_columns": {"to-correct": actor_imports["to-correct"]},
        "actors:import_refusals": {"to-correct": actor_imports["to-correct"]},
        **{f"actors:import_{verb}": {"loaded": actor_imports["loaded"]} for verb in ACTOR_IMPORT_VERBS},
        **directory.samples(),
        **meetings.samples(),
        "objectives:import": imports,
        "objectives:import_refusals": {"to-correct": imports["to-correct"]},
        **{f"objectives:import_{verb}": {"loaded": imports["loaded"]} for verb in ("confirm", "discard", "withdraw")},
        "sheet": numbers,
        **_sheet_addresses(numbers),
        "objectives:trajectory_csv": {"renovation": numbers["renovation"]},
        "objectives:entry_new_for": {name: given for name, given in numbers.items() if name != "pilotage"},
        "objectives:entry": pk,
        "objectives:entry_edit": {"returned": pk["returned-mine"]},
        "objectives:entry_amend": {"validated": pk["corrected"]},
        **{f"objectives:entry_{verb}": {"pending": pk["pending"]} for verb in ("validate", "return", "withdraw")},
        "objectives:entry_export": {kind: {"kind": kind} for kind in ("xlsx", "csv")},
        "objectives:evidence": piece,
        "objectives:evidence_remove": piece,
        "password_reset_confirm": {"expired": _newcomers_link("expired-link")},
    }


def _sheet_addresses(numbers: dict[str, dict]) -> dict[str, dict]:
    """The pages that write on the sheet of the renovations, whose blocks are all of use."""
    contract, sheet = Contract.objects.get(slug=demo.SLUG), numbers["renovation"]
    item = contract.incontournables.get(**sheet)
    rows = {
        "constats": item.lines.filter(kind="finding").first(),
        "actions": item.actions.first(),
        "liens": item.links.first(),
    }
    one = {slug: {**sheet, "slug": slug, "pk": row.pk} for slug, row in rows.items()}
    term = {"pk": contract.glossary.get(acronym="GUH").pk}
    return {
        "objectives:sheet_texts": {"renovation": sheet},
        "objectives:sheet_history": {"renovation": sheet},
        "objectives:sheet_block": {slug: {**sheet, "slug": slug} for slug in ("axes", "jalons", *rows)},
        "objectives:sheet_row": one,
        "objectives:sheet_row_do": {"liens": {**one["liens"], "verb": "retirer"}},
        "objectives:opinion": {"renovation": {**sheet, "code": "renovations"}},
        "objectives:term": {"guh": term},
        "objectives:term_do": {"guh": {**term, "verb": "retirer"}},
    }


def _newcomers_link(token: str = "") -> dict[str, str]:
    newcomer = User.objects.get(username=ALONE)
    token = token or default_token_generator.make_token(newcomer)
    return {"uidb64": urlsafe_base64_encode(force_bytes(newcomer.pk)), "token": token}


def _admin_addresses() -> Iterator[tuple[str, str]]:
    yield "admin", reverse("admin:index")
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        yield f"admin-{model._meta.model_name}-list", reverse(f"admin:{name}_changelist")
        yield f"admin-{model._meta.model_name}-add", reverse(f"admin:{name}_add")
        first = model._default_manager.order_by("pk").first()
        if first:
            yield f"admin-{model._meta.model_name}-change", reverse(f"admin:{name}_change", args=[first.pk])
            yield f"admin-{model._meta.model_name}-history", reverse(f"admin:{name}_history", args=[first.pk])


def _states() -> Iterator[Visit]:
    """What only acting, another date or another medium shows."""
    board, entries = f"/{demo.SLUG}/", f"/{demo.SLUG}/saisies/"
    form, binary = f"/{demo.SLUG}/objectifs/7/saisir/", f"/{demo.SLUG}/objectifs/9/saisir/"
    renovations = Indicator.objects.get(incontournable__contract__slug=demo.SLUG, code="renovations")
    pending = ProgressEntry.objects.filter(state=State.PENDING, author__username="agent2").first()
    yield Visit("login-refused", "/connexion/", "anonyme", _sign_in_wrongly)
    yield Visit("password-choose", reverse("password_reset_confirm", kwargs=_newcomers_link()), "anonyme")
    yield Visit("not-found", f"{board}nulle-part/", "agent")
    yield Visit("no-contract", "/", ALONE)
    yield Visit("dashboard-unfolded", board, "agent", _unfold)
    yield Visit("dashboard-start", f"{board}?au=2021-01-15", "agent")
    yield Visit("dashboard-2021", f"{board}?au=2021-12-31", "agent")
    yield Visit("dashboard-end", f"{board}?au=2023-12-31", "agent")
    yield Visit("dashboard-no-such-day", f"{board}?au=2023-02-31", "agent")
    yield Visit("way-end", f"{board}chemin/?au=2023-12-31", "agent")
    yield Visit("way-how", f"{board}chemin/", "agent", _unfold)
    yield Visit("simulator-met", f"{board}simulateur/?{urlencode(SUPPOSED)}", "copil")
    yield Visit("simulator-refused", f"{board}simulateur/?i7-renovations=beaucoup&i99-rien=1&depart=demain", "copil")
    yield Visit("entry-form-effect", form, "agent", _type("300"))
    yield Visit("entry-form-refused", form, "agent", _send)
    yield Visit("entry-form-impossible", binary, "agent", _type("2", place=0, then=_send))
    yield Visit("entry-return-refused", f"{entries}{pending.pk}/", "agent", _return_without_a_note)
    yield Visit("grid-january", f"{entries}grille/?periode=2023-01", "agent")
    yield Visit("grid-communes", f"{entries}grille/?epci={Epci.objects.get(short_name='GCT&M').pk}", "agent")
    yield Visit("grid-refused", f"{entries}grille/", "agent", _fill_the_grid_wrongly)
    yield Visit("grid-pasted", f"{entries}grille/", "agent", _paste_a_block)
    yield Visit("grid-outside", f"{entries}grille/?periode=2024-02", "agent")
    yield Visit("entries-of-one", f"{entries}?{urlencode({'indicateur': renovations.pk})}", "agent")
    yield Visit("entries-page-3", f"{entries}?page=3", "agent")
    yield Visit("entries-filters", entries, "agent", _unfold)
    yield Visit("entries-none", f"{entries}?{urlencode({'q': 'rien de tel'})}", "agent")
    for name, number in OBJECTIVES_SHOWN.items():
        if name != "pilotage":
            yield Visit(f"chart-{name}", f"{board}objectifs/{number}/", "agent", _reach_the_chart)
    yield Visit("chart-by-epci", f"{board}objectifs/7/", "agent", _ask_for_the_epcis)
    for name, on in [("before", "2020-06-01"), ("start", "2021-01-15"), ("end", "2023-12-31")]:
        yield Visit(f"chart-{name}", f"{board}objectifs/13/?au={on}", "agent", _reach_the_chart)
    printed = {
        "dashboard": "",
        "entries": "saisies/",
        "sheet": "objectifs/7/",
        "grid": "saisies/grille/?periode=2023-01",
    }
    printed |= {"completeness": "saisies/completude/", "inbox": "saisies/a-valider/", "imports": "saisies/importer/"}
    for name, path in printed.items():
        yield Visit(f"print-{name}", board + path, "agent", printed=True)
    full, other = (Problem.objects.get(incontournable__contract__slug=demo.SLUG, incontournable__dc_number=number)
                   for number in (1, 3))  # fmt: skip
    board_of_actors = full.get_absolute_url()
    yield Visit("map-compared", f"{board_of_actors}?avec={other.pk}", "copil")
    yield Visit("map-filtered", f"{board_of_actors}?role=funder", "agent")
    yield Visit("map-moving", board_of_actors, "agent", _step_a_card)
    yield Visit("print-map", board_of_actors, "agent", printed=True)
    yield Visit("print-entry", f"{entries}{pending.pk}/", "agent", printed=True)


def _empty() -> Iterator[Visit]:
    for name in (
        "dashboard",
        "actors:maps",
        "objectives:list",
        "objectives:entry_list",
        "objectives:inbox",
        "objectives:grid",
        "objectives:completeness",
        "objectives:mine",
        "objectives:imports",
        "objectives:entry_new",
    ):
        short = name.rpartition(":")[2].replace("_", "-")
        yield Visit(f"empty-{short}", reverse(name, args=["contrat-vide"]), EMPTY)


# --- Acts -----------------------------------------------------------------------------------------------------------
def _unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('main details').forEach(details => details.open = true)")


def _sign_in_wrongly(page: Page) -> None:
    page.fill("#id_username", "agent")
    page.fill("#id_password", "ce n'est pas cela")
    page.click("main button[type=submit]")
    page.wait_for_load_state()


def _reach_the_chart(page: Page) -> None:
    page.locator(".chart").first.scroll_into_view_if_needed()
    page.locator(".chart.is-live").first.wait_for()
    _unfold(page)


def _ask_for_the_epcis(page: Page) -> None:
    _reach_the_chart(page)
    page.get_by_role("button", name="Par EPCI").click()


def _send(page: Page) -> None:
    page.click("button[value=send]")
    page.wait_for_load_state()


def _type(quantity: str, *, place: int = 1, then: Callable[[Page], None] | None = None) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        page.select_option("#id_perimeter", index=place)
        page.fill("#id_quantity", quantity)
        page.dispatch_event("#id_quantity", "change")
        page.wait_for_timeout(800)
        if then:
            then(page)

    return act


def _fill_the_grid_wrongly(page: Page) -> None:
    for number, typed in enumerate(["12", "douze", "3,5"]):
        page.locator("main input[inputmode=decimal]").nth(number).fill(typed)
    page.locator("main button.btn-primary").last.click()
    page.wait_for_load_state()


def _paste_a_block(page: Page) -> None:
    page.locator("main input[inputmode=decimal]").first.focus()
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const paste = {clipboardData: data, bubbles: true, cancelable: true};
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", paste));
        }""",
        "12\t9\t41\t5\n1,2\t=SOMME(A1:A3)\tdouze",
    )


def _return_without_a_note(page: Page) -> None:
    _unfold(page)
    page.click("form[action$='/retourner/'] button")
    page.wait_for_load_state()


def _step_a_card(page: Page) -> None:
    page.get_by_role("link", name="Notaires").focus()
    for key in ("ArrowUp", "Enter"):
        page.keyboard.press(key)
