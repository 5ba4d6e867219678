"""`nachklang ledger prove`."""

from pathlib import Path

import click

from nachklang.cli.context import open_archive
from nachklang.cli.output import emit_json, emit_line, shown

_EPILOG = """\b
Example:
  nachklang --archive my-archive ledger prove 41 --out entry-41.tlog-proof
"""


@click.command(epilog=_EPILOG)
@click.argument("entry", metavar="ENTRY")
@click.option(
    "--out",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write the receipt. Without it, entry-INDEX.tlog-proof in the working folder.",
)
@click.option("--json", "as_json", is_flag=True, help="Write what was proved as JSON.")
def prove(entry: str, file: Path | None, *, as_json: bool) -> None:
    """Write the receipt of ENTRY, an entry's index or id.

    With the log's public key anybody can check it, years later and without the archive.
    """
    from nachklang.archive import prove_entry  # noqa: PLC0415  (`--help` does without)
    from nachklang.cli.ledger.files import write_file  # noqa: PLC0415  (the same)

    with open_archive() as archive:
        receipt = prove_entry(archive, entry)
        key = archive.ledger.verifier.text
    target = file or Path(f"entry-{receipt.index}.tlog-proof")
    write_file(target, receipt.encode())
    checkpoint = receipt.checkpoint
    if as_json:
        emit_json({"index": receipt.index, "size": checkpoint.size, "key": key, "file": target})
    else:
        emit_line(
            f"{shown(str(target))}: entry {receipt.index} of the {checkpoint.size} of {checkpoint.origin}"
        )
        emit_line(f"check it with --key {key}")
