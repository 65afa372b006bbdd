"""Writes the log to standard error: records at once, the lines of requests in batches, all in their order.

A line that is formatted and written by itself takes 12 µs, a cached response 20. So lines are collected, and
a thread formats and writes them. A slow reader of the log holds up requests only when too many lines wait
for it. What cannot be written, because the disk is full or the reader is gone, is counted, and the log says
so as soon as it can. Only a process that is killed loses the lines of its last milliseconds.
"""

import logging
import os
import select
import threading
import time
from collections import deque
from typing import Protocol, TextIO

from app.middleware.access_log import RequestLine

DELAY = 0.01
"""Seconds in which lines are collected. Ten times as many save 1 µs a request and double the p99."""
LINES_MAX = 50_000
"""Lines that may wait, each 0.5 to 1.5 kB of memory; beyond that, requests wait for the reader."""
PATH_MAX = 500
"""Bytes of a path up to which its line may wait; a longer one is written at once."""
POLL_INTERVAL = 0.001
"""Seconds between two looks whether the reader goes on."""


class LineFormatter(Protocol):
    """Formats what is logged, without the end of the line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the text of a record."""

    def format_line(self, line: RequestLine) -> str:
        """Return the line of a request, the same as that of its record."""


class LogWriter(logging.Handler):
    """The handler of all loggers of a server.

    Whoever has its lock formats and writes. Its thread starts with the first line, so that each process
    has its own.
    """

    def __init__(self, formatter: LineFormatter, stream: TextIO | None) -> None:
        super().__init__()
        self._formatter = formatter
        self._output = None if stream is None else _Output(stream)  # None: standard error is closed.
        self._lines: deque[RequestLine] = deque()
        self._has_lines = threading.Event()
        self._thread: threading.Thread | None = None
        self._lost = 0
        os.register_at_fork(after_in_child=self._forget)

    def put(self, line: RequestLine) -> None:
        """Take the line of a request; it is written in its turn, usually within `DELAY`."""
        self._lines.append(line)
        if not self._has_lines.is_set():
            self._wake()
        if len(line.raw_path) > PATH_MAX:
            self.flush()
        while len(self._lines) > LINES_MAX:
            self._wake()
            time.sleep(POLL_INTERVAL)

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record before the program goes on, after the lines of all requests before it.

        So nothing waits when SIGTERM ends the process: uvicorn logs that it has finished before it lets it.
        """
        try:
            text = self._formatter.format(record)
        except Exception:  # noqa: BLE001 - any: arguments of a record that do not fit raise nothing in the program
            self.handleError(record)
            return
        self._write_lines()
        self._write(f"{text}\n")

    def flush(self) -> None:
        """Write all lines that wait; the program's normal end does so, too."""
        self.acquire()
        try:
            self._write_lines()
            self._tell_loss()
        finally:
            self.release()

    def _wake(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="log", daemon=True)
            self._thread.start()
        self._has_lines.set()

    def _run(self) -> None:
        while True:
            self._has_lines.wait()
            threading.Event().wait(DELAY)  # time.sleep fails where libfaketime changes the clock.
            self._has_lines.clear()  # Before the lines are taken, so that a later one is not forgotten.
            self.flush()

    def _forget(self) -> None:
        """After a fork, leave to the parent what is the parent's."""
        self._lines.clear()
        self._has_lines = threading.Event()
        self._thread = None

    def _write_lines(self) -> None:
        """Write the lines that wait, in writes that the system does not mix with those of other processes."""
        batch: list[str] = []
        size = 0
        while self._lines:
            text = f"{self._formatter.format_line(self._lines.popleft())}\n"
            if batch and size + len(text) > select.PIPE_BUF:  # A path is encoded: its characters are bytes.
                self._write("".join(batch))
                batch, size = [], 0
            batch.append(text)
            size += len(text)
        if batch:
            self._write("".join(batch))

    def _write(self, text: str) -> None:
        if self._output is not None:
            self._tell_loss()
            self._lost += self._output.write(text)

    def _tell_loss(self) -> None:
        """Log how many lines could not be written before."""
        if self._lost and self._output is not None:
            message = f"{self._lost:,} lines of the log were lost: {self._output.cause}"
            record = logging.LogRecord("wortlaut", logging.WARNING, __file__, 0, message, None, None)
            if self._output.write(f"{self._formatter.format(record)}\n") == 0:
                self._lost = 0


class _Output:
    """A stream that may be full, closed, or read by nobody."""

    def __init__(self, stream: TextIO) -> None:
        self._descriptor = stream.fileno()
        self._encoding, self._errors = stream.encoding, stream.errors or "strict"
        self._is_torn = False  # whether a line was written in part
        self.cause = ""

    def write(self, text: str) -> int:
        """Write lines, and return how many of them could not be written."""
        lines = text.encode(self._encoding, self._errors)
        begin = b"\n" if self._is_torn else b""
        output = memoryview(begin + lines)
        written = 0
        try:
            while written < len(output):
                written += self._write_some(output[written:])
        except OSError as error:
            self.cause = error.strerror or str(error)
        if written:
            self._is_torn = output[written - 1] != ord("\n")
        return lines.count(b"\n", max(0, written - len(begin)))

    def _write_some(self, output: memoryview) -> int:
        try:
            return os.write(self._descriptor, output)
        except BlockingIOError:  # Another program that has the same terminal or pipe made it so.
            select.select([], [self._descriptor], [])
            return 0
