"""Apply any decision to a draft, pure, and tell which part is next."""

from typing import NamedTuple

from app.review import quote_edits, source_edits, speaker_edits
from app.review.decisions import (
    Accept,
    AddQuote,
    AnyDecision,
    ChangeArticle,
    ChangeSpeaker,
    ChangeStatement,
    MoveEnd,
    Reject,
    SetParties,
    SetSpan,
    SetStatement,
    SetType,
)
from app.review.movements import move
from app.review.placed_document import (
    DecisionRefused,
    Note,
    Part,
    PlacedDocument,
    change,
    list_parts,
    make_quote_key,
    make_speaker_key,
)
from app.schemas.document import ArticleDocument

LISTS = {"speaker": "speakers", "statement": "statements", "quote": "quotes"}


class Decided(NamedTuple):
    """A draft after a decision, the key of the part that a person looks at next, and what is told of it."""

    draft: PlacedDocument
    focus: str
    notes: tuple[Note, ...] = ()


def apply_decision(draft: PlacedDocument, decision: AnyDecision) -> Decided:
    """Return the draft after a decision; raises `DecisionRefused` if it cannot be applied.

    After a part is accepted or rejected, the next open one is looked at; otherwise the same one.
    """
    parts = list_parts(draft)
    part = parts.get(decision.part)
    match decision:
        case AddQuote():
            is_quote = part is not None and part.kind == "quote"
            span = draft.spans[part.position] if part is not None and is_quote else None
            added, new = quote_edits.add(draft, span, decision)
            return Decided(added, make_quote_key(new))
        case _ if part is None:
            raise DecisionRefused("refused_gone")
        case Accept():
            decided = _accept(draft, part)
        case Reject():
            decided = _reject(draft, part)
        case _:
            return _change(draft, part, decision)
    return Decided(decided, find_next_open(parts, list_parts(decided), decision.part))


def _change(draft: PlacedDocument, part: Part, decision: AnyDecision) -> Decided:
    """Return the draft with a part that is changed; whether it waits for a decision stays as it is."""
    index, document = part.position, draft.document
    if part.kind == "quote":
        changed = _change_quote(draft, index, decision)
        notes = _tell_parts(document, index) if isinstance(decision, SetParties | SetStatement) else ()
        return Decided(changed, make_quote_key(changed.spans[index]), notes)
    match decision, part.kind:
        case ChangeArticle(), "article":
            document = source_edits.change_article(document, decision)
        case ChangeStatement(), "statement":
            document = source_edits.change_statement(document, index, decision)
        case ChangeSpeaker(), "speaker":
            edit = speaker_edits.change_speaker(document, index, decision)
            return Decided(
                draft._replace(document=edit.document), make_speaker_key(edit.speaker_id), edit.notes
            )
        case _:
            raise DecisionRefused("refused_not_here")
    return Decided(draft._replace(document=document), decision.part)


def _tell_parts(document: ArticleDocument, index: int) -> tuple[Note, ...]:
    """Return a note that more than one quote has changed, if that is so."""
    count = len(quote_edits.find_chain(document.quotes, index))
    return (Note("note_all_parts", {"count": count}),) if count > 1 else ()


def _change_quote(draft: PlacedDocument, index: int, decision: AnyDecision) -> PlacedDocument:
    match decision:
        case MoveEnd():
            is_back = decision.direction == "back"
            span = move(draft.document.text, draft.spans[index], decision.end, decision.step, is_back=is_back)
            return quote_edits.move_end(draft, index, span)
        case SetSpan():
            return quote_edits.set_span(draft, index, decision)
        case SetType():
            return quote_edits.set_type(draft, index, decision)
        case SetParties():
            return quote_edits.set_parties(draft, index, decision)
        case SetStatement():
            return quote_edits.set_statement(draft, index, decision)
    raise DecisionRefused("refused_not_here")


def _accept(draft: PlacedDocument, part: Part) -> PlacedDocument:
    """Take the mark of a part away, if it has one."""
    if not part.is_open:
        return draft
    if part.kind == "article":
        return draft._replace(document=change(draft.document, review=False))
    name = LISTS[part.kind]
    accepted = [*getattr(draft.document, name)]
    accepted[part.position] = accepted[part.position].model_copy(update={"review": False})
    return draft._replace(document=change(draft.document, **{name: accepted}))


def _reject(draft: PlacedDocument, part: Part) -> PlacedDocument:
    match part.kind:
        case "quote":
            return quote_edits.reject(draft, part.position)
        case "speaker":
            document = speaker_edits.reject_speaker(draft.document, part.position)
        case "statement":
            document = source_edits.reject_statement(draft.document, part.position)
        case "article":
            raise DecisionRefused("refused_article")
    return draft._replace(document=document)


def find_next_open(before: dict[str, Part], after: dict[str, Part], key: str) -> str:
    """Return the first open part behind one that was decided, else before it, else any next one, else it.

    It may be gone from the parts after the decision; those before it have its place.
    """
    keys = list(before)
    at = keys.index(key)
    others = [one for one in keys[at + 1 :] + keys[:at] if one in after]
    return next((one for one in others if after[one].is_open), others[0] if others else key)
