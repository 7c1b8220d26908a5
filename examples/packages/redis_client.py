"""redis-py's asynchronous client against a Redis server, from synchronous code."""

import sys

import redis.asyncio
import redis_sync as shims

client = redis.asyncio.Redis(port=int(sys.argv[1]), decode_responses=True)
with shims.asyncio_Redis_enter_sync(client):
    assert shims.asyncio_Redis_set_sync(client, "greeting", "hello")
    assert shims.asyncio_Redis_get_sync(client, "greeting") == "hello"
    shims.asyncio_Redis_rpush_sync(client, "list", "a", "b", "c")
    assert shims.asyncio_Redis_lrange_sync(client, "list", 0, -1) == ["a", "b", "c"]
    assert set(shims.asyncio_Redis_scan_iter_sync(client)) == {"greeting", "list"}

    with shims.enter_sync(client.pipeline()) as pipeline:
        pipeline.set("n", 1).incr("n")
        assert shims.await_sync(pipeline.execute()) == [True, 2]

    with shims.enter_sync(client.pubsub()) as channel:
        shims.await_sync(channel.subscribe("news"))
        shims.asyncio_Redis_publish_sync(client, "news", "first")
        for message in shims.iter_sync(channel.listen()):
            if message["type"] == "message":
                assert message["data"] == "first"
                break
print("redis: ok")
