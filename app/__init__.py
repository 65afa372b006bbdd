"""Wortlaut serves news articles and the statements quoted in them, word for word.

The code map, from the door down; imports point down only:

cli         serve, migrate, import, export, backup, token, check, verify: the command line
main        create_app: the application, put together
printing    a verdict for a person at a terminal
bulk        many documents at once, proved on all cores (loads rich, starts processes)
serving     the server's connections: how large a head may be, how long a client may take; sends what is kept
logs        a line for each request, for people or as JSON
preparing   brings a database up to date before it is served, and waits for one that is late
migrating   brings a database to the tables of this program (loads Alembic)
routers/    the HTTP door: one file a resource; openapi is the contract. Outermost is cache, which answers
            from what it keeps, then envelope, which gives every answer what all have; writing is what
            the operations that write share
services/   units of work, session first.
            importing is the way in, exporting the way out. proving finds a document's quotes in its text,
            storing puts articles in and takes them out, texts proves what is served by its digest,
            sharing computes what articles share; fulltext and tables are the ways into the database.
            articles, quotes, statements, speakers find and get: paging reads a page in order of an index,
            gathering reads a whole resource at once, shapes are the values that are sent.
            Search: indexing makes the terms, hits finds and ranks.
            Verification: passages indexes words, retrieval finds them, searching finds claims,
            candidates and nearing what comes near, ruling decides whose they are, verification answers
database    the only place that opens sessions and commits
schemas/    the wire: documents and queries in, resources and problems out; reading takes JSON strictly
models      the tables
errors      the tree of expected failures
pagination  keyset cursors
conditions  strong ETags, and what a request makes conditional on them
sqlite, postgresql
            how each is connected to, to read and to write, and watched
settings    WORTLAUT_* from the environment
tokens      what allows writing
lanes       threads for what takes long, with a bound on who waits
watching    what tells which state the database is in, asked at every request
terms/      what a search looks for, pure: stemming, query, matching
verbatim/   what "word for word" means, pure: spans, folding, claims, matching, comparing
vocabulary  the field's words as closed lists
"""

VERSION = "0.1.0"
GARBAGE_AFTER = 50_000
"""New objects after which Python looks for garbage: not its 700, because what this program makes lasts for
ever while it is loaded, and for one request later. Its start takes 0.1 s less so."""
