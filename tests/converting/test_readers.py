"""The rules of single formats, each on a short text of its own."""

import json
import re

import pytest

from app.converting import RefusedFile, Unit
from app.converting.annotations import Loss
from app.converting.labels import read_map
from tests.converting.builders import Json, convert, kinds

TEXT = "„Wir gehen“, sagte Anna Berg, „und zwar heute.“ Er nickte: „Gut.“"


def span(words: str, text: str = TEXT, nth: int = 0) -> tuple[int, int]:
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return start, start + len(words)


# --- W3C, Hypothesis, Recogito ---


def annotation(words: str, *notes: str, tag: str = "quote", name: str = "a", **target: Json) -> Json:
    start, end = span(words)
    bodies = [{"type": "TextualBody", "purpose": "tagging", "value": tag}]
    bodies += [{"type": "TextualBody", "purpose": "commenting", "value": note} for note in notes]
    selectors = [
        {"type": "TextQuoteSelector", "exact": words},
        {"type": "TextPositionSelector", "start": start, "end": end},
    ]
    source = {"source": "https://example.org/texts/article.html", "selector": selectors, **target}
    return {"id": name, "type": "Annotation", "body": bodies, "target": source}


@pytest.mark.parametrize(
    "wrap",
    [
        lambda one: one,
        lambda one: [one],
        lambda one: {"type": "AnnotationPage", "items": [one]},
        lambda one: {"type": "AnnotationCollection", "first": {"type": "AnnotationPage", "items": [one]}},
    ],
    ids=["one", "list", "page", "collection"],
)
def test_annotations_come_alone_and_in_pages(wrap: Json) -> None:
    [one] = convert("w3c", wrap(annotation("Gut.")), TEXT)
    assert [quote["exact"] for quote in one.document["quotes"]] == ["Gut."]
    assert one.document["id"] == "article"


def test_an_annotation_that_joins_others_is_a_link() -> None:
    link = {
        "id": "c",
        "motivation": "linking",
        "body": {"purpose": "tagging", "value": "speaker"},
        "target": ["a", "b"],
    }
    content = [annotation("Gut.", name="a"), annotation("Anna Berg", name="b", tag="source"), link]
    [one] = convert("recogito", content, TEXT)
    assert one.document["quotes"][0]["speakers"] == ["anna-berg"]
    assert one.document["quotes"][0]["speaker_mention"] == {"exact": "Anna Berg"}


def test_notes_that_say_nothing_known_are_told() -> None:
    [one] = convert("w3c", annotation("Gut.", "sehr schön", "tone: dry"), TEXT)
    assert kinds(one) == ["comment", "property 'tone'"] or kinds(one) == ["property 'tone'", "comment"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([], "has no annotation of a passage"),
        (annotation("Gut.", selector=[]), "has no annotation of a passage"),
        (
            annotation("Gut.", selector=[{"type": "SvgSelector"}]),
            "has neither a TextQuoteSelector nor a TextPositionSelector",
        ),
        ({**annotation("Gut."), "target": [annotation("Gut.")["target"]] * 2}, "has 2 targets"),
        ([annotation("Gut."), annotation("Wir gehen")], "a: this id occurs twice"),
    ],
)
def test_annotations_that_point_nowhere_are_refused(content: Json, said: str) -> None:
    with pytest.raises(RefusedFile, match=said):
        convert("w3c", content, TEXT)


def test_one_text_is_not_that_of_two_sources() -> None:
    other = annotation("Wir gehen", name="b", source="https://example.org/texts/other.html")
    with pytest.raises(RefusedFile, match=r"is on several sources .*; name a folder of texts with --text"):
        convert("w3c", [annotation("Gut."), other], TEXT)


def test_a_missing_text_is_named() -> None:
    with pytest.raises(
        RefusedFile, match=r"there is no article\.txt; name the text, or its folder, with --text"
    ):
        convert("w3c", annotation("Gut."), None)


def test_rows_that_an_api_left_out_are_told() -> None:
    target = [
        {
            "source": "https://example.org/article",
            "selector": [{"type": "TextQuoteSelector", "exact": "Gut."}],
        }
    ]
    row = {"id": "r", "tags": ["quote"], "text": "", "target": target, "document": {"title": ["Ein Titel"]}}
    [one] = convert("hypothesis", {"total": 300, "rows": [row]}, TEXT)
    assert kinds(one) == ["rows that are not in the file"]
    assert one.document["headline"] == "Ein Titel"


def row(name: str, words: str | None, **changes: Json) -> Json:
    selectors = [] if words is None else [{"type": "TextQuoteSelector", "exact": words}]
    target = {"source": "https://example.org/article", **({"selector": selectors} if selectors else {})}
    return {
        "id": name,
        "uri": "https://example.org/article",
        "tags": ["quote"],
        "target": [target],
        **changes,
    }


def test_page_notes_and_replies_are_told_and_the_rest_is_converted() -> None:
    rows = [
        row("a", "Gut."),
        row("c", None, text="Lesenswert!", tags=["x"]),
        row("d", None, text="Stimmt.", references=["a"]),
    ]
    [one] = convert("hypothesis", {"rows": rows}, TEXT)
    assert [quote["exact"] for quote in one.document["quotes"]] == ["Gut."]
    told = {loss.kind: (loss.place, loss.detail) for loss in one.losses}
    assert told == {
        "annotation of the whole text": ("c", "x | Lesenswert!"),
        "reply to an annotation": ("d", "quote | Stimmt."),
    }


