from functools import update_wrapper

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse


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
            return guarded(request, *args, **kwargs)

        return update_wrapper(inner, guarded)

    @login_not_required
    def login(self, request, extra_context=None):
        self._refuse_the_others(request)
        if request.user.is_authenticated:
            return redirect("admin:index")
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))
