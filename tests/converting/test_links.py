"""Links: what their labels say decides, and a label of which nobody says what it means attributes nothing."""

import pytest

from app.converting import Assembled
from app.converting.labels import read_map
from tests.converting.builders import Json, convert, kinds

TEXT = "Otto Weiß widersprach. Anna Berg sagte: „Nein danke.“\n"


def line(number: int, label: str, words: str) -> str:
    start = TEXT.index(words)
    return f"T{number}\t{label} {start} {start + len(words)}\t{words}\n"


PASSAGES = line(1, "Quote", "Nein danke.") + line(2, "Speaker", "Otto Weiß")


def get_speakers(one: Assembled) -> list[str]:
    [quote] = one.document["quotes"]
    speakers: list[str] = quote["speakers"]
    return speakers


@pytest.mark.parametrize("label", ["mentions", "NotSpokenBy", "criticised-by", "Topic"])
def test_an_unknown_relation_makes_nobody_the_speaker(label: str) -> None:
    [one] = convert("brat", f"{PASSAGES}R1\t{label} Arg1:T1 Arg2:T2\n", TEXT)
    assert get_speakers(one) == []
    assert kinds(one) == [f"link {label!r}", "speaker without a quotation"]
    assert one.losses[0].detail == "the label map does not say what it is"


def test_a_relation_that_the_map_ignores_makes_nobody_the_speaker() -> None:
    label_map = read_map(b'[labels]\nmentions = "ignore"')
    [one] = convert("brat", f"{PASSAGES}R1\tmentions Arg1:T1 Arg2:T2\n", TEXT, label_map=label_map)
    assert get_speakers(one) == []
    assert kinds(one) == ["speaker without a quotation"]


def test_a_relation_that_means_no_part_is_told() -> None:
    [one] = convert("brat", f"{PASSAGES}R1\tcontinues Arg1:T1 Arg2:T2\n", TEXT)
    assert get_speakers(one) == []
    assert (one.losses[0].kind, one.losses[0].detail) == (
        "link 'continues'",
        "`continues` does not say who speaks, is addressed, or which words introduce it",
    )


def recogito(name: str, words: str, tag: str) -> Json:
    start = TEXT.index(words)
    selectors = [
        {"type": "TextQuoteSelector", "exact": words},
        {"type": "TextPositionSelector", "start": start, "end": start + len(words)},
    ]
    return {"id": name, "body": [{"purpose": "tagging", "value": tag}], "target": {"selector": selectors}}


def label_studio(*labels: str) -> Json:
    regions = [
        {
            "id": name,
            "type": "labels",
            "value": {"start": (at := TEXT.index(words)), "end": at + len(words), "labels": [label]},
        }
        for name, words, label in (("q", "Nein danke.", "Quote"), ("s", "Otto Weiß", "Speaker"))
    ]
    relation = {"type": "relation", "from_id": "q", "to_id": "s", "labels": list(labels)}
    return [{"id": 1, "data": {"text": TEXT}, "annotations": [{"result": [*regions, relation]}]}]


@pytest.mark.parametrize(
    "motivation",
    ["linking", "oa:linking", "http://www.w3.org/ns/oa#linking", ["linking"], ["oa:linking"], None],
)
def test_that_a_link_links_is_no_label(motivation: Json) -> None:
    link = {"id": "#r", "motivation": motivation, "target": [{"id": "#a"}, {"id": "#b"}]}
    annotations = [recogito("#a", "Nein danke.", "Quote"), recogito("#b", "Otto Weiß", "Speaker"), link]
    [one] = convert("recogito", annotations, TEXT)
    assert get_speakers(one) == ["otto-weiss"]


@pytest.mark.parametrize(("tags", "speakers"), [((), ["otto-weiss"]), (("criticises",), [])])
@pytest.mark.parametrize("form", ["recogito", "label-studio"])
def test_only_without_a_label_of_its_own_a_link_takes_that_of_the_passage(
    form: str, tags: tuple[str, ...], speakers: list[str]
) -> None:
    bodies = [{"purpose": "tagging", "value": tag} for tag in tags]
    link = {"id": "#r", "motivation": "linking", "body": bodies, "target": [{"id": "#a"}, {"id": "#b"}]}
    annotations = [recogito("#a", "Nein danke.", "Quote"), recogito("#b", "Otto Weiß", "Speaker"), link]
    [one] = convert(form, annotations if form == "recogito" else label_studio(*tags), TEXT)
    assert get_speakers(one) == speakers
    assert ("link 'criticises'" in kinds(one)) is bool(tags)


@pytest.mark.parametrize(
    ("role", "name", "speakers"),
    [
        ("*", "speaker_QuoteLink", ["otto-weiss"]),
        ("*", "speaker_custom.QuoteLink", ["otto-weiss"]),
        ("*", "who_objects_custom.QuoteLink", []),
        ("critic", "speaker_custom.QuoteLink", []),
        ("speaker", "who_objects_custom.QuoteLink", ["otto-weiss"]),
    ],
)
def test_a_slot_without_a_role_is_what_its_feature_is_called(
    role: str, name: str, speakers: list[str]
) -> None:
    text = "Otto: Nein"
    layers = f"#T_SP=custom.Quote|kind|ROLE_custom.Quote:{name}|custom.Person\n#T_SP=custom.Person|value"
    rows = ["1-1\t0-4\tOtto\t_\t_\t_\tSpeaker[2]\t", f"1-2\t6-10\tNein\tdirect[1]\t{role}\t1-1[2]\t_\t"]
    content = "\n".join(["#FORMAT=WebAnno TSV 3.3", layers, "", "", f"#Text={text}", *rows, ""])
    label_map = read_map(
        '[speakers.otto-weiss]\nname = "Otto Weiß"\nkind = "person"\nmentions = ["Otto"]'.encode()
    )
    [one] = convert("webanno-tsv", content, None, label_map=label_map)
    assert get_speakers(one) == speakers


@pytest.mark.parametrize(
    "event",
    [
        "E1\tQuote:T1 Speaker:T2 Cue:T3",
        "E1\tCue:T3 Content:T1 Source:T2",
        "E1\tSpeaker:T2 Content:T1 Cue:T3",
        "E1\tAttribution:T2 Content:T1 Cue:T3",
    ],
)
def test_the_trigger_of_an_event_is_the_part_that_its_label_says(event: str) -> None:
    content = f"{PASSAGES}{line(3, 'Cue', 'widersprach')}{event}\n"
    [one] = convert("brat", content, TEXT)
    [quote] = one.document["quotes"]
    assert (quote["speakers"], quote["cue"]["exact"]) == (["otto-weiss"], "widersprach")
    assert one.losses == ()
