"""Requests about what a container service has: deployments, images, logs; and about what all services share: powers, the registry, metadata.

Knows the operations; must not know how a service changes its state. Source: their pages of the API reference; the pricing page; the source of
lightsailctl, which reads its newest version from GetContainerAPIMetadata.
"""

from .container_logs import Line
from .containers import ContainerService, find, stable
from .faults import invalid
from .images import login
from .pages import page
from .world import Region, serves

PRICES = {"nano": (7, 0.25, 0.5), "micro": (10, 0.25, 1), "small": (15, 0.5, 1), "medium": (40, 1, 2), "large": (80, 2, 4), "xlarge": (160, 4, 8)}


@serves("CreateContainerServiceDeployment")
def create_container_service_deployment(region: Region, params: dict) -> dict:
    service = stable(region, params)
    service.deploy(params)
    return {"containerService": service.describe()}


@serves("CreateContainerServiceDeployment", failing=True)
def create_failing_deployment(region: Region, params: dict) -> dict:
    service = stable(region, params)
    service.deploy(params)
    service.breaks = ""
    return {"containerService": service.describe()}


@serves("GetContainerServiceDeployments")
def get_container_service_deployments(region: Region, params: dict) -> dict:
    return {"deployments": find(region, params).versions.describe()}


@serves("RegisterContainerImage")
def register_container_image(region: Region, params: dict) -> dict:
    image = find(region, params).images.register(params["label"], params["digest"], region.now, region.options)
    return {"containerImage": image.describe()}


@serves("GetContainerImages")
def get_container_images(region: Region, params: dict) -> dict:
    return {"containerImages": find(region, params).images.describe()}


@serves("DeleteContainerImage")
def delete_container_image(region: Region, params: dict) -> dict:
    service = find(region, params)
    image = service.images.find(params["image"])
    if any(version.uses(image.name) for version in (service.versions.current, service.versions.next) if version):
        raise invalid(f"The image is used by a deployment: {image.name}")
    service.images.remove(image.name)
    return {}


@serves("GetContainerLog")
def get_container_log(region: Region, params: dict) -> dict:
    logs = find(region, params).logs
    lines = logs.choose(params["containerName"], region.now, params.get("startTime"), params.get("endTime"), params.get("filterPattern", ""))
    return page(region, "GetContainerLog", params, lines, "logEvents")


@serves("CreateContainerServiceRegistryLogin")
def create_container_service_registry_login(region: Region, params: dict) -> dict:
    if not region.all(ContainerService):
        raise invalid("You must create a container service before retrieving a registry login")
    return {"registryLogin": login(region.name, region.now, region.options)}


@serves("GetContainerServicePowers")
def get_container_service_powers(region: Region, params: dict) -> dict:
    rows = [
        {"powerId": f"{name}-1", "name": name, "price": price, "cpuCount": cpus, "ramSizeInGb": ram, "isActive": True}
        for name, (price, cpus, ram) in PRICES.items()
    ]
    return {"powers": rows}


@serves("GetContainerAPIMetadata")
def get_container_api_metadata(region: Region, params: dict) -> dict:
    return {"metadata": [{"name": "lightsailctlVersion", "value": "v1.0.7"}]}


def add_log(region: Region, service: ContainerService, container: str, message: str) -> None:
    """A line that the container has written."""
    service.logs.add(container, Line(region.next_number(), region.now, message))
