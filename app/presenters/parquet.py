"""Quotes as Apache Parquet, for data frames: the columns of the CSV with their types, and nothing guarded.

What an article does not say is null. It needs pyarrow, the extra `parquet`.
"""

import io
from collections.abc import Sequence
from functools import lru_cache

import pyarrow as pa
from pyarrow.parquet import ParquetWriter

from app.presenters.csv import COLUMNS
from app.presenters.page import Site
from app.values import Party, QuoteValue
from app.vocabulary import Role

LISTS = ("speaker_ids", "speakers", "addressee_ids", "addressees", "via_ids", "via")
TYPES = {"start": pa.int32(), "end": pa.int32(), "translated": pa.bool_()}
TYPES |= dict.fromkeys(LISTS, pa.list_(pa.string()))
SCHEMA = pa.schema([(name, TYPES.get(name, pa.string())) for name in COLUMNS.split(",")])
GROUP_QUOTES = 5_000
"""Quotes in a row group, or up to a part more: 4 MB as a rule. Readers are slow if groups have hundreds."""
GROUP_BYTES = 8 * 2**20
"""A row group ends at this size, too: a quote may be as long as its article."""
DISTINCT = ("id", "exact", "prefix", "suffix", "start", "end", "quote_url", "text_url")
"""Columns without a dictionary, because their values hardly repeat."""


class QuoteWriter:
    """Writes quotes in row groups; those that are not yet a whole group are in memory."""

    def __init__(self, site: Site) -> None:
        self._root, self._sink = site.root, _Sink()
        self._group = SCHEMA.empty_table()
        encoded = [name for name in SCHEMA.names if name not in DISTINCT and name not in LISTS]
        encoded += [f"{name}.list.element" for name in LISTS]
        self._file = ParquetWriter(self._sink, SCHEMA, compression="zstd", use_dictionary=encoded)

    def write(self, quotes: Sequence[QuoteValue]) -> bytes:
        """Return what comes next: a row group, or nothing until the quotes are enough for one."""
        if quotes:
            columns = zip(*[_read_row(one, self._root) for one in quotes], strict=True)
            arrays = [pa.array(values, kind) for values, kind in zip(columns, SCHEMA.types, strict=True)]
            self._group = pa.concat_tables([self._group, pa.table(arrays, SCHEMA)])
        if self._group.num_rows >= GROUP_QUOTES or self._group.nbytes >= GROUP_BYTES:
            self._write_group()
        return self._sink.take()

    def end(self) -> bytes:
        """Return the last row group, and the end of the file, without which nobody can read it."""
        if self._group.num_rows:
            self._write_group()
        self._file.close()
        return self._sink.take()

    def _write_group(self) -> None:
        self._file.write_table(self._group)
        self._group = SCHEMA.empty_table()


class _Sink(io.BytesIO):
    """A file of which the part that is written is taken away; its positions count from the beginning."""

    _taken = 0

    def tell(self) -> int:
        return self._taken + super().tell()

    def take(self) -> bytes:
        piece = self.getvalue()
        self._taken += len(piece)
        self.seek(0)
        self.truncate()
        return piece


@lru_cache(maxsize=10_000)
def _list_parties(parties: tuple[Party, ...]) -> tuple[list[str], ...]:
    """Return the ids and the names of each role, in the order of `LISTS`."""
    lists = []
    for role in Role:
        those = [one for one in parties if one.role == role]
        lists += [[one.speaker_id for one in those], [one.name for one in those]]
    return tuple(lists)


def _read_row(quote: QuoteValue, root: str) -> tuple[object, ...]:
    """Return the values of a quote in the order of the columns."""
    row, article = quote.row, quote.article
    return (
        row.id,
        row.type,
        quote.exact,
        quote.prefix,
        quote.suffix,
        row.start,
        row.end,
        *_list_parties(tuple(quote.parties)),
        row.speaker_certainty,
        row.addressee_certainty,
        row.statement_certainty,
        quote.mention,
        quote.cue,
        row.statement_id,
        row.form,
        quote.within_id,
        quote.continues_id,
        f"{root}/v1/quotes/{row.id}",
        f"{root}/v1/articles/{article.article_id}/text?start={row.start}&end={row.end}",
        article.article_id,
        article.headline,
        article.sha256,
        article.language,
        article.translated,
    )
