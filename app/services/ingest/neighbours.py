"""Check the quotes of a document against each other: places, keys, and the parts of interrupted ones."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from app.errors import Fault
from app.schemas.document import QuoteDocument
from app.verbatim import Span
from app.vocabulary import QuoteType

ENTRIES_SHOWN_MAX = 10
"""Entries, or speakers, that a fault's detail names."""


class Placed(NamedTuple):
    """A quote of the document with its place in the text and its position in the document."""

    document_index: int
    quote: QuoteDocument
    span: Span
    occurrence: int
    cue: Span | None
    mention: Span | None


def _fault(pointer: str, detail: str) -> Fault:
    return Fault("body", pointer, detail)


def check_neighbours(placed: Sequence[Placed]) -> list[Fault]:
    """Check quotes, in reading order, against each other: places, keys and chains."""
    groups = [list(group) for _, group in itertools.groupby(placed, lambda one: one.span)]
    # That an entry is repeated is one fault, not one for its key and its link, too.
    distinct = [group[0] for group in groups]
    faults = [_make_repeated(group) for group in groups if len(group) > 1]
    faults += [*_check_keys(placed), *_check_links(distinct, {one.quote.key: one for one in placed})]
    return faults or list(_check_chains(placed))


def _make_repeated(group: Sequence[Placed]) -> Fault:
    """Return the fault of entries at the same place: how to make one of them."""
    indexes = sorted(one.document_index for one in group)
    entries = _enumerate(f"/quotes/{index}" for index in indexes)
    types = _enumerate(dict.fromkeys(str(one.quote.type) for one in group))
    place = f"[{group[0].span.start}, {group[0].span.end})"
    if len({one.quote.type for one in group}) > 1:
        advice = f"have the same place, {place}, as {types}. Words have one type: keep one of these entries."
    else:
        speakers = dict.fromkeys(speaker for one in group for speaker in one.quote.speakers)
        named = f" with the speakers of all: {_enumerate(speakers)}" if speakers else ""
        advice = f"are the same words at {place}, each time {types}. Make one entry of them{named}."
    return _fault(f"/quotes/{indexes[1]}", f"{entries} {advice}")


def _enumerate(words: Iterable[str]) -> str:
    """Return the words as a list in prose, the first ones if there are many."""
    shown = list(words)
    if len(shown) > ENTRIES_SHOWN_MAX:
        shown = [*shown[:ENTRIES_SHOWN_MAX], f"{len(shown) - ENTRIES_SHOWN_MAX} more"]
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))


def _check_keys(placed: Sequence[Placed]) -> Iterator[Fault]:
    """Check that no two quotes have the same key, except for entries at the same place."""
    by_key: dict[str, Placed] = {}
    for one in placed:
        if one.quote.key is not None and by_key.setdefault(one.quote.key, one).span != one.span:
            yield _fault(f"/quotes/{one.document_index}/key", f"The key “{one.quote.key}” occurs twice.")


def _check_links(placed: Sequence[Placed], by_key: Mapping[str | None, Placed]) -> Iterator[Fault]:
    """Check what each quote continues by itself."""
    continued: set[str] = set()
    for one in placed:
        if one.quote.continues is not None:
            detail = _check_link(one, by_key.get(one.quote.continues), continued)
            continued.add(one.quote.continues)
            if detail:
                yield _fault(f"/quotes/{one.document_index}/continues", detail)


def _check_link(one: Placed, other: Placed | None, continued: set[str]) -> str | None:
    """Return why a quote cannot be a part of the same quotation as the other, or None if it can."""
    if other is None:
        return f"No quote has the key “{one.quote.continues}”."
    if one.quote.type != other.quote.type or one.quote.type not in (QuoteType.DIRECT, QuoteType.MIXED):
        return "Only a direct or mixed quote can be continued, and only by one of the same type."
    if one.quote.continues in continued:
        return f"Another quote continues “{one.quote.continues}” already."
    return None


def _check_chains(placed: Sequence[Placed]) -> Iterator[Fault]:
    """Check that each chain has a first part, and that its parts are those of one quotation."""
    chains = find_chains(placed)
    linked = {position for position, one in enumerate(placed) if one.quote.continues is not None}
    for position in sorted(linked.difference(*chains))[:1]:
        detail = "These quotes continue each other in a circle; one part of a quotation continues none."
        yield _fault(f"/quotes/{placed[position].document_index}/continues", detail)
    for chain in chains:
        for before, part in itertools.pairwise(chain):
            if placed[before].span.overlaps(placed[part].span):
                own = placed[part if part in linked else before]
                detail = "The parts of an interrupted quotation must not overlap."
                yield _fault(f"/quotes/{own.document_index}/continues", detail)
        yield from _check_attribution([placed[position] for position in chain])


def _check_attribution(parts: Sequence[Placed]) -> Iterator[Fault]:
    """Check that no two parts of a quotation name other speakers, or other statements.

    Whoever said one part said all: otherwise the words of one speaker would be evidence against another. A
    part may leave them out.
    """
    for field in ("speakers", "statement"):
        naming = [one for one in parts if getattr(one.quote, field)]
        for part in naming[1:]:
            said, own = (_list_ids(getattr(one.quote, field)) for one in (naming[0], part))
            if set(said) != set(own):
                first = f"/quotes/{naming[0].document_index}"
                detail = f"This is a part of the same quotation as {first}, whose {_name(field, said)}."
                yield _fault(f"/quotes/{part.document_index}/{field}", detail)


def _list_ids(value: list[str] | str) -> list[str]:
    return [value] if isinstance(value, str) else value


def _name(field: str, ids: Sequence[str]) -> str:
    words = f"{field.removesuffix('s')} is" if len(ids) == 1 else f"{field} are"
    return f"{words} {_enumerate(ids)}"


def find_chains(placed: Sequence[Placed]) -> list[list[int]]:
    """Return the positions of the parts of each interrupted quotation, in reading order.

    Which part continues which does not matter: the text has their order. The links must have been checked.
    """
    by_key = {one.quote.key: position for position, one in enumerate(placed)}
    following = {
        by_key[one.quote.continues]: position
        for position, one in enumerate(placed)
        if one.quote.continues is not None
    }
    first_parts = sorted(following.keys() - following.values())
    return [sorted(_follow(following, first)) for first in first_parts]


def _follow(following: Mapping[int, int], position: int) -> Iterator[int]:
    yield position
    while position in following:
        position = following[position]
        yield position
