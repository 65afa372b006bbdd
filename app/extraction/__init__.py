"""Articles from pages: their text, its lines, and what the page states about it."""
