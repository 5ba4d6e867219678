"""A label agrees, an artist opts out, the agreement ends: what may be done, what is given out and logged."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.audio_fixtures import tone, write_flac
from tests.commands import accept, new_archive, run
from tests.unit.web.visitor import Visitor

from nachklang.archive import Archive
from nachklang.ledger import Entry
from nachklang.model.acts import Act, ActorClass
from nachklang.web.app import create_app

ISRCS = {"one.flac": "DE-ABC-26-00001", "two.flac": "DE-ABC-26-00002", "other.flac": "FR-XYZ-26-00001"}

AGREEMENT = """\
[[mandate]]
basis = "agreement"
layers = ["recording", "composition", "performance"]
reference = "L-7"
acts = ["preserve", "describe", "stream", "mine"]
grantor = "Label Beispiel"
exclusive = true
evidence = "contract.pdf"
[mandate.scope]
registrants = ["DE-ABC"]
"""

OPT_OUT = """\
[[prohibition]]
kind = "opt-out"
acts = ["mine", "train"]
reason = "The artist does not want it."
[prohibition.scope]
isrcs = ["DEABC2600001"]
"""


def music(folder: Path, names: list[str], *, kept: bool) -> Path:
    """Make files with their ISRCs; where they are `kept`, by an agreement of the deposit itself."""
    folder.mkdir()
    lines = []
    for name in names:
        write_flac(folder / name, tone(0.1 + 0.03 * list(ISRCS).index(name)))
        lines.append(f'[[file]]\npath = "{name}"\nlabel = "Beispiel"\nisrc = "{ISRCS[name]}"\n')
    if kept:
        layers = ("recording", "composition", "performance")
        lines += [f'[defaults.rights.{layer}]\nagreement = "D-1"\n' for layer in layers]
        lines.append(
            '[[agreement]]\nreference = "D-1"\nacts = ["preserve", "describe"]\ngrantor = "Label Beispiel"\n'
        )
    (folder / "deposit.toml").write_text("".join(lines))
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def folder(home: Path) -> Path:
    archive = new_archive(home / "archive", "--jurisdiction", "DE")
    report = accept(archive, music(home / "kept", ["one.flac", "other.flac"], kept=True))
    assert [one["status"] for one in report["files"] if one["name"] in ISRCS] == ["accepted", "accepted"]
    (home / "contract.pdf").write_bytes(b"%PDF-1.7 signed")
    (home / "agreement.toml").write_text(AGREEMENT)
    (home / "opt-out.toml").write_text(OPT_OUT)
    return archive


@pytest.fixture
def archive(folder: Path) -> Iterator[Archive]:
    with Archive.open(folder) as opened:
        yield opened


def may(archive: Archive, act: Act, name: str, actor: ActorClass = ActorClass.PUBLIC) -> bool:
    item = next(one for one in archive.registry.items() if one.original_name == name)
    return archive.decide(act, item, actor=actor).permitted


def status(archive: Archive, name: str) -> int:
    item = next(one for one in archive.registry.items() if one.original_name == name)
    return Visitor(create_app(archive)).ask(f"/items/{item.id}/audio", accept="*/*").status_code


def kinds(archive: Archive) -> list[str]:
    return [Entry.decode(data).kind for data in archive.ledger.entries()]


def an_agreement_reaches_every_item_of_its_registrant(home: Path, folder: Path, archive: Archive) -> None:
    assert not may(archive, Act.STREAM, "one.flac")
    assert status(archive, "one.flac") in {403, 451}
    done = run("--archive", folder, "rights", "record", home / "agreement.toml", "--json").json
    assert list(done["covered"].values()) == [1]
    assert may(archive, Act.STREAM, "one.flac"), "an archive that is open hears of it at once"
    assert not may(archive, Act.STREAM, "other.flac")
    assert (status(archive, "one.flac"), status(archive, "other.flac")) in {(200, 403), (200, 451)}
    again = run("--archive", folder, "rights", "record", home / "agreement.toml", "--json").json
    assert (again["new"], len(again["known"])) == ([], 1)
    assert kinds(archive).count("mandate.recorded") == 1


def what_comes_later_rests_on_it_too(home: Path, folder: Path, archive: Archive) -> None:
    report = accept(folder, music(home / "later", ["two.flac"], kept=False))
    assert next(one["status"] for one in report["files"] if one["name"] == "two.flac") == "accepted"
    assert may(archive, Act.STREAM, "two.flac")


def an_opt_out_outranks_it(home: Path, folder: Path, archive: Archive) -> None:
    assert may(archive, Act.MINE, "one.flac")
    run("--archive", folder, "rights", "record", home / "opt-out.toml")
    assert not may(archive, Act.MINE, "one.flac")
    assert may(archive, Act.MINE, "two.flac")
    assert may(archive, Act.STREAM, "one.flac")
    assert run("--archive", folder, "rights", "review").out == "3 items reviewed, 0 open cases\n"


def when_the_agreement_ends_cases_are_opened(folder: Path, archive: Archive) -> None:
    record = run("--archive", folder, "rights", "list", "--json").json[0]["id"]
    run("--archive", folder, "rights", "end", record, "--because", "Erika Mustermann did not renew it")
    assert (status(archive, "one.flac"), status(archive, "two.flac")) in {(403, 403), (451, 451)}
    cases = run("--archive", folder, "rights", "cases", "--json").json
    items = {one.id: one.original_name for one in archive.registry.items()}
    assert sorted(items[one["item_id"]] for one in cases) == ["one.flac", "two.flac"]
    today = datetime.now(UTC).date()
    for case in cases:
        assert case["acts"] == ["stream"]
        assert case["since"] in {str(today), str(today - timedelta(days=1))}
        assert "L-7" in case["reason"]
    done = run("--archive", folder, "rights", "review", "--json", check=3).json
    assert (done["opened"], done["open"]) == ([], 2)
    again = run("--archive", folder, "rights", "end", record, "--because", "once more", "--json").json
    assert not again["changed"]


def what_is_recorded_anew_ends_the_cases(home: Path, folder: Path, archive: Archive) -> None:
    done = run("--archive", folder, "rights", "record", home / "agreement.toml", "--json").json
    assert len(done["new"]) == 1, "an equal statement that ended stands no more"
    assert (len(done["review"]["closed"]), done["review"]["open"]) == (2, 0)
    assert status(archive, "one.flac") == 200
    run("--archive", folder, "rights", "review")


def the_log_has_it_all_and_verifies(folder: Path, archive: Archive) -> None:
    run("--archive", folder, "ledger", "verify")
    found = kinds(archive)
    assert [one for one in found if not one.startswith("deposit.")] == [
        "law.changed",
        "mandate.recorded",
        "prohibition.placed",
        "mandate.ended",
        "withdrawal.opened",
        "withdrawal.opened",
        "mandate.recorded",
        "withdrawal.closed",
        "withdrawal.closed",
    ]
    logged = b"".join(file.read_bytes() for file in (folder / "ledger").rglob("*") if file.is_file())
    for words in (b"Mustermann", b"Label", b"L-7", b"artist", b"contract", b"DEABC", b"DE-ABC"):
        assert words not in logged
    entries = [json.loads(data) for data in archive.ledger.entries()]
    recorded = next(one for one in entries if one["kind"] == "mandate.recorded")
    assert recorded["facts"] == {
        "acts": "describe,mine,preserve,stream",
        "basis": "agreement",
        "layers": "composition,performance,recording",
    }
    law = next(one for one in entries if one["kind"] == "law.changed")
    assert law["subject"] == archive.law.digest
    assert set(law["facts"]) == {"files", *(f"{one}" for one in law["facts"] if one.endswith(".toml"))}


def the_contract_is_kept_where_the_records_are(folder: Path, archive: Archive) -> None:
    [first, *_] = archive.registry.rights.all()
    proof = archive.registry.rights.proof(first.statement.proof or "")
    assert proof is not None
    assert (proof.name, proof.content) == ("contract.pdf", b"%PDF-1.7 signed")
    assert len([one for one in (folder / "records").rglob("*.json") if "proof" in one.parts]) == 1


def test_the_story(home: Path, folder: Path, archive: Archive) -> None:
    an_agreement_reaches_every_item_of_its_registrant(home, folder, archive)
    what_comes_later_rests_on_it_too(home, folder, archive)
    an_opt_out_outranks_it(home, folder, archive)
    when_the_agreement_ends_cases_are_opened(folder, archive)
    what_is_recorded_anew_ends_the_cases(home, folder, archive)
    the_log_has_it_all_and_verifies(folder, archive)
    the_contract_is_kept_where_the_records_are(folder, archive)
