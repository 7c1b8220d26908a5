"""What type checkers must not let a program do with twins."""

import asyncio

import twins as originals
from twins__persistent import Bot, Client, Page, Response

client = Client("http://a")
Client()  # error: call-arg
Client("http://a", retries="2")  # error: arg-type
Client("http://a", handlers={"one": lambda: "nothing"})  # error: dict-item, misc
client.url = 1  # error: assignment
client.thread = 1  # error: misc
client.last = "text"  # error: assignment
client.nothing  # error: attr-defined
client.get(1)  # error: arg-type
client.get("/", timeout="1")  # error: arg-type
client.send(originals.Response(1))  # error: arg-type
client.pages(3).send("text")  # error: arg-type
client.upload("abc")  # error: arg-type
client.add_handler(lambda: "nothing")  # error: arg-type, misc
client.pick(1.0)  # error: call-overload
page: Page[str] = Page([1])  # error: list-item
original: originals.Client = client  # error: assignment
for _ in Response(1).text.split():
    for item in client.build(1).history:
        item.nothing()  # error: attr-defined


class Own(Bot):
    def on_message(self, message: int) -> str:  # error: override
        return ""


async def main() -> None:
    await client.get("/")  # error: misc
    async with client:  # error: attr-defined
        pass
    async for _ in client.names():  # error: attr-defined
        pass
    await asyncio.sleep(0)
