"""Signed notes (c2sp.org/signed-note) with Ed25519 keys in their text forms."""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from nachklang.errors import LedgerError

ED25519 = b"\x01"
_PRIVATE = "PRIVATE+KEY+"
_KEY = re.compile(r"(?P<name>[^+]+)\+(?P<id>[0-9a-f]{8})\+(?P<key>[A-Za-z0-9+/]+={0,2})", re.ASCII)
_SIGNATURE = re.compile(r"— (?P<name>\S+) (?P<signature>[A-Za-z0-9+/]+={0,2})")
_MAX_NOTE = 1_000_000


def require_name(text: str, what: str) -> None:
    """Refuse, with LedgerError, what signed notes do not allow as the name of a key."""
    if not text or "+" in text or any(mark.isspace() or not mark.isprintable() for mark in text):
        raise LedgerError(
            f"{what}: {text[:60]!a} cannot be used; expected a name without spaces and plus signs, "
            "best an address without its scheme (archive.example/log)"
        )


def _key_id(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def _unbase64(text: str) -> bytes:
    """Decode base64 that has exactly one way to be written; raises ValueError."""
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("bits left over at the end of base64")
    return data


def _read_key(text: str, what: str) -> tuple[str, str, bytes]:
    """Split `<name>+<id>+<base64 of type and key>`; return name, id in hex, the 32 bytes of the key."""
    # A private key may stand in `text`: no part of it goes into a message.
    malformed = LedgerError(f"{what}: malformed; expected <name>+<8 hex digits>+<base64 of an Ed25519 key>")
    match = _KEY.fullmatch(text)
    if match is None:
        raise malformed
    require_name(match["name"], f"{what}, name of the key")
    try:
        data = _unbase64(match["key"])
    except (binascii.Error, ValueError):
        raise malformed from None
    if data[:1] != ED25519 or len(data) != 33:
        raise LedgerError(f"{what}: not an Ed25519 key (type 01 and 32 bytes)")
    return match["name"], match["id"], data[1:]


@dataclass(frozen=True, slots=True)
class Verifier:
    """The public half of a key: `<name>+<key id>+<base64>` as text."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        require_name(self.name, "name of the key")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a verifier key; raises LedgerError, also where key id and key do not agree."""
        name, key_id, public = _read_key(text.strip(), "verifier key")
        _require_id(name, key_id, public, "verifier key")
        return cls(name, public)

    @property
    def key_id(self) -> bytes:
        """The four bytes that mark this key's signatures."""
        return _key_id(self.name, self.public)

    @property
    def text(self) -> str:
        """The form to publish."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(ED25519 + self.public).decode()}"

    def open_note(self, note: str) -> str:
        """Return the text of `note` where this key signed it; raises LedgerError where it did not.

        Signatures of other keys (witnesses) are passed over, as the specification asks.
        """
        text, signatures = split_note(note)
        own = [value[4:] for name, value in signatures if (name, value[:4]) == (self.name, self.key_id)]
        if not own:
            raise LedgerError(f"not signed by the key {self.name}+{self.key_id.hex()}")
        for signature in own:
            self._check(signature, text)
        return text

    def _check(self, signature: bytes, text: str) -> None:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except InvalidSignature as error:
            raise LedgerError(f"the signature of {self.name} is not one of this text") from error


@dataclass(frozen=True, slots=True)
class Signer:
    """The private half of a key. Its text form is a secret; keep it out of logs and messages."""

    name: str
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        require_name(self.name, "name of the key")

    @classmethod
    def generate(cls, name: str) -> Self:
        """Make a new key under `name`; raises LedgerError for a name that notes do not allow."""
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `PRIVATE+KEY+<name>+<key id>+<base64>`; raises LedgerError."""
        stripped = text.strip()
        if not stripped.startswith(_PRIVATE):
            raise LedgerError(f"signer key: malformed; expected a text that begins with {_PRIVATE}")
        name, key_id, seed = _read_key(stripped.removeprefix(_PRIVATE), "signer key")
        signer = cls(name, seed)
        _require_id(name, key_id, signer.verifier.public, "signer key")
        return signer

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        return Verifier(self.name, self._key().public_key().public_bytes_raw())

    @property
    def text(self) -> str:
        """The secret form to keep."""
        secret = base64.b64encode(ED25519 + self.seed).decode()
        return f"{_PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{secret}"

    def sign_note(self, text: str) -> str:
        """Return `text`, which must end in a newline, as a note with this key's signature."""
        signature = self.verifier.key_id + self._key().sign(text.encode())
        return f"{text}\n— {self.name} {base64.b64encode(signature).decode()}\n"

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def _require_id(name: str, key_id: str, public: bytes, what: str) -> None:
    if _key_id(name, public).hex() != key_id:
        raise LedgerError(f"{what} of {name}: its id {key_id} does not belong to the key: a part was changed")


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
            value = _unbase64(match["signature"]) if match else b""
        except (binascii.Error, ValueError):
            value = b""
        if match is None or len(value) < 5:
            raise LedgerError(f"not a signed note: {line[:80]!a} is no signature line")
        yield match["name"], value
