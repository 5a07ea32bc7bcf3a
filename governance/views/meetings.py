"""One meeting: its page, its form, its verbs, its guests and the files kept with it."""

import logging
import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actors.means import carriers_of
from governance import chronicle
from governance.forms.choosing import ChosenForm
from governance.forms.meeting import AttachmentForm, CancelForm, MeetingForm
from governance.models import Attachment, Decision, Meeting
from governance.models.row import locked
from governance.views.access import GOVERN, crumbs_in, do, fill, governed, page, readable, sees_minutes
from governance.views.committees import choose, committees_of, said
from governance.views.once import keep_sent, sent_before
from objectives import clock
from objectives.models import Contract, Incontournable, Refused
from objectives.views.access import whole_or_404

HISTORY_SHOWN = 5
logger = logging.getLogger(__name__)


def meeting_of(contract: Contract, pk: int) -> Meeting:
    meetings = Meeting.objects.of_contract(contract).select_related("minutes", "approved_by", "committee__problem")
    return get_object_or_404(meetings, pk=pk)


def crumbs_to(meeting: Meeting) -> list[tuple[str, str]]:
    contract = meeting.contract
    return [
        *crumbs_in(contract, (str(meeting.committee), meeting.committee.get_absolute_url())),
        (f"Réunion du {meeting.day:%d/%m/%Y}", meeting.get_absolute_url()),
    ]


def agenda_of(meeting: Meeting) -> str:
    return f"{meeting.get_absolute_url()}ordre-du-jour/"


