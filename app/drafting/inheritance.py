"""Find who says each quotation: by its own sentence, else by the sentences and quotations around it."""

import bisect
from collections.abc import Sequence
from typing import NamedTuple

from app.drafting.attribution import Clue, Place, find_clue, find_reporting
from app.drafting.marks import Marked
from app.drafting.people import People
from app.drafting.phrases import Grammar
from app.drafting.plainness import is_plain
from app.drafting.sentences import WINDOW, Sentence, is_alone
from app.verbatim.characters import DOUBLE_MARKS, SINGLE_MARKS

BESIDE_MAX = 10
"""Quotations of one sentence, on either side, that share their speaker."""
SENTENCES_BACK_MAX = 6
"""Sentences of its paragraph that are searched for the speaker of a quotation."""

WEAK_RULES = frozenset({"subject"})
"""Rules that guess: a clue of the sentences before is better."""

_CLOSING = f"{SINGLE_MARKS}{DOUBLE_MARKS} "


class Attributed(NamedTuple):
    """A quotation's place, and its clue."""

    sentence: int
    at: int
    clue: Clue | None


def attribute(
    text: str, marked: Sequence[Marked], sentences: Sequence[Sentence], people: People
) -> dict[int, Attributed]:
    """Return the clue of each passage in marks that is not within another one, by its index."""
    found: dict[int, Attributed] = {}
    grammar = people.grammar
    for number, sentence in enumerate(sentences):
        for at, token in enumerate(sentence.tokens):
            if token.quotation is None:
                continue
            span = marked[token.quotation].span
            last = text[slice(*span)].rstrip(_CLOSING)[-1:]
            found[token.quotation] = Attributed(
                number, at, _find_clue(people, _place(sentences, number, at, last))
            )
    return _inherit(text, sentences, grammar, found)


def _place(sentences: Sequence[Sentence], number: int, at: int, last: str) -> Place:
    """Return the place of a quotation among the sentences around it."""
    sentence = sentences[number]
    before = sentences[number - 1] if number and sentences[number - 1].line != sentence.line else None
    following = sentences[number + 1] if number + 1 < len(sentences) else None
    start = max(0, at - WINDOW)
    near = Sentence(sentence.tokens[start : at + WINDOW], sentence.line)
    return Place(near, before, following, at - start, last)


def _find_clue(people: People, place: Place) -> Clue | None:
    """Return the clue of a quotation, and whether it has no other reading."""
    clue = find_clue(people.grammar, place)
    if clue is None or clue.mention is None:
        return clue
    tokens, at = place.sentence.tokens, place.at
    if place.before is not None and clue.mention.start < tokens[0].start:
        tokens, at = place.before.tokens[-WINDOW:], len(place.before.tokens[-WINDOW:])
    elif place.following is not None and clue.mention.start >= tokens[-1].end:
        tokens = tokens + place.following.tokens[:WINDOW]
    return clue._replace(is_plain=is_plain(people, tokens, at, clue))


def _names_pronoun(text: str, grammar: Grammar, clue: Clue) -> bool:
    """Tell whether the subject is a pronoun for a person: who says is said there."""
    gender = grammar.pronouns.get(text[slice(*clue.mention)].lower()) if clue.mention else None
    return gender in ("m", "f", "fp", "p")


def _inherit(
    text: str, sentences: Sequence[Sentence], grammar: Grammar, own: dict[int, Attributed]
) -> dict[int, Attributed]:
    """Give quotations without a clue of their own the one of the text around."""
    found: dict[int, Attributed] = {}
    by_sentence: dict[int, list[int]] = {}
    for index, one in own.items():
        by_sentence.setdefault(one.sentence, []).append(index)
    last: Clue | None = None
    for index, one in own.items():
        clue = one.clue
        if clue is None or (clue.rule in WEAK_RULES and not _names_pronoun(text, grammar, clue)):
            inherited = (
                _find_beside(one, _list_near(index, one, own, by_sentence, found))
                or _find_before(sentences, grammar, one, by_sentence, found)
                or _find_following(sentences, grammar, one)
                or clue
                or (last._replace(rule="paragraph-before") if last is not None else None)
            )
            found[index] = one._replace(clue=inherited)
        else:
            found[index] = one
        result = found[index].clue
        if result is not None and result.mention is not None:
            last = _pass_on(result, result.rule)
    return found


def _list_near(
    index: int,
    one: Attributed,
    own: dict[int, Attributed],
    by_sentence: dict[int, list[int]],
    found: dict[int, Attributed],
) -> list[tuple[Attributed, Attributed | None]]:
    """Return the quotations of the same sentence that are near, with what is known of them by now."""
    same = by_sentence[one.sentence]
    place = bisect.bisect_left(same, index)
    return [(own[other], found.get(other)) for other in same[max(0, place - BESIDE_MAX) : place + BESIDE_MAX]]


def _find_beside(one: Attributed, others: Sequence[tuple[Attributed, Attributed | None]]) -> Clue | None:
    """Return the clue of another quotation in the same sentence, the one before rather than the one after."""
    for other, done in [*reversed([each for each in others if each[0].at < one.at]), *others]:
        clue = done.clue if done is not None else other.clue
        if other.at != one.at and clue is not None and clue.rule not in WEAK_RULES:
            return _pass_on(clue, "same-sentence")
    return None


def _find_before(
    sentences: Sequence[Sentence],
    grammar: Grammar,
    one: Attributed,
    by_sentence: dict[int, list[int]],
    found: dict[int, Attributed],
) -> Clue | None:
    """Return the clue of the nearest sentence before, in the same paragraph, that has one."""
    line = sentences[one.sentence].line
    for number in range(one.sentence - 1, max(-1, one.sentence - 1 - SENTENCES_BACK_MAX), -1):
        if sentences[number].line != line:
            return None
        for other in reversed(by_sentence.get(number, [])):
            clue = found[other].clue if other in found else None
            if clue is not None and clue.mention is not None:
                return _pass_on(clue, "same-paragraph")
        reporting = find_reporting(grammar, sentences[number].tokens[-WINDOW:])
        if reporting is not None and reporting.mention is not None:
            return _pass_on(reporting, "sentence-before")
    return None


def _find_following(sentences: Sequence[Sentence], grammar: Grammar, one: Attributed) -> Clue | None:
    """Return who says something in the sentence behind one that is all in marks."""
    if one.sentence + 1 >= len(sentences) or not is_alone(sentences[one.sentence].tokens):
        return None
    following = sentences[one.sentence + 1]
    if following.line != sentences[one.sentence].line:
        return None
    reporting = find_reporting(grammar, following.tokens[:WINDOW])
    return None if reporting is None else _pass_on(reporting, "sentence-behind")


def _pass_on(clue: Clue, rule: str) -> Clue:
    """Return the clue that another quotation gets: who says it, and whether the text says that."""
    return Clue(rule, clue.mention, None, is_asserted=clue.is_asserted)
