"""Convert files of annotations, on all cores, in order, and check that the documents can be imported."""

import contextlib
import functools
import itertools
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from app import parallel
from app.cli.annotation_files import RECORD_BYTES_MAX, Record, read_records
from app.cli.companion_files import Companions
from app.converting import (
    FORMATS,
    Annotated,
    Assembled,
    File,
    FileUnit,
    LabelMap,
    Problem,
    Records,
    RefusedFile,
    Unit,
    assemble,
    may_differ,
    place_all,
)
from app.converting.labels import count_labels
from app.errors import RefusedDocument, strip_pydantic_prefix, to_pointer
from app.schemas.document import ArticleDocument
from app.services.ingest import validation

SERIAL_MAX = 20
"""Up to this number, records are converted here: that is faster than starting processes."""
JOB_BYTES = 256 * 1024
"""Bytes of records that a process gets at a time, and of those whose results are waited for: 64 times."""


class Task(NamedTuple):
    """How all files of a conversion are read."""

    format: str
    label_map: LabelMap
    unit: Unit | None = None
    text: Path | None = None
    leaves_out_orphans: bool = False
    """Whether passages whose words are no longer in the text are left out, instead of the file."""


class Job(NamedTuple):
    """A record, and the unit that fits its whole file."""

    record: Record
    unit: Unit | None = None


class Converted(NamedTuple):
    """A text that was converted: its document as JSON, and what a report says about it."""

    id: str
    document: dict[str, Any]  # Any: JSON
    unit: str
    on_trust: bool
    losses: tuple[tuple[str, str, str], ...]


class RecordResult(NamedTuple):
    """What became of a record: the documents of its texts, or why it is refused."""

    source: str
    size: int
    converted: tuple[Converted, ...] = ()
    problems: tuple[Problem, ...] = ()
    refusal: str | None = None
    labels: Counter[str] = Counter()
    unnamed: Counter[str] = Counter()


def read_jobs(files: Iterable[Path], task: Task) -> Iterator[Job]:
    """Yield the records of files, each with the unit that fits all records of its file."""
    reader = FORMATS[task.format]
    for file in files:
        unit = None if task.unit or reader.records is Records.FILE else _find_unit(file, task)
        yield from (Job(record, unit) for record in read_records([file], reader))


def _find_unit(file: Path, task: Task) -> Unit | None:
    """Return the unit in which the offsets of all records of a file fit."""
    unit = FileUnit()
    for record in read_records([file], FORMATS[task.format]):
        if record.raw is not None and may_differ(record.raw):
            with contextlib.suppress(RefusedFile, OSError):  # It is refused when it is converted.
                unit.add(_read(record, task))
    return unit.find()


def map_jobs(jobs: Iterable[Job], task: Task) -> Generator[RecordResult, None, None]:
    """Yield the outcomes in order, of many records computed in other processes."""
    remaining = iter(jobs)
    first = list(itertools.islice(remaining, SERIAL_MAX))
    for job in first:
        yield convert_record(job, task)
    if len(first) == SERIAL_MAX:
        function = functools.partial(_convert_batch, task=task)
        done = parallel.map_in_order(function, _make_batches(remaining), _measure, 64 * JOB_BYTES)
        with closing(done):
            yield from itertools.chain.from_iterable(done)


def _make_batches(jobs: Iterator[Job]) -> Iterator[list[Job]]:
    batch: list[Job] = []
    for job in jobs:
        batch.append(job)
        if _measure(batch) >= JOB_BYTES:
            yield batch
            batch = []
    if batch:
        yield batch


def _measure(batch: list[Job]) -> int:
    return sum(job.record.size for job in batch)


def _convert_batch(batch: list[Job], *, task: Task) -> list[RecordResult]:
    return [convert_record(job, task) for job in batch]


def convert_record(job: Job, task: Task) -> RecordResult:
    """Convert the texts of one record, and check that their documents can be imported."""
    labels: Counter[str] = Counter()
    unnamed: Counter[str] = Counter()
    name, size = job.record.name, job.record.size
    try:
        texts = _read(job.record, task)
        labels = count_labels(texts)
        placed = place_all(texts, task.unit, job.unit, leaves_out_orphans=task.leaves_out_orphans)
        assembled = [assemble(one, task.label_map) for one in placed]
        unnamed = Counter(words for one in assembled for words in one.unnamed)
        converted = tuple(map(require_importable, assembled))
    except RefusedFile as refused:
        return RecordResult(name, size, (), refused.problems, str(refused), labels, unnamed)
    except OSError as error:
        return RecordResult(name, size, refusal=f"it cannot be read: {error.strerror}")
    return RecordResult(name, size, converted, labels=labels, unnamed=unnamed)


def _read(record: Record, task: Task) -> list[Annotated]:
    raw = record.raw
    if raw is None:
        with record.path.open("rb") as opened:
            raw = opened.read(RECORD_BYTES_MAX + 1)
    if len(raw) > RECORD_BYTES_MAX:
        raise RefusedFile([Problem("file", f"is larger than {RECORD_BYTES_MAX:,} bytes; split it")])
    beside = Companions(record.path, task.text)
    file = File(record.name, record.path.stem, raw, beside.find_text, beside.find, record.number)
    return FORMATS[task.format].read(file, task.label_map)


def require_importable(assembled: Assembled) -> Converted:
    """Return the document of a text if it can be imported, once it is reviewed; else raise `RefusedFile`."""
    document = assembled.document
    try:
        validation.validate(ArticleDocument.model_validate(document))
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False, include_context=False)
        problems = [Problem(to_pointer(one["loc"]), strip_pydantic_prefix(one["msg"])) for one in found]
        raise RefusedFile(problems, f"the document of “{document['id']}”") from None
    except RefusedDocument as error:
        problems = [Problem(one.pointer, one.detail) for one in error.faults]
        raise RefusedFile(problems, f"the document of “{document['id']}”") from None
    losses = tuple((one.kind, one.place, one.detail) for one in assembled.losses)
    return Converted(document["id"], document, assembled.unit, assembled.on_trust, losses)
