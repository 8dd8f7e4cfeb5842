"""Regions, what exists in them, the operations that were recorded, and time: all that the families of operations share.

Knows names, ARNs, tokens of pages and when something is due; must not know what any kind of thing is like. Nothing runs on its
own: what is due is done, in order, before the next request of the region is looked at.
"""

import base64
import copy
import heapq
import itertools
import json
import threading
import uuid
from typing import Any, Callable, Iterable, Optional, TypeVar

import ticking

from .faults import Fault, invalid, names_taken, not_found
from .history import History, Lag
from .model import check_name
from .places import PLACES

ACCOUNT = "123456789012"
SUPPORT = "801007670468"

Handler = Callable[["Region", dict], dict]
HANDLERS: dict[str, Handler] = {}


def serves(name: str) -> Callable[[Handler], Handler]:
    """Makes a function the handler of an operation."""

    def register(handler: Handler) -> Handler:
        HANDLERS[name] = handler
        return handler

    return register


class Thing:
    """Whatever has a name in a region."""

    kind = "Thing"
    taggable = True

    def __init__(self, region: "Region", name: str, zone: str = "all", tags: Optional[dict[str, str]] = None):
        self.region, self.name, self.zone = region, name, zone
        self.number = region.next_number()
        self.created = region.now
        self.arn = f"arn:aws:lightsail:{region.name}:{ACCOUNT}:{self.kind}/{uuid.uuid4()}"
        self.tags: dict[str, str] = dict(tags or {})
        self.origin: "Thing" = self  # a version of a thing has the thing here

    @property
    def support_code(self) -> str:
        return f"{SUPPORT}/{self.name}"

    def describe(self) -> dict:
        """The members that all descriptions begin with; a kind adds its own."""
        head = {
            "name": self.name,
            "arn": self.arn,
            "supportCode": self.support_code,
            "createdAt": stamp(self.created),
            "location": {"availabilityZone": self.zone, "regionName": self.region.name},
            "resourceType": self.kind,
        }
        if self.taggable:
            # A key-only tag is shown without a value (example of get-instances in the AWS CLI's reference).
            head["tags"] = [{"key": key, "value": value} if value else {"key": key} for key, value in self.tags.items()]
        return head


Kind = TypeVar("Kind", bound=Thing)


class Operation:
    """The record of a request that changed something."""

    def __init__(self, region: "Region", kind: str, thing: Thing, details: Optional[str], terminal: bool):
        self.number, self.id = region.next_number(), str(uuid.uuid4())
        self.kind, self.details, self.terminal, self.failed = kind, details, terminal, False
        self.created = self.changed = region.now
        self.name, self.type, self.zone, self.region = thing.name, thing.kind, thing.zone, region.name

    def end(self, now: float, failed: bool = False) -> None:
        self.terminal, self.changed, self.failed = True, now, failed

    def as_it_was(self, seen: float) -> "Operation":
        was = copy.copy(self)
        if self.changed > seen:
            was.terminal, was.failed, was.changed = False, False, self.created
        return was

    def describe(self) -> dict:
        found: dict[str, Any] = {
            "id": self.id,
            "resourceName": self.name,
            "resourceType": self.type,
            "createdAt": stamp(self.created),
            "location": {"availabilityZone": self.zone, "regionName": self.region},
            "isTerminal": self.terminal,
            "operationType": self.kind,
            "status": "Failed" if self.failed else "Succeeded" if self.terminal else "Started",
            "statusChangedAt": stamp(self.changed),
        }
        if self.details is not None:
            found["operationDetails"] = self.details
        if self.failed:
            found.update(errorCode="OperationFailure", errorDetails="It failed because the request said so.")
        return found


class Clock:
    """The time of the world, which a test may move on."""

    def __init__(self, offset: float = 0) -> None:
        self.offset, self.ahead = offset, 0.0

    def wall(self) -> float:
        """What the endpoint says that the time is, and goes by for signatures."""
        return ticking.wall() + self.offset

    def read(self) -> float:
        return self.wall() + self.ahead


