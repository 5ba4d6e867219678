"""A server between the store and moto that tells lies: each a function from a request to an answer."""

import base64
import hashlib
import http.client
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from tests.contract.stores.servers import Server


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def writes(self) -> bool:
        return self.method == "PUT"

    @property
    def lists(self) -> bool:
        return "list-type=2" in self.target

    @property
    def reads(self) -> bool:
        return self.method in {"GET", "HEAD"} and not self.lists


@dataclass(frozen=True, slots=True)
class Answer:
    """`cut` is after how many bytes of the body the connection ends; below zero, before anything is said."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    cut: int | None = None


Forward = Callable[[Request], Answer]
Lie = Callable[[Request, Forward], Answer]


def honest(request: Request, forward: Forward) -> Answer:
    return forward(request)


def loses(request: Request, forward: Forward) -> Answer:
    """Take every upload with thanks, and forget it."""
    return Answer(200, {"ETag": '"0"'}) if request.writes else forward(request)


def overwrites(request: Request, forward: Forward) -> Answer:
    """Ignore every condition."""
    kept = {name: value for name, value in request.headers.items() if not name.lower().startswith("if-")}
    return forward(replace(request, headers=kept))


def flips(request: Request, forward: Forward) -> Answer:
    """Change one bit of what is uploaded."""
    if not request.writes or not request.body:
        return forward(request)
    return forward(replace(request, body=request.body[:-1] + bytes([request.body[-1] ^ 1])))


def checks(request: Request, forward: Forward) -> Answer:
    """For once no lie, but what moto leaves out: refuse bytes without their digest, or with another's."""
    copies = any(name.lower() == "x-amz-copy-source" for name in request.headers)
    if not request.writes or copies:
        return forward(request)
    named = {value for name, value in request.headers.items() if name.lower() == "x-amz-checksum-sha256"}
    if named == {base64.b64encode(hashlib.sha256(request.body).digest()).decode()}:
        return forward(request)
    return Answer(400, {}, b"<Error><Code>BadDigest</Code></Error>")


def flips_before_the_check(request: Request, forward: Forward) -> Answer:
    """Change one bit on the way to a server that checks."""
    return flips(request, lambda changed: checks(changed, forward))


def counting(seen: list[Request], lie: Lie) -> Lie:
    """Keep every request that comes."""

    def count(request: Request, forward: Forward) -> Answer:
        seen.append(request)
        return lie(request, forward)

    return count


def keeps(request: Request, forward: Forward) -> Answer:
    """Delete nothing."""
    return Answer(204) if request.method == "DELETE" else forward(request)


def remembers(about: Callable[[Request], bool]) -> Lie:
    """Answer each question as it was answered first."""
    told: dict[tuple[str, str], Answer] = {}

    def lie(request: Request, forward: Forward) -> Answer:
        if not about(request):
            return forward(request)
        key = (request.method, request.target)
        found = told.get(key) or forward(request)
        if found.status == 200:
            told[key] = found
        return found

    return lie


def expires(after: int) -> Lie:
    """Refuse the credentials, and repeat them, once some requests were answered."""
    seen: list[None] = []

    def lie(request: Request, forward: Forward) -> Answer:
        seen.append(None)
        if len(seen) <= after:
            return forward(request)
        said = f"<Error><Code>ExpiredToken</Code><Token-0>{request.headers}</Token-0></Error>"
        return Answer(400 if len(seen) % 2 else 403, {}, said.encode())

    return lie


def cuts(request: Request, forward: Forward) -> Answer:
    """End the connection in the middle of what is read."""
    found = forward(request)
    return replace(found, cut=len(found.body) // 2) if request.reads and request.method == "GET" else found


def shortens(request: Request, forward: Forward) -> Answer:
    """Send less than was said before, and call it all."""
    found = forward(request)
    return replace(found, body=found.body[:-1]) if request.reads and request.method == "GET" else found


def shrinks(request: Request, forward: Forward) -> Answer:
    """Hold one byte less than was sent."""
    found = forward(request)
    if request.method != "HEAD" or found.status != 200:
        return found
    length = int(found.headers["Content-Length"]) - 1
    return replace(found, headers={**found.headers, "Content-Length": str(length)})


def unheard(request: Request, forward: Forward) -> Answer:
    """Do what is asked, and never say so."""
    return replace(forward(request), cut=-1) if request.writes else forward(request)


def overloaded(request: Request, forward: Forward) -> Answer:
    """Ask for patience."""
    del request, forward
    return Answer(503, {}, b"<Error><Code>SlowDown</Code></Error>")


@dataclass
class Liar:
    """Where the liar listens, and the lie that it tells; tests set another one."""

    server: Server
    lie: Lie = honest


@contextmanager
def lying(truth: Server) -> Iterator[Liar]:
    """Start a liar before a true server."""
    liar: Liar

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            size = int(self.headers.get("content-length") or 0)
            request = Request(self.command, self.path, dict(self.headers.items()), self.rfile.read(size))
            self._say(liar.lie(request, lambda one: _forward(truth.port, one)))

        def _say(self, answer: Answer) -> None:
            self.close_connection = answer.cut is not None
            if answer.cut is not None and answer.cut < 0:
                return
            self.send_response(answer.status)
            kept = {"etag", "last-modified", "content-type", "content-range", "accept-ranges"}
            for name, value in answer.headers.items():
                if name.lower() in kept:
                    self.send_header(name, value)
            length = answer.headers.get("Content-Length", "0") if self.command == "HEAD" else len(answer.body)
            self.send_header("Content-Length", str(length))
            self.end_headers()
            if self.command == "HEAD":
                return
            with suppress(ConnectionError):
                self.wfile.write(answer.body if answer.cut is None else answer.body[: answer.cut])

        do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _answer  # noqa: N815  (http.server's own names)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as front:
        liar = Liar(Server(front.server_address[1]))
        thread = Thread(target=front.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield liar
        finally:
            front.shutdown()
            thread.join()


def _forward(port: int, request: Request) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(request.method, request.target, body=request.body, headers=request.headers)
        response = connection.getresponse()
        body = response.read()
        return Answer(response.status, dict(response.headers.items()), body)
    finally:
        connection.close()
