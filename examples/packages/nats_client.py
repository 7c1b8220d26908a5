"""nats-py against a NATS server, from synchronous code."""

import sys

import nats_sync as shims

client = shims.connect_sync(f"nats://127.0.0.1:{sys.argv[1]}")
subscription = shims.aio_client_Client_subscribe_sync(client, "greet.*")
shims.aio_client_Client_publish_sync(client, "greet.one", b"hello")
message = shims.aio_subscription_Subscription_next_msg_sync(subscription, timeout=5)
assert (message.subject, message.data) == ("greet.one", b"hello")


async def answer(message):
    await message.respond(b"re: " + message.data)


shims.aio_client_Client_subscribe_sync(client, "ask", cb=answer)
reply = shims.aio_client_Client_request_sync(client, "ask", b"why", timeout=5)
assert reply.data == b"re: why"
shims.aio_client_Client_drain_sync(client)
print("nats: ok")
