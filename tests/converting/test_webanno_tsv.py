"""WebAnno TSV 3: escapes, sentences, slots, chains and relations."""

import pytest

from app.converting import LabelMap, RefusedFile
from tests.converting.builders import convert, kinds

HEADER = "#FORMAT=WebAnno TSV {version}\n{layers}\n\n"


def tsv(*lines: str, layers: str = "#T_SP=webanno.custom.Role|kind", version: str = "3.3") -> str:
    return HEADER.format(version=version, layers=layers) + "".join(f"{line}\n" for line in lines)


def tokens(*rows: str) -> list[str]:
    return ["\t".join(row.split(" ")) + "\t" for row in rows]


def test_words_are_cut_from_the_text_and_not_joined_of_tokens() -> None:
    content = tsv(
        "#Text=„Wir  gehen.“", *tokens("1-1 0-1 „ _", "1-2 1-4 Wir quote[1]", "1-3 6-12 gehen. quote[1]")
    )
    [one] = convert("webanno-tsv", content, None)
    assert one.document["text"] == "„Wir  gehen.“"
    assert one.document["quotes"][0]["exact"] == "Wir  gehen."


def test_the_text_of_the_sentences_is_at_their_offsets() -> None:
    content = tsv(
        "#Text=Ja.", *tokens("1-1 0-3 Ja. quote"), "", "#Text=Nein.", *tokens("2-1 5-10 Nein. quote")
    )
    [one] = convert("webanno-tsv", content, None)
    assert one.document["text"] == "Ja.\n\nNein."
    assert kinds(one) == ["text between sentences"]
    [given] = convert("webanno-tsv", content, "Ja.\t Nein.\n")
    assert given.document["text"] == "Ja.\t Nein.\n"
    assert given.losses == ()
    with pytest.raises(RefusedFile, match="begins before the sentence before it ends"):
        convert("webanno-tsv", content.replace("5-10", "2-7"), None)


def test_a_sentence_may_have_several_lines() -> None:
    content = tsv("#Text=Wir", "#Text=gehen.", *tokens("1-1 0-3 Wir quote[1]", "1-2 4-10 gehen. quote[1]"))
    [one] = convert("webanno-tsv", content, None)
    assert one.document["quotes"][0]["exact"] == "Wir\ngehen."


@pytest.mark.parametrize(
    ("version", "written"),
    [("3.3", r"a\\b [c] | d_e"), ("3.2", r"a\\b [c] | d_e"), ("3.0", r"a\b [c] | d_e")],
)
def test_text_is_escaped_since_version_3_2(version: str, written: str) -> None:
    rows = tokens(r"1-1 0-3 a\\b quote[1]", r"1-2 4-7 \[c\] quote[1]", r"1-3 8-9 \| _", r"1-4 10-13 d\_e _")
    [one] = convert("webanno-tsv", tsv(f"#Text={written}", *rows, version=version), None)
    assert one.document["text"] == r"a\b [c] | d_e"
    assert one.document["quotes"][0]["exact"] == r"a\b [c]"


def test_a_token_that_is_another_word_is_refused() -> None:
    with pytest.raises(RefusedFile, match=r"\[0, 3\): is “Wir”, not “Sie”"):
        convert("webanno-tsv", tsv("#Text=Wir gehen", *tokens("1-1 0-3 Sie quote")), None)


def test_rows_and_slots_that_end_too_early_are_refused() -> None:
    with pytest.raises(RefusedFile, match="line 5: has 0 columns of annotations, not 1"):
        convert("webanno-tsv", tsv("#Text=Wir", "1-1\t0-3\tWir"), None)
    layers = "#T_SP=a.Q|ROLE_a.Q:Parts_a.Link|a.P|kind\n#T_SP=a.P|value"
    row = "1-1\t0-3\tGut\tspeaker;cue\t1-1[2]\tdirect[1]\tname[2]\t"
    with pytest.raises(RefusedFile, match="line 6: has 2 roles, but 1 targets"):
        convert("webanno-tsv", tsv("#Text=Gut", row, layers=layers), None)
    with pytest.raises(RefusedFile, match="is a kind of layer that is not known"):
        convert("webanno-tsv", tsv("#Text=Gut", row, layers="#T_DR=a.Q|kind"), None)


def test_line_ends_of_windows_are_not_of_the_text() -> None:
    content = tsv("#Text=Wir gehen", *tokens("1-1 0-3 Wir quote[1]", "1-2 4-9 gehen quote[1]"))
    [one] = convert("webanno-tsv", "\ufeff" + content.replace("\n", "\r\n"), None)
    assert one.document["text"] == "Wir gehen"


def test_an_annotation_that_leaves_a_token_out_is_refused() -> None:
    rows = tokens("1-1 0-3 Wir quote[1]", "1-2 4-7 nie _", "1-3 8-13 gehen quote[1]")
    with pytest.raises(RefusedFile, match=r"line 7: .*Role 1 goes on behind other tokens"):
        convert("webanno-tsv", tsv("#Text=Wir nie gehen", *rows), None)
    parts = tokens("1-1 0-3 Wir quote[1]", "1-2 4-7 nie _", "1-2.1 4-5 n quote[1]")
    [one] = convert("webanno-tsv", tsv("#Text=Wir nie gehen", *parts, *tokens("1-3 8-13 gehen _")), None)
    assert one.document["quotes"][0]["exact"] == "Wir n"