def test_words_that_are_no_longer_in_the_text_are_left_out_only_when_told_so() -> None:
    rows = [row("a", "Gut."), row("b", "Wir gehen"), row("e", "Das stand hier früher."), row("f", "Heute.")]
    refusal = pytest.raises(RefusedFile, match=r"“Das stand hier früher\.” is not in the text")
    with refusal as refused:
        convert("hypothesis", {"rows": rows}, TEXT)
    assert [one.place for one in refused.value.problems] == ["e", "f"]
    [one] = convert("hypothesis", {"rows": rows[:3]}, TEXT, leaves_out_orphans=True)
    assert [quote["exact"] for quote in one.document["quotes"]] == ["Wir gehen", "Gut."]
    assert one.losses == (Loss("words that are not in the text", "e", "Das stand hier früher."),)
    # Half of them say that this is another text, and other formats that the file is damaged.
    with pytest.raises(RefusedFile):
        convert("hypothesis", {"rows": rows}, TEXT, leaves_out_orphans=True)
    with pytest.raises(RefusedFile):
        convert("w3c", rows[:3], TEXT, leaves_out_orphans=True)


def test_a_row_of_another_page_than_its_target_is_told() -> None:
    [one] = convert("hypothesis", {"rows": [row("a", "Gut.", uri="https://example.org/other")]}, TEXT)
    assert one.losses[0].kind == "another address than that of the target"


def test_a_body_that_points_elsewhere_is_told() -> None:
    content = annotation("Gut.")
    content["body"].append({"purpose": "identifying", "source": "http://www.wikidata.org/entity/Q1"})
    [one] = convert("w3c", content, TEXT)
    assert kinds(one) == ["body without words"]


# --- brat and PolNeAR ---


