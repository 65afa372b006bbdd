"""doccano's JSON Lines of sequence labelling, with or without relations; a line is a text.

Offsets count UTF-16 code units, or grapheme clusters in projects with that option. There are no words in the
file to tell which.
"""

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
    read_offset,
)
from app.converting.readers.json_files import Json, as_list, get, list_objects, parse, require

KNOWN = frozenset("id text data label labels entities relations Comments comments".split())


def read(file: File) -> list[Annotated]:
    """Return the text of one line, with its annotations."""
    record = require(parse(file.raw), dict, "line")
    text = get(record, "text" if "text" in record else "data", str, "line")
    passages = [
        _read_entity(place, one) for place, one in list_objects(record.get("entities", []), "entities")
    ]
    keys = [key for key in ("label", "labels") if key in record]
    for key in keys if "entities" in record else keys or ["label"]:
        labels = get(record, key, list, "line")
        passages += [_read_label(f"{key}/{index}", one) for index, one in enumerate(labels)]
    links = tuple(
        _read_relation(place, one) for place, one in list_objects(record.get("relations", []), "relations")
    )
    comments = [str(one)[:100] for one in as_list(record.get("Comments", record.get("comments")))]
    losses = [Loss("comment", "Comments", one) for one in comments]
    for key, value in record.items():
        if key not in KNOWN and value not in (None, "", [], {}):
            losses.append(Loss(f"metadata {key!r}", "line", str(value)[:100]))
    number = file.number or 1 if record.get("id") is None else record["id"]
    return [
        Annotated(f"{file.stem}-{number}", text, Unit.UTF16, tuple(passages), links, losses=tuple(losses))
    ]


def _read_entity(place: str, entity: Json) -> LabelledPassage:
    start, end = (read_offset(entity.get(key), f"{place}/{key}") for key in ("start_offset", "end_offset"))
    label = entity.get("label")
    return LabelledPassage(
        str(entity.get("id", place)), (str(label),) if label else (), place, (Piece(start, end),)
    )


def _read_label(place: str, label: Json) -> LabelledPassage:
    if not isinstance(label, list) or len(label) != 3:
        raise RefusedFile([Problem(place, "is not [start, end, label]")])
    start, end = (read_offset(value, place) for value in label[:2])
    return LabelledPassage(place, (str(label[2]),) if label[2] else (), place, (Piece(start, end),))


def _read_relation(place: str, relation: Json) -> Link:
    ends = tuple(End("", str(relation.get(key))) for key in ("from_id", "to_id"))
    return Link(str(relation.get("type", "")), ends, place)
