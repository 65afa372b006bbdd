"""Read a page (HTML): the text of its article, the kinds of its lines, and what it states about it.

It needs trafilatura, the extra `html`.
"""

import logging
import re
import sys
from collections.abc import Iterator
from typing import NamedTuple

import trafilatura
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from trafilatura.settings import Document, use_config

from app.errors import MalformedRequest
from app.extraction.blocks import join_headings, sign_quotations, write_lines
from app.extraction.decoding import decode
from app.extraction.facts import Facts, read_facts
from app.extraction.inline import CAPTION, clean, is_marked, write_marks
from app.extraction.losses import find_lost_lines, squeeze
from app.extraction.teasers import drop_teasers
from app.verbatim.characters import FORBIDDEN
from app.vocabulary import BlockKind

_SPACES = re.compile(r"[^\S\t]+")
_FORBIDDEN = re.compile(f"[{FORBIDDEN}]")
_REFERENCE = re.compile("&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_BLOCKS = ("head", "p", "quote", "list", "item", "table", "row", "code")
"""Elements of the extracted article that begin a line of their own."""
_CONFIG = use_config()
# From an article of fewer than 250 characters it would go on to take the whole page, navigation included. For
# the same reason `fast`: the algorithms that it falls back on merge lines.
_CONFIG.set("DEFAULT", "MIN_EXTRACTED_SIZE", "0")
# It logs what it does not find, which is answered here.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


class Page(NamedTuple):
    """The article of a page: its text, the kind of each line that is not blank, and what is stated of it.

    `faults` are sentences on what a person should look at, `lost` are lines of the article's element that the
    text lacks.
    """

    text: str
    lines: tuple[BlockKind, ...]
    facts: Facts
    faults: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


class _Line(NamedTuple):
    text: str
    kind: BlockKind
    is_apart: bool
    """Whether an empty line goes before it."""


def read_page(raw: bytes, language: str | None = None) -> Page:
    """Return the article of a page; `language` decides on the marks of <q> where the page names none.

    Raises `MalformedRequest` if no article is found in it.
    """
    decoded = decode(raw)
    tree = _parse(decoded.text)
    join_headings(tree)
    facts = read_facts(tree)
    drop_teasers(tree)
    quotations = list(tree.iter("blockquote"))
    write_marks(tree, facts.language or language)
    sign_quotations(tree)
    clean(tree)
    write_lines(tree)
    found = trafilatura.bare_extraction(
        tree, include_comments=False, with_metadata=False, fast=True, config=_CONFIG
    )
    lines = list(_read_lines(found.body)) if isinstance(found, Document) else []
    if not lines:
        raise MalformedRequest("There is no article in this page: no text beside navigation and the like.")
    headline = next((one.text for one in lines if one.kind is BlockKind.HEADLINE), None)
    text = "".join(("\n\n" if one.is_apart else "\n") + one.text for one in lines).lstrip("\n")
    faults = (decoded.fault, _tell_authors(facts), _tell_unmarked(quotations, text))
    return Page(
        text,
        tuple(one.kind for one in lines),
        facts._replace(headline=headline or facts.headline),
        tuple(filter(None, faults)),
        tuple(find_lost_lines(tree, f"{text}\n{facts.headline or ''}")),
    )


def _tell_authors(facts: Facts) -> str | None:
    named = facts.differing_authors
    return f"The page names different authors, and none is taken over: {named}." if named else None


def _tell_unmarked(quotations: list[HtmlElement], text: str) -> str | None:
    """Tell how many block quotations of the text have no marks: a draft takes marked words alone."""
    squeezed = squeeze(text)
    outermost = (one for one in quotations if next(one.iterancestors("blockquote"), None) is None)
    words = (squeeze(one.text_content()) for one in outermost)
    count = sum(bool(one) and one in squeezed and not is_marked(one) for one in words)
    return (
        f"Block quotations without quotation marks, read as the reporter's words: {count}." if count else None
    )


def _parse(text: str) -> HtmlElement:
    """Return the elements of a page; raise `MalformedRequest` if there are none."""
    shown = _REFERENCE.sub(_drop_forbidden, _FORBIDDEN.sub(" ", text))
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        return document_fromstring(shown.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        raise MalformedRequest("The page is empty.") from None


def _drop_forbidden(reference: re.Match[str]) -> str:
    """Return a character reference, or a space for one to a character that no text may contain."""
    digits = reference[1] or reference[2]
    code = int(digits[-12:], 16 if reference[1] else 10)
    return " " if code > sys.maxunicode or _FORBIDDEN.match(chr(code)) else reference[0]


def _read_lines(body: etree._Element) -> Iterator[_Line]:
    """Yield the lines of an extracted article: its elements are those of TEI."""
    line = ""
    kind, is_apart, has_headline = BlockKind.PARAGRAPH, True, False
    for event, element in etree.iterwalk(body, events=("start", "end")):
        tag, is_start = element.tag, event == "start"
        if tag in _BLOCKS or (tag == "lb" and is_start):
            if made := _make_line(line, kind, is_apart=is_apart):
                yield made
                is_apart = False
                has_headline = has_headline or made.kind is BlockKind.HEADLINE
            line, kind = "", BlockKind.PARAGRAPH
            is_apart = is_apart or tag not in ("lb", "row", "item")
        if tag == "head" and is_start:
            is_first = element.get("rend") == "h1" and not has_headline
            kind = BlockKind.HEADLINE if is_first else BlockKind.SUBHEADING
        if tag == "cell" and is_start and line.strip():
            line += "\t"
        line += ((element.text if is_start else element.tail) or "").replace("\t", " ")
    if made := _make_line(line, kind, is_apart=is_apart):
        yield made


def _make_line(line: str, kind: BlockKind, *, is_apart: bool) -> _Line | None:
    text = _SPACES.sub(" ", line.replace(CAPTION, "")).strip()
    if not text:
        return None
    return _Line(text, BlockKind.CAPTION if line.lstrip().startswith(CAPTION) else kind, is_apart)
