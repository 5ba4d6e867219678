"""`nachklang ledger rotate-key`."""

import os

import click

from nachklang.cli.context import archive_folder
from nachklang.cli.output import emit_json, emit_line, messages, shown, shown_path

_EPILOG = """\b
Example:
  nachklang --archive my-archive ledger rotate-key

\b
Where it is cut off, run it again: it goes on where it was.
"""


@click.command("rotate-key", epilog=_EPILOG)
@click.option("--json", "as_json", is_flag=True, help="Write both public keys as JSON.")
def rotate_key(*, as_json: bool) -> None:
    """Sign the log with a new key from now on.

    The old key names the new one in the log. Receipts that it signed still check: `archive.toml` keeps it.
    Stores that can be reached get the receipt of the change and the newly signed checkpoint at once.
    """
    from nachklang.archive import KEY_VARIABLE  # noqa: PLC0415  (`--help` does without)
    from nachklang.archive import rotate_key as rotate  # noqa: PLC0415  (the same)

    done = rotate(archive_folder(click.get_current_context().obj))
    if as_json:
        emit_json(done)
    else:
        emit_line(f"The log is signed by {done.verifier}")
        emit_line(f"before: {done.former}")
        emit_line(f"{shown_path(done.receipt)} leads from one to the other; publish it with the new key")
    for name, why in done.untold.items():
        messages().print(shown(f"{name} does not have it yet: {why}"), markup=False)
    if done.untold:
        messages().print("`nachklang vault replicate` brings it there", markup=False)
    if KEY_VARIABLE in os.environ:
        messages().print(f"{KEY_VARIABLE} still holds the old key: give it the one in the file", markup=False)
