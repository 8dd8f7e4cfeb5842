"""The certificates of load balancers: created, described, attached and deleted.

Knows their description and their balancer; must not know how they are validated. Source: API_LoadBalancerTlsCertificate and related pages; their examples
in the AWS CLI's reference.
"""

from typing import Optional

from . import validation
from .faults import invalid, not_found
from .load_balancers import LoadBalancer, active, find, inner_arn
from .resource import SUPPORT, stamp
from .validation import RENEWALS, Row, Validated
from .world import Region, serves

MOST_OF_BALANCER, MOST_ACTIVE = 2, 10


class TlsCertificate(Validated):
    """A certificate of one balancer. It is attached or not."""

    kind = "LoadBalancerTlsCertificate"
    taggable = False

    def __init__(self, region: Region, balancer: LoadBalancer, name: str, names: list[str]):
        self.balancer, self.attached = balancer, False
        super().__init__(region, name, {}, names)

    @property
    def in_use(self) -> bool:
        return self.attached

    @property
    def support_code(self) -> str:
        return f"{SUPPORT}/{inner_arn(self.region, 'certificate/' + self.arn.rsplit('/', 1)[1])}"

    def _record(self, row: Row) -> dict:
        found = {"domainName": row.domain, "validationStatus": row.status}
        if self.known:
            found.update(row.record)
        if row.creation:
            found["dnsRecordCreationState"] = row.creation
        return found

    def describe(self) -> dict:
        found = super().describe()
        found.update(
            loadBalancerName=self.balancer.name,
            isAttached=self.attached,
            status=self.status,
            domainName=self.names[0],
            subjectAlternativeNames=self.names,
            domainValidationRecords=[self._record(row) for row in self.rows],
            keyAlgorithm="RSA-2048",
            subject=f"CN={self.names[0]}",
            tags=[],
        )
        if self.issued:
            found.update(issuer="Amazon", serial=self.serial, signatureAlgorithm="SHA256WITHRSA")
            found.update(issuedAt=stamp(self.issued), notBefore=stamp(self.issued), notAfter=stamp(self.ends))
        if self.renewal:
            status = next(name for name, other in RENEWALS.items() if other == self.renewal["status"])
            options = [{"domainName": name, "validationStatus": self.renewal_validation} for name in self.names]
            found["renewalSummary"] = {"renewalStatus": status, "domainValidationOptions": options}
        if self.status == "FAILED":
            found["failureReason"] = self.reason or "OTHER"
        if self.status == "REVOKED":
            found.update(revokedAt=stamp(self.revoked), revocationReason=self.reason or "UNSPECIFIED")
        return found


def pair(region: Region, kind: str, certificate: TlsCertificate, ends: bool = False, then=lambda: None) -> list[dict]:
    """The operations of a request: one of the certificate, one of its balancer. Those of a deletion end later."""
    balancer = certificate.balancer
    if ends:
        return [region.start(kind, certificate, balancer.name, then), region.start(kind, balancer, certificate.name)]
    return [region.done(kind, certificate, balancer.name), region.done(kind, balancer, certificate.name)]


def check_new(region: Region, params: dict, balancer: Optional[LoadBalancer] = None, also: str = "") -> None:
    """Refuses a certificate that cannot be created. `also` is a name that the same request takes."""
    region.claim([params["certificateName"], *([also] if also else [])])
    validation.names_of(params["certificateDomainName"], params.get("certificateAlternativeNames", []))
    if balancer and len(balancer.certificates) >= MOST_OF_BALANCER:
        raise invalid(f"The load balancer {balancer.name} has {MOST_OF_BALANCER} certificates", "LimitExceeded")
    validation.check_number(region, TlsCertificate, MOST_ACTIVE)


def create(region: Region, balancer: LoadBalancer, params: dict) -> list[dict]:
    names = validation.names_of(params["certificateDomainName"], params.get("certificateAlternativeNames", []))
    certificate = region.add(TlsCertificate(region, balancer, params["certificateName"], names))
    balancer.certificates.append(certificate)
    return pair(region, "CreateLoadBalancerTlsCertificate", certificate)


def _of(balancer: LoadBalancer, name: str) -> TlsCertificate:
    for certificate in balancer.certificates:
        if certificate.name == name:
            return certificate
    raise not_found("LoadBalancerTlsCertificate", name)


@serves("CreateLoadBalancerTlsCertificate")
def create_load_balancer_tls_certificate(region: Region, params: dict) -> dict:
    balancer = find(region, params)
    if params.get("tags"):
        raise invalid("A certificate of a load balancer takes no tags", "NotTaggable")
    check_new(region, params, balancer)
    return {"operations": create(region, balancer, params)}


@serves("AttachLoadBalancerTlsCertificate")
def attach_load_balancer_tls_certificate(region: Region, params: dict) -> dict:
    balancer = active(region, params)
    certificate = _of(balancer, params["certificateName"])
    if certificate.status != "ISSUED":
        raise invalid(f"The certificate {certificate.name} is {certificate.status}, not ISSUED", "CertificateNotValid")
    for other in balancer.certificates:
        other.attached = other is certificate
    return {"operations": pair(region, "AttachLoadBalancerTlsCertificate", certificate)}


@serves("DeleteLoadBalancerTlsCertificate")
def delete_load_balancer_tls_certificate(region: Region, params: dict) -> dict:
    balancer = find(region, params)
    certificate = _of(balancer, params["certificateName"])
    if certificate.attached and not params.get("force"):
        raise invalid(f"The certificate {certificate.name} is attached to {balancer.name}", "CertificateInUse", "Set force to delete it.")

    def remove() -> None:
        if region.has(certificate):
            balancer.certificates.remove(certificate)
            balancer.redirects = balancer.redirects and balancer.has_https
            region.remove(certificate)

    return {"operations": pair(region, "DeleteLoadBalancerTlsCertificate", certificate, ends=True, then=remove)}


@serves("GetLoadBalancerTlsCertificates")
def get_load_balancer_tls_certificates(region: Region, params: dict) -> dict:
    return {"tlsCertificates": [certificate.describe() for certificate in find(region, params).certificates]}
