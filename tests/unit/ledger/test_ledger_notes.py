"""Notes and keys; known answers are the examples of c2sp.org/signed-note and golang.org/x/mod/sumdb/note."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nachklang.errors import LedgerError
from nachklang.ledger import Signer, Verifier
from nachklang.ledger.notes import split_note

VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SIGNER = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNATURE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKv"
    "qfqdngotpRZb6KE6RyyBwJnAM=\n"
)
NOTE = f"{TEXT}\n{SIGNATURE}"


def test_the_known_key_signs_the_known_note() -> None:
    signer = Signer.parse(SIGNER)
    assert signer.sign_note(TEXT) == NOTE
    assert (signer.text, signer.verifier.text) == (SIGNER, VERIFIER)


def test_the_known_note_is_opened_by_the_known_key() -> None:
    assert Verifier.parse(VERIFIER).open_note(NOTE) == TEXT


def test_the_example_of_the_specification_is_opened_by_its_key() -> None:
    key = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    text = "This is an example message.\n"
    signature = (
        "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3m"
        "FXmRKuwHjG1Yu72IneyaQM=\n"
    )
    assert Verifier.parse(key).open_note(f"{text}\n{signature}") == text
    with pytest.raises(LedgerError, match="is not one of this text"):
        Verifier.parse(key).open_note(f"{text.upper()}\n{signature}")


def test_no_cutting_of_a_verifier_key_is_a_key() -> None:
    for start in range(len(VERIFIER)):
        for end in range(start, len(VERIFIER) + 1):
            if (start, end) != (0, len(VERIFIER)):
                with pytest.raises(LedgerError):
                    Verifier.parse(VERIFIER[start:end])


@pytest.mark.parametrize("text", [VERIFIER, SIGNER])
def test_no_changed_character_leaves_a_key(text: str) -> None:
    parse = Signer.parse if text == SIGNER else Verifier.parse
    for at, mark in enumerate(text):
        with pytest.raises(LedgerError):
            parse(text[:at] + chr(ord(mark) + 1) + text[at + 1 :])


@pytest.mark.parametrize(
    "text",
    [
        # Both ids belong to their keys: the first key is too long, the second of an unknown type.
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        SIGNER,
        "",
    ],
)
def test_other_texts_are_no_verifier_keys(text: str) -> None:
    with pytest.raises(LedgerError, match="verifier key"):
        Verifier.parse(text)


def test_a_secret_is_neither_shown_nor_complained_about_aloud() -> None:
    secret = SIGNER.rpartition("+")[2]
    assert secret not in repr(Signer.parse(SIGNER))
    assert "seed" not in repr(Signer.parse(SIGNER))
    for broken in (SIGNER + "!", SIGNER.replace("c74f20a3", "c74f20a4"), SIGNER[12:], SIGNER[:-1]):
        with pytest.raises(LedgerError) as caught:
            Signer.parse(broken)
        assert secret[:12] not in str(caught.value)


def test_generated_keys_differ_and_survive_their_text_form() -> None:
    first, second = (Signer.generate("archive.example/log") for _ in range(2))
    assert first != second
    assert Signer.parse(first.text) == first
    assert Verifier.parse(first.verifier.text + "\n") == first.verifier


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\u00a0b", "a\u2028b", "a\x00b", "a\udcffb"])
def test_names_that_notes_cannot_carry_are_refused(name: str) -> None:
    with pytest.raises(LedgerError, match="name of the key"):
        Signer.generate(name)


@given(st.text(st.characters(codec="utf-8", min_codepoint=32), max_size=200).map(lambda text: text + "\n"))
@settings(max_examples=50)
def test_any_text_is_read_as_it_was_signed(text: str) -> None:
    signer = Signer.parse(SIGNER)
    assert signer.verifier.open_note(signer.sign_note(text)) == text


def test_empty_lines_in_the_text_belong_to_it() -> None:
    signer = Signer.parse(SIGNER)
    assert signer.verifier.open_note(signer.sign_note("a\n\nb\n\n")) == "a\n\nb\n\n"


def test_signatures_of_others_are_passed_over() -> None:
    witness = Signer("witness.example", bytes(32)).sign_note(TEXT).rpartition("\n\n")[2]
    same_name = Signer("PeterNeumann", bytes(32)).sign_note(TEXT).rpartition("\n\n")[2]
    for note in (NOTE + witness, f"{TEXT}\n{witness}{SIGNATURE}", NOTE + same_name):
        assert Verifier.parse(VERIFIER).open_note(note) == TEXT
    with pytest.raises(LedgerError, match="not signed by the key PeterNeumann"):
        Verifier.parse(VERIFIER).open_note(f"{TEXT}\n{witness}{same_name}")


def test_one_bad_signature_of_the_key_spoils_the_note() -> None:
    data = bytearray(base64.b64decode(SIGNATURE.split()[2]))
    data[-1] ^= 1
    bad = f"— PeterNeumann {base64.b64encode(data).decode()}\n"
    for note in (f"{TEXT}\n{bad}", NOTE + bad):
        with pytest.raises(LedgerError, match="is not one of this text"):
            Verifier.parse(VERIFIER).open_note(note)


def test_a_changed_text_is_not_opened() -> None:
    with pytest.raises(LedgerError, match="is not one of this text"):
        Verifier.parse(VERIFIER).open_note(NOTE.replace("answer", "Answer"))


@pytest.mark.parametrize(
    "note",
    [
        "",
        TEXT,
        f"{TEXT}\n",
        f"{TEXT}{SIGNATURE}",
        NOTE.removesuffix("\n"),
        NOTE + "\n",
        NOTE + "— PeterNeumann\n",
        NOTE + "- PeterNeumann AAAAAAAA\n",
        NOTE + "— PeterNeumann AAAA\n",
        NOTE + "— PeterNeumann AAAAAAB=\n",
        NOTE + "— PeterNeumann AAA*AAAA\n",
        NOTE.replace("answer", "ans\twer"),
        NOTE + "— x AAAAAAAA\n" * 80_000,
    ],
)
def test_malformed_notes_are_refused(note: str) -> None:
    with pytest.raises(LedgerError, match="not a signed note"):
        split_note(note)
