"""Read what is stored: lists by filters, items, coverage."""
