"""Search by words: pure functions over text, offsets in Unicode code points.

`stemming` splits a text into terms, which are words without case, accents and inflection. `query` parses a
query and compiles it into the terms of a language. `matching` finds these in a text and scores it. This
package imports nothing else of Wortlaut but characters and languages, and knows no database: the full-text
indexes only store the stems and look them up, so a search means the same on both databases.
"""

from app.terms.matching import find_spans, score_stems
from app.terms.query import (
    WORDS_MAX,
    Clause,
    Compiled,
    Query,
    Stems,
    Unsearchable,
    compile_query,
    parse_query,
    relax_phrases,
)
from app.terms.stemming import STEM_LENGTH_MAX, cut_terms, list_stems, locate_terms

__all__ = [
    "STEM_LENGTH_MAX",
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
    "locate_terms",
    "parse_query",
    "relax_phrases",
    "score_stems",
]
