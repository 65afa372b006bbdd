"""The addresses of a quote in pages: its own, its words in the article's, and where it was published."""

from app.presenters.page import encode_address
from app.values import QuoteValue
from app.verbatim.fragments import name_words


def locate_quote(quote_id: str) -> str:
    """Return the path of a quote's own page."""
    return f"/quotes/{quote_id}"


def locate_words(quote: QuoteValue) -> str:
    """Return the path of the words on the article's page.

    A browser that knows no text fragments, or is given none because they would not lead to these words, goes
    to the element that has the quote's id.
    """
    path = f"/articles/{quote.article.article_id}#{quote.row.id}"
    directive = _read_directive(quote)
    return f"{path}:~:text={directive}" if directive else path


def locate_in_source(quote: QuoteValue) -> str | None:
    """Return the address of the words where the article was published, or None if that is not known."""
    source_url = quote.article.source_url
    if source_url is None:
        return None
    directive = _read_directive(quote)
    address = encode_address(source_url)
    if not directive:
        return address
    return f"{address}{'' if '#' in address else '#'}:~:text={directive}"


def _read_directive(quote: QuoteValue) -> str:
    stored = quote.row.directive
    return name_words(quote.exact) if stored is None else stored
