"""A speaker who is stated is the right one, however sentences of reporting are put together."""

import itertools
import random
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

import pytest

from app.drafting.draft import make_draft
from app.vocabulary import Certainty


class Material(NamedTuple):
    """Names, words that somebody says, and sentences: {n} says {q}, {m} is somebody else."""

    names: list[str]
    said: list[str]
    sentences: list[str]


GERMAN = Material(
    ["Anna Berg", "Jonas Keller", "Mehmet Yıldız", "Sabine von Arnim", "Otto Lindner", "Clara Wendt"],
    [
        "Wir werden die Schule im Sommer schließen",
        "Das Geld reicht nicht für zwei Brücken",
        "Niemand hat uns vorher gefragt",
        "Ich sehe darin keinen Fehler der Stadt",
        "Die Preise müssen wieder sinken",
        "Es gibt keinen Grund zur Sorge",
    ],
    [
        "„{q}“, sagte {n}.",
        "{n} sagte: „{q}.“",
        "{n} erklärte am Montag: „{q}.“",
        "„{q}.“ Das sagte {n} am Dienstag.",
        "Laut {n} gilt: „{q}.“",
        "Nach Angaben von {n} ist klar: „{q}.“",
        "{n}: „{q}.“",
        "„{q}“, so {n}.",
        "„{q}“ – {n}.",
        "So {n}: „{q}.“",
        "{n} zufolge heißt das: „{q}.“",
        "„{q}“, betonte {n} auf Nachfrage.",
        "In einem Brief schrieb {n}: „{q}.“",
        "{n} ist anderer Meinung. „{q}.“",
        "„{q}“, zitierte die Zeitung {n}.",
        "Im Gespräch mit {m} sagte {n}: „{q}.“",
        "„{q}“, sagte {n} zu {m}.",
        "Gegenüber {m} erklärte {n}: „{q}.“",
        "{n} antwortete {m}: „{q}.“",
        "{n} warf {m} vor: „{q}.“",
        "„{q}“, entgegnete {n} auf die Frage von {m}.",
        "Über {m} sagte {n}: „{q}.“",
        "Wie {n} sagte: „{q}.“",
        "„{q}“, wird {n} zitiert.",
        "Der Nachfolger von {m}, {n}, sagte: „{q}.“",
        "{n}, der {m} ablöste, sagte: „{q}.“",
        "„{q}“, sagte {n}, nachdem {m} gegangen war.",
        "Nachdem {m} gesprochen hatte, sagte {n}: „{q}.“",
        "{m} hörte zu, als {n} sagte: „{q}.“",
        "Für {n} steht fest: „{q}.“",
    ],
)
ENGLISH = Material(
    ["Anna Berg", "James Keller", "Maria de la Cruz", "Tom O’Neill", "Otto Lindner", "Clara Wendt"],
    [
        "We will close the school in summer",
        "The money is not enough for two bridges",
        "Nobody asked us before the vote",
        "I see no mistake of the city in this",
        "Prices will have to fall again",
        "There is no reason to be afraid",
    ],
    [
        "“{q},” said {n}.",
        "{n} said: “{q}.”",
        "{n} said, “{q}.”",
        "“{q},” {n} said on Monday.",
        "According to {n}: “{q}.”",
        "According to {n}, “{q}.”",
        "{n}: “{q}.”",
        "“{q}” — {n}.",
        "“{q},” {n} told {m}.",
        "{n} told {m}: “{q}.”",
        "“{q},” according to {n}.",
        "As {n} put it: “{q}.”",
        "In the words of {n}, “{q}.”",
        "{n} wrote in a letter: “{q}.”",
        "{n} replied to {m}: “{q}.”",
        "Asked by {m}, {n} said: “{q}.”",
        "“{q},” said {n}, who succeeded {m}.",
        "“{q},” said {n} after {m} had left.",
        "After {m} spoke, {n} said: “{q}.”",
        "{m} listened as {n} said: “{q}.”",
        "{n} disagrees. “{q}.”",
        "{m} quoted {n} as saying: “{q}.”",
        "{m}’s spokeswoman had no comment. {n} did: “{q}.”",
        "“{q},” the paper quoted {n} as saying.",
        "{n}, a critic of {m}, said: “{q}.”",
        "Of {m}, {n} said: “{q}.”",
        "“{q}.” That is what {n} said on Tuesday.",
        "Speaking with {m}, {n} added: “{q}.”",
    ],
)
LAYOUTS: dict[str, Callable[[list[str]], str]] = {
    "paragraph": " ".join,
    "lines": "\n".join,
    "paragraphs": "\n\n".join,
    "dashes": lambda parts: "\n".join(f"- {one}" for one in parts),
    "bullets": lambda parts: "\n".join(f"• {one}" for one in parts),
    "numbers": lambda parts: "\n".join(f"{at}. {one}" for at, one in enumerate(parts, 1)),
    "quoted": lambda parts: "\n\n".join(f"> {one}" for one in parts),
}
STRAIGHT: dict[str, str | int | None] = {"„": '"', "“": '"', "”": '"'}
TYPOGRAPHY: dict[str, list[dict[str, str | int | None]]] = {
    "de": [{}, STRAIGHT, {"„": "»", "“": "«"}],
    "en": [{}, STRAIGHT],
}
TEXTS = 150
SURE_MIN = 0.4
"""The share of quotations whose right speaker is stated, so that the rules still say something."""


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("language", "material"), [("de", GERMAN), ("en", ENGLISH)])
def test_nobody_is_stated_to_have_said_what_somebody_else_said(
    language: str, material: Material, layout: str
) -> None:
    draw = random.Random(f"{language} {layout}")
    counts: Counter[str] = Counter()
    for _ in range(TEXTS):
        speakers: dict[str, str] = {}
        parts = []
        for said in draw.sample(material.said, draw.randint(1, 4)):
            speaker, other = draw.sample(material.names, 2)
            speakers[said] = speaker
            parts.append(draw.choice(material.sentences).format(n=speaker, m=other, q=said))
        marks = draw.choice(TYPOGRAPHY[language])
        text = LAYOUTS[layout](parts).translate(str.maketrans(marks))
        draft = make_draft(text, language)
        names = {one.id: {one.name, *one.names} for one in draft.speakers}
        for quote in draft.quotes:
            said = text[slice(*quote.span)].rstrip(".,")
            is_stated = quote.speaker_certainty is Certainty.STATED
            is_right = quote.speaker is not None and speakers[said] in names[quote.speaker]
            assert is_right or not is_stated, (text, said)
            counts["sure" if is_stated else "open"] += 1
    assert counts["sure"] / counts.total() >= SURE_MIN, counts


