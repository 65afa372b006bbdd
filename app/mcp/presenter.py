"""Turns values of the catalog and verdicts into the answers of tools."""

from collections.abc import Iterable
from typing import Any, TypeVar

from app.mcp.answers import (
    ArticleAnswer,
    FoundWords,
    NearWords,
    QuotationAnswer,
    QuoteAnswer,
    QuoteDetails,
    SpeakerAnswer,
    StatementAnswer,
    TextAnswer,
    TextQuotationAnswer,
    VerdictAnswer,
)
from app.presenters.links import locate_quote
from app.presenters.page import Site
from app.schemas.document import ArticleCertainty, QuoteCertainty, StatementCertainty
from app.schemas.resources import SpeakerReference
from app.schemas.verdicts import Match, NearestPassage, PlainVerdict, Step, Verdict
from app.schemas.whole_texts import TextQuotation, TextVerdict
from app.values import ArticleValue, Party, QuoteValue, SpeakerValue, StatementHead
from app.vocabulary import QUOTATIONS, Certainty, Extent, Role

MATCHES_SHOWN = 3
"""Matches in an answer: the claimed speaker's come first, and `matches_total` counts all."""
QUOTES_SHOWN = 50
"""Quotes of an article in one answer."""

Fields = dict[str, Any]  # Any: the values of a model's fields
Certainties = TypeVar("Certainties", ArticleCertainty, QuoteCertainty, StatementCertainty)


def make_text_uri(article_id: str) -> str:
    """Return the URI of the resource with an article's text."""
    return f"wortlaut://articles/{article_id}/text"


def present_quote(quote: QuoteValue, site: Site) -> QuoteAnswer:
    """Return a quote."""
    return QuoteAnswer(**_read_quote(quote, site))


def present_quote_details(quote: QuoteValue, site: Site) -> QuoteDetails:
    """Return a quote with what is around it."""
    return QuoteDetails(
        **_read_quote(quote, site),
        prefix=quote.prefix,
        suffix=quote.suffix,
        addressees=_list_parties(quote.parties, Role.ADDRESSEE),
        via=_list_parties(quote.parties, Role.VIA),
        within=quote.within_id,
        continues=quote.continues_id,
        sha256=quote.article.sha256,
        text_uri=make_text_uri(quote.article.article_id),
    )


def present_article(article: ArticleValue, skip: int, site: Site) -> ArticleAnswer:
    """Return an article with its quotes behind the first ones that are skipped, at most 50."""
    row = article.row
    return ArticleAnswer(
        id=row.id,
        headline=row.headline,
        publisher=row.publisher,
        author=row.author,
        published_on=row.published_on,  # type: ignore[arg-type]  # a text is read as a day
        source_url=row.source_url,
        language=row.language,
        translated=row.translated,
        certainty=_read_certainty(ArticleCertainty, row),
        sha256=row.sha256,
        statements=[_present_statement(one) for one in article.statements],
        quotes=[present_quote(one, site) for one in article.quotes[skip : skip + QUOTES_SHOWN]],
        quotes_total=len(article.quotes),
        link=site.locate(f"/articles/{row.id}"),
        text_uri=make_text_uri(row.id),
    )


def present_speaker(speaker: SpeakerValue) -> SpeakerAnswer:
    """Return a speaker."""
    row = speaker.row
    return SpeakerAnswer(
        id=row.id,
        name=row.name,
        names=list(speaker.names),
        kind=row.kind,  # type: ignore[arg-type]  # a text is read as a kind
        description=row.description,
        same_as=row.same_as,
        quotes=speaker.quotes,
    )


def present_verdict(verdict: Verdict, site: Site) -> VerdictAnswer:
    """Return a verdict over a claim."""
    return VerdictAnswer(
        **_read_verdict(verdict, site),
        speaker=verdict.claimed.speaker,
        quotations=[
            QuotationAnswer(**_read_verdict(one.verdict, site), text=one.text) for one in verdict.quotations
        ],
        articles=verdict.searched.articles,
        near_complete=verdict.searched.near_complete,
    )


def present_text_verdict(verdict: TextVerdict, site: Site) -> TextAnswer:
    """Return the verdicts over the quotations in a text."""
    return TextAnswer(
        summary=verdict.summary,
        quotations=[_present_text_quotation(one, site) for one in verdict.quotations],
        unjudged=verdict.unjudged,
        note=verdict.note,
    )


