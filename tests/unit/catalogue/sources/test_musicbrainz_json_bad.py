"""What is wrong with MusicBrainz' JSON is set aside by name; nothing ends the reading but a broken file."""

import io
import json
import lzma
import tarfile
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from tests.unit.catalogue.sources.musicbrainz_documents import artist, gid, recording, release, track, written
from tests.unit.catalogue.sources.taking import Taken, take, taken_of

from nachklang.catalogue.sources.musicbrainz import json_documents
from nachklang.catalogue.sources.musicbrainz.json_source import MusicBrainzJson
from nachklang.errors import SourceError

GOOD = release(id=gid("good"), title="Good")


def lines(folder: Path, *texts: bytes, name: str = "release.jsonl") -> Taken:
    """Read these lines, with a good document behind them."""
    path = folder / name
    path.write_bytes(b"\n".join((*texts, json.dumps(GOOD).encode())) + b"\n")
    taken = take(MusicBrainzJson([path]))
    assert [row["title"] for row in taken["release"]][-1] == "Good"
    return taken


def tar(path: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:xz" if path.suffix == ".xz" else "w") as file:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            file.addfile(member, io.BytesIO(content))
    return path


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b'{"id": ', "bad-json"),
        (b'{"id": 1}}', "bad-json"),
        (b"[]", "bad-json"),
        (b"null", "bad-json"),
        (b"\x1f\x8b\x00", "bad-json"),
        (b'{"length": ' + b"9" * 5_000 + b"}", "bad-json"),
        (b"{}", "unknown-kind"),
        (b'{"title": "A work", "iswcs": []}', "unknown-kind"),
        (b"[" * 100_000 + b"]" * 100_000, "too-deep"),
        (b'{"media":' * 100_000 + b"1" + b"}" * 100_000, "too-deep"),
        (b'{"media": [], "title": "No id"}', "bad-id"),
        (b'{"media": [], "id": "no MBID", "title": "A"}', "bad-id"),
        (b'{"media": [], "id": "' + gid("a").encode() + b'"}', "no-title"),
        (b'{"media": [], "id": "' + gid("a").encode() + b'", "title": ""}', "no-title"),
    ],
)
def test_a_document_that_cannot_be_taken_is_set_aside_whole(tmp_path: Path, text: bytes, reason: str) -> None:
    taken = lines(tmp_path, b"", text)
    whole = [aside for aside in taken.asides if aside.whole]
    assert [(aside.where, aside.reason) for aside in whole] == [
        (f"{tmp_path / 'release.jsonl'}, line 2", reason)
    ]
    assert len(taken["release"]) == 1
    assert taken.replaced == [gid("good")]


