"""What is shown of a quote beside its words: whose they are, to whom, in what, and how certain that is.

The names and facts are put together here and not in a template, which would take three times as long: a page
has hundreds of them.
"""

from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import NamedTuple

from app.presenters import links
from app.presenters.pages.words import Words
from app.values import Party, QuotedArticleRow, QuoteValue


class Note(NamedTuple):
    """A note on a quote; `whose` and `facts` are HTML."""

    id: str
    exact: str
    article: QuotedArticleRow
    whose: str
    facts: str
    address: str


def make_note(quote: QuoteValue, w: Words) -> Note:
    """Return the note on a quote."""
    row = quote.row
    whose = link_parties(quote.parties, "speaker") or escape(w.no_speaker)
    facts = [w[row.type]]
    addressees = link_parties(quote.parties, "addressee")
    if row.form is not None:
        facts.insert(0, w[row.form])
    if addressees:
        facts.insert(0, f"{w.to} {addressees}")
    via = link_parties(quote.parties, "via")
    if via:
        facts.append(f"{w.via} {via}")
    certainties = (
        (w.speaker, row.speaker_certainty),
        (w.addressee, row.addressee_certainty),
        (w.statement, row.statement_certainty),
    )
    facts += [f"{name}: {w[certainty]}" for name, certainty in certainties if certainty is not None]
    # The words are ours and without signs of HTML, which a test makes sure of; the names are escaped.
    return Note(row.id, quote.exact, quote.article, whose, " · ".join(facts), links.locate_words(quote))


def link_parties(parties: Sequence[Party], role: str) -> str:
    """Return links to those who have a role: speakers, addressees, or those who reported the words."""
    named = [_link(one.speaker_id, one.name) for one in parties if one.role == role]
    return ", ".join(named)


@lru_cache(maxsize=1_000)
def _link(speaker_id: str, name: str) -> str:
    """Return a link to a speaker; ids have letters, digits and hyphens alone."""
    return f'<a href="/speakers/{speaker_id}">{escape(name)}</a>'


def shorten(words: str, length: int) -> str:
    """Return words, or their beginning of at most this many code points and an ellipsis."""
    return words if len(words) <= length else f"{words[:length].rsplit(None, 1)[0]} …"
