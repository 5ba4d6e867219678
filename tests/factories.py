"""Values for tests: plain builders with sensible defaults, and hypothesis strategies.

A builder takes a number that makes ids, names and digests differ, and any field by its name.
"""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from hypothesis import strategies as st

from nachklang.model.acts import Act, ActorClass, Layer, Territory
from nachklang.model.dates import PartialDate
from nachklang.model.identifiers import ISRC, ISWC, Barcode
from nachklang.model.items import CreditedName, Description, Event, EventKind, Item, Technical
from nachklang.model.licences import Licence
from nachklang.model.mandates import (
    Agreement,
    Author,
    Basis,
    Circumstance,
    CircumstanceKind,
    Evidence,
    Mandate,
    Procedure,
    Prohibition,
    RightsSignature,
    TermFacts,
)
from nachklang.registry.records import (
    CommitmentSalt,
    CopyRecord,
    CopyState,
    DepositRecord,
    ObjectRecord,
    PendingEntry,
    Refusal,
)

NOON = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC)
"""The instant that builders count from: one second later for each number."""

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""Since when an object is held that no check was recorded of."""

_T = TypeVar("_T")


def _changed(value: _T, changes: dict[str, Any]) -> _T:
    return replace(value, **changes)  # type: ignore[type-var]


def hex_digest(algorithm: str, number: int) -> str:
    """Return a digest as `hashlib` writes it, different for each number."""
    return hashlib.new(algorithm, str(number).encode()).hexdigest()


def an_instant(number: int = 0) -> datetime:
    """Return NOON plus `number` seconds."""
    return NOON + timedelta(seconds=number)


def a_description(number: int = 1, **changes: Any) -> Description:
    """Return a description with every field that most recordings have."""
    value = Description(
        title=f"Invention No. {number}",
        artists=(CreditedName("Ada Klang", " feat. "), CreditedName("Björk Ågren")),
        release="Zweistimmig",
        release_artists=(CreditedName("Ada Klang"),),
        disc=1,
        track=number,
        isrcs=(ISRC("DEABC", "26", f"{number:05d}"),),
        label="Eigenverlag",
        released=PartialDate(2026, 11),
        composers=("Johann Sebastian Bach",),
    )
    return _changed(value, changes)


def a_technical(**changes: Any) -> Technical:
    """Return the facts of two seconds of stereo FLAC."""
    value = Technical(
        media_type="audio/flac",
        container="flac",
        codec="flac",
        sample_rate=44100,
        channels=2,
        samples=88200,
        bit_depth=16,
        bit_rate=705600,
        decoder="FFmpeg 7.1",
    )
    return _changed(value, changes)


def an_evidence(**changes: Any) -> Evidence:
    """Return evidence from a `deposit.toml`."""
    return _changed(Evidence("deposit.toml", "deposit.toml, file 1", 'licence = "CC0-1.0"'), changes)


def licensed(spdx: str = "CC0-1.0", layers: tuple[Layer, ...] = tuple(Layer)) -> RightsSignature:
    """Return a signature in which each of `layers` is under the licence `spdx`."""
    return RightsSignature(
        mandates=tuple(
            Mandate(layer, Basis.LICENCE, an_evidence(), licence=Licence.parse(spdx)) for layer in layers
        )
    )


def agreed(*acts: Act, layers: tuple[Layer, ...] = tuple(Layer), **changes: Any) -> RightsSignature:
    """Return a signature in which each of `layers` is under one agreement about `acts`."""
    agreement = _changed(Agreement("A-1", frozenset(acts)), changes)
    return RightsSignature(
        mandates=tuple(
            Mandate(layer, Basis.AGREEMENT, an_evidence(), agreement=agreement) for layer in layers
        )
    )


def out_of_commerce(recorded: date, ended: date | None = None) -> RightsSignature:
    """Return a signature of a copy in a collection, whose work is out of commerce in Germany by a record."""
    procedure = Procedure("P-1", Territory("DE"), recorded, ended)
    return RightsSignature(
        mandates=tuple(
            Mandate(layer, Basis.OUT_OF_COMMERCE, an_evidence(), procedure=procedure) for layer in Layer
        ),
        circumstances=(Circumstance(CircumstanceKind.IN_COLLECTION, an_evidence()),),
    )


def a_full_signature() -> RightsSignature:
    """Return a signature in which every kind of fact occurs."""
    germany = frozenset({Territory("DE"), Territory("AT")})
    agreement = Agreement(
        reference="A-1",
        acts=frozenset({Act.PRESERVE, Act.DESCRIBE, Act.CONSULT}),
        territories=germany,
        actors=frozenset({ActorClass.RESEARCHER}),
        valid_from=date(2026, 1, 1),
        valid_to=date(2036, 12, 31),
    )
    hold = Prohibition(
        "embargo",
        frozenset({Act.STREAM}),
        "asked for by the band",
        germany,
        date(2026, 1, 1),
        date(2027, 1, 1),
    )
    terms = TermFacts(
        recorded=PartialDate(1930),
        recording_published=PartialDate(1931, 2, 3),
        authors=(Author("Johann Sebastian Bach", 1750, 1685), Author("Anonyma")),
        authors_complete=True,
        composition_published=PartialDate(1801),
    )
    return RightsSignature(
        mandates=(
            *licensed("CC-BY-SA-3.0", (Layer.RECORDING,)).mandates,
            Mandate(Layer.PERFORMANCE, Basis.AGREEMENT, an_evidence(), agreement=agreement),
        ),
        terms=terms,
        prohibitions=(hold,),
    )


def an_item(number: int = 1, **changes: Any) -> Item:
    """Return an item; `number` decides its id, object, digest, names and second of acceptance."""
    value = Item(
        id=f"item-{number:06d}",
        object_id=f"urn:nachklang:item-{number:06d}",
        deposit_id="deposit-1",
        original_name=f"disc 1/{number:02d} Invention.flac",
        logical_path=f"original/{number:02d} Invention.flac",
        size=1000 + number,
        sha512=hex_digest("sha512", number),
        description=a_description(number),
        technical=a_technical(),
        rights=licensed(),
        accepted_at=an_instant(number),
    )
    return _changed(value, changes)


def an_event(number: int = 1, **changes: Any) -> Event:
    """Return an event; kinds follow each other in the order of the vocabulary."""
    kinds = tuple(EventKind)
    kind = kinds[(number - 1) % len(kinds)]
    return _changed(Event(kind, an_instant(number), "success", f"step {number}", "Nachklang 0.1.0"), changes)


def a_salt(field: str = "name", number: int = 1, **changes: Any) -> CommitmentSalt:
    """Return a salt of 32 bytes for `field`, different for each number."""
    salt = bytes.fromhex(hex_digest("sha256", number))
    return _changed(CommitmentSalt(field, salt, f"Ada Klang {number}"), changes)


def a_pending_entry(number: int = 1, **changes: Any) -> PendingEntry:
    """Return an entry about `an_item(number)` with two salts."""
    value = PendingEntry(
        id=f"entry-{number:06d}",
        subject=f"item-{number:06d}",
        payload=b'{"v":1,"entry":%d}' % number,
        salts=(a_salt("depositor", number), a_salt("name", number + 1_000_000)),
    )
    return _changed(value, changes)


def a_deposit_record(number: int = 1, **changes: Any) -> DepositRecord:
    """Return a deposit that still runs."""
    value = DepositRecord(
        id=f"deposit-{number}",
        folder=f"/srv/deliveries/{number}",
        depositor="Kulturverein Beispiel e. V.",
        reference=f"2026-{number}",
        started_at=an_instant(number),
    )
    return _changed(value, changes)


def a_refusal(number: int = 1, **changes: Any) -> Refusal:
    """Return a refusal of a file of the first deposit."""
    value = Refusal(
        key=f"refusal-{number:06d}",
        deposit_id="deposit-1",
        original_name=f"broken {number}.flac",
        code="no-ground",
        reason="no ground for preserve: nobody said who owns the recording",
        sha512=hex_digest("sha512", -number),
        at=an_instant(number),
    )
    return _changed(value, changes)


def an_object_record(number: int = 1, **changes: Any) -> ObjectRecord:
    """Return what is known of `object-{number}`."""
    value = ObjectRecord(
        object_id=f"object-{number}",
        head="v1",
        digest=hex_digest("sha512", number),
        seal=hex_digest("sha256", number),
        files=8,
        bytes=1000 + number,
    )
    return _changed(value, changes)


def a_copy_record(number: int = 1, *, store: str = "vault", at: int = 0, **changes: Any) -> CopyRecord:
    """Return a sound copy of `object-{number}` that was read `at` seconds after NOON."""
    instant = an_instant(at)
    return _changed(CopyRecord(f"object-{number}", store, "v1", CopyState.SOUND, instant, instant), changes)


def texts(*, nul: bool = False, min_size: int = 0, max_size: int = 40) -> st.SearchStrategy[str]:
    """Return texts of every script, newlines and emoji; lone surrogates never, NUL only where asked."""
    refused = "" if nul else "\0"
    alphabet = st.characters(exclude_categories=["Cs"], exclude_characters=refused)
    return st.text(alphabet, min_size=min_size, max_size=max_size)


def instants() -> st.SearchStrategy[datetime]:
    """Return instants in UTC with microseconds, of the years 1000 to 9998."""
    return st.datetimes(datetime(1000, 1, 1), datetime(9998, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def isrcs() -> st.SearchStrategy[ISRC]:
    """Return ISRCs."""
    return st.from_regex(r"\A[A-Z]{2}[A-Z0-9]{3}[0-9]{7}\Z").map(ISRC.parse)


def iswcs() -> st.SearchStrategy[ISWC]:
    """Return ISWCs with their right check digit."""
    return st.from_regex(r"\A[0-9]{9}\Z").map(lambda nine: ISWC(nine + ISWC.check_digit(nine)))


def partial_dates() -> st.SearchStrategy[PartialDate]:
    """Return dates known to the year, the month or the day."""
    years, months, days = st.integers(1, 9999), st.integers(1, 12), st.integers(1, 28)
    return st.one_of(
        st.builds(PartialDate, years),
        st.builds(PartialDate, years, months),
        st.builds(PartialDate, years, months, days),
    )


def _tuples(strategy: st.SearchStrategy[_T]) -> st.SearchStrategy[tuple[_T, ...]]:
    return st.lists(strategy, max_size=3).map(tuple)


def descriptions() -> st.SearchStrategy[Description]:
    """Return descriptions in any texts, NUL too, with every field sometimes there."""
    anything = texts(nul=True)
    names = _tuples(st.builds(CreditedName, anything, anything))
    return st.builds(
        Description,
        title=anything,
        artists=names,
        release=st.none() | anything,
        release_artists=names,
        disc=st.integers(1, 99),
        track=st.none() | st.integers(1, 999),
        isrcs=_tuples(isrcs()),
        iswc=st.none() | iswcs(),
        label=st.none() | anything,
        catalogue_number=st.none() | anything,
        barcode=st.none() | st.just(Barcode("4006381333931")),
        released=st.none() | partial_dates(),
        composers=_tuples(anything),
    )


def signatures() -> st.SearchStrategy[RightsSignature]:
    """Return rights signatures: none, licensed, agreed, and full ones."""
    return st.sampled_from(
        [RightsSignature(), licensed(), licensed("CC-BY-NC-4.0"), agreed(Act.CONSULT), a_full_signature()]
    )


def items() -> st.SearchStrategy[Item]:
    """Return items with odd names and any description; ids and digests differ from example to example."""
    return st.builds(
        an_item,
        st.integers(1, 999_999),
        original_name=texts(min_size=1),
        size=st.integers(0, 2**63 - 1),
        description=descriptions(),
        rights=signatures(),
        accepted_at=instants(),
    )


def events() -> st.SearchStrategy[Event]:
    """Return events with any detail that a database takes."""
    return st.builds(
        Event,
        kind=st.sampled_from(EventKind),
        at=instants(),
        outcome=st.sampled_from(["success", "failure"]),
        detail=texts(),
        agent=texts(),
    )
