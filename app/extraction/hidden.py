"""Take away what the article does not say: words that are struck out or not shown, and footnote marks."""

import re

from lxml.html import HtmlElement

DROPPED = ("del", "s", "strike", "rp", "rt", "annotation", "annotation-xml", "template", "script", "style")
"""Struck out (no longer said), the reading of ruby, the source of a formula, and what is never shown."""
FOR_SCREEN_READERS = frozenset(
    ("visually-hidden", "visuallyhidden", "sr-only", "screen-reader-text", "element-invisible")
)
"""Classes of Bootstrap, WordPress and Drupal for words that are read aloud and not shown."""
_NOT_SHOWN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|text-decoration(?:-line)?\s*:[^;]*\bline-through",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(r"\[\d{1,3}\]|[*†‡]{1,3}")
_NUMBER = re.compile(r"\(?\d{1,3}\)?")
_TO_FOOTNOTE = re.compile(r"#_?(?:fn|ftn|footnote|fu(?:ss|ß)note|cite_note|endnote|edn)", re.IGNORECASE)


def drop_hidden(tree: HtmlElement) -> None:
    """Take away the words that no reader sees, and those that are a footnote mark.

    What has `aria-hidden` stays: screen readers skip it, and everybody else sees it.
    """
    hidden = [one for one in tree.iterdescendants() if _is_hidden(one)]
    for one in filter(_parts_words, hidden):
        one.tail = f" {one.tail or ''}"
    marks = [one for one in tree.iter("a") if _is_footnote_mark(one)]
    for one in [*hidden, *marks, *tree.iter(*DROPPED)]:
        if one.getparent() is not None:
            one.drop_tree()


def _is_hidden(element: HtmlElement) -> bool:
    return (
        element.get("hidden") is not None
        or _NOT_SHOWN.search(element.get("style", "")) is not None
        or not FOR_SCREEN_READERS.isdisjoint(element.get("class", "").split())
    )


def _parts_words(element: HtmlElement) -> bool:
    """Tell whether an element for screen readers is all that is between two words, such as “: ”."""
    if FOR_SCREEN_READERS.isdisjoint(element.get("class", "").split()):
        return False
    previous, following = element.getprevious(), element.getnext()
    before = element.getparent().text if previous is None else previous.tail or previous.text_content()
    after = element.tail or (following.text_content() if following is not None else "")
    return (before or "")[-1:].isalnum() and after[:1].isalnum()


def _is_footnote_mark(link: HtmlElement) -> bool:
    """Tell whether a link within the page is a footnote mark: [1], or a number that leads to a footnote."""
    address, text = link.get("href", ""), link.text_content().strip()
    if address.startswith("#") and _FOOTNOTE.fullmatch(text):
        return True
    return _NUMBER.fullmatch(text) is not None and _TO_FOOTNOTE.search(address) is not None
