"""Pages: the text of their article, its lines, and what they state."""
