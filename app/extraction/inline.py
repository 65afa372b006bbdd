"""Turn what a browser draws around words into words: marks of <q>; and take away what is no word.

The extraction of the article keeps text alone, so all this is done before it.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

CAPTION = "\ufdd0"
"""Marks a line as a caption until the lines are read: a noncharacter, which no text may contain."""
DROPPED = ("del", "s", "strike", "rp", "rt", "template", "script", "style")
"""Struck out (no longer said), the reading of ruby, and what is never shown."""
MERGED = tuple(
    "q em strong b i u mark small abbr cite dfn ins sub font bdi bdo wbr acronym big tt kbd var samp".split()
)
"""Elements that change the look of words and not the words."""
EXPONENTS = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_ORDINAL = re.compile(r"(st|nd|rd|th|e|er|re|ère|ème|o|a)", re.IGNORECASE)
_HAS_EXPONENT = re.compile(r"(?<![\w.,])(?:10|2|[dcmµnk]?m|ft|mi|yd|s)$")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)


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


def clean(tree: HtmlElement) -> None:
    """Take away words that are struck out or hidden, footnote marks, and the borders of inline elements."""
    for one in [*_find_hidden(tree), *tree.iter(*DROPPED)]:
        if one.getparent() is not None:
            one.drop_tree()
    for one in list(tree.iter("sup")):
        if one.getparent() is not None:  # One within another one is gone with it.
            _replace(one, _read_raised(one))
    for one in list(tree.iter("figcaption")):
        _keep_caption(one)
    etree.strip_tags(tree, *MERGED)


def _find_hidden(tree: HtmlElement) -> Iterator[HtmlElement]:
    for one in tree.iterdescendants():
        if isinstance(one.tag, str) and (
            one.get("hidden") is not None or _HIDDEN.search(one.get("style", ""))
        ):
            yield one


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
    """Put a caption before its figure as a paragraph: the extraction leaves figures out."""
    figure = next(caption.iterancestors("figure"), None)
    paragraph = etree.Element("p")
    paragraph.text = CAPTION + caption.text_content().strip()
    if figure is not None and figure.getparent() is not None:
        figure.addprevious(paragraph)
        caption.drop_tree()
