"""A deposit that comes as a bag: it is checked whole before anything of it is believed."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from nachklang.deposit.names import shown
from nachklang.errors import FixityError
from nachklang.vault.bags import BagReport, check_bag, is_bag

_MOST_TOLD = 50


class DamagedBagError(FixityError):
    """A bag is not what its own manifests say: nothing of the deposit is taken."""

    code: ClassVar[str] = "damaged-bag"


@dataclass(frozen=True, slots=True)
class Received:
    """The folder whose files are deposited, and what the bag around it says, if there is one.

    `sha512` has the digest of each file by its name in the folder.
    """

    folder: Path
    depositor: str | None = None
    reference: str | None = None
    sha512: Mapping[str, str] | None = None


def receive(folder: Path) -> Received:
    """Return a folder as it is, or, where it is a bag, its payload; raises DamagedBagError.

    Every byte of a bag is read and compared with all that its manifests say of it.
    """
    if not is_bag(folder):
        return Received(folder)
    report = check_bag(folder, also={"sha512"})
    if report.errors:
        raise DamagedBagError(_told(report))
    return Received(
        folder=folder / "data",
        depositor=report.first("Source-Organization"),
        reference=report.first("External-Identifier"),
        sha512={one.path.removeprefix("data/"): one.digests["sha512"] for one in report.payload},
    )


def _told(report: BagReport) -> str:
    """Say everything that is wrong, for the depositor has to mend all of it."""
    lines = [f"{one.where}: {one.code}: {one.message}" for one in report.errors]
    more = f"; and {len(lines) - _MOST_TOLD} more" if len(lines) > _MOST_TOLD else ""
    return (
        f"{shown(str(report.folder))}: the bag is damaged, so nothing of it was taken: "
        f"{'; '.join(lines[:_MOST_TOLD])}{more}. Ask the depositor to send it again"
    )
