"""What a message is: kind, version, sender and time, read before the rest of it."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from nachklang.catalogue.sources import SetAside
from nachklang.catalogue.sources.ddex.dialects import ERN3_VERSIONS, ERN4_VERSIONS
from nachklang.catalogue.sources.ddex.elements import Element, child, children, local_name, text_at, text_of
from nachklang.catalogue.sources.ddex.parsing import (
    ERN,
    RefusedXmlError,
    is_ern,
    namespace_of,
    read_opening,
)

NEW_RELEASE = "NewReleaseMessage"
PURGE = "PurgeReleaseMessage"
_DPID = re.compile(r"PA-?DPIDA-?([0-9]{10})-?([0-9A-Z])", re.ASCII | re.IGNORECASE)
_NAME_MAX = 35  # what `ddex-` leaves of the forty characters of a source's name


@dataclass(frozen=True, slots=True)
class Header:
    """A message that can be read. `where` is its path as reports have it; `size` counts bytes."""

    path: Path
    where: str
    size: int
    kind: str
    namespace: str
    version: str
    sender: str
    created: datetime


def survey(files: Sequence[Path], root: Path) -> tuple[list[Header], list[SetAside]]:
    """Read the headers: messages in the order of their times, later of two equal paths last, and the rest."""
    headers: list[Header] = []
    aside: list[SetAside] = []
    for path in files:
        where = path.name if path == root else path.relative_to(root).as_posix()
        try:
            headers.append(_header(path, where))
        except RefusedXmlError as refused:
            aside.append(SetAside(where, refused.reason, refused.detail))
    return sorted(headers, key=lambda one: (one.created, one.where)), aside


def _header(path: Path, where: str) -> Header:
    """Read one header; raises RefusedXmlError with what is wrong."""
    root = read_opening(path)
    kind, namespace = local_name(root), namespace_of(root)
    if not is_ern(root):
        raise RefusedXmlError("not-ern", f"{kind} of {namespace or 'no namespace'}; only ERN is read")
    version = namespace.removeprefix(ERN)
    if version not in ERN3_VERSIONS | ERN4_VERSIONS:
        raise RefusedXmlError("unknown-version", f"ERN {version}; read are 3.8.2, 4.1.1, 4.2 and 4.3")
    if kind not in {NEW_RELEASE, PURGE}:
        raise RefusedXmlError("unknown-message", f"{kind}; read are {NEW_RELEASE} and {PURGE}")
    header = child(root, "MessageHeader")
    if header is None:
        raise RefusedXmlError("no-header", "the message has no MessageHeader")
    if text_at(header, "MessageControlType") == "TestMessage":
        raise RefusedXmlError("test-message", "MessageControlType says that this is only a test")
    return Header(
        path, where, path.stat().st_size, kind, namespace, version, _sender(header), _created(header)
    )


def _created(header: Element) -> datetime:
    """Read `MessageCreatedDateTime`, without an offset as UTC."""
    text = text_at(header, "MessageCreatedDateTime") or ""
    try:
        when = datetime.fromisoformat(text)
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        expected = "expected a time such as 2026-11-22T12:00:00+01:00"
        raise RefusedXmlError("bad-time", f"MessageCreatedDateTime {text[:60]!a}; {expected}") from error


def _sender(header: Element) -> str:
    """Return the DPID of the sender in small letters without hyphens, else any other id, else the name."""
    sender = child(header, "MessageSender")
    ids = [text for one in children(sender, "PartyId") if (text := text_of(one))]
    dpid = next((match for one in ids if (match := _DPID.fullmatch(one))), None)
    if dpid is not None:
        return f"padpida{dpid[1]}{dpid[2]}".lower()
    name = next(iter(ids), None) or text_at(sender, "PartyName", "FullName")
    if name is None:
        raise RefusedXmlError("no-sender", "MessageSender has neither PartyId nor PartyName")
    return _slug(name)


def _slug(name: str) -> str:
    """Write a name in the letters of a source's name; what they cannot tell apart, a digest does."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    if plain == name.lower() and len(plain) <= _NAME_MAX:
        return plain
    mark = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{plain[: _NAME_MAX - 9]}-{mark}".lstrip("-")
