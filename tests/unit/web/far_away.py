"""Metadata of music that the small archive does not hold, as a source to be imported."""

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
from tests.catalogue_rows import Rows

from nachklang.catalogue.sources import STAGED, Batch, Keep, Mark, Origin, Step

ARTIST = "Ferne Stimmen"
RECORDING = "Fernlied"
RELEASE = "Fernweh"
SONGS = 60
"""How many recordings the artist has: more than a page shows."""


class FarAway:
    """One artist, two editions of a release, and more songs than fit on a page."""

    origin = Origin("musicbrainz", "CC0-1.0", "20261101-001500", (), 0, whole=True)
    staged: Mapping[str, pa.Schema] = STAGED

    def open(self, after: str | None = None) -> Iterator[Step]:
        """Say everything at once."""
        del after
        for table, rows in _rows().tables.items():
            yield Batch(table, pa.Table.from_pylist(rows, schema=STAGED[table]))
        yield Mark("", 0)

    def shape(self, staged: Mapping[str, Any], keep: Keep) -> Mapping[str, Any]:
        """Return the rows as they are."""
        del keep
        return staged


def _rows() -> Rows:
    rows = Rows("musicbrainz", snapshot=FarAway.origin.snapshot)
    artist = rows.artist(ARTIST, type="group", area="Wien", begun_year=1969, disambiguation="choir <b>")
    credit = rows.credit(ARTIST)
    songs = [rows.recording(f"{RECORDING} {number:02}", credit) for number in range(1, SONGS + 1)]
    group = rows.id("release_group", RELEASE)
    rows.add("release_group", id=group, title=RELEASE, type="album")
    told: dict[str, Any] = {
        "release_group_id": group,
        "status": "official",
        "language": "deu",
        "script": "Latn",
    }
    first = rows.release(RELEASE, credit, released_year=1970, barcode="0036000291452", **told)
    rows.medium(first, *songs[:12], format='12" Vinyl')
    rows.medium(first, *songs[12:20], position=2, format='12" Vinyl', title="Seite drei")
    rows.release(RELEASE, credit, key="again", released_year=1999, disambiguation="remastered", **told)
    label = rows.id("label", "Weit Weg")
    rows.add("label", id=label, name="Weit Weg")
    rows.add("release_label", release_id=first, label_id=label, catalogue_number="WW 7")
    rows.add("release_event", release_id=first, territory="DE", released_year=1970, released_month=5)
    for scheme, value in (
        ("wikidata", "Q42"),
        ("url", "https://example.org/ferne"),
        ("url", "javascript:alert(1)"),
    ):
        for entity, one in (("artist", artist), ("recording", songs[0]), ("release", first)):
            rows.identifier(entity, one, scheme, value)
    rows.isrc(songs[0], "ATXYZ7000001")
    rows.add("artist_alias", artist_id=artist, name="Far Voices")
    return rows
