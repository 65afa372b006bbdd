"""The tools: each reads its arguments, runs a unit of work as HTTP does, and answers in short."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from app import problem_details
from app.database.database import Database
from app.errors import Fault, strip_pydantic_prefix, to_pointer
from app.mcp.answers import (
    ArticleAnswer,
    QuoteDetails,
    QuotesAnswer,
    SpeakersAnswer,
    TextAnswer,
    VerdictAnswer,
)
from app.mcp.arguments import (
    ArticleArguments,
    QuoteArguments,
    SearchArguments,
    SpeakersArguments,
    TextArguments,
    VerifyArguments,
)
from app.mcp.presenter import (
    present_article,
    present_quote,
    present_quote_details,
    present_speaker,
    present_text_verdict,
    present_verdict,
)
from app.presenters.page import Site
from app.schemas.fields import Model
from app.schemas.queries import QuoteQuery, SpeakerQuery
from app.schemas.verdicts import Claim
from app.schemas.whole_texts import WholeText
from app.services.catalog import articles, quotes, speakers
from app.services.verification import text, verify

Read = TypeVar("Read", bound=Model)
Given = Any  # an instance of the tool's own model of arguments


class Tool(NamedTuple):
    """A tool: what it is called with, what it answers, and the function that does it.

    The docstring of that function is the description that a model reads.
    """

    title: str
    arguments: type[Model]
    answer: type[Model]
    run: Callable[[Database, Site, Given], Awaitable[Model]]


def read_arguments(model: type[Read], given: dict[str, Any]) -> Read:  # Any: JSON
    """Return arguments as a model, or raise `InvalidRequest`, which names everything that does not fit.

    Strictly: an unknown argument is refused, and a number that is sent as a text.
    """
    try:
        return model.model_validate(given, strict=True)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
    raise problem_details.from_faults(
        [Fault("body", to_pointer(one["loc"]), strip_pydantic_prefix(one["msg"])) for one in found]
    )


async def verify_quote(database: Database, site: Site, given: VerifyArguments) -> VerdictAnswer:
    """Check whether words were said, word for word, and by whom, before you quote them.

    Only the verdict `verified` allows you to quote: show the words of `exact`, not yours. For every other
    verdict say what is wrong, or leave the quotation out.
    """
    claim = Claim(text=given.text, speaker=given.speaker)
    return present_verdict(await database.verify(verify.verify, claim), site)


async def verify_text(database: Database, site: Site, given: TextArguments) -> TextAnswer:
    """Check every quotation in a text, such as your answer before you show it.

    Change or leave out each quotation whose `outcome` is not `verified`, and check the text again. For
    `words_only`, name the speaker of the match beside the quotation.
    """
    whole = WholeText(text=given.text, language=given.language)
    return present_text_verdict(await database.verify(text.verify_text, whole), site)


async def search_quotes(database: Database, site: Site, given: SearchArguments) -> QuotesAnswer:
    """Find quotes by words, the best hits first. Quote only what `is_quotation`, copied from `exact`."""
    wanted = QuoteQuery(
        q=given.q,
        speaker=[] if given.speaker is None else [given.speaker],
        limit=given.limit,
        cursor=given.cursor,
    )
    found = await database.search(quotes.find, wanted)
    return QuotesAnswer(quotes=[present_quote(one, site) for one in found.items], next=found.next_cursor)


async def get_quote(database: Database, site: Site, given: QuoteArguments) -> QuoteDetails:
    """Get one quote: its words, whose they are and how sure that is, its place, and what is around it."""
    return present_quote_details(await database.read_one(quotes.get, given.quote_id), site)


async def get_article(database: Database, site: Site, given: ArticleArguments) -> ArticleAnswer:
    """Get an article without its text: what is known about it, the statements it quotes, and its quotes."""
    article = await database.read_one(articles.get, given.article_id)
    return present_article(article, given.skip, site)


async def list_speakers(database: Database, _: Site, given: SpeakersArguments) -> SpeakersAnswer:
    """List the people and organizations that are quoted or addressed, or find one by a name."""
    wanted = SpeakerQuery(q=given.name, limit=given.limit, cursor=given.cursor)
    found = await database.read(speakers.find, wanted)
    return SpeakersAnswer(speakers=[present_speaker(one) for one in found.items], next=found.next_cursor)


TOOLS = {
    "verify_quote": Tool("Verify a quotation", VerifyArguments, VerdictAnswer, verify_quote),
    "verify_text": Tool("Verify a whole text", TextArguments, TextAnswer, verify_text),
    "search_quotes": Tool("Search quotes", SearchArguments, QuotesAnswer, search_quotes),
    "get_quote": Tool("Get a quote", QuoteArguments, QuoteDetails, get_quote),
    "get_article": Tool("Get an article", ArticleArguments, ArticleAnswer, get_article),
    "list_speakers": Tool("List speakers", SpeakersArguments, SpeakersAnswer, list_speakers),
}
"""The tools by name."""
