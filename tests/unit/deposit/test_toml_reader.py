"""`deposit.toml`: everything that can be said, and every fault with its line and key."""

from datetime import date

import pytest
from tests import factories

from nachklang.deposit.toml_reader import read_toml
from nachklang.deposit.toml_writer import write_toml
from nachklang.errors import DepositDescriptionError
from nachklang.model.acts import Act, ActorClass, Layer, Territory
from nachklang.model.dates import PartialDate
from nachklang.model.identifiers import ISRC, ISWC, Barcode
from nachklang.model.items import CreditedName
from nachklang.model.licences import Licence
from nachklang.model.mandates import Agreement, Author, Basis, CircumstanceKind, Procedure, RightsSignature

KNOWN = frozenset({"a.flac", "sub/b.wav", "letter.txt", "copyright"})

FULL = """\
[deposit]
depositor = "Kulturverein"
reference = "2026-11"

[defaults]
release = "Album"
[defaults.rights.recording]
licence = "https://creativecommons.org/licenses/by/4.0/"

[[file]]
path = "a.flac"
title = "Lied"
artists = ["A", {name = "B", join = " feat. "}, "C"]
release_artists = ["A", "B", "C"]
disc = 2
track = 3
isrc = ["DEABC2600001", "DE-ABC-26-00002"]
iswc = "T-034.524.680-1"
label = "L"
catalogue_number = "L 1"
barcode = "4006381333931"
released = "2026-11"
recorded = "2026"
published = "2026-11-22"
unpublished = false
composers = [{name = "Bach", born = 1685, died = 1750}, "Anna"]
composers_complete = true
composition_published = "1801"
[file.rights.performance]
agreement = "A-1"
statement = "as agreed"

[[file]]
path = "./sub/b.wav"

[[agreement]]
reference = "A-1"
acts = ["preserve", "consult"]
territories = ["DE"]
actors = ["public"]
valid_from = 2026-01-01
valid_to = 2036-12-31
evidence = "letter.txt"

[[prohibition]]
files = ["a.flac"]
kind = "embargo"
acts = ["stream"]
reason = "until the concert"
until = 2027-01-01

[[copyright]]
file = "copyright"
root = "sub/"
"""


def test_everything_that_can_be_said_is_read() -> None:
    read = read_toml(FULL, KNOWN)
    given = read.given("a.flac")
    assert (read.depositor, read.reference) == ("Kulturverein", "2026-11")
    assert given.artists == (CreditedName("A", " feat. "), CreditedName("B", " & "), CreditedName("C"))
    assert given.release_artists == (CreditedName("A", ", "), CreditedName("B", " & "), CreditedName("C"))
    assert (given.title, given.release, given.disc, given.track) == ("Lied", "Album", 2, 3)
    assert given.isrcs == (ISRC.parse("DEABC2600001"), ISRC.parse("DEABC2600002"))
    assert given.iswc == ISWC("0345246801")
    assert (given.label, given.catalogue_number, given.barcode) == ("L", "L 1", Barcode("4006381333931"))
    assert given.released == PartialDate(2026, 11)
    assert given.terms().recording_published == PartialDate(2026, 11, 22)
    assert given.terms().recorded == PartialDate(2026)
    assert given.unpublished is False
    assert given.authors == (Author("Bach", 1750, 1685), Author("Anna"))
    assert given.authors_complete
    assert given.composition_published == PartialDate(1801)


def test_rights_come_from_the_file_and_gaps_from_the_defaults_layer_by_layer() -> None:
    mandates = {one.layer: one for one in read_toml(FULL, KNOWN).given("a.flac").mandates}
    assert set(mandates) == {Layer.RECORDING, Layer.PERFORMANCE}
    assert mandates[Layer.RECORDING].licence == Licence("CC-BY-4.0")
    assert mandates[Layer.RECORDING].evidence.source == "deposit.toml, line 8"
    performance = mandates[Layer.PERFORMANCE]
    assert performance.basis is Basis.AGREEMENT
    assert performance.evidence.statement == "as agreed"
    assert performance.agreement is not None
    assert performance.agreement.acts == {Act.PRESERVE, Act.CONSULT}
    assert performance.agreement.territories == {Territory("DE")}
    assert performance.agreement.actors == {ActorClass.PUBLIC}
    assert performance.agreement.valid_to == date(2036, 12, 31)


