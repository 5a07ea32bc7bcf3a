"""What every page of governance starts with: the contract if this person may read or keep it; how a verb answers."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from actors.forms.naming import ActorField, suggestions
from governance.models import Meeting
from governance.models.row import locked
from governance.views.once import KEY, keep_sent, sent_before
from objectives import clock
from objectives.models import Contract, Refused
from objectives.views import access

GOVERN = "governance.govern"


def readable(request: HttpRequest, slug: str) -> Contract:
    return access.contract_or_404(request, slug)


def governed(request: HttpRequest, slug: str) -> Contract:
    return access.contract_or_404(request, slug, GOVERN)


def page(request: HttpRequest, contract: Contract, **context) -> dict:
    may_govern = request.user.has_perm(GOVERN, contract)
    key = request.POST.get(KEY) or uuid.uuid4().hex
    return access.page(request, contract, "governance", may_govern=may_govern, submission_key=key, **context)


def crumbs_in(contract: Contract, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Gouvernance", reverse("governance:overview", args=[contract.slug])), *more]


def sees_minutes(request: HttpRequest, meeting: Meeting) -> bool:
    """Minutes that are not approved are a draft."""
    drafts = request.user.has_perm("objectives.view_drafts", meeting.contract)
    return drafts or meeting.state == Meeting.State.APPROVED


def fill(
    request: HttpRequest,
    contract: Contract,
    form_class,
    row,
    *,
    title: str,
    done: str,
    crumbs: list[tuple[str, str]],
    back: Callable[[], str] | None = None,
    initial: dict | None = None,
    **context,
) -> HttpResponse:
    """Show the form of a row, or store it and go back to it, or to `back`."""
    posted = request.method == "POST"
    form = form_class(request.POST if posted else None, instance=row, initial=initial)
    if posted:
        try:
            with locked(contract):  # what the form reads is locked until it is stored
                if again := sent_before(request):
                    return again
                if stored := form.is_valid():
                    form.store(by=request.user, at=clock.now())
                    where = back() if back else form.instance.get_absolute_url()
                    keep_sent(request, where)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as refusal:
            _add(form, refusal)
        else:
            if stored:
                messages.success(request, done)
                return redirect(where)
    context = {"lede": "", "other": None, "search": None, "suggestions": [], **context}
    context |= {"form": form, "title": title, "crumbs": crumbs, "cancel": crumbs[-1][1]}
    if any(isinstance(field, ActorField) for field in form.fields.values()):
        context["suggestions"] = suggestions()
    return render(request, "governance/form.html", page(request, contract, **context))


def _add(form, refusal: ValidationError) -> None:
    """Beside the field when the form has it, else above."""
    for name, problems in getattr(refusal, "error_dict", {None: [refusal]}).items():
        form.add_error(name if name in form.fields else None, [text for problem in problems for text in problem])


def do(request: HttpRequest, verb: Callable[[], object], done: str, where) -> HttpResponse:
    """Act and say so, or say why not."""
    try:
        verb()
    except Refused as refusal:
        messages.error(request, str(refusal))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, done)
    return redirect(where)
