"""Convert files of annotations, on all cores, in order, and check that the documents can be imported."""

import functools
import itertools
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from app import parallel
from app.cli.companion_files import Companions
from app.converting import FORMATS, Assembled, File, LabelMap, Problem, Refused, Unit, assemble, place_all
from app.converting.labels import count_labels
from app.errors import RefusedDocument, strip_pydantic_prefix, to_pointer
from app.schemas.document import ArticleDocument
from app.services.ingest import validation

FILE_BYTES_MAX = 64 * 1024 * 1024
"""Bytes of a file of annotations, or of a line of one: its values in memory take ten times as much."""
SERIAL_MAX = 20
"""Up to this number, files are converted here: that is faster than starting processes."""
JOB_BYTES = 256 * 1024
"""Bytes of files that a process gets at a time, and of those whose results are waited for: 64 times."""


class Source(NamedTuple):
    """A file, or a line of one, that is to be converted."""

    path: Path
    size: int
    line: int | None = None
    raw: bytes | None = None

    @property
    def name(self) -> str:
        """Return its name for messages."""
        return str(self.path) if self.line is None else f"{self.path}:{self.line}"


class Task(NamedTuple):
    """How all files of a conversion are read."""

    format: str
    label_map: LabelMap
    unit: Unit | None = None
    text: Path | None = None


class Converted(NamedTuple):
    """A text that was converted: its document as JSON, and what a report says about it."""

    id: str
    document: dict[str, Any]  # Any: JSON
    unit: str
    losses: tuple[tuple[str, str, str], ...]


class Outcome(NamedTuple):
    """What became of a file: the documents of its texts, or why it is refused."""

    source: str
    size: int
    converted: tuple[Converted, ...] = ()
    problems: tuple[Problem, ...] = ()
    refusal: str | None = None
    labels: Counter[str] = Counter()
    unnamed: Counter[str] = Counter()


def find_files(paths: Iterable[Path], suffixes: Sequence[str]) -> Iterator[Path]:
    """Yield the files among the paths, and those below the folders that have a suffix of the format."""
    for path in paths:
        if path.is_dir():
            yield from sorted(one for one in path.rglob("*") if one.suffix in suffixes and one.is_file())
        else:
            yield path


def read_sources(files: Iterable[Path], *, has_lines: bool) -> Iterator[Source]:
    """Yield the files, or the lines of those that have a text in each."""
    for file in files:
        if has_lines and file.is_file():
            with file.open("rb") as lines:
                for number in itertools.count(1):
                    line = lines.readline(FILE_BYTES_MAX + 1)
                    if not line:
                        break
                    if line.strip():
                        yield Source(file, len(line), number, line)
        else:
            yield Source(file, file.stat().st_size if file.is_file() else 0)


def map_sources(sources: Iterable[Source], task: Task) -> Generator[Outcome, None, None]:
    """Yield the outcomes in order, of many sources computed in other processes."""
    remaining = iter(sources)
    first = list(itertools.islice(remaining, SERIAL_MAX))
    for source in first:
        yield convert_source(source, task)
    if len(first) == SERIAL_MAX:
        job = functools.partial(_convert_job, task=task)
        done = parallel.map_in_order(job, _make_jobs(remaining), _measure, 64 * JOB_BYTES)
        with closing(done):
            yield from itertools.chain.from_iterable(done)


def _make_jobs(sources: Iterator[Source]) -> Iterator[list[Source]]:
    job: list[Source] = []
    for source in sources:
        job.append(source)
        if _measure(job) >= JOB_BYTES:
            yield job
            job = []
    if job:
        yield job


def _measure(job: list[Source]) -> int:
    return sum(source.size for source in job)


def _convert_job(job: list[Source], *, task: Task) -> list[Outcome]:
    return [convert_source(source, task) for source in job]


def convert_source(source: Source, task: Task) -> Outcome:
    """Convert the texts of one file, and check that their documents can be imported."""
    labels: Counter[str] = Counter()
    unnamed: Counter[str] = Counter()
    reader = FORMATS[task.format]
    try:
        file = _open(source, task)
        texts = reader.read(file, task.label_map)
        labels = count_labels(texts)
        assembled = [assemble(one, task.label_map) for one in place_all(texts, task.unit)]
        unnamed = Counter(words for one in assembled for words in one.unnamed)
        converted = tuple(map(check, assembled))
    except Refused as refused:
        return Outcome(source.name, source.size, (), refused.problems, str(refused), labels, unnamed)
    except OSError as error:
        return Outcome(source.name, source.size, refusal=f"it cannot be read: {error.strerror}")
    return Outcome(source.name, source.size, converted, labels=labels, unnamed=unnamed)


def _open(source: Source, task: Task) -> File:
    raw = source.raw
    if raw is None:
        with source.path.open("rb") as opened:
            raw = opened.read(FILE_BYTES_MAX + 1)
    if len(raw) > FILE_BYTES_MAX:
        raise Refused([Problem("file", f"is larger than {FILE_BYTES_MAX:,} bytes; split it")])
    companions = Companions(source.path, task.text)
    return File(source.name, source.path.stem, raw, companions.find_text, companions.find, source.line)


def check(assembled: Assembled) -> Converted:
    """Return the document of a text if it can be imported, once it is reviewed; else raise `Refused`."""
    document = assembled.document
    try:
        validation.validate(ArticleDocument.model_validate(document))
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False, include_context=False)
        problems = [Problem(to_pointer(one["loc"]), strip_pydantic_prefix(one["msg"])) for one in found]
        raise Refused(problems, f"the document of “{document['id']}”") from None
    except RefusedDocument as error:
        problems = [Problem(one.pointer, one.detail) for one in error.faults]
        raise Refused(problems, f"the document of “{document['id']}”") from None
    losses = tuple((one.kind, one.place, one.detail) for one in assembled.losses)
    return Converted(document["id"], document, assembled.unit, losses)
