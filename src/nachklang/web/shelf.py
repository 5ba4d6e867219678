"""Finding what an address means: snapshots, recordings and the items that hold them."""

from starlette.requests import Request

from nachklang.catalogue import Snapshot
from nachklang.errors import InvalidValueError, NotFoundError
from nachklang.model.items import Item
from nachklang.web.room import Room, room_of

LONGEST_QUERY = 200
PAGE_ROWS = 50


def snapshot_of(room: Room) -> Snapshot:
    """Return the newest snapshot; raises NotFoundError where there is none yet."""
    snapshot = room.snapshot()
    if snapshot is None:
        raise NotFoundError("no catalogue has been built yet; `nachklang catalogue build` builds it")
    return snapshot


def items_of(request: Request) -> tuple[Item, ...]:
    """Return the items that `/recordings/{recording}` or `/items/{item}` means, never none."""
    room = room_of(request)
    archive = room.archive
    if "item" in request.path_params:
        return (archive.registry.item(request.path_params["item"]),)
    view = snapshot_of(room).recording(request.path_params["recording"])
    if not view.item_ids:
        raise NotFoundError(f"the archive holds no file of the recording {view.id}")
    return tuple(archive.registry.item(item_id) for item_id in view.item_ids)


def page_of(room: Room, item: Item) -> str | None:
    """Return the address of the page that tells about an item, or None where the catalogue has none."""
    snapshot = room.snapshot()
    recording = snapshot.recording_of_item(item.id) if snapshot else None
    return f"/recordings/{recording}" if recording else None


def page_number(request: Request) -> int:
    """Read `?page=`, from 1; raises InvalidValueError."""
    text = request.query_params.get("page", "1")
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and int(text) > 0):
        raise InvalidValueError(f"not a page: {text[:20]!a}; expected a whole number from 1")
    return int(text)


def words_of(request: Request) -> str:
    """Read the words that are searched for, `?q=`, cut to 200 characters."""
    return " ".join(request.query_params.get("q", "").split())[:LONGEST_QUERY]
