"""`nachklang catalogue why`."""

import click

from nachklang.cli.context import read_catalogue
from nachklang.cli.output import emit_json, results, shown

_EPILOG = """\b
Example:
  nachklang --archive my-archive catalogue why artist discogs:82730 6117431245230143745
"""

_KINDS = ("artist", "recording", "release", "release_group")


@click.command(epilog=_EPILOG)
@click.argument("kind", type=click.Choice(_KINDS))
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@click.option("--json", "as_json", is_flag=True, help="Write the explanation as JSON.")
def why(kind: str, one: str, other: str, *, as_json: bool) -> None:
    """Explain why the rows A and B mean the same, or do not.

    A row is named by its source and what that calls it, as SOURCE:ID, by its number in the tables, or by
    the id that pages and search show. Weights are in decibans: 10 are odds of ten to one.
    """
    found = read_catalogue().why(kind, one, other)
    if as_json:
        emit_json(found)
        return
    console = results()
    verdict = "the same" if found.joined else "not the same"
    console.print(
        f"{kind.replace('_', ' ')} {found.left_id} and {found.right_id}: {verdict} ({found.reason})"
    )
    for name, weight in found.evidence.items():
        console.print(shown(f"  {weight:+5}  {name}"), markup=False)
    console.print(f"  {found.weight:+5}  in all, a probability of {found.score:.4f}")
    for block in found.blocks:
        console.print(shown(f"compared by {block.rule}: {block.rows} rows have this key"), markup=False)
    for link in found.path if len(found.path) > 1 else ():
        console.print(f"through {link.left_id} — {link.right_id} ({link.score:.4f})")
