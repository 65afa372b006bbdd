"""Find words in a text: at the one place where they occur, or at the one of several that the context names.

Nothing is searched approximately. The context chooses among equal places; words that occur once are taken
there in any context.
"""

from app.converting.annotations import Problem, Refused
from app.converting.units import cuts_word
from app.verbatim import Selector, Span, find_nearest
from app.verbatim.spans import find_occurrences

PLACES_MAX = 10_000
"""Places of the same words that are looked at; words that occur more often point at nothing."""


def find_place(text: str, selector: Selector, place: str) -> Span:
    """Return the span that a selector means, or raise `Refused`.

    Words are whole: *Ja* is not in *Januar*.
    """
    if not selector.exact:
        raise Refused([Problem(place, "its words are empty, so that they are everywhere")])
    found = list_places(text, selector.exact)
    if len(found) > 1:
        found = [one for one in found if _fits(text, one, selector)]
        if len(found) != 1:
            detail = f"{_show(selector)} occurs more than once, and its context does not tell where"
            raise Refused([Problem(place, detail)])
    if not found:
        raise Refused([Problem(place, _explain(text, selector))])
    return found[0]


def list_places(text: str, words: str, within: Span | None = None) -> list[Span]:
    """Return the places of whole words in a text, or in a part of it, in reading order."""
    start, end = within or Span(0, len(text))
    found: list[Span] = []
    for at in find_occurrences(text, words, start):
        span = Span(at, at + len(words))
        if span.end > end or len(found) > PLACES_MAX:
            break
        if not cuts_word(text, span.start) and not cuts_word(text, span.end):
            found.append(span)
    return found


def _fits(text: str, span: Span, selector: Selector) -> bool:
    return text.endswith(selector.prefix, 0, span.start) and text.startswith(selector.suffix, span.end)


def _show(selector: Selector) -> str:
    return f"“{selector.exact[:60]}”"


def _explain(text: str, selector: Selector) -> str:
    nearest = find_nearest(text, selector.exact)
    if nearest is None:
        return f"{_show(selector)} is not in the text"
    return f"{_show(selector)} is not in the text; nearest is “{text[slice(*nearest)][:60]}”"
