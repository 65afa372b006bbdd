"""Find the subject of a verb in a sentence, by the parts into which commas and dashes cut it."""

from collections.abc import Sequence

from app.drafting.phrases import Grammar
from app.drafting.sentences import Token

_PARTING = frozenset({",", ";", "–", "—", "--", ":"})
_CLOSING_OFF = frozenset({"–", "—", "-", "--", ":"})


def find_subject_of(
    grammar: Grammar, tokens: Sequence[Token], verb: int, limit: int
) -> tuple[int, int] | None:
    """Return the subject of a verb: before it, or behind it where something else begins the clause."""
    if grammar.rules.puts_verb_first:
        return _find_german_subject(grammar, tokens, verb, limit)
    segments = split_clause(tokens, verb)
    if segments:
        beside = _find_beside(grammar, tokens, segments[-1][0], verb)
        if beside is not None:
            return beside
    for start, end in _order_segments(grammar, tokens, segments, verb):
        found = grammar.find_subject(tokens, start, end)
        if found is not None:
            return found
    return grammar.find_subject(tokens, verb + 1, limit) if verb == 0 else None


def _order_segments(
    grammar: Grammar, tokens: Sequence[Token], segments: list[tuple[int, int]], verb: int
) -> list[tuple[int, int]]:
    """Return the parts of a clause in the order in which they may have the subject of its verb."""
    if not segments:
        return []
    is_parted = segments[-1][1] < verb
    if tokens[verb - 1].lower in grammar.rules.conjunctions:
        return segments
    start, end = segments[-1]
    is_apposition = is_parted and not any(grammar.may_be_cue(token) for token in tokens[start:end])
    if is_apposition and len(segments) > 1:
        return [segments[-2], segments[-1], *segments[-3::-1]]
    return segments[::-1]


def _find_german_subject(
    grammar: Grammar, tokens: Sequence[Token], verb: int, limit: int
) -> tuple[int, int] | None:
    segments = split_clause(tokens, verb)
    is_parted = bool(segments) and segments[-1][1] < verb
    behind = grammar.find_subject(tokens, verb + 1, limit)
    for start, end in _order_segments(grammar, tokens, segments, verb):
        if is_parted and tokens[start].lower in grammar.clear_subordinators:
            continue
        found = grammar.find_subject(tokens, start, end)
        if found is not None:
            is_object = (
                tokens[found[0]].lower in grammar.rules.determiners
                and tokens[found[0]].lower not in grammar.rules.subject_determiners
            )
            is_behind = verb + 1 < limit and tokens[verb + 1].lower in grammar.rules.subject_determiners
            return behind if is_object and is_behind and behind is not None else found
        is_joined = start == verb - 1 and tokens[start].lower in grammar.rules.conjunctions
        if end == verb and tokens[start].lower not in grammar.rules.subordinators and not is_joined:
            break
    return behind


def split_clause(tokens: Sequence[Token], end: int) -> list[tuple[int, int]]:
    """Return the parts of a sentence before a verb, as commas and dashes part it."""
    segments: list[tuple[int, int]] = []
    start = 0
    for at in range(end + 1):
        is_quoted = at < end and tokens[at].quotation is not None and at == start
        if at == end or tokens[at].text in _PARTING or is_quoted:
            if at > start:
                segments.append((start, at))
            start = at + 1
    return segments


def _find_beside(grammar: Grammar, tokens: Sequence[Token], start: int, verb: int) -> tuple[int, int] | None:
    """Return the noun phrase that ends right before a verb, adverbs and auxiliaries aside."""
    end = verb
    while end > start and tokens[end - 1].lower in grammar.beside_verbs:
        end -= 1
    for at in range(max(start, end - 12), end):
        if tokens[at].quotation is not None:
            continue
        is_governed = at > 0 and tokens[at - 1].lower in grammar.pure_prepositions
        if not is_governed and grammar.read_bare_phrase(tokens, at) == end:
            return at, end
    return None


def is_governed(grammar: Grammar, before: Sequence[Token]) -> bool:
    """Tell whether a quotation may belong to the words before it, so that the clause behind is not about it.

    *Auf die Kritik „…“ antwortete Berg*; *Asked about “…,” Hale said*: it is somebody else's, or a title.
    """
    rules = grammar.rules
    words = [token for token in before if token.is_word and not token.text.isdigit()]
    while words and (words[0].lower in rules.conjunctions or words[0].lower in rules.adverbs):
        words = words[1:]
    if not words:
        return False
    first = words[0]
    if first.lower in grammar.pure_prepositions:
        return True
    if before[-1].text in _CLOSING_OFF:  # Berlin – „…“
        return False
    if first.lower in grammar.clear_subordinators or grammar.is_cue(first):
        return True
    is_finite = any(token.lower in rules.auxiliaries or grammar.is_pronoun(token) for token in words)
    return rules.puts_verb_first and first.lower in rules.determiners and not is_finite
