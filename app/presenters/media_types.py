"""The media types of responses: one row a format. The response cache has an entry for each."""

JSON = "application/json"
HTML = "text/html"

MEDIA_TYPES = (HTML, JSON)
"""In the order in which Accept is searched for them; the last one is sent where Accept names none."""


def negotiate(accept: str) -> str:
    """Return the media type that a request asks for.

    Weights are not read: browsers alone name text/html, and they prefer it to all that they name.
    """
    for media_type in MEDIA_TYPES:
        if media_type in accept:
            return media_type
    return MEDIA_TYPES[-1]
