"""Use the generated Python client as its users would."""

import sys

from wortlaut_client import Client
from wortlaut_client.api.articles import get_article
from wortlaut_client.api.quotes import get_quote, list_quotes
from wortlaut_client.models import Article, Quote, QuotePage, QuoteType

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
print(f"The Python client found {len(article.quotes)} quotes.")
