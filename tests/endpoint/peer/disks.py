"""Disks that are attached to instances; deleting an instance must keep them.

Knows disks and the instances to which they are attached; must not know more of an instance, nor the source of a disk. Source: API_CreateDisk,
API_AttachDisk, API_DetachDisk, API_DeleteDisk and their examples in the AWS CLI's reference.
"""

import secrets
from typing import TYPE_CHECKING, Optional

from . import add_ons
from .faults import failed, invalid
from .pages import page
from .resource import Resource
from .tags import read_tags
from .world import Region, serves

if TYPE_CHECKING:
    from .auto_snapshots import Automatic
    from .instances import Instance

MOST_TOGETHER = 20000
MOST_ATTACHED = 15


class Disk(Resource):
    """A block storage disk."""

    kind = "Disk"

    def __init__(self, region: Region, name: str, zone: str, tags: dict[str, str], size: int, mark: str = ""):
        super().__init__(region, name, zone, tags)
        self.size, self.state, self.mark = size, "pending", mark
        self.automatic: list["Automatic"] = []
        self.volume = f"vol-0{secrets.token_hex(8)}"
        self.add_ons = add_ons.AddOns(region, self)
        self.instance: Optional["Instance"] = None
        self.path = ""
        region.later(region.options.pending_ms, self._arrive)

    def _arrive(self) -> None:
        if self.instance is None:
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

    def versioned(self) -> tuple:
        return self.describe(), [one.describe() for one in self.automatic]


def detach_all(region: Region, instance: "Instance") -> list[dict]:
    """Detaches the disks of an instance that is being deleted, as the reference of DeleteInstance says."""
    operations = []
    for disk in list(instance.attached):
        disk.detach()
        operations += [region.start("DetachDisk", disk, instance.name), region.start("DetachDisk", instance, disk.name)]
    return operations


def check_total(region: Region, added: int) -> None:
    """The table of quotas: 20,000 GB in a region. The message is that of the guide's page on errors of disks."""
    if sum(disk.size for disk in region.all(Disk)) + added > MOST_TOGETHER:
        raise invalid("You've reached the maximum size limit of all disks in this account.", "LimitExceeded")


def create(region: Region, params: dict, operation: str, details: Optional[str] = None, mark: str = "") -> dict:
    """Creates the disk of a request; its source has been checked."""
    region.claim([params["diskName"]])
    region.check_zone(params["availabilityZone"])
    if not 8 <= params["sizeInGb"] <= 16384:
        raise invalid("The size of a block storage disk must be between 8 and 16384 GB.")
    check_total(region, params["sizeInGb"])
    wanted = [add_ons.check_request(request, "LINUX_UNIX") for request in params.get("addOns", [])]
    tags = read_tags(params.get("tags", []))
    disk = region.add(Disk(region, params["diskName"], params["availabilityZone"], tags, params["sizeInGb"], mark))
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
    if len(instance.attached) >= MOST_ATTACHED:
        raise invalid(f"The instance {instance.name} has {MOST_ATTACHED} disks", "LimitExceeded")
    if params["diskPath"] in [instance.blueprint.disk_path, *(other.path for other in instance.attached)]:
        raise invalid(f"Another disk has the path {params['diskPath']}")
    disk.attach(instance, params["diskPath"])
    return {"operations": [region.start("AttachDisk", disk, instance.name), region.start("AttachDisk", instance, disk.name)]}


@serves("DetachDisk")
def detach_disk(region: Region, params: dict) -> dict:
    disk = region.find(Disk, params["diskName"])
    instance = disk.instance
    if instance is None or instance.state != "stopped":
        # The guide, "Troubleshoot block storage disk errors": for a running instance. AWS's handler for CloudFormation: for a free disk.
        raise failed(f"You can't detach this disk right now. The state of this disk is: {disk.state}", "InvalidDiskState")
    disk.detach()
    return {"operations": [region.start("DetachDisk", disk, instance.name), region.start("DetachDisk", instance, disk.name)]}


@serves("DeleteDisk")
def delete_disk(region: Region, params: dict) -> dict:
    disk = region.find(Disk, params["diskName"])
    if disk.instance:
        raise failed(
            f"You can't perform this operation because the disk is still attached to a Lightsail instance: {disk.instance.name}",
            "InvalidDiskState",
        )
    if disk.add_ons.any() and not params.get("forceDeleteAddOns"):
        raise invalid(f"The disk {disk.name} has add-ons enabled", "AddOnsEnabled", "Disable them, or set forceDeleteAddOns.")
    region.remove(disk)
    return {"operations": [region.done("DeleteDisk", disk)]}
