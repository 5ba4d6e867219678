"""Deliveries of labels that never were: ERN 3.8.2 and 4.3, written from one description of a release.

The messages follow the order and the names of the standard as far as they are used here; the artists, the
recordings and all identifiers are made up, but for composers who have long been dead.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests import ddex_ern3, ddex_ern4
from tests.ddex_albums import GRID, SENDER, Album, Deal, Disc, Take, Who, Work
from tests.ddex_parts import element, release_id, said

__all__ = [
    "CLASSICAL",
    "CONDUCTOR",
    "CREATED",
    "FEATURING",
    "GRID",
    "HOSHINO",
    "IPI",
    "ISNI",
    "MAYER",
    "ORCHESTRA",
    "SENDER",
    "ZVON",
    "Album",
    "Deal",
    "Disc",
    "Take",
    "Who",
    "Work",
    "an_album",
    "ern43",
    "ern382",
    "purge",
    "put",
    "put_batch",
]

CREATED = "2026-11-22T12:00:00+01:00"
ISNI = "0000000121032683"
IPI = "00014107338"

MAYER = Who("Emilie Mayer", ("Composer",), ipi=IPI)
ORCHESTRA = Who("Kammerphilharmonie Nordlicht", ("MainArtist", "Orchestra"))
CONDUCTOR = Who("Ólöf Þórsdóttir", ("MainArtist", "Conductor"), isni=ISNI, sort_name="Þórsdóttir, Ólöf")


def _movement(number: int, title: str) -> Take:
    return Take(
        title=title,
        isrcs=(f"DEABC26001{number:02}",),
        iswc="T0345246801",
        duration=f"PT{number}M{number}.5S",
        composers=(MAYER,),
        created="2025-03-01",
    )


CLASSICAL = Album(
    title="Emilie Mayer: Zwei Sinfonien",
    sub_title="Live aus Husum",
    icpn="4011222333445",
    own_id="NK-002",
    type="ClassicalAlbum",
    line="Kammerphilharmonie Nordlicht, Leitung: Ólöf Þórsdóttir",
    artists=(MAYER, CONDUCTOR, ORCHESTRA),
    dates={"DE": "2026-02-06", "JP": "2026-02-20"},
    original="2026-02-06",
    deals=(Deal(("DE", "AT")), Deal(("JP",), start="2026-02-20")),
    discs=(
        Disc(
            (
                Take("Ouvertüre", isrcs=("DEABC2600100", "DEABC2600199")),
                Work(
                    "Sinfonie Nr. 1 c-Moll",
                    (_movement(1, "I. Adagio"), _movement(2, "II. Allegro")),
                ),
            )
        ),
        Disc(
            (
                Work("Sinfonie Nr. 2 e-Moll", (_movement(3, "I. Allegro"), _movement(4, "II. Scherzo"))),
                Work("Faust-Ouvertüre", (_movement(5, "I. Grave"),)),
            )
        ),
    ),
)
"""Two discs, works of several movements, a recording with two ISRCs, a line that takes artists apart."""

HOSHINO = Who("星野 海", own_id="17", others={"en": "Umi Hoshino"})
ZVON = Who("Ада Звон", ("FeaturedArtist",))
FEATURING = Album(
    title="夜の駅",
    grid=None,
    own_id="NK-003",
    icpn="036000291452",
    type="Single",
    line="星野 海 feat. Ада Звон",
    artists=(HOSHINO, ZVON),
    labels=("海の音", "Klangwerk"),
    dates={},
    deals=(
        Deal(("DE", "FR"), start="2026-03-06"),
        Deal(("DE",), start="2026-02-27", pre_order=True),
        Deal(("JP",), start="2026-03-01T00:00:00+09:00"),
    ),
    discs=(
        Disc(
            (
                Take("夜の駅", isrcs=("JPA602600001",)),
                Take(
                    "夜の駅",
                    sub_title="Nachtzug Remix",
                    isrcs=("JPA602600002",),
                    line="星野 海, Ада Звон & نور",
                    artists=(HOSHINO, ZVON, Who("نور", ("FeaturedArtist",))),
                ),
            )
        ),
    ),
)
"""A single in three scripts, dated by its deals, without a GRid and with two labels."""


def an_album(number: int, **changes: Any) -> Album:
    """Return a release of one recording, whose ids differ for each number, from 0 to 99."""
    twelve = f"4006381340{number:02}"
    check = -sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(twelve)) % 10
    recording = Take("Morgen", isrcs=(f"DEABC26002{number:02}",))
    ids = {"grid": None, "icpn": f"{twelve}{check}", "own_id": f"NK-1{number:02}"}
    return replace(Album(discs=(Disc((recording,)),)), **(ids | changes))


def _message(kind: str, version: str, created: str, sender: str, body: str, control: str | None) -> bytes:
    header = element(
        "MessageHeader",
        said("MessageId", f"{sender}-{created}"),
        element(
            "MessageSender",
            said("PartyId", sender),
            element("PartyName", said("FullName", "Klangwerk Vertrieb")),
        ),
        element("MessageRecipient", said("PartyId", "PADPIDA2026112202Y")),
        said("MessageCreatedDateTime", created),
        said("MessageControlType", control),
    )
    space = f"http://ddex.net/xml/ern/{version}"
    stated = f' MessageSchemaVersionId="ern/{version}"' if version.startswith("3") else ' AvsVersionId="3"'
    root = f'<ern:{kind} xmlns:ern="{space}"{stated} LanguageAndScriptCode="de">'
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n{root}\n{header}\n{body}\n</ern:{kind}>\n'
    return text.replace("><", ">\n<").encode()


def ern382(
    *albums: Album, created: str = CREATED, sender: str = SENDER, control: str | None = "LiveMessage"
) -> bytes:
    """Write a `NewReleaseMessage` of ERN 3.8.2."""
    return _message("NewReleaseMessage", "382", created, sender, ddex_ern3.body(albums), control)


def ern43(
    *albums: Album,
    created: str = CREATED,
    sender: str = SENDER,
    version: str = "43",
    control: str | None = "LiveMessage",
) -> bytes:
    """Write a `NewReleaseMessage` of ERN 4.3, or of another version of 4."""
    body = ddex_ern4.body(albums, editions=version == "43")
    return _message("NewReleaseMessage", version, created, sender, body, control)


def purge(album: Album, *, version: str = "43", created: str = CREATED, sender: str = SENDER) -> bytes:
    """Write a `PurgeReleaseMessage`."""
    body = element("PurgedRelease", release_id(album), element("Title", said("TitleText", album.title)))
    return _message("PurgeReleaseMessage", version, created, sender, body, None)


def put(folder: Path, name: str, message: bytes) -> Path:
    """Write a message, with the resources that its recipient finds beside it."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(message)
    (path.parent / "resources").mkdir(exist_ok=True)
    (path.parent / "resources" / "lyrics.xml").write_text("<tt/>", encoding="utf-8")
    return path


def put_batch(folder: Path, batch: str, messages: Mapping[str, bytes], *, complete: bool = True) -> Path:
    """Write a batch: a delivery by release id, and the marker where it is complete."""
    for release, message in messages.items():
        put(folder / batch / release, f"{release}.xml", message)
    if complete:
        (folder / batch / f"BatchComplete_{batch.split('_', 1)[1]}.xml").touch()
    return folder / batch
