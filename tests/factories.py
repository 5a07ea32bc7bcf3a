"""A contract and what hangs from it, in as few words as a test needs; entries go through the verbs of the interface.

Nothing here is random. A keyword that is not a parameter is a field of the model.
"""

import calendar
import datetime as dt
import io
import itertools
from decimal import Decimal

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from actors.imports.actors import NOTHING_YET
from actors.models import Actor, ActorImport, Card, Contact, Contribution, Problem
from actors.models.loading import MODELS
from cottri.models import Membership, Role, User
from objectives import clock
from objectives.measure import Scope
from objectives.models import (
    Commune,
    Contract,
    Epci,
    Evidence,
    Incontournable,
    Indicator,
    ProgressEntry,
    ReferenceNumber,
    State,
)

END = dt.date(2023, 12, 31)
AFTER = dt.date(2024, 1, 15)  # every period of the contract is over
Period = tuple[dt.date, dt.date]
_serial = itertools.count(1)
_written: dict[tuple[str, ...], dict[type[Model], list[Model]]] = {}  # by the facts told and the day


def month(year: int, number: int) -> Period:
    return dt.date(year, number, 1), dt.date(year, number, calendar.monthrange(year, number)[1])


def morning(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(9)))


def make_user(username: str = "", *, contract: Contract | None = None, role: str = Role.OFFICER, **fields) -> User:
    """Signs in through `client.force_login`; pass `password` for a form."""
    password = fields.pop("password", None)
    user = User(username=username or f"agent-{next(_serial)}", **fields)
    user.set_password(password)
    user.save()
    if contract:
        Membership.objects.create(user=user, contract=contract, role=role)
    return user


def make_epci(name: str = "", *, communes: int = 2) -> Epci:
    serial = next(_serial)
    epci = Epci.objects.create(siren=f"{serial:09}", name=name or f"Agglo {serial}", short_name=name or f"A{serial}")
    for _ in range(communes):
        serial = next(_serial)
        Commune.objects.create(insee=f"{serial:05}", name=f"Village {serial}", epci=epci, population=1000)
    return epci


def make_contract(*, epcis: int = 2, communes: int = 2, **fields) -> Contract:
    """2021 to 2023, all or nothing, 60 % and 100 %, 1 € for each of 1 000 inhabitants."""
    defaults = {
        "slug": f"contrat-{next(_serial)}",
        "name": "Contrat",
        "short_name": "Contrat",
        "carrier": "Porteur",
        "funder": "Financeur",
        "starts_on": dt.date(2021, 1, 1),
        "ends_on": END,
        "bonus_title": "Bonus",
        "threshold_percent": Decimal(60),
        "priority_threshold_percent": Decimal(100),
        "euros_per_inhabitant": Decimal(1),
        "reference_population": 1000,
    }
    contract = Contract(**{**defaults, **fields})
    contract.full_clean()
    contract.save()
    contract.epcis.set([make_epci(communes=communes) for _ in range(epcis)])
    return contract


def make_indicator(contract: Contract, *, references: dict[Epci, int] | None = None, **fields) -> Indicator:
    """Contractual, 100 units from nothing, by EPCI; its incontournable is the next of the contract."""
    number = contract.incontournables.count() + 1
    incontournable = Incontournable.objects.create(
        contract=contract, number=number, kind="cooperation", dc_number=number, title="Domaine", short_title="Domaine"
    )
    defaults = {"code": "code", "label": "Intitulé", "unit": "unités", "target": Decimal(100), "is_contractual": True}
    indicator = Indicator(incontournable=incontournable, **{**defaults, **fields})
    indicator.full_clean()
    indicator.save()
    for epci, known in (references or {}).items():
        make_reference(indicator, epci, known)
    return indicator


def make_ratio(contract: Contract, **fields) -> Indicator:
    return make_indicator(contract, **{"is_ratio": True, "unit": "% des écoles", "counted_unit": "écoles", **fields})


def make_binary(contract: Contract, **fields) -> Indicator:
    return make_indicator(contract, is_binary=True, target=Decimal(1), scope=Scope.TERRITORY, **fields)


def make_reference(indicator: Indicator, epci: Epci, known: int, *, since: dt.date | None = None) -> ReferenceNumber:
    since = since or indicator.contract.starts_on
    reference = ReferenceNumber(
        indicator=indicator, epci=epci, number=Decimal(known), valid_from=since, source="Rectorat"
    )
    reference.full_clean()
    reference.save()
    return reference


