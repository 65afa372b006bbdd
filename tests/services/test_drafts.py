"""Drafts: what a person has still to decide about is not stored."""

import json
from pathlib import Path

import pytest

from app.cli import document_files, import_command
from app.cli.document_files import Refusal
from app.database.database import Database
from app.errors import Unreviewed
from app.services.catalog import coverage
from app.services.ingest import importer
from tests.builders import make_json, make_quote

DRAFT = make_json(quotes=[{**make_quote("Guten Tag"), "review": True, "score": 0.6, "rule": "cue-behind"}])


def test_a_document_with_marks_is_refused_at_each_of_them() -> None:
    document = {**DRAFT, "review": True}
    document["speakers"] = [{**one, "review": True} for one in DRAFT["speakers"]]
    with pytest.raises(Unreviewed) as refused:
        importer.validate_document(json.dumps(document).encode())
    assert [fault.pointer for fault in refused.value.faults] == [
        "/review",
        "/speakers/0/review",
        "/quotes/0/review",
    ]


def test_what_is_reviewed_is_stored_without_scores_and_rules() -> None:
    plain = make_json(quotes=[make_quote("Guten Tag")])
    validated = importer.validate_document(json.dumps(DRAFT).encode(), is_reviewed=True)
    assert validated.rows == importer.validate_document(json.dumps(plain).encode()).rows


@pytest.mark.parametrize(("is_reviewed", "stored"), [(False, 0), (True, 60)])
def test_the_import_takes_drafts_only_if_told(
    empty_database: Database, tmp_path: Path, is_reviewed: bool, stored: int
) -> None:
    """The first ones are validated here, the others in other processes."""
    file = tmp_path / "drafts.jsonl"
    file.write_text(
        "\n".join(json.dumps({**DRAFT, "id": f"draft-{at}"}) for at in range(60)), encoding="utf-8"
    )
    refusals: list[Refusal] = []
    import_command.import_all(
        empty_database,
        document_files.read_sources([file]),
        keep_going=True,
        is_reviewed=is_reviewed,
        on_refusal=refusals.append,
    )
    assert empty_database.run_read(coverage.count).articles == stored
    assert [type(one.error) for one in refusals] == [Unreviewed] * (60 - stored)
