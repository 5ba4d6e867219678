"""What a document says of a release: its media, tracks, labels and events bear the release's gid."""

import re
from collections.abc import Iterator

from nachklang.catalogue.sources.musicbrainz.json_entities import (
    add_credit,
    add_identifiers,
    add_label,
    add_recording,
    add_release_group,
    dated,
    known_word,
)
from nachklang.catalogue.sources.musicbrainz.json_rows import Rows
from nachklang.catalogue.sources.musicbrainz.json_values import NO_DATE, Day, Node
from nachklang.catalogue.sources.musicbrainz.naming import entity_id
from nachklang.errors import InvalidValueError
from nachklang.model.identifiers import Barcode

_MOST = 2**31 - 1
_STATUSES = frozenset({"official", "promotion", "bootleg", "withdrawn", "other"})


def add_release(rows: Rows, node: Node) -> str | None:
    """Add a release with everything on it; None where gid or title is missing, and nothing is added."""
    gid, title = node.gid(), node.text("title")
    if gid is None or title is None:
        if gid is not None:
            node.fault("title", "no-title", "a release needs a title")
        return None
    release, group = entity_id("release", gid), node.node("release-group")
    written, barcode = node.node("text-representation"), node.value("barcode", Barcode.parse, "bad-barcode")
    rows.add(
        "release",
        gid,
        id=release,
        title=title,
        artist_credit_id=add_credit(rows, node),
        release_group_id=None if group is None else add_release_group(rows, group),
        barcode=barcode and barcode.gtin13,
        status=known_word(node, "status", _STATUSES),
        language=written and written.value("language", _Code("[a-z]{3}", "ISO 639-3"), "bad-language"),
        script=written and written.value("script", _Code("[A-Z][a-z]{3}", "ISO 15924"), "bad-script"),
        disambiguation=node.text("disambiguation"),
        **dated("released", _add_events(rows, node, release, gid)),
    )
    _add_labels(rows, node, release, gid)
    add_identifiers(rows, node, "release", gid, gid)
    for place, medium in enumerate(node.nodes("media"), start=1):
        _add_medium(rows, medium, release, gid, place)
    return gid


class _Code:
    """A code of a standard, by its form."""

    def __init__(self, form: str, standard: str) -> None:
        self._form = re.compile(form)
        self._standard = standard

    def __call__(self, text: str) -> str:
        if self._form.fullmatch(text) is None:
            raise InvalidValueError(f"expected a code of {self._standard}, found {text[:60]!a}")
        return text


_TERRITORY = _Code("[A-Z]{2}", "ISO 3166-1")


def _add_events(rows: Rows, node: Node, release: int, gid: str) -> Day:
    """Add when it came out where, and return the earliest of the dates."""
    events = dict.fromkeys(_events(node))
    for territory, day in events:
        rows.add("release_event", gid, release_id=release, territory=territory, **dated("released", day))
    dates = [day for _, day in events if day != NO_DATE]
    return min(dates, key=lambda day: tuple(part or 99 for part in day), default=NO_DATE)


def _events(node: Node) -> Iterator[tuple[str | None, Day]]:
    """Yield territory and date; older documents have one of each, and no list."""
    if not node.data.get("release-events"):
        territory, day = node.value("country", _TERRITORY, "bad-territory"), node.day("date")
        if territory is not None or day != NO_DATE:
            yield territory, day
    for event in node.nodes("release-events"):
        area, day = event.node("area"), event.day("date")
        codes = [] if area is None else list(area.values("iso-3166-1-codes", _TERRITORY, "bad-territory"))
        if codes or day != NO_DATE:
            yield from ((code, day) for code in codes or (None,))


def _add_labels(rows: Rows, node: Node, release: int, gid: str) -> None:
    said = dict.fromkeys(
        (label and add_label(rows, label), info.text("catalog-number"))
        for info in node.nodes("label-info")
        for label in (info.node("label"),)
    )
    for label, number in said:
        if label is not None or number is not None:
            rows.add("release_label", gid, release_id=release, label_id=label, catalogue_number=number)


def _add_medium(rows: Rows, node: Node, release: int, gid: str, place: int) -> None:
    """Add a medium and its tracks. Only newer documents have gids of media; before, the place is the id."""
    position = node.number("position", least=1, most=_MOST) or place
    own = None if node.data.get("id") is None else node.gid()
    medium = entity_id("medium", own or f"{gid}/{position}")
    rows.add(
        "medium",
        gid,
        id=medium,
        release_id=release,
        position=position,
        format=node.text("format"),
        title=node.text("title"),
    )
    hidden = node.node("pregap")
    if hidden is not None:
        _add_track(rows, hidden, medium, gid, 0)
    tracks = [*node.nodes("tracks"), *node.nodes("data-tracks")]
    for number, track in enumerate(tracks, start=1):
        _add_track(rows, track, medium, gid, number)


def _add_track(rows: Rows, node: Node, medium: int, gid: str, place: int) -> None:
    """Add a track and its recording; the one that is hidden before the first has the position 0."""
    track, of = node.gid(), node.node("recording")
    recording = None if of is None else add_recording(rows, of)
    if track is None or recording is None:
        node.fault("recording", "no-recording", "a track needs an MBID and a recording; it is left out")
        return
    identity, title, credit = recording
    position = node.number("position", least=0, most=_MOST)
    own_title, own_credit = node.text("title"), add_credit(rows, node)
    rows.add(
        "track",
        gid,
        id=entity_id("track", track),
        medium_id=medium,
        recording_id=identity,
        position=place if position is None else position,
        number=node.text("number"),
        title=None if own_title == title else own_title,
        artist_credit_id=None if own_credit == credit else own_credit,
    )
