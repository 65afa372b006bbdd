"""Validate documents on all cores, in order."""

import contextlib
import functools
import itertools
from collections.abc import Generator, Iterable, Iterator
from typing import NamedTuple

from app import parallel, terms
from app.cli.document_files import Refusal, Source
from app.errors import WortlautError
from app.services.ingest import importer
from app.services.ingest.storage import ValidatedArticle

SERIAL_MAX = 50
"""Up to this number, documents are validated here: that is faster than starting processes."""
JOB_DOCUMENTS = 10
"""Documents that a process gets at a time: one by one, they take this process an eighth more time."""
READ_AHEAD_BYTES = 32 * 1024 * 1024
"""Bytes of documents that are read before the results of the first of them are used."""

Job = list[Source | Refusal]


class Validated(NamedTuple):
    """The result of validating a document, and the document's size in bytes."""

    result: ValidatedArticle | Refusal
    size: int


def validate_all(
    sources: Iterable[Source | Refusal], *, is_reviewed: bool = False
) -> Generator[Validated, None, None]:
    """Validate documents, and yield the results in order; drafts only if they are said to be reviewed."""
    remaining = iter(sources)
    first = list(itertools.islice(remaining, SERIAL_MAX))
    yield from map(functools.partial(validate, is_reviewed=is_reviewed), first)
    if len(first) == SERIAL_MAX:
        del first
        jobs = _make_jobs(remaining)
        validate_job = functools.partial(_validate_job, is_reviewed=is_reviewed)
        done = parallel.map_in_order(validate_job, jobs, _measure_job, READ_AHEAD_BYTES)
        with contextlib.closing(done):
            yield from itertools.chain.from_iterable(done)


def validate(source: Source | Refusal, *, is_reviewed: bool = False) -> Validated:
    """Read and validate one document."""
    if isinstance(source, Refusal):
        return Validated(source, 0)
    try:
        result: ValidatedArticle | Refusal = importer.validate_document(source.raw, is_reviewed=is_reviewed)
    except WortlautError as error:
        result = Refusal(source.name, error)
    return Validated(result, len(source.raw))


def _make_jobs(sources: Iterator[Source | Refusal]) -> Iterator[Job]:
    while job := list(itertools.islice(sources, JOB_DOCUMENTS)):
        yield job


def _measure_job(job: Job) -> int:
    return sum(len(one.raw) for one in job if isinstance(one, Source))


def _validate_job(job: Job, *, is_reviewed: bool) -> list[Validated]:
    terms.use_fast_dictionaries()
    return [validate(source, is_reviewed=is_reviewed) for source in job]
