"""The way back from a text that was made of another one to the offsets of that."""

from bisect import bisect_right

from app.verbatim.spans import Span


class OffsetMap:
    """Where each piece of a text came from: pieces are added in order, and offsets are looked up."""

    def __init__(self) -> None:
        self._at: list[int] = []  # the beginning of each piece in the text that was made, and
        self._from: list[tuple[int, int, bool]] = []  # its start and end in the original; whether unchanged
        self.length = 0

    def add(self, start: int, end: int, length: int, *, is_same: bool) -> None:
        """Add a piece made of `original[start:end]`; if it is the same text, each code point has its own."""
        self._at.append(self.length)
        self._from.append((start, end, is_same))
        self.length += length

    def to_original(self, start: int, end: int) -> Span:
        """Return the span of the original that a range of the text was made of."""
        return Span(self._find(start)[0], self._find(end - 1)[1])

    def is_same(self, start: int, end: int) -> bool:
        """Tell whether all of a range of the text is unchanged."""
        first, last = self._get_piece(start), self._get_piece(end - 1)
        return all(is_same for *_, is_same in self._from[first : last + 1])

    def _get_piece(self, index: int) -> int:
        return bisect_right(self._at, index) - 1

    def _find(self, index: int) -> tuple[int, int]:
        piece = self._get_piece(index)
        start, end, is_same = self._from[piece]
        if is_same:
            at = start + index - self._at[piece]
            return at, at + 1
        return start, end
