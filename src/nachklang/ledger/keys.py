"""Keys of logs and of their witnesses: Ed25519 in the text forms of c2sp.org/signed-note."""

import base64
import hashlib
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import ClassVar, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from nachklang.errors import LedgerError

ED25519 = b"\x01"
COSIGNATURE = b"\x04"
_USES = {ED25519: "signs notes", COSIGNATURE: "cosigns as a witness"}
_PRIVATE = "PRIVATE+KEY+"
_KEY = re.compile(r"(?P<name>[^+]+)\+(?P<id>[0-9a-f]{8})\+(?P<key>[A-Za-z0-9+/]+={0,2})", re.ASCII)


def require_name(text: str, what: str) -> None:
    """Refuse, with LedgerError, what signed notes do not allow as the name of a key."""
    if not text or "+" in text or any(mark.isspace() or not mark.isprintable() for mark in text):
        raise LedgerError(
            f"{what}: {text[:60]!a} cannot be used; expected a name without spaces and plus signs, "
            "best an address without its scheme (archive.example/log)"
        )


def unbase64(text: str) -> bytes:
    """Decode base64 that has exactly one way to be written; raises ValueError."""
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("bits left over at the end of base64")
    return data


def _key_id(name: str, kind: bytes, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + kind + public).digest()[:4]


def _read_key(text: str, kind: bytes, what: str) -> tuple[str, str, bytes]:
    """Split `<name>+<id>+<base64 of type and key>`; return name, id in hex, the 32 bytes of the key."""
    # A private key may stand in `text`: no part of it goes into a message.
    malformed = LedgerError(f"{what}: malformed; expected <name>+<8 hex digits>+<base64 of an Ed25519 key>")
    match = _KEY.fullmatch(text)
    if match is None:
        raise malformed
    require_name(match["name"], f"{what}, name of the key")
    try:
        data = unbase64(match["key"])
    except ValueError:
        raise malformed from None
    if data[:1] != kind or len(data) != 33:
        wanted = f"type {kind.hex()}, which {_USES[kind]}, and 32 bytes"
        raise LedgerError(f"{what} of {match['name']}: not an Ed25519 key of {wanted}")
    return match["name"], match["id"], data[1:]


def _require_id(name: str, key_id: str, own: bytes, what: str) -> None:
    if own.hex() != key_id:
        raise LedgerError(f"{what} of {name}: its id {key_id} does not belong to the key: a part was changed")


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The public half of a key: `<name>+<key id>+<base64>` as text. `KIND` says what it signs."""

    KIND: ClassVar[bytes]

    name: str
    public: bytes

    def __post_init__(self) -> None:
        require_name(self.name, "name of the key")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a verifier key; raises LedgerError, also where key id and key do not agree."""
        name, key_id, public = _read_key(text.strip(), cls.KIND, "verifier key")
        key = cls(name, public)
        _require_id(name, key_id, key.key_id, "verifier key")
        return key

    @property
    def key_id(self) -> bytes:
        """The four bytes that mark this key's signatures."""
        return _key_id(self.name, self.KIND, self.public)

    @property
    def text(self) -> str:
        """The form to publish."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(self.KIND + self.public).decode()}"

    def signed(self, message: bytes, signature: bytes) -> bool:
        """Say whether this key made the signature of these bytes."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """The private half of a key. Its text form is a secret; keep it out of logs and messages."""

    KIND: ClassVar[bytes]

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
        name, key_id, seed = _read_key(stripped.removeprefix(_PRIVATE), cls.KIND, "signer key")
        key = cls(name, seed)
        _require_id(name, key_id, key.key_id, "signer key")
        return key

    @property
    def public(self) -> bytes:
        """The 32 bytes of the public half."""
        return _loaded(self.seed).public_key().public_bytes_raw()

    @property
    def key_id(self) -> bytes:
        """The four bytes that mark this key's signatures."""
        return _key_id(self.name, self.KIND, self.public)

    @property
    def text(self) -> str:
        """The secret form to keep."""
        secret = base64.b64encode(self.KIND + self.seed).decode()
        return f"{_PRIVATE}{self.name}+{self.key_id.hex()}+{secret}"

    def signature_line(self, signature: bytes) -> str:
        """Return the line that carries what this key signed below a note."""
        return f"— {self.name} {base64.b64encode(self.key_id + signature).decode()}\n"

    def sign(self, message: bytes) -> bytes:
        """Return the 64 bytes of the signature."""
        return _loaded(self.seed).sign(message)


@lru_cache(maxsize=4)
def _loaded(seed: bytes) -> Ed25519PrivateKey:
    """Load a private key, which takes longer than to sign with it."""
    return Ed25519PrivateKey.from_private_bytes(seed)
