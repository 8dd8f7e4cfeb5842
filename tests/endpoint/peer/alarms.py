"""Alarms on metrics, and the contacts that they notify.

Knows both; must not know measurements: only a test or TestAlarm changes the state of an alarm. Source: API_PutAlarm, API_CreateContactMethod and related
pages; "Metric alarms" and "Notifications" of the user guide.
"""

import re
from typing import Optional

from .databases import Database
from .faults import invalid, not_found
from .instances import WATCHERS, Instance
from .load_balancers import LoadBalancer
from .pages import page
from .resource import Resource
from .tags import read_tags
from .world import Region, serves

SMS_REGIONS = ("us-east-1", "us-west-2", "eu-west-1", "ap-northeast-1", "ap-southeast-1", "ap-southeast-2")
MOST_ALARMS, MOST_PERIODS, PERIOD_S = 2, 288, 300
STATES = ("OK", "ALARM", "INSUFFICIENT_DATA")
EMAIL, PHONE = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"), re.compile(r"\+[1-9]\d{6,14}")
# The metrics of each kind, with the statistic and the unit that the service chooses.
COUNTS = ("Sum", "Count")
METRICS = {
    "Instance": {
        "CPUUtilization": ("Average", "Percent"),
        "NetworkIn": ("Sum", "Bytes"),
        "NetworkOut": ("Sum", "Bytes"),
        "StatusCheckFailed": COUNTS,
        "StatusCheckFailed_Instance": COUNTS,
        "StatusCheckFailed_System": COUNTS,
        "BurstCapacityTime": ("Average", "Seconds"),
        "BurstCapacityPercentage": ("Average", "Percent"),
        **{name: COUNTS for name in ("DiskReadOps", "DiskWriteOps", "DiskQueueLength")},
        **{name: ("Sum", "Bytes") for name in ("DiskReadBytes", "DiskWriteBytes")},
        **{name: ("Sum", "Seconds") for name in ("DiskTotalReadTime", "DiskTotalWriteTime")},
    },
    "LoadBalancer": {
        "ClientTLSNegotiationErrorCount": COUNTS,
        "HealthyHostCount": ("Average", "Count"),
        "UnhealthyHostCount": ("Average", "Count"),
        "InstanceResponseTime": ("Average", "Seconds"),
        "RejectedConnectionCount": COUNTS,
        "RequestCount": COUNTS,
        **{f"HTTPCode_LB_{kind}XX_Count": COUNTS for kind in (4, 5)},
        **{f"HTTPCode_Instance_{kind}XX_Count": COUNTS for kind in (2, 3, 4, 5)},
    },
    "RelationalDatabase": {
        "CPUUtilization": ("Average", "Percent"),
        "DatabaseConnections": COUNTS,
        "DiskQueueDepth": COUNTS,
        "FreeStorageSpace": ("Sum", "Bytes"),
        "NetworkReceiveThroughput": ("Average", "Bytes/Second"),
        "NetworkTransmitThroughput": ("Average", "Bytes/Second"),
        "FreeableMemory": ("Average", "Bytes"),
        "SwapUsage": ("Average", "Bytes"),
    },
}
DEFAULTS = {"treatMissingData": "missing", "contactProtocols": [], "notificationTriggers": ["ALARM"], "notificationEnabled": True}
KINDS = (Instance, LoadBalancer, Database)


class Alarm(Resource):
    """An alarm on a metric of an object."""

    kind = "Alarm"

    def __init__(self, region: Region, name: str, tags: dict[str, str]):
        super().__init__(region, name, tags=tags)
        self.state, self.monitored, self.wanted = "INSUFFICIENT_DATA", {}, {}  # type: ignore[var-annotated]

    def describe(self) -> dict:
        statistic, unit = METRICS[self.monitored["resourceType"]][self.wanted["metricName"]]
        found = {**super().describe(), **self.wanted, "monitoredResourceInfo": self.monitored, "state": self.state}
        return {**found, "period": PERIOD_S, "statistic": statistic, "unit": unit}

    def show(self, state: str) -> None:
        """This state for a moment."""
        old, self.state = self.state, state

        def back() -> None:
            self.state = old

        self.region.later(self.region.options.operation_ms, back)


def _check(wanted: dict, kind: str) -> None:
    if wanted["metricName"] not in METRICS[kind]:
        raise invalid(f"{wanted['metricName']} is not a metric of a {kind}", "InvalidMetric")
    if not 1 <= wanted["evaluationPeriods"] <= MOST_PERIODS:
        raise invalid(f"evaluationPeriods is 1 to {MOST_PERIODS}", "InvalidEvaluationPeriods")
    if not 1 <= wanted["datapointsToAlarm"] <= wanted["evaluationPeriods"]:
        raise invalid("datapointsToAlarm is 1 to evaluationPeriods", "InvalidDatapoints")
    if "ALARM" not in wanted["notificationTriggers"]:
        raise invalid("notificationTriggers has ALARM", "InvalidTriggers")


