"""Made articles of any number, the same ones on every machine: German in its statistics, not in its sense.

Words follow Zipf's law: German's commonest ones first, then words made of syllables, with endings,
umlauts and capitals. So do the speakers. An article has a headline and nine lines with ten quotes, of
which two are one interrupted quotation. Article `n` depends on `n` alone.
"""

import datetime
import itertools
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

Json = dict[str, Any]  # Any: JSON

QUOTES = 10
PASSAGES = 11
"""Quotes and passages of an article."""
SPEAKERS = 5_000
STEMS = 60_000

COMMON = (
    "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden "
    "aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur "
    "oder aber vor zur bis mehr durch man sein wurde sei wenn kann gegen vom können schon habe seine "
    "unter wir soll ich eines da jetzt dann ihre was müssen keine alle ihr uns immer diese wo sehr hier "
    "doch seit viele ihren zwischen ohne damit wieder dieser weil zwei heute Jahr Jahren Prozent Land "
    "Krieg Regierung Volk"
).split()
ONSETS = "b d f g h k l m n p r s t w z br fl gr kl kr schl schr sp st str tr zw".split()
NUCLEI = "a e i o u ä ö ü au ei eu ie".split()
CODAS = "b ch ck f g k l lt m n nd ng r rk rt s ß ss t tz".split()
ENDINGS = ["", "", "e", "en", "er", "es", "ung", "ungen", "lich", "liche", "heit", "te", "ten"]


class Vocabulary(NamedTuple):
    """Words, and how often each stands, as sums for `random.choices`."""

    words: list[str]
    weights: list[float]


def make_vocabulary() -> Vocabulary:
    """Return the words, the commonest first, weighted by Zipf's and Mandelbrot's law."""
    draw = random.Random("vocabulary")
    words = dict.fromkeys(COMMON)
    while len(words) < STEMS:
        syllables = draw.choices([1, 2, 3, 4], [2, 5, 3, 1])[0]
        stem = "".join(
            draw.choice(ONSETS) + draw.choice(NUCLEI) + draw.choice(CODAS) for _ in range(syllables)
        )
        word = stem + draw.choice(ENDINGS)
        words.setdefault(word.capitalize() if draw.random() < 0.4 else word)
        if draw.random() < 0.02:
            words.setdefault(str(draw.randint(2, 3_000)))
    weights = [1 / (rank + 2.7) ** 1.05 for rank in range(len(words))]
    return Vocabulary(list(words), list(itertools.accumulate(weights)))


class Corpus:
    """Articles by their number."""

    def __init__(self) -> None:
        self._vocabulary = make_vocabulary()
        self._speakers = [self._make_speaker(number) for number in range(SPEAKERS)]
        self._shares = list(itertools.accumulate(1 / (rank + 1) for rank in range(SPEAKERS)))

    def _make_speaker(self, number: int) -> Json:
        draw = random.Random(f"speaker {number}")
        parts = [
            (draw.choice(ONSETS) + draw.choice(NUCLEI) + draw.choice(CODAS)).capitalize() for _ in range(3)
        ]
        name = f"{parts[0]} {parts[1]}{parts[2].lower()}"
        return {"id": f"speaker-{number:04}", "name": f"{name} {number}", "kind": "person"}

    def make_words(self, draw: random.Random, count: int) -> list[str]:
        """Return so many words, the first one with a capital."""
        words = draw.choices(self._vocabulary.words, cum_weights=self._vocabulary.weights, k=count)
        return [words[0][0].upper() + words[0][1:], *words[1:]]

    def make_sentence(self, draw: random.Random) -> str:
        """Return a sentence without its full stop."""
        count = max(6, min(40, round(draw.lognormvariate(2.75, 0.4))))
        words = self.make_words(draw, count)
        if count > 9:
            comma = draw.randint(3, count - 4)
            words[comma] += ","
        return " ".join(words)

    def make_article(self, number: int) -> Json:
        """Return the document of an article."""
        draw = random.Random(number)
        speakers = list(
            {one["id"]: one for one in draw.choices(self._speakers, cum_weights=self._shares, k=3)}.values()
        )
        day = datetime.date(2020, 1, 1) + datetime.timedelta(days=draw.randrange(2_000))
        statement = {
            "id": f"interview-{number:06}",
            "form": "interview",
            "speakers": [speakers[0]["id"]],
            "date": day.isoformat(),
            "certainty": {"speaker": "stated", "date": "stated"},
        }
        lines = [self.make_sentence(draw)]
        quotes: list[Json] = []
        for place in range(QUOTES - 1):
            speaker = speakers[0] if place % 2 else draw.choice(speakers)
            line, quoted = self._make_line(draw, speaker["name"], place)
            lines.append(line)
            for exact, kind in quoted:
                quote = {
                    "exact": exact,
                    "type": kind,
                    "speakers": [speaker["id"]],
                    "certainty": {"speaker": "stated"},
                }
                if speaker is speakers[0]:
                    quote |= {
                        "statement": statement["id"],
                        "certainty": {"speaker": "stated", "statement": "stated"},
                    }
                quotes.append(quote)
            if len(quoted) == 2:
                quotes[-2]["key"] = "begun"
                quotes[-1]["continues"] = "begun"
        return {
            "format": "wortlaut-article/1",
            "id": f"article-{number:06}",
            "headline": lines[0],
            "publisher": f"Blatt {number % 40}",
            "published_on": day.isoformat(),
            "language": "de",
            "certainty": {"language": "stated", "published_on": "stated"},
            "text": "\n".join(lines),
            "blocks": ["headline", *["paragraph"] * (len(lines) - 1)],
            "speakers": speakers,
            "statements": [statement],
            "quotes": quotes,
        }

    def _make_line(self, draw: random.Random, name: str, place: int) -> tuple[str, Sequence[tuple[str, str]]]:
        """Return a line and the quotes in it, each with its type."""
        said = self.make_sentence(draw)
        if place == 3:
            more = self.make_sentence(draw)
            return f"„{said}“, sagte {name}, „{more}“.", [(said, "direct"), (more, "direct")]
        if place == 5:
            return f"{name} erklärte, {said}.", [(said, "indirect")]
        if place % 2:
            return f"„{said}“, sagte {name}. {self.make_sentence(draw)}.", [(said, "direct")]
        return f"{self.make_sentence(draw)}, sagte {name}: „{said}.“", [(f"{said}.", "direct")]


def write_documents(folder: Path, count: int) -> Path:
    """Return a file with the documents of so many made articles, one a line."""
    file = folder / f"documents_{count}.jsonl"
    if not file.exists():
        corpus = Corpus()
        making = file.with_suffix(".making")
        with making.open("w") as lines:
            for number in range(count):
                document = corpus.make_article(number)
                lines.write(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n")
        making.rename(file)
    return file
