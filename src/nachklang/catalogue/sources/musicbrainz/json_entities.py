"""What documents say of artists, recordings, labels and release groups, whether they are about them or not.

These things belong to no release: their rows bear their own gid, so that they stay when a release that
speaks of them is replaced.
"""

from collections.abc import Callable, Iterator, Mapping

from nachklang.catalogue.sources.musicbrainz.json_rows import Rows
from nachklang.catalogue.sources.musicbrainz.json_values import NO_DATE, Node
from nachklang.catalogue.sources.musicbrainz.naming import credit_id, entity_id, identifier_of
from nachklang.model.identifiers import IPI, ISNI, ISRC, ISWC

_LONGEST = 1_000_000_000_000
_ARTIST_TYPES = frozenset({"person", "group", "orchestra", "choir", "character", "other"})
_GROUP_TYPES = frozenset({"album", "single", "ep", "broadcast", "other"})
_COMPOSING = frozenset({"composer", "writer"})


def add_artist(rows: Rows, node: Node, credited: str | None = None) -> str | None:
    """Add an artist and return its gid; None where it has none, or no name but `credited`."""
    gid = node.gid()
    name = node.text("name") or credited
    if gid is None or name is None:
        if gid is not None:
            node.fault("name", "no-name", "an artist needs a name")
        return None
    if not rows.is_news(gid, node.data):
        return gid
    artist = entity_id("artist", gid)
    area, span = node.node("area"), node.node("life-span")
    begun, ended = (NO_DATE, NO_DATE) if span is None else (span.day("begin"), span.day("end"))
    rows.add_shared(
        "artist",
        gid,
        id=artist,
        name=name,
        sort_name=node.text("sort-name"),
        type=known_word(node, "type", _ARTIST_TYPES),
        area=(area.text("name") if area else None) or node.text("country"),
        disambiguation=node.text("disambiguation"),
        **dated("begun", begun),
        **dated("ended", ended),
    )
    for alias in node.nodes("aliases"):
        other = alias.text("name")
        if other is not None and other != name:
            rows.add_shared("artist_alias", gid, artist_id=artist, name=other)
    add_identifiers(rows, node, "artist", gid, gid)
    return gid


def add_credit(rows: Rows, node: Node) -> int | None:
    """Add the artist credit of what `node` tells of; a credit that lacks one of its names is none."""
    names = list(_credited(rows, node))
    if not names or None in names:
        return None
    said = [name for name in names if name is not None]
    credit = credit_id(said)
    for position, (gid, name, join_phrase) in enumerate(said, start=1):
        rows.add_shared(
            "artist_credit_name",
            f"artist-credit {credit}",
            artist_credit_id=credit,
            position=position,
            artist_id=entity_id("artist", gid),
            name=name,
            join_phrase=join_phrase,
        )
    return credit


def _credited(rows: Rows, node: Node) -> Iterator[tuple[str, str, str] | None]:
    for one in node.nodes("artist-credit"):
        artist, name = one.node("artist"), one.text("name")
        gid = None if artist is None else add_artist(rows, artist, name)
        printed = name or (artist.text("name") if artist else None)
        if gid is None or printed is None:
            one.fault("artist", "bad-credit", "without this artist the credit is not what was printed")
            yield None
        else:
            yield gid, printed, one.text("joinphrase") or ""


def add_recording(rows: Rows, node: Node) -> tuple[int, str, int | None] | None:
    """Add a recording and return its id, title and credit; None where gid or title is missing."""
    gid, title = node.gid(), node.text("title")
    if gid is None or title is None:
        if gid is not None:
            node.fault("title", "no-title", "a recording needs a title")
        return None
    recording, credit = entity_id("recording", gid), add_credit(rows, node)
    rows.add_shared(
        "recording",
        gid,
        id=recording,
        title=title,
        artist_credit_id=credit,
        duration_ms=node.number("length", least=0, most=_LONGEST),
        disambiguation=node.text("disambiguation"),
        **dated("published", node.day("first-release-date")),
    )
    for isrc in node.values("isrcs", ISRC.parse, "bad-isrc"):
        rows.add_shared("recording_isrc", gid, recording_id=recording, isrc=str(isrc))
    _add_works(rows, node, recording, gid)
    add_identifiers(rows, node, "recording", gid, gid)
    return recording, title, credit


