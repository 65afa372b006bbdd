"""The filters of articles, statements and quotes: one record each, with everything about it.

The list, the search with `q`, the random quote, the total and the choice of an index are derived from these
records. A new filter is a record here and a field of the query model, and where the list is searched, a token
or a number in the full-text index, see `index/entries.py`.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    Table,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    select,
)
from sqlmodel import Session
from tantivy import Query as IndexQuery

from app.database.compiled import OrderedJoin, Query, fetch_all, in_list
from app.fulltext import documents, queries
from app.fulltext.documents import DAY
from app.models import Article, ArticleStatement, Quote, QuoteParty, Statement, StatementParty, table
from app.services.catalog import references
from app.services.index.entries import make_filter_token, to_day
from app.vocabulary import Role

ARTICLE, STATEMENT, QUOTE = table(Article).c, table(Statement).c, table(Quote).c
QUOTE_PARTY, STATEMENT_PARTY, ARTICLE_STATEMENT = (
    table(QuoteParty).c,
    table(StatementParty).c,
    table(ArticleStatement).c,
)
DATED_MAX = 5_000
"""Up to this many statements within a range of days are looked up by day. With more of them, reading all
quotes in order and checking the day of each costs less."""

Values = dict[str, Any]  # Any: values bound to the parameters of a query
Join = tuple[Table, ColumnElement[bool]]
Reader = Callable[[Session, Any], Values]  # Any: the query model of the list
Match = Callable[[Session, Values], IndexQuery]


def _always(_session: Session, _values: Values) -> bool:
    return True


class Source(NamedTuple):
    """An index in which the rows with one value of a filter are in the order of the list."""

    select: Callable[[ColumnElement[str]], Query]
    """Returns the query for the key and the identity of the rows with a value."""
    is_narrow: Callable[[Session, Values], bool] = _always
    """Tells whether the index has few enough rows for these values."""


class Filter(NamedTuple):
    """A filter of a list."""

    name: str
    read: Reader
    """Reads the values from the query model and resolves names. No values: the filter is not used."""
    condition: ColumnElement[bool]
    """The condition on the list's own table and `join`. Its parameters have the names that `read` returns."""
    source: Source | None = None
    """The index that gives the order in which the list is read by this filter."""
    match: Match | None = None
    """Returns the query of the full-text index for the same rows; None: the list is not searched by it."""
    join: Join | None = None
    """Another table that the condition is about, and how it is joined; filters may name the same one. Only
    for tables with one match for each row: there SQLite takes twice as long for EXISTS. Parties, of which a
    row may have several, are found with EXISTS."""


class Selection(NamedTuple):
    """The filters that a query uses, and the values of their parameters."""

    names: tuple[str, ...]
    values: Values

    def uses(self, name: str) -> bool:
        """Tell whether the query uses the filter of this name."""
        return name in self.names


def resolve_filters(session: Session, filters: Sequence[Filter], wanted: object) -> Selection:
    """Return the filters that a query uses, or raise an error if one names something unknown."""
    names = []
    values: Values = {}
    for one in filters:
        if read := one.read(session, wanted):
            names.append(one.name)
            values |= read
    return Selection(tuple(names), values)


def match_filters(session: Session, filters: Sequence[Filter], selection: Selection) -> list[IndexQuery]:
    """Return the queries of the full-text index for the rows that pass the filters: one for each filter."""
    return [
        one.match(session, selection.values)
        for one in filters
        if one.match is not None and selection.uses(one.name)
    ]


def apply_filters(
    query: Query, filters: Sequence[Filter], names: Sequence[str], *, by_index: bool = True
) -> Query:
    """Return a query from the list's own table for those rows that pass the filters with these names.

    Without `by_index`, rows that are read in another order are only checked: SQLite would prefer the index
    of a filter to that order, and sort all the rows that pass.
    """
    used = [one for one in filters if one.name in names]
    for joined, condition in dict(one.join for one in used if one.join is not None).items():
        if joined not in query.columns_clause_froms:
            query = query.join(joined, condition)
    conditions = [one.condition for one in used]
    if not by_index and conditions:
        conditions = [case((and_(*conditions), 1), else_=0) == 1]
    return query.where(*conditions)


