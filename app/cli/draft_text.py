"""A draft as text for a terminal: the article with its quotes and speakers, then a list of the quotes."""

import itertools
from collections.abc import Iterator

from app.cli.verdict_text import escape_controls
from app.drafting.values import Draft, DraftQuote
from app.verbatim import Span
from app.vocabulary import QuoteType

SURE, TO_REVIEW, TERM, SPEAKER = "32", "33", "2", "36"
"""Parameters of the escape sequence SGR (ECMA-48, 8.3.117): green, yellow, faint, cyan."""


def show(draft: Draft, name: str, *, in_colour: bool) -> str:
    """Return the text of a draft, its quotes in green, or in yellow to be reviewed, and speakers in cyan."""
    text = _paint(draft) if in_colour else draft.text
    return escape_controls("\n".join([f"=== {name}", text, "", *_list_quotes(draft)])) + "\n"


def _paint(draft: Draft) -> str:
    """Return the text with colours; within a quote, another one's colour goes before."""
    colours: list[str | None] = [None] * len(draft.text)
    for quote in draft.quotes:
        colour = TERM if quote.type is QuoteType.TERM else TO_REVIEW if quote.needs_review else SURE
        _fill(colours, quote.span, colour)
    for quote in draft.quotes:
        if quote.mention is not None:
            _fill(colours, quote.mention, SPEAKER)
    painted: list[str] = []
    for painting, characters in itertools.groupby(range(len(draft.text)), key=colours.__getitem__):
        words = "".join(map(draft.text.__getitem__, characters))
        painted.append(f"\x1b[{painting}m{words}\x1b[0m" if painting else words)
    return "".join(painted)


def _fill(colours: list[str | None], span: Span, colour: str) -> None:
    colours[slice(*span)] = [colour] * (span.end - span.start)


def _list_quotes(draft: Draft) -> Iterator[str]:
    names = {speaker.id: speaker.name for speaker in draft.speakers}
    for quote in draft.quotes:
        words = " ".join(draft.text[slice(*quote.span)].split())
        mark, name = "review" if quote.needs_review else "sure", _name(draft, quote, names)
        yield f"  {mark:6} {quote.type:6} {quote.score:.2f} {quote.rule:16} “{words}”{name}"


def _name(draft: Draft, quote: DraftQuote, names: dict[str, str]) -> str:
    if quote.type is QuoteType.TERM:
        return ""
    if quote.speaker is not None:
        return f" – {names[quote.speaker]} ({quote.speaker_certainty})"
    return " – nobody" if quote.mention is None else f" – “{draft.text[slice(*quote.mention)]}”"
