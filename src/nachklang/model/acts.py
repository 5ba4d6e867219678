"""What may be done, by whom, where, and to which layer of a recorded performance."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from nachklang.errors import InvalidValueError


class Act(StrEnum):
    """Something done with an item; each is decided on its own, and one never implies another."""

    PRESERVE = "preserve"
    """Copy into the archive's stores and keep, migrate and repair the copies."""
    DESCRIBE = "describe"
    """Show facts about the item: names, titles, dates, identifiers."""
    CONSULT = "consult"
    """Let a person listen on the premises, on the archive's own terminals."""
    STREAM = "stream"
    """Let the public listen over the net."""
    DOWNLOAD = "download"
    """Give a copy of the file to one person."""
    REDISTRIBUTE = "redistribute"
    """Give copies to others who will give copies on: torrents and mirrors."""
    MINE = "mine"
    """Analyse automatically for patterns: text and data mining."""
    TRAIN = "train"
    """Use as training material of a generative model."""


class Layer(StrEnum):
    """The three sets of rights that lie over each other in one recorded performance."""

    RECORDING = "recording"
    COMPOSITION = "composition"
    PERFORMANCE = "performance"


class ActorClass(StrEnum):
    """A class of persons or institutions. A rule helps only the classes that it names."""

    NATIONAL_LIBRARY = "national-library"
    CULTURAL_HERITAGE_INSTITUTION = "cultural-heritage-institution"
    SOUND_HERITAGE_BODY = "sound-heritage-body"
    COMMERCIAL_ARCHIVE = "commercial-archive"
    RIGHTSHOLDER = "rightsholder"
    RESEARCHER = "researcher"
    PUBLIC = "public"

    @property
    def commercial(self) -> bool:
        """Whether what this class does counts as commercial use, which NC licences bar."""
        return self is ActorClass.COMMERCIAL_ARCHIVE


INSTITUTION_CLASSES = frozenset(
    {
        ActorClass.NATIONAL_LIBRARY,
        ActorClass.CULTURAL_HERITAGE_INSTITUTION,
        ActorClass.SOUND_HERITAGE_BODY,
        ActorClass.COMMERCIAL_ARCHIVE,
    }
)
"""The classes that an archive itself may declare in `archive.toml`."""


@dataclass(frozen=True, slots=True, order=True)
class Territory:
    """An ISO 3166-1 alpha-2 code, for example DE. Whether law is on file for it is not said here."""

    code: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read two ASCII letters; raises InvalidValueError. `UK` is read as GB."""
        stripped = text.strip()
        if not re.fullmatch(r"[A-Za-z]{2}", stripped, re.ASCII):
            raise InvalidValueError(
                f"not a territory: {text[:60]!a}; expected two letters of ISO 3166-1 (DE, US, JP)"
            )
        packed = stripped.upper()
        return cls("GB" if packed == "UK" else packed)

    def __str__(self) -> str:
        return self.code
