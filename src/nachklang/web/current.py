"""The catalogue as it may be shown today."""

from datetime import UTC, date, datetime
from threading import Lock

from nachklang.archive import Archive
from nachklang.catalogue import Snapshot
from nachklang.model.acts import Act


class CurrentCatalogue:
    """Gives the newest snapshot once each of its items was decided upon for the day.

    A snapshot holds what could be described when it was made. An agreement may have ended since, or an
    embargo begun: then the catalogue is made again before anything of it is shown.
    """

    def __init__(self) -> None:
        self._decided: tuple[int, date] | None = None
        self._lock = Lock()

    def latest(self, archive: Archive) -> Snapshot | None:
        """Return the newest snapshot, or None where there is none; LockedError while another is made."""
        snapshot = archive.catalogue.latest()
        if snapshot is None:
            return None
        with self._lock:
            today = datetime.now(UTC).date()
            if self._decided != (snapshot.info.number, today):
                snapshot = _describable(archive, snapshot)
                self._decided = (snapshot.info.number, today) if snapshot else None
        return snapshot


def _describable(archive: Archive, snapshot: Snapshot) -> Snapshot | None:
    """Return the snapshot where it tells of nothing that may not be described, or else a new one."""
    withheld = [
        item.id for item in archive.registry.items() if not archive.decide(Act.DESCRIBE, item).permitted
    ]
    if not snapshot.holds(withheld):
        return snapshot
    archive.rebuild_catalogue()
    return archive.catalogue.latest()
