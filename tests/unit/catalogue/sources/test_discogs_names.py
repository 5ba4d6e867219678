"""Artists, their names and how they are credited."""

from pathlib import Path

import pytest
from tests.unit.catalogue.sources.discogs_dumps import artist, read, release

from nachklang.catalogue.sources.discogs.names import row_id, shown_name


def credit(folder: Path, *artists: str) -> str:
    """Return what is printed of a credit."""
    rows, _ = read(folder, releases=[release(7, f"<artists>{''.join(artists)}</artists>")])
    names = rows["artist_credit_name"]
    assert [row["position"] for row in names] == list(range(1, len(names) + 1))
    assert {row["artist_credit_id"] for row in names} == {rows["release"][0]["artist_credit_id"]}
    return "".join(row["name"] + row["join_phrase"] for row in names)


@pytest.mark.parametrize(
    ("join", "printed"),
    [
        (",", "A, B"),
        ("&amp;", "A & B"),
        ("Feat.", "A Feat. B"),
        ("", "A, B"),
        ("vs", "A vs B"),
        (",Canta:", "A,Canta: B"),
        ("、", "A、B"),
        ("/", "A / B"),
    ],
)
def test_join_phrases_have_the_spaces_that_they_are_printed_with(
    tmp_path: Path, join: str, printed: str
) -> None:
    assert credit(tmp_path, artist("A", 1, join=join), artist("B", 2)) == printed


@pytest.mark.parametrize(("left", "printed"), [(",", "A"), ("&amp;", "A"), ("And Friends", "A And Friends")])
def test_words_behind_the_last_name_stay_and_signs_go(tmp_path: Path, left: str, printed: str) -> None:
    assert credit(tmp_path, artist("A", 1, join=left)) == printed


def test_names_are_shown_without_numbers_and_credited_as_printed(tmp_path: Path) -> None:
    assert (
        credit(tmp_path, artist("Soleil (2)", 1, anv="Le Soleil", join="/"), artist("B (12)", 2))
        == "Le Soleil / B"
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Soleil (2)", ("Soleil", "(2)")),
        ("A (Band) (13)", ("A (Band)", "(13)")),
        ("(2)", ("(2)", None)),
        ("A (1)", ("A (1)", None)),
        ("A (b)", ("A (b)", None)),
        ("A(2)", ("A(2)", None)),
    ],
)
def test_only_a_number_that_discogs_put_there_goes(name: str, shown: tuple[str, str | None]) -> None:
    assert shown_name(name) == shown


def test_one_artist_as_called_is_the_credit_and_other_words_are_other_credits(tmp_path: Path) -> None:
    credits_ = [artist("A", 1), artist("A", 1, anv="Ä"), artist("A", 0), artist("A", 1, join="And Friends")]
    rows, _ = read(
        tmp_path,
        releases=[release(n, f"<artists>{one}</artists>") for n, one in enumerate(credits_, start=1)],
    )
    ids = [row["artist_credit_id"] for row in rows["release"]]
    assert ids[0] == row_id(1)
    assert len(set(ids)) == 4
    assert [row["artist_id"] for row in rows["artist_credit_name"]].count(row_id(1)) == 3


def test_an_artist_in_all_its_rows(tmp_path: Path) -> None:
    urls = (
        "<url>https://example.org/a</url><url> https://example.org/a </url><url/>"
        "<url>https://www.wikidata.org/wiki/Q42</url>"
        "<url>https://musicbrainz.org/artist/0d79fe8e-ba27-4859-bb8c-2f255f346853</url>"
        "<url>https://musicbrainz.org/label/0d79fe8e-ba27-4859-bb8c-2f255f346853</url>"
    )
    one = (
        "<artist><id>5</id><name>Lenk (4)</name><realname>Nobody</realname><profile>words</profile>"
        "<namevariations><name>LENK</name><name>Lenk</name></namevariations>"
        '<aliases><name id="9">Faxid (2)</name><name id="10">LENK</name></aliases>'
        f'<groups><name id="3">The Group</name></groups><urls>{urls}</urls></artist>'
    )
    members = '<members><id>5</id><name id="5">Lenk</name></members>'
    group = f"<artist><id>3</id><name>The Group</name>{members}</artist>"
    nameless = "<artist><id>6</id><name> </name></artist>"
    rows, (aside,) = read(tmp_path, artists=[one, group, nameless])
    first, second = rows["artist"]
    assert (first["id"], first["name"], first["disambiguation"], first["type"]) == (
        row_id(5),
        "Lenk",
        "(4)",
        "person",
    )
    assert (second["name"], second["type"], second["source_id"]) == ("The Group", "group", "3")
    assert [row["name"] for row in rows["artist_alias"]] == ["LENK", "Faxid"]
    assert [(row["scheme"], row["value"]) for row in rows["identifier"]] == [
        ("url", "https://example.org/a"),
        ("wikidata", "Q42"),
        ("musicbrainz", "0d79fe8e-ba27-4859-bb8c-2f255f346853"),
        ("url", "https://musicbrainz.org/label/0d79fe8e-ba27-4859-bb8c-2f255f346853"),
    ]
    assert (aside.reason, aside.whole) == ("no-name", True)
