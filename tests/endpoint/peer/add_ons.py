"""Automatic snapshots: the only add-on of an instance or a disk.

Knows times of day and the states of an add-on; must not know instances. Source: API_AutoSnapshotAddOnRequest, "Automatic snapshots" of the user
guide.
"""

from typing import Optional

from .faults import invalid, not_found
from .resource import Resource
from .world import Region, serves

NAME = "AutoSnapshot"
# The guide says that a default is assigned for the region, but not which one.
DEFAULT_HOUR = "06:00"


class AddOns:
    """The add-on of an object."""

    def __init__(self, region: Region, resource: Resource):
        self._region, self._resource = region, resource
        self._hour: Optional[str] = None
        self._status = ""

    def any(self) -> bool:
        return self._hour is not None

    def enable(self, hour: str) -> None:
        self._hour, self._status = hour, "Enabled"

    def disable(self) -> None:
        self._hour = None

    def disabling(self) -> None:
        self._status = "Disabling"

    def describe(self) -> list[dict]:
        return [{"name": NAME, "status": self._status, "snapshotTimeOfDay": self._hour}]


def check_request(request: dict, platform: str) -> str:
    """The hour in a request to enable an add-on, or InvalidInputException."""
    if request["addOnType"] != NAME:
        raise invalid(f"This add-on is for Lightsail for Research alone: {request['addOnType']}")
    if platform == "WINDOWS":
        raise invalid("Automatic snapshots are not supported for Windows")
    hour = request.get("autoSnapshotAddOnRequest", {}).get("snapshotTimeOfDay", DEFAULT_HOUR)
    if not hour.endswith(":00"):
        raise invalid(f"The time of a snapshot is a full hour, HH:00: {hour}", "InvalidTimeOfDay")
    return hour


def holder(region: Region, name: str) -> Resource:
    """The object that has add-ons: an instance or a disk."""
    resource = region.resources.get(name)
    if resource is None:
        raise not_found("Resource", name)
    if not hasattr(resource, "add_ons"):
        raise invalid(f"A {resource.kind} has no add-ons")
    return resource


@serves("EnableAddOn")
def enable_add_on(region: Region, params: dict) -> dict:
    resource = holder(region, params["resourceName"])
    blueprint = getattr(resource, "blueprint", None)
    hour = check_request(params["addOnRequest"], blueprint.platform if blueprint else "LINUX_UNIX")
    return {"operations": [region.start("EnableAddOn", resource, NAME, lambda: resource.add_ons.enable(hour))]}


@serves("DisableAddOn")
def disable_add_on(region: Region, params: dict) -> dict:
    resource = holder(region, params["resourceName"])
    if params["addOnType"] != NAME or not resource.add_ons.any():
        raise invalid(f"The add-on {params['addOnType']} is not enabled for {resource.name}", "AddOnNotEnabled")
    resource.add_ons.disabling()
    return {"operations": [region.start("DisableAddOn", resource, NAME, resource.add_ons.disable)]}
