"""A share of the run against real S3 servers, through a proxy that lies: their copies are spoiled, too.

Nothing is forked here, for the S3 client has threads.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from tests.contract.stores import liar as lies
from tests.contract.stores.liar import Answer, Forward, Liar, Lie, Request, lying
from tests.contract.stores.servers import KEY_ID, SECRET, Server, running_moto, running_rclone
from tests.torture.disturbance import Disturbed
from tests.torture.run import Run
from tests.torture.shims import System
from tests.torture.tally import WRONG, Tally
from tests.torture.truth import Tree, place_of
from tests.torture.world import World

from nachklang.config import CopyStoreSettings
from nachklang.errors import ArchiveError
from nachklang.registry import CopyState
from nachklang.vault.validation import validate_root

_PREFIX = "copies"
_CROWD = 4

LIES: dict[str, Callable[[Random], Lie]] = {
    "takes and loses": lambda _: lies.loses,
    "overwrites": lambda _: lies.overwrites,
    "flips a bit of what comes": lambda _: lies.flips,
    "gives back old data": lambda _: lies.remembers(lambda request: request.reads),
    "lists as it was": lambda _: lies.remembers(lambda request: request.lists),
    "credentials expire": lambda rng: lies.expires(rng.randrange(60)),
    "cuts connections": lambda _: lies.cuts,
    "sends less": lambda _: lies.shortens,
    "tells another size": lambda _: lies.shrinks,
    "does it and never says so": lambda _: lies.unheard,
    "deletes nothing": lambda _: lies.keeps,
}


@dataclass
class BucketPlace:
    """A bucket, seen through a client of somebody else, past the proxy."""

    name: str
    client: Any
    bucket: str

    def tree(self, object_id: str) -> Tree:
        """Read all that lies there of an object."""
        begin = f"{_PREFIX}/ocfl/{place_of(object_id)}/"
        return {key.removeprefix(begin): self._read(key) for key in self._keys(begin)}

    def put(self, object_id: str, tree: Tree) -> None:
        """Make what lies there of an object this tree."""
        begin, now = f"{_PREFIX}/ocfl/{place_of(object_id)}/", self.tree(object_id)
        for path in now.keys() - tree.keys():
            self.client.delete_object(Bucket=self.bucket, Key=begin + path)
        for path, data in tree.items():
            if now.get(path) != data:
                self.client.put_object(Bucket=self.bucket, Key=begin + path, Body=data)

    def everything(self) -> Iterator[tuple[str, bytes]]:
        """Yield every file of the place, with its name."""
        for key in self._keys(""):
            yield key, self._read(key)

    def _keys(self, prefix: str) -> list[str]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        return [found["Key"] for page in pages for found in page.get("Contents", [])]

    def _read(self, key: str) -> bytes:
        data: bytes = self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        return data


@dataclass
class LyingRun(Run):
    """A run whose stores are servers that lie at times."""

    liars: dict[str, Liar] = field(default_factory=dict)
    lied: set[str] = field(default_factory=set)
    crowd: int = _CROWD

    def batch(self, many: int) -> None:
        """Do as ever; what is told of a store that lied is no false alarm."""
        self.lied.clear()
        super().batch(min(many, 6))

    def _collect(self) -> None:
        super()._collect()
        injured = {one.copy for one in self.injuries.open}
        self.seen -= {one for one in self.seen - injured if one[1] in self.lied}

    def _disturbed(self, name: str, work: Callable[[], object]) -> None:
        if self.rng.random() < 0.4:
            super(Disturbed, self)._disturbed(name, work)
            return
        place, said = self.rng.choice(list(self.liars)), self.rng.choice(list(LIES))
        told: list[None] = []
        began = self.world.clock()
        self.lied.add(place)
        self.liars[place].lie = _counted(LIES[said](self.rng), told)
        try:
            with suppress(ArchiveError):
                if said in {"gives back old data", "lists as it was"}:
                    self.audit()
                work()
        finally:
            self.liars[place].lie = lies.honest
        if told:
            self.tally.inject(f"a store lies: {said}")
            self._judge_lie(f"a store lies: {said}", place)
        self._require_true(place, began)

    def _judge_lie(self, kind: str, place: str) -> None:
        """Count whether the archive noticed; where it did not, nothing that it believed may be untrue."""
        registry = self.world.archive.registry
        noticed = (
            any(one.store == place for one in registry.tasks.absences())
            or any(one.store == place and one.failure for one in registry.tasks.waiting())
            or any(one.store == place for one in registry.damage.standing())
            or any(name == place for _, name in self.seen)
        )
        self.tally.kinds[kind].found += noticed
        self.tally.kinds[kind].harmless += not noticed

    def _require_true(self, place: str, began: datetime) -> None:
        """Require of what was called sound while a store lied that its disk has it."""
        registry = self.world.archive.registry
        injured = {one.copy for one in self.injuries.open}
        for known in self.known.values():
            for copy in registry.copies.of(known.object_id):
                if copy.store != place or copy.state is not CopyState.SOUND or copy.checked_at < began:
                    continue
                said = (
                    {} if known.removed else _kept(known.trees[min(int(copy.head[1:]), len(known.trees)) - 1])
                )
                there = self.world.places[place].tree(known.object_id).items()
                if not said.items() <= there and (known.object_id, place) not in injured:
                    self.tally.wrong(WRONG, f"{known.object_id} was called sound in {place}, which lied")

    def _deep_look(self, *, oracle: bool) -> None:
        super()._deep_look(oracle=oracle)
        for name, place in self.world.places.items():
            if not isinstance(place, BucketPlace):
                continue
            with tempfile.TemporaryDirectory() as folder:
                for key, data in place.everything():
                    if any(needle in data for needle in self.gone):
                        self.tally.wrong(WRONG, f"removed bytes in {key} of {name}")
                    if key.startswith(f"{_PREFIX}/ocfl/"):
                        target = Path(folder) / key.removeprefix(f"{_PREFIX}/ocfl/")
                        target.parent.mkdir(parents=True, exist_ok=True)
                        target.write_bytes(data)
                for checked in validate_root(Path(folder)) if not self.injuries.open else ():
                    for finding in checked.findings:
                        self.tally.wrong(WRONG, f"{name}: {finding}")


def _kept(tree: Tree) -> Tree:
    """Leave out what the next version of an object replaces: that may be on its way already."""
    return {path: data for path, data in tree.items() if not path.startswith("inventory.json")}


def _counted(lie: Lie, told: list[None]) -> Lie:
    """Note whether an answer, or what reached the server, was another than an honest one."""

    def counting(request: Request, forward: Forward) -> Answer:
        passed: list[Request] = []
        truth: list[Answer] = []

        def through(one: Request) -> Answer:
            passed.append(one)
            truth.append(forward(one))
            return truth[-1]

        answer = lie(request, through)
        if passed != [request] or answer != truth[-1]:
            told.append(None)
        return answer

    return counting


def torture_servers(faults: int, rng: Random, folder: Path, tally: Tally) -> None:
    """Inject so many faults into an archive whose stores are moto and rclone, each behind a liar."""
    with ExitStack() as at_end:
        at_end.enter_context(_credentials())
        liars, places, stores = {}, [], []
        for name, running in (("moto", running_moto), ("rclone", running_rclone)):
            (folder / name).mkdir()
            server = at_end.enter_context(running(folder / name))
            bucket = server.new_bucket()
            liars[name] = at_end.enter_context(lying(server))
            places.append(BucketPlace(name, _client(server), bucket))
            endpoint = f"http://127.0.0.1:{liars[name].server.port}"
            stores.append(CopyStoreSettings(name, f"s3://{bucket}/{_PREFIX}", endpoint=endpoint))
        system = System()
        world = World.make(folder, system, rng, stores)
        world.places |= {one.name: one for one in places}
        with system.installed():
            run = LyingRun(world, rng, tally, system, liars=liars)
            run.until(tally.injected + faults)
            run.end()
        world.close()


def _client(server: Server) -> Any:
    import boto3  # noqa: PLC0415 - it comes with moto, and takes a second
    import botocore.config  # noqa: PLC0415

    return boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{server.port}",
        aws_access_key_id=KEY_ID,
        aws_secret_access_key=SECRET,
        region_name="us-east-1",
        config=botocore.config.Config(response_checksum_validation="when_required"),
    )


@contextmanager
def _credentials() -> Iterator[None]:
    before = dict(os.environ)
    os.environ |= {"AWS_ACCESS_KEY_ID": KEY_ID, "AWS_SECRET_ACCESS_KEY": SECRET}
    try:
        yield
    finally:
        os.environ.clear()
        os.environ |= before
