"""ocfl-py as the judge of what the vault writes: everything that it has to say, warnings included."""

from pathlib import Path

from ocfl import StorageRoot
from ocfl.layout_registry import add_layout

LAYOUT = "0004-hashed-n-tuple-storage-layout"


class Layout0004:
    """Tell ocfl-py 2.1, which knows layouts 0002 and 0003 only, that this registered name is no mistake."""

    NAME = LAYOUT

    def read_layout_params(self, *, root_fs: object) -> None:
        """Take the parameters as they are: the vault's own tests compare paths with the specification."""


add_layout(LAYOUT, Layout0004)


def complaints(root: Path) -> list[str]:
    """List ocfl-py's errors and warnings about a storage root and each of its objects, reading all bytes."""
    judge = _judge(root)
    valid = judge.validate(log_warnings=True, max_errors=1000)
    found = [f"{place}: {message}" for place, message in judge.errors]
    found += [str(message) for message in judge.log.messages]
    if not valid and not found:
        found.append("not valid, and ocfl-py does not say why")
    if judge.good_objects != judge.num_objects and not judge.errors:
        found.append(f"{judge.num_objects - judge.good_objects} objects are not valid")
    return found


def objects(root: Path) -> int:
    """Count the objects that ocfl-py finds."""
    return len(list(_judge(root).list_objects()))


def _judge(root: Path) -> StorageRoot:
    judge = StorageRoot(root=str(root))
    judge.registered_extensions.append(LAYOUT)
    return judge
