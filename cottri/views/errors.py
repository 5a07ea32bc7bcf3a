from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Says what was wrong when it is ours to say; Django's own refusals tell a stranger nothing."""
    sentence = str(exception) if type(exception) is BadRequest else ""
    return render(request, "400.html", {"sentence": sentence}, status=400)
