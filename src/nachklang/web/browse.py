"""Lists and the pages of releases and artists."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from nachklang.catalogue import MOST_TRACKS, Listed
from nachklang.errors import NotFoundError
from nachklang.web.origins import knows_more, links_shown, origins_shown
from nachklang.web.room import room_of
from nachklang.web.shelf import PAGE_ROWS, page_number, snapshot_of


@dataclass(frozen=True, slots=True)
class ListPage:
    """Some rows of a list, and the numbers of the pages before and after where there are any."""

    rows: Sequence[Any]
    before: int | None
    after: int | None


def recordings(request: Request) -> Response:
    """List the recordings that the archive holds."""
    return _list(request, "recordings")


def releases(request: Request) -> Response:
    """List the releases that the archive holds something of."""
    return _list(request, "releases")


def artists(request: Request) -> Response:
    """List the artists that the archive holds something of."""
    return _list(request, "artists")


def release(request: Request) -> Response:
    """Show one release with its media and tracks, so many of them a page."""
    room, number = room_of(request), page_number(request)
    offset = (number - 1) * MOST_TRACKS
    view = snapshot_of(room).release(request.path_params["release"], offset=offset)
    page = ListPage(
        view.media, number - 1 or None, number + 1 if offset + MOST_TRACKS < view.tracks else None
    )
    if number > 1 and not view.media:
        raise NotFoundError(f"the release has no page {number}")
    return room.page(
        "release.html",
        request,
        release=view,
        page=page,
        links=links_shown("release", view.identifiers),
        origins=origins_shown(view.provenances),
        canonical=f"/releases/{view.id}",
    )


def artist(request: Request) -> Response:
    """Show one artist with the first of the releases and recordings that bear the name."""
    room = room_of(request)
    view = snapshot_of(room).artist(request.path_params["artist"])
    return room.page(
        "artist.html",
        request,
        artist=view,
        links=links_shown("artist", view.identifiers),
        origins=origins_shown(view.provenances),
        canonical=f"/artists/{view.id}",
    )


def artist_recordings(request: Request) -> Response:
    """List everything that is credited to an artist."""
    return _list_of_artist(request, "recordings", snapshot_of(room_of(request)).artist_recordings)


def artist_compositions(request: Request) -> Response:
    """List the recordings of what an artist composed."""
    return _list_of_artist(request, "compositions", snapshot_of(room_of(request)).artist_compositions)


def artist_releases(request: Request) -> Response:
    """List the releases that an artist is credited on."""
    return _list_of_artist(request, "releases", snapshot_of(room_of(request)).artist_releases)


def _list_of_artist(request: Request, name: str, read: Callable[..., Listed[Any]]) -> Response:
    room, number = room_of(request), page_number(request)
    one, offset = request.path_params["artist"], (number - 1) * PAGE_ROWS
    listed = read(one, offset=offset, limit=PAGE_ROWS)
    if number > 1 and not listed.rows:
        raise NotFoundError(f"the list has no page {number}")
    after = number + 1 if offset + PAGE_ROWS < listed.total else None
    artist = snapshot_of(room).artist_summary(one)
    return room.page(
        "artist_list.html",
        request,
        artist=artist,
        name=name,
        total=listed.total,
        page=ListPage(listed.rows, number - 1 or None, after),
        address=f"/artists/{artist.id}/{name}",
        canonical=f"/artists/{artist.id}/{name}",
    )


def _list(request: Request, name: str) -> Response:
    room, number = room_of(request), page_number(request)
    snapshot = room.snapshot()
    read: Callable[..., Sequence[Any]] = getattr(snapshot, name) if snapshot else _nothing
    page = _turned_to(number, read)
    return room.page(f"{name}.html", request, page=page, knows_more=knows_more(snapshot))


def _nothing(*, offset: int, limit: int) -> Sequence[Any]:  # noqa: ARG001
    return ()


def _turned_to(number: int, read: Callable[..., Sequence[Any]]) -> ListPage:
    """Read one row more than is shown, to know whether a page follows."""
    rows = read(offset=(number - 1) * PAGE_ROWS, limit=PAGE_ROWS + 1)
    if number > 1 and not rows:
        raise NotFoundError(f"the list has no page {number}")
    after = number + 1 if len(rows) > PAGE_ROWS else None
    return ListPage(rows[:PAGE_ROWS], number - 1 or None, after)
