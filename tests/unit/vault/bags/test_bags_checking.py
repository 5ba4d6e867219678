"""What a check finds: every fault is told, whatever the bag says."""

import os
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from tests.unit.vault.bags.making import SOUND, by_hand, digest, errors, made, warnings

from nachklang.vault.bags import check_bag, is_bag
from nachklang.vault.validation.findings import MOST_OF_A_CODE


@pytest.fixture
def bag(tmp_path: Path) -> Path:
    return made(tmp_path / "bag")


def test_a_sound_bag_has_no_problem(bag: Path) -> None:
    report = check_bag(bag)
    assert report.problems == ()
    assert (report.version, report.encoding) == ("1.0", "utf-8")
    assert {file.path: file.size for file in report.payload} == {
        "data/a.flac": 5000,
        "data/inner/b.flac": 11,
        "data/c 100%0A.txt": 0,
    }
    assert report.payload[0].digests.keys() == {"sha256", "sha512"}
    assert is_bag(bag)
    assert not is_bag(bag / "data")


def test_a_flipped_bit_is_found(bag: Path) -> None:
    data = bytearray(SOUND)
    data[2500] ^= 4
    (bag / "data/a.flac").write_bytes(data)
    report = check_bag(bag)
    assert errors(report) == {("altered", "data/a.flac")}
    assert len(report.errors) == 2  # by either manifest


@pytest.mark.parametrize("data", [SOUND[:-1], SOUND + b"x", b""])
def test_a_file_that_was_cut_or_has_grown_is_found(bag: Path, data: bytes) -> None:
    (bag / "data/a.flac").write_bytes(data)
    assert errors(check_bag(bag)) == {("altered", "data/a.flac"), ("oxum", "bag-info.txt")}


def test_two_files_in_each_others_place_are_found(bag: Path) -> None:
    one, other = bag / "data/a.flac", bag / "data/inner/b.flac"
    one.rename(bag / "kept")
    other.rename(one)
    (bag / "kept").rename(other)
    assert errors(check_bag(bag)) == {("altered", "data/a.flac"), ("altered", "data/inner/b.flac")}


def test_everything_that_is_wrong_is_told_at_once(bag: Path) -> None:
    (bag / "data/a.flac").unlink()
    (bag / "data/inner/b.flac").write_bytes(b"OTHER SOUND")
    (bag / "data/extra").write_bytes(b"1")
    (bag / "data/link").symlink_to("extra")
    (bag / "tags/x.xml").write_bytes(b"<y/>")
    assert errors(check_bag(bag)) == {
        ("missing", "data/a.flac"),
        ("altered", "data/inner/b.flac"),
        ("unlisted", "data/extra"),
        ("kind", "data/link"),
        ("altered", "tags/x.xml"),
        ("oxum", "bag-info.txt"),
    }


def test_every_byte_is_read_once_for_all_manifests(bag: Path) -> None:
    tags = sum(path.stat().st_size for path in bag.glob("*.txt"))
    read: Counter[str] = Counter()

    def count(size: int) -> None:
        read["bytes"] += size

    report = check_bag(bag, on_bytes=count, also={"sha512", "md5"})
    payload = sum(one.size for one in report.payload)
    assert all(one.digests.keys() == {"md5", "sha256", "sha512"} for one in report.payload)
    # Tag files are read as texts, and those that tag manifests list once more for their digests.
    listed = {"bagit.txt", "bag-info.txt", "manifest-sha256.txt", "manifest-sha512.txt"}
    again = sum((bag / name).stat().st_size for name in listed)
    assert read["bytes"] == payload + tags + again + len("<x/>")


def test_a_pipe_is_no_file_and_blocks_nothing(bag: Path) -> None:
    os.mkfifo(bag / "data/pipe")
    (bag / "manifest-md5.txt").symlink_to("/dev/zero")
    assert errors(check_bag(bag)) == {("kind", "data/pipe"), ("kind", "manifest-md5.txt")}


