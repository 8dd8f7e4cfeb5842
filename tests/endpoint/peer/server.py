"""The program: its options, the listening socket, its end; HTTP/1.1 with connections that stay.

Knows HTTP and processes; must not know protocols of AWS.
"""

import argparse
import ctypes
import os
import signal
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from botocore.credentials import Credentials

from . import access, add_ons, addresses, catalogue, disks, instances, key_pairs, nothing, operations, ports, snapshots, tags  # noqa: F401
from .protocol import Protocol, Request
from .world import World

PR_SET_PDEATHSIG = 1


class Handler(BaseHTTPRequestHandler):
    """One connection: reads a request, answers it in one write, and goes on to the next."""

    protocol_version = "HTTP/1.1"
    protocol: Protocol
    wbufsize = 0

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except ConnectionError:  # the client went away
            self.close_connection = True

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return b"".join(parts)

    def _serve(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        url = f"http://{headers.get('host', '')}{self.path}"
        answer = self.protocol.answer(Request(self.command, url, headers, self._body()))
        lines = [f"HTTP/1.1 {answer.status} {self.responses.get(answer.status, ('Status',))[0]}", f"Date: {self.date_time_string()}"]
        lines += [f"{name}: {value}" for name, value in answer.headers.items()]
        lines.append(f"Content-Length: {len(answer.body)}")
        self.wfile.write("\r\n".join(lines + ["", ""]).encode() + (b"" if self.command == "HEAD" else answer.body))

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _serve

    def log_message(self, *_: Any) -> None:
        pass


class Server(ThreadingHTTPServer):
    """A thread for each connection; a fleet opens many at once."""

    daemon_threads = True
    request_queue_size = 256
    allow_reuse_address = True


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="serve", description="A second Lightsail endpoint, made from botocore's model. It listens on loopback alone."
    )
    parser.add_argument("--port", type=int, default=0, help="0, the default, lets the system choose")
    parser.add_argument("--port-file", metavar="FILE", help="where the port is written once it listens")
    parser.add_argument("--end-with-parent", action="store_true", help="end when the process that started it ends")
    parser.add_argument("--pending-ms", type=int, default=300, metavar="N", help="how long pending, stopping and the like last (300)")
    parser.add_argument("--operation-ms", type=int, default=100, metavar="N", help="how long an operation is Started (100)")
    parser.add_argument("--page-size", type=int, default=50, metavar="N", help="rows of a page of a list (50)")
    parser.add_argument("--rate", type=int, default=0, metavar="N", help="requests a second, beyond which they are throttled (no limit)")
    return parser.parse_args(arguments)


def _end_with_parent() -> None:
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent or parent == 1:  # it went before we asked
        sys.exit(0)


def _write_port(path: str, port: int) -> None:
    """A reader sees all of it or nothing."""
    temporary = f"{path}.{os.getpid()}"
    with open(temporary, "w", encoding="ascii") as file:
        file.write(f"{port}\n")
    os.rename(temporary, path)


def main(arguments: list[str]) -> int:
    """Serves until SIGTERM or SIGINT; its status is 0 then."""
    options = _options(arguments)
    if options.end_with_parent:
        _end_with_parent()
    Handler.protocol = Protocol(
        World(options),
        Credentials(
            os.environ.get("AWS_ACCESS_KEY_ID") or "AKIDEXAMPLE",
            os.environ.get("AWS_SECRET_ACCESS_KEY") or "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            os.environ.get("AWS_SESSION_TOKEN") or None,
        ),
        options.rate,
    )
    server = Server(("127.0.0.1", options.port), Handler)
    # shutdown() waits for serve_forever(), which is this thread, so another has to call it.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown, daemon=True).start())
    if options.port_file:
        _write_port(options.port_file, server.server_port)
    print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever(poll_interval=0.05)
    return 0
