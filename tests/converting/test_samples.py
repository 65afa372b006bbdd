"""The same text, annotated in each format: every file becomes what is expected, and every damage is told."""

import contextlib
import json
import re
from collections.abc import Callable

import pytest

from app import verbatim
from app.converting import FORMATS, RefusedFile, Unit
from app.verbatim import Selector
from tests.converting.builders import (
    EXPECTED,
    FILES,
    SAMPLES,
    TEXT,
    Json,
    convert,
    convert_sample,
    kinds,
    read,
)

PARTS = {"speaker_mention": "speaker", "cue": "cue"}
WITHOUT = {
    "w3c-codepoints.jsonld": {"cue"},
    "recogito-js.json": {"cue", "addressee"},
    "polnear.conll": {"addressee"},
}
"""Parts that a sample does not have."""


def place(text: str, selector: Json) -> dict[str, object]:
    """Return what a selector of a document means, with its offsets in code points."""
    fields = {name: selector.get(name, "") for name in ("exact", "prefix", "suffix")}
    [span] = verbatim.locate(text, Selector(**fields, occurrence=selector.get("occurrence")))
    return {"exact": selector["exact"], "start": span.start, "end": span.end}


@pytest.mark.parametrize("name", FILES)
def test_a_sample_becomes_exactly_what_is_expected(name: str) -> None:
    document = convert_sample(name).document
    assert document["text"] == TEXT
    assert len(document["quotes"]) == len(EXPECTED["quotes"])
    for quote, expected in zip(document["quotes"], EXPECTED["quotes"], strict=True):
        assert quote["type"] == "direct"
        assert place(TEXT, quote) == {key: expected[key] for key in ("exact", "start", "end")}
        for field, part in PARTS.items():
            if part not in WITHOUT.get(name, ()):
                assert place(TEXT, quote[field]) == expected[part]
            else:
                assert field not in quote


@pytest.mark.parametrize("name", FILES)
def test_names_are_speakers_and_descriptions_are_not(name: str) -> None:
    """*Stein* is Karl Stein where he is named in full, and *der Bürgermeisterin* names nobody."""
    assembled = convert_sample(name)
    first, second = assembled.document["quotes"]
    assert first["speakers"] == ["anna-berg"]
    assert first["certainty"]["speaker"] == "stated"
    if "addressee" in WITHOUT.get(name, ()):
        assert second["speakers"] == []
        assert "Stein" in assembled.unnamed
    else:
        assert first["addressees"] == ["karl-stein"]
        assert (second["speakers"], second["certainty"]) == (["karl-stein"], {"speaker": "inferred"})
        assert second["addressees"] == []
        assert "addressee that is no name" in kinds(assembled)
    assert all(one["review"] for one in assembled.document["speakers"])


@pytest.mark.parametrize("name", FILES)
def test_the_unit_is_that_of_the_file_and_is_said(name: str) -> None:
    units = {"code points": Unit.CODE_POINTS, "UTF-16": Unit.UTF16, "grapheme clusters": Unit.GRAPHEMES}
    expected = units[EXPECTED["unit_of_file"][name].partition(" (")[0]]
    assert convert_sample(name).unit.startswith(f"{expected}: ")


def test_inline_tei_gives_text_quotations_and_people() -> None:
    [one] = convert("tei", read("tei-inline.xml"), None)
    assert one.document["text"].split("\n") == [line for line in TEXT.split("\n") if line]
    assert [quote["exact"] for quote in one.document["quotes"]] == [q["exact"] for q in EXPECTED["quotes"]]
    assert [quote["speakers"] for quote in one.document["quotes"]] == [["anna-berg"], ["karl-stein"]]
    assert [quote["addressees"] for quote in one.document["quotes"]] == [["karl-stein"], ["anna-berg"]]
    assert one.document["speakers"][0] == {
        "id": "anna-berg",
        "name": "Anna Berg",
        "kind": "person",
        "names": [],
    }
    assert kinds(one) == ["metadata of the header"]


def test_a_discontinuous_passage_and_notes_are_told() -> None:
    lost = kinds(convert_sample("brat/text.ann"))
    assert "label 'Passage'" in lost
    assert "note" in lost
    assert "property 'Form'" in lost


def test_label_studio_without_relations_is_refused_with_the_reason() -> None:
    with pytest.raises(RefusedFile, match="have lost who said what; export the project as JSON"):
        convert("label-studio", read("label-studio-min.json"), None)
    with pytest.raises(RefusedFile, match=r"is not JSON\. JSON-MIN and CSV"):
        convert("label-studio", "id,text,label\n1,Wir gehen,Quote\n", None)


