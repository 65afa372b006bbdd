"""The label map: what it may say, what it changes, and the template that a person edits."""

import json
import tomllib

import pytest

from app.cli.parser import ANNOTATION_FORMATS
from app.converting import File, LabelMap, RefusedFile, labels
from app.converting.labels import MEANINGS, count_labels, read_map, write_template
from app.converting.readers import FORMATS
from tests.converting.builders import convert_sample, kinds, read


@pytest.mark.parametrize(
    ("label", "meaning"),
    [
        ("Quote", "quote"),
        ("Speaker-of", "speaker"),
        ("has_source", "speaker"),
        ("Content2", "quote"),
        ("toWhom", "addressee"),
        ("webanno.custom.Zitat", "quote"),
        ("Direct Speech", "direct"),
        ("IndirectFreeIndirect", "free-indirect"),
        ("soCalled", "term"),
        ("Passage", None),
        ("", None),
    ],
)
def test_common_labels_need_no_map(label: str, meaning: str | None) -> None:
    assert LabelMap().get_meaning(label) == meaning


def test_a_map_changes_what_a_label_means() -> None:
    label_map = read_map(b'[labels]\nQuote = "indirect"\nPassage = "term"\nForm = "ignore"')
    one = convert_sample("brat/text.ann", label_map=label_map)
    types = {quote["exact"]: quote["type"] for quote in one.document["quotes"]}
    assert types["Das freut die ganze Stadt"] == "indirect"
    assert types["Musterstadt."] == types["Die"] == "term"
    assert not [kind for kind in kinds(one) if kind in ("property 'Form'", "label 'Passage'")]


def test_a_map_knows_speakers_and_facts() -> None:
    label_map = read_map(
        """
        [speakers.berg]
        name = "Anna Berg"
        kind = "person"
        mentions = ["Anna Berg", "der Bürgermeisterin"]
        [article]
        language = "de"
        publisher = "Musterblatt"
        """.encode()
    )
    one = convert_sample("brat/text.ann", label_map=label_map)
    first, second = one.document["quotes"]
    assert first["speakers"] == ["berg"]
    assert second["addressees"] == ["berg"]
    assert {"id": "berg", "name": "Anna Berg", "kind": "person", "names": []} in one.document["speakers"]
    assert one.document["publisher"] == "Musterblatt"
    assert one.document["certainty"] == {"language": "inferred"}


def test_a_surname_alone_is_whom_the_map_knows_by_full_name() -> None:
    """As it is without a map; with one, the second quotation had no speaker."""
    label_map = read_map(b'[speakers.stein]\nname = "Karl Stein"\nkind = "person"')
    one = convert_sample("brat/text.ann", label_map=label_map)
    second = one.document["quotes"][1]
    assert (second["speakers"], second["certainty"]["speaker"]) == (["stein"], "inferred")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[labels", "is not TOML"),
        (b"\xff", "is not TOML"),
        (b"[lables]", r"\[lables\]: there is no such section"),
        (b"labels = 1", "labels: is a section"),
        (b'[labels]\nA = "citation"', "labels: A: must be one of addressee, "),
        (b'[speakers.a]\nname = "A"', "speakers.a: needs a name and a kind"),
        (b'[speakers.a]\nname = "A"\nkind = "cat"', "speakers.a: the kind must be person or organization"),
        (
            b'[speakers.a]\nname = "A"\nkind = ["person"]',
            "speakers.a: the kind must be person or organization",
        ),
        (b'[speakers.a]\nname = "A"\nkind = {a = 1}', "speakers.a: the kind must be person or organization"),
        (b'[speakers.a]\nname = "A"\nkind = "person"\nmentions = [1]', "mentions a list of texts"),
        (
            b'[speakers.a]\nname = "A"\nkind = "person"\nmentions = ["Berg"]\n'
            b'[speakers.b]\nname = "berg"\nkind = "person"',
            "speakers.b: “berg” is a mention of a, too",
        ),
        (b'[article]\ntitle = "x"', "article: title: must be one of author"),
        (b"[json]\ntext = 1", "json: text: must be a path"),
    ],
)
def test_a_map_that_is_wrong_is_refused_with_the_place(content: bytes, said: str) -> None:
    with pytest.raises(RefusedFile, match=said):
        read_map(content)


def test_a_template_is_a_map_that_means_the_same() -> None:
    counts = {"Quote": 3, 'Odd "label"\\\n': 2, "Speaker": 1}
    template = write_template(counts, {"er": 5}, LabelMap())
    assert read_map(template.encode()).labels == {"Quote": "quote", "Speaker": "speaker"}
    assert '#   "er"  # 5 times' in template
    edited = template.replace('# "Odd', '"Odd').replace('= "ignore"', '= "direct"')
    assert tomllib.loads(edited)["labels"]['Odd "label"\\\n'] == "direct"


def test_labels_of_links_and_arguments_are_counted() -> None:
    one = json.loads(read("doccano.jsonl"))
    file = File("a.jsonl", "a", json.dumps(one).encode(), lambda _: None, lambda _: None)
    counts = count_labels(FORMATS["doccano"].read(file, LabelMap()))
    assert counts == {
        "Quote": 2,
        "Speaker": 2,
        "Addressee": 2,
        "Cue": 2,
        "speaker": 2,
        "addressee": 2,
        "cue": 2,
    }


def test_the_command_line_has_all_formats() -> None:
    assert sorted(FORMATS) == ANNOTATION_FORMATS


def test_every_meaning_is_explained_where_maps_are() -> None:
    documented = labels.__doc__ or ""
    assert [one for one in MEANINGS if one not in documented] == []
