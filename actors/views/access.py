"""What every page about actors starts with. Contracts share actors, so the directory's pages belong to none of them."""

from django.http import Http404, HttpRequest

from objectives import clock
from objectives.models import Contract
from objectives.views.access import page


def may(request: HttpRequest, permission: str) -> bool:
    """Whoever may do it in one contract may do it to actors, which all share.

    Asked of each contract rather than of none: Django would first read groups, which give nothing here.
    """
    return bool(request.user.contracts_with(permission))


def allowed_or_404(request: HttpRequest, permission: str = "actors.view_actor") -> None:
    if not may(request, permission):
        raise Http404


def contracts_read(request: HttpRequest) -> list[Contract]:
    """Those whose maps, means and leads the reader may see."""
    return [contract for contract in request.user.contracts() if request.user.has_perm("actors.view_card", contract)]


def shared_page(request: HttpRequest, **context) -> dict:
    """The context of a page that belongs to no contract, for templates/actors/base.html.

    Its layout is that of the reader's only contract; with several, it leads to each of them and claims to be of none.
    """
    allowed = {
        "may_edit": may(request, "actors.change_actor"),
        "may_delete": may(request, "actors.delete_actor"),
        "may_merge": may(request, "actors.merge_actor"),
        "may_import": may(request, "actors.import_actors"),
        "sees_contacts": may(request, "actors.view_contact"),
    }
    contracts = contracts_read(request)
    if len(contracts) == 1:
        return page(request, contracts[0], "actors", contracts=contracts, **allowed, **context)
    return {"contract": None, "contracts": contracts, "section": "actors", "on": clock.today(), **allowed, **context}
