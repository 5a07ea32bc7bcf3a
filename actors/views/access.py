"""What every page about actors starts with. Contracts share actors, so the directory's pages belong to none of them."""

from django.http import Http404, HttpRequest

from objectives import clock
from objectives.models import Contract
from objectives.views.access import page


def allowed_or_404(request: HttpRequest, permission: str = "actors.view_actor") -> None:
    """Asked of any of the reader's roles: whoever may do it in one contract may do it to actors that all share."""
    if not request.user.has_perm(permission):
        raise Http404


def contracts_read(request: HttpRequest) -> list[Contract]:
    """Those whose maps, means and leads the reader may see."""
    return [contract for contract in request.user.contracts() if request.user.has_perm("actors.view_card", contract)]


def shared_page(request: HttpRequest, **context) -> dict:
    """The context of a page that belongs to no contract, for templates/actors/base.html.

    Its layout is that of the reader's only contract; with several, it leads to each of them and claims to be of none.
    """
    may = {
        "may_edit": request.user.has_perm("actors.change_actor"),
        "may_delete": request.user.has_perm("actors.delete_actor"),
        "may_merge": request.user.has_perm("actors.merge_actor"),
        "may_import": request.user.has_perm("actors.import_actors"),
        "sees_contacts": request.user.has_perm("actors.view_contact"),
    }
    contracts = contracts_read(request)
    if len(contracts) == 1:
        return page(request, contracts[0], "actors", contracts=contracts, **may, **context)
    return {"contract": None, "contracts": contracts, "section": "actors", "on": clock.today(), **may, **context}
