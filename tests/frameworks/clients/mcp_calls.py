"""Makes calls with the Python SDK of MCP, and prints what came back.

`mcp_calls.py PORT CALLS`, where CALLS is a list of objects in JSON: `tool` and `arguments`, or `resource`.
"""

import asyncio
import json
import sys

from mcp import ClientSession, MCPError
from mcp.client.streamable_http import streamable_http_client


async def make(session, call):
    try:
        if "resource" in call:
            await session.read_resource(call["resource"])
            return {"read": True}
        result = await session.call_tool(call["tool"], call["arguments"])
        return {"is_error": result.is_error, "texts": [block.text for block in result.content]}
    except MCPError as error:
        return {"error": error.error.model_dump()}


async def main(port, calls):
    async with streamable_http_client(f"http://127.0.0.1:{port}/mcp") as (read, write, *_):
        async with ClientSession(read, write) as session:
            await session.initialize()
            return [await make(session, call) for call in calls]


print(json.dumps(asyncio.run(main(sys.argv[1], json.loads(sys.argv[2])))))
