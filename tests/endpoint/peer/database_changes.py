"""Changes of databases: their values, at once or in the maintenance window, their parameters, power.

Knows what a change needs and when it happens; must not know how a database is created. Source: API_UpdateRelationalDatabase,
API_UpdateRelationalDatabaseParameters, API_StopRelationalDatabase; the guide to RDS for the refusals of parameters.
"""

import re
from typing import Any, Optional

from .database_catalogue import PARAMETERS, Parameter, next_engine
from .database_snapshots import begin_snapshot, claim_snapshot
from .database_values import check_certificate, check_password, make_password, read_windows
from .databases import Database, available, find, refuse_state
from .faults import invalid
from .pages import page
from .world import Region, serves

MOST_PARAMETERS = 20


# ---- values ----
def plan_maintenance(database: Database) -> None:
    """What waits happens in the next window. A maintenance that was planned before does not count any more."""
    region = database.region
    planned = database.window = database.windows.maintenance_after(region.now)
    if not database.waiting and not database.chores:
        return

    def end() -> None:
        if database.state == "maintenance":
            maintain(database)
            database.state = "available"

    def begin() -> None:
        if database.window != planned or not region.has(database):
            return
        if database.state != "available":  # this window is missed
            plan_maintenance(database)
        elif database.waiting or database.chores:
            database.become("maintenance", "Maintenance has begun", "maintenance")
            region.later(_change_ms(region), end)

    region.later((planned - region.now) * 1000, begin)


def maintain(database: Database) -> None:
    database.chores = []
    _apply(database)


def _change_ms(region: Region) -> float:
    """A change is visible later than its operation ends."""
    return region.options.operation_ms * 1.5


def _apply(database: Database) -> None:
    waiting, database.waiting = database.waiting, {}
    if "password" in waiting and "PENDING" in database.passwords:
        database.passwords["PREVIOUS"] = database.passwords["CURRENT"]
        database.passwords["CURRENT"] = database.passwords.pop("PENDING")
    if "backups" in waiting:
        database.backups = waiting["backups"]
        database.past.since = database.region.now if database.backups else None
    if "engine" in waiting:
        database.engine, database.version = waiting["engine"], waiting["engine"].version
    database.certificate = waiting.get("certificate", database.certificate)
    if waiting:
        database.diary.note("configuration change", "Applied " + ", ".join(sorted(waiting)))


def _read_changes(database: Database, params: dict) -> dict[str, Any]:
    """The changes of a request that may need an interruption, all of them valid."""
    changes: dict[str, Any] = {}
    password, rotate = params.get("masterUserPassword"), params.get("rotateMasterUserPassword", False)
    enable, disable = params.get("enableBackupRetention", False), params.get("disableBackupRetention", False)
    if password is not None and rotate:
        raise invalid("A password is either given or made", "InvalidParameterCombination")
    if enable and disable:
        raise invalid("Backups are either kept or not", "InvalidParameterCombination")
    if password is not None:
        check_password(database.engine.engine, password)
    if password is not None or rotate:
        changes["password"] = password or make_password()
    if enable or disable:
        changes["backups"] = enable
    if "caCertificateIdentifier" in params:
        check_certificate(params["caCertificateIdentifier"])
        changes["certificate"] = params["caCertificateIdentifier"]
    if "relationalDatabaseBlueprintId" in params:
        changes["engine"] = next_engine(database.engine, params["relationalDatabaseBlueprintId"])
    return changes


def _note(database: Database, changes: dict[str, Any]) -> None:
    """They wait, except those that are the case already, which take back what waits."""
    database.waiting.update(changes)
    if "password" in changes:
        database.passwords["PENDING"] = changes["password"], database.region.now
    for member in ("backups", "certificate", "engine"):
        if member in changes and changes[member] == getattr(database, member):
            del database.waiting[member]


def _state(database: Database, opens: bool) -> str:
    if "engine" in database.waiting:
        return "upgrading"
    return "resetting-master-credentials" if set(database.waiting) == {"password"} and not opens else "modifying"


@serves("UpdateRelationalDatabase")
def update_database(region: Region, params: dict) -> dict:
    database = available(region, params)
    windows, changes = read_windows(database.windows, params), _read_changes(database, params)
    public = params.get("publiclyAccessible", database.public)
    opens = public != database.public
    database.windows = windows
    _note(database, changes)
    now = bool(params.get("applyImmediately") and database.waiting)
    if now or opens:
        database.state = _state(database, opens) if now else "modifying"

        def end() -> None:
            database.public = public
            if now:
                _apply(database)
            database.state = "available"

        region.later(_change_ms(region), end)
    plan_maintenance(database)
    return {"operations": [region.start("UpdateRelationalDatabase", database)]}


