"""The documents of the index: one for each article, quote, statement and passage, some that list endings of
words, and one with the state.

Words are cut and stemmed by the caller, and separated by spaces; the index splits them at these and changes
nothing. It stores no text: a hit leads to a row of the database by the numbers in it.
"""

from typing import NamedTuple

import tantivy

ARTICLE_TERMS, QUOTE_TERMS, STATEMENT_TERMS = "article_terms", "quote_terms", "statement_terms"
PASSAGE_WORDS = "passage_words"
ENDINGS = "endings"
"""Stems of long words, spelt backwards: words that end alike begin alike here. Each of them is in a document
of its own kind, once: only the list of them is used, to find compounds."""
TEXTS = (ARTICLE_TERMS, QUOTE_TERMS, STATEMENT_TERMS, PASSAGE_WORDS)
FILTER = "filter"
"""Tokens that are no words of a text but filters: the language, a speaker."""
STATE = "state"

NUMBER, ARTICLE, STATEMENT, DAY = "number", "article", "statement", "day"
START, END, CHAIN = "start", "end", "chain"
INDEXED_NUMBERS = (ARTICLE, STATEMENT, DAY)
NUMBERS = (NUMBER, START, END, CHAIN)
"""Numbers that are read of hits; documents are also found by the others."""


def _make_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in TEXTS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in (ENDINGS, FILTER):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field(STATE, stored=True, tokenizer_name="raw", index_option="basic")
    for name in INDEXED_NUMBERS:
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in NUMBERS:
        builder.add_integer_field(name, fast=True)
    return builder.build()


SCHEMA = _make_schema()


class Entry(NamedTuple):
    """A document: its words in one field of `TEXTS`, tokens for filters, and numbers by their fields.

    `endings` are the long words among these, backwards.
    """

    field: str
    words: str
    filters: str
    numbers: dict[str, int]
    endings: frozenset[str] = frozenset()


def make_document(entry: Entry) -> tantivy.Document:
    """Return an entry as a document of the engine."""
    document = tantivy.Document()
    document.add_text(entry.field, entry.words)
    if entry.filters:
        document.add_text(FILTER, entry.filters)
    for name, number in entry.numbers.items():
        document.add_integer(name, number)
    return document
