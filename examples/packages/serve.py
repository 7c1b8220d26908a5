"""Runs an example against a server of its own, on loopback, that ends with it.

    python serve.py SERVER FOLDER EXAMPLE

SERVER is redis, nats, postgres, fake (an API that streams) or none; FOLDER is empty and for its
data. Exits with 3 if the server is not installed.
"""

from __future__ import annotations

import contextlib
import glob
import http.server
import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator

WORDS = ["one", " two", " three"]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def installed(name: str) -> str:
    postgres = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", *postgres])
    found = shutil.which(name, path=path)
    if found is None:
        print(f"{name} is not installed", file=sys.stderr)
        sys.exit(3)
    return found


@contextlib.contextmanager
def process(command: list[str], port: int, **options: object) -> Iterator[int]:
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **options
    ) as server:
        try:
            wait_for(port, server)
            yield port
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()


def wait_for(port: int, server: subprocess.Popen[str]) -> None:
    for _ in range(600):
        if server.poll() is not None:
            assert server.stderr
            sys.exit(f"the server ended: {server.stderr.read()}")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    sys.exit("the server does not answer")


def redis(folder: str) -> contextlib.AbstractContextManager[int]:
    port = free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""]
    return process([installed("redis-server"), *options], port)


def nats(_: str) -> contextlib.AbstractContextManager[int]:
    port = free_port()
    return process([installed("nats-server"), "-a", "127.0.0.1", "-p", str(port)], port)


@contextlib.contextmanager
def postgres(folder: str) -> Iterator[int]:
    """PostgreSQL does not run as root: root becomes the user that its package makes."""
    port = free_port()
    initdb, server = installed("initdb"), installed("postgres")
    data, options = os.path.join(folder, "data"), {}
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        options = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        # The folders above may be closed to it.
        data = os.path.join(tempfile.gettempdir(), f"mochi-postgres-{os.getpid()}")
        os.mkdir(data, 0o700)
        os.chown(data, user.pw_uid, user.pw_gid)
    try:
        subprocess.run(
            [initdb, "-D", data, "-U", "mochi", "-A", "trust", "--no-sync"],
            check=True, stdout=subprocess.DEVNULL, cwd="/", **options,
        )
        command = [server, "-D", data, "-p", str(port), "-h", "127.0.0.1", "-k", "", "-F"]
        with process(command, port, cwd="/", **options) as answering:
            for _ in range(200):  # it answers before it takes queries
                ready = [installed("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
                if subprocess.run(ready).returncode == 0:
                    break
                time.sleep(0.05)
            yield answering
    finally:
        shutil.rmtree(data, ignore_errors=True)


class Fake(http.server.BaseHTTPRequestHandler):
    """Answers as the two APIs do when they stream."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        events = self.openai() if "completions" in self.path else self.anthropic()
        for name, event in events:
            text = event if isinstance(event, str) else json.dumps(event)
            self.wfile.write(f"event: {name}\ndata: {text}\n\n".encode())
            self.wfile.flush()

    def openai(self) -> Iterator[tuple[str, object]]:
        for word in WORDS:
            choice = {"index": 0, "delta": {"content": word}, "finish_reason": None}
            kind = {"object": "chat.completion.chunk", "created": 1, "model": "m"}
            yield "message", {"id": "1", **kind, "choices": [choice]}
        yield "message", "[DONE]"

    def anthropic(self) -> Iterator[tuple[str, object]]:
        usage = {"input_tokens": 1, "output_tokens": 1}
        message = {
            "id": "1", "type": "message", "role": "assistant", "model": "m", "content": [],
            "stop_reason": None, "stop_sequence": None, "usage": usage,
        }
        block = {"type": "text", "text": ""}
        events: list[dict[str, object]] = [
            {"type": "message_start", "message": message},
            {"type": "content_block_start", "index": 0, "content_block": block},
            *(
                {
                    "type": "content_block_delta",
                    "index": 0,
                    "delta": {"type": "text_delta", "text": word},
                }
                for word in WORDS
            ),
            {"type": "content_block_stop", "index": 0},
            {
                "type": "message_delta",
                "delta": {"stop_reason": "end_turn", "stop_sequence": None},
                "usage": usage,
            },
            {"type": "message_stop"},
        ]
        for event in events:
            yield str(event["type"]), event

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def fake(_: str) -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Fake) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@contextlib.contextmanager
def none(_: str) -> Iterator[int]:
    yield 0


SERVERS = {"redis": redis, "nats": nats, "postgres": postgres, "fake": fake, "none": none}

if __name__ == "__main__":
    kind, folder, example = sys.argv[1:]
    with SERVERS[kind](folder) as port:
        ran = subprocess.run([sys.executable, "-X", "dev", example, str(port)], timeout=120)
    sys.exit(ran.returncode)
