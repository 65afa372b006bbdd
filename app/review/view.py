"""The HTML of a draft: its lines with marks, the list of its parts, and the panel of one of them.

Lines and list are made of strings, one a line and one a part: a browser that shows one draft is sent only
those that are different in the next.
"""

from collections.abc import Sequence
from html import escape
from typing import Any, NamedTuple

from app.errors import WortlautError
from app.presenters.page_language import PageLanguage
from app.presenters.pages.marking import Mark, MarkedPlace, mark_lines
from app.presenters.pages.notes import QUOTATION_TYPES, shorten
from app.presenters.pages.words import Words
from app.review.decisions import AnyDecision
from app.review.library import Opened
from app.review.placed_document import Part, PlacedDocument, list_parts, make_quote_key, split_lines
from app.review.templates import WORDS, render, show_controls, show_text
from app.schemas.document import ArticleDocument, QuoteDocument
from app.services.ingest import validation
from app.values import BlockValue
from app.verbatim import Span, convert_to_utf16
from app.vocabulary import Certainty, QuoteType, SpeakerKind, StatementForm

COLOURS = 8
ITEM_MAX = 90
"""Code points of a quote in the list."""
PANEL_MAX = 300
"""Code points of a quote in the panel: the text beside it has all of them."""
TOLD = {
    "add": "did_add",
    "move": "did_words",
    "span": "did_words",
    "type": "did_type",
    "speakers": "did_speakers",
    "addressees": "did_addressees",
    "statement": "did_statement",
}
"""How decisions about a quote are told, with what it has then."""
DOUBTFUL = (Certainty.INFERRED, Certainty.AMBIGUOUS)
Json = dict[str, Any]  # Any: JSON


class View(NamedTuple):
    """The HTML of a draft: of each line, and of each part in the list, by key."""

    lines: tuple[str, ...]
    items: dict[str, str]


class Voice(NamedTuple):
    """The sign of who speaks, a number and a question mark if that is doubtful; and the class of a colour."""

    sign: str
    colour: str
    names: str


def make_view(draft: PlacedDocument, language: PageLanguage) -> View:
    """Return the HTML of a draft."""
    w, document = WORDS[language], draft.document
    positions = {one.id: at for at, one in enumerate(document.speakers)}
    voices = [_find_voice(quote, document, positions, w) for quote in document.quotes]
    places = [MarkedPlace(make_quote_key(span), *span) for span in draft.spans]
    marks = [
        _make_mark(quote, place.id, voice, w)
        for quote, place, voice in zip(document.quotes, places, voices, strict=True)
    ]
    blocks = [
        BlockValue(at, kind, *line, document.text[line.start : line.end])
        for at, (line, kind) in enumerate(zip(split_lines(document.text), document.blocks, strict=True))
    ]
    # HTML takes a carriage return for a line feed, and then the browser would count one unit less.
    lines = tuple(show_controls(one.replace("\r", "&#13;")) for one in mark_lines(blocks, places, marks))
    parts = list_parts(draft)
    items = {key: _write_item(key, part, document, voices, w) for key, part in parts.items()}
    return View(lines, items)


def _find_voice(
    quote: QuoteDocument, document: ArticleDocument, positions: dict[str, int], w: Words
) -> Voice:
    own = [positions[one] for one in quote.speakers if one in positions]
    sign = "+".join(str(at + 1) for at in own) or "0"
    if quote.certainty.speaker in DOUBTFUL:
        sign += "?"
    colour = f"voice-{own[0] % COLOURS + 1}" if len(own) == 1 else "voice-0"
    return Voice(sign, colour, ", ".join(document.speakers[at].name for at in own) or w.no_speaker)


def _make_mark(quote: QuoteDocument, key: str, voice: Voice, w: Words) -> Mark:
    kind = "quotation" if quote.type in QUOTATION_TYPES else "report"
    state = " open" if quote.review else ""
    label = escape(f"{voice.names}, {w.open if quote.review else w.decided}")
    # `show_controls` runs over the whole line: a raw control here would put a `<span>` into the attribute.
    label = label.encode("ascii", "xmlcharrefreplace").decode()
    return Mark(
        f'<span class="{kind} {voice.colour}{state}" data-part="{key}"',
        f'</span><a class="sign {voice.colour}" tabindex="-1" data-part="{key}" data-sign="{voice.sign}" '
        f'aria-label="{label}" href="#item-',
    )


def _write_item(key: str, part: Part, document: ArticleDocument, voices: Sequence[Voice], w: Words) -> str:
    """Return a part as an item of the list; its facts are HTML."""
    speak = f' lang="{document.language}"' if document.language else ""
    match part.kind:
        case "article":
            sign, colour, title, facts = "", "voice-0", document.headline or document.id, w.part_article
        case "speaker":
            speaker = document.speakers[part.position]
            sign, colour = str(part.position + 1), f"voice-{part.position % COLOURS + 1}"
            title, facts = speaker.name, w.part_speaker
        case "statement":
            statement = document.statements[part.position]
            sign, colour, facts = "", "voice-0", f"{w.part_statement} · {w[statement.form]}"
            title = statement.title or statement.id
        case "quote":
            quote, voice = document.quotes[part.position], voices[part.position]
            sign, colour, title = voice.sign, voice.colour, shorten(quote.exact, ITEM_MAX)
            # Names may be written from right to left, and must not turn what is beside them.
            facts = f"{w[f'type_{quote.type}']} · <bdi>{show_text(voice.names)}</bdi>"
            if quote.score is not None:
                facts += f" · {quote.score * 100:.0f} %"
    state = w.open if part.is_open else w.decided
    return (
        f'<li id="item-{key}"><button type="button" tabindex="-1" data-part="{key}" '
        f'class="{"open" if part.is_open else "decided"}"><span class="state">{state}</span>'
        f'<span class="number {colour}">{sign}</span> <span class="words"{speak}>{show_text(title)}</span>'
        f'<span class="facts">{facts}</span></button></li>'
    )


