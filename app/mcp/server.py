"""The server of the protocol: tools, resources and the prompt, as the official SDK takes them.

The SDK's own class for tools would ignore an argument that a tool does not have, and read a text as JSON
where a number is wanted. So this is its lower layer, and arguments are read as those of HTTP.
"""

import functools
import inspect
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import mcp_types as protocol
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel.server import Server
from mcp.shared.exceptions import MCPError

from app import VERSION, problem_details
from app.database.database import Database
from app.errors import WortlautError
from app.mcp import citing
from app.mcp.arguments import CiteArguments
from app.mcp.presenter import make_text_uri
from app.mcp.resources import QUOTE_TEMPLATE, TEXT_TEMPLATE, read_resource
from app.mcp.tools import TOOLS, Tool, read_arguments
from app.middleware.request_id import make_request_id
from app.presenters.page import Site
from app.schemas.problems import Problem
from app.schemas.queries import ArticleQuery
from app.services.catalog import articles

log = logging.getLogger("wortlaut.mcp")

RESOURCES_LISTED = 100
"""Articles on one page of the list of resources."""
READ_ONLY = protocol.ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)

Context = ServerRequestContext[Any]  # Any: the lifespan has no state
Params = TypeVar("Params")
Result = TypeVar("Result")
Handler = Callable[["Handlers", Context, Params], Awaitable[Result]]


def make_server(get_database: Callable[[], Database], site: Site) -> Server[Any]:  # Any: likewise
    """Return the server; `get_database` may raise `Unavailable`, and `site` is where there is no request."""
    handlers = Handlers(get_database, site)
    return Server(
        "wortlaut",
        version=VERSION,
        title="Wortlaut",
        instructions=citing.INSTRUCTIONS,
        get_tool_input_schema=_find_input_schema,
        on_list_tools=handlers.list_tools,
        on_call_tool=handlers.call_tool,
        on_list_resources=handlers.list_resources,
        on_list_resource_templates=handlers.list_resource_templates,
        on_read_resource=handlers.read_resource,
        on_list_prompts=handlers.list_prompts,
        on_get_prompt=handlers.get_prompt,
    )


def _report_errors(handler: Handler[Params, Result]) -> Handler[Params, Result]:
    """Turn failures into errors of the protocol; of an unexpected one, the SDK would send the text."""

    @functools.wraps(handler)
    async def handle(self: "Handlers", context: Context, params: Params) -> Result:
        try:
            return await handler(self, context, params)
        except MCPError:
            raise
        except WortlautError as error:
            problem = _describe(error, _get_request_id(context))
        except Exception:
            request_id = _get_request_id(context)
            log.exception("request %s failed", request_id)
            problem = _describe(problem_details.from_status(500), request_id)
        code = protocol.INVALID_PARAMS if problem.status < 500 else protocol.INTERNAL_ERROR
        raise MCPError(code, problem.detail, problem.model_dump(mode="json"))

    return handle


