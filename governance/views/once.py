"""A form that comes twice, from two clicks or a page sent again, is stored once. Both are asked under the lock."""

import hashlib
import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from governance.models import Submission
from objectives import clock, french

KEY = "submission_key"  # new on each page, so that the same words sent from another page are another thing


def sent_before(request: HttpRequest) -> HttpResponse | None:
    """Where the same form has led already; None the first time."""
    before = Submission.objects.filter(digest=_digest(request)).first() if request.POST.get(KEY) else None
    if before is None:
        return None
    when = timezone.localtime(before.stored_at)
    messages.info(
        request,
        f"Ce formulaire est arrivé deux fois : enregistré le {french.moment(when)}, il n’a compté qu’une fois.",
    )
    return redirect(before.led_to)


def keep_sent(request: HttpRequest, led_to: str) -> None:
    """Without the filters of a board when they are longer than what is kept: the page they narrow is still the one."""
    if request.POST.get(KEY):
        if len(led_to) > Submission.LONGEST:
            led_to = led_to.partition("?")[0]
        Submission.keep(_digest(request), led_to, at=clock.now())


def _digest(request: HttpRequest) -> str:
    """Of every word and file: what was changed after going back is another form."""
    said = [(name, words) for name, words in request.POST.lists() if name != "csrfmiddlewaretoken"]
    files = [(name, file.name, file.size) for name, some in request.FILES.lists() for file in some]
    whole = json.dumps([request.get_full_path(), sorted(said), sorted(files)])
    return hashlib.sha256(whole.encode()).hexdigest()
