"""Open the index, search a state of it, and write the next one."""

import contextlib
import errno
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, ParamSpec, TypeVar

import orjson
import tantivy
from tantivy import DocAddress, Query

from app.fulltext.documents import ARTICLE, ENDINGS, FILTER, SCHEMA, STATE, STATEMENT, Entry, make_document
from app.fulltext.folder import REPLACING_LOCK, IndexFolder

HEAP, BULK_HEAP = 15_000_000, 200_000_000
"""Bytes of memory for new documents before they are written: for single articles and for many."""
WRITE_INTERVAL = 0.005
"""Seconds between two attempts to lock the index."""
OF_STATE = "@state"
"""The filter token of the document with the state."""

P = ParamSpec("P")
R = TypeVar("R")


class IndexDamaged(Exception):
    """The index cannot be read; it must be made again."""


class State(NamedTuple):
    """The state of the database that an index holds, and the version of the words in it.

    `token` is drawn at random with each revision: two databases with the same revision have different ones.
    """

    version: str
    revision: int
    token: int


NOTHING = State("", -1, 0)
"""The state of an index that is not made yet."""


class Hits(NamedTuple):
    """Some documents that match: the score of each, and where it is."""

    scores: list[float]
    addresses: list[DocAddress]


class Snapshot:
    """One state of the index; it does not change."""

    def __init__(self, searcher: tantivy.Searcher, state: State) -> None:
        self._searcher = searcher
        self.state = state

    def search(self, query: Query, limit: int) -> Hits:
        """Return the first hits, the best first."""
        found = _guard(self._searcher.search, query, limit=limit, count=False).hits if limit else []
        return Hits([score for score, _ in found], [address for _, address in found])

    def search_in_order(self, query: Query, field: str, limit: int, *, is_descending: bool = False) -> Hits:
        """Return the first hits in order of a number."""
        found = _guard(
            self._searcher.search,
            query,
            limit=limit,
            count=False,
            order_by_field=field,
            order=tantivy.Order.Desc if is_descending else tantivy.Order.Asc,
        )
        return Hits([0.0 for _ in found.hits], [address for _, address in found.hits])

    def count(self, query: Query) -> int:
        """Return the number of all hits."""
        found = _guard(self._searcher.search, query, limit=1, count=True)
        return int(found.count)  # type: ignore[attr-defined]  # missing in its types

    def read_numbers(self, field: str, hits: Hits) -> list[int | None]:
        """Return a number of each hit."""
        values = _guard(self._searcher.fast_field_values, field, hits.addresses)
        return [None if value is None else int(value) for value in values]

    def count_documents(self, field: str, word: str) -> int:
        """Return how many documents have a word in a field, deleted ones perhaps included."""
        return int(_guard(self._searcher.doc_freq, field, word))

    def list_words(self, field: str, beginning: str, limit: int) -> list[str]:
        """Return the words of a field that begin with something, the most frequent first."""
        return [word for word, _ in _guard(self._searcher.terms_with_prefix, field, beginning, limit=limit)]


class Writer:
    """Changes the index; nothing of it is seen before the next state is committed.

    `state` is the one that was committed last.
    """

    def __init__(self, index: tantivy.Index, state: State, *, heap: int, threads: int) -> None:
        self.state = state
        self._writer = _guard(index.writer, heap_size=heap, num_threads=threads)
        # A process that is killed while it commits leaves files with the names that the next commit writes.
        _guard(self._writer.garbage_collect_files)
        self._searcher = index.searcher()
        self._endings: set[str] = set()

    def add(self, entry: Entry) -> None:
        """Add a document."""
        self._endings |= entry.endings
        _guard(self._writer.add_document, make_document(entry))

    def remove_article(self, number: int) -> None:
        """Remove an article with its quotes and passages."""
        _guard(self._writer.delete_documents_by_term, ARTICLE, number)

    def remove_statement(self, number: int) -> None:
        """Remove the document of a statement."""
        statement = Query.boolean_query(
            [
                (tantivy.Occur.Must, Query.term_query(SCHEMA, STATEMENT, number, "basic")),
                (tantivy.Occur.MustNot, Query.exists_query(ARTICLE)),
            ]
        )
        _guard(self._writer.delete_documents_by_query, statement)

    def commit(self, state: State) -> None:
        """Make all changes so far the next state, in one step and on the disk."""
        new = [word for word in self._endings if not self._searcher.doc_freq(ENDINGS, word)]
        if new:
            document = tantivy.Document()
            document.add_text(ENDINGS, " ".join(sorted(new)))
            _guard(self._writer.add_document, document)
        document = tantivy.Document()
        document.add_text(FILTER, OF_STATE)
        document.add_text(STATE, orjson.dumps(list(state)).decode())
        _guard(self._writer.delete_documents_by_term, FILTER, OF_STATE)
        _guard(self._writer.add_document, document)
        _guard(self._writer.commit)
        self.state = state

    def close(self) -> None:
        """Wait until segments are merged, and let others write."""
        _guard(self._writer.wait_merging_threads)


