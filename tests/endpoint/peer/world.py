"""Regions, what exists in them, the operations that were recorded, and time: all that the families of operations share.

Knows names, ARNs, tokens of pages and when something is due; must not know what any kind of thing is like. Nothing runs on its
own: what is due is done, in order, before the next request of the region is looked at.
"""

import base64
import heapq
import itertools
import json
import threading
import time
import uuid
from typing import Any, Callable, Iterable, Optional, TypeVar

from .faults import Fault, invalid, names_taken, not_found
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
        self.kind, self.details, self.terminal = kind, details, terminal
        self.created = self.changed = region.now
        self.name, self.type, self.zone, self.region = thing.name, thing.kind, thing.zone, region.name

    def describe(self) -> dict:
        found: dict[str, Any] = {
            "id": self.id,
            "resourceName": self.name,
            "resourceType": self.type,
            "createdAt": stamp(self.created),
            "location": {"availabilityZone": self.zone, "regionName": self.region},
            "isTerminal": self.terminal,
            "operationType": self.kind,
            "status": "Succeeded" if self.terminal else "Started",
            "statusChangedAt": stamp(self.changed),
        }
        if self.details is not None:
            found["operationDetails"] = self.details
        return found


class Clock:
    """The time of the world, which a test may move on."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def read(self) -> float:
        return time.time() + self.ahead


class Region:
    """One region of the account: its things, its operations and what is due in it. Used by one request at a time."""

    def __init__(self, name: str, options: Any, clock: Clock):
        self.name, self.options, self._clock = name, options, clock
        self.zones = [name + letter for letter in PLACES[name].zones]
        self.things: dict[str, Thing] = {}
        self.operations: list[Operation] = []
        self.operations_by_id: dict[str, Operation] = {}
        self.now = clock.read()
        self.lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._due: list[tuple[float, int, Callable[[], None]]] = []

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
        self.now = until

    def look_at_clock(self) -> None:
        """For those who took their time: what they do next is done now, not when their request came."""
        self.now = self._clock.read()

    def later(self, milliseconds: int, action: Callable[[], None]) -> None:
        """Does something when so much time has passed."""
        heapq.heappush(self._due, (self.now + milliseconds / 1000, self.next_number(), action))

    # ---- things ----
    def claim(self, names: Iterable[str]) -> None:
        """Refuses names that are malformed, doubled or taken by a thing of any kind."""
        wanted = list(names)
        for name in wanted:
            check_name(name)
        if len(set(wanted)) < len(wanted):
            raise invalid("The same name is given more than once: " + ", ".join(wanted))
        taken = [name for name in wanted if name in self.things]
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
        return self._record(kind, thing, details, True).describe()

    def start(self, kind: str, thing: Thing, details: Optional[str] = None, then: Callable[[], None] = lambda: None) -> dict:
        """Records an operation that ends later; `then` is done as it ends."""
        operation = self._record(kind, thing, details, False)

        def end() -> None:
            operation.terminal, operation.changed = True, self.now
            then()

        self.later(self.options.operation_ms, end)
        return operation.describe()

    def _record(self, kind: str, thing: Thing, details: Optional[str], terminal: bool) -> Operation:
        operation = Operation(self, kind, thing, details, terminal)
        self.operations.append(operation)
        self.operations_by_id[operation.id] = operation
        return operation


class World:
    """All regions; each comes into being when it is first asked for."""

    def __init__(self, options: Any):
        self.clock = Clock()
        self._regions = {name: Region(name, options, self.clock) for name in PLACES}

    def region(self, name: str) -> Region:
        if name not in self._regions:
            raise Fault("InvalidSignatureException", "Credential should be scoped to a valid region.")
        return self._regions[name]


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
