"""Read a claim without the markup that was pasted along: HTML, Markdown, and the prefixes of lines.

Markup says how words look, with one exception: what strikes words out (`<del>`, `<s>`, `~~`) takes them back.
It is never read away, and so nothing that contains it is found.
"""

import html
import unicodedata
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import regex

from app.verbatim.characters import (
    BULLETS,
    NOTE_SIGNS,
    NUMBER_SIGNS,
    SIGN_BULLETS,
    SUPERSCRIPT_DIGITS,
    WORD,
    list_characters,
)
from app.verbatim.spans import find_forbidden

EMPHASIS_DEPTH_MAX = 4
"""Layers of emphasis that are read away, the innermost first."""

# Values alone: `<b und c>` has words in it and is no tag.
_ATTRIBUTES = r"""(?P<attributes>(?:\s++[\w:.-]++\s*+=\s*+(?:"[^"<>]*+"|'[^'<>]*+'|[^\s"'<>=`]++))*+)"""
_INLINE = (
    "a|abbr|b|bdi|bdo|big|cite|code|dfn|em|font|i|ins|kbd|mark|samp|small|span|strong|sub|time|tt|u|var|wbr"
)
_BLOCK = (
    "article|aside|blockquote|body|br|center|dd|div|dl|dt|figcaption|figure|footer|h[1-6]|header|hr|html|li"
    "|main|ol|p|pre|section|table|tbody|td|th|thead|tr|ul"
)
_TAGS = [
    (regex.compile(rf"</?(?:{names}){_ATTRIBUTES}\s*+/?>", regex.IGNORECASE), written)
    for names, written in ((_INLINE, ""), (_BLOCK, "\n"), ("q", '"'))
]
_TAGS_BEFORE, _TAGS_BEHIND = regex.compile(r"(?:</?\w[^<>]*+>)+$"), regex.compile(r"(?:</?\w[^<>]*+>)+")
_TAGS_REACH = 500
"""Code points in which further tags beside one are looked for."""
# A style may strike words out or hide them.
_STYLED = regex.compile(r"line-through|display|visibility|hidden", regex.IGNORECASE)
_LINK_TAG = rf"(?:</?a{_ATTRIBUTES}\s*+>\s*+)?"
_RAISED = regex.compile(
    rf"(?P<open><sup{_ATTRIBUTES}>\s*+{_LINK_TAG})(?P<mark>(?P<digits>[0-9]{{1,3}})|\[[0-9]{{1,3}}\]|[{NOTE_SIGNS}]{{1,3}})"
    rf"(?P<close>\s*+{_LINK_TAG}</sup>)",
    regex.IGNORECASE,
)
_ORDINAL = regex.compile(
    rf"(?<=\p{{Nd}})(?P<open><sup{_ATTRIBUTES}>)(?P<words>st|nd|rd|th|er|e|ème|a|o)(?P<address></sup>)",
    regex.IGNORECASE,
)
_LOWERED = regex.compile(
    rf"(?<=\p{{Nd}})(?P<open><sub{_ATTRIBUTES}>)(?P<digits>[0-9]++)(?P<close></sub>)", regex.IGNORECASE
)
_SUPERSCRIPTS = str.maketrans(
    "0123456789", "".join(sorted(list_characters(SUPERSCRIPT_DIGITS), key=unicodedata.digit))
)
_SUBSCRIPTS = str.maketrans("0123456789", "".join(map(chr, range(0x2080, 0x208A))))
_REFERENCE = regex.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_LINK = regex.compile(
    r"(?<!!)(?P<open>\[)(?P<words>(?:[^\[\]]++|\[[^\[\]]*+\])*+)"
    r"(?P<address>\]\((?:<[^<>\s]++>|(?:[a-z][a-z+.-]*+:|[/#.]|www\.)(?:[^\s()]++|\([^\s()]*+\))*+)"
    r"(?:\s++(?:\"[^\"]*+\"|'[^']*+'))?+\))"
)
# The label of another kind, a word, may be an editor's insertion: [geht][nicht].
_LABELLED_LINK = regex.compile(
    rf"(?<![!{WORD}])(?P<open>\[)(?P<words>[^\[\]]*\p{{L}}[^\[\]]*+)(?P<address>\]\[[0-9]{{1,3}}\])"
)
_IS_MARK = regex.compile(r"\^?[0-9]{1,3}")
_EMPHASIS = regex.compile(
    rf"(?<![{WORD}*])(?P<sign>\*{{1,3}}|_{{1,3}})(?=\S)(?P<words>[^*_]*[^*_\s])(?P=sign)(?![{WORD}*])"
)
# Before a digit > means more than, and a dash may be the sign of the number.
_NUMBER = rf"(?!\s*+[{NUMBER_SIGNS}]?\p{{Sc}}?\.?\p{{N}})"
_PREFIX = r"^[ \t]*+(?:>[ \t]?+)++"
_PREFIX_BEFORE_WORDS = regex.compile(_PREFIX + _NUMBER, regex.MULTILINE)
_PREFIX_ANYWHERE = regex.compile(_PREFIX, regex.MULTILINE)
_CODE = regex.compile(rf"(?<![{WORD}`])(?P<sign>`)(?P<words>[^`\s](?:[^`]*[^`\s])?)`(?![{WORD}`])")
_BULLET = regex.compile(rf"^\s*+(?:[{BULLETS}][ \t]++|[{SIGN_BULLETS}][ \t]++{_NUMBER})")


