"""Recording and ending rights, and reviews: what was given out never stays given out silently."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests import factories
from tests.unit.archive.rights_archive import (
    DAYS,
    make_archive,
    mandate,
    out_of_commerce,
    takedown,
    write,
)

from nachklang.archive import (
    Archive,
    RightsFormat,
    end_right,
    record_rights,
    review_rights,
    rights_documents,
)
from nachklang.archive.locks import exclusive
from nachklang.errors import InvalidValueError, LockedError, NotFoundError, RightsRecordError
from nachklang.model.acts import Act
from nachklang.model.rights_records import RecordedKind
from nachklang.registry import Removal

LABEL = 'labels = ["EIGENVERLAG"]'
FIRST = 'isrcs = ["DE-ABC-26-00001"]'


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(make_archive(tmp_path / "archive"), sign=True) as opened:
        yield opened


def folder(archive: Archive) -> Path:
    return archive.settings.folder


def streamed(archive: Archive) -> list[int]:
    """Return the numbers of the items that may be streamed."""
    return [
        int(item.id[-6:]) for item in archive.registry.items() if archive.decide(Act.STREAM, item).permitted
    ]


def today() -> datetime:
    return datetime.now(UTC)


def test_what_is_recorded_is_decided_on_by_whoever_has_the_archive_open(archive: Archive) -> None:
    with Archive.open(folder(archive)) as other:
        assert streamed(other) == []
        done = record_rights(archive, write(folder(archive), mandate(FIRST)))
        assert list(done.covered.values()) == [1]
        assert streamed(other) == [1]
        end_right(archive, done.new[0].id, "over")
        assert streamed(other) == []


def test_recording_the_same_again_changes_nothing(archive: Archive) -> None:
    file = write(folder(archive), mandate(LABEL) + takedown(FIRST) + takedown(FIRST))
    first = record_rights(archive, file)
    size = archive.ledger.size
    second = record_rights(archive, file)
    assert (len(first.new), len(first.known)) == (2, 0)
    assert (second.new, second.known) == ((), first.new)
    assert archive.ledger.size == size


def test_a_fault_records_nothing(archive: Archive) -> None:
    file = write(folder(archive), mandate(LABEL) + mandate('items = ["nowhere"]'))
    with pytest.raises(
        RightsRecordError, match=r"records.toml, line 18: mandate\[1\].scope.items: .*nowhere"
    ):
        record_rights(archive, file)
    assert archive.registry.rights.all() == []
    with pytest.raises(RightsRecordError, match="no catalogue knows the recording"):
        record_rights(archive, write(folder(archive), mandate('recordings = ["r"]')))


def test_a_takedown_opens_a_case_and_lifting_it_closes_the_case(archive: Archive) -> None:
    record_rights(archive, write(folder(archive), mandate(LABEL)))
    placed = record_rights(archive, write(folder(archive), takedown(FIRST)))
    [case] = placed.review.opened
    assert (case.item_id, case.acts, case.since) == ("item-000001", frozenset({Act.STREAM}), today().date())
    assert "order 7" in case.reason
    assert streamed(archive) == [2, 3]
    again = review_rights(archive)
    assert (again.opened, again.open, again.items) == ([], 1, 3)
    lifted = end_right(archive, placed.new[0].id, "withdrawn")
    assert [one.ending for one in lifted.review.closed] == ["returned"]
    assert archive.registry.withdrawals.cases() == []
    assert streamed(archive) == [1, 2, 3]


def test_a_case_waits_for_all_of_its_acts(archive: Archive) -> None:
    both = '["stream", "download"]'
    record_rights(archive, write(folder(archive), mandate(FIRST, acts=both)))
    placed = record_rights(archive, write(folder(archive), takedown(FIRST, both)))
    record_rights(archive, write(folder(archive), takedown(FIRST, '["download"]')))
    lifted = end_right(archive, placed.new[0].id, "withdrawn")
    assert (lifted.review.closed, lifted.review.open) == ([], 1)
    assert streamed(archive) == [1]


def test_what_ended_before_the_first_review_is_found(archive: Archive) -> None:
    """An item that nobody reviewed yet had what was permitted on the day on which it was accepted."""
    last = (today() - timedelta(days=DAYS - 1)).date()
    done = record_rights(archive, write(folder(archive), mandate(LABEL)))
    with archive.registry._database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM standings")
    ended = end_right(archive, done.new[0].id, "ended then", on=last)
    assert {one.since for one in ended.review.opened} <= {last + timedelta(days=1), today().date()}
    assert ended.review.open == 3


@pytest.mark.parametrize("which", ["mandate", "circumstance"])
def test_what_a_statute_lets_the_archive_stream_is_a_case_when_its_ground_ends(
    archive: Archive, which: str
) -> None:
    file = write(folder(archive), out_of_commerce(FIRST))
    recorded = {one.statement.kind: one for one in record_rights(archive, file).new}
    assert streamed(archive) == [1]
    assert review_rights(archive).opened == []
    ended = end_right(archive, recorded[RecordedKind(which)].id, "somebody objected")
    assert streamed(archive) == []
    [case] = ended.review.opened
    assert (case.item_id, case.acts) == ("item-000001", frozenset({Act.STREAM}))
    assert "UrhG §§ 61d" in case.reason
    assert ("procedure ended" if which == "mandate" else "in-collection") in case.reason


def test_cases_that_come_back_from_the_stores_are_not_opened_twice(archive: Archive) -> None:
    record_rights(archive, write(folder(archive), mandate(LABEL)))
    record_rights(archive, write(folder(archive), takedown(FIRST)))
    with archive.registry._database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM standings")
    assert review_rights(archive).opened == []


def test_the_case_of_an_item_that_had_to_go_ends(archive: Archive) -> None:
    record_rights(archive, write(folder(archive), mandate(FIRST)))
    record_rights(archive, write(folder(archive), takedown(FIRST)))
    item = archive.registry.item("item-000001")
    removal = Removal(item.object_id, item.id, item.sha512, item.size, "order", factories.NOON)
    archive.registry.removals.decide(removal, (), factories.a_pending_entry(99))
    done = review_rights(archive)
    assert ([one.ending for one in done.closed], done.open) == (["removed"], 0)


def test_a_record_ends_earlier_and_never_later(archive: Archive) -> None:
    [record] = record_rights(archive, write(folder(archive), mandate(LABEL))).new
    tomorrow = today().date() + timedelta(days=1)
    assert end_right(archive, record.id, "not renewed", on=tomorrow).changed
    assert streamed(archive) == [1, 2, 3], "its last day is still to come"
    assert end_right(archive, record.id, "at once").changed
    assert streamed(archive) == []
    assert not end_right(archive, record.id, "once more").changed
    with pytest.raises(InvalidValueError, match="recorded again"):
        end_right(archive, record.id, "longer", on=tomorrow)
    with pytest.raises(NotFoundError, match="rights list"):
        end_right(archive, "nothing", "why")


def test_one_changes_rights_at_a_time(archive: Archive) -> None:
    file = write(folder(archive), mandate(LABEL))
    with exclusive(folder(archive) / "rights.lock", "a change of rights"):
        for work in (
            lambda: record_rights(archive, file),
            lambda: end_right(archive, "x", "y"),
            lambda: review_rights(archive),
        ):
            with pytest.raises(LockedError, match="a change of rights"):
                work()


def test_law_files_are_logged_once(archive: Archive) -> None:
    assert review_rights(archive).law_changed
    assert not review_rights(archive).law_changed
    assert archive.registry.law_versions.newest() == archive.law.digest


def test_what_is_recorded_is_exported_and_what_is_forbidden_is_not(archive: Archive) -> None:
    item = next(one for one in archive.registry.items() if one.id.endswith("000001"))

    def permitted() -> bool:
        deals = json.loads(rights_documents(archive, item, RightsFormat.DEALS)["deals.json"])["deals"]
        return any(deal["act"] == "stream" and not deal["end"] for deal in deals)

    record_rights(archive, write(folder(archive), mandate(FIRST, acts='["describe", "stream"]')))
    assert permitted()
    record_rights(archive, write(folder(archive), takedown(FIRST)))
    assert not permitted()
