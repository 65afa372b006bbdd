"""Decide what "word for word" means: pure functions over text, offsets in Unicode code points.

This package knows no database, no HTTP and nothing else of Wortlaut. `spans` points at passages,
`folding` takes typography out of a text and finds words in what is left, `claims` reads a claim as
people paste it.
"""

from app.verbatim.claims import Reading, fold_final_stop, read_claim, strip_marks
from app.verbatim.folding import Folded, find_all, fold, has_word, split_tokens
from app.verbatim.spans import (
    CONTEXT,
    OCCURRENCES_MAX,
    Selector,
    Span,
    count_occurrence,
    describe,
    find_forbidden,
    find_nearest,
    find_occurrences,
    find_sentences,
    locate,
    split_blocks,
    surroundings,
)

__all__ = [
    "CONTEXT",
    "OCCURRENCES_MAX",
    "Folded",
    "Reading",
    "Selector",
    "Span",
    "count_occurrence",
    "describe",
    "find_all",
    "find_forbidden",
    "find_nearest",
    "find_occurrences",
    "find_sentences",
    "fold",
    "fold_final_stop",
    "has_word",
    "locate",
    "read_claim",
    "split_blocks",
    "split_tokens",
    "strip_marks",
    "surroundings",
]
