"""Find the lines of a page's article that its text lacks, so that nothing is left out without a word."""

import copy
from collections.abc import Iterator

from lxml.html import HtmlElement
from trafilatura.htmlprocessing import prune_unwanted_nodes
from trafilatura.settings import MANUALLY_CLEANED
from trafilatura.xpaths import OVERALL_DISCARD_XPATH, REMOVE_COMMENTS_AND_LISTS_XPATH, TEASER_DISCARD_XPATH

from app.extraction.blocks import has_words, split_lines
from app.extraction.inline import CAPTION

_BESIDE = [*REMOVE_COMMENTS_AND_LISTS_XPATH, *OVERALL_DISCARD_XPATH, *TEASER_DISCARD_XPATH]
"""What the extraction takes for comments, navigation and teasers by its class."""
_NO_ARTICLE = frozenset(MANUALLY_CLEANED) - {"figure", "form", "fieldset"}


def find_lost_lines(tree: HtmlElement, text: str) -> Iterator[str]:
    """Yield the lines of the article's element that are not in the text, links left out."""
    squeezed = squeeze(text)
    for line in split_lines(_cut_article(tree)):
        words = line.replace(CAPTION, "").strip()
        if squeeze(words) not in squeezed:
            yield words


def squeeze(text: str) -> str:
    """Return a text without white space, which depends on the borders of elements."""
    return "".join(text.split())


def _cut_article(tree: HtmlElement) -> HtmlElement:
    """Return a copy of the only <article>, or <main>, or <body>, without what is beside the article in it."""
    articles = [one for one in tree.iter("article") if next(one.iterancestors("article"), None) is None]
    mains = list(tree.iter("main"))
    found = next((one[0] for one in (articles, mains) if len(one) == 1), tree)
    article = prune_unwanted_nodes(copy.deepcopy(found), _BESIDE)
    speaking = {one for one in article.iter() if has_words(one)}
    links = [one for one in article.iter("a") if one.getparent() not in speaking]
    for one in [*links, *article.iter(*_NO_ARTICLE)]:
        if one.getparent() is not None:
            one.drop_tree()
    return article
