"""The forms of a decision, of the actions that carry it out, and of the note on an objective that is behind."""

import datetime as dt

from django import forms
from django.db.models import QuerySet

from actors.forms.naming import HELP, ActorField, ActorsField
from actors.models import ActionCarrier, Actor
from governance.forms.rows import ToldForm, in_full
from governance.models import ActionScheme, Decision, RecoveryNote, Scheme
from objectives.forms.days import DayField
from objectives.french import sort_key
from objectives.models import Action, ActionState, Contract


class DecisionForm(ToldForm):
    class Meta:
        model = Decision
        fields = ["text", "incontournables", "is_closed"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4}), "incontournables": forms.CheckboxSelectMultiple}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["incontournables"].queryset = self.instance.contract.incontournables.all()
        if self.instance.pk and not self.instance.is_settled:
            self.initial["is_closed"] = False  # as its page says it, when an action has been reopened since

    def store(self, *, by, at: dt.datetime) -> None:
        if self.instance._state.adding:
            self.instance.take(self.cleaned_data["incontournables"], by=by, at=at)
        else:
            self.instance.meeting.check_open()
            if self.instance.is_closed and "is_closed" in self.changed_data:
                self.instance.check_closable()
            super().store(by=by, at=at)


class _Carried(forms.Form):
    """Who leads an action, and with whom."""

    lead = ActorField(label="Pilote", required=False)
    partners = ActorsField(
        label="Partenaires",
        one="Partenaire",
        required=False,
        help_text="Un par ligne, par son nom ou son sigle. Les autres : « Pilote et partenaires », sur la fiche.",
    )

    def give_carriers(self, action: Action, *, by, at: dt.datetime) -> None:
        """Whoever carries the action already still does; the one that led it becomes a partner of the one chosen."""
        lead, acts = self.cleaned_data["lead"], {"by": by, "at": at, "why": "désigné en réunion"}
        known = {row.actor_id: row for row in ActionCarrier.objects.filter(action=action)}
        if lead and not (lead.pk in known and known[lead.pk].kind == ActionCarrier.Kind.LEAD):
            row = known.get(lead.pk) or ActionCarrier(action=action, actor=lead)
            row.carry(ActionCarrier.Kind.LEAD, **acts)
        for actor in self.cleaned_data["partners"]:
            if actor.pk not in known and actor != lead:
                ActionCarrier(action=action, actor=actor).carry(ActionCarrier.Kind.PARTNER, **acts)


def a_scheme(empty: str = "(aucun)", **kwargs) -> forms.ModelChoiceField:
    """Its choices are those of a contract, which the form knows."""
    return forms.ModelChoiceField(None, label="Dispositif", required=False, empty_label=empty, **kwargs)


def _schemes(contract: Contract) -> QuerySet[Scheme]:
    return Scheme.objects.shown().filter(contract=contract).select_related("epci")


class NewActionForm(_Carried, ToldForm):
    """A new action of a sheet, who carries it and in which scheme."""

    due_on = DayField(label="Échéance", required=False)
    scheme = a_scheme()

    field_order = ["incontournable", "text", "due_on", "lead", "partners", "carrier", "framework", "epci", "scheme"]

    class Meta:
        model = Action
        fields = ["incontournable", "text", "due_on", "carrier", "framework", "epci"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, decision: Decision, **kwargs):
        super().__init__(*args, **kwargs)
        self.decision = decision
        contract = decision.contract
        self.fields["incontournable"].queryset = contract.incontournables.all()
        self.fields["epci"].queryset = contract.epcis.all()
        self.fields["scheme"].queryset = _schemes(contract)

    def store(self, *, by, at: dt.datetime) -> None:
        self.instance.state = ActionState.DECIDED
        self.decision.entrust(self.instance, by=by, at=at, append=True)
        self.give_carriers(self.instance, by=by, at=at)
        ActionScheme.choose(self.instance, self.cleaned_data["scheme"], by=by, at=at)


NO_ACTION = "(aucune action ne répond : élargissez la recherche)"


class ActionSearch(forms.Form):
    """Which actions of the sheets to choose among: years of them do not fit in a list."""

    MOST = 200

    domaine = forms.ModelChoiceField(None, label="Incontournable", required=False, empty_label="Tous")
    q = forms.CharField(label="Mots de l’action", required=False, max_length=80)

    def __init__(self, *args, decision: Decision, **kwargs):
        super().__init__(*args, **kwargs)
        self.decision = decision
        self.fields["domaine"].queryset = decision.contract.incontournables.all()
        self.fields["domaine"].widget.attrs["class"] = "form-select"
        self.fields["q"].widget.attrs["class"] = "form-control"

    def choices(self, chosen: str = "") -> list[tuple[int | str, str]]:
        """At most MOST, and the one that was chosen already."""
        self.is_valid()
        actions = _open_actions(self.decision).order_by("incontournable__number", "order")
        if self.cleaned_data.get("domaine"):
            actions = actions.filter(incontournable=self.cleaned_data["domaine"])
        words = sort_key(self.cleaned_data.get("q") or "").split()
        rows = actions.values_list("pk", "incontournable__number", "text")
        found = [row for row in rows if str(row[0]) == chosen or all(word in sort_key(row[2]) for word in words)]
        shown = found[: self.MOST] + [row for row in found[self.MOST :] if str(row[0]) == chosen]
        cut = f"les {self.MOST} premières sur {len(found)} : précisez la recherche"
        head = f"(choisir parmi {cut})" if len(found) > self.MOST else "(choisir)" if found else NO_ACTION
        return [("", head)] + [(pk, f"{number}. {text}"[:140]) for pk, number, text in shown]


