"""Store the rows of articles, and keep the speakers and statements they share in step."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Table, delete, insert, select, update
from sqlmodel import Session, SQLModel

from app.models import (
    Article,
    ArticleSpeaker,
    ArticleStatement,
    Block,
    Corpus,
    Passage,
    Quote,
    QuoteParty,
    Speaker,
    SpeakerName,
    Statement,
    StatementParty,
    Tally,
    table,
)
from app.schemas.document import SpeakerDocument, StatementDocument
from app.services import passages
from app.services.names import fold_name
from app.services.proving import ArticleRows, Row
from app.vocabulary import Role

ARTICLE, QUOTE, PARTY = table(Article).c, table(Quote).c, table(QuoteParty).c
PASSAGE, TALLY = table(Passage).c, table(Tally).c
Value = TypeVar("Value")


def read_rows(session: Session, article_id: str) -> ArticleRows | None:
    """Return all rows of an article, or None if there is no such article."""
    article = session.execute(select(*ARTICLE).where(ARTICLE.id == article_id)).mappings().first()
    if article is None:
        return None
    parties = (
        select(*PARTY)
        .join_from(table(QuoteParty), table(Quote), PARTY.quote_id == QUOTE.id)
        .where(QUOTE.article_id == article_id)
        .order_by(QUOTE.position, PARTY.role, PARTY.position)
    )
    return ArticleRows(
        article=dict(article),
        blocks=_read_part(session, Block, article_id),
        speakers=_read_part(session, ArticleSpeaker, article_id),
        statements=_read_part(session, ArticleStatement, article_id),
        quotes=_read_part(session, Quote, article_id),
        parties=[dict(row) for row in session.execute(parties).mappings()],
        passages=_read_passages(session, article_id),
    )


def _read_part(session: Session, model: type[SQLModel], article_id: str) -> list[Row]:
    columns = table(model).c
    query = select(*columns).where(columns.article_id == article_id).order_by(columns.position)
    return [dict(row) for row in session.execute(query).mappings()]


def _read_passages(session: Session, article_id: str) -> list[Row]:
    """Return the passages without their numbers, which differ from installation to installation."""
    columns = [column for column in PASSAGE if column.name != "id"]
    query = select(*columns).where(PASSAGE.article_id == article_id).order_by(PASSAGE.position)
    return [dict(row) for row in session.execute(query).mappings()]


def replace_rows(session: Session, new: ArticleRows, old: ArticleRows | None) -> None:
    """Put the rows of an article into the place of its old ones, if there are any."""
    if old is not None:
        session.execute(delete(table(Article)).where(ARTICLE.id == old.article["id"]))
    for model, rows in (
        (Article, [new.article]),
        (Block, new.blocks),
        (ArticleSpeaker, new.speakers),
        (ArticleStatement, new.statements),
        (Quote, new.quotes),
        (QuoteParty, new.parties),
        (Passage, new.passages),
    ):
        _insert(session, model, rows)
    counts = passages.count_words(new.passages)
    counts.subtract(passages.count_words(old.passages if old else []))
    passages.update_words(session, counts)
    _update_tallies(session, new, old)
    for shared, rows in ((SPEAKERS, new.speakers), (STATEMENTS, new.statements)):
        before = [] if old is None else (old.speakers if shared is SPEAKERS else old.statements)
        _refresh(session, shared, {row[shared.key] for row in [*rows, *before]})
    session.execute(update(table(Corpus)).values(revision=table(Corpus).c.revision + 1))


def _update_tallies(session: Session, new: ArticleRows | None, old: ArticleRows | None) -> None:
    """Count an article and its quotes in their language in, and the old ones out."""
    for rows, sign in ((new, 1), (old, -1)):
        if rows is None:
            continue
        language = rows.article["language"] or ""
        if not session.execute(select(TALLY.language).where(TALLY.language == language)).first():
            session.execute(insert(table(Tally)), [{"language": language, "articles": 0, "quotes": 0}])
        session.execute(
            update(table(Tally))
            .where(TALLY.language == language)
            .values(articles=TALLY.articles + sign, quotes=TALLY.quotes + sign * len(rows.quotes))
        )
    session.execute(delete(table(Tally)).where(TALLY.articles == 0))


def index_missing(session: Session) -> None:
    """Index the articles that have no passages: those stored before there were any."""
    missing = select(ARTICLE.id).where(ARTICLE.id.not_in(select(PASSAGE.article_id))).order_by(ARTICLE.id)
    for article_id in list(session.execute(missing).scalars()):
        rows = read_rows(session, article_id)
        if rows is not None:
            made = passages.make_passages(rows.article, rows.blocks, rows.quotes, rows.parties)
            _insert(session, Passage, made)
            passages.update_words(session, passages.count_words(made))


def _insert(session: Session, model: type[SQLModel], rows: Sequence[Row]) -> None:
    if rows:
        session.execute(insert(table(model)), list(rows))


class Shared(NamedTuple):
    """A kind of resource that articles share: its table, the table of its parts, and how it is computed."""

    name: str
    whole: Table
    parts: Table
    stated: Table
    document: type[SpeakerDocument] | type[StatementDocument]
    merge: Callable[..., tuple[Row, list[Row]]]

    @property
    def key(self) -> str:
        """The column of the other two tables that names the whole."""
        return f"{self.name}_id"


def compute(session: Session, shared: Shared, shared_id: str) -> tuple[Row | None, list[Row]]:
    """Return the rows of a speaker or statement as all articles together give it; None if none does."""
    stated = read_stated(session, shared, shared_id)
    if not stated:
        return None, []
    return shared.merge(stated)


def read_stated(session: Session, shared: Shared, shared_id: str) -> list[Any]:  # Any: shared.document
    """Return what each article says of a speaker or statement, in order of the articles' ids."""
    columns = shared.stated.c
    query = select(columns.stated).where(columns[shared.key] == shared_id).order_by(columns.article_id)
    return [shared.document.model_validate(one) for one in session.execute(query).scalars()]


