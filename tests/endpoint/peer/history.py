"""What a region was like some time ago: for reads that are late, and for names that come free late.

Knows when a thing became another; must not know what any kind of thing is like, nor which operation is late. A version of a thing is a
copy that nothing changes any more. Without lag none is kept.
"""

import copy
from typing import TYPE_CHECKING, Optional

if TYPE_CHECKING:
    from .world import Operation, Region, Thing

LONG_AGO = float("-inf")


class Lag:
    """How late reads of one thing and lists are, and how long a name stays taken after its thing is gone; all in milliseconds."""

    def __init__(self, get_ms: int = 0, list_ms: int = 0, name_ms: int = 0):
        self.get_ms, self.list_ms, self.name_ms = get_ms, list_ms, name_ms

    @property
    def longest_read(self) -> float:
        return max(self.get_ms, self.list_ms) / 1000

    def changed(self, told: dict) -> "Lag":
        """What is not told stays."""
        members = {"get_ms": self.get_ms, "list_ms": self.list_ms, "name_ms": self.name_ms}
        for member, value in told.items():
            if member not in members or not isinstance(value, int) or isinstance(value, bool) or value < 0:
                raise ValueError("get_ms, list_ms and name_ms are numbers that are not negative")
        return Lag(**{**members, **told})


class Version:
    """A thing as it was from a moment on; without a thing it was gone."""

    def __init__(self, since: float, thing: Optional["Thing"], described: Optional[dict]):
        self.since, self.thing, self.described = since, thing, described


class History:
    """The versions of the things of one region, by their numbers, the oldest first."""

    def __init__(self, region: "Region", lag: Lag):
        self._region, self.lag = region, lag
        self._versions: dict[int, list[Version]] = {}
        self._names: dict[str, float] = {}  # when a name's thing went
        self._here: dict[int, str] = {}
        self._note(LONG_AGO)

    def note(self) -> None:
        """Keeps what changed: to be called when something may have."""
        if self.lag.longest_read or self.lag.name_ms:
            self._note(self._region.now)

    def _note(self, at: float) -> None:
        here = {thing.number: thing.name for thing in self._region.things.values()}
        for number, name in self._here.items():
            if number not in here:
                self._names[name] = at
                self._add(number, Version(at, None, None))
        self._here = here
        if self.lag.longest_read:
            for thing in self._region.things.values():
                described = thing.describe()
                kept = self._versions.get(thing.number)
                if not kept or kept[-1].described != described:
                    self._add(thing.number, Version(at, _frozen(thing), copy.deepcopy(described)))
        self._forget(self._region.now)

    def _add(self, number: int, version: Version) -> None:
        if self.lag.longest_read:
            self._versions.setdefault(number, []).append(version)

    def _forget(self, now: float) -> None:
        """Of versions that are older than any read may look, the newest is the only one that can be seen."""
        horizon = now - self.lag.longest_read
        for number, kept in list(self._versions.items()):
            old = [version for version in kept if version.since <= horizon]
            del kept[: max(0, len(old) - 1)]
            if len(kept) == 1 and old and kept[0].thing is None:
                del self._versions[number]
        self._names = {name: at for name, at in self._names.items() if at + self.lag.name_ms / 1000 > now}

    def holds(self, name: str) -> bool:
        """Whether a name is taken although its thing is gone."""
        return self._names.get(name, LONG_AGO) + self.lag.name_ms / 1000 > self._region.now

    # ---- looking back ----
    def things_at(self, seen: float) -> dict[str, "Thing"]:
        found = {}
        for kept in self._versions.values():
            last = next((version for version in reversed(kept) if version.since <= seen), None)
            if last and last.thing:
                found[last.thing.name] = last.thing
        return found

    def operations_at(self, seen: float) -> list["Operation"]:
        return [operation.as_it_was(seen) for operation in self._region.operations if operation.created <= seen]


def _frozen(thing: "Thing") -> "Thing":
    """A copy with all that it refers to, but of the same region."""
    frozen = copy.deepcopy(thing, {id(thing.region): thing.region})
    frozen.origin = thing
    return frozen
