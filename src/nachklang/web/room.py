"""What every page needs: the archive, and the templates that put it on paper."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from nachklang.archive import Archive
from nachklang.catalogue import Snapshot
from nachklang.web.current import CurrentCatalogue
from nachklang.web.overview import OverviewShelf
from nachklang.web.templating import Pages
from nachklang.web.vault import VaultShelf
from nachklang.web.words import institution_name, territory_name


@dataclass(frozen=True, slots=True)
class Room:
    """One archive, open to visitors."""

    archive: Archive
    pages: Pages = field(default_factory=Pages)
    overview: OverviewShelf = field(default_factory=OverviewShelf)
    vault: VaultShelf = field(default_factory=VaultShelf)
    catalogue: CurrentCatalogue = field(default_factory=CurrentCatalogue)

    def snapshot(self) -> Snapshot | None:
        """Return the catalogue as it may be shown today, or None where there is none yet."""
        return self.catalogue.latest(self.archive)

    def page(
        self,
        template: str,
        request: Request,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **values: Any,
    ) -> HTMLResponse:
        """Render a template with the facts that the frame of every page shows."""
        settings = self.archive.settings
        frame = {
            "archive_name": settings.name,
            "archive_id": settings.id,
            "owner": institution_name(settings.institution_classes),
            "jurisdiction": territory_name(settings.jurisdiction),
            "here": request.url.path,
        }
        return HTMLResponse(
            self.pages.render(template, **frame, **values), status_code=status, headers=headers
        )


def room_of(request: Request) -> Room:
    """Return the room that a request came to."""
    room: Room = request.app.state.room
    return room
