"""Work that is done on another thread before it is asked for."""

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def read_ahead(items: Iterator[T], count: int) -> Generator[T]:
    """Yield what `items` yields, which is asked for on a thread of its own, up to `count` items ahead.

    Whatever it raises comes in its place. Closing the generator ends the thread, then `items` may be closed.
    """
    end = object()
    coming: deque[Future[object]] = deque()
    with ThreadPoolExecutor(1, thread_name_prefix="read-ahead") as thread:
        try:
            coming.extend(thread.submit(next, items, end) for _ in range(count))
            while (item := coming.popleft().result()) is not end:
                coming.append(thread.submit(next, items, end))
                yield item  # type: ignore[misc]  # whatever is not the end came from `items`
        finally:
            for future in coming:
                future.cancel()
