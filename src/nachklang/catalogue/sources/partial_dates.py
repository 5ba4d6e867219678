"""Dates as sources write them."""

import re
from functools import lru_cache

from nachklang.model.dates import PartialDate

_ZEROS = re.compile(r"(?:-00)+$|^0000(?:-.*)?$")


@lru_cache(maxsize=1 << 16)
def read_date(text: str) -> PartialDate | None:
    """Read `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; zeros and nothing mean: not known.

    Raises InvalidValueError for what is no date, and for a day whose month or year is not known.
    """
    known = _ZEROS.sub("", text.strip()) if "00" in text else text.strip()
    if not known and text.strip("0- ") == "":
        return None
    return PartialDate.parse(known or text)
