"""Actors, their maps and means in the stock admin: to look up and to follow through history, never to change.

The pages of the site lock what they change, ask for a reason, merge, and really erase; a form here would do none of
it. Contracts share actors, so all are shown; the rest is that of the contracts one administers. Contacts, which are
personal data, are not here at all.
"""

from django.contrib import admin

from actors.models import ActionCarrier, Actor, ActorImport, Card, Contribution, Problem
from objectives.admin import REACH, ContractData, ReadOnly

REACH |= {
    Problem: "incontournable__contract",
    Card: "problem__incontournable__contract",
    Contribution: "incontournable__contract",
    ActionCarrier: "action__incontournable__contract",
    ActorImport: "contract",
}


class _LookedUp(ReadOnly, ContractData):
    form = admin.ModelAdmin.form


@admin.register(Actor)
class ActorAdmin(_LookedUp):
    list_display = ["name", "acronym", "kind", "epci", "perimeter", "merged_into"]
    list_filter = ["kind", "epci", ("merged_into", admin.EmptyFieldListFilter)]
    list_select_related = ["epci", "merged_into"]
    search_fields = ["name_key", "acronym_key"]
    fields = ["name", "acronym", "kind", "epci", "perimeter", "notes", "merged_into"]
    readonly_fields = ["merged_into"]

    def get_queryset(self, request):
        return Actor.objects.all()

    def get_search_results(self, request, queryset, search_term):
        """As the directory searches: «region» finds «Région»."""
        return queryset.matching(search_term) if search_term.strip() else queryset, False


@admin.register(Problem)
class ProblemAdmin(_LookedUp):
    list_display = ["title", "incontournable", "order"]
    list_select_related = ["incontournable"]
    search_fields = ["title", "title_key"]
    fields = ["incontournable", "order", "title"]


@admin.register(Card)
class CardAdmin(_LookedUp):
    list_display = ["actor", "problem", "interest", "influence", "quadrant", "is_confirmed"]
    list_filter = ["is_confirmed", ("problem", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["actor", "problem"]
    search_fields = ["actor__name_key", "actor__acronym_key"]
    fields = [
        *["problem", "actor", "interest", "influence", "quadrant", "is_confirmed"],
        *["is_prescriber", "is_funder", "is_supporter", "is_target", "is_relay"],
    ]
    readonly_fields = ["quadrant"]

    @admin.display(description="quadrant", empty_value="à placer")
    def quadrant(self, card):
        return card.quadrant


@admin.register(Contribution)
class ContributionAdmin(_LookedUp):
    list_display = ["__str__", "kind", "certainty", "incontournable", "is_removed"]
    list_filter = ["kind", "certainty", "is_removed"]
    list_select_related = ["actor", "incontournable"]
    search_fields = ["as_printed", "actor__name_key", "actor__acronym_key"]


@admin.register(ActionCarrier)
class ActionCarrierAdmin(_LookedUp):
    list_display = ["actor", "action"]
    list_select_related = ["actor", "action"]
    search_fields = ["actor__name_key", "actor__acronym_key"]


@admin.register(ActorImport)
class ActorImportAdmin(_LookedUp):
    """Those that were loaded: a preview is its author's alone."""

    list_display = ["file_name", "contract", "author", "settled_at", "stage", "lines_read"]
    list_select_related = ["contract", "author"]
    fields = [
        *["contract", "file_name", "sha256", "author", "created_at", "settled_at", "stage"],
        *["lines_read", "lines_new", "lines_changed", "lines_known", "lines_left_out"],
    ]

    def get_queryset(self, request):
        loaded = super().get_queryset(request).exclude(stage=ActorImport.Stage.PREVIEWED)
        return loaded.defer("content", "data")