def brat(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


def test_fragments_are_parts_of_one_quotation_in_reading_order() -> None:
    (a, b), (c, d) = span("„Wir gehen“"), span("„und zwar heute.“")
    content = brat(f"T1\tQuote {c} {d};{a} {b}\t„und zwar heute.“ „Wir gehen“")
    [one] = convert("brat", content, TEXT)
    first, second = one.document["quotes"]
    assert [first["exact"], second["exact"]] == ["Wir gehen", "und zwar heute."]
    assert second["continues"] == first["key"]
    assert first["type"] == second["type"] == "direct"


def test_parts_of_a_reported_clause_are_quotes_of_their_own() -> None:
    """The document format continues direct and mixed quotes alone."""
    text = "Man werde, so Anna Berg, heute gehen."
    (a, b), (c, d) = span("Man werde", text), span("heute gehen", text)
    [one] = convert("brat", brat(f"T1\tindirect {a} {b};{c} {d}\tMan werde heute gehen"), text)
    assert [quote.get("continues") for quote in one.document["quotes"]] == [None, None]
    assert kinds(one) == ["parts of one clause, kept as quotes of their own"]


def test_events_join_contents_sources_and_cues() -> None:
    places = {
        words: "{} {}".format(*span(words))
        for words in ("Wir gehen", "und zwar heute.", "Anna Berg", "sagte")
    }
    content = brat(
        f"T1\tContent {places['Wir gehen']}\tWir gehen",
        f"T2\tContent {places['und zwar heute.']}\tund zwar heute.",
        f"T3\tSource {places['Anna Berg']}\tAnna Berg",
        f"T4\tCue {places['sagte']}\tsagte",
        f"T5\tAttribution {places['sagte']}\tsagte",
        "E1\tAttribution:T5 Content:T1 Content2:T2 Source:T3 Cue:T4",
    )
    [one] = convert("polnear", content, TEXT)
    first, second = one.document["quotes"]
    assert second["continues"] == first["key"]
    for quote in (first, second):
        assert quote["speakers"] == ["anna-berg"]
        assert quote["cue"]["exact"] == "sagte"
    assert one.losses == ()


CLAUSE = "Anna Berg sagte, das sei „völlig ‚ganz‘ falsch“ und nicht „fair“, der „Bote“ zitiert sie."


def clauses(*lines: str, text: str = CLAUSE, label: str = "indirect") -> str:
    start, end = text.index("das sei"), text.index(", der")
    speaker = "T2\tspeaker {} {}\tAnna Berg".format(*span("Anna Berg", text))
    return brat(f"T1\t{label} {start} {end}\t{text[start:end]}", speaker, *lines)


def test_words_in_marks_within_a_clause_are_quotes_of_its_speaker_to_review() -> None:
    [one] = convert("brat", clauses("R1\tspeaker Arg1:T1 Arg2:T2"), CLAUSE)
    clause, wrong, fair = one.document["quotes"]
    assert (clause["type"], wrong["type"], fair["type"]) == ("indirect", "mixed", "mixed")
    assert (wrong["exact"], fair["exact"]) == ("völlig ‚ganz‘ falsch", "fair")
    for quote in (wrong, fair):
        assert (quote["speakers"], quote["review"]) == (["anna-berg"], True)
        assert quote["speaker_mention"] == clause["speaker_mention"]
    assert "review" not in clause
    assert kinds(one) == ["words in marks within a clause, as a quote to review"] * 2


@pytest.mark.parametrize(
    ("label", "lines", "reason"),
    [
        ("indirect", ["R1\tspeaker Arg1:T9 Arg2:T2"], "nothing says whose the clause around them is"),
        ("thought", ["R1\tspeaker Arg1:T1 Arg2:T2"], "nobody is reported to have said the clause"),
    ],
)
def test_words_in_marks_that_nobody_is_said_to_have_said_are_told(
    label: str, lines: list[str], reason: str
) -> None:
    [one] = convert("brat", clauses(*lines, label=label), CLAUSE)
    assert [quote["type"] for quote in one.document["quotes"]] == ["indirect"]
    assert sum(reason in kind for kind in kinds(one)) == 2


def test_words_in_marks_are_those_of_the_shortest_clause_around_them() -> None:
    """And not twice where the file has them itself, or something within them or around them."""
    text = "Anna Berg sagte, das sei „falsch“, Karl Stein nenne es „fair“ oder „gut“, der „Bote“."
    (a, b), (c, d), (e, f) = span("Karl Stein", text), span("es „fair“", text), span("gut", text)
    lines = [
        "R1\tspeaker Arg1:T1 Arg2:T2",
        f"T3\tindirect {c} {d}\tes „fair“",
        f"T4\tspeaker {a} {b}\tKarl Stein",
        "R2\tspeaker Arg1:T3 Arg2:T4",
        f"T5\tterm {e} {f}\tgut",
    ]
    [one] = convert("brat", clauses(*lines, text=text), text)
    mixed = {
        quote["exact"]: quote["speakers"] for quote in one.document["quotes"] if quote["type"] == "mixed"
    }
    assert mixed == {"falsch": ["anna-berg"], "fair": ["karl-stein"]}


def test_a_chain_of_mentions_gives_a_pronoun_its_speaker() -> None:
    places = {words: "{} {}".format(*span(words)) for words in ("Gut.", "Er", "Anna Berg", "Wir gehen")}
    content = brat(
        f"T1\tQuote {places['Gut.']}\tGut.",
        f"T2\tSpeaker {places['Er']}\tEr",
        f"T3\tQuote {places['Wir gehen']}\tWir gehen",
        f"T4\tSpeaker {places['Anna Berg']}\tAnna Berg",
        "R1\tspeaker Arg1:T1 Arg2:T2",
        "R2\tspeaker Arg1:T3 Arg2:T4",
    )
    [alone] = convert("brat", content, TEXT)
    assert alone.document["quotes"][1]["speakers"] == []
    assert alone.document["quotes"][1]["speaker_mention"]["exact"] == "Er"
    assert alone.unnamed == ("Er",)
    [chained] = convert("brat", content + "R3\tCoreference Arg1:T2 Arg2:T4\n", TEXT)
    assert chained.document["quotes"][1]["speakers"] == ["anna-berg"]
    assert chained.document["quotes"][1]["certainty"] == {"speaker": "anaphora"}


def test_words_that_occur_too_often_are_told() -> None:
    """Nobody can point at the 1,001st “a” of a text."""
    text = "a " * 1_500 + "„Ja“, sagte a"
    start, end = span("Ja", text)
    content = brat(
        f"T1\tquote {start} {end}\tJa",
        f"T2\tspeaker {len(text) - 1} {len(text)}\ta",
        "T3\tdirect 2500 2501\ta",
        "R1\tspeaker Arg1:T1 Arg2:T2",
    )
    [one] = convert("brat", content, text)
    assert [quote["exact"] for quote in one.document["quotes"]] == ["Ja"]
    assert {"quote whose words occur too often before", "speaker whose words occur too often"} < set(
        kinds(one)
    )


def test_parts_of_which_one_is_somebody_elses_are_ambiguous_there_alone() -> None:
    (a, b), (c, d) = span("Wir gehen"), span("und zwar heute.")
    content = brat(
        f"T1\tdirect {a} {b};{c} {d}\tWir gehen und zwar heute.",
        f"T2\tdirect {c} {d}\tund zwar heute.",
        "T3\tspeaker {} {}\tAnna Berg".format(*span("Anna Berg")),
        "R1\tspeaker Arg1:T2 Arg2:T3",
    )
    [one] = convert("brat", content, TEXT)
    assert [quote["certainty"] for quote in one.document["quotes"]] == [{}, {"speaker": "ambiguous"}]


def test_line_ends_within_words_are_spaces_in_brat() -> None:
    text = "Er sagte: „Wir\ngehen.“"
    start, end = span("Wir\ngehen.", text)
    for words in ("Wir gehen.", "Wir\ngehen."):
        [one] = convert("brat", f"T1\tQuote {start} {end}\t{words}\n", text)
        assert one.document["quotes"][0]["exact"] == "Wir\ngehen."


def test_links_without_ends_or_quotations_are_told() -> None:
    places = {words: "{} {}".format(*span(words)) for words in ("Gut.", "Er", "Wir gehen")}
    content = brat(
        f"T1\tQuote {places['Gut.']}\tGut.",
        f"T2\tSpeaker {places['Er']}\tEr",
        f"T3\tQuote {places['Wir gehen']}\tWir gehen",
        "R1\tspeaker Arg1:T1 Arg2:T9",
        "R2\tspeaker Arg1:T2 Arg2:T2",
        "R3\tcontradicts Arg1:T1 Arg2:T3",
        "*\tEquiv T1 T3",
    )
    [one] = convert("brat", content, TEXT)
    assert kinds(one) == [
        "equivalence",
        "link to nothing",
        "link without a quotation",
        "link 'contradicts' between quotations",
        "speaker without a quotation",
    ]


def test_attributes_of_events_and_of_nothing_are_told() -> None:
    content = brat(
        "T1\tQuote {} {}\tGut.".format(*span("Gut.")),
        "E1\tAttribution:T1",
        "E2\tAttribution:T8",
        "A1\tSure E1",
        "A2\tSure T7 high",
        "N1\tReference T1 Wikidata:Q1\tGut",
        "M1\tNegation T1",
    )
    [one] = convert("brat", content, TEXT)
    assert {loss.kind: loss.detail for loss in one.losses} == {
        "attribute of an event or relation": "Sure: true",
        "attribute of an annotation that is not there": "Sure: high",
        "event without its trigger": "'T8' is not there",
        "normalization": "Reference T1 Wikidata:Q1\tGut",
        "modification": "Negation T1",
    }


@pytest.mark.parametrize(
    ("before", "line"),
    [
        ("R1\tSpeaker Arg1:T1 Arg2:T1", "T3 Quote 5 8\tdas"),
        ("#1\tAnnotatorNotes T1\tsiehe", "T3 Quote 5 8\tdas"),
        ("N1\tReference T1 Wikidata:Q1\tGut", "R2 Speaker Arg1:T1 Arg2:T2"),
        ("A1\tSure T1", "* Equiv T1 T2"),
        ("#1\tAnnotatorNotes T1\tsiehe", "A2 Sure T1"),
        ("#1\tAnnotatorNotes T1\tsiehe", "E1 Quote:T1"),
        ("#1\tAnnotatorNotes T1\tsiehe", "#2 AnnotatorNotes T1\tsiehe"),
        ("R1\tSpeaker Arg1:T1 Arg2:T1", "Wir gehen"),
    ],
)
def test_a_line_without_its_tab_is_refused(before: str, line: str) -> None:
    """It was taken for the end of the line before, and its annotation was lost."""
    quote = "T1\tQuote {} {}\tGut.".format(*span("Gut."))
    with pytest.raises(RefusedFile, match=re.escape(f"line 4: is no annotation of brat: {line!r}")):
        convert("brat", brat(quote, before, "", line), TEXT)


@pytest.mark.parametrize("line", ["A7 ist zu.", "M25", "F16 und E-Autos", "* Gut", "E10 kostet 2 Euro", "T1"])
def test_prose_that_begins_like_an_id_is_of_the_words(line: str) -> None:
    text = f"Die\n{line}"
    [one] = convert("brat", f"T1\tQuote 0 {len(text)}\t{text}\n", text)
    assert one.document["quotes"][0]["exact"] == text


def test_a_note_may_have_line_ends() -> None:
    quote = "T1\tQuote {} {}\tGut.".format(*span("Gut."))
    [one] = convert("brat", brat(quote, "#1\tAnnotatorNotes T1\tsiehe", "", "Ende der Seite"), TEXT)
    assert kinds(one) == ["note"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("T1\tQuote 1\tWir", "T1: 'Quote 1' is no label with offsets"),
        ("T1\tQuote 1 4;\tWir", "T1: 'Quote 1 4;' is no label with offsets"),
        ("T1\tQuote 1 99999999999\tWir", "'99999999999' is no offset"),
        ("T1\tQuote 4 1\tWir", "do not fit"),
        ("T1\tQuote 1 4", "T1: has no words behind its offsets"),
        ("Wir gehen", "is no annotation of brat"),
        ("T1\tQuote 1 4\tWir\nT1\tQuote 1 4\tWir", "T1: this id occurs twice"),
    ],
)
def test_lines_that_are_no_annotations_are_refused(line: str, said: str) -> None:
    with pytest.raises(RefusedFile, match=said):
        convert("brat", f"{line}\n", TEXT)


