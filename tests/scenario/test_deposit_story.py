"""The whole path once, as its user walks it: init, deposit, verify, explain, search."""

import json
import shutil
from pathlib import Path

import pytest
from tests.audio_fixtures import tone, write_flac, write_mp3, write_opus, write_vorbis, write_wav
from tests.commands import accept, described, new_archive, outcomes, run
from tests.unit.vault.oracle import complaints

from nachklang.archive import Archive
from nachklang.model.acts import Act, ActorClass

pytestmark = pytest.mark.xdist_group("deposit-story")

PROOF = b"%PDF-1.7 signed by Erika Mustermann"
TOML = """\
[deposit]
depositor = "Erika Mustermann"

[defaults]
release = "Two Songs"
artists = ["Anna", {name = "Ben", join = " feat. "}]
[defaults.rights.recording]
licence = "CC0-1.0"
[defaults.rights.performance]
licence = "CC0-1.0"

[[file]]
path = "free.flac"
title = "Free Song"
track = 1
isrc = "DE-ABC-26-00001"
composers = [{name = "Johann Sebastian Bach", died = 1750}]
composers_complete = true

[[file]]
path = "house.wav"
title = "House Song"
track = 2
[file.rights.recording]
agreement = "A-1"
[file.rights.composition]
agreement = "A-1"
[file.rights.performance]
agreement = "A-1"

[[file]]
path = "nobody-knows.ogg"

[[agreement]]
reference = "A-1"
acts = ["preserve", "describe", "consult"]
evidence = "papers/agreement.pdf"
"""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an archive with two items and one file refused; the folder `music` stands beside it."""
    place = tmp_path_factory.mktemp("story")
    music = place / "music"
    music.mkdir()
    write_flac(music / "free.flac")
    write_wav(music / "house.wav")
    write_vorbis(music / "nobody-knows.ogg")
    (music / "deposit.toml").write_text(TOML)
    (music / "cover.jpg").write_bytes(b"\xff\xd8")
    (music / "papers").mkdir()
    (music / "papers/agreement.pdf").write_bytes(PROOF)
    new_archive(place / "archive", "--name", "Story", "--institution-class", "sound-heritage-body")
    report = accept(place / "archive", music, check=3)
    (place / "report.json").write_text(json.dumps(report))
    return place


def test_each_file_is_accepted_refused_or_set_aside_by_name(story: Path) -> None:
    report = json.loads((story / "report.json").read_text())
    assert outcomes(report) == {
        "cover.jpg": ("set-aside", "not-audio"),
        "deposit.toml": ("read", None),
        "free.flac": ("accepted", None),
        "house.wav": ("accepted", None),
        "nobody-knows.ogg": ("refused", "no-ground"),
        "papers/agreement.pdf": ("read", None),
    }
    refused = next(one for one in report["files"] if one["status"] == "refused")
    assert "Composition: " in refused["reason"]
    assert "no licence and no agreement is recorded" in refused["reason"]


def test_a_second_run_changes_nothing(story: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    shutil.copytree(story / "archive", archive)
    before = (archive / "ledger/checkpoint").read_text()
    report = accept(archive, story / "music", check=3)
    assert report["counts"] | {"held": 0} == {
        "accepted": 0,
        "waiting": 0,
        "held": 0,
        "refused": 1,
        "set-aside": 1,
        "read": 2,
    }
    assert report["counts"]["held"] == 2
    assert (archive / "ledger/checkpoint").read_text() == before


def test_the_original_bytes_are_kept_unchanged(story: Path) -> None:
    kept = {path.name: path.read_bytes() for path in (story / "archive/vault").rglob("original/*")}
    assert kept == {name: (story / "music" / name).read_bytes() for name in ("free.flac", "house.wav")}


def test_vault_and_ledger_verify(story: Path) -> None:
    vault = run("--archive", story / "archive", "vault", "verify", "--json").json
    assert (vault["objects"], vault["problems"]) == (2, [])
    ledger = run("--archive", story / "archive", "ledger", "verify", "--json").json
    assert (ledger["size"], ledger["problems"]) == (4, [])


def test_a_changed_byte_is_named_with_status_11(story: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    shutil.copytree(story / "archive", archive)
    kept = next((archive / "vault").rglob("free.flac"))
    data = bytearray(kept.read_bytes())
    data[len(data) // 2] ^= 1
    kept.write_bytes(data)
    ran = run("--archive", archive, "vault", "verify", check=11)
    assert "altered  urn:uuid:" in ran.out
    assert "free.flac" in ran.out


def test_an_object_that_is_gone_is_missed(story: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    shutil.copytree(story / "archive", archive)
    kept = next((archive / "vault").rglob("free.flac"))
    shutil.rmtree(kept.parents[3])
    ran = run("--archive", archive, "vault", "verify", check=11)
    assert "missing  urn:uuid:" in ran.out


def test_a_changed_log_is_named_with_status_11(story: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    shutil.copytree(story / "archive", archive)
    bundle = next((archive / "ledger/tile/entries").rglob("4"))
    bundle.write_bytes(bundle.read_bytes().replace(b"deposit.accepted", b"deposit.rejected", 1))
    ran = run("--archive", archive, "ledger", "verify", check=11)
    assert "problem  tile/entries/000.p/4" in ran.out


def test_a_log_that_was_put_back_whole_to_an_earlier_day_is_noticed(story: Path, tmp_path: Path) -> None:
    archive = new_archive(tmp_path / "archive")
    shutil.copytree(archive / "ledger", tmp_path / "earlier")
    accept(archive, story / "music", check=3)
    shutil.rmtree(archive / "ledger")
    shutil.copytree(tmp_path / "earlier", archive / "ledger")
    ran = run("--archive", archive, "ledger", "verify", check=11)
    assert "problem  entry 1: is not there, but the registry says that it is of item" in ran.out


def test_a_forged_checkpoint_is_named_with_status_11(story: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    shutil.copytree(story / "archive", archive)
    checkpoint = archive / "ledger/checkpoint"
    checkpoint.write_text(checkpoint.read_text().replace("\n4\n", "\n3\n"))
    ran = run("--archive", archive, "ledger", "verify", "--json", check=11)
    assert ran.json["problems"][0]["path"] == "checkpoint"


@pytest.mark.parametrize(
    ("act", "status", "expected"),
    [("stream", 0, "CC0-1.0"), ("train", 0, "CC0-1.0"), ("preserve", 0, "1750")],
)
def test_explain_says_yes_with_every_ground(story: Path, act: str, status: int, expected: str) -> None:
    words = ("rights", "explain", "DEABC2600001", "--act", act, "--in", "DE", "--on", "2026-11-22")
    assert expected in run("--archive", story / "archive", *words, check=status).out


def test_preserving_is_decided_for_the_archive_itself_and_the_rest_for_the_public(story: Path) -> None:
    with Archive.open(story / "archive") as archive:
        item = archive.find_item("DEABC2600001")
        assert archive.decide(Act.PRESERVE, item).actor is ActorClass.SOUND_HERITAGE_BODY
        assert archive.decide(Act.STREAM, item).actor is ActorClass.PUBLIC
        asked = archive.decide(Act.PRESERVE, item, actor=ActorClass.RESEARCHER)
        assert asked.actor is ActorClass.RESEARCHER


def test_explain_says_no_with_the_missing_fact(story: Path) -> None:
    item = next(
        one["item"]
        for one in json.loads((story / "report.json").read_text())["files"]
        if one["name"] == "house.wav"
    )
    words = ("rights", "explain", item, "--act", "stream", "--in", "DE", "--on", "2026-11-22", "--json")
    answer = run("--archive", story / "archive", *words, check=10).json
    assert answer["permitted"] is False
    assert any("agreement-act" in reason for reason in answer["reasons"])


def test_search_finds_words_of_any_field_and_identifiers(story: Path) -> None:
    for words in ("free son", "FREE", "de-abc-26-00001", "anna free"):
        hits = run("--archive", story / "archive", "search", words, "--json").json
        assert [hit["title"] for hit in hits if hit["kind"] == "recording"] == ["Free Song"]
    assert run("--archive", story / "archive", "search", "zzzzzz", "--json").json == []


def test_the_metadata_in_an_object_explains_it_without_the_registry(story: Path) -> None:
    content = next((story / "archive/vault").rglob("free.flac")).parents[1]
    read = {path.stem: json.loads(path.read_text()) for path in (content / "metadata").iterdir()}
    assert set(read) == {"descriptive", "technical", "rights", "premis"}
    assert read["descriptive"]["description"]["artists"] == [
        {"name": "Anna", "join_phrase": " feat. "},
        {"name": "Ben", "join_phrase": ""},
    ]
    technical = read["technical"]["technical"]
    assert (technical["codec"], technical["sample_rate"], technical["channels"]) == ("flac", 44100, 2)
    assert technical["samples"] == len(tone())
    assert read["rights"]["rights"]["mandates"][0]["evidence"]["source"] == "deposit.toml, line 8"
    assert [event["eventType"]["value"] for event in read["premis"]["event"]] == [
        "message digest calculation",
        "format identification",
        "validation",
        "policy assignment",
        "ingestion",
    ]


def test_the_proof_of_an_agreement_is_kept_with_what_rests_on_it_and_with_nothing_else(story: Path) -> None:
    kept = {
        path.name: [one.read_bytes() for one in (path.parents[1] / "metadata/evidence").rglob("*.pdf")]
        for path in (story / "archive/vault").rglob("original/*")
    }
    assert kept == {"free.flac": [], "house.wav": [PROOF]}


def test_no_person_reaches_the_log(story: Path) -> None:
    log = b"".join(path.read_bytes() for path in (story / "archive/ledger").rglob("*") if path.is_file())
    for name in (b"Mustermann", b"Erika", b"Anna", b"Ben", b"free.flac", b"nobody-knows"):
        assert name not in log


def test_every_object_is_valid_for_the_oracle(story: Path) -> None:
    assert complaints(story / "archive/vault") == []


def test_every_format_of_the_issue_goes_in(tmp_path: Path) -> None:
    music = tmp_path / "music"
    music.mkdir()
    write_flac(music / "a.flac", tone(rate=48000), rate=48000, bits=24)
    write_wav(music / "b.wav", tone(channels=1), subtype="PCM_24")
    write_mp3(music / "c.mp3")
    write_vorbis(music / "d.ogg")
    write_opus(music / "e.opus")
    described(music, [])
    archive = new_archive(tmp_path / "archive")
    report = accept(archive, music)
    assert report["counts"]["accepted"] == 5
    facts = {}
    for path in (archive / "vault").rglob("metadata/technical.json"):
        technical = json.loads(path.read_text())["technical"]
        facts[technical["codec"]] = (technical["sample_rate"], technical["channels"], technical["bit_depth"])
    assert facts == {
        "flac": (48000, 2, 24),
        "pcm_s24le": (44100, 1, 24),
        "mp3": (44100, 2, None),
        "vorbis": (44100, 2, None),
        "opus": (48000, 2, None),
    }
