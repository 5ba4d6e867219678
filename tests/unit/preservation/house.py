"""A small archive for tests of preservation: real rooms in a folder, a clock that tests move."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

from tests import factories
from tests.unit.vault.samples import SOUND, tree

from nachklang.ledger import (
    Entry,
    EntryKind,
    Ledger,
    Signer,
    Verifier,
    hand_over,
    key_subject,
    take_over,
)
from nachklang.model.acts import ActorClass, Territory
from nachklang.model.items import Item
from nachklang.model.threats import Threats
from nachklang.preservation.acceptance import accept
from nachklang.preservation.audit import Audited, Wanted, audit
from nachklang.preservation.outbox import flush
from nachklang.preservation.policy import Policy
from nachklang.preservation.profile import CONTACT, Profile
from nachklang.preservation.removing import decide_removal, remove_from_own
from nachklang.preservation.replication import Replicated, copy_now, receive, replicate
from nachklang.preservation.services import Services
from nachklang.preservation.stores import Stores
from nachklang.registry import Registry, Removal
from nachklang.vault import NewFile, Vault
from nachklang.vault.layout import object_path
from nachklang.vault.stores import FolderStore, Store, held

START = datetime(2027, 1, 1, tzinfo=UTC)
ORIGIN = "archive.example/log"
OWN, NEAR, FAR = "vault", "near", "far"
LATER = timedelta(hours=7)
"""Longer than the longest rest of a store that was away."""

Opener = Callable[[], Store]


@dataclass
class Clock:
    """What time it is."""

    now: datetime = START

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def move(self, span: timedelta) -> None:
        self.now += span


@dataclass
class House:
    """An archive in `folder`; `openers` may be changed between two runs."""

    folder: Path
    openers: dict[str, Opener] = field(default_factory=dict)
    least: int = 1
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        fresh = not (self.folder / "vault").exists()
        url = f"sqlite:///{self.folder / 'registry.db'}"
        if fresh:
            self._make()
        if not self.openers:
            self.openers = {name: partial(FolderStore, self.folder / name) for name in (NEAR, FAR)}
        signer = Signer.parse((self.folder / "key").read_text())
        ledger = Ledger.open(self.folder / "ledger", origin=ORIGIN, verifier=signer.verifier, signer=signer)
        keepers, agent = (ActorClass.NATIONAL_LIBRARY,), "Nachklang 0.1.0"
        profile = Profile(UUID(int=7), "Archive", keepers, Territory("DE"), agent)
        self.services = Services(
            registry=Registry.create(url) if fresh else Registry.open(url),
            vault=Vault.open(self.folder / "vault", staging=self.folder / "staging"),
            ledger=ledger,
            former_keys=self._former_keys(),
            profile=profile,
            policy=Policy({name: Threats() for name in (OWN, *self.openers)}, least=self.least),
            openers=self.openers,
            records=self.folder / "records",
            quarantine=self.folder / "quarantine",
            recovery=self.folder / "recovery",
            recovery_percent=None,
            alone=partial(held, self.folder / "preservation.lock", "copies"),
            clock=self.clock,
        )
        if fresh:
            self.registry.begin_deposit(factories.a_deposit_record())

    def _make(self) -> None:
        Vault.create(self.folder / "vault", staging=self.folder / "staging")
        signer = Signer.generate(ORIGIN)
        (self.folder / "key").write_text(signer.text)
        Ledger.create(self.folder / "ledger", origin=ORIGIN, signer=signer)
        for name in (NEAR, FAR):
            (self.folder / name).mkdir()

    def _former_keys(self) -> list[Verifier]:
        """Return the keys that the log had before, newest first."""
        file = self.folder / "former"
        return [Verifier.parse(line) for line in file.read_text().splitlines()] if file.exists() else []

    @property
    def registry(self) -> Registry:
        return self.services.registry

    def want(self, *, least: int, apart: int = 1) -> None:
        """Change the policy."""
        self.services = replace(self.services, policy=replace(self.services.policy, least=least, apart=apart))

    # What happens

    def deposit(self, number: int, *, versions: int = 1) -> Item:
        """Take an item in as a deposit does; it may be left waiting."""
        data = content_of(number)
        source = self.folder / "music.flac"
        source.write_bytes(data)
        item = an_item(number)
        entry = factories.a_pending_entry(number, subject=item.id, payload=_payload(item))
        self.registry.plan_acceptance(item, [factories.an_event(1)], entry)
        vault = self.services.vault
        files = [NewFile("original/music.flac", vault.stage(source)), NewFile("metadata/a.json", b'"a"')]
        told = {"message": "Deposit", "user": "Nachklang 0.1.0", "address": CONTACT, "created": START}
        inventory = vault.create_object(item.object_id, files, **told)  # type: ignore[arg-type]
        for version in range(2, versions + 1):
            more = [NewFile(f"metadata/{version}.json", str(version).encode())]
            inventory = vault.add_version(inventory, more, **told)  # type: ignore[arg-type]
        receive(item.object_id, self.services)
        copy_now(item.object_id, self.services, Stores(self.services))
        accept(item, self.services)
        return item

    def replicate(self, *, at_once: bool = False) -> Replicated:
        stores = Stores(self.services)
        return replicate(self.services, stores, on_bytes=lambda _: None, at_once=at_once)

    def audit(self, *, deep: bool = False, repair: bool = True, objects: int = 10**9) -> Audited:
        """Audit, for so many objects."""
        left = iter(range(objects))
        wanted = Wanted(deep, repair, lambda: next(left, None) is not None)
        return audit(self.services, Stores(self.services), wanted)

    def rotate(self) -> None:
        """Change the key of the log; the house has to be opened anew then."""
        old, new = self.services.ledger.signer, Signer.generate(ORIGIN)
        assert old is not None
        entry = Entry(str(uuid4()), EntryKind.KEY_ROTATED, self.clock(), key_subject(new.verifier), "", {})
        (index,) = self.services.ledger.append([entry.encode()])
        hand_over(self.services.ledger, new, index)
        former = [old.verifier, *self.services.former_keys]
        (self.folder / "key").write_text(new.text)
        (self.folder / "former").write_text("".join(f"{one.text}\n" for one in former))
        root = self.services.ledger.root
        take_over(Ledger.open(root, origin=ORIGIN, verifier=new.verifier, signer=new), former)

    def remove(self, item: Item, *, ask: bool = True) -> Removal:
        """Remove an item from the vault, and from the stores that can be asked."""
        removal = decide_removal(item.object_id, item, "order 1", self.services)
        remove_from_own(removal, self.services)
        if ask:
            self.replicate(at_once=True)
        return self.removal(item)

    def removal(self, item: Item) -> Removal:
        found = self.registry.removals.of(item.object_id)
        assert found is not None
        return found

    # What is there

    def object_folder(self, place: str, item: Item) -> Path:
        """Return where a copy lies, of the vault or of a store in a folder."""
        top = self.folder / place if place == OWN else self.folder / place / "ocfl"
        return top / object_path(item.object_id)

    def music(self, place: str, item: Item) -> Path:
        return self.object_folder(place, item) / "v1/content/original/music.flac"

    def trees(self) -> Mapping[str, dict[str, bytes]]:
        """Read every file of every place, but for what a store's layer keeps for itself."""
        found = {name: tree(self.folder / name) for name in (OWN, NEAR, FAR)}
        return {
            name: {path: data for path, data in files.items() if not path.startswith(".nachklang-")}
            for name, files in found.items()
        }

    def kept(self) -> list[bytes]:
        """Read what is in quarantine."""
        return list(tree(self.folder / "quarantine").values())

    def logged(self) -> list[str]:
        """Flush the outbox, and name the kinds of what is in the log."""
        flush(self.registry, self.services.ledger)
        return [str(Entry.decode(data).kind) for data in self.services.ledger.entries()]


def content_of(number: int) -> bytes:
    return SOUND + f"of item {number}".encode()


def an_item(number: int) -> Item:
    """Return the item of that number; its bytes are `content_of` it."""
    data, item_id = content_of(number), str(UUID(int=number))
    return factories.an_item(
        number,
        id=item_id,
        object_id=f"urn:uuid:{item_id}",
        sha512=hashlib.sha512(data).hexdigest(),
        size=len(data),
        logical_path="original/music.flac",
    )


def _payload(item: Item) -> bytes:
    return Entry(item.id, EntryKind.DEPOSIT_ACCEPTED, START, item.id, "", {}).encode()


@contextmanager
def away(folder: Path) -> Iterator[None]:
    """Take the disk of a store away."""
    aside = folder.with_name(f"{folder.name}.aside")
    folder.rename(aside)
    yield
    aside.rename(folder)
