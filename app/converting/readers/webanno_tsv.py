"""WebAnno TSV 3: a token a row, layers in columns; what INCEpTION and WebAnno write.

Offsets are absolute and count UTF-16 code units. The text is that of the sentences; what is between them is
not in the file. Text is escaped since 3.2, values always.
"""

import itertools
import re
from collections import defaultdict
from collections.abc import Collection, Iterator
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
)
from app.converting.labels import FEATURES, PARTS, LabelMap

_FORMAT = re.compile(r"#FORMAT=WebAnno TSV (3\.[0-9]+)\s*")
_ROW = re.compile(r"[0-9]+-[0-9]+(\.[0-9]+)?\t")
_ESCAPED_TEXT = re.compile(r"\\(.)")
_TEXT_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "\\": "\\"}
_ESCAPED_VALUE = re.compile(r"\\(->|.)")
_BAR = re.compile(r"(?<!\\)(?:\\\\)*\|")
_SEMICOLON = re.compile(r"(?<!\\)(?:\\\\)*;")
_NUMBERED = re.compile(r"(.*?)(?<!\\)\[([0-9]+(?:_[0-9]+)?)\]", re.DOTALL)


class _Layer(NamedTuple):
    """A layer: `kind` is SP, CH or RL; its columns begin at `column`."""

    kind: str
    name: str
    features: tuple[str, ...]
    column: int


class _Row(NamedTuple):
    number: int
    token: str
    start: int
    end: int
    words: str
    cells: list[str]


class _Sentence(NamedTuple):
    text: str
    rows: list[_Row]


def read(file: File, label_map: LabelMap) -> list[Annotated]:
    """Return the text of a TSV file, with the annotations of its span, relation and chain layers."""
    content = decode_utf8(drop_byte_order_mark(file.raw), "file")
    lines = [line.removesuffix("\r") for line in content.split("\n")]
    found = _FORMAT.fullmatch(lines[0])
    if found is None:
        raise RefusedFile([Problem("line 1", "is not #FORMAT=WebAnno TSV 3.x")])
    layers = list(_read_layers(lines))
    is_escaped = found[1] not in ("3.0", "3.1")
    sentences = list(_read_sentences(lines, is_escaped=is_escaped))
    losses: list[Loss] = []
    raw = file.find_text([file.stem])
    text = decode_utf8(raw, "text") if raw is not None else _rebuild(sentences, losses)
    rows = [row for one in sentences for row in one.rows]
    _require_columns(rows, layers)
    _require_no_values(rows, layers)
    witnesses = tuple(Piece(row.start, row.end, row.words) for row in rows)
    passages, names = _read_passages(rows, layers, label_map)
    links = tuple(_read_links(rows, layers, names))
    return [Annotated(file.stem, text, Unit.UTF16, tuple(passages), links, witnesses, losses=tuple(losses))]


def _read_layers(lines: list[str]) -> Iterator[_Layer]:
    column = 3
    for line in lines:
        if line.startswith("#T_"):
            kind, _, rest = line[3:].strip().partition("=")
            name, *features = rest.split("|")
            if kind not in ("SP", "CH", "RL"):
                raise RefusedFile([Problem(line[:60], "is a kind of layer that is not known")])
            if kind != "SP" and not features:
                raise RefusedFile([Problem(line[:60], "names no features")])
            yield _Layer(kind, name, tuple(features), column)
            column += max(1, len(features))


def _require_columns(rows: list[_Row], layers: list[_Layer]) -> None:
    """Raise `RefusedFile` for a row that ends too early: annotations would be lost with its columns."""
    count = sum(max(1, len(one.features)) for one in layers)
    short = [one for one in rows if len(one.cells) < count]
    if short:
        detail = f"has {len(short[0].cells)} columns of annotations, not {count}"
        raise RefusedFile([Problem(f"line {short[0].number}", detail)])


def _require_no_values(rows: list[_Row], layers: list[_Layer]) -> None:
    """Raise `RefusedFile` for a value on a layer without features: nothing says what it means."""
    for layer in layers:
        for row in () if layer.features else rows:
            value = next((value for value, _ in _list_values(row, layer.column) if value), None)
            if value is not None:
                detail = f"has the value {value[:40]!r} on {layer.name}, which has no features"
                raise RefusedFile([Problem(f"line {row.number}", detail)])


def _read_sentences(lines: list[str], *, is_escaped: bool) -> Iterator[_Sentence]:
    texts: list[str] = []
    rows: list[_Row] = []
    for number, line in enumerate(lines, start=1):
        if line.startswith("#Text="):
            if rows:
                yield _Sentence("\n".join(texts), rows)
                texts, rows = [], []
            texts.append(_unescape_text(line[6:]) if is_escaped else line[6:])
        elif _ROW.match(line):
            rows.append(_read_row(number, line))
    if rows:
        yield _Sentence("\n".join(texts), rows)


