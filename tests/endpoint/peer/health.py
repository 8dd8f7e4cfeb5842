"""The status checks of an instance, which a read returns when it asks for them.

Knows statuses; must not know why an instance starts or stops. Source: the newest clients of AWS (November 2026): GetInstanceRequest, InstanceHealthStatus.
"""

from typing import Optional

from .resource import stamp
from .world import Region

# A status, and that of its only detail, "reachability".
DETAILS = {"ok": "passed", "impaired": "failed", "initializing": "initializing", "insufficient-data": "insufficient-data"}


class Health:
    """Both checks of one instance."""

    def __init__(self) -> None:
        self.passed, self._turn = False, 0
        self._set: dict[str, Optional[str]] = {}
        self._since = 0.0

    def begin(self, region: Region) -> None:
        """The instance runs: the checks need as long as it needed to start."""
        self.passed, self._turn = False, self._turn + 1
        turn = self._turn

        def arrive() -> None:
            self.passed = self.passed or self._turn == turn

        region.later(region.options.pending_ms, arrive)

    def forget(self) -> None:
        self._set = {}

    def set(self, now: float, **statuses: Optional[str]) -> None:
        """Statuses by a test, until the instance stops; None is the status by itself."""
        for status in statuses.values():
            if status is not None and status not in DETAILS:
                raise ValueError(f"a status is one of {', '.join(DETAILS)}")
        self._set, self._since = statuses, now

    def _one(self, member: str, runs: bool) -> dict:
        if not runs:
            return {"status": "not-applicable", "details": []}
        status = self._set.get(member) or ("ok" if self.passed else "initializing")
        detail = {"name": "reachability", "status": DETAILS[status]}
        if status == "impaired":
            detail["impairedSince"] = stamp(self._since)
        return {"status": status, "details": [detail]}

    def describe(self, runs: bool) -> dict:
        return {"instanceStatus": self._one("instance", runs), "systemStatus": self._one("system", runs)}