def list_line_starts(document: ArticleDocument) -> list[int]:
    """Return where each line begins, in UTF-16 code units, as browsers count."""
    spans = [Span(line.start, line.start) for line in split_lines(document.text)]
    return [span.start for span in convert_to_utf16(document.text, spans)]


def find_differences(before: View, after: View) -> Json:
    """Return how one view becomes another: lines by number, keys to remove, and items to put before others.

    Items are put from the last one on, so that the one that each is put before is there.
    """
    lines = [
        [number, after.lines[number]]
        for number, line in enumerate(before.lines)
        if line != after.lines[number]
    ]
    put: list[list[str | None]] = []
    following: str | None = None
    for key in reversed(after.items):
        if before.items.get(key) != after.items[key]:
            put.append([key, after.items[key], following])
        following = key
    return {"lines": lines, "remove": [key for key in before.items if key not in after.items], "put": put}


def write_panel(
    draft: PlacedDocument, key: str, name: str, language: PageLanguage, notes: Sequence[str] = ()
) -> str:
    """Return the panel of a part: what is proposed, all that can be done about it, and what was just done."""
    parts, document = list_parts(draft), draft.document
    part = parts[key]
    left = sum(one.is_open for one in parts.values())
    names = {one.id: one.name for one in document.speakers}
    values: Json = {
        "key": key,
        "part": part,
        "number": list(parts).index(key) + 1,
        "total": len(parts),
        "left": left,
        "notes": notes,
        "document": document,
        "names": lambda ids: "; ".join(names.get(one, one) for one in ids),
        "speak": document.language or "",
        "name": name,
        # Only once nothing is left: a document of 8 MiB takes seconds.
        "faults": _find_faults(document) if not left else [],
        "types": list(QuoteType),
        "certainties": list(Certainty),
        "forms_list": list(StatementForm),
        "kinds": list(SpeakerKind),
        "shorten": lambda words: shorten(words, PANEL_MAX),
    }
    lists: Json = {
        "speaker": document.speakers,
        "statement": document.statements,
        "quote": document.quotes,
    }
    value = document if part.kind == "article" else lists[part.kind][part.position]
    rendered = getattr(value, "statement", None)
    values["statement"] = next((one for one in document.statements if one.id == rendered), None)
    return render("panel.html", language, value=value, **values)


def tell_done(decision: AnyDecision, draft: PlacedDocument, key: str, language: PageLanguage) -> str:
    """Return what a decision did, for those who cannot see it; the draft is that after it."""
    w, document, part = WORDS[language], draft.document, list_parts(draft)[key]
    if decision.action not in TOLD:
        word = f"did_{decision.action}" if decision.action in ("accept", "reject", "undo") else "did_change"
        return w[word]
    quote = document.quotes[part.position]
    names = {one.id: one.name for one in document.speakers}
    titles = {one.id: one.title or one.id for one in document.statements}
    match decision.action:
        case "type":
            words = w[f"type_{quote.type}"]
        case "speakers" | "addressees" as role:
            words = ", ".join(names[one] for one in getattr(quote, role)) or w.nobody
        case "statement":
            words = titles[quote.statement] if quote.statement else w.nobody
        case _:
            words = shorten(quote.exact, PANEL_MAX)
    return w[TOLD[decision.action]] % {"words": words}


def _find_faults(document: ArticleDocument) -> list[str]:
    """Return why an import would refuse the document, now that it is reviewed."""
    try:
        validation.validate(document)
    except WortlautError as error:
        return [f"{fault.pointer}: {fault.detail}" for fault in error.faults] or [error.detail]
    return []


def write_page(
    opened: Opened, view: View, key: str, name: str, language: PageLanguage, *, folder: str, has_list: bool
) -> str:
    """Return the page of a draft, with the panel of one part; all addresses begin with the folder."""
    document = opened.draft.document
    parts = list_parts(opened.draft)
    starts = list_line_starts(document)
    lines = "\n".join(
        f'<div data-line="{number}" data-start="{start}">{line}</div>'
        for number, (line, start) in enumerate(zip(view.lines, starts, strict=True))
    )
    return render(
        "draft.html",
        language,
        folder=folder,
        name=name,
        has_list=has_list,
        version=opened.version,
        key=key,
        document=document,
        lines=lines,
        items="\n".join(view.items.values()),
        panel=write_panel(opened.draft, key, name, language),
        left=sum(one.is_open for one in parts.values()),
        total=len(parts),
    )
