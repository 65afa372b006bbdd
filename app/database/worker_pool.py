"""Worker threads with a bounded queue, for work that would block the event loop."""

import asyncio
import contextlib
import os
import queue
import sys
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from app.errors import Busy, Unavailable

R = TypeVar("R")
_Job = tuple[Callable[[], object], asyncio.Future[Any]]  # Any: what the work returns
"""Work for a thread, and the future that gets its result."""


class WorkerPool:
    """Threads, and a queue that refuses more jobs than its limit: one kind of work cannot starve the others.

    With `nice` above 0 the threads have a lower priority than the event loop and all other threads.

    The standard library's executor uses two futures, three locks and two wake-ups of the event loop for
    each job: 80 µs more than this.
    """

    def __init__(self, name: str, threads: int, queue_limit: int, *, nice: int = 0) -> None:
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._limit = threads + queue_limit
        self._accepted = 0
        self._nice = nice
        self._threads = [
            threading.Thread(target=self._work, name=f"{name}-{number}", daemon=True)
            for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    async def run(
        self, timeout: float, work: Callable[[], R], on_timeout: Callable[[], None] | None = None
    ) -> R:
        """Run the work on a thread.

        Raises `Busy` at once if the queue is full, and `Unavailable` after the timeout. A thread that is then
        still working goes on, and counts against the limit until it is done; `on_timeout` may end it.
        """
        if self._accepted >= self._limit:
            raise Busy("More requests wait for the database than it can answer soon. Try again in a moment.")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[R] = loop.create_future()
        self._accepted += 1
        self._jobs.put((work, future))
        timer = loop.call_later(timeout, _time_out, future, on_timeout)
        try:
            return await future
        finally:
            timer.cancel()

    def _work(self) -> None:
        """Run one job after another; skip a job whose caller no longer waits."""
        if sys.platform == "linux":  # Elsewhere the threads of a process cannot differ in priority.
            os.nice(self._nice)
        while (job := self._jobs.get()) is not None:
            work, future = job
            result: object = None
            error: BaseException | None = None
            if not future.done():
                try:
                    result = work()
                except BaseException as raised:  # noqa: BLE001 - it is raised again in the caller
                    error = raised
            with contextlib.suppress(RuntimeError):  # The loop is closed.
                future.get_loop().call_soon_threadsafe(self._finish, future, result, error)
            del job, work, future, result, error

    def _finish(self, future: asyncio.Future[Any], result: object, error: BaseException | None) -> None:
        # Counted down here, when the thread is free again, not when the caller stops waiting.
        self._accepted -= 1
        if future.done():
            return
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)

    def close(self) -> None:
        """Drop the jobs in the queue, and wait until the threads end."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._jobs.get_nowait()
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()


def _time_out(future: asyncio.Future[Any], on_timeout: Callable[[], None] | None) -> None:
    if not future.done():
        future.set_exception(Unavailable("The database did not answer in time. Try again in a moment."))
        if on_timeout is not None:
            on_timeout()
