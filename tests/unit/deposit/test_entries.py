"""What the public log says of a refusal: nothing that a name could be tried upon."""

from datetime import UTC, datetime

from nachklang.deposit.entries import refusal_entry, refusal_key
from nachklang.ledger import Entry
from nachklang.registry import Refusal

NAME = "Interview with Erika Mustermann.flac"


def test_equal_refusals_have_nothing_in_common_in_the_log() -> None:
    key = refusal_key(NAME, None, "link", "it is a symbolic link")
    refusal = Refusal(
        key, "deposit", NAME, "link", "it is a symbolic link", None, datetime(2026, 11, 22, tzinfo=UTC)
    )
    first, second = (Entry.decode(refusal_entry(refusal, "", "Erika").payload) for _ in range(2))
    assert first.id != second.id
    assert first.subject != second.subject
    assert not set(first.commitments.values()) & set(second.commitments.values())
