"""The positions of quotes in the units that a reader counts."""

from collections import defaultdict
from collections.abc import Sequence

from sqlmodel import Session

from app.services.catalog import integrity
from app.values import QuoteValue
from app.verbatim import Span, convert_to_utf16, shorten_surroundings


def locate_in_utf16(session: Session, quotes: Sequence[QuoteValue]) -> list[QuoteValue]:
    """Return quotes with their spans in UTF-16 code units.

    These depend on all of the text before a quote. The texts are read one after the other, each once: a page
    of 200 quotes may be of as many articles with a million code points each. Raises `DamagedText`.
    """
    by_article: dict[str, list[QuoteValue]] = defaultdict(list)
    for quote in quotes:
        by_article[quote.article.article_id].append(quote)
    located: dict[str, QuoteValue] = {}
    for article_id, of_article in by_article.items():
        text = integrity.get_checked_text(session, article_id)
        located.update((quote.row.id, quote) for quote in locate_in_text(text, of_article))
    return [located[quote.row.id] for quote in quotes]


def locate_in_text(text: str, quotes: Sequence[QuoteValue]) -> list[QuoteValue]:
    """Return the quotes of a text with their spans, and their context measured, in UTF-16 code units."""
    spans = convert_to_utf16(text, [Span(quote.row.start, quote.row.end) for quote in quotes])
    located = []
    for quote, span in zip(quotes, spans, strict=True):
        prefix, suffix = shorten_surroundings(quote.prefix, quote.suffix)
        located.append(quote._replace(utf16=span, prefix=prefix, suffix=suffix))
    return located
