"""The secret from which the addresses of everything in the catalogue are made."""

from pathlib import Path
from secrets import token_bytes

from nachklang.archive.durable import write_whole
from nachklang.errors import SettingsError

PUBLIC_IDS = Path("keys/public-ids.key")
_BYTES = 32


def make_secret(file: Path) -> None:
    """Make the secret where there is none, whole and with mode 0600."""
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(file, token_bytes(_BYTES).hex() + "\n", mode=0o600)


def read_secret(file: Path) -> bytes:
    """Read the secret; raises SettingsError where it is missing or not as it was written."""
    try:
        secret = bytes.fromhex(file.read_text(encoding="ascii").strip())
    except OSError as error:
        raise SettingsError(
            f"{file}: cannot be read: {error.strerror}; restore it from your backup, or let "
            f"`nachklang init {file.parent.parent}` make a new one, with which every public address changes"
        ) from error
    except ValueError as error:
        raise SettingsError(f"{file}: not hexadecimal; restore it from your backup") from error
    if len(secret) != _BYTES:
        raise SettingsError(f"{file}: {len(secret)} bytes, expected {_BYTES}; restore it from your backup")
    return secret
