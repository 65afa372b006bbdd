"""The page to read: an article with its quotes marked; whose they are, to whom, in what and how surely."""

from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from app.presenters import links
from app.presenters.page_language import PageLanguage
from app.presenters.pages.marking import Mark, MarkedPlace, make_mark, mark_lines
from app.presenters.pages.notes import describe, find_kind, join_names, link_parties, link_speakers, shorten
from app.presenters.pages.templates import render
from app.presenters.pages.words import WORDS, Words
from app.values import (
    ArticleRow,
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

DOUBTFUL = ("inferred", "ambiguous")
"""Certainties of a speaker whose sign has a question mark: on a phone it is all there is beside the words."""


class Voice(NamedTuple):
    """A speaker with the sign, a number, and the class of a colour."""

    speaker_id: str
    name: str
    sign: str
    colour: str


class Attribution(NamedTuple):
    """What quotes share that one speaker says to the same ones in one statement, as surely: all in HTML.

    In an article of many quotes it is made once for dozens of them.
    """

    mark: Mark
    key: str
    facts: str


def present_article(article: ArticleValue, language: PageLanguage) -> bytes:
    """Return the page of an article."""
    w = WORDS[language]
    voices = _list_voices(article.quotes)
    # An attribute of what is in the article's language, or nothing.
    speak = f' lang="{article.row.language}"' if article.row.language else ""
    attributions = _attribute_quotes(article, voices, w, speak)
    marks = [one.mark for one in attributions]
    places = [MarkedPlace(one.row.id, one.row.start, one.row.end) for one in article.quotes]
    facts = _list_facts(article.row, w)
    counts = Counter(quote.row.statement_id for quote in article.quotes)
    cards = [_write_card(one, counts[one.row.id], w, speak) for one in article.statements]
    return render(
        "article.html",
        language,
        article=article.row,
        facts=[(name, value) for name, value in facts if value],
        unstated=[name for name, value in facts if not value],
        has_headline=any(block.kind == "headline" for block in article.blocks),
        lines="\n".join(mark_lines(article.blocks, places, marks)),
        voices=voices.values(),
        notes="\n".join(_write_notes(article.quotes, attributions, w, speak)),
        cards="\n".join(cards),
    )


def _attribute_quotes(
    article: ArticleValue, voices: dict[str, Voice], w: Words, speak: str
) -> list[Attribution]:
    """Return the attribution of each quote; `speak` is the language of the article."""
    titles = {one.row.id: escape(one.row.title or one.row.id) for one in article.statements}
    made: dict[tuple[object, ...], Attribution] = {}
    attributions = []
    for quote in article.quotes:
        row = quote.row
        certainties = row.speaker_certainty, row.addressee_certainty, row.statement_certainty
        shared = (row.type, row.statement_id, certainties, *quote.parties)
        if shared not in made:
            made[shared] = _attribute(quote, voices, titles, w, speak)
        attributions.append(made[shared])
    return attributions


def _attribute(
    quote: QuoteValue, voices: dict[str, Voice], titles: dict[str, str], w: Words, speak: str
) -> Attribution:
    """Return the attribution of a quote, in the speaker's colour, if it is clearly one speaker's."""
    own = [voices[one.speaker_id] for one in quote.parties if one.role == "speaker"]
    is_clear = len(own) == 1 and quote.row.speaker_certainty != "ambiguous"
    colour = own[0].colour if is_clear else "voice-0"
    sign = "+".join([voice.sign for voice in own]) or "0"
    if quote.row.speaker_certainty in DOUBTFUL:
        sign += "?"
    kind, statement_id = find_kind(quote), quote.row.statement_id
    facts = f"<b>{link_speakers(quote, w)}</b> · {describe(quote, w)}"
    if statement_id is not None:
        facts += _refer(w.where, f"statement-{statement_id}", titles[statement_id], speak)
    return Attribution(
        make_mark(kind, colour, sign, _write_note(quote, [voice.name for voice in own], w)),
        f'<span class="key {kind} {colour}"><span class="number">{sign}</span></span>',
        facts,
    )


def _refer(relation: str, anchor: str, name: str, speak: str) -> str:
    return f' · {relation} <a href="#{anchor}"{speak}>{name}</a>'


def _write_notes(
    quotes: Sequence[QuoteValue], attributions: Sequence[Attribution], w: Words, speak: str
) -> Iterator[str]:
    """Yield the items of the list of notes, in HTML; `speak` is the language of the article.

    A template would take three times as long.
    """
    words = {quote.row.id: quote.exact for quote in quotes}
    for quote, (_, key, facts) in zip(quotes, attributions, strict=True):
        quote_id = quote.row.id
        for relation, other in ((w.nested, quote.within_id), (w.continues, quote.continues_id)):
            if other is not None:
                facts += _refer(
                    relation, f"note-{other}", escape(shorten(words[other], BEGINNING_MAX)), speak
                )
        yield (
            f'<li id="note-{quote_id}">\n<p>{key} <a href="#{quote_id}" class="words"{speak}>'
            f'{escape(shorten(quote.exact, SHOWN_MAX))}</a></p>\n<p class="facts">{facts}</p>\n'
            f'<p class="facts go"><a href="{links.locate_words(quote)}">{w.permalink}</a> · '
            f'<a href="/quotes/{quote_id}">{w.cite}</a></p>\n</li>'
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


def _write_note(quote: QuoteValue, speakers: Sequence[str], w: Words) -> str:
    row = quote.row
    note = join_names(map(_isolate, speakers), row.speaker_certainty, w) or w["no_speaker"]
    addressees = [_isolate(one.name) for one in quote.parties if one.role == "addressee"]
    if addressees:
        note += f" {w['to']} {join_names(addressees, row.addressee_certainty, w)}"
    if row.form is not None:
        note += f" · {w[row.form]}"
    unsure = [
        f"{name}: {w[certainty]}"
        for name, certainty in (
            (w.speaker, row.speaker_certainty),
            (w.addressee, row.addressee_certainty),
            (w.statement, row.statement_certainty),
        )
        if certainty is not None and certainty != "stated"
    ]
    return " · ".join([note, *unsure])


def _isolate(name: str) -> str:
    """Return a name that cannot turn the order of the letters around it (UAX 9, 2.4)."""
    return f"\u2068{name}\u2069"


def _list_facts(row: ArticleRow, w: Words) -> list[tuple[str, str | None]]:
    """Return what the article says of itself, and how certain that is."""
    return [
        (w.publisher, row.publisher),
        (w.author, row.author),
        (w.published_on, _qualify(str(row.published_on or ""), row.published_on_certainty, w)),
        (w.language, _qualify(row.language or "", row.language_certainty, w)),
        (w.rights, row.rights),
        (w.source, row.source_url),
    ]


def _write_card(statement: StatementHead, quotes: int, w: Words, speak: str) -> str:
    """Return a letter or another statement as a card, in HTML; `speak` is the language of the article."""
    row, parties = statement.row, statement.parties
    facts = [
        (w.form, w[row.form]),
        (
            w.speaker,
            _qualify(link_parties(parties, "speaker", row.speaker_certainty, w), row.speaker_certainty, w),
        ),
        (
            w.addressee,
            _qualify(
                link_parties(parties, "addressee", row.addressee_certainty, w), row.addressee_certainty, w
            ),
        ),
        (w.via, link_parties(parties, "via", None, w)),
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
