"""The instances of a load balancer and their health.

Knows the reasons of each health and how one follows another; must not know the settings of a balancer. Source: API_InstanceHealthSummary; the guide
to Elastic Load Balancing, "Target health status" and "Deregistration delay".
"""

from typing import TYPE_CHECKING, Optional

from .world import Region

if TYPE_CHECKING:
    from .instances import Instance

HEALTHS = ("initial", "healthy", "unhealthy", "unused", "draining", "unavailable")
REGISTERING, CHECKING = ("initial", "Lb.RegistrationInProgress"), ("initial", "Lb.InitialHealthChecking")
HEALTHY, STOPPED, DRAINING = ("healthy", ""), ("unused", "Instance.InvalidState"), ("draining", "Instance.DeregistrationInProgress")


class Target:
    """One instance. The number distinguishes it from a later one of the same name."""

    def __init__(self, name: str, number: int):
        self.name, self.number, self.turn = name, number, 0
        self.health = REGISTERING
        self.set: Optional[tuple[str, str]] = None  # the health by a test, until the instance stops

    def describe(self) -> dict:
        health, reason = self.set if self.set and self.health in (REGISTERING, CHECKING, HEALTHY) else self.health
        found = {"instanceName": self.name, "instanceHealth": health}
        return {**found, "instanceHealthReason": reason} if reason else found


class Targets:
    """All of one balancer, by name."""

    def __init__(self) -> None:
        self._by_name: dict[str, Target] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def names(self) -> list[str]:
        return [name for name, target in self._by_name.items() if target.health != DRAINING]

    def describe(self) -> list[dict]:
        return [self._by_name[name].describe() for name in sorted(self._by_name)]

    def add(self, region: Region, instance: "Instance") -> None:
        """A target that is there already stays as it is, unless it is draining."""
        target = self._by_name.get(instance.name)
        if target is None or target.number != instance.number or target.health == DRAINING:
            target = self._by_name[instance.name] = Target(instance.name, instance.number)
            self._follow(region, target, instance.state == "running")

    def follow(self, region: Region, instance: "Instance") -> None:
        """The state of an instance has changed, or it is deleted."""
        target = self._by_name.get(instance.name)
        if target is None or target.number != instance.number:
            return
        if not region.has(instance):
            del self._by_name[instance.name]
        elif target.health != DRAINING:
            self._follow(region, target, instance.state == "running")

    def _follow(self, region: Region, target: Target, runs: bool) -> None:
        target.turn += 1
        turn = target.turn
        if not runs:
            target.health, target.set = STOPPED, None
            return

        def become(health: tuple[str, str]) -> None:
            if target.turn == turn and target.health != DRAINING:
                target.health = health

        become(REGISTERING)
        region.later(region.options.pending_ms / 2, lambda: become(CHECKING))
        region.later(region.options.pending_ms, lambda: become(HEALTHY))

    def drain(self, name: str) -> Target:
        target = self._by_name[name]
        target.health = DRAINING
        return target

    def drop(self, target: Target) -> None:
        """It has drained, unless it was added again."""
        if self._by_name.get(target.name) is target and target.health == DRAINING:
            del self._by_name[target.name]

    def set(self, name: str, health: Optional[str], reason: str) -> None:
        """The health by a test; None: that by itself."""
        if health is not None and health not in HEALTHS:
            raise ValueError(f"a health is one of {', '.join(HEALTHS)}")
        if name not in self._by_name:
            raise ValueError(f"the instance {name} is not attached")
        self._by_name[name].set = (health, reason) if health else None
