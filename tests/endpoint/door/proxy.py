"""proxy — forwards calls of the API unchanged, counts and records them, and lets them fail when a fault says so.

It must not know what a call means; the Host header is not changed, because it is signed.
"""
import collections
import http.client
import json
import re
import threading
import uuid

import faults
import serving
import side
import ticking

NOT_PASSED_ON = {"connection", "keep-alive", "transfer-encoding", "content-length"}
KEPT = 2000


class Log:
    """The number of calls of each operation, and the last calls without their secrets."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.requests: collections.deque[dict] = collections.deque(maxlen=KEPT)
        self.regions: set[str] = set()
        self.concurrent = 0
        self.forget_counts()

    def forget_counts(self) -> None:
        with self.lock:
            self.calls: collections.Counter[str] = collections.Counter()
            self.errors: collections.Counter[str] = collections.Counter()
            self.max_concurrent = self.concurrent

    def begin(self, operation: str, region: str) -> None:
        with self.lock:
            self.calls[operation] += 1
            self.regions.add(region)
            self.concurrent += 1
            self.max_concurrent = max(self.max_concurrent, self.concurrent)

    def end(self, request: dict) -> None:
        with self.lock:
            self.concurrent -= 1
            if request["error"]:
                self.errors[request["error"]] += 1
            self.requests.append(request)

    def metrics(self) -> dict:
        with self.lock:
            return {"calls": dict(self.calls), "errors": dict(self.errors), "throttled": self.errors["ThrottlingException"],
                    "total": sum(self.calls.values()), "max_concurrent": self.max_concurrent}


def signed_region(headers) -> str:
    scope = re.search(r"Credential=[^/]+/\d{8}/([^/]+)/", headers.get("Authorization") or "")
    return scope[1] if scope else ""


def read_json(body: bytes):
    try:
        return json.loads(body)
    except ValueError:
        return None


def without_secrets(told):
    """A request for the log: the password of a database is not in it."""
    secret = "masterUserPassword"
    return {**told, secret: "(secret)"} if isinstance(told, dict) and secret in told else told


def error_of(status: int, headers: list[tuple[str, str]], body: bytes) -> str | None:
    if status < 400:
        return None
    told = next((value for name, value in headers if name.lower() == "x-amzn-errortype"), None)
    document = read_json(body)
    told = told or (document.get("__type") if isinstance(document, dict) else None) or str(status)
    return told.split(":")[0].rsplit("#")[-1]


Answer = tuple[int, list[tuple[str, str]], bytes]


def handler(upstream: tuple[str, int], log: Log, door: side.Door) -> type[serving.Handler]:
    class Passing(serving.Handler):
        server_side: http.client.HTTPConnection | None = None

        def pass_on(self, body: bytes, way: str | None = None) -> Answer:
            """One connection to the endpoint for each caller; a stale one is opened again. `way` is what the endpoint itself has to do wrong."""
            headers = {name: value for name, value in self.headers.items() if name.lower() not in NOT_PASSED_ON}
            if way:
                headers[side.WAY] = way
            for is_last in (False, True):
                if not self.server_side:
                    self.server_side = http.client.HTTPConnection(*upstream)
                try:
                    self.server_side.request(self.command, self.path, body, headers)
                    answer = self.server_side.getresponse()
                    kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in NOT_PASSED_ON]
                    return answer.status, kept, answer.read()
                except (http.client.RemoteDisconnected, ConnectionError):
                    self.server_side.close()
                    self.server_side = None
                    if is_last:
                        raise
            raise AssertionError

        def own_answer(self, document, status: int = 200, more: list[tuple[str, str]] | None = None) -> Answer:
            headers = [("Content-Type", "application/x-amz-json-1.1"), ("x-amzn-RequestId", str(uuid.uuid4())),
                       ("Date", self.date_time_string(door.now()))]
            return status, headers + (more or []), json.dumps(document).encode()

        def fail(self, kind: str) -> Answer | None:
            """The response to a call that is not run; None: the connection breaks."""
            if kind == "html":
                return 502, [("Content-Type", "text/html")], b"<html><body>Bad Gateway</body></html>"
            if kind == "hang":
                self.connection.recv(1)
            if kind not in faults.ERRORS:
                return None
            status, code, message = faults.ERRORS[kind]
            return self.own_answer({"__type": code, "code": code, "message": message}, status, [("x-amzn-ErrorType", code)])

        def call(self, operation: str, told, body: bytes, kind: str | None) -> Answer | None:
            if door.expired_token and self.headers.get("X-Amz-Security-Token") == door.expired_token:
                kind = "expired"
            if not kind and door.limit.refuses():
                kind = "throttle"
            if kind in ("failed", "stuck") and door.doors:
                return self.pass_on(body, kind)
            if kind == "failed":
                return self.own_answer(door.overlay.fail(operation, told))
            if kind not in (None, "lost", "done500"):
                return self.fail(kind)
            if failed := door.overlay.failed(operation, told):
                return self.own_answer(failed)
            answer = self.pass_on(body)
            if answer[0] == 200 and door.overlay.changes(operation):
                return answer[0], answer[1], json.dumps(door.overlay.laid_over(json.loads(answer[2]), told)).encode()
            return answer

        def do_POST(self) -> None:
            body = self.body()
            if self.path.startswith("/_sim/"):
                return self.side("POST", body)
            operation = (self.headers.get("X-Amz-Target") or "").rpartition(".")[2]
            if not operation:
                return self.answer(*self.pass_on(body))
            region, told = signed_region(self.headers), read_json(body)
            kind = door.rules.choose(operation, told)
            log.begin(operation, region)
            request = {"operation": operation, "region": region, "body": without_secrets(told), "at_ms": int(door.now() * 1000),
                       "user_agent": self.headers.get("User-Agent"), "status": 0, "error": None}
            try:
                ticking.sleep(door.latency_ms / 1000)
                answer = self.call(operation, told, body, kind)
                if answer:
                    request.update(status=answer[0], error=error_of(*answer))
                    door.remember(request)
                if answer and answer[0] == 200 and kind == "done500":
                    answer = self.fail("error500")
                    request.update(status=answer[0], error=error_of(*answer))
            finally:
                log.end(request)
            if not answer or kind == "lost":
                self.close_connection = True
                return None
            return self.answer(*answer)

        def do_GET(self) -> None:
            self.side("GET", b"")

        def do_DELETE(self) -> None:
            self.side("DELETE", b"")

        def side(self, method: str, body: bytes) -> None:
            try:
                status, document = door.handle(method, self.path, json.loads(body) if body else None)
            except Exception as reason:  # the test must get every error
                status, document = 400, {"error": str(reason)}
            text = document if isinstance(document, str) else json.dumps(document, default=str)
            self.answer(status, [("Content-Type", "application/json")], text.encode())

    return Passing
