"""Read a claim as people paste it: quotation marks, ellipses, an editor's brackets, a final stop."""

import itertools
from collections.abc import Iterator
from typing import NamedTuple

import regex

READINGS_MAX = 32

_CLOSING = {
    "„": '“”"',
    "“": "”“",
    "”": "”",
    "«": "»",
    "»": "«",
    "‹": "›",
    "›": "‹",
    "‚": "‘’'",
    "‘": "’‘",
    "’": "’",
    '"': '"“”',
    "'": "'’",
    "`": "´'`",
    "「": "」",
    "『": "』",
}
_GAP = r"\[\s*(?:…|\.{3,})\s*\]|\(\s*(?:…|\.{3,})\s*\)|…|\.{3,}"
_GAPS = regex.compile(rf"\s*(?:{_GAP})\s*")
_EDGE_GAPS = regex.compile(rf"^(?:\s*(?:{_GAP}))+\s*|\s*(?:(?:{_GAP})\s*)+$")
_BRACKETS = regex.compile(r"\[([^\[\]]*)\]")
_WORDLIKE = regex.compile(r"[\p{L}\p{M}\p{N}_]")


class Reading(NamedTuple):
    """What a claim may mean: parts that stand in this order, with gaps between them.

    `inserted` are the words in brackets that this reading takes for an editor's.
    """

    parts: tuple[str, ...]
    inserted: tuple[str, ...] = ()


def strip_marks(claim: str) -> str:
    """Return the claim without quotation marks that enclose all of it, and without white space around it.

    A single mark at an edge whose other half is missing goes, too; marks that enclose only a part
    of the claim stay, and so does everything that stands after a closing mark.
    """
    claim = claim.strip()
    while len(claim) > 1:
        if _is_enclosed(claim):
            claim = claim[1:-1].strip()
        elif _is_half(claim, claim[0]) and claim[0] in _CLOSING:
            claim = claim[1:].strip()
        elif _is_half(claim, claim[-1]) and any(claim[-1] in closing for closing in _CLOSING.values()):
            claim = claim[:-1].strip()
        else:
            break
    return claim


def _is_enclosed(claim: str) -> bool:
    """Tell whether the first mark is closed by the last one, and not before it."""
    closing = _CLOSING.get(claim[0], "")
    if claim[-1] not in closing:
        return False
    depth = 1
    for at in range(1, len(claim) - 1):
        if claim[at] not in closing and claim[at] != claim[0]:
            continue
        if claim[at] in "'’" and _WORDLIKE.match(claim[at + 1]) and _WORDLIKE.match(claim[at - 1]):
            continue  # an apostrophe
        # After white space or another mark a quotation opens, after anything else it closes.
        depth += 1 if claim[at - 1].isspace() or claim[at - 1] in _CLOSING else -1
        if depth == 0:
            return False
    return depth == 1


def _is_half(claim: str, mark: str) -> bool:
    """Tell whether this mark has no other half in the claim."""
    partners = set(_CLOSING.get(mark, "")) | {
        opening for opening, closing in _CLOSING.items() if mark in closing
    }
    return sum(claim.count(one) for one in {mark, *partners}) == 1


def fold_final_stop(claim: str) -> str | None:
    """Return the claim without a full stop or comma at its end, or None if it ends otherwise."""
    if claim.endswith((".", ",")) and not claim.endswith(".."):
        return strip_marks(claim[:-1])
    return None


def read_claim(claim: str) -> Iterator[Reading]:
    """Yield what a claim may mean, the most literal first; a reading of one part has nothing left out.

    The claim comes from `strip_marks`. Ellipses at its very start and end are dropped, brackets are
    read literally before they are taken for an editor's, and the same for ellipses.
    """
    trimmed = strip_marks(_EDGE_GAPS.sub("", claim))
    literal = dict.fromkeys([claim, trimmed] if trimmed else [claim])
    seen = {Reading((one,)) for one in literal}
    yield from (Reading((one,)) for one in literal)
    for words, inserted in _read_brackets(trimmed):
        parts = tuple(part for part in (strip_marks(one) for one in _GAPS.split(words)) if part)
        reading = Reading(parts, inserted)
        if parts and reading not in seen and all(_WORDLIKE.search(part) for part in parts):
            seen.add(reading)
            yield reading


def _read_brackets(claim: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the claim with its brackets literally, and then as an editor's insertions.

    Brackets within a word may hold letters whose case the editor changed (`[D]ie`), or letters
    that he added; others hold words that he added, or put in the place of the same. Brackets around
    an ellipsis are none of these.
    """
    yield claim, ()
    groups = [one for one in _BRACKETS.finditer(claim) if not _GAPS.fullmatch(one.group())]
    if not groups:
        return
    inserted = tuple(one.group(1) for one in groups)
    choices = [_choose(claim, one) for one in groups]
    for chosen in itertools.islice(itertools.product(*choices), READINGS_MAX):
        words, at = "", 0
        for group, piece in zip(groups, chosen, strict=True):
            words += claim[at : group.start()] + piece
            at = group.end()
        words = regex.sub(r"\s+", " ", words + claim[at:]).strip()
        yield regex.sub(r" (?=[.,;:!?])", "", words), inserted


def _choose(claim: str, group: "regex.Match[str]") -> list[str]:
    """Return what may stand in the text where the claim has a bracket."""
    before, after = claim[: group.start()][-1:], claim[group.end() :][:1]
    if _WORDLIKE.match(before) or _WORDLIKE.match(after):
        letters = group.group(1)
        return list(dict.fromkeys([letters, letters.lower(), letters.upper(), letters.capitalize(), ""]))
    return ["", group.group(1)]
