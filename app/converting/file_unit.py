"""Find the unit of a file that is read record by record: it has to fit all of them.

In a record by itself, offsets of one unit may fit in another by chance.
"""

from collections.abc import Sequence

import regex

from app.converting.annotations import Annotated, Unit
from app.converting.units import EVIDENCE_MIN, gives_words, is_one_reading, list_misfits
from app.verbatim.characters import COMMON_CHARACTERS

_UNCOMMON = regex.compile(f"[^{COMMON_CHARACTERS}]")


class FileUnit:
    """The unit in which all records of a file fit, as far as they are known."""

    def __init__(self) -> None:
        self._fitting = frozenset(Unit)
        self._declared: Unit | None = None
        self._evidence = 0
        self._is_one_reading = True

    def add(self, texts: Sequence[Annotated]) -> None:
        """Add the texts of a record; one that fits in no unit is refused elsewhere, and tells nothing."""
        fitting = frozenset(unit for unit in Unit if not list_misfits(texts, unit))
        if not fitting or not texts:
            return
        self._declared = texts[0].unit
        self._fitting &= fitting
        if self._declared not in fitting:
            self._is_one_reading &= is_one_reading(texts, fitting)
            self._evidence += sum(
                EVIDENCE_MIN if gives_words(one, passage) else 1 for one in texts for passage in one.passages
            )

    def find(self) -> Unit | None:
        """Return the unit; that of the format if none fits all records, or too few tell for another one.

        None if no record has anything to tell.
        """
        if self._declared is None or self._declared in self._fitting or not self._fitting:
            return self._declared
        is_clear = len(self._fitting) == 1 or self._is_one_reading
        return min(self._fitting) if is_clear and self._evidence >= EVIDENCE_MIN else self._declared


def may_differ(raw: bytes) -> bool:
    """Tell whether units may differ in a record in JSON: it has signs beyond the common ones, or escapes."""
    escapes = b"\\u" in raw or b"\\r" in raw
    return escapes or _UNCOMMON.search(raw.decode(errors="replace")) is not None
