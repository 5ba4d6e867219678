"""What looks after copies is put together without touching the archive's folder."""

from pathlib import Path

from nachklang.archive import Archive, create, vault_status
from nachklang.model.acts import ActorClass, Territory


def test_status_of_an_archive_that_may_not_be_written_makes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    create(
        folder,
        name="Archive",
        institution_classes=(ActorClass.CULTURAL_HERITAGE_INSTITUTION,),
        jurisdiction=Territory("DE"),
    )
    before = sorted(path.name for path in folder.iterdir())
    with Archive.open(folder) as archive:
        assert vault_status(archive).objects == 0
    assert sorted(path.name for path in folder.iterdir() if not path.name.startswith("registry.db-")) == [
        name for name in before if not name.startswith("registry.db-")
    ]
