"""Load balancers: created, described, changed and deleted; their instances.

Knows the settings of a balancer; must not know the health of an instance, nor what a certificate is. Source: API_CreateLoadBalancer and related pages;
their examples in the AWS CLI's reference; "Load balancers" of the user guide; the guide to Elastic Load Balancing.
"""

import re
import secrets
from typing import TYPE_CHECKING, Optional

from . import instances
from .faults import failed, invalid
from .instances import Instance
from .pages import page
from .resource import SUPPORT, Resource
from .tags import read_tags
from .targets import Targets
from .world import OBSERVERS, Region, serves

if TYPE_CHECKING:
    from .tls_certificates import TlsCertificate

MOST = 10
LONGEST_COOKIE_S, COOKIE_S = 7 * 24 * 3600, 24 * 3600
POLICIES = {
    "TLS-2016-08": ("The default policy.", ["TLSv1", "TLSv1.1", "TLSv1.2"], ["AES128-GCM-SHA256", "AES128-SHA256", "AES128-SHA", "AES256-SHA"]),
    "TLS-FS-1-2-Res-2019-08": ("Forward secrecy, TLS 1.2 only.", ["TLSv1.2"], []),
}
FORWARD_SECRET = ["ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384"]
DEFAULT_POLICY = "TLS-2016-08"


def inner_arn(region: Region, rest: str) -> str:
    return f"arn:aws:elasticloadbalancing:{region.name}:{SUPPORT}:{rest}"


class LoadBalancer(Resource):
    """A load balancer."""

    kind = "LoadBalancer"

    def __init__(self, region: Region, name: str, tags: dict[str, str], port: int, path: str, ip_type: str, policy: str):
        super().__init__(region, name, tags=tags)
        self.port, self.path, self.ip_type, self.policy = port, path, ip_type, policy
        self.state, self.sticky, self.cookie_s, self.redirects = "provisioning", False, COOKIE_S, False
        self.inner = secrets.token_hex(16)
        self.host = f"{self.inner}-{1000000000 + secrets.randbelow(1000000000)}.{region.name}.elb.amazonaws.com"
        self.targets = Targets()
        self.certificates: list["TlsCertificate"] = []
        self.watch: Optional[dict] = None  # how it was at its worst since a test has asked for that
        region.later(region.options.pending_ms, self._arrive)

    def _arrive(self) -> None:
        if self.state == "provisioning":
            self.state = "active"

    @property
    def support_code(self) -> str:
        return f"{SUPPORT}/{inner_arn(self.region, f'loadbalancer/app/{self.inner}/{self.inner[:16]}')}"

    @property
    def has_https(self) -> bool:
        return any(certificate.attached for certificate in self.certificates)

    def describe(self) -> dict:
        found = super().describe()
        found.update(
            dnsName=self.host,
            state=self.state,
            protocol="HTTP_HTTPS" if self.has_https else "HTTP",
            publicPorts=[80, 443] if self.has_https else [80],
            healthCheckPath=self.path,
            instancePort=self.port,
            instanceHealthSummary=self.targets.describe(),
            tlsCertificateSummaries=[{"name": one.name, "isAttached": one.attached} for one in self.certificates],
            configurationOptions={
                "SessionStickinessEnabled": str(self.sticky).lower(),
                "SessionStickiness_LB_CookieDurationSeconds": str(self.cookie_s),
            },
            ipAddressType=self.ip_type,
            httpsRedirectionEnabled=self.redirects,
            tlsPolicyName=self.policy,
        )
        return found

    def observe(self, anew: bool = False) -> None:
        """Notes the worst moment."""
        if anew or self.watch:
            healthy = sum(row["instanceHealth"] == "healthy" for row in self.targets.describe())
            old = self.watch if self.watch and not anew else {"healthy": healthy, "certificate": True, "redirection": True}
            certificate, redirection = old["certificate"] and self.has_https, old["redirection"] and self.redirects
            self.watch = {"healthy": min(old["healthy"], healthy), "certificate": certificate, "redirection": redirection}

    def versioned(self) -> tuple:
        return self.describe(), [certificate.describe() for certificate in self.certificates]

    # ---- attributes ----
    def set_attribute(self, name: str, value: str) -> None:
        match name:
            case "HealthCheckPath":
                self.path = check_path(value)
            case "SessionStickinessEnabled":
                self.sticky = _flag(name, value)
            case "SessionStickiness_LB_CookieDurationSeconds":
                if not re.fullmatch(r"\d{1,7}", value) or not 1 <= int(value) <= LONGEST_COOKIE_S:
                    raise invalid(f"The duration of the cookie is 1 to {LONGEST_COOKIE_S} seconds, not {value}", "InvalidAttributeValue")
                self.cookie_s = int(value)
            case "HttpsRedirectionEnabled":
                wanted = _flag(name, value)
                if wanted and not self.has_https:
                    raise invalid(f"The load balancer {self.name} has no attached certificate", "NoCertificateAttached")
                self.redirects = wanted
            case "TlsPolicyName":
                self.policy = check_policy(value)


