"""The people to reach: personal data, for officers and administrators, erased in the end."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from actors.forms.actor import ContactForm
from actors.models import Actor, Contact
from actors.views.access import allowed_or_404, shared_page
from objectives import clock


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    allowed_or_404(request, "actors.add_contact")
    actor = get_object_or_404(Actor.objects.current(), pk=pk)
    return _fill(request, Contact(actor=actor), title="Nouveau contact")


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int, contact: int) -> HttpResponse:
    allowed_or_404(request, "actors.change_contact")
    found = get_object_or_404(Contact.objects.select_related("actor"), pk=contact, actor=pk)
    return _fill(request, found, title="Modifier le contact")


def _fill(request: HttpRequest, contact: Contact, *, title: str) -> HttpResponse:
    form = ContactForm(request.POST if request.method == "POST" else None, instance=contact)
    with transaction.atomic():
        held = Actor.objects.select_for_update().filter(pk=contact.actor_id).first() if form.is_bound else contact.actor
        if held is None or held.merged_into_id:  # by somebody, since this page was asked for
            messages.warning(request, f"« {contact.actor.name} » n’est plus là : le contact n’est pas enregistré.")
            return redirect(held.survivor if held else "actors:list")
        if form.is_bound and form.is_valid():
            contact._history_date = clock.now()
            form.save()
            messages.success(request, "Le contact est enregistré.")
            return redirect(contact.actor)
    context = {"form": form, "actor": contact.actor, "contact": contact, "title": title}
    return render(request, "actors/contact_form.html", shared_page(request, **context))


@require_POST
def erase(request: HttpRequest, pk: int, contact: int) -> HttpResponse:
    allowed_or_404(request, "actors.delete_contact")
    found = get_object_or_404(Contact, pk=contact, actor=pk)
    with transaction.atomic():
        found.erase(by=request.user, at=clock.now())
    messages.success(request, "Le contact est effacé, historique compris.")
    return redirect("actor", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def past(request: HttpRequest) -> HttpResponse:
    """Those that should no longer be kept: erased one by one on their page, or here all those that were shown."""
    allowed_or_404(request, "actors.delete_contact")
    contacts = Contact.objects.past(clock.today()).select_related("actor").order_by("keep_until", "pk")
    if request.method == "POST":
        shown = [key for key in request.POST.getlist("contact") if key.isascii() and key.isdigit() and len(key) <= 18]
        with transaction.atomic():
            gone = list(contacts.filter(pk__in=shown))
            for contact in gone:
                contact.erase(by=request.user, at=clock.now())
        words = "contact effacé" if len(gone) < 2 else "contacts effacés"
        messages.success(request, f"{len(gone)} {words}, historique compris.")
        return redirect("actors:past_contacts")
    return render(request, "actors/past_contacts.html", shared_page(request, contacts=contacts[:500]))
