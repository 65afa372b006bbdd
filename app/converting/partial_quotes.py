"""Words in marks within reported clauses: *She said it was “utterly wrong”*.

Within a clause that the file gives to a speaker, such words are a partial quotation of this speaker by every
style guide. But a title or a doubtful term is in marks, too, so each waits for a review.
"""

import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from app.converting.labels import FREE_INDIRECT, THOUGHT
from app.converting.linking import Attribution
from app.converting.quotation_marks import Marks
from app.verbatim import Span, has_word
from app.vocabulary import QuoteType

RULE = "marks-in-clause"
PARTIAL = (QuoteType.INDIRECT, QuoteType.REPORTED)


def find_partial_quotes(
    marks: Marks, typed: Sequence[tuple[Attribution, QuoteType]]
) -> Iterator[tuple[Attribution, Span, str | None]]:
    """Yield words in marks within reported clauses, each with its clause, and why it is no quote, or None.

    Words within several clauses are those of the shortest one: *A said that B called it “wrong”*. Words
    within a quotation or term of the file are a part of it. Of nested marks only the outer ones count.
    """
    taken = _Ranges(span for one, kind in typed if kind not in PARTIAL for span in one.spans)
    clauses = [
        (span.end - span.start, index, span) for index, (one, _) in enumerate(typed) for span in one.spans
    ]
    owners: dict[Span, list[tuple[int, int]]] = defaultdict(list)
    for length, index, span in sorted(clauses):
        for one in marks.list_within(span):
            if not owners[one.span] or owners[one.span][0][0] == length:
                owners[one.span].append((length, index))
    for words, found in sorted(owners.items()):
        if not has_word(marks.text[slice(*words)]) or taken.has_part_of(words):
            continue
        for _, index in found:
            clause, _ = typed[index]
            yield clause, words, _explain(clause)


def _explain(clause: Attribution) -> str | None:
    """Return why words in marks within a clause are not the quote of a speaker."""
    if clause.meaning in (THOUGHT, FREE_INDIRECT):
        return "nobody is reported to have said the clause around them"
    return None if clause.parts["speaker"] else "nothing says whose the clause around them is"


class _Ranges:
    """Parts of a text, joined where they overlap."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._ends: list[int] = []
        self._starts: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def has_part_of(self, span: Span) -> bool:
        """Tell whether a span overlaps one of them."""
        at = bisect.bisect_right(self._ends, span.start)
        return at < len(self._starts) and self._starts[at] < span.end
