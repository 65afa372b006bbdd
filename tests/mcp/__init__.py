"""Tools for language models, called by the client of the official SDK."""
