"""The entries of a DNS zone: what their names and targets may be, and which of them stand together.

Knows record types; must not know zones, nor who asks. Source: API_DomainEntry; "DNS in Amazon Lightsail" of the user guide; the Route 53 guide,
"Supported DNS record types" and "DNS domain name format", because a zone of Lightsail is one of Route 53.
"""

import ipaddress
import re
import zlib
from typing import Iterable, NamedTuple, Optional

from .faults import Fault, invalid

TYPES = ("A", "AAAA", "CNAME", "MX", "NS", "SOA", "SRV", "TXT")
LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
HOST = re.compile(rf"(?:{LABEL}\.)*{LABEL}")
OWNER = re.compile(rf"(?:\*\.)?(?:{LABEL}\.)*{LABEL}")
STRING = re.compile(r'"((?:[^"\\]|\\[0-7]{3}|\\.)*)"')
MOST_OF_STRING, MOST_OF_TEXT = 255, 4000
# The names to which an alias may point: load balancers, distributions, container services.
ALIASES = re.compile(r".+\.(?:elb\.amazonaws\.com|cloudfront\.net|cs\.amazonlightsail\.com)")


class Entry(NamedTuple):
    """An entry. Its name is complete, in lower case and without the last dot."""

    name: str
    type: str
    target: str
    alias: bool = False

    @property
    def id(self) -> str:
        """The examples have decimal numbers of 32 bits, some of them negative: a checksum of the content, so it changes with the content."""
        number = zlib.crc32("\n".join(map(str, self)).encode())
        return str(number - (1 << 32) if number >= 1 << 31 else number)

    def describe(self) -> dict:
        return {"id": self.id, "name": self.name, "target": self.target, "isAlias": self.alias, "type": self.type}


def plain(name: str) -> str:
    """A name as it is compared: upper case and the last dot mean nothing."""
    return name.lower().removesuffix(".")


def _host(text: str, what: str) -> str:
    host = plain(text)
    if not HOST.fullmatch(host) or len(host) > 253:
        raise invalid(f"{what} is not the name of a host: {text!r}", "InvalidTarget")
    return host


def _number(text: str, what: str) -> str:
    if not re.fullmatch(r"\d{1,5}", text) or int(text) > 65535:
        raise invalid(f"{what} is a number from 0 to 65535, not {text!r}", "InvalidTarget")
    return str(int(text))


def _address(version: int, text: str) -> str:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        raise invalid(f"The target is no IP address: {text!r}", "InvalidTarget") from None
    if address.version != version:
        raise invalid(f"The target is no IPv{version} address: {text}", "InvalidTarget")
    return str(address)


def _text(text: str) -> str:
    """Strings in double quotes with spaces between them."""
    strings, rest = [], text.strip()
    while rest:
        found = STRING.match(rest)
        if not found:
            raise invalid(f"The target of a TXT entry is one or more strings in double quotes: {text!r}", "InvalidTarget")
        if len(re.sub(r"\\[0-7]{3}|\\.", "x", found[1]).encode()) > MOST_OF_STRING:
            raise invalid(f"A string of a TXT entry has at most {MOST_OF_STRING} characters", "InvalidTarget")
        strings.append(found[0])
        rest = rest[found.end() :].lstrip()
    if not strings or len(text) > MOST_OF_TEXT:
        raise invalid(f"The target of a TXT entry has 1 to {MOST_OF_TEXT} characters", "InvalidTarget")
    return " ".join(strings)


def _fields(text: str, names: str) -> str:
    """Numbers and then a host."""
    *numbers, host = text.split() or [""]
    wanted = names.split()
    if len(numbers) + 1 != len(wanted):
        raise invalid(f"The target has the form '{names}': {text!r}", "InvalidTarget")
    return " ".join([*map(_number, numbers, wanted), _host(host, wanted[-1])])


def _target(kind: str, text: str, alias: bool) -> str:
    if alias:
        host = _host(text, "The target of an alias")
        if kind not in ("A", "AAAA") or not ALIASES.fullmatch(host):
            raise invalid("An alias is an A or AAAA entry for a load balancer, a distribution or a container service", "InvalidTarget")
        return host
    match kind:
        case "A" | "AAAA":
            return _address(4 if kind == "A" else 6, text)
        case "MX":
            return _fields(text, "priority host")
        case "SRV":
            return _fields(text, "priority weight port host")
        case "TXT":
            return _text(text)
    return _host(text, f"The target of a {kind} entry")


def read(zone: str, wanted: dict) -> Entry:
    """The entry of a request for a zone, in its one form, or InvalidInputException."""
    for member in ("name", "type", "target"):
        if not wanted.get(member):
            raise invalid(f"domainEntry has no {member}", "MissingMember")
    name, kind = plain(wanted["name"]), wanted["type"]
    if kind not in TYPES:
        raise invalid(f"{kind} is not a type of entry; it is one of {', '.join(TYPES)}", "InvalidType")
    if name != zone and not name.endswith("." + zone):
        raise invalid(f"{wanted['name']} is not in the zone {zone}", "NotInZone")
    if not OWNER.fullmatch(name) or len(name) > 253:
        raise invalid(f"{wanted['name']} is not the name of an entry", "InvalidName")
    if kind == "SOA" or (kind == "NS" and name == zone):
        return Entry(name, kind, wanted["target"].strip())
    return Entry(name, kind, _target(kind, wanted["target"], wanted.get("isAlias", False)), wanted.get("isAlias", False))


def check_beside(entry: Entry, others: Iterable[Entry]) -> None:
    """Refuses an entry that cannot stand beside these."""
    for other in others:
        if other.name != entry.name:
            continue
        if other[:3] == entry[:3]:
            raise invalid(f"The entry exists: {entry.name} {entry.type} {entry.target}", "EntryExists")
        if "CNAME" in (entry.type, other.type):
            raise invalid(f"{entry.name} has an entry of the type {other.type}; a CNAME entry has no other beside it", "EntryConflict")
        if other.type == entry.type and (entry.alias or other.alias):
            raise invalid(f"{entry.name} has an {other.type} entry already; an alias has no other of its type beside it", "EntryConflict")


def find(entries: Iterable[Entry], wanted: dict) -> Optional[Entry]:
    """The entry that a request describes, by its content, and by its id when it has one."""
    for entry in entries:
        if (entry.name, entry.type) == (plain(wanted.get("name", "")), wanted.get("type")) and wanted.get("id", entry.id) == entry.id:
            if _means(wanted.get("target", ""), entry):
                return entry
    return None


def _means(text: str, entry: Entry) -> bool:
    try:
        return text.strip() == entry.target or _target(entry.type, text, entry.alias) == entry.target
    except Fault:
        return False
