"""Put together what rules say of each passage in marks: its clue, its type, the part that it continues."""

import itertools
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.drafting.attribution import Clue
from app.drafting.inheritance import Attributed, attribute
from app.drafting.marks import Marked
from app.drafting.phrases import Grammar
from app.drafting.sentences import Sentence
from app.drafting.types import OWN_RULES, Judged, judge, judge_alone
from app.vocabulary import QuoteType

_INTERRUPTING = frozenset(",–—-")


class Proposal(NamedTuple):
    """What is proposed of a passage; `continues` is the index of another one."""

    type: QuoteType
    score: float
    clue: Clue | None
    continues: int | None


def propose(
    text: str, marked: Sequence[Marked], sentences: Sequence[Sentence], grammar: Grammar
) -> list[Proposal]:
    """Return the proposal for each passage in marks."""
    places = attribute(text, marked, sentences, grammar)
    links = _link(marked, sentences, places)
    clues = _share_clues(links, {index: place.clue for index, place in places.items()})
    judged = [
        judge(
            grammar, text, one, sentences[places[index].sentence].tokens, places[index].at, clues.get(index)
        )
        if index in places
        else judge_alone(text, one)
        for index, one in enumerate(marked)
    ]
    return _share_types(links, clues, judged)


def _link(
    marked: Sequence[Marked], sentences: Sequence[Sentence], places: Mapping[int, Attributed]
) -> dict[int, int]:
    """Return which passage each later part of a quotation continues."""
    links = {index: one.continues for index, one in enumerate(marked) if one.continues is not None}
    for before, after in itertools.pairwise(places):
        if after not in links and _is_interrupted(sentences, places[before], places[after]):
            links[after] = before
    return links


def _is_interrupted(sentences: Sequence[Sentence], one: Attributed, other: Attributed) -> bool:
    """Tell whether only the clause that names the speaker is between: „…“, sagte X, „…“."""
    clue = one.clue
    if one.sentence != other.sentence or clue is None or clue.cue is None:
        return False
    tokens = sentences[one.sentence].tokens
    is_behind = clue.rule in ("cue-behind", "subject-behind") and clue.cue.start >= tokens[one.at].end
    return is_behind and tokens[other.at - 1].text in _INTERRUPTING


def _share_clues(links: Mapping[int, int], clues: dict[int, Clue | None]) -> dict[int, Clue | None]:
    """Give each part the clue of the one it continues, and a first part the one of a later one."""
    shared = dict(clues)
    for after, before in sorted(links.items()):
        clue = shared.get(before)
        if clue is not None and clue.rule in OWN_RULES:
            shared[after] = clue._replace(rule="cue-between")
    for after, before in sorted(links.items(), reverse=True):
        clue, own = shared.get(after), shared.get(before)
        if clue is not None and clue.rule in OWN_RULES and (own is None or own.rule not in OWN_RULES):
            shared[before] = clue._replace(rule="cue-between")
    return shared


def _share_types(
    links: Mapping[int, int], clues: Mapping[int, Clue | None], judged: Sequence[Judged]
) -> list[Proposal]:
    """Give the parts of a quotation the type of the first one; a term continues nothing."""
    proposals: list[Proposal] = []
    for index, own in enumerate(judged):
        before = links.get(index)
        if before is None or proposals[before].type is QuoteType.TERM:
            proposals.append(Proposal(own.type, own.score, clues.get(index), None))
        else:
            proposals.append(Proposal(proposals[before].type, own.score, clues.get(index), before))
    return proposals
