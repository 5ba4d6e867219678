"""The pages of the public log: its entries, newest first, and one entry with its proof.

They show what the log shows, and look nothing up: what was removed or is withheld stays as nameless here
as it is in the log.
"""

import base64
import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from nachklang.errors import InvalidValueError, LedgerError, NotFoundError
from nachklang.ledger import Checkpoint, EntryKind, Receipt, TileFolder
from nachklang.ledger.merkle import leaf_hash
from nachklang.ledger.receipts import SUFFIX
from nachklang.web.log_reading import MOST_SEARCHED, PAGE_ENTRIES, LogEntry, LogFilter, read_entry, read_page
from nachklang.web.log_words import KINDS, meaning_of
from nachklang.web.room import Room, room_of

_INDEX = re.compile(r"0|[1-9][0-9]{0,14}", re.ASCII)
_SUBJECT = re.compile(r"[A-Za-z0-9._:/#=~\-]{0,200}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Proof:
    """An entry with the checkpoint that it is proved against; hashes in base64, from the leaf upwards."""

    entry: LogEntry
    checkpoint: Checkpoint
    leaf: str
    hashes: tuple[str, ...]
    root: str


def entries(request: Request) -> Response:
    """List entries, newest first, as far as a filter asks for them."""
    room, wanted = room_of(request), _filter(request)
    prover = room.archive.ledger.prover()
    size = prover.checkpoint.size
    end = _end(request, size)
    page = read_page(TileFolder(room.archive.ledger.root), size, end, wanted)
    newer = end + PAGE_ENTRIES
    return room.page(
        "log.html",
        request,
        checkpoint=prover.checkpoint,
        root=_base64(prover.checkpoint.root_hash),
        page=page,
        wanted=wanted,
        kinds=KINDS.items(),
        most=MOST_SEARCHED,
        older=_address(wanted, page.start) if page.further else None,
        newer=None if end == size or wanted.asks else _address(wanted, newer if newer < size else None),
        newest=_address(wanted, None) if end < size else None,
    )


def entry(request: Request) -> Response:
    """Show one entry: what it says, its bytes, its proof, and a way to check it without trusting us."""
    room = room_of(request)
    proof = _proof(room, _index(request))
    return room.page(
        "log_entry.html",
        request,
        entry=proof.entry,
        proof=proof,
        meaning_of=meaning_of,
        verifier=room.archive.ledger.verifier.text,
        canonical=f"/log/{proof.entry.index}",
    )


def receipt(request: Request) -> Response:
    """Give the entry's receipt (c2sp.org/tlog-proof) to keep, which carries the entry itself."""
    archive, index = room_of(request).archive, _index(request)
    prover = archive.ledger.prover()
    made = Receipt(index, prover.inclusion(index), prover.checkpoint, archive.ledger.entry(index))
    return _file(made.encode().encode(), f"entry-{index}{SUFFIX}", "text/plain")


def raw(request: Request) -> Response:
    """Give the bytes of an entry."""
    index = _index(request)
    data = room_of(request).archive.ledger.entry(index)
    return _file(data, f"entry-{index}.json", "application/octet-stream")


def _file(content: bytes, name: str, media_type: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, headers=headers, media_type=media_type)


def _proof(room: Room, index: int) -> Proof:
    """Prove an entry by the newest checkpoint; LedgerError where the log on disk does not hold together."""
    ledger = room.archive.ledger
    prover = ledger.prover()
    hashes = prover.inclusion(index)
    data = ledger.entry(index)
    if leaf_hash(data) != prover.leaf(index):
        raise LedgerError(f"{ledger.root}: entry {index} is not what was logged; `nachklang ledger verify`")
    return Proof(
        entry=read_entry(index, data),
        checkpoint=prover.checkpoint,
        leaf=_base64(prover.leaf(index)),
        hashes=tuple(map(_base64, hashes)),
        root=_base64(prover.checkpoint.root_hash),
    )


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _index(request: Request) -> int:
    text = request.path_params["index"]
    if not _INDEX.fullmatch(text):
        raise NotFoundError(f"no entry {text[:20]!a}: entries have whole numbers, from 0")
    return int(text)


def _end(request: Request, size: int) -> int:
    """Read `?before=`, the first entry that is too new; without it, everything is old enough."""
    text = request.query_params.get("before")
    if text is None:
        return size
    if not _INDEX.fullmatch(text):
        raise InvalidValueError(f"not an entry: {text[:20]!a}; expected a whole number from 0")
    if int(text) > size:
        raise NotFoundError(f"entries before {text}: the log has {size}")
    return int(text)


def _filter(request: Request) -> LogFilter:
    """Read what is wanted; empty fields of the form ask for nothing. Raises InvalidValueError."""
    kind, subject = (request.query_params.get(name, "").strip() for name in ("kind", "subject"))
    if kind and kind not in set(EntryKind):
        raise InvalidValueError(f"not a kind of entry: {kind[:40]!a}; expected one of {', '.join(EntryKind)}")
    if not _SUBJECT.fullmatch(subject):
        raise InvalidValueError(
            f"not the beginning of a subject: {subject[:40]!a}; expected letters, digits and ._:/#=~-"
        )
    return LogFilter(kind, _day(request, "since"), _day(request, "until"), subject)


def _day(request: Request, name: str) -> date | None:
    text = request.query_params.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidValueError(f"{name}: {text[:20]!a} is not a day; expected YYYY-MM-DD") from None


def _address(wanted: LogFilter, before: int | None) -> str:
    """Return the address of the entries before one, with the same filter."""
    asked = {
        "kind": wanted.kind,
        "since": wanted.since.isoformat() if wanted.since else "",
        "until": wanted.until.isoformat() if wanted.until else "",
        "subject": wanted.subject,
        "before": "" if before is None else str(before),
    }
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"/log?{query}" if query else "/log"
