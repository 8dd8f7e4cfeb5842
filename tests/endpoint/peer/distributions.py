"""Distributions: created, described, changed and deleted; their certificates and caches.

Knows their states; must not know how a cache is configured, nor what an origin is. Source: API_CreateDistribution and related pages; examples in the AWS
CLI's reference; "Content delivery networks" of the user guide; AWS's handler for CloudFormation for the word Deployed.
"""

import secrets
from typing import Any, Callable, Optional

from . import caching, certificates, firewalls, instances
from .faults import failed, invalid
from .origins import Origin
from .pages import page
from .plans import DISTRIBUTION_PLANS, Choice
from .resource import Resource, stamp
from .tags import read_tags
from .world import HANDLERS, Region, serves

MOST, MOST_DOMAINS = 20, 10
USUAL_TLS = "TLSv1.2_2021"


class Distribution(Resource):
    """A distribution. It is Deployed when the last change has arrived everywhere."""

    kind = "Distribution"
    tags_have_values = True

    def __init__(self, region: Region, name: str, tags: dict[str, str], bundle: str, ip_type: str):
        super().__init__(region, name, tags=tags)
        self.choice, self.ip_type = Choice(DISTRIBUTION_PLANS, bundle), ip_type
        self.host = f"d{secrets.token_hex(7)[:13]}.cloudfront.net"
        self.status, self.enabled, self.tls = "InProgress", True, USUAL_TLS
        self.source: Optional[Origin] = None
        self.certificate: Optional[str] = None
        self.names: list[str] = []
        self.behavior, self.settings, self.behaviors = "cache", caching.DEFAULTS, []  # type: ignore[var-annotated]
        self.root, self.errors, self.waf = "", [], {"isWafEnabled": False, "wafRules": []}  # type: ignore[var-annotated]
        self.reset: Optional[dict] = None
        self.subdomain: Optional[dict] = None
        self._turn = 0

    @property
    def certificates_in_use(self) -> list[str]:
        return [self.certificate] if self.certificate else []

    def has_origin(self, resource: Resource) -> bool:
        return bool(self.source) and (self.source.name, self.source.region) == (resource.name, resource.region.name)

    def describe(self) -> dict:
        found = super().describe()
        found.update(
            alternativeDomainNames=self.names,
            status=self.status,
            isEnabled=self.enabled,
            domainName=self.host,
            bundleId=self.choice.plan.id,
            defaultCacheBehavior={"behavior": self.behavior},
            cacheBehaviorSettings=self.settings,
            cacheBehaviors=self.behaviors,
            ableToUpdateBundle=self.choice.is_free(self.region.now),
            ipAddressType=self.ip_type,
            viewerMinimumTlsProtocolVersion=self.tls,
            waf=self.waf,
        )
        if self.source:
            found.update(origin=self.source.describe(), originPublicDNS=self.source.host)
        for member, value in (("certificateName", self.certificate), ("subdomain", self.subdomain)):
            if value:
                found[member] = value
        return found

    def describe_more(self) -> dict:
        found = {**self.describe(), "customErrorResponses": self.errors}
        return {**found, "defaultRootObject": self.root} if self.root else found

    def versioned(self) -> tuple:
        return self.describe_more(), self.reset

    def spread(self) -> None:
        """A change takes time to arrive everywhere."""
        self.status = "InProgress"
        self._turn += 1
        turn = self._turn

        def arrive() -> None:
            if self._turn == turn and self.region.has(self):
                self.status = "Deployed"
                if self.subdomain and self.subdomain["state"] == "Creating":
                    on_deployed(self)

        self.region.later(self.region.options.pending_ms, arrive)

    # ---- certificates ----
    def attach(self, name: Optional[str]) -> None:
        """Its certificate, or the default one."""
        if name is None:
            self.certificate, self.names = None, []
            return
        certificate = certificates.check_use(self.region, name, [])
        if self.subdomain:
            raise invalid(f"The distribution {self.name} has a subdomain", "SubdomainAttached")
        taken = {domain for other in self.region.all(Distribution) if other is not self for domain in other.names} & set(certificate.names)
        if taken:
            raise invalid(f"Another distribution uses {', '.join(sorted(taken))}", "DomainInUse")
        self.certificate, self.names = name, certificate.names


