"""Attributions in columns, a token a row, as PARC and PolNeAR are passed on.

A column has offsets, as *58,62* or *58-62*, in code points, and the one before it the token. Further columns
have B and I tags with the part and the number of the attribution: *B-content-1*. Without offsets, the tokens
must follow each other in the text with white space alone between them.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from app.converting.annotations import (
    Annotated,
    End,
    File,
    LabelledPassage,
    Link,
    Loss,
    Piece,
    Problem,
    RefusedFile,
    Unit,
    decode_utf8,
    drop_byte_order_mark,
    read_digits,
    read_text,
)

_OFFSETS = re.compile(r"([0-9]+)[,:-]([0-9]+)")
_TAG = re.compile(r"([BI])-([^\W\d_]+)-([\w.-]+)")
_BETWEEN_TAGS = re.compile(r"[ |;,]+")
_NO_TAGS = ("_", "O", "0", "-", "")


class _Token(NamedTuple):
    row: int
    piece: Piece
    tags: tuple[str, ...]


def read(file: File) -> list[Annotated]:
    """Return the text of a file of columns, with its attributions."""
    rows = [
        (number, line.split("\t"))
        for number, line in enumerate(_split_lines(file), start=1)
        if line.strip() and not (line.startswith("#") and "\t" not in line)
    ]
    text = read_text(file, [file.stem])
    tokens = list(_read_tokens(rows, text))
    passages = tuple(_read_passages(tokens))
    groups: dict[str, list[End]] = defaultdict(list)
    for one in passages:
        part, _, number = one.id.partition("-")
        groups[number].append(End(part, one.id))
    links = tuple(
        Link("attribution", tuple(ends), f"attribution {number}") for number, ends in groups.items()
    )
    witnesses = tuple(one.piece for one in tokens)
    other = {tag for one in tokens for tag in one.tags if tag not in _NO_TAGS and not _TAG.fullmatch(tag)}
    shown = ", ".join(sorted(other))[:100]
    losses = (Loss("other columns", f"{len(other)} values", shown),) if other else ()
    return [Annotated(file.stem, text, Unit.CODE_POINTS, passages, links, witnesses, losses=losses)]


def _split_lines(file: File) -> list[str]:
    content = decode_utf8(drop_byte_order_mark(file.raw), "file")
    return [line.removesuffix("\r") for line in content.split("\n")]


def _split_tags(cells: list[str]) -> Iterator[str]:
    """Yield the tags of some cells, each of which may have several."""
    for cell in cells:
        yield from _BETWEEN_TAGS.split(cell.strip())


def _read_tokens(rows: list[tuple[int, list[str]]], text: str) -> Iterator[_Token]:
    if not rows:
        return
    columns = [at for at, cell in enumerate(rows[0][1]) if _OFFSETS.fullmatch(cell)]
    at = 0
    for number, cells in rows:
        place = f"row {number}"
        if not columns:
            token = _find_token(cells, text, at, place)
            at = token.end
            tags = tuple(tag for tag in _split_tags(cells) if _TAG.fullmatch(tag))
        else:
            found = _OFFSETS.fullmatch(cells[columns[0]]) if columns[0] < len(cells) else None
            if found is None or not columns[0]:
                raise RefusedFile([Problem(place, "has no token with offsets")])
            start, end = (read_digits(one, place) for one in found.groups())
            token = Piece(start, end, cells[columns[0] - 1])
            tags = tuple(_split_tags(cells[columns[0] + 1 :]))
        yield _Token(number, token, tags)


def _find_token(cells: list[str], text: str, at: int, place: str) -> Piece:
    """Return the token of a row without offsets: the cell that comes next in the text."""
    start = at + len(text[at:]) - len(text[at:].lstrip())
    token = next(
        (cell for cell in cells if cell and text.startswith(cell, start) and not cell.isdigit()), None
    )
    token = token or next((cell for cell in cells[::-1] if cell and text.startswith(cell, start)), None)
    if token is None:
        raise RefusedFile(
            [Problem(place, f"the text goes on with {text[start : start + 40]!r}, not with its token")]
        )
    return Piece(start, start + len(token), token)


def _read_passages(tokens: list[_Token]) -> Iterator[LabelledPassage]:
    """Yield the passages that the tags mark; tokens in a row are one piece."""
    pieces: dict[tuple[str, str], list[list[_Token]]] = defaultdict(list)
    before: set[tuple[str, str]] = set()
    for token in tokens:
        here = set()
        for tag in token.tags:
            found = _TAG.fullmatch(tag)
            if found is None:
                if tag not in _NO_TAGS and tag[:2] in ("B-", "I-"):
                    raise RefusedFile(
                        [Problem(f"row {token.row}", f"{tag!r} has no number of an attribution")]
                    )
                continue
            key = (found[2], found[3])
            here.add(key)
            if found[1] == "B" or key not in before:
                pieces[key].append([])
            pieces[key][-1].append(token)
        before = here
    for (part, number), runs in pieces.items():
        spans = tuple(Piece(run[0].piece.start, run[-1].piece.end) for run in runs)
        yield LabelledPassage(f"{part}-{number}", (part,), f"row {runs[0][0].row}", spans)
