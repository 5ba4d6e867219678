"""Groups of resources become media: discs where they are discs, one medium where they are works."""

import pytest
from lxml import etree

from nachklang.catalogue.sources.ddex.groups import media_of
from nachklang.catalogue.sources.ddex.statements import Medium


def _media(text: str) -> tuple[Medium, ...]:
    """Read groups written short: `[Title|type: A1@1 A2 …]`, an item with its sequence number."""
    return media_of(etree.fromstring(_xml(text)), {f"A{number}" for number in range(1, 20)})


def _xml(text: str) -> str:
    words = text.replace("[", " [ ").replace("]", " ] ").split()
    out: list[str] = []
    for word in words:
        if word == "[":
            out.append("<ResourceGroup>")
        elif word == "]":
            out.append("</ResourceGroup>")
        elif word.startswith("#"):
            out.append(f"<SequenceNumber>{word[1:]}</SequenceNumber>")
        elif word.startswith("%"):
            out[-1] = f'<ResourceGroup ResourceGroupType="{word[1:]}">'
        elif word.startswith("="):
            out.append(f"<Title><TitleText>{word[1:].replace('_', ' ')}</TitleText></Title>")
        elif word.startswith("~"):
            out.append(f"<CarrierType>{word[1:]}</CarrierType>")
        else:
            out.append(_item(word))
    return "".join(out)


def _item(word: str) -> str:
    reference, _, rest = word.partition("@")
    sequence, _, shown = rest.partition("/")
    inner = f"<SequenceNumber>{sequence}</SequenceNumber>" if sequence else ""
    inner += f"<DisplaySequence>{shown}</DisplaySequence>" if shown else ""
    inner += f"<ReleaseResourceReference>{reference}</ReleaseResourceReference>"
    return f"<ResourceGroupContentItem>{inner}</ResourceGroupContentItem>"


def _short(media: tuple[Medium, ...]) -> list[list[tuple[str, int]]]:
    return [[(track.reference, track.position) for track in medium.tracks] for medium in media]


@pytest.mark.parametrize(
    ("groups", "media"),
    [
        ("[ A1@1 A2@2 ]", [[("A1", 1), ("A2", 2)]]),
        ("[ [ A1@1 A2@2 ] ]", [[("A1", 1), ("A2", 2)]]),
        ("[ A2@2 A1@1 ]", [[("A1", 1), ("A2", 2)]]),
        ("[ A2 A1@1 ]", [[("A2", 1), ("A1", 2)]]),
        ("[ A1@1 A2@3 ]", [[("A1", 1), ("A2", 3)]]),
        ("[ A1@1 A2@1 ]", [[("A1", 1), ("A2", 2)]]),
        ("[ A1@0 A2@1 ]", [[("A1", 1), ("A2", 2)]]),
        ("[ [ #2 =CD_2 A3@1 ] [ #1 =CD_1 A1@1 A2@2 ] X0 ]", [[("A1", 1), ("A2", 2)], [("A3", 1)]]),
        ("[ [ A1@1 A2@2 ] [ A3@1 ] ]", [[("A1", 1), ("A2", 2)], [("A3", 1)]]),
        ("[ [ A1@1 A2@2 ] [ A3@3 ] ]", [[("A1", 1), ("A2", 2), ("A3", 3)]]),
        ("[ [ =Sinfonie A1@1 A2@2 ] [ =Messe A3@1 ] ]", [[("A1", 1), ("A2", 2), ("A3", 3)]]),
        ("[ [ =Disc_1 [ =W A1@1 ] [ =V A2@2 ] ] [ =Disc_2 A3@1 ] ]", [[("A1", 1), ("A2", 2)], [("A3", 1)]]),
        ("[ [ =Box [ =CD_1 A1@1 ] [ =CD_2 A2@1 ] ] ]", [[("A1", 1)], [("A2", 1)]]),
        ("[ [ ~CD A1@1 ] [ ~DVD A2@2 ] ]", [[("A1", 1)], [("A2", 2)]]),
        ("[ [ %MultiWorkPart #1 A1@1 A2@2 ] A3@2 ]", [[("A1", 1), ("A2", 2), ("A3", 3)]]),
        ("[ [ %MultiWorkPart #2 A1@1 ] A3@1 ]", [[("A3", 1), ("A1", 2)]]),
        ("[ [ %Component #1 [ %Side A1@1 ] [ %Side A2@1 ] ] ]", [[("A1", 1), ("A2", 2)]]),
        ("[ [ %Side A1@1 ] [ %Side A2@1 ] ]", [[("A1", 1)], [("A2", 1)]]),
        ("[ [ %Component A1@1 ] [ %Component A2@1 ] A3@3 ]", [[("A1", 1)], [("A2", 1)], [("A3", 3)]]),
        (
            "[ [ %ComponentRelease [ %ReleaseComponent [ %Component A1@1 ] [ %Component A2@1 ] ] ] A3@2 ]",
            [[("A1", 1)], [("A2", 1)], [("A3", 2)]],
        ),
        ("[ ]", []),
        ("[ X0 [ X1 ] ]", []),
    ],
)
def test_groups_become_media(groups: str, media: list[list[tuple[str, int]]]) -> None:
    assert _short(_media(groups)) == media


def test_what_is_shown_as_number_is_the_number() -> None:
    (medium,) = _media("[ A1@1/A1 A2@2 ]")
    assert [track.number for track in medium.tracks] == ["A1", "2"]


def test_discs_have_their_titles_and_carriers_and_one_disc_has_no_title() -> None:
    first, second = _media("[ [ =CD_1 =Am_Tag ~CD A1@1 ] [ =CD_2 A2@1 ] ]")
    assert (first.title, first.format, second.title, second.format) == ("Am Tag", "CD", None, None)
    (only,) = _media("[ [ =Winterreise A1@1 ] ]")
    assert only.title is None


def test_without_any_group_there_is_no_medium() -> None:
    assert media_of(None, {"A1"}) == ()
