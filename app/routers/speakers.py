"""Speakers over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from app.routers.openapi import ITEM, LIST
from app.routers.parameters import Reader, SpeakerId, send, send_page
from app.schemas.queries import SpeakerQuery
from app.schemas.resources import Speaker, SpeakerPage
from app.services import speakers

router = APIRouter(prefix="/v1/speakers", tags=["Speakers"])


@router.get("", summary="List speakers", responses=LIST, response_model=SpeakerPage)
async def list_speakers(
    wanted: Annotated[SpeakerQuery, Query()], database: Reader, request: Request
) -> Response:
    """People and organisations that utter or are addressed, in order of their id, with counts."""
    return send_page(await database.read(speakers.find, wanted), request)


@router.get("/{speaker_id}", summary="Get a speaker", responses=ITEM, response_model=Speaker)
async def get_speaker(speaker_id: SpeakerId, database: Reader) -> Response:
    """One speaker, as all articles together give it, with every name variant they use."""
    return send(await database.read(speakers.get, speaker_id))