def test_a_text_that_has_more_between_the_tokens_is_refused() -> None:
    rows = tokens("1-1 0-3 Wir quote[1]", "1-2 4-9 gehen quote[1]")
    with pytest.raises(RefusedFile, match="the text has “x” between its tokens"):
        convert("webanno-tsv", tsv("#Text=Wir gehen", *rows), "Wirxgehen")


def test_slots_are_roles() -> None:
    layers = (
        "#T_SP=webanno.custom.Quotation|ROLE_webanno.custom.Quotation:Parts_webanno.custom.PartsLink|"
        "webanno.custom.Part|kind\n#T_SP=webanno.custom.Part|value"
    )
    rows = [
        "1-1\t0-3\tGut\tspeaker;cue\t1-3[2];1-2\tdirect[1]\t_\t",
        "1-2\t5-10\tsagte\t_\t_\t_\tverb\t",
        "1-3\t11-15\tAnna\t_\t_\t_\tname[2]\t",
        "1-4\t16-20\tBerg\t_\t_\t_\tname[2]\t",
    ]
    [one] = convert("webanno-tsv", tsv("#Text=Gut, sagte Anna Berg", *rows, layers=layers), None)
    [quote] = one.document["quotes"]
    assert (quote["type"], quote["exact"]) == ("direct", "Gut")
    assert quote["speakers"] == ["anna-berg"]
    assert quote["cue"]["exact"] == "sagte"


def test_chains_resolve_pronouns() -> None:
    layers = (
        "#T_SP=webanno.custom.Role|kind\n"
        "#T_CH=de.tudarmstadt.ukp.dkpro.core.api.coref.type.CoreferenceLink|referenceType|referenceRelation\n"
        "#T_RL=webanno.custom.Says|role|BT_webanno.custom.Role"
    )
    rows = [
        "1-1\t0-4\tAnna\tsource[1]\tname[1]\tcoref->1-1\t_\t_\t",
        "1-2\t5-9\tBerg\tsource[1]\tname[1]\tcoref->1-1\t_\t_\t",
        "1-3\t10-15\tsagte\t_\t_\t_\t_\t_\t",
        "1-4\t17-19\tJa\tdirect[2]\t_\t_\tspeaker\t1-1[1_2]\t",
        "1-5\t21-24\tSie\tsource\tpronoun[1]\t*->1-2\t_\t_\t",
        "1-6\t26-30\tNein\tdirect\t_\t_\tspeaker\t1-5\t",
    ]
    content = tsv("#Text=Anna Berg sagte: Ja. Sie: Nein.", *rows, layers=layers)
    [one] = convert("webanno-tsv", content, None)
    first, second = one.document["quotes"]
    assert first["speakers"] == second["speakers"] == ["anna-berg"]
    assert second["speaker_mention"]["exact"] == "Sie"
    assert (first["certainty"], second["certainty"]) == ({"speaker": "stated"}, {"speaker": "anaphora"})
    assert one.losses == ()


def test_other_versions_are_refused() -> None:
    with pytest.raises(RefusedFile, match=r"line 1: is not #FORMAT=WebAnno TSV 3\.x"):
        convert("webanno-tsv", "#FORMAT=WebAnno TSV 2\n", None)


def test_a_value_on_a_layer_without_features_is_refused() -> None:
    rows = tokens("1-1 0-3 Wir *[1]", "1-2 4-9 gehen *[1]")
    [one] = convert("webanno-tsv", tsv("#Text=Wir gehen", *rows, layers="#T_SP=custom.Quote"), None)
    assert one.document["quotes"][0]["exact"] == "Wir gehen"
    rows = tokens("1-1 0-3 Wir *[1]", "1-2 4-9 gehen foo[1]")
    with pytest.raises(
        RefusedFile, match=r"line 6: has the value 'foo' on custom\.Quote, which has no features"
    ):
        convert("webanno-tsv", tsv("#Text=Wir gehen", *rows, layers="#T_SP=custom.Quote"), None)


def test_a_chain_layer_without_features_is_refused() -> None:
    with pytest.raises(RefusedFile, match=r"#T_CH=a\.Coref: names no features"):
        convert("webanno-tsv", tsv("#Text=Wir", *tokens("1-1 0-3 Wir x"), layers="#T_CH=a.Coref"), None)


def test_the_roles_of_a_layer_of_slots_alone_are_no_values() -> None:
    layers = "#T_SP=custom.Quote|ROLE_custom.Quote:speaker_QuoteLink|custom.Person\n#T_SP=custom.Person|value"
    rows = ["1-1\t0-3\tGut\tspeaker\t1-2[2]\t_\t", "1-2\t5-9\tAnna\t_\t_\tspeaker[2]\t"]
    rows.append("1-3\t10-14\tBerg\t_\t_\tspeaker[2]\t")
    [one] = convert("webanno-tsv", tsv("#Text=Gut, Anna Berg", *rows, layers=layers), None)
    assert one.document["quotes"][0]["exact"] == "Gut"
    assert kinds(one) == []


@pytest.mark.parametrize(("name", "label_map"), [("speaker", {}), ("redner", {"redner": "speaker"})])
def test_a_feature_that_is_a_part_is_no_label(name: str, label_map: dict[str, str]) -> None:
    row = "1-1\t0-3\tGut\tAnna Berg\t"
    content = tsv("#Text=Gut", row, layers=f"#T_SP=custom.Quote|{name}")
    [one] = convert("webanno-tsv", content, None, label_map=LabelMap(label_map))
    assert one.document["quotes"][0]["speakers"] == ["anna-berg"]
    assert kinds(one) == ["speaker without a place"]
