"""Errors as visitors see them: a status, a sentence, and never a trace or a path on disk."""

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from nachklang.errors import (
    ArchiveError,
    InvalidValueError,
    LockedError,
    NotFoundError,
    NotPermittedError,
    RemovedError,
    StorageError,
)
from nachklang.model.acts import Act
from nachklang.rights import Decision
from nachklang.web.headers import SECURITY_HEADERS
from nachklang.web.room import room_of
from nachklang.web.words import REFUSED

STATUS: Mapping[type[ArchiveError], HTTPStatus] = {
    ArchiveError: HTTPStatus.INTERNAL_SERVER_ERROR,
    InvalidValueError: HTTPStatus.BAD_REQUEST,
    NotFoundError: HTTPStatus.NOT_FOUND,
    RemovedError: HTTPStatus.GONE,
    NotPermittedError: HTTPStatus.FORBIDDEN,
    LockedError: HTTPStatus.SERVICE_UNAVAILABLE,
    StorageError: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""The nearest class in an error's ancestry decides."""

_SAID = {
    HTTPStatus.BAD_REQUEST: (
        "This address cannot be read",
        "Part of it is not in a form that is known here.",
    ),
    HTTPStatus.NOT_FOUND: (
        "Not in this archive",
        "There is nothing at this address; perhaps there never was.",
    ),
    HTTPStatus.GONE: (
        "Removed from this archive",
        "It was kept here, and the law asked for it to be removed. The archive's public log says so.",
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: ("Only for reading", "These pages are read, not written to."),
    HTTPStatus.SERVICE_UNAVAILABLE: (
        "Closed for a moment",
        "The archive cannot answer just now. Try again soon.",
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        "Something went wrong here",
        "The fault is the archive's, not yours. It was noted; nothing in the archive has changed.",
    ),
}
_UNREADABLE = (
    "The file cannot be read here",
    "The archive's copy is damaged or out of reach. It was noted for those who keep the archive.",
)
_log = logging.getLogger("nachklang.web")


class RefusedError(NotPermittedError):
    """An act that was decided against; carries the decision and the page that tells more.

    `told` says whether a visitor may hear the reasons: they hold facts about the item, its authors' names
    among them, so they are told only where the item may be described.
    """

    def __init__(self, decision: Decision, *, about: str | None, told: bool) -> None:
        super().__init__(f"{decision.act} is not permitted: {' '.join(decision.reasons())}")
        self.decision = decision
        self.about = about
        self.told = told


class UnreadableError(ArchiveError):
    """An item's bytes are not where the vault should have them. The message is for the log alone."""

    code = "unreadable"


@dataclass(frozen=True, slots=True)
class Problem:
    """What a visitor is told. `code` is stable; `about` is an address of this site or None."""

    status: int
    code: str
    title: str
    detail: str
    reasons: tuple[str, ...] = ()
    about: str | None = None


def status_of(error: ArchiveError) -> HTTPStatus:
    """Return the HTTP status of an error of ours."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def problem_of(error: Exception) -> Problem:
    """Put an error into words for a visitor. Only words that hold no inner facts are passed on."""
    if isinstance(error, RefusedError):
        return _refusal(error)
    if isinstance(error, UnreadableError):
        return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, error.code, *_UNREADABLE)
    if isinstance(error, HTTPException):
        return _plain(HTTPStatus(error.status_code), "http")
    if isinstance(error, ArchiveError):
        status = status_of(error)
        return _plain(status, error.code, str(error) if isinstance(error, InvalidValueError) else None)
    return _plain(HTTPStatus.INTERNAL_SERVER_ERROR, "internal")


def _refusal(error: RefusedError) -> Problem:
    act = Act(error.decision.act)
    title = REFUSED.get(act, "Not permitted")
    detail = "The archive may not do this today. Asking in another way does not change the answer."
    reasons = error.decision.reasons() if error.told else ()
    return Problem(HTTPStatus.FORBIDDEN, error.code, title, detail, reasons, error.about)


def _plain(status: HTTPStatus, code: str, detail: str | None = None) -> Problem:
    title, usual = _SAID.get(status, (status.phrase, status.description or status.phrase))
    return Problem(status, code, title, detail or usual)


async def answer_problem(request: Request, error: Exception) -> Response:
    """Answer with a page for browsers and `application/problem+json` (RFC 9457) for all others."""
    problem = problem_of(error)
    if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _log.error("%s %s", request.method, request.url.path, exc_info=error)
    usual = {**SECURITY_HEADERS, "cache-control": "no-cache", "vary": "Accept"}
    headers = dict(getattr(error, "headers", None) or {}) | usual
    if _wants_page(request):
        return room_of(request).page(
            "problem.html", request, status=problem.status, headers=headers, problem=problem
        )
    return JSONResponse(
        {"type": "about:blank"} | asdict(problem),
        status_code=problem.status,
        headers=headers,
        media_type="application/problem+json",
    )


def _wants_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "") and not request.url.path.endswith(".json")
