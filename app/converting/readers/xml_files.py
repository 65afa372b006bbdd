"""Read XML without what makes it dangerous: document types, entities, files and the network."""

import re

from lxml import etree

from app.converting.annotations import Problem, RefusedFile, decode_utf8

_ENCODING = re.compile(r"""\ufeff?<\?xml[^>]*?\bencoding\s*=\s*(["'])(.*?)\1""")
_UTF8 = ("utf-8", "utf8", "us-ascii")
ID = "{http://www.w3.org/XML/1998/namespace}id"


def parse(raw: bytes) -> etree._Element:
    """Return the root of a document in UTF-8, or raise `RefusedFile`.

    A document with a DOCTYPE is refused: entities are declared there, and a few lines of them expand to
    gigabytes or read other files. The parser would expand none, and this does not rely on it.
    """
    text = decode_utf8(raw, "file")
    declared = _ENCODING.match(text)
    if declared and declared[2].lower() not in _UTF8 and not text.isascii():
        detail = f"declares {declared[2]}, but its bytes are UTF-8; correct its first line"
        raise RefusedFile([Problem("line 1", detail)])
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise RefusedFile([Problem("file", "has a document type or entities; take its <!DOCTYPE …> away")])
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        return etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise RefusedFile([Problem(f"line {error.lineno or 1}", f"is not XML: {error.msg}")]) from None


def get_tag(element: etree._Element) -> str:
    """Return the name of an element without its namespace; empty for a comment or an instruction."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def find_all(root: etree._Element, *tags: str) -> list[etree._Element]:
    """Return the elements with one of these names, in any namespace, in reading order."""
    return [element for element in root.iter() if get_tag(element) in tags]


def get_words(element: etree._Element) -> str:
    """Return the text in an element, white space as single spaces."""
    return " ".join("".join(map(str, element.itertext())).split())
