"""Speakers over HTTP."""

import functools
from typing import Annotated

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.openapi.operations import ITEM, LIST
from app.presenters import registry
from app.routers.requests import OpenDatabase
from app.routers.responses import describe_formats, respond_with_item, respond_with_page
from app.routers.route import make_router
from app.schemas.fields import Id
from app.schemas.queries import FormatQuery, SpeakerQuery
from app.schemas.resources import Speaker, SpeakerPage
from app.services.catalog import speakers

router = make_router("Speakers", "/v1/speakers")
_LIST = describe_formats(LIST, registry.SPEAKERS)
_ITEM = describe_formats(ITEM, registry.SPEAKERS)

SpeakerId = Annotated[Id, Path(description="The speaker's id.", examples=["kim-jong-un"])]


@router.get("", summary="List speakers", response_model=SpeakerPage, responses=_LIST)
async def list_speakers(
    query: Annotated[SpeakerQuery, Query()], database: OpenDatabase, request: Request
) -> Response:
    """People and organizations that speak or are addressed, in order of their id, with counts."""
    return await respond_with_page(request, registry.SPEAKERS, database, speakers.find, query)


@router.get("/{speaker_id}", summary="Get a speaker", response_model=Speaker, responses=_ITEM)
async def get_speaker(
    speaker_id: SpeakerId, query: Annotated[FormatQuery, Query()], database: OpenDatabase, request: Request
) -> Response:
    """One speaker, as all articles together give it, with every name variant they use."""
    unit = functools.partial(speakers.get, speaker_id=speaker_id)
    return await respond_with_item(request, registry.SPEAKERS, query, database.read_one, unit)
