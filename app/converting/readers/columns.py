"""Attributions in columns, a token a row, as PARC and PolNeAR are passed on.

A column has offsets, as *58,62* or *58-62*, in code points, and the one before it the token. Further columns
have B and I tags with the part and the number of the attribution: *B-content-1*. Without offsets, the tokens
must follow each other in the text with white space alone between them.
"""

import re
from collections import Counter, defaultdict
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
_ALMOST_TAG = re.compile(r"[A-Za-z][-_:/]([^\W\d_]+).*|([^\W\d_]+)[-_:/][0-9].*")
_BETWEEN_TAGS = re.compile(r"[ |;,]+")
_PARTS = ("content", "cue", "source")
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
    _require_known_tags(tokens)
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
    column, at = _find_offsets(rows), 0
    for number, cells in rows:
        place = f"row {number}"
        if column is None:
            token, others = _find_token(cells, text, at, place)
            at = token.end
            tags = tuple(tag for tag in _split_tags(others) if _ALMOST_TAG.fullmatch(tag))
        else:
            found = _OFFSETS.fullmatch(cells[column]) if column < len(cells) else None
            if found is None:
                raise RefusedFile([Problem(place, "has no token with offsets")])
            start, end = (read_digits(one, place) for one in found.groups())
            token = Piece(start, end, cells[column - 1])
            tags = tuple(_split_tags(cells[column + 1 :]))
        yield _Token(number, token, tags)


def _find_offsets(rows: list[tuple[int, list[str]]]) -> int | None:
    """Return the column that has offsets in most rows: a token may look like them, as *1:0* does."""
    counts = Counter(
        at for _, cells in rows for at, cell in enumerate(cells) if at and _OFFSETS.fullmatch(cell)
    )
    column, count = max(counts.items(), key=lambda one: one[1], default=(None, 0))
    return column if 2 * count > len(rows) else None


def _require_known_tags(tokens: list[_Token]) -> None:
    """Raise `RefusedFile` for a tag of another scheme, such as *E-content-1*: its word would be left out."""
    tags = [(token.row, tag) for token in tokens for tag in token.tags]
    parts = {found[2].casefold() for _, tag in tags if (found := _TAG.fullmatch(tag))} | set(_PARTS)
    for row, tag in tags:
        found = None if _TAG.fullmatch(tag) else _ALMOST_TAG.fullmatch(tag)
        if found is not None and (found[1] or found[2]).casefold() in parts:
            detail = f"{tag!r} is neither B-part-number nor I-part-number"
            raise RefusedFile([Problem(f"row {row}", detail)])


def _find_token(cells: list[str], text: str, at: int, place: str) -> tuple[Piece, list[str]]:
    """Return the token of a row without offsets, the cell that comes next in the text, and the others."""
    start = at + len(text[at:]) - len(text[at:].lstrip())
    token = next(
        (cell for cell in cells if cell and text.startswith(cell, start) and not cell.isdigit()), None
    )
    token = token or next((cell for cell in cells[::-1] if cell and text.startswith(cell, start)), None)
    if token is None:
        raise RefusedFile(
            [Problem(place, f"the text goes on with {text[start : start + 40]!r}, not with its token")]
        )
    others = list(cells)
    others.remove(token)
    return Piece(start, start + len(token), token), others


def _read_passages(tokens: list[_Token]) -> Iterator[LabelledPassage]:
    """Yield the passages that the tags mark; tokens in a row are one piece."""
    pieces: dict[tuple[str, str], list[list[_Token]]] = defaultdict(list)
    before: set[tuple[str, str]] = set()
    for token in tokens:
        here = set()
        for tag in token.tags:
            found = _TAG.fullmatch(tag)
            if found is None:
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