def test_a_file_that_is_only_named_has_the_defaults() -> None:
    read = read_toml(FULL, KNOWN)
    assert read.given("sub/b.wav") == read.given("never-mentioned.flac")
    assert read.given("sub/b.wav").release == "Album"


def test_prohibitions_stand_for_the_files_they_name_or_for_all() -> None:
    read = read_toml(FULL, KNOWN)
    assert [one.kind for one in read.prohibitions("a.flac")] == ["embargo"]
    assert read.prohibitions("sub/b.wav") == ()
    everywhere = read_toml('[[prohibition]]\nkind = "hold"\nacts = ["stream"]\nreason = "r"', KNOWN)
    assert len(everywhere.prohibitions("sub/b.wav")) == 1


def test_evidence_files_are_read_and_no_items() -> None:
    read = read_toml(FULL, KNOWN)
    assert read.read == {"letter.txt"}
    assert [(one.file, one.root) for one in read.copyright_files] == [("copyright", "sub")]


@pytest.mark.parametrize(("said", "root"), [("sub/", "sub"), (".", ""), ("./sub", "sub")])
def test_the_root_of_a_copyright_file_is_a_folder_of_the_deposit(said: str, root: str) -> None:
    read = read_toml(f'[[copyright]]\nfile = "copyright"\nroot = "{said}"', KNOWN)
    assert [one.root for one in read.copyright_files] == [root]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[[file]]\npath = "../x.flac"', r"line 2: '../x.flac' points out of the folder"),
        (
            '[[file]]\npath = "a.flac"\ncomposers = [{name = "Ada", born = 1870, died = 1800}]',
            r"line 3: file\[0\]\.composers\[0\]\.died: 1800 is before born, 1870",
        ),
        (
            '[[file]]\npath = "a.flac"\ncomposers = [{name = "Ada", died = 0}]',
            r"line 3: file\[0\]\.composers\[0\]\.died: expected a whole number of at least 1, found 0",
        ),
        (
            '[[prohibition]]\nkind = "hold"\nacts = ["stream"]\nreason = "r"\nterritories = ["CS"]',
            r"line 5: prohibition\[0\]\.territories: CS was Czechoslovakia, and later .* CZ or SK; ME or RS",
        ),
        ('[[file]]\npath = "/etc/x.flac"', r"line 2: '/etc/x.flac' points out of the folder"),
        (
            '[[file]]\npath = "A.flac"',
            r"line 2: the folder holds no file 'A.flac' that could be taken; check its spelling",
        ),
        ('[[file]]\ntitle = "x"', r"line 1: file\[0\].path: is missing"),
        ('[[file]]\npath = "a.flac"\n[[file]]\npath = "./a.flac"', r"line 4: .*described twice"),
        (
            '[[file]]\npath = "a.flac"\ntitel = "x"',
            r"line 3: file\[0\].titel: no such key; did you mean title",
        ),
        ('[[file]]\npath = "a.flac"\nisrc = "١"', r"line 3: file\[0\].isrc: not an ISRC: .*digits 0-9"),
        (
            '[[file]]\npath = "a.flac"\ndisc = 0',
            r"line 3: file\[0\].disc: expected a whole number of at least 1",
        ),
        ('[[file]]\npath = "a.flac"\nartists = [3]', r"line 3: file\[0\].artists: expected texts or tables"),
        (
            '[[file]]\npath = "a.flac"\nartists = [{nam = "x"}]',
            r"line 3: file\[0\].artists\[0\].name: is missing",
        ),
        (
            '[[file]]\npath = "a.flac"\n[file.rights.recording]\nlicence = "CC-BY"',
            r"line 4: file\[0\].rights.recording.licence: not a licence: 'CC-BY'",
        ),
        ('[[file]]\npath = "a.flac"\n[file.rights.recording]\n', r"line 3: .*expected one of licence"),
        ('[[file]]\npath = "a.flac"\n[file.rights.melody]\nlicence = "CC0-1.0"', r"melody: no such key"),
        (
            '[[file]]\npath = "a.flac"\n[file.rights.recording]\nagreement = "B"',
            r"line 4: no agreement 'B' is described; add it to deposit.toml under \[\[agreement\]\]",
        ),
        ('[[agreement]]\nreference = "A"', r"agreement\[0\].acts: is missing"),
        (
            '[[agreement]]\nreference = "A"\nacts = ["sell"]',
            r"line 3: agreement\[0\].acts: expected one of preserve",
        ),
        (
            '[[agreement]]\nreference = "A"\nacts = ["mine"]\nactors = ["me"]',
            r"line 4: agreement\[0\].actors: expected one of",
        ),
        (
            '[[agreement]]\nreference = "A"\nacts = ["mine"]\n[[agreement]]\nreference = "A"\nacts=["mine"]',
            r"line 5: agreement\[1\].reference: 'A' is described twice",
        ),
        ('[[prohibition]]\nkind = "hold"\nacts = ["stream"]', r"prohibition\[0\].reason: is missing"),
        ('[[copyright]]\nfile = "nowhere"', r"line 2: the folder holds no file 'nowhere'"),
        (
            '[[copyright]]\nfile = "copyright"\nroot = "su"',
            r"line 3: copyright\[0\].root: .*no file below 'su'",
        ),
        (
            '[[agreement]]\nreference = "A"\nacts = ["mine"]\nvalid_from = 2027-01-01\nvalid_to = 2026-01-01',
            r"line 5: agreement\[0\].valid_to: 2026-01-01 is before valid_from, 2027-01-01",
        ),
        (
            '[[prohibition]]\nkind="k"\nacts=["mine"]\nreason="r"\nsince=2027-01-01\nuntil=2026-01-01',
            r"line 6: prohibition\[0\].until: 2026-01-01 is before since, 2027-01-01",
        ),
        ("[depositor]\n", r"line 1: depositor: no such key; did you mean deposit"),
        ("x", r"deposit.toml: not TOML"),
    ],
)
def test_a_fault_names_the_line_and_what_was_expected(text: str, expected: str) -> None:
    with pytest.raises(DepositDescriptionError, match=expected) as caught:
        read_toml(text, KNOWN)
    assert str(caught.value).startswith("deposit.toml")


