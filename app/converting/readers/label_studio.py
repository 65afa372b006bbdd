"""Label Studio's full JSON export: a list of tasks.

Offsets count code points, in exports of older versions UTF-16 code units; the words beside them tell which.
JSON-MIN and CSV have no relations: who said a quotation is lost in them.
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
    decode_utf8,
    drop_byte_order_mark,
    read_offset,
)
from app.converting.readers.json_files import Json, as_list, get, list_objects, parse, require

LOST = "JSON-MIN and CSV of Label Studio have lost who said what; export the project as JSON"

OF_WHOLE_TEXT = ("choices", "datetime", "number", "pairwise", "ranker", "rating", "taxonomy", "textarea")
OF_PLACE = ("start", "end", "startOffset", "endOffset", "globalOffsets", "text")
"""Keys of a value that say where the region is, not what was chosen."""


def read(file: File) -> list[Annotated]:
    """Return the texts of all tasks; raises `RefusedFile` for the formats without relations."""
    if decode_utf8(drop_byte_order_mark(file.raw), "file").lstrip()[:1] not in ("[", "{"):
        raise RefusedFile([Problem("file", f"is not JSON. {LOST}")])
    tasks = parse(file.raw)
    if isinstance(tasks, list):
        return [_read_task(file, place, task) for place, task in list_objects(tasks, "")]
    place = f"/{file.number - 1}" if file.number else "/0"
    return [_read_task(file, place, require(tasks, dict, place))]


def _read_task(file: File, place: str, task: dict[str, Json]) -> Annotated:
    if "annotations" not in task:
        raise RefusedFile([Problem(place, f"has no annotations. {LOST}")])
    annotations = [
        one
        for _, one in list_objects(task["annotations"], f"{place}/annotations")
        if not one.get("was_cancelled")
    ]
    chosen = [one for one in annotations if one.get("ground_truth")] or annotations
    if len(chosen) > 1:
        detail = f"has {len(chosen)} annotations; mark one of them as ground truth in Label Studio"
        raise RefusedFile([Problem(place, detail)])
    losses = _list_lost(place, task, annotations, chosen)
    results = list_objects(chosen[0].get("result", []) if chosen else [], f"{place}/result")
    regions: dict[str, list[Json]] = {}
    links = []
    for where, one in results:
        if one.get("type") == "relation":
            label = " ".join(map(str, as_list(one.get("labels"))))
            links.append(
                Link(label, tuple(End("", str(one.get(key))) for key in ("from_id", "to_id")), where)
            )
        else:
            regions.setdefault(str(one.get("id", where)), []).append(one)
    key = next((one["to_name"] for group in regions.values() for one in group if "to_name" in one), "text")
    text = _get_text(task, str(key), place)
    others = {name: group for name, group in regions.items() if _is_of_whole_text(group)}
    for name, group in others.items():
        said = "; ".join(str(one.get("value")) for one in group)
        losses.append(Loss("annotation of the whole text", name, said[:100]))
    passages = tuple(_read_region(name, group) for name, group in regions.items() if name not in others)
    losses += [Loss(f"data {key!r}", place, str(value)[:100]) for key, value in _list_other_data(task, text)]
    return Annotated(
        f"{file.stem}-{task.get('id', place.strip('/'))}",
        text,
        Unit.CODE_POINTS,
        passages,
        tuple(links),
        losses=tuple(losses),
    )


def _list_lost(place: str, task: dict[str, Json], annotations: list[Json], chosen: list[Json]) -> list[Loss]:
    """Return what a task has beside the annotation that is taken."""
    cancelled = len(as_list(task["annotations"])) - len(annotations)
    counts = {
        "cancelled annotation": cancelled,
        "annotation that is not the ground truth": len(annotations) - len(chosen),
        "prediction of a model": len(as_list(task.get("predictions"))),
        "draft of an annotation": len(as_list(task.get("drafts"))),
    }
    return [Loss(kind, place, f"{count} times") for kind, count in counts.items() if count]


def _list_other_data(task: dict[str, Json], text: str) -> list[tuple[str, Json]]:
    data = {**task["data"], **{f"meta {key}": value for key, value in _get_meta(task).items()}}
    return [(key, value) for key, value in data.items() if value not in (None, "", text)]


def _get_meta(record: dict[str, Json]) -> dict[str, Json]:
    meta = record.get("meta")
    return meta if isinstance(meta, dict) else {}


def _is_of_whole_text(group: list[Json]) -> bool:
    """Tell whether results are about no passage: choices, ratings and notes of a task, without any place."""
    places = {"start", "startOffset", "globalOffsets", "x", "points", "ranges"}
    values = [one.get("value") for one in group]
    return all(one.get("type") in OF_WHOLE_TEXT for one in group) and not any(
        isinstance(value, dict) and places & value.keys() for value in values
    )


def _get_text(task: dict[str, Json], key: str, place: str) -> str:
    """Return the text of a task: the value of its name in the labelling interface, else its only text."""
    values = get(task, "data", dict, place)
    texts = {name: value for name, value in values.items() if isinstance(value, str)}
    if key in texts or len(texts) == 1:
        return texts.get(key) or next(iter(texts.values()))
    raise RefusedFile([Problem(f"{place}/data", f"has {len(texts)} texts, and none of them is “{key}”")])


def _read_region(name: str, group: list[Json]) -> LabelledPassage:
    """Return a region. Its results have one id: one with the labels, others with choices and notes."""
    labels: list[str] = []
    properties: list[tuple[str, str]] = []
    pieces: list[Piece] = []
    for one in group:
        value = require(one.get("value"), dict, name)
        pieces += [_read_piece(name, value)] if "start" in value else []
        properties += [(f"meta {key}", str(values)) for key, values in _get_meta(one).items()]
        for key, values in value.items():
            if key in ("labels", "hypertextlabels"):
                labels += map(str, as_list(values))
            elif key not in OF_PLACE or isinstance(values, list):
                properties += [(str(one.get("from_name", key)), str(each)) for each in as_list(values)]
    if not pieces:
        raise RefusedFile(
            [Problem(name, "has no offsets in the text; only text is understood, not HTML or audio")]
        )
    if len({piece[:2] for piece in pieces}) > 1:
        raise RefusedFile([Problem(name, "has results with different offsets")])
    piece = next((one for one in pieces if one.words is not None), pieces[0])
    return LabelledPassage(
        name, tuple(labels), name, (piece,), properties=tuple(properties), equal_labels=len(labels)
    )


def _read_piece(name: str, value: dict[str, Json]) -> Piece:
    """Return the place of a result, with its words; of a note, a list, *text* is what was written there."""
    start, end = (read_offset(value.get(key), f"{name}/{key}") for key in ("start", "end"))
    words = value.get("text")
    if words is None or isinstance(words, list):
        return Piece(start, end)
    return Piece(start, end, require(words, str, f"{name}/text"))
