"""A verdict as text for a terminal."""

import re
from collections.abc import Callable, Iterator, Sequence

from app.schemas.verdicts import Match, NearestPassage, PlainVerdict, Verdict
from app.schemas.whole_texts import TextSpeaker, TextVerdict
from app.verbatim.characters import C1_CONTROLS
from app.vocabulary import Certainty, Outcome, SpeakerStatus, VerdictKind

RED, GREEN, YELLOW = "31", "32", "33"
"""Parameters of the escape sequence SGR (ECMA-48, 8.3.117)."""
COLOURS: dict[str, str] = {
    VerdictKind.VERIFIED: GREEN,
    VerdictKind.ELIDED: YELLOW,
    VerdictKind.ALTERED: YELLOW,
    Outcome.WORDS_ONLY: YELLOW,
    Outcome.DOUBTFUL: YELLOW,
}
"""Of verdicts; the others are red."""


Paint = Callable[[str, str], str]


def describe(verdict: Verdict, *, in_colour: bool) -> Iterator[str]:
    """Yield the lines: the verdict, its matches, and how the nearest passage differs."""
    return map(escape_controls, _describe(verdict, in_colour=in_colour))


def describe_text(verdict: TextVerdict, *, in_colour: bool) -> Iterator[str]:
    """Yield the lines: each quotation of a text with its outcome and speaker, and how many there are."""
    return map(escape_controls, _describe_text(verdict, _make_paint(in_colour=in_colour)))


def _describe_text(verdict: TextVerdict, paint: Paint) -> Iterator[str]:
    for one in verdict.quotations:
        name = paint(one.outcome.replace("_", " ").upper(), COLOURS.get(one.outcome, RED))
        yield f"{name} [{one.start}, {one.end}) “{' '.join(one.text.split())}”"
        yield f"  {_describe_speaker(one.speaker)}"
        if one.outcome is not Outcome.VERIFIED:
            yield from (f"  {_describe_match(match)}" for match in one.verdict.matches[:1])
        if one.verdict.nearest:
            yield from _describe_nearest(one.verdict.nearest, one.verdict.changes, paint)
    for passage in verdict.unjudged:
        words = " ".join(passage.text.split())
        yield f"NOT JUDGED ({passage.reason}) [{passage.start}, {passage.end}) “{words}”"
    counts = [
        f"{getattr(verdict.summary, outcome)} {outcome.replace('_', ' ')}"
        for outcome in Outcome
        if getattr(verdict.summary, outcome)
    ]
    yield ""
    yield f"{_count(verdict.summary.quotations, 'quotation')}: {', '.join(counts) or 'none'}."
    yield verdict.note


def _describe_speaker(speaker: TextSpeaker) -> str:
    mention = f"“{speaker.mention.text}”" if speaker.mention else "nobody named"
    said = {
        SpeakerStatus.NAMED: f"{mention}: {speaker.id}",
        SpeakerStatus.UNNAMED: f"{mention}; no name",
        SpeakerStatus.UNKNOWN: f"{mention}: nobody here goes by “{speaker.name}”",
        SpeakerStatus.SEVERAL: f"{mention}: several here go by “{speaker.name}”",
    }[speaker.status]
    is_stated = speaker.certainty in (None, Certainty.STATED)
    return said if is_stated else f"{said} ({speaker.name}, {speaker.certainty})"


def _make_paint(*, in_colour: bool) -> Paint:
    return lambda text, colour: f"\x1b[{colour}m{text}\x1b[0m" if in_colour else text


def escape_controls(text: str) -> str:
    """Escape C1 control characters, as JSON does: an article's text must not control the terminal."""
    return re.sub(f"[{C1_CONTROLS}]", lambda found: f"\\u{ord(found[0]):04x}", text)


def _describe(verdict: Verdict, *, in_colour: bool) -> Iterator[str]:
    paint = _make_paint(in_colour=in_colour)
    yield f"{_name(verdict, paint)} (wording {verdict.wording}, attribution {verdict.attribution})"
    yield verdict.note
    yield from _describe_claim(verdict, paint)
    for match in verdict.matches:
        yield from ("", f"  “{match.exact}”", f"  {_describe_match(match)}")
        if match.omitted:
            yield f"  left out: {' | '.join(match.omitted)}"
    if verdict.matches_total > len(verdict.matches):
        yield f"  … in {verdict.matches_total} places"
    if verdict.nearest:
        yield from ("", *_describe_nearest(verdict.nearest, verdict.changes, paint))
    searched = verdict.searched
    yield ""
    yield f"Searched: {_count(searched.articles, 'article')} with {_count(searched.quotes, 'quote')}."


def _name(verdict: PlainVerdict, paint: Paint) -> str:
    return paint(verdict.verdict.replace("_", " ").upper(), COLOURS.get(verdict.verdict, RED))


def _describe_claim(verdict: Verdict, paint: Paint) -> Iterator[str]:
    """Yield how the claim was read."""
    if verdict.inserted:
        yield f"Added by the claim: {' | '.join(verdict.inserted)}"
    if verdict.marks or verdict.markup:
        yield f"Read without: {' '.join([*(mark.text for mark in verdict.marks), *verdict.markup])}"
    for quotation in verdict.quotations:
        yield f"Quoted in the claim: “{quotation.text}”: {_name(quotation.verdict, paint)}"


def _describe_nearest(nearest: NearestPassage, changes: Sequence[str], paint: Paint) -> Iterator[str]:
    names = ", ".join(speaker.name for speaker in nearest.speakers) or "no speaker"
    yield f"  nearest ({', '.join(changes)}), of {names}, in {nearest.article.id}:"
    parts = []
    for step in nearest.difference:
        if step.kind == "equal":
            parts.append(step.text)
            continue
        parts += [paint(f"[-{step.claim}-]", RED)] if step.claim else []
        parts += [paint(f"{{+{step.text}+}}", GREEN)] if step.text else []
    yield f"  {' '.join(parts)}"
    yield "  [-only in the claim-] {+only in the article+}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _describe_match(match: Match) -> str:
    names = ", ".join(speaker.name for speaker in match.speakers) or "no speaker named"
    kind = match.quote.type if match.quote else "not in a quote"
    statement = f", {match.statement.id}" if match.statement else ""
    return f"{names}, {kind}{statement}, {match.article.id} [{match.start}, {match.end}): {match.wording}"
