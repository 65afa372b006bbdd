"""Searches of each kind, the same ones on every machine, made of the quotes of made articles."""

import random
from typing import NamedTuple
from urllib.parse import urlencode

from tests.benchmarks.corpus import COMMON, Corpus

KINDS = ("common word", "two words", "phrase", "prefix")
COUNT = 20
WORST = ("der", "der die und in den von zu das", '"in der"', "de*", "-Regierung der")
"""Searches that match a large part of all quotes; which of them takes longest is found by asking."""


class Search(NamedTuple):
    """Words that somebody looks for."""

    kind: str
    words: tuple[str, ...]

    @property
    def q(self) -> str:
        """The search as Wortlaut takes it."""
        joined = " ".join(self.words)
        return {"phrase": f'"{joined}"', "prefix": f"{joined}*"}.get(self.kind, joined)

    @property
    def parts(self) -> tuple[str, ...]:
        """What a quote has to contain, for those who compare signs and know no words."""
        return (" ".join(self.words),) if self.kind == "phrase" else self.words


def make_searches(corpus: Corpus, articles: int) -> dict[str, list[Search]]:
    """Return so many searches of each kind; phrases and prefixes are of quotes, so they find something."""
    draw = random.Random("searches")
    nouns = [word for word in COMMON if word[0].isupper()]
    plain = [word for word in COMMON if word[0].islower()]
    made: dict[str, list[Search]] = {kind: [] for kind in KINDS}
    for number in range(COUNT):
        noun = nouns[number % len(nouns)]
        made["common word"].append(Search("common word", ((nouns + plain)[number],)))
        made["two words"].append(Search("two words", (noun, draw.choice(plain[:20]))))
        words = draw.choice(corpus.make_article(draw.randrange(articles))["quotes"])["exact"].split()
        places = [at for at in range(1, len(words) - 2) if words[at].isalpha() and words[at + 1].isalpha()]
        at = draw.choice(places)
        made["phrase"].append(Search("phrase", (words[at], words[at + 1])))
        long = [word for word in words if word.isalpha() and len(word) > 6] or ["Regierung"]
        made["prefix"].append(Search("prefix", (draw.choice(long)[:4],)))
    return made


def to_target(q: str, **more: str) -> str:
    """Return the target of a search in Wortlaut's quotes."""
    return f"/v1/quotes?{urlencode({'q': q, **more})}"
