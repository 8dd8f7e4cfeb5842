"""Snapshots of databases, databases from them or from a point in time, and the deletion of a database with its last snapshot.

Knows what a snapshot stores; must not know how a database changes. Source: API_CreateRelationalDatabaseSnapshot,
API_CreateRelationalDatabaseFromSnapshot, API_DeleteRelationalDatabase and their examples in the AWS CLI's reference; the guide for points in time.
"""

import secrets

from .database_values import check_name
from .databases import Database, Origin, PASSING, create, find, refuse_state
from .faults import failed, invalid
from .pages import page
from .resource import Resource
from .tags import read_tags
from .world import Region, serves


class DatabaseSnapshot(Resource):
    """A database at one time. It outlives the database."""

    kind = "RelationalDatabaseSnapshot"

    def __init__(self, region: Region, name: str, tags: dict[str, str], source: Database):
        super().__init__(region, name, tags=tags)
        self.state, self.mark, self.code = "creating", source.past.mark, f"ls-{secrets.token_hex(20)}"
        self.stored = Origin(source.engine, source.version, source.database, source.user, source.plan, self.mark)
        self.source_name, self.source_arn = source.name, source.arn
        region.later(region.options.operation_ms, self._arrive)

    def _arrive(self) -> None:
        self.state = "available"

    def marks(self) -> dict:
        return {"mark": self.mark}

    @property
    def support_code(self) -> str:
        return f"{super().support_code.rsplit('/', 1)[0]}/{self.code}"

    def describe(self) -> dict:
        found = super().describe()
        found.update(
            engine=self.stored.engine.engine,
            engineVersion=self.stored.version,
            sizeInGb=self.stored.plan.disk,
            state=self.state,
            fromRelationalDatabaseName=self.source_name,
            fromRelationalDatabaseArn=self.source_arn,
            fromRelationalDatabaseBundleId=self.stored.plan.id,
            fromRelationalDatabaseBlueprintId=self.stored.engine.id,
        )
        return found


def claim_snapshot(region: Region, name: str) -> None:
    check_name(name)
    region.claim([name])


def begin_snapshot(database: Database, name: str, tags: dict[str, str]) -> list[dict]:
    """Both get an operation."""
    region = database.region
    snapshot = region.add(DatabaseSnapshot(region, name, tags, database))
    kind = "CreateRelationalDatabaseSnapshot"
    return [region.start(kind, snapshot, database.name), region.start(kind, database, name)]


@serves("CreateRelationalDatabaseSnapshot")
def create_snapshot(region: Region, params: dict) -> dict:
    database, name = find(region, params), params["relationalDatabaseSnapshotName"]
    if database.state not in ("available", "stopped"):
        raise refuse_state(database)
    claim_snapshot(region, name)
    operations = begin_snapshot(database, name, read_tags(params.get("tags", [])))
    if database.state == "available":
        database.become("backing-up", "Backing up Relational Database", "backup")

        def end() -> None:
            database.become("available", "Finished Relational Database backup", "backup")

        region.later(region.options.operation_ms * 1.5, end)
    return {"operations": operations}


@serves("GetRelationalDatabaseSnapshot")
def get_snapshot(region: Region, params: dict) -> dict:
    return {"relationalDatabaseSnapshot": region.find(DatabaseSnapshot, params["relationalDatabaseSnapshotName"]).describe()}


@serves("GetRelationalDatabaseSnapshots")
def get_snapshots(region: Region, params: dict) -> dict:
    return page(region, "GetRelationalDatabaseSnapshots", params, region.all(DatabaseSnapshot), "relationalDatabaseSnapshots")


@serves("DeleteRelationalDatabaseSnapshot")
def delete_snapshot(region: Region, params: dict) -> dict:
    snapshot = region.find(DatabaseSnapshot, params["relationalDatabaseSnapshotName"])
    if snapshot.state != "available":
        raise failed(f"The snapshot {snapshot.name} is {snapshot.state}. Please try again in a few minutes.", "InvalidSnapshotState")
    region.remove(snapshot)
    return {"operations": [region.done("DeleteRelationalDatabaseSnapshot", snapshot)]}


# ---- databases from them ----
def _from_snapshot(region: Region, params: dict) -> tuple[Origin, str]:
    if "restoreTime" in params or params.get("useLatestRestorableTime"):
        raise invalid("A snapshot has no other time", "InvalidParameterCombination")
    snapshot = region.find(DatabaseSnapshot, params["relationalDatabaseSnapshotName"])
    if snapshot.state != "available":
        raise failed(f"The snapshot {snapshot.name} is {snapshot.state}. Please try again in a few minutes.", "InvalidSnapshotState")
    return snapshot.stored, snapshot.name


def _from_time(region: Region, params: dict) -> tuple[Origin, str]:
    source, wanted = region.find(Database, params["sourceRelationalDatabaseName"]), params.get("restoreTime")
    if (wanted is not None) == params.get("useLatestRestorableTime", False):
        raise invalid("Exactly one of restoreTime and useLatestRestorableTime is needed", "InvalidParameterCombination")
    times = source.past.range(region.now)
    if times is None:
        raise invalid(f"The database {source.name} has no backups", "NoBackups")
    at = times[1] if wanted is None else float(wanted)
    if not int(times[0]) <= at <= times[1] + 0.001:
        raise invalid(f"The database {source.name} can be restored to times from {times[0]} to {times[1]}, not {at}", "InvalidRestoreTime")
    return Origin(source.engine, source.version, source.database, source.user, source.plan, source.past.mark_at(at)), source.name


@serves("CreateRelationalDatabaseFromSnapshot")
def create_from_snapshot(region: Region, params: dict) -> dict:
    named = "relationalDatabaseSnapshotName" in params
    if named == ("sourceRelationalDatabaseName" in params):
        raise invalid("Exactly one of relationalDatabaseSnapshotName and sourceRelationalDatabaseName is needed", "InvalidParameterCombination")
    origin, name = _from_snapshot(region, params) if named else _from_time(region, params)
    return create(region, params, origin, "CreateRelationalDatabaseFromSnapshot", name)


# ---- deletion ----
@serves("DeleteRelationalDatabase")
def delete_database(region: Region, params: dict) -> dict:
    database, skip, name = find(region, params), params.get("skipFinalSnapshot", False), params.get("finalRelationalDatabaseSnapshotName")
    if skip == (name is not None):
        raise invalid("Exactly one of skipFinalSnapshot and finalRelationalDatabaseSnapshotName is needed", "InvalidParameterCombination")
    if database.state in PASSING or (name and database.state not in ("available", "stopped")):
        raise refuse_state(database)
    if name:
        claim_snapshot(region, name)
    operations = [region.start("DeleteRelationalDatabase", database)]
    if name:
        operations += begin_snapshot(database, name, {})
        database.become("backing-up")
        region.later(region.options.operation_ms, lambda: database.become("deleting"))
    else:
        database.state = "deleting"
    database.window = 0.0

    def end() -> None:
        if region.has(database):
            region.remove(database)

    region.later(region.options.operation_ms * 1.5, end)
    return {"operations": operations}
