"""Container services and their deployments.

Knows states, capacity, domain names and versions; must not know images, logs nor the registry: no request for them is served. Source:
API_ContainerService, API_ContainerServiceStateDetail, API_CreateContainerServiceDeployment, API_UpdateContainerService; the guide, "Container
services in Amazon Lightsail"; the table of quotas.
"""

import re
import uuid
from typing import Optional

from . import certificates
from .faults import failed, invalid, names_taken
from .tags import read_tags
from .world import ACCOUNT, Region, Resource, serves, stamp

NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
PRICES = {"nano": (7, 0.25, 0.5), "micro": (10, 0.25, 1), "small": (15, 0.5, 1), "medium": (40, 1, 2), "large": (80, 2, 4), "xlarge": (160, 4, 8)}
MOST_DOMAINS, MOST_CONTAINERS = 4, 10
HEALTH = {"healthyThreshold": 2, "unhealthyThreshold": 2, "timeoutSeconds": 2, "intervalSeconds": 5, "path": "/", "successCodes": "200-499"}
DETAILS = {
    "PENDING": "CREATING_SYSTEM_RESOURCES",
    "UPDATING": "PROVISIONING_SERVICE",
    "DEPLOYING": "CREATING_DEPLOYMENT",
}


class Deployment:
    """One version."""

    def __init__(self, version: int, created: float, containers: dict, endpoint: Optional[dict]):
        self.version, self.created, self.containers, self.endpoint, self.state = version, created, containers, endpoint, "ACTIVATING"

    def describe(self) -> dict:
        found = {"version": self.version, "state": self.state, "containers": self.containers, "createdAt": stamp(self.created)}
        if self.endpoint:
            found["publicEndpoint"] = {**self.endpoint, "healthCheck": {**HEALTH, **self.endpoint.get("healthCheck", {})}}
        return found


class ContainerService(Resource):
    """A service. Its transition is the state that it has until the last change has ended; None: it is stable."""

    kind = "ContainerService"

    def __init__(self, region: Region, name: str, tags: dict[str, str], power: str, scale: int):
        super().__init__(region, name, tags=tags)
        self.power, self.scale, self.disabled, self.pulls, self.has_role = power, scale, False, False, False
        self.domains: dict[str, list[str]] = {}
        self.versions: list[Deployment] = []
        self.transition: Optional[str] = "PENDING"
        self.host = f"{name}.{uuid.uuid4().hex[:13]}.{region.name}.cs.amazonlightsail.com"

    @property
    def current(self) -> Optional[Deployment]:
        return next((version for version in self.versions if version.state == "ACTIVE"), None)

    @property
    def next(self) -> Optional[Deployment]:
        return next((version for version in self.versions if version.state == "ACTIVATING"), None)

    @property
    def state(self) -> str:
        if self.transition:
            return self.transition
        return "DISABLED" if self.disabled else "RUNNING" if self.current else "READY"

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
            found["stateDetail"] = {"code": DETAILS[self.state], "message": "The service is in transition."}
        if self.domains:
            found["publicDomainNames"] = self.domains
        for member, version in (("currentDeployment", self.current), ("nextDeployment", self.next)):
            if version:
                found[member] = version.describe()
        return found

    def versioned(self) -> tuple:
        return self.describe(), [version.describe() for version in self.versions]

    def settle(self) -> None:
        """The last change has ended. A deletion that began meanwhile goes on."""
        self.has_role = True
        if self.transition != "DELETING":
            self.transition = None

    def deploy(self, params: dict) -> None:
        """The next version; what the request leaves out is that of the current one."""
        old = self.current
        containers = params.get("containers", old.containers if old else {})
        endpoint = params.get("publicEndpoint", old.endpoint if old else None)
        check_deployment(containers, endpoint)
        made = Deployment(len(self.versions) + 1, self.region.now, containers, endpoint)
        self.versions.append(made)
        self.transition = "DEPLOYING"

        def end() -> None:
            for version in self.versions:
                version.state = "INACTIVE" if version.state == "ACTIVE" else version.state
            made.state = "ACTIVE"
            self.settle()

        self.region.later(self.region.options.operation_ms, end)


def check_deployment(containers: dict, endpoint: Optional[dict]) -> None:
    if len(containers) > MOST_CONTAINERS:
        raise invalid(f"A deployment has at most {MOST_CONTAINERS} containers")
    if any(not container.get("image") for container in containers.values()):
        raise invalid("A container needs an image")
    if endpoint:
        ports = containers.get(endpoint["containerName"], {}).get("ports", {})
        if ports.get(str(endpoint["containerPort"])) not in ("HTTP", "HTTPS"):
            raise invalid("The port of the public endpoint must be open as HTTP or HTTPS on its container")


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


@serves("CreateContainerService")
def create_container_service(region: Region, params: dict) -> dict:
    name = params["serviceName"]
    if not NAME.fullmatch(name):
        raise invalid(f"{name} is not a valid name of a container service")
    if name in region.resources or region.history.holds(name):
        raise names_taken([name])
    domains = merge_domains({}, params.get("publicDomainNames", {}))
    check_certificates(region, domains)
    service = region.add(ContainerService(region, name, read_tags(params.get("tags", [])), params["power"], params["scale"]))
    service.domains, service.pulls = domains, pulls(params, False)

    def end() -> None:
        service.settle()
        if "deployment" in params and service.transition is None:
            service.deploy(params["deployment"])

    region.later(region.options.pending_ms, end)
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


@serves("CreateContainerServiceDeployment")
def create_container_service_deployment(region: Region, params: dict) -> dict:
    service = stable(region, params)
    service.deploy(params)
    return {"containerService": service.describe()}


@serves("GetContainerServiceDeployments")
def get_container_service_deployments(region: Region, params: dict) -> dict:
    return {"deployments": [version.describe() for version in reversed(find(region, params).versions)]}


@serves("GetContainerServicePowers")
def get_container_service_powers(region: Region, params: dict) -> dict:
    rows = [
        {"powerId": f"{name}-1", "name": name, "price": price, "cpuCount": cpus, "ramSizeInGb": ram, "isActive": True}
        for name, (price, cpus, ram) in PRICES.items()
    ]
    return {"powers": rows}
