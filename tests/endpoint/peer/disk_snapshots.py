"""Snapshots of disks and of the system disks of instances, and disks that are created from them.

Knows what a snapshot stores of its disk; must not know more of a disk or an instance. Source: API_CreateDiskSnapshot, API_DiskSnapshot,
API_CreateDiskFromSnapshot and their examples in the AWS CLI's reference.
"""

import secrets
from typing import Union

from .disks import Disk, create
from .faults import failed, invalid
from .instances import Instance
from .snapshots import is_automatic, no_automatic, usable_instance
from .tags import read_tags
from .world import Region, Resource, page, serves


class DiskSnapshot(Resource):
    """The content of a disk at one time. It outlives the disk."""

    kind = "DiskSnapshot"

    def __init__(self, region: Region, name: str, tags: dict[str, str], source: Union[Disk, Instance]):
        super().__init__(region, name, tags=tags)
        self.state = "pending"
        self.snapshot = f"snap-0{secrets.token_hex(8)}"
        self.size = source.size if isinstance(source, Disk) else source.bundle.disk
        self.source = {f"from{source.kind}Name": source.name, f"from{source.kind}Arn": source.arn}
        region.later(region.options.pending_ms, self._arrive)

    def _arrive(self) -> None:
        self.state = "completed"

    @property
    def support_code(self) -> str:
        return f"{super().support_code.rsplit('/', 1)[0]}/{self.snapshot}"

    def describe(self) -> dict:
        found = super().describe()
        found.update(
            sizeInGb=self.size,
            state=self.state,
            progress="100%" if self.state == "completed" else "0%",
            isFromAutoSnapshot=False,
            **self.source,
        )
        return found


def _snapshot_source(region: Region, params: dict) -> Union[Disk, Instance]:
    if ("diskName" in params) == ("instanceName" in params):
        raise invalid("Either diskName or instanceName names what the snapshot is made of")
    if "diskName" in params:
        disk = region.find(Disk, params["diskName"])
        if disk.state not in ("available", "in-use"):
            raise failed(f"The disk {disk.name} is {disk.state}", "InvalidDiskState")
        return disk
    return usable_instance(region, params["instanceName"])


@serves("CreateDiskSnapshot")
def create_disk_snapshot(region: Region, params: dict) -> dict:
    source = _snapshot_source(region, params)
    region.claim([params["diskSnapshotName"]])
    snapshot = region.add(DiskSnapshot(region, params["diskSnapshotName"], read_tags(params.get("tags", [])), source))
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


@serves("CreateDiskFromSnapshot")
def create_disk_from_snapshot(region: Region, params: dict) -> dict:
    if is_automatic(params, "diskSnapshotName", "sourceDiskName"):
        raise no_automatic(region.find(Disk, params["sourceDiskName"]), params)
    snapshot = region.find(DiskSnapshot, params["diskSnapshotName"])
    if snapshot.state != "completed":
        raise failed(f"The snapshot {snapshot.name} is {snapshot.state}", "InvalidSnapshotState")
    if params["sizeInGb"] < snapshot.size:
        raise invalid(f"The disk is smaller than the {snapshot.size} GB of the snapshot {snapshot.name}", "InvalidDiskSize")
    return create(region, params, "CreateDiskFromSnapshot", snapshot.name)
