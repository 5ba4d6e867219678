"""A small real archive: four recordings under different grounds, really deposited, and others' metadata."""

from pathlib import Path

import numpy as np
import soundfile
from tests.unit.web.far_away import ARTIST, RECORDING, RELEASE, FarAway

from nachklang.archive import Archive, create
from nachklang.catalogue import Snapshot
from nachklang.catalogue.watching import unwatched
from nachklang.deposit import Outcome, Status
from nachklang.model.acts import ActorClass, Territory

NAME = "Klangarchiv Beispielstadt"
DEPOSITOR = "Erika Mustermann"
SECONDS = 30
RATE = 44_100

FREE = "Invention in C major, BWV 772"
NOT_COMMERCIAL = "Maple Leaf Rag"
ON_THE_PREMISES = "Prelude in C major, BWV 846"
UNDER_EMBARGO = "Der Lindenbaum <script>alert('Ton')</script> & \"so weiter\" " + "immer" * 60

_DESCRIPTION = """
[deposit]
depositor = "Erika Mustermann"
reference = "2026-11"

[defaults]
release = "Nachklang spielt"
release_artists = ["Nachklang"]
released = "2026"
recorded = "2026-11"
label = "Eigenverlag"
catalogue_number = "NK 1"
barcode = "4006381333931"

[[file]]
path = "Privat/erika/invention.flac"
title = "Invention in C major, BWV 772"
artists = ["Nachklang"]
track = 1
isrc = "DEABC2600001"
composers = [{name = "Johann Sebastian Bach", died = 1750}]
composers_complete = true
composition_published = "1801"
[file.rights.recording]
licence = "CC0-1.0"
[file.rights.performance]
licence = "CC0-1.0"

[[file]]
path = "rag.wav"
title = "Maple Leaf Rag"
artists = ["Nachklang", {name = "Ada Klang", join = " feat. "}]
track = 2
isrc = "DEABC2600002"
composers = [{name = "Scott Joplin", died = 1917}]
composers_complete = true
composition_published = "1899"
[file.rights.recording]
licence = "CC-BY-NC-4.0"
[file.rights.performance]
licence = "CC-BY-NC-4.0"

[[file]]
path = "prelude.ogg"
title = "Prelude in C major, BWV 846"
artists = ["Nachklang"]
track = 3
isrc = "DEABC2600003"
composers = [{name = "Johann Sebastian Bach", died = 1750}]
composers_complete = true
composition_published = "1801"
[file.rights.recording]
agreement = "A-1"
[file.rights.performance]
agreement = "A-1"

[[file]]
path = "lindenbaum.wav"
title = TITLE
artists = ["Nachklang"]
track = 4
composers = [{name = "Franz Schubert", died = 1828}, {name = "Wilhelm Müller", died = 1827}]
composers_complete = true
composition_published = "1828"
[file.rights.recording]
licence = "CC-BY-SA-4.0"
[file.rights.performance]
licence = "CC-BY-SA-4.0"

[[file]]
path = "nobody-knows.wav"
title = "Without a ground"

[[agreement]]
reference = "A-1"
acts = ["preserve", "describe", "consult"]
territories = ["DE"]
valid_from = 2026-01-01
valid_to = 2099-12-31
evidence = "agreement.txt"

[[prohibition]]
files = ["rag.wav"]
kind = "reservation"
acts = ["download"]
reason = "To be heard here only."

[[prohibition]]
files = ["lindenbaum.wav"]
kind = "embargo"
acts = ["stream", "download"]
reason = "Not before the first concert."
since = 2026-01-01
""".replace("TITLE", "'''" + UNDER_EMBARGO + "'''")


class _Quiet:
    """Follows a deposit without a word."""

    def begin(self, files: int, size: int) -> None: ...

    def bytes_read(self, count: int) -> None: ...

    def finished(self, outcome: Outcome) -> None: ...


def make_archive(folder: Path) -> Path:
    """Make the archive below `folder` and return its place."""
    place = folder / "archive"
    create(
        place,
        name=NAME,
        institution_classes=(ActorClass.CULTURAL_HERITAGE_INSTITUTION,),
        jurisdiction=Territory("DE"),
    )
    with Archive.open(place, sign=True) as archive:
        report = archive.accept(_deliver(folder / "delivery"), _Quiet())
        archive.take_in(FarAway(), unwatched)
    accepted = report.counts()[Status.ACCEPTED]
    assert accepted == 4, report.outcomes
    return place


def recording_id(archive: Archive, title: str) -> str:
    """Return the id of the recording with exactly this title."""
    snapshot = archive.catalogue.latest()
    assert snapshot is not None
    (found,) = [one.id for one in snapshot.recordings() if one.title == title]
    return found


def far_away(snapshot: Snapshot, kind: str) -> str:
    """Return the address of something that the archive only knows of: artist, release or recording."""
    words = {"artist": ARTIST, "release": RELEASE, "recording": f"{RECORDING} 01"}[kind]
    (found, *_) = [hit for hit in snapshot.search(words) if (hit.kind, hit.title) == (kind, words)]
    return f"/{kind}s/{found.id}"


def item_id(archive: Archive, title: str) -> str:
    """Return the id of the item with exactly this title."""
    (found,) = [item.id for item in archive.registry.items() if item.description.title == title]
    return found


def _deliver(folder: Path) -> Path:
    (folder / "Privat/erika").mkdir(parents=True)
    for number, name in enumerate(
        ("Privat/erika/invention.flac", "rag.wav", "prelude.ogg", "lindenbaum.wav"), 1
    ):
        soundfile.write(folder / name, _plucked(110.0 * number), RATE)
    soundfile.write(folder / "nobody-knows.wav", _plucked(990.0)[:RATE], RATE)
    (folder / "agreement.txt").write_text("Visitors may listen on the premises.\n", encoding="utf-8")
    (folder / "deposit.toml").write_text(_DESCRIPTION, encoding="utf-8")
    return folder


def _plucked(frequency: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """One note struck every half second, dying away."""
    time = np.arange(SECONDS * RATE) / RATE
    sound: np.ndarray[tuple[int], np.dtype[np.float64]] = (
        0.4 * np.sin(2 * np.pi * frequency * time) * np.exp(-6 * (time % 0.5))
    )
    return sound
