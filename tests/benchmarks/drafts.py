"""How well drafts find quotations and their speakers, on news annotated by others.

    python -m tests.benchmarks.drafts --german FOLDER --english FOLDER

The folders are one split of each corpus, as it is published: JSON files of *German news quotation attribution
2024* (`data/test`), and `text` and `attributions` of PolNeAR (`data/test`). Of passages in quotation marks,
found by a pattern of its own, those within annotated speech are quotations.

Printed are: candidates, the quotations that have a proposal at all; of those with five words and more,
precision (proposals within annotated speech) and recall (quotations with a proposal of their own, no term);
the speaker mention, right if it overlaps the annotated one; those whose speaker is stated, with nothing to
review; and articles a second of one core.
"""

import argparse
import gc
import json
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from app.drafting.draft import make_draft
from app.drafting.values import Draft, DraftQuote
from app.vocabulary import Certainty, QuoteType

WORDS_MIN = 5
SLACK = 3
"""Code points by which an annotation may end before the quotation: its stop, or its mark."""
EDGE = 2
"""Code points by which a proposal may begin or end elsewhere: a space, a stop."""

_MARKED = re.compile(r"„[^„“”\"\n]*[“”\"]|“[^“”\n]*”|\"[^\"\n]*\"|»[^»«\n]*«|«[^»«\n]*»")
_WORD = re.compile(r"\w+(?:[-'’.]\w+)*")

Range = tuple[int, int]


class Speech(NamedTuple):
    """Annotated speech: where it stands, and who says it; one may be in several pieces."""

    content: list[Range]
    source: list[Range]


class Article(NamedTuple):
    """A text with the speech that is annotated in it."""

    text: str
    speech: list[Speech]


def read_german(folder: Path) -> Iterator[Article]:
    """Yield the articles of a split; the pieces of a quotation are annotated each for itself."""
    for file in sorted(folder.glob("*.json")):
        article = json.loads(file.read_text(encoding="utf-8"))
        speech = [
            Speech(*([(one["charBegin"], one["charEnd"]) for one in note[part]["spans"]] for part in PARTS))
            for note in article["annotations"]
        ]
        yield Article(article["originalText"], speech)


PARTS = ("quote", "speaker")


def read_english(folder: Path) -> Iterator[Article]:
    """Yield the articles of a split, each with its first annotations; speech reaches over all its pieces."""
    for file in sorted((folder / "text").glob("*.txt")):
        notes = min(folder.joinpath("attributions").glob(f"{file.stem.replace('[', '[[]')}_*.ann"))
        with file.open(encoding="utf-8", newline="") as opened:
            yield Article(opened.read(), list(_read_notes(notes.read_text(encoding="utf-8"))))


def _read_notes(notes: str) -> Iterator[Speech]:
    pieces: dict[str, list[Range]] = {}
    events: list[list[str]] = []
    for line in notes.splitlines():
        key, _, rest = line.partition("\t")
        if re.fullmatch(r"T\d+", key):
            places = rest.split("\t")[0].partition(" ")[2].split(";")
            pieces[key] = [(int(one.split()[0]), int(one.split()[1])) for one in places]
        elif re.fullmatch(r"E\d+", key):
            events.append(rest.split())
    for event in events:
        roles = [one.split(":") for one in event]
        content = [piece for role, key in roles if role.startswith("Content") for piece in pieces[key]]
        source = [piece for role, key in roles if role.startswith("Source") for piece in pieces[key]]
        hull = [(min(one[0] for one in content), max(one[1] for one in content))] if content else []
        yield Speech(hull, source)


