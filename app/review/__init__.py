"""The page on which a person reviews a draft: an application of its own, served to this machine alone.

application (its addresses) behind access (the token, the cookie, Host and Origin); library (the files, and
the drafts opened from them) over files (read, and written if unchanged); draft (a document and the places of
its quotes); decisions (what a browser sends), applied by quote_edits, source_edits and article_edits, and
movements (of the ends of a span); view (HTML) and words (in two languages).
"""
