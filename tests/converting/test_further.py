"""What passages have beside their first label: other labels, features, choices and notes are used or told."""

import pytest

from app.converting import RefusedFile
from app.converting.labels import read_map
from tests.converting.builders import Json, convert, kinds

TEXT = "Anna Berg sagte: „Nein danke.“\n"


def place(words: str) -> Json:
    return {"start": TEXT.index(words), "end": TEXT.index(words) + len(words)}


def annotation(*tags: str) -> Json:
    bodies = [{"purpose": "tagging", "value": tag} for tag in tags]
    return {
        "id": "a",
        "body": bodies,
        "target": {"selector": {"type": "TextQuoteSelector", "exact": "Nein danke."}},
    }


def result(kind: str = "labels", words: str = "Nein danke.", name: str = "q", **value: Json) -> Json:
    own = {"text": words} | value if value.get("labels") or value.get("choices") else value
    return {
        "id": name,
        "type": kind,
        "from_name": f"the-{kind}",
        "to_name": "text",
        "value": {**place(words), **own},
    }


def task(*results: Json) -> Json:
    relation = {"type": "relation", "from_id": "q", "to_id": "s", "labels": ["Speaker"]}
    speaker = result(words="Anna Berg", name="s", labels=["Speaker"])
    return [{"id": 1, "data": {"text": TEXT}, "annotations": [{"result": [*results, speaker, relation]}]}]


@pytest.mark.parametrize(
    ("form", "content"),
    [("w3c", annotation("Quote", "Ironic")), ("label-studio", task(result(labels=["Quote", "Ironic"])))],
)
def test_further_labels_are_told_unless_the_map_ignores_them(form: str, content: Json) -> None:
    [one] = convert(form, content, TEXT)
    assert [loss[::2] for loss in one.losses] == [("further label", "Ironic")]
    for label_map, lost in (
        ('Quote = "quote"\nIronic = "ignore"', []),
        ('Ironic = "term"', ["Quote"]),
    ):
        [one] = convert(form, content, TEXT, label_map=read_map(f"[labels]\n{label_map}".encode()))
        assert [loss.detail for loss in one.losses if loss.kind == "further label"] == lost


@pytest.mark.parametrize(
    ("other", "lost"),
    [
        (result("textarea", text=["eine Notiz"]), {"property 'the-textarea'": "eine Notiz"}),
        (result("choices", choices=["ironic"]), {"property 'the-choices'": "ironic"}),
        (result("rating", rating=4), {"property 'the-rating'": "4"}),
        (result("taxonomy", taxonomy=[["A", "B"]]), {"property 'the-taxonomy'": "['A', 'B']"}),
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_what_is_chosen_and_written_for_a_region_is_told(other: Json, lost: Json, *, is_first: bool) -> None:
    quote = result(labels=["Quote"])
    [one] = convert("label-studio", task(*([other, quote] if is_first else [quote, other])), None)
    assert [quote["speakers"] for quote in one.document["quotes"]] == [["anna-berg"]]
    assert {loss.kind: loss.detail for loss in one.losses} == lost
    assert one.unit == "code points: the words of the file fit it"


def test_a_note_may_say_who_speaks() -> None:
    note = {**result("textarea", text=["Anna Berg"]), "from_name": "speaker"}
    [one] = convert(
        "label-studio", [{**task()[0], "annotations": [{"result": [result(labels=["Quote"]), note]}]}], None
    )
    assert one.document["quotes"][0]["speakers"] == ["anna-berg"]


def test_results_of_a_region_at_different_places_are_refused() -> None:
    other = {**result("choices", choices=["x"]), "value": {**place("Nein"), "choices": ["x"]}}
    with pytest.raises(RefusedFile, match="q: has results with different offsets"):
        convert("label-studio", task(result(labels=["Quote"]), other), None)


def tsv(layer: str, *cells: str) -> str:
    words = [
        ("Anna", 0, 4),
        ("Berg", 5, 9),
        ("sagte", 10, 15),
        (":", 15, 16),
        ("„", 17, 18),
        ("Nein", 18, 22),
    ]
    words += [("danke", 23, 28), (".", 28, 29), ("“", 29, 30)]
    rows = []
    for number, (word, start, end) in enumerate(words, start=1):
        own = cells if word in ("Nein", "danke", ".") else ["_"] * len(cells)
        rows.append("\t".join([f"1-{number}", f"{start}-{end}", word, *own, ""]))
    return "\n".join(
        ["#FORMAT=WebAnno TSV 3.3", f"#T_SP={layer}", "", "", f"#Text={TEXT.strip()}", *rows, ""]
    )


@pytest.mark.parametrize(
    ("layer", "cells", "speakers", "lost"),
    [
        ("custom.Quote|kind|speaker", ("direct[1]", "Anna Berg[1]"), ["anna-berg"], []),
        ("custom.Quote|speaker", ("Anna Berg[1]",), ["anna-berg"], []),
        ("custom.Quote|factuality|note", ("*[1]", "never said[1]"), [], ["property 'note'"]),
        ("custom.Quote|kind|role", ("direct[1]", "ironic[1]"), [], ["further label"]),
        ("custom.Quote|form", ("direct[1]",), [], []),
    ],
)
def test_further_features_are_properties(
    layer: str, cells: tuple[str, ...], speakers: list[str], lost: Json
) -> None:
    [one] = convert("webanno-tsv", tsv(layer, *cells), None)
    [quote] = one.document["quotes"]
    assert (quote["type"], quote["speakers"]) == ("direct", speakers)
    assert kinds(one) == lost


def test_properties_of_a_speaker_are_told() -> None:
    lines = [
        f"T{at}\t{label} {place(words)['start']} {place(words)['end']}\t{words}"
        for at, label, words in ((1, "Quote", "Nein danke."), (2, "Speaker", "Anna Berg"))
    ]
    [one] = convert("brat", "\n".join([*lines, "R1\tSpeaker Arg1:T1 Arg2:T2", "A1\tMood T2 angry\n"]), TEXT)
    assert [loss[::2] for loss in one.losses] == [("property 'Mood' of a part", "angry")]


def test_doccano_has_entities_and_labels() -> None:
    entity = {"id": 1, "label": "Quote", "start_offset": 18, "end_offset": 29}
    line = {"id": 1, "text": TEXT, "entities": [entity], "relations": [], "label": [[0, 9, "Foo"]]}
    [one] = convert("doccano", line, None)
    assert len(one.document["quotes"]) == 1
    assert kinds(one) == ["label 'Foo'"]
    with pytest.raises(RefusedFile, match=r"label/0: is not \[start, end, label\]"):
        convert("doccano", {**line, "label": ["positive"]}, None)
