"""Files of annotations for tests: the samples, as they are or damaged, and the text that they are on."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from app.converting import FORMATS, Assembled, File, LabelMap, Unit, assemble, place_all

SAMPLES = Path(__file__).parent / "samples"
TEXT = (SAMPLES / "text.txt").read_bytes().decode()
EXPECTED = json.loads((SAMPLES / "expected.json").read_bytes())

Json = Any  # JSON

FILES = {
    "w3c-codepoints.jsonld": "w3c",
    "hypothesis.json": "hypothesis",
    "recogito-js.json": "recogito",
    "brat/text.ann": "brat",
    "uima.xmi": "uima-xmi",
    "uima.json": "uima-json",
    "webanno-3.3.tsv": "webanno-tsv",
    "label-studio.json": "label-studio",
    "label-studio-old.json": "label-studio",
    "doccano.jsonl": "doccano",
    "doccano-graphemes.jsonl": "doccano",
    "catma.xml": "catma",
    "polnear.conll": "conll",
}
"""The samples that point into the text, and their formats."""


def read(name: str) -> str:
    """Return the content of a sample."""
    return (SAMPLES / name).read_bytes().decode()


def convert(
    form: str,
    content: str | bytes | Json,
    text: str | bytes | None = TEXT,
    *,
    stem: str = "article",
    label_map: LabelMap | None = None,
    unit: Unit | None = None,
    beside: Mapping[str, str] | None = None,
    leaves_out_orphans: bool = False,
) -> list[Assembled]:
    """Convert one file, given as text, bytes or what is to be its JSON."""
    raw = content if isinstance(content, bytes) else content.encode() if isinstance(content, str) else None
    raw = json.dumps(content).encode() if raw is None else raw
    given = text.encode() if isinstance(text, str) else text

    def find(names: Sequence[str]) -> bytes | None:
        return next((beside[name].encode() for name in names if beside and name in beside), None)

    file = File(f"{stem}.x", stem, raw, lambda _names: given, find)
    label_map = label_map or LabelMap()
    placed = place_all(FORMATS[form].read(file, label_map), unit, leaves_out_orphans=leaves_out_orphans)
    return [assemble(one, label_map) for one in placed]


def convert_sample(name: str, content: str | Json = None, **options: Any) -> Assembled:  # noqa: ANN401 - of convert
    """Convert a sample, or a changed content of one."""
    types = read("uima-typesystem.xml")
    if content is not None and "sample:Unsinn" in str(content):
        types = types.replace("sample.Quote", "sample.Unsinn")
    beside = {"uima-typesystem.xml": types}
    content = read(name) if content is None else content
    [one] = convert(FILES[name], content, stem=Path(name).stem, beside=beside, **options)
    return one


def kinds(assembled: Assembled) -> list[str]:
    """Return the kinds of what a document could not keep."""
    return [loss.kind for loss in assembled.losses]
