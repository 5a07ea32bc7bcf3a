import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords
from simple_history.utils import bulk_update_with_history

from objectives.models.batch import Batch
from objectives.models.contract import Contract
from objectives.models.entry import ProgressEntry, Refused
from objectives.models.file_import import GONE, FileImport, some
from objectives.models.states import OPEN, State

STORED = ("source", "comment", "justification")


class EntryImport(FileImport):
    """A file of entries. The file itself is not kept."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="entry_imports", verbose_name="contrat")

    history = HistoricalRecords(excluded_fields=["content"])

    class Meta(FileImport.Meta):
        verbose_name, verbose_name_plural = "import de saisies", "imports de saisies"
        constraints = [
            *FileImport.Meta.constraints,
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

    def get_absolute_url(self) -> str:
        return reverse("objectives:import", args=[self.contract.slug, self.pk])

    def lines(self, state: str) -> list[dict]:
        return [line for line in self.content["lines"] if line["state"] == state]

    @property
    def doubtful(self) -> list[dict]:
        """The new lines that surprise, each with its «doubts»: somebody must say why they are right."""
        return [line for line in self.lines("new") if line.get("doubts")]

    # --- Verbs ------------------------------------------------------------------------------------------------------
    def confirm(self, *, by, at: dt.datetime, reason: str = "") -> bool:
        """Write all that was previewed, and nothing else. False when it was done already.

        Refused as soon as one line would no longer be judged as it was shown. `reason` becomes that of the lines that
        surprise and have none of their own.
        """
        with self._locked() as current:
            if current is None:
                raise Refused(GONE)
            if current.is_loaded:
                return False
            if not current.waits:
                raise Refused("Cet import a été retiré : rien n’est chargé.")
            if current.lines_refused or not current.lines_new:
                raise Refused("Rien n’est à charger : corrigez le fichier, puis lisez-le à nouveau.")
            batch = Batch(current.contract, by=by, at=at)
            changed = list(current._judged_again(batch))
            if changed:
                raise Refused(f"Rien n’est chargé, car les saisies ont changé depuis l’aperçu : {some(changed)}.")
            if current.doubtful and not reason.strip():
                raise Refused("Des lignes surprennent : dites pourquoi elles sont justes.")
            current._settle(self.Stage.CONFIRMED, by=by, at=at, why="chargé")
            for line, entry in zip(current.lines("new"), batch.entries, strict=True):
                entry.imported_in = current
                entry.justification = reason if line.get("doubts") else entry.justification
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
        named = some([entry.reference for entry in settled], ", ")
        verb = "une de ses saisies est déjà validée" if len(settled) == 1 else "de ses saisies sont déjà validées"
        return f"Cet import ne se retire plus : {verb} ({named}). Retirez ou corrigez les autres une à une."

    # --- Inside the verbs -------------------------------------------------------------------------------------------
    def _judged_again(self, batch: Batch) -> Iterator[str]:
        """The lines that would not be judged as they were, each with the reason."""
        for line in self.lines("known"):
            stored = batch.stored.get(line["entry"])
            if stored is None or stored.version != line["version"]:
                yield f"{line['where']}, {line['reference']} a changé"
            else:
                batch.claim(stored)
        added = []
        for line in self.lines("new"):
            try:
                entry = entry_of(line, batch)
                same = batch.already_there(entry)
                if same:
                    yield f"{line['where']}, {same.reference} dit déjà la même chose"
                else:
                    batch.add(entry)
                    added.append(line)
            except KeyError:
                yield f"{line['where']}, son objectif ou son périmètre n’est plus au contrat"
            except ValidationError as refusal:
                yield f"{line['where']}, {refusal.messages[0].rstrip('.')}"
        for line, doubts in zip(added, batch.doubts(), strict=True):
            new = [doubt for doubt in doubts if doubt not in line.get("doubts", [])]
            if new:
                yield f"{line['where']}, {new[0].rstrip('.')}"


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
    entry = ProgressEntry(
        indicator=batch.indicators[data["indicator"]],
        epci=data["epci"] and batch.epcis[data["epci"]],
        commune=data["commune"] and batch.communes[data["commune"]],
        period_start=dt.date.fromisoformat(data["start"]),
        period_end=dt.date.fromisoformat(data["end"]),
        quantity=Decimal(data["quantity"]),
        **{name: data[name] for name in STORED},
    )
    entry.in_file = f"{line['where']} du fichier"
    return entry