class Handlers:
    """Answers the requests of the protocol."""

    def __init__(self, get_database: Callable[[], Database], site: Site) -> None:
        self._get_database = get_database
        self._site = site

    def _get_site(self, context: Context) -> Site:
        """Return the public address that the request was sent to, if it came over HTTP."""
        site: Site = self._site if context.request is None else context.request.state.site
        return site

    @_report_errors
    async def list_tools(
        self, _context: Context, _params: protocol.PaginatedRequestParams | None
    ) -> protocol.ListToolsResult:
        """List the tools."""
        return protocol.ListToolsResult(tools=_describe_tools())

    @_report_errors
    async def call_tool(
        self, context: Context, params: protocol.CallToolRequestParams
    ) -> protocol.CallToolResult:
        """Call a tool. A failure that a model can read and correct is a result, not an error."""
        tool = TOOLS.get(params.name)
        if tool is None:
            known = ", ".join(TOOLS)
            raise MCPError(
                protocol.INVALID_PARAMS, f"There is no tool “{params.name[:100]}”; there are {known}."
            )
        try:
            given = read_arguments(tool.arguments, params.arguments or {})
            answer = await tool.run(self._get_database(), self._get_site(context), given)
        except WortlautError as error:
            problem = _describe(error, _get_request_id(context))
            return _make_result(_write_problem(problem), problem.model_dump(mode="json"), is_error=True)
        return _make_result(
            answer.model_dump_json(exclude_none=True), answer.model_dump(mode="json", exclude_none=True)
        )

    @_report_errors
    async def list_resources(
        self, _context: Context, params: protocol.PaginatedRequestParams | None
    ) -> protocol.ListResourcesResult:
        """List the texts of articles, page by page."""
        cursor = None if params is None else params.cursor
        given = {"limit": RESOURCES_LISTED, "cursor": cursor}
        found = await self._get_database().read(articles.find, read_arguments(ArticleQuery, given))
        resources = [
            protocol.Resource(
                uri=make_text_uri(one.row.id),
                name=one.row.id,
                title=one.row.headline,
                mime_type="text/plain",
            )
            for one in found.items
        ]
        return protocol.ListResourcesResult(resources=resources, next_cursor=found.next_cursor)

    @_report_errors
    async def list_resource_templates(
        self, _context: Context, _params: protocol.PaginatedRequestParams | None
    ) -> protocol.ListResourceTemplatesResult:
        """List the forms of addresses."""
        text = protocol.ResourceTemplate(
            uri_template=TEXT_TEMPLATE,
            name="article-text",
            description="The exact text of an article; offsets count its Unicode code points.",
            mime_type="text/plain",
        )
        quote = protocol.ResourceTemplate(
            uri_template=QUOTE_TEMPLATE,
            name="quote",
            description="A quote: its words, whose they are, and their place.",
            mime_type="application/json",
        )
        return protocol.ListResourceTemplatesResult(resource_templates=[text, quote])

    @_report_errors
    async def read_resource(
        self, context: Context, params: protocol.ReadResourceRequestParams
    ) -> protocol.ReadResourceResult:
        """Read a resource."""
        content = await read_resource(self._get_database(), self._get_site(context), params.uri)
        contents = protocol.TextResourceContents(
            uri=params.uri, mime_type=content.media_type, text=content.text
        )
        return protocol.ReadResourceResult(contents=[contents])

    @_report_errors
    async def list_prompts(
        self, _context: Context, _params: protocol.PaginatedRequestParams | None
    ) -> protocol.ListPromptsResult:
        """List the prompt."""
        schema = CiteArguments.model_json_schema()
        arguments = [
            protocol.PromptArgument(
                name=name, description=field["description"], required=name in schema["required"]
            )
            for name, field in schema["properties"].items()
        ]
        prompt = protocol.Prompt(
            name="cite",
            title="Quote and cite",
            description="How to check words, to quote them and to cite their source.",
            arguments=arguments,
        )
        return protocol.ListPromptsResult(prompts=[prompt])

    @_report_errors
    async def get_prompt(
        self, _context: Context, params: protocol.GetPromptRequestParams
    ) -> protocol.GetPromptResult:
        """Return the prompt for a quotation."""
        if params.name != "cite":
            raise MCPError(
                protocol.INVALID_PARAMS, f"There is no prompt “{params.name[:100]}”; there is cite."
            )
        text = citing.write_prompt(read_arguments(CiteArguments, params.arguments or {}))
        message = protocol.PromptMessage(role="user", content=protocol.TextContent(type="text", text=text))
        return protocol.GetPromptResult(messages=[message])


@functools.cache
def _describe_tools() -> list[protocol.Tool]:
    return [_describe_tool(name, tool) for name, tool in TOOLS.items()]


def _find_input_schema(name: str) -> dict[str, Any] | None:  # Any: JSON
    """Return the schema of a tool's arguments; the SDK would else list all tools for each call."""
    return next((one.input_schema for one in _describe_tools() if one.name == name), None)


def _describe_tool(name: str, tool: Tool) -> protocol.Tool:
    return protocol.Tool(
        name=name,
        title=tool.title,
        description=inspect.getdoc(tool.run),
        input_schema=_shorten(tool.arguments.model_json_schema()),
        output_schema=_shorten(tool.answer.model_json_schema()),
        annotations=READ_ONLY,
    )


def _shorten(schema: Any) -> Any:  # noqa: ANN401  # a value of JSON
    """Return a schema without the titles that Pydantic makes of names, and without null for what is omitted.

    A model must read it: these are half of its length.
    """
    if isinstance(schema, list):
        return [_shorten(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    # The title of a schema is a text; a property of this name has a schema.
    short = {
        name: _shorten(value)
        for name, value in schema.items()
        if name != "title" or not isinstance(value, str)
    }
    match short.get("anyOf"):
        case [kind, {"type": "null"}]:
            others = {name: value for name, value in short.items() if name not in ("anyOf", "default")}
            return {**kind, **others}
    return short


def _make_result(
    text: str,
    content: dict[str, Any],
    *,
    is_error: bool = False,  # Any: JSON
) -> protocol.CallToolResult:
    """Return a result as a text for models, and as JSON for programs."""
    block = protocol.TextContent(type="text", text=text)
    return protocol.CallToolResult(content=[block], structured_content=content, is_error=is_error)


def _get_request_id(context: Context) -> str:
    """Return the id of the HTTP request, or else a new one."""
    if context.request is None:
        return make_request_id().decode()
    return str(context.request.state.request_id)


def _describe(error: WortlautError, request_id: str) -> Problem:
    """Return the problem, whose values are those of a body, as all arguments are."""
    faults = [fault._replace(location="body") for fault in error.faults]
    return problem_details.to_resource(type(error)(error.detail, faults), request_id)


def _write_problem(problem: Problem) -> str:
    """Return a problem as a text: what failed, each value that is wrong, and the speakers that are near."""
    lines = [f"{problem.title}. {problem.detail}"]
    for number, fault in enumerate(problem.errors or []):
        if number > 0 or fault.detail not in problem.detail:
            lines.append(f"{fault.pointer}: {fault.detail}")
        lines += [f"Did you mean {one.id} ({one.name})?" for one in fault.candidates or []]
    return "\n".join(lines)
