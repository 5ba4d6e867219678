"""Logs and witnesses of others, over HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from nachklang.errors import EvidenceError, LedgerError
from nachklang.ledger.checkpoints import Checkpoint
from nachklang.ledger.cosignatures import WitnessKey
from nachklang.ledger.notes import split_note
from nachklang.ledger.proving import Prover
from nachklang.ledger.submissions import PATH, SIZE_TYPE, Submission
from nachklang.ledger.tiles import TileReader

if TYPE_CHECKING:
    import httpx

_SECONDS = 30.0
_LONGEST = 256 * (0xFFFF + 2)
"""The longest file of a log, a bundle of the longest entries."""


@dataclass(frozen=True, slots=True)
class RemoteLog(TileReader):
    """Reading side of a log that a web server serves below `address`."""

    ADVICE: ClassVar[str] = "keep what you have, and ask whoever runs the log"

    address: str
    client: "httpx.Client"

    @classmethod
    @contextmanager
    def at(cls, address: str) -> Iterator[Self]:
        """Read from this address, over connections that are kept; LedgerError where it is none."""
        with _client(address) as client:
            yield cls(address.rstrip("/"), client)

    @property
    def place(self) -> str:
        """The address."""
        return self.address

    def fetch(self, path: str) -> bytes:
        """Return the bytes of a file; FileNotFoundError for 404, OSError for all else that is none."""
        import httpx  # noqa: PLC0415  (most commands do without)

        try:
            with self.client.stream("GET", f"{self.address}/{path}") as answer:
                if answer.status_code == httpx.codes.NOT_FOUND:
                    raise FileNotFoundError(path)
                if answer.status_code != httpx.codes.OK:
                    raise OSError(f"the server answered {answer.status_code}")
                return _limited(answer)
        except httpx.HTTPError as error:
            raise OSError(str(error) or type(error).__name__) from error


def ask_witness(address: str, key: WitnessKey, prover: Prover) -> str:
    """Have a witness cosign the prover's checkpoint; return its signature lines, as far as they are `key`'s.

    EvidenceError where the witness has seen another history or answers with no cosignature of this key;
    LedgerError where it cannot be reached or refuses for another reason.
    """
    with _client(address) as client:
        status, answer = _submit(client, address, prover, 0)
        if isinstance(answer, int):
            status, answer = _submit(client, address, prover, _known_to(answer, prover, key))
    if isinstance(answer, int):
        raise EvidenceError(
            f"the witness {key.name} has seen another log of {answer} entries under this name"
        )
    if status != 200:
        kind = EvidenceError if status == 422 else LedgerError
        raise kind(f"{address}: the witness {key.name} did not cosign ({status}): {answer[:200]}")
    return _own_lines(answer, prover.checkpoint, key)


def _known_to(size: int, prover: Prover, key: WitnessKey) -> int:
    if size > prover.checkpoint.size:
        raise EvidenceError(
            f"the witness {key.name} has cosigned {size} entries, and this log has {prover.checkpoint.size}: "
            "it was put back to an earlier state, or somebody else signs in its name"
        )
    return size


def _submit(client: "httpx.Client", address: str, prover: Prover, old: int) -> tuple[int, str | int]:
    """Return status and body of the answer; a size, where the witness says what it has cosigned."""
    import httpx  # noqa: PLC0415  (most commands do without)

    body = Submission(old, prover.consistency(old), prover.checkpoint).encode()
    try:
        with client.stream("POST", f"{address.rstrip('/')}/{PATH}", content=body) as answer:
            text = _limited(answer).decode(errors="replace")
    except (httpx.HTTPError, OSError) as error:
        raise LedgerError(f"{address}: the witness cannot be reached: {error}") from error
    kind, size = answer.headers.get("content-type", "").partition(";")[0], text.removesuffix("\n")
    told = answer.status_code == httpx.codes.CONFLICT and kind == SIZE_TYPE
    return answer.status_code, int(size) if told and size.isascii() and size.isdigit() else text


def _own_lines(answer: str, checkpoint: Checkpoint, key: WitnessKey) -> str:
    """Return the lines of this witness's key, after checking them; others nobody asked for."""
    lines = [line for line in answer.splitlines(keepends=True) if line.startswith(f"— {key.name} ")]
    text, _ = split_note(checkpoint.note)
    key.cosigned_at(f"{text}\n{''.join(lines) or answer}")
    return "".join(lines)


@contextmanager
def _client(address: str) -> Iterator["httpx.Client"]:
    import httpx  # noqa: PLC0415  (most commands do without)

    try:
        usable = httpx.URL(address).scheme in {"http", "https"} and httpx.URL(address).host
    except httpx.InvalidURL:
        usable = ""
    if not usable:
        raise LedgerError(f"{address[:200]!a} is no address; expected https://… or http://…")
    with httpx.Client(timeout=_SECONDS, follow_redirects=True) as client:
        yield client


def _limited(answer: "httpx.Response") -> bytes:
    """Return the body, unless it is longer than anything that is asked for."""
    data = bytearray()
    for part in answer.iter_bytes():
        data += part
        if len(data) > _LONGEST:
            raise OSError(f"the server sent more than {_LONGEST} bytes")
    return bytes(data)
