"""The lines of an import's report: what was not taken, one by one while it is few, and always counted."""

import json
from collections.abc import Iterator

from nachklang.catalogue.manifests import MOST_LISTED
from nachklang.catalogue.sources import SetAside


def report_line(step: SetAside, **more: int) -> bytes:
    """Write what was set aside as a line of JSON."""
    line = {"where": step.where, "reason": step.reason, "detail": step.detail, "whole": step.whole}
    return json.dumps(line | more, ensure_ascii=True).encode() + b"\n"


def rest_lines(reason: str, count: int, *, whole: bool) -> Iterator[bytes]:
    """Say how many of `count` are not listed, where there are such."""
    more = count - MOST_LISTED
    if more > 0:
        yield report_line(SetAside("", reason, f"{more} more are counted and not listed", whole), more=more)
