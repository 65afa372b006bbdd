"""The page with a verdict, as a person reads it, and the page of a problem."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from app.errors import WortlautError
from app.presenters.page_language import PageLanguage
from app.presenters.pages.templates import render
from app.schemas.verdicts import Claim, Match, NearestPassage, Verdict


class Around(NamedTuple):
    """A match in its context."""

    before: str
    words: str
    after: str


def present_form(speaker: str | None, language: PageLanguage) -> bytes:
    """Return the page with the form for a claim."""
    return render("verify.html", language, text="", speaker=speaker, verdict=None)


def present_verdict(
    claim: Claim, verdict: Verdict, languages: Mapping[str, str | None], language: PageLanguage
) -> bytes:
    """Return the page with a verdict over a claim; `languages` are those of the articles, by their ids."""
    return render(
        "verify.html",
        language,
        text=claim.text,
        speaker=claim.speaker,
        verdict=verdict,
        matches=[(one, find_words(one)) for one in verdict.matches],
        languages=languages,
    )


def list_articles(verdict: Verdict) -> list[str]:
    """Return the ids of the articles that a verdict names."""
    return sorted({one.article.id for one in _list_passages(verdict)})


def _list_passages(verdict: Verdict) -> Iterator[Match | NearestPassage]:
    for one in (verdict, *(quotation.verdict for quotation in verdict.quotations)):
        yield from one.matches
        if one.nearest is not None:
            yield one.nearest


def present_problem(error: WortlautError, language: PageLanguage, link: Callable[[str], str]) -> bytes:
    """Return the page of a problem, with the speakers who may have been meant.

    `link` returns the address of the same question about a speaker.
    """
    candidates = {one.id: one.name for fault in error.faults for one in fault.candidates}
    return render("problem.html", language, problem=error, candidates=candidates, link=link)


def find_words(match: Match) -> Around:
    """Return a match with what is before and behind it in its context.

    The words may stand in the context twice; prefix and suffix tell which place is meant.
    """
    context, exact = match.context, match.exact
    at = context.find(exact)
    while at >= 0:
        before, after = context[:at], context[at + len(exact) :]
        if _ends_alike(before, match.prefix) and _ends_alike(after[::-1], match.suffix[::-1]):
            return Around(before, exact, after)
        at = context.find(exact, at + 1)
    return Around("", exact, "")


def _ends_alike(one: str, other: str) -> bool:
    length = min(len(one), len(other))
    return one[len(one) - length :] == other[len(other) - length :]
