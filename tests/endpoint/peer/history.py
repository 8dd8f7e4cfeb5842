"""Earlier versions of a region: for reads that are late, and for names that become free late.

Knows when an object changed; must not know any kind of object, nor which operation is late. A version of an object is a copy that never
changes. Without lag none is stored.
"""

import copy
from typing import TYPE_CHECKING, Any, Optional

if TYPE_CHECKING:
    from .resource import Operation, Resource
    from .world import Region

LONG_AGO = float("-inf")


class Lag:
    """The lag of reads of one object and of lists, and how long a name stays taken after its object is deleted; all in milliseconds."""

    def __init__(self, get_ms: int = 0, list_ms: int = 0, name_ms: int = 0):
        self.get_ms, self.list_ms, self.name_ms = get_ms, list_ms, name_ms

    @property
    def longest_read(self) -> float:
        return max(self.get_ms, self.list_ms) / 1000

    def changed(self, told: dict) -> "Lag":
        """A missing value stays as it is."""
        members = {"get_ms": self.get_ms, "list_ms": self.list_ms, "name_ms": self.name_ms}
        for member, value in told.items():
            if member not in members or not isinstance(value, int) or isinstance(value, bool) or value < 0:
                raise ValueError("get_ms, list_ms and name_ms are numbers that are not negative")
        return Lag(**{**members, **told})


class Version:
    """An object as it was from a time on; without an object it was deleted."""

    def __init__(self, since: float, resource: Optional["Resource"], described: Any):
        self.since, self.resource, self.described = since, resource, described


class History:
    """The versions of the objects of one region, by their numbers, the oldest first."""

    def __init__(self, region: "Region", lag: Lag):
        self._region, self.lag = region, lag
        self._versions: dict[int, list[Version]] = {}
        self._names: dict[str, float] = {}  # when the object of a name was deleted
        self._here: dict[int, str] = {}
        self._note(LONG_AGO)

    def note(self) -> None:
        """Stores what changed: to be called when an object may have changed."""
        if self.lag.longest_read or self.lag.name_ms:
            self._note(self._region.now)

    def _note(self, at: float) -> None:
        here = {resource.number: resource.name for resource in self._region.resources.values()}
        for number, name in self._here.items():
            if number not in here:
                self._names[name] = at
                self._add(number, Version(at, None, None))
        self._here = here
        if self.lag.longest_read:
            for resource in self._region.resources.values():
                described = resource.versioned()
                kept = self._versions.get(resource.number)
                if not kept or kept[-1].described != described:
                    self._add(resource.number, Version(at, _frozen(resource), copy.deepcopy(described)))
        self._forget(self._region.now)

    def _add(self, number: int, version: Version) -> None:
        if self.lag.longest_read:
            self._versions.setdefault(number, []).append(version)

    def _forget(self, now: float) -> None:
        """Of the versions older than every lag, only the newest can still be read."""
        horizon = now - self.lag.longest_read
        for number, kept in list(self._versions.items()):
            old = [version for version in kept if version.since <= horizon]
            del kept[: max(0, len(old) - 1)]
            if len(kept) == 1 and old and kept[0].resource is None:
                del self._versions[number]
        self._names = {name: at for name, at in self._names.items() if at + self.lag.name_ms / 1000 > now}

    def holds(self, name: str) -> bool:
        """Whether a name is taken although its object is deleted."""
        return self._names.get(name, LONG_AGO) + self.lag.name_ms / 1000 > self._region.now

    # ---- reading the past ----
    def resources_at(self, seen: float) -> dict[str, "Resource"]:
        found = {}
        for kept in self._versions.values():
            last = next((version for version in reversed(kept) if version.since <= seen), None)
            if last and last.resource:
                found[last.resource.name] = last.resource
        return found

    def operations_at(self, seen: float) -> list["Operation"]:
        return [operation.as_it_was(seen) for operation in self._region.operations if operation.created <= seen]


def _frozen(resource: "Resource") -> "Resource":
    """A copy with everything that it refers to, but of the same region."""
    frozen = copy.deepcopy(resource, {id(resource.region): resource.region})
    frozen.origin = resource
    frozen.freeze()
    return frozen