def _read_values(name: str) -> Reader:
    return lambda _session, wanted: _bind(name, list(dict.fromkeys(map(str, getattr(wanted, name)))))


def _read_speakers(name: str) -> Reader:
    return lambda session, wanted: _bind(
        name, references.resolve_speakers(session, getattr(wanted, name), parameter=name)
    )


def _read_references(name: str) -> Reader:
    return lambda session, wanted: _bind(
        name, references.require_known(session, getattr(wanted, name), parameter=name)
    )


def _bind(name: str, values: list[str]) -> Values:
    return {name: values} if values else {}


def _match_tokens(name: str, kind: str) -> Match:
    def match(_session: Session, values: Values) -> IndexQuery:
        return queries.match_filters([make_filter_token(kind, value) for value in values[name]])

    return match


def _match_numbers(name: str, field: str, number: Column[Any], row_id: Column[Any]) -> Match:
    """Return what matches a number in the index of the rows with these ids."""
    query = select(number).where(in_list(row_id, name))

    def match(session: Session, values: Values) -> IndexQuery:
        return queries.match_numbers(field, [one for [one] in fetch_all(session, query, values)])

    return match


def _match_days(_session: Session, values: Values) -> IndexQuery:
    first, last = (to_day(values.get(name)) for name in ("first_day", "last_day"))
    return queries.match_range(DAY, first, last)


def _filter_column(name: str, column: ColumnElement[Any], keys: Query) -> Filter:
    """Return a filter by a column of the list's own table; `keys` selects the keys of its rows."""
    return Filter(
        name,
        _read_values(name),
        in_list(column, name),
        Source(lambda value: keys.where(column == value)),
        _match_tokens(name, name),
    )


def _filter_party(role: Role, reference: Column[Any], row: ColumnElement[Any], keys: Query) -> Filter:
    """Return a filter by a speaker's part, where the column `reference` of a table of parties names a `row`.

    `keys` selects the keys of the list's rows from that table.
    """
    parties, party = reference.table.c, reference.table.alias().c
    return Filter(
        role.value,
        _read_speakers(role.value),
        exists().where(
            party[reference.key] == row, party.role == role, in_list(party.speaker_id, role.value)
        ),
        Source(lambda speaker: keys.where(parties.speaker_id == speaker, parties.role == role)),
        _match_tokens(role.value, role.value),
    )


def _filter_days(
    column: ColumnElement[Any], keys: Query | None = None, join: Join | None = None
) -> list[Filter]:
    """Return filters by a first day, by a last day, and by both; a query uses one of them.

    A condition with a bound that is not given would mislead SQLite's planner, and so would BETWEEN.
    `keys` selects the keys of the list's rows that have a day.
    """
    first, last = (column >= bindparam("first_day", type_=Date), column <= bindparam("last_day", type_=Date))
    bounds = {"from": first, "to": last, "from to": and_(first, last)}
    return [
        Filter(
            name,
            _read_days(name),
            bound,
            None if keys is None else _make_day_source(keys.where(bound), bound),
            _match_days,
            join,
        )
        for name, bound in bounds.items()
    ]


def _read_days(name: str) -> Reader:
    def read(_session: Session, wanted: Any) -> Values:  # noqa: ANN401 - a query model
        days = {"from": ("first_day", wanted.from_), "to": ("last_day", wanted.to)}
        given = {field: day for field, day in days.items() if day[1] is not None}
        return dict(given.values()) if " ".join(given) == name else {}

    return read


def _make_day_source(keys: Query, bound: ColumnElement[bool]) -> Source:
    """Return the source of quotes by the day of their statement."""
    dated = select(literal(1)).where(bound).limit(DATED_MAX + 1).subquery()
    count = select(func.count()).select_from(dated)
    return Source(
        lambda _value: keys,
        lambda session, values: bool(session.execute(count, values).scalar_one() <= DATED_MAX),
    )


# The order is that in which sources are chosen: those that have fewer rows as a rule come first.

_ARTICLES = select(ARTICLE.id)
_ARTICLES_BY_PARTY = select(QUOTE_PARTY.article_id).distinct()
ARTICLE_FILTERS = (
    _filter_party(Role.SPEAKER, QUOTE_PARTY.article_id, ARTICLE.id, _ARTICLES_BY_PARTY),
    _filter_column("publisher", ARTICLE.publisher, _ARTICLES),
    _filter_column("language", ARTICLE.language, _ARTICLES),
    *_filter_days(ARTICLE.published_on),
)


