"""Citations of quotes, one file a format.

What is cited is the article that renders the words, not the letter or speech itself: citations say so, and
how certain the article makes what they state.
"""
