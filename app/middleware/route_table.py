"""Which operations a path has, with their methods and query parameters."""

import re
from typing import NamedTuple

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import compile_path

from app.middleware.query_string import list_parameters
from app.openapi.operations import get_model


class TableRow(NamedTuple):
    """An operation: its path, its methods, the bytes that a body may have, and its query parameters with
    whether each may be repeated."""

    path: str
    pattern: re.Pattern[str]
    methods: frozenset[str]
    body_max: int | None
    parameters: dict[str, bool] | None
    """None: any parameter is accepted."""


class RouteTable:
    """All operations of an application, by path."""

    def __init__(self, app: FastAPI) -> None:
        rows = [_make_row(app, route) for route in app.router.routes if isinstance(route, APIRoute)]
        self._patterns = [row for row in rows if "{" in row.path]
        fixed = [row for row in rows if "{" not in row.path]
        self._fixed = {
            path: [*(row for row in fixed if row.path == path), *self._match(path)]
            for path in {row.path for row in fixed}
        }

    def find(self, path: str) -> list[TableRow]:
        """Return the operations of a path, in the order in which they are declared; none if it is unknown."""
        return self._fixed.get(path) or self._match(path)

    def find_template(self, path: str) -> str | None:
        """Return the path with its parameters in braces, as in OpenAPI, or None if it is unknown."""
        rows = self.find(path)
        return rows[0].path if rows else None

    def _match(self, path: str) -> list[TableRow]:
        return [row for row in self._patterns if row.pattern.match(path)]


def _make_row(app: FastAPI, route: APIRoute) -> TableRow:
    """Return the row of an operation; one of FastAPI's own routes accepts any parameter."""
    models = map(get_model, route.dependant.query_params)
    names = {name: repeatable for model in models for name, repeatable in list_parameters(model).items()}
    parameters = None if type(route) is APIRoute else names
    methods = frozenset(route.methods or ())
    body_max = app.max_body_size if route.max_body_size is None else route.max_body_size
    return TableRow(route.path, compile_path(route.path)[0], methods, body_max, parameters)


def list_methods(rows: list[TableRow]) -> set[str]:
    """Return the methods that a path accepts; none if it has no operation."""
    methods = set().union(*(row.methods for row in rows))
    if "GET" in methods:
        methods.add("HEAD")
    return methods | {"OPTIONS"} if methods else methods
