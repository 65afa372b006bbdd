"""Text fragments: the part of an address that leads a browser to the words of a passage and marks them.

They follow the WICG's URL Fragment Text Directives, and what Chromium 156 makes of them: it ignores case,
accents and umlauts (*hätten* finds *hatten*; in a German browser, *Staerke* finds *Stärke*), looks for each
term in one line, at the edges of words, and takes the first place that fits. So occurrences are counted under
a fold that is at least as coarse as Chromium's, and context is added until one is left.
"""

import unicodedata
from typing import NamedTuple

import regex

from app.verbatim.characters import BLOCK_ENDS, CJK_STOPS, WITHIN_WORDS
from app.verbatim.spans import Span

TERM_MAX = 300
"""Code points of a passage that is named whole; of a longer one, only its first and last words."""
END_WORDS = 8
"""Words that name the beginning or the end of such a passage."""
CONTEXT_WORDS = (1, 2, 4, 8, 16, 32, 64)
"""Words of context on each side, tried in this order where the words alone do not do."""
NEIGHBOURHOOD = 500
"""Code points on each side in which context is looked for."""

_IGNORED = regex.compile(r"[\p{Mn}\p{Me}\p{Cf}\u0640]+")
_NO_WORD = regex.compile(r"[^\p{L}\p{N}]+")
_LETTER = regex.compile(r"[\p{L}\p{N}]")
_LINE_END = regex.compile(f"[\r{BLOCK_ENDS}]+")
# A page shows these as one space; a no-break space and all others stand beside it.
_SPACES = regex.compile(r"[ \t\r\n]{2,}|[\t\r\n]")
_WORD_PART = regex.compile(r"[\p{L}\p{N}\p{M}_]")
_WORD = regex.compile(rf"[^\s{CJK_STOPS}]+[{CJK_STOPS}]*|[{CJK_STOPS}]+")
# Letters that Unicode does not decompose, and that collation takes for others with a stroke or joined.
_LETTERS = {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "\u0131": "i", "æ": "ae", "œ": "oe"}
# One letter of Ukrainian, two of Arabic, final forms of Hebrew, and katakana, which are hiragana.
_LETTERS |= {"\u0491": "\u0433", "\u0629": "\u0647", "\u0649": "\u064a"}
_LETTERS |= dict(zip("ךםןףץ", "כמנפצ", strict=True))
_LETTERS |= {chr(one): chr(one - 0x60) for one in range(0x30A1, 0x30F7)}
_DIGIT = regex.compile(r"(?V1)[\p{N}--[0-9]]")
_UMLAUTS = ("ae", "oe", "ue", "aa")
"""How German and Danish write ä, ö, ü and å without these letters: browsers in these languages find both."""
_FIRST_UNSPACED = "\u0e00"
"""Scripts from here on may have words without spaces between them, which browsers find by dictionaries."""


def _spell_jamo(jamo: str) -> str:
    """Return a consonant of Korean as initial ones: browsers find these where final or double ones stand."""
    initials = ""
    for name in unicodedata.name(jamo).split()[2].split("-"):
        initial = unicodedata.lookup(f"HANGUL CHOSEONG {name.removeprefix('SSANG')}")
        initials += initial * (2 if name.startswith("SSANG") else 1)
    return initials


_LETTERS |= {jamo: _spell_jamo(jamo) for jamo in map(chr, (*range(0x1101, 0x1113), *range(0x11A8, 0x11C3)))}
_UNDECOMPOSED = regex.compile(f"[{''.join(_LETTERS)}]")


class _Encoded(dict[int, str]):
    """Characters by their code points, percent-encoded but for ASCII's letters and digits.

    Every quote that is read is encoded: this takes half the time of `urllib.parse.quote`, which would leave
    four signs that a directive may not have.
    """

    def __missing__(self, code: int) -> str:
        character = chr(code)
        is_plain = character.isascii() and character.isalnum()
        encoded = character if is_plain else "".join(f"%{byte:02X}" for byte in character.encode())
        self[code] = encoded
        return encoded


_ENCODED = _Encoded()


class Context(NamedTuple):
    """The words that tell a passage from others: some before it and some behind it, both may be empty."""

    prefix: str = ""
    suffix: str = ""


class FoldedText(NamedTuple):
    """A text, and what a browser compares of it."""

    text: str
    folded: str


def fold_for_browsers(text: str) -> FoldedText:
    """Return a text with its words as a browser compares them, one space between two."""
    return FoldedText(text, f" {_fold(text)} ")


def make_text_directive(text: FoldedText, span: Span) -> str | None:
    """Return the directive behind `#:~:text=` that leads to a span and to nothing else of a text.

    It is None where the words alone do so, as `name_words` writes them: most quotes need not store them
    twice. It is empty where a browser cannot be led there: the span has no word, begins or ends within one,
    or has one of hundreds of letters, or its lines are repeated with all that is around them. Offsets are
    code points.
    """
    start, end = _strip(text.text, span)
    if not (_is_edge(text.text, start) and _is_edge(text.text, end)):
        return ""
    exact = text.text[start:end]
    if _LETTER.search(exact) is None:
        return ""
    if end - start <= TERM_MAX and _LINE_END.search(exact) is None:
        context = _find_context(text, Span(start, end))
        if context is None:
            return ""
        return _write(context, exact) if any(context) else None
    head, tail = _cut_ends(exact, start)
    if max(head.end - head.start, tail.end - tail.start) > TERM_MAX:
        return ""
    before, after = _find_context(text, head, sides=(1, 0)), _find_end(text, head, tail)
    if before is None or after is None:
        return ""
    return _write(Context(before.prefix, after.suffix), text.text[slice(*head)], text.text[slice(*tail)])


