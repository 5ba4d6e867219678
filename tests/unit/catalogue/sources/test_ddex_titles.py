"""Which of several titles, blocks and years is read."""

import pytest
from lxml import etree

from nachklang.catalogue.sources.ddex.dialects import Dialect
from nachklang.catalogue.sources.ddex.elements import text_of
from nachklang.catalogue.sources.ddex.ern3 import Ern3
from nachklang.catalogue.sources.ddex.ern4 import Ern4
from nachklang.catalogue.sources.ddex.notes import Notes

THREE: Dialect = Ern3(Notes("a.xml"))
FOUR: Dialect = Ern4(etree.fromstring("<Message/>"), Notes("a.xml"))


def _in_block(titles: str, reference: str = "<TitleText>Nacht</TitleText>") -> str:
    block = f"<SoundRecordingDetailsByTerritory>{titles}</SoundRecordingDetailsByTerritory>"
    return f"<SoundRecording><ReferenceTitle>{reference}</ReferenceTitle>{block}</SoundRecording>"


_SHOWN = '<Title TitleType="DisplayTitle"><TitleText>{}</TitleText></Title>'
_LIVE = "<TitleText>Nacht</TitleText><SubTitle>Live</SubTitle>"


@pytest.mark.parametrize(
    ("xml", "title"),
    [
        (_in_block(""), "Nacht"),
        (_in_block("", _LIVE), "Nacht (Live)"),
        (_in_block(_SHOWN.format("Nacht (Live)"), _LIVE), "Nacht (Live)"),
        (_in_block(_SHOWN.format("Nacht"), _LIVE), "Nacht (Live)"),
        (_in_block(_SHOWN.format("夜"), _LIVE), "夜"),
        (_in_block(f'<Title TitleType="FormalTitle">{_LIVE}</Title>'), "Nacht (Live)"),
        (_in_block(f'<Title TitleType="GroupingTitle">{_LIVE}</Title>'), "Nacht"),
        (_in_block("<Title><TitleText>Ohne Art</TitleText></Title>"), "Ohne Art"),
        (_in_block(_SHOWN.format("Eins") + _SHOWN.format("Zwei")), "Eins"),
        (_in_block("", "<TitleText>Nacht</TitleText><SubTitle>[Live]</SubTitle>"), "Nacht [Live]"),
        (_in_block("", "<SubTitle>Live</SubTitle>"), None),
    ],
)
def test_of_the_titles_of_3_8_the_shown_one_is_read_with_its_version(xml: str, title: str | None) -> None:
    assert THREE.title(etree.fromstring(xml)) == title


_LIVE_SHOWN = f"<DisplayTitle>{_LIVE}</DisplayTitle>"
_TEXT = "<DisplayTitleText {}>{}</DisplayTitleText>"


@pytest.mark.parametrize(
    ("xml", "title"),
    [
        (_TEXT.format("", "Nacht, live") + _LIVE_SHOWN, "Nacht, live"),
        (_LIVE_SHOWN, "Nacht (Live)"),
        (_LIVE_SHOWN.replace("<SubTitle", "<SubTitle IsDisplayedInTitle='false'"), "Nacht"),
        (_TEXT.format("", "夜") + _TEXT.format("IsDefault='true'", "Nacht"), "Nacht"),
        (
            _TEXT.format("ApplicableTerritoryCode='JP'", "夜")
            + _TEXT.format("ApplicableTerritoryCode='Worldwide'", "Nacht"),
            "Nacht",
        ),
        (_TEXT.format("ApplicableTerritoryCode='JP'", "夜"), "夜"),
        ("", None),
    ],
)
def test_of_the_titles_of_4_the_default_is_read(xml: str, title: str | None) -> None:
    assert FOUR.title(etree.fromstring(f"<Release>{xml}</Release>")) == title


def test_of_the_blocks_of_3_8_that_for_the_whole_world_is_read() -> None:
    blocks = "".join(
        f"<ReleaseDetailsByTerritory><TerritoryCode>{code}</TerritoryCode>"
        f"<DisplayArtistName>{name}</DisplayArtistName><LabelName>{name}</LabelName></ReleaseDetailsByTerritory>"
        for code, name in (("JP", "アダ"), ("Worldwide", "Ada"), ("DE", "Ada"))
    )
    release = etree.fromstring(f"<Release>{blocks}</Release>")
    assert THREE.line(release) == "Ada"
    assert THREE.labels(release) == ["Ada", "アダ", "Ada"]


def test_the_original_line_says_when_a_recording_was_published() -> None:
    line = "<PLine PLineType='{}'><Year>{}</Year></PLine>"
    remastered = line.format("RemasteringPLine", 1998)
    lines = "<PLine><Year>2001</Year></PLine>" + remastered + line.format("OriginalPLine", 1999)
    found = THREE.publications(etree.fromstring(_in_block(lines)))
    assert [text_of(year) for year in found] == ["1999"]


def test_a_date_of_first_publication_goes_before_the_lines() -> None:
    recording = "<SoundRecording>{}<PLine><Year>2001</Year></PLine></SoundRecording>"
    stated = "<FirstPublicationDate>1999-05-01</FirstPublicationDate>"
    for inner, found in ((stated, ["1999-05-01"]), ("", ["2001"])):
        years = FOUR.publications(etree.fromstring(recording.format(inner)))
        assert [text_of(year) for year in years] == found
