"""What every registry promises about recorded rights, reviews, withdrawals and law versions."""

from dataclasses import replace
from datetime import date

import pytest
from tests import factories
from tests.contract.registry.base import Promises, accept

from nachklang.errors import RegistryError
from nachklang.model.acts import Act
from nachklang.model.identifiers import ISRC, Barcode
from nachklang.model.mandates import Circumstance, CircumstanceKind
from nachklang.model.rights_records import RightsRecord, RightsStatement, Scope
from nachklang.registry import PendingEntry, Proof, RecordKind, Registry, Removal, Standing, Withdrawal

SCOPE = Scope(
    items=frozenset({"item-000001"}),
    recordings=frozenset({"rec-1"}),
    isrcs=frozenset({ISRC.parse("DEABC2600001"), ISRC.parse("FRXYZ2600001")}),
    registrants=frozenset({"DEABC"}),
    labels=frozenset({"Eigenverlag", "Jäger & Söhne"}),
    releases=frozenset({Barcode.parse("4006381333931")}),
)
PROOF = Proof("cd" * 64, "contract.pdf", bytes(range(256)))


def a_right(number: int = 1, **changes: object) -> RightsRecord:
    """Return a mandate, a prohibition and a circumstance in turn."""
    full = factories.a_full_signature()
    known = Circumstance(CircumstanceKind.LAWFUL_ACCESS, factories.an_evidence(), date(2026, 1, 1))
    said = [
        RightsStatement(SCOPE, full.mandates[1:], statement=f"letter {number}", proof=PROOF.sha512),
        RightsStatement(SCOPE, prohibition=full.prohibitions[0], statement=f"mail {number}"),
        RightsStatement(SCOPE, circumstance=known, statement=f"receipt {number}"),
    ][(number - 1) % 3]
    record = RightsRecord(f"right-{number}", said, factories.an_instant(number), frozenset({"item-000002"}))
    return replace(record, **changes)  # type: ignore[arg-type]


def a_case(number: int = 1, **changes: object) -> Withdrawal:
    acts = frozenset({Act.STREAM, Act.DOWNLOAD})
    item = f"item-{number:06d}"
    case = Withdrawal(
        f"case-{number}", item, acts, date(2026, 11, 22), "it ended", factories.an_instant(number)
    )
    return replace(case, **changes)  # type: ignore[arg-type]


def entry(number: int) -> PendingEntry:
    return factories.a_pending_entry(number)


