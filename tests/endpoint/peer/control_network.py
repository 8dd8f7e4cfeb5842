"""What tests change beyond the API of zones, certificates, load balancers, buckets, subdomains, alarms, peering, and the account.

Knows the kinds that have it; must not know how a request arrives. A handler gets the region and the request.
"""

from .alarms import STATES, Alarm, contact
from .buckets import SYNCS, Bucket, use_key
from .control import controls
from .domains import Domain
from .instances import Instance
from .load_balancers import LoadBalancer
from .resource import stamp
from .validation import Validated, set_outside
from .world import HOME, Region


@controls("register-domain")
def register_domain(region: Region, told: dict) -> None:
    """The domain is registered in the account: a zone for it is delegated when it is created."""
    region.other(HOME).registered[told["name"]] = told.get("end", "SUCCEEDED")


@controls("forget-domain")
def forget_domain(region: Region, told: dict) -> None:
    region.other(HOME).registered.pop(told["name"], None)


@controls("delegate-domain")
def delegate_domain(region: Region, told: dict) -> None:
    domain = region.other(HOME).find(Domain, told["name"])
    domain.delegate(told.get("state", "SUCCEEDED"), told.get("message", ""), told.get("zone_state", ""), told.get("zone_message", ""))
    domain.region.note()


@controls("busy-domain")
def busy_domain(region: Region, told: dict) -> None:
    """Changes of the zone are refused for this time."""
    domain = region.other(HOME).find(Domain, told["name"])
    domain.busy_until = region.now + told["ms"] / 1000


@controls("permit-validation-entries")
def permit_validation_entries(region: Region, told: dict) -> None:
    """Whether the service may add entries for certificates to the zone."""
    region.other(HOME).find(Domain, told["name"]).permits = told.get("permitted", True)


@controls("quota")
def quota(region: Region, told: dict) -> None:
    """So many zones are possible."""
    if told["name"] != Domain.kind:
        raise ValueError("only the quota of Domain can be changed")
    region.other(HOME).most_zones = told["number"]


@controls("outside-dns")
def outside_dns(region: Region, told: dict) -> None:
    """Whether another DNS has the validation record of a domain, or with * those of all domains."""
    set_outside(region, told["name"], told.get("present", True))


def _certificate(region: Region, name: str) -> Validated:
    found = region.resources.get(name)
    if not isinstance(found, Validated):
        raise ValueError(f"there is no certificate {name}")
    return found


@controls("issue-certificate")
def issue_certificate(region: Region, told: dict) -> None:
    _certificate(region, told["name"]).issue(told.get("domain"))


@controls("end-certificate")
def end_certificate(region: Region, told: dict) -> None:
    _certificate(region, told["name"]).end(told.get("status", "FAILED"), told.get("reason"))


@controls("renew-certificate")
def renew_certificate(region: Region, told: dict) -> None:
    _certificate(region, told["name"]).renew(told.get("status", "Success"), told.get("reason"))


@controls("target-health")
def target_health(region: Region, told: dict) -> None:
    """The health of an instance of a load balancer, until the instance stops."""
    region.find(LoadBalancer, told["name"]).targets.set(told["instance"], told.get("health"), told.get("reason", ""))


@controls("watch-balancer")
def watch_balancer(region: Region, told: dict) -> None:
    region.find(LoadBalancer, told["name"]).observe(anew=True)


@controls("balancer-state")
def balancer_state(region: Region, told: dict) -> None:
    """A state that lasts."""
    region.find(LoadBalancer, told["name"]).state = told["state"]


@controls("bucket-contents")
def bucket_contents(region: Region, told: dict) -> None:
    """The number and the size of its objects."""
    bucket = region.find(Bucket, told["name"])
    bucket.objects, bucket.bytes = told["objects"], told.get("bytes", 0)


@controls("bucket-state")
def bucket_state(region: Region, told: dict) -> None:
    region.find(Bucket, told["name"]).state = told.get("state", "OK")


@controls("bucket-sync")
def bucket_sync(region: Region, told: dict) -> None:
    """The synchronization of the account's settings for public access; without a status: that by itself."""
    status = told.get("status")
    if status is not None and status not in SYNCS:
        raise ValueError(f"a status is one of {', '.join(SYNCS)}")
    found = {"status": status, "bpaImpactsLightsail": told.get("impacts", False)}
    if status not in (None, "NeverSynced"):
        found["lastSyncedAt"] = stamp(region.now)
    region.bpa = {**found, **({"message": told["message"]} if "message" in told else {})} if status else None


@controls("use-bucket-key")
def use_bucket_key(region: Region, told: dict) -> None:
    use_key(region, told["name"], told.get("key"), told.get("used", True))


@controls("fail-subdomain")
def fail_subdomain(region: Region, told: dict) -> None:
    """The next creation of this subdomain fails."""
    region.other(HOME).failing_subdomains.add(told["name"])


@controls("alarm-state")
def alarm_state(region: Region, told: dict) -> None:
    if told["state"] not in STATES:
        raise ValueError(f"a state is one of {', '.join(STATES)}")
    region.find(Alarm, told["name"]).state = told["state"]


@controls("contact-status")
def contact_status(region: Region, told: dict) -> None:
    """The status of the contact of a protocol; default: it is verified."""
    found = contact(region, told["name"])
    if found is None:
        raise ValueError("the region has no contact of this protocol")
    found.status = told.get("status", "Valid")


@controls("default-vpc")
def default_vpc(region: Region, told: dict) -> None:
    region.has_default_vpc = told.get("exists", True)


@controls("fail-setup")
def fail_setup(region: Region, told: dict) -> None:
    """The next set-up of HTTPS fails."""
    region.find(Instance, told["name"]).breaks_setup = told.get("line", "The challenge failed.")


@controls("partner")
def partner(region: Region, told: dict) -> None:
    """The membership of the account in the partner program; without a status it has none."""
    found = {"enrolledAt": stamp(region.now), "status": told.get("status"), "tierName": told.get("tier", "Essential")}
    region.other(HOME).partner = found if told.get("status") else None


@controls("take-name")
def take_name(region: Region, told: dict) -> None:
    """Another account has a bucket or a subdomain of this name."""
    for one in region.everywhere:
        (one.strangers.add if told.get("taken", True) else one.strangers.discard)(told["name"])
