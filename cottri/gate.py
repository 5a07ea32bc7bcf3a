"""What no page should have to read, stopped before any of them does."""

from django.conf import settings
from django.core.exceptions import BadRequest

from objectives import french


class Gate:
    """Stands after the session and the account, before the reading of forms."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\0" in request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""):
            # PostgreSQL cannot even look for it: nobody's session.
            request.session = type(request.session)()
        # A charset may name any codec of Python, «zip» included, which then fails while the form is read.
        if (request.encoding or "utf-8").lower() not in {"utf-8", "utf8"}:
            raise BadRequest("Les formulaires de ce site sont en UTF-8.")
        if length_of(request) > settings.REQUEST_MAX_BYTES:
            most = french.number(settings.REQUEST_MAX_BYTES // 1024**2, 0)
            raise BadRequest(f"Cet envoi dépasse {most}{french.WIDE}Mo : envoyez les fichiers en plusieurs fois.")
        return self.get_response(request)


def length_of(request) -> int:
    """What the request says its body weighs, in bytes; without saying it, it has none."""
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0
