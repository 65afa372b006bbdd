"""Pages of lists and of single quotes and speakers."""

from collections.abc import Sequence

from app.presenters import links
from app.presenters.media_types import Format
from app.presenters.page import Page, Site
from app.presenters.page_language import PageLanguage
from app.presenters.pages.notes import make_note
from app.presenters.pages.templates import render
from app.presenters.pages.words import WORDS
from app.schemas.resources import Coverage
from app.values import ArticleRow, QuoteValue, SpeakerValue


def present_front(coverage: Coverage, latest: Sequence[ArticleRow], language: PageLanguage) -> bytes:
    """Return the front page: what this is, a question, a search, and the articles stored last."""
    counts = {name: getattr(coverage, name) for name in ("articles", "statements", "quotes", "speakers")}
    return render("front.html", language, counts=counts, latest=latest)


def present_articles(page: Page, q: str | None, language: PageLanguage) -> bytes:
    """Return a page of the list of articles."""
    return render("articles.html", language, articles=[one.row for one in page.items], next=page.next, q=q)


def present_speakers(page: Page, q: str | None, language: PageLanguage) -> bytes:
    """Return a page of the list of speakers."""
    return render("speakers.html", language, speakers=page.items, next=page.next, q=q)


def present_quotes(
    page: Page, q: str | None, filters: Sequence[tuple[str, str]], language: PageLanguage
) -> bytes:
    """Return a page of the list of quotes; `filters` are names and values of the parameters beside `q`."""
    notes = [make_note(quote, WORDS[language]) for quote in page.items]
    return render("quotes.html", language, notes=notes, next=page.next, q=q, filters=filters)


def present_speaker(speaker: SpeakerValue, quotes: Sequence[QuoteValue], language: PageLanguage) -> bytes:
    """Return the page of a speaker, with the first quotes."""
    notes = [make_note(quote, WORDS[language]) for quote in quotes]
    return render("speaker.html", language, speaker=speaker, row=speaker.row, notes=notes)


def present_quote(quote: QuoteValue, formats: Sequence[Format], site: Site, language: PageLanguage) -> bytes:
    """Return the page of a quote, with the ways to cite it: the formats that quotes have."""
    return render(
        "quote.html",
        language,
        note=make_note(quote, WORDS[language]),
        row=quote.row,
        prefix=quote.prefix,
        suffix=quote.suffix,
        address=site.locate(f"/quotes/{quote.row.id}"),
        source=links.locate_in_source(quote),
        formats=formats,
    )
