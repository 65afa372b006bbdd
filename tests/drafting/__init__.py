"""Drafts: marks, clues, people, lines, and documents made of them. All people are made up."""