# ---- parameters ----
def _row(database: Database, name: str) -> Parameter:
    for row in PARAMETERS[database.engine.engine]:
        if row.name == name:
            return row
    raise invalid(f"There is no parameter {name}", "InvalidParameter")


def _is_allowed(row: Parameter, value: str) -> bool:
    if row.allowed is None or (row.kind == "integer" and "{" in value):  # a formula, also within LEAST(…)
        return True
    for part in row.allowed.split(","):
        limits = re.fullmatch(r"(-?\d+)-(\d+)", part)
        if value == part or (limits and re.fullmatch(r"-?\d+", value) and int(limits[1]) <= int(value) <= int(limits[2])):
            return True
    return False


def _check_parameter(database: Database, told: dict) -> tuple[str, Optional[str], bool]:
    """Its name, its new value, and whether it waits for a reboot."""
    row, value, method = _row(database, told.get("parameterName", "")), told.get("parameterValue"), told.get("applyMethod")
    if row.fixed:
        raise invalid(f"The parameter {row.name} cannot be modified", "InvalidParameter")
    if value and not _is_allowed(row, value):
        raise invalid(f"{value} is not a value of {row.name}; allowed are {row.allowed}", "InvalidParameter")
    if method not in (None, "immediate", "pending-reboot"):
        raise invalid(f"{method} is not an apply method", "InvalidParameter")
    if row.static and method == "immediate":
        raise invalid(f"The parameter {row.name} is static: it needs a reboot", "InvalidParameterCombination")
    return row.name, value or None, row.static or method == "pending-reboot"


@serves("UpdateRelationalDatabaseParameters")
def update_parameters(region: Region, params: dict) -> dict:
    database = available(region, params)
    if not 1 <= len(params["parameters"]) <= MOST_PARAMETERS:
        raise invalid(f"A request changes 1 to {MOST_PARAMETERS} parameters", "InvalidParameter")
    checked = [_check_parameter(database, told) for told in params["parameters"]]
    for name, value, waits in checked:
        database.parameters.pop(name, None)
        if value is not None:
            database.parameters[name] = value, "pending-reboot" if waits else "immediate"
    if any(waits for *_, waits in checked):
        database.applied = "pending-reboot"
    elif database.applied != "pending-reboot":
        database.applied = "applying"

    def end() -> None:
        if database.applied == "applying":
            database.applied = "in-sync"

    return {"operations": [region.start("UpdateRelationalDatabaseParameters", database, then=end)]}


class _Row:
    """A row of the list of parameters."""

    def __init__(self, number: int, row: Parameter, database: Database):
        self.number, self._row = number, row
        self._value, self._method = database.parameters.get(row.name, (row.value, "pending-reboot"))

    def describe(self) -> dict:
        row = self._row
        found = {
            "parameterName": row.name,
            "applyMethod": self._method,
            "applyType": "static" if row.static else "dynamic",
            "dataType": row.kind,
            "description": row.text,
            "isModifiable": not row.fixed,
        }
        for member, value in (("allowedValues", row.allowed), ("parameterValue", self._value)):
            if value is not None:
                found[member] = value
        return found


@serves("GetRelationalDatabaseParameters")
def get_parameters(region: Region, params: dict) -> dict:
    database = find(region, params)
    rows = [_Row(number, row, database) for number, row in enumerate(PARAMETERS[database.engine.engine], 1)]
    return page(region, "GetRelationalDatabaseParameters " + database.name, params, rows, "parameters")


# ---- power ----
@serves("StopRelationalDatabase")
def stop_database(region: Region, params: dict) -> dict:
    database, name = available(region, params), params.get("relationalDatabaseSnapshotName")
    if name:
        claim_snapshot(region, name)
    operations = [region.start("StopRelationalDatabase", database)]
    if name:
        operations += begin_snapshot(database, name, {})
    database.stop()
    return {"operations": operations}


@serves("StartRelationalDatabase")
def start_database(region: Region, params: dict) -> dict:
    database = find(region, params)
    if database.state != "stopped":
        raise refuse_state(database)
    database.start()
    return {"operations": [region.start("StartRelationalDatabase", database)]}


@serves("RebootRelationalDatabase")
def reboot_database(region: Region, params: dict) -> dict:
    database = available(region, params)
    database.state = "rebooting"

    def end() -> None:
        database.applied = "in-sync"
        database.arrive()

    region.later(region.options.pending_ms, end)
    return {"operations": [region.start("RebootRelationalDatabase", database, "")]}
