"""brat standoff: T, R, E, A and # lines beside a text; PolNeAR's attributions are events in it.

Offsets count code points (https://brat.nlplab.org/standoff.html). A fragmented annotation is one quotation in
parts. Line ends within an annotation are spaces in its words.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

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

KINDS = {"*": "equivalence", "#": "note", "N": "normalization", "M": "modification"}
"""Lines that no document keeps."""

_LINE = re.compile(r"^(?:[TREAMWNF][0-9]+|\*|#[0-9]+|\#)\t", re.MULTILINE)
_ID = r"[TREAMWNF][0-9]+"
_WITHOUT_TAB = re.compile(
    rf"(?:{_ID}|\*|#[0-9]*)\s+(?:\S+\s+(?:[0-9]+\s+[0-9]|{_ID}\b)|(?:\S+\s+)?\S+:{_ID}\b)"
)
"""An id and what an annotation has: a label with offsets or an id, or roles. *M25 ist zu* is prose."""
_OF_WORDS = ("T", "N", "#")
"""Annotations with words or notes, which may have line ends."""
_SPAN = re.compile(r"(\S+) ([0-9]+ [0-9]+(?:;[0-9]+ [0-9]+)*)")


def read(file: File) -> list[Annotated]:
    """Return the text that a .ann file annotates, with its annotations."""
    stem = file.stem
    names = [stem, stem.rpartition("_")[0]] if "_" in stem else [stem]  # PolNeAR: TEXT_ANNOTATOR.ann
    text = read_text(file, names)
    passages: list[LabelledPassage] = []
    links: list[Link] = []
    losses: list[Loss] = []
    properties: dict[str, list[tuple[str, str]]] = defaultdict(list)
    triggers: dict[str, str] = {}
    for line in _split(decode_utf8(drop_byte_order_mark(file.raw), "file")):
        identifier, _, rest = line.partition("\t")
        if identifier.startswith("T"):
            passages.append(_read_passage(identifier, rest))
        elif identifier.startswith("E"):
            links.append(_read_event(identifier, rest, triggers))
        elif identifier.startswith("R"):
            links.append(_read_relation(identifier, rest))
        elif identifier.startswith("A"):
            name, target, *value = [*rest.split(" "), ""]
            properties[target].append((name, " ".join(value).strip() or "true"))
        else:
            losses.append(Loss(KINDS.get(identifier[0], "line"), identifier, rest[:100]))
    described = tuple(one._replace(properties=tuple(properties.pop(one.id, ()))) for one in passages)
    labels = {one.id: one.labels[0] for one in passages}
    losses += [*_lose_attributes(properties), *_lose_events(triggers, labels)]
    resolved = tuple(_resolve(one, triggers, labels) for one in links)
    return [
        Annotated(
            stem,
            text,
            Unit.CODE_POINTS,
            described,
            resolved,
            losses=tuple(losses),
            has_spaces_for_line_ends=True,
        )
    ]


def _lose_attributes(properties: Mapping[str, list[tuple[str, str]]]) -> Iterator[Loss]:
    """Yield the attributes of what is no passage, by its id."""
    for target, values in properties.items():
        kind = "event or relation" if target.startswith(("E", "R")) else "annotation that is not there"
        for name, value in values:
            yield Loss(f"attribute of an {kind}", target, f"{name}: {value}"[:100])


def _lose_events(triggers: Mapping[str, str], labels: Mapping[str, str]) -> Iterator[Loss]:
    """Yield the events whose trigger is no passage."""
    for event, trigger in triggers.items():
        if trigger not in labels:
            yield Loss("event without its trigger", event, f"{trigger!r} is not there")


def _split(content: str) -> Iterator[str]:
    """Yield the annotations. Some writers leave the line ends within words, so a line may go on.

    Raises `RefusedFile` for a line that is none: one that lacks its tab would be lost in the one before.
    """
    starts = [found.start() for found in _LINE.finditer(content)]
    ends = [*starts[1:], len(content)] if starts else []
    if content[: starts[0] if starts else len(content)].strip():
        raise RefusedFile([Problem("line 1", f"is no annotation of brat: {content[:40]!r}")])
    for start, end in zip(starts, ends, strict=True):
        whole = content[start:end].rstrip("\r\n")
        for number, line in enumerate(whole.split("\n")[1:], start=2):
            if line.strip() and (not whole.startswith(_OF_WORDS) or _WITHOUT_TAB.match(line)):
                above = content.count("\n", 0, start)
                raise RefusedFile(
                    [Problem(f"line {above + number}", f"is no annotation of brat: {line[:40]!r}")]
                )
        yield whole


def _read_passage(identifier: str, rest: str) -> LabelledPassage:
    head, _, words = rest.partition("\t")
    found = _SPAN.fullmatch(head)
    if found is None:
        raise RefusedFile([Problem(identifier, f"{head[:60]!r} is no label with offsets")])
    if not words:
        raise RefusedFile(
            [Problem(identifier, "has no words behind its offsets, so that nothing can check them")]
        )
    pieces = []
    for fragment in found[2].split(";"):
        start, _, end = fragment.partition(" ")
        pieces.append(Piece(read_digits(start, identifier), read_digits(end, identifier)))
    return LabelledPassage(identifier, (found[1],), identifier, tuple(pieces), words)


def _read_relation(identifier: str, rest: str) -> Link:
    label, *arguments = rest.split()
    ends = [argument.partition(":") for argument in arguments]
    return Link(label, tuple(End("", target) for _, _, target in ends), identifier)


def _read_event(identifier: str, rest: str, triggers: dict[str, str]) -> Link:
    if not rest.strip():
        raise RefusedFile([Problem(identifier, "is empty")])
    (label, _, trigger), *arguments = [argument.partition(":") for argument in rest.split()]
    triggers[identifier] = trigger
    return Link(label, tuple(End(role, target) for role, _, target in arguments), identifier)


def _resolve(link: Link, triggers: dict[str, str], labels: dict[str, str]) -> Link:
    """Return a link whose ends are passages: an event is named by its trigger.

    The trigger is an end of its event as well: it may be the cue, the quotation or the speaker.
    """
    trigger = triggers.get(link.place, "")
    own = (End(labels[trigger], trigger),) if trigger in labels else ()
    named = tuple(end._replace(passage=triggers.get(end.passage, end.passage)) for end in link.ends)
    return link._replace(ends=own + named)