def test_links_are_not_followed_into_files_of_others(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    listed = f"{digest(b'secret')}  data/a\n"
    bag = by_hand(tmp_path / "bag", {}, manifest=listed)
    (bag / "data/a").symlink_to(tmp_path / "secret")
    assert errors(check_bag(bag)) == {("kind", "data/a"), ("missing", "data/a")}


@pytest.mark.parametrize(
    "path",
    [
        "../secret",
        "data/../../secret",
        "/etc/passwd",
        "~/secret",
        "~root/secret",
        "data//a",
        "data/./a",
        "C:\\Windows\\a",
        "\\\\server\\a",
        "data/",
        "bagit.txt",
        "manifest-sha256.txt",
    ],
)
def test_a_path_that_leads_elsewhere_is_refused(tmp_path: Path, path: str) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    listed = f"{digest(b'a')}  data/a\n{digest(b'secret')}  {path}\n"
    found = check_bag(by_hand(tmp_path / "bag", {"a": b"a"}, manifest=listed))
    assert ("path", "manifest-sha256.txt") in errors(found)
    assert {code for code, _ in errors(found)} == {"path"}


def test_only_what_1_0_escapes_is_unescaped(tmp_path: Path) -> None:
    names = {"a%0A": "a%250A", "b\n": "b%0a", "c\r": "c%0D", "d%41": "d%2541", "%7Ee": "%7Ee"}
    listed = "".join(f"{digest(b'x')}  data/{written}\n" for written in names.values())
    bag = by_hand(tmp_path / "bag", dict.fromkeys(names, b"x"), manifest=listed)
    assert check_bag(bag).problems == ()


def test_0_97_leaves_the_percent_sign_alone(tmp_path: Path) -> None:
    names = {"b\n": "b%0A", "c%25": "c%25"}
    listed = "".join(f"{digest(b'x')}  data/{written}\n" for written in names.values())
    bag = by_hand(tmp_path / "bag", dict.fromkeys(names, b"x"), manifest=listed, version="0.97")
    assert check_bag(bag).problems == ()


def test_what_could_be_fetched_is_told_and_not_fetched(tmp_path: Path) -> None:
    listed = f"{digest(b'a')}  data/a\n{digest(b'b')}  data/b\n{digest(b'c')}  data/c\n"
    fetch = b"https://example.org/b 1 data/b\nhttps://example.org/d - data/d\nnonsense\n"
    bag = by_hand(tmp_path / "bag", {"a": b"a"}, manifest=listed, fetch_txt=fetch)
    report = check_bag(bag)
    assert errors(report) == {
        ("not-fetched", "data/b"),
        ("missing", "data/c"),
        ("unlisted", "data/d"),
        ("manifest", "fetch.txt"),
    }
    assert "https://example.org/b" in next(one.message for one in report.errors if one.code == "not-fetched")


def test_1_0_wants_every_file_in_every_manifest(tmp_path: Path) -> None:
    md5 = b"0cc175b9c0f1b6a831c399e269772661  data/a\n"
    for version, expected in (("1.0", {("unlisted", "data/b")}), ("0.97", set())):
        payload = {"a": b"a", "b": b"b"}
        bag = by_hand(tmp_path / version, payload, version=version, manifest__md5_txt=md5)
        assert errors(check_bag(bag)) == expected


def test_two_manifests_of_one_algorithm_are_both_believed_in_nothing(tmp_path: Path) -> None:
    wrong = f"{digest(b'b')}  data/a\n".encode()
    bag = by_hand(tmp_path / "bag", {"a": b"a"})
    (bag / "manifest-SHA-256.txt").write_bytes(wrong)
    assert errors(check_bag(bag)) == {("altered", "data/a")}


def test_a_name_in_another_unicode_form_is_found(tmp_path: Path) -> None:
    name = unicodedata.normalize("NFC", "é.flac")
    listed = f"{digest(b'a')}  data/{unicodedata.normalize('NFD', name)}\n"
    report = check_bag(by_hand(tmp_path / "bag", {name: b"a"}, manifest=listed))
    assert (errors(report), warnings(report)) == (set(), {("name", f"data/{name}")})


def test_names_that_differ_in_case_only_are_told(tmp_path: Path) -> None:
    report = check_bag(by_hand(tmp_path / "bag", {"A": b"a", "a": b"b"}))
    assert (errors(report), warnings(report)) == (set(), {("name", "data/a")})


def test_a_missing_file_is_no_twin_of_one_with_other_bytes(tmp_path: Path) -> None:
    listed = f"{digest(b'a')}  data/a\n{digest(b'b')}  data/A\n"
    assert errors(check_bag(by_hand(tmp_path / "bag", {"a": b"a"}, manifest=listed))) == {
        ("missing", "data/A")
    }


@pytest.mark.parametrize(("version", "is_error"), [("1.0", True), ("0.97", False)])
def test_a_file_that_is_listed_twice(tmp_path: Path, version: str, *, is_error: bool) -> None:
    listed = f"{digest(b'a')}  data/a\n" * 2
    report = check_bag(by_hand(tmp_path / "bag", {"a": b"a"}, manifest=listed, version=version))
    found = errors(report) if is_error else warnings(report)
    assert found == {("duplicate", "data/a")}
    assert len(report.problems) == 1


def test_an_unknown_algorithm_passes_nothing(tmp_path: Path) -> None:
    other = b"00  data/a\n"
    bag = by_hand(tmp_path / "bag", {"a": b"a"}, manifest__crc32_txt=other)
    assert (errors(check_bag(bag)), warnings(check_bag(bag))) == (
        set(),
        {("algorithm", "manifest-crc32.txt")},
    )
    (bag / "manifest-sha256.txt").unlink()
    assert errors(check_bag(bag)) == {("algorithm", "manifest-crc32.txt")}


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"BagIt-Version: 1.0\n",
        b"BagIt-Version: 2.0\nTag-File-Character-Encoding: UTF-8\n",
        b"BagIt-Version: 1.0 \nTag-File-Character-Encoding: UTF-8\n",
        b"bagit-version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        b"Tag-File-Character-Encoding: UTF-8\nBagIt-Version: 1.0\n",
        b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\nmore\n",
        b"\xef\xbb\xbfBagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        b"\xff\xfe\n",
    ],
)
def test_a_wrong_declaration_is_an_error(tmp_path: Path, text: bytes) -> None:
    bag = by_hand(tmp_path / "bag", {"a": b"a"}, bagit_txt=text)
    assert errors(check_bag(bag)) == {("declaration", "bagit.txt")}


