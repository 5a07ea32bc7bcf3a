import datetime as dt
import secrets
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from actors.models import loading
from actors.models.actor import Contact
from actors.models.batch import ANOTHER, Batch
from actors.models.changes import domain
from objectives.fields import whole_between
from objectives.models import Contract
from objectives.models.entry import Refused
from objectives.models.file_import import GONE, MOST_LINES, FileImport, some

KEPT_FOR = dt.timedelta(hours=24)
COUNTED = ("new", "changed", "known", "doubtful", "refused")


class ShownOtherwise(Refused):
    """What would be loaded is not what the person looked at when they confirmed."""


class ActorImport(FileImport):
    """A file of actors. Until it is confirmed or dropped its bytes are here too: columns may be told anew.

    Once confirmed, the content says what was written, and nothing of a contact but that there was one.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="actor_imports", verbose_name="contrat")
    lines_changed = models.PositiveIntegerField("modifiées")
    lines_doubtful = models.PositiveIntegerField("doublons probables")
    data = models.BinaryField("fichier à lire", null=True)

    history = HistoricalRecords(excluded_fields=["content", "data"])

    class Meta(FileImport.Meta):
        verbose_name, verbose_name_plural = "import d’acteurs", "imports d’acteurs"
        constraints = [
            *FileImport.Meta.constraints,
            whole_between("lines_changed", 0, MOST_LINES),
            whole_between("lines_doubtful", 0, MOST_LINES),
            models.CheckConstraint(
                condition=Q(
                    lines_read=F("lines_new")
                    + F("lines_changed")
                    + F("lines_known")
                    + F("lines_doubtful")
                    + F("lines_refused")
                    + F("lines_left_out")
                ),
                name="actors_actorimport_every_line_told",
                violation_error_message="Toutes les lignes lues ne sont pas comptées.",
            ),
            models.CheckConstraint(
                condition=Q(stage="previewed") | Q(data=None),
                name="actors_actorimport_file_not_kept",
                violation_error_message="Le fichier ne se garde que jusqu’à la confirmation.",
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("actors:import", args=[self.pk])

    @property
    def is_read(self) -> bool:
        return "lines" in self.content

    @property
    def judged(self) -> str:
        """What tells this preview from one whose columns or answers were given anew."""
        return self.content.get("judged", "")

    @property
    def may_be_confirmed(self) -> bool:
        return self.waits and not self.lines_refused and not self.lines_doubtful and self.would_write

    @property
    def would_write(self) -> bool:
        return bool(self.lines_new or self.lines_changed)

    def loaded_already(self) -> "ActorImport | None":
        """The import that loaded this very file, byte for byte, into this contract."""
        same = {"contract": self.contract, "sha256": self.sha256, "stage": self.Stage.CONFIRMED}
        return ActorImport.objects.filter(**same).defer("content").select_related("author").first()

    @classmethod
    def forget(cls, *, at: dt.datetime, after: dt.timedelta = KEPT_FOR) -> int:
        """Drop the previews that nobody confirmed; how many."""
        with transaction.atomic():
            old = list(cls.objects.filter(stage=cls.Stage.PREVIEWED, created_at__lt=at - after).only("pk"))
            for one in old:
                one._drop()
        return len(old)

    # --- Verbs ------------------------------------------------------------------------------------------------------
    def read_lines(self, content: dict, *, at: dt.datetime) -> None:
        """Keep what was read with the columns that somebody told, each line with what it would do."""
        self.content = content
        self._judge(at)

    def choose(self, choices: dict[str, str], *, at: dt.datetime) -> None:
        """Say of probable duplicates whom they are: the key of a line's actor → ANOTHER, or one of those alike."""
        offered = {line["key"]: {one["ref"] for one in line["like"]} for line in self.doubtful()}
        kept = {key: ref for key, ref in choices.items() if key in offered and (ref == ANOTHER or ref in offered[key])}
        self.content["choices"] |= kept
        self._judge(at)

    def choose_for_all(self, *, same: bool, at: dt.datetime) -> None:
        """Each of those that remain is the first that it is like, or none is."""
        self.choose({line["key"]: line["like"][0]["ref"] if same else ANOTHER for line in self.doubtful()}, at=at)

    def choose_again(self, *, at: dt.datetime) -> None:
        self.content["choices"] = {}
        self._judge(at)

    def confirm(self, *, by, at: dt.datetime, judged: str | None = None) -> bool:
        """Write all that was previewed, and nothing else. False when it was done already.

        `judged`: of the preview that the person looked at, unless it is this one. Refused as soon as one line would no
        longer do what was shown.
        """
        try:
            with self._locked() as current:
                if current is None:
                    raise Refused(GONE)
                if current.is_loaded:
                    return False
                if not current.waits:
                    raise Refused("Cet import a été annulé : rien n’est chargé.")
                if current.judged != (self.judged if judged is None else judged):
                    raise ShownOtherwise(
                        "Rien n’est chargé : les colonnes ou les réponses ont été données autrement depuis que cette "
                        "page a été ouverte. Voici l’aperçu d’à présent : relisez-le avant de charger."
                    )
                if not current.is_read or not current.may_be_confirmed:
                    raise Refused(
                        "Rien n’est à charger : des lignes restent à corriger ou à choisir, ou rien ne change."
                    )
                batch = current._batch(at, locked=True)
                changed = list(current._changed_since(batch))
                if changed:
                    raise Refused(f"Rien n’est chargé, car les acteurs ont changé depuis l’aperçu : {some(changed)}.")
                written = loading.write(batch, by=by, at=at, why=f"import n° {current.pk}, {current.file_name}")
                current._keep_only(written, batch)
                current._settle(self.Stage.CONFIRMED, by=by, at=at, why="chargé")
        except IntegrityError as refusal:
            if "unique" not in str(refusal).lower():
                raise
            raise Refused("Rien n’est chargé : quelqu’un vient d’enregistrer l’un de ces acteurs.") from refusal
        return True

    def undo(self, *, by, at: dt.datetime) -> None:
        """Take away all that it brought, and put back what it changed. Refused once something stands in the way."""
        try:
            with self._locked() as current:
                if not current.is_loaded:
                    raise Refused(f"Cet import ne s’annule pas : il est {current.get_stage_display()}.")
                loading.lock(current.content["written"])
                sentence = current.why_kept()
                if sentence:
                    raise Refused(sentence)
                why = f"annulation de l’import n° {current.pk}"
                loading.take_away(current.content["written"], by=by, at=at, why=why)
                current._settle(self.Stage.WITHDRAWN, by=by, at=at, why="annulé")
        except IntegrityError as refusal:
            raise Refused("Rien n’est annulé : quelqu’un vient de se servir de l’un de ces acteurs.") from refusal

    def why_kept(self) -> str:
        """The sentence that says what stands in the way of undoing it, empty when nothing does."""
        obstacles = list(loading.in_the_way(self.content["written"], self.contract))
        return f"Cet import ne s’annule plus, car depuis : {some(obstacles)}." if obstacles else ""

    def doubtful(self) -> list[dict]:
        return [line for line in self.content["lines"] if line["state"] == "doubtful"]

    # --- Inside the verbs -------------------------------------------------------------------------------------------
    def _judge(self, at: dt.datetime) -> None:
        """Say of each line what it would do, and store that. On SQLite, others can write while it reads."""
        batch = self._batch(at)
        self.content["judged"] = secrets.token_hex(8)
        for line in self.content["lines"]:
            line |= self._outcome(batch, line)
        self.content["new_problems"] = [
            f"{domain(problem.incontournable)} · {problem.title}" for problem in batch.new_problems()
        ]
        states = [line["state"] for line in self.content["lines"]]
        for state in COUNTED:
            setattr(self, f"lines_{state}", states.count(state))
        self.lines_left_out = len(self.content["left_out"])
        self.lines_read = len(states) + self.lines_left_out
        self.full_clean(exclude={"contract", "author", "content", "data"})
        with transaction.atomic():
            waiting = ActorImport.objects.select_for_update().filter(pk=self.pk, stage=self.Stage.PREVIEWED)
            if not waiting.only("pk").exists():
                raise Refused(GONE)
            self.save_without_historical_record()

    def _lock(self) -> Contract:
        """Contracts share actors: of two imports, whatever their contracts, the second waits."""
        contracts = {contract.pk: contract for contract in Contract.objects.select_for_update().order_by("pk")}
        return contracts[self.contract_id]

    def _batch(self, at: dt.datetime, *, locked: bool = False) -> Batch:
        return Batch(
            self.contract,
            keep_until=Contact.kept_until(timezone.localdate(at)),
            creates=self.content["creates"],
            choices=self.content["choices"],
            locked=locked,
        )

    @staticmethod
    def _outcome(batch: Batch, line: dict) -> dict:
        """With `problems`: what the reading refused, or what stands against what is stored."""
        nothing = {"state": "refused", "actor": None, "changes": [], "seen": [], "like": [], "key": ""}
        if line["unread"]:
            return nothing | {"problems": line["unread"]}
        try:
            return nothing | {"problems": []} | batch.judge(line["said"], line["where"])
        except ValidationError as refusal:
            problems = [
                {"key": key, "problem": " ".join(sentences), "expected": ""}
                for key, sentences in refusal.message_dict.items()
            ]
            return nothing | {"problems": problems}

    def _changed_since(self, batch: Batch) -> Iterator[str]:
        for line in self.content["lines"]:
            found = self._outcome(batch, line)
            if all(line[name] == value for name, value in found.items()):
                continue
            where = f"{line['where']}, « {line['said']['name']} »"
            if found["problems"]:
                yield f"{where} : {found['problems'][0]['problem'].rstrip('.')}"
            elif found["actor"] and not line["actor"]:
                yield f"{where} existe maintenant"
            elif line["actor"] and not found["actor"]:
                yield f"{where} n’existe plus sous ce nom"
            else:
                yield f"{where} a changé"

    def _keep_only(self, written: loading.Written, batch: Batch) -> None:
        """What the page of a loaded import shows and what undoing it takes, without what contacts say."""
        lines = []
        for line in self.content["lines"]:
            held = batch.found(line["said"])
            changes = [
                [what if not personal else "contact", "" if personal else old, "" if personal else new, personal]
                for what, old, new, personal in line["changes"]
            ]
            kept = {name: line[name] for name in ("sheet", "row", "where", "state")}
            lines.append(kept | {"actor": held.row.pk, "name": held.row.name, "changes": changes})
        left_out = [{**one, "shown": ""} for one in self.content["left_out"]]
        tables = self.content["tables"]
        self.content = {"lines": lines, "left_out": left_out, "tables": tables, "written": written}
        self.data = None
        self.save_without_historical_record()