def _read_row(number: int, line: str) -> _Row:
    place = f"line {number}"
    token, *columns = line.rstrip("\r").split("\t")
    if len(columns) < 2:
        raise RefusedFile([Problem(place, "has no offsets and words")])
    offsets, words, *cells = columns
    start, _, end = offsets.partition("-")
    return _Row(number, token, read_digits(start, place), read_digits(end, place), _unescape(words), cells)


def _unescape_text(text: str) -> str:
    return _ESCAPED_TEXT.sub(lambda found: _TEXT_ESCAPES.get(found[1], found[0]), text)


def _unescape(value: str) -> str:
    """Return a token or a value without escapes; a lone backslash is itself."""
    return _ESCAPED_VALUE.sub(lambda found: {"n": "\n", "t": "\t"}.get(found[1], found[1]), value)


def _rebuild(sentences: list[_Sentence], losses: list[Loss]) -> str:
    """Return the text of the sentences, each at its offset, with line ends where the file has no text.

    Raises `RefusedFile` if sentences overlap. WebAnno fills such places in the same way.
    """
    text, length = "", 0
    for one in sentences:
        gap = one.rows[0].start - length
        if gap < 0:
            raise RefusedFile(
                [Problem(f"line {one.rows[0].number}", "begins before the sentence before it ends")]
            )
        text += "\n" * gap + one.text
        length = one.rows[0].start + len(one.text.encode("utf-16-le")) // 2
        if gap:
            detail = f"{gap} unknown characters are line ends now; give the text with --text"
            losses.append(Loss("text between sentences", f"line {one.rows[0].number}", detail))
    return text


def _split(cell: str, separator: re.Pattern[str]) -> list[str]:
    """Split a cell at separators that are not escaped."""
    parts, at = [], 0
    for found in separator.finditer(cell):
        parts.append(cell[at : found.end() - 1])
        at = found.end()
    return [*parts, cell[at:]]


def _read_value(value: str) -> tuple[str, str | None]:
    """Return a value without escapes, and its disambiguation id."""
    found = _NUMBERED.fullmatch(value)
    bare, number = (found[1], found[2]) if found else (value, None)
    return ("" if bare in ("*", "_") else _unescape(bare)), number


def _list_values(row: _Row, column: int) -> list[tuple[str, str | None]]:
    cell = row.cells[column - 3] if column - 3 < len(row.cells) else "_"
    return [] if cell in ("_", "") else [_read_value(one) for one in _split(cell, _BAR)]


def _read_passages(
    rows: list[_Row], layers: list[_Layer], label_map: LabelMap
) -> tuple[list[LabelledPassage], dict[tuple[str, str], str]]:
    """Return the passages, and the name of each by layer and by number or token, for links."""
    runs: dict[str, list[_Row]] = defaultdict(list)
    read: dict[str, LabelledPassage] = {}
    names: dict[tuple[str, str], str] = {}
    for layer in layers:
        if layer.kind not in ("SP", "CH"):
            continue
        features = _list_features(layer)
        own = features or [0]  # The column of a layer without features, or of the roles of its slots.
        of_labels = _find_label_features(layer, label_map)
        for row in rows:
            stacked = [_list_values(row, layer.column + at) for at in own]
            for index in range(max(map(len, stacked))):
                found = {at: one[index] for at, one in zip(own, stacked, strict=True) if index < len(one)}
                number = next((number for _, number in found.values() if number), None)
                # On chain layers the number is that of the chain; `coref->1-2` ends with that of the mention.
                mention = found.pop(max(found))[0].rpartition("->")[2] if layer.kind == "CH" else number
                name = f"{layer.name} {mention or f'{row.token}/{index}'}"
                runs[name].append(row)
                if name not in read:
                    values = {at: value for at, (value, _) in found.items() if value and at in features}
                    read[name] = _read_passage(name, f"line {row.number}", layer, values, of_labels)
                names[layer.name, f"{row.token}/{number or index}"] = name
                names.setdefault(("", f"{row.token}/{number or index}"), name)
    _require_unbroken(runs, rows)
    passages = [read[name]._replace(pieces=(Piece(run[0].start, run[-1].end),)) for name, run in runs.items()]
    return passages, names


def _read_passage(
    name: str, place: str, layer: _Layer, values: dict[int, str], of_labels: Collection[int]
) -> LabelledPassage:
    """Return a passage without its place: the values of features are labels or properties."""
    labels = [value for at, value in values.items() if at in of_labels]
    properties = tuple((layer.features[at], value) for at, value in values.items() if at not in of_labels)
    short = layer.name.rpartition(".")[2]
    return LabelledPassage(name, (*labels, short), place, properties=properties, equal_labels=len(labels))


def _find_label_features(layer: _Layer, label_map: LabelMap) -> Collection[int]:
    """Return the features whose values are labels: by their names, else the first, unless it is a part.

    A layer *Quote* may have a feature *speaker* alone.
    """
    own = _list_features(layer)
    if layer.kind == "CH":
        return own
    called = [at for at in own if layer.features[at] in FEATURES]
    return called or [at for at in own[:1] if label_map.get_meaning(layer.features[at]) not in PARTS]


