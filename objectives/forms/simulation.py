"""The hypothesis of an address: one figure for each contractual indicator, each with its sentence when it is none."""

from collections.abc import Mapping
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from objectives import french
from objectives.fields import NumberFormField
from objectives.simulation import Lever, Start

STARTS = {
    Start.VALIDATED: "ce qui est validé",
    Start.PENDING: "ce qui est validé ou en attente",
    Start.PROJECTED: "la projection en fin de contrat",
}
KEPT = ("au", "depart")


class FigureField(NumberFormField):
    """`start` is what stays supposed when what was typed is no figure."""

    def __init__(self, lever: Lever, start: Decimal | None):
        lowest, highest = lever.lowest, lever.highest
        super().__init__(decimals=lever.decimals, lowest=lowest, highest=highest, required=start is not None)
        self.lever, self.start, self.label = lever, start, lever.line.indicator.incontournable.short_title
        self.error_messages["required"] = "Il manque un nombre."
        low, high = (french.exact(end) for end in lever.span)
        self.widget.attrs |= {
            "class": "form-control",
            "maxlength": french.LONGEST_NUMBER,
            "aria-describedby": f"resultat-{lever.name}",
            "data-low": low,
            "data-high": high,
            "data-step": french.exact(Decimal(1).scaleb(-lever.decimals)),
        }

    @property
    def kept(self) -> str:
        return "Sans lui, non calculable." if self.start is None else f"{french.number(self.start)} reste supposé."

    def to_python(self, value):
        try:
            return super().to_python(value)
        except ValidationError as refusal:
            if refusal.code == "out_of_bounds":
                raise ValidationError(self._bounds(), code="out_of_bounds") from None
            raise

    def _bounds(self) -> str:
        indicator = self.lever.line.indicator
        if indicator.is_binary:
            return "C’est réalisé (1) ou ce ne l’est pas (0)."
        if self.lever.is_percentage:
            return "Un pourcentage va de 0 à 100."
        if indicator.is_ratio:
            return f"Il y a {french.counted(self.highest, self.lever.unit)} en tout : ce nombre va de 0 à ce total."
        if self.lowest == 0:
            return f"Un avancement va de 0 à {french.number(self.highest)}."
        return "Ce nombre est trop grand."


class SimulationForm(forms.Form):
    """Bound to an address that may say all, a part or nothing of it: what it leaves out is where it starts from.

    `figures` are what is supposed, the start instead of what could not be read; `unknown` what the address says of
    indicators that the contract does not have.
    """

    def __init__(self, query: QueryDict, levers: tuple[Lever, ...]):
        asked = query.get("depart", Start.VALIDATED)
        self.start_error = (
            "" if asked in set(Start) else "Ce départ n’existe pas : celui de ce qui est validé est pris."
        )
        self.start = Start(asked) if asked in set(Start) else Start.VALIDATED
        starts = {lever.name: lever.start(self.start) for lever in levers}
        self.unknown = [name[:60] for name in query if name not in starts and name not in KEPT]
        super().__init__({name: query.get(name, _typed(start)) for name, start in starts.items()})
        for lever in levers:
            self.fields[lever.name] = FigureField(lever, starts[lever.name])
        self.full_clean()

    @property
    def figures(self) -> Mapping[str, Decimal | None]:
        return {name: self.cleaned_data.get(name, field.start) for name, field in self.fields.items()}

    def address(self) -> str:
        """The whole hypothesis, as it was typed."""
        query = QueryDict(mutable=True)
        query["depart"] = str(self.start)
        query.update({name: self.data[name] for name in self.fields})
        return query.urlencode()


def _typed(value: Decimal | None) -> str:
    """As somebody would type it: no space between thousands, so that the address stays short."""
    return "" if value is None else french.exact(value).replace(".", ",")
