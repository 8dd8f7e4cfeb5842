"""Web addresses below amazonlightsail.com: created, associated with distributions, deleted; names that are reserved.

Knows their states; must not know more of a distribution than whether it takes one. Source: API_CreateSubdomain and related pages of the newest model, which
are all that AWS has published. The region is not named there: us-east-1, that of distributions, is assumed.
"""

import re
from typing import Optional

from . import distributions
from .distributions import Distribution
from .faults import Fault, failed, invalid, not_found
from .pages import page
from .resource import Resource, stamp
from .tags import read_tags
from .world import Region, serves

SUFFIX = "amazonlightsail.com"
LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
NAME = re.compile(rf"{LABEL}(?:\.{LABEL})?")
LONGEST, MOST, MOST_RESERVED = 39, 30, 5
RESERVATION_S, TRANSFER_S, LOCK_S = 15 * 60, 24 * 3600, 30 * 24 * 3600
RESERVED_NAMES = ("www", "api", "aws", "amazon", "lightsail", "console", "admin")


class Target:
    """The distribution of a subdomain, as it was named."""

    def __init__(self, distribution: Distribution, now: float):
        self.arn, self.name, self.number, self.at = distribution.arn, distribution.name, distribution.number, now

    def describe(self, attached: bool) -> dict:
        found = {"arn": self.arn, "name": self.name}
        return {**found, "attachedAt": stamp(self.at)} if attached else found


class Subdomain(Resource):
    """A subdomain. Among all objects it is found by its web address."""

    kind = "Subdomain"

    def __init__(self, region: Region, label: str, tags: dict[str, str], state: str):
        super().__init__(region, f"{label}.{SUFFIX}", tags=tags)
        self.label, self.state = label, state
        self.attached: Optional[Target] = None
        self.attaching: Optional[Target] = None
        self.transferred = float("-inf")
        self.was_used = False

    @property
    def known_as(self) -> str:
        return self.label

    @property
    def parent(self) -> str:
        return self.label.partition(".")[2]

    def describe(self) -> dict:
        found = {
            "subdomainName": self.label,
            "fqdn": self.name,
            "depth": self.label.count(".") + 1,
            "state": self.state,
            "location": {"availabilityZone": self.zone, "regionName": self.place},
            "createdAt": stamp(self.created),
        }
        if self.state != "IMPLICIT":
            found["arn"] = self.arn
        if self.attached:
            found["attachedResource"] = self.attached.describe(True)
        if self.attaching:
            found["attachingResource"] = self.attaching.describe(False)
        if self.parent:
            found["parentFqdn"] = f"{self.parent}.{SUFFIX}"
        return found

    def describe_with_tags(self) -> dict:
        return {**self.describe(), "tags": super().describe()["tags"]}

    def versioned(self) -> dict:
        return self.describe_with_tags()

    def create(self, region: Region) -> None:
        """It is ready after a while, or has failed because a test wants that."""
        self.state = "CREATING"

        def arrive() -> None:
            if self.state == "CREATING":
                self.state = "CREATE_FAILED" if self.label in region.failing_subdomains else "UNATTACHED"
                region.failing_subdomains.discard(self.label)

        region.later(region.options.pending_ms, arrive)


def _check_name(label: str) -> None:
    if not NAME.fullmatch(label) or len(label) > LONGEST or any(part.startswith("xn--") for part in label.split(".")):
        raise invalid(f"{label} is not a subdomain: it has one or two labels and at most {LONGEST} characters", "InvalidSubdomain")
    if label.split(".")[-1] in RESERVED_NAMES:
        raise invalid(f"The subdomain is reserved: {label}", "SubdomainReserved")


def _top(label: str) -> str:
    return label.split(".")[-1]


def _get(region: Region, label: str) -> Optional[Subdomain]:
    found = region.resources.get(f"{label}.{SUFFIX}")
    return found if isinstance(found, Subdomain) else None


def _find(region: Region, label: str) -> Subdomain:
    region.check_home("Subdomain")
    found = _get(region, label)
    if found is None:
        raise not_found("Subdomain", label)
    return found


def _is_free(region: Region, label: str) -> bool:
    found = _get(region, label)
    return _top(label) not in region.strangers and label not in region.strangers and (found is None or found.state == "IMPLICIT")


