"""Find words in a text: at the one place where they occur, or at the one of several that the context names.

Nothing is searched approximately. The context chooses among equal places; words that occur once are taken
there in any context.
"""

from app.converting.annotations import Problem, RefusedFile
from app.converting.units import cuts_word
from app.verbatim import Selector, Span, find_nearest
from app.verbatim.spans import find_occurrences


def find_selected(text: str, selector: Selector, place: str, *, shows_nearest: bool = True) -> Span:
    """Return the span that a selector means, or raise `RefusedFile`.

    Words are whole: *Ja* is not in *Januar*. To show what is nearest takes up to 40 ms.
    """
    if not selector.exact:
        raise RefusedFile([Problem(place, "its words are empty, so that they are everywhere")])
    found = list_places(text, selector.exact)
    if len(found) > 1:
        whole = list_places(text, selector.prefix + selector.exact + selector.suffix, is_whole=False)
        if len(whole) != 1 or not selector.prefix + selector.suffix:
            detail = f"{_show(selector)} occurs more than once, and its context does not tell where"
            raise RefusedFile([Problem(place, detail)])
        return Span(whole[0].start + len(selector.prefix), whole[0].end - len(selector.suffix))
    if not found:
        raise RefusedFile([Problem(place, _explain(text, selector, shows_nearest=shows_nearest))])
    return found[0]


def is_of_another_place(text: str, selector: Selector, span: Span) -> bool:
    """Tell whether the context of words fits elsewhere, and not at their place.

    One that fits nowhere tells nothing: that of a page has other white space.
    """
    context = selector.prefix + selector.exact + selector.suffix
    begin = span.start - len(selector.prefix)
    is_here = begin >= 0 and text.startswith(context, begin)
    return not is_here and bool(list_places(text, context, is_whole=False))


def list_places(text: str, words: str, within: Span | None = None, *, is_whole: bool = True) -> list[Span]:
    """Return the first two places of words in a text, or in a part of it: two tell that there is not one.

    Words that begin or end inside other ones are passed over, unless `is_whole` is false.
    """
    start, end = within or Span(0, len(text))
    found: list[Span] = []
    for at in find_occurrences(text, words, start):
        span = Span(at, at + len(words))
        if span.end > end or len(found) == 2:
            break
        if not is_whole or not (cuts_word(text, span.start) or cuts_word(text, span.end)):
            found.append(span)
    return found


def _show(selector: Selector) -> str:
    return f"“{selector.exact[:60]}”"


def _explain(text: str, selector: Selector, *, shows_nearest: bool) -> str:
    nearest = find_nearest(text, selector.exact) if shows_nearest else None
    if nearest is None:
        return f"{_show(selector)} is not in the text"
    return f"{_show(selector)} is not in the text; nearest is “{text[slice(*nearest)][:60]}”"
