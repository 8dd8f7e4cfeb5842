"""faults — which call fails on purpose, how and how often, with the words of tests/sim/README.md. It must not know HTTP."""
import dataclasses
import threading

import ticking

# The error responses; `lost` and `done500` happen after the call was run, `reset` and `hang` before.
ERRORS = {
    "throttle": (400, "ThrottlingException", "Rate exceeded"),
    "error500": (500, "ServiceException", "Something went wrong inside the service"),
    "error503": (503, "ServiceUnavailable", "The service cannot take calls now"),
    "expired": (400, "ExpiredTokenException", "The security token included in the request is expired"),
    "denied": (400, "AccessDeniedException", "You are not allowed to do this"),
    "busy": (400, "OperationFailureException", "The resource is in use. Please try again in a few minutes."),
    "wait": (400, "OperationFailureException",
             "An automatic snapshot of the resource is being created. Please wait for it to complete before trying again."),
    "account-setup": (400, "AccountSetupInProgressException", "The account is not ready yet. Please try again in a few minutes."),
    "region-setup": (400, "RegionSetupInProgressException", "The Region is not ready yet. Please try again in a few minutes."),
}
KINDS = {*ERRORS, "lost", "done500", "reset", "hang", "html", "failed", "stuck"}


def is_mutating(operation: str) -> bool:
    return not operation.startswith(("Get", "Download"))


@dataclasses.dataclass
class Rule:
    operation: str
    kind: str
    first: int
    every: int
    count: int
    name: str | None = None
    asked: int = 0
    acted: int = 0

    def concerns(self, operation: str, told) -> bool:
        if self.kind in ("failed", "stuck") and not is_mutating(operation):
            return False
        if self.name and not any(self.name == value or isinstance(value, list) and self.name in value for value in (told or {}).values()):
            return False
        return self.operation in ("*", operation) or (self.operation == "mutating" and is_mutating(operation))

    def acts_on(self, operation: str, told) -> bool:
        if not self.concerns(operation, told):
            return False
        self.asked += 1
        if self.asked < self.first or (self.count and self.acted >= self.count):
            return False
        if self.every and self.asked % self.every:
            return False
        self.acted += 1
        return True


def make(operation: str, kind: str, when: str, count: int = 0, name: str | None = None) -> Rule:
    if kind not in KINDS:
        raise ValueError(f"the door cannot act out '{kind}'")
    first, every = 1, 0
    if when.startswith("every="):
        first = every = int(when[6:])
    elif when.startswith("nth="):
        first = int(when[4:])
    elif when != "first":
        raise ValueError("when it acts must be every=N, nth=N or first")
    return Rule(operation, kind, first, every, count or (0 if every else 1), name)


def from_text(text: str) -> Rule:
    operation, kind, when, *count = text.split(":")
    return make(operation, kind, when, *map(int, count))


def from_json(wish: dict) -> Rule:
    return make(wish["operation"], wish["kind"], wish["when"], wish.get("count", 0), wish.get("name"))


class Rules:
    def __init__(self, *rules: Rule) -> None:
        self._rules = list(rules)
        self._lock = threading.Lock()

    def add(self, *rules: Rule) -> None:
        with self._lock:
            self._rules += rules

    def clear(self) -> None:
        with self._lock:
            self._rules.clear()

    def choose(self, operation: str, told) -> str | None:
        """The kind of the first rule that acts on this call; later rules do not count it."""
        with self._lock:
            return next((rule.kind for rule in self._rules if rule.acts_on(operation, told)), None)

    def told(self) -> list[dict]:
        with self._lock:
            return [dataclasses.asdict(rule) for rule in self._rules]


class Limit:
    """Limits the calls in a second, with `burst` at once after a pause (0: the calls of one second); 0: no limit."""

    def __init__(self, per_second: float, burst: float):
        self._rate = per_second
        self._most = self._tokens = burst or per_second
        self._at = ticking.monotonic()
        self._lock = threading.Lock()

    def refuses(self) -> bool:
        if not self._rate:
            return False
        with self._lock:
            now = ticking.monotonic()
            self._tokens = min(self._most, self._tokens + (now - self._at) * self._rate)
            self._at = now
            if self._tokens < 1:
                return True
            self._tokens -= 1
            return False
