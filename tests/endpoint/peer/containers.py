"""Container services: their states, capacity and domain names, and when a deployment of them begins and ends.

Must not know what a request for a deployment may contain, nor how images are named and lines are filtered. Source: API_ContainerService,
API_ContainerServiceStateDetail, API_UpdateContainerService; the guide, "Container services in Amazon Lightsail"; the table of quotas; the lines of a
deployment in reports of users.
"""

import re
import uuid
from typing import Optional

from . import certificates
from .container_logs import Line, Logs
from .deployments import Deployment, Versions
from .faults import failed, invalid, names_taken
from .images import Images
from .resource import ACCOUNT, Resource
from .tags import read_tags
from .world import Region, serves

NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
MOST_DOMAINS = 4
DETAILS = {
    "PENDING": "CREATING_SYSTEM_RESOURCES",
    "UPDATING": "PROVISIONING_SERVICE",
    "DEPLOYING": "CREATING_DEPLOYMENT",
}
ERRORS = {
    "CERTIFICATE_LIMIT_EXCEEDED": "The SSL/TLS certificate required for the service exceeds the maximum number of certificates of the account.",
    "UNKNOWN_ERROR": "An error was experienced when the service was being created.",
}


class ContainerService(Resource):
    """A service. Its transition is the state that it has until the last change has ended; None: it is stable."""

    kind = "ContainerService"

    def __init__(self, region: Region, name: str, tags: dict[str, str], power: str, scale: int):
        super().__init__(region, name, tags=tags)
        self.power, self.scale, self.disabled, self.pulls, self.has_role = power, scale, False, False, False
        self.domains: dict[str, list[str]] = {}
        self.versions, self.images, self.logs = Versions(), Images(name), Logs()
        self.transition: Optional[str] = "PENDING"
        self.error: Optional[str] = None  # the code with which the creation has ended
        self.breaks: Optional[str] = None  # the deployment in progress, or the next one, fails; a line of its containers, or nothing
        self.host = f"{name}.{uuid.uuid4().hex[:13]}.{region.name}.cs.amazonlightsail.com"

    @property
    def state(self) -> str:
        if self.transition:
            return self.transition
        return "DISABLED" if self.disabled else "RUNNING" if self.versions.current else "READY"

    @property
    def certificates_in_use(self) -> list[str]:
        return list(self.domains)

    @property
    def principal(self) -> str:
        return f"arn:aws:iam::{ACCOUNT}:role/lightsail/containers/{self.name}" if self.has_role else ""

    def describe(self) -> dict:
        found = super().describe()
        found["containerServiceName"] = found.pop("name")
        del found["supportCode"]
        found.update(
            power=self.power,
            powerId=f"{self.power}-1",
            scale=self.scale,
            state=self.state,
            isDisabled=self.disabled,
            principalArn=self.principal,
            privateDomainName=f"{self.name}.service.local",
            url=f"https://{self.host}/",
            privateRegistryAccess={"ecrImagePullerRole": {"isActive": self.pulls, "principalArn": self.principal if self.pulls else ""}},
        )
        if self.state in DETAILS:
            code = self.error or DETAILS[self.state]
            found["stateDetail"] = {"code": code, "message": ERRORS.get(code, "The service is in transition.")}
        if self.domains:
            found["publicDomainNames"] = self.domains
        for member, version in (("currentDeployment", self.versions.current), ("nextDeployment", self.versions.next)):
            if version:
                found[member] = version.describe()
        return found

    def versioned(self) -> tuple:
        return self.describe(), self.versions.describe(), self.images.describe(), self.logs.count()

    def settle(self) -> None:
        """The last change has ended. A deletion that began meanwhile goes on, a creation that failed stays."""
        if not self.error:
            self.has_role = True
            self.transition = self.transition if self.transition == "DELETING" else None

    def fail(self, code: str) -> None:
        """The creation ends here."""
        self.error, self.transition = code, "PENDING"

    def deploy(self, params: dict) -> None:
        containers, endpoint = self.versions.complete(params)
        made = self.versions.add(self.region.now, self.images.resolve(containers), endpoint)
        self.transition = "DEPLOYING"
        self._log(made, "Creating your deployment")
        nodes = "1 new node" if self.scale == 1 else f"{self.scale} new nodes"
        self.region.later(self.region.options.operation_ms / 2, lambda: self._log(made, f"Started {nodes}"))
        self.region.later(self.region.options.operation_ms, lambda: self._end(made))

    def _end(self, made: Deployment) -> None:
        if self.breaks is None:
            self.versions.activate(made)
            self._log(made, "Reached a steady state")
        else:
            made.state = "FAILED"
            for container in made.containers if self.breaks else ():
                self.logs.add(container, Line(self.region.next_number(), self.region.now, self.breaks))
            self._log(made, "Took too long", "Canceled")
        self.breaks = None
        self.settle()

    def _log(self, made: Deployment, *steps: str) -> None:
        for step in steps:
            for container in made.containers:
                self.logs.add(container, Line(self.region.next_number(), self.region.now, f"[deployment:{made.version}] {step}"))


