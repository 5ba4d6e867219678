"""Asking the application without a network."""

import asyncio

import httpx
from starlette.types import ASGIApp


class Visitor:
    """Asks the application as a browser does, unless told to ask as a program."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def ask(
        self, address: str, method: str = "GET", *, accept: str = "text/html", **headers: str
    ) -> httpx.Response:
        """Send one request; redirects are not followed, and faults of the application become answers."""
        sent = {"accept": accept} | {name.replace("_", "-"): value for name, value in headers.items()}
        return asyncio.run(self._ask(method, address, sent))

    async def _ask(self, method: str, address: str, headers: dict[str, str]) -> httpx.Response:
        transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://archive.test") as client:
            return await client.request(method, address, headers=headers)
