"""A shop that takes orders, line by line, until its standard input closes."""

from __future__ import annotations

import asyncio
import sys

PRICES = {"mochi": 2.5, "matcha": 4.0, "sencha": 3.0}


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while line := await reader.readline():
        _, count, item = line.decode().split()
        answer = PRICES[item] * int(count) if item in PRICES else "unknown"
        writer.write(f"{answer}\n".encode())
        await writer.drain()
    writer.close()


async def main() -> None:
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        print(server.sockets[0].getsockname()[1], flush=True)
        await asyncio.to_thread(sys.stdin.read)


asyncio.run(main())
