"""Statements over HTTP."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from app.openapi.operations import ITEM, LIST, PlainRoute, describe, name_operation
from app.routers.requests import find, get_database, read_path, read_query
from app.routers.responses import send, send_page
from app.schemas.queries import StatementPath, StatementQuery
from app.schemas.resources import Statement, StatementPage
from app.services.catalog import statements

router = APIRouter(
    prefix="/v1/statements",
    tags=["Statements"],
    route_class=PlainRoute,
    generate_unique_id_function=name_operation,
)


@router.get("", summary="List statements", responses=LIST)
@describe(StatementPage, query=StatementQuery)
async def list_statements(request: Request) -> Response:
    """Letters, reports and other statements in order of their id, each with its first 50 quotes."""
    wanted = read_query(StatementQuery, request)
    return send_page(await find(get_database(request), statements.find, wanted), request)


@router.get("/{statement_id}", summary="Get a statement", responses=ITEM)
@describe(Statement, path=StatementPath)
async def get_statement(request: Request) -> Response:
    """One statement, as all articles together give it, with its first 50 quotes."""
    wanted = read_path(StatementPath, request)
    return send(await get_database(request).read(statements.get, wanted.statement_id))
