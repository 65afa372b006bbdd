"""The formats that each kind of resource has."""

from app.presenters import json, json_ld
from app.presenters.citations.bibtex import BIBTEX_ENTRIES
from app.presenters.citations.csl_json import CSL_JSON
from app.presenters.citations.ris import RIS_RECORDS
from app.presenters.citations.sentence import SENTENCE_DE, SENTENCE_EN
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
    CSL_JSON,
    BIBTEX_ENTRIES,
    RIS_RECORDS,
    SENTENCE_EN,
    SENTENCE_DE,
)
STATEMENTS: Presenters = (
    json.make_presenter(json.present_statement),
    json_ld.make_presenter(json_ld.present_statement),
)
SPEAKERS: Presenters = (
    json.make_presenter(json.present_speaker),
    json_ld.make_presenter(json_ld.present_speaker),
)
