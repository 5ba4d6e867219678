"""`rights law` lists the law on file, shows it, and checks what somebody writes."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.unit.rights.rights_samples import LAW, LAW_TEXTS

from nachklang.cli.rights.law import law
from nachklang.errors import ArchiveError
from nachklang.rights import LawError


def _asked(*words: str) -> Result:
    """Run the command within this process; what it returns is its status, as for `entry.main`."""
    return CliRunner().invoke(law, words, standalone_mode=False)


def _written(folder: Path, **changes: str) -> str:
    text = LAW_TEXTS["us.toml"]
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new, 1)
    file = folder / "mine.toml"
    file.write_text(text, "utf-8")
    return str(file)


def test_the_overview_names_every_territory_with_its_file_and_digest() -> None:
    lines = _asked().output.splitlines()
    assert len(lines) == len(LAW.territories) + 1
    germany = next(line for line in lines if line.startswith("DE  Germany "))
    assert "8 rules, 7 statutes" in germany
    assert f"de.toml  {LAW.files['de.toml'][:12]}  texts of 2013-07-06 to 2021-06-07" in germany
    assert lines[-1] == f"Digest of all law files: {LAW.digest}"


def test_the_overview_as_json_holds_the_whole_digests() -> None:
    told = json.loads(_asked("--json").output)
    assert told["files"] == LAW.files
    assert told["digest"] == LAW.digest
    assert [one["territory"] for one in told["territories"]] == sorted(map(str, LAW.territories))


def test_a_territory_is_shown_with_its_rules_statutes_and_what_is_unknown() -> None:
    told = " ".join(_asked("DE").output.split())
    here = next(one for one in LAW.territories.values() if one.name == "Germany")
    assert LAW.files["de.toml"] in told
    for rule in (rule for layer in here.layers.values() for rule in layer.rules):
        assert f"{rule.id}: {rule.statement}." in told
        assert f"{rule.citation}, text in force since {rule.text_date}." in told
        assert all(f"Unknown: {unknown}" in told for unknown in rule.unknown)
    for statute in here.statutes:
        assert f"{statute.id}: {statute.statement}. {statute.citation}, text in force since" in told
        assert all(f"Unknown: {unknown}" in told for unknown in statute.unknown)
    assert all(f"Unknown: {unknown}" in told for unknown in here.unknown)
    assert "Procedure: out-of-commerce, 6 months before" in told
    assert "In force: 2018-03-01 to …" in told


def test_a_layer_that_follows_another_one_says_so_and_repeats_nothing() -> None:
    told = " ".join(_asked("us").output.split())
    assert "Term of the performance the performance is taken to follow the recording" in told
    assert told.count("us-recording-published-to-1922: ") == 1


def test_several_territories_are_shown_as_json() -> None:
    told = json.loads(_asked("FI", "UK", "--json").output)
    assert [(one["territory"], one["file"]) for one in told] == [("FI", "eu.toml"), ("GB", "gb.toml")]


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("YU", "YU was Yugoslavia, which no longer exists"),
        ("ES", "no law is on file for ES; there is some for AT, BE"),
        ("Germany", "not a territory: 'Germany'"),
    ],
)
def test_what_is_not_on_file_is_said(word: str, said: str) -> None:
    assert said in str(_asked(word).exception)


def test_the_files_that_ship_pass_the_check(tmp_path: Path) -> None:
    files = []
    for name, text in LAW_TEXTS.items():
        files.append(tmp_path / name)
        files[-1].write_text(text, "utf-8")
    checked = _asked("--check", *map(str, files))
    assert checked.return_value == 0
    assert (
        checked.output == f"7 files read, {len(LAW.territories)} territories; every worked example holds.\n"
    )


def test_an_example_that_does_not_hold_is_named_and_fails_the_check(tmp_path: Path) -> None:
    file = _written(tmp_path, **{"free_from = 2024-01-01": "free_from = 2023-01-01"})
    checked = _asked("--check", file)
    assert checked.return_value == 1
    assert checked.output.startswith(f"{file}: US: recording rule 'us-recording-published-1923-to-1946', ")
    assert "expected 2023-01-01 by us-recording-published-1923-to-1946, found 2024-01-01" in checked.output
    assert "2 worked examples do not hold" in checked.output, "the performance follows the recording"
    told = json.loads(_asked("--check", file, "--json").output)
    assert len(told["wrong"]) == 2


def test_a_file_that_cannot_be_read_is_an_error_with_its_name(tmp_path: Path) -> None:
    wrong = tmp_path / "latin.toml"
    wrong.write_bytes(b'name = "\xe9"')
    for name, said in (
        (str(tmp_path / "none.toml"), "none.toml: cannot be read: No such file"),
        (str(wrong), "latin.toml: not UTF-8: "),
        (_written(tmp_path, **{"last_year = 1922": "last_yaer = 1922"}), "did you mean last_year"),
    ):
        failed = _asked("--check", name)
        assert isinstance(failed.exception, LawError)
        assert said in str(failed.exception)
        assert issubclass(LawError, ArchiveError)


def test_to_check_nothing_is_a_misunderstanding() -> None:
    assert "Name the law files" in str(_asked("--check").exception)
