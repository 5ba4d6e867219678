"""How many copies are enough, and which of them are apart."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nachklang.model.acts import Territory
from nachklang.model.threats import ThreatKind, Threats
from nachklang.preservation.policy import Policy

_COUNTRIES = st.none() | st.sampled_from([Territory("DE"), Territory("SE")])
_WORDS = st.none() | st.sampled_from(["a", "b", "c"])
PLACES = st.lists(st.builds(Threats, _WORDS, _COUNTRIES, _WORDS), min_size=1, max_size=6).map(
    lambda some: {f"place-{number}": one for number, one in enumerate(some)}
)
KINDS = st.sets(st.sampled_from(ThreatKind), min_size=1).map(tuple)


def shared(one: Threats, other: Threats, kind: ThreatKind) -> bool:
    here, there = getattr(one, kind.value), getattr(other, kind.value)
    return None in {here, there} or here == there


def largest(places: list[Threats], kinds: tuple[ThreatKind, ...]) -> int:
    """Try each place with and without it, one after the other."""
    if not places:
        return 0
    first, rest = places[0], places[1:]
    apart = [one for one in rest if not any(shared(first, one, kind) for kind in kinds)]
    return max(largest(rest, kinds), 1 + largest(apart, kinds))


@given(places=PLACES, kinds=KINDS)
def test_the_largest_set_apart_is_found(places: dict[str, Threats], kinds: tuple[ThreatKind, ...]) -> None:
    policy = Policy(places, threats=kinds)
    assert policy.most_apart(list(places)) == largest(list(places.values()), kinds)


@given(places=PLACES, kinds=KINDS, least=st.integers(1, 4), apart=st.integers(1, 4))
def test_more_copies_never_lack_more(
    places: dict[str, Threats], kinds: tuple[ThreatKind, ...], least: int, apart: int
) -> None:
    policy, names = Policy(places, least, apart, kinds), list(places)
    met = [policy.met_by(names[:amount]) for amount in range(len(names) + 1)]
    assert all(later or not earlier for earlier, later in pairwise(met))


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        (Threats("a", Territory("DE"), "disk"), Threats("b", Territory("SE"), "tape"), 2),
        (Threats("a", Territory("DE"), "disk"), Threats("b", Territory("DE"), "tape"), 1),
        (Threats("a", None, "disk"), Threats("b", Territory("SE"), "tape"), 1),
        (Threats(), Threats(), 1),
    ],
)
def test_what_is_not_known_counts_as_shared(one: Threats, other: Threats, apart: int) -> None:
    assert Policy({"one": one, "other": other}).most_apart(["one", "other"]) == apart


def test_what_is_missing_is_said() -> None:
    places = {name: Threats(name, Territory("DE"), name) for name in ("vault", "near", "far")}
    policy = Policy(places, 3, 2)
    assert policy.lacking([]) == "0 of 3 copies"
    assert policy.lacking(["vault", "near", "gone from archive.toml"]) == "2 of 3 copies"
    assert policy.lacking(list(places)) == "1 of 2 copies that share no provider, country, medium"
    assert Policy(places, 3, 2, (ThreatKind.MEDIUM,)).lacking(list(places)) is None
