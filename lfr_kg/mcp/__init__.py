"""The knowledge for assistants, by the Model Context Protocol over standard input and output (https://modelcontextprotocol.io).

The protocol is the official package's (``mcp``, an extra); what is offered are the tools of ``tools.py``, which only read.
"""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from lfr_kg.base.errors import LfrError, MissingLibrary
from lfr_kg.knowledge import KnowledgeBase
from lfr_kg.mcp.tools import Tools

if TYPE_CHECKING:
    from mcp.server import MCPServer


def server(kb: KnowledgeBase) -> "MCPServer[Any]":
    """The server over one knowledge base; ``run("stdio")`` answers until the other side closes it.

    Raises MissingLibrary where the package is not there.
    """
    try:
        from mcp.server import MCPServer
        from mcp.types import ToolAnnotations
    except ImportError as error:
        raise MissingLibrary("An MCP server needs", "mcp", "lfr-kg[mcp]") from error
    tools = Tools(kb)
    made: MCPServer[Any] = MCPServer("lfr-kg", instructions=tools.about, version=kb.version, log_level="WARNING")
    for tool in tools.all():
        made.add_tool(_telling(tool), annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False), structured_output=True)
    return made


def _telling(tool: Callable[..., Any]) -> Callable[..., Any]:
    """A tool whose errors say to the assistant what they would say to a person; any other failure stays inside."""
    from mcp.server.mcpserver.exceptions import ToolError

    @wraps(tool)
    def told(*args: Any, **named: Any) -> Any:
        try:
            return tool(*args, **named)
        except LfrError as error:
            raise ToolError(error.message) from error

    return told
