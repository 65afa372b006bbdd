"""The text of a page's bytes: by its byte order mark, else in UTF-8 if they are valid, else as declared."""

import codecs
import re
from typing import NamedTuple

import webencodings

DECLARED_WITHIN = 1_024
"""Bytes within which a page declares its encoding (HTML, 4.2.5.4)."""
FALLBACK = "windows-1252"
"""What a browser reads if nothing is declared (HTML, 13.2.3.2)."""
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16le",
    codecs.BOM_UTF16_BE: "utf-16be",
}
_DECLARED = re.compile(
    rb"""(?:<meta[^>]{0,500}?charset|<\?xml[^>]{0,200}?encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE
)


class Decoded(NamedTuple):
    """The text of a page, and what is wrong with its encoding, if anything."""

    text: str
    fault: str | None = None


def decode(raw: bytes) -> Decoded:
    """Return the text of a page.

    A byte order mark decides, even if not all bytes are valid. Else valid UTF-8 is UTF-8, whatever is
    declared: other encodings hardly ever are valid UTF-8 by chance. Else the declared encoding is tried, and
    then windows-1252.
    """
    for mark, name in BYTE_ORDER_MARKS.items():
        if raw.startswith(mark):
            text = _try(raw[len(mark) :], name)
            return Decoded(text) if text is not None else _replace(raw[len(mark) :], name)
    declared = _find_declared(raw)
    for name in filter(None, ("utf-8", declared, FALLBACK)):
        text = _try(raw, name)
        if text is not None:
            return Decoded(text, _find_fault(raw, declared, name))
    return _replace(raw, "utf-8")


def _find_declared(raw: bytes) -> str | None:
    """Return the encoding that a page declares, by its name in the Encoding Standard."""
    found = _DECLARED.search(raw[:DECLARED_WITHIN])
    known = found and webencodings.lookup(found[1].decode())
    return known.name if known else None


def _try(raw: bytes, name: str) -> str | None:
    try:
        return str(webencodings.lookup(name).codec_info.decode(raw, "strict")[0])
    except UnicodeDecodeError:
        return None


def _replace(raw: bytes, name: str) -> Decoded:
    """Return a text with U+FFFD for what is no character in an encoding, and say so."""
    text = webencodings.lookup(name).codec_info.decode(raw, "replace")[0]
    return Decoded(text, "The bytes of the page are in no encoding that is known.")


def _find_fault(raw: bytes, declared: str | None, used: str) -> str | None:
    """Return what is wrong if the declared encoding is not the one that a page was read in."""
    if raw.isascii() or used == declared or (declared is None and used == "utf-8"):
        return None
    said = f"declares {declared}" if declared else "declares no encoding"
    return f"The page {said} and was read as {used}."
