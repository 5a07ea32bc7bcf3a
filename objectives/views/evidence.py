"""Pieces of evidence, sent back as attachments to those who may see the entry."""

import logging
import uuid

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from objectives.models import Evidence
from objectives.views.access import contract_or_404, entries_seen

logger = logging.getLogger(__name__)


def _piece_or_404(request: HttpRequest, slug: str, pk: uuid.UUID) -> Evidence:
    entries = entries_seen(request, contract_or_404(request, slug))
    return get_object_or_404(Evidence.objects.filter(removed_at=None, entry__in=entries).exclude(file=""), pk=pk)


@require_safe
def evidence_file(request: HttpRequest, contract: str, pk: uuid.UUID) -> FileResponse:
    piece = _piece_or_404(request, contract, pk)
    try:
        content = piece.file.open("rb")
    except FileNotFoundError:
        logger.error("The file of the piece of evidence %s is not in the store.", piece.pk)
        raise Http404 from None
    return FileResponse(
        content,
        as_attachment=True,
        filename=piece.name,
        content_type=piece.content_type or "application/octet-stream",
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"},
    )