SHOWN = [
    ("de", "Anna Berg sagte: „{}“", True),
    ("de", "„{}“, sagte am Montag Anna Berg.", False),
    ("de", "„{}“, sagte dann Anna Berg.", True),
    ("de", "Anna Berg, die Bürgermeisterin, sagte: „{}“", True),
    ("de", "Anna Berg, sagte Otto Lindner, sage gern: „{}“", False),
    ("de", "Otto Lindner und Anna Berg sagten: „{}“", False),
    ("en", "Anna Berg said: “{}”", True),
    ("en", "“{},” Anna Berg later said.", True),
    ("en", "Anna Berg, the mayor, said: “{}”", True),
    ("en", "Otto Lindner and Anna Berg said: “{}”", False),
    ("en", "Anna Berg said Otto Lindner had answered: “{}”", False),
    ("en", "The book on Anna Berg said: “{}”", False),
]


@pytest.mark.parametrize(("language", "sentence", "is_stated"), SHOWN)
def test_a_speaker_is_stated_where_nothing_else_can_be_meant(
    language: str, sentence: str, *, is_stated: bool
) -> None:
    said = GERMAN.said[0] if language == "de" else ENGLISH.said[0]
    [quote] = make_draft(sentence.format(said), language).quotes
    assert (quote.speaker_certainty is Certainty.STATED) == is_stated


def test_an_item_of_a_list_does_not_sign_the_one_before() -> None:
    lines = ["According to Anna Berg: “{}.”", "- Otto Lindner said nothing."]
    for one, other in itertools.product(("", "- "), repeat=2):
        text = "\n".join([one + lines[0].format(ENGLISH.said[0]), other + lines[1].removeprefix("- ")])
        [quote] = make_draft(text, "en").quotes
        assert quote.speaker != "otto-lindner"
