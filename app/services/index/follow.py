"""Keep the index at the state of the database, and give each search a snapshot of exactly that state.

Each change of the database has a revision, and the index knows the one it holds. A reader that finds it
behind reads what changed since, adds it and commits it, unless another process is doing so; then it waits.
So nothing is searched in an older state than the one the reader sees in the database.
"""

import contextlib
import itertools
import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlmodel import Session

from app import parallel, terms
from app.database.backend import StaleTransaction, get_index
from app.database.bulk_insert import Row
from app.errors import IndexOutdated
from app.fulltext.documents import Entry
from app.fulltext.index import FulltextIndex, IndexDamaged, Snapshot, State, Writer
from app.services.index import reading
from app.services.index.entries import ArticleEntries, make_entries, make_statement_entry, number_entries
from app.services.index.version import VERSION

log = logging.getLogger("wortlaut.index")

WAIT_MAX = 4.0
"""Seconds for which a reader waits until the index is at the state of the database."""
WAIT_INTERVAL = 0.005
READER_ADDS_MAX = 500
"""Articles that a reader adds to the index itself, or makes it of, in about a second. More would take longer
than a request may."""

SERIAL_MAX = 2_000
"""Articles that are made into entries here, one after another; more of them on all cores."""
JOB_ARTICLES = 10
READ_AHEAD_MAX = 8_000_000
"""Code points of articles that are read before the entries of the first of them are used."""


class MadeArticle(NamedTuple):
    """The row of an article and those of its quotes, without numbers, and its entries."""

    article: Row
    quotes: Sequence[Row]
    entries: ArticleEntries


ReportProgress = Callable[[int, int], None]
"""Is called with the number of articles that are indexed, and of all."""


def report_nothing(_done: int, _total: int) -> None:
    """Report no progress."""


def open_snapshot(session: Session) -> Snapshot:
    """Return the index at the state that the session reads.

    Raises `IndexOutdated` if the index cannot be brought to it in time, and `StaleTransaction` if it is
    newer.
    """
    index = get_index(session)
    wanted = reading.read_state(session)
    snapshot = index.snapshot
    if snapshot is not None and snapshot.state == wanted:
        return snapshot
    try:
        return _wait_for(session, index, wanted)
    except OSError as error:
        raise _make_outdated(f"{index.path} cannot be written: {error.strerror}") from error


def _wait_for(session: Session, index: FulltextIndex, wanted: State) -> Snapshot:
    until = time.monotonic() + WAIT_MAX
    while True:
        snapshot = index.reload()
        if snapshot is not None and snapshot.state == wanted:
            return snapshot
        if snapshot is not None and _is_newer(snapshot.state, wanted):
            raise StaleTransaction
        if _add_missing(session, index, snapshot):
            continue
        if time.monotonic() > until:
            raise _make_outdated("another process is writing to it")
        _pause()


def _pause() -> None:
    threading.Event().wait(WAIT_INTERVAL)  # Not `time.sleep`, which a clock that is set may disturb.


def _is_newer(held: State, wanted: State) -> bool:
    return held.version == wanted.version and held.revision > wanted.revision


def _make_outdated(reason: str) -> IndexOutdated:
    return IndexOutdated(
        f"Nothing can be searched, because the full-text index is not up to date: {reason}. It is made anew "
        "at a start, or by: wortlaut reindex"
    )


def _add_missing(session: Session, index: FulltextIndex, snapshot: Snapshot | None) -> bool:
    """Bring the index to the state of the session, unless another process writes to it; tell whether."""
    changes = None if snapshot is None else _find_deleted(session, snapshot.state)
    since = -1 if snapshot is None or changes is None else snapshot.state.revision
    if reading.count_articles(session, since) > READER_ADDS_MAX:
        raise _make_outdated("it is missing, or too far behind")
    if since < 0:
        with index.replace() as writer:
            if writer is not None:
                _fill(session, writer, report_nothing)
        return writer is not None
    with index.write() as writer:
        if writer is not None:
            catch_up(session, writer)
    return writer is not None


def _find_deleted(session: Session, held: State) -> reading.Deleted | None:
    return reading.read_deleted(session, held) if held.version == VERSION else None


def catch_up(
    session: Session,
    writer: Writer,
    made: Mapping[str, MadeArticle] | None = None,
    made_at: State | None = None,
    report: ReportProgress = report_nothing,
) -> None:
    """Bring the index from the state that the writer committed last to that of the session, and commit it.

    `made` are articles that need not be read and cut again, by id: all that changed. They are used if nothing
    was written since the state that they were stored at.
    """
    wanted, held = reading.read_state(session), writer.state
    if wanted == held:
        return
    changes = reading.read_deleted(session, held)
    if changes is None:
        raise _make_outdated("it is of another database, or too far behind")
    for number in changes.articles:
        writer.remove_article(number)
    for number in changes.statements:
        writer.remove_statement(number)
    numbers = reading.read_numbers(session, held.revision)
    for number, _ in numbers.values():  # Some were there before: a statement of theirs has a new date.
        writer.remove_article(number)
    if made is not None and made_at == wanted and made.keys() >= numbers.keys():
        _add_made(session, writer, made, numbers)
    else:
        _add_articles(session, writer, held.revision, report)
    for statement in reading.read_statements(session, held.revision):
        writer.remove_statement(statement.number)
        writer.add(make_statement_entry(statement))
    writer.commit(wanted)


