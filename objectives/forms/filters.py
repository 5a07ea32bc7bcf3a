"""The filters of the list of entries, as they stand in its address."""

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from objectives import clock
from objectives.forms.days import DayField
from objectives.forms.entry import TERRITORY
from objectives.french import sort_key
from objectives.models import Contract, Indicator, State
from objectives.models.querysets import ProgressEntryQuerySet

ORDERS = {
    "numero": ["pk"],
    "objectif": ["indicator__incontournable__number", "indicator__code"],
    "perimetre": [Coalesce("commune__epci__sort_key", "epci__sort_key"), F("commune__sort_key")],
    "periode": ["period_end", "period_start"],
    "quantite": ["quantity"],
    "etat": ["state"],
    "auteur": ["author__last_name", "author__first_name", "author__username"],
}
LATEST_FIRST = "-periode"
RARER = {"auteur", "debut", "fin", "compte", "au"}


class _IndicatorField(forms.ModelChoiceField):
    def label_from_instance(self, indicator: Indicator) -> str:
        return f"{indicator.incontournable.number}. {indicator}"


class EntryFilter(forms.Form):
    indicateur = _IndicatorField(label="Objectif", queryset=None, required=False, empty_label="Tous")
    perimetre = forms.ChoiceField(label="Périmètre", required=False)
    etat = forms.ChoiceField(label="État", required=False)
    auteur = forms.ModelChoiceField(label="Auteur", queryset=None, required=False, empty_label="Tous")
    debut = DayField(label="Période, depuis le", required=False)
    fin = DayField(label="jusqu’au", required=False)
    q = forms.CharField(
        label="Texte",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "source, commentaire ou n°"}),
    )
    compte = forms.ChoiceField(
        label="Comptée", required=False, choices=[("", "Indifférent"), ("oui", "Oui"), ("non", "Non")]
    )
    au = DayField(label="à la date du", required=False)
    tri = forms.ChoiceField(
        required=False,
        choices=[(key, key) for name in ORDERS for key in (name, f"-{name}")],
        widget=forms.HiddenInput,
    )

    def __init__(self, *args, contract: Contract, entries: ProgressEntryQuerySet, drafts: bool, **kwargs):
        """`entries` are those that the reader may see: no filter ever shows more."""
        super().__init__(*args, auto_id="filtre_%s", **kwargs)
        self.entries = entries
        self.fields["indicateur"].queryset = Indicator.objects.of_contract(contract)
        self.fields["auteur"].queryset = (
            get_user_model()
            .objects.filter(pk__in=entries.order_by().values("author"))
            .order_by("last_name", "username")
        )
        self.fields["perimetre"].choices = _perimeters(contract)
        states = [choice for choice in State.choices if drafts or choice[0] != State.DRAFT]
        self.fields["etat"].choices = [("", "Tous"), *states]
        for bound in self.visible_fields():
            style = "form-select" if isinstance(bound.field, forms.ChoiceField) else "form-control"
            bound.field.widget.attrs["class"] = f"{style} is-invalid" if self.is_bound and bound.errors else style

    @property
    def usual(self) -> list[forms.BoundField]:
        return [bound for bound in self.visible_fields() if bound.name not in RARER]

    @property
    def rarer(self) -> list[forms.BoundField]:
        return [bound for bound in self.visible_fields() if bound.name in RARER]

    @property
    def rarer_used(self) -> bool:
        return any(self.data.get(bound.name) for bound in self.rarer)

    @property
    def is_active(self) -> bool:
        return any(value for name, value in self.cleaned_data.items() if name != "tri")

    @property
    def counting_day(self):
        return self.cleaned_data["au"] or clock.today()

    def found(self) -> ProgressEntryQuerySet:
        """The entries that every filter lets through, in order; none at all when a filter makes no sense."""
        if not self.is_valid():
            return self.entries.none()
        asked, entries = self.cleaned_data, self.entries
        if asked["indicateur"]:
            entries = entries.filter(indicator=asked["indicateur"])
        if asked["perimetre"]:
            entries = entries.filter(_inside(asked["perimetre"]))
        if asked["etat"]:
            entries = entries.filter(state=asked["etat"])
        if asked["auteur"]:
            entries = entries.filter(author=asked["auteur"])
        if asked["debut"]:
            entries = entries.filter(period_end__gte=asked["debut"])
        if asked["fin"]:
            entries = entries.filter(period_start__lte=asked["fin"])
        if asked["compte"]:
            day = self.counting_day
            entries = entries.counted(day) if asked["compte"] == "oui" else entries.not_counted(day)
        if asked["q"]:
            entries = entries.filter(pk__in=_telling(entries, asked["q"]))
        return _ordered(entries, asked["tri"] or LATEST_FIRST)


def _perimeters(contract: Contract) -> list:
    """An EPCI stands for itself and its communes."""
    epcis = list(contract.epcis.prefetch_related("communes"))
    return [
        ("", "Tous"),
        (TERRITORY, "Territoire entier"),
        ("EPCI et ses communes", [(f"epci:{epci.pk}", epci.short_name) for epci in epcis]),
        *(
            (f"Communes ({epci.short_name})", [(f"commune:{place.pk}", place.name) for place in epci.communes.all()])
            for epci in epcis
        ),
    ]


def _inside(code: str) -> Q:
    kind, _, pk = code.partition(":")
    if kind == "commune":
        return Q(commune=pk)
    return Q(epci=pk) | Q(commune__epci=pk) if kind == "epci" else Q(epci=None, commune=None)


def _telling(entries: ProgressEntryQuerySet, words: str) -> list[int]:
    """Neither database finds «Région» in «RÉGION»: the texts are compared here, without case or accents."""
    wanted = sort_key(words)
    rows = entries.order_by().values_list("pk", "source", "comment")
    return [pk for pk, source, comment in rows if wanted in sort_key(f"{source}\n{comment}") or wanted == f"s{pk:05d}"]


def _ordered(entries: ProgressEntryQuerySet, key: str) -> ProgressEntryQuerySet:
    terms = [F(term) if isinstance(term, str) else term for term in ORDERS[key.removeprefix("-")]]
    if key.startswith("-"):
        return entries.order_by(*(term.desc(nulls_last=True) for term in terms), "-pk")
    return entries.order_by(*(term.asc(nulls_first=True) for term in terms), "pk")
