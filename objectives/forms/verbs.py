"""What goes with a verb on an entry: the version that was read, and a note or a reason."""

from django import forms

from objectives.models import ProgressEntry, State


class _VerbForm(forms.Form):
    """`before` are the states the verb starts from, `done` the one it leads to, `participle` its name."""

    before = (State.PENDING,)
    done: State
    participle: str

    version = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=1,
        max_value=1_000_000,
        error_messages=dict.fromkeys(
            ["required", "invalid", "min_value", "max_value"],
            "Ce formulaire ne dit pas ce que vous avez lu : relisez la saisie, puis recommencez.",
        ),
    )
    inbox = forms.BooleanField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, entry: ProgressEntry, from_inbox: bool = False, **kwargs):
        initial = {"version": entry.version, "inbox": from_inbox or None}
        super().__init__(*args, initial=initial, auto_id=f"{self.participle}_{entry.pk}_%s", **kwargs)

    def read_again(self, version: int) -> None:
        """Ask again about what the database now holds, with what was typed."""
        self.data = self.data.copy()
        self.data["version"] = version


class ValidateForm(_VerbForm):
    done, participle = State.VALIDATED, "validée"

    reason = forms.CharField(
        label="Pourquoi la validez-vous vous-même ?",
        help_text="La saisie le montrera pour toujours.",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Dites pourquoi vous validez votre propre saisie."},
    )

    def __init__(self, *args, by_author: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if by_author:
            self.fields["reason"].required = True
        else:
            del self.fields["reason"]


class ReturnForm(_VerbForm):
    done, participle = State.RETURNED, "retournée"

    note = forms.CharField(
        label="Note pour son auteur",
        help_text="Ce qu’il faut vérifier ou corriger.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Dites à son auteur ce qu’il faut corriger."},
    )


class WithdrawForm(_VerbForm):
    before = (State.DRAFT, State.PENDING, State.RETURNED)
    done, participle = State.WITHDRAWN, "retirée"
