"""Decide what "word for word" means: pure functions over text, offsets in Unicode code points.

This package knows no database, no HTTP and nothing else of Wortlaut. `spans` points at passages,
`folding` takes typography out of a text and finds words in what is left, `claims` reads a claim as
people paste it, `matching` finds a claim in a text, `comparing` says how it differs from one.
"""

from app.verbatim.claims import Reading, fold_final_stop, read_claim, strip_marks
from app.verbatim.folding import Folded, find_all, fold, has_word, split_tokens
from app.verbatim.matching import (
    JOINTS,
    Form,
    Joined,
    Needle,
    Occurrence,
    find_in_order,
    find_literal,
    list_forms,
    list_parts,
    may_be_short,
)
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
    "JOINTS",
    "OCCURRENCES_MAX",
    "Folded",
    "Form",
    "Joined",
    "Needle",
    "Occurrence",
    "Reading",
    "Selector",
    "Span",
    "count_occurrence",
    "describe",
    "find_all",
    "find_forbidden",
    "find_in_order",
    "find_literal",
    "find_nearest",
    "find_occurrences",
    "find_sentences",
    "fold",
    "fold_final_stop",
    "has_word",
    "list_forms",
    "list_parts",
    "locate",
    "may_be_short",
    "read_claim",
    "split_blocks",
    "split_tokens",
    "strip_marks",
    "surroundings",
]
