"""Quotes as CSV (RFC 4180) that spreadsheets and data frames read without changing a word.

UTF-8 with a byte order mark, without which Excel takes it for another encoding. Every cell is in quotation
marks: else DuckDB would strip single marks from the words, if they are ASCII. The standard library's writer
looks at each character by itself, which takes 25 µs a quote, five times as long as this.
"""

from functools import lru_cache

from app.presenters.media_types import CSV
from app.presenters.presenter import ExportPresenter, LineWriter
from app.presenters.spreadsheet_cells import guard, guard_id
from app.values import Party, QuoteValue

COLUMNS = (
    "id,type,exact,prefix,suffix,start,end,speaker_ids,speakers,addressee_ids,addressees,via_ids,via,"
    "speaker_certainty,addressee_certainty,statement_certainty,speaker_mention,cue,statement_id,"
    "statement_form,within,continues,quote_url,text_url,"
    "article_id,article_headline,article_sha256,language,translated"
)


def _write_text(text: str | None) -> str:
    return guard(text).replace('"', '""') if text else ""


@lru_cache(maxsize=10_000)
def _write_parties(parties: tuple[Party, ...]) -> str:
    """Return the cells with the ids and with the names of each role, in the same order."""
    cells = []
    for role in ("speaker", "addressee", "via"):
        those = [one for one in parties if one.role == role]
        cells.append("; ".join([guard_id(one.speaker_id) for one in those]))
        cells.append(_write_text("; ".join([one.name for one in those])))
    return '","'.join(cells)


@lru_cache(maxsize=1_000)
def _write_article(
    article_id: str, headline: str | None, sha256: str, language: str | None, *, translated: bool | None
) -> str:
    cell = "" if translated is None else str(translated).lower()
    return f'{guard_id(article_id)}","{_write_text(headline)}","{sha256}","{language or ""}","{cell}'


def _write_row(quote: QuoteValue, root: str) -> str:
    row, article = quote.row, quote.article
    article_id = article.article_id
    cells_of_article = _write_article(
        article_id, article.headline, article.sha256, article.language, translated=article.translated
    )
    return (
        f'"{row.id}","{row.type}","{_write_text(quote.exact)}","{_write_text(quote.prefix)}",'
        f'"{_write_text(quote.suffix)}","{row.start}","{row.end}","{_write_parties(tuple(quote.parties))}",'
        f'"{row.speaker_certainty or ""}","{row.addressee_certainty or ""}",'
        f'"{row.statement_certainty or ""}",'
        f'"{_write_text(quote.mention)}","{_write_text(quote.cue)}",'
        f'"{guard_id(row.statement_id) if row.statement_id else ""}","{row.form or ""}",'
        f'"{quote.within_id or ""}","{quote.continues_id or ""}","{root}/v1/quotes/{row.id}",'
        f'"{root}/v1/articles/{article_id}/text?start={row.start}&end={row.end}",'
        f'"{cells_of_article}"\r\n'
    )


HEAD = '\ufeff"{}"\r\n'.format(COLUMNS.replace(",", '","')).encode()
QUOTES = ExportPresenter(
    CSV,
    lambda site: LineWriter(
        lambda quotes: "".join([_write_row(one, site.root) for one in quotes]).encode(), HEAD
    ),
)
