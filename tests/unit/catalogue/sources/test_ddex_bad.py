"""Bad messages are set aside by name, bad parts of good ones with their line; the others are taken."""

import random
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.ddex_fixtures import (
    CLASSICAL,
    FEATURING,
    Album,
    Deal,
    Disc,
    Take,
    Who,
    an_album,
    ern43,
    ern382,
    purge,
    put,
)
from tests.unit.catalogue.sources.taking import Taken, take

from nachklang.catalogue.sources.ddex import Ddex, parsing
from nachklang.errors import SourceError

LICENCE = "LicenseRef-Klangwerk"
ANOTHER = "the text of another file"


def _beside(tmp_path: Path, message: bytes) -> Taken:
    """Read a message beside a good one, which is always taken."""
    put(tmp_path, "good.xml", ern43(an_album(9)))
    put(tmp_path, "bad.xml", message)
    taken = take(Ddex(tmp_path, licence=LICENCE))
    assert an_album(9).icpn in {row["source_id"] for row in taken["release"]}
    return taken


def _set_aside(tmp_path: Path, message: bytes) -> tuple[str, str]:
    taken = _beside(tmp_path, message)
    (aside,) = taken.asides
    assert (aside.where.split(":")[0], aside.whole) == ("bad.xml", True)
    assert len(taken["release"]) == 1
    assert aside.detail
    return aside.reason, aside.detail


_GOOD = ern43(an_album(1))
_NAMELESS = Album(grid=None, icpn=None, own_id=None, catalogue_number=None)
_BODY = _GOOD[_GOOD.index(b"<ern:") :]
_BOMB = b"<!DOCTYPE x [<!ENTITY a 'ha'>" + b"".join(
    b"<!ENTITY %c '%s'>" % (97 + number, b"&%c;" % (96 + number) * 10) for number in range(1, 20)
)


@pytest.mark.parametrize(
    ("prolog", "used"),
    [
        (_BOMB + b"]>", b"&t;"),
        (b"<!DOCTYPE x [<!ENTITY a SYSTEM 'secret.txt'>]>", b"&a;"),
        (b"<!DOCTYPE x [<!ENTITY %% p SYSTEM 'secret.txt'> %%p;]>".replace(b"%%", b"%"), b""),
        (b"<!DOCTYPE x SYSTEM 'secret.txt'>", b""),
        (b"<!DOCTYPE x>", b""),
    ],
)
def test_document_types_are_refused_and_entities_never_read(
    tmp_path: Path, prolog: bytes, used: bytes
) -> None:
    (tmp_path / "secret.txt").write_text(ANOTHER, encoding="utf-8")
    message = b"<?xml version='1.0'?>" + prolog + _BODY.replace(b"Leere", used + b"Leere")
    reason, detail = _set_aside(tmp_path, message)
    assert reason == "document-type"
    assert ANOTHER not in detail


def test_a_document_type_in_another_encoding_is_one(tmp_path: Path) -> None:
    text = "<?xml version='1.0' encoding='UTF-16'?><!DOCTYPE x>" + _BODY.decode()
    assert _set_aside(tmp_path, text.encode("utf-16"))[0] == "document-type"


def test_a_bomb_in_an_attribute_does_not_go_off(tmp_path: Path) -> None:
    message = _BOMB + b"]>" + _BODY.replace(b"<ern:NewReleaseMessage", b'<ern:NewReleaseMessage X="&t;"', 1)
    assert _set_aside(tmp_path, message)[0] in {"xml-limits", "document-type"}


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        (b"<a>" * 100_000 + b"</a>" * 100_000, "xml-limits"),
        (b"<TitleText>" + b"x" * 11_000_000 + b"</TitleText>", "xml-limits"),
        (b"<TitleText>\xff\xfe</TitleText>", "bad-xml"),
        (b"<TitleText>&#0;</TitleText>", "bad-xml"),
        (b"<TitleText>&nbsp;</TitleText>", "bad-xml"),
        (b"<TitleText>", "bad-xml"),
    ],
)
def test_what_is_no_xml_or_too_much_of_it_is_set_aside(tmp_path: Path, inside: bytes, reason: str) -> None:
    found, detail = _set_aside(tmp_path, _GOOD.replace(b"</ReleaseList>", inside + b"</ReleaseList>"))
    assert found == reason
    assert "line " in detail


