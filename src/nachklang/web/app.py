"""The routes of the reading room."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from nachklang.archive import Archive
from nachklang.errors import ArchiveError
from nachklang.web import browse, ledger_files, log, machines, pages, recordings, sound
from nachklang.web.headers import SecurityHeaders
from nachklang.web.machines import ReservedByDefault, signalled
from nachklang.web.paths import STATIC, PlainPaths
from nachklang.web.problems import answer_problem
from nachklang.web.room import Room
from nachklang.web.templating import STATIC_FOLDER


def create_app(archive: Archive) -> Starlette:
    """Build the application over an open archive, which must stay open as long as it serves."""
    app = Starlette(
        routes=_routes(),
        middleware=[Middleware(SecurityHeaders), Middleware(ReservedByDefault), Middleware(PlainPaths)],
        exception_handlers=dict.fromkeys((HTTPException, ArchiveError, Exception), answer_problem),
    )
    app.router.redirect_slashes = False
    app.state.room = Room(archive)
    return app


def _routes() -> list[Route | Mount]:
    return [
        Route("/", pages.home),
        Route("/search", pages.search),
        Route("/search/complete", pages.complete),
        Route("/about", pages.about),
        Route("/vault", pages.vault),
        Route("/log", log.entries),
        Route("/log/{index}", log.entry),
        Route("/log/{index}/entry", log.raw),
        Route("/log/{index}/receipt", log.receipt),
        Route("/ledger/checkpoint", ledger_files.checkpoint),
        Route("/ledger/tile/{path:path}", ledger_files.tile),
        Route("/ledger/rotated/{name}", ledger_files.rotated),
        Route("/healthz", pages.healthz),
        Route(machines.ROBOTS, machines.robots),
        Route(machines.TDMREP, machines.tdmrep),
        Route(machines.LICENCE, machines.licence),
        Route(machines.PROFILE, machines.profile),
        Route(machines.POLICY, machines.policy),
        Route("/artists", browse.artists),
        Route("/artists/{artist}", browse.artist),
        Route("/artists/{artist}/recordings", browse.artist_recordings),
        Route("/artists/{artist}/compositions", browse.artist_compositions),
        Route("/artists/{artist}/releases", browse.artist_releases),
        Route("/releases", browse.releases),
        Route("/releases/{release}", browse.release),
        Route("/recordings", browse.recordings),
        Route("/recordings/{recording}.json", signalled(recordings.data)),
        Route("/recordings/{recording}", signalled(recordings.page)),
        Route("/items/{item}", recordings.of_item),
        *_sound_of("/recordings/{recording}"),
        *_sound_of("/items/{item}"),
        Mount(STATIC, StaticFiles(directory=STATIC_FOLDER)),
    ]


def _sound_of(address: str) -> list[Route]:
    return [
        Route(f"{address}/audio", signalled(sound.audio), methods=sound.ANY_METHOD),
        Route(f"{address}/download", signalled(sound.download), methods=sound.ANY_METHOD),
    ]
