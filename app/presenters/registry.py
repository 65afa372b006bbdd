"""The formats that each kind of resource has."""

from app.presenters import json
from app.presenters.presenter import Presenters

ARTICLES: Presenters = (json.make_presenter(json.present_article),)
FOUND_ARTICLES: Presenters = (json.make_presenter(json.present_found_article),)
QUOTES: Presenters = (json.make_presenter(json.present_quote),)
STATEMENTS: Presenters = (json.make_presenter(json.present_statement),)
SPEAKERS: Presenters = (json.make_presenter(json.present_speaker),)
