"""Annotations of other tools, turned into documents."""
