"""What tests change and see beyond the API: the contents of disks, automatic snapshots, health, retired bundles, zones without room, the
validation of certificates, containers that fail and write lines, states, events and lines of databases.

Knows the kinds that have them; must not know how a request arrives. A handler gets the region and the request, and returns a document or nothing.
"""

import time
from typing import Any, Callable

from . import auto_snapshots
from .alarms import STATES, Alarm, contact
from .buckets import SYNCS, Bucket, use_key
from .catalogue import BUNDLES
from .container_parts import add_log
from .containers import ContainerService
from .database_changes import maintain, plan_maintenance
from .database_snapshots import DatabaseSnapshot
from .databases import Database
from .disk_snapshots import DiskSnapshot
from .disks import Disk
from .domains import HOME, Domain
from .instances import Instance
from .load_balancers import LoadBalancer
from .snapshots import InstanceSnapshot
from .validation import Validated, set_outside
from .world import Region, Resource, stamp

CONTROLS: dict[str, Callable[[Region, dict], Any]] = {}


def _controls(name: str) -> Callable:
    def register(handler: Callable) -> Callable:
        CONTROLS[name] = handler
        return handler

    return register


def _holder(region: Region, name: str) -> Resource:
    source = region.resources.get(name)
    if not isinstance(source, (Disk, Instance)):
        raise ValueError(f"there is no disk or instance {name}")
    return source


@_controls("write")
def write(region: Region, told: dict) -> None:
    if not isinstance(told["mark"], str):
        raise ValueError("mark is a text")
    _holder(region, told["name"]).mark = told["mark"]


@_controls("auto-snapshot")
def auto_snapshot(region: Region, told: dict) -> None:
    date = told.get("date") or time.strftime("%Y-%m-%d", time.gmtime(region.now))
    auto_snapshots.take(region, _holder(region, told["name"]), date, told.get("seconds", 0))


@_controls("health")
def health(region: Region, told: dict) -> None:
    region.find(Instance, told["name"]).health.set(region.now, instance=told.get("instance_status"), system=told.get("system_status"))


@_controls("capacity")
def capacity(region: Region, told: dict) -> None:
    region.check_zone(told["name"])
    (region.full.discard if told.get("available") else region.full.add)((told["name"], told.get("bundle")))


@_controls("bundle")
def bundle(region: Region, told: dict) -> None:
    """As if the instance had been created with this bundle, which may be retired."""
    instance, new = region.find(Instance, told["name"]), BUNDLES[told["bundle"]]
    if (new.platform, new.ipv4) != (instance.bundle.platform, instance.bundle.ipv4):
        raise ValueError(f"{new.id} does not fit the instance {instance.name}")
    instance.bundle, instance.original, instance.disk_size = new, None, new.disk


@_controls("fail-deployment")
def fail_deployment(region: Region, told: dict) -> None:
    region.find(ContainerService, told["name"]).breaks = told.get("line", "")


@_controls("fail-container-service")
def fail_container_service(region: Region, told: dict) -> None:
    region.find(ContainerService, told["name"]).fail(told.get("code", "UNKNOWN_ERROR"))


@_controls("add-log")
def log(region: Region, told: dict) -> None:
    add_log(region, region.find(ContainerService, told["name"]), told["container"], told["line"])


@_controls("register-domain")
def register_domain(region: Region, told: dict) -> None:
    """The domain is registered in the account: a zone for it is delegated when it is created."""
    region.other(HOME).registered[told["name"]] = told.get("end", "SUCCEEDED")


@_controls("forget-domain")
def forget_domain(region: Region, told: dict) -> None:
    region.other(HOME).registered.pop(told["name"], None)


@_controls("delegate-domain")
def delegate_domain(region: Region, told: dict) -> None:
    domain = region.other(HOME).find(Domain, told["name"])
    domain.delegate(told.get("state", "SUCCEEDED"), told.get("message", ""), told.get("zone_state", ""), told.get("zone_message", ""))
    domain.region.note()


@_controls("busy-domain")
def busy_domain(region: Region, told: dict) -> None:
    """Changes of the zone are refused for this time."""
    domain = region.other(HOME).find(Domain, told["name"])
    domain.busy_until = region.now + told["ms"] / 1000


@_controls("permit-validation-entries")
def permit_validation_entries(region: Region, told: dict) -> None:
    """Whether the service may add entries for certificates to the zone."""
    region.other(HOME).find(Domain, told["name"]).permits = told.get("permitted", True)


@_controls("quota")
def quota(region: Region, told: dict) -> None:
    """So many zones are possible."""
    if told["name"] != Domain.kind:
        raise ValueError("only the quota of Domain can be changed")
    region.other(HOME).most_zones = told["number"]


@_controls("outside-dns")
def outside_dns(region: Region, told: dict) -> None:
    """Whether another DNS has the validation record of a domain, or with * those of all domains."""
    set_outside(region, told["name"], told.get("present", True))


def _certificate(region: Region, name: str) -> Validated:
    found = region.resources.get(name)
    if not isinstance(found, Validated):
        raise ValueError(f"there is no certificate {name}")
    return found


@_controls("issue-certificate")
def issue_certificate(region: Region, told: dict) -> None:
    _certificate(region, told["name"]).issue(told.get("domain"))


