"""The formats that each kind of resource has."""

from app.presenters import json
from app.presenters.citations.bibtex import BIBTEX_ENTRIES
from app.presenters.citations.csl_json import CSL_JSON
from app.presenters.citations.ris import RIS_RECORDS
from app.presenters.citations.sentence import SENTENCE_DE, SENTENCE_EN
from app.presenters.presenter import Presenters

ARTICLES: Presenters = (json.make_presenter(json.present_article),)
FOUND_ARTICLES: Presenters = (json.make_presenter(json.present_found_article),)
QUOTES: Presenters = (
    json.make_presenter(json.present_quote),
    CSL_JSON,
    BIBTEX_ENTRIES,
    RIS_RECORDS,
    SENTENCE_EN,
    SENTENCE_DE,
)
STATEMENTS: Presenters = (json.make_presenter(json.present_statement),)
SPEAKERS: Presenters = (json.make_presenter(json.present_speaker),)
