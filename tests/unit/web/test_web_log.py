"""The public log on the web: pages that stay, filters that say where they ended, files as C2SP has them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.unit.web.log_archive import (
    STRANGE,
    an_entry,
    make_archive_without_entries,
    make_log_archive,
)
from tests.unit.web.visitor import Visitor

from nachklang.archive import Archive, rotate_key
from nachklang.ledger import Entry, EntryKind, Receipt, TileFolder, Verifier, key_subject
from nachklang.web import create_app
from nachklang.web.log_reading import PAGE_ENTRIES, LogFilter, read_entry, read_page
from nachklang.web.log_words import KINDS, meaning_of

COUNT = 600
SIZE = COUNT + len(STRANGE)


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with Archive.open(make_log_archive(tmp_path_factory.mktemp("log"), COUNT), sign=True) as archive:
        yield archive


@pytest.fixture(scope="module")
def reader(logged: Archive) -> Visitor:
    return Visitor(create_app(logged))


@pytest.fixture
def grown(tmp_path: Path) -> Iterator[Archive]:
    """Open a log that a test may change."""
    with Archive.open(make_log_archive(tmp_path, 300), sign=True) as archive:
        yield archive


@dataclass(frozen=True, slots=True)
class Counting(TileFolder):
    """Counts the bundles that are read."""

    read: list[int] = field(default_factory=list)

    def bundle(self, index: int, width: int) -> list[bytes]:
        """Read and count."""
        self.read.append(index)
        return TileFolder.bundle(self, index, width)


def numbers(text: str) -> list[int]:
    """Return the numbers of the entries that a page lists."""
    return [int(found) for found in re.findall(r'class="title" href="/log/(\d+)"', text)]


def link(text: str, words: str) -> str | None:
    """Return where a link with these words leads."""
    found = re.search(rf'href="([^"]+)">[^<]*{words}', text)
    return found[1].replace("&amp;", "&") if found else None


def test_entries_are_listed_newest_first_in_pages_of_one_size(reader: Visitor) -> None:
    address: str | None = "/log"
    seen: list[int] = []
    while address is not None:
        text = reader.ask(address).text
        found = numbers(text)
        assert len(found) == PAGE_ENTRIES or link(text, "Older entries") is None
        seen += found
        address = link(text, "Older entries")
    assert seen == list(range(SIZE - 1, -1, -1))


def test_a_page_stays_what_it_is_while_the_log_grows(grown: Archive) -> None:
    visitor = Visitor(create_app(grown))
    before = visitor.ask("/log?before=200").text
    grown.ledger.append([an_entry(300)])
    after = visitor.ask("/log?before=200").text
    assert numbers(before) == numbers(after) == list(range(199, 149, -1))
    assert link(after, "Newer entries") == "/log?before=250"
    assert numbers(visitor.ask("/log").text)[0] == 305


def test_a_page_of_a_long_log_reads_few_files(logged: Archive) -> None:
    tiles = Counting(logged.ledger.root)
    page = read_page(tiles, SIZE, SIZE, LogFilter())
    assert len(page.entries) == PAGE_ENTRIES
    assert tiles.read == [2]
    read_page(tiles, SIZE, 300, LogFilter())
    assert tiles.read == [2, 1, 0]


@pytest.mark.parametrize(
    ("query", "first", "count"),
    [
        ("kind=deposit.refused", 590, 50),
        ("kind=object.removed", None, 0),
        ("subject=item-00123", 123, 1),
        ("subject=item-001", 199, 50),
        ("since=2026-01-02&until=2026-01-02", 47, 24),
        ("until=2026-01-01", 23, 24),
        ("since=2026-01-25", 599, 24),
        ("kind=deposit.refused&since=2026-01-02&until=2026-01-02&subject=item-0003", 30, 1),
        ("kind=&since=&until=&subject=", SIZE - 1, 50),
    ],
)
def test_filters_find_what_they_name(reader: Visitor, query: str, first: int | None, count: int) -> None:
    found = numbers(reader.ask(f"/log?{query}").text)
    assert len(found) == count
    assert first is None or found[0] == first


def test_a_filter_turns_pages_with_what_it_asks_for(reader: Visitor) -> None:
    text = reader.ask("/log?kind=deposit.refused").text
    older = link(text, "Older entries")
    assert older == "/log?kind=deposit.refused&before=100"
    assert numbers(reader.ask(older).text) == list(range(90, -1, -10))
    assert '<option value="deposit.refused" selected>' in text


def test_a_search_that_ends_early_says_so_and_goes_on(
    reader: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nachklang.web.log_reading.MOST_SEARCHED", 100)
    text = reader.ask("/log?subject=item-00450").text
    assert numbers(text) == []
    assert "Found 0 entries among no. 505 to 604" in text
    assert "older ones were not looked at yet" in text
    further = link(text, "Search further")
    assert further == "/log?subject=item-00450&before=505"
    assert numbers(reader.ask(further).text) == [450]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/log?before=x", 400),
        ("/log?before=-1", 400),
        ("/log?before=%D9%A1", 400),
        ("/log?before=606", 404),
        ("/log?kind=moon.landed", 400),
        ("/log?since=yesterday", 400),
        ("/log?until=2026-02-30", 400),
        ("/log?subject=%3Cscript%3E", 400),
        ("/log/605", 404),
        ("/log/-1", 404),
        ("/log/01", 404),
        ("/log/x/receipt", 404),
        (f"/log/{'9' * 400}", 404),
        ("/ledger/tile/entries/009", 404),
        ("/ledger/tile/9/000", 404),
        ("/ledger/tile/0/%2e%2e/%2e%2e/checkpoint", 404),
        ("/ledger/tile/0/000/x", 404),
        ("/ledger/tile/0", 404),
        ("/ledger/rotated/00000000.tlog-proof", 404),
        ("/ledger/rotated/%2e%2e%2fcheckpoint", 404),
        ("/ledger/rotated", 404),
        ("/ledger/.lock", 404),
        ("/ledger", 404),
    ],
)
def test_addresses_that_mean_nothing_are_refused(reader: Visitor, address: str, status: int) -> None:
    assert reader.ask(address).status_code == status


def test_an_empty_log_has_a_page(tmp_path: Path) -> None:
    with Archive.open(make_archive_without_entries(tmp_path)) as archive:
        visitor = Visitor(create_app(archive))
        text = visitor.ask("/log").text
        assert "Nothing is logged yet" in text
        assert numbers(text) == []
        assert visitor.ask("/log/0").status_code == 404


def test_an_entry_is_explained_with_its_bytes_and_its_proof(reader: Visitor, logged: Archive) -> None:
    text = reader.ask("/log/123").text
    for fact in (
        "A deposit was accepted",
        "item-00123",
        "6 January 2026, 03:00 UTC",
        "name in the deposit, which is not in the log",
        logged.ledger.verifier.text,
        "/log/124",
        "/log/122",
    ):
        assert fact in text, fact
    assert an_entry(123).decode().replace('"', "&#34;") in text
    assert reader.ask("/log/123/entry").content == an_entry(123)


def test_strange_entries_are_shown_as_they_are_and_run_nothing(reader: Visitor) -> None:
    for index, data in enumerate(STRANGE, COUNT):
        page = reader.ask(f"/log/{index}")
        assert page.status_code == 200
        assert "do not know" in page.text
        assert "<script>alert" not in page.text
        assert reader.ask(f"/log/{index}/entry").content == data
    assert "fffe00" in reader.ask(f"/log/{COUNT + 2}").text
    assert "moon.landed" in reader.ask(f"/log/{COUNT}").text


@pytest.mark.parametrize("index", [0, 255, 256, 599, SIZE - 1])
def test_a_receipt_is_enough_without_the_archive(reader: Visitor, logged: Archive, index: int) -> None:
    answer = reader.ask(f"/log/{index}/receipt")
    assert answer.headers["content-disposition"] == f'attachment; filename="entry-{index}.tlog-proof"'
    proven = Receipt.parse(answer.text).check([logged.ledger.verifier])
    assert (proven.index, proven.entry) == (index, logged.ledger.entry(index))


def test_files_of_the_log_are_those_on_disk_with_their_types(reader: Visitor, logged: Archive) -> None:
    root = logged.ledger.root
    checkpoint = reader.ask("/ledger/checkpoint")
    assert checkpoint.content == (root / "checkpoint").read_bytes()
    assert checkpoint.headers["content-type"] == "text/plain; charset=utf-8"
    assert checkpoint.headers["cache-control"] == "no-cache"
    files = [file.relative_to(root).as_posix() for file in (root / "tile").rglob("*") if file.is_file()]
    assert len(files) > 5
    for file in files:
        answer = reader.ask(f"/ledger/{file}")
        assert answer.content == (root / file).read_bytes(), file
        assert answer.headers["content-type"] == "application/octet-stream"
        assert "immutable" in answer.headers["cache-control"]


def test_who_knows_an_old_key_finds_the_receipt_that_names_the_next(tmp_path: Path) -> None:
    place = make_archive_without_entries(tmp_path)
    old = Verifier.parse(rotate_key(place).former)
    with Archive.open(place) as archive:
        answer = Visitor(create_app(archive)).ask(f"/ledger/rotated/{old.key_id.hex()}.tlog-proof")
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert answer.headers["cache-control"] == "no-cache"
        proven = Receipt.parse(answer.text).check([old])
        assert Entry.decode(proven.entry).subject == key_subject(archive.ledger.verifier)


def test_a_changed_entry_is_never_shown_as_one_that_was_logged(grown: Archive) -> None:
    (bundle,) = (grown.ledger.root / "tile/entries").glob("000")
    bundle.write_bytes(bundle.read_bytes().replace(b"item-00005", b"item-99995"))
    visitor = Visitor(create_app(grown))
    assert visitor.ask("/log/6").status_code == 200
    page = visitor.ask("/log/5")
    assert page.status_code == 500
    assert str(grown.ledger.root) not in page.text


def test_pages_of_the_log_say_no_more_than_the_log(visitor: Visitor, archive: Archive) -> None:
    titles = [item.description.title for item in archive.registry.items()]
    pages = ["/log", *(f"/log/{index}" for index in range(archive.ledger.size))]
    for text in (visitor.ask(address).text for address in pages):
        assert all(title not in text for title in titles)
        assert "/recordings/" not in text


def test_a_recordings_page_leads_to_its_entry(visitor: Visitor, archive: Archive) -> None:
    item = next(iter(archive.registry.items()))
    page = visitor.ask(visitor.ask(f"/items/{item.id}").headers["location"]).text
    index = archive.registry.ledger_index(item.id)
    assert f'href="/log/{index}"' in page
    assert index in numbers(visitor.ask(f"/log?subject={item.id}").text)


def test_every_kind_has_its_words_and_every_commitment_its_meaning(archive: Archive) -> None:
    assert set(KINDS) == set(EntryKind)
    entries = [Entry.decode(data) for data in archive.ledger.entries()]
    named = [(entry.kind, name) for entry in entries for name in entry.commitments]
    assert named
    assert all(meaning_of(kind, name) != "a value" for kind, name in named)


def test_facts_are_shown_with_their_meaning(visitor: Visitor, archive: Archive) -> None:
    kinds = [Entry.decode(data).kind for data in archive.ledger.entries()]
    page = visitor.ask(f"/log/{kinds.index(EntryKind.LAW_CHANGED)}").text
    assert "de.toml" in page
    assert "how many files there are" in page


def test_reading_an_entry_agrees_with_the_ledger() -> None:
    entry, read = Entry.decode(an_entry(7)), read_entry(7, an_entry(7))
    assert (read.id, read.kind, read.subject) == (entry.id, entry.kind, entry.subject)
    assert read.at == entry.time == datetime(2026, 1, 1, 7, tzinfo=UTC)
    assert dict(read.commitments) == entry.commitments
