"""Records are cut out of a file, whatever stands in it."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nachklang.catalogue.sources.compression import open_compressed
from nachklang.catalogue.sources.discogs.records import KINDS, Record, Records
from nachklang.errors import SourceError

RELEASES = next(kind for kind in KINDS if kind.root == "releases")
LABELS = next(kind for kind in KINDS if kind.root == "labels")
pieces = st.sampled_from(
    [
        "<releases>", "</releases>", "<release>", '<release id="1">', "</release>", "<released>1</released>",
        "<label>", "</label>", "<label />", "<sublabels>", "</sublabels>", "<sublabels />", "<labels>",
        "</labels>", "text", " ", "<!--", "-->", "<!DOCTYPE a>", "<", ">",
    ]
)  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("records") / "file.xml"


def records(path: Path, text: str, *, largest: int = 1_000, labels: bool = False) -> list[Record]:
    path.write_text(text, "utf-8")
    with open_compressed(path) as file:
        return list(Records(path, LABELS if labels else RELEASES, largest=largest).read(file))


@settings(max_examples=400, deadline=None)
@given(inside=st.lists(pieces, max_size=14).map("".join), labels=st.booleans())
@example("<release><release></release>", False)  # noqa: FBT003
@example("<label><sublabels><label></label></label>", True)  # noqa: FBT003
def test_any_file_is_records_and_faults_or_a_source_error(path: Path, inside: str, labels: bool) -> None:  # noqa: FBT001
    root = "labels" if labels else "releases"
    tag = root[:-1]
    try:
        found = records(path, f"<{root}>{inside}</{root}>", labels=labels)
    except SourceError:
        return
    for record in found:
        if record.fault is None:
            assert record.data.startswith(f"<{tag}".encode())
            assert record.data.endswith(f"</{tag}>".encode())
            assert record.data in inside.encode()
    assert [record.end for record in found] == sorted(record.end for record in found)


@settings(max_examples=100, deadline=None)
@given(
    sizes=st.lists(st.integers(0, 1_500), min_size=1, max_size=8),
    largest=st.integers(50, 1_200),
    at=st.integers(0, 7),
)
def test_whatever_is_too_large_is_told_and_the_rest_is_taken(
    path: Path, sizes: list[int], largest: int, at: int
) -> None:
    inside = [f'<release id="{n}">{"x" * size}</release>' for n, size in enumerate(sizes, start=1)]
    found = records(path, f"<releases>{''.join(inside)}</releases>", largest=largest)
    assert [record.number for record in found] == list(range(1, len(sizes) + 1))
    assert all(record.fault or record.data.decode() == inside[record.number - 1] for record in found)
    begun = found[min(at, len(found) - 1)]
    with open_compressed(path) as file:
        rest = list(Records(path, RELEASES, largest=largest).read(file, begun.number, begun.end))
    assert [one.number for one in rest] == [one.number for one in found if one.number > begun.number]


def test_a_record_beyond_all_size_is_passed_over_in_little_memory(path: Path) -> None:
    size = 6_000_000
    text = f'<releases><release id="1">{"x" * size}</release><release id="2"></release></releases>'
    first, second = records(path, text, largest=1_000_000)
    assert (first.fault, len(first.data), second.data) == (
        "larger than 1,000,000 bytes",
        200,
        b'<release id="2"></release>',
    )


def test_the_last_record_may_be_the_broken_one(path: Path) -> None:
    first, last = records(path, "<releases><release>one</release><release>two</releases>")
    assert (first.fault, last.fault) == (None, "it does not end with </release>")


@pytest.mark.parametrize("cut", [9, 15, 30, 50, 52])
def test_a_file_that_ends_too_early_is_cut_off(path: Path, cut: int) -> None:
    whole = '<releases><release id="1">one</release></releases>\n'
    with pytest.raises(SourceError, match="cut off"):
        records(path, whole[: len(whole) - cut] if cut < len(whole) else "")