class Counts:
    """What is right of what there is."""

    def __init__(self) -> None:
        self.by_name: dict[str, list[int]] = {}

    def add(self, name: str, *, is_right: bool) -> None:
        """Count one more, right or not."""
        count = self.by_name.setdefault(name, [0, 0])
        count[0] += is_right
        count[1] += 1

    def show(self) -> Iterator[str]:
        """Yield a line for each name, and the F1 of precision and recall."""
        for name, (right, total) in self.by_name.items():
            yield f"  {name:24} {right / total:.4f} ({right} of {total})"
        precision, recall = (self.by_name[one][0] / self.by_name[one][1] for one in ("precision", "recall"))
        yield f"  {'F1':24} {2 * precision * recall / (precision + recall):.4f}"


def compare(article: Article, draft: Draft, counts: Counts) -> None:
    """Count what a draft has of the annotated speech of its article."""
    for start, end in _list_marked(article.text):
        speech = _find_speech(article, start, end)
        if speech is None:
            continue
        is_long = _count_words(article.text[start:end]) >= WORDS_MIN
        overlapping = any(one.span.start < end and start < one.span.end for one in draft.quotes)
        counts.add("candidates", is_right=overlapping)
        same = [
            one
            for one in draft.quotes
            if abs(one.span.start - start) <= EDGE and abs(one.span.end - end) <= EDGE
        ]
        if is_long:
            counts.add("recall", is_right=any(one.type is not QuoteType.TERM for one in same))
        if is_long and same and speech.source:
            counts.add("speaker mention", is_right=_names(same[0], speech))
    for quote in draft.quotes:
        _judge_proposal(article, quote, counts)


def _judge_proposal(article: Article, quote: DraftQuote, counts: Counts) -> None:
    if quote.type is QuoteType.TERM:
        return
    speech = _find_speech(article, *quote.span)
    if _count_words(article.text[slice(*quote.span)]) >= WORDS_MIN:
        counts.add("precision", is_right=speech is not None)
    if not quote.needs_review and speech is not None and speech.source:
        is_stated = quote.speaker_certainty is Certainty.STATED
        counts.add("stated speaker", is_right=is_stated and _names(quote, speech))


def _list_marked(text: str) -> Iterator[Range]:
    for match in _MARKED.finditer(text):
        inside = match[0][1:-1]
        is_attribute = text[match.start() - 1 : match.start()] == "="
        is_mixed = match[0][0] in "“„" and '"' in inside
        if inside.strip() and not is_attribute and not is_mixed:
            yield match.start() + 1, match.end() - 1


def _find_speech(article: Article, start: int, end: int) -> Speech | None:
    """Return the shortest annotated speech that a passage lies in."""
    around = [
        one
        for one in article.speech
        if any(start >= first - SLACK and end <= last + SLACK for first, last in one.content)
    ]
    return min(around, key=lambda one: sum(last - first for first, last in one.content), default=None)


def _names(quote: DraftQuote, speech: Speech) -> bool:
    mention = quote.mention
    return mention is not None and any(
        mention.start < last and first < mention.end for first, last in speech.source
    )


def _count_words(text: str) -> int:
    return len(_WORD.findall(text))


def measure(name: str, language: str, articles: list[Article]) -> None:
    """Make the drafts of articles and print what is right in them."""
    if not articles:
        sys.exit(f"{name}: there are no articles in this folder. Give the one of a split, as *test*.")
    gc.disable()  # As in the processes of the command.
    began = time.process_time()
    drafts = [make_draft(one.text, language) for one in articles]
    took = time.process_time() - began
    gc.enable()
    counts = Counts()
    for article, draft in zip(articles, drafts, strict=True):
        compare(article, draft, counts)
    length = sum(len(one.text) for one in articles) // len(articles)
    print(f"{name}: {len(articles)} articles of {length} code points, {len(articles) / took:.0f} a second")
    print("\n".join(counts.show()))


def main() -> None:
    """Measure on the splits that are given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--german", type=Path, help="a folder of JSON files")
    parser.add_argument("--english", type=Path, help="a folder with text/ and attributions/")
    options = parser.parse_args()
    if options.german:
        measure("German", "de", list(read_german(options.german)))
    if options.english:
        measure("English", "en", list(read_english(options.english)))


if __name__ == "__main__":
    main()
