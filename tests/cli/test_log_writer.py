"""The log: lines of requests in batches, in their order, and none lost."""

import logging
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cli import log_writer
from app.cli.log_config import JsonFormatter, TextFormatter
from app.cli.log_writer import LineFormatter, LogWriter
from app.middleware.access_log import FIELDS, RequestLine, requests
from tests.databases import ROOT

PATHS = st.one_of(st.just(b"/v1/quotes"), st.binary(max_size=50).map(lambda path: b"/" + path))


def make_line(number: int, path: bytes = b"/v1/quotes") -> RequestLine:
    created = 1_764_400_000.5 + number / 1_000
    return RequestLine(created, b"%x" % number, "GET", "/v1/quotes", path, 200, 0.0015, 7, str.upper)


def make_record(message: str) -> logging.LogRecord:
    return logging.LogRecord("wortlaut", logging.WARNING, __file__, 1, message, None, None)


def find_ids(text: str) -> list[int]:
    """Return the numbers of the lines, in the order in which they were written."""
    return [int(line.split()[-1], 16) for line in text.splitlines() if "GET" in line]


@pytest.fixture
def written(tmp_path: Path) -> Iterator[TextIO]:
    """A file for the log; its text is read by its name."""
    with (tmp_path / "log").open("w") as file:
        yield file


def read(file: TextIO) -> str:
    return Path(file.name).read_text()


class Pipe:
    """A pipe for the log, which is read only when the test says so."""

    def __init__(self) -> None:
        self.reading, writing = os.pipe()
        self.stream = os.fdopen(writing, "w")

    def read_to_end(self) -> str:
        """Read until the writing end is closed."""
        with os.fdopen(self.reading, "rb") as reading:
            return reading.read().decode()


@pytest.mark.parametrize("formatter", [TextFormatter(), JsonFormatter()])
@given(
    path=PATHS,
    method=st.sampled_from(["GET", "HEAD", "POST"]),
    status=st.one_of(st.none(), st.integers(200, 599)),
    seconds=st.floats(0, 100),
    size=st.integers(0, 10**9),
    template=st.one_of(st.none(), st.just("/v1/quotes/{quote_id}")),
)
def test_formats_a_line_as_its_record(
    formatter: LineFormatter,
    path: bytes,
    method: str,
    status: int | None,
    seconds: float,
    size: int,
    template: str | None,
) -> None:
    fields = {
        "id": "7f-1",
        "method": method,
        "path": path.decode("latin-1"),
        "route": template,
        "status": status,
        "ms": round(seconds * 1_000, 1),
        "bytes": size,
    }
    message = "%(method)s %(path)s %(status)s %(ms)s ms %(bytes)s bytes %(id)s"
    record = requests.makeRecord(
        requests.name, logging.INFO, __file__, 1, message, (fields,), None, extra={FIELDS: fields}
    )
    line = RequestLine(
        record.created, b"7f-1", method, "/decoded", path, status, seconds, size, lambda _: template
    )
    assert formatter.format_line(line) == formatter.format(record)


def test_writes_lines_and_records_in_their_order(written: TextIO) -> None:
    writer = LogWriter(TextFormatter(), written)
    for number in range(5_000):
        writer.put(make_line(number))
        if number % 100 == 99:
            writer.handle(make_record(f"GET {number:x}"))  # found among the lines by find_ids
    expected = [one for number in range(5_000) for one in [number] * (1 + (number % 100 == 99))]
    assert find_ids(read(written)) == expected


def test_writes_a_line_soon_and_with_the_time_of_its_request(written: TextIO) -> None:
    writer = LogWriter(JsonFormatter(), written)
    delays = []
    for number in range(20):
        writer.put(make_line(number))
        put_at = time.monotonic()
        while read(written).count("\n") <= number:
            assert time.monotonic() - put_at < 10
            time.sleep(0.001)
        delays.append(time.monotonic() - put_at)
    assert sorted(delays)[10] < 0.1  # the median: the machine may be busy with other tests
    assert '"time":"2025-11-29T07:06:40.500Z"' in read(written).splitlines()[0]


def test_writes_no_more_at_once_than_a_pipe_keeps_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """What several processes write into one pipe is not mixed up to this size."""
    pipe, sizes, write = Pipe(), [], os.write
    writer = LogWriter(TextFormatter(), pipe.stream)

    def note_size(descriptor: int, output: memoryview) -> int:
        sizes.append(len(output))
        assert bytes(output).endswith(b"\n")
        return write(descriptor, output)

    monkeypatch.setattr(os, "write", note_size)
    for number in range(400):
        writer.put(make_line(number))
    writer.flush()
    assert max(sizes) <= select.PIPE_BUF
    assert len(sizes) < 40
    pipe.stream.close()
    assert find_ids(pipe.read_to_end()) == list(range(400))


