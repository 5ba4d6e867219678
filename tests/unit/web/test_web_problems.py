"""Errors as visitors see them."""

from collections.abc import Iterator

import pytest
from starlette.exceptions import HTTPException

from nachklang import errors
from nachklang.errors import ArchiveError
from nachklang.web.problems import problem_of, status_of


def _kinds(kind: type[ArchiveError]) -> Iterator[type[ArchiveError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds(below)


_OURS = sorted(
    (kind for kind in _kinds(ArchiveError) if kind.__module__ == errors.__name__), key=lambda kind: kind.code
)
_INNER = "/srv/archive/vault/0a1/original/x.flac: read-only file system"


@pytest.mark.parametrize("kind", _OURS)
def test_every_error_has_a_status_and_keeps_its_inner_facts(kind: type[ArchiveError]) -> None:
    problem = problem_of(kind(_INNER))
    assert problem.status == status_of(kind(_INNER))
    assert problem.code == kind.code
    told = _INNER in problem.detail
    assert told == issubclass(kind, errors.InvalidValueError)


def test_statuses_that_visitors_rely_on() -> None:
    expected = {
        errors.NotFoundError: 404,
        errors.RemovedError: 410,
        errors.NotPermittedError: 403,
        errors.InvalidIdentifierError: 400,
        errors.LockedError: 503,
        errors.FixityError: 500,
    }
    assert {kind: status_of(kind("x")) for kind in expected} == expected


def test_faults_of_the_software_tell_nothing() -> None:
    problem = problem_of(KeyError(_INNER))
    assert (problem.status, problem.code) == (500, "internal")
    assert _INNER not in problem.detail


def test_statuses_without_words_of_ours_have_the_standards_words() -> None:
    assert problem_of(HTTPException(415)).title == "Unsupported Media Type"
