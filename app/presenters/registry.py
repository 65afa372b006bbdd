"""The formats that each kind of resource has."""

from importlib.util import find_spec

from app.errors import NotInstalled
from app.presenters import json, json_ld
from app.presenters.citations.bibtex import BIBTEX_ENTRIES
from app.presenters.citations.csl_json import CSL_JSON
from app.presenters.citations.ris import RIS_RECORDS
from app.presenters.citations.sentence import SENTENCE_DE, SENTENCE_EN
from app.presenters.media_types import PARQUET
from app.presenters.page import Site
from app.presenters.presenter import ExportPresenter, ExportWriter, Presenters

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


NO_PARQUET = "Parquet needs an extra that is not here. Run: pip install -c constraints.txt '.[parquet]'"


def _open_parquet(site: Site) -> ExportWriter:
    if find_spec("pyarrow") is None:
        raise NotInstalled(NO_PARQUET)
    # Imported here, because it takes 0.2 s and 50 MB to load, and may not be there.
    from app.presenters.parquet import QuoteWriter

    return QuoteWriter(site)


QUOTES_AS_PARQUET = ExportPresenter(PARQUET, _open_parquet)
