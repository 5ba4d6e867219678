"""`nachklang vault store`."""

from collections.abc import Mapping
from typing import Any

import click

from nachklang.cli.context import open_archive
from nachklang.cli.output import emit_json, results, shown
from nachklang.config import CopyStoreSettings, store_name
from nachklang.errors import InvalidValueError
from nachklang.model.acts import Territory
from nachklang.model.threats import Threats

_ADD_EPILOG = """\b
Example:
  nachklang --archive my-archive vault store add /mnt/second-disk/copies --name second-disk
  nachklang --archive my-archive vault store add s3://our-copies/music --name far-away
    --region eu-north-1 --threat provider=amazon,country=SE,medium=disk

Credentials for S3 come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or from the usual AWS files. They
are kept nowhere.
"""
_LIST_EPILOG = """\b
Example:
  nachklang --archive my-archive vault store list
"""
_THREATS = ("provider", "country", "medium")
_ANSWERS = {True: "yes", False: "no", None: "not known"}


def _name(context: click.Context, parameter: click.Parameter, text: str) -> str:
    del context, parameter
    try:
        return store_name(text)
    except InvalidValueError as error:
        raise click.BadParameter(str(error)) from error


def _threats(context: click.Context, parameter: click.Parameter, texts: tuple[str, ...]) -> Threats:
    del context, parameter
    found: dict[str, str] = {}
    for part in (part for text in texts for part in text.split(",")):
        key, equals, value = part.partition("=")
        if key.strip() not in _THREATS or not equals or not value.strip() or key.strip() in found:
            raise click.BadParameter(
                f"{part!a}: expected {', '.join(f'{one}=…' for one in _THREATS)}, each once"
            )
        found[key.strip()] = value.strip()
    try:
        country = Territory.parse(found["country"]) if "country" in found else None
    except InvalidValueError as error:
        raise click.BadParameter(str(error)) from error
    return Threats(found.get("provider"), country, found.get("medium"))


@click.group()
def store() -> None:
    """Look after the stores that hold copies."""


@store.command(epilog=_ADD_EPILOG)
@click.argument("url", metavar="URL")
@click.option("--name", required=True, callback=_name, help="What the store is called here.")
@click.option("--region", help="The region of an S3 store.  [default: us-east-1]")
@click.option("--endpoint", help="The server of an S3 store that is not Amazon's, as https://HOST:PORT.")
@click.option(
    "--threat",
    "threats",
    multiple=True,
    callback=_threats,
    help="What would strike other stores too: provider=…,country=…,medium=…",
)
@click.option("--json", "as_json", is_flag=True, help="Write what was found as JSON.")
def add(
    url: str, name: str, region: str | None, endpoint: str | None, threats: Threats, *, as_json: bool
) -> None:
    """Probe the store at URL, say what it really does, and add it to archive.toml.

    URL is a folder that is there, or s3://BUCKET/PREFIX. A store that was added before is probed again.
    """
    from nachklang.archive import add_store  # noqa: PLC0415  (`--help` does without)
    from nachklang.vault.stores import parse_address  # noqa: PLC0415

    try:
        address = parse_address(url, region=region, endpoint=endpoint)
    except InvalidValueError as error:
        raise click.BadParameter(str(error), param_hint="URL") from error
    with open_archive() as archive:
        new = CopyStoreSettings(name, address.url, region, endpoint, threats)
        found = _document(add_store(archive, new))
    if as_json:
        emit_json(found)
        return
    _print(found)


@store.command("list", epilog=_LIST_EPILOG)
@click.option("--json", "as_json", is_flag=True, help="Write the list as JSON.")
def list_(*, as_json: bool) -> None:
    """List the stores that hold copies, with what their probes found; none of them is asked."""
    from nachklang.archive import known_stores  # noqa: PLC0415

    with open_archive() as archive:
        found = [_document(one) for one in known_stores(archive)]
    if as_json:
        emit_json(found)
        return
    for one in found:
        _print(one)


def _document(known: Any) -> dict[str, Any]:
    """Say all of a `KnownStore` in plain words and values."""
    from nachklang.vault.stores import MEANINGS  # noqa: PLC0415

    settings, abilities = known.settings, known.abilities
    return {
        "name": settings.name,
        "url": settings.url,
        "region": settings.region,
        "endpoint": settings.endpoint,
        "threats": {key: getattr(settings.threats, key) for key in _THREATS},
        "probed_at": known.probed_at,
        "abilities": None if abilities is None else {key: getattr(abilities, key) for key in MEANINGS},
        "shared_writing": None if abilities is None else abilities.shared_writing,
        "consequences": [] if abilities is None else list(abilities.consequences),
    }


def _print(found: Mapping[str, Any]) -> None:
    from nachklang.vault.stores import MEANINGS  # noqa: PLC0415

    console = results()
    threats = ", ".join(f"{key} {value}" for key, value in found["threats"].items() if value is not None)
    console.print(shown(f"{found['name']}  {found['url']}  {threats}".rstrip()), markup=False)
    if found["abilities"] is None:
        console.print("  not probed at this address: add it again", markup=False)
        return
    for key, answer in found["abilities"].items():
        console.print(f"  {_ANSWERS[answer]:<10}{MEANINGS[key]}", markup=False)
    for consequence in found["consequences"]:
        console.print(f"  - {consequence}", markup=False)
