"""Every case of the table of claims, in its article and among all of them, on both databases."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from app.database.database import Database
from app.schemas.document import ArticleDocument
from app.schemas.verdicts import Claim
from app.services.ingest import importer
from app.services.verification import verify
from tests.builders import Json
from tests.databases import Databases, make_settings
from tests.text.verdict_cases import GROUPS, Case, list_cases, make_article

CASES = [
    pytest.param(group.name, case, id=f"{group.name}: {case.claim}")
    for group in GROUPS
    for case in list_cases(group)
]


@pytest.fixture(scope="module")
def articles(databases: Databases) -> Iterator[Database]:
    """A database with the articles of all groups."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verify, "SECONDS", 20.0)  # The machine may be busy with other tests.
        with closing(Database(make_settings(databases.make(seed=False)))) as opened:
            for group in GROUPS:
                document = ArticleDocument.model_validate(make_article(group))
                opened.run_write(importer.import_article, document)
            yield opened


def ask(database: Database, case: Case, article: str | None) -> Json:
    claim = Claim(text=case.claim, speaker=case.speaker, article=article)
    return database.run_read(verify.verify, claim).model_dump(mode="json")


@pytest.mark.parametrize(("article", "case"), CASES)
def test_answers_every_case(articles: Database, article: str, case: Case) -> None:
    for scope in (article, None):
        _check(case, ask(articles, case, scope))


def _check(case: Case, answer: Json) -> None:
    seen = {name: answer[name] for name in ("verdict", "wording", "changes", "omitted", "nearest", "note")}
    assert answer["verdict"] in (case.verdict or answer["verdict"]).split("|"), seen
    assert answer["wording"] in (case.wording or answer["wording"]).split("|"), seen
    assert bool(answer["changes"]) == (answer["wording"] == "altered"), seen
    _check_evidence(case, answer)
    _check_changes(case, answer)
    _check_cuts(case, answer)
    _check_quotations(case, answer)


def _check_evidence(case: Case, answer: Json) -> None:
    """Check what is said of marks, markup, gaps and brackets."""
    if case.marks is not None:
        # Two marks side by side may be listed as one.
        assert "".join(mark["text"] for mark in answer["marks"]) == "".join(text for text, _ in case.marks)
        assert {mark["side"] for mark in answer["marks"]} == {side for _, side in case.marks}
    if case.markup is not None:
        markup = "\n".join(answer["markup"])
        assert all(part in markup for part in case.markup), markup
        assert bool(markup) == bool(case.markup)
    if case.omitted is not None:
        assert len(answer["omitted"]) == len(case.omitted), answer["omitted"]
        assert all(part in one for part, one in zip(case.omitted, answer["omitted"], strict=True))
    if case.inserted is not None:
        assert answer["inserted"] == list(case.inserted)


def _check_changes(case: Case, answer: Json) -> None:
    """Check what is named as changed in an altered claim, and which passage it is compared with."""
    changes = set(answer["changes"])
    if case.changes is not None:
        assert changes == case.changes
    assert case.named <= changes, changes
    assert not case.not_named & changes, changes
    if case.nearest is not None:
        assert answer["nearest"]["exact"] == case.nearest
    if case.similarity:
        assert answer["nearest"]["similarity"] >= case.similarity


def _check_cuts(case: Case, answer: Json) -> None:
    """Check the negations and conditions right outside of the match, and that the note begins with them."""
    if case.cuts is None:
        return
    [match] = answer["matches"]
    assert [(cut["text"].lower(), cut["side"]) for cut in match["cuts"]] == list(case.cuts)
    for cut in match["cuts"]:
        outside = cut["start"] >= match["end"] if cut["side"] == "after" else cut["end"] <= match["start"]
        assert outside
        assert cut["end"] - cut["start"] == len(cut["text"])
        assert cut["text"] in match["context"]
        assert cut["text"] in answer["note"][:200]


def _check_quotations(case: Case, answer: Json) -> None:
    """Check the quotations that the claim holds, their places in it and the verdict of each."""
    if case.quotations is None:
        return
    found = answer["quotations"]
    assert [one["verdict"]["verdict"] for one in found] == [verdict for _, verdict in case.quotations]
    for one, (words, _) in zip(found, case.quotations, strict=True):
        assert words in one["text"]
        assert case.claim[one["start"] : one["end"]] == one["text"]
