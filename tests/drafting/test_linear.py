"""A draft takes time in proportion to its text, whatever is in it."""

import itertools
import sys
from types import FrameType

import pytest

from app.drafting.draft import make_draft

SMALL, LARGE = 6_000, 24_000
"""Code points of two texts of the same shape."""
GROWTH_MAX = 6.0
"""How many times as many steps the large text may take: four, and what a short text saves."""

SHAPES = [
    *(
        '"',
        "„",
        '"a" ',
        "Aa ",
        "said ",
        "von ",
        "„a\n",
        "A. ",
        "‘s’ ",
        "den ",
        "„‚",
        "Aa zufolge ",
        "(",
        "he ",
    ),
    *(
        "nach Angaben ",
        "laut Kim ",
        "X sagte, ",
        "nie ",
        "if ",
        "of ",
        "und ",
        "to ",
        "would ",
        "„Ja“ – Kim Ho\n",
    ),
    *('"We can do this now" and ', "Kim sagte, „Ja, so ist das“, ", "„Ja, so ist das“, sagte Kim. "),
    *(
        '"We can do this now," he said. ',
        'said X, "Yes, we can do it now" ',
        "“We came.\n“We left,” said Ada Berg.\n",
    ),
]


def test_shapes_are_different() -> None:
    assert len(set(SHAPES)) == len(SHAPES)


SENTENCES = [
    "„Ja, so ist das“, sagte Ada Berg{}. ",
    "“We can do this now,” said Ada B{}. Berg.\n\n",
    "“We came.\n\n“We left,” said Ada Berg{}.\n\n",
    "Ada Berg{} said nothing to Karl Hale{}. ",
]
LANGUAGES = itertools.cycle(["de", "en"])


@pytest.mark.slow
@pytest.mark.parametrize(("shape", "language"), list(zip(SHAPES, LANGUAGES, strict=False)))
def test_steps_grow_with_the_length_of_the_text(shape: str, language: str) -> None:
    small, large = (count_calls(repeat(shape, length), language) for length in (SMALL, LARGE))
    assert large <= GROWTH_MAX * small


@pytest.mark.slow
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("template", SENTENCES)
def test_steps_grow_with_the_number_of_names(template: str, language: str) -> None:
    small, large = (count_calls(number(template, length), language) for length in (SMALL, LARGE))
    assert large <= GROWTH_MAX * small


@pytest.mark.slow
@pytest.mark.parametrize(("template", "language"), [(SENTENCES[0], "de"), (SENTENCES[1], "en")])
def test_a_long_text_is_drafted(template: str, language: str) -> None:
    text = number(template, 300_000)
    quotes = make_draft(text, language).quotes
    assert quotes[-2].mention is not None
    assert len(quotes) > 4_500


def repeat(shape: str, length: int) -> str:
    """Return a text of this shape that ends with a quotation, so that no rule is left out."""
    return shape * (length // len(shape)) + "\n„Ja, so ist es“, sagte Kim."


def number(template: str, length: int) -> str:
    """Return a text in which a sentence occurs again and again, with other names."""
    sentences = (template.replace("{}", str(at)) for at in itertools.count())
    text = "".join(itertools.islice(sentences, length // len(template)))
    return text[:length] + "\n„Ja, so ist es“, sagte Kim."


def count_calls(text: str, language: str) -> int:
    """Return how many calls of functions a draft takes, those written in C included."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        make_draft(text, language)
    finally:
        sys.setprofile(None)
    return calls