def _require_unbroken(runs: dict[str, list[_Row]], rows: list[_Row]) -> None:
    """Raise `RefusedFile` for an annotation that leaves a token out: WebAnno has no such ones.

    Tokens and their parts, which are rows of their own, overlap.
    """
    at = {id(row): index for index, row in enumerate(rows)}
    for name, run in runs.items():
        for one, following in itertools.pairwise(run):
            between = rows[at[id(one)] + 1 : at[id(following)]]
            if any(one.end <= row.start and row.end <= following.start for row in between):
                raise RefusedFile(
                    [Problem(f"line {following.number}", f"{name} goes on behind other tokens")]
                )


def _list_features(layer: _Layer) -> list[int]:
    return [at for at in range(len(layer.features)) if not _is_slot(layer, at)]


def _is_slot(layer: _Layer, at: int) -> bool:
    """Tell whether a feature is a slot, or the target of the one before."""
    return layer.features[at].startswith("ROLE_") or (at > 0 and layer.features[at - 1].startswith("ROLE_"))


def _get_slot_name(layer: _Layer, at: int) -> str:
    """Return the name of a slot, that of its feature: *ROLE_custom.Quote:speaker_QuoteSpeakerLink*."""
    return layer.features[at].rpartition(":")[2].partition(".")[0].rpartition("_")[0]


def _read_links(rows: list[_Row], layers: list[_Layer], names: dict[tuple[str, str], str]) -> Iterator[Link]:
    for layer in layers:
        if layer.kind == "RL":
            yield from _read_relations(rows, layer, names)
        elif layer.kind == "CH":
            yield from _read_chains(rows, layer, names)
        else:
            for at, feature in enumerate(layer.features):
                if feature.startswith("ROLE_"):
                    yield from _read_slots(rows, layer, at, names)


def _find(names: dict[tuple[str, str], str], layer: str, token: str, number: str | None) -> str:
    key = f"{token}/{number or 0}"
    return names.get((layer, key)) or names.get(("", key)) or f"{token}[{number}]"


def _read_relations(rows: list[_Row], layer: _Layer, names: dict[tuple[str, str], str]) -> Iterator[Link]:
    """Yield relations: `2-3[1_4]` joins annotation 1 at 2-3 with annotation 4 here; 0 is no number."""
    base = layer.features[-1].removeprefix("BT_")
    last = layer.column + len(layer.features) - 1
    for row in rows:
        labels = _list_values(row, layer.column) if len(layer.features) > 1 else []
        for index, (token, numbers) in enumerate(_list_values(row, last)):
            there, _, here = (numbers or "0_0").partition("_")
            label = (labels[index][0] if index < len(labels) else "") or layer.name.rpartition(".")[2]
            ends = (
                End("", _find(names, base, token, there if there != "0" else None)),
                End("", _find(names, base, row.token, here if here not in ("", "0") else None)),
            )
            yield Link(label, ends, f"line {row.number}")


def _read_chains(rows: list[_Row], layer: _Layer, names: dict[tuple[str, str], str]) -> Iterator[Link]:
    """Yield a link for each chain, whose number is in the brackets."""
    chains: dict[str, list[End]] = defaultdict(list)
    for row in rows:
        for _, number in _list_values(row, layer.column):
            name = names.get((layer.name, f"{row.token}/{number}"))
            if number and name:
                chains[number].append(End("", name))
    for number, ends in chains.items():
        yield Link("coreference", tuple(dict.fromkeys(ends)), f"{layer.name} {number}")


def _read_slots(
    rows: list[_Row], layer: _Layer, at: int, names: dict[tuple[str, str], str]
) -> Iterator[Link]:
    """Yield the slots of annotations: roles, and in the next column their targets."""
    column = layer.column + at - 3
    own = next(iter(_list_features(layer)), None)
    for row in rows:
        if column + 1 >= len(row.cells) or row.cells[column] in ("_", ""):
            continue
        numbers = _list_values(row, layer.column + own) if own is not None else []
        place = f"line {row.number}"
        stacked = _pair(row.cells[column], row.cells[column + 1], _BAR, place)
        for index, (roles, targets) in enumerate(stacked):
            number = numbers[index][1] if index < len(numbers) else None
            holder = _find(names, layer.name, row.token, number or str(index))
            for role, target in _pair(roles, targets, _SEMICOLON, place):
                token, target_number = _read_value(target)
                name = _find(names, layer.features[at + 1], token, target_number)
                if token:
                    label = _read_value(role)[0] or _get_slot_name(layer, at)
                    yield Link(label, (End("", holder), End("", name)), place)


def _pair(some: str, others: str, separator: re.Pattern[str], place: str) -> list[tuple[str, str]]:
    """Return the values of two cells in pairs, or raise `RefusedFile` if one has more."""
    first, second = _split(some, separator), _split(others, separator)
    if len(first) != len(second):
        raise RefusedFile([Problem(place, f"has {len(first)} roles, but {len(second)} targets")])
    return list(zip(first, second, strict=True))