# --- Damage ---


def shift_all(content: str, pattern: str, by: int = 1) -> str:
    """Add to every number of an offset that a pattern with its groups finds."""

    def move(found: re.Match[str]) -> str:
        whole, start = found[0], found.start()
        for group in range(found.re.groups, 0, -1):
            number = str(int(found[group]) + by)
            whole = whole[: found.start(group) - start] + number + whole[found.end(group) - start :]
        return whole

    return re.sub(pattern, move, content)


OFFSETS = {
    "w3c": r'"(?:start|end)": (\d+)',
    "hypothesis": r'"(?:start|end|startOffset|endOffset)": (\d+)',
    "recogito": r'"(?:start|end)": (\d+)',
    "brat": r"(?<=[a-z]) (\d+) (\d+)(?:;(\d+) (\d+))?(?=\t)",
    "uima-xmi": r'(?:begin|end)="(\d+)"',
    "uima-json": r'"(?:begin|end)": (\d+)',
    "webanno-tsv": r"(?<=\t)(\d+)-(\d+)(?=\t)",
    "label-studio": r'"(?:start|end)": (\d+)',
    "doccano": r'"(?:start_offset|end_offset)": (\d+)',
    "catma": r"char=(\d+),(\d+)",
    "conll": r"(?<=\t)(\d+),(\d+)(?=\t)",
}


def shift(name: str) -> str:
    if FILES[name] == "brat":  # Its pattern has optional groups.
        content = re.sub(r"T9.*", "", read(name))
        return shift_all(content, r"(?<=[a-z]) (\d+) (\d+)(?=\t)")
    return shift_all(read(name), OFFSETS[FILES[name]])


@pytest.mark.parametrize("name", FILES)
def test_offsets_shifted_by_one_are_refused_or_not_used(name: str) -> None:
    """Where the words stand beside them, with the context, they are found, and that is said."""
    damaged = shift(name)
    assert damaged != read(name)
    if FILES[name] in ("w3c", "hypothesis", "recogito"):
        one = convert_sample(name, damaged)
        assert "offsets that do not fit" in kinds(one)
        assert [place(TEXT, quote)["start"] for quote in one.document["quotes"]] == [92, 124]
    elif FILES[name] == "webanno-tsv":
        # Its tokens are the witnesses of its offsets.
        with pytest.raises(RefusedFile, match="all offsets are one too high, in UTF-16"):
            convert_sample(name, damaged)
    else:
        with pytest.raises(RefusedFile, match=r"all offsets are one too (high|low)"):
            convert_sample(name, damaged)


def mix(name: str) -> str:
    """Return a sample with the offsets of one passage in another unit."""
    spans = {one["key"]: one for one in EXPECTED["spans_in_every_unit"]}
    unit = EXPECTED["unit_of_file"][name]
    ours, other = ("code_points", "utf16") if unit.startswith("code points") else ("utf16", "code_points")
    ours = "graphemes" if unit.startswith("grapheme") else ours
    content = read(name)
    for old, new in zip(spans["q2"][ours], spans["q2"][other], strict=True):
        content = re.sub(rf'(?<![\d:]){old}(?!\d)(?=[,"}}\s;-]|$)', str(new), content)
    return content


@pytest.mark.parametrize(
    "name", [one for one in FILES if one not in ("w3c-codepoints.jsonld", "hypothesis.json")]
)
def test_units_mixed_in_one_file_are_refused(name: str) -> None:
    damaged = mix(name)
    assert damaged != read(name)
    if FILES[name] == "recogito":
        assert "offsets that do not fit" in kinds(convert_sample(name, damaged))
    else:
        with pytest.raises(RefusedFile, match="do not fit in any unit"):
            convert_sample(name, damaged)


@pytest.mark.parametrize("name", FILES)
def test_another_text_is_refused(name: str) -> None:
    """One letter more before the quotations, and one of them spelt otherwise."""
    text = TEXT.replace("Gute", "Gutes").replace("öffnen", "oeffnen")
    has_text = FILES[name] in ("doccano", "label-studio", "uima-xmi", "uima-json")
    content = read(name).replace("Gute", "Gutes") if has_text else read(name)
    with pytest.raises(RefusedFile) as refused:
        convert_sample(name, content, text=text)
    said = str(refused.value)
    assert "do not fit" in said or "not all words are found" in said or "all offsets are one too low" in said
    assert len(refused.value.problems) >= 1


