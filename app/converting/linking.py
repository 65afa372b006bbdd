"""Join the passages of a text into attributions: each quotation with its speakers, addressees and cues."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.converting.annotations import End, LabelledPassage, Link, Loss
from app.converting.labels import CONTINUES, COREFERENCE, IGNORE, PARTS, TYPES, LabelMap
from app.converting.placing import Placed
from app.converting.selectors import list_places
from app.verbatim import Span


@dataclass(frozen=True)
class Mention:
    """Words that name a speaker, an addressee, or a cue; without a span if only their words are known."""

    words: str
    span: Span | None
    is_identifier: bool = False
    """Whether the words are `#` and the id of a person of the file, or a pointer into another file."""


@dataclass
class Attribution:
    """A quotation with its parts, as the file joins them."""

    passage: LabelledPassage
    meaning: str
    spans: tuple[Span, ...]
    parts: dict[str, dict[Mention, None]] = field(default_factory=lambda: {part: {} for part in PARTS})
    """The mentions of each part, in order, each once."""
    continues: str | None = None
    """The id of the passage that it continues."""

    def add(self, part: str, mention: Mention) -> None:
        """Add a part, unless it is known."""
        self.parts[part][mention] = None


@dataclass
class Linked:
    """The attributions of a text by their passages, chains of mentions, and what is lost."""

    attributions: dict[str, Attribution]
    chains: list[list[Mention]]
    losses: list[Loss]


def link(placed: Placed, label_map: LabelMap) -> Linked:
    """Join the passages of a text by its links, and by what each says of itself."""
    annotated = placed.annotated
    meanings = {one.id: label_map.find_meaning(one.labels) for one in annotated.passages}
    linked = Linked({}, [], [*annotated.losses, *placed.losses])
    chained = _read_chains(placed, label_map, linked)
    for passage in annotated.passages:
        meaning = meanings[passage.id]
        if meaning in TYPES or meaning in PARTS:
            linked.losses += _list_further_labels(passage, label_map)
        if meaning in TYPES:
            linked.attributions[passage.id] = Attribution(passage, meaning, placed.spans[passage.id])
        elif meaning is None and passage.id not in chained:
            linked.losses.append(_lose_passage(passage))
    used = set(chained)
    for one in annotated.links:
        linked.losses += _follow(one, placed, meanings, label_map, linked, used)
    for attribution in linked.attributions.values():
        linked.losses += _read_properties(attribution, placed.annotated.text, label_map)
    linked.losses += itertools.chain(*map(_share_speaker, _group_parts(linked.attributions.values())))
    for passage in annotated.passages:
        if (part := meanings[passage.id]) in PARTS:
            linked.losses += _lose_properties(passage, label_map)
            if passage.id not in used:
                detail = f"{_cut(placed, passage.id).words!r} is linked to no quotation"
                linked.losses.append(Loss(f"{part} without a quotation", passage.place, detail))
    return linked


def _read_chains(placed: Placed, label_map: LabelMap, linked: Linked) -> set[str]:
    """Read the chains of mentions, and return the ids of the passages in them."""
    chained = set()
    for one in placed.annotated.links:
        if label_map.get_meaning(one.label) == COREFERENCE:
            ids = [end.passage for end in one.ends if end.passage in placed.spans]
            linked.chains.append([_cut(placed, passage) for passage in ids])
            chained.update(ids)
    return chained


def _lose_passage(passage: LabelledPassage) -> Loss:
    if not any(passage.labels):
        return Loss("passage without a label", passage.place, "nothing says what it is")
    detail = "the label map does not say what it is"
    return Loss(f"label {passage.labels[0]!r}", passage.place, detail)


def _list_further_labels(passage: LabelledPassage, label_map: LabelMap) -> list[Loss]:
    """Return the labels of a passage beside the one that is taken, unless the map ignores them."""
    taken = label_map.find_label(passage.labels)
    further = [one for one in passage.labels[: passage.equal_labels] if one != taken]
    return [
        Loss("further label", passage.place, one[:100])
        for one in further
        if one and label_map.get_meaning(one) != IGNORE
    ]


def _lose_properties(passage: LabelledPassage, label_map: LabelMap) -> Iterator[Loss]:
    """Yield what the file says of a part, such as a speaker, unless the map ignores it."""
    for name, words in passage.properties:
        if label_map.get_meaning(name) != IGNORE:
            yield Loss(f"property {name!r} of a part", passage.place, words[:100])


def _cut(placed: Placed, passage: str) -> Mention:
    """Return a passage as a mention; a discontinuous one is the words of its first piece."""
    span = placed.spans[passage][0]
    return Mention(placed.annotated.text[slice(*span)], span)


def _follow(
    link: Link,
    placed: Placed,
    meanings: dict[str, str | None],
    label_map: LabelMap,
    linked: Linked,
    used: set[str],
) -> Iterator[Loss]:
    """Follow one link from its quotations to its other ends.

    An end plays the part that its label says, else that of the link: *criticises* does not make a passage the
    speaker that is labelled so. Only where neither has a label, the passage's own says it.
    """
    ends = [end for end in link.ends if end.passage in meanings]
    if len(ends) < len(link.ends):
        yield Loss("link to nothing", link.place, "one of its ends is not in the file")
    quotations = sorted(
        {end.passage for end in ends if end.passage in linked.attributions},
        key=lambda one: linked.attributions[one].spans,
    )
    meaning = label_map.get_meaning(link.label)
    if meaning == COREFERENCE:
        return
    others = [end for end in ends if end.passage not in linked.attributions]
    if not quotations:
        parts = any(meanings[end.passage] in PARTS for end in others)
        if parts or meaning not in (IGNORE, None):
            yield Loss("link without a quotation", link.place, f"{link.label!r} has no quotation")
        return
    yield from _join_parts(link, quotations, meaning, ends, label_map, linked)
    for end in others:
        label, of_passage = end.role or link.label, meanings[end.passage]
        part = label_map.get_meaning(label) if label else of_passage
        if part in PARTS:
            mention = _cut(placed, end.passage)
            used.add(end.passage)
            for quotation in quotations:
                linked.attributions[quotation].add(part, mention)
        elif IGNORE not in (part, of_passage):
            says_nothing = f"`{part}` does not say who speaks, is addressed, or which words introduce it"
            detail = says_nothing if part else "the label map does not say what it is"
            yield Loss(f"link {label!r}", link.place, detail)


def _join_parts(
    link: Link,
    quotations: list[str],
    meaning: str | None,
    ends: list[End],
    label_map: LabelMap,
    linked: Linked,
) -> Iterator[Loss]:
    """Make one interrupted quotation of several that a link joins, if it says so."""
    if len(quotations) < 2:
        return
    are_contents = all(
        label_map.get_meaning(end.role) in TYPES for end in ends if end.passage in linked.attributions
    )
    if meaning != CONTINUES and not are_contents:
        yield Loss(f"link {link.label!r} between quotations", link.place, "there is no such relation here")
        return
    for before, after in itertools.pairwise(quotations):
        linked.attributions[after].continues = before


def _group_parts(attributions: Iterable[Attribution]) -> list[list[Attribution]]:
    """Return the parts of each quotation, in reading order."""
    groups: dict[str, list[Attribution]] = {}
    for one in sorted(attributions, key=lambda one: one.spans):
        group = groups.get(one.continues or "", [])
        group.append(one)
        groups[one.passage.id] = group
    return list({id(group): group for group in groups.values()}.values())


def _share_speaker(parts: list[Attribution]) -> Iterator[Loss]:
    """Give the parts that name no speaker the speaker of the other parts, if these agree."""
    named = [one.parts["speaker"] for one in parts if one.parts["speaker"]]
    are_one = len({frozenset(mention.words for mention in each) for each in named}) == 1
    for one in parts if named else ():
        if one.parts["speaker"]:
            continue
        if are_one:
            one.parts["speaker"].update(named[0])
        else:
            detail = "the other parts of its quotation have several"
            yield Loss("part without a speaker", one.passage.place, detail)


def _read_properties(attribution: Attribution, text: str, label_map: LabelMap) -> Iterator[Loss]:
    """Read the parts that a quotation names in words, or by pointers: a `#` is in each, and in no name."""
    for name, words in attribution.passage.properties:
        meaning = label_map.get_meaning(name)
        if meaning in PARTS:
            pointers = words.split()
            if pointers and all("#" in one for one in pointers):
                mentions = [Mention(one, None, is_identifier=True) for one in pointers]
            else:
                mentions = [_make_mention(text, attribution, words)]
            for one in mentions:
                attribution.add(meaning, one)
        elif meaning != IGNORE:
            yield Loss(f"property {name!r}", attribution.passage.place, words[:100])


def _make_mention(text: str, attribution: Attribution, words: str) -> Mention:
    """Return words as a mention, at their place if they occur once in the lines of the quotation."""
    start, end = attribution.spans[0].start, attribution.spans[-1].end
    begin = max(text.rfind(sign, 0, start) for sign in "\r\n") + 1
    ends = [at for sign in "\r\n" if (at := text.find(sign, end)) >= 0]
    edges = [begin, *(at for span in attribution.spans for at in span), min(ends, default=len(text))]
    around = map(Span, edges[::2], edges[1::2])  # A quotation does not name its own speaker.
    places = [place for within in around for place in list_places(text, words, within)]
    return Mention(words, places[0] if len(places) == 1 else None)


def group_chains(chains: Iterable[Iterable[Mention]]) -> list[set[Mention]]:
    """Return the mentions of each one that chains speak of: chains with a common place are of the same."""
    by_span: dict[Span | None, set[Mention]] = {}
    for chain in chains:
        joined = {id(group): group for one in chain if (group := by_span.get(one.span)) is not None}
        whole: set[Mention] = max(joined.values(), key=len, default=set())
        # The largest takes the others in, so that no mention moves often.
        for group in (set(chain), *joined.values()):
            for one in () if group is whole else group - whole:
                whole.add(one)
                by_span[one.span] = whole
    return list({id(group): group for group in by_span.values()}.values())
