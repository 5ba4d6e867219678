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


_ASSIGNED = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS "
    "BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE "
    "EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM "
    "HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC "
    "LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA "
    "NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW "
    "SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO "
    "TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"
)
TERRITORY_CODES = frozenset(_ASSIGNED.split())
"""The codes of ISO 3166-1 that stand for a country or area. EU is none of them."""

FORMER_TERRITORIES: dict[str, tuple[str, str]] = {
    "AN": ("the Netherlands Antilles", "BQ, CW or SX"),
    "BU": ("Burma", "MM"),
    "CS": ("Czechoslovakia, and later Serbia and Montenegro", "CZ or SK; ME or RS"),
    "DD": ("the German Democratic Republic", "DE"),
    "FX": ("Metropolitan France", "FR"),
    "SU": ("the Soviet Union", "AM, AZ, BY, EE, GE, KG, KZ, LT, LV, MD, RU, TJ, TM, UA or UZ"),
    "TP": ("East Timor", "TL"),
    "YD": ("the People's Democratic Republic of Yemen", "YE"),
    "YU": ("Yugoslavia", "BA, HR, ME, MK, RS or SI"),
    "ZR": ("Zaire", "CD"),
}
"""Codes that ISO 3166-3 lists as withdrawn: whose they were, and which ones came after them."""


@dataclass(frozen=True, slots=True, order=True)
class Territory:
    """An ISO 3166-1 alpha-2 code, for example DE. Whether law is on file for it is not said here."""

    code: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an assigned code, `UK` as GB; raises InvalidValueError.

        A code that no place bears is refused: a prohibition in EU or XX would never be in force.
        """
        stripped = text.strip()
        if not re.fullmatch(r"[A-Za-z]{2}", stripped, re.ASCII):
            raise InvalidValueError(
                f"not a territory: {text[:60]!a}; expected two letters of ISO 3166-1 (DE, US, JP)"
            )
        packed = stripped.upper()
        code = "GB" if packed == "UK" else packed
        if code in FORMER_TERRITORIES:
            name, successors = FORMER_TERRITORIES[code]
            raise InvalidValueError(
                f"{code} was {name}, which no longer exists under that code; "
                f"name what came after it: {successors}"
            )
        if code not in TERRITORY_CODES:
            raise InvalidValueError(
                f"no country or area has the code {code}; expected one of ISO 3166-1 (DE, US, JP): "
                "name each member of a union by itself"
            )
        return cls(code)

    def __str__(self) -> str:
        return self.code
