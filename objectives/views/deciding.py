"""The verbs on one entry: validate, send back, withdraw."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from objectives import clock, prospect
from objectives.forms.verbs import ReturnForm, ValidateForm, WithdrawForm
from objectives.models import ProgressEntry, Refused, Stale
from objectives.views.entries import entry_or_404, entry_page


@require_POST
def validate(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    entry = entry_or_404(request, contract, pk, "objectives.validate_progressentry")
    form = ValidateForm(request.POST, entry=entry, by_author=_is_own(request, entry))
    effect = prospect.effect(entry, on=clock.today())

    def verb() -> None:
        entry.validate(by=request.user, at=clock.now(), reason=form.cleaned_data.get("reason", ""))

    return _do(
        request,
        entry,
        form,
        verb,
        lambda: render_to_string("objectives/_done.html", {"entry": entry, "effect": effect}),
    )


@require_POST
def send_back(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    entry = entry_or_404(request, contract, pk, "objectives.validate_progressentry")
    if _is_own(request, entry):
        raise PermissionDenied
    form = ReturnForm(request.POST, entry=entry)

    def verb() -> None:
        entry.send_back(by=request.user, at=clock.now(), note=form.cleaned_data["note"])

    return _do(
        request, entry, form, verb, lambda: f"{entry.reference} est retournée à {entry.author}, avec votre note."
    )


@require_POST
def withdraw(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    entry = entry_or_404(request, contract, pk, "objectives.change_progressentry")
    if not _is_own(request, entry) and not request.user.has_perm(
        "objectives.withdraw_any_progressentry", entry.contract
    ):
        raise PermissionDenied
    form = WithdrawForm(request.POST, entry=entry)

    def verb() -> None:
        entry.withdraw(by=request.user, at=clock.now())

    return _do(request, entry, form, verb, lambda: f"{entry.reference} est retirée : elle ne comptera pas.")


def _is_own(request: HttpRequest, entry: ProgressEntry) -> bool:
    return entry.author_id == request.user.pk


def _do(
    request: HttpRequest, entry: ProgressEntry, form, verb: Callable[[], None], done: Callable[[], str]
) -> HttpResponse:
    """Act on the version that was read and say what was done, or show why not and ask again."""
    try:
        if not form.is_valid():
            return entry_page(request, entry, refused=form)
        if form.cleaned_data["version"] != entry.version:
            raise Stale(entry)
        verb()
    except Stale as stale:
        current = stale.current
        if current.state in form.before:
            read = form.cleaned_data["version"]
            form.read_again(current.version)
            return entry_page(request, current, refused=form, read=read)
        if current.state == form.done:
            messages.info(request, f"{current.reference} est déjà {form.participle}.")
        else:
            messages.warning(request, current.why_not(form.participle))
    except Refused as refusal:
        messages.warning(request, str(refusal))
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
        return entry_page(request, entry_or_404(request, entry.contract.slug, entry.pk), refused=form)
    else:
        messages.success(request, done())
    return redirect("objectives:inbox", entry.contract.slug) if form.cleaned_data["inbox"] else redirect(entry)
