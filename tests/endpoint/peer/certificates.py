"""Certificates for the domain names of container services and distributions.

Knows their names, validation and renewal; must not know DNS zones: tests decide whether a validation succeeds. Source: API_CreateCertificate,
API_Certificate, API_DomainValidationRecord, API_RenewalSummary; the table of quotas; the guide to AWS Certificate Manager for times.
"""

import re
import secrets
from typing import Iterable, Optional

from .faults import invalid
from .tags import read_tags
from .world import Region, Resource, page, serves, stamp

MOST_ACTIVE, MOST_ALTERNATIVES = 10, 9
VALIDATION_S, VALIDITY_S = 72 * 3600, 395 * 24 * 3600
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
HOST = re.compile(rf"(?:{LABEL}\.)+{LABEL}", re.IGNORECASE)
STATUSES = ("PENDING_VALIDATION", "ISSUED", "INACTIVE", "EXPIRED", "VALIDATION_TIMED_OUT", "REVOKED", "FAILED")
ACTIVE = ("PENDING_VALIDATION", "ISSUED", "INACTIVE")
RENEWALS = ("PendingAutoRenewal", "PendingValidation", "Success", "Failed")
CODES: dict[str, tuple[str, str]] = {}  # the two parts of the record of a domain, which all its certificates share


def record_of(domain: str) -> dict:
    left, right = CODES.setdefault(domain, (secrets.token_hex(16), secrets.token_hex(16)))
    return {"name": f"_{left}.{domain}.", "type": "CNAME", "value": f"_{right}.{left[:10]}.acm-validations.aws."}


class Certificate(Resource):
    """A certificate. Its validation begins with its creation."""

    kind = "Certificate"

    def __init__(self, region: Region, name: str, tags: dict[str, str], names: list[str]):
        super().__init__(region, name, tags=tags)
        self.names, self.status, self.validation, self.known = names, "PENDING_VALIDATION", "PENDING_VALIDATION", False
        self.reason: Optional[str] = None
        self.issued: Optional[float] = None
        self.ends = self.revoked = 0.0
        self.serial = ":".join(secrets.token_hex(1) for _ in range(16))
        self.renewal: Optional[dict] = None
        region.later(region.options.operation_ms, self._show_records)
        region.later(VALIDATION_S * 1000, self._end_validation)

    def _show_records(self) -> None:
        self.known = True

    def _end_validation(self) -> None:
        if self.status == "PENDING_VALIDATION":
            self.status, self.validation = "VALIDATION_TIMED_OUT", "FAILED"

    def _end_validity(self) -> None:
        if self.status == "ISSUED" and self.region.now >= self.ends:
            self.status = "EXPIRED"

    def _prolong(self) -> None:
        self.issued, self.ends = self.region.now, self.region.now + VALIDITY_S
        self.region.later(VALIDITY_S * 1000, self._end_validity)

    def issue(self) -> None:
        self.known, self.status, self.validation, self.reason = True, "ISSUED", "SUCCESS", None
        self._prolong()

    def end(self, status: str, reason: Optional[str]) -> None:
        if status not in STATUSES:
            raise ValueError(f"{status} is not a status of a certificate")
        if status == "ISSUED":
            self.issue()
            return
        self.status, self.reason = status, reason
        if status in ("FAILED", "VALIDATION_TIMED_OUT"):
            self.validation = "FAILED"
        self.revoked = self.region.now if status == "REVOKED" else 0.0

    def renew(self, status: str, reason: Optional[str]) -> None:
        if status not in RENEWALS:
            raise ValueError(f"{status} is not a status of a renewal")
        if status == "Success":
            self._prolong()
        validation = "SUCCESS" if status == "Success" else "PENDING_VALIDATION"
        self.renewal = {"renewalStatus": status, "updatedAt": stamp(self.region.now), "domainValidationRecords": self._records(validation)}
        if reason:
            self.renewal["renewalStatusReason"] = reason

    def _records(self, validation: str) -> list[dict]:
        rows = [{"domainName": name, "validationStatus": validation} for name in self.names]
        return [{**row, "resourceRecord": record_of(row["domainName"])} for row in rows] if self.known else rows

    @property
    def users(self) -> list[str]:
        from .containers import ContainerService

        return [service.name for service in self.region.all(ContainerService) if self.name in service.domains]

    def describe(self) -> dict:
        found = super().describe()
        del found["location"], found["resourceType"]
        found.update(
            domainName=self.names[0],
            subjectAlternativeNames=self.names,
            status=self.status,
            domainValidationRecords=self._records(self.validation),
            inUseResourceCount=len(self.users),
            keyAlgorithm="RSA-2048",
            eligibleToRenew="ELIGIBLE" if self.users and self.status == "ISSUED" else "INELIGIBLE",
        )
        if self.issued:
            found.update(serialNumber=self.serial, issuerCA="Amazon", issuedAt=stamp(self.issued), notBefore=stamp(self.issued), notAfter=stamp(self.ends))
        if self.renewal:
            found["renewalSummary"] = self.renewal
        if self.status == "FAILED":
            found["requestFailureReason"] = self.reason or "OTHER"
        if self.status == "REVOKED":
            found.update(revokedAt=stamp(self.revoked), revocationReason=self.reason or "UNSPECIFIED")
        return found


