"""The profile of the account, and estimates of costs.

Knows both; must not know how an object is created. Source: API_GetProfile and API_GetCostEstimate of the newest model. Whether AWS estimates other
objects than virtual computers is not published.
"""

from .faults import invalid, not_found
from .instances import Instance
from .resource import stamp
from .world import HOME, Region, serves

HOUR_S, DAY_S, HOURS_OF_MONTH = 3600, 24 * 3600, 744


@serves("GetProfile")
def get_profile(region: Region, params: dict) -> dict:
    partner = region.other(HOME).partner
    return {"profileType": "LightsailPartner", "partner": partner} if partner else {"profileType": "Lightsailor"}


def _by_day(instance: Instance, start: float, end: float) -> list[dict]:
    rows, at = [], max(start, instance.created)
    while at < end:
        until = min(end, (at // DAY_S + 1) * DAY_S)
        hours = (until - at) / HOUR_S
        cost = round(hours * instance.bundle.price / HOURS_OF_MONTH, 6)
        period = {"start": stamp(at), "end": stamp(until)}
        rows.append({"usageCost": cost, "pricingUnit": "Hrs", "unit": round(hours, 6), "currency": "USD", "timePeriod": period})
        at = until
    return rows


@serves("GetCostEstimate")
def get_cost_estimate(region: Region, params: dict) -> dict:
    start, end = params["startTime"], min(params["endTime"], region.now)
    resource = region.resources.get(params["resourceName"])
    if resource is None:
        raise not_found("Resource", params["resourceName"])
    if not start < params["endTime"] or start > region.now:
        raise invalid("startTime is before endTime and not after today", "InvalidTime")
    if not isinstance(resource, Instance):
        return {"resourcesBudgetEstimate": []}
    costs = [{"usageType": f"BundleUsage:{resource.bundle.id}", "resultsByTime": _by_day(resource, start, end)}]
    found = {"resourceName": resource.name, "resourceType": resource.kind, "costEstimates": costs}
    return {"resourcesBudgetEstimate": [{**found, "startTime": stamp(start), "endTime": stamp(params["endTime"])}]}
