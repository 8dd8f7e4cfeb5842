"""Regions, the objects in them, the recorded operations, and time: what the families of operations share.

Knows names, ARNs, page tokens and due times; must not know any kind of object. Nothing runs in the background: changes that are due are
applied, in order, before the next request of the region is handled.
"""

import base64
import contextlib
import copy
import heapq
import itertools
import json
import math
import threading
import time
import uuid
from typing import Any, Callable, Iterable, Iterator, Optional, TypeVar

import ticking

from .faults import Fault, failed, invalid, names_taken, not_found
from .history import History, Lag
from .model import check_name
from .places import PLACES

ACCOUNT = "123456789012"
SUPPORT = "801007670468"
TURN_S = 0.002

Handler = Callable[["Region", dict], dict]
HANDLERS: dict[str, Handler] = {}
OBSERVERS: list[Callable[["Region"], None]] = []  # what runs after each change of a region
TURNS: dict[str, str] = {}  # operations of which an object has one at a time, with the member that names it
FAILING: dict[str, Handler] = {}  # for requests that have to fail later, where more can be seen of that than a failed operation


def serves(name: str, failing: bool = False, one_at_a_time: str = "") -> Callable[[Handler], Handler]:
    """Makes a function the handler of an operation, or of one that has to fail later. Of some, an object that a member names has one at a time."""

    def register(handler: Handler) -> Handler:
        (FAILING if failing else HANDLERS)[name] = handler
        if one_at_a_time:
            TURNS[name] = one_at_a_time
        return handler

    return register


class Resource:
    """An object with a name in a region."""

    kind = "Resource"
    taggable = True
    is_listed = True  # whether its name is in use

    def __init__(self, region: "Region", name: str, zone: str = "all", tags: Optional[dict[str, str]] = None):
        self.region, self.name, self.zone = region, name, zone
        self.number = region.next_number()
        self.created = region.now
        self.arn = f"arn:aws:lightsail:{self.place}:{ACCOUNT}:{self.kind}/{uuid.uuid4()}"
        self.tags: dict[str, str] = dict(tags or {})
        self.origin: "Resource" = self  # a version of an object refers to the object here

    @property
    def place(self) -> str:
        """The region that its ARN and its location name."""
        return self.region.name

    @property
    def known_as(self) -> str:
        """The name that requests about it have, and its operations."""
        return self.name

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
            "location": {"availabilityZone": self.zone, "regionName": self.place},
            "resourceType": self.kind,
        }
        if self.taggable:
            # A key-only tag is returned without a value (example of get-instances in the AWS CLI's reference).
            head["tags"] = [{"key": key, "value": value} if value else {"key": key} for key, value in self.tags.items()]
        return head

    @property
    def certificates_in_use(self) -> Iterable[str]:
        """The names of the certificates that it uses."""
        return ()

    def has_origin(self, resource: "Resource") -> bool:
        """Whether it is a distribution that pulls from this one."""
        return False

    def versioned(self) -> Any:
        """What makes another version of it when it changes: everything that a read may show."""
        return self.describe()

    def freeze(self) -> None:
        """This is a copy for late reads from now on: to be overridden by objects that describe others."""


Kind = TypeVar("Kind", bound=Resource)


class Operation:
    """The record of a request that changed something."""

    def __init__(self, region: "Region", kind: str, resource: Resource, details: Optional[str], terminal: bool, zone: Optional[str] = None):
        self.number, self.id = region.next_number(), str(uuid.uuid4())
        self.kind, self.details, self.terminal, self.failed = kind, details, terminal, False
        self.created = self.changed = region.now
        self.error = "OperationFailure", "It failed because the request asked for it."
        self.name, self.type, self.zone, self.region = resource.known_as, resource.kind, zone or resource.zone, resource.place

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
            found.update(errorCode=self.error[0], errorDetails=self.error[1])
        return found


class Clock:
    """The time of the world, which a test may advance."""

    def __init__(self, offset: float = 0) -> None:
        self.offset, self.ahead = offset, 0.0

    def wall(self) -> float:
        """The time that the endpoint reports and uses for signatures."""
        return ticking.wall() + self.offset

    def read(self) -> float:
        return self.wall() + self.ahead