@pytest.mark.parametrize("name", ["hex", "idna", "rot13", "unicode_escape", "klingon", "utf\0-8"])
def test_an_encoding_that_is_none_of_text_is_refused(tmp_path: Path, name: str) -> None:
    text = f"BagIt-Version: 1.0\nTag-File-Character-Encoding: {name}\n".encode()
    bag = by_hand(tmp_path / "bag", {"a": b"a"}, bagit_txt=text)
    assert errors(check_bag(bag)) == {("encoding", "bagit.txt")}


def test_tag_files_have_to_be_in_the_declared_encoding(tmp_path: Path) -> None:
    bag = by_hand(tmp_path / "bag", {"a": b"a"}, bag__info_txt=b"Contact-Name: \xe4\n")
    assert errors(check_bag(bag)) == {("encoding", "bag-info.txt")}


def test_a_byte_order_mark_hides_no_line(tmp_path: Path) -> None:
    listed = f"\ufeff{digest(b'a')}  data/a\n"
    report = check_bag(by_hand(tmp_path / "bag", {"a": b"a"}, manifest=listed))
    assert (errors(report), warnings(report)) == (set(), {("encoding", "manifest-sha256.txt")})


def test_lines_end_where_the_rfc_ends_them_only(tmp_path: Path) -> None:
    names = ["a\x0b", "b\x85", "c\u2028d", "e"]
    ends = ["\r\n", "\n", "\r", ""]
    listed = "".join(f"{digest(b'x')}\t data/{name}{end}" for name, end in zip(names, ends, strict=True))
    bag = by_hand(tmp_path / "bag", dict.fromkeys(names, b"x"), manifest=listed)
    assert check_bag(bag).problems == ()


def test_bag_info_keeps_order_repeats_and_folded_lines(tmp_path: Path) -> None:
    info = b"A: 1\r\nLong-One: two\r\n  three\r\n\tfour\r\na: 5\r\nEmpty:\r\n"
    report = check_bag(by_hand(tmp_path / "bag", {"a": b"a"}, bag__info_txt=info))
    assert report.problems == ()
    assert report.info == (("A", "1"), ("Long-One", "two three four"), ("a", "5"), ("Empty", ""))
    assert (report.first("LONG-ONE"), report.first("A"), report.first("Empty")) == (
        "two three four",
        "1",
        None,
    )


@pytest.mark.parametrize(
    ("info", "code"),
    [
        (b"Payload-Oxum: 1.2\n", "oxum"),
        (b"payload-oxum: 2.1\n", "oxum"),
        (b"Payload-Oxum: one\n", "info"),
        (b"no label\n", "info"),
        (b"  goes on with nothing\n", "info"),
        (b"A: \x1b[2J\n", "info"),
        (b"A: 1\0\n", "info"),
    ],
)
def test_what_is_wrong_in_bag_info(tmp_path: Path, info: bytes, code: str) -> None:
    bag = by_hand(tmp_path / "bag", {"a": b"a"}, bag__info_txt=info)
    assert errors(check_bag(bag)) == {(code, "bag-info.txt")}


@pytest.mark.parametrize("line", ["zz  data/a", "data/a", "00 data/a", f"{digest(b'a')}"])
def test_a_line_that_is_no_digest_and_path(tmp_path: Path, line: str) -> None:
    listed = f"{digest(b'a')}  data/a\n{line}\n"
    bag = by_hand(tmp_path / "bag", {"a": b"a"}, manifest=listed)
    assert errors(check_bag(bag)) == {("manifest", "manifest-sha256.txt")}


@pytest.mark.parametrize("what", ["payload", "manifest", "everything"])
def test_a_bag_needs_its_parts(tmp_path: Path, what: str) -> None:
    bag = by_hand(tmp_path / "bag", {})
    if what != "manifest":
        (bag / "data").rmdir()
    if what != "payload":
        (bag / "manifest-sha256.txt").unlink()
    if what == "everything":
        (bag / "bagit.txt").unlink()
    expected = {
        "payload": {("missing", "data")},
        "manifest": {("manifest", ".")},
        "everything": {("missing", "data"), ("manifest", "."), ("declaration", "bagit.txt")},
    }
    assert errors(check_bag(bag)) == expected[what]


def test_what_is_told_is_safe_to_print_and_has_an_end(tmp_path: Path) -> None:
    payload = {f"\x1b[2J{number}": b"" for number in range(MOST_OF_A_CODE + 5)}
    report = check_bag(
        by_hand(tmp_path / "bag", payload, manifest=f"{digest(b'')}  data/x\n", version="0.97")
    )
    unlisted = [one for one in report.errors if one.code == "unlisted"]
    assert unlisted[-1].message == "and 5 more of this code"
    assert len(unlisted) == MOST_OF_A_CODE + 1
    assert all(one.where.isprintable() and one.message.isprintable() for one in report.problems)
