"""What witnesses put below a checkpoint (c2sp.org/tlog-cosignature): cosignature/v1 with Ed25519."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from nachklang.errors import EvidenceError
from nachklang.ledger.keys import COSIGNATURE, PrivateKey, PublicKey
from nachklang.ledger.notes import of_key, split_note

_TIME_LENGTH = 8
_LAST_SECOND = 253_402_300_799
"""The end of the year 9999, beyond which a time cannot be shown."""


def _message(text: str, second: int) -> bytes:
    return f"cosignature/v1\ntime {second}\n{text}".encode()


@dataclass(frozen=True, slots=True)
class WitnessKey(PublicKey):
    """The public half of a witness's key."""

    KIND: ClassVar[bytes] = COSIGNATURE

    def cosigned_at(self, note: str) -> datetime:
        """Return when this witness last cosigned a checkpoint; EvidenceError where it did not.

        One cosignature of this key that is not of this checkpoint spoils them all.
        """
        text, signatures = split_note(note)
        times = [self._time(text, signature) for signature in of_key(self, signatures)]
        if not times:
            raise EvidenceError(f"the checkpoint is not cosigned by the witness {self.name}")
        return max(times)

    def _time(self, text: str, signature: bytes) -> datetime:
        second = int.from_bytes(signature[:_TIME_LENGTH])
        sound = second <= _LAST_SECOND and self.signed(_message(text, second), signature[_TIME_LENGTH:])
        if not sound:
            raise EvidenceError(f"the cosignature of {self.name} is not one of this checkpoint")
        return datetime.fromtimestamp(second, UTC)


@dataclass(frozen=True, slots=True)
class Cosigner(PrivateKey):
    """The private half of a witness's key."""

    KIND: ClassVar[bytes] = COSIGNATURE

    @property
    def verifier(self) -> WitnessKey:
        """The public half."""
        return WitnessKey(self.name, self.public)

    def cosign(self, text: str, at: datetime) -> str:
        """Return the signature line for a checkpoint's text: at `at` it was the newest and consistent."""
        second = int(at.timestamp())
        return self.signature_line(second.to_bytes(_TIME_LENGTH) + self.sign(_message(text, second)))