# --- Label Studio and doccano ---


def task(*results: Json, **changes: Json) -> list[Json]:
    return [{"id": 7, "data": {"text": TEXT}, "annotations": [{"result": list(results)}], **changes}]


def region(words: str, label: str, name: str = "r", **changes: Json) -> Json:
    start, end = span(words)
    value = {"start": start, "end": end, "text": words, "labels": [label]}
    return {"id": name, "type": "labels", "to_name": "text", "value": value, **changes}


def test_of_several_annotators_only_the_ground_truth_is_taken() -> None:
    two = [{"result": [region("Gut.", "quote")]}, {"result": [region("Wir gehen", "quote")]}]
    with pytest.raises(RefusedFile, match="has 2 annotations; mark one of them as ground truth"):
        convert("label-studio", task(annotations=two), None)
    [one] = convert("label-studio", task(annotations=[two[0], {**two[1], "ground_truth": True}]), None)
    assert [quote["exact"] for quote in one.document["quotes"]] == ["Wir gehen"]
    [left] = convert("label-studio", task(annotations=[two[0], {**two[1], "was_cancelled": True}]), None)
    assert [quote["exact"] for quote in left.document["quotes"]] == ["Gut."]


def test_choices_about_a_region_are_told() -> None:
    choice = {"id": "r", "from_name": "tone", "type": "choices", "value": {"choices": ["dry"]}}
    [one] = convert("label-studio", task(region("Gut.", "quote"), choice), None)
    assert kinds(one) == ["property 'tone'"]


def test_choices_about_the_whole_text_are_told() -> None:
    choice = {
        "id": "c",
        "from_name": "topic",
        "to_name": "text",
        "type": "choices",
        "value": {"choices": ["x"]},
    }
    note = region("Gut.", "quote", meta={"text": ["unsicher"]})
    other = {"result": [region("Wir gehen", "quote")], "was_cancelled": True}
    content = task(predictions=[{"result": []}], drafts=[{}, {}], meta={"source": "dpa"})
    content[0]["annotations"] = [{"result": [note, choice]}, other]
    content[0]["data"]["title"] = "Ein Titel"
    [one] = convert("label-studio", content, None)
    assert sorted(kinds(one)) == [
        "annotation of the whole text",
        "cancelled annotation",
        "data 'meta source'",
        "data 'title'",
        "draft of an annotation",
        "prediction of a model",
        "property 'meta text'",
    ]


def test_regions_of_html_are_refused() -> None:
    html = {
        "id": "r",
        "type": "hypertextlabels",
        "value": {"startOffset": 1, "endOffset": 3, "labels": ["quote"]},
    }
    with pytest.raises(RefusedFile, match="only text is understood, not HTML or audio"):
        convert("label-studio", task(html), None)


def test_doccano_without_relations_has_quotations_without_speakers() -> None:
    line = {"id": 3, "text": TEXT, "label": [[*span("Gut."), "quote"], [*span("Er"), "speaker"]]}
    [one] = convert("doccano", line, None)
    assert one.document["quotes"][0]["speakers"] == []
    assert kinds(one) == ["speaker without a quotation"]
    assert one.document["id"] == "article-3"
    [bare] = convert("doccano", {"text": TEXT, "label": [[*span("Gut."), "quote"]], "author": "X"}, None)
    assert bare.document["id"] == "article-1"
    assert kinds(bare) == ["metadata 'author'"]


@pytest.mark.parametrize("words", ["„Gut.", "Gut.“", "nickte: „Gut."])
def test_doccano_with_one_of_two_marks_is_refused_unless_told(words: str) -> None:
    """The file has no words: offsets that are wrong by one can be seen by this alone."""
    line = {"id": 3, "text": TEXT, "label": [[*span(words), "quote"], [*span("Er"), "speaker"]]}
    with pytest.raises(RefusedFile, match=f"is “{words}”, with one of two quotation marks"):
        convert("doccano", line, None)
    [one] = convert("doccano", line, None, unit=Unit.UTF16)
    assert "offsets on trust" in kinds(one)
    whole = {**line, "label": [[*span("„Gut.“"), "quote"]]}
    [one] = convert("doccano", whole, None)
    assert one.document["quotes"][0]["exact"] == "Gut."


