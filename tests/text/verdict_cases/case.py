"""What a case of the table says: a made-up article, claims about it, and what must be answered."""

import re
from typing import NamedTuple

from app import verbatim
from app.verbatim import Span
from tests.builders import Json, make_json, make_quote, make_speaker

SPEAKERS = ("mara-ohm", "jonas-feld")
_QUOTE = re.compile(r"⟦(?:(term|mixed|jonas)\||(\+))?(.*?)⟧", re.DOTALL)


class Case(NamedTuple):
    """A claim and what must be answered; what is left out may be anything.

    `verdict` and `wording` hold alternatives parted by `|`. `omitted` and `markup` are parts of what must be
    listed. `changes` are all that must be named, `named` some of them, `not_named` must not be named. `cuts`
    are words and their sides, `quotations` are texts with the verdict of each.
    """

    claim: str
    verdict: str = ""
    wording: str = ""
    speaker: str | None = "mara-ohm"
    marks: tuple[tuple[str, str], ...] | None = None
    markup: tuple[str, ...] | None = None
    omitted: tuple[str, ...] | None = None
    inserted: tuple[str, ...] | None = None
    changes: frozenset[str] | None = None
    named: frozenset[str] = frozenset()
    not_named: frozenset[str] = frozenset()
    nearest: str | None = None
    similarity: float = 0.0
    cuts: tuple[tuple[str, str], ...] | None = None
    quotations: tuple[tuple[str, str], ...] | None = None


class Group(NamedTuple):
    """An article and its claims: `same` words in other typography, `other` words, and cases in detail.

    In `text`, ⟦…⟧ holds a direct quote of Mara Ohm's; ⟦jonas|…⟧ one of Jonas Feld's, ⟦mixed|…⟧ a fragment,
    ⟦term|…⟧ nobody's words, ⟦+…⟧ what continues the quote before.
    """

    name: str
    text: str
    same: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    cases: tuple[Case, ...] = ()
    language: str = "de"


def list_cases(group: Group) -> list[Case]:
    """Return all cases of a group."""
    return [
        *(Case(claim, "verified", "typographic") for claim in group.same),
        *(Case(claim, "altered|absent|not_a_quotation") for claim in group.other),
        *group.cases,
    ]


def make_article(group: Group) -> Json:
    """Return the article of a group as a document, under the group's name."""
    text, quotes = _read_quotes(group.text)
    return make_json(
        text,
        id=group.name,
        language=group.language,
        certainty={"language": "inferred"},
        blocks=["paragraph"] * len(verbatim.split_blocks(text)),
        speakers=[make_speaker(one, name=one.replace("-", " ").title()) for one in SPEAKERS],
        quotes=quotes,
    )


def _read_quotes(marked: str) -> tuple[str, list[Json]]:
    """Return the text without the signs of quotes, and the quotes."""
    spans: list[tuple[Span, str, bool]] = []
    text, end = "", 0
    for found in _QUOTE.finditer(marked):
        text += marked[end : found.start()]
        spans.append((Span(len(text), len(text) + len(found[3])), found[1] or "direct", bool(found[2])))
        text += found[3]
        end = found.end()
    text += marked[end:]
    return text, [_make_quote(text, index, *one) for index, one in enumerate(spans)]


def _make_quote(text: str, index: int, span: Span, kind: str, continues: bool) -> Json:
    changes: Json = {"speakers": ["jonas-feld" if kind == "jonas" else "mara-ohm"], "key": f"part-{index}"}
    if kind in ("term", "mixed"):
        changes |= {"type": kind}
    if kind == "term":
        changes |= {"speakers": [], "certainty": {}}
    if continues:
        changes |= {"continues": f"part-{index - 1}"}
    occurrence = verbatim.count_occurrence(text, span)
    return make_quote(text[slice(*span)], occurrence=occurrence, **changes)
