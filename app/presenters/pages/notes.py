"""What is shown of a quote beside its words: whose they are, to whom, in what, and how certain that is.

The names and facts are put together here and not in a template, which would take three times as long: a page
has hundreds of them.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from typing import NamedTuple

from app.presenters import links
from app.presenters.pages.words import Words
from app.values import Party, QuotedArticleRow, QuoteValue

QUOTATION_TYPES = ("direct", "mixed", "term")


class Note(NamedTuple):
    """A note on a quote; `kind` is a class of the style sheet, `whose` and `facts` are HTML."""

    id: str
    exact: str
    kind: str
    article: QuotedArticleRow
    whose: str
    facts: str
    address: str


def make_note(quote: QuoteValue, w: Words) -> Note:
    """Return the note on a quote."""
    facts, address = describe(quote, w), links.locate_words(quote)
    whose = link_speakers(quote, w)
    return Note(quote.row.id, quote.exact, find_kind(quote), quote.article, whose, facts, address)


def find_kind(quote: QuoteValue) -> str:
    """Return the kind of a quote: a quotation has words in marks, a report has the reporter's."""
    return "quotation" if quote.row.type in QUOTATION_TYPES else "report"


def link_speakers(quote: QuoteValue, w: Words) -> str:
    """Return whose words a quote has, in HTML."""
    row = quote.row
    return link_parties(quote.parties, "speaker", row.speaker_certainty, w) or escape(w.no_speaker)


def describe(quote: QuoteValue, w: Words) -> str:
    """Return to whom a quote is, in what, how it renders that, and how certain this is, in HTML."""
    row = quote.row
    addressees = link_parties(quote.parties, "addressee", row.addressee_certainty, w)
    via = link_parties(quote.parties, "via", None, w)
    facts = [
        f"{w.to} {addressees}" if addressees else "",
        w[row.form] if row.form is not None else "",
        w[row.type],
        f"{w.via} {via}" if via else "",
        qualify(w.speaker, row.speaker_certainty, w),
        qualify(w.addressee, row.addressee_certainty, w),
        qualify(w.statement, row.statement_certainty, w),
    ]
    # The words are ours and without signs of HTML, which a test makes sure of; the names are escaped.
    return " · ".join([fact for fact in facts if fact])


def qualify(name: str, certainty: str | None, w: Words) -> str:
    """Return how certain something is, in HTML, with emphasis if the article does not state it."""
    if certainty is None:
        return ""
    return f"{name}: {w[certainty]}" if certainty == "stated" else f"<em>{name}: {w[certainty]}</em>"


def join_names(names: Iterable[str], certainty: str | None, w: Words) -> str:
    """Return names of which it may be unclear which one it is."""
    return (w.alternative if certainty == "ambiguous" else ", ").join(names)


def link_parties(parties: Sequence[Party], role: str, certainty: str | None, w: Words) -> str:
    """Return links to those who have a role: speakers, addressees, or those who reported the words."""
    return join_names((_link(one.speaker_id, one.name) for one in parties if one.role == role), certainty, w)


@lru_cache(maxsize=1_000)
def _link(speaker_id: str, name: str) -> str:
    """Return a link to a speaker; ids have letters, digits and hyphens alone."""
    return f'<a href="/speakers/{speaker_id}">{escape(name)}</a>'


def shorten(words: str, length: int) -> str:
    """Return words, or their beginning of at most this many code points and an ellipsis."""
    if len(words) <= length:
        return words
    beginning = words[:length].rsplit(None, 1) or [""]  # It may be white space alone.
    return f"{beginning[0]} …"