def _flag(name: str, value: str) -> bool:
    if value not in ("true", "false"):
        raise invalid(f"{name} is true or false, not {value}", "InvalidAttributeValue")
    return value == "true"


def check_path(path: str) -> str:
    if not re.fullmatch(r"/[!-~]{0,1023}", path):
        raise invalid(f"A health check path begins with / and has no spaces: {path}", "InvalidHealthCheckPath")
    return path


def check_policy(name: str) -> str:
    if name not in POLICIES:
        raise invalid(f"There is no TLS policy {name}", "InvalidTlsPolicy", f"Use one of {', '.join(POLICIES)}.")
    return name


def find(region: Region, params: dict) -> LoadBalancer:
    return region.find(LoadBalancer, params["loadBalancerName"])


def active(region: Region, params: dict) -> LoadBalancer:
    """One that can be changed."""
    balancer = find(region, params)
    if balancer.state == "provisioning":
        raise failed(f"The load balancer {balancer.name} is provisioning", "InvalidLoadBalancerState")
    return balancer


@serves("CreateLoadBalancer")
def create_load_balancer(region: Region, params: dict) -> dict:
    from . import tls_certificates

    region.claim([params["loadBalancerName"]])
    if not 1 <= params["instancePort"] <= 65535:
        raise invalid(f"instancePort is between 1 and 65535: {params['instancePort']}", "InvalidPort")
    path, policy = check_path(params.get("healthCheckPath", "/")), check_policy(params.get("tlsPolicyName", DEFAULT_POLICY))
    tags = read_tags(params.get("tags", []))
    if ("certificateName" in params) != ("certificateDomainName" in params):
        raise invalid("certificateName and certificateDomainName are given together or not at all")
    if len(region.all(LoadBalancer)) >= MOST:
        raise invalid(f"A region has at most {MOST} load balancers", "LimitExceeded")
    wanted = "certificateName" in params
    if wanted:
        tls_certificates.check_new(region, params, also=params["loadBalancerName"])
    ip_type = params.get("ipAddressType", "dualstack")
    balancer = region.add(LoadBalancer(region, params["loadBalancerName"], tags, params["instancePort"], path, ip_type, policy))
    operations = [region.start("CreateLoadBalancer", balancer)]
    return {"operations": operations + (tls_certificates.create(region, balancer, params) if wanted else [])}


@serves("DeleteLoadBalancer")
def delete_load_balancer(region: Region, params: dict) -> dict:
    from .tls_certificates import pair

    balancer = find(region, params)
    operations = []
    for certificate in balancer.certificates:
        operations += pair(region, "DeleteLoadBalancerTlsCertificate", certificate, ends=True)
        region.remove(certificate)
    region.remove(balancer)
    return {"operations": [region.done("DeleteLoadBalancer", balancer), *operations]}


@serves("GetLoadBalancer")
def get_load_balancer(region: Region, params: dict) -> dict:
    return {"loadBalancer": find(region, params).describe()}


