"""Puts the twins of asyncua in the place of its hand-written wrapper.

The wrapper takes a thread with a loop where twins need none, and makes a server ready when it is
made; both are put in front of the twins here, and nothing else.
"""

import typing

import asyncua.sync
import asyncua_sync


class Client(asyncua_sync.Client):
    def __init__(
        self,
        url: str,
        timeout: float = 4,
        tloop: object = None,
        sync_wrapper_timeout: float | None = None,
    ) -> None:
        super().__init__(url, timeout)
        self.tloop = tloop


class Server(asyncua_sync.Server):
    def __init__(self, shelf_file: object = None, tloop: object = None) -> None:
        super().__init__()
        self.init(shelf_file)


def of_method(function: typing.Any) -> typing.Any:
    return lambda client: getattr(client.uaclient, function.__name__)


def of_client_method(function: typing.Any) -> typing.Any:
    return lambda client: getattr(client, function.__name__)


def call_method_full(tloop: object, *args: typing.Any) -> typing.Any:
    return asyncua_sync.call_method_full(*args)


asyncua.sync.Client = Client
asyncua.sync.Server = Server
asyncua.sync.SyncNode = asyncua_sync.Node
asyncua.sync.XmlExporter = asyncua_sync.XmlExporter
asyncua.sync.call_method_full = call_method_full
asyncua.sync.new_enum = asyncua_sync.new_enum
asyncua.sync.new_struct = asyncua_sync.new_struct
asyncua.sync.new_struct_field = asyncua_sync.new_struct_field
asyncua.sync.sync_async_client_method = of_client_method
asyncua.sync.sync_uaclient_method = of_method
