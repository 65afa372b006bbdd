"""Which claims are answered wrongly: `python -m tests.benchmarks.verdict_claims --claims 10000`.

Claims with a known truth are made of made-up articles: untouched ones, ones in other typography of each kind,
and altered ones of each kind. A server on SQLite is asked over HTTP. For each kind is printed how many true
claims were called altered or absent, or were refused, and how many altered ones were found to be true.
"""

import argparse
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import httpx2

from app import verbatim
from app.database.database import Database
from app.schemas.document import ArticleDocument
from app.schemas.verdicts import CLAIMS_MAX
from app.services.ingest import importer
from app.verbatim import Span
from app.vocabulary import VerdictKind
from tests.builders import Json, make_json, make_quote, make_speaker
from tests.databases import Databases, make_settings
from tests.servers import run_server
from tests.text.made_claims import (
    ALTERATIONS,
    CLAIM_TYPOGRAPHY,
    LITERAL_ONLY,
    TYPOGRAPHY,
    Quoted,
    draw_kinds,
    make_claim,
)

SPEAKERS = ("mara-ohm", "jonas-feld", "lene-brook", "ivo-tann")
PASSAGES = 10
"""Quotations of an article."""
FOUND = ("exact", "typographic")


class Case(NamedTuple):
    """A claim of a kind, who said it, who is claimed to have, and whether the words are altered."""

    kind: str
    quoted: Quoted
    said_by: str
    claimed: str | None
    is_altered: bool


class Answer(NamedTuple):
    """A verdict and its wording; `refused` and the problem's code if there is none."""

    verdict: str
    wording: str


