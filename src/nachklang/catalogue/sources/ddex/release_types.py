"""Types of releases, in the words of the catalogue."""

from nachklang.catalogue.sources.ddex.elements import Element, children, text_of

_TYPES = {
    "Album": "album",
    "ClassicalAlbum": "album",
    "ClassicalMultimediaAlbum": "album",
    "MultimediaAlbum": "album",
    "VideoAlbum": "album",
    "MaxiSingle": "single",
    "MultimediaSingle": "single",
    "Single": "single",
    "SingleResourceRelease": "single",
    "VideoSingle": "single",
    "EP": "ep",
    "ExtendedPlay": "ep",
}
_SAYS_NOTHING = frozenset({"AsPerContract", "Unknown", "UserDefined"})


def release_type(release: Element) -> str | None:
    """Return `album`, `single` or `ep`, `other` for other types, None where none is stated."""
    stated = [text_of(one) or "" for one in children(release, "ReleaseType")]
    known = [_TYPES.get(one, "other") for one in stated if one and one not in _SAYS_NOTHING]
    return next((one for one in known if one != "other"), "other" if known else None)
