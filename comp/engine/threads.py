"""Several things at a time, given in order: Polars lets go of the interpreter while it works."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
U = TypeVar("U")


def side_by_side(work: Callable[[T], U], items: Iterable[T], workers: int | None = None) -> Iterator[U]:
    """What `work` makes of each item, in order; by default as many at a time as there are processors.

    No more are begun than are asked for soon, so that what is made and not yet taken stays little.
    """
    workers = workers or os.cpu_count() or 1
    if workers == 1:
        yield from map(work, items)
        return
    ahead = iter(items)
    with ThreadPoolExecutor(workers) as pool:
        begun: deque[Future[U]] = deque(pool.submit(work, item) for item in islice(ahead, workers))
        try:
            while begun:
                done = begun.popleft().result()
                begun.extend(pool.submit(work, item) for item in islice(ahead, 1))
                yield done
        finally:
            for waiting in begun:
                waiting.cancel()
