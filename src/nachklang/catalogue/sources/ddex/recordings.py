"""From a resource to a recording."""

from collections.abc import Iterable

from nachklang.catalogue.sources.ddex.credits import credit_of
from nachklang.catalogue.sources.ddex.dating import first_date
from nachklang.catalogue.sources.ddex.dialects import Dialect
from nachklang.catalogue.sources.ddex.elements import Element, child, children, local_name, text_at, text_of
from nachklang.catalogue.sources.ddex.notes import Notes
from nachklang.catalogue.sources.ddex.statements import Party, Recording
from nachklang.catalogue.sources.ddex.values import date_of, isrc_of, iswc_of, milliseconds_of


def recording_of(element: Element, says: Dialect, notes: Notes) -> Recording | None:
    """Read a resource; None, and a note, where it has no title or no reference."""
    title = says.title(element)
    reference = text_at(element, "ResourceReference")
    if title is None or reference is None:
        notes.part(element, "no-title", "a resource needs a title and a reference")
        return None
    isrcs = [isrc_of(one, notes) for one in says.isrcs(element)]
    iswcs = [iswc_of(one, notes) for one in says.iswcs(element)]
    return Recording(
        reference=reference,
        title=title,
        credit=credit_of(says.line(element), says.artists(element)),
        disambiguation=_disambiguation(element),
        milliseconds=milliseconds_of(child(element, "Duration"), notes),
        recorded=date_of(child(element, "CreationDate"), notes),
        published=first_date(date_of(one, notes) for one in says.publications(element)),
        isrcs=tuple(dict.fromkeys(one for one in isrcs if one is not None)),
        iswcs=tuple(dict.fromkeys(one for one in iswcs if one is not None)),
        composers=_each_once(says.composers(element)),
    )


def _each_once(parties: Iterable[Party]) -> tuple[Party, ...]:
    """Let nobody compose twice for standing in two lists; the entry with an id is kept."""
    found: dict[str, Party] = {}
    for party in parties:
        if party.name not in found or (found[party.name].key is None and party.key is not None):
            found[party.name] = party
    return tuple(found.values())


def _disambiguation(element: Element) -> str | None:
    """Say what kind of version it is, in the message's words: `video`, `live version`, `remastered`."""
    words = ["video"] if local_name(element) == "Video" else []
    for version in children(element, "VersionType"):
        text = version.get("UserDefinedValue") or text_of(version) or ""
        words.append("".join(f" {sign.lower()}" if sign.isupper() else sign for sign in text).strip())
    words += ["remastered"] if text_at(element, "IsRemastered") == "true" else []
    return ", ".join(word for word in words if word) or None
