"""Read a claim as people paste it: quotation marks, ellipses, an editor's brackets, a final stop."""

import itertools
import math
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from app.verbatim.characters import (
    APOSTROPHES,
    BEFORE_OPENING,
    CLOSING_FORMS,
    DASHES,
    DOUBLE_MARKS,
    ELLIPSES,
    FINAL_STOPS,
    FOLDED_APOSTROPHE,
    FOLDED_LONG_DASH,
    HYPHENS,
    JOINING_DASHES,
    LINE_HYPHENS,
    LONG_DASHES,
    PUNCTUATION,
    SENTENCE_ENDS,
    SINGLE_MARKS,
    SPACES,
    TYPED_MARKS,
    UNIT_MARKS,
    WORD,
    ZERO_WIDTH,
    ZERO_WIDTH_NOT_SOFT,
    list_characters,
)
from app.verbatim.markup import read_markup
from app.verbatim.rewriting import cuts_accent, rewrite_each_way
from app.verbatim.spans import Span
from app.verbatim.tokens import has_word

ALTERNATIVES_MAX = 1_000
"""Ways to read a part of a claim. Many brackets have more, and such a claim is refused."""
FORMS_MAX = 16
"""Forms of a claim, without marks, ellipses and stops around it; more than these are not tried."""
MARKS_MAX = 16
"""Layers of quotation marks that are removed from a claim; more of them are no typography."""

_BLANK = f"{SPACES}{ZERO_WIDTH}"
_BLANKS = list_characters(_BLANK)
_INVISIBLE_EDGE = regex.compile(f"^[{ZERO_WIDTH}]|[{ZERO_WIDTH}]$")
# Possessive throughout: a claim may be ten thousand dots or spaces, and is never read twice.
_DOTS = rf"[{ELLIPSES}]|\.{{3,}}+|\.(?: \.){{2,}}+"
_GAPS = regex.compile(rf"\[\s*+(?:{_DOTS})\s*+\]|\(\s*+(?:{_DOTS})\s*+\)|{_DOTS}")
# Four dots are a full stop and an ellipsis.
_STOP_BEFORE_GAP = regex.compile(r"\.{4,}+$")
_BRACKETS = regex.compile(r"\[([^\[\]]*)\]")
_DASHES = rf"(?:[{HYPHENS}{DASHES}{LONG_DASHES}]|--)"
_COPIED_LINE_END = regex.compile(rf"(?<=\p{{L}})([{LINE_HYPHENS}])[{SPACES}]+(?=\p{{Ll}})")
# One class, and `re`: most claims are only asked this.
_MAY_BE_SPACED = re.compile(f"[{HYPHENS}{DASHES}{LONG_DASHES}{APOSTROPHES}]")
_ANY_DASH = regex.compile(f"[{HYPHENS}{DASHES}{LONG_DASHES}]")
_JOINING = regex.compile(
    rf"(?<=[{WORD}])(?:[{JOINING_DASHES}][{SPACES}]*+|--)(?=[{WORD}])|(?<=\p{{Nd}})[{HYPHENS}](?=\p{{Nd}})"
)
_PARTING = regex.compile(
    rf"(?<=[{WORD}])(?:[{SPACES}]++{_DASHES}[{SPACES}]++|[{LONG_DASHES}]|---?)(?=[{WORD}])"
)
_PARTED, _JOINED, _LEFT = f" {FOLDED_LONG_DASH} ", JOINING_DASHES[1], f"{JOINING_DASHES[1]} "
_UNSEEN = regex.compile(f"[{ZERO_WIDTH_NOT_SOFT}]+")
_ANY_APOSTROPHE = regex.compile(rf"\p{{L}}[{SPACES}]*[{APOSTROPHES}][{SPACES}]*\p{{L}}")
_PARTED_APOSTROPHE = regex.compile(
    rf"(?<=\p{{L}})(?:[{SPACES}]++[{APOSTROPHES}]|[{APOSTROPHES}][{SPACES}]++)(?=\p{{L}})"
)
_JOINED_APOSTROPHE = regex.compile(rf"(?<=\p{{L}})[{APOSTROPHES}](?=\p{{L}})")
_WORDLIKE = regex.compile(f"[{WORD}]")


