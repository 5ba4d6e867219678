"""What the promise suite runs in processes of their own, to kill them and to let them compete.

Called as `python -m tests.contract.registry.programs NAME URL ARGUMENT…`.
"""

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

from sqlalchemy import event, func, select
from sqlalchemy.engine import Engine
from tests import factories

from nachklang.registry import Registry
from nachklang.registry._tables import EVENTS as EVENTS_TABLE

EVENTS = [factories.an_event(1), factories.an_event(2)]


def plan_then_die(url: str) -> None:
    """Plan an acceptance and be killed before it is confirmed."""
    registry = Registry.open(url)
    registry.plan_acceptance(factories.an_item(), EVENTS, factories.a_pending_entry())
    os.kill(os.getpid(), signal.SIGKILL)


def confirm_and_die(url: str) -> None:
    """Confirm the planned item again and again, killed before each statement and each commit in turn.

    Prints what is there after each attempt, as lines of `SIGNAL PLANS ITEMS EVENTS ENTRIES`, until one
    attempt gets through.
    """
    for left in count():
        child = os.fork()
        if child == 0:
            _confirm(url, left)
            os._exit(0)
        status = os.waitpid(child, 0)[1]
        with Registry.open(url) as registry:
            plans, items, entries = registry.plans(), list(registry.items()), registry.pending_entries()
            with registry._database.reading() as connection:
                events = connection.execute(select(func.count()).select_from(EVENTS_TABLE)).scalar_one()
        print(os.WTERMSIG(status), len(plans), len(items), events, len(entries))  # noqa: T201
        if status == 0:
            return


def _confirm(url: str, left: int) -> None:
    """Confirm the planned item, but be killed before step number `left`."""

    def step(*_: Any) -> None:
        nonlocal left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1

    registry = Registry.open(url)
    event.listen(Engine, "before_cursor_execute", step)
    event.listen(Engine, "commit", step)
    registry.confirm_acceptance(factories.an_item().id)


def accept_many(url: str, first: str, amount: str) -> None:
    """Accept items one after the other and check an object that others check too."""
    with Registry.open(url) as registry:
        for number in range(int(first), int(first) + int(amount)):
            item = replace(factories.an_item(number), deposit_id="deposit-1")
            registry.plan_acceptance(item, EVENTS, factories.a_pending_entry(number))
            registry.confirm_acceptance(item.id)
            registry.copies.record([factories.a_copy_record(at=number)], sizes={"object-1": number})


def main(name: str, *arguments: str) -> None:
    """Run one of the programs above."""
    programs: dict[str, Callable[..., None]] = {
        "plan-then-die": plan_then_die,
        "confirm-and-die": confirm_and_die,
        "accept-many": accept_many,
    }
    programs[name](*arguments)


if __name__ == "__main__":
    main(*sys.argv[1:])
