"""Read documents from files, folders and pipes."""

import itertools
import os
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, NoReturn

from app.errors import ContentTooLarge, MalformedRequest, WortlautError
from app.schemas.document import DOCUMENT_BYTES_MAX
from app.services.ingest import importer

SUFFIXES = (".json", ".jsonl")
"""Suffixes of the files that are imported from a folder."""
STDIN = Path("-")


class Source(NamedTuple):
    """A document as it was read, and its name for messages."""

    name: str
    raw: bytes


class Refusal(NamedTuple):
    """A document that is refused, and why."""

    name: str
    error: WortlautError


def find_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files among the paths, and the documents below the folders, sorted by name."""
    for path in paths:
        if path.is_dir():
            yield from sorted(_find_below(path))
        else:
            yield path


def _find_below(folder: Path) -> Iterator[Path]:
    def fail(error: OSError) -> NoReturn:
        raise error

    for parent, _, names in os.walk(folder, onerror=fail):
        found = (Path(parent, name) for name in names if name.endswith(SUFFIXES))
        yield from (file for file in found if file.is_file())  # A pipe might never end.


def measure(files: Iterable[Path]) -> int | None:
    """Return the number of bytes to read, or None if there is a pipe."""
    if any(_is_pipe(file) for file in files):
        return None
    return sum(file.stat().st_size for file in files if file.is_file())


def _is_pipe(file: Path) -> bool:
    return file == STDIN or file.is_fifo()


def read_sources(files: Iterable[Path]) -> Iterator[Source | Refusal]:
    """Yield the documents of files: one each, or one in each line of a .jsonl file or a pipe."""
    for file in files:
        try:
            if file.suffix == ".jsonl" or _is_pipe(file):
                yield from _read_lines(file)
            else:
                yield Source(str(file), importer.read_bytes(file))
        except OSError as error:
            yield Refusal(str(file), MalformedRequest(f"It cannot be read: {error.strerror}."))


def _read_lines(file: Path) -> Iterator[Source | Refusal]:
    """Yield the documents of lines, without holding more of a line than a document may have."""
    with open(0, "rb", closefd=False) if file == STDIN else file.open("rb") as lines:
        for number in itertools.count(1):
            line = lines.readline(DOCUMENT_BYTES_MAX + 1)
            if not line:
                return
            name, document = f"{file}:{number}", line.removeprefix(BOM_UTF8)
            if len(line) > DOCUMENT_BYTES_MAX:
                while line and not line.endswith(b"\n"):
                    line = lines.readline(DOCUMENT_BYTES_MAX)
                yield Refusal(name, ContentTooLarge(importer.TOO_LARGE))
            elif document.strip():
                yield Source(name, document)
