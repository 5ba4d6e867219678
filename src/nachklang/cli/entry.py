"""The root of the command tree, and the edge where errors become messages and statuses."""

import errno
import sys
from pathlib import Path
from typing import NoReturn

import click

import nachklang
from nachklang.cli import statuses
from nachklang.cli.lazy import Commands
from nachklang.cli.output import emit_json, messages, shown
from nachklang.config import ARCHIVE_VARIABLE
from nachklang.errors import ArchiveError

COMMANDS = {
    "init": ("init", "Make an archive in a folder."),
    "deposit": ("deposit", "Take music in."),
    "vault": ("vault", "Look after what is kept."),
    "ledger": ("ledger", "Look after the public log."),
    "rights": ("rights", "Ask what may be done, and why."),
    "catalogue": ("catalogue", "Look after the tables and the index."),
    "snapshot": ("snapshot", "Look after the dated states of the catalogue."),
    "search": ("search", "Find artists, releases and recordings."),
    "serve": ("serve", "Serve the archive's pages."),
    "demo": ("demo", "Make a small archive from real music, and show it."),
}
"""The commands in the order in which an archive meets them: the module of each, and what it does."""

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
    cls=Commands,
    table=COMMANDS,
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
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
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        messages().print("nachklang: what was done stands, but its report cannot be written: no space left")
        sys.exit(statuses.FAILURE)
    sys.exit(result if isinstance(result, int) else statuses.OK)


def _show(error: ArchiveError) -> None:
    """Write an error: a sentence on stderr, and with `--json` an object on stdout as well."""
    messages().print(f"nachklang: {shown(str(error))}", markup=False)
    if "--json" in sys.argv:
        emit_json({"error": {"code": error.code, "message": str(error)}})
