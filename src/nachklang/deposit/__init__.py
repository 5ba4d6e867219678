"""From a folder of files to items of the archive.

*candidate*: a file of the folder. *survey*: the first look at a folder: its files and what was said
about them. *evidence*: where a licence is stated. *assessment*: a file described and decided upon.
*outcome*: what came of one file: accepted, held, refused, set aside, or read as description.

Decoders take half a second to load, and most commands need none: so these names are imported when asked for.
"""

from typing import TYPE_CHECKING

from nachklang.lazy import imported_when_asked

if TYPE_CHECKING:
    from nachklang.deposit.csv_reader import COLUMNS
    from nachklang.deposit.report import Outcome, Progress, Report, Status
    from nachklang.deposit.services import Services
    from nachklang.deposit.workflow import accept

__all__ = ["COLUMNS", "Outcome", "Progress", "Report", "Services", "Status", "accept"]

_PLACES = {
    "COLUMNS": "csv_reader",
    "Outcome": "report",
    "Progress": "report",
    "Report": "report",
    "Services": "services",
    "Status": "report",
    "accept": "workflow",
}

__getattr__ = imported_when_asked(__name__, _PLACES)