RIGHTS = """\
[[file]]
path = "a.flac"
[file.rights.recording]
agreement = ["C-1", "O-1"]
[file.rights.composition]
procedure = "P-1"
statement = "portal, record 77"

[[agreement]]
reference = "C-1"
basis = "consent"
acts = ["train"]
grantor = "A. Beispiel"

[[agreement]]
reference = "O-1"
basis = "own-deposit"
acts = ["stream"]
exclusive = true
grantor = "A. Beispiel"
evidence = "letter.txt"

[[procedure]]
reference = "P-1"
basis = "out-of-commerce"
territory = "DE"
recorded_on = 2026-01-02
ended_on = 2027-01-01

[[circumstance]]
files = ["a.flac"]
kind = "in-collection"
since = 2020-05-01
evidence = "letter.txt"

[[circumstance]]
kind = "lawful-access"
statement = "bought on 3 May"
"""


def test_consents_own_deposits_procedures_and_circumstances_are_read() -> None:
    found = read_toml(RIGHTS, KNOWN)
    first, second, third = found.given("a.flac").mandates
    assert (first.basis, first.layer) == (Basis.CONSENT, Layer.RECORDING)
    assert first.agreement == Agreement("C-1", frozenset({Act.TRAIN}), grantor="A. Beispiel")
    assert (second.basis, second.agreement and second.agreement.exclusive) == (Basis.OWN_DEPOSIT, True)
    assert third.procedure == Procedure("P-1", Territory("DE"), date(2026, 1, 2), date(2027, 1, 1))
    assert (third.basis, third.evidence.statement) == (Basis.OUT_OF_COMMERCE, "portal, record 77")
    held, access = found.circumstances("a.flac")
    assert (held.kind, held.since) == (CircumstanceKind.IN_COLLECTION, date(2020, 5, 1))
    assert (access.kind, access.evidence.statement) == (CircumstanceKind.LAWFUL_ACCESS, "bought on 3 May")
    assert found.circumstances("sub/b.wav") == (access,)
    assert found.proofs_of("a.flac", (first, second, third)) == {"letter.txt"}
    assert found.proofs_of("sub/b.wav", (first,)) == frozenset()
    assert found.read == {"letter.txt"}


