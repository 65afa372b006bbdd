"""Tools for language models: a server of the Model Context Protocol (MCP) over the same services as HTTP.

It is there if the extra `mcp` is installed. Only `server`, `stdio` and `endpoint` know the protocol.
"""

from importlib.util import find_spec


def is_installed() -> bool:
    """Tell whether the SDK of the protocol is there."""
    return find_spec("mcp") is not None