@_controls("end-certificate")
def end_certificate(region: Region, told: dict) -> None:
    _certificate(region, told["name"]).end(told.get("status", "FAILED"), told.get("reason"))


@_controls("renew-certificate")
def renew_certificate(region: Region, told: dict) -> None:
    _certificate(region, told["name"]).renew(told.get("status", "Success"), told.get("reason"))


@_controls("target-health")
def target_health(region: Region, told: dict) -> None:
    """The health of an instance of a load balancer, until the instance stops."""
    region.find(LoadBalancer, told["name"]).targets.set(told["instance"], told.get("health"), told.get("reason", ""))


@_controls("watch-balancer")
def watch_balancer(region: Region, told: dict) -> None:
    region.find(LoadBalancer, told["name"]).observe(anew=True)


@_controls("balancer-state")
def balancer_state(region: Region, told: dict) -> None:
    """A state that lasts."""
    region.find(LoadBalancer, told["name"]).state = told["state"]


@_controls("bucket-contents")
def bucket_contents(region: Region, told: dict) -> None:
    """The number and the size of its objects."""
    bucket = region.find(Bucket, told["name"])
    bucket.objects, bucket.bytes = told["objects"], told.get("bytes", 0)


@_controls("bucket-state")
def bucket_state(region: Region, told: dict) -> None:
    region.find(Bucket, told["name"]).state = told.get("state", "OK")


@_controls("bucket-sync")
def bucket_sync(region: Region, told: dict) -> None:
    """The synchronization of the account's settings for public access; without a status: that by itself."""
    status = told.get("status")
    if status is not None and status not in SYNCS:
        raise ValueError(f"a status is one of {', '.join(SYNCS)}")
    found = {"status": status, "bpaImpactsLightsail": told.get("impacts", False)}
    region.bpa = {**found, **({"message": told["message"]} if "message" in told else {})} if status else None


@_controls("use-bucket-key")
def use_bucket_key(region: Region, told: dict) -> None:
    use_key(region, told["name"], told.get("key"))


@_controls("fail-subdomain")
def fail_subdomain(region: Region, told: dict) -> None:
    """The next creation of this subdomain fails."""
    region.other(HOME).failing_subdomains.add(told["name"])


@_controls("alarm-state")
def alarm_state(region: Region, told: dict) -> None:
    if told["state"] not in STATES:
        raise ValueError(f"a state is one of {', '.join(STATES)}")
    region.find(Alarm, told["name"]).state = told["state"]


@_controls("contact-status")
def contact_status(region: Region, told: dict) -> None:
    """The status of the contact of a protocol; default: it is verified."""
    found = contact(region, told["name"])
    if found is None:
        raise ValueError("the region has no contact of this protocol")
    found.status = told.get("status", "Valid")


@_controls("default-vpc")
def default_vpc(region: Region, told: dict) -> None:
    region.has_default_vpc = told.get("exists", True)


@_controls("fail-setup")
def fail_setup(region: Region, told: dict) -> None:
    """The next set-up of HTTPS fails."""
    region.find(Instance, told["name"]).breaks_setup = told.get("line", "The challenge failed.")


@_controls("partner")
def partner(region: Region, told: dict) -> None:
    """The membership of the account in the partner program; without a status it has none."""
    found = {"enrolledAt": stamp(region.now), "status": told.get("status"), "tierName": told.get("tier", "Essential")}
    region.other(HOME).partner = found if told.get("status") else None


@_controls("take-name")
def take_name(region: Region, told: dict) -> None:
    """Another account has a bucket or a subdomain of this name."""
    for one in region.everywhere:
        (one.strangers.add if told.get("taken", True) else one.strangers.discard)(told["name"])


@_controls("write-database")
def write_database(region: Region, told: dict) -> None:
    if not isinstance(told["mark"], str):
        raise ValueError("mark is a text")
    region.find(Database, told["name"]).past.marks.append((region.now, told["mark"]))


@_controls("database-state")
def database_state(region: Region, told: dict) -> None:
    """A state that lasts."""
    region.find(Database, told["name"]).state = told["state"]


@_controls("add-database-event")
def add_database_event(region: Region, told: dict) -> None:
    region.find(Database, told["name"]).diary.note(told.get("category", "notification"), told["message"])


@_controls("add-database-log")
def add_database_log(region: Region, told: dict) -> None:
    region.find(Database, told["name"]).diary.write(told["stream"], told["line"])


@_controls("add-database-maintenance")
def add_database_maintenance(region: Region, told: dict) -> None:
    """An announced maintenance."""
    database = region.find(Database, told["name"])
    action, text = told.get("maintenance", "system-update"), told.get("description", "New Operating System update is available")
    database.chores.append({"action": action, "description": text, "currentApplyDate": stamp(region.now)})
    plan_maintenance(database)


@_controls("maintain-database")
def maintain_database(region: Region, told: dict) -> None:
    """What waits for the maintenance window happens now."""
    maintain(region.find(Database, told["name"]))


@_controls("contents")
def contents(region: Region, told: dict) -> dict:
    """What no list of the API shows of an object, by its name: marks, versions, images."""
    found = {}
    for resource in region.resources.values():
        if isinstance(resource, Database):
            found[resource.name] = {"mark": resource.past.mark}
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
