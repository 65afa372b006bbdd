"""Tell whether the clause of a cue says that a quotation was said: neither denied, nor possible, nor asked.

*Berg never said*, *sollte Berg sagen*, *did she say*: what follows may be nobody's words. What is denied in
another clause, or in the quotation itself, changes nothing.
"""

from collections.abc import Iterator, Sequence

from app.drafting.phrases import Grammar
from app.drafting.sentences import Token, find_tokens
from app.verbatim import Span

CLAUSE_MAX = 30
"""Tokens of a clause on either side of its cue."""

_PARTING = frozenset({",", ";", ":", "–", "—", "--", "(", ")"})
_BREAKING = frozenset({";", "–", "—", "--"})


def is_asserted(
    grammar: Grammar, tokens: Sequence[Token], cue: Span, mention: Span | None, *, is_announced: bool
) -> bool:
    """Tell whether a sentence says that its speaker says something.

    `is_announced` tells that the quotation is behind a colon: in *Berg denied: “…”* she says it.
    """
    verbs = find_tokens(tokens, cue)
    if not verbs:
        return True
    rules, verb, subject = grammar.rules, verbs.start, find_tokens(tokens, mention)
    denies_itself = tokens[verb].lower in rules.denials and not is_announced and subject.stop <= verb
    if denies_itself or _is_question(tokens, verb) or _is_infinitive(grammar, tokens, verb):
        return False
    if subject and _is_open_speaker(grammar, tokens, subject.start):
        return False
    parts = [*_list_before(grammar, tokens, verb, subject), _list_behind(grammar, tokens, verb, subject)]
    return not any(
        _is_open(grammar, tokens, at, verb, subject, part.start)
        for part in parts
        for at in part
        if at not in subject
    )


def _is_question(tokens: Sequence[Token], verb: int) -> bool:
    return tokens[-1].text == "?" and not any(token.text in _BREAKING for token in tokens[verb:])


def _is_infinitive(grammar: Grammar, tokens: Sequence[Token], verb: int) -> bool:
    """Tell whether the cue is no finite verb, but what somebody wants to do or is said to do: *to say*."""
    rules = grammar.rules
    if verb + 2 < len(tokens) and tokens[verb + 1].lower in rules.infinitive_marks:
        return tokens[verb + 2].lower in rules.auxiliaries  # gesagt zu haben
    at = verb - 1
    while at > 0 and (tokens[at].lower in rules.adverbs or tokens[at].lower in rules.auxiliaries):
        at -= 1
    if at < 0 or tokens[at].lower in rules.denying_prepositions:
        return at >= 0
    is_done = at > 0 and tokens[at - 1].lower in rules.before_asserted_infinitives
    return tokens[at].lower in rules.infinitive_marks and not is_done


def _is_open_speaker(grammar: Grammar, tokens: Sequence[Token], at: int) -> bool:
    """Tell whether the mention of a speaker is *no minister*, *he'd*, or begins too early: *imagine Berg*."""
    token, rules = tokens[at], grammar.rules
    is_contracted = token.lower in rules.modals and grammar.is_pronoun(token)
    return is_contracted or token.lower in rules.denials or grammar.denies(tokens, at)


def _is_open(
    grammar: Grammar, tokens: Sequence[Token], at: int, verb: int, subject: range, start: int
) -> bool:
    """Tell whether a word of the clause leaves open whether the speaker says it."""
    token, rules = tokens[at], grammar.rules
    lower = token.lower
    if lower in rules.modals or (lower in rules.futures and tokens[verb].lower in rules.infinitives):
        # Will, May and Mark are names, too.
        return not token.is_capitalized or rules.puts_verb_first or at == start == subject.start - 1
    if lower in rules.passives and at < verb and _may_be_passive(grammar, tokens, verb):
        return True  # Was asked: somebody else says it.
    if at == start and lower in rules.inverted_conditions:
        return at == subject.start - 1
    if at > verb:
        return lower in rules.denials or grammar.denies(tokens, at)
    is_first = at == 0 and lower in rules.complementizers  # Dass er das sagte, stimmt nicht.
    return is_first or lower in grammar.conditions or lower in rules.denials or grammar.denies(tokens, at)


