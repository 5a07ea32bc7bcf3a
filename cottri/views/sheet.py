"""The sheet of an incontournable: what every app knows of it, on one page."""

from collections.abc import Sequence
from operator import attrgetter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actors import means
from cottri.dashboard import give_notes
from governance.models import RecoveryNote
from objectives import dashboard
from objectives import sheet as sheets
from objectives.models import ActionState, Incontournable, ProgressEntry
from objectives.views.access import day_asked, incontournables_or_404, page
from objectives.views.trajectories import show

LATEST = 8


@require_safe
def sheet(request: HttpRequest, contract: str, number: int) -> HttpResponse:
    items, item = incontournables_or_404(request, contract, number)
    held, on = item.contract, day_asked(request)
    content = sheets.read(items, item, RecoveryNote.history.filter(indicator__incontournable=item))
    drafts = request.user.has_perm("objectives.view_drafts", held)
    give_notes(content.indicators, content.beside[0], on)
    lines = dashboard.build_lines(held, on=on, drafts=drafts, indicators=content.indicators)
    state = request.GET.get("etat", "")
    state = state if state in ActionState else ""
    cells, carried = means.of_sheet(item)
    for action in content.rows["actions"]:
        action.carriers = carried.get(action.pk, means.Carriers())
    context = {
        "item": item,
        "cells": cells,
        "may_govern": request.user.has_perm("governance.govern", held),
        "may_write_means": request.user.has_perm("actors.change_contribution", held),
        "content": content,
        "steps": dashboard.Steps(tuple(content.rows["jalons"]), on),
        "blocks": sheets.BLOCKS,
        "lines": [(line, content.former.get(line.indicator.pk, []), show(line, held)) for line in lines],
        "latest": _latest(lines),
        "neighbours": _neighbours(items, item),
        "state": state,
        "groups": content.actions_by_framework(state),
    }
    context = page(request, held, "objectives", on, **context) | {"glossary": content.glossary}
    return render(request, "cottri/sheet.html", context)


def _latest(lines: Sequence[dashboard.Line]) -> list[ProgressEntry]:
    """The last entries, whatever became of them: they are among the last that count and the last that do not."""
    entries = [entry for line in lines for proof in (line.counted, line.not_counted) for entry in proof.entries]
    return sorted(entries, key=attrgetter("period_end", "pk"), reverse=True)[:LATEST]


def _neighbours(items: list[Incontournable], item: Incontournable) -> dict[str, Incontournable | None]:
    """The sheets before and after this one."""
    here = items.index(item)
    return {"before": items[here - 1] if here else None, "after": items[here + 1] if here + 1 < len(items) else None}
