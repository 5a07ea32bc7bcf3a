"""The file of actors that somebody hands in, and which of its columns is which."""

from collections.abc import Mapping

from django import forms

from actors.imports import actors
from actors.imports.columns import meanings, means, repeated
from actors.imports.reading import COLUMNS, HEADINGS
from actors.models import ActorImport
from objectives.forms.imports import FileForm
from objectives.models import Contract

NOT_READ = "non lue"
REQUIRED = [column.key for column in COLUMNS if column.required]
SAMPLES = 3


class ActorFileForm(FileForm):
    contract = forms.ModelChoiceField(
        Contract.objects.none(),
        label="Contrat des domaines et problématiques",
        empty_label=None,
        error_messages={"required": "Choisissez un contrat.", "invalid_choice": "Choisissez un contrat."},
    )

    def __init__(self, *args, contracts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contract"].queryset = contracts
        self.fields["contract"].label_from_instance = lambda contract: contract.short_name
        if len(contracts) == 1:
            self.fields["contract"].widget = forms.HiddenInput()

    def arrive(self, *, by, at) -> ActorImport | None:
        contract = self.cleaned_data["contract"]
        return self.hand_to(lambda **file: actors.arrive(contract, by=by, at=at, **file))


class ColumnsForm(forms.Form):
    """A block of fields for each sheet: whether it is read, the row of its headings, what each column is."""

    erases = forms.BooleanField(
        label="Une cellule vide efface ce qui est enregistré",
        help_text="Sinon, elle ne change rien. Ni un nom, ni un EPCI, ni un contact entier ne s’efface ainsi.",
        required=False,
    )
    creates = forms.BooleanField(
        label="Créer les problématiques qui n’existent pas encore",
        help_text="L’aperçu dira lesquelles. Sinon, une problématique inconnue est une erreur.",
        required=False,
    )

    def __init__(self, *args, done: ActorImport, known: Mapping[str, str], asked: Mapping[str, str], **kwargs):
        """`asked`: the heading rows that the page shows, by the name of their field."""
        initial = {name: done.content[name] for name in ("erases", "creates") if name in done.content}
        super().__init__(*args, initial=initial, **kwargs)
        self.sheets, self.known = done.content["sheets"], known
        self.blocks = []
        for at, sheet in enumerate(self.sheets):
            told = done.content.get("columns", {}).get(sheet["name"])
            self.blocks.append(self._block(at, sheet, told, (self.data if self.is_bound else asked).get(f"row-{at}")))

    def _block(self, at: int, sheet: dict, told: Mapping[str, str] | None, asked: str | None) -> dict:
        row = int(asked) if asked and asked.isascii() and asked.isdigit() and len(asked) < 7 else sheet["heading_row"]
        texts = sheet["rows"].get(str(row), {})
        told = {letter: key for key, letter in told.items()} if told and row == sheet["heading_row"] else None
        found = told or meanings(texts, self.known)
        self.fields[f"read-{at}"] = forms.BooleanField(
            label=f"Lire la feuille « {sheet['name']} »",
            required=False,
            initial=sheet["is_read"],
            widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
        )
        self.fields[f"row-{at}"] = forms.IntegerField(
            label="Ligne des intitulés",
            min_value=1,
            max_value=max(sheet["last_row"] - 1, 1),
            initial=row,
            widget=forms.NumberInput(attrs={"class": "form-control"}),
        )
        letters = {}
        for letter in sorted(texts, key=lambda letter: (len(letter), letter)):
            name = f"column-{at}-{letter}"
            choices = [("", NOT_READ), *((column.key, column.label) for column in COLUMNS)]
            self.fields[name] = forms.ChoiceField(
                label=f"Colonne {letter}, « {texts[letter]} »",
                choices=choices,
                required=False,
                initial=found.get(letter, ""),
                widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
            )
            letters[letter] = name
        twice = repeated(texts, self.known)
        return {
            "sheet": sheet,
            "read": self[f"read-{at}"],
            "row": self[f"row-{at}"],
            "texts": texts,
            "letters": letters,
            "columns": [
                (letter, texts[letter], self._samples(sheet, row, letter), self[name])
                for letter, name in letters.items()
            ],
            "twice": [(HEADINGS[key], found) for key, found in twice.items()],
            "remembered": any(means(text, {}) != means(text, self.known) for text in texts.values()),
        }

    @staticmethod
    def _samples(sheet: dict, heading: int, letter: str) -> list[str]:
        below = sorted((int(number), texts) for number, texts in sheet["rows"].items() if int(number) > heading)
        return [texts[letter] for _, texts in below if texts.get(letter)][:SAMPLES]

    def clean(self) -> dict:
        cleaned = super().clean()
        self.told, self.meanings = [], []
        for at, block in enumerate(self.blocks):
            if cleaned.get(f"read-{at}") and f"row-{at}" in cleaned:
                self._tell(cleaned, block, cleaned[f"row-{at}"])
        if not self.told and not self.errors:
            self.add_error(None, "Choisissez au moins une feuille à lire.")
        return cleaned

    def _tell(self, cleaned: dict, block: dict, row: int) -> None:
        name, columns, meanings = block["sheet"]["name"], {}, {}
        for letter, field in block["letters"].items():
            key = cleaned.get(field, "")
            if key in columns:
                self.add_error(field, f"La colonne {columns[key]} est déjà « {HEADINGS[key]} » : gardez-en une.")
            elif key:
                columns[key] = letter
            meanings[block["texts"][letter]] = key
        for key in REQUIRED:
            if key not in columns:
                self.add_error(None, f"Feuille « {name} » : dites quelle colonne est « {HEADINGS[key]} ».")
        self.meanings.append(meanings)
        self.told.append({"name": name, "heading_row": row, "columns": columns})
