"""Addresses: which ones are assigned, static IPs and the operations on them.

Knows which object has which address; must not know more of an instance than whether it may have one. Source: "Static IP addresses" and "IP
addresses" of the user guide. All public IPv4 addresses are of 198.18.0.0/15, the range for tests of networks (RFC 2544), all IPv6 ones of
2001:db8::/32, the range for documentation.
"""

import ipaddress
import itertools
import secrets
from typing import TYPE_CHECKING, Optional

from .faults import failed, invalid
from .pages import page
from .resource import Resource
from .world import Region, serves

if TYPE_CHECKING:
    from .instances import Instance

_public = itertools.count(int(ipaddress.IPv4Address("198.18.0.10")))
_private = itertools.count(int(ipaddress.IPv4Address("172.26.0.10")))


def new_public() -> str:
    """An address that was never assigned before."""
    return str(ipaddress.IPv4Address(next(_public)))


def new_private() -> str:
    return str(ipaddress.IPv4Address(next(_private)))


def new_ipv6() -> str:
    """In the long form, as Lightsail returns it."""
    groups = [secrets.randbelow(0x10000) for _ in range(6)]
    return "2001:db8:" + ":".join(f"{group:x}" for group in groups)


class StaticIp(Resource):
    """A static IP."""

    kind = "StaticIp"
    taggable = False

    def __init__(self, region: Region, name: str):
        super().__init__(region, name)
        self.address = new_public()
        self.instance: Optional["Instance"] = None

    @property
    def support_code(self) -> str:
        return f"{super().support_code.rsplit('/', 1)[0]}/{self.address}"

    def describe(self) -> dict:
        found = super().describe()
        found.update(ipAddress=self.address, isAttached=self.instance is not None)
        if self.instance:
            found["attachedTo"] = self.instance.name
        return found


def _detach(region: Region, address: StaticIp) -> list[dict]:
    instance = address.instance
    assert instance
    address.instance = None
    instance.release_static()
    return [region.done("DetachStaticIp", address, instance.name), region.done("DetachStaticIp", instance, address.name)]


def detach_from(region: Region, instance: "Instance") -> list[dict]:
    """Detaches the static IP that an instance has, if it has one."""
    return [operation for address in region.all(StaticIp) if address.instance is instance for operation in _detach(region, address)]


@serves("AllocateStaticIp")
def allocate_static_ip(region: Region, params: dict) -> dict:
    region.claim([params["staticIpName"]])
    return {"operations": [region.done("AllocateStaticIp", region.add(StaticIp(region, params["staticIpName"])))]}


@serves("GetStaticIp")
def get_static_ip(region: Region, params: dict) -> dict:
    return {"staticIp": region.find(StaticIp, params["staticIpName"]).describe()}


@serves("GetStaticIps")
def get_static_ips(region: Region, params: dict) -> dict:
    return page(region, "GetStaticIps", params, region.all(StaticIp), "staticIps")


@serves("AttachStaticIp")
def attach_static_ip(region: Region, params: dict) -> dict:
    from .instances import Instance

    address = region.find(StaticIp, params["staticIpName"])
    instance = region.find(Instance, params["instanceName"])
    if address.instance:
        raise invalid(f"{address.name} is already attached to {address.instance.name}", "AlreadyAttached")
    if instance.static:
        raise invalid(f"The instance {instance.name} has a static IP already", "AlreadyAttached")
    if instance.ip_type == "ipv6":
        raise invalid(f"The instance {instance.name} has no IPv4", "InvalidIpAddressType")
    if instance.state not in ("running", "stopped"):
        raise failed(f"The instance {instance.name} is {instance.state}; a static IP is attached to one that is running or stopped")
    address.instance = instance
    instance.take_static(address.address)
    return {"operations": [region.done("AttachStaticIp", address, instance.name), region.done("AttachStaticIp", instance, address.name)]}


@serves("DetachStaticIp")
def detach_static_ip(region: Region, params: dict) -> dict:
    address = region.find(StaticIp, params["staticIpName"])
    if not address.instance:
        raise invalid(f"The static IP {address.name} is not attached", "NotAttached")
    return {"operations": _detach(region, address)}


@serves("ReleaseStaticIp")
def release_static_ip(region: Region, params: dict) -> dict:
    address = region.find(StaticIp, params["staticIpName"])
    if address.instance:
        _detach(region, address)
    region.remove(address)
    return {"operations": [region.done("ReleaseStaticIp", address)]}