@serves("GetLoadBalancers")
def get_load_balancers(region: Region, params: dict) -> dict:
    return page(region, "GetLoadBalancers", params, region.all(LoadBalancer), "loadBalancers")


@serves("UpdateLoadBalancerAttribute")
def update_load_balancer_attribute(region: Region, params: dict) -> dict:
    balancer = active(region, params)
    balancer.set_attribute(params["attributeName"], params["attributeValue"])
    return {"operations": [region.done("UpdateLoadBalancerAttribute", balancer, params["attributeName"])]}


def _set_ip_type(region: Region, params: dict) -> dict:
    balancer = active(region, {"loadBalancerName": params["resourceName"]})

    def change() -> None:
        balancer.ip_type = params["ipAddressType"]

    return {"operations": [region.start("SetIpAddressType", balancer, params["ipAddressType"], change)]}


def _named(region: Region, params: dict) -> list[Instance]:
    if not params["instanceNames"]:
        raise invalid("instanceNames names no instance")
    return [region.find(Instance, name) for name in dict.fromkeys(params["instanceNames"])]


@serves("AttachInstancesToLoadBalancer")
def attach_instances(region: Region, params: dict) -> dict:
    """An instance is a target when its operation has ended."""
    balancer, operations = active(region, params), []
    chosen = _named(region, params)
    for instance in chosen:
        if instance.state != "running":
            raise failed(f"The instance {instance.name} is {instance.state}; it must be running", "InvalidInstanceState")

    def add(instance: Instance) -> None:
        if region.has(instance) and region.has(balancer):
            balancer.targets.add(region, instance)

    for instance in chosen:
        operations.append(region.start("AttachInstancesToLoadBalancer", balancer, instance.name, lambda instance=instance: add(instance)))
        operations.append(region.start("AttachInstancesToLoadBalancer", instance, balancer.name, zone="all"))
    return {"operations": operations}


@serves("DetachInstancesFromLoadBalancer")
def detach_instances(region: Region, params: dict) -> dict:
    """The operation lasts until the instance has drained."""
    balancer, operations = active(region, params), []
    chosen = _named(region, params)
    for instance in chosen:
        if instance.name not in balancer.targets.names():
            raise invalid(f"The instance {instance.name} is not attached to {balancer.name}", "NotAttached")
    for instance in chosen:
        target, takes = balancer.targets.drain(instance.name), region.options.pending_ms
        drop = lambda target=target: balancer.targets.drop(target)  # noqa: E731
        operations.append(region.start("DetachInstancesFromLoadBalancer", balancer, instance.name, drop, takes_ms=takes))
        operations.append(region.start("DetachInstancesFromLoadBalancer", instance, balancer.name, zone="all", takes_ms=takes))
    return {"operations": operations}


class _Policy:
    """A row of GetLoadBalancerTlsPolicies."""

    def __init__(self, number: int, name: str):
        self.number, self.name = number, name

    def describe(self) -> dict:
        text, protocols, others = POLICIES[self.name]
        found = {"name": self.name, "isDefault": self.name == DEFAULT_POLICY, "description": text}
        return {**found, "protocols": protocols, "ciphers": FORWARD_SECRET + others}


@serves("GetLoadBalancerTlsPolicies")
def get_load_balancer_tls_policies(region: Region, params: dict) -> dict:
    rows = [_Policy(number, name) for number, name in enumerate(POLICIES)]
    return page(region, "GetLoadBalancerTlsPolicies", params, rows, "tlsPolicies")


def _follow(instance: Instance) -> None:
    for balancer in instance.region.all(LoadBalancer):
        balancer.targets.follow(instance.region, instance)


def _observe(region: Region) -> None:
    for balancer in region.all(LoadBalancer):
        balancer.observe()


OBSERVERS.append(_observe)
instances.WATCHERS.append(_follow)
instances.IP_ADDRESS_TYPES["LoadBalancer"] = _set_ip_type
