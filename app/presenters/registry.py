"""The formats that each kind of resource has."""

from app.presenters import json, json_ld
from app.presenters.presenter import Presenters

ARTICLES: Presenters = (
    json.make_presenter(json.present_article),
    json_ld.make_presenter(json_ld.present_article, counts_utf16=True),
)
FOUND_ARTICLES: Presenters = (
    json.make_presenter(json.present_found_article),
    json_ld.make_presenter(json_ld.present_found_article),
)
QUOTES: Presenters = (
    json.make_presenter(json.present_quote),
    json_ld.make_presenter(json_ld.present_quote, counts_utf16=True),
)
STATEMENTS: Presenters = (
    json.make_presenter(json.present_statement),
    json_ld.make_presenter(json_ld.present_statement),
)
SPEAKERS: Presenters = (
    json.make_presenter(json.present_speaker),
    json_ld.make_presenter(json_ld.present_speaker),
)