_MAY_BE_MARKUP = regex.compile(rf"[<>&*_`\[]|^\s*+[{BULLETS}{SIGN_BULLETS}]")


class Markup(NamedTuple):
    """A claim without its markup, and the markup that was removed."""

    text: str
    removed: tuple[str, ...]


Match = regex.Match[str]
Read = tuple[str, tuple[str, ...]]
"""What remains of a piece of markup, and what is removed."""


def read_markup(claim: str) -> Markup:
    """Return a claim without its markup. What strikes words out stays where it is."""
    if not _MAY_BE_MARKUP.search(claim):
        return Markup(claim, ())
    removed: list[str] = []

    def replace(found: Match, read: Callable[[Match], Read]) -> str:
        text, gone = read(found)
        removed.extend(gone)
        return text

    text = claim
    for pattern, read in [(_choose_prefix(claim), _read_prefix), *_STEPS]:
        text = pattern.sub(partial(replace, read=read), text)
    return Markup(text, tuple(removed))


def _choose_prefix(claim: str) -> "regex.Pattern[str]":
    """Return the pattern of the prefixes of quoted lines. If each line has one, none is a number's sign."""
    lines = [line for line in claim.splitlines() if line.strip()]
    is_quoted = len(lines) > 1 and all(line.lstrip().startswith(">") for line in lines)
    return _PREFIX_ANYWHERE if is_quoted else _PREFIX_BEFORE_WORDS


def _read_prefix(found: Match) -> Read:
    return "", (found.group().strip(),)


def _read_link(found: Match) -> Read:
    if _IS_MARK.fullmatch(found["words"]):  # The link of a footnote.
        return f"[{found['words']}]", (found["address"][1:],)
    return found["words"], (found["open"], found["address"])


def _read_raised(found: Match) -> Read:
    mark = found["mark"].translate(_SUPERSCRIPTS) if found["digits"] else found["mark"]
    return mark, (found["open"], found["close"])


def _read_lowered(found: Match) -> Read:
    return found["digits"].translate(_SUBSCRIPTS), (found["open"], found["close"])


def _read_tag(found: Match, written: str) -> Read:
    if _STYLED.search(found["attributes"]) or (not written and _parts_numbers(found)):
        return found.group(), ()
    return written, (found.group(),)


def _parts_numbers(found: Match) -> bool:
    """Tell whether a tag is between digits, which are then not one number: 5<a>1</a>, 10<sub>3,5</sub>."""
    text = found.string
    before = _TAGS_BEFORE.sub("", text[max(0, found.start() - _TAGS_REACH) : found.start()])
    behind = _TAGS_BEHIND.match(text, found.end(), found.end() + _TAGS_REACH)
    end = behind.end() if behind else found.end()
    return before[-1:].isdigit() and text[end : end + 1].isdigit()


def _read_reference(found: Match) -> Read:
    character = html.unescape(found.group())
    is_one = character != found.group() and find_forbidden(character) is None
    return (character, (found.group(),)) if is_one else (found.group(), ())


def _read_emphasis(found: Match) -> Read:
    return found["words"], (found["sign"], found["sign"])


_STEPS: list[tuple["regex.Pattern[str]", Callable[[Match], Read]]] = [
    (_BULLET, _read_prefix),
    (_LINK, _read_link),
    (_LABELLED_LINK, _read_link),
    (_RAISED, _read_raised),
    (_ORDINAL, _read_link),
    (_LOWERED, _read_lowered),  # 10₃ is not 103.
    *((pattern, partial(_read_tag, written=written)) for pattern, written in _TAGS),
    (_REFERENCE, _read_reference),
    (_REFERENCE, _read_reference),  # &amp;auml; was escaped twice.
    (_CODE, _read_emphasis),
    *((_EMPHASIS, _read_emphasis) for _ in range(EMPHASIS_DEPTH_MAX)),
]
