"""Decide of what type a passage in marks is, and how sure that is: direct, mixed, or a term nobody says."""

from collections.abc import Sequence
from typing import NamedTuple

import regex

from app.drafting.attribution import Clue
from app.drafting.clauses import is_governed
from app.drafting.marks import Marked
from app.drafting.phrases import Grammar
from app.drafting.sentences import WINDOW, Token, is_alone
from app.verbatim.characters import SENTENCE_ENDS, SINGLE_MARKS, WORD
from app.vocabulary import QuoteType

SHORT_MAX = 2
"""Words of a passage that is a term unless it is said by itself: „Ja“, sagte er."""
TERM_MAX = 4
"""Words of a passage that is a term unless something says that somebody says it."""
TITLE_MAX = 12
"""Words of a passage that may be the title of a work."""

UNCLOSED_SCORE = 0.3
"""The most that a passage scores whose closing mark is missing."""

OPEN_SCORE = 0.5
"""The most that a passage scores of which the text does not say that somebody said it."""

OWN_RULES = frozenset(
    {
        "cue-behind",
        "subject-behind",
        "cue-before",
        "cue-around",
        "verb-behind",
        "parenthesis",
        "source",
        "signature",
        "colon",
        "cue-between",
    }
)
"""Rules that found a cue in the quotation's own sentence, or right beside it."""
_CLAUSE_BEHIND = frozenset({"cue-behind", "subject-behind", "verb-behind"})
_BESIDE = frozenset({"cue-behind", "subject-behind", "verb-behind", "signature", "cue-between"})
_WORDS = regex.compile(rf"[{WORD}]+(?:[-‑'’.][{WORD}]+)*")
_SKIPPED = regex.compile(rf"^[{SINGLE_MARKS}\[(…. ]+")
_ENDS = frozenset(SENTENCE_ENDS)
_ANNOUNCING = frozenset(":,")


class Judged(NamedTuple):
    """The type of a passage, and a score from 0 to 1."""

    type: QuoteType
    score: float


def judge(
    grammar: Grammar, text: str, one: Marked, tokens: Sequence[Token], at: int, clue: Clue | None
) -> Judged:
    """Return the type of the passage that is the token `at` of its sentence."""
    words = _WORDS.findall(text, *one.span)
    is_own = clue is not None and clue.rule in OWN_RULES
    is_elsewhere = clue is not None and clue.rule in _CLAUSE_BEHIND and is_governed(grammar, tokens[:at])
    is_beside = clue is not None and clue.rule in _BESIDE and not is_elsewhere
    is_announced = at > 0 and tokens[at - 1].text in _ANNOUNCING
    is_whole = _is_sentence(text, one)
    is_capitalized = _begins_with_capital(text, one)
    if not words:
        return Judged(QuoteType.TERM, 0.3)
    if not is_beside and is_capitalized and _is_title(grammar, words, tokens, at, is_own=is_own):
        return Judged(QuoteType.TERM, 0.8)
    is_behind_colon = at > 0 and tokens[at - 1].text == ":"
    says_it = is_beside or (is_own and is_announced) or (is_whole and (at == 0 or is_behind_colon))
    if not says_it and len(words) <= (SHORT_MAX if is_own else TERM_MAX):
        # All of a line or sentence, or one with a capital, may be a statement that is said elsewhere.
        is_sentence = is_capitalized and not all(word[0].isupper() for word in words[1:])
        may_be_said = len(words) > SHORT_MAX and (is_sentence or is_alone(tokens))
        return Judged(QuoteType.TERM, 0.6 if may_be_said else 0.7)
    begins_as_name = is_capitalized and not words[0][0].isdigit()
    may_be_title = begins_as_name and not is_whole and len(words) <= TITLE_MAX
    if not is_own and may_be_title and not is_announced and at > 0:
        return Judged(QuoteType.TERM, 0.5)
    is_direct = is_capitalized and not is_elsewhere and (at == 0 or is_announced or is_whole)
    score = _SCORES.get(clue.rule, 0.5) if clue is not None else 0.4
    if clue is not None and clue.rule == "cue-before" and _is_far(tokens, at, clue):
        score = 0.6
    if clue is not None and not clue.is_asserted:
        score = min(score, OPEN_SCORE)
    if not one.is_closed and one.continues is None:
        score = min(score, UNCLOSED_SCORE)
    return Judged(QuoteType.DIRECT if is_direct else QuoteType.MIXED, score)


def _is_far(tokens: Sequence[Token], at: int, clue: Clue) -> bool:
    """Tell whether clauses are between a cue and a quotation: another one may say it there."""
    between = [
        token
        for token in tokens[max(0, at - WINDOW) : at]
        if clue.cue is not None and token.start > clue.cue.start
    ]
    return sum(token.text == "," for token in between) > 1


def judge_alone(text: str, one: Marked) -> Judged:
    """Return the type of a passage by its own words: within other marks, or in an unknown language."""
    words = _WORDS.findall(text, *one.span)
    if len(words) <= TERM_MAX:
        return Judged(QuoteType.TERM, 0.5)
    is_direct = _begins_with_capital(text, one) and _is_sentence(text, one)
    score = 0.4 if one.is_closed or one.continues is not None else UNCLOSED_SCORE
    return Judged(QuoteType.DIRECT if is_direct else QuoteType.MIXED, score)


_SCORES = {
    "cue-behind": 0.97,
    "subject-behind": 0.97,
    "cue-before": 0.9,
    "signature": 0.9,
    "verb-behind": 0.65,
    "parenthesis": 0.65,
    "source": 0.8,
    "colon": 0.65,
    "cue-around": 0.5,
    "cue-between": 0.95,
    "same-paragraph": 0.8,
    "same-sentence": 0.7,
}


def _is_sentence(text: str, one: Marked) -> bool:
    """Tell whether the words end as a sentence does."""
    return (
        text[one.span.end - 1] in _ENDS or text[one.span.start : one.span.end].rstrip(_QUOTING)[-1:] in _ENDS
    )


_QUOTING = f'{SINGLE_MARKS}")] '


def _begins_with_capital(text: str, one: Marked) -> bool:
    start = text[one.span.start : min(one.span.end, one.span.start + 20)]
    first = _SKIPPED.sub("", start)[:1]
    return first.isupper() or first.isdigit()


def _is_title(
    grammar: Grammar, words: Sequence[str], tokens: Sequence[Token], at: int, *, is_own: bool
) -> bool:
    """Tell whether the words are the title of a work, or the name of something, by what is before them."""
    before = at - 1
    if before > 0 and tokens[before].text in ",(:" and not is_own:
        before -= 1
    if before >= 0 and tokens[before].quotation is None:
        noun = tokens[before].lower
        if noun.endswith(grammar.rules.work_endings) or noun in grammar.rules.titles_of_works:
            return True
    if grammar.rules.capitalizes_nouns or is_own:
        return False
    capitals = sum(word[0].isupper() or word[0].isdigit() for word in words)
    small = sum(word.islower() and len(word) <= 4 for word in words)
    return len(words) > 1 and capitals > small and capitals + small == len(words)