def new_entry(indicator: Indicator, quantity, *, period: Period | None = None, **fields) -> ProgressEntry:
    """Not stored. For the first EPCI (or the territory), over a month that the indicator’s other entries left free."""
    if not period:
        start = indicator.contract.starts_on
        months = start.month - 1 + indicator.entries.count()
        period = month(start.year + months // 12, months % 12 + 1)
    if indicator.scope == Scope.EPCI and not fields.get("commune"):
        fields.setdefault("epci", indicator.contract.epcis.first())
    fields = {"source": "Tableau de suivi", "period_start": period[0], "period_end": period[1], **fields}
    return ProgressEntry(indicator=indicator, quantity=Decimal(quantity), **fields)


def make_entry(
    indicator: Indicator, quantity, *, state: str = State.VALIDATED, author: User | None = None, **fields
) -> ProgressEntry:
    """Stored in any state but «replaced», which takes an amendment; the day after its period ended."""
    return put(new_entry(indicator, quantity, **fields), state=state, author=author)


def make_amendment(
    entry: ProgressEntry, quantity, *, state: str = State.VALIDATED, author: User | None = None
) -> ProgressEntry:
    amendment = entry.amendment()
    amendment.quantity, amendment.justification = Decimal(quantity), "Erreur de saisie"
    return put(amendment, state=state, author=author)


def put(entry: ProgressEntry, *, state: str, author: User | None = None) -> ProgressEntry:
    contract, at = entry.contract, morning(entry.period_end + dt.timedelta(days=1))
    author = author or officer(contract)
    entry.record(by=author, at=at, send=state != State.DRAFT)
    if state == State.RETURNED:
        entry.send_back(by=officer(contract, besides=author), at=at, note="Quelle source ?")
    elif state == State.WITHDRAWN:
        entry.withdraw(by=author, at=at)
    elif state == State.VALIDATED:
        entry.validate(by=officer(contract, besides=author), at=at)
    return entry


def officer(contract: Contract, *, besides: User | None = None) -> User:
    """The first officer of the contract who is not `besides`, made if need be."""
    held = contract.memberships.filter(role=Role.OFFICER).exclude(user=besides).select_related("user").first()
    return held.user if held else make_user(contract=contract)


def make_actor(name: str = "", **fields) -> Actor:
    """In the directory that contracts share, of no EPCI."""
    actor = Actor(name=name or f"Acteur {next(_serial)}", **fields)
    actor.full_clean()
    actor.save()
    return actor


def make_contact(actor: Actor, person: str = "Léa Martin", **fields) -> Contact:
    """To be kept until 2030."""
    contact = Contact(actor=actor, person=person, **{"keep_until": dt.date(2030, 1, 1), **fields})
    contact.full_clean()
    contact.save()
    return contact


def make_problem(contract: Contract, title: str = "", **fields) -> Problem:
    """Of the first incontournable of the contract, made if need be, after its other problems."""
    if "incontournable" not in fields:
        fields["incontournable"] = contract.incontournables.first() or make_indicator(contract).incontournable
    order = fields["incontournable"].problems.count() + 1
    problem = Problem(**{"title": title or f"Problématique {next(_serial)}", "order": order, **fields})
    problem.full_clean()
    problem.save()
    return problem


def make_card(problem: Problem, actor: Actor | None = None, **fields) -> Card:
    """Waiting to be placed, unless `interest` and `influence` say where it stands."""
    card = Card(problem=problem, actor=actor or make_actor(), **fields)
    card.full_clean()
    card.save()
    return card


def make_loaded_import(contract: Contract, author: User) -> ActorImport:
    """Of a file of actors that changed nothing, the day the contract starts."""
    at = morning(contract.starts_on)
    content = {"lines": [], "left_out": [], "tables": [], "written": {name: [] for name in MODELS}}
    done = ActorImport(contract=contract, author=author, created_at=at, settled_at=at, content=content, **NOTHING_YET)
    done.stage, done.file_name, done.sha256 = ActorImport.Stage.CONFIRMED, "acteurs.csv", "0" * 64
    done.save()
    return done


def make_contribution(
    incontournable: Incontournable, actor: Actor | None = None, kind: str = Contribution.Kind.LEAD, **fields
) -> Contribution:
    """Of an actor made for it, unless `as_printed` says who; the day the contract starts."""
    if actor is None and not fields.get("as_printed"):
        actor = make_actor()
    contribution = Contribution(incontournable=incontournable, actor=actor, kind=kind, **fields)
    contract = incontournable.contract
    contribution.append(by=officer(contract), at=morning(contract.starts_on))
    return contribution


def a_link(url: str = "https://exemple.fr/bilan") -> Evidence:
    """A piece of evidence to hand to a verb."""
    return Evidence(url=url)


def load_facts(*names: str) -> Contract:
    """The real contract, as fixtures/ tells it; or only what the named fixtures tell of it.

    Where nothing is stored yet, what the command wrote the first time comes back as it was: it takes seconds.
    """
    labels = ("objectives", "actors", "governance")
    models = [model for name in labels for model in apps.get_app_config(name).get_models(include_auto_created=True)]
    told = (*names, str(clock.today()))
    empty = not any(model._base_manager.exists() for model in models)
    with transaction.atomic():
        if empty and told in _written:
            for model, rows in _written[told].items():
                model._base_manager.bulk_create(rows)
            with connection.cursor() as cursor:
                for statement in connection.ops.sequence_reset_sql(no_style(), [*_written[told]]):
                    cursor.execute(statement)
        else:
            files = [settings.BASE_DIR / "fixtures" / f"{name}.json" for name in names]
            call_command("load_facts", *files, stdout=io.StringIO())
            if empty:
                _written[told] = {model: rows for model in models if (rows := [*model._base_manager.all()])}
    return Contract.objects.get(slug="cot-tri-pays-du-calaisis")
