"""Tools, resources and the prompt: over both transports, with the answers and refusals of HTTP."""

from typing import Any

import httpx2
import jsonschema
import pytest
from mcp import Client
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS, CallToolResult, TextContent, TextResourceContents

from tests.mcp.conftest import Take

SEED_ID = "kim-putin-briefwechsel-2023"
QUOTE_ID = "q-21ea97e3a089f4d02987"
TEXT = f"wortlaut://articles/{SEED_ID}/text"
CLAIMS = {
    "verified": ("Ich bin überzeugt", "Putin"),
    "misattributed": ("Ich bin überzeugt", "Kim"),
    "unattributed": ("neue Waffe", None),
    "not_a_quotation": ("Tag der Befreiung", "Putin"),
    "elided": ("Ich bin überzeugt […] stärken werden", "Putin"),
    "altered": ("Ich bin nicht überzeugt, dass wir die bilaterale Zusammenarbeit", "Putin"),
    "absent": ("Guten Morgen allerseits", None),
}


async def call(client: Client, tool: str, /, **arguments: object) -> dict[str, Any]:  # Any: JSON
    """Call a tool that must not fail, and return its answer, for programs and for models the same."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result
    [content] = result.content
    assert isinstance(content, TextContent)
    answer: dict[str, Any] = result.structured_content  # Any: JSON
    assert httpx2.Response(200, text=content.text).json() == answer
    return answer


def get_text(result: CallToolResult) -> str:
    """Return what a model reads of a call that failed."""
    assert result.is_error
    [content] = result.content
    assert isinstance(content, TextContent)
    return content.text


def test_describes_tools_that_change_nothing(take: Take) -> None:
    async def steps(client: Client) -> None:
        tools = (await client.list_tools()).tools
        assert [one.name for one in tools] == [
            "verify_quote",
            "verify_text",
            "search_quotes",
            "get_quote",
            "get_article",
            "list_speakers",
        ]
        for one in tools:
            assert one.annotations is not None
            assert one.annotations.read_only_hint
            assert one.description
            assert one.input_schema["additionalProperties"] is False
            assert all("description" in field for field in one.input_schema["properties"].values())
            jsonschema.Draft202012Validator.check_schema(one.output_schema)
        assert "verify_quote" in (client.instructions or "")
        # What a model must read of all tools before it reads a question.
        assert sum(len(str(one.input_schema)) + len(one.description or "") for one in tools) < 4_000

    take(steps)


def test_checks_a_text_as_http_does(take: Take, client: httpx2.Client) -> None:
    text = (
        "„Ich bin überzeugt, dass wir“, schrieb Putin. „Ich bin überzeugt, dass wir“, schrieb Kim Jong-un. "
        "Das ist die „neue Waffe“."
    )

    async def steps(tools: Client) -> None:
        answer = await call(tools, "verify_text", text=text)
        expected = client.post("/v1/verify/text", json={"text": text}).json()
        assert [one["outcome"] for one in answer["quotations"]] == ["verified", "misattributed"]
        for name in ("summary", "unjudged", "note"):
            assert answer[name] == expected[name]
        for one, other in zip(answer["quotations"], expected["quotations"], strict=True):
            assert (one["start"], one["end"], one["speaker"]) == (
                other["start"],
                other["end"],
                other["speaker"]["id"],
            )
        refused = await tools.call_tool("verify_text", {"text": "x" * 100_001})
        assert "100000 characters" in get_text(refused)

    take(steps)


def test_gives_the_verdicts_that_http_gives(take: Take, client: httpx2.Client) -> None:
    async def steps(tools: Client) -> None:
        whole = (await tools.read_resource(TEXT)).contents[0]
        assert isinstance(whole, TextResourceContents)
        for verdict, (text, speaker) in CLAIMS.items():
            parameters = {"text": text} | ({} if speaker is None else {"speaker": speaker})
            answer = await call(tools, "verify_quote", **parameters)
            expected = client.get("/v1/verify", params=parameters).json()
            assert answer["verdict"] == expected["verdict"] == verdict
            for name in ("wording", "attribution", "note", "matches_total", "inserted"):
                assert answer[name] == expected[name]
            assert answer.get("speaker") == expected["claimed"]["speaker"]
            assert answer["articles"] == expected["searched"]["articles"]
            places = [*answer["matches"], *filter(None, [answer.get("nearest")])]
            shown = [*expected["matches"][:3], *filter(None, [expected["nearest"]])]
            assert [one["speakers"] for one in places] == [one["speakers"] for one in shown]
            for place in places:
                assert whole.text[place["start"] : place["end"]] == place["exact"]

    take(steps)


def test_shows_how_an_altered_claim_differs(take: Take) -> None:
    async def steps(client: Client) -> None:
        answer = await call(client, "verify_quote", text="Ich bin nicht überzeugt, dass wir die bilaterale")
        assert answer["matches"] == []
        assert "negation" in answer["nearest"]["changes"]
        assert "Ich bin [-nicht-] überzeugt" in answer["nearest"]["difference"]

    take(steps)


def test_gives_each_quotation_within_a_claim_its_own_verdict(take: Take) -> None:
    async def steps(client: Client) -> None:
        text = "Putin schrieb: „Ich bin überzeugt“, und ging nach Hause zu den Seinen."
        answer = await call(client, "verify_quote", text=text, speaker="Putin")
        assert answer["verdict"] == "absent"
        [quotation] = answer["quotations"]
        assert quotation["text"] == "Ich bin überzeugt"
        assert quotation["verdict"] == "verified"

    take(steps)


def test_shows_the_context_of_an_excerpt_and_where_to_check_it(take: Take) -> None:
    async def steps(client: Client) -> None:
        [match] = (await call(client, "verify_quote", text="Ich bin überzeugt"))["matches"]
        assert match["extent"] == "excerpt"
        assert len(match["context"]) > len(match["exact"])
        assert match["link"].endswith(f"/quotes/{match['quote']}")
        quote = await call(client, "get_quote", quote_id=match["quote"])
        [whole] = (await call(client, "verify_quote", text=quote["exact"]))["matches"]
        assert whole["extent"] == "whole"
        assert "context" not in whole

    take(steps)


def test_finds_quotes_and_marks_those_that_are_no_quotations(take: Take, client: httpx2.Client) -> None:
    async def steps(tools: Client) -> None:
        found: list[dict[str, Any]] = []  # Any: JSON
        cursor: dict[str, str] = {}
        while True:
            answer = await call(tools, "search_quotes", q="Freundschaft", limit=1, **cursor)
            found += answer["quotes"]
            if "next" not in answer:
                break
            cursor = {"cursor": answer["next"]}
        expected = client.get("/v1/quotes", params={"q": "Freundschaft"}).json()["items"]
        assert [one["id"] for one in found] == [one["id"] for one in expected]
        assert {one["is_quotation"] for one in found} == {True, False}
        answer = await call(tools, "search_quotes", q="Freundschaft", speaker="Kim Jong Un")
        assert {one["speakers"][0]["id"] for one in answer["quotes"]} == {"kim-jong-un"}

    take(steps)


def test_gets_what_http_gets(take: Take, client: httpx2.Client) -> None:
    async def steps(tools: Client) -> None:
        article = await call(tools, "get_article", article_id=SEED_ID)
        expected = client.get(f"/v1/articles/{SEED_ID}").json()
        assert article["sha256"] == expected["sha256"]
        assert article["text_uri"] == TEXT
        assert not article.keys() & {"headline", "publisher", "author", "published_on", "source_url"}
        assert article["certainty"] == {"language": "inferred", "translated": "inferred"}
        assert [one["id"] for one in article["statements"]] == [one["id"] for one in expected["statements"]]
        assert article["quotes_total"] == len(expected["quotes"]) == len(article["quotes"])
        for short, long in zip(article["quotes"], expected["quotes"], strict=True):
            for name in ("id", "exact", "type", "speakers", "start", "end"):
                assert short[name] == long[name]
            assert short["is_quotation"] == (long["type"] in ("direct", "mixed", "term"))
            details = await call(tools, "get_quote", quote_id=short["id"])
            for name in ("exact", "prefix", "suffix", "addressees", "via"):
                assert details[name] == long[name]
            assert details.get("within") == long["within"]
        later = await call(tools, "get_article", article_id=SEED_ID, skip=10)
        assert later["quotes"] == article["quotes"][10:]
        assert later["quotes_total"] == article["quotes_total"]

    take(steps)


def test_lists_speakers_page_by_page_and_by_name(take: Take) -> None:
    async def steps(client: Client) -> None:
        first = await call(client, "list_speakers", limit=3)
        second = await call(client, "list_speakers", limit=3, cursor=first["next"])
        listed = [one["id"] for one in first["speakers"] + second["speakers"]]
        assert listed == ["kcna", "kim-jong-un", "reuters", "wladimir-putin"]
        assert "next" not in second
        [putin] = (await call(client, "list_speakers", name="putin"))["speakers"]
        assert putin["names"] == ["Wladimir Putin", "Putin"]

    take(steps)


def test_refuses_what_http_refuses_and_says_why(take: Take, client: httpx2.Client) -> None:
    async def steps(tools: Client) -> None:
        problem = client.get("/v1/verify", params={"text": "Ja", "speaker": "Puttin"}).json()
        result = await tools.call_tool("verify_quote", {"text": "Ja", "speaker": "Puttin"})
        assert problem["detail"] in get_text(result)
        assert "wladimir-putin" in get_text(result)
        for name in ("type", "title", "status", "detail"):
            assert result.structured_content[name] == problem[name]
        for name, arguments, said in (
            ("verify_quote", {}, "/text: Field required"),
            ("verify_quote", {"text": "„…“"}, "no letter or digit"),
            ("verify_quote", {"text": "a\x00b"}, "U+0000 at offset 1"),
            ("verify_quote", {"text": 5, "speaker": ["Putin"]}, "/speaker: Input should be a valid string"),
            ("verify_quote", {"text": "Ja", "spaeker": "Putin"}, "/spaeker: Extra inputs"),
            ("verify_quote", {"text": "[a]" * 300 + "Ich"}, "brackets"),
            ("search_quotes", {"q": "Waffe", "limit": "5"}, "/limit: Input should be a valid integer"),
            ("search_quotes", {"q": "Waffe", "limit": 51}, "/limit"),
            ("search_quotes", {"q": "Waffe", "cursor": "WyJx"}, "The cursor is not from this list"),
            ("get_quote", {"quote_id": "q-00000000000000000000"}, "There is no quote"),
            ("get_quote", {"quote_id": "../x"}, "/quote_id"),
            ("get_article", {"article_id": "nope"}, "There is no article “nope”"),
            ("list_speakers", {"name": "-"}, "no letter or digit"),
        ):
            assert said in get_text(await tools.call_tool(name, arguments)), (name, arguments)

    take(steps)


def test_a_claim_may_have_10000_code_points_and_no_more(take: Take) -> None:
    async def steps(client: Client) -> None:
        longest = "Ja 😀 nein " * 1_000
        assert (await call(client, "verify_quote", text=longest))["verdict"] == "absent"
        assert "10000" in get_text(await client.call_tool("verify_quote", {"text": longest + "!"}))

    take(steps)


def test_an_unknown_tool_prompt_or_resource_is_an_error_of_the_protocol(take: Take) -> None:
    async def steps(client: Client) -> None:
        for attempt, said in (
            (client.call_tool("delete_article", {}), "there are verify_quote, "),
            (client.get_prompt("nope"), "there is cite"),
            (client.get_prompt("cite", {}), "/text: Field required"),
            (client.read_resource("wortlaut://articles/nope/text"), "There is no article “nope”"),
            (client.read_resource("wortlaut://quotes/q-00000000000000000000"), "There is no quote"),
            (client.read_resource("file:///etc/passwd"), "There is no such resource"),
            (client.list_resources(cursor="WyJx"), "The cursor is not from this list"),
        ):
            with pytest.raises(MCPError) as caught:
                await attempt
            assert caught.value.code == INVALID_PARAMS
            assert said in caught.value.message

    take(steps)


def test_resources_are_texts_and_quotes(take: Take, client: httpx2.Client) -> None:
    async def steps(tools: Client) -> None:
        [listed] = (await tools.list_resources()).resources
        assert listed.uri == TEXT
        templates = (await tools.list_resource_templates()).resource_templates
        assert [one.uri_template for one in templates] == [
            "wortlaut://articles/{article_id}/text",
            "wortlaut://quotes/{quote_id}",
        ]
        [text] = (await tools.read_resource(TEXT)).contents
        assert isinstance(text, TextResourceContents)
        assert text.text == client.get(f"/v1/articles/{SEED_ID}/text").text
        [quote] = (await tools.read_resource(f"wortlaut://quotes/{QUOTE_ID}")).contents
        assert isinstance(quote, TextResourceContents)
        read = httpx2.Response(200, text=quote.text).json()
        assert read == await call(tools, "get_quote", quote_id=QUOTE_ID)

    take(steps)


def test_the_prompt_says_how_to_cite_these_words(take: Take) -> None:
    async def steps(client: Client) -> None:
        [prompt] = (await client.list_prompts()).prompts
        arguments = [(one.name, one.required) for one in prompt.arguments or []]
        assert (prompt.name, arguments) == ("cite", [("text", True), ("speaker", False)])
        got = await client.get_prompt("cite", {"text": "Ich bin überzeugt", "speaker": "Putin"})
        [message] = got.messages
        assert isinstance(message.content, TextContent)
        for part in ("Ich bin überzeugt", "Putin", *CLAIMS):
            assert part in message.content.text

    take(steps)
