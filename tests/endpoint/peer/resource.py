"""What the objects of all kinds share, and the records of the requests that changed them.

Knows names, ARNs and descriptions; must not know any kind of object, nor how time passes.
"""

import copy
import uuid
from typing import TYPE_CHECKING, Any, Iterable, Optional

if TYPE_CHECKING:
    from .world import Region

ACCOUNT = "123456789012"
SUPPORT = "801007670468"


def stamp(seconds: float) -> float:
    """A time in the JSON protocol: seconds since 1970 with milliseconds."""
    return round(seconds, 3)


class Resource:
    """An object with a name in a region."""

    kind = "Resource"
    taggable = True
    tags_have_values = False
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
