"""openai's asynchronous client and its streams, from synchronous code."""

import sys

import openai
import openai_sync as shims

messages = [{"role": "user", "content": "Count."}]
client = openai.AsyncOpenAI(api_key="none", base_url=f"http://127.0.0.1:{sys.argv[1]}/v1")
with shims.AsyncOpenAI_enter_sync(client):
    create = shims.resources_chat_AsyncCompletions_create_sync
    stream = create(client.chat.completions, model="m", messages=messages, stream=True)
    chunks = [chunk.choices[0].delta.content for chunk in shims.AsyncStream_iter_sync(stream)]
    assert chunks == ["one", " two", " three"], chunks
print("openai: ok")
