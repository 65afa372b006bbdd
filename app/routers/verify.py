"""Verdicts over HTTP."""

from typing import Annotated

from fastapi import Query
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from app import problem_details
from app.errors import WortlautError
from app.openapi.operations import BATCH, VERDICT
from app.presenters.media_types import JSON
from app.routers.requests import OpenDatabase
from app.routers.responses import respond_with_model
from app.routers.route import make_router
from app.schemas.verdicts import Claim, Claims, Verdict, VerdictProblem, Verdicts, VerifyQuery
from app.schemas.whole_texts import TextVerdict, WholeText
from app.services.verification import text, verify

router = make_router("Verify", "/v1/verify")


@router.get("", summary="Verify a quotation", response_model=Verdict, responses=VERDICT)
async def verify_quotation(query: Annotated[VerifyQuery, Query()], database: OpenDatabase) -> Response:
    """Did X really say Y? One verdict over two questions: are these the words, and whose are they?"""
    claim = Claim(text=query.text, speaker=query.speaker, article=query.article, language=query.language)
    return respond_with_model(await database.verify(verify.verify, claim))


@router.post("", summary="Verify several quotations", response_model=Verdicts, responses=BATCH)
async def verify_quotations(body: Claims, database: OpenDatabase, request: Request) -> Response:
    """Up to 100 claims, answered one by one and in order: each with a verdict or its own problem.

    A body that does not have the right form is refused as a whole.
    """
    items: list[Verdict | VerdictProblem] = []
    for index, claim in enumerate(body.claims):
        if await request.is_disconnected():
            break  # The client does not wait for the rest.
        try:
            items.append(await database.verify(verify.verify, claim))
        except WortlautError as error:
            placed = _place_in_body(error, f"/claims/{index}")
            problem = problem_details.to_resource(placed, request.state.request_id)
            items.append(VerdictProblem(problem=problem))
    return respond_with_model(Verdicts(items=items))


@router.post("/text", summary="Verify a whole text", response_model=TextVerdict, responses=BATCH)
async def verify_text(body: WholeText, database: OpenDatabase) -> Response:
    """Every quotation in a text, found by its marks, with who speaks, where it is, and a verdict.

    For what is to be printed, and for the answer of a language model before it is shown. A text that cannot
    be checked within eight seconds is a 503.
    """

    def run(session: Session) -> str:
        return text.verify_text(session, body).model_dump_json()  # Of long ones on this thread, too.

    try:
        return Response(await database.verify(run), media_type=JSON.media_type)
    except WortlautError as error:
        raise _place_in_body(error) from None


def _place_in_body(error: WortlautError, pointer: str = "") -> WortlautError:
    """Return an error whose faults lie in the body, below a pointer: services know of parameters alone."""
    faults = [fault._replace(location="body", pointer=f"{pointer}{fault.pointer}") for fault in error.faults]
    return type(error)(error.detail, faults)
