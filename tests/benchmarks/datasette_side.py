"""Datasette on Wortlaut's own SQLite file, asked in SQL.

    python -m tests.benchmarks.datasette_side FILE PORT

It needs `pip install -c constraints.txt -e '.[benchmarks]'`, and is served like the others: with
uvloop and httptools, which they bring along, and without a log of requests.
"""

import importlib.util
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

from tests.benchmarks.serving import serve

QUOTES = """
SELECT quote.id, quote.type, quote.exact, quote.prefix, quote.suffix, quote."start", quote."end",
  quote.article_id, article.headline, article.sha256, article.language, article.translated,
  quote.statement_id, statement.form,
  (SELECT json_group_array(json_object('id', speaker.id, 'name', speaker.name)) FROM quote_party
    JOIN speaker ON speaker.id = quote_party.speaker_id
    WHERE quote_party.quote_id = quote.id AND quote_party.role = 'speaker') AS speakers
FROM quote JOIN article ON article.id = quote.article_id
LEFT JOIN statement ON statement.id = quote.statement_id
"""

SQL = {
    # All that depends on Wortlaut's tables stands here; when they change, this has to follow.
    "article": """
SELECT article.*,
  (SELECT json_group_array(json_object('position', position, 'kind', kind, 'start', "start", 'end', "end"))
    FROM block WHERE block.article_id = article.id) AS blocks,
  (SELECT json_group_array(json_object('id', quote.id, 'type', quote.type, 'exact', quote.exact,
      'prefix', quote.prefix, 'suffix', quote.suffix, 'start', quote."start", 'end', quote."end",
      'statement', quote.statement_id, 'speakers',
      (SELECT json_group_array(json_object('id', speaker.id, 'name', speaker.name)) FROM quote_party
        JOIN speaker ON speaker.id = quote_party.speaker_id
        WHERE quote_party.quote_id = quote.id AND quote_party.role = 'speaker')))
    FROM quote WHERE quote.article_id = article.id) AS quotes,
  (SELECT json_group_array(json_object('id', statement.id, 'form', statement.form, 'date', statement.date))
    FROM article_statement JOIN statement ON statement.id = article_statement.statement_id
    WHERE article_statement.article_id = article.id) AS statements,
  (SELECT json_group_array(json_object('id', speaker.id, 'name', speaker.name, 'kind', speaker.kind))
    FROM article_speaker JOIN speaker ON speaker.id = article_speaker.speaker_id
    WHERE article_speaker.article_id = article.id) AS speakers
FROM article WHERE article.id = :id
""",
    "quote": f"{QUOTES} WHERE quote.id = :id",
    "quotes of a speaker": f"""{QUOTES}
WHERE quote.id IN (SELECT quote_id FROM quote_party WHERE speaker_id = :id AND role = 'speaker')
ORDER BY quote.article_id, quote.position LIMIT 20
""",
    "search": f"""{QUOTES} WHERE quote.exact LIKE '%' || :first || '%'
ORDER BY quote.article_id, quote.position LIMIT 20
""",
    "search for two": f"""{QUOTES}
WHERE quote.exact LIKE '%' || :first || '%' AND quote.exact LIKE '%' || :second || '%'
ORDER BY quote.article_id, quote.position LIMIT 20
""",
}


def is_installed() -> bool:
    """Tell whether Datasette is there to be compared with."""
    return importlib.util.find_spec("datasette") is not None


def make_target(file: Path, query: str, parameters: Mapping[str, str]) -> str:
    """Return the target that asks Datasette one of the queries, for an array of rows."""
    asked = {"sql": " ".join(SQL[query].split()), "_shape": "array", **parameters}
    return f"/{file.stem}.json?{urlencode(asked)}"


def main(file: str, port: int) -> None:
    """Serve a file."""
    datasette = importlib.import_module("datasette.app")  # it has no types, and need not be installed
    # Its limit of one second is for strangers' SQL; a search without an index takes longer here.
    serve(datasette.Datasette([file], settings={"sql_time_limit_ms": 60_000}).app(), port)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
