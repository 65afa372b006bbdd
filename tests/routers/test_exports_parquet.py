"""The Parquet export, read back by pyarrow, pandas, polars and DuckDB, and its way without the extra."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import httpx2
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from app.database.database import Database
from app.presenters.csv import COLUMNS
from app.presenters.page import Site
from app.presenters.parquet import GROUP_BYTES, GROUP_QUOTES, LISTS, SCHEMA, QuoteWriter
from app.routers.exports import EXPORTS_MAX
from app.schemas.document import ArticleDocument
from app.schemas.queries import QuoteFilter
from app.services.ingest import importer, parts
from app.values import QuoteValue
from tests.databases import Databases, make_settings
from tests.routers.test_exports_read_back import SAID, make_hard_article
from tests.servers import run_server, start_server

PARQUET = "/v1/export/quotes.parquet"
PART = 500

Json = dict[str, Any]  # Any: JSON
Reader = Callable[[Path], list[dict[str, Any]]]  # Any: what a reader takes a cell for


def read_with_pyarrow(file: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(file).to_pylist()
    return rows


def read_with_pandas(file: Path) -> list[dict[str, Any]]:
    frame = pd.read_parquet(file)
    assert (frame["start"].dtype, frame["end"].dtype) == ("int32", "int32")
    for name in LISTS:
        frame[name] = frame[name].map(list)
    rows: list[dict[str, Any]] = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return rows


def read_with_polars(file: Path) -> list[dict[str, Any]]:
    frame = pl.read_parquet(file)
    assert (frame.schema["start"], frame.schema["translated"]) == (pl.Int32(), pl.Boolean())
    assert frame.schema["speakers"] == pl.List(pl.String())
    return frame.to_dicts()


def read_with_duckdb(file: Path) -> list[dict[str, Any]]:
    with duckdb.connect() as database:
        found = database.execute("SELECT * FROM read_parquet(?)", [str(file)])
        names = [one[0] for one in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


READERS: list[Reader] = [read_with_pyarrow, read_with_pandas, read_with_polars, read_with_duckdb]


def make_row(quote: Json, root: str) -> dict[str, Any]:
    """Return the row that a quote must have, made of its JSON."""
    article, links = quote["article"], quote["links"]
    row = {name: quote[name] for name in COLUMNS.split(",") if name in quote}
    for role, names in (("speakers", "speaker"), ("addressees", "addressee"), ("via", "via")):
        row[role] = [one["name"] for one in quote[role]]
        row[f"{names}_ids"] = [one["id"] for one in quote[role]]
    row |= {f"{name}_certainty": certainty for name, certainty in quote["certainty"].items()}
    row |= {name: (quote[name] or {}).get("exact") for name in ("speaker_mention", "cue")}
    row |= {f"statement_{name}": (quote["statement"] or {}).get(name) for name in ("id", "form")}
    row |= {"quote_url": root + links["self"], "text_url": root + links["text"]}
    return row | {f"article_{name}": article[name] for name in ("id", "headline", "sha256")}


@pytest.fixture(scope="module")
def exported(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, list[dict[str, Any]]]]:
    """The Parquet of the seed and of an article of the hardest quotes, and the rows that it must have."""
    url = databases.make(seed=True)
    database = Database(make_settings(url))
    database.run_write(importer.import_article, ArticleDocument.model_validate(make_hard_article()))
    database.close()
    file = tmp_path_factory.mktemp("export") / "quotes.parquet"
    with run_server(url, "--quiet") as address, httpx2.Client(base_url=address, timeout=60) as client:
        answer = client.get(PARQUET)
        assert answer.headers["content-type"] == "application/vnd.apache.parquet"
        file.write_bytes(answer.content)
        quotes = client.get("/v1/quotes?limit=200").json()["items"]
        yield file, [make_row(one, address) for one in quotes]


@pytest.mark.parametrize("read", READERS, ids=lambda one: one.__name__)
def test_is_read_back_as_the_json_says(exported: tuple[Path, list[Json]], read: Reader) -> None:
    file, expected = exported
    assert len(expected) == len(SAID) + 12
    assert any(len(one["speakers"]) > 1 for one in expected)
    assert read(file) == expected


def test_has_the_columns_of_the_csv() -> None:
    assert ",".join(SCHEMA.names) == COLUMNS


def test_filters_leave_nothing_or_some(client: httpx2.Client) -> None:
    filters = {"speaker": "Kim", "type": "mixed"}
    listed = client.get("/v1/quotes", params=filters).json()["items"]
    found = pq.read_table(io.BytesIO(client.get(PARQUET, params=filters).content))
    assert found.column("id").to_pylist() == [one["id"] for one in listed]
    empty = pq.read_table(io.BytesIO(client.get(PARQUET, params={"to": "2000-01-01"}).content))
    assert (empty.num_rows, empty.schema) == (0, SCHEMA)
    assert client.get(PARQUET, params={"speaker": "Schoigu"}).json()["type"] == "/problems/unknown-speaker"


def test_clients_that_break_off_take_no_place(client: httpx2.Client) -> None:
    for _ in range(EXPORTS_MAX + 1):
        with client.stream("GET", PARQUET) as response:
            assert response.status_code == 200
    assert pq.read_table(io.BytesIO(client.get(PARQUET).content)).num_rows == 12


@pytest.fixture(scope="module")
def part(shared_database: Database) -> list[QuoteValue]:
    """As many quotes as a part has, in which those of the seed are repeated."""
    found = shared_database.run_read(parts.read, parts.QUOTES, QuoteFilter(), None).items
    return [found[at % len(found)] for at in range(PART)]


def test_writes_row_groups_and_holds_one(part: list[QuoteValue]) -> None:
    before = pa.total_allocated_bytes()
    writer, pieces, held = QuoteWriter(Site("")), [], []
    for _ in range(4 * GROUP_QUOTES // PART + 1):
        pieces.append(writer.write(part))
        held.append(pa.total_allocated_bytes() - before)
    pieces.append(writer.end())
    file = pq.ParquetFile(io.BytesIO(b"".join(pieces)))
    groups = [file.metadata.row_group(at).num_rows for at in range(file.metadata.num_row_groups)]
    assert groups == [*[GROUP_QUOTES] * 4, PART]
    of_group = GROUP_QUOTES // PART
    assert pieces[0] == b"PAR1"
    assert {len(one) for one in pieces[1 : of_group - 1]} == {0}
    # What it holds does not grow from group to group.
    assert max(held[-of_group:]) <= 1.1 * max(held[:of_group])
    assert [one["exact"] for one in file.read_row_group(4, ["exact"]).to_pylist()] == [
        one.exact for one in part
    ]


def test_long_quotes_make_a_row_group_sooner(part: list[QuoteValue]) -> None:
    long = part[0]._replace(exact="Ja, so ist es. " * 50_000)
    writer = QuoteWriter(Site(""))
    pieces = [writer.write([long] * 5) for _ in range(4)] + [writer.end()]
    file = pq.ParquetFile(io.BytesIO(b"".join(pieces)))
    assert GROUP_BYTES < 15 * len(long.exact) < 1.5 * GROUP_BYTES
    assert [file.metadata.row_group(at).num_rows for at in range(file.metadata.num_row_groups)] == [15, 5]


def test_an_export_that_is_given_up_leaves_nothing(part: list[QuoteValue]) -> None:
    before = pa.total_allocated_bytes()
    writer = QuoteWriter(Site(""))
    writer.write(part)
    assert pa.total_allocated_bytes() > before
    del writer
    assert pa.total_allocated_bytes() == before


def test_without_the_extra_it_says_what_to_install(databases: Databases) -> None:
    server = start_server(databases.make(seed=True), module="tests.routers.without_pyarrow")
    try:
        with httpx2.Client(base_url=server.url) as client:
            problem = client.get(PARQUET)
            assert (problem.status_code, problem.json()["type"]) == (501, "/problems/not-installed")
            assert "'.[parquet]'" in problem.json()["detail"]
            assert client.get("/v1/export/quotes.csv").status_code == 200
            assert client.get("/problems/not-installed").status_code == 200
    finally:
        assert "Traceback" not in server.stop()
