"""Find the unit that the offsets of a file count: the one in which they cut the words that the file gives.

A number is never trusted. A passage whose words the file does not give must at least begin and end at edges
of words, and either within a pair of quotation marks or outside of it.
"""

import bisect
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import regex

from app.converting.annotations import Annotated, LabelledPassage, Piece, Problem, RefusedFile, Unit
from app.converting.quotation_marks import read_marks
from app.verbatim import Span
from app.verbatim.characters import SPACES, WORD, ZERO_WIDTH

EVIDENCE_MIN = 4
"""Passages without words that tell for a unit which is not the format's: fewer may fit it by chance."""

FITS = "the words of the file fit it"
ON_TRUST = "the unit of the format, on trust: no words to check"
"""Why a unit is taken that nothing in a file tells."""
OF_FILE = "edges of words in the whole file fit it alone"
AS_TOLD = "as told, on trust: no words to check"

_ASTRAL = regex.compile(r"[\U00010000-\U0010FFFF]")
_CLUSTER = regex.compile(r"\X")
_BLANK = regex.compile(f"[{SPACES}{ZERO_WIDTH}]*")
_INSIDE_WORD = regex.compile(rf"(?<=[{WORD}])(?=[{WORD}])")


class Choice(NamedTuple):
    """The unit of a file, why it was chosen, and what does not fit although a person says that it does.

    It is `on_trust` if the file has no words by which any of its offsets could be checked.
    """

    unit: Unit
    reason: str
    doubts: tuple[Problem, ...] = ()
    on_trust: bool = False


@lru_cache(maxsize=8)
def make_table(text: str, unit: Unit) -> dict[int, int] | range:
    """Return the code point offset of each offset in a unit; an offset within a character has none."""
    if unit is Unit.GRAPHEMES:
        starts = [found.start() for found in _CLUSTER.finditer(text)]
        return dict(enumerate([*starts, len(text)]))
    if unit is Unit.UTF16 and _ASTRAL.search(text):
        table, at = {}, 0
        for offset, character in enumerate(text):
            table[at] = offset
            at += 2 if character > "\uffff" else 1
        return {**table, at: len(text)}
    return range(len(text) + 1)


def convert(text: str, piece: Piece, unit: Unit) -> Span | None:
    """Return the span of code points of a piece; None if it is empty, reversed, or not in the text."""
    table = make_table(text, unit)
    if piece.start < 0:
        return None
    try:
        span = Span(table[piece.start], table[piece.end])
    except (KeyError, IndexError):
        return None
    return span if span.start < span.end else None


def choose(texts: Sequence[Annotated], told: Unit | None, of_file: Unit | None = None) -> Choice:
    """Return the unit that fits all texts of a file; several if they lead to the same words.

    `told` is what a person says, and `of_file` what fits the whole file, of which these are a part. Raises
    `RefusedFile` with every place that does not fit if no unit does, or one that too few passages tell for.
    """
    declared = told or of_file or texts[0].unit
    has_words = any(gives_words(one, passage) for one in texts for passage in one.passages)
    wrong = list_misfits(texts, declared)
    if not wrong:
        if has_words or not any(one.passages for one in texts):
            return Choice(declared, _explain_fit(texts))
        reason = AS_TOLD if told else OF_FILE if declared is not texts[0].unit else ON_TRUST
        return Choice(declared, reason, on_trust=True)
    others = [unit for unit in Unit if unit is not declared and not list_misfits(texts, unit)]
    if told and not others and not list_misfits(texts, told, edges=False):
        return Choice(told, AS_TOLD, tuple(wrong), on_trust=True)
    enough = has_words or sum(len(one.passages) for one in texts) >= EVIDENCE_MIN
    if is_one_reading(texts, others) and enough and not told and not of_file:
        reason = f"{FITS} alone" if has_words else "edges of words fit it alone"
        return Choice(others[0], reason, on_trust=not has_words)
    raise RefusedFile(wrong, _explain(texts, declared, others, has_words=has_words))


def _explain_fit(texts: Sequence[Annotated]) -> str:
    bare = sum(not gives_words(one, passage) for one in texts for passage in one.passages)
    return f"{FITS}; {bare:,} passages have none" if bare else FITS


def is_one_reading(texts: Sequence[Annotated], units: Iterable[Unit]) -> bool:
    """Tell whether some units lead to the same words; not if there is no unit."""
    return len({tuple(_list_spans(texts, unit)) for unit in units}) == 1


def _list_spans(texts: Sequence[Annotated], unit: Unit) -> Iterator[Span | None]:
    return (
        convert(one.text, piece, unit)
        for one in texts
        for passage in one.passages
        for piece in passage.pieces
    )


def list_misfits(texts: Sequence[Annotated], unit: Unit, *, edges: bool = True) -> list[Problem]:
    """Return every place of the texts that does not fit a unit; without `edges`, by their words alone."""
    return [problem for one in texts for problem in _list_misfits(one, unit, checks_edges=edges)]


def gives_words(annotated: Annotated, passage: LabelledPassage) -> bool:
    """Tell whether the file says which words a passage is: its own, or those of tokens."""
    return (
        bool(annotated.witnesses)
        or passage.words is not None
        or all(piece.words is not None for piece in passage.pieces)
    )