class Region:
    """One region of the account: its objects, its operations and the changes that are due in it. Used by one request at a time."""

    def __init__(self, name: str, options: Any, clock: Clock, lag: Lag):
        self.name, self.options, self._clock = name, options, clock
        self.zones = [name + letter for letter in PLACES[name].zones]
        self.resources: dict[str, Resource] = {}
        self.registered: dict[str, str] = {}  # domains that are registered in the account, with the end of their delegation
        self.most_zones = 6  # the table of quotas
        self.strangers: set[str] = set()  # names that other accounts have, as a test has set them
        self.failing_subdomains: set[str] = set()  # subdomains whose creation fails, as a test has set them
        self.reserved_subdomains: dict[str, float] = {}  # until when
        self.locked_subdomains: dict[str, float] = {}
        self.has_default_vpc = True
        self.partner: Optional[dict] = None  # the membership of the account, as a test has set it
        self.bpa: Optional[dict] = None  # the synchronization of the settings for buckets, as a test has set it
        self.full: set[tuple] = set()  # zones without room for another instance, each with a bundle or None, as a test has set them
        self.world: Optional["World"] = None
        self.operations: list[Operation] = []
        self.operations_by_id: dict[str, Operation] = {}
        self.now = clock.read()
        self._numbers = itertools.count(1)
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._stuck: Optional[str] = None  # transitions started now do not end before this is released
        self._held: list[tuple[str, Callable[[], None]]] = []
        self.history = History(self, lag)

    def next_number(self) -> int:
        """Grows with each object and operation, so that later ones can be distinguished from earlier ones."""
        return next(self._numbers)

    # ---- time ----
    @property
    def next_due(self) -> float:
        """The time of the next change that is due."""
        return self._due[0][0] if self._due else math.inf

    def apply_next(self) -> None:
        """Applies the next change that is due."""
        self.now, _, action = heapq.heappop(self._due)
        action()
        self.note()

    def note(self) -> None:
        """To be called when an object may have changed."""
        self.history.note()
        for observer in OBSERVERS:
            observer(self)

    def look_at_clock(self) -> None:
        """For requests that took long: their changes begin now, not when the request arrived."""
        self.now = self._clock.read()

    def later(self, milliseconds: int, action: Callable[[], None]) -> None:
        """Runs a function after this time."""
        if self._stuck is not None:
            self._held.append((self._stuck, action))
            return
        heapq.heappush(self._due, (self.now + milliseconds / 1000, self.next_number(), action))

    # ---- objects ----
    def claim(self, names: Iterable[str]) -> None:
        """Refuses names that are malformed, given twice or taken by an object of any kind."""
        wanted = list(names)
        for name in wanted:
            check_name(name)
        if len(set(wanted)) < len(wanted):
            raise invalid("The same name is given more than once: " + ", ".join(wanted))
        taken = [name for name in wanted if name in self.resources or self.history.holds(name)]
        if taken:
            raise names_taken(taken)

    def add(self, resource: Kind) -> Kind:
        self.resources[resource.name] = resource
        return resource

    def remove(self, resource: Resource) -> None:
        del self.resources[resource.name]

    def has(self, resource: Resource) -> bool:
        """Whether it still exists, and is not another object with the same name."""
        return self.resources.get(resource.name) is resource

    def find(self, kind: type[Kind], name: str) -> Kind:
        """The object of a kind and name, or NotFoundException."""
        resource = self.resources.get(name)
        if not isinstance(resource, kind):
            raise not_found(kind.kind, name)
        return resource

    def all(self, kind: type[Kind]) -> list[Kind]:
        return [resource for resource in self.resources.values() if isinstance(resource, kind)]

    @property
    def everywhere(self) -> list["Region"]:
        """All regions of the account."""
        return list(self.world.regions) if self.world else [self]

    def check_zone(self, zone: str) -> None:
        if zone not in self.zones:
            raise invalid(f"The Availability Zone does not exist in this region: {zone}", tip=f"Use one of {', '.join(self.zones)}.")

    def is_full(self, zone: str, bundle: str) -> bool:
        return not self.full.isdisjoint({(zone, None), (zone, bundle)})

    def other(self, name: str) -> "Region":
        """Another region, or this one, at the same time."""
        if name == self.name or self.world is None:
            return self
        found = self.world.region(name)
        found.now = self.now
        return found

    # ---- operations ----
    def done(self, kind: str, resource: Resource, details: Optional[str] = None, zone: Optional[str] = None) -> dict:
        """Records an operation that has ended already. Its zone is that of the resource unless it is given."""
        if self.is_stuck:
            return self.start(kind, resource, details, zone=zone)
        return self._record(kind, resource, details, True, zone).describe()

    def start(
        self,
        kind: str,
        resource: Resource,
        details: Optional[str] = None,
        then: Callable[[], None] = lambda: None,
        zone: Optional[str] = None,
        takes_ms: Optional[int] = None,
    ) -> dict:
        """Records an operation that ends later, by default after `--operation-ms`; `then` runs when it ends."""
        operation = self._record(kind, resource, details, False, zone)

        def end() -> None:
            operation.end(self.now)
            then()

        self.later(self.options.operation_ms if takes_ms is None else takes_ms, end)
        return operation.describe()

    def begin(self, kind: str, resource: Resource, details: Optional[str] = None) -> Operation:
        """Records an operation that the caller ends."""
        return self._record(kind, resource, details, False)

    def start_failing(self, kind: str, resource: Resource, code: str, text: str) -> dict:
        """Records an operation that fails later. The resource may be one that will never exist."""
        operation = self._record(kind, resource, None, False)
        operation.error = code, text
        self._fail_later(operation)
        return operation.describe()

    def _record(self, kind: str, resource: Resource, details: Optional[str], terminal: bool, zone: Optional[str] = None) -> Operation:
        return self._keep(Operation(self, kind, resource, details, terminal, zone))

    def _keep(self, operation: Operation) -> Operation:
        self.operations.append(operation)
        self.operations_by_id[operation.id] = operation
        return operation

    # ---- requests in another mode ----
    def past(self, seen: float) -> "Region":
        """The earlier version of the region, for handlers that only read."""
        was = copy.copy(self)
        was.resources = self.history.resources_at(seen)
        was.operations = self.history.operations_at(seen)
        was.operations_by_id = {operation.id: operation for operation in was.operations}
        return was

    @property
    def is_stuck(self) -> bool:
        return self._stuck is not None

    def stick(self, handler: Handler, params: dict) -> dict:
        """Runs a request, but none of its operations ends before unstick() names the object."""
        self._stuck = json.dumps(params)
        try:
            return handler(self, params)
        finally:
            self._stuck = None

    def unstick(self, name: str) -> None:
        """Ends the held operations of requests that named this; "*": of all."""
        held, self._held = self._held, []
        for request, action in held:
            if name == "*" or json.dumps(name) in request:
                self.later(0, action)
            else:
                self._held.append((request, action))

    def fail(self, handler: Handler, params: dict) -> dict:
        """Responds to a request as usual, but nothing is changed, and the operations of the response fail."""
        kept = {id(self._clock): self._clock, id(self.options): self.options, id(self.world): self.world}
        trial = copy.deepcopy(self, kept)
        answer = trial.stick(handler, params)
        for operation in trial.operations[len(self.operations) :]:
            operation.number = self.next_number()
            self._fail_later(self._keep(operation))
        return answer

    def _fail_later(self, operation: Operation) -> None:
        self.later(self.options.operation_ms, lambda: operation.end(self.now, failed=True))


