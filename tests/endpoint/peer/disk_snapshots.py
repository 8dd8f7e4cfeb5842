"""Snapshots of disks and of the system disks of instances, and disks that are created from them.

Knows what a snapshot stores of its disk; must not know more of a disk or an instance. Source: API_CreateDiskSnapshot, API_DiskSnapshot,
API_CreateDiskFromSnapshot and their examples in the AWS CLI's reference.
"""

import secrets
from typing import Union

from .auto_snapshots import check_idle, find, is_automatic
from .contents import Image
from .disks import Disk, create
from .faults import failed, invalid
from .instances import Instance
from .pages import page
from .resource import Resource
from .snapshots import usable_instance
from .tags import read_tags
from .world import Region, serves


class DiskSnapshot(Resource):
    """The content of a disk at one time. It outlives the disk."""

    kind = "DiskSnapshot"

    def __init__(self, region: Region, name: str, tags: dict[str, str], image: Image, automatic: bool = False):
        super().__init__(region, name, tags=tags)
        self.state, self.image, self.automatic = "pending", image, automatic
        self.snapshot = f"snap-0{secrets.token_hex(8)}"
        region.later(region.options.pending_ms, self._arrive)

    def _arrive(self) -> None:
        self.state = "completed"

    @property
    def is_complete(self) -> bool:
        return self.state == "completed"

    def marks(self) -> dict:
        return {"mark": self.image.mark}

    @property
    def support_code(self) -> str:
        return f"{super().support_code.rsplit('/', 1)[0]}/{self.snapshot}"

    def describe(self) -> dict:
        found = super().describe()
        found.update(
            sizeInGb=self.image.size,
            state=self.state,
            progress="100%" if self.is_complete else "0%",
            isFromAutoSnapshot=self.automatic,
            **self.image.source(),
        )
        return found


def _snapshot_source(region: Region, params: dict) -> Union[Disk, Instance]:
    if ("diskName" in params) == ("instanceName" in params):
        raise invalid("Either diskName or instanceName names what the snapshot is made of")
    if "diskName" in params:
        disk = region.find(Disk, params["diskName"])
        if disk.state not in ("available", "in-use"):
            raise failed(f"The disk {disk.name} is {disk.state}", "InvalidDiskState")
        check_idle(disk)
        return disk
    return usable_instance(region, params["instanceName"])


@serves("CreateDiskSnapshot")
def create_disk_snapshot(region: Region, params: dict) -> dict:
    source = _snapshot_source(region, params)
    region.claim([params["diskSnapshotName"]])
    snapshot = region.add(DiskSnapshot(region, params["diskSnapshotName"], read_tags(params.get("tags", [])), Image(source)))
    return {
        "operations": [
            region.start("CreateDiskSnapshot", snapshot, source.name),
            region.start("CreateDiskSnapshot", source, snapshot.name),
        ]
    }


@serves("GetDiskSnapshot")
def get_disk_snapshot(region: Region, params: dict) -> dict:
    return {"diskSnapshot": region.find(DiskSnapshot, params["diskSnapshotName"]).describe()}


@serves("GetDiskSnapshots")
def get_disk_snapshots(region: Region, params: dict) -> dict:
    return page(region, "GetDiskSnapshots", params, region.all(DiskSnapshot), "diskSnapshots")


@serves("DeleteDiskSnapshot")
def delete_disk_snapshot(region: Region, params: dict) -> dict:
    snapshot = region.find(DiskSnapshot, params["diskSnapshotName"])
    region.remove(snapshot)
    return {"operations": [region.done("DeleteDiskSnapshot", snapshot)]}


def _image(region: Region, params: dict) -> tuple[Image, str]:
    if is_automatic(params, "diskSnapshotName", "sourceDiskName"):
        source = region.find(Disk, params["sourceDiskName"])
        return find(source, params), source.name
    snapshot = region.find(DiskSnapshot, params["diskSnapshotName"])
    if not snapshot.is_complete:
        raise failed(f"The snapshot {snapshot.name} is {snapshot.state}", "InvalidSnapshotState")
    return snapshot.image, snapshot.name


@serves("CreateDiskFromSnapshot")
def create_disk_from_snapshot(region: Region, params: dict) -> dict:
    image, name = _image(region, params)
    if params["sizeInGb"] < image.size:
        raise invalid(f"The disk is smaller than the {image.size} GB of the snapshot {name}", "InvalidDiskSize")
    return create(region, params, "CreateDiskFromSnapshot", name, image.mark)
