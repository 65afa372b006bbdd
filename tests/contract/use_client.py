"""Use the generated Python client as its users would."""

import sys

from wortlaut_client import AuthenticatedClient, Client
from wortlaut_client.api.articles import delete_article, get_article, get_article_document, put_article
from wortlaut_client.api.quotes import get_quote, list_quotes
from wortlaut_client.api.verify import verify_text
from wortlaut_client.models import (
    Article,
    ArticleDocument,
    Outcome,
    Problem,
    Quote,
    QuotePage,
    QuoteType,
    TextVerdict,
    WholeText,
)

client = Client(base_url=sys.argv[1], raise_on_unexpected_status=True)
page = list_quotes.sync(client=client, speaker=["Kim"], type_=[QuoteType.DIRECT])
assert isinstance(page, QuotePage)
[sentence] = page.items
assert sentence.exact.startswith("Ich bin fest davon überzeugt, dass sich Freundschaft und Solidarität")
quote = get_quote.sync(sentence.id, client=client)
assert isinstance(quote, Quote)
article = get_article.sync(quote.article.id, client=client)
assert isinstance(article, Article)
text = "".join(block.text for block in article.blocks)
assert text[quote.start : quote.end] == quote.exact
checked = verify_text.sync(client=client, body=WholeText(text=f"„{sentence.exact}“, schrieb Kim Jong-un."))
assert isinstance(checked, TextVerdict)
assert [one.outcome for one in checked.quotations] == [Outcome.VERIFIED]
document = get_article_document.sync(article.id, client=client)
assert isinstance(document, ArticleDocument)
refused = put_article.sync("a-copy", client=client, body=document)
assert isinstance(refused, Problem)
writer = AuthenticatedClient(base_url=sys.argv[1], token=sys.argv[2], raise_on_unexpected_status=True)
document.id = "a-copy"
copy = put_article.sync("a-copy", client=writer, body=document, if_none_match="*")
assert isinstance(copy, Article)
assert [one.exact for one in copy.quotes] == [one.exact for one in article.quotes]
assert delete_article.sync_detailed("a-copy", client=writer).status_code == 204
print(f"The Python client found {len(article.quotes)} quotes.")
