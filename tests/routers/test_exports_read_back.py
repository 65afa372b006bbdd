"""The CSV export, read back by programs that others wrote: pandas, polars, DuckDB and LibreOffice."""

import csv
import io
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import httpx2
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.database.database import Database
from app.presenters.csv import COLUMNS
from app.presenters.spreadsheet_cells import guard, guard_id
from app.schemas.document import ArticleDocument
from app.services.ingest import importer
from tests.builders import make_json, make_quote, make_speaker
from tests.databases import Databases, make_settings
from tests.servers import run_server

SAID = [
    "=1+1",
    "+49 30 1234",
    "-5",
    "@SUM(1)",
    "'neue Waffe'",
    "‚neue Waffe‘",
    'Er sagte "Nein", "Ja"; dann nichts.',
    "May 5",
    "Tuesday, May 5, 2026",
    "007",
    "1,50",
    "1.5",
    "1e5",
    "10 %",
    "$5",
    "1/2",
    "10:30",
    "12/05/2023",
    "2023-08-15",
    "TRUE",
    "none",
    "NaN",
    "N/A",
    "５",
    "(5)",
    "Ja,\ndie zweite Zeile; und 😀 mehr",
    "Ein Satz mit vielen Wörtern und der Zahl 1945.",
    "und",
]
"""What readers take for something else, or cut in two, unless it is written as this format does."""
NAME = "2. Juni"

Json = dict[str, Any]  # Any: JSON
Reader = Callable[[Path], list[dict[str, Any]]]  # Any: what a reader takes a cell for


def read_with_pandas(file: Path) -> list[dict[str, Any]]:
    frame = pd.read_csv(file)
    rows: list[dict[str, Any]] = frame.astype(object).where(frame.notna(), "").to_dict("records")
    return rows


def read_with_polars(file: Path) -> list[dict[str, Any]]:
    return pl.read_csv(file).fill_null("").to_dicts()


def read_with_duckdb(file: Path) -> list[dict[str, Any]]:
    with duckdb.connect() as database:
        found = database.execute("SELECT * FROM read_csv(?)", [str(file)])
        names = [one[0] for one in found.description]
        rows = found.fetchall()
    return [
        {name: "" if cell is None else cell for name, cell in zip(names, row, strict=True)} for row in rows
    ]


def read_with_libreoffice(file: Path) -> list[dict[str, Any]]:
    """Open it as a spreadsheet, and return what the cells show, quoted, with formulas as they are."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    target = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,true"
    options = [
        "--headless",
        f"-env:UserInstallation=file://{file.parent}/profile",
        "--infilter=CSV:44,34,76,1",
    ]
    shown = file.parent / "shown"
    command = [program, *options, "--convert-to", target, "--outdir", str(shown), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return list(csv.DictReader(io.StringIO((shown / file.name).read_text(encoding="utf-8-sig"), newline="")))


READERS: list[Reader] = [read_with_pandas, read_with_polars, read_with_duckdb, read_with_libreoffice]


def make_hard_article() -> Json:
    lines = [f"😀 {number}: „{one}“, sagte er." for number, one in enumerate(SAID)]
    quotes = [
        make_quote(one, speakers=["2-juni"], prefix=f"{number}: „", suffix="“, sagte er.")
        for number, one in enumerate(SAID)
    ]
    speakers = [make_speaker("2-juni", name=NAME)]
    return make_json("\n".join(lines), id="1e5", headline="=HYPERLINK(1)", speakers=speakers, quotes=quotes)


@pytest.fixture(scope="module")
def exported(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, list[Json]]]:
    """The CSV of the seed and of an article of the hardest quotes, and the same quotes as JSON."""
    url = databases.make(seed=True)
    database = Database(make_settings(url))
    database.run_write(importer.import_article, ArticleDocument.model_validate(make_hard_article()))
    database.close()
    file = tmp_path_factory.mktemp("export") / "quotes.csv"
    with run_server(url, "--quiet") as address, httpx2.Client(base_url=address, timeout=60) as client:
        file.write_bytes(client.get("/v1/export/quotes.csv").content)
        yield file, client.get("/v1/quotes?limit=200").json()["items"]


def undo(cell: Any) -> Any:  # noqa: ANN401 - what a reader took a cell for
    return cell[cell.startswith("'") :] if isinstance(cell, str) else cell


@pytest.mark.parametrize("read", READERS, ids=lambda one: one.__name__)
def test_is_read_back_right(exported: tuple[Path, list[Json]], read: Reader) -> None:
    file, quotes = exported
    rows = [{name: undo(cell) for name, cell in row.items()} for row in read(file)]
    assert [list(row) for row in rows] == [COLUMNS.split(",")] * (len(SAID) + 12)
    for row, quote in zip(rows, quotes, strict=True):
        for name in ("id", "type", "exact", "prefix", "suffix"):
            assert row[name] == quote[name]
        assert (int(row["start"]), int(row["end"])) == (quote["start"], quote["end"])
        assert row["article_id"] == quote["article"]["id"]
        assert row["article_headline"] == (quote["article"]["headline"] or "")
        assert row["speakers"] == "; ".join(one["name"] for one in quote["speakers"])
        assert row["speaker_ids"] == "; ".join(one["id"] for one in quote["speakers"])
        assert row["speaker_certainty"] == (quote["certainty"]["speaker"] or "")
        assert row["statement_id"] == ((quote["statement"] or {}).get("id") or "")
        assert row["cue"] == ((quote["cue"] or {}).get("exact") or "")


def test_is_what_the_standard_library_writes(exported: tuple[Path, list[Json]]) -> None:
    written = exported[0].read_bytes().decode("utf-8-sig")
    again = io.StringIO()
    csv.writer(again, quoting=csv.QUOTE_ALL).writerows(
        csv.reader(io.StringIO(written, newline=""), strict=True)
    )
    assert again.getvalue() == written
    assert exported[0].read_bytes().startswith(b'\xef\xbb\xbf"id","type"')


@given(st.text())
def test_a_guarded_cell_tells_its_text(text: str) -> None:
    assert undo(guard(text)) == text
    assert not guard(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_what_nothing_reads_otherwise_is_as_it_is() -> None:
    for text in (
        "Er",
        "Ich bin überzeugt, dass 2023 alles gut war",
        "„5“ sagte er und ging dann",
        "Änderung",
    ):
        assert guard(text) == text
    for identifier in ("q-21ea97e3a089f4d02987", "article-0001", "kim-jong-un", "a1", "anna-2-x"):
        assert guard_id(identifier) == identifier
    for identifier in ("may-5", "1e5", "2023-08-15", "dezember-2", "none", "7"):
        assert guard_id(identifier) == f"'{identifier}"