def _locks(region: Region) -> dict[str, float]:
    """Deleted names that other accounts cannot have yet, and until when."""
    region.locked_subdomains = {label: at for label, at in region.locked_subdomains.items() if at > region.now}
    return region.locked_subdomains


def _add(region: Region, label: str, tags: dict[str, str]) -> Subdomain:
    """Creates one, and its parent as an implicit one."""
    _check_name(label)
    if not _is_free(region, label):
        raise invalid(f"The subdomain is not available: {label}", "SubdomainTaken")
    counted = [one for one in region.all(Subdomain) if one.state != "IMPLICIT"]
    if len(counted) + len(_locks(region)) >= MOST:
        raise invalid(f"An account has at most {MOST} subdomains", "LimitExceeded")
    region.locked_subdomains.pop(label, None)
    old = _get(region, label)
    if old:
        region.remove(old)
    found = region.add(Subdomain(region, label, tags, "CREATING"))
    if found.parent and not _get(region, found.parent):
        region.add(Subdomain(region, found.parent, {}, "IMPLICIT"))
    found.create(region)
    return found


@serves("CheckSubdomainAvailability")
def check_subdomain_availability(region: Region, params: dict) -> dict:
    region.check_home("Subdomain")
    label = params["subdomainName"]
    _check_name(label)
    region.reserved_subdomains = {name: at for name, at in region.reserved_subdomains.items() if at > region.now}
    free = _is_free(region, label)
    if free and params.get("reserve") and _top(label) not in region.reserved_subdomains:
        if len(region.reserved_subdomains) >= MOST_RESERVED:
            raise invalid(f"An account has at most {MOST_RESERVED} reservations", "LimitExceeded")
        region.reserved_subdomains[_top(label)] = region.now + RESERVATION_S
    found = {"available": free, "subdomainName": label}
    if _top(label) in region.reserved_subdomains:
        found["reservationExpiresAt"] = stamp(region.reserved_subdomains[_top(label)])
    return found


@serves("CreateSubdomain")
def create_subdomain(region: Region, params: dict) -> dict:
    region.check_home("Subdomain")
    found = _add(region, params["subdomainName"], read_tags(params.get("tags", [])))
    return {"subdomain": found.describe(), "operation": region.start("CreateSubdomain", found)}


@serves("DeleteSubdomain")
def delete_subdomain(region: Region, params: dict) -> dict:
    found = _find(region, params["subdomainName"])
    if found.state not in ("UNATTACHED", "CREATE_FAILED"):
        raise failed(f"The subdomain {found.label} is {found.state}", "InvalidSubdomainState", "Disassociate it first.")
    region.remove(found)
    if found.was_used:
        _locks(region)[found.label] = region.now + LOCK_S
    answer = {"operation": region.done("DeleteSubdomain", found)}
    parent = _get(region, found.parent) if found.parent else None
    nested = [one for one in region.all(Subdomain) if one.parent in (found.label, found.parent) and one.parent]
    if nested and not found.parent:
        answer["subdomain"] = region.add(Subdomain(region, found.label, {}, "IMPLICIT")).describe()
    if parent and parent.state == "IMPLICIT" and not nested:
        region.remove(parent)
    return answer


class _Top:
    """A row of GetSubdomains without a name."""

    def __init__(self, region: Region, subdomain: Subdomain):
        self.number, self._subdomain = subdomain.number, subdomain
        self._nested = [one for one in region.all(Subdomain) if one.parent == subdomain.label]

    def describe(self) -> dict:
        return {**self._subdomain.describe(), "children": [one.describe() for one in self._nested]}


@serves("GetSubdomains")
def get_subdomains(region: Region, params: dict) -> dict:
    region.check_home("Subdomain")
    if "subdomainName" in params:
        if "pageToken" in params:
            raise invalid("subdomainName and pageToken are not possible together")
        return {"subdomains": [_find(region, params["subdomainName"]).describe_with_tags()]}
    tops = [_Top(region, one) for one in region.all(Subdomain) if not one.parent]
    return page(region, "GetSubdomains", params, tops, "subdomains")