class RightsSuite(Promises):
    """What was recorded stands until it is ended, and what was lost is a case until it is back."""

    # Records

    def test_records_come_back_as_they_were_in_their_order(self, registry: Registry) -> None:
        rights = [a_right(number) for number in (3, 1, 2)]
        registry.rights.record([(one, entry(at)) for at, one in enumerate(rights)], [PROOF, PROOF])
        assert registry.rights.all() == rights
        assert registry.rights.of("right-1") == a_right(1)
        assert registry.rights.of("right-9") is None
        assert registry.rights.proof(PROOF.sha512) == PROOF
        assert registry.rights.proof("nothing") is None
        assert registry.pending_entries() == [entry(0), entry(1), entry(2)]

    def test_what_is_recorded_already_is_not_recorded_again(self, registry: Registry) -> None:
        for number in (1, 2):
            registry.rights.record([(a_right(), entry(number))], [PROOF])
        assert registry.rights.all() == [a_right()]
        assert registry.pending_entries() == [entry(1)]

    def test_all_of_a_file_is_recorded_or_nothing(self, registry: Registry) -> None:
        with pytest.raises(RegistryError, match=r"rights\.id"):
            registry.rights.record([(a_right(1), entry(1)), (a_right(2, id="x" * 501), entry(2))], [PROOF])
        assert registry.rights.all() == []
        assert registry.rights.proof(PROOF.sha512) is None
        assert registry.pending_entries() == []

    def test_equal_statements_are_found_whatever_their_ids(self, registry: Registry) -> None:
        again = a_right(id="again")
        registry.rights.record([(a_right(1), entry(1)), (a_right(2), entry(2)), (again, entry(3))])
        assert registry.rights.saying(a_right().statement) == [a_right(1), again]

    def test_a_record_ends_once_or_earlier(self, registry: Registry) -> None:
        registry.rights.record([(a_right(), entry(1))])
        at, day = factories.an_instant(9), date(2026, 11, 22)
        assert registry.rights.end("right-1", day, "not renewed", at, entry(2))
        ended = replace(a_right(), ended_on=day, ended_because="not renewed", ended_at=at)
        assert registry.rights.all() == [ended]
        for later in (day, date(2027, 1, 1)):
            assert not registry.rights.end("right-1", later, "again", at, entry(3))
        assert registry.rights.of("right-1") == ended
        assert registry.rights.end("right-1", date(2026, 1, 1), "sooner", at, entry(4))
        assert not registry.rights.end("right-9", day, "unknown", at, entry(5))
        assert registry.pending_entries() == [entry(1), entry(2), entry(4)]

    def test_every_change_is_seen_at_once(self, registry: Registry) -> None:
        states = [registry.rights.state()]
        registry.rights.record([(a_right(), entry(1))])
        states.append(registry.rights.state())
        registry.rights.record([(a_right(), entry(1))])
        assert registry.rights.state() == states[-1], "nothing changed"
        registry.rights.end("right-1", date(2026, 11, 22), "b", factories.NOON, entry(2))
        states.append(registry.rights.state())
        assert len(set(states)) == 3
        registry.record_refusal(factories.a_refusal(), entry(3))
        assert registry.rights.state() == states[-1], "what else happens does not matter"

    def test_places_are_told_of_records_and_proofs(self, registry: Registry) -> None:
        registry.rights.record([(a_right(), entry(1))], [PROOF])
        told = [one for one in registry.records.after("vault") if one.kind is not RecordKind.DEPOSIT]
        assert [one.kind for one in told][:2] == [RecordKind.PROOF, RecordKind.RIGHT]
        assert b"letter 1" in (told[1].body or b"")
        registry.rights.end("right-1", date(2026, 11, 22), "because", factories.NOON, entry(2))
        told = [one for one in registry.records.after("vault") if one.kind is RecordKind.RIGHT]
        assert b"because" in (told[-1].body or b"")

    def test_what_was_told_can_be_put_back(self, registry: Registry) -> None:
        for _ in range(2):
            registry.restoring.rights([a_right(1), a_right(2)])
            registry.restoring.proofs([PROOF])
            registry.restoring.withdrawals([a_case(1)])
            registry.restoring.law_versions([("ab" * 32, factories.NOON)])
        assert registry.rights.all() == [a_right(1), a_right(2)]
        assert registry.rights.proof(PROOF.sha512) == PROOF
        assert registry.withdrawals.cases() == [a_case(1)]
        assert registry.law_versions.newest() == "ab" * 32
        assert registry.rights.state() > 0

    # Reviews and cases

    def test_what_a_review_found_is_there_for_the_next(self, registry: Registry) -> None:
        first = Standing("item-000001", frozenset({Act.STREAM, Act.DOWNLOAD}), date(2026, 11, 22))
        second = Standing("item-000002", frozenset(), date(2026, 11, 22))
        registry.withdrawals.review([first, second], opened=[], closed=[])
        newer = replace(first, acts=frozenset({Act.STREAM}), on=date(2026, 11, 23))
        registry.withdrawals.review([newer], opened=[], closed=[])
        asked = ["item-000001", "item-000002", "item-000003"]
        assert registry.withdrawals.standings(asked) == {"item-000001": newer, "item-000002": second}

    def test_a_case_is_open_until_it_is_closed(self, registry: Registry) -> None:
        opened = [(a_case(2), entry(2)), (a_case(1), entry(1))]
        registry.withdrawals.review([], opened=opened, closed=[])
        assert registry.withdrawals.cases() == [a_case(1), a_case(2)]
        assert registry.withdrawals.open_of(["item-000002"]) == [a_case(2)]
        closed = a_case(1, closed_at=factories.an_instant(9), ending="returned")
        for number in (3, 4):
            registry.withdrawals.review([], opened=[], closed=[(closed, entry(number))])
        assert registry.withdrawals.cases() == [a_case(2)]
        assert registry.withdrawals.cases(closed=True) == [closed, a_case(2)]
        assert registry.withdrawals.open_count() == 1
        assert registry.pending_entries() == [entry(2), entry(1), entry(3)], "it is closed once"

    def test_a_review_is_written_whole_or_not_at_all(self, registry: Registry) -> None:
        now = Standing("item-000001", frozenset({Act.STREAM}), date(2026, 11, 22))
        broken = a_case(2, reason="a\0b")
        with pytest.raises(RegistryError, match=r"withdrawals\.reason"):
            registry.withdrawals.review([now], opened=[(a_case(1), entry(1)), (broken, entry(2))], closed=[])
        assert registry.withdrawals.standings(["item-000001"]) == {}
        assert registry.withdrawals.cases() == []
        assert registry.pending_entries() == []

    def test_what_is_held_no_more_is_known(self, registry: Registry) -> None:
        item = factories.an_item()
        accept(registry, item, number=1)
        accept(registry, factories.an_item(2), number=2)
        day, none = date(2026, 11, 22), frozenset[Act]()
        registry.withdrawals.review(
            [Standing(f"item-{number:06d}", none, day) for number in (1, 2)],
            opened=[(a_case(number), entry(10 + number)) for number in (1, 2)],
            closed=[],
        )
        assert registry.withdrawals.of_removed() == []
        removal = Removal(item.object_id, item.id, item.sha512, item.size, "order", factories.NOON)
        registry.removals.decide(removal, (), entry(20))
        assert registry.withdrawals.of_removed() == [a_case(1)]
        registry.withdrawals.forget_removed()
        assert list(registry.withdrawals.standings(["item-000001", "item-000002"])) == ["item-000002"]

    # Law versions

    def test_law_files_are_noted_when_they_are_others_than_before(self, registry: Registry) -> None:
        assert registry.law_versions.newest() is None
        noted = [
            registry.law_versions.note(digest, factories.an_instant(number), entry(number))
            for number, digest in enumerate(["a" * 64, "a" * 64, "b" * 64, "a" * 64])
        ]
        assert noted == [True, False, True, True]
        assert registry.law_versions.newest() == "a" * 64
        assert registry.pending_entries() == [entry(0), entry(2), entry(3)]
