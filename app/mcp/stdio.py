"""The server of the protocol on standard input and output."""

import asyncio

from mcp.server.stdio import stdio_server

from app.database.database import Database
from app.mcp.server import make_server
from app.presenters.page import Site


def serve(database: Database, site: Site) -> None:
    """Answer a client until it closes standard input."""
    asyncio.run(_serve(database, site))


async def _serve(database: Database, site: Site) -> None:
    server = make_server(lambda: database, site)
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())
