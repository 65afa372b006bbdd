"""The catalog: lists by filters, items, coverage."""
