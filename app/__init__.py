"""Wortlaut serves news articles and the statements quoted in them, word for word.

The code map, from the top down. Imports point down only; `lint-imports` checks it.

cli/             the command line: parser, commands, options; import_command (bulk: document_files, validated
                 on all cores by parallel_validation), draft_command (the same of drafting, by
                 parallel_drafting), convert_command (annotations: conversion of annotation_files with their
                 companion_files, conversion_report), output_files (of both), verify_command; what it prints:
                 verdict_text, draft_text, refusals, progress; log_config, log_writer (the server's log, in
                 batches)
main             create_app: the application, put together; its lifespan opens the database
server/          connections: protocol (limits on size), timeouts, cached_responses (without a task)
routers/         HTTP operations, one file a resource; they share route, requests, responses and writes
mcp/             tools for language models: tools and resources (arguments, answers, presenter), citing (what
                 a model is told); the protocol: server, on stdio or HTTP (endpoint)
middleware/      the layers around them: access_log, response_cache (cache_entry), responses (of every answer:
                 request_id, representation, collector; query_string checked by route_table)
docs_page/       the documentation page in the browser: HTML, style sheet and script
pages/           the templates, the style sheet and the pictures of the pages for people
startup          brings a database up to date before it is served, waits for one that is late
openapi/         the OpenAPI document: document, operations (responses and problems of each), examples
schema_upgrade   runs the migrations (loads Alembic)
services/        units of work: plain functions, session first, values out
  ingest/        documents in and out: validation (neighbours), importer, storage, aggregates, counts,
                 exporter, parts (of exports that stream), audit
  verification/  claims: verify, for a scope of articles, with a context (session, deadline), and text (all
                 quotations of a text, found by the rules of drafts: passages, and what is quoted in each of
                 them, with the others that belong to it); three ways to
                 match: literal_match, elided_match, near_match (near_candidates); what they share: matching,
                 passage_lookup, attribution; splice (parts of several quotations); answers (the verdict and
                 its evidence), notes (what its reader must know)
  catalog/       lists and items: articles, quotes, statements, speakers, coverage, feed (the newest
                 first); filters (one record each), listing (pages by key), references (ids and names),
                 near_names (candidates for an unknown one), integrity (texts by digest), positions (in
                 UTF-16, for readers that count so)
  search/        engine (a query in the terms of the index, highlights), ranking (pages, the best first)
  index/         the contents of the full-text index: entries (stems, filter tokens, numbers), passages,
                 version; reading (what it is made of), follow (brings it to the state of the database)
presenters/      the forms of resources on the wire, one file a format: json, atom, citations/, json_ld (made
                 of schema_org and json_ld_context), csv (spreadsheet_cells: text that stays text),
                 json_lines, parquet (loads pyarrow); media_types is their table; pages/ (HTML: articles
                 with marking and notes, lists, verdicts; words in two languages)
problem_details  errors as RFC 9457 problem+json
converting/      annotations of other tools to documents, pure: readers/, one file a format, return
                 annotations; placing (units of offsets, also of a whole file; selectors), linking (by the map
                 of labels), assembling (naming by mentions, quotation_marks, partial_quotes)
drafting/        the draft of a document from a text, pure: rules propose, a person reviews (review/): marks,
                 sentences (a passage in marks is one token), phrases and clauses (who does it), attribution
                 (the clue of a quotation), assertions (whether it was said), plainness (whether it has one
                 reading), inheritance (the clues around it), types, proposals (parts of one quotation),
                 people and speakers, lines; draft (all of it), documents
extraction/      a page (HTML, by trafilatura) to text: decoding, teasers (of other articles), hidden (words
                 that no reader sees), inline (what is drawn around words becomes words), blocks (lines of
                 words beside blocks), page (the article's lines), facts (what the page states), losses
                 (what the text lacks)
review/          the page on which drafts are reviewed: an application of its own
database/        connections, transactions, worker threads, drivers, replica (which reads go to it), compiled
                 statements; bounds: worker_pool (queues), interruption (queries), lock_wait
fulltext/        the full-text index in its folder: documents, queries, folder, index (reading, writing)
schemas/         the wire: documents and queries in, resources and problems out
models           the tables
values           named values that the catalog returns and presenters format
pagination, etags, settings, write_tokens, parallel (a function on all cores)
errors           the tree of expected failures
names            names of speakers, pure: which are the same, and which are alike
slugs            ids made of names, pure
terms/           the terms of a search, pure: stemming (cuts texts), vocabulary (basic forms), query,
                 compounds, matching
verbatim/        the meaning of "word for word", pure: characters, spans, identity; folding (its rules:
                 typography, coordinators; rewriting, without reference marks and loose accents; offset_map,
                 the way back); tokens (common_text: the index's shortcut); claims (markup, quotations),
                 matching, cuts; nearest (alignment, widening), comparing (pieces, changes), respelling;
                 fragments (links to the words)
vocabulary       the field's words as closed lists
data_folders     where the migrations and the seed are
languages/       the data of each language, pure, one file a language: stemmer, basic forms, function words,
                 negations, conditions, abbreviations, coordinators, units, transcriptions, titles, speech

The stages, and what holds after each:

A read     request -> query (every parameter understood, or refused; what sharing adds to an
           address is dropped) -> plan (filters, and the index
           that gives the order) -> rows (one transaction, one state of the database) -> response (bytes
           with an ETag).
A search   q -> snapshot of the index (of exactly the state that the transaction sees) -> terms (stems in
           each language) -> hits that pass the filters, all ranked -> a page of rows, the best first.
A write    document -> ValidatedArticle (every word found in the text at its offsets) -> rows (one
           transaction: all or nothing) -> commit (the change token moves, and nothing cached survives) ->
           the next search brings the index to the new revision first.
A verdict  claim -> forms (other typography), else readings (of its gaps and brackets) -> passages (all
           in the index that contain the rarest words) -> matches (code points compared), else the near
           match (it shares half of the words, and is shown) -> attribution (by the spans of quotes
           alone) -> verdict (the first rule that applies), and one for each quotation in marks within a
           claim that is none. How alike two texts are decides between altered and absent alone.
"""

VERSION = "0.1.0"
GARBAGE_AFTER = 50_000
"""New objects after which Python collects garbage (its default: 700): an object of this program lives
either as long as the process or for one request. The start takes 0.1 s less."""
