"""An archive with two stores of copies, as an institution has it, and a clock that somebody sets."""

import hashlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import numpy as np
from tests.audio_fixtures import write_flac
from tests.commands import described
from tests.factories import a_description, a_technical, licensed
from tests.torture.killed_deposit import Counter, Quiet, one_thread
from tests.torture.places import FolderPlace, Place
from tests.torture.shims import System
from tests.torture.truth import Known, Tree, check_written

from nachklang.archive import Archive, create
from nachklang.archive.stores import add_store
from nachklang.config import CopyStoreSettings
from nachklang.deposit import Services as DepositServices
from nachklang.deposit.assessment import Assessment, decide_to_keep
from nachklang.deposit.keeping import Submission, keep, recover
from nachklang.errors import RemovedError
from nachklang.model.acts import ActorClass, Territory
from nachklang.model.items import Item
from nachklang.preservation.outbox import flush
from nachklang.preservation.profile import CONTACT
from nachklang.preservation.replication import copy_now, receive
from nachklang.preservation.services import Services
from nachklang.preservation.stores import Stores
from nachklang.registry import DepositRecord
from nachklang.vault import NewFile
from nachklang.vault.stores import Store, StoreRefusedError

BEGIN = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass
class Clock:
    """The clock of the archive's machine."""

    now: datetime = BEGIN

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def move(self, by: timedelta) -> None:
        """Set it forward, or back."""
        self.now += by


@dataclass
class Expiring:
    """A store whose credentials expire after some calls."""

    store: Store
    calls: int

    def __getattr__(self, name: str) -> object:
        self.calls -= 1
        if self.calls < 0:
            raise StoreRefusedError("the credentials have expired; get new ones")
        return getattr(self.store, name)


class Watched(Archive):
    """An archive whose clock the harness has, and whose stores may refuse their credentials."""

    clock: Callable[[], datetime]
    expiring: dict[str, int]

    def preservation(self) -> Services:
        """Return what looks after copies, by the harness's clock."""
        services = super().preservation()
        openers = {name: self._opener(name, opener) for name, opener in services.openers.items()}
        return replace(services, clock=self.clock, openers=openers)

    def _opener(self, name: str, opener: Callable[[], Store]) -> Callable[[], Store]:
        def opened() -> Store:
            store = opener()
            calls = self.expiring.get(name)
            return store if calls is None else Expiring(store, calls)  # type: ignore[return-value]

        return opened

    def rebuild_when_free(self) -> None:
        """Build no catalogue: nothing here reads it."""