def merge_domains(old: dict[str, list[str]], wanted: dict[str, list[str]]) -> dict[str, list[str]]:
    """A certificate with an empty list is removed, one that is not named stays."""
    merged = {name: domains for name, domains in {**old, **wanted}.items() if domains}
    if sum(map(len, merged.values())) > MOST_DOMAINS:
        raise invalid(f"A service has at most {MOST_DOMAINS} domain names", "LimitExceeded")
    return merged


def check_certificates(region: Region, wanted: dict[str, list[str]]) -> None:
    """One that is removed need not exist."""
    for name, domains in wanted.items():
        if domains:
            certificates.check_use(region, name, domains)


def find(region: Region, params: dict) -> ContainerService:
    return region.find(ContainerService, params["serviceName"])


def stable(region: Region, params: dict) -> ContainerService:
    service = find(region, params)
    if service.transition:
        raise failed(f"The service {service.name} is {service.state}. Please try again in a few minutes.", "InvalidServiceState")
    return service


def pulls(params: dict, before: bool) -> bool:
    return params.get("privateRegistryAccess", {}).get("ecrImagePullerRole", {}).get("isActive", before)


def _create(region: Region, params: dict) -> ContainerService:
    name = params["serviceName"]
    if not NAME.fullmatch(name):
        raise invalid(f"{name} is not a valid name of a container service")
    if name in region.resources or region.history.holds(name):
        raise names_taken([name])
    domains = merge_domains({}, params.get("publicDomainNames", {}))
    check_certificates(region, domains)
    service = ContainerService(region, name, read_tags(params.get("tags", [])), params["power"], params["scale"])
    if "deployment" in params:
        service.images.resolve(service.versions.complete(params["deployment"])[0])  # refused now, not when it is ready
    service.domains, service.pulls = domains, pulls(params, False)
    return region.add(service)


@serves("CreateContainerService")
def create_container_service(region: Region, params: dict) -> dict:
    service = _create(region, params)

    def end() -> None:
        service.settle()
        if "deployment" in params and service.transition is None:
            service.deploy(params["deployment"])

    region.later(region.options.pending_ms, end)
    return {"containerService": service.describe()}


@serves("CreateContainerService", failing=True)
def create_failing_service(region: Region, params: dict) -> dict:
    service = _create(region, params)
    region.later(region.options.pending_ms, lambda: service.fail("UNKNOWN_ERROR"))
    return {"containerService": service.describe()}


@serves("UpdateContainerService")
def update_container_service(region: Region, params: dict) -> dict:
    service = stable(region, params)
    domains = merge_domains(service.domains, params.get("publicDomainNames", {}))
    check_certificates(region, params.get("publicDomainNames", {}))
    service.domains = domains
    service.power, service.scale = params.get("power", service.power), params.get("scale", service.scale)
    service.disabled, service.pulls = params.get("isDisabled", service.disabled), pulls(params, service.pulls)
    service.transition = "UPDATING"
    region.later(region.options.operation_ms, service.settle)
    return {"containerService": service.describe()}


@serves("DeleteContainerService")
def delete_container_service(region: Region, params: dict) -> dict:
    service = find(region, params)
    service.transition = "DELETING"

    def end() -> None:
        if region.has(service):
            region.remove(service)

    region.later(region.options.operation_ms, end)
    return {}


@serves("GetContainerServices")
def get_container_services(region: Region, params: dict) -> dict:
    found = [find(region, params)] if "serviceName" in params else region.all(ContainerService)
    return {"containerServices": [service.describe() for service in found]}
