"""Make the draft of a text or a page as a document, with what its page states."""

import hashlib
import json
import re
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import ValidationError

from app import verbatim
from app.cli import draft_text
from app.drafting.documents import make_document
from app.drafting.draft import guess_language, make_draft
from app.drafting.marks import find_marked
from app.drafting.values import Draft
from app.errors import (
    ContentTooLarge,
    Fault,
    MalformedRequest,
    NotInstalled,
    RefusedDocument,
    strip_pydantic_prefix,
    to_pointer,
)
from app.schemas.document import DOCUMENT_BYTES_MAX, ArticleDocument
from app.services.ingest import validation
from app.slugs import SLUG_MAX, cut_slug, make_slug
from app.vocabulary import BlockKind, Certainty

if TYPE_CHECKING:
    from app.extraction.page import Page

Json = dict[str, Any]  # Any: JSON
PAGES = (".html", ".htm", ".xhtml")
TEXTS = (".txt",)
WITHOUT_HTML = "pages need the extra html; run: pip install -c constraints.txt '.[html]'"
_NO_TEXTS = (b"%PDF-", b"{\\rtf")
"""How files begin that may be made of characters alone and are no texts."""
_LOST_WORDS = 3
"""Words of a passage in marks of which a draft says that the page has it: fewer are a button or a title."""
_PAGE = re.compile(rb"\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_OF_THE_PAGE = (BlockKind.HEADLINE, BlockKind.SUBHEADING, BlockKind.CAPTION)
_OF_THE_WORDS = (BlockKind.BYLINE, BlockKind.RELATED, BlockKind.BOILERPLATE)


class TextSource(NamedTuple):
    """A text or a page as it was read: its name for messages, the id of its article, and its bytes."""

    name: str
    id: str
    raw: bytes

    @property
    def is_page(self) -> bool:
        """Whether it is HTML: by the end of its name, or else by how it begins."""
        suffix = Path(self.name).suffix.lower()
        return suffix in PAGES or (suffix not in TEXTS and _PAGE.match(self.raw) is not None)


class Options(NamedTuple):
    """How drafts are made: the language of all, and whether each is shown, in colour or not."""

    language: str | None = None
    is_shown: bool = False
    in_colour: bool = False


class Drafted(NamedTuple):
    """A draft as a document in JSON, what a person has to look at in it, and how it is shown.

    `to_review` counts the marks of the document, `faults` are sentences on the source.
    """

    name: str
    id: str
    raw: bytes
    quotes: int
    unattributed: int
    to_review: int
    faults: tuple[str, ...]
    shown: str = ""


def make(source: TextSource, options: Options) -> Drafted:
    """Return the draft of a text or a page.

    Raises `ContentTooLarge`, `MalformedRequest` for a text that is not in UTF-8 or a page without an article,
    and `RefusedDocument` if it would be no valid document.
    """
    if len(source.raw) > DOCUMENT_BYTES_MAX:
        raise ContentTooLarge(f"It is larger than {DOCUMENT_BYTES_MAX} bytes.")
    page = _read_page(source.raw, options.language) if source.is_page else None
    text = _decode(source.raw) if page is None else page.text
    stated = page.facts.language if page else None
    is_other = stated is not None and _is_other_language(text, stated)
    draft = make_draft(text, options.language or (None if is_other else stated))
    if page is not None:
        draft = draft._replace(lines=tuple(map(_choose_kind, page.lines, draft.lines)))
    document: Json = make_document(draft, source.id)
    document = document if page is None else _add_facts(document, page)
    raw = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    _require_valid(raw)
    faults = _list_faults(draft, page, is_other=is_other)
    faults += _tell_left_out(len(draft.quotes) - len(document["quotes"]))
    marked = [one for key in ("speakers", "quotes") for one in document[key] if "review" in one]
    return Drafted(
        source.name,
        source.id,
        raw,
        quotes=len(draft.quotes),
        unattributed=sum(one.speaker is None and one.type != "term" for one in draft.quotes),
        to_review=len(marked) + ("review" in document),
        faults=tuple(faults),
        shown=draft_text.show(draft, source.name, in_colour=options.in_colour) if options.is_shown else "",
    )


def _read_page(raw: bytes, language: str | None) -> "Page":
    if find_spec("trafilatura") is None:
        raise NotInstalled(WITHOUT_HTML)
    # Imported here: it takes half a second to load, and may not be installed.
    from app.extraction.page import read_page

    page = read_page(raw, language)
    return page._replace(faults=(*page.faults, *_tell_lost(page)))


def _decode(raw: bytes) -> str:
    """Return a text in UTF-8; raise `MalformedRequest` if it is in another encoding, blank, or no text."""
    if raw.startswith(_NO_TEXTS):
        raise MalformedRequest("It is no text but a PDF or RTF file: save its words as a text, or as HTML.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MalformedRequest(f"The text is not in UTF-8: byte {error.start} does not fit.") from None
    if not text.strip():
        raise MalformedRequest("The text is empty.")
    if (at := verbatim.find_forbidden_in_article(text)) is not None:
        raise MalformedRequest(f"It is no text: character {at} is U+{ord(text[at]):04X}.")
    return text


def _choose_kind(of_page: BlockKind, of_words: BlockKind) -> BlockKind:
    """Return the kind of a line of a page: by its element, else by its words."""
    return of_words if of_page not in _OF_THE_PAGE and of_words in _OF_THE_WORDS else of_page


def _add_facts(document: Json, page: "Page") -> Json:
    """Return a document with what its page states; a person decides about what it does not state clearly."""
    facts = page.facts
    values = {
        "headline": facts.headline,
        "publisher": facts.publisher,
        "author": facts.author,
        "source_url": facts.source_url,
        "published_on": facts.published_on and facts.published_on.isoformat(),
    }
    head = {key: document.pop(key) for key in ("format", "id")}
    known = {key: value for key, value in values.items() if value is not None}
    if facts.published_on_certainty is not None:
        document.setdefault("certainty", {})["published_on"] = str(facts.published_on_certainty)
    if page.faults or facts.published_on_certainty not in (None, Certainty.STATED):
        document["review"] = True
    return {**head, **known, **document}


def _require_valid(raw: bytes) -> None:
    """Raise `RefusedDocument` if a document could not be imported."""
    try:
        document = ArticleDocument.model_validate_json(raw)
        validation.check(document, verbatim.split_blocks(document.text))
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False, include_context=False)
        faults = [Fault("body", to_pointer(one["loc"]), strip_pydantic_prefix(one["msg"])) for one in found]
        raise RefusedDocument("Its draft would be no valid document.", faults) from None


def _tell_lost(page: "Page") -> list[str]:
    """Tell how many passages in marks the page has in its article and its text lacks, white space aside."""
    known = "".join(f"{page.text} {page.facts.headline or ''}".split())
    passages = [line[slice(*one.span)] for line in page.lost for one in find_marked(line) if one.is_closed]
    words = [one.split() for one in passages]
    count = sum(len(one) >= _LOST_WORDS and "".join(one) not in known for one in words)
    return [f"Passages in marks of the page that the text lacks: {count}."] if count else []


def _tell_left_out(count: int) -> list[str]:
    return [f"Passages in marks left out, because their words occur too often: {count}."] if count else []


def _is_other_language(text: str, stated: str) -> bool:
    """Tell whether the words of a page are of another language than it states."""
    guessed = guess_language(text)
    return guessed is not None and stated.split("-")[0].lower() != guessed


def _list_faults(draft: Draft, page: "Page | None", *, is_other: bool) -> list[str]:
    faults = list(page.faults) if page else []
    if is_other and page:
        faults.append(f"The page says that its language is {page.facts.language}; its words are of another.")
    if draft.language is None:
        faults.append("The language is neither given nor recognized.")
    elif draft.language_certainty is not Certainty.STATED:
        faults.append(f"The language, {draft.language}, is a guess.")
    if page and page.facts.published_on_certainty not in (None, Certainty.STATED):
        faults.append("The day of publication is not stated clearly.")
    return faults


def make_id(path: Path) -> str:
    """Return the id of the article in a file: its path without the suffix, in letters of ids.

    A longer one ends in digits of its SHA-256.
    """
    slug = make_slug(str(path.with_suffix("")))
    if slug and len(slug) <= SLUG_MAX:
        return slug
    digest = hashlib.sha256(str(path).encode("utf-8", "surrogateescape")).hexdigest()[:12]
    return f"{cut_slug(slug, SLUG_MAX - 13) or 'article'}-{digest}"
