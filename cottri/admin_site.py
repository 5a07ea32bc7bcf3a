from functools import update_wrapper

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse

UNREADABLE = "Cette sélection ou ce filtre désigne ce qui ne peut pas exister."


class ContractAdminSite(AdminSite):
    """The stock admin, open to superusers and to the administrators of at least one contract.

    `is_staff` plays no part: a role is all it takes. Anyone else finds nothing at this address.
    """

    site_header = "cottri · administration"
    site_title = "cottri"
    index_title = "Données des contrats et personnes"

    def has_permission(self, request):
        return request.user.is_authenticated and request.user.is_administrator

    def _refuse_the_others(self, request):
        if request.user.is_authenticated and not self.has_permission(request):
            raise Http404

    def admin_view(self, view, cacheable=False):
        guarded = super().admin_view(view, cacheable)

        def inner(request, *args, **kwargs):
            self._refuse_the_others(request)
            chosen = request.POST.getlist("_selected_action") if request.method == "POST" else []
            if not all(key.isascii() and key.isdigit() and len(key) <= 18 for key in chosen):
                raise BadRequest(UNREADABLE)
            try:
                return guarded(request, *args, **kwargs)
            except OverflowError:  # SQLite: an identifier of twenty digits
                raise BadRequest(UNREADABLE) from None

        return update_wrapper(inner, guarded)

    @login_not_required
    def login(self, request, extra_context=None):
        self._refuse_the_others(request)
        if request.user.is_authenticated:
            return redirect("admin:index")
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))