def _list_misfits(annotated: Annotated, unit: Unit, *, checks_edges: bool) -> Iterator[Problem]:
    for one in annotated.witnesses:
        span = convert(annotated.text, one, unit)
        cut = "" if span is None else annotated.text[slice(*span)]
        if cut != one.words:
            yield Problem(f"[{one.start}, {one.end})", f"is {_show(cut)}, not {_show(one.words or '')}")
    gaps = _find_gaps(annotated, unit)
    for passage in annotated.passages:
        is_bare = checks_edges and not gives_words(annotated, passage)
        detail = _check(annotated, passage, unit, checks_edges=is_bare) or _check_gaps(
            annotated.text, passage, unit, gaps
        )
        if detail is not None:
            yield Problem(passage.place, detail)


def _check(annotated: Annotated, passage: LabelledPassage, unit: Unit, *, checks_edges: bool) -> str | None:
    """Return what is wrong with the pieces of a passage in a unit, or None."""
    text = annotated.text
    spans = [convert(text, piece, unit) for piece in passage.pieces]
    for piece, span in zip(passage.pieces, spans, strict=True):
        place = f"[{piece.start}, {piece.end})"
        if span is None:
            return f"{place} is no part of the text"
        if piece.words is not None and not _is_same(annotated, text[slice(*span)], piece.words):
            return f"{place} is {_show(text[slice(*span)])}, not {_show(piece.words)}"
        if checks_edges and (cuts_word(text, span.start) or cuts_word(text, span.end)):
            return f"{place} is {_show(text[slice(*span)])}, which begins or ends inside a word"
        if checks_edges and read_marks(text).has_half(span):
            return f"{place} is {_show(text[slice(*span)])}, with one of two quotation marks"
    if passage.words is not None and passage.pieces:
        joined = " ".join(text[slice(*span)] for span in spans if span)
        if not _is_same(annotated, joined, passage.words):
            return f"is {_show(joined)}, not {_show(passage.words)}"
    return None


def _find_gaps(annotated: Annotated, unit: Unit) -> list[Span]:
    """Return the places between tokens where the text has more than white space, in order."""
    spans = sorted(filter(None, (convert(annotated.text, one, unit) for one in annotated.witnesses)))
    gaps, end = [], spans[0].end if spans else 0
    for span in spans:
        if not _BLANK.fullmatch(annotated.text, end, max(end, span.start)):
            gaps.append(Span(end, span.start))
        end = max(end, span.end)
    return gaps


def _check_gaps(text: str, passage: LabelledPassage, unit: Unit, gaps: Sequence[Span]) -> str | None:
    """Return what a passage has between its tokens: such words are not in the file."""
    for span in filter(None, (convert(text, piece, unit) for piece in passage.pieces)):
        at = bisect.bisect_left(gaps, Span(span.start, 0))
        if at < len(gaps) and gaps[at].end <= span.end:
            return f"the text has {_show(text[slice(*gaps[at])])} between its tokens"
    return None


def _is_same(annotated: Annotated, cut: str, words: str) -> bool:
    if annotated.has_spaces_for_line_ends:
        return _to_spaces(cut) == _to_spaces(words)
    return cut == words


def _to_spaces(words: str) -> str:
    return words.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")


def cuts_word(text: str, at: int) -> bool:
    """Tell whether an offset is inside a word."""
    return _INSIDE_WORD.match(text, at) is not None


def _show(words: str) -> str:
    return f"“{words[:60]} …”" if len(words) > 60 else f"“{words}”"


def _explain(texts: Sequence[Annotated], unit: Unit, others: Sequence[Unit], *, has_words: bool) -> str:
    """Return the likely cause of offsets that do not fit."""
    if others:
        found = " and ".join(others)
        return f"the offsets do not fit in {unit}, but in {found}; say so with --unit if that is right"
    if any("\r\n" in one.text for one in texts):
        bare = [one._replace(text=one.text.replace("\r\n", "\n")) for one in texts]
        if any(not list_misfits(bare, other) for other in Unit):
            return "the offsets count each CR LF as one character; give the text with LF as its line ends"
    marked = [one._replace(text=one.text.removeprefix("\ufeff")) for one in texts]
    if marked != list(texts) and any(not list_misfits(marked, other) for other in Unit):
        return "the text begins with a byte order mark, which the offsets do not count; take it away"
    moved = {
        "one too high": [_shift(one, -1) for one in texts],
        "one too low": [_shift(one, 1) for one in texts],
    }
    for other in sorted(Unit, key=lambda one: one is not unit):
        for way, shifted in moved.items():
            if not list_misfits(shifted, other):
                return f"all offsets are {way}, in {other}; correct them in the file"
    counted = ", ".join(Unit)
    cause = "the text is another one, or the file is damaged" if has_words else "check the text and the file"
    if not list_misfits(texts, unit, edges=False):
        cause = f"check the text and the file, or say --unit to take them as {unit} all the same"
    return f"the offsets do not fit in any unit ({counted}); {cause}"


def _shift(annotated: Annotated, by: int) -> Annotated:
    def move(piece: Piece) -> Piece:
        return piece._replace(start=piece.start + by, end=piece.end + by)

    return annotated._replace(
        witnesses=tuple(map(move, annotated.witnesses)),
        passages=tuple(one._replace(pieces=tuple(map(move, one.pieces))) for one in annotated.passages),
    )
