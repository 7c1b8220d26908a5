"""Puts the twins of httpx in the place of its synchronous classes."""

import httpx
import httpx_sync

httpx.Client = httpx_sync.AsyncClient
httpx.BaseTransport = httpx_sync.AsyncBaseTransport
httpx.HTTPTransport = httpx_sync.AsyncHTTPTransport
httpx.SyncByteStream = httpx_sync.AsyncByteStream
for name in (
    "Auth",
    "BasicAuth",
    "ByteStream",
    "DigestAuth",
    "MockTransport",
    "NetRCAuth",
    "Request",
    "Response",
):
    setattr(httpx, name, getattr(httpx_sync, name))
