"""Snapshots of instances, and instances that are created from them.

Knows what a snapshot stores of its instance; must not know anything else of an instance. Source: API_CreateInstanceSnapshot,
API_CreateInstancesFromSnapshot and their examples in the AWS CLI's reference.
"""

import secrets

from .catalogue import BLUEPRINTS, usable_bundle
from .faults import Fault, failed, invalid, not_found
from .instances import Instance, create
from .tags import read_tags
from .world import Region, Resource, page, serves


class InstanceSnapshot(Resource):
    """An instance at one time. It outlives the instance."""

    kind = "InstanceSnapshot"

    def __init__(self, region: Region, name: str, tags: dict[str, str], source: Instance):
        super().__init__(region, name, tags=tags)
        self.state = "pending"
        self.image = f"ami-0{secrets.token_hex(8)}"
        self.source_name, self.source_arn = source.name, source.arn
        self.blueprint, self.bundle = source.blueprint, source.bundle
        self.disks = [disk.describe() for disk in source.attached]
        region.later(region.options.pending_ms, self._arrive)

    def _arrive(self) -> None:
        self.state = "available"

    @property
    def support_code(self) -> str:
        return f"{super().support_code.rsplit('/', 1)[0]}/{self.image}"

    def describe(self) -> dict:
        found = super().describe()
        found.update(
            state=self.state,
            progress=None,  # the reference: "populated only for disk snapshots, and is null for instance snapshots"
            fromAttachedDisks=self.disks,
            fromInstanceName=self.source_name,
            fromInstanceArn=self.source_arn,
            fromBlueprintId=self.blueprint.id,
            fromBundleId=self.bundle.id,
            isFromAutoSnapshot=False,
            sizeInGb=self.bundle.disk,
        )
        return found


def usable_instance(region: Region, name: str) -> Instance:
    """An instance from which a snapshot can be taken."""
    source = region.find(Instance, name)
    if source.state not in ("running", "stopped"):
        raise failed(
            f"The instance {source.name} is {source.state}; a snapshot is made of one that is running or stopped", "InvalidInstanceState"
        )
    return source


@serves("CreateInstanceSnapshot")
def create_instance_snapshot(region: Region, params: dict) -> dict:
    source = usable_instance(region, params["instanceName"])
    region.claim([params["instanceSnapshotName"]])
    snapshot = region.add(InstanceSnapshot(region, params["instanceSnapshotName"], read_tags(params.get("tags", [])), source))
    return {
        "operations": [
            region.start("CreateInstanceSnapshot", snapshot, source.name),
            region.start("CreateInstanceSnapshot", source, snapshot.name),
        ]
    }


@serves("GetInstanceSnapshot")
def get_instance_snapshot(region: Region, params: dict) -> dict:
    return {"instanceSnapshot": region.find(InstanceSnapshot, params["instanceSnapshotName"]).describe()}


@serves("GetInstanceSnapshots")
def get_instance_snapshots(region: Region, params: dict) -> dict:
    return page(region, "GetInstanceSnapshots", params, region.all(InstanceSnapshot), "instanceSnapshots")


@serves("DeleteInstanceSnapshot")
def delete_instance_snapshot(region: Region, params: dict) -> dict:
    snapshot = region.find(InstanceSnapshot, params["instanceSnapshotName"])
    region.remove(snapshot)
    return {"operations": [region.done("DeleteInstanceSnapshot", snapshot)]}


def is_automatic(params: dict, snapshot: str, source: str) -> bool:
    """Whether a request names an automatic snapshot by its source and a date, and not a manual one by its name; both together are refused."""
    automatic = [name for name in (source, "restoreDate", "useLatestRestorableAutoSnapshot") if params.get(name)]
    if (snapshot in params) == bool(automatic):
        raise invalid(f"Either {snapshot} or {source} with a date names what is used")
    if automatic and (source not in params or len(automatic) != 2):
        raise invalid(f"{source} needs either restoreDate or useLatestRestorableAutoSnapshot")
    return bool(automatic)


def no_automatic(source: Resource, params: dict) -> Fault:
    """No time passes here in which an automatic snapshot would be taken."""
    return not_found("AutoSnapshot", params.get("restoreDate", f"the latest of {source.name}"))


def _source(region: Region, params: dict) -> InstanceSnapshot:
    if is_automatic(params, "instanceSnapshotName", "sourceInstanceName"):
        raise no_automatic(region.find(Instance, params["sourceInstanceName"]), params)
    return region.find(InstanceSnapshot, params["instanceSnapshotName"])


@serves("CreateInstancesFromSnapshot")
def create_instances_from_snapshot(region: Region, params: dict) -> dict:
    snapshot = _source(region, params)
    if snapshot.state != "available":
        raise failed(f"The snapshot {snapshot.name} is {snapshot.state}", "InvalidSnapshotState")
    bundle = usable_bundle(params["bundleId"], snapshot.blueprint.platform)
    if bundle.disk < snapshot.bundle.disk or bundle.ram < snapshot.bundle.ram:
        raise invalid(f"The bundle {bundle.id} is smaller than {snapshot.bundle.id}, which the snapshot was made from", "InvalidBundle")
    return create(region, params, BLUEPRINTS[snapshot.blueprint.id], bundle, "CreateInstancesFromSnapshot")
