"""An actor, its contacts, and two actors that are one."""

from django import forms
from django.core.exceptions import ValidationError

from actors.models import Actor, Card, Contact
from actors.models.merging import ABSORBED, BOTH, CHOSEN, KEPT
from objectives import clock
from objectives.forms.days import DayField
from objectives.forms.versioned import VersionedForm


class ActorForm(VersionedForm):
    why = forms.CharField(
        label="Motif de la modification",
        required=False,
        max_length=300,
        help_text="Facultatif ; l’historique le montrera.",
    )

    class Meta:
        model = Actor
        fields = ["name", "acronym", "kind", "epci", "perimeter", "notes"]
        widgets = {"notes": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "epci": "Celui dont l’acteur fait partie ou qu’il couvre.",
            "perimeter": "S’il n’est pas d’un seul EPCI : « Région », « national », « plusieurs EPCI »…",
            "notes": "Lues par tout le COPIL : les noms et coordonnées de personnes vont dans les contacts.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            del self.fields["why"]

    def clean(self) -> dict:
        cleaned = super().clean()
        merged = self.instance.pk and Actor.objects.exclude(merged_into=None).filter(pk=self.instance.pk).first()
        if merged:
            raise ValidationError(
                f"Cet acteur a été fusionné entre-temps avec « {merged.survivor.name} » : rien n’a été enregistré."
            )
        return cleaned


class ContactForm(VersionedForm):
    keep_until = DayField(label="À conserver jusqu’au", help_text="Ensuite, le contact est proposé à l’effacement.")

    class Meta:
        model = Contact
        fields = ["person", "function", "email", "phone", "keep_until"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.initial["keep_until"] = Contact.kept_until(clock.today())

    def clean_keep_until(self):
        day = self.cleaned_data["keep_until"]
        if day < clock.today():
            raise ValidationError("Ce jour est passé : choisissez-en un autre, ou effacez le contact.")
        last = Contact.kept_until(clock.today())
        if day > last:
            raise ValidationError(f"Au plus tard le {last:%d/%m/%Y} : au-delà, demandez de nouveau à la personne.")
        return day


class MergeForm(forms.Form):
    """Field by field, whose value stays; map by map, whose position stays where both are on it."""

    kept_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=1_000_000)
    absorbed_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=1_000_000)

    def __init__(self, *args, kept: Actor, absorbed: Actor, shared: list[tuple[Card, Card]], **kwargs):
        """`shared`: the cards of both, of each map that has both."""
        initial = {"kept_version": kept.version, "absorbed_version": absorbed.version}
        super().__init__(*args, initial=initial, **kwargs)
        self.kept, self.absorbed, self.shared = kept, absorbed, shared
        for choice in CHOSEN:
            ours, theirs = _said(kept, choice), _said(absorbed, choice)
            if ours == theirs:
                continue
            options = [(KEPT, ours or "(vide)"), (ABSORBED, theirs or "(vide)")]
            if choice == "notes" and ours and theirs:
                options.append((BOTH, "les deux, à la suite"))
            self._ask(choice, _LABELS[choice], options, first=KEPT if ours else ABSORBED)
        for one, other in shared:
            if other.is_placed and _position(one) != _position(other):
                options = [(KEPT, f"{_position(one)} ({kept})"), (ABSORBED, f"{_position(other)} ({absorbed})")]
                first = KEPT if one.is_placed else ABSORBED
                self._ask(f"card_{other.pk}", f"Position sur « {one.problem} »", options, first=first)
        self.fields["why"] = forms.CharField(
            label="Pourquoi est-ce le même acteur ?",
            required=False,
            max_length=300,
            help_text="Facultatif ; l’historique le montrera.",
        )

    def _ask(self, name: str, label: str, options: list[tuple[str, str]], *, first: str) -> None:
        self.fields[name] = forms.ChoiceField(label=label, choices=options, initial=first, widget=forms.RadioSelect)

    def clean(self) -> dict:
        cleaned = super().clean()
        read = (cleaned.get("kept_version"), cleaned.get("absorbed_version"))
        if read != (self.kept.version, self.absorbed.version):
            self.show_again()
        return cleaned

    def show_again(self) -> None:
        """Somebody saved one of the two since the page was opened: the next answer is about what it shows now."""
        self.add_error(None, "L’un des deux a changé entre-temps : rien n’est fusionné. Relisez, puis recommencez.")
        self.data = self.data.copy()
        for name, actor in (("kept_version", self.kept), ("absorbed_version", self.absorbed)):
            actor.refresh_from_db()
            self.data[name] = actor.version

    @property
    def choices(self) -> dict[str, str]:
        """Of each field where they differ; one that only the absorbed has is taken without asking."""
        return {name: value for name, value in self.cleaned_data.items() if name in CHOSEN}

    @property
    def winners(self) -> set[int]:
        return {other.pk for _, other in self.shared if self.cleaned_data.get(f"card_{other.pk}") == ABSORBED}


_LABELS = {"name": "Nom", "acronym": "Sigle", "kind": "Type", "place": "EPCI ou périmètre", "notes": "Notes"}


def _said(actor: Actor, choice: str) -> str:
    return {"kind": actor.get_kind_display(), "place": actor.place}.get(choice) or getattr(actor, choice, "")


def _position(card: Card) -> str:
    if not card.is_placed:
        return "à placer"
    sure = "" if card.is_confirmed else ", à confirmer"
    return f"{card.quadrant}, intérêt {card.interest}, influence {card.influence}{sure}"
