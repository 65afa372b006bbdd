"""Verify claims: which words match, and whose they are."""
