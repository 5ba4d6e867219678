"""The public log as files (c2sp.org/tlog-tiles), for monitors, mirrors, witnesses and the visitor's browser.

Nothing is computed here: a web server that serves the archive's folder `ledger` gives the same answers.
"""

import re
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from nachklang.errors import NotFoundError
from nachklang.ledger import HANDED_OVER
from nachklang.web.room import room_of

_TILE = re.compile(r"(?:[0-7]|entries)/(?:x[0-9]{3}/)*[0-9]{3}(?:\.p/[1-9][0-9]{0,2})?", re.ASCII)
_RECEIPT = re.compile(r"[0-9a-f]{8}\.tlog-proof", re.ASCII)
_FOREVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"


def checkpoint(request: Request) -> Response:
    """Give the newest checkpoint, as it lies there: whoever asks checks the signature."""
    return _statement(request, "checkpoint")


def tile(request: Request) -> Response:
    """Give a tile or an entry bundle. What once lies at an address of these never changes."""
    path = request.path_params["path"]
    if not _TILE.fullmatch(path):
        raise NotFoundError(f"the log has no file tile/{path[:80]!a}")
    headers = {"cache-control": _FOREVER}
    return Response(_read(request, f"tile/{path}"), headers=headers, media_type="application/octet-stream")


def rotated(request: Request) -> Response:
    """Give the receipt by which a key named the next; who knows the old key finds it by that key's id."""
    name = request.path_params["name"]
    if not _RECEIPT.fullmatch(name):
        raise NotFoundError(f"the log has no file {HANDED_OVER}/{name[:80]!a}")
    return _statement(request, f"{HANDED_OVER}/{name}")


def _statement(request: Request, path: str) -> Response:
    """Give what a key has signed: text, of which a newer one may lie there any time."""
    headers = {"cache-control": _ASK_AGAIN}
    return Response(_read(request, path), headers=headers, media_type="text/plain")


def _read(request: Request, path: str) -> bytes:
    root: Path = room_of(request).archive.ledger.root
    try:
        return (root / path).read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotFoundError(f"the log has no file {path}") from error
