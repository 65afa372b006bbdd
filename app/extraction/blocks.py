"""The lines of a page as a browser breaks them, made plain: the extraction drops words between blocks."""

import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement

_CONTAINERS = ("p", "div", "section", "article", "main", "body", "header", "form")
_LINES = (
    "div",
    "li",
    "section",
    "article",
    "main",
    "header",
    "hgroup",
    "search",
    "details",
    "summary",
    "legend",
)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_OTHER_BLOCKS = """
    address aside blockquote caption center col colgroup dd details dialog dir dl dt fieldset figcaption
    figure footer frameset head hgroup hr html legend li listing menu nav noframes ol plaintext pre
    search summary table tbody td tfoot th thead title tr ul xmp
"""
BLOCKS = (*_CONTAINERS, *HEADINGS, *_OTHER_BLOCKS.split())
"""Elements that are drawn as blocks (HTML, 15.3), and those that hold them."""
LINE = "blockquote"
"""The extraction takes its words in every page, but those of <div> only in a page without <p>."""
MERGED = "merged"
"""Marks an element whose borders are taken away, with those of all others at once."""
_WORDS = re.compile(r"[\w„“”»«\"]")


def has_words(element: HtmlElement) -> bool:
    """Tell whether an element has words of its own, beside its children."""
    return any(text and _WORDS.search(text) for text in (element.text, *(one.tail for one in element)))


def join_headings(tree: HtmlElement) -> None:
    """Put a space for each line break in a heading: it is one line of the text."""
    for heading in tree.iter(*HEADINGS):
        for one in heading.iter("br"):
            one.tail = f" {one.tail or ''}"
        etree.strip_tags(heading, "br")


def sign_quotations(tree: HtmlElement) -> None:
    """Put who said the words of a block quotation behind it: its <footer>, or <cite> as its last line."""
    for quotation in list(tree.iter("blockquote")):
        signatures = [*quotation.iter("footer")]
        if not signatures and not has_words(quotation) and len(quotation) and quotation[-1].tag == "cite":
            signatures = [quotation[-1]]
        for one in reversed(signatures):
            line = etree.Element(LINE)
            line.text = _take_dash(one) + " ".join(one.text_content().split())
            line.tail, quotation.tail = quotation.tail, None
            one.drop_tree()
            quotation.addnext(line)


def _take_dash(signature: HtmlElement) -> str:
    """Take what is between a signature and the words before it, such as a dash, and return it."""
    before = signature.getprevious()
    if before is None:
        return ""
    dash, before.tail = (before.tail or "").lstrip(), None
    return dash


def write_lines(tree: HtmlElement) -> None:
    """Make an element for each line of words beside blocks (CSS 2.2, 9.2.1.1, anonymous block boxes)."""
    for one in list(tree.iter("center")):
        one.tag = "div"
    for one in list(tree.iter("blockquote", "li", "dt", "dd")):
        for block in list(one.iter(*_LINES) if one.tag == "blockquote" else one.iterchildren(*_LINES)):
            if block is not one and (one.tag == "blockquote" or has_words(one)):
                _break_lines(block)
    etree.strip_tags(tree, MERGED)
    for one in list(tree.iter(*_CONTAINERS)):
        if has_words(one) and any(child.tag in BLOCKS for child in one):
            if one.tag == "p":
                one.tag = "div"
            _wrap_lines(one)
            for block in one:
                if block.tag in _LINES and next(block.iterdescendants(*BLOCKS), None) is None:
                    block.tag = "div"
                    _wrap_lines(block)


def _break_lines(block: HtmlElement) -> None:
    """Write line breaks for the borders of a block: the extraction joins the words within these elements."""
    after = etree.Element("br")
    after.tail, block.tail = block.tail, None
    block.addnext(after)
    block.addprevious(etree.Element("br"))
    block.tag = MERGED


def _wrap_lines(container: HtmlElement) -> None:
    """Put each run of words, with the inline elements in it, into an element of its own."""
    children = list(container)
    line = etree.Element(LINE)
    line.text, container.text = container.text, None
    container.insert(0, line)
    for child in children:
        if child.tag not in BLOCKS:
            line.append(child)
            continue
        line = etree.Element(LINE)
        line.text, child.tail = child.tail, None
        child.addnext(line)


def split_lines(element: HtmlElement) -> Iterator[str]:
    """Yield the words of an element between the borders of its blocks."""
    line = ""
    for event, one in etree.iterwalk(element, events=("start", "end")):
        if one.tag in BLOCKS:
            if line.strip():
                yield line
            line = ""
        elif one.tag == "br" and event == "start":
            line += "\n"
        line += (one.text if event == "start" else one.tail if one is not element else "") or ""
    if line.strip():
        yield line
