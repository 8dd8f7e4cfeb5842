"""DNS zones: created, described, delegated and deleted; their entries are created, updated and deleted here.

Knows zones; must not know what an entry may contain, nor what it is for. Source: API_CreateDomain and related pages; examples of create-domain,
get-domain and create-domain-entry in the AWS CLI's reference; the table of quotas. All of it is in us-east-1, but a zone is "global".
"""

import secrets
from typing import Callable, Iterable, Optional

from . import entries
from .entries import Entry
from .faults import failed, invalid, not_found
from .pages import page
from .resource import Resource
from .tags import read_tags
from .world import HOME, Region, serves

STATES = ("STARTED", "PENDING", "SUCCEEDED", "FAILED")
WATCHERS: list[Callable[[Region], None]] = []  # what runs when an entry has changed
SUFFIXES = ("com", "net", "org", "co.uk")


class Domain(Resource):
    """A zone. It has no state."""

    kind = "Domain"

    def __init__(self, region: Region, name: str, tags: dict[str, str]):
        super().__init__(region, name, tags=tags)
        self.zone_id = "Z" + secrets.token_hex(10).upper()
        numbers = [100 + 500 * which + secrets.randbelow(400) for which in range(len(SUFFIXES))]
        self.servers = [f"ns-{number}.awsdns-{number % 64:02}.{suffix}" for number, suffix in zip(numbers, SUFFIXES)]
        soa = f"{self.servers[0]}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400"
        self.entries = [Entry(name, "SOA", soa), *(Entry(name, "NS", server) for server in self.servers)]
        self.delegation: Optional[dict] = None
        self.busy_until, self.permits = 0.0, True  # whether the service may add entries for certificates
        self._changes = 0

    @property
    def place(self) -> str:
        return "global"

    @property
    def support_code(self) -> str:
        return f"{super().support_code.rsplit('/', 1)[0]}//hostedzone/{self.zone_id}"

    def describe(self) -> dict:
        found = super().describe()
        found["domainEntries"] = [entry.describe() for entry in self.entries]
        if self.delegation:
            found["registeredDomainDelegationInfo"] = self.delegation
        return found

    def versioned(self) -> tuple:
        return self.tags, self.delegation, self._changes

    # ---- entries ----
    def check_free(self) -> None:
        """Refuses a change while another one is in progress, which only a test can cause."""
        if self.region.now < self.busy_until:
            raise failed(f"Another change of {self.name} is in progress. Please try again in a few minutes.", "ZoneBusy")

    def is_own(self, entry: Entry) -> bool:
        """Whether it is one of those with which each zone begins."""
        return entry.type == "SOA" or (entry.type == "NS" and entry.name == self.name)

    def put(self, entry: Entry, instead: Optional[Entry] = None) -> None:
        """Adds an entry, or replaces one at its place."""
        if self.is_own(entry) or (instead and self.is_own(instead)):
            raise invalid(f"The {entry.type} entries of {self.name} itself cannot be changed", "EntryProtected")
        entries.check_beside(entry, (other for other in self.entries if other != instead))
        if instead:
            self.entries = [entry if other == instead else other for other in self.entries]
        else:
            self.entries = [*self.entries, entry]
        self._changed()

    def drop(self, entry: Entry) -> None:
        if self.is_own(entry):
            raise invalid(f"The {entry.type} entries of {self.name} itself cannot be deleted", "EntryProtected")
        self.entries = [other for other in self.entries if other != entry]
        self._changed()

    def _changed(self) -> None:
        self._changes += 1
        for watcher in WATCHERS:
            watcher(self.region)

    # ---- delegation of a domain that is registered in the account ----
    def delegate(self, state: str, message: str = "", zone_state: str = "", zone_message: str = "") -> None:
        def told(code: str, text: str) -> dict:
            if code not in STATES:
                raise ValueError(f"a state of delegation is one of {', '.join(STATES)}")
            return {"code": code, "message": text} if text else {"code": code}

        self.delegation = {"nameServersUpdateState": told(state, message), "r53HostedZoneDeletionState": told(zone_state or state, zone_message)}

    def begin_delegation(self, end: str) -> None:
        self.delegate("STARTED")
        half = self.region.options.operation_ms / 2
        self.region.later(half, lambda: self.delegate("PENDING"))
        self.region.later(2 * half, lambda: self.delegate(end))


def zones(region: Region) -> Iterable[Domain]:
    """The zones of the account, for objects of any region."""
    return region.other(HOME).all(Domain)


def zone_of(region: Region, name: str) -> Optional[Domain]:
    """The zone in which an entry with this name would be: that with the longest name."""
    found = [zone for zone in zones(region) if name == zone.name or name.endswith("." + zone.name)]
    return max(found, key=lambda zone: len(zone.name), default=None)


def find(region: Region, params: dict) -> Domain:
    region.check_home("Domain")
    return region.find(Domain, entries.plain(params["domainName"]))


@serves("CreateDomain")
def create_domain(region: Region, params: dict) -> dict:
    region.check_home("Domain")
    name = params["domainName"].lower()
    if "." not in name or not entries.HOST.fullmatch(name) or len(name) > 253 or "_" in name:
        raise invalid(f"{params['domainName']} is not a domain name", "InvalidDomainName")
    region.claim([name])
    tags = read_tags(params.get("tags", []))
    if len(region.all(Domain)) >= region.most_zones:
        raise invalid(f"You have reached the maximum number of DNS zones: {region.most_zones}", "LimitExceeded")
    domain = region.add(Domain(region, name, tags))
    if name in region.registered:
        domain.begin_delegation(region.registered[name])
    return {"operation": region.done("CreateDomain", domain)}


@serves("DeleteDomain")
def delete_domain(region: Region, params: dict) -> dict:
    domain = find(region, params)
    domain.check_free()
    region.remove(domain)
    return {"operation": region.done("DeleteDomain", domain)}


@serves("GetDomain")
def get_domain(region: Region, params: dict) -> dict:
    return {"domain": find(region, params).describe()}


@serves("GetDomains")
def get_domains(region: Region, params: dict) -> dict:
    region.check_home("Domain")
    return page(region, "GetDomains", params, region.all(Domain), "domains")


@serves("CreateDomainEntry", one_at_a_time="domainName")
def create_domain_entry(region: Region, params: dict) -> dict:
    domain = find(region, params)
    domain.check_free()
    domain.put(entries.read(domain.name, params["domainEntry"]))
    return {"operation": region.done("CreateDomainEntry", domain)}


@serves("UpdateDomainEntry", one_at_a_time="domainName")
def update_domain_entry(region: Region, params: dict) -> dict:
    domain, told = find(region, params), params["domainEntry"]
    domain.check_free()
    if "id" not in told:
        raise invalid("domainEntry has no id", "MissingMember")
    old = next((entry for entry in domain.entries if entry.id == told["id"]), None)
    if old is None:
        raise not_found("DomainEntry", told["id"])
    new = entries.read(domain.name, told)
    if (new.name, new.type) != (old.name, old.type):
        raise invalid("The name and the type of an entry cannot be updated", "EntryConflict")
    domain.put(new, instead=old)
    return {"operations": [region.done("UpdateDomainEntry", domain)]}


@serves("DeleteDomainEntry", one_at_a_time="domainName")
def delete_domain_entry(region: Region, params: dict) -> dict:
    domain = find(region, params)
    domain.check_free()
    entry = entries.find(domain.entries, params["domainEntry"])
    if entry is None:
        raise not_found("DomainEntry", params["domainEntry"].get("name", ""))
    domain.drop(entry)
    return {"operation": region.done("DeleteDomainEntry", domain)}
