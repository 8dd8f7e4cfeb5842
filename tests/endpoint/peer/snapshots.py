"""Snapshots of instances.

Knows how a snapshot is described; must not know what is created from it. Source: API_CreateInstanceSnapshot and its example in the AWS CLI's
reference.
"""

import secrets

from .auto_snapshots import check_idle
from .contents import Image
from .faults import failed
from .instances import Instance
from .pages import page
from .resource import Resource
from .tags import read_tags
from .world import Region, serves


class InstanceSnapshot(Resource):
    """An instance at one time. It outlives the instance."""

    kind = "InstanceSnapshot"

    def __init__(self, region: Region, name: str, tags: dict[str, str], image: Image, automatic: bool = False):
        super().__init__(region, name, tags=tags)
        self.state, self.image, self.automatic = "pending", image, automatic
        self.machine_image = f"ami-0{secrets.token_hex(8)}"
        region.later(region.options.pending_ms, self._arrive)

    def _arrive(self) -> None:
        self.state = "available"

    @property
    def is_complete(self) -> bool:
        return self.state == "available"

    def marks(self) -> dict:
        return self.image.marks()

    @property
    def support_code(self) -> str:
        return f"{super().support_code.rsplit('/', 1)[0]}/{self.machine_image}"

    def describe(self) -> dict:
        found = super().describe()
        found.update(
            state=self.state,
            progress=None,  # the reference: "populated only for disk snapshots, and is null for instance snapshots"
            fromAttachedDisks=self.image.described,
            fromBlueprintId=self.image.blueprint.id,
            fromBundleId=self.image.bundle.id,
            isFromAutoSnapshot=self.automatic,
            sizeInGb=self.image.size,
            **self.image.source(),
        )
        return found


def usable_instance(region: Region, name: str) -> Instance:
    """An instance from which a snapshot can be taken."""
    source = region.find(Instance, name)
    if source.state not in ("running", "stopped"):
        raise failed(
            f"The instance {source.name} is {source.state}; a snapshot is made of one that is running or stopped", "InvalidInstanceState"
        )
    check_idle(source)
    return source


@serves("CreateInstanceSnapshot")
def create_instance_snapshot(region: Region, params: dict) -> dict:
    source = usable_instance(region, params["instanceName"])
    region.claim([params["instanceSnapshotName"]])
    snapshot = region.add(InstanceSnapshot(region, params["instanceSnapshotName"], read_tags(params.get("tags", [])), Image(source)))
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
