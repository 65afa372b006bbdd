"""Speakers over HTTP."""

from typing import Annotated

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.openapi.operations import ITEM, LIST
from app.presenters.json import present_speaker
from app.routers.requests import OpenDatabase, present_items
from app.routers.responses import respond, respond_with_page
from app.routers.route import make_router
from app.schemas.fields import Id
from app.schemas.queries import SpeakerQuery
from app.schemas.resources import Speaker, SpeakerPage
from app.services.catalog import speakers

router = make_router("Speakers", "/v1/speakers")
_find = present_items(speakers.find, present_speaker)

SpeakerId = Annotated[Id, Path(description="The speaker's id.", examples=["kim-jong-un"])]


@router.get("", summary="List speakers", response_model=SpeakerPage, responses=LIST)
async def list_speakers(
    query: Annotated[SpeakerQuery, Query()], database: OpenDatabase, request: Request
) -> Response:
    """People and organizations that speak or are addressed, in order of their id, with counts."""
    return respond_with_page(await database.read(_find, query), request)


@router.get("/{speaker_id}", summary="Get a speaker", response_model=Speaker, responses=ITEM)
async def get_speaker(speaker_id: SpeakerId, database: OpenDatabase) -> Response:
    """One speaker, as all articles together give it, with every name variant they use."""
    return respond(present_speaker(await database.read_one(speakers.get, speaker_id)))
