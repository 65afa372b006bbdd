"""Drafts of documents from the text of an article, by rules: what a person then reviews."""
