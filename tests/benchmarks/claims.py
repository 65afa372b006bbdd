"""Claims made of the quotes of made articles: as they stand, and changed as people change them."""

import random
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from app.vocabulary import VerdictKind
from tests.benchmarks.corpus import Corpus, Json

FOREIGN = (
    "the of and to in that was for with his they had from which this were their been would more about "
    "after people government president said country minister letter peace united years between against "
    "region they security however never economy relations stronger future weapons islands agreement talks "
    "summit border"
).split()


class Case(NamedTuple):
    """A claim, what must be answered, and the article it was made of."""

    kind: str
    text: str
    speaker: str | None
    verdict: VerdictKind
    change: str | None
    article: str | None


class Source(NamedTuple):
    """A quote that claims are made of, and another one by which it may be changed."""

    exact: str
    speaker: str
    article: str
    other: str


def make_cases(corpus: Corpus, articles: int, count: int) -> Iterator[Case]:
    """Yield `count` claims of each kind, made of quotes of the first so many articles."""
    for kind, make in KINDS.items():
        draw = random.Random(f"claims {kind}")
        made = 0
        while made < count:
            source = _draw_source(draw, corpus, articles)
            case = make(draw, corpus, source)
            if case is not None:
                made += 1
                yield Case(kind, *case)


def _draw_source(draw: random.Random, corpus: Corpus, articles: int) -> Source:
    """Return a direct quote of ten words or more."""
    while True:
        article, other = (corpus.make_article(draw.randrange(articles)) for _ in range(2))
        quotes = _list_direct(article)
        others = _list_direct(other)
        if quotes and others:
            quote, second = draw.choice(quotes), draw.choice(others)
            return Source(quote["exact"], quote["speakers"][0], article["id"], second["exact"])


def _list_direct(article: Json) -> list[Json]:
    return [one for one in article["quotes"] if one["type"] == "direct" and len(one["exact"].split()) >= 10]


Made = tuple[str, str | None, VerdictKind, str | None, str | None] | None


def _make_exact(_draw: random.Random, _corpus: Corpus, source: Source) -> Made:
    return source.exact, source.speaker, VerdictKind.VERIFIED, None, source.article


def _make_excerpt(draw: random.Random, _corpus: Corpus, source: Source) -> Made:
    words = source.exact.split()
    count = draw.randint(6, len(words) - 1)
    first = draw.randint(0, len(words) - count)
    excerpt = " ".join(words[first : first + count])
    return excerpt, source.speaker, VerdictKind.VERIFIED, None, source.article


def _make_typography(draw: random.Random, _corpus: Corpus, source: Source) -> Made:
    words = source.exact.split()
    at = draw.randint(1, len(words) - 1)
    changed = [
        "\u00a0".join(words),
        "»" + "\n".join([" ".join(words[:at]), " ".join(words[at:])]) + "«",
        '"' + source.exact + '"',
        " ".join(one[:3] + "\u00ad" + one[3:] if len(one) > 6 else one for one in words),
        source.exact.replace("ä", "a\u0308").replace("ö", "o\u0308").replace("ü", "u\u0308").rstrip(".")
        + ".",
    ]
    text = draw.choice([one for one in changed if one != source.exact])
    return text, source.speaker, VerdictKind.VERIFIED, None, source.article


def _make_ellipsis(draw: random.Random, _corpus: Corpus, source: Source) -> Made:
    words = source.exact.split()
    first = draw.randint(3, len(words) - 5)
    last = draw.randint(first + 1, len(words) - 3)
    mark = draw.choice(["…", "...", "[...]", "(…)", "[…]"])
    return (
        f"{' '.join(words[:first])} {mark} {' '.join(words[last:])}",
        source.speaker,
        VerdictKind.ELIDED,
        None,
        source.article,
    )


def _make_omission(draw: random.Random, _corpus: Corpus, source: Source) -> Made:
    words = source.exact.split()
    at = draw.randint(1, len(words) - 3)
    gone = draw.randint(1, min(3, len(words) - at - 1))
    left = " ".join([*words[:at], *words[at + gone :]])
    return left, source.speaker, VerdictKind.ALTERED, "omission", source.article


def _make_replacement(draw: random.Random, corpus: Corpus, source: Source) -> Made:
    words = source.exact.split()
    at = draw.randint(1, len(words) - 2)
    word = corpus.make_words(draw, 2)[1]
    if re.search(r"\d", word + words[at]) or word.casefold()[:3] == words[at].casefold()[:3]:
        return None
    text = " ".join([*words[:at], word, *words[at + 1 :]])
    return text, source.speaker, VerdictKind.ALTERED, None, source.article


def _make_negation(draw: random.Random, _corpus: Corpus, source: Source) -> Made:
    words = source.exact.split()
    if "nicht" in words[1:-1]:
        at = words.index("nicht", 1)
        text = " ".join([*words[:at], *words[at + 1 :]])
    else:
        at = draw.randint(1, len(words) - 1)
        text = " ".join([*words[:at], "nicht", *words[at:]])
    return text, source.speaker, VerdictKind.ALTERED, "negation", source.article


def _make_typos(draw: random.Random, _corpus: Corpus, source: Source) -> Made:
    words = source.exact.split()
    long = [at for at, word in enumerate(words) if len(word.strip(",.")) > 4]
    for at in draw.sample(long, min(2, len(long))):
        word = words[at]
        place = draw.randint(1, len(word.strip(",.")) - 2)
        words[at] = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    text = " ".join(words)
    return None if text == source.exact else (text, source.speaker, VerdictKind.ALTERED, None, source.article)


def _make_splice(draw: random.Random, _corpus: Corpus, source: Source) -> Made:
    ours, theirs = source.exact.rstrip(".").split(), source.other.rstrip(".").split()
    more = draw.randint(4, min(len(ours), len(theirs)) // 2)
    text = " ".join([*ours[: more + draw.randint(0, 2)], *theirs[-more:]])
    return text, source.speaker, VerdictKind.ALTERED, "splice", None


def _make_foreign(draw: random.Random, _corpus: Corpus, _source: Source) -> Made:
    text = " ".join(draw.choices(FOREIGN, k=draw.randint(8, 24))).capitalize()
    return text, None, VerdictKind.ABSENT, None, None


def _make_unsaid(draw: random.Random, corpus: Corpus, _source: Source) -> Made:
    return corpus.make_sentence(draw), None, VerdictKind.ABSENT, None, None


KINDS: dict[str, Callable[[random.Random, Corpus, Source], Made]] = {
    "exact": _make_exact,
    "excerpt": _make_excerpt,
    "typography": _make_typography,
    "ellipsis": _make_ellipsis,
    "omission": _make_omission,
    "replacement": _make_replacement,
    "negation": _make_negation,
    "typos": _make_typos,
    "splice": _make_splice,
    "foreign": _make_foreign,
    "unsaid": _make_unsaid,
}
