"""Tell whether a clue leaves no other reading: who speaks is then stated, and else inferred.

It does if the speaker stands beside the verb, both beside the quotation, and nobody else comes between:
*X said: “…”*, *“…”, said X*. A sentence with more in it may have been read wrongly, and would accuse somebody
else.
"""

from collections.abc import Sequence

from app.drafting.attribution import SEPARATORS, Clue
from app.drafting.phrases import Grammar
from app.drafting.sentences import Token, find_tokens
from app.verbatim import Span

_BEHIND = frozenset({"cue-behind", "subject-behind", "parenthesis"})
NAME_WORDS_MIN = 2
"""Words with capitals, without an article before them, that may be a name where all nouns have capitals."""


def is_plain(grammar: Grammar, tokens: Sequence[Token], at: int, clue: Clue) -> bool:
    """Tell whether the clue of the quotation `at`, found among these tokens, has no other reading.

    `at` is behind the last token for a quotation in the next line.
    """
    if clue.rule == "signature":
        return clue.mention is not None
    mention = find_tokens(tokens, clue.mention)
    cue = find_tokens(tokens, clue.cue)
    if not mention or _is_doubtful(grammar, tokens, mention, cue):
        return False
    start, end = mention.start, mention.stop
    if clue.rule == "colon":
        return end == at - 1 and _begins_clause(grammar, tokens, start)
    if not cue or _is_of_another(grammar, tokens[cue.start], is_behind=end <= cue.start):
        return False
    if clue.rule == "source":
        return cue.stop == start or end == cue.start
    if not _is_beside(grammar, tokens, mention, cue):
        return False
    if clue.rule in _BEHIND:
        return _is_parted(grammar, tokens, at + 1, min(start, cue.start)) or clue.rule == "parenthesis"
    if clue.rule != "cue-before":
        return False
    is_first = start < cue.start
    is_led = not is_first or _begins_clause(grammar, tokens, start)
    return is_led and not _has_another(grammar, tokens[max(end, cue.stop) : at], clue.addressee)


def _is_of_another(grammar: Grammar, cue: Token, *, is_behind: bool) -> bool:
    """Tell whether a verb may have another subject: (somebody) quotes X; (somebody imagined) X saying."""
    rules = grammar.rules
    is_bare = not rules.puts_verb_first and cue.lower in rules.infinitives  # (somebody has) X say
    is_participle = cue.lower.endswith(rules.participle_endings)
    return cue.lower in rules.quoting_verbs or (is_behind and (is_bare or is_participle))


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
    is_governed = before.lower in grammar.rules.conjunctions or before.lower in grammar.governing
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
