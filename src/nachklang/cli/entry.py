"""The root of the command tree, and the edge where errors become messages and statuses."""

import errno
import sys
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import click

import nachklang
from nachklang.cli import statuses
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
    "search": ("catalogue", "Find artists, releases and recordings."),
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


class Commands(click.Group):
    """Imports a command when it is asked for, so that none waits for what another needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in their own order."""
        del ctx
        return [*COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"nachklang.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])


@click.group(
    cls=Commands,
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
