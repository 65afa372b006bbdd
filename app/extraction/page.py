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
from app.extraction.decoding import decode
from app.extraction.facts import Facts, read_facts
from app.extraction.inline import CAPTION, clean, write_marks
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

    `faults` are sentences on what a person should look at.
    """

    text: str
    lines: tuple[BlockKind, ...]
    facts: Facts
    faults: tuple[str, ...] = ()


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
    facts = read_facts(tree)
    drop_teasers(tree)
    write_marks(tree, facts.language or language)
    clean(tree)
    found = trafilatura.bare_extraction(
        tree, include_comments=False, with_metadata=False, fast=True, config=_CONFIG
    )
    lines = list(_read_lines(found.body)) if isinstance(found, Document) else []
    if not lines:
        raise MalformedRequest("There is no article in this page: no text beside navigation and the like.")
    headline = next((one.text for one in lines if one.kind is BlockKind.HEADLINE), None)
    text = "".join(("\n\n" if one.is_apart else "\n") + one.text for one in lines).lstrip("\n")
    return Page(
        text,
        tuple(one.kind for one in lines),
        facts._replace(headline=headline or facts.headline),
        () if decoded.fault is None else (decoded.fault,),
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
        line += (element.text if is_start else element.tail) or ""
    if made := _make_line(line, kind, is_apart=is_apart):
        yield made


def _make_line(line: str, kind: BlockKind, *, is_apart: bool) -> _Line | None:
    text = _SPACES.sub(" ", line.replace(CAPTION, "")).strip()
    if not text:
        return None
    return _Line(text, BlockKind.CAPTION if line.lstrip().startswith(CAPTION) else kind, is_apart)
