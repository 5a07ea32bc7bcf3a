from django.conf import settings

from objectives import clock


def site(request):
    """What every page may show, without a query of its own: memberships are those that permissions were read from."""
    user = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    return {
        "demo": settings.DEMO,
        "today": clock.today(),
        "memberships": user.held_memberships if known else [],
        "may_administer": known and user.is_administrator,
    }
