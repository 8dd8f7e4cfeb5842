"""What certificates of both kinds share: validation of their names, issue, renewal, end.

Knows records, statuses and times; must not know who uses a certificate, nor how it is described. Source: API_Certificate,
API_DomainValidationRecord, API_DnsRecordCreationState, API_RenewalSummary and their pages for load balancers; the guide to AWS Certificate Manager,
"DNS validation" and "Managed certificate renewal".
"""

import re
import secrets
from typing import Iterable, Optional

from . import domains
from .entries import Entry, plain
from .faults import Fault, invalid
from .resource import Resource, stamp
from .world import HOME, Region

MOST_ALTERNATIVES = 9
VALIDATION_S, VALIDITY_S, RENEWAL_S = 72 * 3600, 395 * 24 * 3600, 60 * 24 * 3600
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
HOST = re.compile(rf"(?:{LABEL}\.)+{LABEL}", re.IGNORECASE)
STATUSES = ("PENDING_VALIDATION", "ISSUED", "INACTIVE", "EXPIRED", "VALIDATION_TIMED_OUT", "REVOKED", "FAILED")
ACTIVE = ("PENDING_VALIDATION", "ISSUED", "INACTIVE")
RENEWALS = {"PENDING_AUTO_RENEWAL": "PendingAutoRenewal", "PENDING_VALIDATION": "PendingValidation", "SUCCESS": "Success", "FAILED": "Failed"}
CODES: dict[str, tuple[str, str]] = {}  # the two parts of the record of a domain, which all its certificates share


def record_of(domain: str) -> dict:
    left, right = CODES.setdefault(domain, (secrets.token_hex(16), secrets.token_hex(16)))
    return {"name": f"_{left}.{domain}.", "type": "CNAME", "value": f"_{right}.{left[:10]}.acm-validations.aws."}


def names_of(domain: str, others: Iterable[str]) -> list[str]:
    """The names of a certificate: each once, in lower case, or InvalidInputException."""
    names = [domain, *others]
    for name in names:
        if "*" in name:
            raise invalid(f"A certificate has no wildcards: {name}", "WildcardNotSupported")
        if not HOST.fullmatch(name) or len(name) > 253:
            raise invalid(f"{name} is not a domain name", "InvalidDomainName")
    unique = list(dict.fromkeys(name.lower() for name in names))
    if len(unique) > 1 + MOST_ALTERNATIVES:
        raise invalid(f"A certificate has at most {MOST_ALTERNATIVES} alternative names", "LimitExceeded")
    return unique


class Row:
    """One name of a certificate. `creation` is the state of the entry that the service makes for it, where it makes one."""

    def __init__(self, domain: str):
        self.domain, self.status, self.outside, self.found = domain, "PENDING_VALIDATION", False, False
        self.record = record_of(domain)
        self.creation: Optional[dict] = None

    @property
    def entry(self) -> Entry:
        return Entry(plain(self.record["name"]), "CNAME", plain(self.record["value"]))

    def is_there(self, region: Region) -> bool:
        """Whether its entry exists in a zone of the account, or a test says that it exists elsewhere."""
        zone, outside = domains.zone_of(region, self.entry.name), region.world.outside if region.world else set()
        return self.outside or self.domain in outside or "*" in outside or bool(zone and self.entry in zone.entries)

    def create(self, region: Region) -> None:
        """Makes its entry. An equal one is as good."""
        zone = domains.zone_of(region, self.entry.name)
        try:
            if zone is None:
                raise invalid("The zone does not exist any more")
            if not zone.permits:
                raise invalid(f"Entries cannot be added to the zone {zone.name}")
            if self.entry not in zone.entries:
                zone.put(self.entry)
            self.creation = {"code": "SUCCEEDED"}
        except Fault as fault:
            self.creation = {"code": "FAILED", "message": fault.message}


