"""`nachklang rights review`."""

import click

from nachklang.cli import statuses
from nachklang.cli.context import open_archive
from nachklang.cli.output import emit_json, plural, results, shown

_EPILOG = """\b
Example:
  nachklang --archive my-archive rights review

\b
The exit status is 3 while cases are open; `rights cases` lists them.
"""


@click.command(epilog=_EPILOG)
@click.option("--json", "as_json", is_flag=True, help="Write what was found as JSON.")
def review(*, as_json: bool) -> int:
    """Find out which items lost an act by which they were given out; run it daily.

    Streaming, downloading and redistributing are decided as the site decides them, in the archive's
    territory, today, and compared with the last review. An item that lost one of them gets a case, which
    ends when all of its acts are permitted again.
    """
    from nachklang.archive import review_rights  # noqa: PLC0415  (`--help` does without)

    with open_archive(sign=True) as archive:
        done = review_rights(archive)
    if as_json:
        emit_json(done)
    else:
        console = results()
        for word, cases in (("lost", done.opened), ("ended", done.closed)):
            for case in cases:
                console.print(shown(f"{word}  {case.item_id}  {', '.join(sorted(case.acts))}"), markup=False)
        console.print(
            f"{plural(done.items, 'item')} reviewed, {plural(done.open, 'open case')}", markup=False
        )
    return statuses.PARTLY_DONE if done.open else statuses.OK
