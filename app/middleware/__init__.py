"""ASGI middleware: access log, response cache, and what every response has."""
