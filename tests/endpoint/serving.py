"""serving — what the programs here share: an HTTP server on loopback, its options, its start and its end.

It must not know what is served.
"""
import argparse
import ctypes
import http.server
import os
import signal
import socket
import sys
import threading
from typing import Any

PR_SET_PDEATHSIG = 1


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=0, help="0, the default, lets the system choose")
    parser.add_argument("--port-file", metavar="FILE", help="the file for the port, written once it listens")
    parser.add_argument("--end-with-parent", action="store_true", help="end when the process that started it ends")


def end_with_parent() -> None:
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:  # it ended before prctl was called
        sys.exit(0)


class Server(http.server.ThreadingHTTPServer):
    """A thread for each connection; a fleet opens many at once."""

    daemon_threads = True
    request_queue_size = 256
    allow_reuse_address = True

    def __init__(self, options: argparse.Namespace, handler: type[http.server.BaseHTTPRequestHandler]):
        super().__init__(("127.0.0.1", options.port), handler)
        self._port_file = options.port_file

    def _announce(self) -> None:
        """A reader of the file sees all of it or nothing."""
        if self._port_file:
            beside = f"{self._port_file}.{os.getpid()}"
            with open(beside, "w", encoding="ascii") as file:
                file.write(f"{self.server_port}\n")
            os.replace(beside, self._port_file)
        print(f"listening on http://127.0.0.1:{self.server_port}", flush=True)

    def run(self) -> None:
        """Serves until SIGTERM or SIGINT. shutdown() waits for serve_forever(), which is this thread, so another has to call it."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: threading.Thread(target=self.shutdown, daemon=True).start())
        self._announce()
        self.serve_forever(poll_interval=0.05)


class Handler(http.server.BaseHTTPRequestHandler):
    """One connection. Each response is sent by one write."""

    protocol_version = "HTTP/1.1"
    wbufsize = 0

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except ConnectionError:  # the client went away
            self.close_connection = True

    def body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return b"".join(parts)

    def answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        lines = [f"HTTP/1.1 {status} {self.responses.get(status, ('Status',))[0]}"]
        lines += [f"{name}: {value}" for name, value in headers]
        lines.append(f"Content-Length: {len(body)}")
        self.wfile.write("\r\n".join(lines + ["", ""]).encode() + (b"" if self.command == "HEAD" else body))

    def log_message(self, *_: Any) -> None:
        """Tests read the output, so requests are not logged."""
