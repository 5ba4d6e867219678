"""Row ids are the same at every import; public ids say nothing, and lead back."""

from uuid import UUID

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nachklang.catalogue.ids import DENSE, dense_base, dense_id, hashed_id
from nachklang.catalogue.public_ids import KINDS, PublicIds
from nachklang.errors import InvalidValueError, NotFoundError

_IDS = st.integers(0, (1 << 63) - 1)
_KIND = st.sampled_from(KINDS)
_TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)


@given(st.sampled_from(["musicbrainz", "ddex-label"]), st.sampled_from(["artist", "release"]), _TEXT)
def test_duckdb_makes_the_same_hashed_ids(source: str, kind: str, key: str) -> None:
    sql = "select (md5_number_upper(? || chr(31) || ? || chr(31) || ?) >> 2)::bigint"
    made = hashed_id(source, kind, key)
    assert duckdb.execute(sql, [kind, source, key]).fetchall() == [(made,)]
    assert 0 <= made < DENSE


def test_hashed_ids_never_change() -> None:
    assert hashed_id("musicbrainz", "artist", "b10bbbfc-cf9e-42e0-be17-e2c3e1d2600d") == 4089099092146501645


@given(st.integers(0, (1 << 41) - 1))
def test_dense_ids_follow_one_another_and_are_no_hashed_ones(number: int) -> None:
    assert dense_id("discogs", number) == dense_base("discogs") + number
    assert DENSE <= dense_id("discogs", number) < 1 << 63


@pytest.mark.parametrize("number", [-1, 1 << 41])
def test_a_number_out_of_range_is_refused(number: int) -> None:
    with pytest.raises(InvalidValueError, match="discogs: number"):
        dense_id("discogs", number)


@given(st.binary(min_size=1), _KIND, st.lists(_IDS, max_size=5))
def test_a_public_id_leads_back(secret: bytes, kind: str, ids: list[int]) -> None:
    public = PublicIds(secret)
    made = public.many(kind, ids)
    assert [public.read(kind, one) for one in made] == ids
    assert [public.read(kind, one.upper()) for one in made] == ids
    assert all(UUID(one).version == 8 for one in made)


@given(_KIND, _KIND, _IDS)
def test_an_id_of_one_kind_is_none_of_another(kind: str, other: str, one: int) -> None:
    public = PublicIds(b"secret")
    if kind != other:
        with pytest.raises(NotFoundError):
            public.read(other, public.of(kind, one))


@given(_KIND, _IDS)
def test_an_id_of_another_archive_leads_nowhere(kind: str, one: int) -> None:
    with pytest.raises(NotFoundError):
        PublicIds(b"other").read(kind, PublicIds(b"secret").of(kind, one))


def test_ids_that_follow_one_another_do_not_look_it() -> None:
    made = PublicIds(b"secret").many("recording", range(1000))
    assert len({one[:4] for one in made}) > 900
    assert made != sorted(made)


@given(st.text(max_size=50) | st.uuids().map(str))
def test_any_other_text_is_not_found(text: str) -> None:
    with pytest.raises(NotFoundError, match="no recording has the id"):
        PublicIds(b"secret").read("recording", text)
