"""Find words within compounds: *Kraftwerk* in *Kernkraftwerk* and in *Kraftwerksunglück*."""

WORD_LENGTH_MIN = 5
"""Letters of a word that is found in compounds; too much else begins or ends like a shorter one."""
STEM_LENGTH_MIN = 4
"""Letters of its stem."""
BEFORE_MIN, BEHIND_MIN = 2, 3
"""Letters that a compound has at least before the word (*Ölpreis*) or behind it (*Parteitag*): with fewer,
*Trump* would be in *Trumpf*."""


def may_be_compound(stem: str) -> bool:
    """Tell whether a stem is long enough for that of a compound, and all letters."""
    return len(stem) >= WORD_LENGTH_MIN + BEFORE_MIN and stem.isalpha()


def is_in_compound(part: str, stem: str) -> bool:
    """Tell whether a compound begins or ends with a word, by the stems of both."""
    if not may_be_compound(stem):
        return False
    rest = len(stem) - len(part)
    return (rest >= BEFORE_MIN and stem.endswith(part)) or (rest >= BEHIND_MIN and stem.startswith(part))
