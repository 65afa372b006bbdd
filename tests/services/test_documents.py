"""Documents as corpora have them: control characters."""

import json

import pytest

from app.database.database import Database
from app.errors import RefusedDocument
from app.presenters.json import present_article
from app.schemas import resources
from app.schemas.queries import ArticleQuery
from app.schemas.verdicts import Claim
from app.services.catalog import articles
from app.services.ingest import audit, exporter, importer
from app.services.ingest.importer import Outcome
from app.services.verification.verify import verify
from tests.builders import make_json, make_quote, make_speaker

CONTROLS = "\x84Wir\x85 gehen\x93,\x85\nsagte \x9banna\x80\x9f."


def test_a_text_with_c1_controls_is_stored_and_served_as_it_is(empty_database: Database) -> None:
    quote = make_quote("Wir\x85 gehen", prefix="\x84", suffix="\x93,\x85\n", cue={"exact": "sagte \x9b"})
    raw = json.dumps(make_json(CONTROLS, quotes=[quote])).encode()
    empty_database.run_write(importer.import_article, importer.parse_document(raw))
    assert empty_database.run_read(articles.get_text, "article", None, None) == CONTROLS
    article = present_article(empty_database.run_read(articles.get, "article"))
    [served] = resources.Article.model_validate(article).quotes
    assert (served.exact, served.prefix, served.suffix) == ("Wir\x85 gehen", "\x84", CONTROLS[11:])
    assert served.cue is not None
    assert served.cue.exact == "sagte \x9b"
    assert [block["text"] for block in article["blocks"]] == [
        "\x84Wir\x85 gehen\x93,\x85\n",
        "sagte \x9banna\x80\x9f.",
    ]
    line = exporter.to_line(empty_database.run_read(exporter.export_article, "article"))
    assert empty_database.run_write(importer.import_article, importer.parse_document(line.encode())) == (
        Outcome.UNCHANGED
    )
    assert empty_database.run_read(audit.check_article, "article") == []
    found = empty_database.run_read(articles.find, ArticleQuery(q="Wir gehen Anna"))
    assert [one.row.id for one in found.items] == ["article"]
    verdict = empty_database.run_read(verify, Claim(text="gehen"))
    assert (verdict.verdict, verdict.matches[0].context) == ("verified", "\x84Wir\x85 gehen\x93,")


@pytest.mark.parametrize("control", ["\x80", "\x85", "\x9f"])
def test_refuses_c1_controls_outside_of_the_text(control: str) -> None:
    for change, pointer in (
        ({"headline": control}, "/headline"),
        ({"speakers": [make_speaker(name=f"Anna{control}")]}, "/speakers/0/name"),
        ({"source_url": f"https://example.org/{control}"}, "/source_url"),
    ):
        with pytest.raises(RefusedDocument) as caught:
            importer.parse_document(json.dumps(make_json(**change)).encode())
        assert pointer in {fault.pointer for fault in caught.value.faults}