class TooManyReadings(ValueError):
    """The claim has so many brackets that there are too many ways to read it."""


class Variant(NamedTuple):
    """A way to read a claim as a whole, without the reference marks and the markup that were pasted along.

    The first variant of a claim is the claim itself.
    """

    text: str
    marks: tuple[str, ...] = ()
    markup: tuple[str, ...] = ()


class Trimmed(NamedTuple):
    """How a form of a claim differs from it: not at all, or also in a full stop or comma at the end."""

    is_whole: bool
    lost_stop: bool


class Alternative(NamedTuple):
    """A way to read a part of a claim, with the brackets that it reads as an editor's insertions.

    `lost_stop` tells that the claim has a full stop or comma behind it.
    """

    words: str
    inserted: tuple[str, ...] = ()
    lost_stop: bool = False


class Reading(NamedTuple):
    """A way to read a claim: parts in this order, with gaps between them.

    Each part is one of its alternatives. `inserted` are brackets that are a part of their own.
    """

    parts: tuple[tuple[Alternative, ...], ...]
    inserted: tuple[str, ...]
    variant: Variant


def list_variants(claim: str) -> list[Variant]:
    """Return the ways to read a claim as a whole: as it is, then without what was pasted along."""
    markup = read_markup(claim)
    found: dict[str, Variant] = {}
    for words, removed in ((claim, ()), *([markup] if markup.removed else [])):
        found.setdefault(words, Variant(words, (), removed))
        for one in rewrite_each_way(words):
            marks = tuple(mark for _, mark in one.marks)
            found.setdefault(one.text, Variant(one.text, marks, removed))
    return list(found.values())


def read_plainly(claim: str) -> Variant:
    """Return the variant of a claim that most of what was pasted along is removed from.

    Its words that a copy has broken (sieg- reich) are broken at a line end again, where folding joins them.
    """
    plainest = max(list_variants(claim), key=lambda one: (len(one.markup), len(one.marks), -len(one.text)))
    return plainest._replace(text=_COPIED_LINE_END.sub(r"\1\n", plainest.text))


def strip_quotation_marks(claim: str) -> str:
    """Return the claim without quotation marks that enclose all of it, and without white space around it.

    A single mark at an edge without its other half is removed, too. Marks that enclose only a part of the
    claim are not, and neither is anything after a closing mark.
    """
    for _ in range(MARKS_MAX):
        claim = claim.strip(_BLANKS)
        width = _count_enclosing(claim)
        if width:
            claim = claim[width:-width]
        elif len(claim) > 1 and _is_half(claim, claim[0]):
            claim = claim[1:]
        elif len(claim) > 1 and _is_half(claim, claim[-1]) and not _is_unit_or_accent(claim):
            claim = claim[:-1]
        else:
            break
    return claim.strip(_BLANKS)


def _count_enclosing(claim: str) -> int:
    """Return the length of each of the marks that enclose all of the claim; 0 if there are none."""
    for opening, closing in TYPED_MARKS:
        inside = claim[len(opening) : -len(closing)]
        is_pair = inside and claim.startswith(opening) and claim.endswith(closing)
        if is_pair and opening not in inside and closing not in inside:
            return len(opening)
    return 1 if len(claim) > 1 and _is_enclosed(claim) else 0


def _get_kind(mark: str) -> str:
    """Return the marks of the same kind, single or double; empty if it is none."""
    return next((kind for kind in (SINGLE_MARKS, DOUBLE_MARKS) if mark in kind), "")


def _is_enclosed(claim: str) -> bool:
    """Tell whether the last mark closes the first one, and no mark before it does."""
    kind = _get_kind(claim[0])
    if not kind or claim[-1] not in kind:
        return False
    depth = 1
    for at in range(1, len(claim) - 1):
        if claim[at] not in kind or _is_apostrophe(claim, at):
            continue
        # After white space, a bracket or another mark a quotation opens, after anything else it closes. With
        # white space on both sides its form tells: « non ».
        before, after = claim[at - 1], claim[at + 1]
        opens = before.isspace() or before in BEFORE_OPENING or bool(_get_kind(before))
        if before.isspace() and after.isspace():
            opens = claim[at] not in CLOSING_FORMS
        depth += 1 if opens else -1
        if depth == 0:
            return False
    return depth == 1


