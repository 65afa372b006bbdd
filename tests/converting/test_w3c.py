"""W3C Web Annotation and Hypothesis: selectors that contradict each other, and pages that are not all."""

import pytest

from app.converting import RefusedFile
from tests.converting.builders import Json, convert, kinds

TEXT = "Anna: „Ja, gern.“ Karl: „Ja, gern.“\n"
FIRST, SECOND = TEXT.index("Ja"), TEXT.rindex("Ja")


def position(start: int) -> Json:
    return {"type": "TextPositionSelector", "start": start, "end": start + len("Ja, gern.")}


def quote(prefix: str = "", suffix: str = "") -> Json:
    return {"type": "TextQuoteSelector", "exact": "Ja, gern.", "prefix": prefix, "suffix": suffix}


def annotation(*selectors: Json) -> Json:
    body = {"purpose": "tagging", "value": "quote"}
    return {"id": "a", "body": body, "target": {"source": "article", "selector": list(selectors)}}


def hypothesis(*selectors: Json) -> Json:
    return {
        "rows": [{**annotation(*selectors), "tags": ["quote"], "target": [annotation(*selectors)["target"]]}]
    }


@pytest.mark.parametrize("context", [("Karl: „", "“\n"), ("Karl: „", ""), ("", "“\n")])
def test_a_position_that_the_context_contradicts_is_refused(context: tuple[str, str]) -> None:
    selectors = (position(FIRST), quote(*context))
    for form, content in (("w3c", annotation(*selectors)), ("hypothesis", hypothesis(*selectors))):
        with pytest.raises(RefusedFile, match="a: its position is one place of its words, its prefix and"):
            convert(form, content, TEXT)


@pytest.mark.parametrize("context", [("Karl: „", "“\n"), ("„", "“"), ("Karl:  „", "“"), ("", "")])
def test_a_position_stays_where_the_context_fits_it_or_nothing(context: tuple[str, str]) -> None:
    [one] = convert("w3c", annotation(position(SECOND), quote(*context)), TEXT)
    [found] = one.document["quotes"]
    assert found.get("occurrence") == 2 or found["prefix"].endswith("Karl: „")
    assert one.losses == ()


@pytest.mark.parametrize(
    ("selectors", "said"),
    [
        ([{**position(0), "refinedBy": quote()}], r"a: its selector is refined by another one \(refinedBy\)"),
        ([{**quote("Karl: „"), "refinedBy": position(0)}], "is refined by another one"),
        ([{"type": "FragmentSelector", "value": "p1", "refinedBy": quote()}], "is refined by another one"),
        ([position(FIRST), position(SECOND)], "a: has selectors of one type that differ"),
        ([quote("Anna: „"), quote("Karl: „")], "a: has selectors of one type that differ"),
    ],
)
def test_selectors_that_are_not_of_one_place_are_refused(selectors: list[Json], said: str) -> None:
    with pytest.raises(RefusedFile, match=said):
        convert("w3c", annotation(*selectors), TEXT)


def test_the_same_selector_twice_is_one() -> None:
    [one] = convert("w3c", annotation(*[position(SECOND), quote("Karl: „")] * 2), TEXT)
    assert len(one.document["quotes"]) == 1


@pytest.mark.parametrize(
    ("wrap", "lost"),
    [
        (lambda page: {"total": 42, "first": page}, ["annotations that are not in the file"]),
        (lambda page: {**page, "partOf": {"total": 42}}, ["annotations that are not in the file"]),
        (lambda page: {**page, "total": 42}, ["annotations that are not in the file"]),
        (lambda page: {**page, "next": "http://example.org/2"}, ["further page of annotations"]),
        (
            lambda page: {"total": 2, "first": {**page, "next": "http://example.org/2"}},
            ["annotations that are not in the file", "further page of annotations"],
        ),
        (lambda page: {"total": 1, "first": {**page, "partOf": "http://example.org/"}}, []),
    ],
)
def test_annotations_on_other_pages_are_told(wrap: Json, lost: list[str]) -> None:
    page = {"type": "AnnotationPage", "items": [annotation(position(SECOND), quote())]}
    [one] = convert("w3c", wrap(page), TEXT)
    assert kinds(one) == lost


def native(*selectors: Json, **changes: Json) -> Json:
    bodies = [{"id": "b", "annotation": "a", "purpose": "tagging", "value": "quote"}]
    return {
        "id": "a",
        "bodies": bodies,
        "target": {"annotation": "a", "selector": list(selectors)},
        **changes,
    }


def test_the_own_form_of_recogito_is_read_in_utf16() -> None:
    text = "😀 Karl: „Nein, danke.“ – „Nein, danke.“"
    start = text.rindex("Nein") + 1
    selector = {"id": "s", "quote": "Nein, danke.", "start": start, "end": start + 12, "range": {}}
    [one] = convert("recogito", [native(selector)], text)
    [found] = one.document["quotes"]
    assert (found["exact"], found["prefix"][-3:]) == ("Nein, danke.", "– „")
    assert one.unit == "UTF-16 code units: the words of the file fit it"
    with pytest.raises(RefusedFile, match="a: has 2 targets; one is understood"):
        convert("recogito", [native(selector, selector)], text)
    with pytest.raises(RefusedFile, match="its “exact” is empty"):
        convert("recogito", [native({"start": 1, "end": 2})], text)