@pytest.mark.parametrize(
    ("more", "reason", "path"),
    [
        ({"barcode": "75990301O24"}, "bad-barcode", "barcode"),
        ({"barcode": "0075990301025"}, "bad-barcode", "barcode"),
        ({"barcode": 75990301024}, "bad-type", "barcode"),
        ({"status": ["Official"]}, "bad-type", "status"),
        ({"text-representation": {"language": "German"}}, "bad-language", "text-representation.language"),
        ({"text-representation": "deu"}, "bad-type", "text-representation"),
        ({"release-events": [{"date": "2021-13-45"}]}, "bad-date", "release-events[0].date"),
        ({"release-events": [{"date": "????-05-01"}]}, "bad-date", "release-events[0].date"),
        ({"release-events": {"date": "2021"}}, "bad-type", "release-events"),
        (
            {"release-events": [{"area": {"iso-3166-1-codes": ["Germany"]}}]},
            "bad-territory",
            "release-events[0].area.iso-3166-1-codes",
        ),
        ({"label-info": [None]}, "bad-type", "label-info[0]"),
        ({"artist-credit": [{"name": "Ann", "artist": None}]}, "bad-credit", "artist-credit[0].artist"),
        ({"artist-credit": [{"artist": {"id": gid("Ann")}}]}, "no-name", "artist-credit[0].artist.name"),
        ({"release-group": {"id": gid("g"), "title": None}}, "no-title", "release-group.title"),
        ({"media": 5}, "bad-type", "media"),
        ({"media": [{"position": "1"}]}, "bad-type", "media[0].position"),
        ({"media": [{"position": -1}]}, "bad-number", "media[0].position"),
        ({"media": [{"position": 2**31}]}, "bad-number", "media[0].position"),
        ({"media": [{"tracks": [track(), "B"]}]}, "bad-type", "media[0].tracks[1]"),
        ({"media": [{"tracks": [track(recording=None)]}]}, "no-recording", "media[0].tracks[0].recording"),
        ({"media": [{"tracks": [track(id="x")]}]}, "bad-id", "media[0].tracks[0].id"),
        (
            {"media": [{"tracks": [track(recording=recording(title=None))]}]},
            "no-title",
            "media[0].tracks[0].recording.title",
        ),
        (
            {"media": [{"tracks": [track(recording=recording(isrcs=["DE-ABC-99-0000X"]))]}]},
            "bad-isrc",
            "media[0].tracks[0].recording.isrcs",
        ),
        (
            {"media": [{"tracks": [track(recording=recording(length=float("nan")))]}]},
            "bad-type",
            "media[0].tracks[0].recording.length",
        ),
        ({"title": "half \ud800"}, "bad-text", "title"),
        ({"disambiguation": "nul \0"}, "bad-text", "disambiguation"),
        (
            {"relations": [{"target-type": "url", "url": {"resource": 5}}]},
            "bad-type",
            "relations[0].url.resource",
        ),
    ],
)
def test_a_part_that_is_wrong_is_set_aside_and_the_release_stays(
    tmp_path: Path, more: dict[str, Any], reason: str, path: str
) -> None:
    taken = lines(tmp_path, json.dumps(release(**more)).encode())
    found = [(aside.reason, aside.detail.split(": ")[0], aside.whole) for aside in taken.asides]
    assert (reason, path, False) in found
    assert not any(aside.whole for aside in taken.asides)
    assert len(taken["release"]) == 2


def test_what_is_wrong_leaves_nothing_in_its_place(tmp_path: Path) -> None:
    bad = release(barcode="A", **{"release-events": [{"date": "2021-13-45"}, {"date": "0000-00-00"}]})
    taken = lines(tmp_path, json.dumps(bad).encode())
    assert taken.reasons == ["bad-barcode", "bad-date"]
    row = taken["release"][0]
    assert (row["barcode"], row["released_year"], row["released_month"]) == (None, None, None)
    assert len(taken["release_event"]) == len(GOOD["release-events"])


def test_text_that_no_table_takes_is_replaced(tmp_path: Path) -> None:
    taken = lines(tmp_path, json.dumps(release(title="a\0b\ud800c")).encode())
    assert taken["release"][0]["title"] == "a\ufffdb\ufffdc"


def test_a_line_that_is_not_utf_8_is_taken_with_signs_for_what_is_not(tmp_path: Path) -> None:
    taken = lines(tmp_path, json.dumps(release(title="Gr**n")).encode().replace(b"**", b"\xfc"))
    assert taken.reasons == ["bad-text"]
    assert taken["release"][0]["title"] == "Gr\ufffdn"


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    assert lines(tmp_path, b"\xef\xbb\xbf" + json.dumps(release()).encode()).asides == []


def test_a_position_that_is_wrong_is_the_place_in_the_list(tmp_path: Path) -> None:
    media = [{"tracks": [track(1), track(2, position=None), track(3, position="x")]}]
    taken = lines(tmp_path, json.dumps(release(media=media)).encode())
    assert [row["position"] for row in taken["track"]][:3] == [1, 2, 3]
    assert taken.reasons == ["bad-type"]


def test_a_line_longer_than_any_document_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_documents, "LONGEST", 100_000)
    taken = lines(tmp_path, b'{"title": "' + b"x" * 5_000_000)
    assert taken.reasons == ["too-long"]
    assert taken.asides[0].where.endswith("line 1")


def test_a_line_without_an_end_takes_no_more_memory_than_a_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_documents, "LONGEST", 1 << 20)
    path = tmp_path / "release.jsonl"
    with path.open("wb") as file:
        file.truncate(1 << 31)  # two gigabytes without a line's end, and no room on the disk
    source = MusicBrainzJson([path])
    tracemalloc.start()
    try:
        assert take(source).reasons == ["too-long"]
        assert tracemalloc.get_traced_memory()[1] < 64 << 20
    finally:
        tracemalloc.stop()


