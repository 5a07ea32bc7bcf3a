"""Who came, and what was said: written in the page, kept as one writes, never over somebody else's words."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from governance.forms.meeting import attendance_forms, not_invited, others_present, untouched
from governance.models import Meeting, Minutes
from governance.models.row import locked
from governance.views.access import do, governed, page
from governance.views.meetings import crumbs_to, meeting_of, version_read
from objectives import clock, french
from objectives.models import Refused


@require_http_methods(["GET", "POST"])
def attendance(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    held = governed(request, contract)
    meeting = meeting_of(held, pk)
    if not meeting.is_open:
        return do(request, meeting.check_open, "", meeting)
    problems: list[str] = []
    if request.method == "POST":
        with locked(held):
            if not Meeting.objects.get(pk=meeting.pk).is_open:  # approved or cancelled since it was read
                return do(request, meeting.check_open, "", meeting)
            sent = others_present(request.POST) if "others" in request.POST else request.POST
            forms = attendance_forms(meeting, sent)
            if not_invited(meeting, sent):
                problems.append("Un acteur qui n’est pas invité n’a pas de présence : invitez-le d’abord.")
            changed = [form for form in forms if form.was_touched(sent)]
            valid = [form.is_valid() for form in changed]  # every one of them, to show all that is wrong
            if all(valid) and not problems:
                for form in changed:
                    form.store(by=request.user, at=clock.now())
                messages.success(request, "Les présences sont enregistrées.")
                return redirect(meeting)
            forms = [form if form in changed else untouched(form) for form in forms]
    else:
        forms = attendance_forms(meeting)
    context = {"meeting": meeting, "forms": forms, "problems": problems, "crumbs": crumbs_to(meeting)}
    return render(request, "governance/attendance.html", page(request, held, **context))


@require_http_methods(["GET", "POST"])
def minutes(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    """The minutes to write. Sent by the script, the answer is JSON, and 409 with both texts when two people write."""
    held = governed(request, contract)
    meeting = meeting_of(held, pk)
    by_script = request.headers.get("X-Autosave") == "1"
    if request.method == "GET" and meeting.state != Meeting.State.HELD:  # what is sent comes back with the refusal
        return do(request, meeting.check_minutes, "", meeting)
    kept = Minutes.of(meeting)
    text, theirs, refusal = kept.text, None, ""
    if request.method == "POST":
        text = request.POST.get("text", "").replace("\r\n", "\n")
        try:
            theirs = kept.write(text, read=version_read(request), by=request.user, at=clock.now(), autosaved=by_script)
        except Refused as problem:
            refusal = str(problem)
        except ValidationError as problem:
            refusal = " ".join(problem.messages)
        if by_script:
            return _answer(request, meeting, kept, text, theirs, refusal)
        if not theirs and not refusal:
            messages.success(request, "Le compte rendu est enregistré.")
            return redirect(meeting)
    context = {
        "meeting": meeting,
        "minutes": theirs or kept,
        "text": text,
        "refusal": refusal,
        "crumbs": crumbs_to(meeting),
    }
    context |= _other(theirs) | {"agenda": meeting.agenda.filter(is_dropped=False)}
    status = 409 if theirs else 200
    return render(request, "governance/minutes.html", page(request, held, **context), status=status)


def _other(theirs: Minutes | None) -> dict:
    last = theirs.history.select_related("history_user").first() if theirs and theirs.pk else None
    return {"theirs": theirs, "last": last}


def _answer(request, meeting: Meeting, kept: Minutes, text: str, theirs: Minutes | None, refusal: str) -> JsonResponse:
    if theirs:
        both = render_to_string("governance/_minutes_conflict.html", {**_other(theirs), "meeting": meeting}, request)
        return JsonResponse({"version": theirs.version, "conflict": both}, status=409)
    if refusal:
        return JsonResponse({"refusal": refusal}, status=422)
    return JsonResponse({"version": kept.version, "at": french.hour(timezone.localtime(clock.now()))})
