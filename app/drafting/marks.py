"""Find the passages in quotation marks of a text, whichever marks it uses.

German „ “ and » «, French and Swiss « », English “ ” and the straight mark, each with its single form, and
two characters that are typed for one mark. A mark closes what it fits, else it opens where the characters
beside it allow that. Apostrophes, feet and inches are no marks. The time is linear.
"""

from typing import NamedTuple

import regex

from app.languages import list_words
from app.verbatim import Span
from app.verbatim.characters import (
    BEFORE_OPENING,
    BLOCK_ENDS,
    CLOSING_MARKS,
    DOUBLE_MARKS,
    INCH_MARKS,
    INNER_CLOSING_MARKS,
    PUNCTUATION,
    SINGLE_MARKS,
    TYPED_FOR_MARKS,
    WORD,
)

DEPTH_MAX = 4
"""Layers of marks within marks; a mark further in opens nothing."""
LINES_MAX = 8
"""Line ends that a quotation may run over, in a text that is broken into lines of equal length."""

_CLOSING = {**CLOSING_MARKS, **INNER_CLOSING_MARKS}
_SINGLE = frozenset(SINGLE_MARKS)
_APOSTROPHES = "'’‘"
_TYPED = "|".join(regex.escape(typed) for typed in TYPED_FOR_MARKS)
_MARKS = "".join(sorted({*_CLOSING, *INNER_CLOSING_MARKS} - set(_APOSTROPHES)))
# Between two letters these are apostrophes.
_MARK = regex.compile(rf"{_TYPED}|[{_MARKS}]|(?<![{WORD}])[{_APOSTROPHES}]|[{_APOSTROPHES}](?![{WORD}])")
_LINE = regex.compile(f"[^{BLOCK_ENDS}]+")
_BLANK = regex.compile(r"\s+")
_WORD = regex.compile(f"[{WORD}]")
_OUTSIDE = frozenset(BEFORE_OPENING) | set(DOUBLE_MARKS) | _SINGLE
_ELIDED = regex.compile(rf"(?:{'|'.join(list_words('elided_words'))})(?![{WORD}])|\d", regex.IGNORECASE)
_LENGTH = regex.compile(r"\d['’′] ?\d{1,2}$")


class Marked(NamedTuple):
    """A passage in marks, without them and the white space along them.

    `outer` includes the marks. `continues` is the index of the passage before, where each paragraph of a
    quotation opens anew and the last one closes it.
    """

    span: Span
    outer: Span
    opening: str
    is_closed: bool = True
    continues: int | None = None


class _Mark(NamedTuple):
    """A mark, and what the characters beside it allow."""

    kind: str
    start: int
    end: int
    may_open: bool
    may_close: bool


class _Open(NamedTuple):
    """An opening mark that waits for its closing one."""

    mark: _Mark
    continues: int | None = None


def find_marked(text: str) -> list[Marked]:
    """Return the passages in marks in reading order, an outer one before those within it."""
    found = _Finder(text).find()
    order = sorted(range(len(found)), key=lambda at: (found[at].outer.start, -found[at].outer.end))
    position = {old: new for new, old in enumerate(order)}
    return [
        one if one.continues is None else one._replace(continues=position[one.continues])
        for one in (found[at] for at in order)
    ]


