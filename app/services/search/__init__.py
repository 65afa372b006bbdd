"""Search: find and rank what a query matches."""
