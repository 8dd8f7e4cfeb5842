"""The container images that are registered for a service, and the login to the registry where they are pushed.

Knows names, digests and numbers; must not know deployments. Source: API_RegisterContainerImage, API_Container, API_CreateContainerServiceRegistryLogin;
the table of quotas; the README and the source of lightsailctl (the repository "sr").
"""

import re
import secrets
from pathlib import Path
from typing import Any, NamedTuple

from .faults import invalid, not_found
from .resource import stamp

MOST, VALID_S = 150, 12 * 3600
DIGEST = re.compile(r"sha256:([0-9a-f]{64})")
PUSHED = "docker/registry/v2/repositories/sr/_manifests/revisions/sha256"  # in the storage of docker-registry


class Image(NamedTuple):
    number: int
    name: str
    digest: str
    created: float

    def describe(self) -> dict:
        return {"image": self.name, "digest": self.digest, "createdAt": stamp(self.created)}


class Images:
    """Those of one service, the oldest first. Their numbers count over all labels, also over deleted ones."""

    def __init__(self, service: str):
        self._prefix, self._rows, self._last = f":{service}.", [], 0

    def register(self, label: str, digest: str, now: float, options: Any) -> Image:
        found = DIGEST.fullmatch(digest)
        if not found:
            raise invalid(f"The digest is not valid: {digest}")
        if options.registry_files and not Path(options.registry_files, PUSHED, found[1], "link").exists():
            raise invalid(f"No image with this digest was pushed: {digest}")
        if len(self._rows) == MOST:
            raise invalid(f"A service has at most {MOST} images", "LimitExceeded")
        self._last += 1
        self._rows.append(Image(self._last, f"{self._prefix}{label}.{self._last}", digest, now))
        return self._rows[-1]

    def remove(self, name: str) -> None:
        self._rows.remove(self.find(name))

    def find(self, name: str) -> Image:
        for image in self._rows:
            if image.name == name:
                return image
        raise not_found("ContainerImage", name)

    def resolve(self, containers: dict) -> dict:
        """The containers, with the number that "latest" is now. Images of other registries stay as they are."""
        return {name: {**container, "image": self._resolve(container["image"])} for name, container in containers.items()}

    def _resolve(self, name: str) -> str:
        if not name.startswith(":"):
            return name
        label, _, number = name.rpartition(".")
        fitting = [image for image in self._rows if image.name == name or (number == "latest" and image.name.rpartition(".")[0] == label)]
        if not fitting:
            raise invalid(f"The image is not registered for the service: {name}")
        return max(fitting, key=lambda image: image.number).name

    def describe(self) -> list[dict]:
        return [image.describe() for image in reversed(self._rows)]


def login(region_name: str, now: float, options: Any) -> dict:
    """A login to the registry that an option names, or to one that does not exist."""
    user, _, password = (options.registry_login or f"AWS:{secrets.token_urlsafe(48)}").partition(":")
    registry = options.registry or f"000000000000.dkr.ecr.{region_name}.amazonaws.com"
    return {"username": user, "password": password, "expiresAt": stamp(now + VALID_S), "registry": registry}
