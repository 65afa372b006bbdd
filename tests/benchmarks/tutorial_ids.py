"""The ids of the tutorial's rows, apart from its tables, whose names Wortlaut's tables have, too."""


def name_quote(article_id: str, position: int) -> str:
    """Return the id of an article's quote."""
    return f"{article_id}-quote-{position}"