def make_cases(draw: random.Random, count: int) -> list[Case]:
    """Return about as many claims, as many of each kind."""
    kinds = list(_list_kinds())
    return [_make_case(draw, *kind) for _ in range(max(1, count // len(kinds))) for kind in kinds]


def _list_kinds() -> Iterator[tuple[str, list[str], list[str], str | None]]:
    """Yield each kind with its typography in the claim and in the text, and its alteration.

    An asterisk stands for a few kinds of typography, drawn anew for each claim.
    """
    yield "untouched", [], [], None
    yield "another speaker", [], [], None
    for kind in (*TYPOGRAPHY, *CLAIM_TYPOGRAPHY):
        yield f"claim: {kind}", [kind], [], None
    for kind in TYPOGRAPHY:
        yield f"text: {kind}", [], [kind], None
    yield from (("claim: several", ["*"], [], None), ("text: several", [], ["*"], None))
    yield "both: several", ["*"], ["*"], None
    for alteration in ALTERATIONS:
        yield f"altered: {alteration}", [], [], alteration
        in_text = [] if alteration in LITERAL_ONLY else ["*"]
        yield f"altered and set otherwise: {alteration}", ["*"], in_text, alteration


def _make_case(
    draw: random.Random, kind: str, in_claim: list[str], in_text: list[str], alteration: str | None
) -> Case:
    if in_claim == ["*"]:
        in_claim = draw_kinds(draw)
    if in_text == ["*"]:
        in_text = draw_kinds(draw, in_text=True)
    quoted = make_claim(draw, in_claim=in_claim, in_text=in_text, alteration=alteration)
    said_by, other = draw.sample(SPEAKERS, 2)
    claimed = other if kind == "another speaker" else draw.choice([said_by, said_by, None])
    return Case(kind, quoted, said_by, claimed, alteration is not None)


def fill(database: Database, cases: Sequence[Case]) -> None:
    """Import the articles that the claims are made of."""
    for first in range(0, len(cases), PASSAGES):
        article = _make_article(f"article-{first}", cases[first : first + PASSAGES])
        document = ArticleDocument.model_validate(article)
        database.run_write(importer.import_article, document)


def _make_article(name: str, cases: Sequence[Case]) -> Json:
    """Return the article that has the quotations of some cases, each in a paragraph."""
    text, spans = "", []
    for case in cases:
        start = len(text) + len(case.quoted.before)
        spans.append((Span(start, start + len(case.quoted.quotation)), case.said_by))
        text += f"{case.quoted.text}\n\n"
    return make_json(
        text,
        id=name,
        blocks=["paragraph"] * len(verbatim.split_blocks(text)),
        speakers=[make_speaker(one) for one in SPEAKERS],
        quotes=[
            make_quote(
                text[slice(*span)], speakers=[speaker], occurrence=verbatim.count_occurrence(text, span)
            )
            for span, speaker in spans
        ],
    )


def ask(url: str, cases: Sequence[Case]) -> Iterator[Answer]:
    """Yield the answers to all claims, in order."""
    with httpx2.Client(base_url=url, timeout=120) as client:
        for first in range(0, len(cases), CLAIMS_MAX):
            some = cases[first : first + CLAIMS_MAX]
            claims = [{"text": case.quoted.claim, "speaker": case.claimed} for case in some]
            response = client.post("/v1/verify", json={"claims": claims})
            if response.is_success:
                yield from map(_read, response.json()["items"])
                continue
            # A claim that is refused by its characters refuses all that are sent with it.
            for claim in claims:
                response = client.post("/v1/verify", json={"claims": [claim]})
                item = response.json()["items"][0] if response.is_success else {"problem": response.json()}
                yield _read(item)


def _read(item: Json) -> Answer:
    problem = item.get("problem")
    return Answer("refused", problem["type"]) if problem else Answer(item["verdict"], item["wording"])


def is_right(case: Case, answer: Answer) -> bool:
    """Tell whether a true claim was found to be its speaker's, and an altered one was not found."""
    if case.is_altered:
        return answer.wording not in FOUND
    expected = VerdictKind.VERIFIED if case.claimed in (None, case.said_by) else VerdictKind.MISATTRIBUTED
    return answer.verdict == expected


def report(cases: Sequence[Case], answers: Sequence[Answer], *, show: int) -> int:
    """Print the figures of each kind, and some wrong answers; return how many are wrong."""
    rows: dict[str, list[tuple[Case, Answer]]] = defaultdict(list)
    for case, answer in zip(cases, answers, strict=True):
        rows[case.kind].append((case, answer))
    print(f"{'kind':50} claims  wrong  altered absent refused found  (wrong answers alone)")
    for kind, row in rows.items():
        wrong = [one for one in row if not is_right(*one)]
        verdicts = Counter("found" if answer.wording in FOUND else answer.verdict for _, answer in wrong)
        counts = "  ".join(f"{verdicts[one]:6}" for one in ("altered", "absent", "refused", "found"))
        print(f"{kind:50} {len(row):6} {len(wrong):6} {counts}")
        for case, answer in wrong[:show]:
            print(f"    {case.quoted.claim!r} in {case.quoted.quotation!r}: {tuple(answer)}")
    missed = [case for case, answer in zip(cases, answers, strict=True) if not is_right(case, answer)]
    altered, found = (sum(case.is_altered for case in some) for some in (cases, missed))
    print(
        f"\n{len(cases) - altered} true claims, {len(missed) - found} of them not answered as they must be;"
    )
    print(f"{altered} altered claims, {found} of them found in the words")
    return len(missed)


def main() -> None:
    """Make articles and claims, ask a server, and end with 1 if an answer is wrong."""
    parser = argparse.ArgumentParser("python -m tests.benchmarks.verdict_claims", description=__doc__)
    parser.add_argument("--claims", type=int, default=5_000, help="claims in all (%(default)s)")
    parser.add_argument("--seed", default="1", help="another one makes other claims (%(default)s)")
    parser.add_argument("--show", type=int, default=0, help="wrong answers shown of each kind")
    options = parser.parse_args()
    cases = make_cases(random.Random(f"verdicts {options.seed}"), options.claims)
    with tempfile.TemporaryDirectory() as folder:
        url = Databases("sqlite", Path(folder), None).make(seed=False)
        with closing(Database(make_settings(url))) as database:
            fill(database, cases)
        with run_server(url) as server:
            answers = list(ask(server, cases))
    raise SystemExit(report(cases, answers, show=options.show) > 0)


if __name__ == "__main__":
    main()
