"""Wortlaut serves news articles and the statements quoted in them, word for word.

The code map, from the top down. Imports point down only; `lint-imports` checks it.

cli/             the command line: parser, commands, import_command (bulk, on all cores), refusals,
                 verdict_text, log_config
main             create_app: the application, put together; its lifespan opens the database
server/          connections: protocol (limits on size), timeouts, cached_responses (without a task)
routers/         HTTP operations, one file a resource; they share route, requests, responses and writes
middleware/      the layers around them: access_log, response_cache (cached_response), responses (route_table)
startup          brings a database up to date before it is served, waits for one that is late
openapi/         the OpenAPI document: operations, examples
schema_upgrade   runs the migrations (loads Alembic)
services/        units of work: plain functions, session first, values out
  ingest/        documents in and out: validation, importer, storage, aggregates, exporter, audit
  verification/  claims: verify, context, scope; literal_match, elided_match, near_match; matching,
                 attribution, passage_lookup, near_candidates
  catalog/       lists and items: articles, quotes, statements, speakers; filters, listing, references
  search/        engine: find and rank what a query matches
  index/         the contents of the full-text indexes: entries (stems and filter tokens), passages
presenters/      the forms of resources on the wire, one file a format; media_types is their table
problem_details  errors as RFC 9457 problem+json
database/        connections, transactions, worker threads, drivers, compiled statements, full text
schemas/         the wire: documents and queries in, resources and problems out
models           the tables
values           named values that the catalog returns and presenters format
pagination, etags, settings, tokens
errors           the tree of expected failures
terms/           the terms of a search, pure: stemming, query, matching
verbatim/        the meaning of "word for word", pure: spans, folding, claims, matching, comparing, identity
languages/       the data of each language, pure, one file a language
vocabulary       the field's words as closed lists

The stages, and what holds after each:

A read     request -> query (every parameter understood, or refused) -> plan (filters, and the index
           that gives the order) -> rows (one statement, one state of the database) -> response (bytes
           with an ETag).
A write    document -> ValidatedArticle (every word found in the text at its offsets) -> index entries
           -> rows (one transaction: all or nothing) -> commit (the change token moves, and nothing
           cached survives).
A verdict  claim -> readings (forms that differ in typography alone) -> passages (all that hold the
           rarest words, exhaustively) -> matches (code points compared) -> attribution (by the spans of
           quotes alone) ->
           verdict (the first rule that applies). How alike two texts are decides nothing.
"""

VERSION = "0.1.0"
GARBAGE_AFTER = 50_000
"""New objects after which Python collects garbage (its default: 700): an object of this program lives
either as long as the process or for one request. The start takes 0.1 s less."""
