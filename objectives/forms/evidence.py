"""Pieces of evidence as they arrive: recognised by their content, never by their name."""

from pathlib import Path

import filetype
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from objectives import french
from objectives.models import Evidence

MOST_FILES = 10
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
KINDS = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/tiff": ".tif",
    "image/heic": ".heic",
    "application/msword": ".doc",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.ms-powerpoint": ".ppt",
    f"{_OFFICE}wordprocessingml.document": ".docx",
    f"{_OFFICE}spreadsheetml.sheet": ".xlsx",
    f"{_OFFICE}presentationml.presentation": ".pptx",
    f"{_OPEN}text": ".odt",
    f"{_OPEN}spreadsheet": ".ods",
    f"{_OPEN}presentation": ".odp",
}
_SPELLINGS = {".jpg": {".jpg", ".jpeg"}, ".tif": {".tif", ".tiff"}}


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class EvidenceField(forms.FileField):
    """Several files; cleans to a list of Evidence, not stored yet."""

    def __init__(self, **kwargs):
        super().__init__(widget=_ManyFiles(attrs={"accept": ",".join(KINDS.values())}), required=False, **kwargs)

    def clean(self, data, initial=None):
        uploads = data if isinstance(data, list | tuple) else [data] if data else []
        if len(uploads) > MOST_FILES:
            raise ValidationError(f"Joignez {MOST_FILES} fichiers au plus à la fois.")
        return [self._evidence(super(EvidenceField, self).clean(upload)) for upload in uploads]

    def _evidence(self, upload: UploadedFile) -> Evidence:
        if upload.size > settings.EVIDENCE_MAX_BYTES:
            most = french.number(settings.EVIDENCE_MAX_BYTES // 1024**2, 0)
            raise ValidationError(f"« {upload.name} » dépasse {most}{french.WIDE}Mo : réduisez-le ou donnez un lien.")
        kind = filetype.guess_mime(upload.read(8192))
        upload.seek(0)
        if kind not in KINDS:
            raise ValidationError(
                f"« {upload.name} » n’est ni un PDF, ni une image, ni un document bureautique : "
                "enregistrez-le dans un de ces formats."
            )
        suffix = KINDS[kind]
        if Path(upload.name).suffix.lower() not in _SPELLINGS.get(suffix, {suffix}):
            upload.name += suffix
        return Evidence.from_upload(upload, kind)
