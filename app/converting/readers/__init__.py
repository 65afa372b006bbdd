"""The readers of annotations, one file a format, and the table of formats."""

import importlib.util
from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from app.converting.annotations import Annotated, File
from app.converting.labels import LabelMap
from app.converting.readers import (
    brat,
    catma,
    columns,
    doccano,
    label_studio,
    mapped_json,
    tei,
    w3c,
    webanno_tsv,
)

Read = Callable[[File, LabelMap], list[Annotated]]


class Records(StrEnum):
    """What of a file is read for itself: all of it, each line, or each item of a list in JSON."""

    FILE = "file"
    LINES = "lines"
    LIST = "list"


class Reader(NamedTuple):
    """A format: how it is read, which files of a folder have it, and what of them is read for itself."""

    read: Read
    suffixes: tuple[str, ...]
    records: Records = Records.FILE
    extra: str | None = None
    """The extra of this program that the format needs."""


def _ignore_map(read: Callable[[File], list[Annotated]]) -> Read:
    return lambda file, _label_map: read(file)


def _read_uima(name: str) -> Read:
    def read(file: File, _label_map: LabelMap) -> list[Annotated]:
        # Imported here, because it may not be installed.
        from app.converting.readers import uima

        read_one: Callable[[File], list[Annotated]] = getattr(uima, name)
        return read_one(file)

    return read


FORMATS: dict[str, Reader] = {
    "w3c": Reader(_ignore_map(w3c.read), (".json", ".jsonld")),
    "hypothesis": Reader(_ignore_map(w3c.read_hypothesis), (".json",)),
    "recogito": Reader(_ignore_map(w3c.read_of_browser), (".json", ".jsonld")),
    "brat": Reader(_ignore_map(brat.read), (".ann",)),
    "polnear": Reader(_ignore_map(brat.read), (".ann",)),
    "uima-xmi": Reader(_read_uima("read_xmi"), (".xmi",), extra="uima"),
    "uima-json": Reader(_read_uima("read_json"), (".json",), extra="uima"),
    "webanno-tsv": Reader(webanno_tsv.read, (".tsv",)),
    "label-studio": Reader(_ignore_map(label_studio.read), (".json",), Records.LIST),
    "doccano": Reader(_ignore_map(doccano.read), (".jsonl",), Records.LINES),
    "catma": Reader(_ignore_map(catma.read), (".xml",)),
    "tei": Reader(_ignore_map(tei.read), (".xml",)),
    "conll": Reader(_ignore_map(columns.read), (".conll", ".tsv")),
    "json": Reader(lambda file, label_map: mapped_json.read(file, label_map.paths), (".json",), Records.LIST),
}
"""The formats by the names that `--from` takes."""


def is_installed(reader: Reader) -> bool:
    """Tell whether everything that a format needs is installed."""
    return reader.extra is None or importlib.util.find_spec("cassis") is not None
