"""The file that somebody hands in."""

from collections.abc import Callable

from django import forms

from objectives import french
from objectives.imports import entries
from objectives.models import Contract, EntryImport
from objectives.models.file_import import FileImport
from objectives.spreadsheet import SpreadsheetError
from objectives.spreadsheet.limits import MAX_BYTES, MEGABYTE


class FileForm(forms.Form):
    file = forms.FileField(
        label="Fichier",
        help_text=f"XLSX, ODS ou CSV, {MAX_BYTES // MEGABYTE} Mo et {french.number(entries.MOST_ROWS)} lignes au plus.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
        error_messages={"required": "Choisissez un fichier.", "empty": "Ce fichier est vide."},
    )

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > MAX_BYTES:
            raise forms.ValidationError(f"Ce fichier est trop lourd : {MAX_BYTES // MEGABYTE} Mo au plus.")
        return upload

    def hand_to(self, reader: Callable[..., FileImport]) -> FileImport | None:
        """What was read, or None when the file is refused: then its field says why."""
        upload = self.cleaned_data["file"]
        try:
            return reader(data=upload.read(), name=upload.name)
        except SpreadsheetError as refusal:
            self.add_error("file", str(refusal))
            return None


class ImportForm(FileForm):
    source = forms.CharField(
        label="Source des lignes qui n’en ont pas",
        max_length=300,
        required=False,
        help_text="Par exemple « Tableau de suivi 2021 du SyMPaC ».",
    )

    def preview(self, contract: Contract, *, by, at) -> EntryImport | None:
        source = self.cleaned_data["source"]
        return self.hand_to(lambda **file: entries.preview(contract, by=by, at=at, source=source, **file))


class ConfirmForm(forms.Form):
    """What is asked before a preview is loaded: why the lines that surprise are right, when there are some."""

    reason = forms.CharField(
        label="Motif des lignes à confirmer",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Le même pour toutes ; chaque saisie le montrera à la personne qui la valide. Pour un motif par "
        "ligne, remplissez la colonne « Motif » du fichier, puis relisez-le.",
        error_messages={"required": "Dites pourquoi ces chiffres sont justes."},
    )

    def __init__(self, *args, done: EntryImport, **kwargs):
        super().__init__(*args, **kwargs)
        if not done.doubtful:
            del self.fields["reason"]