def _is_apostrophe(claim: str, at: int) -> bool:
    return bool(
        at > 0
        and claim[at] in SINGLE_MARKS
        and _WORDLIKE.match(claim, at + 1)
        and _WORDLIKE.match(claim, at - 1)
    )


def _is_half(claim: str, mark: str) -> bool:
    """Tell whether this is a mark without its other half in the claim."""
    kind = _get_kind(mark)
    return (
        bool(kind) and sum(one in kind and not _is_apostrophe(claim, at) for at, one in enumerate(claim)) == 1
    )


def _is_unit_or_accent(claim: str) -> bool:
    """Tell whether the last mark may mean feet or inches, or is the accent of the last letter."""
    is_unit = claim[-1] in UNIT_MARKS and claim[-2].isdigit()
    return is_unit or cuts_accent(claim, Span(0, len(claim) - 1))


def drop_final_stop(claim: str) -> str | None:
    """Return the claim without a full stop or comma at its end, or None if it ends otherwise."""
    if claim.endswith(tuple(FINAL_STOPS)) and not claim.endswith(".."):
        return strip_quotation_marks(claim[:-1])
    return None


def drop_citing_stop(claim: str, passage: str) -> str:
    """Return a claim without its final stop, unless the passage that it is near to ends with that or with the
    end of a sentence: else the stop is the citing sentence's own."""
    is_quoted = passage[-1] in (claim[-1], *SENTENCE_ENDS)
    return claim if is_quoted else drop_final_stop(claim) or claim


def list_claims(claim: str) -> dict[str, Trimmed]:
    """Return the forms of a claim, those that change least first, and how each differs from it.

    Marks around it and ellipses at its very start and end are not part of it. A full stop or comma at its end
    may be the citing sentence's: a form without it is not all of the claim.
    """
    forms = {strip_quotation_marks(claim): Trimmed(not _INVISIBLE_EDGE.search(claim), lost_stop=False)}
    for form in (queue := list(forms)):
        without_gaps, stopless = strip_quotation_marks(_trim_gaps(form)), drop_final_stop(form)
        has_stop = _STOP_BEFORE_GAP.search(form) is not None
        for other, trimmed in (
            (without_gaps, Trimmed(is_whole=False, lost_stop=True) if has_stop else forms[form]),
            (stopless, Trimmed(is_whole=False, lost_stop=True)),
        ):
            if other is not None and other not in forms and has_word(other) and len(forms) < FORMS_MAX:
                forms[other] = trimmed
                queue.append(other)
    return forms


def _trim_gaps(claim: str) -> str:
    """Return a claim without the ellipses at its very start and end."""
    gaps = list(_GAPS.finditer(claim))
    start, end = 0, len(claim)
    for gap in gaps:
        if claim[start : gap.start()].strip():
            break
        start = gap.end()
    for gap in reversed(gaps):
        if gap.start() < start or claim[gap.end() : end].strip():
            break
        end = gap.start()
    return claim[start:end]


def list_spacings(words: str) -> list[str]:
    """Return the words as they are, and with other white space beside all their dashes or apostrophes.

    An unspaced dash joins, as a hyphen does (2022–23), or parts as a long or spaced one does (2022 – 23). An
    apostrophe joins letters, also where a reader of PDF parts them (l’ État).
    """
    if not _MAY_BE_SPACED.search(words):
        return [words]
    found = [words]
    plain = _UNSEEN.sub("", words)
    if _ANY_DASH.search(plain):
        found += [_JOINING.sub(_PARTED, plain), _PARTING.sub(_JOINED, plain), _PARTING.sub(_LEFT, plain)]
    if _ANY_APOSTROPHE.search(plain):
        found += [
            _PARTED_APOSTROPHE.sub(FOLDED_APOSTROPHE, plain),
            _JOINED_APOSTROPHE.sub(f"{FOLDED_APOSTROPHE} ", plain),
        ]
    return list(dict.fromkeys(found))


