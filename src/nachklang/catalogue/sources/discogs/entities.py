"""Records of artists, labels and masters as rows."""

from lxml import etree

from nachklang.catalogue.sources.discogs.codes import read_links
from nachklang.catalogue.sources.discogs.credits import Credit, credit_id, join_phrase, read_artists
from nachklang.catalogue.sources.discogs.names import number_of, row_id, shown_name
from nachklang.catalogue.sources.discogs.rows import Rows


class RecordError(Exception):
    """A record cannot be taken; `reason` is the word by which a report counts."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def own_number(text: str | None) -> int:
    """Return the number of a record; raises RecordError."""
    number = number_of(text)
    if number is None:
        raise RecordError("bad-id", f"expected the record's number, found {(text or '')[:40]!a}")
    return number


def add_artist(rows: Rows, record: etree._Element) -> None:
    """Add an artist. Members make a group, groups make one a person; real names are nobody's to list."""
    parts = parts_of(record)
    number, name = _number_and_name(parts)
    shown, told_apart_by = shown_name(name)
    kind = "group" if _has_content(parts.get("members")) else None
    if kind is None and _has_content(parts.get("groups")):
        kind = "person"
    source_id = str(number)
    rows.add("artist", source_id, row_id(number), shown, kind, told_apart_by)
    for other in _other_names(parts, shown):
        rows.add("artist_alias", source_id, row_id(number), other)
    _add_links(rows, "artist", number, parts)


def add_label(rows: Rows, record: etree._Element) -> None:
    """Add a label."""
    parts = parts_of(record)
    number, name = _number_and_name(parts)
    rows.add("label", str(number), row_id(number), shown_name(name)[0])
    _add_links(rows, "label", number, parts)


def add_master(rows: Rows, record: etree._Element) -> None:
    """Add a master as a release group. What type it is of, its main release says."""
    parts = parts_of(record)
    number = own_number(record.get("id"))
    title = text_of(parts.get("title"))
    if not title:
        raise RecordError("no-title", "expected a title")
    credit = tuple(read_artists(parts["artists"])) if "artists" in parts else ()
    add_credit(rows, str(number), credit)
    rows.add("release_group", str(number), row_id(number), title, credit_id(credit))


def add_credit(rows: Rows, source_id: str, credit: Credit) -> int | None:
    """Add the names of a credit, unless they are held already; return its id."""
    found = credit_id(credit)
    if found is not None and rows.is_new_credit(found):
        for place, one in enumerate(credit):
            phrase = join_phrase(credit, place)
            values = (found, place + 1, one.artist_id, one.printed, phrase, one.name)
            rows.add("artist_credit_name", source_id, *values)
    return found


def parts_of(record: etree._Element) -> dict[str, etree._Element]:
    """Return the parts of a record by their tags, the last of each."""
    return {str(part.tag): part for part in record}


def text_of(element: etree._Element | None) -> str:
    """Return the text of an element without the space around it; empty where there is none."""
    return "" if element is None or element.text is None else element.text.strip()


def _number_and_name(parts: dict[str, etree._Element]) -> tuple[int, str]:
    number = own_number(text_of(parts.get("id")))
    name = text_of(parts.get("name"))
    if not name:
        raise RecordError("no-name", "expected a name")
    return number, name


def _has_content(element: etree._Element | None) -> bool:
    return element is not None and len(element) > 0


def _other_names(parts: dict[str, etree._Element], shown: str) -> dict[str, None]:
    """Return spellings and the names of the same person's other projects, each once."""
    listed = (name for tag in ("namevariations", "aliases") for name in parts.get(tag, ()))
    names = dict.fromkeys(shown_name(text_of(name))[0] for name in listed)
    return {name: None for name in names if name and name != shown}


def _add_links(rows: Rows, kind: str, number: int, parts: dict[str, etree._Element]) -> None:
    if "urls" in parts:
        for scheme, value in dict.fromkeys(read_links(parts["urls"], kind)):
            rows.add("identifier", str(number), kind, row_id(number), scheme, value)