on_deployed: Callable[[Distribution], None] = lambda distribution: None  # noqa: E731 subdomains.py replaces it


def find(region: Region, params: dict) -> Distribution:
    region.check_home("Distribution")
    if "distributionName" not in params:
        raise invalid("distributionName is missing", "MissingMember")
    return region.find(Distribution, params["distributionName"])


def ready(region: Region, params: dict) -> Distribution:
    """One that can be changed."""
    distribution = find(region, params)
    if distribution.status != "Deployed":
        raise failed(f"The distribution {distribution.name} is {distribution.status}", "InvalidDistributionState")
    return distribution


def _parts(region: Region, params: dict, bundle: str, old: Optional[Distribution] = None) -> dict[str, Any]:
    """The attributes that a request changes, or a refusal."""
    found: dict[str, Any] = {}
    private = params.get("enablePrivateOriginAccess")
    if "origin" in params:
        keeps = bool(old and old.source and old.source.private and old.source.name == params["origin"].get("name"))
        found["source"] = Origin(region, params["origin"], keeps if private is None else private)
    elif private is not None:
        raise invalid("enablePrivateOriginAccess needs the origin in the same request", "InvalidOrigin")
    if "defaultCacheBehavior" in params:
        found["behavior"] = params["defaultCacheBehavior"].get("behavior", "cache")
    if "cacheBehaviorSettings" in params:
        found["settings"] = caching.settings(params["cacheBehaviorSettings"])
    if "cacheBehaviors" in params:
        found["behaviors"] = caching.behaviors(params["cacheBehaviors"])
    if "customErrorResponses" in params:
        found["errors"] = caching.error_responses(params["customErrorResponses"])
    if params.get("defaultRootObject", "x").startswith("/"):
        raise invalid("defaultRootObject does not begin with /", "InvalidRootObject")
    if "enableWaf" in params or "wafRules" in params:
        was = old.waf if old else {"isWafEnabled": False, "wafRules": []}
        enabled = params.get("enableWaf", was["isWafEnabled"])
        found["waf"] = firewalls.check(bundle, enabled, params.get("wafRules", was["wafRules"] if enabled else []))
    for member, attribute in (("defaultRootObject", "root"), ("isEnabled", "enabled"), ("viewerMinimumTlsProtocolVersion", "tls")):
        if member in params:
            found[attribute] = params[member]
    return found


def _apply(distribution: Distribution, parts: dict[str, Any]) -> None:
    for attribute, value in parts.items():
        setattr(distribution, attribute, value)
    distribution.spread()


@serves("CreateDistribution")
def create_distribution(region: Region, params: dict) -> dict:
    from . import subdomains

    region.check_home("Distribution")
    region.claim([params["distributionName"]])
    if len(region.all(Distribution)) >= MOST:
        raise invalid(f"An account has at most {MOST} distributions", "LimitExceeded")
    ip_type = params.get("ipAddressType", "dualstack")
    if ip_type == "ipv6":
        raise invalid("The IP address type of a distribution is ipv4 or dualstack", "InvalidIpAddressType")
    if "certificateName" in params and "subdomainName" in params:
        raise invalid("A distribution has a certificate or a subdomain, not both", "SubdomainAttached")
    distribution = Distribution(region, params["distributionName"], read_tags(params.get("tags", []), with_values=True), params["bundleId"], ip_type)
    parts = _parts(region, params, params["bundleId"])
    distribution.attach(params.get("certificateName"))
    region.add(distribution)
    _apply(distribution, parts)
    if "subdomainName" in params:
        operation = subdomains.begin(region, distribution, params["subdomainName"])
    else:
        operation = region.start("CreateDistribution", distribution)
    return {"distribution": distribution.describe_more(), "operation": operation}


@serves("UpdateDistribution")
def update_distribution(region: Region, params: dict) -> dict:
    """A certificate that is named has no effect as long as the default one is used, which is the default of that member."""
    distribution = ready(region, params)
    parts = _parts(region, params, distribution.choice.plan.id, distribution)
    default = params.get("useDefaultCertificate")
    if default is False:
        if not params.get("certificateName", distribution.certificate):
            raise invalid("useDefaultCertificate is false, so certificateName is needed", "CertificateMissing")
        distribution.attach(params.get("certificateName", distribution.certificate))
    elif default:
        distribution.attach(None)
    _apply(distribution, parts)
    return {"operation": region.start("UpdateDistribution", distribution)}


