"""Where a person lands, and how one comes back to one's account."""

from axes.utils import reset
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth import views as auth_views
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from cottri.gate import length_of
from cottri.models import Membership, Role
from objectives import clock
from objectives.models.contract import nearest


@require_safe
def home(request):
    contract = nearest(request.user.contracts(), clock.today())
    if contract:
        return redirect(contract)
    administrators = Membership.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True)
    return render(
        request, "registration/no_contract.html", {"administrators": administrators.select_related("user", "contract")}
    )


class SignInAgain(LoginRequiredMiddleware):
    """A session that ends while a form is filled leads back to the page of the form, not to where it was sent."""

    def process_request(self, request):
        """Before the form is read, which would write its files to the disk whoever sends them."""
        if length_of(request) > settings.STRANGER_MAX_BYTES and not request.user.is_authenticated:
            while request.read(64 * 1024):  # a browser listens to the answer once it has sent everything
                pass
            return self.handle_no_permission(request, None)
        return None

    def process_view(self, request, view, args, kwargs):
        """A page open to all asks the database nothing about a session: that of its health is read when it is down."""
        if not getattr(view, "login_required", True):
            return None
        return super().process_view(request, view, args, kwargs)

    def handle_no_permission(self, request, view):
        if request.headers.get("HX-Request") and not request.headers.get("HX-History-Restore-Request"):
            # The whole sign-in page would take the place of a part of this one: the page reloads, and signs in.
            return HttpResponse(status=204, headers={"HX-Refresh": "true"})
        came_from = request.headers.get("Referer", "")
        if request.method == "POST":
            host = {request.get_host()}
            known = url_has_allowed_host_and_scheme(came_from, allowed_hosts=host, require_https=request.is_secure())
            return redirect_to_login(came_from if known else "/", self.get_login_url(view), REDIRECT_FIELD_NAME)
        return super().handle_no_permission(request, view)


class PasswordResetConfirmView(auth_views.PasswordResetConfirmView):
    """A new password also opens the door that failed attempts had shut."""

    def form_valid(self, form):
        reset(username=self.user.get_username())
        return super().form_valid(form)


def client_address(request) -> str:
    """Where a sign-in comes from, as the proxy in front of the site saw it and wrote last; for the lockout.

    Without it every attempt would seem to come from the proxy, and anyone could lock anyone out.
    """
    seen = request.META.get("HTTP_X_FORWARDED_FOR", request.META["REMOTE_ADDR"])
    return seen.rpartition(",")[2].strip()