@require_safe
def meeting(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    held = readable(request, contract)
    return meeting_page(request, meeting_of(held, pk))


def meeting_page(
    request: HttpRequest, shown: Meeting, *, cancel: CancelForm | None = None, attach=None
) -> HttpResponse:
    """The page of a meeting; again with a form that was refused."""
    decisions = _decisions(shown) if shown.has_happened else []
    governs = request.user.has_perm(GOVERN, shown.contract)
    left_out = shown.left_out() if governs and shown.is_planned else []
    invitations = list(shown.invitations.select_related("actor__epci"))
    context = {
        "meeting": shown,
        "moments": chronicle.of_itself(shown)[:HISTORY_SHOWN] if governs else [],
        "version": shown.minutes.version if shown.minutes_text else 0,
        "nobody_noted": not any(guest.attendance for guest in invitations),
        "left_out": [seat for seat in left_out if seat.actor],
        "unnamed": [seat for seat in left_out if not seat.actor],
        "agenda": shown.agenda.filter(is_dropped=False).prefetch_related(tagged()),
        "invitations": invitations,
        "decisions": decisions,
        "attachments": shown.attachments.filter(removed_at=None).select_related("added_by"),
        "sees_minutes": sees_minutes(request, shown),
        "cancel_form": cancel or CancelForm(),
        "attachment_form": attach or AttachmentForm(),
        "crumbs": crumbs_to(shown)[:-1],
        "may_hold": shown.is_planned and shown.day <= clock.today(),
    }
    return render(request, "governance/meeting.html", page(request, shown.contract, **context))


def tagged() -> Prefetch:
    """The incontournables of some rows, with what their addresses are made of."""
    return Prefetch("incontournables", Incontournable.objects.select_related("contract"))


def _decisions(meeting: Meeting) -> list[Decision]:
    """Each with its actions, which say who carries them."""
    decisions = list(meeting.decisions.prefetch_related(tagged(), "actions"))
    actions = [action for decision in decisions for action in decision.actions.all()]
    carried = carriers_of(actions)
    for action in actions:
        action.carried_by = carried.get(action.pk) or action.carrier
    return decisions


@require_http_methods(["GET", "POST"])
def meeting_new(request: HttpRequest, contract: str) -> HttpResponse:
    """Without ?comite=, a page to choose one."""
    held = governed(request, contract)
    if "comite" not in request.GET:
        context = {"committees": committees_of(held), "crumbs": crumbs_in(held)}
        return render(request, "governance/meeting_choose.html", page(request, held, **context))
    committee = get_object_or_404(committees_of(held), pk=whole_or_404(request.GET["comite"]))
    row = Meeting(committee=committee)
    answer = fill(
        request,
        held,
        MeetingForm,
        row,
        title=f"Nouvelle réunion : {committee}",
        done="La réunion est prévue, et les membres du comité y sont invités. Préparez maintenant son ordre du jour.",
        crumbs=crumbs_in(held, (str(committee), committee.get_absolute_url())),
        initial={"starts": "09:30", "ends": "11:30"},
    )
    if answer.status_code == 302 and row.pk and (unnamed := row.left_out()):
        names = ", ".join(f"« {seat} »" for seat in unnamed)
        seats = "ces sièges" if len(unnamed) > 1 else "ce siège"
        messages.warning(request, f"Personne n’est invité pour {names} : aucun acteur n’a {seats}.")
    return answer


@require_http_methods(["GET", "POST"])
def meeting_edit(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    held = governed(request, contract)
    row = meeting_of(held, pk)
    if not row.is_open:
        return do(request, row.check_open, "", row)
    return fill(
        request, held, MeetingForm, row, title="Modifier la réunion", done="La réunion est enregistrée.",
        crumbs=crumbs_to(row),
    )  # fmt: skip


@require_POST
def hold(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    row = meeting_of(governed(request, contract), pk)
    done = "La réunion s’est tenue : notez les présences, les décisions et le compte rendu."
    return do(request, lambda: row.hold(by=request.user, at=clock.now()), done, row)


@require_POST
def take_back(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    row = meeting_of(governed(request, contract), pk)
    return do(
        request, lambda: row.take_back(by=request.user, at=clock.now()), "La réunion est de nouveau prévue.", row
    )  # fmt: skip


@require_POST
def approve(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    row = meeting_of(governed(request, contract), pk)
    done = "Le compte rendu est approuvé : plus rien de cette réunion ne se modifie."
    return do(request, lambda: row.approve(by=request.user, at=clock.now(), read=version_read(request)), done, row)


def version_read(request: HttpRequest) -> int:
    """The version of the minutes that a form was opened on; -1 is none."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else -1


@require_POST
def cancel(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    row = meeting_of(governed(request, contract), pk)
    form = CancelForm(request.POST)
    if not form.is_valid():
        return meeting_page(request, row, cancel=form)
    because = form.cleaned_data["because"]
    done = "La réunion est annulée : son fichier d’agenda le dit désormais."
    return do(request, lambda: row.cancel(by=request.user, at=clock.now(), because=because), done, row)


# --- Guests ---------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    held = governed(request, contract)
    row = meeting_of(held, pk)
    chosen = ChosenForm(request.POST) if request.method == "POST" else None
    if chosen and chosen.is_valid():
        try:
            new = row.invite(chosen.cleaned_data["actors"], by=request.user, at=clock.now())
        except Refused as refusal:  # approved or cancelled since it was read
            messages.error(request, str(refusal))
            return redirect(row)
        except ValidationError as refusal:  # one of the actors has just been merged into another
            chosen.add_error("actors", refusal.messages)
        else:
            messages.success(request, "Les invitations sont enregistrées.")
            if new:
                messages.info(request, said(len(new), "acteur invité", "acteurs invités"))
            return redirect(row)
    if not row.is_open:
        return do(request, row.check_open, "", row)
    start = {"carte": row.committee.problem_id} if row.committee.problem_id else {"comite": row.committee_id}
    invited = set(row.invitations.values_list("actor", flat=True))
    return choose(
        request, held, chosen, start, invited, title="Inviter à la réunion", taken_said="déjà invité",
        crumbs=crumbs_to(row), verb="Inviter",
    )  # fmt: skip


@require_POST
def uninvite(request: HttpRequest, contract: str, pk: int, invitation: int) -> HttpResponse:
    row = meeting_of(governed(request, contract), pk)
    guest = get_object_or_404(row.invitations.select_related("actor"), pk=invitation)
    verb = lambda: row.uninvite(guest, by=request.user, at=clock.now())  # noqa: E731
    return do(request, verb, f"{guest.actor} n’est plus invité.", row)


# --- Files ----------------------------------------------------------------------------------------------------------
@require_POST
def attach(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    row = meeting_of(governed(request, contract), pk)
    form = AttachmentForm(request.POST, request.FILES)
    if not form.is_valid():
        return meeting_page(request, row, attach=form)
    pieces = form.cleaned_data["files"]
    done = said(len(pieces), "pièce jointe", "pièces jointes")

    def verb() -> None:
        Attachment.attach(row, pieces, by=request.user, at=clock.now())
        keep_sent(request, row.get_absolute_url())

    with locked(row.contract):
        return sent_before(request) or do(request, verb, done, row)


def _attachment(contract: Contract, pk: uuid.UUID) -> Attachment:
    kept = Attachment.objects.filter(meeting__committee__contract=contract, removed_at=None)
    return get_object_or_404(kept.select_related("meeting__committee__contract"), pk=pk)


@require_safe
def attachment(request: HttpRequest, contract: str, pk: uuid.UUID) -> FileResponse:
    kept = _attachment(readable(request, contract), pk)
    try:
        content = kept.file.open("rb")
    except FileNotFoundError:
        logger.error("The file of the attachment %s is not in the store.", kept.pk)
        raise Http404 from None
    return FileResponse(
        content,
        as_attachment=True,
        filename=kept.name,
        content_type=kept.content_type or "application/octet-stream",
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"},
    )


@require_POST
def attachment_remove(request: HttpRequest, contract: str, pk: uuid.UUID) -> HttpResponse:
    kept = _attachment(governed(request, contract), pk)
    return do(
        request, lambda: kept.remove(by=request.user, at=clock.now()), f"« {kept} » est ôtée.", kept.meeting
    )  # fmt: skip
