"""HTTPS on an instance: its set-up, and its history; graphical sessions, which no instance here has.

Knows what a set-up needs; must not know how an instance is reached otherwise. Source: API_SetupInstanceHttps, API_SetupHistory; "Set up HTTPS" of the
user guide for its conditions.
"""

import base64
from typing import Optional

from . import domains
from .faults import failed, invalid
from .instances import Instance
from .resource import Operation, stamp
from .world import Region, serves

MOST_SHOWN, SHORT_NAME, VERSION = 5, 63, "1.0"


class Setup:
    """One request. Its status follows from the steps."""

    def __init__(self, region: Region, instance: Instance, params: dict, operation: str):
        self.number, self.operation, self.at = region.next_number(), operation, region.now
        self.request = {name: params[name] for name in ("instanceName", "domainNames", "certificateProvider")}
        described = instance.describe()
        self.resource = {name: described[name] for name in ("name", "arn", "createdAt", "location", "resourceType")}
        self.steps: list[dict] = []
        self.status = "inProgress"

    def step(self, now: float, command: str, error: str = "") -> None:
        found = {"command": command, "dateTime": stamp(now), "name": self.request["instanceName"], "status": "failed" if error else "succeeded"}
        self.steps.append({**found, "standardError": error, "standardOutput": "" if error else "done", "version": VERSION})

    def describe(self) -> dict:
        return {
            "operationId": self.operation,
            "request": self.request,
            "resource": self.resource,
            "executionDetails": self.steps,
            "status": self.status,
        }


def _is_open(instance: Instance, port: int) -> bool:
    return any(row["protocol"] in ("tcp", "all") and row["fromPort"] <= port <= row["toPort"] for row in instance.firewall.states())


def _problem(instance: Instance) -> str:
    """Why the instance cannot be set up, or nothing."""
    if not instance.region.has(instance):
        return "The instance does not exist."
    if not instance.static:
        return "The instance has no static IP."
    closed = [port for port in (80, 443) if not _is_open(instance, port)]
    return f"The port {closed[0]} is closed." if closed else ""


def _wrong_name(instance: Instance, names: list[str]) -> Optional[str]:
    """A name that a zone of the account leads elsewhere, or nowhere."""
    for name in names:
        zone = domains.zone_of(instance.region, name.lower())
        if zone and not any((one.name, one.type, one.target) == (name.lower(), "A", instance.public_ip) for one in zone.entries):
            return name
    return None


def _run(instance: Instance, setup: Setup, operation: Operation, breaks: Optional[str]) -> None:
    """All steps, up to the one that fails."""
    now, names = instance.region.now, setup.request["domainNames"]
    wrong = _wrong_name(instance, names)
    for command, error in (
        ("check the instance", _problem(instance)),
        ("check the domain names", f"{wrong} does not lead to the instance." if wrong else ""),
        (f"certbot certonly --agree-tos -d {' -d '.join(names)}", breaks or ""),
        ("configure the web server", ""),
    ):
        setup.step(now, command, error)
        if error:
            setup.status = "failed"
            operation.error = "SetupFailed", error
            break
    else:
        setup.status = "succeeded"
    operation.end(now, failed=setup.status == "failed")


@serves("SetupInstanceHttps")
def setup_instance_https(region: Region, params: dict) -> dict:
    instance = region.find(Instance, params["instanceName"])
    if instance.state != "running":
        raise failed(f"The instance {instance.name} is {instance.state}; it must be running", "InvalidInstanceState")
    if instance.blueprint.platform == "WINDOWS":
        raise invalid(f"{instance.blueprint.id} cannot be set up", "InvalidBlueprint")
    if min(map(len, params["domainNames"])) > SHORT_NAME:
        raise invalid(f"One domain name has at most {SHORT_NAME} characters", "InvalidDomainName")
    if any(setup.status == "inProgress" for setup in instance.setups):
        raise failed(f"Another set-up of {instance.name} is in progress", "SetupInProgress")
    operation = region.begin("SetupInstanceHttps", instance, ",".join(params["domainNames"]))
    setup = Setup(region, instance, params, operation.id)
    instance.setups.append(setup)
    breaks, instance.breaks_setup = instance.breaks_setup, None
    region.later(region.options.operation_ms, lambda: _run(instance, setup, operation, breaks))
    return {"operations": [operation.describe()]}


def _token(number: int) -> str:
    return base64.b64encode(f"setup {number:018}".encode()).decode()


@serves("GetSetupHistory")
def get_setup_history(region: Region, params: dict) -> dict:
    """The newest first. The form of its token is in the model."""
    instance = region.find(Instance, params["resourceName"])
    rows = instance.setups[: -MOST_SHOWN - 1 : -1]
    if "pageToken" in params:
        known = [_token(setup.number) for setup in rows]
        if params["pageToken"] not in known:
            raise invalid("The page token is not one of this request", "InvalidPageToken")
        rows = rows[known.index(params["pageToken"]) :]
    shown = rows[: region.options.page_size]
    answer = {"setupHistory": [setup.describe() for setup in shown]}
    return {**answer, "nextPageToken": _token(rows[len(shown)].number)} if len(rows) > len(shown) else answer


@serves("StartGUISession")
@serves("StopGUISession")
@serves("CreateGUISessionAccessDetails")
def refuse_session(region: Region, params: dict) -> dict:
    instance = region.find(Instance, params["resourceName"])
    raise invalid(f"{instance.name} is not a virtual computer of Lightsail for Research", "InvalidBlueprint")
