"""English for the values of the model, as pages say it."""

from nachklang.model.acts import Act, ActorClass, Layer, Territory
from nachklang.model.mandates import Basis

ACTS = {
    Act.PRESERVE: "The archive copies the file into its stores, and keeps and repairs the copies.",
    Act.DESCRIBE: "The archive shows facts: names, titles, dates, identifiers.",
    Act.CONSULT: "A person listens on the archive's own premises, at its terminals.",
    Act.STREAM: "Anyone listens over the net, on these pages.",
    Act.DOWNLOAD: "A person takes a copy of the original file.",
    Act.REDISTRIBUTE: "Copies go to others who will pass them on, such as mirrors.",
    Act.MINE: "Software analyses the recording for patterns: text and data mining.",
    Act.TRAIN: "The recording becomes training material of a generative model.",
}

REFUSED = {
    Act.DESCRIBE: "This entry may not be shown",
    Act.STREAM: "This recording may not be played here",
    Act.DOWNLOAD: "This recording may not be downloaded",
}

LAYERS = {
    Layer.RECORDING: "Recording",
    Layer.COMPOSITION: "Composition",
    Layer.PERFORMANCE: "Performance",
}

BASES = {
    Basis.LICENCE: "Licence",
    Basis.AGREEMENT: "Agreement with the depositor",
    Basis.CONSENT: "Consent of whoever holds the rights",
    Basis.OWN_DEPOSIT: "Deposited by whoever holds the rights",
    Basis.PUBLIC_DOMAIN: "Public domain: the term of protection has ended",
    Basis.STATUTE: "Statute",
    Basis.OUT_OF_COMMERCE: "Statute: not available in commerce",
    Basis.ORPHAN: "Statute: orphan work",
}

_SOURCES = {"deposits": "Deposit", "musicbrainz": "MusicBrainz", "discogs": "Discogs"}
_SCHEMES = {
    "musicbrainz": "MusicBrainz",
    "discogs": "Discogs",
    "isni": "ISNI",
    "ipi": "IPI",
    "grid": "GRid",
    "wikidata": "Wikidata",
}
_TERRITORIES = {"XW": "the whole world", "DE": "Germany", "US": "the United States"}
_CONTAINERS = {"wav": "WAV", "flac": "FLAC", "ogg": "Ogg", "mp3": "MP3"}
_CODECS = {"flac": "FLAC", "vorbis": "Vorbis", "opus": "Opus", "mp3": "MP3", "aac": "AAC", "alac": "ALAC"}


def territory_name(territory: Territory) -> str:
    """Name a territory where these pages know its name; else give its code."""
    return _TERRITORIES.get(territory.code, territory.code)


def source_name(source: str) -> str:
    """Name a source of metadata as it calls itself, where that is known."""
    return _SOURCES.get(source, source)


def scheme_name(scheme: str) -> str:
    """Name a scheme of identifiers."""
    return _SCHEMES.get(scheme, scheme)


def place_name(code: str | None) -> str:
    """Name a territory in which something came out."""
    return "not known where" if code is None else _TERRITORIES.get(code, code)


def institution_name(classes: tuple[ActorClass, ...]) -> str:
    """Name the classes of an institution in one phrase, beginning with a capital."""
    return ", ".join(one.value.replace("-", " ") for one in classes).capitalize()


def format_name(container: str, codec: str) -> str:
    """Name a format from FFmpeg's names for its container and codec: `FLAC`, `Ogg Vorbis`, `WAV (PCM)`."""
    outer = _CONTAINERS.get(container, container)
    if codec.startswith("pcm_"):
        return f"{outer} (PCM)"
    inner = _CODECS.get(codec, codec)
    return inner if inner == outer else f"{outer} {inner}"


def channels_name(channels: int) -> str:
    """Say how many channels in the usual words."""
    return {1: "1, mono", 2: "2, stereo"}.get(channels, str(channels))
