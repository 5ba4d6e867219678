"""What a message states of a release, in the same words for every version of ERN."""

from dataclasses import dataclass

from nachklang.model.dates import PartialDate


@dataclass(frozen=True, slots=True)
class Party:
    """A person, a group or a label, as far as a message tells who it is.

    `key` is the id that the sender or the trade gave, with its scheme; None where there is only a name.
    `identifiers` are pairs of scheme and value, of schemes that the catalogue has.
    """

    name: str
    key: str | None = None
    sort_name: str | None = None
    aliases: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Credited:
    """One name of a credit: who, how it is printed, and the words before the next."""

    party: Party
    name: str
    join_phrase: str = ""


Credit = tuple[Credited, ...]


@dataclass(frozen=True, slots=True)
class Recording:
    """A sound recording or video. `reference` tells it from others of the message."""

    reference: str
    title: str
    credit: Credit = ()
    disambiguation: str | None = None
    milliseconds: int | None = None
    recorded: PartialDate | None = None
    published: PartialDate | None = None
    isrcs: tuple[str, ...] = ()
    iswcs: tuple[str, ...] = ()
    composers: tuple[Party, ...] = ()


@dataclass(frozen=True, slots=True)
class Track:
    """A place on a medium. `reference` is the recording's; `number` is printed, `position` counts."""

    reference: str
    position: int
    number: str | None


@dataclass(frozen=True, slots=True)
class Medium:
    """A disc, or all that there is of a release which tells no discs apart."""

    format: str | None
    title: str | None
    tracks: tuple[Track, ...]


@dataclass(frozen=True, slots=True)
class ReleaseIds:
    """What a release is called: `own` first of GRid, ICPN and proprietary id; `known_as` all of them."""

    own: str
    known_as: tuple[str, ...]
    grid: str | None = None
    barcode: str | None = None
    catalogue_numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """When a release came out where: a code of ISO 3166-1, XW for the whole world."""

    territory: str
    released: PartialDate


@dataclass(frozen=True, slots=True)
class Release:
    """A release with all that it is made of."""

    ids: ReleaseIds
    title: str
    credit: Credit
    type: str | None
    status: str | None
    labels: tuple[str, ...]
    released: PartialDate | None
    events: tuple[Event, ...]
    media: tuple[Medium, ...]
    recordings: tuple[Recording, ...]