@dataclass
class World:
    """The archive in `folder`, and the harness's places of it: the vault's own first."""

    folder: Path
    system: System
    rng: Random
    clock: Clock = field(default_factory=Clock)
    places: dict[str, Place] = field(default_factory=dict)
    expiring: dict[str, int] = field(default_factory=dict)
    _archive: Watched | None = None
    _number: int = 0

    @classmethod
    def make(cls, folder: Path, system: System, rng: Random, stores: Sequence[CopyStoreSettings]) -> "World":
        """Make the archive, with its stores of copies and the policy that two copies are enough."""
        world = cls(folder, system, rng)
        home = folder / "archive"
        create(
            home,
            name="Torture",
            institution_classes=(ActorClass.CULTURAL_HERITAGE_INSTITUTION,),
            jurisdiction=Territory("DE"),
        )
        (folder / "inbox").mkdir()
        for one in stores:
            add_store(world.archive, one)
            world.close()  # what archive.toml says by now is read again
        toml = home / "archive.toml"
        toml.write_text(toml.read_text().replace("least = 1", "least = 2"))
        own = world.archive.settings.stores[0].name
        world.places[own] = FolderPlace(own, home / "vault", home / "vault", system)
        world.archive.registry.begin_deposit(world.record)
        return world

    @property
    def home(self) -> Path:
        """The archive's folder."""
        return self.folder / "archive"

    @property
    def own(self) -> str:
        """The name of the vault's own place."""
        return next(iter(self.places))

    @property
    def record(self) -> DepositRecord:
        """The deposit that all objects come with."""
        return DepositRecord("torture", str(self.folder / "inbox"), "Torture", None, BEGIN)

    @property
    def archive(self) -> Watched:
        """The open archive."""
        if self._archive is None:
            self._archive = Watched.open(self.home, sign=True)
            self._archive.clock, self._archive.expiring = self.clock, self.expiring
        return self._archive

    def close(self) -> None:
        """Let go of the archive; it is opened again when it is needed."""
        if self._archive is not None:
            self._archive.close()
            self._archive = None

    def new_payload(self) -> tuple[str, bytes]:
        """Make up a file that nobody has."""
        self._number += 1
        return f"take {self._number}.flac", self.rng.randbytes(self.rng.choice((60, 400, 3000, 9000)))

    def deposit(self, name: str, payload: bytes) -> tuple[Item, bool]:
        """Keep a file as a deposit does; returns the item, and whether it was acknowledged."""
        source = self.folder / "inbox" / name
        source.write_bytes(payload)
        services = DepositServices(self.archive.preservation(), self.archive.law)
        staged = services.vault.stage(source)
        assessment = self._assessment(services)
        item, lacks = keep(Submission(name, staged, a_technical(), assessment, self.record, {}), services)
        flush(services.registry, services.ledger)
        return item, lacks is None

    @staticmethod
    def _assessment(services: DepositServices) -> Assessment:
        rights = licensed()
        decision = decide_to_keep(rights, services.profile, services.law, date(2026, 11, 22))
        return Assessment(a_description(), rights, decision, ())

    def recover(self) -> None:
        """Do what the next deposit does first."""
        recover(DepositServices(self.archive.preservation(), self.archive.law))

    def add_version(self, known: Known, text: bytes) -> None:
        """Describe an object anew, in a version of its own, and bring it to the stores."""
        services = self.archive.preservation()
        services.vault.add_version(
            services.vault.inventory(known.object_id),
            [NewFile("metadata/described.json", text)],
            message="Described anew",
            user="Nachklang",
            address=CONTACT,
            created=self.clock(),
        )
        receive(known.object_id, services)
        copy_now(known.object_id, services, Stores(services))

    def deposit_music(self) -> tuple[str, bytes]:
        """Deposit real music by the whole path, decoding included; returns the item's id and the bytes."""
        self._number += 1
        music = self.folder / "inbox" / f"music {self._number}"
        music.mkdir()
        write_flac(music / "take.flac", np.random.default_rng(self._number).uniform(-0.1, 0.1, (4410, 1)))
        described(music, [])
        self.archive.accept(music, Quiet(), executors=one_thread)
        payload = (music / "take.flac").read_bytes()
        return self.item_id(payload), payload

    def item_id(self, payload: bytes) -> str:
        """Return the id that the item of these bytes gets."""
        profile = self.archive.preservation().profile
        return profile.make_id("item", hashlib.sha512(payload).hexdigest())

    def learn(self, item: Item, payload: bytes) -> Known:
        """Take over what was acknowledged, after comparing it with what was given."""
        tree = self.places[self.own].tree(item.object_id)
        check_written(tree, {item.logical_path: payload})
        return Known(item.object_id, item.id, payload[-40:], [tree])

    def believes(self, object_id: str, name: str, version: int) -> bool:
        """Whether the registry has a copy of this version there, sound or not."""
        copies = self.archive.registry.copies.of(object_id)
        return any(one.store == name and int(one.head[1:]) >= version for one in copies)

    def said(self, object_id: str, name: str) -> str:
        """Tell what the registry knows of a copy, for whoever looks for the reason of a wrong."""
        registry = self.archive.registry
        copies = [
            f"{one.head} {one.state}, checked {one.checked_at}"
            for one in registry.copies.of(object_id)
            if one.store == name
        ]
        tasks = [
            f"{one.kind} since {one.since}, {one.failure}"
            for one in registry.tasks.of(object_id)
            if one.store == name
        ]
        return f"copies {copies}, tasks {tasks}, damage {registry.damage.of(object_id, name)}"

    def is_held(self, item_id: str) -> bool:
        """Whether the registry says that an item is there."""
        try:
            return any(one.id == item_id for one in self.archive.registry.items())
        except RemovedError:
            return False

    def in_child(self, work: Callable[[], object], deadly: int | None = None) -> tuple[int, int]:
        """Do `work` in another process that dies before its call `deadly`; return its end and its calls.

        The end is as `subprocess` has it. The archive is opened anew there, and afterwards here.
        """
        self.close()
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            counter, status = Counter(deadly), 0
            try:
                self.archive  # noqa: B018 - opened before anything is counted
                sys.setprofile(counter)
                work()
            except BaseException:  # noqa: BLE001 - the child's traceback is the report
                sys.setprofile(None)
                sys.excepthook(*sys.exc_info())
                status = 1
            sys.setprofile(None)
            os.write(writing, str(counter.count).encode())
            os._exit(status)
        os.close(writing)
        said = os.read(reading, 100)
        os.close(reading)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), int(said or b"0")

    @contextmanager
    def refusing(self, name: str, calls: int) -> Iterator[None]:
        """Let the credentials of a store expire after so many calls."""
        self.expiring[name] = calls
        try:
            yield
        finally:
            del self.expiring[name]

    def all_trees(self, object_ids: Sequence[str]) -> dict[tuple[str, str], Tree]:
        """Read every object in every place."""
        return {(one, name): place.tree(one) for one in object_ids for name, place in self.places.items()}