@pytest.mark.parametrize("length", [0, 1, 30, 120, len(_GOOD) // 2, len(_GOOD) - 10])
def test_a_message_that_is_cut_off_is_set_aside(tmp_path: Path, length: int) -> None:
    assert _set_aside(tmp_path, _GOOD[:length])[0] == "bad-xml"


def test_a_message_of_gigabytes_is_not_read(tmp_path: Path) -> None:
    put(tmp_path, "good.xml", ern43(an_album(9)))
    large = tmp_path / "bad.xml"
    with large.open("wb") as file:
        file.truncate(2 << 30)
    source = Ddex(tmp_path, licence=LICENCE)
    assert [(one.where, one.reason) for one in take(source).asides] == [("bad.xml", "too-large")]
    assert large not in source.origin.files


@pytest.mark.parametrize(
    ("message", "reason", "named"),
    [
        (
            b"<dsr:SalesReportMessage xmlns:dsr='http://ddex.net/xml/dsr/43'/>",
            "not-ern",
            "SalesReportMessage",
        ),
        (b"<html/>", "not-ern", "html"),
        (_GOOD.replace(b"ern/43", b"ern/371"), "unknown-version", "371"),
        (_GOOD.replace(b"NewReleaseMessage", b"CatalogListMessage"), "unknown-message", "CatalogListMessage"),
        (_GOOD.replace(b"MessageHeader", b"Header"), "no-header", "MessageHeader"),
        (ern43(an_album(1), control="TestMessage"), "test-message", "only a test"),
        (ern43(an_album(1), created="yesterday"), "bad-time", "'yesterday'"),
        (ern43(an_album(1), created="0001-01-01T00:00:00+14:00"), "bad-time", "0001"),
        (_GOOD.replace(b"PartyId>", b"Id>").replace(b"PartyName>", b"Name>"), "no-sender", "PartyName"),
        (ern43(), "no-release", "no release"),
        (purge(_NAMELESS), "no-release-id", "without an id"),
        (ern382(_NAMELESS), "no-release-id", "an id"),
    ],
)
def test_other_messages_are_set_aside_by_name(
    tmp_path: Path, message: bytes, reason: str, named: str
) -> None:
    taken = _beside(tmp_path, message)
    aside = taken.asides[0]
    assert (aside.reason, aside.whole, named in aside.detail) == (reason, True, True)
    assert len(taken["release"]) == 1


def test_a_version_without_a_namespace_is_taken_at_its_word(tmp_path: Path) -> None:
    space = b' xmlns:ern="http://ddex.net/xml/ern/382"'
    bare = ern382(an_album(1)).replace(b"<ern:", b"<").replace(b"</ern:", b"</").replace(space, b"")
    assert len(_beside(tmp_path, bare)["release"]) == 2


def test_a_folder_of_bad_messages_alone_says_why(tmp_path: Path) -> None:
    put(tmp_path, "bad.xml", b"<html/>")
    with pytest.raises(SourceError, match=r"no ERN message that can be read \(bad.xml: not-ern: html of no"):
        Ddex(tmp_path, licence=LICENCE)


def test_a_file_that_goes_away_is_set_aside(tmp_path: Path) -> None:
    put(tmp_path, "good.xml", ern43(an_album(9)))
    gone = put(tmp_path, "gone.xml", _GOOD)
    source = Ddex(tmp_path, licence=LICENCE)
    gone.unlink()
    assert take(source).reasons == ["unreadable"]


_WRONG = replace(
    CLASSICAL,
    icpn="4011222333446",
    dates={"DE": "2021-13-45", "EU": "2026-02-06"},
    artists=(Who("Ada Klang", isni="0000000121032684", ipi="12"),),
    discs=(
        Disc(
            (Take("Morgen", isrcs=("DE-ABC-26",), iswc="T1234567890", duration="3:14", created="2021-13-45"),)
        ),
    ),
)


@pytest.mark.parametrize("write", [ern382, ern43])
def test_a_wrong_part_is_left_out_and_the_rest_is_taken(tmp_path: Path, write: object) -> None:
    assert callable(write)
    taken = take(Ddex(put(tmp_path, "a.xml", write(_WRONG)), licence=LICENCE))
    assert set(taken.reasons) == {
        "bad-barcode",
        "bad-date",
        "bad-territory",
        "bad-isni",
        "bad-ipi",
        "bad-isrc",
        "bad-iswc",
        "bad-duration",
    }
    assert not any(aside.whole for aside in taken.asides)
    assert all(aside.where.startswith("a.xml:") for aside in taken.asides)
    (release,) = taken["release"]
    assert (release["title"], release["barcode"]) == ("Emilie Mayer: Zwei Sinfonien (Live aus Husum)", None)
    (recording,) = taken["recording"]
    assert (recording["duration_ms"], recording["recorded_year"]) == (None, None)
    assert taken["recording_isrc"] == taken["recording_iswc"] == []


def test_a_code_that_is_no_territory_is_noted_once(tmp_path: Path) -> None:
    deals = tuple(Deal(("EU", "DE")) for _ in range(20))
    message = ern43(replace(an_album(1), dates={}, deals=deals))
    assert take(Ddex(put(tmp_path, "a.xml", message), licence=LICENCE)).reasons == ["bad-territory"]


def test_references_that_lead_nowhere_are_noted(tmp_path: Path) -> None:
    message = ern43(CLASSICAL).replace(b"<ReleaseResourceReference>A3<", b"<ReleaseResourceReference>A77<", 1)
    message = message.replace(b"<ArtistPartyReference>P2<", b"<ArtistPartyReference>P77<", 1)
    message = message.replace(b"<FullName>Klangwerk</FullName>", b"", 1)
    taken = take(Ddex(put(tmp_path, "a.xml", message), licence=LICENCE))
    assert sorted(taken.reasons) == ["missing-party", "missing-resource", "nameless-party", "unused-resource"]
    assert len(taken["track"]) == 5


def test_a_recording_or_release_without_a_title_is_left_out(tmp_path: Path) -> None:
    parts = ern382(FEATURING).split(b"<ReleaseList>")
    nameless = (
        parts[0].replace("<TitleText>夜の駅</TitleText>".encode(), b"", 2) + b"<ReleaseList>" + parts[1]
    )
    taken = take(Ddex(put(tmp_path / "a", "a.xml", nameless), licence=LICENCE))
    assert [(aside.reason, aside.whole) for aside in taken.asides] == [("no-title", False)]
    assert [row["title"] for row in taken["recording"]] == ["夜の駅 (Nachtzug Remix)"]
    whole = ern382(FEATURING).replace("<TitleText>夜の駅</TitleText>".encode(), b"")
    taken = take(Ddex(put(tmp_path / "b", "a.xml", whole), licence=LICENCE))
    assert [aside.reason for aside in taken.asides if aside.whole] == ["no-title", "no-release"]


def test_a_release_that_is_twice_in_a_message_is_taken_once(tmp_path: Path) -> None:
    message = ern43(an_album(1, title="Zuerst"), an_album(1))
    taken = take(Ddex(put(tmp_path, "a.xml", message), licence=LICENCE))
    assert [row["title"] for row in taken["release"]] == ["Zuerst"]
    assert taken.reasons == ["repeated-release", "unused-resource"]


def test_a_release_of_very_many_tracks_is_taken(tmp_path: Path) -> None:
    takes = tuple(Take(f"Nr. {number}", isrcs=(f"DEABC26{number:05}",)) for number in range(3_000))
    path = tmp_path / "a.xml"
    recordings = "".join(
        f"<SoundRecording><ResourceReference>A{n}</ResourceReference><ResourceId><ISRC>{one.isrcs[0]}</ISRC>"
        f"</ResourceId><DisplayTitleText>{one.title}</DisplayTitleText></SoundRecording>"
        for n, one in enumerate(takes)
    )
    items = "".join(
        f"<ResourceGroupContentItem><SequenceNumber>{n + 1}</SequenceNumber>"
        f"<ReleaseResourceReference>A{n}</ReleaseResourceReference></ResourceGroupContentItem>"
        for n in range(len(takes))
    )
    text = _GOOD.decode()
    start, end = text.index("<SoundRecording>"), text.index("</SoundRecording>") + len("</SoundRecording>")
    text = text[:start] + recordings + text[end:]
    start, end = text.index("<ResourceGroup>"), text.rindex("</ResourceGroup>")
    path.write_text(text[:start] + "<ResourceGroup>" + items + text[end:], encoding="utf-8")
    taken = take(Ddex(path, licence=LICENCE))
    assert taken.asides == []
    assert [row["position"] for row in taken["track"]] == list(range(1, 3_001))
    assert len({row["id"] for row in taken["track"]}) == 3_000


_MESSAGES = (ern382(CLASSICAL), ern43(CLASSICAL), ern382(FEATURING), ern43(FEATURING), purge(CLASSICAL))
_HEADER = frozenset({"MessageHeader", "MessageSender", "PartyId", "MessageCreatedDateTime"})


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(_MESSAGES), st.randoms(use_true_random=False), st.integers(1, 40))
def test_no_missing_element_makes_reading_fail(
    tmp_path_factory: pytest.TempPathFactory, message: bytes, chance: random.Random, percent: int
) -> None:
    root = etree.fromstring(message)
    for element in list(root.iter("*")):
        parent = element.getparent()
        kept = etree.QName(element).localname in _HEADER and parent in {root, root[0], *root[0]}
        if parent is not None and not kept and chance.randrange(100) < percent:
            parent.remove(element)
    path = tmp_path_factory.mktemp("missing") / "a.xml"
    path.write_bytes(etree.tostring(root))
    taken = take(Ddex(path, licence=LICENCE))
    for row in taken["track"]:
        assert row["recording_id"] in {recording["id"] for recording in taken["recording"]}
    assert all(row["title"] for row in taken["release"] + taken["recording"])


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(_MESSAGES), st.integers(0, 20_000), st.binary(max_size=6))
def test_no_byte_makes_reading_fail(
    tmp_path_factory: pytest.TempPathFactory, message: bytes, place: int, put_in: bytes
) -> None:
    path = tmp_path_factory.mktemp("bytes") / "a.xml"
    place %= len(message)
    path.write_bytes(message[:place] + put_in + message[place + len(put_in) :])
    with suppress(SourceError):  # the one message of the folder may be none any more
        take(Ddex(path, licence=LICENCE))


@given(st.binary(max_size=300))
def test_bytes_are_xml_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("raw") / "a.xml"
    path.write_bytes(data)
    for read in (parsing.read_opening, parsing.read_whole):
        with suppress(parsing.RefusedXmlError):
            read(path)