def test_a_passage_without_words_beside_others_with_words_is_told() -> None:
    bare = region("Wir gehen", "quote", "b")
    del bare["value"]["text"]
    [one] = convert("label-studio", task(region("Gut.", "quote"), bare), None)
    assert one.unit == "code points: the words of the file fit it; 1 passages have none"
    assert kinds(one) == ["offsets on trust"]


# --- CATMA ---


def catma(segments: str, structures: str, header: str = "") -> str:
    return f'<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader>{header}</teiHeader><text><body>{segments}</body>{structures}</text></TEI>'


def pointers(name: str, *spans: tuple[int, int]) -> str:
    ranges = "".join(f'<ptr target="catma://x#char={start},{end}"/>' for start, end in spans)
    return f'<seg ana="#{name}">{ranges}</seg>'


def test_pieces_that_touch_are_one_passage() -> None:
    """CATMA cuts an annotation where another one overlaps it."""
    start, end = span("und zwar heute.")
    content = catma(
        pointers("a", (start, start + 4)) + pointers("a", (start + 4, end)),
        '<fs xml:id="a" type="T1"><f name="speaker"><string>Anna Berg</string></f>'
        '<f name="catma_displaycolor"><string>1</string></f></fs>',
        '<fsDecl type="T1"><fsDescr>Zitat</fsDescr></fsDecl>',
    )
    [one] = convert("catma", content, TEXT)
    [quote] = one.document["quotes"]
    assert quote["exact"] == "und zwar heute."
    assert quote["speakers"] == ["anna-berg"]
    assert one.losses == ()


def test_annotations_without_a_description_are_refused() -> None:
    with pytest.raises(RefusedFile, match="b: is annotated, but not described"):
        convert("catma", catma(pointers("b", span("Gut.")), ""), TEXT)
    with pytest.raises(RefusedFile, match="has no #char=START,END"):
        convert(
            "catma", catma('<seg ana="#a"><ptr target="x"/></seg>', '<fs xml:id="a" type="Quote"/>'), TEXT
        )


def test_descriptions_without_a_place_are_told() -> None:
    structures = '<fs xml:id="a" type="Quote"/><fs xml:id="b" type="Quote"/>'
    [one] = convert("catma", catma(pointers("a", span("Gut.")), structures), TEXT)
    assert kinds(one) == ["annotation without a place"]


# --- TEI ---


def tei(body: str, header: str = "") -> str:
    return f'<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader>{header}</teiHeader><text><body>{body}</body></text></TEI>'


def test_white_space_of_the_file_is_not_of_the_text() -> None:
    body = "<div>\n  <head>Ein\n   Titel</head>\n  <p>Er sagte: <q>Wir\n    gehen.</q>\n  </p>\n</div>"
    [one] = convert("tei", tei(body), None)
    assert one.document["text"] == "Ein Titel\nEr sagte: Wir gehen."
    assert one.document["quotes"][0]["exact"] == "Wir gehen."


def test_parts_of_an_interrupted_quotation_are_joined() -> None:
    first_part = '„<said xml:id="a" next="#b">Es ist</said>“'
    body = f'<p>{first_part}, sagte sie, „<said xml:id="b" prev="#a">spät</said>“.</p>'
    [one] = convert("tei", tei(body), None)
    first, second = one.document["quotes"]
    assert (first["exact"], second["exact"]) == ("Es ist", "spät")
    assert second["continues"] == first["key"]


def test_elements_and_attributes_tell_the_type() -> None:
    body = (
        '<p>Sie sagte, <said direct="false">sie gehe</said>. Die <soCalled>Lage</soCalled>! '
        '„<q type="term">Ampel</q>“ und <q type="foreign">fair play</q>. '
        '<said aloud="false">Wohin?</said> <q/> <del>weg</del><note>Anmerkung</note></p>'
    )
    [one] = convert("tei", tei(body), None)
    types = {quote["exact"]: quote["type"] for quote in one.document["quotes"]}
    assert types == {"sie gehe": "indirect", "Lage": "term", "Ampel": "term", "Wohin?": "indirect"}
    assert "weg" not in one.document["text"]
    assert set(kinds(one)) == {
        "label 'foreign'",
        "thought, kept as indirect",
        "empty quotation",
        "text of <del>",
        "text of <note>",
    }


@pytest.mark.parametrize(
    ("written", "words", "lost"),
    [
        ("<choice><sic>gehn</sic><corr>gehen</corr></choice>", "gehn", "other reading, <corr>"),
        ("<choice>\n <orig>thun</orig>\n <reg>tun</reg></choice>", "thun", "other reading, <reg>"),
        ("<choice><abbr>Dr.</abbr><expan>Doktor</expan></choice>", "Dr.", "other reading, <expan>"),
        ("<app><lem>gehen</lem><rdg>stehen</rdg></app>", "gehen", "other reading, <rdg>"),
        ("<corr>gehen</corr>", "gehen", "unsure or an editor's, kept: <corr>"),
        ("<supplied>gehen</supplied>", "gehen", "unsure or an editor's, kept: <supplied>"),
        ("ge<lb break='no'/>hen", "gehen", None),
        ("ge<pb break='no'/>hen", "gehen", None),
        ("nun<pb/>gehen", "nun gehen", None),
        ("nun<lb/>gehen", "nun\ngehen", None),
    ],
)
def test_the_words_are_those_that_are_printed(written: str, words: str, lost: str | None) -> None:
    [one] = convert("tei", tei(f"<p>Sie: <q>Wir {written}.</q></p>"), None)
    assert one.document["quotes"][0]["exact"] == f"Wir {words}."
    assert kinds(one) == ([lost] if lost else [])


@pytest.mark.parametrize(
    "written",
    ["<app><rdg>a</rdg><rdg>b</rdg></app>", "<choice><unclear>a</unclear><unclear>b</unclear></choice>"],
)
def test_a_text_of_which_no_reading_is_known_to_be_printed_is_refused(written: str) -> None:
    with pytest.raises(RefusedFile, match=r"<(app|choice)> has .*; which of them is printed is not known"):
        convert("tei", tei(f"<p><q>{written}</q></p>"), None)


