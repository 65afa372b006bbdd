"""Apply a function on all cores, in order, with bounded read-ahead.

Each process has a pipe of its own, and a thread here that sends it jobs and receives the results. If a
process is killed, for example because memory ran out, its pipe ends and the work fails with a message. The
pools of the standard library share locks and pipes between their processes: there the work would wait for
ever. If this process is killed, the pipes end, too, and with them the other processes.
"""

import contextlib
import gc
import multiprocessing
import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from app.errors import CannotStart

Job = TypeVar("Job")
Result = TypeVar("Result")


def map_in_order(
    function: Callable[[Job], Result], jobs: Iterable[Job], measure: Callable[[Job], int], ahead_max: int
) -> Generator[Result, None, None]:
    """Yield the results of a function for each job, computed in other processes.

    The function is one of a module. Jobs are read ahead of the results that are used, up to the sum of
    `measure` in `ahead_max`. Raises `CannotStart` if a process is killed.
    """
    pending: deque[tuple[Future[bytes], int]] = deque()
    ahead = 0
    with contextlib.closing(_Processes(function)) as processes:
        for job in jobs:
            size = measure(job)
            pending.append((processes.submit(job), size))
            ahead += size
            while pending and (pending[0][0].done() or ahead >= ahead_max):
                done, size = pending.popleft()
                ahead -= size
                yield _get_result(done)
        while pending:
            yield _get_result(pending.popleft()[0])


def _get_result(future: Future[bytes]) -> Any:  # noqa: ANN401 - what the function returns
    try:
        return pickle.loads(future.result())  # noqa: S301 - from a process of our own
    except (EOFError, ConnectionError):
        raise CannotStart(
            "one of the processes that share the work was killed; perhaps there is too little memory"
        ) from None


class _Processes:
    """A process for each core, and the threads here that use them."""

    def __init__(self, function: Callable[[Any], object]) -> None:  # Any: a job
        resource_tracker.ensure_running()  # Starting a process would do it, and unblock its signals.
        self._function = function
        self._processes: list[BaseProcess] = []
        self._own = threading.local()
        self._threads = ThreadPoolExecutor(os.cpu_count())

    def submit(self, job: object) -> Future[bytes]:
        """Apply the function to a job in one of the processes; the result is pickled."""
        return self._threads.submit(self._run, job)

    def close(self) -> None:
        """End the processes at once."""
        for process in self._processes:
            process.kill()
        self._threads.shutdown(cancel_futures=True)
        for process in self._processes:
            process.join()

    def _run(self, job: object) -> bytes:
        if not hasattr(self._own, "connection"):
            self._own.connection = self._start_process()
        self._own.connection.send(job)
        result: bytes = self._own.connection.recv_bytes()
        return result

    def _start_process(self) -> Connection:
        # An interruption is raised in the main thread, so the start of a process is always completed. Ctrl+C
        # is sent to all processes, but a new one inherits from this thread that these signals are blocked.
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT, signal.SIGTERM])
        # Spawned, not forked: another process may not inherit our connections and threads.
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_run_jobs, args=(self._function, theirs), daemon=True)
        process.start()
        theirs.close()
        self._processes.append(process)
        return ours


def _run_jobs(function: Callable[[Any], object], connection: Connection) -> None:  # Any: a job
    gc.disable()
    with contextlib.suppress(EOFError, ConnectionError):  # The process that sends the jobs has ended.
        while True:
            connection.send(function(connection.recv()))
