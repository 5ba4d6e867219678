"""The pages that are about no one thing: home, search, about, the vault, health."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from nachklang.catalogue import Hit
from nachklang.model.plain import to_plain
from nachklang.web.pictures import SIDE, bars, calendar_parts
from nachklang.web.room import Room, room_of
from nachklang.web.shelf import words_of
from nachklang.web.words import ACTS

HITS = 20
COMPLETIONS = 8


def home(request: Request) -> Response:
    """Say what the archive holds."""
    room = room_of(request)
    return room.page("home.html", request, held=room.overview.of(room.archive, room.snapshot()))


def about(request: Request) -> Response:
    """Say what this is and what the acts mean."""
    return room_of(request).page("about.html", request, acts=ACTS.items())


def vault(request: Request) -> Response:
    """Say how the vault stands, with pictures."""
    room = room_of(request)
    kept = room.vault.of(room.archive)
    parts = calendar_parts(kept.calendar)
    return room.page("vault.html", request, kept=kept, parts=parts, bars=bars(kept.places), side=SIDE)


def healthz(request: Request) -> Response:
    """Say that the server answers and reaches its registry."""
    room_of(request).archive.registry.item_count()
    return PlainTextResponse("ok\n")


def search(request: Request) -> Response:
    """Find words: the whole page, or only the list where htmx asks while somebody types."""
    room, words = room_of(request), words_of(request)
    hits = _hits(room, words)
    values: dict[str, Any] = {"words": words, "hits": hits, "told": told(words, hits)}
    if "hx-request" not in request.headers:
        return room.page("search.html", request, headers={"vary": "HX-Request"}, **values)
    headers = {"vary": "HX-Request", "cache-control": "no-store", **_new_address(request)}
    return room.page("_typed.html", request, headers=headers, **values)


def complete(request: Request) -> Response:
    """Name artists and releases by the beginning of a name: options for the search box, or data."""
    room, words = room_of(request), words_of(request)
    snapshot = room.snapshot() if words else None
    hits = snapshot.complete(words, limit=COMPLETIONS) if snapshot else []
    headers = {"vary": "HX-Request", "cache-control": "no-store"}
    if "hx-request" in request.headers:
        return room.page("_completions.html", request, headers=headers, hits=hits)
    found = [to_plain(hit) | {"address": f"/{hit.kind}s/{hit.id}"} for hit in hits]
    return JSONResponse({"words": words, "completions": found}, headers=headers)


def told(words: str, hits: Sequence[Hit]) -> str:
    """Say in one sentence what a search found."""
    if not words:
        return ""
    count = len(hits)
    if not count:
        return f"Nothing matches “{words}”. Try fewer or other words; an ISRC may have hyphens or none."
    entries = (
        "1 entry" if count == 1 else f"The first {count} entries" if count >= HITS else f"{count} entries"
    )
    if hits[0].near:
        return f"Nothing matches “{words}”; {entries[0].lower()}{entries[1:]} for words one letter away"
    return f"{entries} for “{words}”"


def _hits(room: Room, words: str) -> list[Hit]:
    snapshot = room.snapshot() if words else None
    return snapshot.search(words, limit=HITS) if snapshot else []


def _new_address(request: Request) -> dict[str, str]:
    """Keep the address bar true, with one step back for a whole search and not one for each letter."""
    address = f"/search?{request.url.query}"
    came_from = request.headers.get("hx-current-url", "")
    return {"hx-replace-url" if _path_of(came_from) == "/search" else "hx-push-url": address}


def _path_of(address: str) -> str:
    """Return the path of an address that a visitor sent, empty where it cannot be read."""
    try:
        return urlsplit(address).path
    except ValueError:
        return ""
