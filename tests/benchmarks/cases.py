"""What everybody is asked: the same question to each, in the words that each understands."""

import json
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from sqlalchemy import make_url

from app import terms
from app.terms import Stems
from tests.benchmarks import datasette_side
from tests.benchmarks.asking import Client
from tests.benchmarks.filled import Filled
from tests.benchmarks.searches import Search, to_target
from tests.benchmarks.tables import Json
from tests.benchmarks.tutorial_ids import name_quote

SMALL = 20
"""About so many quotes has a speaker who has few; there is one page of them."""
PLACE = 4
"""Which of an article's quotes is asked for."""


class Case(NamedTuple):
    """A question. Who cannot be asked has None; a conditional one is sent with the ETag that is known."""

    name: str
    wortlaut: str
    tutorial: str | None
    datasette: str | None
    is_conditional: bool = False


class Subjects(NamedTuple):
    """What is asked for: an article, the id of one of its quotes, and two speakers with their counts."""

    article: str
    quote: str
    rare: tuple[str, int]
    frequent: tuple[str, int]


def get_json(client: Client, target: str) -> Json:
    """Return what is answered as JSON."""
    answer = client.get(target)
    assert answer.status == 200, f"{target}: {answer.status} {answer.body[:300]!r}"
    return dict(json.loads(answer.body))


def find_subjects(client: Client, articles: int) -> Subjects:
    """Choose what is asked for."""
    article = f"article-{articles // 2:06}"
    quote = get_json(client, f"/v1/articles/{article}")["quotes"][PLACE]["id"]
    counts: dict[str, int] = {}
    following: str | None = "/v1/speakers?limit=200"
    while following:
        page = get_json(client, following)
        counts |= {one["id"]: one["counts"]["quotes"] for one in page["items"]}
        following = page["next"]
    rare = min((one for one in counts if counts[one]), key=lambda one: (abs(counts[one] - SMALL), one))
    frequent = max(counts, key=lambda one: counts[one])
    return Subjects(article, quote, (rare, counts[rare]), (frequent, counts[frequent]))


def write_match(search: Search) -> str:
    """Return what FTS5 is asked for: the stems that Wortlaut looks for."""
    compiled = terms.compile_query(terms.parse_query(search.q), "de")
    return " AND ".join(f"({_write_clause(clause)})" for clause in compiled.wanted)


def _write_clause(clause: Stems) -> str:
    phrases = [f'"{" ".join(sequence)}"' for sequence in clause.sequences]
    return " OR ".join([*phrases, *(f'"{prefix}" *' for prefix in clause.prefixes)])


def make_cases(filled: Filled, subjects: Subjects, searches: list[Search]) -> list[Case]:
    """Return the questions, with searches if there are any."""

    def ask_datasette(query: str, **parameters: str) -> str | None:
        if filled.kind != "sqlite" or not datasette_side.is_installed():
            return None
        return datasette_side.make_target(Path(str(make_url(filled.wortlaut).database)), query, parameters)

    article = f"/v1/articles/{subjects.article}"
    cases = [
        Case(
            "article",
            article,
            f"/articles/{subjects.article}",
            ask_datasette("article", article=subjects.article),
        ),
        Case(
            "quote",
            f"/v1/quotes/{subjects.quote}",
            f"/quotes/{name_quote(subjects.article, PLACE)}",
            ask_datasette("quote", quote=subjects.quote),
        ),
    ]
    for speaker, count in (subjects.rare, subjects.frequent):
        cases.append(
            Case(
                f"quotes of a speaker with {count:,}",
                f"/v1/quotes?speaker={speaker}",
                f"/speakers/{speaker}/quotes",
                ask_datasette("quotes of a speaker", source0=speaker, size="21"),
            )
        )
    for search in searches:
        cases.append(
            Case(
                f"search: {search.kind}",
                to_target(search.q),
                f"/quotes/?{urlencode({'q': search.parts}, doseq=True)}",
                ask_datasette("search", asked=write_match(search)),
            )
        )
    return [*cases, Case("304 (article)", article, None, None, is_conditional=True)]
