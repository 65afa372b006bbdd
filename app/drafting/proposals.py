"""Put together what rules say of each passage in marks: its clue, its type, the part that it continues."""

import itertools
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from app.drafting.attribution import Clue
from app.drafting.inheritance import Attributed, attribute
from app.drafting.marks import Marked
from app.drafting.sentences import Sentence
from app.drafting.speakers import Speakers
from app.drafting.types import OWN_RULES, UNCLOSED_SCORE, Judged, judge, judge_alone
from app.vocabulary import QuoteType

_INTERRUPTING = frozenset(",–—-")


class Proposal(NamedTuple):
    """What is proposed of a passage; `continues` is the index of another one.

    `needs_review` tells that the passage may be of another quotation than its marks say.
    """

    type: QuoteType
    score: float
    clue: Clue | None
    continues: int | None
    needs_review: bool = False


def propose(
    text: str,
    marked: Sequence[Marked],
    sentences: Sequence[Sentence],
    speakers: Speakers,
) -> list[Proposal]:
    """Return the proposal for each passage in marks."""
    places = attribute(text, marked, sentences, speakers.people)
    links = _link(marked, sentences, places)
    clues = {index: place.clue for index, place in places.items()}
    parted = _part(links, clues, speakers)
    clues = _share_clues(links, clues)
    grammar = speakers.grammar
    judged = [
        judge(grammar, text, one, sentences[place.sentence].tokens, place.at, clues.get(index))
        if (place := places.get(index)) is not None
        else judge_alone(text, one)
        for index, one in enumerate(marked)
    ]
    return _share_types(links, clues, judged, parted)


def _link(
    marked: Sequence[Marked], sentences: Sequence[Sentence], places: Mapping[int, Attributed]
) -> dict[int, int]:
    """Return which passage each later part of a quotation continues."""
    links = {index: one.continues for index, one in enumerate(marked) if one.continues is not None}
    for before, after in itertools.pairwise(places):
        if after not in links and _is_interrupted(sentences, places[before], places[after]):
            links[after] = before
    return dict(sorted(links.items()))


def _is_interrupted(sentences: Sequence[Sentence], one: Attributed, other: Attributed) -> bool:
    """Tell whether only the clause that names the speaker is between: „…“, sagte X, „…“."""
    clue = one.clue
    if one.sentence != other.sentence or clue is None or clue.cue is None:
        return False
    tokens = sentences[one.sentence].tokens
    is_behind = clue.rule in ("cue-behind", "subject-behind") and clue.cue.start >= tokens[one.at].end
    return is_behind and tokens[other.at - 1].text in _INTERRUPTING


def _part(links: dict[int, int], clues: Mapping[int, Clue | None], speakers: Speakers) -> set[int]:
    """Cut the links between parts that different speakers say, and return all parts of such quotations.

    Where a closing mark is missing, the next paragraph would continue what somebody else says.
    """
    parted: set[int] = set()
    chains: dict[int, list[int]] = {}
    said: dict[int, Clue] = {}
    """The clue of each part so far: its own, or the one of a part before."""
    for index in sorted({*links, *links.values()}):
        before, own = links.get(index), _get_own(clues.get(index))
        first = None if before is None else said.get(before)
        if before is not None and not _agree(first, own, speakers):
            parted |= {*chains[before], index}
            del links[index]
            before = first = None
        chains[index] = [index] if before is None else chains[before]
        if before is not None:
            chains[index].append(index)
        clue = own or first
        if clue is not None:
            said[index] = clue
    return parted


def _get_own(clue: Clue | None) -> Clue | None:
    return clue if clue is not None and clue.rule in OWN_RULES else None


def _agree(one: Clue | None, other: Clue | None, speakers: Speakers) -> bool:
    """Tell whether two parts may be one quotation: one word introduces both, or they have one speaker."""
    if one is None or other is None or (one.cue is not None and one.cue == other.cue):
        return True
    if one.mention is None or other.mention is None:
        return one.mention is other.mention
    return speakers.is_same(one.mention, other.mention)


def _share_clues(links: Mapping[int, int], clues: Mapping[int, Clue | None]) -> dict[int, Clue | None]:
    """Give a part without its own clue the one of the part before, else the one of a later part."""
    shared = dict(clues)
    for after, before in links.items():
        clue, own = shared.get(before), _get_own(clues.get(after))
        if clue is None:
            continue
        if _get_own(clue) is None:
            shared[after] = own or clue
        elif own is None or own.cue == clue.cue:
            shared[after] = clue._replace(rule="cue-between")
    for after, before in reversed(list(links.items())):
        clue = _get_own(shared.get(after))
        if clue is not None and _get_own(shared.get(before)) is None:
            shared[before] = clue._replace(rule="cue-between")
    return shared


def _is_open(before: Proposal) -> bool:
    """Tell whether a part has no closing mark: what seems to continue it may be another quotation."""
    return before.needs_review or before.score <= UNCLOSED_SCORE


def propose_alone(text: str, marked: Sequence[Marked]) -> list[Proposal]:
    """Return the proposal for each passage by its own words alone: nothing is attributed."""
    links = {index: one.continues for index, one in enumerate(marked) if one.continues is not None}
    return _share_types(links, {}, [judge_alone(text, one) for one in marked], ())


def _share_types(
    links: Mapping[int, int],
    clues: Mapping[int, Clue | None],
    judged: Sequence[Judged],
    parted: Collection[int],
) -> list[Proposal]:
    """Give the parts of a quotation the type of the first one; a term continues nothing."""
    proposals: list[Proposal] = []
    for index, own in enumerate(judged):
        before = links.get(index)
        if before is not None and proposals[before].type is QuoteType.TERM:
            before = None
        kind = own.type if before is None else proposals[before].type
        must_look = index in parted or (before is not None and _is_open(proposals[before]))
        proposals.append(Proposal(kind, own.score, clues.get(index), before, must_look))
    return proposals
