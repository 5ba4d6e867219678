"""Files of records: everything that can be stated, and every fault with its line and key."""

from datetime import date

import pytest

from nachklang.deposit.record_reader import Known, Stated, read_records
from nachklang.errors import InvalidValueError, RightsRecordError
from nachklang.model.acts import Act, Layer, Territory
from nachklang.model.identifiers import ISRC, Barcode
from nachklang.model.licences import Licence
from nachklang.model.mandates import Agreement, Basis, CircumstanceKind, Procedure
from nachklang.model.rights_records import Scope
from nachklang.registry import Proof

PROOF = Proof("ab" * 64, "contract.pdf", b"signed")


def item(text: str) -> str:
    if text != "item-1":
        raise InvalidValueError(f"no item {text}")
    return text


def proof(name: str) -> Proof:
    if name != "contract.pdf":
        raise InvalidValueError(f"no file {name}")
    return PROOF


KNOWN = Known(item, lambda text: frozenset({f"item of {text}"}), proof)


def read(text: str) -> list[Stated]:
    return read_records(text, "records.toml", KNOWN)


SCOPE = '[{0}.scope]\nlabels = ["L"]\n'
AGREED = '[[mandate]]\nlayers = ["recording"]\nreference = "{0}"\nacts = ["stream"]\nstatement = "s"\n{1}'

FULL = """\
[[mandate]]
basis = "agreement"
layers = ["recording", "performance"]
reference = "L-7"
acts = ["stream", "download"]
territories = ["DE", "UK"]
actors = ["public"]
valid_from = 2026-01-01
valid_to = 2030-12-31
exclusive = true
grantor = "Label Beispiel"
evidence = "contract.pdf"
[mandate.scope]
items = ["item-1"]
recordings = ["rec-1"]
isrcs = ["DE-ABC-26-00001"]
registrants = ["DE-ABC", "frxyz"]
labels = ["Beispiel"]
releases = ["4006381333931"]

[[mandate]]
layers = "composition"
licence = "CC-BY-4.0"
statement = "mail of 3 May"
[mandate.scope]
labels = "Beispiel"

[[mandate]]
basis = "out-of-commerce"
layers = ["recording"]
reference = "EU-12"
territory = "DE"
recorded_on = 2026-01-01
statement = "portal"
[mandate.scope]
labels = "Beispiel"

[[prohibition]]
kind = "takedown"
acts = ["stream"]
reason = "order"
territories = ["DE"]
since = 2026-01-01
until = 2027-01-01
[prohibition.scope]
items = "item-1"

[[circumstance]]
kind = "legal-deposit"
since = 2026-01-01
evidence = "contract.pdf"
[circumstance.scope]
labels = "Beispiel"
"""


def test_everything_that_can_be_stated_is_read() -> None:
    agreed, licensed, done, banned, known = read(FULL)
    assert agreed.statement.scope == Scope(
        items=frozenset({"item-1"}),
        recordings=frozenset({"rec-1"}),
        isrcs=frozenset({ISRC.parse("DEABC2600001")}),
        registrants=frozenset({"DEABC", "FRXYZ"}),
        labels=frozenset({"Beispiel"}),
        releases=frozenset({Barcode.parse("4006381333931")}),
    )
    assert (agreed.resolved, agreed.proof, agreed.line) == (frozenset({"item of rec-1"}), PROOF, 1)
    assert [one.layer for one in agreed.statement.mandates] == [Layer.PERFORMANCE, Layer.RECORDING]
    found = agreed.statement.mandates[0].agreement
    assert found is not None
    assert (found.exclusive, found.grantor, found.valid_to) == (True, "Label Beispiel", date(2030, 12, 31))
    assert found.territories == {Territory("DE"), Territory("GB")}
    assert (agreed.statement.statement, agreed.statement.proof) == (
        "agreement L-7, see contract.pdf",
        PROOF.sha512,
    )
    assert licensed.statement.mandates[0].licence == Licence("CC-BY-4.0")
    assert done.statement.mandates[0].procedure == Procedure("EU-12", Territory("DE"), date(2026, 1, 1))
    assert done.statement.mandates[0].basis is Basis.OUT_OF_COMMERCE
    prohibition = banned.statement.prohibition
    assert prohibition is not None
    assert (prohibition.kind, prohibition.acts) == ("takedown", frozenset({Act.STREAM}))
    assert known.statement.circumstance is not None
    assert known.statement.circumstance.kind is CircumstanceKind.LEGAL_DEPOSIT


