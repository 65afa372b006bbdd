"""Queries of the index, made of words that were cut and stemmed as those of its documents."""

from collections.abc import Iterable, Sequence

import regex
import tantivy
from tantivy import Occur, Query

from app.fulltext.documents import FILTER, SCHEMA

NOTHING = Query.empty_query()


def match_words(field: str, words: Sequence[str]) -> Query:
    """Return the query for words one after another."""
    if len(words) == 1:
        return Query.term_query(SCHEMA, field, words[0])
    return Query.phrase_query(SCHEMA, field, list(words))


def match_word(field: str, word: str) -> Query:
    """Return the query for documents with a word or a filter token, wherever in a field."""
    return Query.term_query(SCHEMA, field, word, "basic")


def match_beginning(field: str, beginning: str) -> Query:
    """Return the query for words that begin with something; all hits have the same score."""
    return Query.regex_query(SCHEMA, field, f"{regex.escape(beginning)}.*")


def match_number(field: str, number: int) -> Query:
    """Return the query for documents with a number; it adds nothing to the score."""
    return unscored(Query.term_query(SCHEMA, field, number, "basic"))


def match_numbers(field: str, numbers: Sequence[int]) -> Query:
    """Return the query for documents with one of these numbers; it adds nothing to the score."""
    return unscored(Query.term_set_query(SCHEMA, field, list(numbers)))


def match_range(field: str, first: int | None, last: int | None) -> Query:
    """Return the query for documents with a number in a range; it adds nothing to the score."""
    kind = tantivy.FieldType.Integer
    return unscored(Query.range_query(SCHEMA, field, kind, lower_bound=first, upper_bound=last))


def match_filters(tokens: Sequence[str]) -> Query:
    """Return the query for documents with one of these filter tokens; it adds nothing to the score."""
    return unscored(match_any([match_word(FILTER, token) for token in tokens]))


def unscored(query: Query) -> Query:
    """Return a query whose hits have the score 0."""
    return Query.const_score_query(query, 0.0)


def match_any(queries: Sequence[Query]) -> Query:
    """Return the query for documents that match at least one query; their scores are added."""
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Should, one) for one in queries])


def match_some(queries: Sequence[Query], least: int) -> Query:
    """Return the query for documents that match at least so many queries; their scores are added."""
    return Query.boolean_query([(Occur.Should, one) for one in queries], minimum_number_should_match=least)


def match_all(wanted: Iterable[Query], unwanted: Iterable[Query] = (), better: Iterable[Query] = ()) -> Query:
    """Return the query for documents that match all wanted queries and no unwanted one.

    Those that match a better one, too, have a higher score.
    """
    clauses = [
        *((Occur.Must, one) for one in wanted),
        *((Occur.MustNot, one) for one in unwanted),
        *((Occur.Should, one) for one in better),
    ]
    return clauses[0][1] if len(clauses) == 1 else Query.boolean_query(clauses)
