"""Tell whether a clue leaves no other reading: who speaks is then stated, and else inferred.

It does if the speaker stands beside the verb, both beside the quotation, and nobody else comes between:
*X said: “…”*, *“…”, said X*. A sentence with more in it may have been read wrongly, and would accuse somebody
else.
"""

import itertools
from collections.abc import Sequence

from app.drafting.attribution import SEPARATORS, Clue
from app.drafting.clauses import is_governed
from app.drafting.people import People
from app.drafting.phrases import Grammar
from app.drafting.sentences import Token, find_at, find_tokens
from app.verbatim import Span

_BEHIND = frozenset({"cue-behind", "subject-behind", "parenthesis"})
_GOING_ON = frozenset(":&")
FULL_NAME_MAX = 3
"""Words with capitals of one person's name, initials aside: *rief Otto Berg Anna Hale zu* has two."""
ASIDE_MAX = 4
"""Tokens between a preposition and a name: with *radio host* Hugh Hale."""
NAME_WORDS_MIN = 2
"""Words with capitals, without an article before them, that may be a name where all nouns have capitals."""


def is_plain(people: People, tokens: Sequence[Token], at: int, clue: Clue) -> bool:
    """Tell whether the clue of the quotation `at`, found among these tokens, has no other reading.

    `at` is behind the last token for a quotation in the next line.
    """
    if clue.rule == "signature":
        return clue.mention is not None
    mention = find_tokens(tokens, clue.mention)
    cue = find_tokens(tokens, clue.cue)
    return (
        clue.mention is not None
        and len(mention) > 0
        and _fits(people.grammar, tokens, at, clue, mention, cue)
        and not _is_doubtful(people.grammar, tokens, mention, cue)
        and not _names_another(people, tokens, clue.mention, clue.addressee)
    )


def _fits(grammar: Grammar, tokens: Sequence[Token], at: int, clue: Clue, mention: range, cue: range) -> bool:
    """Tell whether speaker, verb and quotation are where the rule of a clue expects them."""
    start, end = mention.start, mention.stop
    if clue.rule == "colon":
        return end == at - 1 and _begins_clause(grammar, tokens, start)
    if not cue or _is_of_another(grammar, tokens[cue.start], is_behind=end <= cue.start):
        return False
    if clue.rule == "source":
        return cue.stop == start or end == cue.start
    if not _is_beside(grammar, tokens, mention, cue):
        return False
    last = max(end, cue.stop)
    if clue.rule in _BEHIND:
        if is_governed(grammar, tokens[:at]) or _goes_on(grammar, tokens, last, tokens[cue.start]):
            return False
        return _is_parted(grammar, tokens, at + 1, min(start, cue.start)) or clue.rule == "parenthesis"
    if clue.rule != "cue-before" or last > at or _is_part_of_clause(grammar, tokens, at, last):
        return False
    if _has_object(grammar, tokens[cue.start], tokens[last]):
        return False
    is_led = start > cue.start or _begins_clause(grammar, tokens, start)
    return is_led and not _has_another(grammar, tokens[last:at], clue.addressee)


def _goes_on(grammar: Grammar, tokens: Sequence[Token], at: int, cue: Token) -> bool:
    """Tell whether a clause behind a quotation says something else, or has another subject.

    *“…” – Hale said she had heard that*; *„…“, schrieb Berg seine Mutter*; *“…,” said Hale & Sons*.
    """
    if at >= len(tokens):
        return False
    token, rules = tokens[at], grammar.rules
    if token.text in _GOING_ON or token.quotation is not None or grammar.denies(tokens, at):
        return True
    may_be_addressee = (
        cue.lower in rules.addressing_verbs
        or token.lower in rules.oblique_determiners
        or token.lower in rules.genitives
    )
    return not may_be_addressee and (token.lower in rules.determiners or grammar.is_pronoun(token))


