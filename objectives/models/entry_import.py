import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords
from simple_history.utils import bulk_update_with_history

from objectives.fields import plain_text, real_moment, whole_between
from objectives.models.batch import Batch
from objectives.models.contract import Contract
from objectives.models.entry import ProgressEntry, Refused
from objectives.models.states import OPEN, State

MOST_LINES = 20_000
NAMED = 5
STORED = ("source", "comment", "justification")


class EntryImport(models.Model):
    """A file of entries: previewed, then loaded whole, then perhaps withdrawn.

    `content` is what was previewed, and all that is ever written: the file itself is not kept. A preview belongs to
    its author and leaves nothing when it is dropped.
    """

    class Stage(models.TextChoices):
        PREVIEWED = "previewed", "à confirmer"
        CONFIRMED = "confirmed", "chargé"
        WITHDRAWN = "withdrawn", "retiré"

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="entry_imports", verbose_name="contrat")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="auteur")
    created_at = models.DateTimeField("lu le")
    settled_at = models.DateTimeField("chargé ou retiré le", null=True, blank=True)
    file_name = models.CharField("fichier", max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64)
    stage = models.CharField("étape", max_length=10, choices=Stage, default=Stage.PREVIEWED)
    lines_read = models.PositiveIntegerField("lignes lues")
    lines_new = models.PositiveIntegerField("nouvelles")
    lines_known = models.PositiveIntegerField("déjà là")
    lines_refused = models.PositiveIntegerField("refusées")
    lines_left_out = models.PositiveIntegerField("laissées de côté")
    content = models.JSONField("aperçu", default=dict)

    history = HistoricalRecords(excluded_fields=["content"])

    class Meta:
        verbose_name, verbose_name_plural = "import de saisies", "imports de saisies"
        ordering = ["-created_at", "-pk"]
        constraints = [
            plain_text("file_name", 255),
            plain_text("sha256", 64),
            *(real_moment(name) for name in ("created_at", "settled_at")),
            *(
                whole_between(f"lines_{name}", 0, MOST_LINES)
                for name in ("read", "new", "known", "refused", "left_out")
            ),
            models.CheckConstraint(
                condition=Q(stage="previewed", settled_at=None)
                | Q(stage__in=["confirmed", "withdrawn"], settled_at__isnull=False),
                name="objectives_entryimport_stage_has_its_facts",
                violation_error_message="Cette étape demande une date.",
            ),
            models.CheckConstraint(
                condition=Q(
                    lines_read=models.F("lines_new")
                    + models.F("lines_known")
                    + models.F("lines_refused")
                    + models.F("lines_left_out")
                ),
                name="objectives_entryimport_every_line_told",
                violation_error_message="Toutes les lignes lues ne sont pas comptées.",
            ),
        ]

    def __str__(self) -> str:
        return f"Import de {self.file_name}"

    def get_absolute_url(self) -> str:
        return reverse("objectives:import", args=[self.contract.slug, self.pk])

    @property
    def waits(self) -> bool:
        return self.stage == self.Stage.PREVIEWED

    @property
    def is_loaded(self) -> bool:
        return self.stage == self.Stage.CONFIRMED

    # --- Verbs ------------------------------------------------------------------------------------------------------
    def preview(self) -> None:
        """Store what was read, in the place of the person's earlier previews."""
        with transaction.atomic():
            for earlier in EntryImport.objects.filter(author=self.author, stage=self.Stage.PREVIEWED):
                earlier._drop()
            self.full_clean(exclude={"contract", "author"})
            self.save_without_historical_record()

    def discard(self) -> None:
        with self._locked() as current:
            if current is None or not current.waits:
                raise Refused("Cet import est déjà chargé : retirez-le depuis sa page.")
            current._drop()

    def confirm(self, *, by, at: dt.datetime) -> bool:
        """Write all that was previewed, and nothing else. False when it was done already.

        Refused as soon as one line would no longer be judged as it was shown.
        """
        with self._locked() as current:
            if current is None:
                raise Refused("Cet aperçu n’existe plus : un autre l’a remplacé.")
            if not current.waits:
                return False
            if current.lines_refused or not current.lines_new:
                raise Refused("Rien n’est à charger : corrigez le fichier, puis lisez-le à nouveau.")
            batch = Batch(current.contract, by=by, at=at)
            changed = list(current._judged_again(batch))
            if changed:
                raise Refused(f"Rien n’est chargé, car les saisies ont changé depuis l’aperçu : {_some(changed)}.")
            current._settle(self.Stage.CONFIRMED, by=by, at=at, why="chargé")
            for entry in batch.entries:
                entry.imported_in = current
            batch.write(f"import n° {current.pk}, {current.file_name}")
            return True

    def withdraw(self, *, by, at: dt.datetime) -> int:
        """Withdraw all its entries that are still open; how many. Refused once one of them counts, or did."""
        with self._locked() as current:
            if not current.is_loaded:
                raise Refused(f"Cet import ne se retire pas : il est {current.get_stage_display()}.")
            if current.why_kept():
                raise Refused(current.why_kept())
            entries = list(current.entries.filter(state__in=OPEN))
            for entry in entries:
                entry.state, entry.version = State.WITHDRAWN, entry.version + 1
                entry._change_reason = f"retirée avec l’import n° {current.pk}"
            bulk_update_with_history(
                entries, ProgressEntry, ["state", "version"], batch_size=500, default_user=by, default_date=at
            )
            current._settle(self.Stage.WITHDRAWN, by=by, at=at, why="retiré")
            return len(entries)

    def why_kept(self) -> str:
        """The sentence that says what stands in the way of withdrawing it, empty when nothing does."""
        settled = list(self.entries.filter(state__in=[State.VALIDATED, State.REPLACED]).order_by("pk"))
        if not settled:
            return ""
        named = _some([entry.reference for entry in settled], ", ")
        verb = "une de ses saisies est déjà validée" if len(settled) == 1 else "de ses saisies sont déjà validées"
        return f"Cet import ne se retire plus : {verb} ({named}). Retirez ou corrigez les autres une à une."

    # --- Inside the verbs -------------------------------------------------------------------------------------------
    @contextmanager
    def _locked(self):
        """The stored row, or None, while nobody else acts on the entries of its contract."""
        with transaction.atomic():
            contract = Contract.objects.select_for_update().get(pk=self.contract_id)
            current = EntryImport.objects.filter(pk=self.pk).first()
            if current:
                current.contract = contract
            yield current

    def _settle(self, stage: str, *, by, at: dt.datetime, why: str) -> None:
        self.stage, self.settled_at = stage, at
        self._history_user, self._history_date, self._change_reason = by, at, why
        self.full_clean(exclude={"contract", "author", "content"})
        self.save(update_fields=["stage", "settled_at"])

    def _drop(self) -> None:
        pk = self.pk
        self.delete()
        EntryImport.history.filter(id=pk).delete()

    def _judged_again(self, batch: Batch) -> Iterator[str]:
        """The lines that would not be judged as they were, each with the reason."""
        known = [line for line in self.content["lines"] if line["state"] == "known"]
        for line in known:
            stored = batch.stored.get(line["entry"])
            if stored is None or stored.version != line["version"]:
                yield f"{line['where']}, {line['reference']} a changé"
            else:
                batch.claim(stored)
        for line in self.content["lines"]:
            if line["state"] == "new":
                try:
                    entry = entry_of(line, batch)
                    same = batch.already_there(entry)
                    if same:
                        yield f"{line['where']}, {same.reference} dit déjà la même chose"
                    else:
                        batch.add(entry)
                except KeyError:
                    yield f"{line['where']}, son objectif ou son périmètre n’est plus au contrat"
                except ValidationError as refusal:
                    yield f"{line['where']}, {refusal.messages[0].rstrip('.')}"


def line_of(entry: ProgressEntry) -> dict:
    """What an entry that is not stored yet says, as JSON."""
    return {
        "indicator": entry.indicator_id,
        "epci": entry.epci_id,
        "commune": entry.commune_id,
        "start": entry.period_start.isoformat(),
        "end": entry.period_end.isoformat(),
        "quantity": str(entry.quantity),
        **{name: getattr(entry, name) for name in STORED},
    }


def entry_of(line: dict, batch: Batch) -> ProgressEntry:
    """The reverse. Raises KeyError when the contract has no such indicator or place."""
    data = line["data"]
    return ProgressEntry(
        indicator=batch.indicators[data["indicator"]],
        epci=data["epci"] and batch.epcis[data["epci"]],
        commune=data["commune"] and batch.communes[data["commune"]],
        period_start=dt.date.fromisoformat(data["start"]),
        period_end=dt.date.fromisoformat(data["end"]),
        quantity=Decimal(data["quantity"]),
        **{name: data[name] for name in STORED},
    )


def _some(sentences: list[str], between: str = " ; ") -> str:
    rest = len(sentences) - NAMED
    shown = between.join(sentences[:NAMED])
    return f"{shown}{between}et {rest} de plus" if rest > 0 else shown
