"""anthropic's asynchronous client and its text streams, from synchronous code."""

import sys

import anthropic
import anthropic_sync as shims

client = anthropic.AsyncAnthropic(api_key="none", base_url=f"http://127.0.0.1:{sys.argv[1]}")
with shims.AsyncAnthropic_enter_sync(client):
    with shims.resources_AsyncMessages_stream_sync(
        client.messages,
        model="m",
        max_tokens=9,
        messages=[{"role": "user", "content": "Count."}],
    ) as stream:
        # A stream of text in an attribute: discovery cannot know it.
        assert list(shims.iter_sync(stream.text_stream)) == ["one", " two", " three"]
        final = shims.lib_streaming_AsyncMessageStream_get_final_text_sync(stream)
        assert final == "one two three"
print("anthropic: ok")
