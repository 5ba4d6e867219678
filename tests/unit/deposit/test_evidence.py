"""Licence statements: in tags, in DEP-5 files, in `.license` files."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nachklang.audio import Tags
from nachklang.deposit.dep5 import is_dep5, read_dep5
from nachklang.deposit.given import Given, credit
from nachklang.deposit.statements import expression, licence_in
from nachklang.deposit.survey import survey
from nachklang.deposit.tag_reader import LONGEST, licences_in_tags, read_tags
from nachklang.errors import DepositDescriptionError
from nachklang.model.acts import Layer
from nachklang.model.identifiers import ISRC
from nachklang.model.items import CreditedName
from nachklang.model.licences import Licence
from nachklang.model.mandates import Author, Basis, Evidence, Mandate

HERE = Evidence("tag", "tag LICENSE", "x")

DEP5 = """\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: game

Files: *
Copyright: 2020 The Programmer
License: GPL-2+

Files: music/*
Copyright: 2020 The Composer
License: CC-BY-SA-3.0

Files: music/free.ogg music/freer.ogg
Copyright: no-copyright
License: CC0-1.0

Files: music/two.ogg
Copyright: 2020 The Composer
License: CC-BY-4.0 or GPL-2+

Files: music/both.ogg
Copyright: 2020 The Composer
License: CC-BY-4.0 and MIT

License: GPL-2+
 The text.
"""


def tags(**values: tuple[str, ...]) -> Tags:
    return Tags(values, {key: tuple(key.upper() for _ in found) for key, found in values.items()})


def licences(mandates: tuple[Mandate, ...]) -> dict[Layer, list[str]]:
    found: dict[Layer, list[str]] = {}
    for one in mandates:
        found.setdefault(one.layer, []).append(str(one.licence))
    return found


def test_the_last_paragraph_that_names_a_file_holds() -> None:
    index = read_dep5(DEP5, "copyright", "", ["music/a.ogg"])
    assert licences(index.found("music/a.ogg").mandates) == {layer: ["CC-BY-SA-3.0"] for layer in Layer}
    assert licences(index.found("music/free.ogg").mandates)[Layer.RECORDING] == ["CC0-1.0"]
    assert licences(index.found("code.c").mandates)[Layer.RECORDING] == ["GPL-2+"]


def test_the_evidence_says_where_the_licence_stands() -> None:
    found = read_dep5(DEP5, "doc/copyright", "game", []).found("game/music/free.ogg")
    evidence = found.mandates[0].evidence
    assert evidence.source == "doc/copyright, paragraph Files: music/free.ogg music/freer.ogg below game"
    assert evidence.statement == "License: CC0-1.0; Copyright: no-copyright"


def test_the_root_is_where_the_most_files_have_a_paragraph_of_their_own() -> None:
    names = [f"usr/share/game/music/{number}.ogg" for number in range(5)] + ["usr/music/1.ogg"]
    index = read_dep5(DEP5, "usr/share/doc/game/copyright", None, names)
    assert index.root == "usr/share/game"
    assert licences(index.found(names[0]).mandates)[Layer.RECORDING] == ["CC-BY-SA-3.0"]
    assert index.found("usr/music/1.ogg").mandates == ()


def test_where_no_file_has_a_paragraph_of_its_own_patterns_start_at_the_top() -> None:
    index = read_dep5(DEP5, "copyright", None, ["sounds/a.ogg"])
    assert index.root == ""
    assert licences(index.found("sounds/a.ogg").mandates)[Layer.RECORDING] == ["GPL-2+"]


FREE_FOR_ALL = """\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/

Files: {patterns}
Copyright: no-copyright
License: CC0-1.0
"""


@pytest.mark.parametrize(
    ("file", "patterns", "names", "covered"),
    [
        ("free/copyright", "*", ["free/a.ogg", "other/a.ogg", "a.ogg"], {"free/a.ogg"}),
        ("free/copyright", "*.ogg", ["free/a.ogg", "other/a.ogg"], {"free/a.ogg"}),
        ("free/copyright", "m/*", ["free/m/a.ogg", "other/m/a.ogg", "other/m/b.ogg"], {"free/m/a.ogg"}),
        (
            "src/debian/copyright",
            "*",
            ["src/a.ogg", "src/debian/b.ogg", "a.ogg"],
            {"src/a.ogg", "src/debian/b.ogg"},
        ),
        ("x/usr/share/doc/p/copyright", "*", ["x/usr/share/p/a.ogg", "a.ogg"], {"x/usr/share/p/a.ogg"}),
        ("x/usr/share/doc/p/copyright", "*", ["x/usr/share/doc/q/copyright", "x/usr/share/p/a.ogg"], set()),
        ("usr/share/doc/p/copyright", "m/*", ["usr/share/p/m/a.ogg", "usr/share/q/m/a.ogg"], set()),
    ],
)
def test_a_copyright_file_speaks_for_nothing_outside_of_what_it_came_with(
    file: str, patterns: str, names: list[str], covered: set[str]
) -> None:
    index = read_dep5(FREE_FOR_ALL.format(patterns=patterns), file, None, names)
    assert {name for name in names if index.found(name).mandates} == covered


def test_a_paragraph_for_everything_counts_only_where_no_other_root_gives_another() -> None:
    index = read_dep5(DEP5.replace("GPL-2+\n\nFiles", "CC0-1.0\n\nFiles"), "copyright", None, [])
    found = index.found("usr/share/game/music/a.ogg")
    assert found.mandates == ()
    assert "say root = … under [[copyright]]" in found.notes[0]
    assert licences(index.found("sounds/a.ogg").mandates)[Layer.RECORDING] == ["CC0-1.0"]


def test_a_pattern_that_is_none_is_named() -> None:
    with pytest.raises(DepositDescriptionError, match=r"^copyright: .*expected a machine-readable"):
        read_dep5(FREE_FOR_ALL.format(patterns="music/\\x"), "copyright", None, [])


def test_licences_joined_by_or_suffice_each_and_by_and_are_not_understood() -> None:
    index = read_dep5(DEP5, "copyright", "", [])
    assert licences(index.found("music/two.ogg").mandates)[Layer.RECORDING] == ["CC-BY-4.0", "GPL-2+"]
    both = index.found("music/both.ogg")
    assert both.mandates == ()
    assert "joins several licences" in both.notes[0]


def test_only_a_machine_readable_copyright_file_is_taken_for_one() -> None:
    assert is_dep5(DEP5.encode()[:256])
    assert not is_dep5(b"This package was debianized by somebody\nFormat: copyright-format/1.0")
    with pytest.raises(DepositDescriptionError, match=r"^copyright: .*expected a machine-readable"):
        read_dep5("no header here", "copyright", None, [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("© 2020 A. Licensed under https://creativecommons.org/licenses/by-nc/4.0/.", "CC-BY-NC-4.0"),
        ("http://creativecommons.org/licenses/by/3.0/ verify at http://example.org", "CC-BY-3.0"),
        ("SPDX-License-Identifier: CC0-1.0", "CC0-1.0"),
        (
            "http://creativecommons.org/licenses/by/3.0/, https://creativecommons.org/licenses/by/3.0",
            "CC-BY-3.0",
        ),
    ],
)
def test_a_licence_is_found_in_running_text(text: str, found: str) -> None:
    assert Licence.parse(licence_in(text) or "") == Licence(found)


@given(st.text(max_size=100))
def test_any_expression_gives_mandates_or_a_note(text: str) -> None:
    found = expression(text, HERE)
    assert bool(found.mandates) != bool(found.notes)


def test_a_licence_tag_speaks_for_the_whole_file() -> None:
    found = licences_in_tags(
        tags(license=("https://creativecommons.org/publicdomain/zero/1.0/",), artist=("A",)), Given()
    )
    assert licences(found.mandates) == {layer: ["CC0-1.0"] for layer in Layer}


def test_a_licence_tag_does_not_speak_for_another_composer() -> None:
    covered = licences_in_tags(
        tags(license=("CC-BY-4.0",), artist=("A",), composer=("Somebody else",)), Given()
    )
    assert set(licences(covered.mandates)) == {Layer.RECORDING, Layer.PERFORMANCE}
    own = licences_in_tags(tags(license=("CC-BY-4.0",), artist=("A",), composer=("a",)), Given())
    assert Layer.COMPOSITION in licences(own.mandates)


@pytest.mark.parametrize(
    "text",
    [
        "Recording: http://creativecommons.org/licenses/by/3.0/ Song: http://creativecommons.org/licenses/by-nc/3.0/",
        "SPDX-License-Identifier: CC0-1.0\nSPDX-License-Identifier: CC-BY-NC-4.0",
        "SPDX-License-Identifier:\nCC0-1.0",
    ],
)
def test_a_text_with_two_licences_grounds_nothing(text: str) -> None:
    found = expression(licence_in(text) or text, HERE)
    assert found.mandates == ()
    assert found.notes


@pytest.mark.parametrize(
    "found",
    [
        {"license": ("CC-BY-4.0", "CC-BY-NC-4.0")},
        {"license": ("CC0-1.0",), "copyright": ("http://creativecommons.org/licenses/by-nc/4.0/",)},
        {"license": ("CC-BY-4.0", "For personal use only")},
    ],
)
def test_tags_that_disagree_ground_nothing(found: dict[str, tuple[str, ...]]) -> None:
    stated = licences_in_tags(tags(**found), Given())
    assert stated.mandates == ()
    assert stated.notes


def test_a_licence_tag_does_not_speak_for_a_composer_whom_the_depositor_names() -> None:
    tagged = tags(license=("CC-BY-4.0",), artist=("A",))
    other = licences_in_tags(tagged, Given(authors=(Author("Somebody else"),)))
    assert set(licences(other.mandates)) == {Layer.RECORDING, Layer.PERFORMANCE}
    own = licences_in_tags(tagged, Given(artists=credit(["B"]), authors=(Author("b"),)))
    assert Layer.COMPOSITION in licences(own.mandates)


@pytest.mark.parametrize("key", ["composer", "lyricist", "arranger", "originalartist"])
def test_a_licence_tag_does_not_speak_for_whoever_else_wrote_it(key: str) -> None:
    found = licences_in_tags(tags(license=("CC-BY-4.0",), artist=("A",), **{key: ("B",)}), Given())
    assert Layer.COMPOSITION not in licences(found.mandates)


def test_a_licence_tag_without_a_version_is_noted_and_grounds_nothing() -> None:
    found = licences_in_tags(tags(license=("CC BY",)), Given())
    assert found.mandates == ()
    assert found.notes[0].startswith("tag LICENSE: not a licence: 'CC BY'")


@pytest.mark.parametrize(
    "text",
    [
        "Not under https://creativecommons.org/licenses/by/4.0/",
        "https://creativecommons.org/licenses/by/4.0/, no commercial use",
        "CC https://creativecommons.org/licenses/by/4.0/ except the cover",
    ],
)
@pytest.mark.parametrize("key", ["license", "copyright"])
def test_a_licence_that_is_taken_back_in_the_same_breath_grounds_nothing(key: str, text: str) -> None:
    found = licences_in_tags(tags(**{key: (text,)}), Given())
    assert found.mandates == ()
    assert "says more than the licence's name" in found.notes[0]


def test_no_rights_reserved_takes_nothing_back() -> None:
    text = "No Rights Reserved. https://creativecommons.org/publicdomain/zero/1.0/"
    assert licences(licences_in_tags(tags(license=(text,)), Given()).mandates)[Layer.RECORDING] == ["CC0-1.0"]


def test_a_copyright_line_is_no_licence() -> None:
    assert licences_in_tags(tags(copyright=("© 2020 A",)), Given()).mandates == ()
    named = licences_in_tags(
        tags(copyright=("2020 A, http://creativecommons.org/licenses/by/3.0/",)), Given()
    )
    assert licences(named.mandates)[Layer.RECORDING] == ["CC-BY-3.0"]


def test_tags_fill_a_description() -> None:
    reading = read_tags(
        tags(
            title=("T",),
            artist=("A", "B"),
            albumartist=("A",),
            album=("R",),
            tracknumber=("3/12",),
            discnumber=("0",),
            isrc=("DE-ABC-26-00001",),
            date=("2020-05-01T00:00:00",),
            composer=("A",),
            lyricist=("A",),
        )
    )
    said = reading.given
    assert (said.title, said.release, said.track, said.disc) == ("T", "R", 3, None)
    assert said.artists == (CreditedName("A", " & "), CreditedName("B"))
    assert said.isrcs == (ISRC.parse("DEABC2600001"),)
    assert str(said.released) == "2020-05-01"
    assert said.authors == (Author("A"),)
    assert said.authors_complete is None
    assert reading.notes == ()


def test_tags_that_are_no_values_are_left_out_and_noted() -> None:
    reading = read_tags(tags(isrc=("DEABC26٠٠٠٠١",), tracknumber=("٣",), date=("May 2020",)))
    assert (reading.given.isrcs, reading.given.track, reading.given.released) == ((), None, None)
    assert [note.split(":")[0] for note in sorted(reading.notes)] == [
        "tag DATE",
        "tag ISRC",
        "tag TRACKNUMBER",
    ]


def test_a_tag_of_ten_thousand_characters_is_cut_and_noted() -> None:
    reading = read_tags(tags(title=("x" * 10_000,)))
    assert reading.given.title == "x" * LONGEST
    assert "10000 characters" in reading.notes[0]


def test_what_was_said_first_stands_and_only_gaps_are_filled() -> None:
    mine = Mandate(Layer.RECORDING, Basis.LICENCE, HERE, licence=Licence("CC0-1.0"))
    theirs = [
        Mandate(layer, Basis.LICENCE, HERE, licence=Licence("CC-BY-4.0"))
        for layer in (Layer.RECORDING, Layer.COMPOSITION)
    ]
    first = Given(title="mine", authors=(Author("A", 1900),), authors_complete=True, mandates=(mine,))
    other = Given(title="theirs", release="R", authors=(Author("B"),), mandates=tuple(theirs))
    filled = first.over(other)
    assert (filled.title, filled.release) == ("mine", "R")
    assert (filled.authors, filled.authors_complete) == ((Author("A", 1900),), True)
    assert filled.mandates == (mine, theirs[1])


@given(st.lists(st.text(min_size=1).filter(lambda name: name == name.strip() != "")))
def test_a_credit_keeps_names_in_order(names: list[str]) -> None:
    made = credit(names)
    assert [one.name for one in made] == names
    assert not made or made[-1].join_phrase == ""


def test_the_nearest_evidence_stands_first(tmp_path: Path) -> None:
    (tmp_path / "music").mkdir()
    for name in ("a.ogg", "free.ogg"):
        (tmp_path / "music" / name).write_bytes(b"x")
    (tmp_path / "elsewhere.ogg").write_bytes(b"x")
    (tmp_path / "copyright").write_text(DEP5.replace("Files: *\n", "Files: *.c\n"))
    (tmp_path / "music" / "a.ogg.license").write_text("SPDX-License-Identifier: CC-BY-NC-4.0\n")
    surveyed = survey(tmp_path)
    assert surveyed.read == {"copyright", "music/a.ogg.license"}
    beside = surveyed.evidence("music/a.ogg", tags(license=("CC-BY-4.0",)))
    assert licences(beside.mandates)[Layer.RECORDING] == ["CC-BY-NC-4.0"]
    packaged = surveyed.evidence("music/free.ogg", tags(license=("CC-BY-4.0",)))
    assert licences(packaged.mandates) == {layer: ["CC0-1.0"] for layer in Layer}
    tagged = surveyed.evidence("elsewhere.ogg", tags(license=("CC-BY-4.0",)))
    assert licences(tagged.mandates) == {layer: ["CC-BY-4.0"] for layer in Layer}


def test_two_copyright_files_that_disagree_cancel_each_other(tmp_path: Path) -> None:
    (tmp_path / "debian").mkdir()
    for folder, licence in ((".", "CC0-1.0"), ("debian", "CC-BY-4.0")):
        text = DEP5.replace("CC-BY-SA-3.0", licence)
        (tmp_path / folder / "copyright").write_text(text)
    (tmp_path / "music").mkdir()
    (tmp_path / "music" / "a.ogg").write_bytes(b"x")
    found = survey(tmp_path).evidence("music/a.ogg", tags())
    assert found.mandates == ()
    assert "name different licences" in found.notes[0]


@pytest.mark.parametrize("how", ["unclear", "binary", "huge", "link", "silent"])
def test_a_license_file_that_is_not_understood_silences_the_tags(tmp_path: Path, how: str) -> None:
    (tmp_path / "a.ogg").write_bytes(b"x")
    beside = tmp_path / "a.ogg.license"
    if how == "link":
        (tmp_path / "licence.txt").write_text("SPDX-License-Identifier: CC0-1.0\n")
        beside.symlink_to("licence.txt")
    else:
        unclear = b"SPDX-License-Identifier: CC-BY-4.0 AND CC-BY-NC-4.0\n"
        kinds = {"unclear": unclear, "binary": b"\xff\x00", "huge": b"x" * (9 << 20), "silent": b"All rights"}
        beside.write_bytes(kinds[how])
    found = survey(tmp_path).evidence("a.ogg", tags(license=("CC-BY-4.0",)))
    assert found.mandates == ()
    assert found.notes[0].startswith("a.ogg.license: ")


def test_copyright_files_that_disagree_silence_the_tags(tmp_path: Path) -> None:
    (tmp_path / "debian").mkdir()
    text = FREE_FOR_ALL.format(patterns="*")
    (tmp_path / "copyright").write_text(text)
    (tmp_path / "debian" / "copyright").write_text(text.replace("CC0-1.0", "MIT"))
    (tmp_path / "a.ogg").write_bytes(b"x")
    assert survey(tmp_path).evidence("a.ogg", tags(license=("CC-BY-4.0",))).mandates == ()


def test_a_faulty_copyright_file_is_named(tmp_path: Path) -> None:
    head = "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles:\n"
    (tmp_path / "copyright").write_text(head)
    with pytest.raises(DepositDescriptionError, match=r"^copyright: .*DEP-5"):
        survey(tmp_path)


def test_a_description_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "deposit.csv").write_bytes(b"file,title\na.flac,\xfc\n")
    with pytest.raises(
        DepositDescriptionError, match=r"^deposit.csv: not UTF-8 at byte 18; save it as UTF-8"
    ):
        survey(tmp_path)
