"""Find the files of annotations, and take them apart: a line, or an item of a list, is converted for itself.

So a file of ten thousand texts is spread over the cores, and never in memory as a whole.
"""

import itertools
import mmap
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from app.converting import Reader, Records, split_list

RECORD_BYTES_MAX = 64 * 1024 * 1024
"""Bytes of a file of annotations, or of a record of one: its values in memory take ten times as much."""


class Record(NamedTuple):
    """A file that is to be converted, or its record with a number: a line, or an item of a list."""

    path: Path
    size: int
    kind: Records = Records.FILE
    number: int | None = None
    raw: bytes | None = None

    @property
    def name(self) -> str:
        """Return its name for messages."""
        if self.number is None:
            return str(self.path)
        return (
            f"{self.path}:{self.number}" if self.kind is Records.LINES else f"{self.path} item {self.number}"
        )


def find_files(paths: Iterable[Path], suffixes: Sequence[str]) -> Iterator[Path]:
    """Yield the files among the paths, and those below the folders that have a suffix of the format."""
    for path in paths:
        if path.is_dir():
            yield from sorted(one for one in path.rglob("*") if one.suffix in suffixes and one.is_file())
        else:
            yield path


def read_records(files: Iterable[Path], reader: Reader) -> Iterator[Record]:
    """Yield the records of files; a file that has none of its own is yielded whole."""
    for file in files:
        size = file.stat().st_size if file.is_file() else 0
        if size and reader.records is Records.LINES:
            yield from _read_lines(file)
        elif size and reader.records is Records.LIST:
            yield from _read_items(file, size)
        else:
            yield Record(file, size)


def _read_lines(file: Path) -> Iterator[Record]:
    with file.open("rb") as lines:
        for number in itertools.count(1):
            line = lines.readline(RECORD_BYTES_MAX + 1)
            if not line:
                break
            if line.strip():
                yield Record(file, len(line), Records.LINES, number, line)


def _read_items(file: Path, size: int) -> Iterator[Record]:
    """Yield the items of a list in a file; the whole file if it is no list, or an empty one."""
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
        number = 0
        for number, item in enumerate(split_list(content), start=1):
            yield Record(file, len(item), Records.LIST, number, item)
        if not number:
            yield Record(file, size)
