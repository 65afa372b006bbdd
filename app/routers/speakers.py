"""Speakers over HTTP."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from app.openapi.operations import ITEM, LIST, PlainRoute, describe, name_operation
from app.routers.requests import get_database, read_path, read_query
from app.routers.responses import send, send_page
from app.schemas.queries import SpeakerPath, SpeakerQuery
from app.schemas.resources import Speaker, SpeakerPage
from app.services.catalog import speakers

router = APIRouter(
    prefix="/v1/speakers",
    tags=["Speakers"],
    route_class=PlainRoute,
    generate_unique_id_function=name_operation,
)


@router.get("", summary="List speakers", responses=LIST)
@describe(SpeakerPage, query=SpeakerQuery)
async def list_speakers(request: Request) -> Response:
    """People and organisations that utter or are addressed, in order of their id, with counts."""
    wanted = read_query(SpeakerQuery, request)
    return send_page(await get_database(request).read(speakers.find, wanted), request)


@router.get("/{speaker_id}", summary="Get a speaker", responses=ITEM)
@describe(Speaker, path=SpeakerPath)
async def get_speaker(request: Request) -> Response:
    """One speaker, as all articles together give it, with every name variant they use."""
    wanted = read_path(SpeakerPath, request)
    return send(await get_database(request).look_up(speakers.get, wanted.speaker_id))
