import datetime as dt

from django.db import models
from django.db.models import Case, Count, Exists, F, Max, OuterRef, Sum, Value, When, Window
from django.db.models.functions import Coalesce, Least, RowNumber

from objectives.measure import Standing, Tally
from objectives.models.states import OPEN, State


class ProgressEntryQuerySet(models.QuerySet):
    def of_contract(self, contract) -> "ProgressEntryQuerySet":
        return self.filter(indicator__incontournable__contract=contract)

    def pending(self) -> "ProgressEntryQuerySet":
        return self.filter(state=State.PENDING)

    def standing(self) -> "ProgressEntryQuerySet":
        """Those that weigh or may still come to weigh: what a new entry must not contradict."""
        return self.filter(state__in=[*OPEN, State.VALIDATED])

    def without_drafts(self) -> "ProgressEntryQuerySet":
        """What those who see no drafts may read; a draft withdrawn before it was ever sent stays one."""
        return self.exclude(state=State.DRAFT).exclude(state=State.WITHDRAWN, sent_at=None)

    def within(self, on: dt.date) -> "ProgressEntryQuerySet":
        """Those whose period lies inside the contract and is over on this day."""
        contract = "indicator__incontournable__contract__"
        return self.filter(
            period_start__gte=F(f"{contract}starts_on"),
            period_end__lte=Least(Value(on, models.DateField()), F(f"{contract}ends_on")),
        )

    def counted(self, on: dt.date) -> "ProgressEntryQuerySet":
        return self.within(on).filter(state=State.VALIDATED)

    def not_counted(self, on: dt.date) -> "ProgressEntryQuerySet":
        return self.exclude(pk__in=self.model.objects.counted(on).values("pk"))

    def on_perimeter(self, entry) -> "ProgressEntryQuerySet":
        return self.filter(epci=entry.epci_id, commune=entry.commune_id)

    def crossing(self, start: dt.date, end: dt.date) -> "ProgressEntryQuerySet":
        return self.filter(period_start__lte=end, period_end__gte=start)

    def last_before(self, day: dt.date) -> "ProgressEntryQuerySet":
        """Of each indicator and perimeter, those that end last before this day."""
        last = Window(Max("period_end"), partition_by=[F("indicator"), F("epci"), F("commune")])
        return self.filter(period_end__lt=day).annotate(last=last).filter(period_end=F("last"))

    def with_perimeter(self) -> "ProgressEntryQuerySet":
        return self.annotate(
            place=Coalesce("commune__name", "epci__short_name", Value("Territoire entier")),
            place_epci=Coalesce("epci", "commune__epci"),
        )

    def with_evidence_count(self) -> "ProgressEntryQuerySet":
        pieces = self.model.objects.filter(pk=OuterRef("pk"), evidence__removed_at=None).order_by()
        counts = pieces.values("pk").annotate(number=Count("evidence")).values("number")
        return self.annotate(evidence_count=Coalesce(models.Subquery(counts), 0))

    def with_people(self) -> "ProgressEntryQuerySet":
        return self.select_related(
            "indicator__incontournable__contract", "epci", "commune__epci", "author", "validated_by"
        )

    def for_proof(self, on: dt.date, most: int) -> "ProgressEntryQuerySet":
        """For each indicator, the last `most` entries that count and the last `most` that do not, with how many."""
        kind = [F("indicator"), F("counts")]
        return (
            self.with_people()
            .annotate(counts=Exists(self.model.objects.counted(on).filter(pk=OuterRef("pk"))))
            .annotate(
                rank=Window(RowNumber(), partition_by=kind, order_by=[F("period_end").desc(), F("pk").desc()]),
                of_kind=Window(Count("pk"), partition_by=kind),
            )
            .filter(rank__lte=most)
            .order_by("indicator", "rank")
        )

    def tallies(self, on: dt.date, *, dated: bool = False) -> dict[int, list[Tally]]:
        """One query, whatever the number of indicators: what weighs on this day, for each indicator and perimeter.

        `dated` gives a tally for each period end too: the same facts, and how they came.
        """
        amendments = self.model.objects.filter(replaces=OuterRef("pk"), state=State.PENDING)
        groups = [F("indicator"), F("epci"), F("commune"), F("standing"), *([F("period_end")] if dated else [])]
        latest = [F("period_end").desc(), F("period_start").desc(), F("pk").desc()]
        rows = (
            self.within(on)
            .filter(state__in=[State.VALIDATED, State.PENDING])
            .annotate(
                standing=Case(
                    When(state=State.PENDING, then=Value(Standing.PENDING)),
                    When(Exists(amendments), then=Value(Standing.AMENDED)),
                    default=Value(Standing.COUNTED),
                )
            )
            .annotate(
                total=Window(Sum("quantity"), partition_by=groups),
                rank=Window(RowNumber(), partition_by=groups, order_by=latest),
            )
            .filter(rank=1)
            .order_by("indicator")
            .values_list(
                "indicator", "epci", "commune", "commune__epci", "standing", "total", "quantity",
                "period_end", "period_start", "pk",
            )
        )  # fmt: skip
        by_indicator: dict[int, list[Tally]] = {}
        for indicator, epci, commune, of_epci, standing, total, last, end, start, pk in rows:
            tally = Tally(epci or of_epci, commune, Standing(standing), total, last, (end, start, pk))
            by_indicator.setdefault(indicator, []).append(tally)
        return by_indicator
