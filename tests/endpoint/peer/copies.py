"""Copies of snapshots into the region of the request, from any region.

Knows both kinds of snapshots; must not know what they contain. Source: API_CopySnapshot and its example in the AWS CLI's reference.
"""

from typing import Union

from . import auto_snapshots
from .add_ons import holder
from .contents import Image
from .disk_snapshots import DiskSnapshot
from .faults import failed, not_found
from .snapshots import InstanceSnapshot
from .world import Region, serves


Kind = Union[type[InstanceSnapshot], type[DiskSnapshot]]


def _source(region: Region, params: dict) -> tuple[Kind, Image, str, bool]:
    """What is copied: its kind, what it contains, its name, and whether it was automatic at first."""
    if auto_snapshots.is_automatic(params, "sourceSnapshotName", "sourceResourceName"):
        source = holder(region, params["sourceResourceName"])
        kind = InstanceSnapshot if source.kind == "Instance" else DiskSnapshot
        return kind, auto_snapshots.find(source, params), source.name, True
    snapshot = region.resources.get(params["sourceSnapshotName"])
    if not isinstance(snapshot, (InstanceSnapshot, DiskSnapshot)):
        raise not_found("InstanceSnapshot", params["sourceSnapshotName"])
    if not snapshot.is_complete:
        raise failed(f"The snapshot {snapshot.name} is {snapshot.state}", "InvalidSnapshotState")
    return type(snapshot), snapshot.image, snapshot.name, snapshot.automatic


@serves("CopySnapshot")
def copy_snapshot(region: Region, params: dict) -> dict:
    kind, image, name, automatic = _source(region.other(params["sourceRegion"]), params)
    region.claim([params["targetSnapshotName"]])
    copy = region.add(kind(region, params["targetSnapshotName"], {}, image, automatic))
    return {"operations": [region.start("CopySnapshot", copy, f"{params['sourceRegion']}:{name}")]}