CONTRADICTION = """\
[[agreement]]
reference = "A"
acts = ["stream"]
exclusive = true
grantor = "One"
{first}
[[agreement]]
reference = "B"
acts = ["stream", "mine"]
grantor = "{grantor}"
{second}
[defaults.rights.recording]
agreement = ["A", "B"]
"""


@pytest.mark.parametrize(
    ("grantor", "first", "second", "contradicts"),
    [
        ("Two", "", "", True),
        ("One", "", "", False),
        ("Two", "valid_to = 2026-01-01", "valid_from = 2026-01-01", True),
        ("Two", "valid_to = 2026-01-01", "valid_from = 2026-01-02", False),
        ("Two", 'territories = ["DE"]', 'territories = ["AT"]', False),
        ("Two", 'territories = ["DE", "AT"]', 'territories = ["AT"]', True),
    ],
)
def test_an_exclusive_agreement_and_somebody_elses_cannot_both_be_true(
    grantor: str, first: str, second: str, *, contradicts: bool
) -> None:
    text = CONTRADICTION.format(grantor=grantor, first=first, second=second)
    if not contradicts:
        assert len(read_toml(text, KNOWN).defaults.mandates) == 2
        return
    expected = r"line 13: defaults.rights.recording.agreement: lines 1 and 7 contradict each other"
    with pytest.raises(DepositDescriptionError, match=expected):
        read_toml(text, KNOWN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '[[circumstance]]\nkind = "rented"\nstatement = "s"',
            "line 2: circumstance.0..kind: .*in-collection",
        ),
        ('[[circumstance]]\nkind = "in-collection"', "line 1: circumstance.0.: expected statement"),
        ('[[agreement]]\nreference = "A"\nacts = ["mine"]\nbasis = "orphan"', "line 4: .*basis: .*consent"),
        (
            '[[procedure]]\nreference="P"\nterritory = "DE"\nrecorded_on = 2026-02-01\nended_on = 2026-01-01',
            "line 5: .*ended_on: 2026-01-01 is before recorded_on",
        ),
        ('[[procedure]]\nreference = "P"\nbasis = "orphan"\nterritory = "DE"', "recorded_on: is missing"),
        ('[defaults.rights.recording]\nprocedure = "P"', "line 2: no procedure 'P' is described"),
        (
            '[defaults.rights.recording]\nlicence = "https://creativecommons.org/licenses/by/5.0/"',
            "line 2: .*licence: not a licence: .*by/5.0",
        ),
        (
            '[[prohibition]]\nkind = "hold"\nacts = ["mine"]\nreason = "r"\nterritories = ["YU"]',
            "line 5: .*YU",
        ),
    ],
)
def test_a_fault_in_what_is_said_of_rights_names_line_and_key(text: str, expected: str) -> None:
    with pytest.raises(DepositDescriptionError, match=expected):
        read_toml(text, KNOWN)


def test_what_is_written_of_rights_reads_back() -> None:
    said = read_toml(RIGHTS, KNOWN)
    mandates = said.given("a.flac").mandates[1:]
    rights = RightsSignature(mandates, circumstances=said.circumstances("a.flac"))
    again = read_toml(write_toml(factories.an_item(rights=rights), "a.flac"), KNOWN)
    carried = [(one.layer, one.basis, one.agreement, one.procedure) for one in mandates]
    found = again.given("a.flac").mandates
    assert [(one.layer, one.basis, one.agreement, one.procedure) for one in found] == carried
    kinds = [(one.kind, one.since) for one in said.circumstances("a.flac")]
    assert [(one.kind, one.since) for one in again.circumstances("a.flac")] == kinds