@serves("PutAlarm")
def put_alarm(region: Region, params: dict) -> dict:
    """A new alarm, or all of an old one anew, except its state and tags."""
    old = region.resources.get(params["alarmName"])
    if not isinstance(old, Alarm):
        region.claim([params["alarmName"]])
        old = None
    target = region.resources.get(params["monitoredResourceName"])
    if not isinstance(target, KINDS):
        raise not_found("Resource", params["monitoredResourceName"])
    wanted = {**DEFAULTS, "datapointsToAlarm": params["evaluationPeriods"]}
    wanted |= {name: value for name, value in params.items() if name not in ("alarmName", "monitoredResourceName", "tags")}
    _check(wanted, target.kind)
    others = [one for one in region.all(Alarm) if one is not old and (one.monitored["name"], one.wanted["metricName"]) == (target.name, wanted["metricName"])]
    if len(others) >= MOST_ALARMS:
        raise invalid(f"A metric of a resource has at most {MOST_ALARMS} alarms", "LimitExceeded")
    tags = read_tags(params.get("tags", []))
    alarm = old or Alarm(region, params["alarmName"], tags)
    alarm.monitored, alarm.wanted = {"arn": target.arn, "name": target.name, "resourceType": target.kind}, wanted
    region.add(alarm)
    return {"operations": [region.done("PutAlarm", alarm)]}


@serves("DeleteAlarm")
def delete_alarm(region: Region, params: dict) -> dict:
    alarm = region.find(Alarm, params["alarmName"])
    region.remove(alarm)
    return {"operations": [region.done("DeleteAlarm", alarm)]}


@serves("GetAlarms")
def get_alarms(region: Region, params: dict) -> dict:
    named, monitored = params.get("alarmName"), params.get("monitoredResourceName")
    if named and monitored:
        raise invalid("alarmName and monitoredResourceName are not possible together")
    rows = [region.find(Alarm, named)] if named else [one for one in region.all(Alarm) if monitored in (None, one.monitored["name"])]
    return page(region, "GetAlarms", params, rows, "alarms")


@serves("TestAlarm")
def test_alarm(region: Region, params: dict) -> dict:
    alarm = region.find(Alarm, params["alarmName"])
    alarm.show(params["state"])
    return {"operations": [region.done("TestAlarm", alarm, params["state"])]}


class ContactMethod(Resource):
    """Who is notified, by one protocol. The service makes its name."""

    kind = "ContactMethod"

    def __init__(self, region: Region, protocol: str, endpoint: str, tags: dict[str, str]):
        super().__init__(region, f"{protocol}-{region.next_number()}", tags=tags)
        self.protocol, self.endpoint = protocol, endpoint
        self.status = "PendingVerification" if protocol == "Email" else "Valid"

    def describe(self) -> dict:
        return {**super().describe(), "contactEndpoint": self.endpoint, "status": self.status, "protocol": self.protocol}


def contact(region: Region, protocol: str) -> Optional[ContactMethod]:
    return next((one for one in region.all(ContactMethod) if one.protocol == protocol), None)


def _contact(region: Region, params: dict) -> ContactMethod:
    found = contact(region, params["protocol"])
    if found is None:
        raise not_found("ContactMethod", params["protocol"])
    return found


@serves("CreateContactMethod")
def create_contact_method(region: Region, params: dict) -> dict:
    protocol, endpoint = params["protocol"], params["contactEndpoint"]
    if protocol == "SMS" and region.name not in SMS_REGIONS:
        raise invalid(f"SMS is not available in {region.name}", "InvalidRegion")
    if not (EMAIL if protocol == "Email" else PHONE).fullmatch(endpoint):
        raise invalid(f"{endpoint} is no contact of the protocol {protocol}", "InvalidEndpoint")
    if contact(region, protocol):
        raise invalid(f"The Region has a contact method of the protocol {protocol}", "ContactMethodExists")
    found = region.add(ContactMethod(region, protocol, endpoint, read_tags(params.get("tags", []))))
    return {"operations": [region.done("CreateContactMethod", found)]}


@serves("DeleteContactMethod")
def delete_contact_method(region: Region, params: dict) -> dict:
    found = _contact(region, params)
    region.remove(found)
    return {"operations": [region.done("DeleteContactMethod", found)]}


@serves("GetContactMethods")
def get_contact_methods(region: Region, params: dict) -> dict:
    wanted = params.get("protocols")
    return {"contactMethods": [one.describe() for one in region.all(ContactMethod) if not wanted or one.protocol in wanted]}


@serves("SendContactMethodVerification")
def send_contact_method_verification(region: Region, params: dict) -> dict:
    found = _contact(region, params)
    if found.status == "Valid":
        raise invalid("The contact method is verified", "AlreadyVerified")
    found.status = "PendingVerification"
    return {"operations": [region.done("SendContactMethodVerification", found)]}


def _forget(instance: Instance) -> None:
    """The alarms of a deleted instance are deleted."""
    if not instance.region.has(instance):
        for alarm in instance.region.all(Alarm):
            if alarm.monitored["arn"] == instance.arn:
                instance.region.remove(alarm)


WATCHERS.append(_forget)
