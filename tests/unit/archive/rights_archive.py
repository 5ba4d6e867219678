"""An archive whose items came without their sound: for what is decided, recorded and reviewed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests import factories
from tests.contract.registry.base import accept

from nachklang.archive import Archive, create
from nachklang.model.acts import Act, ActorClass, Territory
from nachklang.model.items import Item

DAYS = 3
"""How many days ago the items were accepted."""


def make_archive(folder: Path, items: int = 3) -> Path:
    """Make an archive with items of the label Eigenverlag and ISRCs from DE-ABC-26-00001 on."""
    create(
        folder,
        name="Archive",
        institution_classes=(ActorClass.CULTURAL_HERITAGE_INSTITUTION,),
        jurisdiction=Territory("DE"),
    )
    with Archive.open(folder) as archive:
        archive.registry.begin_deposit(factories.a_deposit_record())
        for number in range(1, items + 1):
            accept(archive.registry, an_item(number), number=number)
    return folder


def an_item(number: int) -> Item:
    return factories.an_item(
        number,
        rights=factories.agreed(Act.PRESERVE, Act.DESCRIBE, grantor="Label"),
        accepted_at=datetime.now(UTC) - timedelta(days=DAYS),
    )


def mandate(scope: str, more: str = "", acts: str = '["stream"]') -> str:
    """Write a mandate over every layer."""
    return (
        '[[mandate]]\nlayers = ["recording", "composition", "performance"]\nreference = "L-7"\n'
        f'acts = {acts}\nstatement = "letter"\ngrantor = "Label"\n{more}\n[mandate.scope]\n{scope}\n'
    )


def out_of_commerce(scope: str) -> str:
    """Write a copy that is in the collection, and out of commerce by an old record, over every layer."""
    return (
        '[[mandate]]\nlayers = ["recording", "composition", "performance"]\nbasis = "out-of-commerce"\n'
        'reference = "P-1"\nterritory = "DE"\nrecorded_on = 2022-01-10\nstatement = "portal"\n'
        f"[mandate.scope]\n{scope}\n"
        f'[[circumstance]]\nkind = "in-collection"\nstatement = "bought"\n[circumstance.scope]\n{scope}\n'
    )


def takedown(scope: str, acts: str = '["stream"]') -> str:
    said = f'[[prohibition]]\nkind = "takedown"\nacts = {acts}\nreason = "order 7"\n'
    return f"{said}[prohibition.scope]\n{scope}\n"


def write(folder: Path, text: str) -> Path:
    file = folder.parent / "records.toml"
    file.write_text(text, encoding="utf-8")
    return file
