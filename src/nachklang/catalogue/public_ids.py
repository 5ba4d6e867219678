"""The ids that are shown: UUIDs that say nothing, made from row ids with a secret of the archive.

A keyed permutation (four Feistel rounds of AES-128 over 122 bits), so nothing is stored and nothing
collides. Whoever does not know the secret cannot tell a valid id from an invalid one, nor go from one
to the next; a made-up id is valid with a chance of 1 in 2^59 times the number of ids.
"""

from collections.abc import Iterable
from uuid import UUID

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SHA256, Hash

from nachklang.errors import NotFoundError

KINDS = ("artist", "recording", "release", "release_group", "label", "medium", "track")
"""What can be shown by an id of its own. The place in this list is part of every id: append only."""

_HALF = 61
_MASK = (1 << _HALF) - 1
_ID_BITS = 63
_ROUNDS = 4


class PublicIds:
    """Turns row ids into public ids and back, for one archive."""

    def __init__(self, secret: bytes) -> None:
        digest = Hash(SHA256())
        digest.update(b"nachklang public ids, version 1\x00" + secret)
        self._cipher = Cipher(algorithms.AES(digest.finalize()[:16]), modes.ECB())  # noqa: S305

    def of(self, kind: str, row_id: int) -> str:
        """Return the public id of a row."""
        return self.many(kind, (row_id,))[0]

    def many(self, kind: str, row_ids: Iterable[int]) -> list[str]:
        """Return the public ids of rows of one kind, in their order."""
        number = KINDS.index(kind) + 1
        encrypt = self._cipher.encryptor()
        return [str(_as_uuid(self._forward(encrypt, number << _ID_BITS | one))) for one in row_ids]

    def read(self, kind: str, text: str) -> int:
        """Return the row id behind a public id of this kind; raises NotFoundError for any other text."""
        try:
            value = _from_uuid(UUID(text))
        except ValueError:
            value = None
        found = None if value is None else self._backward(self._cipher.encryptor(), value)
        if found is None or found >> _ID_BITS != KINDS.index(kind) + 1:
            raise NotFoundError(
                f"no {kind.replace('_', ' ')} has the id {text[:60]!a}; look for it by its name"
            )
        return found & (1 << _ID_BITS) - 1

    @staticmethod
    def _round(encrypt: object, number: int, half: int) -> int:
        block = encrypt.update(bytes([number]) + half.to_bytes(15))  # type: ignore[attr-defined]
        return int.from_bytes(block[:8]) & _MASK

    def _forward(self, encrypt: object, value: int) -> int:
        left, right = value >> _HALF, value & _MASK
        for number in range(_ROUNDS):
            left, right = right, left ^ self._round(encrypt, number, right)
        return left << _HALF | right

    def _backward(self, encrypt: object, value: int) -> int:
        left, right = value >> _HALF, value & _MASK
        for number in reversed(range(_ROUNDS)):
            left, right = right ^ self._round(encrypt, number, left), left
        return left << _HALF | right


def _as_uuid(value: int) -> UUID:
    """Put 122 bits around the version (8, for one's own use) and variant of RFC 9562, 5.8."""
    high, middle, low = value >> 74, value >> 62 & 0xFFF, value & (1 << 62) - 1
    return UUID(int=high << 80 | 0x8 << 76 | middle << 64 | 0b10 << 62 | low)


def _from_uuid(found: UUID) -> int | None:
    value = found.int
    if value >> 76 & 0xF != 0x8 or value >> 62 & 0b11 != 0b10:
        return None
    return (value >> 80) << 74 | (value >> 64 & 0xFFF) << 62 | value & (1 << 62) - 1
