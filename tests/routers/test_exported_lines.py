"""JSON Lines whose texts have line ends of Unicode, read by a reader that ends lines there."""

import json

import httpx2
import pytest

from app.database.database import Database
from app.schemas.document import ArticleDocument
from app.services.ingest import importer
from tests.builders import make_json, make_quote
from tests.databases import Databases, make_settings
from tests.servers import run_server

SAID = "Eins\x85zwei\u2028drei\u2029vier\nfünf \\u2028"


@pytest.mark.parametrize("listed", ["quotes", "articles"])
def test_each_line_is_one_item_for_every_reader(databases: Databases, listed: str) -> None:
    given = make_json(f"Anna: „{SAID}“.", quotes=[make_quote(SAID)])
    made = databases.make(seed=True)
    with Database(make_settings(made)) as database:
        database.run_write(importer.import_article, ArticleDocument.model_validate(given))
    with run_server(made) as url, httpx2.stream("GET", f"{url}/v1/export/{listed}.jsonl") as answer:
        items = [json.loads(line) for line in answer.iter_lines()]
    quotes = items if listed == "quotes" else [one for item in items for one in item["quotes"]]
    assert [one["exact"] for one in quotes].count(SAID) == 1
