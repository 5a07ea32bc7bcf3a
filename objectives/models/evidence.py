import hashlib
import uuid

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from objectives.fields import plain_text, real_moment, whole_between


def random_name(evidence: "Evidence", filename: str) -> str:
    """Nothing of the sender's name: it is kept as text beside, and nobody can guess this one."""
    return uuid.uuid4().hex


class Evidence(models.Model):
    """What lets the funder check an entry: a file or a link. Removing one keeps it, out of sight, with who and when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey("objectives.ProgressEntry", models.PROTECT, related_name="evidence")
    file = models.FileField("fichier", upload_to=random_name, max_length=100, blank=True)
    name = models.CharField("nom du fichier", max_length=200, blank=True)
    content_type = models.CharField("type", max_length=100, blank=True)
    size = models.PositiveIntegerField("taille (octets)", default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    url = models.URLField("lien", max_length=500, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="ajoutée par")
    added_at = models.DateTimeField("ajoutée le")
    removed_at = models.DateTimeField("ôtée le", null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name, verbose_name_plural = ("pièce justificative", "pièces justificatives")
        ordering = ["added_at", "pk"]
        constraints = [
            plain_text("name", 200),
            plain_text("content_type", 100),
            plain_text("sha256", 64),
            plain_text("url", 500),
            whole_between("size", 0, 2_000_000_000),
            real_moment("added_at"),
            real_moment("removed_at"),
            models.CheckConstraint(
                condition=(Q(file="") & ~Q(url="")) | (~Q(file="") & Q(url="") & ~Q(sha256="")),
                name="objectives_evidence_file_or_link",
                violation_error_message="Une pièce est un fichier ou un lien.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.url

    @classmethod
    def from_upload(cls, upload: UploadedFile, content_type: str) -> "Evidence":
        digest = hashlib.sha256()
        for chunk in upload.chunks():
            digest.update(chunk)
        return cls(
            file=upload,
            name=_shown_name(upload.name),
            content_type=content_type,
            size=upload.size,
            sha256=digest.hexdigest(),
        )


def _shown_name(name: str) -> str:
    printable = "".join(letter for letter in name if letter.isprintable())
    return printable[-200:] or "sans nom"
