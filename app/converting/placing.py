"""Place the passages of a text: by their offsets in the unit of the file, or by their words."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from app.converting.annotations import Annotated, LabelledPassage, Loss, Problem, RefusedFile, Unit
from app.converting.selectors import find_selected, is_of_another_place
from app.converting.units import Choice, choose, convert, gives_words
from app.verbatim import Span

ANNOTATIONS_MAX = 50_000
"""Passages, or links, of one text: a document has 5,000 quotes, each with its speaker, addressee and cue."""


NEAREST_MAX = 20
"""Words that are not found for which the nearest passage is shown."""


class Placed(NamedTuple):
    """A text whose passages have spans of code points, in reading order, by their ids."""

    annotated: Annotated
    spans: dict[str, tuple[Span, ...]]
    unit: str
    losses: tuple[Loss, ...] = ()
    on_trust: bool = False
    """Whether the file has no words by which its offsets could be checked."""


def place_all(
    texts: Sequence[Annotated],
    told: Unit | None = None,
    of_file: Unit | None = None,
    *,
    leaves_out_orphans: bool = False,
) -> list[Placed]:
    """Place the passages of all texts of a file, in one unit; raises `RefusedFile`.

    `told` is the unit that a person says, `of_file` the one that fits the file of which these are a part.
    Words that are not in the text refuse the file. Of a format whose annotations outlive changes of the text,
    they are left out and told instead if a person says so, and if they are the smaller part.
    """
    if not texts:
        return []
    _require_sound(texts)
    if leaves_out_orphans:
        texts = [_leave_out_orphans(one) if one.may_have_orphans else one for one in texts]
    try:
        choice = choose(texts, told, of_file)
    except RefusedFile:
        if told or not all(_has_selectors(one) for one in texts):
            raise
        return [_place_by_words(one) for one in texts]
    return [_place_by_offsets(one, choice) for one in texts]


def _require_sound(texts: Sequence[Annotated]) -> None:
    for annotated in texts:
        if max(len(annotated.passages), len(annotated.links)) > ANNOTATIONS_MAX:
            detail = f"has more than {ANNOTATIONS_MAX:,} annotations or links"
            raise RefusedFile([Problem(annotated.name, detail)])
        counts = Counter(one.id for one in annotated.passages)
        twice = [Problem(one, "this id occurs twice") for one, count in counts.items() if count > 1]
        if twice:
            raise RefusedFile(twice)


def _leave_out_orphans(annotated: Annotated) -> Annotated:
    """Return a text without the passages whose words are not in it, if these are the smaller part."""
    orphans = {
        one.id: Loss("words that are not in the text", one.place, one.words[:100])
        for one in annotated.passages
        if one.words is not None and one.words not in annotated.text
    }
    if not orphans or 2 * len(orphans) >= len(annotated.passages):
        return annotated
    found = tuple(one for one in annotated.passages if one.id not in orphans)
    return annotated._replace(passages=found, losses=(*annotated.losses, *orphans.values()))


def _has_selectors(annotated: Annotated) -> bool:
    return bool(annotated.passages) and all(one.selector is not None for one in annotated.passages)


def _place_by_offsets(annotated: Annotated, choice: Choice) -> Placed:
    spans: dict[str, tuple[Span, ...]] = {}
    problems: list[Problem] = []
    for passage in annotated.passages:
        try:
            spans[passage.id] = _find_spans(
                annotated.text, passage, choice.unit, shows_nearest=len(problems) < NEAREST_MAX
            )
        except RefusedFile as refused:
            problems += refused.problems
    if problems:
        raise RefusedFile(problems)
    ids = {one.place for one in annotated.passages}
    doubts = [Loss("offsets on trust", *one) for one in choice.doubts if one.place in ids]
    if not choice.on_trust:
        bare = [one.place for one in annotated.passages if not gives_words(annotated, one)]
        doubts += [Loss("offsets on trust", one, "the file has no words for them") for one in bare]
    unit = f"{choice.unit}: {choice.reason}"
    return Placed(annotated, spans, unit, tuple(doubts), choice.on_trust)


def _find_spans(text: str, passage: LabelledPassage, unit: Unit, *, shows_nearest: bool) -> tuple[Span, ...]:
    if not passage.pieces and passage.selector is not None:
        return (find_selected(text, passage.selector, passage.place, shows_nearest=shows_nearest),)
    spans = [span for piece in passage.pieces if (span := convert(text, piece, unit)) is not None]
    if not spans or len(spans) < len(passage.pieces):
        raise RefusedFile([Problem(passage.place, "has no place in the text")])
    if passage.selector is not None and is_of_another_place(text, passage.selector, spans[0]):
        detail = "its position is one place of its words, its prefix and suffix are those of another one"
        raise RefusedFile([Problem(passage.place, detail)])
    return tuple(sorted(spans))


def _place_by_words(annotated: Annotated) -> Placed:
    """Place passages by their words alone, because their offsets are those of another text."""
    spans: dict[str, tuple[Span, ...]] = {}
    problems: list[Problem] = []
    for passage in annotated.passages:
        assert passage.selector is not None  # noqa: S101 - the caller has checked it
        try:
            spans[passage.id] = (
                find_selected(
                    annotated.text, passage.selector, passage.place, shows_nearest=len(problems) < NEAREST_MAX
                ),
            )
        except RefusedFile as refused:
            problems += refused.problems
    if problems:
        raise RefusedFile(problems, "the offsets fit in no unit, and not all words are found")
    loss = Loss("offsets that do not fit", annotated.name, "the words were found, the offsets not used")
    return Placed(annotated, spans, "none: found by words", (loss,))
