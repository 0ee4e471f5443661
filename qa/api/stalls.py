"""Keep Python itself from holding up all requests: its garbage collector, and threads that wait for its lock."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

_SLOW = 0.01
"""Seconds of one collection after which what survived it is not looked at again."""
_SWITCH = 0.001
"""Seconds that a thread keeps the interpreter while others wait; each of the loop's writes to a socket gives it away, and
waits so long to get it back. The default is five times that (docs.python.org, `sys.setswitchinterval`)."""


@contextmanager
def no_stalls() -> Iterator[None]:
    """Have the process serve many while it computes, as long as the context lasts."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH)
    collector = _Collector()
    gc.callbacks.append(collector)
    gc.freeze()
    try:
        yield
    finally:
        gc.callbacks.remove(collector)
        gc.unfreeze()
        sys.setswitchinterval(before)


class _Collector:
    """Sets what survives a slow collection apart (`gc.freeze`).

    Modules, schemas and vocabularies live as long as the process, and to walk through all of them takes a tenth of a second, in
    which nothing is answered. What is set apart by chance, an answer in the making, is still freed when nothing refers to it.
    """

    def __init__(self) -> None:
        self._began = 0.0

    def __call__(self, phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            self._began = perf_counter()
        elif info["generation"] and perf_counter() - self._began > _SLOW:
            gc.freeze()
