"""The page on which a person reviews a draft: an application of its own, served to this machine alone.

application (its addresses) behind access (the token, the folder and the cookie, Host and Origin); library
(the files, and the drafts opened from them) over files (read, and written if unchanged); placed_document (a
document and the places of its quotes); decisions (what a browser sends), applied by deciding, with
quote_edits, speaker_edits, source_edits (statements and the article) and movements (of the ends of a span);
view (HTML, of templates) and words (in two languages).
"""