def _add_made(
    session: Session,
    writer: Writer,
    made: Mapping[str, MadeArticle],
    numbers: Mapping[str, tuple[int, int]],
) -> None:
    """Add articles that were just stored, from the rows and entries that they were stored with."""
    stated = {row["statement_id"] for one in numbers for row in made[one].quotes}
    days = reading.read_days(session, stated)
    for article_id, (number, first) in numbers.items():
        article, quotes, entries = made[article_id]
        numbered = [{**row, "number": at} for at, row in enumerate(quotes, start=first)]
        for entry in number_entries(entries, {**article, "number": number}, numbered, days):
            writer.add(entry)


def _add_articles(session: Session, writer: Writer, since: int, report: ReportProgress) -> int:
    """Add the articles that changed after a revision; return their number."""
    total = reading.count_articles(session, since)
    articles = reading.read_articles(session, since)
    made = _make_on_all_cores(articles) if total > SERIAL_MAX else map(_make_entries, articles)
    done = 0
    report(0, total)
    for done, entries in enumerate(made, start=1):
        for entry in entries:
            writer.add(entry)
        report(done, total)
    return done


def _make_entries(parts: reading.ArticleParts) -> list[Entry]:
    entries = make_entries(parts.article, parts.blocks, parts.quotes, parts.parties)
    return list(number_entries(entries, parts.article, parts.quotes, parts.days))


def _make_on_all_cores(articles: Iterator[reading.ArticleParts]) -> Iterator[list[Entry]]:
    """Yield the entries of each article."""
    jobs = iter(lambda: list(itertools.islice(articles, JOB_ARTICLES)), [])
    with contextlib.closing(parallel.map_in_order(_make_job, jobs, _measure_job, READ_AHEAD_MAX)) as done:
        yield from itertools.chain.from_iterable(done)


def _make_job(articles: list[reading.ArticleParts]) -> list[list[Entry]]:
    terms.use_fast_dictionaries()
    return [_make_entries(one) for one in articles]


def _measure_job(articles: list[reading.ArticleParts]) -> int:
    return sum(len(one.article["text"]) for one in articles)


def make_all_entries(session: Session) -> Iterator[Entry]:
    """Yield all that the index has, made from the database."""
    for parts in reading.read_articles(session, -1):
        yield from _make_entries(parts)
    yield from map(make_statement_entry, reading.read_statements(session, -1))


def find_fault(session: Session) -> str | None:
    """Return why the index must be made anew, or None if it needs not be."""
    index = get_index(session)
    try:
        snapshot = index.reload()
        if snapshot is None:
            return "there is none yet"
        held, wanted = snapshot.state, reading.read_state(session)
        if held.version != VERSION:
            return f"it is of version {held.version}; this program's is {VERSION}"
        if held != wanted and (held.revision >= wanted.revision or _find_deleted(session, held) is None):
            return "it is of another database, or too far behind"
    except IndexDamaged as error:
        return f"it is damaged: {error}"
    return None


def count_missing(session: Session) -> int:
    """Return how many articles changed since the state of the index, if it has no fault."""
    snapshot = get_index(session).snapshot
    return 0 if snapshot is None else reading.count_articles(session, snapshot.state.revision)


def bring_up_to_date(session: Session, report: ReportProgress) -> None:
    """Make the index anew if it must be, else add what changed."""
    index = get_index(session)
    index.tidy()
    if find_fault(session) is not None:
        rebuild(session, report)
        return
    with index.write() as writer:
        if writer is not None:
            catch_up(session, writer, report=report)
    index.reload()


def rebuild(session: Session, report: ReportProgress) -> int | None:
    """Make the index anew from the articles that the session reads; return their number.

    Readers see the old one until the new one is whole, and a process that is killed has changed nothing. Of
    several processes that start at once one makes it, and the others wait for it and return None.
    """
    index = get_index(session)
    wanted = reading.read_state(session)
    while True:
        with index.replace() as writer:
            if writer is not None:
                return _fill(session, writer, report)
        _pause()
        snapshot = index.reload()
        if snapshot is not None and (snapshot.state == wanted or _is_newer(snapshot.state, wanted)):
            return None


def _fill(session: Session, writer: Writer, report: ReportProgress) -> int:
    done = _add_articles(session, writer, -1, report)
    for statement in reading.read_statements(session, -1):
        writer.add(make_statement_entry(statement))
    writer.commit(reading.read_state(session))
    return done
