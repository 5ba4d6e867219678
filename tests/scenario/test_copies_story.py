"""Three places, three copies, two of them apart: a store goes, damage comes, the law calls."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.audio_fixtures import tone, write_flac
from tests.commands import accept, described, new_archive, outcomes, run

NAMES = ["a.flac", "b.flac", "c.flac"]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    archive = new_archive(tmp_path / "archive")
    for name, threats in (
        ("near", "provider=us,country=DE,medium=disk"),
        ("far", "provider=them,country=SE,medium=tape"),
    ):
        (tmp_path / name).mkdir()
        run(
            "--archive",
            archive,
            "vault",
            "store",
            "add",
            tmp_path / name,
            "--name",
            name,
            "--threat",
            threats,
        )
    settings = archive / "archive.toml"
    settings.write_text(
        settings.read_text().replace("least = 1", "least = 3").replace("apart = 1", "apart = 2")
    )
    return archive


@pytest.fixture
def music(tmp_path: Path) -> Path:
    folder = tmp_path / "music"
    folder.mkdir()
    for number, name in enumerate(NAMES):
        write_flac(folder / name, tone(0.5 + number / 10))
    described(folder, NAMES)
    return folder


def vault(archive: Path, *words: str, check: int = 0) -> Any:
    return run("--archive", archive, "vault", *words, "--json", check=check).json


def spoil(folder: Path, name: str) -> bytes:
    """Change one byte of the copy of a file below a folder; return what it was."""
    [path] = folder.rglob(name)
    sound = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(sound[:100] + bytes([sound[100] ^ 1]) + sound[101:])
    return sound


def test_copies_survive_and_prove_it(archive: Path, music: Path, tmp_path: Path) -> None:
    # A store is away: the deposit is kept, and waits.
    far = tmp_path / "far"
    far.rename(tmp_path / "far.away")
    report = accept(archive, music, check=3)
    assert {outcomes(report)[name] for name in NAMES} == {("waiting", "waiting-for-copies")}
    status = vault(archive, "status", check=3)
    assert status["waiting_deposits"] == 3
    assert [(one["held_by"], one["objects"], one["lacks"]) for one in status["short"]] == [
        (["near", "vault"], 3, "2 of 3 copies")
    ]
    assert [place["name"] for place in status["places"] if place["away"]] == ["far"]
    told = run("--archive", archive, "vault", "status", check=3).out
    assert "lacking  3 objects in near, vault: 2 of 3 copies" in told
    assert "is its disk mounted?" in told
    # A check that did not run is none.
    assert list(vault(archive, "audit", check=1)["skipped"]) == ["far"]
    assert "not read  far" in run("--archive", archive, "vault", "audit", check=1).out

    # It is back: what waited is copied, read again and accepted.
    (tmp_path / "far.away").rename(far)
    done = vault(archive, "replicate", "--now")
    assert (done["done"]["copied"], done["done"]["accepted"], done["waiting"]) == (3, 3, 0)
    assert vault(archive, "status")["short"] == []
    audited = vault(archive, "audit", "--for", "1h")
    assert (audited["objects"], audited["copies"], audited["found"]) == (3, 9, [])

    # Damage in each place.
    sound = [spoil(archive / "vault", "a.flac"), spoil(tmp_path / "near" / "ocfl", "b.flac")]
    shutil.rmtree(far / "ocfl")
    seen = vault(archive, "audit", "--no-repair", check=11)
    assert sorted(one["place"] for one in seen["found"]) == ["far", "far", "far", "far", "near", "vault"]
    assert len(vault(archive, "status", check=11)["standing"]) == 5
    repaired = run("--archive", archive, "vault", "audit")
    assert repaired.out.count("repaired  urn:uuid:") == 5
    assert "5 copies repaired" in repaired.out
    assert next((archive / "vault").rglob("a.flac")).read_bytes() == sound[0]
    assert next((tmp_path / "near").rglob("b.flac")).read_bytes() == sound[1]
    assert vault(archive, "audit", "--deep")["found"] == []
    status = vault(archive, "status")
    assert (status["damage_found"], status["damage_repaired"]) == (6, 6)
    for root in (archive / "vault", tmp_path / "near" / "ocfl", far / "ocfl"):
        assert "0 errors, 0 warnings" in run("vault", "validate", root).out


def test_what_the_law_orders_goes_from_everywhere(archive: Path, music: Path, tmp_path: Path) -> None:
    report = accept(archive, music)
    item = next(one["item"] for one in report["files"] if one["name"] == "a.flac")
    bytes_ = (music / "a.flac").read_bytes()
    hold = vault(archive, "hold", "place", item, "--because", "evidence")
    refused = run("--archive", archive, "vault", "remove", item, "--because", "order 1", check=1)
    assert "legal hold" in refused.err
    assert "evidence" in refused.err
    assert [one["id"] for one in vault(archive, "hold", "list")] == [hold["id"]]
    assert vault(archive, "hold", "lift", hold["id"]) == {"lifted": hold["id"]}

    (tmp_path / "near").rename(tmp_path / "near.away")
    removed = vault(archive, "remove", item, "--because", "order 1", check=3)
    assert removed["pending"] == ["near"]
    assert "removal  urn:uuid:" in run("--archive", archive, "vault", "status", check=3).out
    (tmp_path / "near.away").rename(tmp_path / "near")
    assert vault(archive, "replicate", "--now")["done"]["removed"] == 1
    assert vault(archive, "remove", item, "--because", "order 1")["pending"] == []
    for place in (archive, tmp_path / "near", tmp_path / "far"):
        assert not any(bytes_ in path.read_bytes() for path in place.rglob("*") if path.is_file())
    again = outcomes(accept(archive, music, check=3))
    assert again["a.flac"] == ("refused", "removed-by-law")
    assert {again[name][0] for name in NAMES[1:]} == {"held"}
    assert run("--archive", archive, "vault", "hold", "place", item, "--because", "late", check=1).err.count(
        "was removed by law"
    )
    vault(archive, "audit", "--deep")
    run("--archive", archive, "vault", "verify")
    run("--archive", archive, "ledger", "verify")


@pytest.mark.parametrize(
    "words",
    [
        ("audit", "--for", "soon"),
        ("remove", "abc"),
        ("remove", "abc", "--because", " "),
        ("hold", "place", "abc", "--because", ""),
    ],
)
def test_what_is_not_said_rightly_is_a_fault_of_use(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert run("--archive", tmp_path, "vault", *words, check=2).err
