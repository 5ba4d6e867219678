"""Serving: one process, one loop, on the loopback address unless another is named."""

import asyncio
import signal
import socket
from collections.abc import Callable
from pathlib import Path

from granian.constants import Interfaces
from granian.server.embed import Server
from starlette.applications import Starlette

from nachklang.archive import Archive
from nachklang.errors import ArchiveError
from nachklang.web.app import create_app


class AddressError(ArchiveError):
    """The address to serve on is taken, not ours, or not allowed."""

    code = "address"


def serve(
    folder: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve the archive in `folder` until SIGINT or SIGTERM; prints nothing.

    Port 0 takes a free one. `on_ready` is called once with the site's address, when a visitor's
    connection is taken. Raises AddressError, and what `Archive.open` raises.
    """
    with Archive.open(folder) as archive:
        serve_app(create_app(archive), host=host, port=port, on_ready=on_ready)


def serve_app(app: Starlette, *, host: str, port: int, on_ready: Callable[[str], None] | None = None) -> None:
    """Serve an application as `serve` does."""
    asyncio.run(_serve(app, host, _bindable(host, port), on_ready))


def _bindable(host: str, port: int) -> int:
    """Return the port, or a free one for 0, after binding it once to see that it can be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            found: int = probe.getsockname()[1]
            return found
    except OSError as error:
        hint = "name another with --host and --port"
        raise AddressError(f"cannot serve on {host} port {port}: {error.strerror}; {hint}") from error


async def _serve(app: Starlette, host: str, port: int, on_ready: Callable[[str], None] | None) -> None:
    server = Server(
        app, address=host, port=port, interface=Interfaces.ASGINL, websockets=False, log_enabled=False
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, server.stop)
    serving = asyncio.create_task(server.serve())
    if on_ready is not None and await _answers(host, port, serving):
        on_ready(f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/")
    await serving


async def _answers(host: str, port: int, serving: "asyncio.Task[None]") -> bool:
    """Wait until a connection is taken; False where the server ended before that."""
    while not serving.done():
        try:
            _, writer = await asyncio.open_connection(host, port)
        except OSError:
            await asyncio.sleep(0.02)
        else:
            writer.close()
            await writer.wait_closed()
            return True
    return False
