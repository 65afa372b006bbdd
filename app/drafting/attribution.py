"""Find who says a quotation, by rules over the words beside it.

In this order: the clause behind it (“…”, said X), the clause before it (X said: “…”), a source (laut X), the
subject of its sentence. What the text around a quotation leaves open is for `inheritance`.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.drafting.assertions import is_asserted
from app.drafting.clauses import find_subject_of, split_clause
from app.drafting.phrases import Grammar
from app.drafting.sentences import WINDOW, Sentence, Token
from app.verbatim import Span

ATTRIBUTION_MAX = 30
"""Tokens between a speaker and the verb of saying: a long apposition."""

SEPARATORS = frozenset({",", "–", "—", "-", "--", "―"})
_DASHES = frozenset({"–", "—", "-", "--", "―"})
_CLAUSE_ENDS = frozenset(",?!…–—-")


class Clue(NamedTuple):
    """What a rule finds: the words that name the speaker, and the word that introduces the quotation."""

    rule: str
    mention: Span | None
    cue: Span | None
    addressee: Span | None = None
    is_pronoun: bool = False
    """Whether the mention is a pronoun."""
    is_asserted: bool = True
    """Whether the text says that it was said, and neither denies it nor leaves it open."""
    is_plain: bool = False
    """Whether it has no other reading."""


class Place(NamedTuple):
    """A quotation among the tokens of its sentence; `last` is the last character in its marks.

    `before` is the last sentence of the line before, `following` the next one.
    """

    sentence: Sentence
    before: Sentence | None
    following: Sentence | None
    at: int
    last: str


def find_clue(grammar: Grammar, place: Place) -> Clue | None:
    """Return the clue of the first rule that applies."""
    clue = _find_clue(grammar, place)
    if clue is None or clue.cue is None or clue.rule == "source":
        return clue
    tokens, at = place.sentence.tokens, place.at
    is_announced = at == 0 or tokens[at - 1].text == ":"
    others = (None if one is None else one.tokens for one in (place.before, place.following))
    near = next(
        (one for one in (tokens, *others) if one and one[0].start <= clue.cue.start < one[-1].end), tokens
    )
    if is_asserted(grammar, near, clue.cue, clue.mention, is_announced=is_announced):
        return clue
    return clue._replace(is_asserted=False)


def _find_clue(grammar: Grammar, place: Place) -> Clue | None:
    tokens, at = place.sentence.tokens, place.at
    is_announced = at > 0 and tokens[at - 1].text == ":"
    behind = _read_behind(grammar, place)
    if behind is not None and is_announced and behind.is_pronoun:
        # X said: “…,” he adds.
        behind = _read_before(grammar, tokens, at) or behind
    return (
        behind
        or _read_announcing(grammar, place)
        or _read_before(grammar, tokens, at)
        or _read_parenthesis(grammar, tokens, at)
        or _read_source(grammar, tokens, at)
        or _read_unknown_verb(grammar, tokens, at)
        or _read_subject(grammar, tokens, at)
    )


def find_reporting(grammar: Grammar, tokens: Sequence[Token]) -> Clue | None:
    """Return who says something in a sentence without a quotation, or None."""
    clue = _read_before(grammar, tokens, len(tokens))
    return clue or _read_source(grammar, tokens, len(tokens))


# --- Behind a quotation ---


def _read_behind(grammar: Grammar, place: Place) -> Clue | None:
    tokens, at = _find_clause_behind(place)
    if at < len(tokens) and tokens[at].text in _DASHES:
        is_next_line = _is_in_next_line(place)
        signature = _read_signature(grammar, tokens, at + 1, is_alone=is_next_line)
        if signature is not None or is_next_line:
            return signature
    is_parted = place.last in _CLAUSE_ENDS
    while at < len(tokens) and tokens[at].text in SEPARATORS:
        at, is_parted = at + 1, True
    if at >= len(tokens):
        return None
    if tokens[at].lower in grammar.rules.cues_behind:
        return _read_particle(grammar, tokens, at)
    if tokens[at].lower in grammar.rules.auxiliaries and grammar.rules.puts_verb_first:
        return _read_auxiliary(grammar, tokens, at)
    if not grammar.may_be_cue(tokens[at]):
        return _read_subject_first(grammar, tokens, at, is_parted=is_parted)
    if is_parted or not grammar.ends_clause(tokens, at + 1):
        return _read_verb_first(grammar, tokens, at)
    return _read_verb_last(grammar, place.sentence.tokens, place.at, at)


def _find_clause_behind(place: Place) -> tuple[Sequence[Token], int]:
    """Return what is behind a quotation: in its sentence, or the next one where a mark ends both."""
    at, following = place.at + 1, place.following
    if at < len(place.sentence.tokens) or following is None:
        return place.sentence.tokens, at
    is_same = place.last in _CLAUSE_ENDS and following.line == place.sentence.line
    is_signature = following.tokens[0].text in _DASHES
    return (following.tokens[:WINDOW], 0) if is_same or is_signature else (place.sentence.tokens, at)


def _is_in_next_line(place: Place) -> bool:
    """Tell whether the dash behind a quotation begins the next line, which may be another item of a list."""
    is_last = place.at + 1 >= len(place.sentence.tokens)
    return is_last and place.following is not None and place.following.line != place.sentence.line


def _read_signature(grammar: Grammar, tokens: Sequence[Token], at: int, *, is_alone: bool) -> Clue | None:
    """Read: – X. Behind the name may be a comma, unless it has to stand alone in its line."""
    end = grammar.read_name(tokens, at)
    if end is None:
        return None
    rest = [token.text for token in tokens[end:]]
    is_end = rest in ([], ["."]) or (not is_alone and rest[0] in ".,")
    return Clue("signature", grammar.join(tokens, at, end), None) if is_end else None


def _read_auxiliary(grammar: Grammar, tokens: Sequence[Token], at: int) -> Clue | None:
    """Read: hatte X gesagt; wird X zitiert."""
    start = grammar.skip_adverbs(tokens, at + 1)
    end = grammar.read_phrase(tokens, start)
    if end is None:
        return None
    for verb in range(end, min(_find_limit(tokens, end), end + ATTRIBUTION_MAX)):
        if tokens[verb].text == ",":
            return None
        behind = verb + 1
        while behind < len(tokens) and tokens[behind].lower in grammar.rules.auxiliaries:
            behind += 1  # soll X gesagt haben
        if grammar.is_cue(tokens[verb]) and grammar.ends_clause(tokens, behind):
            return Clue("cue-behind", grammar.join(tokens, start, end), tokens[verb].span)
    return None


def _read_verb_last(grammar: Grammar, tokens: Sequence[Token], at: int, verb: int) -> Clue | None:
    """Read: die X als „…“ bezeichnet."""
    found = find_subject_of(grammar, tokens, at, at)
    return None if found is None else Clue("cue-around", grammar.join(tokens, *found), tokens[verb].span)


def _read_particle(grammar: Grammar, tokens: Sequence[Token], at: int) -> Clue | None:
    """Read: so X."""
    start = grammar.skip_adverbs(tokens, at + 1)
    end = grammar.read_phrase(tokens, start)
    if end is None:
        return None
    return Clue("cue-behind", grammar.join(tokens, start, end), tokens[at].span)


def _read_verb_first(grammar: Grammar, tokens: Sequence[Token], at: int) -> Clue | None:
    """Read: said X; sagte am Montag der Sprecher; hieß es in einer Erklärung."""
    limit = _find_limit(tokens, at + 1)
    start = grammar.skip_adverbs(tokens, at + 1)
    end = grammar.read_bare_phrase(tokens, start)
    found = None if end is None else (start, end)
    if found is not None and tokens[at].lower in grammar.rules.quoting_verbs:
        quoted = grammar.find_subject(tokens, found[1], limit)
        found = quoted or found
    if found is None and grammar.rules.puts_verb_first:
        found = grammar.find_subject(tokens, at + 1, limit)
    if found is None:
        return None
    if tokens[found[0]].lower in grammar.rules.impersonal_pronouns:
        return Clue("cue-behind", _find_document(grammar, tokens, found[1], limit), tokens[at].span)
    addressee = _find_addressee(grammar, tokens, found[1], limit)
    is_pronoun = grammar.is_pronoun(tokens[found[0]])
    return Clue("cue-behind", grammar.join(tokens, *found), tokens[at].span, addressee, is_pronoun)


def _read_subject_first(
    grammar: Grammar, tokens: Sequence[Token], at: int, *, is_parted: bool
) -> Clue | None:
    """Read: X said; X, head of Y, told Z. With no comma before, the verb is right behind.

    Where the verb is first behind a quotation, this is the next clause.
    """
    if grammar.rules.puts_verb_first:
        return None
    at = grammar.skip_adverbs(tokens, at)
    end = grammar.read_bare_phrase(tokens, at)
    if end is None or tokens[at].quotation is not None:
        return None
    limit = min(_find_limit(tokens, end), end + ATTRIBUTION_MAX)
    if not is_parted:
        limit = min(limit, end + 1)
    for verb in range(end, limit):
        if grammar.may_be_cue(tokens[verb]):
            mention, cue = grammar.join(tokens, at, end), tokens[verb].span
            addressee = _find_object(grammar, tokens, verb, limit)
            return Clue("subject-behind", mention, cue, addressee, grammar.is_pronoun(tokens[at]))
    return None


def _read_unknown_verb(grammar: Grammar, tokens: Sequence[Token], at: int) -> Clue | None:
    """Read a verb that is in no list, where its place says what it is: „…“, kontert X."""
    at += 1
    if not grammar.rules.puts_verb_first or at + 2 >= len(tokens) or tokens[at].text not in SEPARATORS:
        return None
    verb = tokens[at + 1]
    if not verb.is_word or not verb.text.islower() or grammar.is_grammatical(verb):
        return None
    start = grammar.skip_adverbs(tokens, at + 2)
    end = grammar.read_phrase(tokens, start)
    if end is None:
        return None
    return Clue("verb-behind", grammar.join(tokens, start, end), verb.span)


def _read_parenthesis(grammar: Grammar, tokens: Sequence[Token], at: int) -> Clue | None:
    """Read a clause in commas elsewhere in the sentence: …, so X, …; …, he said."""
    for comma, token in enumerate(tokens[:-1]):
        if token.text not in SEPARATORS:
            continue
        start = comma + 1
        if tokens[start].lower in grammar.rules.cues_behind:
            clue = _read_particle(grammar, tokens, start)
        elif comma < at:
            continue
        elif grammar.may_be_cue(tokens[start]):
            clue = _read_verb_first(grammar, tokens, start)
        elif tokens[start].lower in grammar.rules.auxiliaries and grammar.rules.puts_verb_first:
            clue = _read_auxiliary(grammar, tokens, start)
        else:
            clue = _read_subject_first(grammar, tokens, start, is_parted=False)
        is_itself = clue is not None and clue.mention is not None and clue.mention.overlaps(tokens[at].span)
        if clue is not None and not is_itself:
            return clue._replace(rule="parenthesis")
    return None


def _find_limit(tokens: Sequence[Token], at: int) -> int:
    """Return where the clause ends at the latest: before the next quotation or colon."""
    while at < len(tokens) and tokens[at].quotation is None and tokens[at].text not in ":;":
        at += 1
    return at


# --- Before a quotation ---


def _read_announcing(grammar: Grammar, place: Place) -> Clue | None:
    """Read a line before that ends with a colon."""
    if place.at > 0 or place.before is None or place.before.tokens[-1].text != ":":
        return None
    before = place.before.tokens[-WINDOW:]
    return find_reporting(grammar, before) or _read_subject(grammar, before, len(before))


def _read_before(grammar: Grammar, tokens: Sequence[Token], at: int) -> Clue | None:
    verb = _find_verb(grammar, tokens, at)
    if verb is None:
        return None
    found = find_subject_of(grammar, tokens, verb, at)
    if found is None:
        return None
    is_impersonal = tokens[found[0]].lower in grammar.rules.impersonal_pronouns
    mention: Span | None = grammar.join(tokens, *found)
    if tokens[verb].lower in grammar.rules.quoting_verbs:
        quoted = grammar.find_subject(tokens, max(verb + 1, found[1]), at)
        mention = mention if quoted is None else grammar.join(tokens, *quoted)
    if is_impersonal and grammar.rules.puts_verb_first:
        mention = _find_document(grammar, tokens, 0, at) or mention
    addressee = _find_object(grammar, tokens, verb, at) or _find_addressee(grammar, tokens, 0, at)
    return Clue("cue-before", mention, tokens[verb].span, addressee)


def _find_verb(grammar: Grammar, tokens: Sequence[Token], at: int) -> int | None:
    """Return the verb of saying that is nearest before a quotation."""
    is_announced = at < len(tokens) and at > 0 and tokens[at - 1].text == ":"
    for verb in range(at - 1, -1, -1):
        token = tokens[verb]
        if token.is_capitalized and verb > 0:
            continue
        if grammar.is_cue(token):
            return verb
        if token.lower in grammar.separable and (is_announced or grammar.finds_particle(tokens, verb)):
            return verb
    return None


# --- Sources, subjects, addressees ---


def _read_source(grammar: Grammar, tokens: Sequence[Token], at: int) -> Clue | None:
    """Read a source in the same sentence, the nearest one: laut X, nach Angaben von X, X zufolge."""
    found = list(_list_sources(grammar, tokens))
    return min(found, key=lambda one: abs(one[0] - at))[1] if found else None


def _list_sources(grammar: Grammar, tokens: Sequence[Token]) -> Iterator[tuple[int, Clue]]:
    for at, token in enumerate(tokens):
        if token.lower in grammar.rules.source_words:
            clue = _read_source_word(grammar, tokens, at)
        elif token.lower in grammar.rules.postpositions and at > 0:
            start = grammar.find_phrase_before(tokens, at)
            mention = None if start is None else grammar.join(tokens, start, at)
            clue = None if mention is None else Clue("source", mention, token.span)
        elif token.lower in grammar.rules.source_nouns and at > 0:
            clue = _read_source_noun(grammar, tokens, at)
        else:
            continue
        if clue is not None:
            yield at, clue


def _read_source_word(grammar: Grammar, tokens: Sequence[Token], at: int) -> Clue | None:
    """Read: laut X; according to X."""
    start = at + 1
    if start < len(tokens) and tokens[start].lower in grammar.rules.addressee_prepositions:
        start += 1
    mention = grammar.read_any(tokens, start)
    cue = grammar.join(tokens, at, start)
    return None if mention is None else Clue("source", mention, cue)


def _read_source_noun(grammar: Grammar, tokens: Sequence[Token], at: int) -> Clue | None:
    """Read: nach Angaben von X; in the words of X. A noun without a source is one: in einem Bericht."""
    before = range(max(0, at - 3), at)
    first = next((one for one in before if tokens[one].lower in grammar.rules.source_prepositions), None)
    if first is None:
        return None
    is_linked = at + 1 < len(tokens) and tokens[at + 1].lower in grammar.rules.source_links
    mention = grammar.read_any(tokens, at + 2 if is_linked else at + 1)
    cue = grammar.join(tokens, first, at + 1)
    if mention is not None:
        return Clue("source", mention, cue)
    is_source = tokens[first].lower in grammar.rules.bare_source_prepositions
    return Clue("source", tokens[at].span, cue) if is_source else None


def _read_subject(grammar: Grammar, tokens: Sequence[Token], at: int) -> Clue | None:
    """Take the subject of the sentence: behind a colon it says the quotation, elsewhere perhaps."""
    if at == 0:
        return None
    found = None
    is_colon = tokens[at - 1].text == ":"
    segments = split_clause(tokens, at)
    if is_colon and segments and grammar.read_phrase(tokens, segments[-1][0]) == segments[-1][1]:
        return Clue("colon", grammar.join(tokens, *segments[-1]), None)
    for start, end in segments:
        if tokens[start].lower not in grammar.clear_subordinators:
            found = grammar.find_subject(tokens, start, end)
        if found is not None:
            break
    if found is None or tokens[found[0]].quotation is not None:
        return None
    return Clue("colon" if is_colon else "subject", grammar.join(tokens, *found), None)


def _find_document(grammar: Grammar, tokens: Sequence[Token], start: int, end: int) -> Span | None:
    """Return the noun phrase behind a preposition: in einer Erklärung der Polizei (heißt es)."""
    for at in range(start, end - 1):
        if tokens[at].lower in grammar.rules.prepositions:
            found = grammar.read_any(tokens, at + 1)
            if found is not None:
                return found
    return None


def _find_addressee(grammar: Grammar, tokens: Sequence[Token], start: int, end: int) -> Span | None:
    """Return the words behind a preposition that say to whom: an Putin."""
    for at in range(start, end - 1):
        if tokens[at].lower in grammar.rules.addressee_prepositions:
            return grammar.read_proper(tokens, at + 1, end)
    return None


def _find_object(grammar: Grammar, tokens: Sequence[Token], verb: int, end: int) -> Span | None:
    """Return the object of a verb that says to whom: told X."""
    if tokens[verb].lower in grammar.rules.addressing_verbs:
        return grammar.read_proper(tokens, verb + 1, end)
    return None
