"""The records of operations, and the names in use.

Knows how records are listed; must not know their content. Source: API_GetOperations, API_GetOperationsForResource.
"""

from .faults import not_found
from .pages import page
from .world import Region, serves


@serves("GetOperation")
def get_operation(region: Region, params: dict) -> dict:
    operation = region.operations_by_id.get(params["operationId"])
    if operation is None:
        raise not_found("Operation", params["operationId"])
    return {"operation": operation.describe()}


@serves("GetOperations")
def get_operations(region: Region, params: dict) -> dict:
    return page(region, "GetOperations", params, region.operations, "operations")


@serves("GetOperationsForResource")
def get_operations_for_resource(region: Region, params: dict) -> dict:
    name = params["resourceName"]
    rows = [operation for operation in region.operations if operation.name == name]
    if not rows and not any(resource.known_as == name for resource in region.resources.values()):
        raise not_found("Resource", name)
    return page(region, "GetOperationsForResource " + name, params, rows, "operations", newest_first=True)


class _Name:
    """A row of GetActiveNames, which is not a structure."""

    def __init__(self, number: int, name: str):
        self.number, self.name = number, name

    def describe(self) -> str:
        return self.name


@serves("GetActiveNames")
def get_active_names(region: Region, params: dict) -> dict:
    rows = [_Name(resource.number, resource.known_as) for resource in region.resources.values() if resource.is_listed]
    return page(region, "GetActiveNames", params, rows, "activeNames")
