"""Turn what a browser draws around words into words: marks of <q>; and take away what is no word.

The extraction of the article keeps text alone, so all this is done before it.
"""

import re
from collections.abc import Set
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from app.extraction.blocks import BLOCKS, LINE, MERGED, has_words
from app.extraction.hidden import drop_hidden

CAPTION = "\ufdd0"
"""Marks a line as a caption until the lines are read: a noncharacter, which no text may contain."""
STYLES = tuple(
    "q em strong b i u mark small abbr cite dfn ins sub font bdi bdo wbr acronym big tt kbd var samp".split()
)
"""Elements that change the look of words and not the words."""
REPLACED = tuple("audio canvas embed iframe object applet noscript picture svg video meter progress".split())
CONTROLS = tuple("button datalist input optgroup option select textarea".split())
"""Their text is shown in place of what they are, or is what a reader may choose."""
_NOT_MERGED = frozenset((*BLOCKS, *REPLACED, *CONTROLS, "a", "br", "img", "meta", "link", "figcaption"))
_SENTENCES = ("p", "li", "dt", "dd", "td", "th", "caption", "h1", "h2", "h3", "h4", "h5", "h6")
EXPONENTS = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_ORDINAL = re.compile(r"(st|nd|rd|th|e|er|re|ère|ème|o|a)", re.IGNORECASE)
_HAS_EXPONENT = re.compile(r"(?<![\w.,])(?:10|2|[dcmµnk]?m|ft|mi|yd|s)$")


class Marks(NamedTuple):
    """The quotation marks of a language, and those within them."""

    outer: tuple[str, str]
    inner: tuple[str, str]


ENGLISH = Marks(("“", "”"), ("‘", "’"))
MARKS = {
    "de": Marks(("„", "“"), ("‚", "‘")),
    "de-CH": Marks(("«", "»"), ("‹", "›")),
    "da": Marks(("“", "”"), ("‘", "’")),
    "es": Marks(("«", "»"), ("“", "”")),
    "fr": Marks(("« ", " »"), ("“", "”")),
    "fr-CH": Marks(("«", "»"), ("‹", "›")),
    "it": Marks(("«", "»"), ("“", "”")),
    "nl": Marks(("‘", "’"), ("“", "”")),
    "no": Marks(("«", "»"), ("‘", "’")),
    "pl": Marks(("„", "”"), ("«", "»")),
    "pt": Marks(("“", "”"), ("‘", "’")),
    "ru": Marks(("«", "»"), ("„", "“")),
    "uk": Marks(("«", "»"), ("„", "“")),
}
"""Marks by language (Unicode CLDR 48, delimiters); any other language has those of English."""
_DOUBLE = frozenset('„“”«»"')
_OPENING, _CLOSING = tuple("„“”«»\"‚‘’‹›'"), tuple("“”«»\"‘’‹›'")


def write_marks(tree: HtmlElement, language: str | None) -> None:
    """Write the marks that a browser draws around <q> (CSS Generated Content, quotes), nested ones, too.

    The language is that of the element or the page. Where the text has marks there already, none are added.
    """
    unmarked = [one for one in tree.iter("q") if not _is_marked(one)]
    for quotation in unmarked:
        depth = sum(1 for _ in quotation.iterancestors("q"))
        marks = _get_marks(_find_language(quotation) or language)
        opening, closing = marks.inner if depth % 2 else marks.outer
        quotation.text = opening + (quotation.text or "").lstrip()
        if len(quotation):
            quotation[-1].tail = (quotation[-1].tail or "").rstrip() + closing
        else:
            quotation.text = quotation.text.rstrip() + closing


def _find_language(element: HtmlElement) -> str | None:
    for one in (element, *element.iterancestors()):
        if language := one.get("lang"):
            return str(language)
    return None


def _get_marks(language: str | None) -> Marks:
    if language is None:
        return ENGLISH
    primary, _, rest = language.partition("-")
    return MARKS.get(f"{primary.lower()}-{rest.upper()}") or MARKS.get(primary.lower(), ENGLISH)


def _is_marked(quotation: HtmlElement) -> bool:
    """Tell whether marks are written around the element, or as its first and last character."""
    before = quotation.getprevious()
    preceding = (quotation.getparent().text if before is None else before.tail) or ""
    within = "".join(quotation.itertext()).strip()
    is_marked_within = within.startswith(_OPENING) and within.endswith(_CLOSING)
    is_marked_around = preceding.endswith(_OPENING) and (quotation.tail or "").startswith(_CLOSING)
    return is_marked_within or is_marked_around


def is_marked(words: str) -> bool:
    """Tell whether there is a quotation mark in words, or a single one at their beginning."""
    return not _DOUBLE.isdisjoint(words) or words.startswith(_OPENING)


def clean(tree: HtmlElement) -> None:
    """Take away what is not said, and the borders of elements whose words are part of a sentence."""
    drop_hidden(tree)
    for one in list(tree.iter("sup")):
        if one.getparent() is not None:  # One within another one is gone with it.
            _replace(one, _read_raised(one))
    for one in list(tree.iter("figcaption")):
        _keep_caption(one)
    etree.strip_tags(tree, *STYLES)
    speaking = {one for one in tree.iter() if has_words(one)}
    for one in tree.iterdescendants():
        if _is_in_sentence(one, speaking):
            one.tag = MERGED
    etree.strip_tags(tree, MERGED)


def _is_in_sentence(element: HtmlElement, speaking: Set[HtmlElement]) -> bool:
    """Tell whether an element is phrasing content (HTML, 3.2.5.2.5) or unknown, and part of a sentence.

    The extraction leaves out some of these, such as <time>, and those of certain classes. In a paragraph all
    is part of the sentence; in a container, what stands beside its words and is no container itself.
    `speaking` are the elements that have words of their own.
    """
    is_stray_cell = element.tag in ("td", "th") and next(element.iterancestors("table"), None) is None
    if element.tag in _NOT_MERGED and not is_stray_cell:
        return False
    within = next(one for one in element.iterancestors() if one.tag not in ("a", MERGED))
    if within.tag in _SENTENCES:
        return True
    return within in speaking and next(element.iterdescendants(*BLOCKS), None) is None


def _read_raised(raised: HtmlElement) -> str:
    """Return what is written for raised characters: an exponent, the end of an ordinal, or nothing.

    All others are footnote marks. Behind a unit, 10 or 2, digits are an exponent: km², 10³.
    """
    text = str(raised.text_content()).strip()
    before = raised.getprevious()
    preceding = (raised.getparent().text if before is None else before.tail) or ""
    if raised.find(".//a") is not None:
        return ""
    if _ORDINAL.fullmatch(text) and preceding[-1:].isdigit():
        return text
    exponent = text.translate(EXPONENTS)
    is_exponent = not set(exponent) - set("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻") and _HAS_EXPONENT.search(preceding)
    return exponent if is_exponent else ""


def _replace(element: HtmlElement, text: str) -> None:
    element.tail = text + (element.tail or "")
    for child in list(element):
        element.remove(child)
    element.text = None
    element.drop_tree()


def _keep_caption(caption: HtmlElement) -> None:
    """Put a caption before its figure as a line: the extraction leaves figures out, but for quotations."""
    figure = next(caption.iterancestors("figure"), None)
    if figure is not None and figure.find(".//blockquote") is not None:
        figure.tag, caption.tag = "div", LINE  # It names who said or wrote the words.
        return
    paragraph = etree.Element(LINE)
    paragraph.text = CAPTION + caption.text_content().strip()
    if figure is not None and figure.getparent() is not None:
        figure.addprevious(paragraph)
        caption.drop_tree()