def _target(region: Region, arn: Optional[str]) -> Distribution:
    found = next((one for one in region.all(Distribution) if one.arn == arn), None)
    if arn is None:
        raise invalid("targetResourceArn is missing", "MissingMember")
    if found is None:
        raise not_found("Distribution", arn)
    if found.certificate:
        raise invalid(f"The distribution {found.name} has a certificate", "CertificateAttached")
    if found.subdomain and found.subdomain["state"] != "Error":
        raise invalid(f"The distribution {found.name} has a subdomain", "SubdomainAttached")
    return found


def _attach(region: Region, subdomain: Subdomain, target: Distribution) -> None:
    """The subdomain is attaching already."""
    subdomain.attaching = Target(target, region.now)
    target.subdomain = {"name": subdomain.label, "state": "Attaching"}

    def arrive() -> None:
        subdomain.attaching = None
        if region.has(target) and region.has(subdomain):
            subdomain.attached, subdomain.state, subdomain.was_used = Target(target, region.now), "ATTACHED", True
            target.subdomain = {"name": subdomain.label, "state": "Attached"}
        elif region.has(subdomain):
            subdomain.attached, subdomain.state = None, "UNATTACHED"

    region.later(region.options.pending_ms, arrive)


def _leave(region: Region, subdomain: Subdomain) -> None:
    old = next((one for one in region.all(Distribution) if subdomain.attached and one.number == subdomain.attached.number), None)
    if old:
        old.subdomain = None


@serves("UpdateSubdomainAssociation")
def update_subdomain_association(region: Region, params: dict) -> dict:
    subdomain, action = _find(region, params["subdomainName"]), params["action"]
    needed = "UNATTACHED" if action == "ASSOCIATE" else "ATTACHED"
    if subdomain.state != needed:
        raise failed(f"The subdomain {subdomain.label} is {subdomain.state}, not {needed}", "InvalidSubdomainState")
    if action == "TRANSFER" and region.now < subdomain.transferred + TRANSFER_S:
        raise failed(f"The subdomain {subdomain.label} can be transferred only once in 24 hours", "TransferNotAllowed")
    if action == "DISASSOCIATE":
        subdomain.state = "DETACHING"
        region.later(region.options.pending_ms, lambda: _detached(region, subdomain))
    else:
        target = _target(region, params.get("targetResourceArn"))
        if action == "TRANSFER":
            _leave(region, subdomain)
            subdomain.transferred = region.now
        subdomain.state = "ATTACHING" if action == "ASSOCIATE" else "TRANSFERRING"
        _attach(region, subdomain, target)
    return {"subdomain": subdomain.describe(), "operation": region.start("UpdateSubdomainAssociation", subdomain, action)}


def _detached(region: Region, subdomain: Subdomain) -> None:
    _leave(region, subdomain)
    subdomain.attached, subdomain.state = None, "UNATTACHED"


# ---- those that are created with a distribution ----
def begin(region: Region, distribution: Distribution, label: str) -> dict:
    """The operation of a creation that names a subdomain. It is created when the distribution is deployed."""
    distribution.subdomain = {"name": label, "state": "Creating"}
    try:
        _check_name(label)
        if not _is_free(region, label):
            raise invalid(f"The subdomain is not available: {label}", "SubdomainTaken")
    except Fault as fault:
        distribution.subdomain = {"name": label, "state": "Error", "errorCode": fault.code, "errorDetails": fault.message}
        return region.start_failing("CreateDistribution", distribution, fault.code, fault.message)
    return region.start("CreateDistribution", distribution)


def _deployed(distribution: Distribution) -> None:
    region, label = distribution.region, distribution.subdomain["name"] if distribution.subdomain else ""
    try:
        subdomain = _add(region, label, {})
    except Fault as fault:
        distribution.subdomain = {"name": label, "state": "Error", "errorCode": fault.code, "errorDetails": fault.message}
        return
    subdomain.state = "ATTACHING"
    _attach(region, subdomain, distribution)


def release(region: Region, distribution: Distribution) -> None:
    """A distribution is deleted: its subdomain is free."""
    for subdomain in region.all(Subdomain):
        if subdomain.attached and subdomain.attached.number == distribution.number:
            subdomain.attached, subdomain.state = None, "UNATTACHED"


distributions.on_deployed = _deployed
