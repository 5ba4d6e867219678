"""Signed notes (c2sp.org/signed-note): a text, and below it the signatures of any number of keys."""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from nachklang.errors import LedgerError
from nachklang.ledger.keys import ED25519, PrivateKey, PublicKey, unbase64

_SIGNATURE = re.compile(r"— (?P<name>\S+) (?P<signature>[A-Za-z0-9+/]+={0,2})")
_MAX_NOTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Verifier(PublicKey):
    """The public half of a key that signs notes."""

    KIND: ClassVar[bytes] = ED25519

    def open_note(self, note: str) -> str:
        """Return the text of `note` where this key signed it; raises LedgerError where it did not.

        Signatures of other keys (witnesses) are passed over, as the specification asks.
        """
        text, signatures = split_note(note)
        own = of_key(self, signatures)
        if not own:
            raise LedgerError(f"not signed by the key {self.name}+{self.key_id.hex()}")
        if not all(self.signed(text.encode(), signature) for signature in own):
            raise LedgerError(f"the signature of {self.name} is not one of this text")
        return text


@dataclass(frozen=True, slots=True)
class Signer(PrivateKey):
    """The private half of a key that signs notes."""

    KIND: ClassVar[bytes] = ED25519

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        return Verifier(self.name, self.public)

    def sign_note(self, text: str) -> str:
        """Return `text`, which must end in a newline, as a note with this key's signature."""
        return f"{text}\n{self.signature_line(self.sign(text.encode()))}"


def of_key(key: PublicKey, signatures: list[tuple[str, bytes]]) -> list[bytes]:
    """Return what a key is said to have signed, without the key id."""
    return [value[4:] for name, value in signatures if (name, value[:4]) == (key.name, key.key_id)]


def with_lines(note: str, key: PublicKey, lines: str) -> str:
    """Return a note with these signature lines of a key in the place of those that it had of it."""
    text, signatures = split_note(note)
    kept = [
        f"— {name} {base64.b64encode(value).decode()}\n"
        for name, value in signatures
        if (name, value[:4]) != (key.name, key.key_id)
    ]
    return f"{text}\n{''.join(kept)}{lines}"


def signed_by(note: str, signer: Signer) -> str:
    """Return a note with the signature of one more key."""
    text, _ = split_note(note)
    return with_lines(note, signer.verifier, signer.signature_line(signer.sign(text.encode())))


def split_note(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """Split a note into its text and its signatures (name, key id and signature); checks no signature.

    Raises LedgerError where it is no signed note.
    """
    controls = any(mark < " " and mark != "\n" for mark in note)
    text, found, lines = note.rpartition("\n\n")
    if len(note) > _MAX_NOTE or controls or not found or not lines.endswith("\n"):
        raise LedgerError(
            "not a signed note; expected text, an empty line, then lines '— <name> <signature>'"
        )
    return text + "\n", list(_signatures(lines))


def _signatures(lines: str) -> Iterator[tuple[str, bytes]]:
    for line in lines.removesuffix("\n").split("\n"):
        match = _SIGNATURE.fullmatch(line)
        try:
            value = unbase64(match["signature"]) if match else b""
        except ValueError:
            value = b""
        if match is None or len(value) < 5:
            raise LedgerError(f"not a signed note: {line[:80]!a} is no signature line")
        yield match["name"], value