def _add_works(rows: Rows, node: Node, recording: int, gid: str) -> None:
    """Add the works that are performed and who composed them."""
    composers: dict[str, str] = {}
    for relation in node.nodes("relations"):
        work = relation.node("work") if relation.text("target-type") == "work" else None
        if work is not None:
            for iswc in work.values("iswcs", ISWC.parse, "bad-iswc"):
                rows.add_shared("recording_iswc", gid, recording_id=recording, iswc=str(iswc))
            for composer, name in _composers(rows, work):
                composers.setdefault(composer, name)
    for position, (composer, name) in enumerate(composers.items(), start=1):
        rows.add_shared(
            "composer",
            gid,
            recording_id=recording,
            position=position,
            artist_id=entity_id("artist", composer),
            name=name,
        )


def _composers(rows: Rows, work: Node) -> Iterator[tuple[str, str]]:
    for relation in work.nodes("relations"):
        if relation.text("target-type") == "artist" and relation.text("type") in _COMPOSING:
            artist = relation.node("artist")
            gid = None if artist is None else add_artist(rows, artist)
            name = relation.text("target-credit") or (artist.text("name") if artist else None)
            if gid is not None and name is not None:
                yield gid, name


def add_release_group(rows: Rows, node: Node) -> int | None:
    """Add a release group and return its id; None where gid or title is missing."""
    gid, title = node.gid(), node.text("title")
    if gid is None or title is None:
        if gid is not None:
            node.fault("title", "no-title", "a release group needs a title")
        return None
    group = entity_id("release_group", gid)
    rows.add_shared(
        "release_group",
        gid,
        id=group,
        title=title,
        artist_credit_id=add_credit(rows, node),
        type=known_word(node, "primary-type", _GROUP_TYPES),
    )
    add_identifiers(rows, node, "release_group", gid, gid)
    return group


def add_label(rows: Rows, node: Node) -> int | None:
    """Add a label and return its id; None where gid or name is missing.

    A name alone makes no id: several labels of MusicBrainz bear the same.
    """
    gid, name = node.gid(), node.text("name")
    if gid is None or name is None:
        if gid is not None:
            node.fault("name", "no-name", "a label needs a name")
        return None
    label = entity_id("label", gid)
    rows.add_shared("label", gid, id=label, name=name)
    add_identifiers(rows, node, "label", gid, gid)
    return label


def add_identifiers(rows: Rows, node: Node, kind: str, gid: str, source_id: str) -> None:
    """Add the gid itself, ISNIs, IPI numbers and links."""
    found = {("musicbrainz", gid)}
    found |= {("isni", str(isni)) for isni in node.values("isnis", ISNI.parse, "bad-isni")}
    found |= {("ipi", str(ipi)) for ipi in node.values("ipis", IPI.parse, "bad-ipi")}
    for relation in node.nodes("relations"):
        url = relation.node("url") if relation.text("target-type") == "url" else None
        address = None if url is None else url.text("resource")
        if address is not None:
            found.add(identifier_of(kind, address))
    for scheme, value in sorted(found):
        rows.add_shared(
            "identifier", source_id, entity=kind, id=entity_id(kind, gid), scheme=scheme, value=value
        )


def known_word(node: Node, key: str, known: frozenset[str]) -> str | None:
    """Return a word of MusicBrainz in small letters, `other` where the schema has it not."""
    word = node.text(key)
    return None if word is None else word.lower() if word.lower() in known else "other"


def dated(name: str, day: tuple[int | None, int | None, int | None]) -> dict[str, int | None]:
    """Return the three columns of a date."""
    return {f"{name}_{part}": value for part, value in zip(("year", "month", "day"), day, strict=True)}


ENTITIES: Mapping[str, Callable[[Rows, Node], object]] = {
    "artist": add_artist,
    "recording": add_recording,
    "release_group": add_release_group,
    "label": add_label,
}
"""What reads a document about one of these."""