class Region:
    """One region of the account: its things, its operations and what is due in it. Used by one request at a time."""

    def __init__(self, name: str, options: Any, clock: Clock, lag: Lag):
        self.name, self.options, self._clock = name, options, clock
        self.zones = [name + letter for letter in PLACES[name].zones]
        self.things: dict[str, Thing] = {}
        self.operations: list[Operation] = []
        self.operations_by_id: dict[str, Operation] = {}
        self.now = clock.read()
        self.lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._stuck: Optional[str] = None  # what is begun now does not end before this is freed
        self._held: list[tuple[str, Callable[[], None]]] = []
        self.history = History(self, lag)

    def next_number(self) -> int:
        """Grows with each thing and operation, so that what came later is told from what came before."""
        return next(self._numbers)

    # ---- time ----
    def settle(self) -> None:
        """Does what has become due."""
        until = self._clock.read()
        while self._due and self._due[0][0] <= until:
            self.now, _, action = heapq.heappop(self._due)
            action()
            self.history.note()
        self.now = until

    def look_at_clock(self) -> None:
        """For those who took their time: what they do next is done now, not when their request came."""
        self.now = self._clock.read()

    def later(self, milliseconds: int, action: Callable[[], None]) -> None:
        """Does something when so much time has passed."""
        if self._stuck is not None:
            self._held.append((self._stuck, action))
            return
        heapq.heappush(self._due, (self.now + milliseconds / 1000, self.next_number(), action))

    # ---- things ----
    def claim(self, names: Iterable[str]) -> None:
        """Refuses names that are malformed, doubled or taken by a thing of any kind."""
        wanted = list(names)
        for name in wanted:
            check_name(name)
        if len(set(wanted)) < len(wanted):
            raise invalid("The same name is given more than once: " + ", ".join(wanted))
        taken = [name for name in wanted if name in self.things or self.history.holds(name)]
        if taken:
            raise names_taken(taken)

    def add(self, thing: Kind) -> Kind:
        self.things[thing.name] = thing
        return thing

    def remove(self, thing: Thing) -> None:
        del self.things[thing.name]

    def has(self, thing: Thing) -> bool:
        """Whether it is still there, and not another of the same name."""
        return self.things.get(thing.name) is thing

    def find(self, kind: type[Kind], name: str) -> Kind:
        """The thing of a kind and name, or NotFoundException."""
        thing = self.things.get(name)
        if not isinstance(thing, kind):
            raise not_found(kind.kind, name)
        return thing

    def all(self, kind: type[Kind]) -> list[Kind]:
        return [thing for thing in self.things.values() if isinstance(thing, kind)]

    def check_zone(self, zone: str) -> None:
        if zone not in self.zones:
            raise invalid(f"The Availability Zone does not exist in this region: {zone}", tip=f"Use one of {', '.join(self.zones)}.")

    # ---- operations ----
    def done(self, kind: str, thing: Thing, details: Optional[str] = None) -> dict:
        """Records an operation that has ended already."""
        if self.is_stuck:
            return self.start(kind, thing, details)
        return self._record(kind, thing, details, True).describe()

    def start(self, kind: str, thing: Thing, details: Optional[str] = None, then: Callable[[], None] = lambda: None) -> dict:
        """Records an operation that ends later; `then` is done as it ends."""
        operation = self._record(kind, thing, details, False)

        def end() -> None:
            operation.end(self.now)
            then()

        self.later(self.options.operation_ms, end)
        return operation.describe()

    def _record(self, kind: str, thing: Thing, details: Optional[str], terminal: bool) -> Operation:
        return self._keep(Operation(self, kind, thing, details, terminal))

    def _keep(self, operation: Operation) -> Operation:
        self.operations.append(operation)
        self.operations_by_id[operation.id] = operation
        return operation

    # ---- requests that go another way than they should ----
    def past(self, seen: float) -> "Region":
        """The region as it was, for handlers that only read."""
        was = copy.copy(self)
        was.things = self.history.things_at(seen)
        was.operations = self.history.operations_at(seen)
        was.operations_by_id = {operation.id: operation for operation in was.operations}
        return was

    @property
    def is_stuck(self) -> bool:
        return self._stuck is not None

    def stick(self, handler: Handler, params: dict) -> dict:
        """Does a request, but nothing of it ends before unstick() names what the request named."""
        self._stuck = json.dumps(params)
        try:
            return handler(self, params)
        finally:
            self._stuck = None

    def unstick(self, name: str) -> None:
        """Ends what is held of requests that named this; "*": of all."""
        held, self._held = self._held, []
        for request, action in held:
            if name == "*" or json.dumps(name) in request:
                self.later(0, action)
            else:
                self._held.append((request, action))

    def fail(self, handler: Handler, params: dict) -> dict:
        """Answers a request as ever, but nothing is done, and the operations of the answer fail."""
        trial = copy.deepcopy(self, {id(self.lock): None, id(self._clock): self._clock, id(self.options): self.options})
        answer = trial.stick(handler, params)
        for operation in trial.operations[len(self.operations) :]:
            operation.number = self.next_number()
            self._fail_later(self._keep(operation))
        return answer

    def _fail_later(self, operation: Operation) -> None:
        self.later(self.options.operation_ms, lambda: operation.end(self.now, failed=True))


class World:
    """All regions; each comes into being when it is first asked for."""

    def __init__(self, options: Any):
        self.clock = Clock(options.clock_offset_s)
        self.lag = Lag(options.get_lag_ms, options.list_lag_ms, options.name_lag_ms)
        self._regions = {name: Region(name, options, self.clock, self.lag) for name in PLACES}

    def region(self, name: str) -> Region:
        if name not in self._regions:
            raise Fault("InvalidSignatureException", "Credential should be scoped to a valid region.")
        return self._regions[name]

    def set_lag(self, told: dict) -> None:
        """From now on so late. What is there at this moment counts as old."""
        self.lag = self.lag.changed(told)
        for region in self._regions.values():
            with region.lock:
                region.settle()
                region.history = History(region, self.lag)


def stamp(seconds: float) -> float:
    """A moment as the JSON protocol has it: seconds since 1970 with milliseconds."""
    return round(seconds, 3)


def page(region: Region, operation: str, params: dict, rows: list, member: str, newest_first: bool = False) -> dict:
    """One page of rows that have a `number` and a `describe`. The token holds the number of the last row, so that rows that come
    or go meanwhile neither repeat nor hide another."""
    after = _read_token(region, operation, params.get("pageToken"))
    ordered = sorted(rows, key=lambda row: row.number, reverse=newest_first)
    if after is not None:
        ordered = [row for row in ordered if (row.number < after if newest_first else row.number > after)]
    shown = ordered[: region.options.page_size]
    answer: dict[str, Any] = {member: [row.describe() for row in shown]}
    if len(ordered) > len(shown):
        token = json.dumps([operation, region.name, shown[-1].number])
        answer["nextPageToken"] = base64.urlsafe_b64encode(token.encode()).decode()
    return answer


def _read_token(region: Region, operation: str, token: Optional[str]) -> Optional[int]:
    if token is None:
        return None
    try:
        of, where, number = json.loads(base64.urlsafe_b64decode(token.encode()))
        if (of, where) == (operation, region.name):
            return int(number)
    except ValueError:
        pass
    raise invalid("The page token is not one of this request", "InvalidPageToken")
