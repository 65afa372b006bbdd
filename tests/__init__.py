"""The tests: each on SQLite and on PostgreSQL, over real sockets, with nothing of ours replaced."""