def test_a_release_of_many_tracks_comes_in_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nachklang.catalogue.sources.musicbrainz.json_rows.ROWS_PER_BATCH", 1_000)
    tracks = [track(number, **{"artist-credit": []}) for number in range(1, 10_001)]
    taken = lines(tmp_path, json.dumps(release(media=[{"position": 1, "tracks": tracks}])).encode())
    assert len(taken["track"]) == 10_000 + 4
    assert taken.largest == 1_000


def test_several_documents_in_a_file_for_one_are_set_aside_with_a_hint(tmp_path: Path) -> None:
    rows = take(MusicBrainzJson([written(tmp_path, release(), release(), name="a.json")]))
    assert rows.reasons == ["bad-json"]
    assert "*.jsonl" in rows.asides[0].detail


@pytest.mark.parametrize("name", ["missing.json", "document.xml", "empty"])
def test_a_path_that_holds_no_json_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "document.xml").touch()
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match=name):
        MusicBrainzJson([tmp_path / name])


def test_a_dump_says_its_day_and_its_documents_kind(tmp_path: Path) -> None:
    members = {
        "TIMESTAMP": b"2026-11-18 00:12:03.5+00\n",
        "COPYING": b"CC0",
        "JSON_DUMPS_SCHEMA_NUMBER": b"1\n",
        "mbdump/artist": json.dumps(artist("Ann")).encode() + b"\n",
        "mbdump/work": b'{"title": "A work"}\n',
    }
    source = MusicBrainzJson([tar(tmp_path / "artist.tar.xz", members)])
    assert source.origin.snapshot == "2026-11-18"
    taken = take(source)
    assert [row["name"] for row in taken["artist"]] == ["Ann"]
    assert [(aside.where, aside.reason) for aside in taken.asides] == [
        (f"{tmp_path / 'artist.tar.xz'}: mbdump/work", "unknown-kind")
    ]


@pytest.mark.parametrize("packed", [True, False])
def test_a_dump_of_another_form_is_refused(tmp_path: Path, *, packed: bool) -> None:
    members = {"JSON_DUMPS_SCHEMA_NUMBER": b"2", "mbdump/artist": b"{}\n"}
    if packed:
        path = tar(tmp_path / "artist.tar", members)
    else:
        (tmp_path / "mbdump").mkdir()
        for name, content in members.items():
            (tmp_path / name).write_bytes(content)
        path = tmp_path
    with pytest.raises(SourceError, match="JSON of form '2'"):
        MusicBrainzJson([path])


def test_a_dump_that_is_cut_off_ends_the_reading(tmp_path: Path) -> None:
    many = b"".join(json.dumps(release(id=gid(str(n)))).encode() + b"\n" for n in range(300))
    path = tar(tmp_path / "release.tar.xz", {"mbdump/release": many})
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(SourceError, match=r"release\.tar\.xz"):
        take(MusicBrainzJson([path]))
    plain = tar(tmp_path / "release.tar", {"mbdump/release": many})
    plain.write_bytes(plain.read_bytes()[: len(many) // 2])
    with pytest.raises(SourceError, match=r"release\.tar"):
        take(MusicBrainzJson([plain]))


def test_a_dump_is_taken_up_again_inside_a_member(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nachklang.catalogue.sources.musicbrainz.json_source._ROWS_HELD", 1)
    many = b"".join(json.dumps(release(id=gid(str(n)), title=str(n))).encode() + b"\n" for n in range(4))
    source = MusicBrainzJson([tar(tmp_path / "release.tar", {"README": b"x", "mbdump/release": many})])
    marks = take(source).marks
    assert [row["title"] for row in take(source, marks[1].position)["release"]] == ["2", "3"]


def test_a_file_that_got_shorter_cannot_be_taken_up_again(tmp_path: Path) -> None:
    path = written(tmp_path, release())
    source = MusicBrainzJson([path])
    position = take(source).marks[-1].position
    path.write_bytes(b"\n")
    with pytest.raises(SourceError, match="shorter"):
        taken_of(source.open(position), source)


def test_lines_may_be_compressed(tmp_path: Path) -> None:
    path = tmp_path / "release.xz"
    path.write_bytes(lzma.compress(json.dumps(release()).encode()))
    assert len(take(MusicBrainzJson([path]))["release"]) == 1
