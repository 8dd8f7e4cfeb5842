"""Certificates for the domain names of container services and distributions.

Knows their description and who uses them; must not know how they are validated. Source: API_CreateCertificate, API_Certificate; the table of quotas.
"""

from typing import Iterable, Optional

from . import validation
from .faults import invalid
from .pages import page
from .resource import stamp
from .tags import read_tags
from .validation import Row, Validated
from .world import Region, serves

MOST_ACTIVE = 10


class Certificate(Validated):
    """A certificate that is not of a load balancer."""

    kind = "Certificate"
    frozen_users: Optional[list[str]] = None

    @property
    def users(self) -> list[str]:
        if self.frozen_users is not None:
            return self.frozen_users
        return [user.name for user in self.region.resources.values() if self.name in user.certificates_in_use]

    @property
    def in_use(self) -> bool:
        return bool(self.users)

    def freeze(self) -> None:
        self.frozen_users = self.users

    def _record(self, row: Row, status: str) -> dict:
        found = {"domainName": row.domain, "validationStatus": status}
        if self.known:
            found["resourceRecord"] = row.record
        if row.creation:
            found["dnsRecordCreationState"] = row.creation
        return found

    def describe(self) -> dict:
        found = super().describe()
        del found["location"], found["resourceType"]
        found.update(
            domainName=self.names[0],
            subjectAlternativeNames=self.names,
            status=self.status,
            domainValidationRecords=[self._record(row, row.status) for row in self.rows],
            inUseResourceCount=len(self.users),
            keyAlgorithm="RSA-2048",
            eligibleToRenew="ELIGIBLE" if self.users and self.status == "ISSUED" else "INELIGIBLE",
        )
        if self.issued:
            found.update(serialNumber=self.serial, issuerCA="Amazon", issuedAt=stamp(self.issued), notBefore=stamp(self.issued), notAfter=stamp(self.ends))
        if self.renewal:
            records = [self._record(row, self.renewal_validation) for row in self.rows]
            found["renewalSummary"] = {"renewalStatus": self.renewal["status"], "updatedAt": self.renewal["at"], "domainValidationRecords": records}
            if self.renewal["reason"]:
                found["renewalSummary"]["renewalStatusReason"] = self.renewal["reason"]
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


def check_use(region: Region, name: str, domains: Iterable[str]) -> Certificate:
    """A container service or a distribution may use these domain names of the certificate."""
    certificate = region.resources.get(name)
    if not isinstance(certificate, Certificate):
        raise invalid(f"There is no certificate {name}", "CertificateNotFound")
    if certificate.status != "ISSUED":
        raise invalid(f"The certificate {name} is {certificate.status}, not ISSUED", "CertificateNotValid")
    foreign = [domain for domain in domains if domain.lower() not in certificate.names]
    if foreign:
        raise invalid(f"The certificate {name} does not cover {', '.join(foreign)}", "DomainNotCovered")
    return certificate


@serves("CreateCertificate")
def create_certificate(region: Region, params: dict) -> dict:
    region.claim([params["certificateName"]])
    names = validation.names_of(params["domainName"], params.get("subjectAlternativeNames", []))
    tags = read_tags(params.get("tags", []))
    validation.check_number(region, Certificate, MOST_ACTIVE)
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
