"""Articles in and out: validate, store, export, audit."""
