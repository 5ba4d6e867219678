"""The page of a recording, and the same as data."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from nachklang.archive import Archive
from nachklang.catalogue import RecordingView
from nachklang.errors import NotFoundError
from nachklang.model.acts import Act
from nachklang.model.items import Item
from nachklang.model.plain import instant_text, to_plain
from nachklang.web.holdings import Holding, hold
from nachklang.web.languages import language_of
from nachklang.web.origins import links_shown, origins_shown
from nachklang.web.panel import panel_of
from nachklang.web.problems import RefusedError
from nachklang.web.room import room_of
from nachklang.web.shelf import items_of, page_of, snapshot_of


def page(request: Request) -> Response:
    """Show a recording: player, why it may or may not be heard, identity, rights, acts, file, preservation.

    What the archive only knows of has neither player nor rights: its page says that no copy is held.
    """
    room, language = room_of(request), language_of(request)
    view, holdings = _shown(request)
    return room.page(
        "recording.html",
        request,
        headers={"vary": "Accept-Language"},
        canonical=f"/recordings/{view.id}",
        recording=view,
        description=holdings[0].item.description if holdings else None,
        holdings=holdings,
        panels=[panel_of(room.archive, holding, language) for holding in holdings],
        links=links_shown("recording", view.identifiers),
        origins=origins_shown(view.provenances),
    )


def data(request: Request) -> Response:
    """Give the same as JSON, with the same decisions."""
    view, holdings = _shown(request)
    return JSONResponse(_identity(view) | {"items": [_held(holding) for holding in holdings]})


def of_item(request: Request) -> Response:
    """Lead from an item to the page of the recording that it holds."""
    (item,) = items_of(request)
    address = page_of(room_of(request), item)
    if address is None:
        raise NotFoundError(f"the catalogue has no recording of the item {item.id}")
    return RedirectResponse(address)


def _shown(request: Request) -> tuple[RecordingView, tuple[Holding, ...]]:
    """Return a recording and its holdings, those that may be played first; none where no item holds it."""
    room = room_of(request)
    archive = room.archive
    view = snapshot_of(room).recording(request.path_params["recording"])
    if not view.item_ids:
        return view, ()
    items = _describable(archive, items_of(request))
    holdings = [hold(archive, item, _address(view, item, alone=len(items) == 1)) for item in items]
    holdings.sort(key=lambda holding: not holding.decisions[Act.STREAM].permitted)
    return view, tuple(holdings)


def _describable(archive: Archive, items: tuple[Item, ...]) -> list[Item]:
    """Keep the items that may be described; raises RefusedError where that is none."""
    decisions = [archive.decide(Act.DESCRIBE, item) for item in items]
    kept = [item for item, decision in zip(items, decisions, strict=True) if decision.permitted]
    if not kept:
        raise RefusedError(decisions[0], about=None, told=False)
    return kept


def _address(view: RecordingView, item: Item, *, alone: bool) -> str:
    return f"/recordings/{view.id}" if alone else f"/items/{item.id}"


def _identity(view: RecordingView) -> dict[str, Any]:
    plain: dict[str, Any] = to_plain(view)
    del plain["duration"]
    return plain | {"duration_ms": view.duration.milliseconds if view.duration else None}


def _held(holding: Holding) -> dict[str, Any]:
    """Give an item as data, without the folders and names of depositors."""
    item = holding.item
    return {
        "id": item.id,
        "file_name": holding.file_name,
        "size": item.size,
        "sha512": item.sha512,
        "accepted_at": instant_text(item.accepted_at),
        "technical": to_plain(item.technical),
        "audio": holding.audio if holding.decisions[Act.STREAM].permitted else None,
        "download": holding.download if holding.decisions[Act.DOWNLOAD].permitted else None,
        "acts": {act.value: _decided(holding, act) for act in Act},
        "rights": {
            layer.layer.value: [to_plain(ground) for ground in layer.grounds] for layer in holding.layers
        },
        "events": [to_plain(event) for event in holding.history.events],
        "copies": [to_plain(copy) for copy in holding.history.copies],
        "ledger_index": holding.history.ledger_index,
    }


def _decided(holding: Holding, act: Act) -> dict[str, Any]:
    decision = holding.decisions[act]
    return {
        "permitted": decision.permitted,
        "territory": str(decision.territory),
        "on": decision.on.isoformat(),
        "actor": decision.actor.value,
        "reasons": list(decision.reasons()),
        "decision": decision.digest(),
    }