class Summary:
    """A row of the list."""

    def __init__(self, certificate: Certificate, with_detail: bool):
        self.certificate, self.with_detail, self.number = certificate, with_detail, certificate.number

    def describe(self) -> dict:
        detail = self.certificate.describe()
        found = {"certificateArn": detail["arn"], "certificateName": detail["name"], "domainName": detail["domainName"], "tags": detail["tags"]}
        return {**found, "certificateDetail": detail} if self.with_detail else found


def check_use(region: Region, name: str, domains: Iterable[str]) -> None:
    """A container service may use these domain names of the certificate."""
    certificate = region.resources.get(name)
    if not isinstance(certificate, Certificate):
        raise invalid(f"There is no certificate {name}", "CertificateNotFound")
    if certificate.status != "ISSUED":
        raise invalid(f"The certificate {name} is {certificate.status}, not ISSUED", "CertificateNotValid")
    foreign = [domain for domain in domains if domain.lower() not in certificate.names]
    if foreign:
        raise invalid(f"The certificate {name} does not cover {', '.join(foreign)}", "DomainNotCovered")


def _names_of(params: dict) -> list[str]:
    names = [params["domainName"], *params.get("subjectAlternativeNames", [])]
    for name in names:
        if "*" in name:
            raise invalid(f"A certificate has no wildcards: {name}", "WildcardNotSupported")
        if not HOST.fullmatch(name) or len(name) > 253:
            raise invalid(f"{name} is not a domain name", "InvalidDomainName")
    unique = list(dict.fromkeys(name.lower() for name in names))
    if len(unique) > 1 + MOST_ALTERNATIVES:
        raise invalid(f"A certificate has at most {MOST_ALTERNATIVES} alternative names", "LimitExceeded")
    return unique


@serves("CreateCertificate")
def create_certificate(region: Region, params: dict) -> dict:
    region.claim([params["certificateName"]])
    names, tags = _names_of(params), read_tags(params.get("tags", []))
    if sum(certificate.status in ACTIVE for certificate in region.all(Certificate)) >= MOST_ACTIVE:
        raise invalid(f"A region has at most {MOST_ACTIVE} certificates", "LimitExceeded")
    certificate = region.add(Certificate(region, params["certificateName"], tags, names))
    return {"certificate": Summary(certificate, True).describe(), "operations": [region.done("CreateCertificate", certificate)]}


@serves("DeleteCertificate")
def delete_certificate(region: Region, params: dict) -> dict:
    certificate = region.find(Certificate, params["certificateName"])
    if certificate.users:
        raise invalid(f"The certificate {certificate.name} is used by {', '.join(certificate.users)}", "CertificateInUse")
    region.remove(certificate)
    return {"operations": [region.done("DeleteCertificate", certificate)]}


@serves("GetCertificates")
def get_certificates(region: Region, params: dict) -> dict:
    wanted, name = params.get("certificateStatuses"), params.get("certificateName")
    found = [one for one in region.all(Certificate) if (not wanted or one.status in wanted) and name in (None, one.name)]
    rows = [Summary(one, params.get("includeCertificateDetails", False)) for one in found]
    return page(region, "GetCertificates", params, rows, "certificates")
