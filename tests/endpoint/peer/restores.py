"""Instances that are created from snapshots, with the disks that were attached.

Knows the mapping of disks; must not know how an instance or a disk is created. Source: API_CreateInstancesFromSnapshot, API_DiskMap, the note on
the bundle in the example of the AWS CLI's reference.
"""

import itertools
from typing import Iterable

from . import auto_snapshots, disks
from .catalogue import BLUEPRINTS, usable_bundle
from .contents import Image, Part
from .faults import failed, invalid
from .instances import Instance, create
from .snapshots import InstanceSnapshot
from .world import Region, serves


def _source(region: Region, params: dict) -> tuple[Image, str]:
    if auto_snapshots.is_automatic(params, "instanceSnapshotName", "sourceInstanceName"):
        source = region.find(Instance, params["sourceInstanceName"])
        return auto_snapshots.find(source, params), source.name
    snapshot = region.find(InstanceSnapshot, params["instanceSnapshotName"])
    if not snapshot.is_complete:
        raise failed(f"The snapshot {snapshot.name} is {snapshot.state}", "InvalidSnapshotState")
    return snapshot.image, snapshot.name


def _mapping(params: dict, image: Image, label: str) -> dict[str, dict[str, str]]:
    """For each new instance the names of its disks by their paths. No document says what the keys are: the instance or the snapshot."""
    given, paths = params.get("attachedDiskMapping", {}), [part.path for part in image.parts]
    for key, rows in given.items():
        if key != label and key not in params["instanceNames"]:
            raise invalid(f"attachedDiskMapping is for {key}, which is neither a new instance nor the snapshot")
        for row in rows:
            if row.get("originalDiskPath") not in paths or "newDiskName" not in row:
                raise invalid(f"attachedDiskMapping has {row}; the disks of {label} are {', '.join(paths) or 'none'}")
    found = {}
    for name in params["instanceNames"]:
        rows = given.get(name, given.get(label, []))
        found[name] = {row["originalDiskPath"]: row["newDiskName"] for row in rows}
    return found


def _free_names(region: Region, label: str, mapping: dict[str, dict[str, str]]) -> Iterable[str]:
    """Names for disks without a row in the mapping."""
    given = {name for names in mapping.values() for name in names.values()}
    for number in itertools.count(1):
        name = f"Disk-{label}-{number}"
        if name not in region.resources and name not in given:
            yield name


def _plan(region: Region, params: dict, image: Image, label: str) -> dict[str, list[tuple[str, Part]]]:
    """The new disks of each new instance, all of which can be created."""
    mapping = _mapping(params, image, label)
    free = iter(_free_names(region, label, mapping))
    plan = {
        name: [(names.get(part.path) or next(free), part) for part in image.parts] for name, names in mapping.items()
    }
    region.claim(params["instanceNames"] + [name for rows in plan.values() for name, _ in rows])
    disks.check_total(region, sum(part.size for rows in plan.values() for _, part in rows))
    return plan


@serves("CreateInstancesFromSnapshot")
def create_instances_from_snapshot(region: Region, params: dict) -> dict:
    image, label = _source(region, params)
    bundle = usable_bundle(params["bundleId"], image.blueprint.platform)
    if bundle.disk < image.size or bundle.ram < image.bundle.ram:
        raise invalid(f"The bundle {bundle.id} is smaller than {image.bundle.id}, which the snapshot was made from", "InvalidBundle")
    plan = _plan(region, params, image, label) if params["instanceNames"] else {}

    def fill(instance: Instance) -> None:
        instance.mark = image.mark
        for name, part in plan[instance.name]:
            disk = region.add(disks.Disk(region, name, instance.zone, {}, part.size, part.mark))
            disk.attach(instance, part.path)

    return create(region, params, BLUEPRINTS[image.blueprint.id], bundle, "CreateInstancesFromSnapshot", fill)
