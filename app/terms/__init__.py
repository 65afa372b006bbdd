"""Search by words: pure functions over text, offsets in Unicode code points.

`stemming` splits a text into terms, which are words without case, accents and inflection: what a word becomes
is for `vocabulary` to say. `query` parses a query and compiles it into the terms of a language, `compounds`
tells which words contain others, and `matching` finds all these in a text. Of Wortlaut this package imports
characters, coordinators and languages alone. The full-text index only stores the stems and looks them up, so
a search means the same on both databases.
"""

from app.terms.compounds import is_in_compound, may_be_compound
from app.terms.matching import find_spans
from app.terms.query import Compiled, Stems, Unsearchable, add_compounds, compile_query, parse_query
from app.terms.stemming import cut_terms, list_stems, locate_terms
from app.terms.vocabulary import read_dictionaries, use_fast_dictionaries

__all__ = [
    "Compiled",
    "Stems",
    "Unsearchable",
    "add_compounds",
    "compile_query",
    "cut_terms",
    "find_spans",
    "is_in_compound",
    "list_stems",
    "locate_terms",
    "may_be_compound",
    "parse_query",
    "read_dictionaries",
    "use_fast_dictionaries",
]