@serves("UpdateDistributionBundle")
def update_distribution_bundle(region: Region, params: dict) -> dict:
    distribution = ready(region, params)
    wanted = params.get("bundleId", "")
    if distribution.waf["isWafEnabled"]:
        firewalls.check(wanted, True, distribution.waf["wafRules"])
    distribution.choice.change(region.now, wanted)
    distribution.spread()
    return {"operation": region.start("UpdateDistributionBundle", distribution, wanted)}


@serves("DeleteDistribution")
def delete_distribution(region: Region, params: dict) -> dict:
    distribution = ready(region, params)
    distribution.status = "InProgress"

    def remove() -> None:
        if region.has(distribution):
            region.remove(distribution)
            from . import subdomains

            subdomains.release(region, distribution)

    return {"operation": region.start("DeleteDistribution", distribution, then=remove)}


class _Single:
    """A row of GetDistributions that was asked for by its name."""

    def __init__(self, distribution: Distribution):
        self.number, self.describe = distribution.number, distribution.describe_more


@serves("GetDistributions")
def get_distributions(region: Region, params: dict) -> dict:
    region.check_home("Distribution")
    rows = [_Single(find(region, params))] if "distributionName" in params else region.all(Distribution)
    return page(region, "GetDistributions", params, rows, "distributions")


@serves("GetDistributionBundles")
def get_distribution_bundles(region: Region, params: dict) -> dict:
    region.check_home("Distribution")
    return {"bundles": [plan.describe(False) for plan in DISTRIBUTION_PLANS.values()]}


@serves("ResetDistributionCache")
def reset_distribution_cache(region: Region, params: dict) -> dict:
    distribution = ready(region, params)
    distribution.reset = {"status": "InProgress", "createTime": stamp(region.now)}

    def end() -> None:
        distribution.reset = {**(distribution.reset or {}), "status": "Completed"}

    answer = dict(distribution.reset)
    return {**answer, "operation": region.start("ResetDistributionCache", distribution, then=end)}


@serves("GetDistributionLatestCacheReset")
def get_distribution_latest_cache_reset(region: Region, params: dict) -> dict:
    region.check_home("Distribution")
    chosen = [find(region, params)] if "distributionName" in params else region.all(Distribution)
    resets = [distribution.reset for distribution in chosen if distribution.reset]
    return max(resets, key=lambda reset: reset["createTime"], default={})


@serves("AttachCertificateToDistribution")
def attach_certificate_to_distribution(region: Region, params: dict) -> dict:
    distribution = ready(region, params)
    distribution.attach(params["certificateName"])
    distribution.spread()
    return {"operation": region.start("AttachCertificateToDistribution", distribution, params["certificateName"])}


@serves("DetachCertificateFromDistribution")
def detach_certificate_from_distribution(region: Region, params: dict) -> dict:
    distribution = ready(region, params)
    if not distribution.certificate:
        raise invalid(f"The distribution {distribution.name} has no certificate", "NotAttached")
    name = distribution.certificate
    distribution.attach(None)
    distribution.spread()
    return {"operation": region.start("DetachCertificateFromDistribution", distribution, name)}


def _set_ip_type(region: Region, params: dict) -> dict:
    distribution = ready(region, {"distributionName": params["resourceName"]})
    if params["ipAddressType"] == "ipv6":
        raise invalid("The IP address type of a distribution is ipv4 or dualstack", "InvalidIpAddressType")
    distribution.ip_type = params["ipAddressType"]
    distribution.spread()
    return {"operations": [region.start("SetIpAddressType", distribution, params["ipAddressType"])]}


def _metrics(region: Region, params: dict) -> dict:
    find(region, params)
    return {"metricName": params["metricName"], "metricData": []}


instances.IP_ADDRESS_TYPES["Distribution"] = _set_ip_type
HANDLERS["GetDistributionMetricData"] = _metrics
