"""Name the kinds of changes between a claim and a passage."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

import regex
from rapidfuzz.distance import LCSseq

from app.languages import list_pairs, list_words
from app.verbatim.characters import (
    DECIMAL_POINTS,
    FINAL_STOPS,
    FOLDED_ELLIPSIS,
    FOLDED_MARK,
    NUMBER_SIGNS,
    PARTING_MARKS,
)
from app.verbatim.pieces import FUNCTION_WORDS, NEGATION_FORMS, NEGATIONS, Piece, PieceKind, transcribe
from app.verbatim.tokens import to_token

SPELLING_FROM = 0.7
"""Two words of at least this similarity (Indel) are one word spelt in two ways, if one is no word itself."""
PAIRED_MAX = 40
"""Words of each side that are paired by similarity; in a longer stretch each with the one in its place."""

PARTING = regex.compile(f"[{PARTING_MARKS}]")
"""What parts a quotation from the words that introduce it."""
TIME = r"\d++(?::\d\d)++(?:[.,]\d++)?"
"""The pattern of a time as subtitles have it: *00:01:05,200*."""


class Change(StrEnum):
    """A kind of difference between a claim and the passage nearest to it."""

    NEGATION = "negation"
    NUMBER = "number"
    OMISSION = "omission"
    INSERTION = "insertion"
    WORDING = "wording"
    SPELLING = "spelling"
    CASE = "case"
    PUNCTUATION = "punctuation"
    ORDER = "order"
    SPLICE = "splice"


class Group(NamedTuple):
    """Pieces of the claim that replace others of the text.

    At an edge only the claim has some: before the first piece of the text or behind the last.
    """

    claimed: Sequence[Piece]
    printed: Sequence[Piece]
    is_edge: bool = False
    is_leading: bool = False


_NEGATING_PREFIXES = list_words("negating_prefixes")
_TRANSCRIBED = regex.compile("|".join(list_pairs("transcriptions").values()), regex.IGNORECASE)
_NUMBER = regex.compile(
    rf"(?:(?<!\p{{L}})[{NUMBER_SIGNS}])?(?:(?<!\w)[{DECIMAL_POINTS}])?\p{{N}}(?:.*\p{{N}})?"
)
_DIGITS = regex.compile(r"\p{Nd}+")
_ONLY_TIME = regex.compile(TIME)


def name_changes(groups: Sequence[Group], known: Collection[str] = ()) -> set[Change]:
    """Return the kinds of changes that the groups show together."""
    moved = _count_moved(groups)
    groups = [part for group in groups for part in _split_at_gap(group)]
    found = {Change.ORDER} if moved else set()
    pieces = (piece for group in groups for piece in (*group.claimed, *group.printed))
    if any(piece.key in moved and is_negation(piece) for piece in pieces):
        found.add(Change.NEGATION)  # It denies something else.
    remaining_claimed, remaining_printed = Counter(moved), Counter(moved)
    for group in groups:
        claimed = _drop_moved(group.claimed, remaining_claimed)
        printed = _drop_moved(group.printed, remaining_printed)
        found |= _name_swapped_numbers(group)
        if claimed or printed:
            found |= _name_group(group._replace(claimed=claimed, printed=printed), known)
    return found


def _split_at_gap(group: Group) -> list[Group]:
    """Return a group whose words of the claim have an ellipsis in parts: what it leaves out is no change.

    The words before the ellipsis replace as many of the text, and so do those behind it.
    """
    gap = next((at for at, piece in enumerate(group.claimed) if piece.key == FOLDED_ELLIPSIS), None)
    if gap is None or group.is_edge:
        return [group]
    before, after = group.claimed[:gap], group.claimed[gap + 1 :]
    if not (_list_words(before) or _list_words(after)) or len(before) + len(after) > len(group.printed):
        return [group]
    rest = len(group.printed) - len(after)
    return [Group(before, group.printed[: len(before)]), Group(after, group.printed[rest:])]


def name_rest(groups: Sequence[Group]) -> set[Change]:
    """Return the kind of differences that do not count beside others: marks around a claim, gaps in it."""
    if any(_list_words(group.printed) for group in groups):
        return {Change.OMISSION}
    return {Change.PUNCTUATION} if any(group.claimed or group.printed for group in groups) else set()


def _count_moved(groups: Sequence[Group]) -> Counter[str]:
    """Return the words that claim and text have in different places, by their keys.

    A word of grammar in two places is chance, unless nothing else is changed.
    """
    claimed = Counter(word.key for group in groups for word in _list_words(group.claimed))
    printed = Counter(word.key for group in groups for word in _list_words(group.printed))
    moved = claimed & printed
    if claimed == printed:
        return moved
    return Counter({key: count for key, count in moved.items() if key not in FUNCTION_WORDS})


def _drop_moved(pieces: Sequence[Piece], moved: Counter[str]) -> list[Piece]:
    remaining = []
    for piece in pieces:
        if moved[piece.key] > 0:
            moved[piece.key] -= 1
        else:
            remaining.append(piece)
    return remaining


def _name_swapped_numbers(group: Group) -> set[Change]:
    """Return that a number replaces another one, though both may occur elsewhere, too."""
    claimed, printed = _list_numbers(group.claimed), _list_numbers(group.printed)
    return {Change.NUMBER} if claimed and printed and claimed != printed else set()


def _name_group(group: Group, known: Collection[str]) -> set[Change]:
    claimed, printed = _list_words(group.claimed), _list_words(group.printed)
    found = {Change.PUNCTUATION} if _differs_in_marks(group) else set()
    if not claimed and not printed:
        return found
    if printed and not claimed and any(mark.key == FOLDED_ELLIPSIS for mark in group.claimed):
        return set()  # The claim says that it leaves something out.
    if _list_negations(claimed) != _list_negations(printed) and not _is_joined(claimed, printed):
        found.add(Change.NEGATION)
    beside = _count_beside(group) if group.is_edge else 0
    nearby = group.claimed[beside:] if group.is_leading else group.claimed[: len(group.claimed) - beside]
    if _list_numbers(nearby) != _list_numbers(printed):
        found.add(Change.NUMBER)
    return found | _name_words(claimed, printed, known, is_named=bool(found - {Change.PUNCTUATION}))


def _name_words(
    claimed: Sequence[Piece], printed: Sequence[Piece], known: Collection[str], *, is_named: bool
) -> set[Change]:
    """Return the kinds of changes of words; of negations and numbers only if these have no name yet."""
    if not claimed or not printed:
        return {Change.INSERTION if claimed else Change.OMISSION}
    if _is_joined(claimed, printed):
        return {Change.SPELLING} if not is_named else set()
    opposites = (pair for pair in _pair(claimed, printed) if len(_list_negations(pair)) == 1)  # ein, kein
    denied = {piece for pair in opposites for piece in pair}
    plain, others = (
        [word for word in words if not (is_negation(word) or is_number(word) or word in denied)]
        for words in (claimed, printed)
    )
    if [word.key for word in plain] == [word.key for word in others]:
        return set() if is_named else _name_pairs(claimed, printed, known)
    found = _name_pairs(plain, others, known)
    # A word for a number, as fünf for 5, is not added: it replaces it.
    is_replaced = len(claimed) == len(printed) == 1 and is_number(printed[0])
    return found - {Change.INSERTION} if is_replaced else found


def _name_pairs(one: Sequence[Piece], other: Sequence[Piece], known: Collection[str]) -> set[Change]:
    """Return the kinds of changes from words to others: of similar ones by pairs, and of the rest."""
    pairs = _pair(one, other)
    found = {change for pair in pairs for change in name_pair(*pair, known)}
    rest_claimed, rest_printed = len(one) - len(pairs), len(other) - len(pairs)
    if rest_claimed and rest_printed:
        found.add(Change.WORDING)
    elif rest_claimed or rest_printed:
        found.add(Change.INSERTION if rest_claimed else Change.OMISSION)
    return found


def _pair(one: Sequence[Piece], other: Sequence[Piece]) -> list[tuple[Piece, Piece]]:
    """Return the words of two lists that are alike, in order."""
    if len(one) == len(other) or max(len(one), len(other)) > PAIRED_MAX:
        return [pair for pair in zip(one, other, strict=False) if _is_alike(*pair)]
    pairs = []
    at = 0
    for word in one:
        match = next((place for place in range(at, len(other)) if _is_alike(word, other[place])), None)
        if match is not None:
            pairs.append((word, other[match]))
            at = match + 1
    return pairs


def _is_alike(one: Piece, other: Piece) -> bool:
    return is_similar(one, other) or _denies(one, other) or _denies(other, one)


def is_similar(one: Piece, other: Piece) -> bool:
    """Tell whether two pieces are words that may be one word spelt in two ways."""
    if one.kind != PieceKind.WORD or other.kind != PieceKind.WORD:
        return False
    return one.key == other.key or LCSseq.normalized_similarity(one.key, other.key) >= SPELLING_FROM


def name_pair(one: Piece, other: Piece, known: Collection[str] = ()) -> set[Change]:
    """Return the kinds of changes from a word to one that it is alike."""
    if one.text == other.text:
        return set()
    if is_number(one) and _list_numbers([one]) != _list_numbers([other]):
        return {Change.NUMBER}
    if _denies(one, other) or _denies(other, one):
        return {Change.NEGATION}
    if one.text.lower() == other.text.lower():
        return {Change.CASE}
    if not _is_same_word(one, other) and one.key in known:
        return {Change.WORDING}
    return {Change.SPELLING, *([Change.CASE] if _differ_in_case(one, other) else [])}


def _is_same_word(one: Piece, other: Piece) -> bool:
    """Tell whether two words differ in accents, umlauts, ß and hyphens alone."""
    return to_token(one.text) == to_token(other.text) or (
        to_token(transcribe(one.text)) == to_token(transcribe(other.text))
    )


def _differ_in_case(one: Piece, other: Piece) -> bool:
    """Tell whether two words differ in case, too; a letter behind a hyphen may have either."""
    folded, other_folded = _fold_but_case(one.text), _fold_but_case(other.text)
    if folded.lower() == other_folded.lower():
        return folded != other_folded
    return one.text[0].isupper() != other.text[0].isupper() or one.text.isupper() != other.text.isupper()


def _fold_but_case(word: str) -> str:
    word = _TRANSCRIBED.sub(
        lambda found: found.group()[0], regex.sub(r"(?<=-).", lambda one: one[0].lower(), word)
    )
    return "".join(to_token(one).upper() if one.isupper() else to_token(one) for one in word)


def _is_joined(claimed: Sequence[Piece], printed: Sequence[Piece]) -> bool:
    """Tell whether these are the same letters, parted into words in another way."""
    one, other = [word.key for word in claimed], [word.key for word in printed]
    if len(one) == len(other) or "".join(one) != "".join(other):
        return False
    # 2 1 is not 21; but 10 kg is 10kg.
    return _DIGITS.findall(" ".join(one)) == _DIGITS.findall(" ".join(other))


def _differs_in_marks(group: Group) -> bool:
    """Tell whether claim and text differ in marks; those of words inserted or omitted belong to these."""
    claimed, printed = _list_marks(group.claimed), _list_marks(group.printed)
    more = len(_list_words(group.claimed)) - len(_list_words(group.printed))
    if more > 0:
        return not _is_within(printed, claimed)
    if more < 0:
        return not _is_within(claimed, printed)
    if group.is_edge:  # Of marks alone. Quotation marks, gaps and the citing sentence's stop are not quoted.
        quoted = [mark for mark in claimed if mark not in (FOLDED_MARK, FOLDED_ELLIPSIS)]
        return bool(quoted) and (group.is_leading or quoted not in map(list, FINAL_STOPS))
    return claimed != printed


def _is_within(some: Sequence[str], others: Sequence[str]) -> bool:
    """Tell whether the marks occur among the others in this order."""
    rest = iter(others)
    return all(mark in rest for mark in some)


def _count_beside(group: Group) -> int:
    """Return how many pieces at the claim's edge are beside the quotation: parted from it by a mark, a
    number of a list, or times of subtitles."""
    pieces = group.claimed if group.is_leading else group.claimed[::-1]
    count = max((at for at, piece in enumerate(pieces, start=1) if _is_parting(piece)), default=0)
    if not count and group.is_leading and len(pieces) == 2 and is_number(pieces[0]) and pieces[1].text == ".":
        return 2
    while count < len(pieces) and (pieces[count].kind == PieceKind.SIGN or is_time(pieces[count])):
        count += 1
    return count


def _is_parting(piece: Piece) -> bool:
    return piece.kind != PieceKind.WORD and bool(PARTING.match(piece.text))


def _list_words(pieces: Iterable[Piece]) -> list[Piece]:
    """Return words and signs: a sign is read as a word (%), or was inserted as one."""
    return [piece for piece in pieces if piece.kind != PieceKind.MARK]


def _list_marks(pieces: Iterable[Piece]) -> list[str]:
    return [piece.text for piece in pieces if piece.kind == PieceKind.MARK]


def _list_negations(words: Iterable[Piece]) -> list[str]:
    """Return the negations among words, each in its plain form, in a fixed order."""
    found = (word.text.casefold() for word in words if is_negation(word))
    return sorted(NEGATION_FORMS.get(word, word) for word in found)


def _list_numbers(words: Iterable[Piece]) -> list[str]:
    """Return the numbers in words, without letters beside them, in a fixed order."""
    return sorted(found.group() for word in words if (found := _NUMBER.search(word.text)))


def is_negation(word: Piece) -> bool:
    """Tell whether a word denies."""
    return word.text.casefold() in NEGATIONS


def is_number(word: Piece) -> bool:
    """Tell whether there is a digit in a word."""
    return bool(_NUMBER.search(word.text))


def is_time(word: Piece) -> bool:
    """Tell whether a word is a time as subtitles have it."""
    return bool(_ONLY_TIME.fullmatch(word.text))


def _denies(one: Piece, other: Piece) -> bool:
    """Tell whether one word is the other with a negating prefix: möglich, unmöglich."""
    return any(one.text.casefold() == f"{prefix}{other.text.casefold()}" for prefix in _NEGATING_PREFIXES)
