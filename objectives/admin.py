"""The data of contracts in the stock admin.

An administrator sees and offers only what hangs from the contracts they administer. EPCIs and communes are shared by
contracts, so only superusers change them. Entries and their evidence are changed on the site's own pages, never here.
"""

from decimal import Decimal

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import HistoricalRecordContextHelper

from objectives import french
from objectives.fields import NumberFormField, QuantityField
from objectives.forms.versioned import DistinctRows, VersionedForm
from objectives.models import (
    Commune,
    Contract,
    Epci,
    Evidence,
    Incontournable,
    Indicator,
    Instalment,
    ProgressEntry,
    ReferenceNumber,
    State,
)

# The way from a model to its contract; an app to the right adds its own models.
REACH = {
    Contract: "pk",
    Incontournable: "contract",
    Indicator: "incontournable__contract",
    ReferenceNumber: "indicator__incontournable__contract",
    ProgressEntry: "indicator__incontournable__contract",
    Evidence: "entry__indicator__incontournable__contract",
    Epci: "contracts",
}


def within_reach(request, model):
    """The rows of the contracts that this person administers."""
    administered = request.user.contracts_with("objectives.change_contract")
    return model._default_manager.filter(**{f"{REACH[model]}__in": administered}).distinct()


class _OfferedWithinReach:
    # The admin's own widget for whole numbers would show 1 500 as an empty field.
    formfield_overrides = {QuantityField: {"widget": NumberFormField.widget}}

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.related_model in REACH:
            kwargs.setdefault("queryset", within_reach(request, db_field.related_model))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class _Told(HistoricalRecordContextHelper):
    def prepare_delta_change_value(self, change, value):
        value = super().prepare_delta_change_value(change, value)
        if isinstance(value, Decimal):
            return french.number(value)
        choices = dict(self.model._meta.get_field(change.field).flatchoices or [])
        return choices.get(value, value) if choices else value


class ContractData(_OfferedWithinReach, SimpleHistoryAdmin):
    form = VersionedForm
    object_history_list_template = "admin/objectives/history_list.html"
    list_per_page = 50

    def get_queryset(self, request):
        return super().get_queryset(request).filter(pk__in=within_reach(request, self.model).values("pk"))

    def history_view(self, request, object_id, extra_context=None):
        self._must_reach(request, object_id)
        return super().history_view(request, object_id, extra_context)

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        # Going back to an old version would skip the comparison with what others saved since.
        if request.method == "POST":
            raise PermissionDenied
        self._must_reach(request, object_id)
        return super().history_form_view(request, object_id, version_id, extra_context)

    def get_historical_record_context_helper(self, request, historical_record):
        return _Told(self.model, historical_record, max_displayed_delta_change_chars=5000)

    def revert_disabled(self, request, obj=None):
        return True

    def _must_reach(self, request, object_id):
        if self.get_object(request, object_id) is None:
            raise Http404


class ReadOnly:
    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class _ChangedBySuperusers:
    def has_add_permission(self, request):
        return request.user.is_superuser

    def has_change_permission(self, request, obj=None):
        return request.user.is_superuser

    def has_delete_permission(self, request, obj=None):
        return request.user.is_superuser


class _DistinctInstalments(DistinctRows):
    distinct = ("label",)


class InstalmentInline(_OfferedWithinReach, admin.TabularInline):
    model = Instalment
    formset = _DistinctInstalments
    extra = 0


class ContractForm(VersionedForm):
    def clean(self) -> dict:
        """What an EPCI reported would be counted outside of the contract, or no more; under the lock of its verbs."""
        cleaned = super().clean()
        if self.instance.pk and "epcis" in cleaned:
            here = Q(epci=OuterRef("pk")) | Q(commune__epci=OuterRef("pk"))
            entries = ProgressEntry.objects.of_contract(self.instance).filter(here)
            gone = self.instance.epcis.exclude(pk__in=cleaned["epcis"])
            gone = gone.annotate(counted=Exists(entries.filter(state=State.VALIDATED)), told=Exists(entries.standing()))
            for epci in gone.filter(told=True):
                way = "comptent : gardez-le." if epci.counted else "sont en cours : retirez-les d’abord, ou gardez-le."
                self.add_error("epcis", f"Des saisies qui portent sur {epci.short_name} {way}")
        return cleaned


@admin.register(Contract)
class ContractAdmin(ContractData):
    form = ContractForm
    list_display = ["name", "carrier", "starts_on", "ends_on", "rule", "rule_confirmed"]
    filter_horizontal = ["epcis"]
    inlines = [InstalmentInline]
    fieldsets = [
        (None, {"fields": ["slug", "name", "short_name", "read_version"]}),
        ("Les parties", {"fields": ["carrier", "funder", "cofunders", "epcis", "funds", "ambition"]}),
        ("La durée", {"fields": ["starts_on", "ends_on"]}),
        (
            "L’aide conditionnelle",
            {
                "fields": [
                    "bonus_title",
                    "rule",
                    "rule_confirmed",
                    "threshold_percent",
                    "priority_threshold_percent",
                    "euros_per_inhabitant",
                    "reference_population",
                ]
            },
        ),
        ("La validation", {"fields": ["allows_self_validation"]}),
    ]

    def has_add_permission(self, request):
        # Whoever opened one would not be in it.
        return request.user.is_superuser

    def has_delete_permission(self, request, obj=None):
        return request.user.is_superuser

    def get_readonly_fields(self, request, obj=None):
        return [] if request.user.is_superuser else ["slug"]


