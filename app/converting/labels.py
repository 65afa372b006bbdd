"""The label map: what the labels of a file mean here, who the speakers are, and what else is known.

A map is TOML:

    [labels]                    # of passages and relations, and of arguments of events
    Zitat = "quote"             # or direct, mixed, term, indirect, free-indirect, thought, reported;
    Sprecherin = "speaker"      # addressee, cue, coreference, continues, ignore

    [speakers.anna-berg]        # the id
    name = "Anna Berg"
    kind = "person"
    mentions = ["Anna Berg", "Berg"]    # the words that name her, in every text of this conversion

    [article]                   # fields of all documents
    language = "de"

    [json]                      # for --from json alone: where things are (readers/mapped_json.py)

A label that the map lacks is looked up in the default map, without case, trailing digits, *has* and *of*.
"""

import functools
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import regex

from app.converting.annotations import Annotated, Problem, RefusedFile
from app.names import fold_name
from app.vocabulary import QuoteType, SpeakerKind

QUOTE = "quote"
"""A quotation or a reported clause: its type is read from the marks around it."""
FREE_INDIRECT = "free-indirect"
"""Reported without a reporting clause: there is no such type here, so it is kept as indirect."""
THOUGHT = "thought"
"""Words that nobody said: kept as indirect, so that nothing verifies them as said."""
PARTS = ("speaker", "addressee", "cue")
COREFERENCE, CONTINUES, IGNORE = "coreference", "continues", "ignore"
TYPES = frozenset({QUOTE, FREE_INDIRECT, THOUGHT, *map(str, QuoteType)})
MEANINGS = frozenset({*TYPES, *PARTS, COREFERENCE, CONTINUES, IGNORE})
FEATURES = frozenset(["category", "kind", "label", "role", "type", "value"])
"""Features of annotations whose values are labels; those of others are properties."""
FACTS = frozenset(
    {"language", "publisher", "author", "source_url", "published_on", "rights", "headline", "translated"}
)

_MEANINGS = {
    QUOTE: "quote quotation zitat content",
    "direct": "direct directspeech directquote direkt direkterede",
    "mixed": "mixed mixedquote gemischt",
    "term": "term socalled scarequote",
    "indirect": "indirect indirectspeech indirectquote indirekt indirekterede",
    FREE_INDIRECT: "freeindirect indirectfreeindirect freeindirectspeech freieindirekte freieindirekterede",
    THOUGHT: "thought gedanke gedankenrede",
    "reported": "reported reportedspeech erzählterede",
    "speaker": "speaker speakers source sources sprecher sprecherin quelle quellen who",
    "addressee": "addressee addressees recipient recipients hearer adressat towhom",
    "cue": "cue cues cueverb verbofsaying redeeinleitung",
    COREFERENCE: "coreference coref coreferencelink chain",
    CONTINUES: "continues continuation next fortsetzung",
    IGNORE: "attribution attributionnosource token sentence paragraph",
}
DEFAULT = {word: meaning for meaning, words in _MEANINGS.items() for word in words.split()}

_LETTERS = regex.compile(r"[^\p{L}\p{N}]+")


class MappedSpeaker(NamedTuple):
    """A speaker that the map describes."""

    id: str
    name: str
    kind: SpeakerKind
    mentions: tuple[str, ...]


class LabelMap(NamedTuple):
    """What a map says."""

    labels: Mapping[str, str] = {}
    speakers: tuple[MappedSpeaker, ...] = ()
    article: Mapping[str, Any] = {}  # Any: values of fields, validated with the document
    paths: Mapping[str, str] = {}

    def get_meaning(self, label: str) -> str | None:
        """Return what a label means, or None if neither this map nor the default one has it."""
        return self.labels.get(label) or DEFAULT.get(_normalize(label))

    def find_label(self, labels: Sequence[str]) -> str:
        """Return the label of a passage that says what it is: the first that this map has, or the first."""
        return next((label for label in labels if label in self.labels), labels[0] if labels else "")

    def find_meaning(self, labels: Sequence[str]) -> str | None:
        """Return what a passage with some labels is, or None.

        This map may name any of them, a layer or a tag, too; the default map knows the first one alone: that
        of a layer *Quote* with a value that nobody explains may be anything.
        """
        label = self.find_label(labels)
        meaning = self.get_meaning(label)
        is_thought = label not in self.labels and any(
            DEFAULT.get(_normalize(label)) == THOUGHT for label in labels
        )
        return THOUGHT if is_thought and meaning in (QUOTE, "direct", "mixed") else meaning


@functools.lru_cache(maxsize=1_000)
def _normalize(label: str) -> str:
    letters = _LETTERS.sub(" ", label.rpartition(".")[2]).casefold().split()
    words = [word for word in letters if word not in ("has", "of") and not word.isdigit()]
    return "".join(words).rstrip("0123456789")


