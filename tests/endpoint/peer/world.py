"""Regions, the objects and operations in them, and time: what the families of operations share.

Knows names and due times; must not know any kind of object. Nothing runs in the background: changes that are due are
applied, in the order of their times over all regions, before the next request is handled.
"""

import contextlib
import copy
import heapq
import itertools
import json
import math
import threading
import time
from typing import Any, Callable, Iterable, Iterator, Optional, TypeVar

import ticking

from .faults import Fault, failed, invalid, names_taken, not_found
from .history import History, Lag
from .model import check_name
from .places import PLACES
from .resource import Operation, Resource

HOME = "us-east-1"  # the region of objects that are global
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


Kind = TypeVar("Kind", bound=Resource)


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

    def check_home(self, what: str) -> None:
        """Refuses requests about what exists in one region alone."""
        if self.name != HOME:
            raise invalid(
                f"{what}-related APIs are only available in the {HOME} Region. Please set your Region configuration to {HOME} to create, view, or edit "
                "these resources.",
                "InvalidRegion",
            )

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
