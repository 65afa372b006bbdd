"""Threads of our own for work that would hold the event loop up, with a bound on who waits for them."""

import asyncio
import contextlib
import os
import queue
import sys
import threading
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from app.errors import Busy, Unavailable

R = TypeVar("R")


class _Job(NamedTuple):
    """Work for a thread, and who waits for it."""

    work: Callable[[], object]
    future: asyncio.Future[Any]  # Any: what the work returns
    loop: asyncio.AbstractEventLoop


class Lane:
    """Threads with a bound on who waits for them.

    Threads with a niceness above 0 let the event loop and all others go first.

    The standard library's executor does the same with two futures, three locks and two wake-ups of
    the event loop for each piece of work: 80 µs more than here.
    """

    def __init__(self, name: str, threads: int, waiting: int, *, niceness: int = 0) -> None:
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._places = threads + waiting
        self._taken = 0
        self._niceness = niceness
        self._threads = [
            threading.Thread(target=self._work, name=f"{name}-{number}", daemon=True)
            for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    async def run(self, patience: float, work: Callable[[], R]) -> R:
        """Do the work on one of the threads; raise `Busy` or `Unavailable` rather than wait for ever."""
        if self._taken >= self._places:
            raise Busy("More requests wait for the database than it can answer soon. Try again in a moment.")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[R] = loop.create_future()
        self._taken += 1
        self._jobs.put(_Job(work, future, loop))
        timer = loop.call_later(patience, _give_up, future)
        try:
            return await future
        finally:
            timer.cancel()

    def _work(self) -> None:
        """Do one piece of work after the other; what nobody waits for any more is left undone."""
        if sys.platform == "linux":  # Elsewhere a whole process has one niceness.
            os.nice(self._niceness)
        while (job := self._jobs.get()) is not None:
            result: object = None
            error: BaseException | None = None
            if not job.future.done():
                try:
                    result = job.work()
                except BaseException as raised:  # noqa: BLE001 - it is raised again where it is waited for
                    error = raised
            with contextlib.suppress(RuntimeError):  # the loop has been closed
                job.loop.call_soon_threadsafe(self._finish, job.future, result, error)
            del job, result, error

    def _finish(self, future: asyncio.Future[Any], result: object, error: BaseException | None) -> None:
        # The place is given back when the thread is free again, not when somebody stops waiting for it.
        self._taken -= 1
        if future.done():
            return
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)

    def close(self) -> None:
        """Let the threads end; what waits for one is left undone."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._jobs.get_nowait()
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()


def _give_up(future: asyncio.Future[Any]) -> None:
    if not future.done():
        late = "The database did not answer in time. Try again in a moment."
        future.set_exception(Unavailable(late))