class Validated(Resource):
    """A certificate. Its validation begins with its creation."""

    def __init__(self, region: Region, name: str, tags: dict[str, str], names: list[str]):
        super().__init__(region, name, tags=tags)
        self.rows = [Row(domain) for domain in names]
        self.status, self.known = "PENDING_VALIDATION", False
        self.reason: Optional[str] = None
        self.issued: Optional[float] = None
        self.ends = self.revoked = 0.0
        self.serial = ":".join(secrets.token_hex(1) for _ in range(16))
        self.renewal: Optional[dict] = None  # status, reason, time
        region.later(region.options.operation_ms, self._show_records)
        self._end_validation()

    @property
    def names(self) -> list[str]:
        return [row.domain for row in self.rows]

    @property
    def in_use(self) -> bool:
        raise NotImplementedError

    def _later(self, seconds: float, action) -> None:
        """Runs a function after this time, unless the certificate is deleted before."""
        self.region.later(seconds * 1000, lambda: action() if self.region.has(self) else None)

    # ---- validation ----
    def _end_validation(self) -> None:
        left = self.created + VALIDATION_S - self.region.now
        if left > 0:
            self.region.later(left * 1000, self._end_validation)
        elif self.status == "PENDING_VALIDATION":
            self.status = "VALIDATION_TIMED_OUT"
            self._fail_rows()

    def _fail_rows(self) -> None:
        for row in self.rows:
            if row.status != "SUCCESS":
                row.status = "FAILED"

    def _show_records(self) -> None:
        """The records are known. In a zone of the account the service makes their entries."""
        self.known = True
        for row in self.rows:
            if domains.zone_of(self.region, row.entry.name):
                row.creation = {"code": "STARTED"}
        self._later(self.region.options.operation_ms / 1000, self._create_entries)
        self.look()

    def _create_entries(self) -> None:
        for row in self.rows:
            if row.creation:
                row.create(self.region)
        self.region.other(HOME).note()

    def look(self) -> None:
        """Searches for the entries that are missing."""
        pending = self.status == "PENDING_VALIDATION" or (self.renewal and self.renewal["status"] == "PendingValidation")
        for row in self.rows if self.known and pending else ():
            if not row.found and row.is_there(self.region):
                row.found = True
                self._later(self.region.options.operation_ms / 1000, lambda row=row: self._confirm(row))

    def _confirm(self, row: Row) -> None:
        row.found = row.is_there(self.region)
        if not row.found:
            return
        if self.status == "PENDING_VALIDATION":
            self.validate(row)
        elif self.renewal and self.renewal["status"] == "PendingValidation" and all(one.is_there(self.region) for one in self.rows):
            self.renew("Success", None)

    def validate(self, row: Row) -> None:
        row.status = "SUCCESS"
        if all(one.status == "SUCCESS" for one in self.rows):
            self.status, self.reason = "ISSUED", None
            self._prolong()

    # ---- what tests cause ----
    def issue(self, domain: Optional[str] = None) -> None:
        """The entry of a name, or of all, exists outside of the account."""
        rows = [row for row in self.rows if domain in (None, row.domain)]
        if not rows:
            raise ValueError(f"the certificate {self.name} does not have the name {domain}")
        self.known = True
        for row in rows:
            row.outside = row.found = True
            self.validate(row)

    def end(self, status: str, reason: Optional[str]) -> None:
        if status not in STATUSES:
            raise ValueError(f"{status} is not a status of a certificate")
        if status == "ISSUED":
            self.issue()
            return
        self.status, self.reason = status, reason
        if status in ("FAILED", "VALIDATION_TIMED_OUT"):
            for row in self.rows:
                row.status = "FAILED"
        self.revoked = self.region.now if status == "REVOKED" else 0.0

    # ---- validity ----
    def _prolong(self) -> None:
        self.issued, self.ends = self.region.now, self.region.now + VALIDITY_S
        self._later(VALIDITY_S - RENEWAL_S, self._begin_renewal)
        self._later(VALIDITY_S, self._end_validity)

    def _begin_renewal(self) -> None:
        """Certificate Manager renews a certificate in use when its entries still exist."""
        if self.status != "ISSUED" or self.region.now < self.ends - RENEWAL_S or not self.in_use:
            return
        self.renew("PendingAutoRenewal", None)
        self._later(self.region.options.operation_ms / 1000, self._end_renewal)

    def _end_renewal(self) -> None:
        if self.status == "ISSUED" and self.renewal and self.renewal["status"] == "PendingAutoRenewal":
            there = [row.is_there(self.region) for row in self.rows]
            self.renew("Success" if all(there) else "PendingValidation", None)
            for row, found in zip(self.rows, there):
                row.found = found

    def _end_validity(self) -> None:
        if self.status == "ISSUED" and self.region.now >= self.ends:
            self.status = "EXPIRED"

    def renew(self, status: str, reason: Optional[str]) -> None:
        status = RENEWALS.get(status, status)
        if status not in RENEWALS.values():
            raise ValueError(f"{status} is not a status of a renewal")
        if status == "Success":
            self._prolong()
        self.renewal = {"status": status, "reason": reason, "at": stamp(self.region.now)}

    @property
    def renewal_validation(self) -> str:
        """The status of each name in a renewal."""
        return {"Success": "SUCCESS", "Failed": "FAILED"}.get(self.renewal["status"] if self.renewal else "", "PENDING_VALIDATION")


def check_number(region: Region, kind: type[Validated], most: int) -> None:
    if sum(certificate.status in ACTIVE for certificate in region.all(kind)) >= most:
        raise invalid(f"A region has at most {most} certificates", "LimitExceeded")


def _look_again(region: Region) -> None:
    """An entry of a zone has changed."""
    for one in region.everywhere:
        certificates = [resource for resource in one.resources.values() if isinstance(resource, Validated)]
        if certificates:
            one.now = max(one.now, region.now)
            for certificate in certificates:
                certificate.look()
            one.note()


def set_outside(region: Region, domain: str, present: bool) -> None:
    """What another DNS has."""
    if region.world:
        if present:
            region.world.outside.add(domain)
        else:
            region.world.outside -= region.world.outside if domain == "*" else {domain}
    _look_again(region)


domains.WATCHERS.append(_look_again)
