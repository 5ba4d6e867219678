"""Ages and the policy in words."""

from datetime import timedelta

import pytest
from tests.factories import NOON

from nachklang.model.threats import ThreatKind
from nachklang.preservation.policy import Policy
from nachklang.preservation.wording import rule, span

ALL = tuple(ThreatKind)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(0), "0 seconds"),
        (timedelta(seconds=1.9), "1 second"),
        (timedelta(seconds=59), "59 seconds"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(hours=1, minutes=59), "1 hour"),
        (timedelta(hours=47), "1 day"),
        (timedelta(days=1234), "1,234 days"),
        (timedelta(days=-3), "0 seconds"),
    ],
)
def test_an_age_is_told_in_its_largest_unit(length: timedelta, words: str) -> None:
    assert span(NOON, NOON + length) == words


@pytest.mark.parametrize(
    ("least", "apart", "threats", "words"),
    [
        (1, 1, ALL, "at least 1 place."),
        (3, 1, ALL, "at least 3 places."),
        (3, 2, ALL, "at least 3 places, 2 of which share neither provider, country nor medium."),
        (2, 2, ALL, "at least 2 places, which share neither provider, country nor medium."),
        (4, 3, ALL[1:], "at least 4 places, 3 of which share neither country nor medium."),
        (4, 3, ALL[:1], "at least 4 places, 3 of which share no provider."),
        (4, 3, (), "at least 4 places."),
    ],
)
def test_the_policy_is_told_as_a_sentence(
    least: int, apart: int, threats: tuple[ThreatKind, ...], words: str
) -> None:
    assert rule(Policy({}, least, apart, threats)) == f"Every recording is kept in {words}"
