"""Many actors at once, as a file brings them: each line judged beside what is stored and the lines before it.

`judge` tells what a line would do and keeps it ready; nothing is written here. Judged again later, the same lines have
the same outcomes unless what is stored has changed.
"""

import datetime as dt
from collections import defaultdict

from django.core.exceptions import ValidationError

from actors.likeness import Likenesses
from actors.models.actor import Actor, Contact
from actors.models.changes import Held, dialled, domain
from actors.models.map import Card, Problem
from objectives.fields import check_columns
from objectives.french import sort_key
from objectives.models import Contract

ANOTHER = "another"  # the choice of those who say that a probable duplicate is not one
OF_ACTOR = ("acronym", "kind", "perimeter", "notes")
OF_CONTACT = ("person", "function", "email", "phone")
LEVELS = ("interest", "influence")


class Batch:
    def __init__(
        self, contract: Contract, *, keep_until: dt.date, creates: bool = False, choices=None, locked: bool = False
    ):
        """`creates`: problems that do not exist yet are. `choices`: the key of an actor → ANOTHER, or whom it is."""
        self.contract, self.keep_until, self.creates = contract, keep_until, creates
        self.choices: dict[str, str] = choices or {}
        self.items = {item.pk: item for item in contract.incontournables.all()}
        self.problems: dict[int, list[Problem]] = defaultdict(list)
        self.actors: dict[str, Held] = {}  # by reference: the identifier of a stored one, the key of another
        self.by_key: dict[str, Held] = {}
        self.cards: dict[tuple[int, str], Held] = {}  # by problem and reference of the actor
        self.contacts: dict[str, list[Held]] = defaultdict(list)
        self.names = Likenesses()
        self._read(locked)

    def _read(self, locked: bool) -> None:
        def rows(queryset):
            return queryset.select_for_update(of=("self",)) if locked else queryset

        merged = []
        for actor in rows(Actor.objects.select_related("epci").order_by("pk")):
            if actor.merged_into_id:
                merged.append(actor)
            else:
                self._hold(Held(actor, str(actor.pk)))
        joined = {actor.pk: actor.merged_into_id for actor in merged}
        for actor in merged:  # its name makes one think of the actor that took its place
            survivor = actor.merged_into_id
            while survivor in joined:
                survivor = joined[survivor]
            self.names.add(str(survivor), actor.name, actor.acronym)
        problems = {}
        for problem in rows(
            Problem.objects.filter(incontournable__in=list(self.items)).order_by("incontournable", "order")
        ):
            problem.incontournable = self.items[problem.incontournable_id]
            self.problems[problem.incontournable_id].append(problem)
            problems[problem.pk] = problem
        for card in rows(Card.objects.filter(problem__in=list(problems)).order_by("pk")):
            card.problem = problems[card.problem_id]
            self.cards[id(card.problem), str(card.actor_id)] = Held(card)
        for contact in rows(Contact.objects.order_by("pk")):
            self.contacts[str(contact.actor_id)].append(Held(contact))

    def _hold(self, held: Held) -> None:
        self.actors[held.ref] = self.by_key[actor_key(held.row.name, held.row.epci_id)] = held
        self.names.add(held.ref, held.row.name, held.row.acronym)

    def new_problems(self) -> list[Problem]:
        return [problem for several in self.problems.values() for problem in several if problem.pk is None]

    def judge(self, said: dict, where: str) -> dict:
        """The outcome of a line, as JSON. Raises ValidationError by what is said; then the line does nothing."""
        key, held = actor_key(said["name"], said["epci"]), self.found(said)
        like = [] if held or self.choices.get(key) == ANOTHER else self._like(said)
        if like:
            return {"state": "doubtful", "key": key, "like": like}
        held = held or Held(Actor(name=said["name"], epci_id=said["epci"]), key)
        parts = [self._actor(held, said), self._card(held, said), self._contact(held, said)]
        outcome = {"actor": held.row.pk, "changes": [], "seen": [], "state": "new" if held.begins else "known"}
        for one, values, changes in filter(None, parts):
            if one.is_stored:
                outcome["seen"].append([one.row._meta.model_name, one.row.pk, one.row.version])
            outcome["changes"] += one.described(changes)
            one.apply(values, changes, where)
        if outcome["changes"] and outcome["state"] == "known":
            outcome["state"] = "changed"
        self._keep(held, *filter(None, parts[1:]))
        return outcome

    def found(self, said: dict) -> Held | None:
        """The actor that a line speaks of, by its name and EPCI or by choice."""
        key = actor_key(said["name"], said["epci"])
        return self.by_key.get(key) or self.actors.get(self.choices.get(key, ""))

    def _like(self, said: dict) -> list[dict]:
        """Actors of another EPCI are others, even of the same name; one of none may have forgotten to say it."""
        found = [self.actors[ref] for ref in self.names.like(said["name"], said.get("acronym") or "")]
        return [
            {"ref": held.ref, "name": held.row.name, "epci": held.row.epci_id}
            for held in found
            if None in (held.row.epci_id, said["epci"]) or held.row.epci_id == said["epci"]
        ]

    def _keep(self, held: Held, *others: tuple[Held, dict, dict]) -> None:
        if not held.is_stored and not held.kept:
            self._hold(held)
        held.kept = True
        for one, _, _ in others:
            if not one.is_stored and not one.kept:
                if isinstance(one.row, Card):
                    self.cards[id(one.row.problem), held.ref] = one
                    if one.row.problem not in self.problems[one.row.problem.incontournable_id]:
                        self.problems[one.row.problem.incontournable_id].append(one.row.problem)
                else:
                    self.contacts[held.ref].append(one)
            one.kept = True

    # --- The three rows that a line may speak of: each with what is said of it, and what that changes ----------------
    @staticmethod
    def _actor(held: Held, said: dict) -> tuple[Held, dict, dict]:
        if said.get("perimeter") and held.row.epci_id:
            raise ValidationError({"perimeter": f"« {held.row} » est d’un EPCI : il n’a pas de périmètre plus large."})
        values = {name: said[name] for name in OF_ACTOR if name in said}
        return held, values, held.differences(values)

    def _card(self, held: Held, said: dict) -> tuple[Held, dict, dict] | None:
        values = {name: said[name] for name in ("roles", *LEVELS) if name in said}
        if not said.get("item") and not said.get("problem"):
            if any(values.values()):
                raise ValidationError({"item": "Un rôle ou un niveau se rapporte à un domaine : dites lequel."})
            return None
        problem = self._problem(said)
        card = self.cards.get((id(problem), held.ref)) or Held(Card(problem=problem, actor=held.row))
        changes = card.differences(values)
        missing = [name for name in LEVELS if changes.get(name, getattr(card.row, name)) is None]
        if len(missing) == 1:
            raise ValidationError({missing[0]: "Une position a deux niveaux : il manque celui-ci."})
        if card.row.is_confirmed and not changes.keys().isdisjoint(LEVELS):
            changes["is_confirmed"] = False
        return card, values, changes

    def _problem(self, said: dict) -> Problem:
        item, title = self.items.get(said.get("item")), said.get("problem", "")
        candidates = self.problems[item.pk] if item else [one for several in self.problems.values() for one in several]
        found = [one for one in candidates if sort_key(one.title) == sort_key(title)] if title else candidates
        if len(found) == 1:
            return found[0]
        if not item:
            how_many = "Plusieurs domaines ont" if found else "Aucun domaine n’a"
            raise ValidationError({"item": f"{how_many} cette problématique : dites de quel domaine il s’agit."})
        listed = ", ".join(f"« {one.title} »" for one in candidates) or "aucune"
        if not title:
            how_many = "a plusieurs problématiques" if found else "n’a pas encore de problématique"
            sentence = f"{domain(item)} {how_many} ({listed}) : écrivez laquelle."
            raise ValidationError({"problem": sentence})
        if not self.creates:
            sentence = (
                f"{domain(item)} n’a pas cette problématique ({listed}). Les créer se coche à l’étape des colonnes."
            )
            raise ValidationError({"problem": sentence})
        problem = Problem(incontournable=item, title=title)
        problem.order = max((one.order for one in candidates), default=0) + 1
        check_columns(problem)
        return problem

    def _contact(self, held: Held, said: dict) -> tuple[Held, dict, dict] | None:
        values = {name: said[name] for name in OF_CONTACT if name in said}
        if not any(values.get(name) for name in ("person", "email", "phone")):
            if values.get("function"):
                raise ValidationError({"function": "Une fonction est celle d’un contact : dites lequel."})
            return None
        found = _contact_among(self.contacts[held.ref], values)
        if found is None:
            found = Held(Contact(actor=held.row, keep_until=self.keep_until))
        for name, alike in (("person", sort_key), ("email", str.casefold), ("phone", dialled)):
            if values.get(name) and alike(values[name]) == alike(getattr(found.row, name)):
                values[name] = getattr(found.row, name)  # another spelling is no change
        try:
            return found, values, found.differences(values)
        except ValidationError as refusal:
            [(name, sentences)] = refusal.message_dict.items()
            raise ValidationError(
                {name: [*sentences, "Deux contacts d’un acteur se nomment dans « Contact »."]}
            ) from None


def _contact_among(contacts: list[Held], values: dict) -> Held | None:
    """By the person's name; by the address, then the number, when the line or the stored contact names nobody."""
    person, email, phone = (values.get(name) or "" for name in ("person", "email", "phone"))
    unnamed = [one for one in contacts if not one.row.person]
    by_mail = [one for one in contacts if email and one.row.email.casefold() == email.casefold()]
    if person:
        named = [one for one in contacts if sort_key(one.row.person) == sort_key(person)]
        return next(iter((*named, *(one for one in by_mail if one in unnamed))), None)
    by_phone = [one for one in contacts if phone and not email and dialled(one.row.phone) == dialled(phone)]
    return next(iter((*by_mail, *by_phone, *unnamed)), None)


def actor_key(name: str, epci: int | None) -> str:
    return f"{sort_key(name)[:255]}|{epci or ''}"
