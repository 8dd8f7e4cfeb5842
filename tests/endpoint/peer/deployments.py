"""The deployments of a container service: what a request for one may contain, and the versions that are kept.

Knows containers, their ports and the endpoint; must not know the service, its images nor its states. Source: API_CreateContainerServiceDeployment,
API_ContainerServiceDeployment; the guide, "Creating and managing deployments"; the table of quotas.
"""

from typing import Optional

from .faults import invalid
from .resource import stamp

KEPT, MOST_CONTAINERS = 50, 10
HEALTH = {"healthyThreshold": 2, "unhealthyThreshold": 2, "timeoutSeconds": 2, "intervalSeconds": 5, "path": "/", "successCodes": "200-499"}


class Deployment:
    """One version."""

    def __init__(self, version: int, created: float, containers: dict, endpoint: Optional[dict]):
        self.version, self.created, self.containers, self.endpoint, self.state = version, created, containers, endpoint, "ACTIVATING"

    def describe(self) -> dict:
        found = {"version": self.version, "state": self.state, "containers": self.containers, "createdAt": stamp(self.created)}
        if self.endpoint:
            found["publicEndpoint"] = {**self.endpoint, "healthCheck": {**HEALTH, **self.endpoint.get("healthCheck", {})}}
        return found

    def uses(self, image: str) -> bool:
        return any(container["image"] == image for container in self.containers.values())


class Versions:
    """The newest versions, the oldest of them first."""

    def __init__(self) -> None:
        self.kept: list[Deployment] = []
        self._number = 0

    def _in_state(self, state: str) -> Optional[Deployment]:
        return next((version for version in self.kept if version.state == state), None)

    @property
    def current(self) -> Optional[Deployment]:
        return self._in_state("ACTIVE")

    @property
    def next(self) -> Optional[Deployment]:
        return self._in_state("ACTIVATING")

    def complete(self, params: dict) -> tuple[dict, Optional[dict]]:
        """Containers and endpoint of the next version: what the request leaves out is that of the current one."""
        old = self.current
        containers = params.get("containers", old.containers if old else {})
        endpoint = params.get("publicEndpoint", old.endpoint if old else None)
        _check(containers, endpoint)
        return containers, endpoint

    def add(self, created: float, containers: dict, endpoint: Optional[dict]) -> Deployment:
        self._number += 1
        self.kept = [*self.kept, Deployment(self._number, created, containers, endpoint)][-KEPT:]
        return self.kept[-1]

    def activate(self, made: Deployment) -> None:
        if self.current:
            self.current.state = "INACTIVE"
        made.state = "ACTIVE"

    def describe(self) -> list[dict]:
        return [version.describe() for version in reversed(self.kept)]


def _check(containers: dict, endpoint: Optional[dict]) -> None:
    if not 1 <= len(containers) <= MOST_CONTAINERS:
        raise invalid(f"A deployment has at least one and at most {MOST_CONTAINERS} containers")
    if any(not container.get("image") for container in containers.values()):
        raise invalid("A container needs an image")
    if endpoint:
        ports = containers.get(endpoint["containerName"], {}).get("ports", {})
        if ports.get(str(endpoint["containerPort"])) not in ("HTTP", "HTTPS"):
            raise invalid("The port of the public endpoint must be open as HTTP or HTTPS on its container")
