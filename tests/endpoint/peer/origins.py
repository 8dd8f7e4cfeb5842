"""Where a distribution pulls from.

Knows the kinds of origins and what each needs; must not know distributions. Source: API_InputOrigin, API_Origin; "Origins" in the user guide on
distributions.
"""

from .buckets import Bucket
from .containers import ContainerService
from .faults import invalid, not_found
from .instances import Instance
from .load_balancers import LoadBalancer
from .places import PLACES
from .resource import Resource
from .world import Region

LONGEST_S, USUAL_S = 60, 30


def _host(resource: Resource) -> str:
    """The public name of an origin, or InvalidInputException."""
    if isinstance(resource, Instance):
        if not resource.static:
            raise invalid(f"The instance {resource.name} has no static IP", "InvalidOrigin", "Attach a static IP to it.")
        return f"ec2-{(resource.public_ip or '').replace('.', '-')}.{resource.region.name}.compute.amazonaws.com"
    if isinstance(resource, LoadBalancer):
        if not resource.targets.names():
            raise invalid(f"The load balancer {resource.name} has no attached instance", "InvalidOrigin")
        return resource.host
    if isinstance(resource, Bucket):
        return f"{resource.name}.s3.{resource.region.name}.amazonaws.com"
    if isinstance(resource, ContainerService):
        return resource.host
    raise invalid(f"A {resource.kind} cannot be the origin of a distribution: {resource.name}", "InvalidOrigin")


class Origin:
    """The origin of one distribution."""

    def __init__(self, region: Region, wanted: dict, private: bool):
        if "name" not in wanted or "regionName" not in wanted:
            raise invalid("An origin has a name and a regionName", "InvalidOrigin")
        if wanted["regionName"] not in PLACES:
            raise invalid(f"The Region of the origin is not available: {wanted['regionName']}", "InvalidOrigin")
        resource = region.other(wanted["regionName"]).resources.get(wanted["name"])
        if resource is None:
            raise not_found("Origin", wanted["name"])
        self.host, self.name, self.region, self.kind = _host(resource), resource.name, wanted["regionName"], resource.kind
        self.policy, self.timeout = wanted.get("protocolPolicy", "http-only"), wanted.get("responseTimeout", USUAL_S)
        self.ip_type, self.private = wanted.get("ipAddressType", "ipv4"), private
        if not 1 <= self.timeout <= LONGEST_S:
            raise invalid(f"responseTimeout is 1 to {LONGEST_S} seconds", "InvalidOrigin")
        if private and self.kind != "Bucket":
            raise invalid("Private origin access needs a bucket as the origin", "InvalidOrigin")

    def describe(self) -> dict:
        return {
            "name": self.name,
            "resourceType": self.kind,
            "regionName": self.region,
            "protocolPolicy": self.policy,
            "responseTimeout": self.timeout,
            "ipAddressType": self.ip_type,
            "isPrivateOriginAccessEnabled": self.private,
        }