def _present_text_quotation(quotation: TextQuotation, site: Site) -> TextQuotationAnswer:
    verdict = _read_verdict(quotation.verdict, site)
    return TextQuotationAnswer(
        **{**verdict, "matches": verdict["matches"][:1]},
        text=quotation.text,
        start=quotation.start,
        end=quotation.end,
        outcome=quotation.outcome,
        speaker_status=quotation.speaker.status,
        speaker=quotation.speaker.id,
        speaker_name=quotation.speaker.name,
    )


def _read_quote(quote: QuoteValue, site: Site) -> Fields:
    row, article = quote.row, quote.article
    is_stated = row.statement_id is not None
    is_unclear = article.translated_certainty == Certainty.AMBIGUOUS  # No certainty of it is beside it here.
    return {
        "id": row.id,
        "exact": quote.exact,
        "type": row.type,
        "is_quotation": row.type in QUOTATIONS,
        "speakers": _list_parties(quote.parties, Role.SPEAKER),
        "certainty": _read_certainty(QuoteCertainty, row),
        "statement": {"id": row.statement_id, "form": row.form} if is_stated else None,
        "article": article.article_id,
        "headline": article.headline,
        "start": row.start,
        "end": row.end,
        "language": article.language,
        "translated": None if is_unclear else article.translated,
        "link": site.locate(locate_quote(row.id)),
    }


def _present_statement(statement: StatementHead) -> StatementAnswer:
    row = statement.row
    return StatementAnswer(
        id=row.id,
        form=row.form,  # type: ignore[arg-type]  # a text is read as a form
        title=row.title,
        speakers=_list_parties(statement.parties, Role.SPEAKER),
        addressees=_list_parties(statement.parties, Role.ADDRESSEE),
        date=row.date,  # type: ignore[arg-type]  # a text is read as a day
        occasion=row.occasion,
        original_language=row.original_language,
        certainty=_read_certainty(StatementCertainty, row),
    )


def _read_verdict(verdict: PlainVerdict, site: Site) -> Fields:
    return {
        "verdict": verdict.verdict,
        "wording": verdict.wording,
        "attribution": verdict.attribution,
        "note": verdict.note,
        "matches": [_present_match(one, site) for one in verdict.matches[:MATCHES_SHOWN]],
        "matches_total": verdict.matches_total,
        "inserted": verdict.inserted,
        "nearest": _present_nearest(verdict, site),
    }


def _present_match(match: Match, site: Site) -> FoundWords:
    quote = match.quote
    return FoundWords(
        **_read_place(match, site),
        quote=None if quote is None else quote.id,
        type=None if quote is None else quote.type,
        wording=match.wording,
        attribution=match.attribution,
        extent=match.extent,
        omitted=match.omitted,
        context=None if match.extent is Extent.WHOLE else match.context,
    )


def _present_nearest(verdict: PlainVerdict, site: Site) -> NearWords | None:
    nearest = verdict.nearest
    if nearest is None:
        return None
    return NearWords(
        **_read_place(nearest, site),
        changes=verdict.changes,
        difference=" ".join(map(_write_step, nearest.difference)),
        attribution=nearest.attribution,
    )


def _write_step(step: Step) -> str:
    """Return a step of a difference, marked as the command line marks it."""
    if step.kind == "equal":
        return step.text
    claimed = [f"[-{step.claim}-]"] if step.claim else []
    return " ".join([*claimed, f"{{+{step.text}+}}"] if step.text else claimed)


def _read_place(place: Match | NearestPassage, site: Site) -> Fields:
    """Return the fields of a place; its link leads to its quote, or to the words where there is none."""
    text_path = f"/v1/articles/{place.article.id}/text?start={place.start}&end={place.end}"
    return {
        "exact": place.exact,
        "speakers": place.speakers,
        "statement": place.statement,
        "article": place.article.id,
        "headline": place.article.headline,
        "start": place.start,
        "end": place.end,
        "certainty": None if place.quote is None else place.quote.certainty,
        "link": site.locate(text_path if place.quote is None else locate_quote(place.quote.id)),
    }


def _read_certainty(kind: type[Certainties], row: object) -> Certainties:
    return kind(**{name: getattr(row, f"{name}_certainty") for name in kind.model_fields})


def _list_parties(parties: Iterable[Party], role: Role) -> list[SpeakerReference]:
    return [SpeakerReference(id=one.speaker_id, name=one.name) for one in parties if one.role == role]
