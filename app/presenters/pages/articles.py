"""The page to read: an article with its quotes marked; whose they are, to whom, in what and how surely."""

from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from markupsafe import Markup

from app.presenters.page_language import PageLanguage
from app.presenters.pages.marking import Mark, mark_lines
from app.presenters.pages.notes import link_parties, make_note, shorten
from app.presenters.pages.templates import render
from app.presenters.pages.words import WORDS, Words
from app.values import (
    ArticleValue,
    QuoteValue,
    StatementHead,
)

COLOURS = 8
"""Colours of speakers in the style sheet; of more speakers some share one, and the sign tells them apart."""
SHOWN_MAX = 160
"""Code points of a quote that its note repeats."""
BEGINNING_MAX = 40
"""Code points of a quote that another note refers to."""
QUOTATION_TYPES = ("direct", "mixed", "term")


class Voice(NamedTuple):
    """A speaker with the sign, a number, and the class of a colour."""

    speaker_id: str
    name: str
    sign: str
    colour: str


def present_article(article: ArticleValue, language: PageLanguage) -> bytes:
    """Return the page of an article."""
    w = WORDS[language]
    voices = _list_voices(article.quotes)
    counts = Counter(quote.row.statement_id for quote in article.quotes)
    marks = {quote.row.id: _make_mark(quote, voices, w) for quote in article.quotes}
    # An attribute of what is in the article's language, or nothing.
    speak = f' lang="{article.row.language}"' if article.row.language else ""
    cards = [_write_card(one, counts[one.row.id], w, speak) for one in article.statements]
    return render(
        "article.html",
        language,
        article=article.row,
        has_headline=any(block.kind == "headline" for block in article.blocks),
        lines=Markup("\n".join(mark_lines(article.blocks, article.quotes, marks))),  # noqa: S704  # as below
        voices=voices.values(),
        notes=Markup("\n".join(_write_notes(article, marks, w, speak))),  # noqa: S704  # each part is escaped
        cards=Markup("\n".join(cards)),  # noqa: S704  # likewise
    )


def _write_notes(article: ArticleValue, marks: dict[str, Mark], w: Words, speak: str) -> Iterator[str]:
    """Yield the items of the list of notes, in HTML; `speak` is the language of the article.

    A template would take three times as long.
    """
    titles = {one.row.id: escape(one.row.title or one.row.id) for one in article.statements}
    beginnings = {one.row.id: escape(shorten(one.exact, BEGINNING_MAX)) for one in article.quotes}
    for quote in article.quotes:
        note, row, mark = make_note(quote, w), quote.row, marks[quote.row.id]
        facts = f"<b>{note.whose}</b> · {note.facts}"
        references = (
            (w.where, "statement", row.statement_id, titles),
            (w.nested, "note", quote.within_id, beginnings),
            (w.continues, "note", quote.continues_id, beginnings),
        )
        for relation, kind, target, names in references:
            if target is not None:
                facts += f' · {relation} <a href="#{kind}-{target}"{speak}>{names[target]}</a>'
        beginning = beginnings[row.id]
        yield (
            f'<li id="note-{row.id}">\n<p><span class="key {mark.classes}"><span class="number">{mark.sign}'
            f'</span></span> <a href="#{row.id}" class="words"{speak}>'
            f'{escape(shorten(quote.exact, SHOWN_MAX))}</a></p>\n<p class="facts">{facts}</p>\n'
            f'<p class="facts"><a href="{note.address}" aria-label="{w.permalink}: {beginning}">{w.permalink}'
            f'</a> · <a href="/quotes/{row.id}" aria-label="{w.cite}: {beginning}">{w.cite}</a></p>\n</li>'
        )


def _list_voices(quotes: Sequence[QuoteValue]) -> dict[str, Voice]:
    """Return the speakers by id, numbered in the order in which they speak."""
    voices: dict[str, Voice] = {}
    for quote in quotes:
        for one in quote.parties:
            if one.role == "speaker" and one.speaker_id not in voices:
                number = len(voices)
                colour = f"voice-{number % COLOURS + 1}"
                voices[one.speaker_id] = Voice(one.speaker_id, one.name, str(number + 1), colour)
    return voices


def _make_mark(quote: QuoteValue, voices: dict[str, Voice], w: Words) -> Mark:
    """Return the mark of a quote: in the speaker's colour, or in none where several or nobody speaks."""
    own = [voices[one.speaker_id] for one in quote.parties if one.role == "speaker"]
    colour = own[0].colour if len(own) == 1 else "voice-0"
    kind = "quotation" if quote.row.type in QUOTATION_TYPES else "report"
    sign = "+".join(voice.sign for voice in own) or "0"
    return Mark(f"{kind} {colour}", sign, _write_note(quote, [voice.name for voice in own], w))


def _write_note(quote: QuoteValue, speakers: Sequence[str], w: Words) -> str:
    row = quote.row
    note = ", ".join(speakers) or w["no_speaker"]
    addressees = [one.name for one in quote.parties if one.role == "addressee"]
    if addressees:
        note += f" {w['to']} {', '.join(addressees)}"
    if row.form is not None:
        note += f" · {w[row.form]}"
    unsure = [
        f"{name}: {w[certainty]}"
        for name, certainty in ((w.speaker, row.speaker_certainty), (w.addressee, row.addressee_certainty))
        if certainty is not None and certainty != "stated"
    ]
    return " · ".join([note, *unsure])


def _write_card(statement: StatementHead, quotes: int, w: Words, speak: str) -> str:
    """Return a letter or another statement as a card, in HTML; `speak` is the language of the article."""
    row, parties = statement.row, statement.parties
    facts = [
        (w.form, w[row.form]),
        (w.speaker, _qualify(link_parties(parties, "speaker"), row.speaker_certainty, w)),
        (w.addressee, _qualify(link_parties(parties, "addressee"), row.addressee_certainty, w)),
        (w.via, link_parties(parties, "via")),
        (w.date, _qualify(str(row.date or ""), row.date_certainty, w) or w.unknown),
        (w.occasion, f"<span{speak}>{escape(row.occasion)}</span>" if row.occasion else ""),
        (
            w.original_language,
            _qualify(row.original_language or "", row.original_language_certainty, w) or w.unknown,
        ),
        (w.count_quotes, str(quotes)),
    ]
    rows = "".join([f"<dt>{name}</dt><dd>{value}</dd>\n" for name, value in facts if value])
    return (
        f'<section class="card" id="statement-{row.id}" aria-labelledby="title-{row.id}">\n'
        f'<h3 id="title-{row.id}"{speak}>{escape(row.title or row.id)}</h3>\n<dl>\n{rows}</dl>\n</section>'
    )


def _qualify(value: str, certainty: str | None, w: Words) -> str:
    """Return a value and how certain it is; none stays none."""
    return f"{value} ({w[certainty]})" if value and certainty is not None else value
