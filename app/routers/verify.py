"""Verdicts over HTTP."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from app import problem_details
from app.errors import Fault, WortlautError
from app.openapi.operations import BATCH, VERDICT, PlainRoute, describe, name_operation
from app.routers.requests import get_database, read_body, read_query
from app.routers.responses import send_model
from app.schemas.verdicts import Claim, Claims, Verdict, VerdictProblem, Verdicts, VerifyQuery
from app.services.verification import verify

router = APIRouter(
    prefix="/v1/verify", tags=["Verify"], route_class=PlainRoute, generate_unique_id_function=name_operation
)


@router.get("", summary="Verify a quotation", responses=VERDICT)
@describe(Verdict, query=VerifyQuery)
async def verify_quotation(request: Request) -> Response:
    """Did X really say Y? One verdict over two questions: are these the words, and whose are they?"""
    wanted = read_query(VerifyQuery, request)
    claim = Claim(text=wanted.text, speaker=wanted.speaker, article=wanted.article, language=wanted.language)
    return send_model(await get_database(request).verify(verify.verify, claim))


@router.post("", summary="Verify several quotations", responses=BATCH)
@describe(Verdicts, body=Claims)
async def verify_quotations(request: Request) -> Response:
    """Up to 100 claims, answered one by one and in order: each with a verdict or its own problem.

    A body that is not of the right form is refused as a whole.
    """
    wanted = await read_body(Claims, request)
    items: list[Verdict | VerdictProblem] = []
    for index, claim in enumerate(wanted.claims):
        if await request.is_disconnected():
            break  # Nobody waits for the rest.
        try:
            items.append(await get_database(request).verify(verify.verify, claim))
        except WortlautError as error:
            moved = [_move(fault, index) for fault in error.faults]
            problem = problem_details.to_resource(type(error)(error.detail, moved), request.state.request_id)
            items.append(VerdictProblem(problem=problem))
    return send_model(Verdicts(items=items))


def _move(fault: Fault, index: int) -> Fault:
    """Return the fault as one of the body's."""
    return fault._replace(location="body", pointer=f"/claims/{index}{fault.pointer}")
