"""Committees, meetings and schemes in the stock admin: to look up and to follow through history, never to change.

States, locks and what was approved are kept by the verbs of the site's own pages. What somebody took away is still
read here, with who did it and why.
"""

from django.contrib import admin

from governance.models import (
    ActionScheme,
    AgendaItem,
    Attachment,
    Committee,
    Decision,
    Invitation,
    LocalGroup,
    Meeting,
    Minutes,
    RecoveryNote,
    Scheme,
    SchemeLink,
    Seat,
    Stake,
)
from objectives.admin import REACH, ContractData, ReadOnly

REACH |= {
    Committee: "contract",
    Seat: "committee__contract",
    LocalGroup: "committee__contract",
    Meeting: "committee__contract",
    Invitation: "meeting__committee__contract",
    AgendaItem: "meeting__committee__contract",
    Minutes: "meeting__committee__contract",
    Attachment: "meeting__committee__contract",
    Decision: "meeting__committee__contract",
    ActionScheme: "scheme__contract",
    RecoveryNote: "indicator__incontournable__contract",
    Scheme: "contract",
    SchemeLink: "scheme__contract",
    Stake: "contract",
}
OF_MEETING = "meeting__committee"


class _LookedUp(ReadOnly, ContractData):
    form = admin.ModelAdmin.form


class _Rows(ReadOnly, admin.TabularInline):
    extra = 0
    show_change_link = True
    related: tuple[str, ...] = ()  # what each row names

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related(*self.related) if self.related else rows


class SeatInline(_Rows):
    model = Seat
    related = ("actor__epci",)
    fields = ["as_printed", "actor", "representative", "substitute", "is_removed"]
    readonly_fields = ["is_removed"]


class LocalGroupInline(_Rows):
    model = LocalGroup
    fields = ["name", "held_by", "is_removed"]
    readonly_fields = ["is_removed"]


@admin.register(Committee)
class CommitteeAdmin(_LookedUp):
    list_display = ["name", "short_name", "kind", "contract", "is_removed"]
    list_filter = ["kind", "is_removed"]
    list_select_related = ["contract"]
    search_fields = ["name", "short_name"]
    fields = ["contract", "kind", "name", "short_name", "purpose", "problem", "is_removed"]
    readonly_fields = ["is_removed"]
    inlines = [SeatInline, LocalGroupInline]


@admin.register(Seat)
class SeatAdmin(_LookedUp):
    list_display = ["__str__", "committee", "representative", "substitute", "is_removed"]
    list_filter = [("committee", admin.RelatedOnlyFieldListFilter), "is_removed"]
    list_select_related = ["actor", "committee"]
    search_fields = ["as_printed", "actor__name_key", "actor__acronym_key", "representative"]


@admin.register(LocalGroup)
class LocalGroupAdmin(_LookedUp):
    list_display = ["name", "held_by", "committee", "is_removed"]
    list_select_related = ["committee"]


class InvitationInline(_Rows):
    model = Invitation
    related = ("actor__epci",)
    fields = ["actor", "person", "attendance"]


class AgendaItemInline(_Rows):
    model = AgendaItem
    fields = ["title", "note", "tells_note", "is_dropped"]
    readonly_fields = ["is_dropped"]


class DecisionInline(_Rows):
    model = Decision
    fields = ["text", "is_closed"]


@admin.register(Meeting)
class MeetingAdmin(_LookedUp):
    list_display = ["__str__", "committee", "state", "starts_at", "approved_by"]
    list_filter = ["state", ("committee", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["committee", "approved_by"]
    search_fields = ["title", "place", "committee__name"]
    fields = [
        *["committee", "title", "starts_at", "ends_at", "place", "link", "state", "cancelled_because"],
        *["told_at", "sequence", "approved_at", "approved_by", "minutes_text"],
    ]
    readonly_fields = [
        "state",
        "cancelled_because",
        "told_at",
        "sequence",
        "approved_at",
        "approved_by",
        "minutes_text",
    ]
    inlines = [InvitationInline, AgendaItemInline, DecisionInline]

    @admin.display(description="compte rendu")
    def minutes_text(self, meeting):
        return meeting.minutes_text


@admin.register(Invitation)
class InvitationAdmin(_LookedUp):
    list_display = ["actor", "meeting", "person", "attendance"]
    list_filter = ["attendance"]
    list_select_related = ["actor__epci", "meeting__committee"]
    search_fields = ["actor__name_key", "actor__acronym_key", "person"]


@admin.register(AgendaItem)
class AgendaItemAdmin(_LookedUp):
    list_display = ["title", "meeting", "is_dropped"]
    list_select_related = [OF_MEETING]
    search_fields = ["title"]


@admin.register(Minutes)
class MinutesAdmin(_LookedUp):
    list_display = ["meeting", "version"]
    list_select_related = [OF_MEETING]
    search_fields = ["text"]


@admin.register(Attachment)
class AttachmentAdmin(_LookedUp):
    """What is known of a file; the file itself is read from its meeting's page."""

    list_display = ["name", "meeting", "size", "added_by", "added_at", "removed_at"]
    list_select_related = [OF_MEETING, "added_by"]
    search_fields = ["name"]
    fields = ["meeting", "name", "content_type", "size", "sha256", "added_by", "added_at", "removed_at"]


@admin.register(Decision)
class DecisionAdmin(_LookedUp):
    list_display = ["text", "meeting", "is_closed"]
    list_filter = ["is_closed"]
    list_select_related = [OF_MEETING]
    search_fields = ["text"]
    fields = ["meeting", "text", "incontournables", "actions", "is_closed"]
    readonly_fields = ["actions"]


@admin.register(ActionScheme)
class ActionSchemeAdmin(_LookedUp):
    list_display = ["action", "scheme"]
    list_select_related = ["action", "scheme__epci"]


@admin.register(RecoveryNote)
class RecoveryNoteAdmin(_LookedUp):
    list_display = ["indicator", "finding"]
    list_select_related = ["indicator__incontournable"]
    search_fields = ["finding", "cause", "remedy"]


class SchemeLinkInline(_Rows):
    model = SchemeLink
    related = ("incontournable",)
    fields = ["incontournable", "nature", "certainty", "reference", "is_removed"]
    readonly_fields = ["is_removed"]


@admin.register(Scheme)
class SchemeAdmin(_LookedUp):
    list_display = ["__str__", "name", "reach", "carrier", "is_removed"]
    list_filter = ["reach", "is_removed"]
    list_select_related = ["epci", "carrier"]
    search_fields = ["acronym", "name"]
    inlines = [SchemeLinkInline]


@admin.register(SchemeLink)
class SchemeLinkAdmin(_LookedUp):
    list_display = ["scheme", "incontournable", "nature", "certainty", "is_removed"]
    list_filter = ["nature", "certainty", "is_removed"]
    list_select_related = ["scheme__epci", "incontournable"]


@admin.register(Stake)
class StakeAdmin(_LookedUp):
    list_display = ["text", "contract", "is_removed"]
    list_select_related = ["contract"]
    search_fields = ["text"]
