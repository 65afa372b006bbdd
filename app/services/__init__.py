"""Units of work: plain functions, session first, that return values and raise our own errors."""
