"""`nachklang catalogue quality`."""

import click

from nachklang.cli.context import read_catalogue
from nachklang.cli.output import emit_json, results

_EPILOG = """\b
Example:
  nachklang --archive my-archive catalogue quality --json > quality.json
"""


@click.command(epilog=_EPILOG)
@click.option("--json", "as_json", is_flag=True, help="Write the report as JSON, with examples.")
def quality(*, as_json: bool) -> None:
    """Report what is wrong with ISRCs, or odd.

    Counted are codes that are none, prefixes that no agency is known to give out, codes on several
    recordings that differ in length or artist, and recordings with several codes.
    """
    report = read_catalogue().quality()
    if as_json:
        emit_json(report)
        return
    several, more = report["several_recordings"], report["several_codes"]
    lines = {
        "codes": report["codes"],
        "recordings with a code": report["recordings"],
        "no ISRC, set aside": report["invalid"]["codes"],
        "unknown prefix": report["unknown_prefix"]["codes"],
        "on several recordings": several["codes"],
        "… that differ in length": several["different_length"],
        "… that differ in artist": several["different_artist"],
        "recordings with several codes": more["recordings"],
    }
    console = results()
    for name, count in lines.items():
        console.print(f"{name:<32} {count:>14,}", markup=False)