def test_where_a_statement_stands_in_its_file_makes_no_difference() -> None:
    text = AGREED.format("A", SCOPE.format("mandate"))
    assert read(text)[0].statement == read(f"# a comment\n\n{text}")[0].statement


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "states nothing: expected ..mandate"),
        ("[[mandat]]\nlayers = 1", "line 1: mandat: no such key; did you mean mandate"),
        (AGREED.format("A", ""), r"line 1: mandate\[0\].scope: is missing"),
        (AGREED.format("A", "[mandate.scope]\n"), r"line 6: mandate\[0\].scope: names nothing"),
        (AGREED.format("A", '[mandate.scope]\nitems = ["x"]'), "line 7: .*items: no item x"),
        (
            AGREED.format("A", '[mandate.scope]\nregistrants = ["DE"]'),
            "line 7: .*registrants: not the beginning",
        ),
        (AGREED.format("A", '[mandate.scope]\nisrcs = ["DE"]'), "line 7: .*isrcs: not an ISRC"),
        (AGREED.format("A", 'evidence = "x.pdf"\n'), "line 6: .*evidence: no file x.pdf"),
        (AGREED.format("A", 'territories = ["CS"]\n'), "line 6: .*territories: CS was Czechoslovakia"),
        (
            AGREED.format("A", "valid_from = 2026-01-02\nvalid_to = 2026-01-01\n"),
            "line 7: .*is before valid_from",
        ),
        (
            AGREED.format("A", 'licence = "CC0-1.0"\nbasis = "agreement"\n'),
            "line 6: .*licence: does not go with the basis agreement",
        ),
        (AGREED.format("A", 'basis = "statute"\n'), "line 6: .*basis: expected one of agreement, consent"),
        (AGREED.replace('statement = "s"\n', "").format("A", SCOPE.format("mandate")), "expected evidence ="),
        ('[[mandate]]\nlayers = ["words"]', "line 2: .*layers: expected one of recording"),
        (
            '[[mandate]]\nlayers = ["recording"]\nlicence = "https://creativecommons.org/licenses/by/9.0/"',
            "line 3: .*licence: not a licence",
        ),
        (
            f'[[prohibition]]\nkind = "ban"\nacts = ["mine"]\nreason = "r"\n{SCOPE.format("prohibition")}',
            "line 2: .*kind: expected one of opt-out, hold, embargo, takedown",
        ),
        ('[[circumstance]]\nkind = "in-collection"', "line 1: .*expected evidence"),
    ],
)
def test_a_fault_names_the_line_and_what_was_expected(text: str, expected: str) -> None:
    with pytest.raises(RightsRecordError, match=expected) as caught:
        read(text)
    assert str(caught.value).startswith("records.toml")


@pytest.mark.parametrize(
    ("first", "second", "contradict"),
    [
        ('labels = ["L"]', 'labels = ["l "]', True),
        ('labels = ["L"]', 'labels = ["M"]', False),
        ('registrants = ["DEABC"]', 'isrcs = ["DEABC2600001"]', True),
        ('registrants = ["DEABC"]', 'isrcs = ["DEABD2600001"]', False),
    ],
)
def test_two_exclusive_mandates_over_the_same_items_contradict(
    first: str, second: str, *, contradict: bool
) -> None:
    text = AGREED.format("A", f"exclusive = true\n[mandate.scope]\n{first}\n") + AGREED.format(
        "B", f"[mandate.scope]\n{second}\n"
    )
    if not contradict:
        assert len(read(text)) == 2
        return
    with pytest.raises(
        RightsRecordError, match=r"line 9: .*lines 1 and 9 contradict each other: 'A' and 'B'"
    ):
        read(text)


def test_an_agreement_is_what_a_mandate_rests_on_where_nothing_is_said() -> None:
    [stated] = read(AGREED.format("A", SCOPE.format("mandate")))
    assert stated.statement.mandates[0].agreement == Agreement("A", frozenset({Act.STREAM}))
