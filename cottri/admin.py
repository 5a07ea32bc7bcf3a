"""Users and roles in the stock admin.

An administrator sees the people of the contracts they administer and gives roles in those contracts only. They change
an account only where they administer everything it belongs to (`User.may_manage`); what they cannot change they can
read, without its password or its powers. Superusers, groups and permissions are the business of superusers.
"""

from operator import attrgetter

from axes.utils import reset
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.html import format_html_join

from cottri.forms import NewUserForm
from cottri.models import Membership, User
from objectives import french
from objectives.models import Contract


def administered_contracts(request):
    return Contract.objects.filter(pk__in=request.user.contracts_with("cottri.change_membership"))


def administered_memberships(request):
    return Membership.objects.filter(contract__in=administered_contracts(request)).select_related("contract")


def visible_users(request):
    if request.user.is_superuser:
        return User.objects.all()
    return User.objects.filter(pk__in=administered_memberships(request).values("user"))


def _told(change):
    """One line of the history of roles: «14/04/2023 à 9 h 30 : Agent (Pays du Calaisis), donné par A. Admin»."""
    when = french.moment(timezone.localtime(change.history_date))
    verb = {"+": "donné", "~": "choisi", "-": "retiré"}[change.history_type]
    by = change.history_user or "la ligne de commande"
    return f"{when} : {change.get_role_display()} ({change.contract.short_name}), {verb} par {by}"


class OfAdministeredContracts:
    """For the admin of memberships, whatever the page: neither shown nor offered is a role in any other contract."""

    def get_queryset(self, request):
        return super().get_queryset(request).filter(pk__in=administered_memberships(request).values("pk"))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        choices = {"contract": administered_contracts, "user": visible_users}[db_field.name](request)
        field = super().formfield_for_foreignkey(db_field, request, queryset=choices, **kwargs)
        if db_field.name == "contract":
            field.label_from_instance = attrgetter("short_name")
        return field


class MembershipInline(OfAdministeredContracts, admin.StackedInline):
    model = Membership
    extra = 0

    def get_formset(self, request, obj=None, **kwargs):
        # An account without a role would be out of sight of the administrator who opened it.
        return super().get_formset(request, obj, validate_min=not request.user.is_superuser, **kwargs)

    def get_min_num(self, request, obj=None, **kwargs):
        return 1


@admin.register(User)
class UserAdmin(StockUserAdmin):
    add_form = NewUserForm
    add_form_template = None
    add_fieldsets = [(None, {"fields": ["username", "first_name", "last_name", "email"]})]
    list_display = ["username", "roles", "last_name", "first_name", "email", "is_active"]
    list_filter = ["is_active"]
    readonly_fields = ["last_login", "date_joined", "roles_over_time"]
    inlines = [MembershipInline]
    actions = ["unlock"]
    filter_horizontal = []

    def get_queryset(self, request):
        shown = Prefetch("memberships", administered_memberships(request), to_attr="shown_memberships")
        return visible_users(request).prefetch_related(shown)

    def get_object(self, request, object_id, from_field=None):
        user = super().get_object(request, object_id, from_field)
        if user:
            changes = Membership.history.filter(user=user, contract__in=administered_contracts(request))
            user.shown_history = changes.select_related("contract", "history_user")
        return user

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return self.add_fieldsets
        may_change = self.has_change_permission(request, obj)
        powers = [("Pouvoirs", {"fields": ["is_superuser", "is_demo", "groups", "user_permissions"]})]
        return [
            (None, {"fields": ["username", "password", "is_active"] if may_change else ["username", "is_active"]}),
            ("Identité", {"fields": ["first_name", "last_name", "email"]}),
            *(powers if request.user.is_superuser else []),
            ("Suivi", {"fields": ["last_login", "date_joined", "roles_over_time"]}),
        ]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or request.user.may_manage(obj))

    def has_delete_permission(self, request, obj=None):
        # Whoever has signed in is deactivated instead: history would no longer say who did what.
        if obj and (obj.last_login or not request.user.may_manage(obj)):
            return False
        return super().has_delete_permission(request, obj)

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    @admin.display(description="rôles")
    def roles(self, user):
        return ", ".join(f"{held.get_role_display()} ({held.contract.short_name})" for held in user.shown_memberships)

    @admin.display(description="rôles au fil du temps")
    def roles_over_time(self, user):
        return format_html_join("", "<div>{}</div>", ([_told(change)] for change in user.shown_history))

    @admin.action(description="Débloquer la connexion après des échecs répétés", permissions=["change"])
    def unlock(self, request, users):
        for user in users:
            reset(username=user.username)
        messages.success(request, "Connexion débloquée : " + ", ".join(user.username for user in users) + ".")


@admin.register(Membership)
class MembershipAdmin(OfAdministeredContracts, admin.ModelAdmin):
    list_display = ["user", "contract", "role"]
    list_select_related = ["user", "contract"]
    search_fields = ["user__username", "user__first_name", "user__last_name"]

    def get_readonly_fields(self, request, obj=None):
        return ["user", "contract"] if obj else []
