"""Run an event loop in a thread of its own, which opens what is used on it and closes it again."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager
from threading import Lock, Thread
from typing import Any, Generic, TypeVar

from qa.errors import InputError

_Held = TypeVar("_Held")
_Result = TypeVar("_Result")


class LoopThread(Generic[_Held]):
    """An event loop that holds a context open until it is closed, for callers from any thread and any event loop.

    Connections of a model belong to the loop that opened them, and a lock to its thread: here it is always the same one,
    whether a program, a notebook or a server calls.
    """

    def __init__(self, context: AbstractAsyncContextManager[_Held]) -> None:
        """Enter the context; raises whatever it raises."""
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._lock, self._closing = Lock(), False
        self._entered: Future[_Held] = Future()
        self._left: Future[None] = Future()
        # A daemon: a program that forgets to close still comes to its end.
        self._thread = Thread(target=self._run, args=(context,), name="dateline", daemon=True)
        self._thread.start()
        try:
            self.held = self._entered.result()
        except BaseException:
            # Ctrl-C too: what is being opened meanwhile is closed as soon as it is open.
            self.close()
            raise

    def start(self, work: Coroutine[Any, Any, _Result]) -> Future[_Result]:
        """Begin the work; to cancel what is returned cancels it.

        Raises:
            InputError: it was closed meanwhile.
        """
        # What came behind the end would never be done, and be waited for in vain.
        with self._lock:
            if not self._closing:
                return asyncio.run_coroutine_threadsafe(work, self._loop)
        work.close()
        raise InputError("the data folder was closed meanwhile; open it again")

    def wait(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        """Do the work and return its result; Ctrl-C cancels it."""
        future = self.start(work)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def close(self) -> None:
        """Cancel what is being done, which raises CancelledError there, and leave the context; raises whatever that raises."""
        with self._lock:
            self._closing = True
            # Closed already where the context could not be entered.
            if not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        if self._left.done():
            self._left.result()

    def _run(self, context: AbstractAsyncContextManager[_Held]) -> None:
        try:
            with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
                runner.run(self._hold(context))
        except BaseException as error:  # noqa: BLE001 it is raised where the context is opened or closed
            (self._left if self._entered.done() else self._entered).set_exception(error)
        else:
            self._left.set_result(None)

    async def _hold(self, context: AbstractAsyncContextManager[_Held]) -> None:
        async with context as held:
            self._entered.set_result(held)
            await self._stop.wait()
            tasks = asyncio.all_tasks() - {asyncio.current_task()}
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            # Threads that are still at work use what is about to be closed.
            await self._loop.shutdown_default_executor()