@admin.register(Incontournable)
class IncontournableAdmin(ContractData):
    list_display = ["number", "title", "kind", "dc_number", "contract"]
    list_display_links = ["title"]
    list_filter = [("contract", admin.RelatedOnlyFieldListFilter), "kind"]
    list_select_related = ["contract"]
    search_fields = ["title", "short_title"]
    fields = ["contract", "number", "kind", "dc_number", "title", "short_title", "read_version"]

    def get_readonly_fields(self, request, obj=None):
        return ["contract"] if obj else []


class _DistinctReferences(DistinctRows):
    distinct = ("epci", "valid_from")


class ReferenceNumberInline(_OfferedWithinReach, admin.TabularInline):
    model = ReferenceNumber
    form = VersionedForm
    formset = _DistinctReferences
    extra = 0
    fields = ["epci", "number", "valid_from", "source", "read_version"]


@admin.register(Indicator)
class IndicatorAdmin(ContractData):
    list_display = ["code", "incontournable", "target", "unit", "is_contractual", "is_priority"]
    list_filter = [("incontournable__contract", admin.RelatedOnlyFieldListFilter), "is_contractual"]
    list_select_related = ["incontournable"]
    search_fields = ["code", "label"]
    inlines = [ReferenceNumberInline]
    fieldsets = [
        (None, {"fields": ["incontournable", "code", "label", "read_version"]}),
        ("L’objectif", {"fields": ["is_contractual", "is_priority", "unit", "decimals", "baseline", "target"]}),
        (
            "La manière de compter",
            {
                "fields": ["scope", "counting", "is_binary", "is_ratio", "counted_unit"],
                "description": "Elle ne change plus dès qu’une saisie existe : les chiffres changeraient de sens.",
            },
        ),
        ("Ce qui est compté", {"fields": ["definition", "supplier", "frequency", "evidence_required"]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        if obj and obj.entries.standing().exists():
            return ["incontournable", "scope", "counting", "is_binary", "is_ratio"]
        return ["incontournable"] if obj else []

    def get_inlines(self, request, obj):
        return self.inlines if obj and obj.is_ratio else []


@admin.register(ReferenceNumber)
class ReferenceNumberAdmin(ContractData):
    list_display = ["indicator", "epci", "number", "valid_from", "source"]
    list_filter = [("indicator", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["indicator__incontournable", "epci"]
    fields = ["indicator", "epci", "number", "valid_from", "source", "read_version"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "indicator":
            kwargs["queryset"] = within_reach(request, Indicator).filter(is_ratio=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        return ["indicator"] if obj else []


@admin.register(Epci)
class EpciAdmin(_ChangedBySuperusers, admin.ModelAdmin):
    list_display = ["short_name", "name", "siren"]
    search_fields = ["name", "short_name", "siren"]

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("objectives.view_epci")


@admin.register(Commune)
class CommuneAdmin(_ChangedBySuperusers, admin.ModelAdmin):
    list_display = ["name", "insee", "epci", "population"]
    list_filter = [("epci", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["epci"]
    search_fields = ["name", "sort_key", "insee"]

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("objectives.view_commune")


@admin.register(ProgressEntry)
class ProgressEntryAdmin(ReadOnly, ContractData):
    form = admin.ModelAdmin.form
    list_display = ["number", "indicator", "place", "time", "size", "state", "author"]
    list_filter = ["state", ("indicator", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["indicator__incontournable", "epci", "commune__epci", "author"]
    search_fields = ["source", "comment"]
    fields = [
        *["indicator", "place", "time", "size", "source", "comment", "justification", "state", "replaces"],
        *["author", "created_at", "sent_at", "validated_by", "validated_at", "self_validation_reason", "return_note"],
    ]
    readonly_fields = ["place", "time", "size", "state"]

    @admin.display(description="n°", ordering="pk")
    def number(self, entry):
        return entry.reference

    @admin.display(description="périmètre")
    def place(self, entry):
        return entry.perimeter

    @admin.display(description="période", ordering="period_end")
    def time(self, entry):
        return entry.period

    @admin.display(description="quantité", ordering="quantity")
    def size(self, entry):
        return entry.amount


@admin.register(Evidence)
class EvidenceAdmin(ReadOnly, _OfferedWithinReach, admin.ModelAdmin):
    list_display = ["__str__", "entry_reference", "size", "added_by", "added_at"]
    list_select_related = ["entry", "added_by"]
    fields = ["entry", "name", "content_type", "size", "sha256", "url", "added_by", "added_at"]

    def get_queryset(self, request):
        return within_reach(request, Evidence).filter(removed_at=None)

    @admin.display(description="saisie", ordering="entry")
    def entry_reference(self, piece):
        return piece.entry.reference
