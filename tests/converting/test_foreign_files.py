"""Files as other programs write them: with other encodings and line ends, packed, or marked at the start."""

import codecs

import pytest

from app.converting import FORMATS, RefusedFile
from tests.converting.builders import EXPECTED, FILES, TEXT, convert, convert_sample, read

QUOTES = [quote["exact"] for quote in EXPECTED["quotes"]]
XML = '<?xml version="1.0" encoding="{}"?><TEI><text><body><p><q>{}</q></p></body></text></TEI>'


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"PK\x03\x04rest", "is a ZIP archive; unpack it first"),
        (b"\x1f\x8brest", "is packed by gzip; unpack it first"),
        (codecs.BOM_UTF16_LE + "<a/>".encode("utf-16-le"), "is UTF-16; write it as UTF-8 first"),
        ("[„äöü“]".encode("cp1252"), "is not UTF-8; convert the file first, for example from Windows-1252"),
    ],
    ids=["zip", "gzip", "utf-16", "windows-1252"],
)
def test_other_encodings_and_archives_are_refused_with_what_to_do(form: str, raw: bytes, said: str) -> None:
    with pytest.raises(RefusedFile, match=said):
        convert(form, raw)


@pytest.mark.parametrize("name", FILES)
def test_a_byte_order_mark_before_annotations_means_nothing(name: str) -> None:
    one = convert_sample(name, "\ufeff" + read(name))
    assert [quote["exact"] for quote in one.document["quotes"]] == QUOTES


@pytest.mark.parametrize("name", FILES)
def test_line_ends_of_windows_in_annotations_mean_nothing(name: str) -> None:
    one = convert_sample(name, read(name).replace("\r\n", "\n").replace("\n", "\r\n"))
    assert [quote["exact"] for quote in one.document["quotes"]] == QUOTES


def test_a_byte_order_mark_before_a_text_is_explained() -> None:
    """Some programs count it, and some take it away."""
    with pytest.raises(RefusedFile, match="the text begins with a byte order mark, which the offsets do not"):
        convert_sample("brat/text.ann", text="\ufeff" + TEXT)


def test_xml_in_another_encoding_than_it_declares_is_refused() -> None:
    """It was read as declared: *schÃ¶n* was stored as said."""
    with pytest.raises(RefusedFile, match="line 1: declares ISO-8859-1, but its bytes are UTF-8"):
        convert("tei", XML.format("ISO-8859-1", "schön"), None)
    for encoding, words in (("ISO-8859-1", "sch&#246;n"), ("utf-8", "schön"), ("UTF8", "schön")):
        [one] = convert("tei", XML.format(encoding, words), None)
        assert one.document["quotes"][0]["exact"] == "schön"
