"""Register shims with tools that make schemas from functions: FastMCP, LangChain and typer. Each
reads the hints, says what the function takes, and calls it.

python schemas.py evaluated__per_call
"""

from __future__ import annotations

import asyncio
import importlib
import sys
from typing import Any

import typer
from langchain_core.tools import StructuredTool
from mcp.server.fastmcp import FastMCP
from mcp.server.fastmcp.exceptions import ToolError
from typer.testing import CliRunner

sys.path.insert(0, "")
shims = importlib.import_module(sys.argv[1])

ARGUMENTS: dict[str, Any] = {"at": "2026-01-02T03:04:05", "points": [{"x": 1, "y": 2}]}
DATE = {"format": "date-time", "title": "At", "type": "string"}


async def fast_mcp() -> None:
    server = FastMCP("shims")
    server.add_tool(shims.schedule_sync)
    (tool,) = await server.list_tools()
    assert tool.inputSchema["properties"]["at"] == DATE, tool.inputSchema
    assert "Point" in tool.inputSchema["$defs"], tool.inputSchema
    try:
        # It calls functions where its loop runs, and there the guard says what to do.
        await server.call_tool("schedule_sync", ARGUMENTS)
    except ToolError as error:
        assert "asyncio.to_thread(schedule_sync" in str(error), error
    else:
        raise AssertionError("a loop runs")


def langchain() -> None:
    tool = StructuredTool.from_function(shims.schedule_sync, description="Schedules.")
    assert tool.args["at"] == DATE, tool.args
    assert tool.invoke(ARGUMENTS) == 2027


def command_line() -> None:
    app = typer.Typer()

    @app.callback(invoke_without_command=True, result_callback=print)
    def _(context: typer.Context) -> None:
        """What a command gives is printed."""

    app.command("remind")(shims.remind_sync)
    result = CliRunner().invoke(app, ["remind", ARGUMENTS["at"], "--times", "3"])
    assert (result.exit_code, result.output.strip()) == (0, "2026 3"), result


asyncio.run(fast_mcp())
langchain()
command_line()