def test_a_quotation_with_a_gap_is_left_out() -> None:
    """Its words would be others than those that were said: *Wir gehen* of *Wir … nicht gehen*."""
    [one] = convert("tei", tei("<p><q>Wir <gap reason='illegible'/> gehen</q> <q>Ja.</q></p>"), None)
    assert [quote["exact"] for quote in one.document["quotes"]] == ["Ja."]
    assert kinds(one) == ["gap in the text", "quotation with a gap, left out"]


def test_a_text_within_the_text_is_there_once() -> None:
    inner = "<floatingText><body><p><q>Ja.</q></p></body></floatingText>"
    [one] = convert("tei", tei(f"<p>Sie schrieb:</p>{inner}<p>Ende.</p>"), None)
    assert one.document["text"] == "Sie schrieb:\nJa.\nEnde."
    assert [quote["exact"] for quote in one.document["quotes"]] == ["Ja."]


def test_cells_and_rows_are_lines() -> None:
    table = "<table><row><cell>Ja</cell><cell>Nein</cell></row></table>"
    [one] = convert("tei", tei(f"<p><q>Gut.</q></p>{table}"), None)
    assert one.document["text"] == "Gut.\nJa\nNein"


def test_each_text_of_a_corpus_is_a_document() -> None:
    people = "<teiHeader><person xml:id='a'><persName><forename>Anna</forename><surname>Berg</surname>"
    people += "</persName></person></teiHeader>"
    texts = [tei(f"<p><q who='#a'>{words}</q></p>") for words in ("Ja.", "Nein.")]
    texts[0] = texts[0].replace("<TEI ", "<TEI xml:id='erster' ")
    corpus = f'<teiCorpus xmlns="http://www.tei-c.org/ns/1.0">{people}{"".join(texts)}</teiCorpus>'
    first, second = convert("tei", corpus, None)
    assert [one.document["id"] for one in (first, second)] == ["erster", "article-2"]
    assert [one.document["text"] for one in (first, second)] == ["Ja.", "Nein."]
    assert [one.document["speakers"][0]["name"] for one in (first, second)] == ["Anna Berg"] * 2


def test_what_is_beside_the_text_is_told() -> None:
    header = "<fileDesc><titleStmt><title>Ein Titel</title></titleStmt></fileDesc>"
    body = (
        "<p><q source='#x' cert='low' rend='italic'>Ja.</q> <persName>Anna Berg</persName> "
        "<note>Sie: <q>Nie.</q></note></p><sp who='#b'><p>Nein.</p></sp>"
    )
    content = tei(body, header).replace("<body>", "<front><p>Vorwort</p></front><body>")
    [one] = convert("tei", content, None)
    assert kinds(one) == [
        "text of <note>",
        "quotation in text of <note>",
        "text of <front>",
        "metadata of the header",
        "speech of a play",
        "names marked in the text",
        "attribute cert of a quotation",
        "attribute source of a quotation",
    ]


def test_two_in_who_are_ambiguous_and_unknown_ones_told() -> None:
    people = '<person xml:id="a"><persName>Anna Berg</persName><idno>https://www.wikidata.org/wiki/Q1</idno></person>'
    people += '<org xml:id="rat"><orgName>Rat der Stadt</orgName></org>'
    [one] = convert(
        "tei", tei('<p><said who="#a #rat">Ja.</said> <said who="#b">Nein.</said></p>', people), None
    )
    first, second = one.document["quotes"]
    assert first["speakers"] == ["a", "rat"]
    assert first["certainty"]["speaker"] == "ambiguous"
    assert second["speakers"] == []
    assert one.unnamed == ("#b",)
    assert [(each["kind"], each["name"]) for each in one.document["speakers"]] == [
        ("person", "Anna Berg"),
        ("organization", "Rat der Stadt"),
    ]


@pytest.mark.parametrize(
    "other", ["Donald Trump", "Präsidentengattin Melania Trump", "Tiffany Trumps Freund"]
)
def test_a_surname_of_another_in_the_text_names_nobody(other: str) -> None:
    text = f"{other} kam. „Ja“, sagte Ivanka Trump. „Nein“, sagte Trump."
    entities = [
        ("Ja", "Quote", 0),
        ("Ivanka Trump", "Source", 0),
        ("Nein", "Quote", 0),
        ("Trump", "Source", -1),
    ]
    lines = []
    for number, (words, label, nth) in enumerate(entities, start=1):
        start = text.rindex(words) if nth else text.index(words)
        lines.append(f"T{number}\t{label} {start} {start + len(words)}\t{words}")
    lines += ["R1\tsource Arg1:T1 Arg2:T2", "R2\tsource Arg1:T3 Arg2:T4"]
    [one] = convert("brat", brat(*lines), text)
    assert [quote["speakers"] for quote in one.document["quotes"]] == [["ivanka-trump"], []]
    assert one.document["quotes"][1]["speaker_mention"]["exact"] == "Trump"
    assert kinds(one) == ["name of several people in the text", "speaker that is no name, kept as a mention"]
    assert one.unnamed == ("Trump",)
    [one] = convert("brat", brat(*lines), text.replace(other, "x" * len(other)))
    assert [quote["speakers"] for quote in one.document["quotes"]] == [["ivanka-trump"]] * 2
    known = '[speakers.it]\nname = "Ivanka Trump"\nkind = "person"\nmentions = ["Ivanka Trump", "Trump"]'
    [one] = convert("brat", brat(*lines), text, label_map=read_map(known.encode()))
    assert [quote["speakers"] for quote in one.document["quotes"]] == [["it"]] * 2


@pytest.mark.parametrize("role", ["who", "toWhom"])
def test_a_quote_of_somebody_who_is_not_described_beside_others_waits(role: str) -> None:
    people = '<person xml:id="ab"><persName>Anna Berg</persName></person>'
    content = f'<p><said {role}="#ab #cd">Ja.</said> <said {role}="#ab">Nein.</said></p>'
    [one] = convert("tei", tei(content, people), None)
    assert [quote.get("review") for quote in one.document["quotes"]] == [True, None]
    assert one.unnamed == ("#cd",)