def read_map(raw: bytes) -> LabelMap:
    """Return the map that a TOML file has, or raise `RefusedFile` with everything that is wrong in it."""
    try:
        content = tomllib.loads(raw.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RefusedFile([Problem("map", f"is not TOML: {error}")]) from None
    problems = list(_find_problems(content))
    if problems:
        raise RefusedFile(problems, "the map")
    return LabelMap(
        content.get("labels", {}),
        tuple(
            MappedSpeaker(
                key, one["name"], SpeakerKind(one["kind"]), tuple(one.get("mentions", [one["name"]]))
            )
            for key, one in content.get("speakers", {}).items()
        ),
        content.get("article", {}),
        content.get("json", {}),
    )


def _find_problems(content: Mapping[str, Any]) -> Iterable[Problem]:  # Any: TOML
    for section in content.keys() - {"labels", "speakers", "article", "json"}:
        yield Problem(f"[{section}]", "there is no such section")
    for section, value in content.items():
        if not isinstance(value, dict):
            yield Problem(section, "is a section: write it in square brackets")
            return
    for label, meaning in content.get("labels", {}).items():
        if not isinstance(meaning, str) or meaning not in MEANINGS:
            yield Problem(f"labels: {label}", f"must be one of {', '.join(sorted(MEANINGS))}")
    for key, speaker in content.get("speakers", {}).items():
        yield from _check_speaker(key, speaker)
    yield from _find_shared_mentions(content.get("speakers", {}))
    for field in content.get("article", {}).keys() - FACTS:
        yield Problem(f"article: {field}", f"must be one of {', '.join(sorted(FACTS))}")
    for field, path in content.get("json", {}).items():
        if not isinstance(path, str):
            yield Problem(f"json: {field}", "must be a path in quotation marks")


def _check_speaker(key: str, speaker: Any) -> Iterable[Problem]:  # Any: TOML  # noqa: ANN401
    if not isinstance(speaker, dict) or not {"name", "kind"} <= speaker.keys() <= {
        "name",
        "kind",
        "mentions",
    }:
        yield Problem(f"speakers.{key}", "needs a name and a kind, and may have mentions")
    elif speaker["kind"] not in tuple(SpeakerKind):  # Not in the class: a list is not hashable.
        yield Problem(f"speakers.{key}", f"the kind must be {' or '.join(SpeakerKind)}")
    elif not isinstance(speaker["name"], str) or not _is_list_of_words(speaker.get("mentions", [])):
        yield Problem(f"speakers.{key}", "the name must be text, and mentions a list of texts")


def _find_shared_mentions(speakers: Mapping[str, Any]) -> Iterable[Problem]:  # Any: TOML
    """Yield the mentions that two speakers have: they would name one of them, whichever comes last."""
    owners: dict[str, str] = {}
    for key, speaker in speakers.items():
        if isinstance(speaker, dict) and _is_list_of_words(speaker.get("mentions", [])):
            for mention in speaker.get("mentions", [str(speaker.get("name", key))]):
                other = owners.setdefault(fold_name(mention), key)
                if other != key:
                    yield Problem(f"speakers.{key}", f"“{mention}” is a mention of {other}, too")


def _is_list_of_words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and one for one in value)


def count_labels(texts: Iterable[Annotated]) -> Counter[str]:
    """Return how often each label occurs, those of links and of their ends included."""
    counts: Counter[str] = Counter()
    for one in texts:
        counts.update(label for passage in one.passages for label in passage.labels)
        counts.update(link.label for link in one.links)
        counts.update(end.role for link in one.links for end in link.ends if end.role)
    return counts


def write_template(counts: Mapping[str, int], mentions: Mapping[str, int], label_map: LabelMap) -> str:
    """Return a map, to be edited, with every label that occurs, and every mention that names no speaker."""
    lines = ["# Meanings: " + ", ".join(sorted(MEANINGS)), "[labels]"]
    for label, count in sorted(counts.items(), key=lambda one: (-one[1], one[0])):
        meaning = label_map.get_meaning(label)
        lines.append(
            f"{'' if meaning else '# '}{_quote(label)} = {_quote(meaning or IGNORE)}  # {count} times"
        )
    lines += ["", "# Speakers, each under an id; these mentions name nobody yet:"]
    named = sorted(mentions.items(), key=lambda one: (-one[1], one[0]))
    lines += [f"#   {_quote(words)}  # {count} times" for words, count in named]
    lines += [
        "# [speakers.anna-berg]",
        '# name = "Anna Berg"',
        '# kind = "person"',
        '# mentions = ["Berg"]',
        "",
    ]
    for one in label_map.speakers:
        listed = ", ".join(map(_quote, one.mentions))
        lines += [f"[speakers.{one.id}]", f"name = {_quote(one.name)}", f"kind = {_quote(one.kind)}"]
        lines += [f"mentions = [{listed}]", ""]
    return "\n".join([*lines, "# [article]", '# language = "de"', ""])


def _quote(text: str) -> str:
    """Return a text as a basic string of TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(one if one.isprintable() else f"\\U{ord(one):08x}" for one in escaped) + '"'
