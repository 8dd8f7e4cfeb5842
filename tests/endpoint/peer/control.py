"""What tests change and see beyond the API: the contents of disks, automatic snapshots, health, retired bundles, zones without room, containers that
fail and write lines, states, events and lines of databases.

Knows the kinds that have them; must not know how a request arrives. A handler gets the region and the request, and returns a document or nothing.
"""

import time
from typing import Any, Callable

from . import auto_snapshots
from .catalogue import BUNDLES
from .container_parts import add_log
from .containers import ContainerService
from .database_changes import maintain, plan_maintenance
from .database_snapshots import DatabaseSnapshot
from .databases import Database
from .disk_snapshots import DiskSnapshot
from .disks import Disk
from .instances import Instance
from .load_balancers import LoadBalancer
from .resource import Resource, stamp
from .snapshots import InstanceSnapshot
from .world import Region

CONTROLS: dict[str, Callable[[Region, dict], Any]] = {}


def controls(name: str) -> Callable:
    """Makes a function the handler of a control."""

    def register(handler: Callable) -> Callable:
        CONTROLS[name] = handler
        return handler

    return register


def _holder(region: Region, name: str) -> Resource:
    source = region.resources.get(name)
    if not isinstance(source, (Disk, Instance)):
        raise ValueError(f"there is no disk or instance {name}")
    return source


@controls("write")
def write(region: Region, told: dict) -> None:
    if not isinstance(told["mark"], str):
        raise ValueError("mark is a text")
    _holder(region, told["name"]).mark = told["mark"]


@controls("auto-snapshot")
def auto_snapshot(region: Region, told: dict) -> None:
    date = told.get("date") or time.strftime("%Y-%m-%d", time.gmtime(region.now))
    auto_snapshots.take(region, _holder(region, told["name"]), date, told.get("seconds", 0))


@controls("health")
def health(region: Region, told: dict) -> None:
    region.find(Instance, told["name"]).health.set(region.now, instance=told.get("instance_status"), system=told.get("system_status"))


@controls("capacity")
def capacity(region: Region, told: dict) -> None:
    region.check_zone(told["name"])
    (region.full.discard if told.get("available") else region.full.add)((told["name"], told.get("bundle")))


@controls("bundle")
def bundle(region: Region, told: dict) -> None:
    """As if the instance had been created with this bundle, which may be retired."""
    instance, new = region.find(Instance, told["name"]), BUNDLES[told["bundle"]]
    if (new.platform, new.ipv4) != (instance.bundle.platform, instance.bundle.ipv4):
        raise ValueError(f"{new.id} does not fit the instance {instance.name}")
    instance.bundle, instance.original, instance.disk_size = new, None, new.disk


@controls("fail-deployment")
def fail_deployment(region: Region, told: dict) -> None:
    region.find(ContainerService, told["name"]).breaks = told.get("line", "")


@controls("fail-container-service")
def fail_container_service(region: Region, told: dict) -> None:
    region.find(ContainerService, told["name"]).fail(told.get("code", "UNKNOWN_ERROR"))


@controls("add-log")
def log(region: Region, told: dict) -> None:
    add_log(region, region.find(ContainerService, told["name"]), told["container"], told["line"])


@controls("write-database")
def write_database(region: Region, told: dict) -> None:
    if not isinstance(told["mark"], str):
        raise ValueError("mark is a text")
    region.find(Database, told["name"]).past.marks.append((region.now, told["mark"]))


@controls("database-state")
def database_state(region: Region, told: dict) -> None:
    """A state that lasts."""
    region.find(Database, told["name"]).state = told["state"]


@controls("add-database-event")
def add_database_event(region: Region, told: dict) -> None:
    region.find(Database, told["name"]).diary.note(told.get("category", "notification"), told["message"])


@controls("add-database-log")
def add_database_log(region: Region, told: dict) -> None:
    region.find(Database, told["name"]).diary.write(told["stream"], told["line"])


@controls("add-database-maintenance")
def add_database_maintenance(region: Region, told: dict) -> None:
    """An announced maintenance."""
    database = region.find(Database, told["name"])
    action, text = told.get("maintenance", "system-update"), told.get("description", "New Operating System update is available")
    database.chores.append({"action": action, "description": text, "currentApplyDate": stamp(region.now)})
    plan_maintenance(database)


@controls("maintain-database")
def maintain_database(region: Region, told: dict) -> None:
    """What waits for the maintenance window happens now."""
    maintain(region.find(Database, told["name"]))


@controls("contents")
def contents(region: Region, told: dict) -> dict:
    """What no list of the API shows of an object, by its name: marks, versions, images."""
    found = {}
    for resource in region.resources.values():
        if isinstance(resource, Database):
            parameters = {name: {"value": value} for name, (value, _) in resource.parameters.items()}
            passwords = {version: {"masterUserPassword": password} for version, (password, _) in resource.passwords.items()}
            found[resource.name] = {"mark": resource.past.mark, "parameters": parameters, "passwords": passwords}
        if isinstance(resource, LoadBalancer) and resource.watch:
            found[resource.name] = {"watch": resource.watch}
        if isinstance(resource, (DatabaseSnapshot, DiskSnapshot, InstanceSnapshot)):
            found[resource.name] = resource.marks()
        if isinstance(resource, ContainerService):
            found[resource.name] = {"deployments": resource.versions.describe(), "images": resource.images.describe()}
        if isinstance(resource, (Disk, Instance)):
            found[resource.name] = {"mark": resource.mark}
            if resource.automatic:
                rows = [{"date": one.date, "status": one.status, **one.image.marks()} for one in resource.automatic]
                found[resource.name]["autoSnapshots"] = rows
    return found
