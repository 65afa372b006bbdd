"""What a reader of a citation must know: that an article renders the words, and what is not certain."""

from collections.abc import Iterator

from app.presenters.citations.words import Words
from app.values import QuoteValue
from app.vocabulary import QUOTATIONS, Certainty


def to_line(text: str) -> str:
    """Return a text in one line: readers split values at any line break that Unicode has."""
    return " ".join(text.splitlines())


def list_names(quote: QuoteValue, role: str) -> tuple[str, ...]:
    """Return the names of those who have a part in a quote, each in one line."""
    return tuple(to_line(party.name) for party in quote.parties if party.role == role)


def name_form(quote: QuoteValue, words: Words) -> str:
    """Return the word for the form of a quote's statement, as letter; for none, that for a statement."""
    form = quote.row.form or "other"
    return words.forms.get(form, form)


def describe_provenance(quote: QuoteValue, words: Words) -> str:
    """Return who renders the words, whether in translation, from which source, and what is not certain."""
    article = quote.article
    said = [words.quoted if quote.row.type in QUOTATIONS else words.reported]
    if article.translated:
        said += _qualify(words.translation, article.translated_certainty, words) or [words.translation]
    if via := list_names(quote, "via"):
        said.append(f"{words.via} {', '.join(via)}")
    return "; ".join([*said, *_list_uncertain(quote, words)])


def _list_uncertain(quote: QuoteValue, words: Words) -> Iterator[str]:
    """Yield what the article does not state, and with what is ambiguous, who it may be."""
    row = quote.row
    for part, certainty in (("speaker", row.speaker_certainty), ("addressee", row.addressee_certainty)):
        for text in _qualify(words.parts[part], certainty, words):
            is_open = certainty == Certainty.AMBIGUOUS
            yield f"{text}: {words.alternative.join(list_names(quote, part))}" if is_open else text
    yield from _qualify(name_form(quote, words), row.statement_certainty, words)
    yield from _qualify(words.parts["date"], row.date_certainty, words)
    yield from _qualify(words.parts["published_on"], quote.article.published_on_certainty, words)


def _qualify(part: str, certainty: str | None, words: Words) -> list[str]:
    """Return that a part is not certain, or nothing if it is stated or not there."""
    return [] if certainty in (None, Certainty.STATED) else [f"{part} {words.certainties[certainty]}"]