def _is_part_of_clause(grammar: Grammar, tokens: Sequence[Token], at: int, last: int) -> bool:
    """Tell whether a quotation behind a verb of saying may be only a part of what was said.

    The subject of a clause (*said “…” was a lie*), or the wording of a noun (*the claim “…” by Hale*).
    """
    rules, before, behind = grammar.rules, tokens[last:at], tokens[at + 1 : at + 3]
    is_announced = bool(before) and before[-1].text in ":,"
    if is_announced and any(_joins_verb(grammar, *pair) for pair in itertools.pairwise(before)):
        return True
    if before and before[-1].lower in rules.denying_prepositions:
        return True
    if any(grammar.denies(before, index) for index in range(len(before))):
        return True
    if before and before[-1].lower in rules.complementizers:
        before = before[:-1]
    if before and before[-1].is_word and _is_noun(grammar, before):
        return True
    if not behind:
        return False
    is_subject = behind[0].lower in rules.auxiliaries and len(behind) > 1 and behind[1].is_word
    is_object = behind[0].lower in rules.predicative_words
    return is_subject or is_object or behind[0].text == "(" or behind[0].lower in rules.source_links


def _has_object(grammar: Grammar, cue: Token, behind: Token) -> bool:
    """Tell whether a verb has an object that is no addressee: *answered the question, “…”*."""
    rules = grammar.rules
    is_object = behind.lower in rules.determiners - rules.other_pronouns  # this week; that “…”
    return is_object and cue.lower not in rules.addressing_verbs and not rules.puts_verb_first


def _joins_verb(grammar: Grammar, one: Token, other: Token) -> bool:
    """Tell whether a conjunction joins another verb, which the quotation may belong to: *and heard*."""
    is_small = other.is_word and other.text.islower()
    return one.lower in grammar.rules.conjunctions and is_small and not grammar.is_grammatical(other)


def _is_noun(grammar: Grammar, words: Sequence[Token]) -> bool:
    """Tell whether words end in a noun of which the quotation behind may be the wording."""
    last = words[-1]
    if last.lower in grammar.rules.calendar_words or grammar.is_grammatical(last):
        return False
    if grammar.rules.capitalizes_nouns:
        return last.is_capitalized
    return any(token.lower in grammar.rules.determiners for token in words[-3:-1])


def _names_another(people: People, tokens: Sequence[Token], mention: Span, addressee: Span | None) -> bool:
    """Tell whether a sentence names somebody beside the speaker and the addressee, or both in one breath."""
    named = people.list_named_in(tokens[0].start, tokens[-1].end)
    own = [one for one in named if mention.start <= one.start < mention.end]
    if any(one.count_capitals() > FULL_NAME_MAX or people.joins_two(one.folded) for one in own):
        return True
    speakers = {people.find_meant(one) for one in own}
    others = (one for one in named if people.find_meant(one) not in speakers)
    return len(speakers) > 1 or not all(
        (addressee is not None and addressee.start <= one.start < addressee.end)
        or _is_aside(people.grammar, tokens, one.start)
        for one in others
    )


def _is_aside(grammar: Grammar, tokens: Sequence[Token], start: int) -> bool:
    """Tell whether a preposition tells that a name is not the speaker's: *in an interview with Hale*."""
    rules = grammar.rules
    at = find_at(tokens, start)
    if at and _is_genitive(grammar, tokens, at):
        return False
    for token in reversed(tokens[max(0, at - ASIDE_MAX) : at]):
        if token.lower in rules.prepositions:
            return token.lower in rules.aside_prepositions
        if not token.is_word or grammar.is_cue(token) or token.lower.endswith(rules.participle_endings):
            return False
    return False


