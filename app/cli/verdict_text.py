"""A verdict as text for a terminal."""

from collections.abc import Iterator

from app.schemas.verdicts import Match, Verdict
from app.vocabulary import VerdictKind

RED, GREEN, YELLOW = "31", "32", "33"
"""Parameters of the escape sequence SGR (ECMA-48, 8.3.117)."""
COLOURS = {VerdictKind.VERIFIED: GREEN, VerdictKind.ELIDED: YELLOW, VerdictKind.ALTERED: YELLOW}
"""Of verdicts; the others are red."""


def describe(verdict: Verdict, *, in_colour: bool) -> Iterator[str]:
    """Yield the lines: the verdict, its matches, and how the nearest passage differs."""

    def paint(text: str, colour: str) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if in_colour else text

    headline = verdict.verdict.replace("_", " ").upper()
    details = f"wording {verdict.wording}, attribution {verdict.attribution}"
    yield f"{paint(headline, COLOURS.get(verdict.verdict, RED))} ({details})"
    yield verdict.note
    if verdict.inserted:
        yield f"Added by the claim: {' | '.join(verdict.inserted)}"
    for match in verdict.matches:
        yield from ("", f"  “{match.exact}”", f"  {_describe_match(match)}")
        if match.omitted:
            yield f"  left out: {' | '.join(match.omitted)}"
    if verdict.matches_total > len(verdict.matches):
        yield f"  … in {verdict.matches_total} places"
    if verdict.nearest:
        names = ", ".join(speaker.name for speaker in verdict.nearest.speakers) or "no speaker"
        yield ""
        yield f"  nearest ({', '.join(verdict.changes)}), of {names}, in {verdict.nearest.article.id}:"
        parts = []
        for step in verdict.nearest.difference:
            if step.kind == "equal":
                parts.append(step.text)
                continue
            parts += [paint(f"[-{step.claim}-]", RED)] if step.claim else []
            parts += [paint(f"{{+{step.text}+}}", GREEN)] if step.text else []
        yield f"  {' '.join(parts)}"
        yield "  [-only in the claim-] {+only in the article+}"
    searched = verdict.searched
    yield ""
    yield f"Searched: {_count(searched.articles, 'article')} with {_count(searched.quotes, 'quote')}."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _describe_match(match: Match) -> str:
    names = ", ".join(speaker.name for speaker in match.speakers) or "no speaker named"
    kind = match.quote.type if match.quote else "not in a quote"
    statement = f", {match.statement.id}" if match.statement else ""
    return f"{names}, {kind}{statement}, {match.article.id} [{match.start}, {match.end}): {match.wording}"
