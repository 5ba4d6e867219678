"""The index of ISRCs answers as a dictionary would."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.catalogue.isrc.isrc_tables import index_of

from nachklang.catalogue._disk import MissingIndexError
from nachklang.catalogue.isrc.index import IsrcIndex
from nachklang.errors import CatalogueError, InvalidIdentifierError
from nachklang.model.identifiers import ISRC

Pairs = Sequence[tuple[int, str]]
Folder = Callable[[], Path]


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return lambda: tmp_path_factory.mktemp("isrc")


# Few signs, so that codes meet in buckets, and the first and the last code there can be are among them.
isrcs = st.builds(
    ISRC,
    st.text("AZ", min_size=2, max_size=2).flatmap(
        lambda start: st.text("0Z", min_size=3, max_size=3).map(lambda end: start + end)
    ),
    st.sampled_from(["00", "99"]),
    st.sampled_from(["00000", "00001", "99999"]),
)
ids = st.integers(0, 5) | st.integers((1 << 62), (1 << 62) + 5)
pairs_of_a_part = st.lists(st.tuples(ids, isrcs.map(str)), max_size=40, unique=True)


@settings(max_examples=60, deadline=None)
@given(parts=st.lists(pairs_of_a_part, max_size=3), asked=st.lists(isrcs, max_size=20))
def test_it_answers_as_a_dictionary_would(fresh: Folder, parts: list[Pairs], asked: list[ISRC]) -> None:
    held = defaultdict[str, list[int]](list)
    for pairs in parts:
        for recording, text in sorted(pairs):
            held[text].append(recording)
    index = IsrcIndex.open([index_of(fresh(), pairs) for pairs in parts])
    assert index.count() == sum(len({text for _, text in pairs}) for pairs in parts)
    known = [ISRC.parse(text) for text in held]
    for isrc in known + asked:
        assert index.find(isrc) == held.get(str(isrc), [])
        assert index.find_text(str(isrc)) == index.find_text(isrc.hyphenated) == index.find(isrc)
    answers = index.resolve(pa.array([str(isrc) for isrc in known + asked], pa.string())).to_pylist()
    assert [(one["isrc"], one["recording_ids"]) for one in answers] == [
        (str(isrc), held.get(str(isrc), [])) for isrc in known + asked
    ]
    assert all(one["recordings"] == len(one["recording_ids"]) for one in answers)


def test_each_way_to_write_a_code_is_resolved_and_every_other_text_has_its_reason(tmp_path: Path) -> None:
    index = IsrcIndex.open([index_of(tmp_path, [(7, "DEABC2600001"), (9, "DEABC2600001")])])
    asked = ["de-abc-26-00001", "ISRC DE ABC 26 00001", "DE\u2010ABC\u201026\u201000001", "nonsense", None]
    one, two, three, wrong, nothing = index.resolve(pa.array(asked)).to_pylist()
    assert one == {
        "code": "de-abc-26-00001",
        "isrc": "DEABC2600001",
        "reason": None,
        "recordings": 2,
        "recording_ids": [7, 9],
    }
    assert [two["recording_ids"], three["recording_ids"]] == [[7, 9], [7, 9]]
    assert (wrong["isrc"], wrong["recordings"], wrong["recording_ids"]) == (None, 0, [])
    assert wrong["reason"].startswith("not an ISRC: 'nonsense'; expected two letters")
    assert nothing["code"] is None
    assert nothing["reason"].startswith("not an ISRC")


def test_a_text_that_is_no_code_is_asked_for_in_vain(tmp_path: Path) -> None:
    index = IsrcIndex.open([index_of(tmp_path, [(7, "DEABC2600001")])])
    with pytest.raises(InvalidIdentifierError, match="not an ISRC: 'nonsense'; expected two letters"):
        index.find_text("nonsense")


def test_ids_far_apart_take_eight_bytes_and_near_ones_four(tmp_path: Path) -> None:
    (tmp_path / "near").mkdir()
    (tmp_path / "far").mkdir()
    near = index_of(tmp_path / "near", [(1 << 62, "DEABC2600001"), ((1 << 62) + 1, "DEABC2600002")])
    far = index_of(tmp_path / "far", [(0, "DEABC2600001"), (1 << 32, "DEABC2600002")])
    assert ((near / "recordings").stat().st_size, (far / "recordings").stat().st_size) == (8, 16)
    assert IsrcIndex.open([near, far]).find(ISRC.parse("DEABC2600002")) == [(1 << 62) + 1, 1 << 32]


def test_a_code_that_is_not_in_normal_form_is_an_error_by_name(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="'DE-ABC-26-01' is no ISRC in normal form"):
        index_of(tmp_path, [(1, "DEABC2600001"), (2, "DE-ABC-26-01")])


@pytest.mark.parametrize("name", ["isrc-index.json", "buckets", "starts", "codes", "recordings"])
def test_a_missing_or_short_file_is_a_missing_index(tmp_path: Path, name: str) -> None:
    place = index_of(tmp_path, [(1, "DEABC2600001")])
    whole = (place / name).read_bytes()
    (place / name).write_bytes(whole[:-1])
    with pytest.raises(MissingIndexError, match="run `nachklang"):
        IsrcIndex.open([place])
    (place / name).unlink()
    with pytest.raises(MissingIndexError, match="run `nachklang"):
        IsrcIndex.open([place])


def test_an_index_of_another_version_is_a_missing_one(tmp_path: Path) -> None:
    place = index_of(tmp_path, [(1, "DEABC2600001")])
    head = (place / "isrc-index.json").read_text(encoding="utf-8")
    (place / "isrc-index.json").write_text(head.replace('"index_version": 1', '"index_version": 0'), "utf-8")
    with pytest.raises(MissingIndexError, match="another version"):
        IsrcIndex.open([place])