class _Finder:
    """The state of one pass over a text: which marks are open, and the passages found so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Marked] = []
        self.open: list[_Open] = []
        self.possessive: _Mark | None = None
        """A single mark behind an s: it closes only if no other one does."""
        self.waiting: tuple[_Open, int, int] | None = None
        """A quotation that a line left open, where this line ends, and how many lines have passed."""

    def find(self) -> list[Marked]:
        for line in _LINE.finditer(self.text):
            if line[0].isspace():  # The pattern would read it from each of its places.
                continue
            marks = list(_MARK.finditer(self.text, *line.span()))
            if marks:
                self._read_line(line.start(), marks)
            self._end_line(line.end())
        self._stop_waiting()
        return self.found

    def _read_line(self, start: int, found: "list[regex.Match[str]]") -> None:
        """Read the marks of a line that begins at an offset."""
        first = _BLANK.match(self.text, start)
        beginning = start if first is None else first.end()
        straight = sum(match[0] == '"' for match in found)
        for match in found:
            straight -= match[0] == '"'
            mark = _look_around(self.text, match, straight_left=straight)
            if mark.may_open or mark.may_close:
                self._read(mark, is_first=mark.start == beginning)

    def _read(self, mark: _Mark, *, is_first: bool) -> None:
        depth = self._find_opening(mark)
        if depth is not None:
            self._close(depth, mark)
        elif self.waiting and mark.kind not in _SINGLE:
            self._resume(mark, is_first=is_first)
        elif mark.may_open and len(self.open) < DEPTH_MAX:
            self.open.append(_Open(mark))
            self.possessive = None

    def _find_opening(self, mark: _Mark) -> int | None:
        """Return the depth of the mark that this one closes, the innermost one that fits."""
        for depth in reversed(range(len(self.open))):
            if _closes(self.text, self.open[depth].mark, mark):
                return depth
        return None

    def _close(self, depth: int, mark: _Mark) -> None:
        is_possessive = mark.kind in "'’" and self.text[mark.start - 1] == "s"
        if is_possessive and depth == len(self.open) - 1 and self.possessive is None:
            self.possessive = mark
            return
        self._drop(depth + 1)
        self._add(self.open.pop(), mark.start, mark.end)
        self.possessive = None

    def _drop(self, depth: int) -> None:
        """Forget the marks opened at this depth and below: single ones are apostrophes as a rule."""
        if self.possessive is not None and len(self.open) > depth:
            self._add(self.open[-1], self.possessive.start, self.possessive.end)
        del self.open[depth:]
        self.possessive = None

    def _end_line(self, end: int) -> None:
        self._drop(1 if self.open and self.open[0].mark.kind not in _SINGLE else 0)
        if self.open:
            self._stop_waiting()
            self.waiting = (self.open.pop(), end, 0)
        elif self.waiting is not None:
            opening, at, lines = self.waiting
            self.waiting = (opening, at, lines + 1)
            if lines == LINES_MAX:
                self._stop_waiting()

    def _resume(self, mark: _Mark, *, is_first: bool) -> None:
        """Decide by the next mark what became of a quotation that an earlier line left open."""
        if self.waiting is None:
            return
        opening = self.waiting[0]
        if _closes(self.text, opening.mark, mark) and not is_first:
            self.waiting = None
            self._drop(0)
            self._add(opening, mark.start, mark.end)
        elif mark.may_open:
            is_next = is_first and mark.kind == opening.mark.kind
            before = self._stop_waiting()
            self.open.append(_Open(mark, before if is_next else None))

    def _stop_waiting(self) -> int | None:
        """Add the quotation that was left open as far as its line, and return its index."""
        if self.waiting is None:
            return None
        opening, end, _ = self.waiting
        self.waiting = None
        return self._add(opening, end, end, is_closed=False)

    def _add(self, opening: _Open, end: int, outer_end: int, *, is_closed: bool = True) -> int | None:
        """Add the passage between two marks, and return its index; None if it is blank."""
        inside = self.text[opening.mark.end : end]
        words = inside.strip()
        if not words:
            return None
        start = opening.mark.end + len(inside) - len(inside.lstrip())
        span, outer = Span(start, start + len(words)), Span(opening.mark.start, outer_end)
        self.found.append(Marked(span, outer, opening.mark.kind, is_closed, opening.continues))
        return len(self.found) - 1


def _look_around(text: str, match: "regex.Match[str]", *, straight_left: int) -> _Mark:
    """Return the mark with what the characters beside it allow."""
    start, end = match.span()
    kind = TYPED_FOR_MARKS.get(match[0], match[0])
    before, after = text[start - 1 : start], text[end : end + 1]
    if _is_length(text, kind, start, straight_left):
        return _Mark(kind, start, end, may_open=False, may_close=False)
    is_outside = not before or before.isspace() or before in _OUTSIDE
    is_word_next = bool(after and _WORD.match(after))
    if kind in _SINGLE:
        may_open = (
            kind != "’" and is_outside and not (not after or after.isspace() or _ELIDED.match(text, end))
        )
        may_close = not (not before or before.isspace() or is_word_next)
    else:
        # A space that is missing between two sentences: "We won."She left.
        may_open = match[0] == "„" or is_outside or (is_word_next and before in PUNCTUATION)
        may_close = not (not before or (before.isspace() and is_word_next))
    return _Mark(kind, start, end, may_open, may_close)


def _is_length(text: str, kind: str, start: int, straight_left: int) -> bool:
    """Tell whether a mark means inches: behind feet, or where a quotation would remain open."""
    if kind not in INCH_MARKS or not text[start - 1 : start].isdigit():
        return False
    is_within = (
        kind == '"' and straight_left % 2 == 1 and regex.match(r" \p{Ll}", text[start + 1 : start + 3])
    )
    return bool(_LENGTH.search(text[max(0, start - 6) : start]) or is_within)


def _closes(text: str, opening: _Mark, mark: _Mark) -> bool:
    anywhere, behind_words = _CLOSING[opening.kind]
    is_behind = mark.kind in behind_words and not text[mark.start - 1].isspace()
    return mark.may_close and mark.start >= opening.end and (mark.kind in anywhere or is_behind)
