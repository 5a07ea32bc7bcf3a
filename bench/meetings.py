"""What the pages of committees and meetings are visited with, in the demonstration."""

from cottri import demo
from cottri.demo import papers
from cottri.models import User
from governance.models import Attachment, Committee, LocalGroup, Meeting, Scheme, Stake
from objectives import clock
from objectives.models import Indicator


def samples() -> dict[str, dict[str, dict]]:
    """The steering committee and its meetings: one approved, the technical one's that is not yet, one to come."""
    meetings = Meeting.objects.filter(committee__contract__slug=demo.SLUG)
    copil = Committee.objects.get(contract__slug=demo.SLUG, code="copil")
    group = Committee.objects.get(contract__slug=demo.SLUG, problem__isnull=False)
    approved, held, cancelled = (meetings.filter(state=state).latest("starts_at")
                                 for state in ("approved", "held", "cancelled"))  # fmt: skip
    planned = meetings.get(state="planned", committee=copil)
    pk = {
        "approved": approved,
        "held": held,
        "cancelled": cancelled,
        "planned": planned,
        "copil": copil,
        "group": group,
    }
    pk["remote"] = meetings.exclude(link="").get()
    pk = {name: {"pk": row.pk} for name, row in pk.items()}
    Attachment.attach(held, [papers.pdf("Diaporama", "Présenté au comité technique")],
                      by=User.objects.get(username="agent"), at=clock.now())  # fmt: skip
    files = {"file": {"pk": held.attachments.latest("added_at").pk}}
    seat, guest = {"pk": copil.seats.first().pk}, planned.invitations.first()
    local, point = LocalGroup.objects.filter(committee__contract__slug=demo.SLUG).first(), planned.agenda.first()

    scheme, decision = Scheme.objects.get(contract__slug=demo.SLUG, code="scot"), held.decisions.get()
    action = decision.actions.get()

    def of(names: str, given: dict) -> dict:
        return {f"governance:{name}": given for name in names.split()}

    return {
        **of("committee", {"copil": pk["copil"], "group": pk["group"]}),
        **of("committee_edit committee_remove committee_history seat_new group_new", {"copil": pk["copil"]}),
        **of("seats_chosen", {"group": pk["group"]}),
        **of("seat_edit seat_remove", {"sympac": seat}),
        **of("group_edit group_remove", {"local": {"pk": local.pk}}),
        **of("meeting", {name: pk[name] for name in ("planned", "remote", "held", "approved", "cancelled")}),
        **of("meeting_edit agenda invite point_new hold approve cancel agenda_decide", {"planned": pk["planned"]}),
        **of("attendance minutes attach take_back", {"held": pk["held"]}),
        **of("meeting_history", {"approved": pk["approved"]}),
        **of("restore", {"local": {"kind": "groupe", "pk": local.pk}}),
        **of("uninvite", {"planned": pk["planned"] | {"invitation": guest.pk}}),
        **of("point_edit point_move point_drop", {"planned": {"pk": point.pk}}),
        **of("attachment attachment_remove", files),
        **of("scheme scheme_edit scheme_remove link_new", {"scot": {"pk": scheme.pk}}),
        **of("link_edit link_remove", {"scot": {"pk": scheme.links.first().pk}}),
        **of("stake_edit stake_remove", {"enjeu": {"pk": Stake.objects.first().pk}}),
        **of("decision_new", {"held": pk["held"]}),
        **of("decision_edit decision_withdraw decision_close action_new", {"schools": {"pk": decision.pk}}),
        **of("action_scheme", {"schools": {"pk": action.pk}}),
        **of("action_do", {"start": {"pk": action.pk, "verb": "commencer"}}),
        **of("action_release", {"schools": {"pk": decision.pk, "action": action.pk}}),
        **of("recovery recovery_close", {"regal": {"pk": Indicator.objects.get(code="regal").pk}}),
        **of("calendar_file convocation statement", {"approved": pk["approved"]}),
    }