@pytest.mark.parametrize(
    ("cert", "is_open"),
    [("high", None), ("medium", True), ("low", True), ("unknown", True), ("0.4", True)],
)
@pytest.mark.parametrize("tag", ["said", "soCalled"])
def test_a_quote_that_the_file_is_not_sure_of_waits(tag: str, cert: str, is_open: bool | None) -> None:
    people = '<person xml:id="a"><persName>Anna Berg</persName></person>'
    content = f'<p><{tag} who="#a" cert="{cert}">Ja.</{tag}> <said who="#a">Nein.</said></p>'
    [one] = convert("tei", tei(content, people), None)
    assert [quote.get("review") for quote in one.document["quotes"]] == [is_open, None]
    assert "attribute cert of a quotation" in kinds(one)


def test_the_same_words_twice_wait_if_one_of_them_does() -> None:
    people = '<person xml:id="a"><persName>Anna Berg</persName></person>'
    content = '<p><said who="#a"><q who="#a" cert="low">Ja.</q></said></p>'
    [one] = convert("tei", tei(content, people), None)
    assert [quote.get("review") for quote in one.document["quotes"]] == [True]


@pytest.mark.parametrize(
    ("people", "said"),
    [
        (["anna.b", "Anna_B"], "anna.b and Anna_B: both would have the id “anna-b” here; rename one of them"),
        (["anna-b", "anna.b"], "anna-b and anna.b: both would have the id “anna-b” here"),
        (["anna", "anna"], "ID anna already defined"),
    ],
)
def test_two_people_with_one_id_are_refused(people: list[str], said: str) -> None:
    """Numbers would tell them apart, but not in the same way in another file."""
    listed = "".join(f'<person xml:id="{one}"><persName>P {one}</persName></person>' for one in people)
    with pytest.raises(RefusedFile, match=said):
        convert("tei", tei(f'<p><said who="#{people[1]}">Ja.</said></p>', listed), None)


def test_a_name_of_two_people_names_none_of_them() -> None:
    label_map = read_map(
        b"""
        [speakers.old]
        name = "Anna Berg"
        kind = "person"
        mentions = ["Berg sen."]
        [speakers.young]
        name = "Anna Berg"
        kind = "person"
        mentions = ["Berg jun."]
        """
    )
    [one] = convert("brat", clauses("R1\tspeaker Arg1:T1 Arg2:T2"), CLAUSE, label_map=label_map)
    assert {tuple(quote["speakers"]) for quote in one.document["quotes"]} == {()}
    assert "name of several speakers" in kinds(one)


def test_names_in_other_letters_have_ids_that_are_the_same_in_every_document() -> None:
    """All of them were *speaker*, whoever it was."""
    ids = []
    for name in ("Владимир Путин", "Ким Чен Ын", "Владимир Путин"):
        text = f"„Да“, сказал {name}."
        lines = [
            "T1\tquote {} {}\tДа".format(*span("Да", text)),
            "T2\tspeaker {} {}\t{}".format(*span(name, text), name),
            "R1\tspeaker Arg1:T1 Arg2:T2",
        ]
        [one] = convert("brat", brat(*lines), text)
        ids += one.document["quotes"][0]["speakers"]
    assert ids[0] == ids[2] != ids[1]


def test_the_map_has_the_last_word_on_who_people_are() -> None:
    label_map = read_map(b'[speakers.berg]\nname = "Anna Berg"\nkind = "person"')
    people = '<person xml:id="AB"><persName>Anna Berg</persName><idno>https://example.org/1</idno></person>'
    [one] = convert("tei", tei('<p><said who="#AB">Ja.</said></p>', people), None, label_map=label_map)
    assert one.document["quotes"][0]["speakers"] == ["berg"]
    assert one.document["speakers"][0]["same_as"] == ["https://example.org/1"]


@pytest.mark.parametrize("form", ["tei", "catma", "uima-xmi"])
def test_xml_with_a_document_type_is_refused(form: str) -> None:
    """Entities are declared there. This one is harmless."""
    with pytest.raises(RefusedFile, match="has a document type or entities; take its <!DOCTYPE …> away"):
        convert(form, '<!DOCTYPE TEI [<!ENTITY ae "ä">]><TEI><text><body><p>Er &ae;</p></body></text></TEI>')
    with pytest.raises(RefusedFile, match="line 1: is not XML"):
        convert(form, "<TEI><text></TEI>")


def test_a_language_that_the_file_states_is_kept() -> None:
    content = tei("<p><q>Ja.</q></p>").replace("<text>", '<text xml:lang="de">')
    [one] = convert("tei", content, None)
    assert (one.document["language"], one.document["certainty"]) == ("de", {"language": "stated"})


# --- Columns ---


def columns(*rows: str) -> str:
    return "".join(row.replace(" ", "\t") + "\n" for row in rows)


