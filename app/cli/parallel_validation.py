"""Validate documents on all cores, in order, with bounded read-ahead.

Each process has a pipe of its own, and a thread here that sends it jobs and receives the results. If a
process is killed, for example because memory ran out, its pipe ends and the import fails with a message. The
pools of the standard library share locks and pipes between their processes: there the import would wait for
ever. If this process is killed, the pipes end, too, and with them the other processes.
"""

import contextlib
import gc
import itertools
import multiprocessing
import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import NamedTuple

from app.cli.document_files import Refusal, Source
from app.errors import CannotStart, WortlautError
from app.services.ingest import importer
from app.services.ingest.storage import ValidatedArticle

SERIAL_MAX = 50
"""Up to this number, documents are validated here: that is faster than starting processes."""
JOB_DOCUMENTS = 10
"""Documents that a process gets at a time: one by one, they take this process an eighth more time."""
READ_AHEAD_BYTES = 32 * 1024 * 1024
"""Bytes of documents that are read before the results of the first of them are used."""


class Validated(NamedTuple):
    """The result of validating a document, and the document's size in bytes."""

    result: ValidatedArticle | Refusal
    size: int


def validate_all(sources: Iterable[Source | Refusal]) -> Generator[Validated, None, None]:
    """Validate documents, and yield the results in order."""
    remaining = iter(sources)
    first = list(itertools.islice(remaining, SERIAL_MAX))
    yield from map(validate, first)
    if len(first) == SERIAL_MAX:
        del first
        yield from _validate_in_processes(remaining)


def validate(source: Source | Refusal) -> Validated:
    """Read and validate one document."""
    if isinstance(source, Refusal):
        return Validated(source, 0)
    try:
        result: ValidatedArticle | Refusal = importer.validate_document(source.raw)
    except WortlautError as error:
        result = Refusal(source.name, error)
    return Validated(result, len(source.raw))


def _validate_in_processes(sources: Iterator[Source | Refusal]) -> Generator[Validated, None, None]:
    pending: deque[Future[bytes]] = deque()
    read_ahead = 0
    with contextlib.closing(_Processes()) as processes:
        while job := list(itertools.islice(sources, JOB_DOCUMENTS)):
            pending.append(processes.submit(job))
            read_ahead += sum(len(one.raw) for one in job if isinstance(one, Source))
            while pending and (pending[0].done() or read_ahead >= READ_AHEAD_BYTES):
                for validated in _get_results(pending.popleft()):
                    read_ahead -= validated.size
                    yield validated
        while pending:
            yield from _get_results(pending.popleft())


def _get_results(job: Future[bytes]) -> list[Validated]:
    try:
        results: list[Validated] = pickle.loads(job.result())  # noqa: S301 - from a process of our own
    except (EOFError, ConnectionError):
        message = "a process that validates documents was killed; perhaps there is too little memory"
        raise CannotStart(message) from None
    return results


class _Processes:
    """A process for each core, and the threads here that use them."""

    def __init__(self) -> None:
        resource_tracker.ensure_running()  # Starting a process would do it, and unblock its signals.
        self._processes: list[BaseProcess] = []
        self._own = threading.local()
        self._threads = ThreadPoolExecutor(os.cpu_count())

    def submit(self, job: list[Source | Refusal]) -> Future[bytes]:
        """Validate documents in one of the processes; the result is pickled."""
        return self._threads.submit(self._validate, job)

    def close(self) -> None:
        """End the processes at once."""
        for process in self._processes:
            process.kill()
        self._threads.shutdown(cancel_futures=True)
        for process in self._processes:
            process.join()

    def _validate(self, job: list[Source | Refusal]) -> bytes:
        if not hasattr(self._own, "connection"):
            self._own.connection = self._start_process()
        self._own.connection.send(job)
        results: bytes = self._own.connection.recv_bytes()
        return results

    def _start_process(self) -> Connection:
        # An interruption is raised in the main thread, so the start of a process is always completed. Ctrl+C
        # is sent to all processes, but a new one inherits from this thread that these signals are blocked.
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT, signal.SIGTERM])
        # Spawned, not forked: another process may not inherit our connections and threads.
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_run_jobs, args=(theirs,), daemon=True)
        process.start()
        theirs.close()
        self._processes.append(process)
        return ours


def _run_jobs(connection: Connection) -> None:
    gc.disable()
    with contextlib.suppress(EOFError, ConnectionError):  # The importing process has ended.
        while True:
            connection.send([validate(source) for source in connection.recv()])
