"""UIMA by dkpro-cassis: what cassis writes is read, and what it cannot map is refused."""

import io
import json
from typing import Any

import cassis
import pytest

from app.converting import RefusedFile
from tests.converting.builders import convert, convert_sample, kinds, read

TEXT = "😀 „Gut.“, sagte Anna Berg. Sie: „Ja.“"


def make_types() -> Any:  # noqa: ANN401 - cassis has no types
    types = cassis.TypeSystem()
    mention = types.create_type("sample.Mention")
    types.create_feature(mention, "role", "uima.cas.String")
    quote = types.create_type("sample.Quote")
    types.create_feature(quote, "speaker", "sample.Mention")
    types.create_feature(quote, "sources", "uima.cas.FSArray", elementType="sample.Mention")
    relation = types.create_type("sample.Relation")
    types.create_feature(relation, "Governor", "uima.tcas.Annotation")
    types.create_feature(relation, "Dependent", "uima.tcas.Annotation")
    types.create_feature(relation, "value", "uima.cas.String")
    return types


def make_cas(*, way: str) -> Any:  # noqa: ANN401 - cassis has no types
    """Return a text with a quotation whose speaker is only referred to, in an array, or in a relation."""
    types = make_types()
    cas = cassis.Cas(typesystem=types)
    cas.sofa_string, cas.sofa_mime = TEXT, "text/plain"
    start = TEXT.index("Anna Berg")
    mention = types.get_type("sample.Mention")(begin=start, end=start + 9, role="speaker")
    mention.sofa = cas.get_sofa()  # As in every program in Java; without it, cassis would write code points.
    quote = types.get_type("sample.Quote")(begin=TEXT.index("Gut."), end=TEXT.index("Gut.") + 4)
    if way == "feature":
        quote.speaker = mention
    elif way == "array":
        quote.sources = types.get_type("uima.cas.FSArray")(elements=[mention])
        cas.add(mention)
    else:
        relation = types.get_type("sample.Relation")
        cas.add(mention)
        cas.add(relation(begin=start, end=start + 9, Governor=quote, Dependent=mention, value="speaker"))
    cas.add(quote)
    return cas


@pytest.mark.parametrize("way", ["feature", "array", "relation"])
@pytest.mark.parametrize("form", ["uima-xmi", "uima-json"])
def test_a_speaker_is_found_in_every_way_to_refer_to_one(form: str, way: str) -> None:
    """cassis maps the offsets of indexed annotations in XMI: one that is only referred to keeps its own."""
    cas = make_cas(way=way)
    content = cas.to_xmi() if form == "uima-xmi" else cas.to_json()
    [one] = convert(form, content, None, beside={"TypeSystem.xml": make_types().to_xml()})
    [quote] = one.document["quotes"]
    assert one.document["text"] == TEXT
    assert quote["exact"] == "Gut."
    assert quote["speakers"] == ["anna-berg"]
    assert quote["speaker_mention"]["exact"] == "Anna Berg"


def test_cassis_reads_the_same_from_the_sample() -> None:
    cas = cassis.load_cas_from_json(io.StringIO(read("uima.json")))
    document = convert_sample("uima.json").document
    assert document["text"] == cas.sofa_string
    covered = [one.get_covered_text() for one in cas.select("sample.Quote")]
    assert [quote["exact"] for quote in document["quotes"]] == covered


@pytest.mark.parametrize("form", ["uima-xmi", "uima-json"])
def test_an_offset_within_a_character_is_refused(form: str) -> None:
    """cassis would keep it, with a warning."""
    content = make_cas(way="array").to_xmi() if form == "uima-xmi" else make_cas(way="array").to_json()
    damaged = content.replace('begin="4"', 'begin="1"').replace('"begin": 4', '"begin": 1')
    assert damaged != content
    with pytest.raises(RefusedFile, match=r"cassis cannot read it: Not mapping external offset \[1\]"):
        convert(form, damaged, None, beside={"TypeSystem.xml": make_types().to_xml()})


def test_offsets_of_a_mention_that_is_only_referred_to_are_checked() -> None:
    content = make_cas(way="feature").to_xmi()
    start = TEXT.index("Anna Berg") + 1
    damaged = content.replace(f'begin="{start}"', 'begin="1"')
    assert damaged != content
    with pytest.raises(RefusedFile, match="is no part of the text"):
        convert("uima-xmi", damaged, None, beside={"TypeSystem.xml": make_types().to_xml()})


def test_xmi_needs_its_type_system() -> None:
    with pytest.raises(
        RefusedFile, match=r"there is no TypeSystem\.xml or article-typesystem\.xml beside it"
    ):
        convert("uima-xmi", make_cas(way="feature").to_xmi(), None)
    empty = cassis.TypeSystem().to_xml()
    with pytest.raises(RefusedFile, match="cassis cannot read it: Type with name"):
        convert("uima-xmi", make_cas(way="feature").to_xmi(), None, beside={"TypeSystem.xml": empty})


def test_metadata_and_numbers_are_told() -> None:
    types = cassis.TypeSystem()
    quote = types.create_type("sample.Quote")
    types.create_feature(quote, "confidence", "uima.cas.Double")
    metadata = types.create_type("sample.DocumentMetaData", "uima.tcas.DocumentAnnotation")
    types.create_feature(metadata, "documentTitle", "uima.cas.String")
    cas = cassis.Cas(typesystem=types)
    cas.sofa_string, cas.sofa_mime = TEXT, "text/plain"
    start = TEXT.index("Gut.")
    cas.add(types.get_type("sample.Quote")(begin=start, end=start + 4, confidence=0.5))
    cas.add(types.get_type("sample.DocumentMetaData")(begin=0, end=len(TEXT), documentTitle="Ein Titel"))
    [one] = convert("uima-json", cas.to_json(), None)
    assert {loss.kind: loss.detail for loss in one.losses} == {
        "metadata of the document": "documentTitle: Ein Titel",
        "property 'confidence'": "0.5",
    }


@pytest.mark.parametrize("name", ["0cue", "a b", "x=1", "klasse.", "", "_x"])
def test_names_of_features_are_names(name: str) -> None:
    """cassis makes classes of them: such a name ended in a SyntaxError."""
    content = json.loads(read("uima.json"))
    content["%TYPES"]["sample.Quote"][name] = {"%NAME": name, "%RANGE": "uima.cas.String"}
    with pytest.raises(RefusedFile, match="is no name of a type or feature"):
        convert("uima-json", content, None)
    types = make_types().to_xml().replace("<name>role</name>", f"<name>{name}</name>")
    with pytest.raises(RefusedFile, match="is no name of a type or feature"):
        convert("uima-xmi", make_cas(way="feature").to_xmi(), None, beside={"TypeSystem.xml": types})


def test_several_views_in_json_are_refused_with_what_to_export() -> None:
    cas = make_cas(way="feature")
    view = cas.create_view("en")
    view.sofa_string, view.sofa_mime = "“Good.”", "text/plain"
    with pytest.raises(RefusedFile, match=r"has 2 views \(_InitialView, en\).*; export one alone, or XMI"):
        convert("uima-json", cas.to_json(), None)
    [one] = convert("uima-xmi", cas.to_xmi(), None, beside={"TypeSystem.xml": make_types().to_xml()})
    assert "further view" in kinds(one)