class FulltextIndex:
    """The index in a folder, with the newest state of it that was read."""

    def __init__(self, path: Path) -> None:
        self._folder = IndexFolder(path)
        self._generation: Path | None = None
        self._index: tantivy.Index | None = None
        self._lock = threading.RLock()
        self.snapshot: Snapshot | None = None

    @property
    def path(self) -> Path:
        """The folder."""
        return self._folder.path

    def reload(self) -> Snapshot | None:
        """Read the newest state that any process has committed, and return it; None if there is none.

        Raises `IndexDamaged`.
        """
        with self._lock:
            generation = self._folder.find_current()
            if generation is None:
                self._generation = self._index = self.snapshot = None
                return None
            if generation != self._generation or self._index is None:
                self._index = _guard(tantivy.Index, SCHEMA, str(generation))
                _guard(self._index.config_reader, reload_policy="manual")
                self._generation = generation
            _guard(self._index.reload)
            self.snapshot = _take_snapshot(self._index)
            return self.snapshot

    @contextlib.contextmanager
    def write(self, *, heap: int = HEAP) -> Iterator[Writer | None]:
        """Try to write to the index in use: None where another thread or process does, or there is none.

        Raises `OSError` if the folder cannot be written.
        """
        with self._try_to_write() as may_write:
            snapshot = self.reload() if may_write else None
            if snapshot is None or self._index is None:
                yield None
                return
            with self._open_writer(self._index, snapshot.state, heap, threads=1) as writer:
                yield writer

    @contextlib.contextmanager
    def replace(self) -> Iterator[Writer | None]:
        """Try to make a new index in place of the one in use; None where another process is doing so.

        It is in use when the context ends, unless by an exception. Until then the old one can be written to.
        Raises `OSError` if it cannot be written.
        """
        with self._folder.lock(REPLACING_LOCK) as may_replace:
            if not may_replace:
                yield None
                return
            self._folder.delete_unfinished()
            generation = self._folder.make_generation()
            index = _guard(tantivy.Index, SCHEMA, str(generation))
            try:
                with self._open_writer(index, NOTHING, BULK_HEAP, threads=0) as writer:
                    yield writer
                self._use(generation)
            except IndexDamaged as error:  # The one in use is not.
                raise OSError(errno.EIO, str(error)) from error
            finally:
                self._folder.delete_unfinished()

    @contextlib.contextmanager
    def _open_writer(self, index: tantivy.Index, state: State, heap: int, threads: int) -> Iterator[Writer]:
        """Open a writer, and close it afterwards.

        The engine tells no reason for what it cannot write, so raises `OSError` if nothing can be written.
        """
        try:
            writer = Writer(index, state, heap=heap, threads=threads)
            try:
                yield writer
            finally:
                writer.close()
        except IndexDamaged:
            self._folder.require_writable()
            raise

    def _use(self, generation: Path) -> None:
        """Use a new generation as soon as nobody writes to the old one."""
        while True:
            with self._try_to_write() as may_write:
                if may_write:
                    self._folder.use(generation)
                    self.reload()
                    return
            threading.Event().wait(WRITE_INTERVAL)

    def tidy(self) -> None:
        """Delete what processes left that were killed while they made an index."""
        with contextlib.suppress(OSError), self._folder.lock(REPLACING_LOCK) as is_free:
            if is_free:
                self._folder.delete_unfinished()

    def discard(self) -> None:
        """Use the index no more, because it is damaged, unless another process is writing to it."""
        with contextlib.suppress(OSError), self._try_to_write() as may_write:
            if may_write:
                self._folder.discard()
                self.reload()

    @contextlib.contextmanager
    def _try_to_write(self) -> Iterator[bool]:
        with self._folder.lock() as is_locked:
            if is_locked:
                self._folder.delete_unused()
            yield is_locked


def _take_snapshot(index: tantivy.Index) -> Snapshot | None:
    searcher = index.searcher()
    query = Query.term_query(SCHEMA, FILTER, OF_STATE, "basic")
    found = _guard(searcher.search, query, limit=1, count=False).hits
    if not found:
        return None
    stored = _guard(searcher.doc, found[0][1])[STATE][0]
    return Snapshot(searcher, State(*orjson.loads(stored)))


def _guard(call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call the engine; raise `IndexDamaged` where it finds its files damaged, or cannot write them."""
    try:
        return call(*args, **kwargs)
    except ValueError as error:
        raise IndexDamaged(str(error)) from error
    except BaseException as error:
        # Where the engine meets what cannot be, it panics, which Python sees as no ordinary exception.
        if type(error).__name__ == "PanicException":
            raise IndexDamaged(str(error)) from None
        raise
