"""Kinds of the lines of a plain text."""

from app.drafting.lines import classify_lines
from app.verbatim import split_blocks
from app.vocabulary import BlockKind

TEXT = """Dorf baut Brücke

Von Ada Berg

Die Brücke ist fertig. Am Montag wird sie geöffnet.

Zehn Jahre Streit

Viele waren dagegen.
Anzeige
Kommentare (3)
"""


def test_lines_have_kinds() -> None:
    assert classify_lines(TEXT) == (
        BlockKind.HEADLINE,
        BlockKind.BYLINE,
        BlockKind.PARAGRAPH,
        BlockKind.SUBHEADING,
        BlockKind.PARAGRAPH,
        BlockKind.BOILERPLATE,
        BlockKind.BOILERPLATE,
    )


def test_each_line_has_one_kind() -> None:
    for text in ("", "\n\n", "A", "\n A\r\n\r\nB\r"):
        assert len(classify_lines(text)) == len(split_blocks(text))


def test_a_line_by_itself_is_a_paragraph() -> None:
    assert classify_lines("Ein Satz ohne Punkt") == (BlockKind.PARAGRAPH,)
