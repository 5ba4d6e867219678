"""The how-tos of importing, following and looking up do what they say, with real samples."""

import bz2
import json
import re
import shutil
import warnings
from pathlib import Path

import duckdb
import pytest
from docs.generate import commands
from tests.commands import new_archive, run
from tests.ddex_fixtures import SENDER, an_album, ern43, put
from tests.musicbrainz_dump import as_tar, members, of_documents, written
from tests.unit.docs.pages import DOCS, PROJECT, blocks
from tests.unit.docs.walk import Walk

from nachklang.archive import Archive
from nachklang.catalogue import MOST_LISTED

pytestmark = pytest.mark.xdist_group("docs-metadata")

SAMPLES = PROJECT.parent / "shared" / "samples"

real = pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"the samples are not there: {SAMPLES}")


def page(name: str) -> str:
    return (DOCS / "how-to" / name).read_text("utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with an archive and the files that the page about importing speaks of."""
    folder = tmp_path_factory.mktemp("metadata")
    new_archive(folder / "my-archive")
    world = of_documents((SAMPLES / "musicbrainz").glob("*.json"))
    plain = folder / "mbdump.tar"
    plain.write_bytes(as_tar(members(written(world.tables))))
    (folder / "mbdump.tar.bz2").write_bytes(bz2.compress(plain.read_bytes()))
    for file in (SAMPLES / "discogs").glob("*.xml.gz"):
        shutil.copy(file, folder / re.sub("_[0-9]+_", "_20261101_", file.name))
    assert Walk(folder, 0).follow(page("import-open-metadata.md")) == 3
    return folder


@real
def test_a_line_of_a_report_looks_like_that_of_the_page(folder: Path) -> None:
    (shown,) = [
        block.content for block in blocks(page("import-open-metadata.md")) if block.language == "json"
    ]
    lines = (folder / "my-archive/catalogue/snapshots/2/reports/discogs.jsonl").read_text().splitlines()
    assert {tuple(json.loads(line)) for line in lines} == {tuple(json.loads(shown))}


@real
def test_codes_are_looked_up(folder: Path) -> None:
    text = page("look-up-isrcs.md")
    assert Walk(folder, 0).follow(text) == 3
    heads = (folder / "lists/found.csv").read_text().splitlines()[0].replace('"', "").split(",")
    assert re.findall(r"^\| `(\w+)` \|", text, flags=re.MULTILINE) == heads


@real
def test_the_programs_of_the_reference_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    again = folder / "program"
    shutil.copytree(folder / "my-archive", again / "my-archive")
    shutil.copytree(SAMPLES / "musicbrainz", again / "releases")
    monkeypatch.chdir(again)
    text = (DOCS / "reference" / "python.md").read_text("utf-8")
    _, taking, asking, proving = [block.content for block in blocks(text) if block.language == "python"]
    names: dict[str, object] = {"Archive": Archive, "Path": Path}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"fetch_arrow_table\(\) is deprecated", DeprecationWarning)
        exec(taking, names)  # noqa: S102  (the page's own words)
        assert capsys.readouterr().out.endswith(" ['discogs', 'identity', 'musicbrainz']\n")
        exec(asking, names)  # noqa: S102  (as above)
    assert capsys.readouterr().out == "Queen Fat Bottomed Girls musicbrainz\n" * 2
    exec(proving, names)  # noqa: S102  (as above)
    assert capsys.readouterr().out.startswith('0 {"commitments":')


@real
def test_snapshots_are_followed(folder: Path) -> None:
    text = page("follow-snapshots.md")
    again = folder / "follow"
    shutil.copytree(folder / "my-archive", again / "my-archive")
    assert Walk(again, 0).follow(text) == 4
    row = json.loads((again / "recordings.jsonl").read_text().splitlines()[0])
    table = text.split("| key | meaning |")[1].split("\n\n")[0]
    assert set(row) == set(re.findall(r"`(\w+)`(?=[^|]* \|[^|]*\|$)", table, flags=re.MULTILINE))
    (question,) = [block.content for block in blocks(text) if block.language == "sql"]
    question = question.replace("my-archive", str(again / "my-archive"))
    assert len(duckdb.connect().execute(question).fetchall()) == 10


def test_deliveries_are_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    new_archive(tmp_path / "my-archive")
    put(tmp_path / "deliveries/4006381333931", "4006381333931.xml", ern43(an_album(1)))
    text = page("import-label-deliveries.md")
    assert f"ddex-{SENDER.lower()}" in text
    assert Walk(tmp_path, 0).follow(text) == 1


def test_every_kind_of_import_is_on_the_page() -> None:
    path = "nachklang catalogue import "
    kinds = {one.command_path.removeprefix(path) for one in commands() if one.command_path.startswith(path)}
    table = re.findall(
        r"\| `catalogue import ([\w-]+)` \|$", page("import-open-metadata.md"), flags=re.MULTILINE
    )
    assert set(table) == kinds
    assert len(table) == len(kinds) == 5


def test_every_option_of_a_delivery_is_on_its_page() -> None:
    (context,) = [one for one in commands() if one.command_path == "nachklang catalogue import ddex"]
    options = {name for parameter in context.command.params for name in parameter.opts if name[:2] == "--"}
    for option in options - {"--json"}:
        assert option in page("import-label-deliveries.md")


def test_the_most_that_a_report_lists_is_what_the_page_says() -> None:
    assert f"the first {MOST_LISTED:,} are listed" in page("import-open-metadata.md")
    assert f"the first {MOST_LISTED:,} one by one" in run("catalogue", "import", "table", "--help").out
