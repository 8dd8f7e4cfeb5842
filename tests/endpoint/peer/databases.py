"""Managed databases: created, read, deleted, stopped, started; what they contain over time.

Knows the states of a database; must not know snapshots, nor which values an update may have. Source: API_CreateRelationalDatabase,
API_RelationalDatabase and the other pages of the family, with their examples in the AWS CLI's reference; the guide to RDS for states, which Lightsail
does not list.
"""

import secrets
from typing import Any, Optional

from .database_catalogue import Engine, Plan, usable_engine, usable_plan
from .database_logs import Diary
from .database_values import Windows, check_name, check_password, check_word, make_password, read_windows
from .faults import failed, invalid, not_found
from .pages import page
from .resource import Resource, stamp
from .tags import read_tags
from .world import Region, serves

MOST = 40
STEP_S, KEPT_S = 300, 7 * 24 * 3600
# States that end by themselves.
PASSING = (
    "creating", "backing-up", "configuring-log-exports", "modifying", "upgrading", "resetting-master-credentials", "maintenance", "rebooting",
    "starting", "stopping", "deleting",
)


class Past:
    """What a database contained, and since when it can be restored to an earlier time."""

    def __init__(self, now: float, mark: str):
        self.marks = [(now, mark)]
        self.since: Optional[float] = None
        self.stopped: Optional[float] = None

    @property
    def mark(self) -> str:
        return self.marks[-1][1]

    def mark_at(self, at: float) -> str:
        return next((mark for since, mark in reversed(self.marks) if since <= at), self.marks[0][1])

    def range(self, now: float) -> Optional[tuple[float, float]]:
        """The times to which it can be restored."""
        if self.since is None:
            return None
        steps = max(0, int(((self.stopped or now) - self.since) // STEP_S))
        return max(self.since, now - KEPT_S), self.since + steps * STEP_S


class Origin:
    """What a new database has from its source: an engine, the names of its master, a content."""

    def __init__(self, engine: Engine, version: str, database: str, user: str, plan: Optional[Plan] = None, mark: str = ""):
        self.engine, self.version, self.database, self.user, self.plan, self.mark = engine, version, database, user, plan, mark


class Database(Resource):
    """A managed database."""

    kind = "RelationalDatabase"

    def __init__(self, region: Region, name: str, zone: str, tags: dict[str, str], origin: Origin, plan: Plan, windows: Windows):
        super().__init__(region, name, zone, tags)
        self.engine, self.version, self.database, self.user = origin.engine, origin.version, origin.database, origin.user
        self.plan, self.windows, self.past = plan, windows, Past(region.now, origin.mark)
        self.code = f"ls-{secrets.token_hex(20)}"
        self.state, self.reachable, self.public, self.backups = "creating", False, False, True
        self.second = next(other for other in region.zones if other != zone) if plan.pair else None
        self.certificate, self.parameters, self.applied = "rds-ca-rsa2048-g1", {}, "in-sync"
        self.passwords: dict[str, tuple[str, float]] = {}
        self.waiting: dict[str, Any] = {}  # changes for the maintenance window, by the names of attributes
        self.chores: list[dict] = []
        self.window = 0.0  # the maintenance that is planned
        self.diary = Diary(region, name, self.engine.engine)

    @property
    def support_code(self) -> str:
        return f"{super().support_code.rsplit('/', 1)[0]}/{self.code}"

    # ---- states ----
    def become(self, state: str, note: str = "", category: str = "") -> None:
        self.state = state
        if note:
            self.diary.note(category, note)

    def arrive(self) -> None:
        """It accepts connections."""
        self.state, self.past.stopped = "available", None
        self.diary.ready(self.version)

    def begin(self) -> None:
        """The steps of a creation."""
        whole = self.region.options.pending_ms

        def first_backup() -> None:
            self.reachable = True
            self.diary.note("creation", "Relational Database created")
            self.become("backing-up", "Backing up Relational Database", "backup")

        def logs() -> None:
            self.past.since = self.region.now
            self.become("configuring-log-exports", "Finished Relational Database backup", "backup")

        self.region.later(whole / 2, first_backup)
        self.region.later(whole * 3 / 4, logs)
        self.region.later(whole, self.arrive)

    def stop(self) -> None:
        self.state = "stopping"
        self.region.later(self.region.options.pending_ms, self._stopped)

    def _stopped(self) -> None:
        since = self.past.stopped = self.region.now
        self.become("stopped", "Relational Database stopped", "notification")

        def start_again() -> None:
            if self.state == "stopped" and self.past.stopped == since:
                self.start()

        self.region.later(KEPT_S * 1000, start_again)

    def start(self) -> None:
        self.become("starting", "Relational Database started", "notification")
        self.region.later(self.region.options.pending_ms, self.arrive)

    # ---- descriptions ----
    def describe(self) -> dict:
        found = self._describe()
        times = self.past.range(self.region.now)
        if times:
            found["latestRestorableTime"] = stamp(times[1])
        return found

    def _describe(self) -> dict:
        found = super().describe()
        found.update(
            relationalDatabaseBlueprintId=self.engine.id,
            relationalDatabaseBundleId=self.plan.id,
            masterDatabaseName=self.database,
            hardware={"cpuCount": self.plan.cpus, "diskSizeInGb": self.plan.disk, "ramSizeInGb": self.plan.ram},
            state=self.state,
            backupRetentionEnabled=self.backups,
            pendingModifiedValues=self._pending(),
            engine=self.engine.engine,
            engineVersion=self.version,
            masterUsername=self.user,
            parameterApplyStatus=self.applied,
            preferredBackupWindow=self.windows.backup,
            preferredMaintenanceWindow=self.windows.maintenance,
            publiclyAccessible=self.public,
            pendingMaintenanceActions=list(self.chores),
            caCertificateIdentifier=self.certificate,
        )
        if self.second:
            found["secondaryAvailabilityZone"] = self.second
        if self.reachable:
            address = f"{self.code}.cexample0.{self.region.name}.rds.amazonaws.com"
            found["masterEndpoint"] = {"port": 3306 if self.engine.engine == "mysql" else 5432, "address": address}
        return found

    def _pending(self) -> dict:
        found: dict[str, Any] = {}
        if "PENDING" in self.passwords:
            found["masterUserPassword"] = self.passwords["PENDING"][0]
        if "engine" in self.waiting:
            found["engineVersion"] = self.waiting["engine"].version
        if "backups" in self.waiting:
            found["backupRetentionEnabled"] = self.waiting["backups"]
        return found

    def versioned(self) -> tuple:
        return self._describe(), dict(self.passwords), dict(self.parameters), self.diary.count()


def find(region: Region, params: dict) -> Database:
    return region.find(Database, params["relationalDatabaseName"])


def refuse_state(database: Database) -> Exception:
    again = " Please try again in a few minutes." if database.state in PASSING else ""
    return failed(f"The database {database.name} is {database.state}.{again}", "InvalidDatabaseState")


def available(region: Region, params: dict) -> Database:
    database = find(region, params)
    if database.state != "available":
        raise refuse_state(database)
    return database


def create(region: Region, params: dict, origin: Origin, operation: str, details: Optional[str] = None) -> dict:
    """Creates the database of a request; its source has been checked."""
    name = params["relationalDatabaseName"]
    check_name(name)
    region.claim([name])
    if len(region.all(Database)) >= MOST:
        raise invalid(f"A region has at most {MOST} databases", "LimitExceeded")
    plan = usable_plan(params.get("relationalDatabaseBundleId", origin.plan.id if origin.plan else ""), origin.plan)
    zone = params.get("availabilityZone")
    if zone and plan.pair:
        raise invalid(f"The plan {plan.id} has two zones, which cannot be chosen", "InvalidAvailabilityZone")
    if zone:
        region.check_zone(zone)
    windows, tags = read_windows(None, params), read_tags(params.get("tags", []))
    database = region.add(Database(region, name, zone or region.zones[0], tags, origin, plan, windows))
    database.public = params.get("publiclyAccessible", False)
    database.passwords["CURRENT"] = params.get("masterUserPassword") or make_password(), region.now
    database.begin()
    return {"operations": [region.start(operation, database, details)]}


@serves("CreateRelationalDatabase")
def create_database(region: Region, params: dict) -> dict:
    engine = usable_engine(params["relationalDatabaseBlueprintId"])
    mysql = engine.engine == "mysql"
    check_word(params["masterDatabaseName"], 64 if mysql else 63, "name of the first database")
    check_word(params["masterUsername"], 16 if mysql else 63, "name of the master user")
    if "masterUserPassword" in params:
        check_password(engine.engine, params["masterUserPassword"])
    origin = Origin(engine, engine.version, params["masterDatabaseName"], params["masterUsername"])
    return create(region, params, origin, "CreateRelationalDatabase")


@serves("GetRelationalDatabase")
def get_database(region: Region, params: dict) -> dict:
    return {"relationalDatabase": find(region, params).describe()}


@serves("GetRelationalDatabases")
def get_databases(region: Region, params: dict) -> dict:
    return page(region, "GetRelationalDatabases", params, region.all(Database), "relationalDatabases")


@serves("GetRelationalDatabaseMasterUserPassword")
def get_password(region: Region, params: dict) -> dict:
    version = params.get("passwordVersion", "CURRENT")
    passwords = find(region, params).passwords
    if version not in passwords:
        raise not_found("password", version)
    return {"masterUserPassword": passwords[version][0], "createdAt": stamp(passwords[version][1])}
