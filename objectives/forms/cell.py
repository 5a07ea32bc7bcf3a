"""What an officer types in one cell of the month's grid, and what is said of it."""

from django import forms
from django.core.exceptions import ValidationError

from objectives.fields import NumberFormField
from objectives.forms.surprises import shown_field
from objectives.french import LONGEST_NUMBER
from objectives.grid import Cell, Meaning, thousandths
from objectives.models import ProgressEntry, Stale

TEXTS = ("source", "comment", "justification")


class CellForm(forms.Form):
    """What is typed in one cell. `token` is what the cell held when the page was made, `lost` what was typed there
    before somebody else's entry closed it."""

    quantity = NumberFormField(required=False)
    unchanged = forms.BooleanField(required=False)
    source = forms.CharField(max_length=300, required=False)
    comment = forms.CharField(max_length=2000, required=False)
    justification = forms.CharField(max_length=1000, required=False)
    token = forms.CharField(max_length=500, required=False, widget=forms.HiddenInput)
    shown = shown_field()
    lost = forms.CharField(max_length=LONGEST_NUMBER, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, cell: Cell, where: str, **kwargs):
        self.cell, self.where = cell, where
        super().__init__(*args, prefix=cell.code, initial={"quantity": cell.figure, "token": cell.token}, **kwargs)
        self.fields["quantity"].decimals = cell.indicator.decimals
        self.told = self["shown"].value() or ""  # what `shown` becomes

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        there, known = self.cell.meaning in (Meaning.REVISION, Meaning.AMENDMENT), not self.is_stale
        if cleaned["unchanged"] and self._is_new_figure:
            self.add_error("quantity", "Tapez un chiffre ou cochez « aucun changement », pas les deux.")
        elif cleaned["unchanged"] and self.cell.unchanged is None and known:
            self.add_error("unchanged", "Il n’y a pas de niveau précédent à reprendre.")
        elif there and known and cleaned["quantity"] is None:
            reference = self.cell.entries[0].reference
            self.add_error("quantity", f"Pour retirer ou annuler cette saisie, ouvrez {reference}.")
        elif not self.asks and any(cleaned[name] for name in TEXTS):
            where = f" ; pour n’en corriger que le texte, ouvrez {self.cell.entries[0].reference}" if there else ""
            self.add_error("quantity", f"Tapez le chiffre que ce texte accompagne{where}.")
        return cleaned

    @property
    def shown_errors(self) -> list[str]:
        return [sentence for sentences in self.errors.values() for sentence in sentences] if self.is_bound else []

    @property
    def unfolds(self) -> bool:
        """Whether something is typed, or asked for, beside the figure."""
        return self.is_bound and any(
            self[name].value() or self[name].errors for name in ("unchanged", "justification", "source", "comment")
        )

    @property
    def is_stale(self) -> bool:
        """Whether the cell holds something else than when the page was made."""
        return self.cleaned_data["token"] != self.cell.token

    @property
    def _is_new_figure(self) -> bool:
        """Whether it is not the one that the page had, whatever the cell has become since."""
        quantity = self.cleaned_data["quantity"]
        return quantity is not None and thousandths(quantity) != self.cleaned_data["token"].rpartition("=")[2]

    @property
    def asks(self) -> bool:
        """Whether there is something to store: a figure, «aucun changement», or what is said of one's own figure."""
        said = self.cell.meaning is Meaning.REVISION and any(self.cleaned_data[name] for name in TEXTS)
        return self.cleaned_data["unchanged"] or self._is_new_figure or said

    @property
    def typed(self):
        return self.cell.same_again if self.cleaned_data["unchanged"] else self.cleaned_data["quantity"]

    def is_there(self, source: str) -> bool:
        """Whether the cell has become what its author asks for: the form came twice. `source` is the grid's."""
        if self.cell.meaning is not Meaning.REVISION:
            return False
        [entry] = self.cell.entries
        said = self.cleaned_data | {"source": self.cleaned_data["source"] or source}
        return entry.quantity == self.typed and all(said[name] in ("", getattr(entry, name)) for name in TEXTS)

    def add_refusal(self, refusal: Exception) -> None:
        """Every sentence of a verb, beside the figure or beside the reason that it asks for."""
        if isinstance(refusal, ValidationError):
            for field, sentences in getattr(refusal, "error_dict", {"quantity": [refusal]}).items():
                self.add_error(field if field in self.fields else "quantity", sentences)
        elif isinstance(refusal, Stale):
            self.add_error("quantity", self._just_saved(refusal.current))
        else:
            self.add_error("quantity", str(refusal))

    def _just_saved(self, entry: ProgressEntry) -> str:
        if self.is_closed:
            return (
                f"Cette case est désormais à {entry.author} : ouvrez {entry.reference} ; "
                f"votre {self.typed_text} n’est pas enregistré."
            )
        return (
            f"{entry.author} vient d’enregistrer {entry.amount} ici ({entry.reference}, {entry.get_state_display()}) : "
            "comparez, puis enregistrez à nouveau si votre chiffre est le bon."
        )

    @property
    def lost_for(self) -> str:
        there = (self.cell.entries or self.cell.within)[-1:]
        held = "".join(f" : la case est à {entry.author} ({entry.reference})" for entry in there)
        title = self.cell.indicator.incontournable.short_title
        return f"{title}, {self.where} : votre {self['lost'].value()} n’est pas enregistré{held}."

    @property
    def is_closed(self) -> bool:
        return self.cell.meaning is Meaning.NOTHING

    @property
    def typed_text(self) -> str:
        """What cannot be typed here any more, in the words of its author."""
        if self.cleaned_data["unchanged"]:
            return "« aucun changement »"
        return (self["quantity"].value() or "").strip()[:LONGEST_NUMBER]