def test_runs_of_tags_are_parts_of_one_quotation() -> None:
    text = "„Wir gehen“, sagte Anna Berg, „heute.“"
    tokens = ["„", "Wir", "gehen", "“", ",", "sagte", "Anna", "Berg", ",", "„", "heute", ".", "“"]
    tags = ["_", "B-content-1", "I-content-1", "_", "_", "B-cue-1", "B-source-1", "I-source-1", "_", "_"]
    tags += ["B-content-1", "I-content-1", "_"]
    places, at = [], 0
    for token in tokens:
        at = text.index(token, at)
        places.append(f"{at},{at + len(token)}")
        at += len(token)
    with_offsets = columns(*(" ".join(row) for row in zip(tokens, places, tags, strict=True)))
    without = columns(*(" ".join(row) for row in zip(tokens, tags, strict=True)))
    for content in (with_offsets, without):
        [one] = convert("conll", content, text)
        first, second = one.document["quotes"]
        assert [first["exact"], second["exact"]] == ["Wir gehen", "heute."]
        assert second["continues"] == first["key"]
        assert first["speakers"] == ["anna-berg"]
    windows = with_offsets.replace("\n", "\r\n")
    [one] = convert("conll", "\ufeff" + windows.replace("_\r", "NN\r"), text)
    assert [quote["exact"] for quote in one.document["quotes"]] == ["Wir gehen", "heute."]
    assert kinds(one) == ["other columns"]
    with pytest.raises(RefusedFile, match="row 2: the text goes on with 'Sie gehen"):
        convert("conll", without, text.replace("Wir", "Sie"))
    with pytest.raises(RefusedFile, match="is “Sie”, not “Wir”"):
        convert("conll", with_offsets, text.replace("Wir", "Sie"))
    with pytest.raises(RefusedFile, match="row 2: the text has “-” between its tokens"):
        convert("conll", with_offsets, text.replace("Wir gehen", "Wir-gehen"))


# --- JSON by a map ---


def gnqa(**changes: Json) -> Json:
    def part(words: str) -> Json:
        start, end = span(words)
        return {"spans": [{"charBegin": start, "charEnd": end}], "text": words, "tokenIds": [1]}

    quote = {
        "id": 0,
        "type": "Direct",
        "medium": "Speech",
        "isNested": False,
        "quote": part("„Gut.“"),
        "speaker": part("Er"),
        "cue": part("nickte"),
        "addressee": [],
        "frame": {"spans": [], "text": ""},
    }
    return {"documentName": "1 - Ein Titel", "originalText": TEXT, "annotations": [{**quote, **changes}]}


def test_json_of_the_german_dataset_needs_no_map() -> None:
    [one] = convert("json", gnqa(), None)
    [quote] = one.document["quotes"]
    assert one.document["id"] == "1-ein-titel"
    assert (quote["exact"], quote["type"]) == ("Gut.", "direct")
    assert (quote["speaker_mention"]["exact"], quote["cue"]["exact"]) == ("Er", "nickte")
    assert kinds(one) == ["medium Speech", "speaker that is no name, kept as a mention"]


def test_free_indirect_speech_is_kept_as_indirect_and_told() -> None:
    [one] = convert("json", gnqa(type="IndirectFreeIndirect"), None)
    assert one.document["quotes"][0]["type"] == "indirect"
    assert "free indirect speech, kept as indirect" in kinds(one)
    assert "words in marks, no quote: nobody is reported to have said the clause around them" in kinds(one)


@pytest.mark.parametrize(("kind", "kept"), [("Direct", "indirect"), ("Reported", "reported")])
def test_what_was_thought_is_not_kept_as_said(kind: str, kept: str) -> None:
    [one] = convert("json", gnqa(type=kind, medium="Thought"), None)
    assert one.document["quotes"][0]["type"] == kept
    assert "medium Thought" in kinds(one)
    assert ("thought, kept as indirect" in kinds(one)) is (kind == "Direct")


def test_an_annotation_without_words_is_told() -> None:
    [one] = convert("json", gnqa(quote=[]), None)
    assert one.document["quotes"] == []
    assert kinds(one) == ["annotation without words"]


def test_parts_of_which_only_the_words_are_known_are_looked_for() -> None:
    said = {"spans": [], "text": "Anna Berg", "tokenIds": []}
    content = gnqa(quote="Wir gehen", speaker=said, cue="sagte", addressee=[{"id": 3}])
    content["date"] = "2026-11-30"
    [one] = convert("json", content, None)
    [quote] = one.document["quotes"]
    assert (quote["exact"], quote["speakers"]) == ("Wir gehen", ["anna-berg"])
    assert (quote["speaker_mention"]["exact"], quote["cue"]["exact"]) == ("Anna Berg", "sagte")
    assert kinds(one) == ["addressee without words and offsets", "medium Speech", "date of the article"]
    with pytest.raises(RefusedFile, match="“Wir” occurs more than once"):
        convert("json", {**gnqa(quote="Wir"), "originalText": f"{TEXT} Wir."}, None)


def test_a_map_says_where_things_are() -> None:
    label_map = read_map(
        b"""
        [labels]
        DQ = "direct"
        [json]
        articles = "news"
        name = "slug"
        text = "body.plain"
        quotes = "said"
        type = "kind"
        quote = "words"
        speaker = "by"
        spans = ""
        start = "from"
        end = "to"
        words = "str"
        ignore = ""
        """
    )

    def part(words: str) -> Json:
        return dict(zip(("from", "to", "str"), (*span(words), words), strict=True))

    said = {
        "kind": "DQ",
        "words": [part("Wir gehen"), part("und zwar heute.")],
        "by": part("Anna Berg"),
        "x": "y",
    }
    content = {"news": [{"slug": "s", "body": {"plain": TEXT}, "said": [said]}]}
    [one] = convert("json", content, None, label_map=label_map)
    assert [quote["speakers"] for quote in one.document["quotes"]] == [["anna-berg"], ["anna-berg"]]
    assert kinds(one) == ["x y"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"quote": "Gut!"}, "“Gut!” is not in the text; nearest is “Gut.”"),
        ({"quote": "n"}, "“n” is not in the text"),
        ({"quote": {"spans": [{"charBegin": 1}]}}, "'None' is no offset"),
        ({"quote": {"spans": [{"charBegin": 1, "charEnd": 1e9}]}}, "'1000000000.0' is no offset"),
    ],
)
def test_json_without_offsets_is_refused(changes: Json, said: str) -> None:
    with pytest.raises(RefusedFile, match=said):
        convert("json", gnqa(**changes), None)
    assert json.dumps(changes)


def test_a_unit_may_be_told() -> None:
    [one] = convert(
        "doccano", {"id": 1, "text": "ab Nordsee.", "label": [[3, 7, "quote"]]}, None, unit=Unit.UTF16
    )
    assert one.unit == "UTF-16 code units: as told, on trust: no words to check"
    assert kinds(one) == ["offsets on trust"]
