"""Decide what "word for word" means: pure functions over text, offsets in Unicode code points.

This package imports nothing else of Wortlaut but the languages. `claims` reads a claim as people paste it
(without `markup`), and `matching` finds it in a text without typography (`folding`), of which `tokens` and
their shortcut `common_text` are indexed. Where it does not occur, `nearest` finds the part of a text that it
is near to (by `alignment` and `widening`), and `comparing` shows the differences of their `pieces`, with the
kinds of `changes`. `characters` has all classes of characters; `utf16` counts as JavaScript does.
"""

from app.verbatim.claims import (
    Reading,
    TooManyReadings,
    Variant,
    drop_citing_stop,
    drop_final_stop,
    read_claim,
    read_plainly,
    strip_quotation_marks,
)
from app.verbatim.common_text import tokenize, tokenize_each_way, tokenize_lines
from app.verbatim.cuts import find_cuts
from app.verbatim.folding import Folded, fold, fold_each_way
from app.verbatim.matching import (
    Form,
    JoinedText,
    Occurrence,
    OrderedParts,
    Part,
    find_forms,
    find_in_order,
    find_widest,
    is_mere_break,
    join_each_way,
    list_forms,
    list_parts,
    may_be_short,
)
from app.verbatim.quotations import list_quotations
from app.verbatim.spans import (
    OCCURRENCES_MAX,
    SURROUNDING_MAX,
    Selector,
    Span,
    count_occurrence,
    cut_surroundings,
    describe,
    find_forbidden,
    find_forbidden_in_article,
    find_nearest,
    find_sentences,
    locate,
    split_blocks,
)
from app.verbatim.tokens import TOKEN_MAX, has_word, split_tokens, tokenize_folded
from app.verbatim.utf16 import convert_from_utf16, convert_to_utf16, shorten_surroundings

__all__ = [
    "OCCURRENCES_MAX",
    "SURROUNDING_MAX",
    "TOKEN_MAX",
    "Folded",
    "Form",
    "JoinedText",
    "Occurrence",
    "OrderedParts",
    "Part",
    "Reading",
    "Selector",
    "Span",
    "TooManyReadings",
    "Variant",
    "convert_from_utf16",
    "convert_to_utf16",
    "count_occurrence",
    "cut_surroundings",
    "describe",
    "drop_citing_stop",
    "drop_final_stop",
    "find_cuts",
    "find_forbidden",
    "find_forbidden_in_article",
    "find_forms",
    "find_in_order",
    "find_nearest",
    "find_sentences",
    "find_widest",
    "fold",
    "fold_each_way",
    "has_word",
    "is_mere_break",
    "join_each_way",
    "list_forms",
    "list_parts",
    "list_quotations",
    "locate",
    "may_be_short",
    "read_claim",
    "read_plainly",
    "shorten_surroundings",
    "split_blocks",
    "split_tokens",
    "strip_quotation_marks",
    "tokenize",
    "tokenize_each_way",
    "tokenize_folded",
    "tokenize_lines",
]
