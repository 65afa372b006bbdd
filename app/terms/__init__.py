"""Decide what a search looks for: pure functions over text, offsets in Unicode code points.

This package knows no database, no HTTP and nothing else of Wortlaut but typography. `stemming` cuts a
text into terms without case, accents and inflection, `query` reads what someone types and turns it into
the terms of a language, `matching` finds these in a text and rates it. The full-text engines only keep
the stems and look them up, so a search means the same in every database.
"""

from app.terms.matching import find_spans, rate_stems
from app.terms.query import (
    WORDS_MAX,
    Clause,
    Compiled,
    Query,
    Stems,
    Unsearchable,
    compile_query,
    loosen,
    parse_query,
)
from app.terms.stemming import SIGNS_MAX, cut_terms, list_stems, measure

__all__ = [
    "SIGNS_MAX",
    "WORDS_MAX",
    "Clause",
    "Compiled",
    "Query",
    "Stems",
    "Unsearchable",
    "compile_query",
    "cut_terms",
    "find_spans",
    "list_stems",
    "loosen",
    "measure",
    "parse_query",
    "rate_stems",
]