def _is_genitive(grammar: Grammar, tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a noun before a name may be this one's: *mit den Worten Anna Bergs*."""
    before = tokens[at - 1]
    end = at + 1
    while end < len(tokens) and tokens[end].is_word and tokens[end].is_capitalized:
        end += 1
    is_noun = grammar.rules.capitalizes_nouns and before.is_capitalized and not grammar.is_title(before)
    return is_noun and before.is_word and tokens[end - 1].lower.endswith("s")


def _is_of_another(grammar: Grammar, cue: Token, *, is_behind: bool) -> bool:
    """Tell whether a verb may have another subject: (somebody) quotes X; (somebody imagined) X saying."""
    rules = grammar.rules
    is_bare = not rules.puts_verb_first and cue.lower in rules.infinitives  # (somebody has) X say
    is_participle = cue.lower.endswith(rules.participle_endings)
    is_passing_on = cue.lower in rules.quoting_verbs or cue.lower in rules.pointing_verbs
    return is_passing_on or (is_behind and (is_bare or is_participle))


def _is_doubtful(grammar: Grammar, tokens: Sequence[Token], mention: range, cue: range) -> bool:
    """Tell whether a sentence has anything that may make its speaker another one, or nobody."""
    rules = grammar.rules
    rest = [at for at in range(len(tokens)) if at not in mention and at not in cue]
    if any(token.lower in grammar.doubts for token in tokens if token.quotation is None):
        return True
    if any(tokens[at].lower in grammar.sources for at in rest):
        return True
    is_joined = mention.stop + 1 < len(tokens) and tokens[mention.stop].lower in rules.conjunctions
    if is_joined and grammar.begins_phrase(tokens[mention.stop + 1]):
        return True
    return any(_says_too(grammar, tokens, at) for at in rest) or not _is_name(grammar, tokens, mention)


def _says_too(grammar: Grammar, tokens: Sequence[Token], at: int) -> bool:
    """Tell whether another verb of saying may have another subject: X claims Y said; Y said, X claimed."""
    if not grammar.is_cue(tokens[at]) or tokens[at].is_capitalized:
        return False
    before = tokens[at - 1].lower if at else ""
    is_participle = before == "," and tokens[at].lower.endswith(grammar.rules.participle_endings)
    return before not in grammar.rules.conjunctions and not is_participle


def _is_name(grammar: Grammar, tokens: Sequence[Token], mention: range) -> bool:
    """Tell whether a mention has no words but names, titles and the like: not *an actor playing X*."""
    rules = grammar.rules
    if len(mention) > 1 and grammar.is_pronoun(tokens[mention.start]):
        return False  # (sagte) ihr Anna Berg
    if tokens[mention.start].lower in rules.neuter_determiners:
        return False  # das Büro Anna Berg
    return rules.capitalizes_nouns or all(
        not token.text.islower()
        or token.lower in grammar.beside_names
        or grammar.is_title(token)
        or grammar.is_pronoun(token)
        for token in (tokens[at] for at in mention)
    )


def _is_beside(grammar: Grammar, tokens: Sequence[Token], mention: range, cue: range) -> bool:
    """Tell whether only adverbs, or what commas enclose, are between a speaker and the verb."""
    is_first = mention.start < cue.start
    between = tokens[mention.stop : cue.start] if is_first else tokens[cue.stop : mention.start]
    if len(between) > 1 and between[0].text == "," == between[-1].text:
        return is_first and not any(grammar.may_be_cue(token) for token in between)
    return all(token.lower in grammar.beside_verbs for token in between)


def _begins_clause(grammar: Grammar, tokens: Sequence[Token], start: int) -> bool:
    """Tell whether nothing is before a speaker that may make it another part of the sentence."""
    if start == 0:
        return True
    before = tokens[start - 1]
    is_governed = before.lower in grammar.rules.conjunctions or before.lower in grammar.pure_prepositions
    return not is_governed and (not before.is_word or grammar.is_grammatical(before))


def _is_parted(grammar: Grammar, tokens: Sequence[Token], start: int, end: int) -> bool:
    """Tell whether a quotation and what says whose it is are beside each other."""
    return all(
        token.text in SEPARATORS or token.lower in grammar.rules.adverbs for token in tokens[start:end]
    )


def _has_another(grammar: Grammar, tokens: Sequence[Token], addressee: Span | None) -> bool:
    """Tell whether somebody else may be named, or may say something, in these words."""
    others = [token for token in tokens if addressee is None or not addressee.overlaps(token.span)]
    if any(grammar.may_be_cue(token) for token in others if not token.is_capitalized):
        return True
    run, is_described = 0, False
    for token in others:
        is_name = token.is_word and token.is_capitalized and token.lower not in grammar.rules.calendar_words
        run = run + 1 if is_name else 0
        if run >= (NAME_WORDS_MIN if grammar.rules.capitalizes_nouns else 1) and not is_described:
            return True
        if not is_name:
            is_described = grammar.rules.capitalizes_nouns and token.lower in grammar.rules.determiners
    return False
