"""Take away what leads to other articles: the extraction knows boxes and lists of links, not single lines."""

import re

from lxml.html import HtmlElement

BLOCKS = ("p", "div", "li", "h2", "h3", "h4", "h5", "h6")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LEADS = (
    "lesen sie (auch|mehr|dazu|hier|hierzu|weiter)|lies auch|mehr (dazu|hierzu|zum thema)|zum thema",
    "siehe auch|auch interessant|das könnte sie (auch )?interessieren",
    "(weitere|verwandte|ähnliche) (artikel|themen|beiträge)",
    "(read|see) (more|also)|also read|more on this( story| topic)?",
    "related( articles| stories| topics| content| posts| news| links| coverage| videos)?",
    "recommended( for you)?|you may also like|further reading",
)
"""What a line says of the link in it or behind it, in German and English."""
_LEAD = re.compile(rf"\W*({'|'.join(_LEADS)})\W*", re.IGNORECASE)


def drop_teasers(tree: HtmlElement) -> None:
    """Take away lines that say *Read more* and nothing but links, and captions of linked articles' pictures.

    A line that says anything else of its own stays: *Read more* may be what somebody said. A page's own
    caption is lost where its picture is a link to another article.
    """
    for one in [*tree.iter(*BLOCKS)]:
        if _LEAD.match(one.text_content().strip()) and next(one.iterdescendants(*BLOCKS), None) is None:
            own = " ".join("".join(one.xpath("descendant::text()[not(ancestor::a)]")).split())
            if _LEAD.fullmatch(own):
                one.drop_tree()
    for one in [*tree.iter("figcaption")]:
        # A caption describes its picture; one with a heading is the beginning of another article.
        if next(one.iterdescendants(*HEADINGS), None) is not None:
            one.drop_tree()