def read_shared(session: Session, shared: Shared, shared_id: str) -> tuple[Row | None, list[Row]]:
    """Return the stored rows of a speaker or statement, in the order in which `compute` gives them."""
    whole = session.execute(select(*shared.whole.c).where(shared.whole.c.id == shared_id)).mappings().first()
    parts = select(*shared.parts.c).where(shared.parts.c[shared.key] == shared_id)
    if shared is STATEMENTS:
        parts = parts.order_by(shared.parts.c.role)
    rows = session.execute(parts.order_by(shared.parts.c.position)).mappings()
    return None if whole is None else dict(whole), [dict(row) for row in rows]


def _refresh(session: Session, shared: Shared, ids: Iterable[str]) -> None:
    """Compute these anew and store them; drop what no article names any more."""
    for shared_id in sorted(ids):
        session.execute(delete(shared.parts).where(shared.parts.c[shared.key] == shared_id))
        session.execute(delete(shared.whole).where(shared.whole.c.id == shared_id))
        whole, parts = compute(session, shared, shared_id)
        if whole is not None:
            session.execute(insert(shared.whole), [whole])
            if parts:
                session.execute(insert(shared.parts), parts)


def merge_speaker(stated: Sequence[SpeakerDocument]) -> tuple[Row, list[Row]]:
    """Return a speaker's row and names: lists are unions, a single value is the first one stated."""
    first = stated[0]
    names = [first.name, *_unite(stated, lambda one: one.names)]
    speaker = {
        "id": first.id,
        "name": first.name,
        "kind": first.kind.value,
        "description": _first(one.description for one in stated),
        "same_as": _unite(stated, lambda one: one.same_as),
    }
    variants = [
        {"speaker_id": first.id, "position": position, "name": name, "folded": fold_name(name)}
        for position, name in enumerate(dict.fromkeys(names))
    ]
    return speaker, variants


def merge_statement(stated: Sequence[StatementDocument]) -> tuple[Row, list[Row]]:
    """Return a statement's row and parties: lists are unions, a single value is the first one stated."""
    first = stated[0]
    dated = _first(one for one in stated if one.date)
    language = _first(one for one in stated if one.original_language)
    statement = {
        "id": first.id,
        "form": first.form.value,
        "title": _first(one.title for one in stated),
        "date": dated and dated.date,
        "occasion": _first(one.occasion for one in stated),
        "original_language": language and language.original_language,
        "speaker_certainty": _first(one.certainty.speaker for one in stated),
        "addressee_certainty": _first(one.certainty.addressee for one in stated),
        "date_certainty": dated and dated.certainty.date,
        "original_language_certainty": language and language.certainty.original_language,
    }
    parties = [
        {"statement_id": first.id, "role": role.value, "speaker_id": speaker, "position": position}
        for role, speakers in (
            (Role.ADDRESSEE, _unite(stated, lambda one: one.addressees)),
            (Role.SPEAKER, _unite(stated, lambda one: one.speakers)),
            (Role.VIA, _unite(stated, lambda one: one.via)),
        )
        for position, speaker in enumerate(speakers)
    ]
    return statement, parties


def _first(values: Iterable[Value | None]) -> Value | None:
    return next((value for value in values if value is not None), None)


Stated = TypeVar("Stated", SpeakerDocument, StatementDocument)


def _unite(stated: Sequence[Stated], field: Callable[[Stated], list[str]]) -> list[str]:
    return list(dict.fromkeys(value for one in stated for value in field(one)))


SPEAKERS = Shared(
    "speaker", table(Speaker), table(SpeakerName), table(ArticleSpeaker), SpeakerDocument, merge_speaker
)
STATEMENTS = Shared(
    "statement",
    table(Statement),
    table(StatementParty),
    table(ArticleStatement),
    StatementDocument,
    merge_statement,
)
