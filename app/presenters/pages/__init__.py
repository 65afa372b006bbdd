"""Pages for people: HTML of values of the catalog and of verdicts, which needs no script."""
