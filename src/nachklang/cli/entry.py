"""The root of the command tree, and the edge where errors become messages and statuses."""

import json
import sys
from pathlib import Path
from typing import NoReturn

import click

import nachklang
from nachklang.cli import statuses
from nachklang.cli.catalogue import catalogue, search
from nachklang.cli.context import ARCHIVE_VARIABLE
from nachklang.cli.demo import demo
from nachklang.cli.deposit import deposit
from nachklang.cli.init import init
from nachklang.cli.ledger import ledger
from nachklang.cli.output import messages
from nachklang.cli.rights import rights
from nachklang.cli.serve import serve
from nachklang.cli.vault import vault
from nachklang.errors import ArchiveError

_STATUSES = "\n".join(f"{status:>4}  {meaning}" for status, meaning in statuses.MEANINGS.items())
_EPILOG = f"""\b
Exit statuses:
{_STATUSES}

\b
Example:
  nachklang init my-archive --name "My archive" --jurisdiction DE
  nachklang --archive my-archive deposit accept ~/music
  nachklang --archive my-archive serve
"""


@click.group(
    epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(nachklang.__version__, prog_name="nachklang")
@click.option(
    "--archive",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    envvar=ARCHIVE_VARIABLE,
    help="The archive's folder. Without it, the nearest one around the working folder.",
)
@click.pass_context
def root(context: click.Context, folder: Path | None) -> None:
    """Keep a lawful archive of recorded music."""
    context.obj = folder


for _command in (init, deposit, vault, ledger, rights, catalogue, search, serve, demo):
    root.add_command(_command)


def main() -> NoReturn:
    """Run the command line of this process."""
    try:
        result = root.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        messages().print("nachklang: interrupted; run the same command again to go on", markup=False)
        sys.exit(statuses.INTERRUPTED)
    except ArchiveError as error:
        _show(error)
        sys.exit(statuses.status_of(error))
    sys.exit(result if isinstance(result, int) else statuses.OK)


def _show(error: ArchiveError) -> None:
    """Write an error: a sentence on stderr, and with `--json` an object on stdout as well."""
    messages().print(f"nachklang: {error}", markup=False)
    if "--json" in sys.argv:
        click.echo(json.dumps({"error": {"code": error.code, "message": str(error)}}, ensure_ascii=False))
