"""Measurements. Only buckets have some: those of their objects, once a day.

Knows the operations and the form of a measurement; must not know how an object behaves. Source: API_GetInstanceMetricData and related pages.
"""

from typing import Callable

from .buckets import Bucket
from .containers import ContainerService
from .faults import invalid
from .instances import Instance
from .load_balancers import LoadBalancer
from .resource import Resource
from .world import HANDLERS, Region

DAY_S = 24 * 3600
MEMBERS = {"Average": "average", "Maximum": "maximum", "Minimum": "minimum", "SampleCount": "sampleCount", "Sum": "sum"}


def _check(params: dict) -> None:
    if params["endTime"] <= params["startTime"]:
        raise invalid("startTime is before endTime", "InvalidTime")


def serve(operation: str, kind: type[Resource], member: str, rows: Callable[[Resource, dict], list[dict]] = lambda resource, params: []) -> None:
    def handle(region: Region, params: dict) -> dict:
        resource = region.find(kind, params[member])
        _check(params)
        return {"metricName": params["metricName"], "metricData": rows(resource, params)}

    HANDLERS[operation] = handle


def _of_bucket(bucket: Resource, params: dict) -> list[dict]:
    """A value at the end of each day. A wrong unit finds nothing."""
    assert isinstance(bucket, Bucket)
    value, unit = (bucket.objects, "Count") if params["metricName"] == "NumberOfObjects" else (bucket.bytes, "Bytes")
    if params["unit"] != unit:
        return []
    values = {MEMBERS[name]: 1.0 if name == "SampleCount" else float(value) for name in params["statistics"]}
    first = max(params["startTime"], bucket.created) // DAY_S * DAY_S
    last = min(params["endTime"], bucket.region.now)
    days = range(int(first), int(last), max(params["period"], DAY_S))
    return [{**values, "timestamp": float(day), "unit": unit} for day in days]


serve("GetInstanceMetricData", Instance, "instanceName")
serve("GetLoadBalancerMetricData", LoadBalancer, "loadBalancerName")
serve("GetContainerServiceMetricData", ContainerService, "serviceName")
serve("GetBucketMetricData", Bucket, "bucketName", _of_bucket)