class World:
    """All regions; each is created when it is first used."""

    def __init__(self, options: Any):
        self.clock = Clock(options.clock_offset_s)
        self.lag = Lag(options.get_lag_ms, options.list_lag_ms, options.name_lag_ms)
        self._regions = {name: Region(name, options, self.clock, self.lag) for name in PLACES}
        for region in self._regions.values():
            region.world = self
        self.outside: set[str] = set()  # domains whose validation records another DNS has, as a test has set them; "*": all
        self._turns: set[tuple[str, str]] = set()
        self._lock = threading.Lock()  # one request at a time: some objects of a region belong to those of another one

    def region(self, name: str) -> Region:
        if name not in self._regions:
            raise Fault("InvalidSignatureException", "Credential should be scoped to a valid region.")
        return self._regions[name]

    @property
    def regions(self) -> Iterable[Region]:
        return self._regions.values()

    @contextlib.contextmanager
    def locked(self, name: str) -> Iterator[Region]:
        """A region for one request."""
        region = self.region(name)
        with self._lock:
            self._settle()
            yield region

    @contextlib.contextmanager
    def turn(self, operation: str, params: dict) -> Iterator[None]:
        """Refuses a change of an object that takes one at a time while another request is changing it."""
        if operation not in TURNS:
            yield
            return
        key = TURNS[operation], params[TURNS[operation]].lower()
        with self._lock:
            if key in self._turns:
                raise failed(f"Another change of {key[1]} is in progress. Please try again in a few minutes.", "Busy")
            self._turns.add(key)
        try:
            time.sleep(TURN_S)  # otherwise two of one client would hardly ever meet
            yield
        finally:
            self._turns.discard(key)

    def _settle(self) -> None:
        """Applies the changes that are due, in the order of their times over all regions."""
        until = self.clock.read()
        while (first := min(self.regions, key=lambda region: region.next_due)).next_due <= until:
            first.apply_next()
        for region in self.regions:
            region.now = until

    def set_lag(self, told: dict) -> None:
        """Sets the lag. What exists at this time counts as old."""
        with self._lock:
            self.lag = self.lag.changed(told)
            self._settle()
            for region in self.regions:
                region.history = History(region, self.lag)


def stamp(seconds: float) -> float:
    """A time in the JSON protocol: seconds since 1970 with milliseconds."""
    return round(seconds, 3)


def page(region: Region, operation: str, params: dict, rows: list, member: str, newest_first: bool = False) -> dict:
    """One page of rows that have a `number` and a `describe`. The token contains the number of the last row, so that rows that are added or
    deleted meanwhile neither repeat nor hide another."""
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
