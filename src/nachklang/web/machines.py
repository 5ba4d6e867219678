"""What machines may do, where machines look for it: files with well-known names, policies, headers."""

import re
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nachklang.errors import NotFoundError
from nachklang.model.acts import Act
from nachklang.rights import exports
from nachklang.rights.exports import Reservation
from nachklang.web.room import room_of
from nachklang.web.shelf import items_of

TDMREP = "/.well-known/tdmrep.json"
ROBOTS = "/robots.txt"
LICENCE = "/license.xml"
POLICY = "/policies/tdm-{reservation}.json"
PROFILE = "/policies/odrl-profile.jsonld"

_HOST = re.compile(r"(?:[A-Za-z0-9.\-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?", re.ASCII)
_LD_JSON = "application/ld+json"
_RSL_XML = "application/rsl+xml"

Endpoint = Callable[[Request], Response]


def tdmrep(request: Request) -> Response:
    """Reserve the whole site by TDMRep's file, the weakest of its ways."""
    return JSONResponse(exports.tdmrep(_policy_address(site_of(request), Reservation.ALL)))


def policy(request: Request) -> Response:
    """Give the policy that goes with a reservation: what has to be had before mining."""
    wanted = request.path_params["reservation"]
    if wanted not in {Reservation.ALL, Reservation.TRAINING}:
        raise NotFoundError(f"no policy is named {wanted[:40]!a}")
    site, reservation = site_of(request), Reservation(wanted)
    name = room_of(request).archive.settings.name
    uid = _policy_address(site, reservation)
    return JSONResponse(
        exports.tdm_policy(reservation, uid=uid, site=f"{site}/", name=name), media_type=_LD_JSON
    )


def profile(_: Request) -> Response:
    """Give the words of the archive's policies that are its own."""
    return JSONResponse(exports.profile(), media_type=_LD_JSON)


def robots(request: Request) -> Response:
    """Let everybody read, and nobody train."""
    return PlainTextResponse(exports.robots(f"{site_of(request)}{LICENCE}"))


def licence(request: Request) -> Response:
    """Give the same terms in RSL."""
    return Response(exports.rsl(Reservation.ALL, terms=f"{site_of(request)}/about"), media_type=_RSL_XML)


def site_of(request: Request) -> str:
    """Return the address that the site was asked by; a web server before it says whether by TLS."""
    forwarded = request.headers.get("x-forwarded-proto", "")
    scheme = forwarded if forwarded in {"http", "https"} else request.scope["scheme"]
    host = request.headers.get("host", "")
    return f"{scheme}://{host if _HOST.fullmatch(host) else 'localhost'}"


def signalled(endpoint: Endpoint) -> Endpoint:
    """Say with an answer about items what machines may do with all of them; refusals stay reserved."""

    def answer(request: Request) -> Response:
        response = endpoint(request)
        response.headers.update(signals(site_of(request), _reservation(request)))
        return response

    return answer


def signals(site: str, reservation: Reservation) -> dict[str, str]:
    """Return the headers that say a reservation."""
    said = {"tdm-reservation": str(reservation.tdm), "content-usage": exports.content_usage(reservation)}
    if reservation.tdm:
        said["tdm-policy"] = _policy_address(site, reservation)
    return said


def _policy_address(site: str, reservation: Reservation) -> str:
    return f"{site}{POLICY.format(reservation=reservation)}"


def _reservation(request: Request) -> Reservation:
    """Decide for the public, today, about every item that the address gives out."""
    archive = room_of(request).archive
    try:
        items = items_of(request)
    except NotFoundError:
        return Reservation.ALL
    mining = [archive.decide(Act.MINE, item) for item in items]
    return exports.reservation_of(mining, [archive.decide(Act.TRAIN, item) for item in items])


class ReservedByDefault:
    """Reserves every answer that says nothing of its own about machines."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        site = site_of(Request(scope))

        async def send_with_signals(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if "tdm-reservation" not in headers:
                    headers.update(signals(site, Reservation.ALL))
            await send(message)

        await self._app(scope, receive, send_with_signals)