def _open_actions(decision: Decision) -> QuerySet[Action]:
    """Those that the decision may still entrust to somebody."""
    actions = Action.objects.of_contract(decision.contract).exclude(decisions=decision)
    return actions.exclude(state__in=[ActionState.DONE, ActionState.ABANDONED])


class ExistingActionForm(_Carried):
    """An action that a sheet already tells, and who carries it from now on."""

    action = forms.ModelChoiceField(Action.objects.none(), label="Action d’une fiche", empty_label="(choisir)")
    due_on = DayField(label="Échéance", required=False, help_text="Vide : celle de la fiche.")

    scheme = a_scheme("(celui de la fiche)")

    field_order = ["action", "due_on", "lead", "partners", "scheme"]

    def __init__(self, *args, decision: Decision, among: ActionSearch | None = None, instance=None, **kwargs):
        super().__init__(*args, **kwargs)
        among = among or ActionSearch({}, decision=decision)
        self.decision = decision
        self.fields["lead"].help_text = f"{HELP} Vide : celui de la fiche. Sinon l’ancien devient partenaire."
        self.fields["scheme"].queryset = _schemes(decision.contract)
        self.fields["action"].queryset = _open_actions(decision).select_related("incontournable__contract")
        self.fields["action"].widget.choices = among.choices(chosen=self.data.get("action", ""))

    def store(self, *, by, at: dt.datetime) -> None:
        action, due = self.cleaned_data["action"], self.cleaned_data["due_on"]
        if due:
            action.postpone(due, by=by, at=at)
        self.decision.entrust(action, by=by, at=at)
        self.give_carriers(action, by=by, at=at)
        if self.cleaned_data["scheme"]:
            ActionScheme.choose(action, self.cleaned_data["scheme"], by=by, at=at)


class ActionSchemeForm(ToldForm):
    """In which scheme an action is carried, or in none."""

    scheme = a_scheme()

    class Meta:
        model = ActionScheme
        fields = ["scheme"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["scheme"].queryset = _schemes(self.instance.contract)

    def clean(self) -> dict:
        """Somebody else may just have chosen one, or taken away the one that this page was opened on."""
        held = None if self.instance.pk else ActionScheme.objects.filter(action=self.instance.action).first()
        if held:
            self.add_error(None, f"« {held.scheme} » vient d’être choisi : rouvrez cette page.")
        elif not self.instance.pk and self.cleaned_data.get("read_version"):
            self.add_error(None, "Le dispositif a été ôté entre-temps : rouvrez cette page.")
        return super().clean()

    def store(self, *, by, at: dt.datetime) -> None:
        ActionScheme.choose(self.instance.action, self.cleaned_data["scheme"], by=by, at=at)


class DoneForm(forms.Form):
    on = DayField(label="Réalisée le")


class CloseForm(forms.Form):
    why = forms.CharField(label="Pourquoi", required=False, max_length=300)

    def clean_why(self) -> str:
        return " ".join(self.cleaned_data["why"].split())


class RecoveryForm(ToldForm):
    class Meta:
        model = RecoveryNote
        fields = ["finding", "cause", "remedy"]
        widgets = {name: forms.Textarea(attrs={"rows": 4}) for name in fields}

    def store(self, *, by, at: dt.datetime) -> None:
        self.instance.is_closed = False
        super().store(by=by, at=at)


class BoardFilter(forms.Form):
    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[
            *[("", "Toutes"), ("retard", "En retard")],
            *[(state.value, state.label) for state in ActionState if state != ActionState.HYPOTHESIS],
        ],
    )
    domaine = forms.ModelChoiceField(None, label="Incontournable", required=False, empty_label="Tous")
    porteur = forms.ChoiceField(label="Porteur", required=False)
    au = DayField(label="Retards au", required=False)

    def __init__(self, *args, contract, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["domaine"].queryset = contract.incontournables.all()
        self.fields["porteur"].choices = self._carriers(contract)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select" if isinstance(field.widget, forms.Select) else "form-control"

    def _carriers(self, contract: Contract) -> list:
        """The actors that lead or help, and what the sheets print where no actor does: «= SEVADEC ou EPCI»."""
        carried = ActionCarrier.objects.filter(action__incontournable__contract=contract).order_by()
        actors = Actor.objects.filter(pk__in=carried.values("actor")).select_related("epci")
        printed = Action.objects.of_contract(contract).exclude(pk__in=carried.values("action")).exclude(carrier="")
        words = printed.order_by("carrier").values_list("carrier", flat=True).distinct()
        return [
            ("", "Tous"),
            ("Pilotes et partenaires", [(str(actor.pk), in_full(actor)) for actor in actors]),
            ("Tels qu’écrits sur les fiches", [(f"={text}", text) for text in words]),
        ]

    def narrow(self, actions, on: dt.date):
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("etat") == "retard":
            actions = actions.overdue(on)
        elif asked.get("etat"):
            actions = actions.filter(state=asked["etat"])
        if asked.get("domaine"):
            actions = actions.filter(incontournable=asked["domaine"])
        if asked.get("porteur", "").startswith("="):
            carried = ActionCarrier.objects.filter(action__carrier=asked["porteur"][1:]).values("action")
            actions = actions.filter(carrier=asked["porteur"][1:]).exclude(pk__in=carried)
        elif asked.get("porteur"):
            carried = ActionCarrier.objects.filter(actor=asked["porteur"]).values("action")
            actions = actions.filter(pk__in=carried)
        return actions