def test_waits_for_a_reader_only_when_many_lines_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_writer, "LINES_MAX", 2_000)
    pipe = Pipe()
    writer = LogWriter(TextFormatter(), pipe.stream)
    taken = 0

    def put_all() -> None:
        nonlocal taken
        for number in range(10_000):
            writer.put(make_line(number))
            taken += 1
        writer.flush()
        pipe.stream.close()

    thread = threading.Thread(target=put_all)
    thread.start()
    time.sleep(1)
    # The pipe holds 64 kB, which are some 800 lines; beyond these and the 2,000 nothing is taken.
    assert 2_000 <= taken <= 4_000
    assert find_ids(pipe.read_to_end()) == list(range(10_000))
    thread.join()


def test_waits_where_another_program_made_the_pipe_non_blocking() -> None:
    pipe = Pipe()
    os.set_blocking(pipe.stream.fileno(), False)
    writer = LogWriter(TextFormatter(), pipe.stream)

    def put_all() -> None:
        for number in range(3_000):
            writer.put(make_line(number))
        writer.flush()
        pipe.stream.close()

    thread = threading.Thread(target=put_all)
    thread.start()
    time.sleep(0.2)
    assert find_ids(pipe.read_to_end()) == list(range(3_000))
    thread.join()


def test_writes_lines_with_long_paths_at_once(written: TextIO) -> None:
    """They would take too much memory."""
    writer = LogWriter(TextFormatter(), written)
    writer.put(make_line(1))
    writer.put(make_line(2, b"/" + b"x" * log_writer.PATH_MAX))
    assert find_ids(read(written)) == [1, 2]


def test_counts_what_it_cannot_write_and_says_so_later(
    written: TextIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, left = os.write, 1_000

    def write_what_fits(descriptor: int, output: memoryview) -> int:
        nonlocal left
        if not left:
            raise OSError(28, "No space left on device")
        done = write(descriptor, output[:left])
        left -= done
        return done

    monkeypatch.setattr(os, "write", write_what_fits)
    writer = LogWriter(TextFormatter(), written)
    for number in range(200):
        writer.put(make_line(number))
    writer.flush()
    writer.flush()
    whole, _, torn = read(written).rpartition("\n")
    left = 1_000_000
    writer.put(make_line(200))
    writer.flush()
    kept = find_ids(whole)
    assert kept == list(range(len(kept)))
    assert 5 < len(kept) < 20
    told, line = read(written).removeprefix(f"{whole}\n{torn}\n").splitlines()
    assert told.endswith(
        f"WARNING wortlaut: {200 - len(kept)} lines of the log were lost: No space left on device"
    )
    assert find_ids(line) == [200]


def run_program(program: str) -> list[int]:
    """Run a program that has a writer, and return the numbers of the lines that it wrote."""
    begin = """
import logging.config, os, time
from app.cli.log_config import make_config
from app.middleware.access_log import requests
from tests.cli.test_log_writer import make_line
logging.config.dictConfig(make_config("text", requests=True))
writer = requests.handlers[0]
"""
    command = [sys.executable, "-c", begin + program]
    return find_ids(subprocess.run(command, cwd=ROOT, capture_output=True, check=False).stderr.decode())


def test_a_forked_process_has_a_thread_of_its_own_and_no_lines_of_its_parent() -> None:
    program = """
writer.put(make_line(1))
if os.fork():
    os.wait()
    writer.put(make_line(3))
else:
    writer.put(make_line(2))
    time.sleep(0.5)
    os._exit(0)
"""
    assert sorted(run_program(program)) == [1, 2, 3]


@pytest.mark.parametrize("end", ["", "raise SystemExit(3)", "raise RuntimeError('crash')"])
def test_writes_all_lines_when_the_program_ends(end: str) -> None:
    program = f"""
for number in range(3000):
    writer.put(make_line(number))
{end}
"""
    assert run_program(program) == list(range(3_000))


def test_a_record_that_cannot_be_formatted_ends_nothing(
    written: TextIO, capsys: pytest.CaptureFixture[str]
) -> None:
    writer = LogWriter(TextFormatter(), written)
    writer.handle(logging.LogRecord("wortlaut", logging.INFO, __file__, 1, "%d", ("x",), None))
    assert "Logging error" in capsys.readouterr().err


def test_writes_nothing_where_standard_error_is_closed() -> None:
    writer = LogWriter(TextFormatter(), None)
    writer.put(make_line(1))
    writer.handle(make_record("a record"))
    writer.flush()
