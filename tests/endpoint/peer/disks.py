"""Disks that are attached to instances; deleting an instance must keep them.

Knows disks and the instances to which they are attached; must not know more of an instance, nor the source of a disk. Source: API_CreateDisk,
API_AttachDisk, API_DetachDisk, API_DeleteDisk and their examples in the AWS CLI's reference.
"""

import secrets
from typing import TYPE_CHECKING, Optional

from . import add_ons
from .faults import failed, invalid
from .tags import read_tags
from .world import Region, Resource, page, serves

if TYPE_CHECKING:
    from .instances import Instance


class Disk(Resource):
    """A block storage disk."""

    kind = "Disk"

    def __init__(self, region: Region, name: str, zone: str, tags: dict[str, str], size: int):
        super().__init__(region, name, zone, tags)
        self.size, self.state = size, "pending"
        self.volume = f"vol-0{secrets.token_hex(8)}"
        self.add_ons = add_ons.AddOns(region, self)
        self.instance: Optional["Instance"] = None
        self.path = ""
        region.later(region.options.pending_ms, self._arrive)

    def _arrive(self) -> None:
        self.state = "available"

    def attach(self, instance: "Instance", path: str) -> None:
        self.instance, self.path, self.state = instance, path, "in-use"
        instance.attached.append(self)

    def detach(self) -> None:
        if self.instance:
            self.instance.attached.remove(self)
        self.instance, self.path, self.state = None, "", "available"

    @property
    def support_code(self) -> str:
        return f"{super().support_code.rsplit('/', 1)[0]}/{self.volume}"

    def describe(self) -> dict:
        found = super().describe()
        found.update(
            sizeInGb=self.size, isSystemDisk=False, iops=max(100, 3 * self.size), state=self.state, isAttached=self.instance is not None
        )
        if self.instance:
            found.update(path=self.path, attachedTo=self.instance.name, attachmentState="attached")
        if self.add_ons.any():
            found["addOns"] = self.add_ons.describe()
        return found


def detach_all(region: Region, instance: "Instance") -> list[dict]:
    """Detaches the disks of an instance that is being deleted, as the reference of DeleteInstance says."""
    operations = []
    for disk in list(instance.attached):
        disk.detach()
        operations += [region.start("DetachDisk", disk, instance.name), region.start("DetachDisk", instance, disk.name)]
    return operations


def create(region: Region, params: dict, operation: str, details: Optional[str] = None) -> dict:
    """Creates the disk of a request; its source has been checked."""
    region.claim([params["diskName"]])
    region.check_zone(params["availabilityZone"])
    if not 8 <= params["sizeInGb"] <= 16384:
        raise invalid("A disk has 8 to 16384 GB")
    wanted = [add_ons.check_request(request, "LINUX_UNIX") for request in params.get("addOns", [])]
    disk = region.add(Disk(region, params["diskName"], params["availabilityZone"], read_tags(params.get("tags", [])), params["sizeInGb"]))
    for hour in wanted:
        disk.add_ons.enable(hour)
    return {"operations": [region.start(operation, disk, details)]}


@serves("CreateDisk")
def create_disk(region: Region, params: dict) -> dict:
    return create(region, params, "CreateDisk")


@serves("GetDisk")
def get_disk(region: Region, params: dict) -> dict:
    return {"disk": region.find(Disk, params["diskName"]).describe()}


@serves("GetDisks")
def get_disks(region: Region, params: dict) -> dict:
    return page(region, "GetDisks", params, region.all(Disk), "disks")


@serves("AttachDisk")
def attach_disk(region: Region, params: dict) -> dict:
    from .instances import Instance

    disk = region.find(Disk, params["diskName"])
    instance = region.find(Instance, params["instanceName"])
    if disk.state != "available":
        raise failed(f"The disk {disk.name} is {disk.state}", "InvalidDiskState")
    if disk.zone != instance.zone:
        raise invalid(f"The disk is in {disk.zone}, the instance in {instance.zone}")
    if instance.state not in ("running", "stopped"):
        raise failed(f"The instance {instance.name} is {instance.state}", "InvalidInstanceState")
    if any(other.path == params["diskPath"] for other in instance.attached):
        raise invalid(f"Another disk has the path {params['diskPath']}")
    disk.attach(instance, params["diskPath"])
    return {"operations": [region.start("AttachDisk", disk, instance.name), region.start("AttachDisk", instance, disk.name)]}


@serves("DetachDisk")
def detach_disk(region: Region, params: dict) -> dict:
    disk = region.find(Disk, params["diskName"])
    instance = disk.instance
    if instance is None:
        raise invalid(f"The disk {disk.name} is not attached", "NotAttached")
    if instance.state != "stopped":
        raise failed(
            f"The instance {instance.name} is {instance.state}; a disk is detached from one that is stopped", "InvalidInstanceState"
        )
    disk.detach()
    return {"operations": [region.start("DetachDisk", disk, instance.name), region.start("DetachDisk", instance, disk.name)]}


@serves("DeleteDisk")
def delete_disk(region: Region, params: dict) -> dict:
    disk = region.find(Disk, params["diskName"])
    if disk.instance:
        raise failed(f"The disk {disk.name} is attached to {disk.instance.name}", "InvalidDiskState")
    if disk.add_ons.any() and not params.get("forceDeleteAddOns"):
        raise invalid(f"The disk {disk.name} has add-ons enabled", "AddOnsEnabled", "Disable them, or set forceDeleteAddOns.")
    region.remove(disk)
    return {"operations": [region.done("DeleteDisk", disk)]}