def name_words(exact: str) -> str:
    """Return the directive that names all words; spaces are as a page shows them."""
    return _SPACES.sub(" ", exact).strip().translate(_ENCODED)


def _fold(text: str) -> str:
    plain = _IGNORED.sub("", unicodedata.normalize("NFKD", text)).casefold()
    if not plain.isascii():
        plain = _UNDECOMPOSED.sub(lambda letter: _LETTERS[letter[0]], plain)
        plain = _DIGIT.sub(lambda digit: f"{unicodedata.numeric(digit[0], 0):g}", plain)
    for written in _UMLAUTS:
        plain = plain.replace(written, written[0])
    return str(_NO_WORD.sub(" ", plain)).strip()


def _strip(text: str, span: Span) -> Span:
    exact = text[slice(*span)]
    start = span.start + len(exact) - len(exact.lstrip())
    return Span(start, max(start, span.start + len(exact.rstrip())))


def _is_edge(text: str, at: int) -> bool:
    """Tell whether a browser sees a word's edge here, as far as that is known without a dictionary."""
    around = text[max(0, at - 1) : at + 1]
    if at == 0 or at == len(text) or around.isspace():
        return True
    if all(map(_WORD_PART.match, around)):
        return False
    joined = text[max(0, at - 2) : at + 1] if around[0] in WITHIN_WORDS else text[at - 1 : at + 2]
    has_sign = len(joined) == 3 and joined[1] in WITHIN_WORDS
    return not (has_sign and _WORD_PART.match(joined[0]) and _WORD_PART.match(joined[2]))


def _find_context(text: FoldedText, span: Span, sides: tuple[int, int] = (1, 1)) -> Context | None:
    """Return the context with which a span is the only one or, if all there is does not do, the first."""
    if _count(text.folded, text.text[slice(*span)]) == 1:
        return Context()
    lines = _list_neighbours(text.text, span)
    reached = None
    for count in CONTEXT_WORDS:
        begin, end = lines.take(span, count * sides[0], count * sides[1])
        if (begin, end) == reached:
            break
        reached = begin, end
        if _count(text.folded, text.text[begin:end]) == 1:
            return _cut_context(text.text, span, begin, end)
    begin, end = reached or span
    is_first = _count(f" {_fold(text.text[:end])} ", text.text[begin:end]) == 1
    return _cut_context(text.text, span, begin, end) if is_first else None


def _find_end(text: FoldedText, head: Span, tail: Span) -> Context | None:
    """Return the context with which the last words of a passage occur first behind its first words."""
    lines = _list_neighbours(text.text, tail)
    for count in (0, *CONTEXT_WORDS):
        _, end = lines.take(tail, 0, count)
        between = f" {_fold(text.text[head.end : end])} "
        if _count(between, text.text[tail.start : end]) == 1:
            return _cut_context(text.text, tail, tail.start, end)
    return None


class _Neighbours(NamedTuple):
    """Where the words begin before a span, the closest first, and where those behind it end."""

    starts: list[int]
    ends: list[int]

    def take(self, span: Span, before: int, after: int) -> tuple[int, int]:
        """Return a span with this many words more on each side, or as many as there are."""
        starts, ends = [span.start, *self.starts][: before + 1], [span.end, *self.ends][: after + 1]
        return starts[-1], ends[-1]


def _list_neighbours(text: str, span: Span) -> _Neighbours:
    """Find the words in the closest line on each side: a term of a directive ends with its line."""
    first, last = max(0, span.start - NEIGHBOURHOOD), span.end + NEIGHBOURHOOD
    before, after = text[first : span.start].rstrip(), text[span.end : last]
    line_start = max((one.end() for one in _LINE_END.finditer(before)), default=0)
    line_end = _LINE_END.search(after, len(after) - len(after.lstrip()))
    until = len(after) if line_end is None else line_end.start()
    starts = [first + one.start() for one in _WORD.finditer(before, line_start)]
    ends = [span.end + one.end() for one in _WORD.finditer(after, 0, until)]
    if first > 0 and line_start == 0:
        del starts[:1]  # It may begin within a word, as the last one may end.
    if last < len(text) and line_end is None:
        del ends[-1:]
    return _Neighbours(starts[::-1], ends)


def _cut_context(text: str, span: Span, begin: int, end: int) -> Context:
    """Return what is around a span; a side without a letter or digit tells nothing apart."""
    prefix, suffix = text[begin : span.start], text[span.end : end]
    return Context(prefix if _fold(prefix) else "", suffix if _fold(suffix) else "")


def _count(folded: str, words: str) -> int:
    """Count words in a folded text, overlapping occurrences included, to two; signs alone are everywhere."""
    sought = _fold(words)
    if not sought:
        return 2
    if max(sought) < _FIRST_UNSPACED:
        sought = f" {sought} "
    first = folded.find(sought)
    return (first >= 0) + (first >= 0 and folded.find(sought, first + 1) >= 0)


def _cut_ends(exact: str, start: int) -> tuple[Span, Span]:
    """Return the spans of the first and of the last words of a passage, each in one line."""
    first_end = _LINE_END.search(exact)
    head_end = len(exact) if first_end is None else first_end.start()
    tail_start = max((one.end() for one in _LINE_END.finditer(exact)), default=0)
    head = list(_WORD.finditer(exact, 0, head_end))[:END_WORDS]
    tail = list(_WORD.finditer(exact, tail_start))[-END_WORDS:]
    return Span(start, start + head[-1].end()), Span(start + tail[0].start(), start + len(exact))


def _write(context: Context, *terms: str) -> str:
    prefix = [f"{name_words(context.prefix)}-"] if context.prefix else []
    suffix = [f"-{name_words(context.suffix)}"] if context.suffix else []
    return ",".join([*prefix, *map(name_words, terms), *suffix])
