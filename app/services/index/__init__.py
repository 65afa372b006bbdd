"""The contents of the full-text index, made of the database, and the version of them."""
