"""Each marked line holds the error that mypy is to find there, no other holds one."""

from iterators__per_call import count_sync, echo_sync
from overloads__per_call import load_sync
from plain__per_call import compute_sync, fetch_sync, ping_sync
from shapes__per_call import connect_sync, lines_sync

text: str = fetch_sync("a", 1.0)  # error: assignment
number: int = ping_sync()  # error: assignment, func-returns-value
await_it = fetch_sync("a", 1.0).__await__()  # error: attr-defined
count_sync(1).send(None)  # error: attr-defined
echo_sync("a").send(1)  # error: arg-type
raw: bytes = load_sync("a")  # error: assignment
for line in lines_sync("a"):
    line.decode()  # error: attr-defined
connect_sync("a").get("b")  # error: attr-defined
with connect_sync("a") as client:
    client.put("b")  # error: attr-defined


async def main() -> None:
    await compute_sync(1)  # error: misc
    async for line in lines_sync("a"):  # error: attr-defined
        print(line)
    async with connect_sync("a") as client:  # error: attr-defined
        print(client)
