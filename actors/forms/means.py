"""A means or a lead of an incontournable, and who carries an action."""

from django import forms

from actors.forms.naming import HELP, ActorField
from actors.models import ActionCarrier, Contribution
from objectives.forms.versioned import VersionedForm


class ContributionForm(VersionedForm):
    actor = ActorField(
        label="Acteur", required=False, help_text=f"{HELP} Vide si ce n’est pas un acteur : « appels à projets »."
    )

    class Meta:
        model = Contribution
        fields = ["kind", "actor", "as_printed", "precision", "certainty"]
        help_texts = {"as_printed": "S’il s’écrit autrement ici : avec un « et/ou », au pluriel, en question."}


class CarrierForm(forms.ModelForm):
    """One more actor for an action, which one alone leads."""

    actor = ActorField(label="Acteur")

    class Meta:
        model = ActionCarrier
        fields = ["actor", "kind"]

    def _get_validation_exclusions(self) -> set[str]:
        # So that one actor carries an action once, and one leads it.
        return super()._get_validation_exclusions() - {"action"}
