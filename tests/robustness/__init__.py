"""Attacks that take minutes: a command of its own, and no part of the tests."""
