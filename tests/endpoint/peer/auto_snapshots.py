"""Automatic snapshots: the seven newest of an instance or a disk, which are deleted with it. Nothing takes one by itself: control.py does.

Knows their dates and states; must not know what is created from them. Source: API_AutoSnapshotDetails, API_GetAutoSnapshots, "Automatic
snapshots" of the user guide.
"""

from .add_ons import holder
from .contents import Image
from .faults import failed, invalid, not_found
from .resource import Resource, stamp
from .world import Region, serves

KEPT = 7


class Automatic:
    """One of them."""

    def __init__(self, region: Region, source: Resource, date: str, seconds: float):
        self.date, self.created, self.image = date, region.now, Image(source)
        self.status = "InProgress" if seconds else "Success"

    def describe(self) -> dict:
        return {
            "date": self.date,
            "createdAt": stamp(self.created),
            "status": self.status,
            "fromAttachedDisks": [{"path": part.path, "sizeInGb": part.size} for part in self.image.parts],
        }


def take(region: Region, source: Resource, date: str, seconds: float) -> None:
    """Takes one now, which is in progress for a time; it replaces one of the same date."""
    taken = Automatic(region, source, date, seconds)
    others = [one for one in source.automatic if one.date != date]
    source.automatic = sorted([taken, *others], key=lambda one: one.date, reverse=True)[:KEPT]

    def arrive() -> None:
        taken.status = "Success"

    if seconds:
        region.later(seconds * 1000, arrive)


def check_idle(source: Resource) -> None:
    """The guide: a manual snapshot cannot be created while an automatic one is."""
    if any(one.status == "InProgress" for one in source.automatic):
        raise failed(f"An automatic snapshot of {source.name} is being created. Please wait for it to complete before trying again.")


def is_automatic(params: dict, snapshot: str, source: str) -> bool:
    """Whether a request names an automatic snapshot by its source and a date, and not a manual one by its name; both together are refused."""
    automatic = [name for name in (source, "restoreDate", "useLatestRestorableAutoSnapshot") if params.get(name)]
    if (snapshot in params) == bool(automatic):
        raise invalid(f"Either {snapshot} or {source} with a date names what is used")
    if automatic and (source not in params or len(automatic) != 2):
        raise invalid(f"{source} needs either restoreDate or useLatestRestorableAutoSnapshot")
    return bool(automatic)


def find(source: Resource, params: dict) -> Image:
    """That of the date in a request, or the latest."""
    date = params.get("restoreDate")
    for one in source.automatic:
        if date in (None, one.date) and one.status == "Success":
            return one.image
        if date == one.date:
            raise failed(f"The automatic snapshot of {date} is {one.status}", "InvalidSnapshotState")
    raise not_found("AutoSnapshot", date or f"the latest of {source.name}")


@serves("GetAutoSnapshots")
def get_auto_snapshots(region: Region, params: dict) -> dict:
    source = holder(region, params["resourceName"])
    return {"resourceName": source.name, "resourceType": source.kind, "autoSnapshots": [one.describe() for one in source.automatic]}


@serves("DeleteAutoSnapshot")
def delete_auto_snapshot(region: Region, params: dict) -> dict:
    source = holder(region, params["resourceName"])
    if all(one.date != params["date"] for one in source.automatic):
        raise not_found("AutoSnapshot", params["date"])
    source.automatic = [one for one in source.automatic if one.date != params["date"]]
    # The example of the AWS CLI: the zone is the region, and the operation is terminal.
    operation = region.done("DeleteAutoSnapshot", source, f"DeleteAutoSnapshot-{params['date']}", zone=region.name)
    return {"operations": [operation]}
