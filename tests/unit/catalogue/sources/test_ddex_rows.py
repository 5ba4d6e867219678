"""What a message states becomes rows, and the versions of ERN say the same in different words."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.ddex_fixtures import (
    CLASSICAL,
    CONDUCTOR,
    FEATURING,
    GRID,
    IPI,
    ISNI,
    MAYER,
    Album,
    Deal,
    Disc,
    Take,
    Who,
    an_album,
    ern43,
    ern382,
    put,
)
from tests.unit.catalogue.sources.taking import Taken, take

from nachklang.catalogue.sources.ddex import Ddex

ALBUMS = {"classical": CLASSICAL, "featuring": FEATURING, "plain": Album()}


def _read(folder: Path, message: bytes) -> Taken:
    taken = take(Ddex(put(folder, "message.xml", message), licence="LicenseRef-Klangwerk"))
    assert taken.asides == []
    return taken


def _only(rows: list[dict[str, Any]]) -> dict[str, Any]:
    assert len(rows) == 1, rows
    return rows[0]


def _credit(taken: Taken, credit_id: int) -> str:
    names = [row for row in taken["artist_credit_name"] if row["artist_credit_id"] == credit_id]
    return "".join(row["name"] + row["join_phrase"] for row in sorted(names, key=lambda row: row["position"]))


def _tracks(taken: Taken) -> list[tuple[int, int, str]]:
    media = {row["id"]: row["position"] for row in taken["medium"]}
    titles = {row["id"]: row["title"] for row in taken["recording"]}
    return sorted(
        (media[row["medium_id"]], row["position"], titles[row["recording_id"]]) for row in taken["track"]
    )


@pytest.mark.parametrize("name", sorted(ALBUMS))
def test_both_families_of_versions_give_the_same_rows(tmp_path: Path, name: str) -> None:
    three = _read(tmp_path / "3", ern382(ALBUMS[name]))
    four = _read(tmp_path / "4", ern43(ALBUMS[name]))
    assert three.rows == four.rows
    assert len(three["recording"]) == len(ALBUMS[name].takes)


@pytest.mark.parametrize("version", ["411", "42"])
def test_earlier_versions_of_4_give_the_rows_of_4_3(tmp_path: Path, version: str) -> None:
    early = _read(tmp_path / "early", ern43(CLASSICAL, version=version))
    assert early.rows == _read(tmp_path / "43", ern43(CLASSICAL)).rows


def test_a_release_has_its_ids_its_title_and_its_dates(tmp_path: Path) -> None:
    taken = _read(tmp_path, ern382(CLASSICAL))
    release = _only(taken["release"])
    assert release["title"] == "Emilie Mayer: Zwei Sinfonien (Live aus Husum)"
    assert (release["barcode"], release["status"]) == ("4011222333445", "official")
    assert [release[f"released_{part}"] for part in ("year", "month", "day")] == [2026, 2, 6]
    assert {row["source_id"] for row in taken["track"]} == {GRID}
    assert _only(taken["release_group"])["type"] == "album"
    grid = [row for row in taken["identifier"] if row["entity"] == "release"]
    assert [(row["id"], row["scheme"], row["value"]) for row in grid] == [(release["id"], "grid", GRID)]


def test_rows_name_the_sender_and_the_time_of_the_message(tmp_path: Path) -> None:
    source = Ddex(put(tmp_path, "message.xml", ern43(CLASSICAL)), licence="LicenseRef-Klangwerk")
    assert source.origin.name == "ddex-padpida2026112201x"
    assert (source.origin.licence, source.origin.whole) == ("LicenseRef-Klangwerk", False)
    assert source.origin.snapshot == "2026-11-22T11:00:00.000Z"
    release = _only(take(source)["release"])
    assert (release["source"], release["snapshot"]) == (source.origin.name, source.origin.snapshot)


def test_discs_and_works_become_media_and_tracks_in_the_order_of_the_discs(tmp_path: Path) -> None:
    assert _tracks(_read(tmp_path, ern43(CLASSICAL))) == [
        (1, 1, "Ouvertüre"),
        (1, 2, "I. Adagio"),
        (1, 3, "II. Allegro"),
        (2, 1, "I. Allegro"),
        (2, 2, "II. Scherzo"),
        (2, 3, "I. Grave"),
    ]


def test_a_recording_has_all_its_codes_its_length_and_its_years(tmp_path: Path) -> None:
    taken = _read(tmp_path, ern43(CLASSICAL))
    ids = {row["title"]: row for row in taken["recording"]}
    codes = [row["isrc"] for row in taken["recording_isrc"] if row["recording_id"] == ids["Ouvertüre"]["id"]]
    assert codes == ["DEABC2600100", "DEABC2600199"]
    adagio = ids["I. Adagio"]
    assert adagio["duration_ms"] == 61_500
    assert (adagio["recorded_year"], adagio["recorded_month"], adagio["recorded_day"]) == (2025, 3, 1)
    assert (adagio["published_year"], adagio["published_month"]) == (2025, None)
    assert {row["iswc"] for row in taken["recording_iswc"]} == {"T0345246801"}


def test_composers_compose_and_do_not_stand_in_the_credit(tmp_path: Path) -> None:
    taken = _read(tmp_path, ern382(CLASSICAL))
    assert {(row["name"], row["position"]) for row in taken["composer"]} == {("Emilie Mayer", 1)}
    assert len(taken["composer"]) == 5
    line = "Kammerphilharmonie Nordlicht, Leitung: Ólöf Þórsdóttir"
    assert {_credit(taken, row["artist_credit_id"]) for row in taken["recording"]} == {line}


def test_nobody_composes_twice_for_standing_in_two_lists(tmp_path: Path) -> None:
    shown = replace(MAYER, ipi=None)
    take_ = Take("Morgen", isrcs=("DEABC2600009",), artists=(shown, Who("Ada Klang")), composers=(MAYER,))
    taken = _read(tmp_path, ern382(an_album(1, discs=(Disc((take_,)),))))
    assert _only(taken["composer"])["name"] == "Emilie Mayer"
    assert (IPI, "ipi") in {(row["value"], row["scheme"]) for row in taken["identifier"]}


def test_artists_have_their_names_and_their_ids(tmp_path: Path) -> None:
    taken = _read(tmp_path, ern43(CLASSICAL))
    artists = {row["name"]: row for row in taken["artist"]}
    assert artists[CONDUCTOR.name]["sort_name"] == "Þórsdóttir, Ólöf"
    found = {(row["id"], row["scheme"], row["value"]) for row in taken["identifier"]}
    assert (artists[CONDUCTOR.name]["id"], "isni", ISNI) in found
    assert (artists["Emilie Mayer"]["id"], "ipi", IPI) in found
    aliases = _read(tmp_path / "other", ern43(FEATURING))["artist_alias"]
    assert [row["name"] for row in aliases] == ["Umi Hoshino"]


def test_names_in_any_script_keep_the_join_phrases_that_are_printed(tmp_path: Path) -> None:
    taken = _read(tmp_path, ern43(FEATURING))
    credits_ = {row["title"]: _credit(taken, row["artist_credit_id"]) for row in taken["recording"]}
    assert credits_ == {
        "夜の駅": "星野 海 feat. Ада Звон",
        "夜の駅 (Nachtzug Remix)": "星野 海, Ада Звон & نور",
    }


def test_a_release_without_dates_came_out_when_its_deals_began(tmp_path: Path) -> None:
    taken = _read(tmp_path, ern43(FEATURING))
    events = [
        (row["territory"], row["released_month"], row["released_day"]) for row in taken["release_event"]
    ]
    assert events == [("DE", 3, 6), ("FR", 3, 6), ("JP", 3, 1)]
    assert _only(taken["release"])["released_day"] == 1


def test_the_whole_world_is_xw_and_what_is_left_out_of_it_is_left_out(tmp_path: Path) -> None:
    assert _only(_read(tmp_path / "a", ern382(Album()))["release_event"])["territory"] == "XW"
    but = replace(Album(), dates={}, deals=(Deal(excluded=("US", "CA")),))
    where = {row["territory"] for row in _read(tmp_path / "b", ern43(but))["release_event"]}
    assert {"DE", "JP"} <= where
    assert not {"US", "CA", "XW"} & where


def test_labels_and_catalogue_numbers_stand_together(tmp_path: Path) -> None:
    taken = _read(tmp_path, ern43(FEATURING))
    names = {row["id"]: row["name"] for row in taken["label"]}
    found = {(names[row["label_id"]], row["catalogue_number"]) for row in taken["release_label"]}
    assert found == {("海の音", "KL 2601"), ("Klangwerk", None)}


def test_a_name_is_one_artist_for_all_releases_of_a_sender(tmp_path: Path) -> None:
    taken = _read(tmp_path, ern43(an_album(1), an_album(2, artists=(Who("ADA  Klang"),))))
    assert len({row["id"] for row in taken["artist"]}) == 1
    assert len({row["id"] for row in taken["release"]}) == 2
    assert len({row["artist_credit_id"] for row in taken["release"]}) == 2


def test_one_name_with_different_ids_is_different_artists(tmp_path: Path) -> None:
    first, second = Who("Ada Klang", own_id="1"), Who("Ada Klang", own_id="2")
    taken = _read(tmp_path, ern382(an_album(1, artists=(first,)), an_album(2, artists=(second,))))
    assert len({row["id"] for row in taken["artist"]}) == 2


def test_a_video_is_a_recording_that_says_so(tmp_path: Path) -> None:
    album = replace(
        Album(), type="VideoSingle", discs=(Disc((Take("Morgen", isrcs=("DEABC2600009",), video=True),)),)
    )
    for number, message in enumerate((ern382(album), ern43(album))):
        taken = _read(tmp_path / str(number), message)
        assert _only(taken["recording"])["disambiguation"] == "video"
        assert _only(taken["recording_isrc"])["isrc"] == "DEABC2600009"
        assert _only(taken["release_group"])["type"] == "single"


def test_recordings_that_share_a_code_stay_two(tmp_path: Path) -> None:
    twice = (Take("Morgen", isrcs=("DEABC2600009",)), Take("Abend", isrcs=("DEABC2600009",)))
    taken = _read(tmp_path, ern43(an_album(1, discs=(Disc(twice),))))
    assert len({row["id"] for row in taken["recording"]}) == 2
    assert [row["isrc"] for row in taken["recording_isrc"]] == ["DEABC2600009"] * 2


@pytest.mark.parametrize(
    ("stated", "type_"),
    [("EP", "ep"), ("Single", "single"), ("RingtoneRelease", "other"), ("UserDefined", None), (None, None)],
)
def test_a_type_is_of_the_release_group_where_one_is_stated(
    tmp_path: Path, stated: str | None, type_: str | None
) -> None:
    taken = _read(tmp_path, ern43(replace(Album(), type=stated)))
    assert [row["type"] for row in taken["release_group"]] == ([] if type_ is None else [type_])
    assert (_only(taken["release"])["release_group_id"] is None) == (type_ is None)


@pytest.mark.parametrize(
    ("deals", "status"),
    [
        ((), None),
        ((Deal(),), "official"),
        ((Deal(start="2030-01-01"),), "official"),
        ((Deal(end="2026-11-22"),), "withdrawn"),
        ((Deal(end="2026-11-23"),), "official"),
        ((Deal(end="2020-05"), Deal(("DE",))), "official"),
        ((Deal(take_down=True, start=None),), "withdrawn"),
    ],
)
def test_a_release_is_withdrawn_when_every_deal_is_over(
    tmp_path: Path, deals: tuple[Deal, ...], status: str | None
) -> None:
    taken = _read(tmp_path, ern382(replace(Album(), deals=deals)))
    assert _only(taken["release"])["status"] == status


def test_elements_may_all_be_in_the_namespace(tmp_path: Path) -> None:
    message = (
        ern43(CLASSICAL).replace(b"<ern:", b"<").replace(b"</ern:", b"</").replace(b"xmlns:ern", b"xmlns")
    )
    assert _read(tmp_path / "a", message).rows == _read(tmp_path / "b", ern43(CLASSICAL)).rows


def test_without_a_group_the_list_of_resources_gives_the_tracks(tmp_path: Path) -> None:
    text = ern382(CLASSICAL).decode()
    start, end = text.index("<ResourceGroup>"), text.rindex("</ResourceGroup>")
    listed = text[:start] + text[end + len("</ResourceGroup>") :]
    assert [title for _, _, title in _tracks(_read(tmp_path, listed.encode()))] == [
        take.title for take in CLASSICAL.takes
    ]


def test_a_message_of_a_single_track_alone_is_a_release(tmp_path: Path) -> None:
    message = ern382(replace(Album(), type="TrackRelease"))
    assert _only(_read(tmp_path, message)["release"])["title"] == "Leere Straßen"
