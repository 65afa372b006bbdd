"""The HTTP door: turn a request into one call and a result into an answer."""
