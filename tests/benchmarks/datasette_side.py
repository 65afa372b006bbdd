"""Datasette on a copy of Wortlaut's own SQLite file, asked in SQL; for searches the copy has an index, FTS5.

    python -m tests.benchmarks.datasette_side FILE PORT

It needs `pip install -c constraints.txt -e '.[benchmarks]'`, and is served like the others: with
uvloop and httptools, which they bring along, and without a log of requests.
"""

import contextlib
import importlib.util
import shutil
import sqlite3
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import ClauseElement, Integer, text
from sqlalchemy.dialects import sqlite

from app import terms
from app.services.catalog import articles, quotes
from app.services.catalog.listing import Plan, select_page
from tests.benchmarks.serving import serve

DIALECT = sqlite.dialect(paramstyle="named")


def _write(query: ClauseElement) -> str:
    """Return one of our own queries as SQL, with its constants in it and its parameters by their names."""
    compiled = query.compile(dialect=DIALECT)
    sql = str(compiled)
    constants = {name: value for name, value in compiled.params.items() if value is not None}
    for name in sorted(constants, key=len, reverse=True):
        value = constants[name]
        sql = sql.replace(f":{name}", f"'{value}'" if isinstance(value, str) else str(value))
    return sql


SPEAKER = select_page(quotes.QUOTES, Plan("speaker", 1, (), is_continued=False)).items
HITS = text("SELECT rowid AS number FROM quote_terms WHERE quote_terms MATCH :asked LIMIT 20").columns(
    number=Integer
)
SQL = {
    # What Wortlaut itself asks, but that a search is not ranked here.
    "article": _write(articles.WHOLE),
    "quote": _write(quotes.BY_ID),
    "quotes of a speaker": _write(SPEAKER),
    "search": _write(quotes.select_details(HITS.subquery())),
}


def is_installed() -> bool:
    """Tell whether Datasette is there to be compared with."""
    return importlib.util.find_spec("datasette") is not None


def make_target(file: Path, query: str, parameters: Mapping[str, str]) -> str:
    """Return the target that asks Datasette one of the queries, for an array of rows."""
    asked = {"sql": " ".join(SQL[query].split()), "_shape": "array", **parameters}
    return f"/{file.stem}.json?{urlencode(asked)}"


INDEX = "CREATE VIRTUAL TABLE quote_terms USING fts5(tokens, content='', prefix='2 3 4', columnsize=0)"
QUOTES = (
    'SELECT quote.number, substr(text, start + 1, "end" - start), language '
    "FROM quote JOIN article ON article.id = quote.article_id"
)


def copy_with_index(file: Path) -> Path:
    """Return a copy of a file that has the stems of all quotes in an index."""
    copy = file.parent / "datasette" / file.name
    if not copy.exists():
        copy.parent.mkdir(exist_ok=True)
        shutil.copy(file, copy)
        with contextlib.closing(sqlite3.connect(copy)) as opened:
            opened.execute(INDEX)
            stems = (
                (number, " ".join(terms.list_stems(words, language)))
                for number, words, language in opened.execute(QUOTES).fetchall()
            )
            opened.executemany("INSERT INTO quote_terms (rowid, tokens) VALUES (?, ?)", stems)
            opened.commit()
    return copy


def main(file: str, port: int) -> None:
    """Serve a copy of a file."""
    datasette = importlib.import_module("datasette.app")  # it has no types, and need not be installed
    # Its limit of one second is for strangers' SQL; a search without an index takes longer here.
    copy = str(copy_with_index(Path(file)))
    serve(datasette.Datasette([copy], settings={"sql_time_limit_ms": 60_000}).app(), port)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
