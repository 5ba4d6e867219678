"""One spelling for each address, so that no second spelling goes round a decision."""

from starlette.types import ASGIApp, Receive, Scope, Send

STATIC = "/static"


def plain_path(path: str) -> str:
    """Write a decoded path in lower case, without empty segments and trailing slashes.

    Ids are lower-case UUIDs, so case tells nothing apart. `.` and `..` stay as they are and match
    no route. The files under `/static` keep their spelling.
    """
    if path.startswith(f"{STATIC}/"):
        return path
    return "/" + "/".join(segment for segment in path.lower().split("/") if segment)


class PlainPaths:
    """Routes every request by the plain spelling of its path."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on under the plain spelling of its path."""
        if scope["type"] == "http":
            scope = {**scope, "path": plain_path(scope["path"])}
        await self._app(scope, receive, send)