def read_claim(claim: str) -> Iterator[Reading]:
    """Yield the readings of a claim with omissions or insertions: its brackets literally, then as insertions.

    A number in brackets may be a reference mark, so a bracket is an insertion only if it is nothing else.
    Raises `TooManyReadings`.
    """
    first, *others = variants = list_variants(claim)
    for variant in variants:
        pieces, lost_stop = _split_gaps(variant)
        if len(pieces) > 1 and all(has_word(piece) for piece in pieces):
            whole = [(Alternative(piece),) for piece in pieces]
            yield Reading(_read_stops(whole, lost_stop=lost_stop), (), variant)
    for variant in (*others, first):
        pieces, lost_stop = _split_gaps(variant)
        if any(map(_BRACKETS.search, pieces)):
            wanted = [piece for piece in pieces if has_word(_BRACKETS.sub("", piece))]
            parts = [_read_brackets(piece) for piece in wanted]
            apart = [one[1] for piece in pieces if piece not in wanted for one in _BRACKETS.finditer(piece)]
            if parts:
                yield Reading(_read_stops(parts, lost_stop=lost_stop), tuple(apart), variant)


def _split_gaps(variant: Variant) -> tuple[list[str], bool]:
    """Return the pieces between the gaps of a claim, and whether a final stop was removed behind them."""
    forms = list_claims(variant.text)
    shortest = min(forms, key=len)
    pieces = [piece for piece in (strip_quotation_marks(one) for one in _GAPS.split(shortest)) if piece]
    return pieces, forms[shortest].lost_stop


def _read_stops(
    parts: Sequence[tuple[Alternative, ...]], *, lost_stop: bool
) -> tuple[tuple[Alternative, ...], ...]:
    """Return the parts, each also without the full stop or comma at its end: it may be the citing sentence's.

    `lost_stop` tells that the last part has already lost it.
    """
    *others, last = parts
    if lost_stop:
        last = tuple(one._replace(lost_stop=True) for one in last)
    return tuple((*part, *_drop_stops(part)) for part in (*others, last))


def _drop_stops(part: Sequence[Alternative]) -> Iterator[Alternative]:
    for one in part:
        words = drop_final_stop(one.words)
        if words is not None and has_word(words):
            yield one._replace(words=words, lost_stop=True)


def _read_brackets(piece: str) -> tuple[Alternative, ...]:
    """Return the ways to read a part of a claim, with its brackets literally or as an editor's insertions.

    Brackets within a word enclose letters that the editor added or changed in case (`[D]ie`). Others enclose
    words that were added or repeated.
    """
    groups = list(_BRACKETS.finditer(piece))
    choices = [_list_choices(piece, one) for one in groups]
    if math.prod(len(one) for one in choices) > ALTERNATIVES_MAX:
        raise TooManyReadings
    found: dict[str, Alternative] = {}
    for chosen in itertools.product(*choices):
        words, at = "", 0
        for group, text in zip(groups, chosen, strict=True):
            words += piece[at : group.start()] + text
            at = group.end()
            if not text and regex.match(rf"\s|[{PUNCTUATION}]|$", piece, pos=at):
                words = words.rstrip()
        inserted = tuple(
            group.group(1) for group, text in zip(groups, chosen, strict=True) if text != group.group()
        )
        words = strip_quotation_marks(words + piece[at:])
        if has_word(words):
            found.setdefault(words, Alternative(words, inserted))
    return tuple(found.values())


def _list_choices(claim: str, group: "regex.Match[str]") -> list[str]:
    """Return what the text may contain where the claim has a bracket."""
    before, after = claim[: group.start()][-1:], claim[group.end() :][:1]
    letters = group.group(1)
    if _WORDLIKE.match(before) or _WORDLIKE.match(after):
        changed = [letters, letters.lower(), letters.upper(), letters.capitalize(), ""]
        return list(dict.fromkeys([group.group(), *changed]))
    return list(dict.fromkeys([group.group(), "", letters]))