_RENDERING = table(ArticleStatement).alias().c
_STATEMENTS_BY_ARTICLE = select(ARTICLE_STATEMENT.statement_id)
_STATEMENTS_BY_PARTY = select(STATEMENT_PARTY.statement_id)
STATEMENT_FILTERS = (
    Filter(
        "article",
        _read_references("article"),
        exists().where(_RENDERING.statement_id == STATEMENT.id, in_list(_RENDERING.article_id, "article")),
        Source(lambda article: _STATEMENTS_BY_ARTICLE.where(ARTICLE_STATEMENT.article_id == article)),
    ),
    _filter_party(Role.SPEAKER, STATEMENT_PARTY.statement_id, STATEMENT.id, _STATEMENTS_BY_PARTY),
    _filter_party(Role.ADDRESSEE, STATEMENT_PARTY.statement_id, STATEMENT.id, _STATEMENTS_BY_PARTY),
    _filter_column("form", STATEMENT.form, select(STATEMENT.id)),
    *_filter_days(STATEMENT.date),
)

_QUOTES = select(QUOTE.article_id, QUOTE.position, QUOTE.number)
_QUOTES_BY_PARTY = select(QUOTE_PARTY.article_id, QUOTE_PARTY.quote_position, QUOTE_PARTY.quote_number)
_QUOTES_BY_STATEMENT = select(ARTICLE_STATEMENT.article_id, QUOTE.position, QUOTE.number).join_from(
    table(ArticleStatement),
    table(Quote),
    and_(
        QUOTE.article_id == ARTICLE_STATEMENT.article_id, QUOTE.statement_id == ARTICLE_STATEMENT.statement_id
    ),
)
# Ordered: SQLite would look up the statement of every quote instead of those of some days.
_QUOTES_BY_DAY = select(ARTICLE_STATEMENT.article_id, QUOTE.position, QUOTE.number).select_from(
    OrderedJoin(
        OrderedJoin(
            table(Statement), table(ArticleStatement), ARTICLE_STATEMENT.statement_id == STATEMENT.id
        ),
        table(Quote),
        and_(
            QUOTE.article_id == ARTICLE_STATEMENT.article_id,
            QUOTE.statement_id == ARTICLE_STATEMENT.statement_id,
        ),
    )
)
_QUOTES_BY_LANGUAGE = select(ARTICLE.id, QUOTE.position, QUOTE.number).join_from(
    table(Article), table(Quote), QUOTE.article_id == ARTICLE.id
)
QUOTE_FILTERS = (
    Filter(
        "article",
        _read_references("article"),
        in_list(QUOTE.article_id, "article"),
        Source(lambda article: _QUOTES.where(QUOTE.article_id == article)),
        _match_numbers("article", documents.ARTICLE, ARTICLE.number, ARTICLE.id),
    ),
    Filter(
        "statement",
        _read_references("statement"),
        in_list(QUOTE.statement_id, "statement"),
        Source(lambda statement: _QUOTES_BY_STATEMENT.where(ARTICLE_STATEMENT.statement_id == statement)),
        _match_numbers("statement", documents.STATEMENT, STATEMENT.number, STATEMENT.id),
    ),
    _filter_party(Role.SPEAKER, QUOTE_PARTY.quote_number, QUOTE.number, _QUOTES_BY_PARTY),
    _filter_party(Role.ADDRESSEE, QUOTE_PARTY.quote_number, QUOTE.number, _QUOTES_BY_PARTY),
    *_filter_days(STATEMENT.date, _QUOTES_BY_DAY, (table(Statement), STATEMENT.id == QUOTE.statement_id)),
    Filter(
        "language",
        _read_values("language"),
        in_list(ARTICLE.language, "language"),
        Source(lambda language: _QUOTES_BY_LANGUAGE.where(ARTICLE.language == language)),
        _match_tokens("language", "language"),
        (table(Article), ARTICLE.id == QUOTE.article_id),
    ),
    _filter_column("type", QUOTE.type, _QUOTES),
)
