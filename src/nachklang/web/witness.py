"""The witness's one address (c2sp.org/tlog-witness), and what its errors are in HTTP."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from nachklang.errors import ArchiveError, LockedError, StorageError
from nachklang.ledger.submissions import (
    PATH,
    SIZE_TYPE,
    InconsistentError,
    OtherStateError,
    SubmissionError,
    UnknownLogError,
    UntrustedCheckpointError,
)
from nachklang.ledger.witness import Witness
from nachklang.web.server import serve_app

STATUS: Mapping[type[ArchiveError], HTTPStatus] = {
    SubmissionError: HTTPStatus.BAD_REQUEST,
    UntrustedCheckpointError: HTTPStatus.FORBIDDEN,
    UnknownLogError: HTTPStatus.NOT_FOUND,
    OtherStateError: HTTPStatus.CONFLICT,
    InconsistentError: HTTPStatus.UNPROCESSABLE_ENTITY,
    LockedError: HTTPStatus.SERVICE_UNAVAILABLE,
    StorageError: HTTPStatus.SERVICE_UNAVAILABLE,
}
_LONGEST = 1_100_000
"""Longer than the longest note that is read, and the longest proof."""


def serve_witness(
    witness: Witness, *, host: str, port: int, on_ready: Callable[[str], None] | None = None
) -> None:
    """Serve a witness until SIGINT or SIGTERM; raises AddressError."""
    serve_app(witness_app(witness), host=host, port=port, on_ready=on_ready)


def witness_app(witness: Witness) -> Starlette:
    """Build the application of a witness."""

    async def add_checkpoint(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return PlainTextResponse("longer than any submission\n", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            line = await run_in_threadpool(witness.add_checkpoint, body, datetime.now(UTC))
        except ArchiveError as error:
            return _answer(error)
        return PlainTextResponse(line)

    return Starlette(routes=[Route(f"/{PATH}", add_checkpoint, methods=["POST"])])


async def _body(request: Request) -> bytes | None:
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > _LONGEST:
            return None
    return bytes(data)


def _answer(error: ArchiveError) -> Response:
    """Answer with the status of the specification; what is the witness's own fault is not told outside."""
    if isinstance(error, OtherStateError):
        return Response(
            f"{error.size}\n", HTTPStatus.CONFLICT, media_type=None, headers={"content-type": SIZE_TYPE}
        )
    status = STATUS.get(type(error), HTTPStatus.INTERNAL_SERVER_ERROR)
    said = "the witness cannot answer just now" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else str(error)
    return PlainTextResponse(f"{said}\n", status)
