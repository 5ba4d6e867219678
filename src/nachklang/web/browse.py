"""Lists and the pages of releases and artists."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from nachklang.errors import NotFoundError
from nachklang.web.room import room_of
from nachklang.web.shelf import PAGE_ROWS, page_number, snapshot_of


@dataclass(frozen=True, slots=True)
class ListPage:
    """Some rows of a list, and the numbers of the pages before and after where there are any."""

    rows: Sequence[Any]
    before: int | None
    after: int | None


def recordings(request: Request) -> Response:
    """List all recordings."""
    return _list(request, "recordings")


def releases(request: Request) -> Response:
    """List all releases."""
    return _list(request, "releases")


def artists(request: Request) -> Response:
    """List all artists."""
    return _list(request, "artists")


def release(request: Request) -> Response:
    """Show one release with its media and tracks."""
    room = room_of(request)
    view = snapshot_of(room).release(request.path_params["release"])
    return room.page("release.html", request, release=view, canonical=f"/releases/{view.id}")


def artist(request: Request) -> Response:
    """Show one artist with the releases and recordings that bear the name."""
    room = room_of(request)
    view = snapshot_of(room).artist(request.path_params["artist"])
    return room.page("artist.html", request, artist=view, canonical=f"/artists/{view.id}")


def _list(request: Request, name: str) -> Response:
    room, number = room_of(request), page_number(request)
    snapshot = room.snapshot()
    read: Callable[..., Sequence[Any]] = getattr(snapshot, name) if snapshot else _nothing
    page = _turned_to(number, read)
    return room.page(f"{name}.html", request, page=page)


def _nothing(*, offset: int, limit: int) -> Sequence[Any]:  # noqa: ARG001
    return ()


def _turned_to(number: int, read: Callable[..., Sequence[Any]]) -> ListPage:
    """Read one row more than is shown, to know whether a page follows."""
    rows = read(offset=(number - 1) * PAGE_ROWS, limit=PAGE_ROWS + 1)
    if number > 1 and not rows:
        raise NotFoundError(f"the list has no page {number}")
    after = number + 1 if len(rows) > PAGE_ROWS else None
    return ListPage(rows[:PAGE_ROWS], number - 1 or None, after)
