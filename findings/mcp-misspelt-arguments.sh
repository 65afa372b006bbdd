#!/usr/bin/env bash
# A tool is called with a misspelt argument, and answers as if that had not been given.
#
# Packages: mcp 2.3.0 (the official SDK of the Model Context Protocol for Python), its class MCPServer.
# Expected: arguments that a tool does not have, and values of another type than its schema names, are refused, so that
#           the model that calls it can correct itself. The arguments become keyword arguments of a typed function.
# Seen:     the published schema does not close the object, and an unknown argument is ignored. A text is taken for a
#           number, true for 1, and a text with JSON in it for a list. A misspelt *required* argument alone is refused.
# Matters:  "Did Putin say this?", called with `spaeker`, is answered for any speaker, and the answer is "verified". The
#           lower layer (mcp.server.lowlevel) hands over the arguments as they came: check them there, strictly.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet mcp==2.3.0 2>/dev/null
cat >program.py <<'PROGRAM'
import asyncio
import sys
from importlib.metadata import version

from mcp import Client
from mcp.server import MCPServer

EXPECTED = [
    ({"text": "Ja", "spaeker": "Putin"}, "Ja, None, 10"),
    ({"text": "Ja", "limit": "5"}, "Ja, None, 5"),
    ({"text": "Ja", "limit": True}, "Ja, None, 1"),
    ({"text": "Ja", "speaker": '["Putin", "Kim"]'}, "Ja, ['Putin', 'Kim'], 10"),
    ({"txet": "Ja"}, None),
]
server = MCPServer("probe")


@server.tool()
def verify(text: str, speaker: list[str] | None = None, limit: int = 10) -> str:
    return f"{text}, {speaker}, {limit}"


async def call_all() -> bool:
    changed = False
    async with Client(server) as client:
        [tool] = (await client.list_tools()).tools
        print("additionalProperties" in tool.input_schema, "- whether the schema closes the object")
        for arguments, expected in EXPECTED:
            result = await client.call_tool("verify", arguments)
            answer = None if result.is_error else result.content[0].text
            print(arguments, "->", answer)
            changed |= answer != expected
    return changed


print("mcp", version("mcp"))
sys.exit(asyncio.run(call_all()))
PROGRAM
venv/bin/python program.py