@pytest.mark.parametrize("name", FILES)
def test_a_missing_label_is_told_or_refused(name: str) -> None:
    """Without the labels of its quotations, a file has none: none is guessed."""
    content = re.sub(r"Quote(?![a-zA-Z])|content", "Unsinn", read(name))
    with pytest.raises(
        RefusedFile, match=r"none of its labels \(.*Unsinn.*\) means a quotation.*--map-template"
    ):
        convert_sample(name, content)


def test_an_annotation_without_a_tag_is_told() -> None:
    content = json.loads(read("w3c-codepoints.jsonld"))
    del content[0]["body"][0]
    one = convert_sample("w3c-codepoints.jsonld", content)
    assert len(one.document["quotes"]) == 1
    assert "passage without a label" in kinds(one)


@pytest.mark.parametrize("name", ["w3c-codepoints.jsonld", "hypothesis.json", "recogito-js.json"])
def test_an_empty_exact_is_refused(name: str) -> None:
    content = read(name).replace('"exact": "Das freut die ganze Stadt"', '"exact": ""')
    with pytest.raises(RefusedFile, match="“exact” is empty, so that its words are everywhere"):
        convert_sample(name, content)


def add_second_speaker(name: str) -> Json:
    content = json.loads(read(name))
    if FILES[name] == "doccano":
        content["relations"].append({"id": 9, "from_id": 1, "to_id": 6, "type": "speaker"})
    else:
        relation = {"type": "relation", "from_id": "q1", "to_id": "q2-speaker", "labels": ["speaker"]}
        content[0]["annotations"][0]["result"].append(relation)
    return content


@pytest.mark.parametrize("name", ["doccano.jsonl", "label-studio.json"])
def test_the_same_words_for_two_speakers_are_ambiguous(name: str) -> None:
    one = convert_sample(name, add_second_speaker(name))
    first = one.document["quotes"][0]
    assert first["speakers"] == ["anna-berg", "karl-stein"]
    assert first["certainty"]["speaker"] == "ambiguous"
    assert "several speakers, kept as ambiguous" in kinds(one)


def test_two_annotations_of_the_same_words_are_one_ambiguous_quote() -> None:
    content = json.loads(read("w3c-codepoints.jsonld"))
    other = json.loads(json.dumps(content[0]))
    other["id"] = "urn:sample:other"
    other["body"][1]["value"] = "speaker: Karl Stein"
    one = convert_sample("w3c-codepoints.jsonld", [*content, other])
    assert len(one.document["quotes"]) == 2
    assert one.document["quotes"][0]["speakers"] == ["anna-berg", "karl-stein"]
    assert one.document["quotes"][0]["certainty"]["speaker"] == "ambiguous"
    assert "the same words twice, as one quote, ambiguous" in kinds(one)


@pytest.mark.parametrize(
    "damage",
    [
        lambda value: value + 10**9,
        lambda value: -value,
        lambda value: float("nan"),
        lambda value: value + 0.5,
        lambda value: str(value),
        lambda value: True,
        lambda value: 10_000,
    ],
    ids=["huge", "negative", "not-a-number", "fraction", "text", "boolean", "beyond"],
)
@pytest.mark.parametrize(
    ("name", "keys"), [("doccano.jsonl", ("start_offset", "end_offset")), ("uima.json", ("begin", "end"))]
)
def test_offsets_that_are_none_are_refused(
    name: str, keys: tuple[str, str], damage: Callable[[int], object]
) -> None:
    content = json.loads(read(name))
    one = content["entities"][0] if "entities" in content else content["%FEATURE_STRUCTURES"][4]
    for key in keys:
        one[key] = damage(one[key])
    with pytest.raises(RefusedFile) as refused:
        convert_sample(name, content)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "raw", [b"", b"\xff\xfe\x00", b"[]", b"{}", b"null", b"<a/>", b"#FORMAT=WebAnno TSV 3.3\n", b"x\ty\n"]
)
def test_files_that_are_none_of_the_format_are_refused_or_empty(form: str, raw: bytes) -> None:
    """What has no annotations has no text with them; nothing else may come out."""
    found = []
    with contextlib.suppress(RefusedFile):
        found = convert(form, raw, TEXT)
    assert [quote for one in found for quote in one.document["quotes"]] == []


def test_all_samples_are_tested() -> None:
    untested = {"text.txt", "expected.json", "tei-inline.xml", "uima-typesystem.xml", "label-studio-min.json"}
    found = {str(one.relative_to(SAMPLES)) for one in SAMPLES.rglob("*") if one.is_file()}
    assert found - untested - {"brat/text.txt"} == set(FILES)
