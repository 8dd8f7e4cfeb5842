"""The firewall of an instance and the operations that read and change it.

Knows ports, protocols and sources; must not know anything else of an instance. Source: API_PortInfo, API_PutInstancePublicPorts, "Instance
firewalls" of the user guide; that EC2 normalizes CIDRs and ignores the ports of "all" is from the EC2 reference of security groups.
"""

import ipaddress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Iterable

from .faults import invalid
from .world import Region, serves

if TYPE_CHECKING:
    from .instances import Instance

PROTOCOLS = ("tcp", "udp", "icmp", "icmpv6", "all")
ALIASES = ("lightsail-connect",)
EVERYWHERE, EVERYWHERE_V6 = "0.0.0.0/0", "::/0"

Key = tuple[str, int, int]  # protocol, first port, last port


@dataclass
class Sources:
    """The sources of a rule."""

    cidrs: set[str] = field(default_factory=set)
    ipv6: set[str] = field(default_factory=set)
    aliases: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.cidrs or self.ipv6 or self.aliases)

    def add(self, other: "Sources") -> None:
        self.cidrs |= other.cidrs
        self.ipv6 |= other.ipv6
        self.aliases |= other.aliases

    def remove(self, other: "Sources") -> None:
        self.cidrs -= other.cidrs
        self.ipv6 -= other.ipv6
        self.aliases -= other.aliases

    def members(self) -> dict:
        return {"cidrs": sorted(self.cidrs), "ipv6Cidrs": sorted(self.ipv6), "cidrListAliases": sorted(self.aliases)}

    def words(self) -> str:
        """The member accessFrom."""
        everywhere = [every for every, known in ((EVERYWHERE, self.cidrs), (EVERYWHERE_V6, self.ipv6)) if every in known]
        return f"Anywhere ({' and '.join(everywhere)})" if everywhere else "Custom"


class Firewall:
    """The open ports and their sources. Other ports are closed."""

    def __init__(self) -> None:
        self.rules: dict[Key, Sources] = {}

    def open(self, key: Key, sources: Sources) -> None:
        self.rules.setdefault(key, Sources()).add(sources)

    def close(self, key: Key, sources: Sources) -> None:
        """Closes a port, or removes some of its sources."""
        left = self.rules.get(key)
        if left is None:
            return
        if sources:
            left.remove(sources)
        if not sources or not left:
            del self.rules[key]

    def _sorted(self) -> list[tuple[Key, Sources]]:
        return sorted(self.rules.items(), key=lambda rule: rule[0])

    def states(self) -> list[dict]:
        return [
            {"fromPort": first, "toPort": last, "protocol": protocol, "state": "open", **sources.members()}
            for (protocol, first, last), sources in self._sorted()
        ]

    def infos(self) -> list[dict]:
        """As in the description of an instance, where "all" is written as in EC2."""
        return [
            {
                "fromPort": first,
                "toPort": last,
                "protocol": "-1" if protocol == "all" else protocol,
                "accessFrom": sources.words(),
                "accessType": "public",
                "commonName": "",
                "accessDirection": "inbound",
                **sources.members(),
            }
            for (protocol, first, last), sources in self._sorted()
        ]


def default_firewall(tcp_ports: Iterable[int], ipv6: bool) -> Firewall:
    """The rules of a new instance: some ports, open to all."""
    firewall = Firewall()
    for port in tcp_ports:
        firewall.open(("tcp", port, port), anyone(ipv6))
    return firewall


def anyone(ipv6: bool) -> Sources:
    return Sources({EVERYWHERE}, {EVERYWHERE_V6} if ipv6 else set())


def _cidrs(texts: Iterable[str], version: int) -> set[str]:
    found = set()
    for text in texts:
        try:
            network = ipaddress.ip_network(text, strict=False)
        except ValueError:
            raise invalid(f"This is no IPv{version} address or CIDR block: {text}", "InvalidCidr") from None
        if network.version != version:
            raise invalid(f"This is no IPv{version} address or CIDR block: {text}", "InvalidCidr")
        found.add(str(network))
    return found


def _key(info: dict) -> Key:
    protocol = info.get("protocol", "").lower()
    if protocol not in PROTOCOLS:
        raise invalid(f"The protocol is none of {', '.join(PROTOCOLS)}: {info.get('protocol')}", "InvalidProtocol")
    if protocol == "all":
        return (protocol, 0, 65535)
    if "fromPort" not in info or "toPort" not in info:
        raise invalid(f"fromPort and toPort belong to a rule of {protocol}", "InvalidPort")
    first, last = info["fromPort"], info["toPort"]
    if protocol in ("icmp", "icmpv6"):
        if max(first, last) > 255:
            raise invalid(f"An ICMP type and code are between -1 and 255: {first}, {last}", "InvalidPort")
    elif first < 0 or last < first:
        raise invalid(f"These are no ports from 0 to 65535 in order: {first} to {last}", "InvalidPort")
    return (protocol, first, last)


def _named_sources(info: dict) -> Sources:
    aliases = set(info.get("cidrListAliases", []))
    if not aliases <= set(ALIASES):
        raise invalid(f"The only alias of CIDR lists is {ALIASES[0]}", "InvalidCidrListAlias")
    return Sources(_cidrs(info.get("cidrs", []), 4), _cidrs(info.get("ipv6Cidrs", []), 6), aliases)


def _details(keys: Iterable[Key]) -> str:
    return ",".join(f"{first}/{protocol}" if first == last else f"{first}-{last}/{protocol}" for protocol, first, last in keys)


def _instance(region: Region, params: dict) -> "Instance":
    from .instances import Instance

    return region.find(Instance, params["instanceName"])


@serves("GetInstancePortStates")
def get_instance_port_states(region: Region, params: dict) -> dict:
    return {"portStates": _instance(region, params).firewall.states()}


@serves("OpenInstancePublicPorts")
def open_instance_public_ports(region: Region, params: dict) -> dict:
    instance = _instance(region, params)
    info = params["portInfo"]
    key, sources = _key(info), _named_sources(info) or anyone(instance.has_ipv6)
    instance.firewall.open(key, sources)
    return {"operation": region.done("OpenInstancePublicPorts", instance, _details([key]))}


@serves("CloseInstancePublicPorts")
def close_instance_public_ports(region: Region, params: dict) -> dict:
    instance = _instance(region, params)
    info = params["portInfo"]
    key = _key(info)
    instance.firewall.close(key, _named_sources(info))
    return {"operation": region.done("CloseInstancePublicPorts", instance, _details([key]))}


@serves("PutInstancePublicPorts")
def put_instance_public_ports(region: Region, params: dict) -> dict:
    instance = _instance(region, params)
    firewall = Firewall()
    for info in params["portInfos"]:
        firewall.open(_key(info), _named_sources(info) or anyone(instance.has_ipv6))
    instance.firewall = firewall
    return {"operation": region.done("PutInstancePublicPorts", instance, _details(firewall.rules))}
