"""Read noun phrases and clauses: who does something in a sentence. No grammar, but what rules need of it."""

import functools
from collections.abc import Sequence

from app.drafting.sentences import Token
from app.languages import Language, SpeechRules
from app.verbatim import Span
from app.verbatim.characters import COMMON_APOSTROPHES

PHRASE_MAX = 12
"""Tokens of a noun phrase, its apposition aside."""
CLAUSE_MAX = 40
"""Tokens between a noun phrase and its verb."""


class Grammar:
    """What is known of a language, asked of the tokens of one sentence after the other."""

    def __init__(self, language: Language, rules: SpeechRules) -> None:
        self.rules = rules
        self.titles = language.titles | rules.abbreviated_titles
        self.pronouns = dict(rules.pronouns)
        self.separable = dict(rules.separable)
        # Joined here, because rules ask for them at every word.
        self.clear_subordinators = rules.subordinators - rules.determiners
        """Subordinators that are nothing else: *that* may be a determiner."""
        self.pure_prepositions = rules.prepositions - rules.subordinators
        """Prepositions that are nothing else: *since* may begin a clause."""
        self.beside_verbs = rules.adverbs | rules.auxiliaries
        """Words that may be between a verb and its subject."""
        self.doubts = rules.denials | rules.unreal_words | rules.relaying_words
        """Words anywhere in a sentence that may make its speaker another one, or nobody."""
        self.sources = rules.source_words | rules.postpositions
        """Words before or behind a source: *laut*, *zufolge*."""
        self.joints = rules.conjunctions - rules.adverbs
        """Words that join clauses, and are no adverbs within one."""
        self.clause_beginnings = self.joints | (
            self.clear_subordinators - rules.complementizers - rules.adverbs
        )
        """Words that begin a clause on which the one before does not decide."""
        self.beside_names = (rules.determiners | rules.adverbs | rules.name_particles) - rules.source_links
        """Words that a mention may have beside names and titles."""
        self._kin = rules.feminine_words | rules.masculine_words
        self.conditions = language.conditions | rules.open_subordinators
        self._negations = language.negations - rules.prepositions
        self._negating_endings = _spell_endings(language)
        self._organization_endings = tuple(rules.organization_words)
        self._stops = _join_stops(rules)
        self._grammatical = self._stops | rules.determiners

    def is_cue(self, token: Token) -> bool:
        """Tell whether a word is a form of a verb of saying that needs no particle."""
        return token.lower in self.rules.verbs and token.quotation is None

    def may_be_cue(self, token: Token) -> bool:
        """The same, also of verbs that may have a particle: enough beside a quotation."""
        return self.is_cue(token) or token.lower in self.separable

    def finds_particle(self, tokens: Sequence[Token], at: int) -> bool:
        """Tell whether a verb that needs a particle has one within its clause."""
        particles = self.separable.get(tokens[at].lower, frozenset())
        return any(token.lower in particles for token in tokens[at + 1 : at + CLAUSE_MAX])

    def is_pronoun(self, token: Token) -> bool:
        """Tell whether a word is a pronoun that may be a subject."""
        return token.lower in self.pronouns and token.quotation is None

    def begins_phrase(self, token: Token) -> bool:
        """Tell whether a noun phrase that is a subject may begin with this token."""
        if token.quotation is not None:
            return True
        lower = token.lower
        if lower in self.rules.determiners or lower in self.pronouns:
            return lower not in self.rules.oblique_determiners
        if lower in self._stops or not token.is_word:
            return False
        return token.is_capitalized or token.text[0].isdigit()

    def read_phrase(self, tokens: Sequence[Token], at: int) -> int | None:
        """Return the index behind the noun phrase that begins here, or None if none does.

        With its genitives and, where these are clear, its apposition: *der Chef der Agentur, Frank Weise*.
        """
        if at >= len(tokens) or not self.begins_phrase(tokens[at]):
            return None
        if self.is_pronoun(tokens[at]) and not self._is_article(tokens, at):
            return at + 1
        if tokens[at].quotation is not None:
            return at + 1
        return self._read_whole(tokens, at)

    def read_bare_phrase(self, tokens: Sequence[Token], at: int) -> int | None:
        """The same, but it may begin with a small letter: (said) former senator Smith, officials (said)."""
        end = self.read_phrase(tokens, at)
        if end is not None or at >= len(tokens) or self.rules.capitalizes_nouns:
            return end
        token = tokens[at]
        is_bare = token.is_word and not self.is_grammatical(token) and not self.may_be_cue(token)
        return self._read_whole(tokens, at) if is_bare else None

    def _read_whole(self, tokens: Sequence[Token], at: int) -> int | None:
        end = self._read_core(tokens, at)
        if end is None:
            return None
        end = self._read_bracket(tokens, end)
        return self._read_apposition(tokens, at, end)

    def _is_article(self, tokens: Sequence[Token], at: int) -> bool:
        """*Dieser* is also an article: before a noun."""
        is_determiner = tokens[at].lower in self.rules.determiners
        return is_determiner and at + 1 < len(tokens) and tokens[at + 1].is_word

    def _read_core(self, tokens: Sequence[Token], at: int) -> int | None:
        has_noun = False
        end = at
        while end < min(len(tokens), at + PHRASE_MAX) and self._goes_on(tokens, at, end, has_noun=has_noun):
            token = tokens[end]
            has_noun = has_noun or (token.lower not in self.rules.determiners and self._is_noun(token))
            end += 1
        while end > at and tokens[end - 1].lower in self.rules.determiners:
            end -= 1
        return end if has_noun else None

    def _is_noun(self, token: Token) -> bool:
        return token.is_capitalized or not self.rules.capitalizes_nouns or token.text[0].isdigit()

    def _goes_on(self, tokens: Sequence[Token], start: int, at: int, *, has_noun: bool) -> bool:
        """Tell whether the phrase goes on with this token."""
        token, lower = tokens[at], tokens[at].lower
        if token.text == ".":
            before = tokens[at - 1]
            is_short = len(before.text) == 1 or before.lower in self.titles
            return at > start and is_short and at + 1 < len(tokens) and tokens[at + 1].is_capitalized
        if at > start and (
            self.is_of_name(tokens, at) or self.joins_name(tokens, at) or self.is_initial(tokens, at)
        ):
            return True
        if not token.is_word or lower in self._stops:
            return False
        if lower in self.rules.determiners:
            is_genitive = lower in self.rules.genitives
            return at == start or (is_genitive and tokens[at - 1].lower not in self.rules.calendar_words)
        if token.is_capitalized or not has_noun:
            return not self.may_be_cue(token) or token.is_capitalized
        # Behind a noun a small letter begins the verb in German, and goes on in English.
        is_within = tokens[at - 1].lower in self.rules.determiners or not tokens[at - 1].is_capitalized
        return (is_within or not self.rules.capitalizes_nouns) and not self.may_be_cue(token)

    def _read_bracket(self, tokens: Sequence[Token], end: int) -> int:
        """Christian Wulff (CDU)."""
        if end + 2 < len(tokens) and tokens[end].text == "(":
            for at in range(end + 1, min(end + 5, len(tokens))):
                if tokens[at].text == ")":
                    return at + 1
                if tokens[at].quotation is not None:
                    break
        return end

    def _read_apposition(self, tokens: Sequence[Token], start: int, end: int) -> int:
        """Return the end of a name in commas behind a phrase without one."""
        if tokens[start].lower not in self.rules.determiners and self.rules.capitalizes_nouns:
            return end
        at = end
        for _ in range(3):  # der Chef der Agentur für Arbeit in Bonn, Frank Weise
            if at < len(tokens) and tokens[at].lower in self.rules.prepositions:
                following = self._read_core(tokens, at + 1)
                at = following if following is not None else len(tokens)
        if at >= len(tokens) or tokens[at].text != ",":
            return end
        name_end = self.read_name(tokens, at + 1)
        if name_end is None:
            return end
        is_closed = name_end == len(tokens) or not tokens[name_end].is_word
        return name_end if is_closed or self.may_be_cue(tokens[name_end]) else end

    def read_name(self, tokens: Sequence[Token], at: int) -> int | None:
        """Return the index behind two or more words with capitals, or None."""
        end = at
        while end < len(tokens) and (
            (tokens[end].is_capitalized and tokens[end].is_word and tokens[end].lower not in self._stops)
            or (end > at and tokens[end].lower in self.rules.name_particles)
            or (end > at and tokens[end].text == "." and len(tokens[end - 1].text) < 3)
        ):
            end += 1
        is_name = end - at >= 2 and tokens[at].lower not in self.rules.determiners
        return end if is_name and tokens[end - 1].is_capitalized else None

    def find_subject(self, tokens: Sequence[Token], start: int, end: int) -> tuple[int, int] | None:
        """Return the first noun phrase of a clause that no preposition governs."""
        at = start
        while at < end:
            token = tokens[at]
            if at == start and self._is_subordinator(tokens, at):
                at += 1
                continue
            if token.lower in self.rules.prepositions or token.lower in self.rules.oblique_determiners:
                at = self._skip_governed(tokens, at, end)
                continue
            phrase_end = None if token.quotation is not None else self.read_phrase(tokens, at)
            if phrase_end is not None:
                if self._is_subject(tokens, at, phrase_end):
                    return at, phrase_end
                at = phrase_end
            else:
                at += 1
        return None

    def _is_subordinator(self, tokens: Sequence[Token], at: int) -> bool:
        """*Als* is one before a subject (als er), and none before another noun (als Grund)."""
        lower = tokens[at].lower
        if lower not in self.clear_subordinators:
            return False
        if lower not in self.rules.prepositions or at + 1 == len(tokens):
            return True
        following = tokens[at + 1].lower
        return following in self.rules.determiners or following in self.pronouns

    def _is_subject(self, tokens: Sequence[Token], at: int, end: int) -> bool:
        """A day or a year is none."""
        words = [token.lower for token in tokens[at:end]]
        if at == 0 and end == 1 and words[0].endswith(self.rules.adverb_endings):
            return False
        return any(
            word not in self.rules.calendar_words and word not in self.rules.determiners for word in words
        ) and not all(word[0].isdigit() or word in self.rules.calendar_words for word in words)

    def _skip_governed(self, tokens: Sequence[Token], at: int, end: int) -> int:
        """Return the index behind a preposition and its noun phrase."""
        if tokens[at].lower in self.rules.prepositions:
            at += 1
        if at < end and tokens[at].lower in self.rules.determiners:
            at += 1
        following = self._read_core(tokens, at) if at < end else None
        return following if following is not None else at

    def denies(self, tokens: Sequence[Token], at: int) -> bool:
        """Tell whether a word is a negation, and not *not only*."""
        lower = tokens[at].lower
        if lower not in self._negations and not lower.endswith(self._negating_endings):
            return False
        return at + 1 == len(tokens) or tokens[at + 1].lower not in self.rules.limits

    def skip_adverbs(self, tokens: Sequence[Token], at: int) -> int:
        """Return the index of the first token from here on that is no adverb."""
        while at < len(tokens) and tokens[at].lower in self.rules.adverbs:
            at += 1
        return at

    def ends_clause(self, tokens: Sequence[Token], at: int) -> bool:
        """Tell whether a clause whose verb is the last word ends here."""
        is_end = at >= len(tokens) or not tokens[at].is_word or tokens[at].lower in self.rules.conjunctions
        return self.rules.puts_verb_first and is_end

    def is_initial(self, tokens: Sequence[Token], at: int) -> bool:
        """Tell whether a letter is an initial, and no article: Karl *A.* Berg."""
        letter = tokens[at].text
        return len(letter) == 1 and letter.isupper() and at + 1 < len(tokens) and tokens[at + 1].text == "."

    def joins_name(self, tokens: Sequence[Token], at: int) -> bool:
        """Tell whether a small word is within a name: Karl *von der* Berg, but not Sprecher *der* Stadt."""
        particles = self.rules.name_particles
        if tokens[at].lower not in particles:
            return False
        before, after = at - 1, at + 1
        while before > 0 and tokens[before].lower in particles:
            before -= 1
        while after < len(tokens) and tokens[after].lower in particles:
            after += 1
        if before < 0 or after >= len(tokens):
            return False
        is_article = tokens[at].lower in self.rules.determiners and before == at - 1
        is_name = tokens[before].is_capitalized and not self.is_title(tokens[before])
        return (
            is_name
            and tokens[after].is_capitalized
            and not is_article
            and not self._is_of(tokens, before, after)
        )

    def _is_of(self, tokens: Sequence[Token], before: int, after: int) -> bool:
        """Tell whether *von* means *of*: der Sohn von Donald Trump, die Anhänger von Anna Berg."""
        rules = self.rules
        is_kin = tokens[before].lower in self._kin
        is_whole_name = after + 1 < len(tokens) and tokens[after + 1].is_capitalized
        return rules.capitalizes_nouns and (is_kin or is_whole_name)

    def is_of_name(self, tokens: Sequence[Token], at: int) -> bool:
        """Tell whether a word joins the words of a name: Ministry *of* Justice."""
        return (
            tokens[at].lower in self.rules.source_links
            and not self.rules.capitalizes_nouns
            and 0 < at < len(tokens) - 1
            and tokens[at - 1].is_capitalized
            and tokens[at + 1].is_capitalized
        )

    def is_title(self, token: Token) -> bool:
        """Tell whether a word is a title or an office: *Präsident*, *Regierungssprecher*."""
        return token.lower in self.titles or token.lower.endswith(self.rules.office_endings)

    def is_organization(self, token: Token) -> bool:
        """Tell whether a word means an organization, or is an abbreviation like the name of one."""
        lower = token.lower
        if token.text.isupper() and 2 <= len(token.text) <= 8:
            return True
        if lower in self.rules.organization_words:
            return True
        return self.rules.capitalizes_nouns and lower.endswith(self._organization_endings)

    def is_place(self, words: Sequence[Token]) -> bool:
        """Tell whether a name is a place's, which may mean somebody there: *Downing Street*."""
        rules = self.rules
        return len(words) > 1 and (
            words[0].lower in rules.place_beginnings or words[-1].lower in rules.place_endings
        )

    def get_gender(self, lower: str) -> str | None:
        """Return m or f if a word before a name tells it."""
        if lower in self.rules.feminine_words or lower.endswith(self.rules.feminine_office_endings):
            return "f"
        is_masculine = lower.endswith(self.rules.masculine_office_endings)
        return "m" if is_masculine or lower in self.rules.masculine_words else None

    def is_grammatical(self, token: Token) -> bool:
        """Tell whether a word is one of grammar: a preposition, a pronoun, an auxiliary and the like."""
        return token.lower in self._grammatical

    def read_any(self, tokens: Sequence[Token], at: int) -> Span | None:
        """Return the span of the noun phrase that begins here, in any case: (laut) dem Sprecher."""
        if at >= len(tokens):
            return None
        if tokens[at].quotation is not None:
            return tokens[at].span
        if tokens[at].lower in self.rules.oblique_determiners:
            end = self._read_core(tokens, at)
        else:
            end = self.read_phrase(tokens, at)
        return None if end is None else self.join(tokens, at, end)

    def read_proper(self, tokens: Sequence[Token], at: int, end: int) -> Span | None:
        """Return the span of the name that begins here, behind a determiner or not."""
        start = at
        while at < end and tokens[at].is_word and tokens[at].is_capitalized:
            at += 1
        return self.join(tokens, start, at) if at > start else None

    def find_phrase_before(self, tokens: Sequence[Token], end: int) -> int | None:
        """Return where the noun phrase begins that ends here."""
        for at in range(max(0, end - PHRASE_MAX), end):
            if tokens[at].is_word and self._read_core(tokens, at) == end:
                return at
        return None

    def join(self, tokens: Sequence[Token], start: int, end: int) -> Span:
        """Return the span of tokens."""
        return Span(tokens[start].start, tokens[end - 1].end)


def _spell_endings(language: Language) -> tuple[str, ...]:
    """Return the endings of words that deny, with each apostrophe: *n't*, *n’t*."""
    return tuple(
        ending.replace("'", apostrophe)
        for ending in language.negating_endings
        for apostrophe in COMMON_APOSTROPHES
    )


def _join_stops(rules: SpeechRules) -> frozenset[str]:
    """Return the words of grammar with which a noun phrase neither begins nor goes on."""
    return (
        rules.prepositions
        | rules.subordinators
        | rules.conjunctions
        | rules.auxiliaries
        | rules.adverbs
        | rules.other_pronouns
        | frozenset(dict(rules.pronouns))
    ) - rules.determiners


@functools.cache
def make_grammar(language: Language, rules: SpeechRules) -> Grammar:
    """Return the grammar of a language, made once."""
    return Grammar(language, rules)
