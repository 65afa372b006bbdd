"""Make drafts of texts and pages on all cores, in order."""

import contextlib
import functools
import itertools
from collections.abc import Generator, Iterable, Iterator

from app import parallel
from app.cli.document_files import Refusal
from app.cli.drafting import Drafted, Options, TextSource, make
from app.errors import WortlautError

SERIAL_MAX = 20
"""Up to this number, drafts are made here: that is faster than starting processes."""
JOB_SOURCES = 10
READ_AHEAD_BYTES = 16 * 1024 * 1024
"""Bytes of sources that are read before the drafts of the first of them are used."""

Source = TextSource | Refusal
Result = tuple[Drafted | Refusal, int]
"""A draft, and the size of its source in bytes."""


def draft_all(sources: Iterable[Source], options: Options) -> Generator[Result, None, None]:
    """Make drafts, and yield them in order; with a refusal in place of each that cannot be made."""
    remaining = iter(sources)
    first = list(itertools.islice(remaining, SERIAL_MAX))
    yield from _draft_job(first, options=options)
    if len(first) == SERIAL_MAX:
        draft_job = functools.partial(_draft_job, options=options)
        done = parallel.map_in_order(draft_job, _make_jobs(remaining), _measure, READ_AHEAD_BYTES)
        with contextlib.closing(done):
            yield from itertools.chain.from_iterable(done)


def _make_jobs(sources: Iterator[Source]) -> Iterator[list[Source]]:
    while job := list(itertools.islice(sources, JOB_SOURCES)):
        yield job


def _measure(job: list[Source]) -> int:
    return sum(len(one.raw) for one in job if isinstance(one, TextSource))


def _draft_job(job: list[Source], *, options: Options) -> list[Result]:
    return [_draft(one, options) for one in job]


def _draft(source: Source, options: Options) -> Result:
    if isinstance(source, Refusal):
        return source, 0
    try:
        return make(source, options), len(source.raw)
    except WortlautError as error:
        return Refusal(source.name, error), len(source.raw)
