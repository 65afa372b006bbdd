"""Write a verdict for a person at a terminal."""

from collections.abc import Iterator

from app.schemas.verdicts import Match, Verdict
from app.vocabulary import Ruling

_COLOURS = {Ruling.VERIFIED: "32", Ruling.ELIDED: "33", Ruling.ALTERED: "33"}
_RED = "31"


def describe(verdict: Verdict, *, in_colour: bool) -> Iterator[str]:
    """Yield the lines that say what a verdict says, its evidence, and how a near passage differs."""

    def paint(words: str, colour: str) -> str:
        return f"\x1b[{colour}m{words}\x1b[0m" if in_colour else words

    headline = verdict.verdict.replace("_", " ").upper()
    details = f"wording {verdict.wording}, attribution {verdict.attribution}"
    yield f"{paint(headline, _COLOURS.get(verdict.verdict, _RED))} ({details})"
    yield verdict.note
    if verdict.inserted:
        yield f"Put in by the claim: {' | '.join(verdict.inserted)}"
    for match in verdict.matches:
        yield from ("", f"  “{match.exact}”", f"  {_name_place(match)}")
        if match.omitted:
            yield f"  left out: {' | '.join(match.omitted)}"
    if verdict.matches_total > len(verdict.matches):
        yield f"  … in {verdict.matches_total} places"
    if verdict.nearest:
        names = ", ".join(speaker.name for speaker in verdict.nearest.speakers) or "nobody"
        yield ""
        yield f"  nearest ({', '.join(verdict.changes)}), of {names}, in {verdict.nearest.article.id}:"
        steps = []
        for step in verdict.nearest.difference:
            if step.kind == "equal":
                steps.append(step.text)
                continue
            steps += [paint(f"[-{step.claim}-]", "31")] if step.claim else []
            steps += [paint(f"{{+{step.text}+}}", "32")] if step.text else []
        yield f"  {' '.join(steps)}"
        yield "  [-only in the claim-] {+only in the article+}"
    searched = verdict.searched
    yield ""
    yield f"Searched: {_count(searched.articles, 'article')} with {_count(searched.quotes, 'quote')}."


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def _name_place(match: Match) -> str:
    names = ", ".join(speaker.name for speaker in match.speakers) or "nobody named"
    kind = match.quote.type if match.quote else "outside of quotes"
    statement = f", {match.statement.id}" if match.statement else ""
    return f"{names}, {kind}{statement}, {match.article.id} [{match.start}, {match.end}): {match.wording}"