def _may_be_passive(grammar: Grammar, tokens: Sequence[Token], verb: int) -> bool:
    """Tell whether a form of *be* before a verb may make its subject the one who is spoken to."""
    lower, rules = tokens[verb].lower, grammar.rules
    is_active = lower in rules.infinitives or lower.endswith(rules.participle_endings)
    return not is_active and lower not in rules.quoting_verbs


def _list_before(grammar: Grammar, tokens: Sequence[Token], verb: int, subject: range) -> Iterator[range]:
    """Yield the parts of its clause before a cue, and of the clause on which it depends."""
    start = _find_start(grammar, tokens, verb)
    own = range(_skip_other_clauses(grammar, tokens, start, verb, subject), verb)
    yield own
    if 0 < subject.stop <= start and not _is_joined(grammar, tokens, start, verb):
        first = _find_start(grammar, tokens, subject.start)
        yield range(_skip_other_clauses(grammar, tokens, first, subject.start, subject), subject.stop)
        yield range(subject.stop, _find_end(tokens, subject.stop))
    elif start > 1 and own.start == start and _depends(grammar, tokens, start):
        yield range(_find_start(grammar, tokens, start - 1), start - 1)


def _is_joined(grammar: Grammar, tokens: Sequence[Token], start: int, verb: int) -> bool:
    """Tell whether another verb has the subject before: did not come, *but said*; did not come, *saying*."""
    is_joined = tokens[start].lower in grammar.rules.conjunctions and not grammar.denies(tokens, start)
    return is_joined or tokens[verb].lower.endswith(grammar.rules.participle_endings)


def _depends(grammar: Grammar, tokens: Sequence[Token], start: int) -> bool:
    return tokens[start - 1].text == "," and tokens[start].lower in grammar.rules.complementizers


def _find_start(grammar: Grammar, tokens: Sequence[Token], at: int) -> int:
    """Return where the part of a sentence begins, between commas and the like, that a token is in.

    In German a quotation within it has no commas: *hat nie „…“ gesagt*.
    """
    start = at
    while start > max(0, at - CLAUSE_MAX) and tokens[start - 1].text not in _PARTING:
        if tokens[start - 1].quotation is not None and not grammar.rules.puts_verb_first:
            break
        start -= 1
    return start


def _find_end(tokens: Sequence[Token], at: int) -> int:
    limit = min(len(tokens), at + CLAUSE_MAX)
    while at < limit and tokens[at].text not in _PARTING and tokens[at].quotation is None:
        at += 1
    return at


def _skip_other_clauses(
    grammar: Grammar, tokens: Sequence[Token], start: int, verb: int, subject: range
) -> int:
    """Return where a clause begins that a conjunction joins to another one: *did not come, and Berg said*.

    A conjunction right before a finite verb joins it to another one of the same subject.
    """
    rules = grammar.rules
    joints, others = grammar.joints, grammar.clause_beginnings
    first = subject.start if start <= subject.start < verb else verb
    is_finite = tokens[verb].lower not in rules.infinitives
    for at in range(verb - 1, start - 1, -1):
        lower = tokens[at].lower
        is_other = at < first and lower in others and lower not in grammar.conditions
        is_joined = first <= at and lower in joints and is_finite and at not in subject
        if (is_other or is_joined) and not grammar.denies(tokens, at):
            return at + 1
    return start


def _list_behind(grammar: Grammar, tokens: Sequence[Token], verb: int, subject: range) -> range:
    """Return the words of its clause behind a cue that may deny it.

    Elsewhere than in German only what is right behind it does: what follows is said.
    """
    if grammar.rules.puts_verb_first:
        end = _find_end(tokens, max(verb + 1, subject.stop))
        joint = next((at for at in range(verb + 1, end) if tokens[at].lower in grammar.joints), end)
        return range(verb + 1, joint)
    is_next = verb + 1 < len(tokens) and tokens[verb + 1].lower not in grammar.rules.determiners
    return range(verb + 1, verb + 2) if is_next else range(0)
