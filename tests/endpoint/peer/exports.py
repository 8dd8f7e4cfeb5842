"""Exports of snapshots to EC2, and the stacks of CloudFormation that are made from them: records that no operation deletes.

Knows what a record says about its source; must not know EC2. Source: API_ExportSnapshotRecord, API_CloudFormationStackRecord, their examples in the
AWS CLI's reference, "Export snapshots to Amazon EC2" of the user guide.
"""

import secrets
import uuid
from typing import Union

from .disk_snapshots import DiskSnapshot
from .faults import failed, invalid, not_found
from .pages import page
from .resource import ACCOUNT, Resource, stamp
from .snapshots import InstanceSnapshot
from .world import Region, serves

NOT_EXPORTED = ("cpanel", "django", "ghost")


class Record(Resource):
    """A record that succeeds after a while; only then its destination has an id."""

    taggable = False

    def __init__(self, region: Region, source: Union[dict, list], identifier: str, service: str):
        super().__init__(region, f"{self.kind}-{uuid.uuid4()}")
        self.state, self.source, self.id, self.service = "Started", source, identifier, service
        region.later(region.options.operation_ms, self._arrive)

    def _arrive(self) -> None:
        self.state = "Succeeded"

    def describe(self) -> dict:
        found = super().describe()
        del found["supportCode"]
        destination = {"service": self.service}
        if self.state == "Succeeded":
            destination["id"] = self.id
        found.update(state=self.state, sourceInfo=self.source, destinationInfo=destination)
        return found


class ExportRecord(Record):
    kind = "ExportSnapshotRecord"


class StackRecord(Record):
    kind = "CloudFormationStackRecord"


def _source_info(snapshot: Union[InstanceSnapshot, DiskSnapshot]) -> dict:
    image = snapshot.image
    found = {
        "resourceType": snapshot.kind,
        "createdAt": stamp(snapshot.created),
        "name": snapshot.name,
        "arn": snapshot.arn,
        "fromResourceName": image.name,
        "fromResourceArn": image.arn,
    }
    if isinstance(snapshot, DiskSnapshot):
        return {**found, "diskSnapshotInfo": {"sizeInGb": image.size}}
    system = {"path": image.blueprint.disk_path, "sizeInGb": image.size, "isSystemDisk": True}
    others = [{"name": part.name, "path": part.path, "sizeInGb": part.size, "isSystemDisk": False} for part in image.parts]
    info = {"fromBundleId": image.bundle.id, "fromBlueprintId": image.blueprint.id, "fromDiskInfo": [system, *others]}
    return {**found, "instanceSnapshotInfo": info}


@serves("ExportSnapshot")
def export_snapshot(region: Region, params: dict) -> dict:
    snapshot = region.resources.get(params["sourceSnapshotName"])
    if not isinstance(snapshot, (InstanceSnapshot, DiskSnapshot)):
        raise not_found("InstanceSnapshot", params["sourceSnapshotName"])
    if not snapshot.is_complete:
        raise failed(f"The snapshot {snapshot.name} is {snapshot.state}", "InvalidSnapshotState")
    of_disk = isinstance(snapshot, DiskSnapshot)
    if not of_disk and snapshot.image.blueprint.id.startswith(NOT_EXPORTED):
        raise invalid(f"An instance of {snapshot.image.blueprint.name} cannot be exported")
    identifier = f"{'snap' if of_disk else 'ami'}-0{secrets.token_hex(8)}"
    service = "Aws::EC2::Snapshot" if of_disk else "Aws::EC2::Image"
    record = region.add(ExportRecord(region, _source_info(snapshot), identifier, service))
    return {"operations": [region.start("ExportSnapshot", record, snapshot.name), region.start("ExportSnapshot", snapshot, record.name)]}


@serves("GetExportSnapshotRecords")
def get_export_snapshot_records(region: Region, params: dict) -> dict:
    return page(region, "GetExportSnapshotRecords", params, region.all(ExportRecord), "exportSnapshotRecords")


@serves("CreateCloudFormationStack")
def create_cloud_formation_stack(region: Region, params: dict) -> dict:
    if len(params["instances"]) != 1:
        raise invalid("A stack has exactly one instance")
    (entry,) = params["instances"]
    record = region.find(ExportRecord, entry["sourceName"])
    region.check_zone(entry["availabilityZone"])
    if record.state != "Succeeded":
        raise failed(f"The export {record.name} is {record.state}")
    if "instanceSnapshotInfo" not in record.source:
        raise invalid(f"{record.name} is not the export of an instance")
    source = [{"resourceType": record.kind, "name": record.name, "arn": record.arn}]
    identifier = f"arn:aws:cloudformation:{region.name}:{ACCOUNT}:stack/Lightsail-Stack-{uuid.uuid4()}/{uuid.uuid4()}"
    stack = region.add(StackRecord(region, source, identifier, "Aws::CloudFormation::Stack"))
    return {"operations": [region.start("CreateCloudFormationStack", stack, record.name)]}


@serves("GetCloudFormationStackRecords")
def get_cloud_formation_stack_records(region: Region, params: dict) -> dict:
    return page(region, "GetCloudFormationStackRecords", params, region.all(StackRecord), "cloudFormationStackRecords")
