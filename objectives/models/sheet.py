"""The text of a sheet: what is one for each incontournable, then its lines, axes and links."""

import datetime as dt

from django.db import models, transaction
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from objectives.fields import plain_text, whole_between
from objectives.models.contract import Contract
from objectives.models.entry import Refused
from objectives.models.indicator import Incontournable
from objectives.models.sheet_row import SheetRow, SheetRowQuerySet
from objectives.models.versioned import Versioned


class SheetQuerySet(models.QuerySet):
    def get_by_natural_key(self, slug: str, number: int) -> "Sheet":
        return self.get(incontournable__contract__slug=slug, incontournable__number=number)


class Sheet(Versioned):
    """What a sheet says once. An incontournable without one has an empty sheet; `of` makes it when somebody writes."""

    incontournable = models.OneToOneField(Incontournable, models.PROTECT, related_name="sheet")
    printed_title = models.CharField(
        "titre de la fiche, tel qu’imprimé",
        max_length=200,
        blank=True,
        help_text="S’il diffère de l’intitulé du contrat.",
    )
    ambition = models.TextField("ambition", max_length=1000, blank=True, help_text="Avec les mots du contrat.")
    question = models.CharField("question posée", max_length=300, blank=True, help_text="« Qui mobilise-t-on pour… ? »")
    prerequisite = models.CharField(
        "au préalable", max_length=300, blank=True, help_text="Ce qui doit venir d’abord, et qui s’en charge."
    )
    printed_note = models.TextField(
        "note sur le document d’origine",
        max_length=500,
        blank=True,
        help_text="Une erreur ou une ambiguïté du document, gardée telle quelle et expliquée.",
    )

    objects = SheetQuerySet.as_manager()
    history = HistoricalRecords()

    TEXTS = ("printed_title", "ambition", "question", "prerequisite", "printed_note")

    class Meta:
        verbose_name, verbose_name_plural = "fiche", "fiches"
        permissions = [("edit_sheet", "Modifie les fiches, le glossaire et les avis")]
        constraints = [
            *Versioned.Meta.constraints,
            plain_text("printed_title", 200),
            plain_text("ambition", 1000),
            plain_text("question", 300),
            plain_text("prerequisite", 300),
            plain_text("printed_note", 500),
        ]

    def __str__(self) -> str:
        return f"Fiche {self.incontournable}"

    def natural_key(self) -> tuple[str, int]:
        return self.incontournable.natural_key()

    natural_key.dependencies = ["objectives.incontournable"]

    @property
    def contract(self) -> Contract:
        return self.incontournable.contract

    def store(self, *, by, at: dt.datetime) -> None:
        """What a form has changed; the first one to write makes the sheet."""
        with transaction.atomic():
            Contract.objects.select_for_update().get(pk=self.contract.pk)
            if self.pk is None and Sheet.objects.filter(incontournable=self.incontournable).exists():
                raise Refused("Quelqu’un vient d’écrire cette fiche : rouvrez-la pour la compléter.")
            self._history_user, self._history_date, self._change_reason = by, at, "modifiée" if self.pk else "écrite"
            self.full_clean(validate_unique=False)
            self.save()


class SheetLine(SheetRow):
    """A sentence of a sheet, in one of its blocks."""

    class Kind(models.TextChoices):
        FINDING = "finding", "constat"
        CARRIER = "carrier", "ce que fait le porteur à son échelle"
        QUESTION = "question", "question ouverte"
        AGENDA = "agenda", "point à discuter"

    kind = models.CharField("bloc", max_length=10, choices=Kind)
    text = models.TextField("texte", max_length=1000)

    history = HistoricalRecords()

    class Meta(SheetRow.Meta):
        verbose_name, verbose_name_plural = "ligne de fiche", "lignes de fiche"
        default_related_name = "lines"
        constraints = [
            *SheetRow.Meta.constraints,
            plain_text("text", 1000),
            models.CheckConstraint(
                condition=Q(kind__in=["finding", "carrier", "question", "agenda"]) & ~Q(text=""),
                name="objectives_sheetline_says_something",
                violation_error_message="Une ligne a un bloc connu et un texte.",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def siblings(self) -> SheetRowQuerySet:
        return super().siblings().filter(kind=self.kind)


class Axis(SheetRow):
    """A part of an incontournable, with its own number; actions may belong to it."""

    number = models.PositiveSmallIntegerField("numéro")
    title = models.CharField("intitulé", max_length=200)
    text = models.TextField("texte", max_length=1000, blank=True)

    history = HistoricalRecords()

    class Meta(SheetRow.Meta):
        verbose_name, verbose_name_plural = "axe", "axes"
        default_related_name = "axes"
        ordering = ["number", "pk"]
        constraints = [
            *SheetRow.Meta.constraints,
            models.UniqueConstraint(
                "incontournable",
                "number",
                condition=Q(is_removed=False),
                name="objectives_axis_number_unique",
                violation_error_message="Cette fiche a déjà un axe de ce numéro.",
            ),
            whole_between("number", 1, 99),
            plain_text("title", 200),
            plain_text("text", 1000),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="objectives_axis_has_title",
                violation_error_message="Donnez un intitulé à cet axe.",
            ),
        ]

    def __str__(self) -> str:
        return f"Axe {self.number} : {self.title}"


class LinkQuerySet(SheetRowQuerySet):
    def citing(self, incontournable: Incontournable) -> "LinkQuerySet":
        return self.shown().filter(Q(target=incontournable) | Q(alternative=incontournable))


class Link(SheetRow):
    """One sheet cites another, as printed; where the print is ambiguous, the other it may mean."""

    target = models.ForeignKey(Incontournable, models.PROTECT, related_name="cited_by", verbose_name="vers")
    as_printed = models.CharField("tel qu’imprimé", max_length=60, help_text="« DC 3 »")
    alternative = models.ForeignKey(
        Incontournable,
        models.PROTECT,
        related_name="perhaps_cited_by",
        null=True,
        blank=True,
        verbose_name="ou peut-être vers",
    )

    objects = LinkQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(SheetRow.Meta):
        verbose_name, verbose_name_plural = "lien", "liens"
        default_related_name = "links"
        constraints = [
            *SheetRow.Meta.constraints,
            models.UniqueConstraint(
                "incontournable",
                "target",
                condition=Q(is_removed=False),
                name="objectives_link_unique",
                violation_error_message="Cette fiche cite déjà celle-là.",
            ),
            plain_text("as_printed", 60),
            models.CheckConstraint(
                condition=~Q(as_printed=""),
                name="objectives_link_is_printed",
                violation_error_message="Dites comment le document l’écrit.",
            ),
            models.CheckConstraint(
                condition=~Q(target=F("incontournable")),
                name="objectives_link_leaves",
                violation_error_message="Une fiche ne se cite pas elle-même.",
            ),
            models.CheckConstraint(
                condition=Q(alternative=None) | ~Q(alternative=F("target")),
                name="objectives_link_alternative_differs",
                violation_error_message="L’autre fiche possible est une autre fiche.",
            ),
            models.CheckConstraint(
                condition=Q(alternative=None) | ~Q(alternative=F("incontournable")),
                name="objectives_link_alternative_leaves",
                violation_error_message="Une fiche ne se cite pas elle-même, même peut-être.",
            ),
        ]

    def __str__(self) -> str:
        return self.as_printed
