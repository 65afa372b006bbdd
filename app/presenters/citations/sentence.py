"""Citations as sentences in English and in German, to paste into a text: one line a quote."""

from app.presenters.citations.citation import make_citation
from app.presenters.citations.words import ENGLISH, GERMAN, Words
from app.presenters.media_types import CITATION_DE, CITATION_EN, Format
from app.presenters.page import Site
from app.presenters.presenter import Presenter
from app.values import QuoteValue


def to_sentence(quote: QuoteValue, site: Site, words: Words) -> str:
    """Return who says it to whom, the words, the article that renders them, and what is not certain."""
    citation = make_citation(quote, site, words)
    said = ", ".join(one for one in (*citation.authors, citation.description) if one)
    lead = f"{said}: " if said else ""
    return f"{lead}{citation.words}. {citation.source}, {citation.url} ({citation.provenance}).\n"


def make_presenter(form: Format, words: Words) -> Presenter:
    """Return the presenter of sentences in a language."""
    return Presenter(
        form,
        lambda quote, site: to_sentence(quote, site, words).encode(),
        lambda page, site: "".join(to_sentence(quote, site, words) for quote in page.items).encode(),
    )


SENTENCE_EN = make_presenter(CITATION_EN, ENGLISH)
SENTENCE_DE = make_presenter(CITATION_DE, GERMAN)
