"""The one way from the vault to a visitor. Every request for bytes is decided here, each time."""

from datetime import UTC
from email.utils import format_datetime
from os import fstat, stat_result
from pathlib import Path, PurePosixPath
from typing import Literal

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from nachklang.archive import Archive
from nachklang.errors import FixityError, NotFoundError
from nachklang.model.acts import Act
from nachklang.model.items import Item
from nachklang.web.problems import RefusedError, UnreadableError
from nachklang.web.room import Room, room_of
from nachklang.web.shelf import items_of, page_of

ANY_METHOD = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
"""Methods that reach the decision: a refusal says why before it says that a method is not taken."""


def audio(request: Request) -> Response:
    """Play the original: act `stream`."""
    return _give(request, Act.STREAM, "inline")


def download(request: Request) -> Response:
    """Hand over the original as a file: act `download`."""
    return _give(request, Act.DOWNLOAD, "attachment")


def _give(request: Request, act: Act, disposition: Literal["inline", "attachment"]) -> Response:
    room = room_of(request)
    archive = room.archive
    item = _permitted(room, items_of(request), act)
    if request.method not in {"GET", "HEAD"}:
        raise HTTPException(405, headers={"allow": "GET, HEAD"})
    headers = _validators(item)
    if headers["etag"] in [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers=headers)
    path, status = _opened(archive, item)
    return FileResponse(
        path,
        headers=headers,
        media_type=item.technical.media_type,
        filename=PurePosixPath(item.original_name).name,
        content_disposition_type=disposition,
        stat_result=status,
    )


def _opened(archive: Archive, item: Item) -> tuple[Path, stat_result]:
    """Return the original's file and its state after opening it once; raises UnreadableError.

    An item without its bytes is a fault of the archive: nobody is told that there is no such thing.
    """
    try:
        path = archive.content(item)
        with path.open("rb") as file:
            return path, fstat(file.fileno())
    except (OSError, NotFoundError, FixityError) as error:
        raise UnreadableError(f"the bytes of {item.id} cannot be read; verify the vault: {error}") from error


def _permitted(room: Room, items: tuple[Item, ...], act: Act) -> Item:
    """Return the first item that the act may be done with; raises RefusedError where there is none."""
    decisions = [room.archive.decide(act, item) for item in items]
    for item, decision in zip(items, decisions, strict=True):
        if decision.permitted:
            return item
    told = room.archive.decide(Act.DESCRIBE, items[0]).permitted
    raise RefusedError(decisions[0], about=page_of(room, items[0]), told=told)


def _validators(item: Item) -> dict[str, str]:
    """Give an entity tag from the content's own digest, and the day from which the content has been this."""
    return {
        "etag": f'"{item.sha512[:40]}"',
        "last-modified": format_datetime(item.accepted_at.astimezone(UTC), usegmt=True),
        "accept-ranges": "bytes",
    }
