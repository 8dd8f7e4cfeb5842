"""Requests about databases and their snapshots. A function is a part that peer.t names.

Knows the API reference and the user guide; must not know how the endpoint is implemented.
"""

import datetime

from client import LS, REGION, advance, control, kind_of, ok, raw, refused, same, until

NEW = dict(
    relationalDatabaseName="data",
    relationalDatabaseBlueprintId="mysql_8_0",
    relationalDatabaseBundleId="micro_2_0",
    masterDatabaseName="main",
    masterUsername="owner",
)
WEEK_MS = 7 * 24 * 3600 * 1000


def side(name, **told):
    control(name, {"region": REGION, "name": "data", **told})


def create(called="other", **more):
    return LS.create_relational_database(**{**NEW, "relationalDatabaseName": called, **more})


def database(name="data"):
    return LS.get_relational_database(relationalDatabaseName=name)["relationalDatabase"]


def update(**more):
    return LS.update_relational_database(relationalDatabaseName="data", **more)


def password(version="CURRENT", name="data"):
    return LS.get_relational_database_master_user_password(relationalDatabaseName=name, passwordVersion=version)["masterUserPassword"]


def gone(name):
    return lambda: name not in [row["name"] for row in LS.get_relational_databases()["relationalDatabases"]]


def settled(name="data"):
    return until(lambda: database(name)["state"] == "available")


def databases():
    bundles = {row["bundleId"]: row for row in LS.get_paginator("get_relational_database_bundles").paginate().build_full_result()["bundles"]}
    same((bundles["micro_2_0"]["price"], bundles["large_ha_2_0"]["price"], len(bundles)), (15.0, 230.0, 8), "plans of databases")
    every = LS.get_paginator("get_relational_database_bundles").paginate(includeInactive=True).build_full_result()["bundles"]
    ok({row["bundleId"] for row in every if not row["isActive"]} >= {"micro_1_0", "large_ha_1_0"}, "... and retired ones")
    engines = {row["blueprintId"]: row["engine"] for row in LS.get_relational_database_blueprints()["blueprints"]}
    ok(engines["mysql_8_0"] == "mysql" and engines["postgres_16"] == "postgres", "engines", engines)
    made = create("data", masterUserPassword="secret-1", preferredBackupWindow="16:00-16:30", preferredMaintenanceWindow="Tue:17:00-Tue:17:30",
                  tags=[{"key": "k", "value": "v"}])
    same([row["operationType"] for row in made["operations"]], ["CreateRelationalDatabase"], "a new database")
    found = database()
    same((found["state"], "masterEndpoint" in found, "latestRestorableTime" in found), ("creating", False, False), "... is created for some time")
    refused("OperationFailureException", "... and not changed meanwhile", update, publiclyAccessible=True)
    advance(31000)
    same((database()["state"], database()["masterEndpoint"]["port"]), ("backing-up", 3306), "... then has an endpoint")
    ok(settled(), "... then is available")
    same((password(), database()["preferredMaintenanceWindow"], database()["tags"][0]["value"]), ("secret-1", "tue:17:00-tue:17:30", "v"), "... with what was given")
    for wrong, why in (
        (dict(called="data"), "a taken name"),
        (dict(called="a_b"), "a name with an underscore"),
        (dict(relationalDatabaseBlueprintId="mysql_5_5"), "an unknown engine"),
        (dict(relationalDatabaseBundleId="small_1_0"), "a retired plan"),
        (dict(relationalDatabaseBundleId="small_ha_2_0", availabilityZone=REGION + "a"), "a zone with two zones"),
        (dict(masterUsername="root"), "a reserved user"),
        (dict(masterDatabaseName="x" * 65), "a long name of the first database"),
        (dict(masterUserPassword="short"), "a short password"),
        (dict(masterUserPassword="with a space"), "a password with a space"),
        (dict(preferredBackupWindow="16:00-16:29"), "a short window"),
        (dict(preferredBackupWindow="16:00"), "half a window"),
        (dict(preferredBackupWindow="23:00-01:00", preferredMaintenanceWindow="mon:00:30-mon:01:30"), "windows that meet"),
    ):
        refused("InvalidInputException", f"{why} is refused", create, **wrong)
    create("pair", relationalDatabaseBundleId="small_ha_2_0", relationalDatabaseBlueprintId="postgres_16")
    ok(database("pair")["secondaryAvailabilityZone"] != database("pair")["location"]["availabilityZone"], "two zones")
    windows = [create(f"any{i}") and database(f"any{i}")["preferredBackupWindow"] for i in range(3)]
    ok(all(len(window) == 11 for window in windows), "windows of the service's choice", windows)
    for number in range(35):
        create(f"many{number}")
    refused("InvalidInputException", "more than 40 databases are refused", create)
    advance(100000)
    names = [f"many{number}" for number in range(35)] + [f"any{i}" for i in range(3)]
    for name in names:
        LS.delete_relational_database(relationalDatabaseName=name, skipFinalSnapshot=True)
    same(database("any0")["state"], "deleting", "a deletion takes time")
    ok(until(gone("any0")), "... and ends")


def database_changes():
    update(publiclyAccessible=True)
    same((database()["state"], database()["publiclyAccessible"]), ("modifying", False), "public access takes time")
    ok(settled() and database()["publiclyAccessible"], "... and is there")
    update(masterUserPassword="secret-2", applyImmediately=True)
    same((password(), password("PENDING"), database()["state"]), ("secret-1", "secret-2", "resetting-master-credentials"), "a password is pending")
    ok(settled() and password() == "secret-2" and password("PREVIOUS") == "secret-1", "... then the current one")
    refused("NotFoundException", "... and not pending", password, version="PENDING")
    update(disableBackupRetention=True, rotateMasterUserPassword=True)
    update(caCertificateIdentifier="rds-ca-rsa4096-g1")
    waiting = database()["pendingModifiedValues"]
    same((sorted(waiting), database()["state"], password()), (["backupRetentionEnabled", "masterUserPassword"], "available", "secret-2"), "changes wait")
    advance(WEEK_MS)
    found = database()
    same((found["backupRetentionEnabled"], found["pendingModifiedValues"], found["caCertificateIdentifier"], "latestRestorableTime" in found),
         (False, {}, "rds-ca-rsa4096-g1", False), "... for the maintenance window")
    same(len(password()), 32, "a password of the service")
    update(enableBackupRetention=True)
    update(disableBackupRetention=True)
    same(database()["pendingModifiedValues"], {}, "a change back waits no more")
    update(enableBackupRetention=True, applyImmediately=True)
    ok(settled() and database()["backupRetentionEnabled"], "backups again")
    # What Debian's botocore does not know yet.
    wanted = {"relationalDatabaseName": "data", "applyImmediately": True}
    same(kind_of(raw("UpdateRelationalDatabase", {**wanted, "relationalDatabaseBlueprintId": "postgres_16"})), (400, "InvalidInputException"), "another engine")
    raw("UpdateRelationalDatabase", {**wanted, "relationalDatabaseBlueprintId": "mysql_8_4"})
    same((database()["state"], database()["pendingModifiedValues"]["engineVersion"][:3]), ("upgrading", "8.4"), "an upgrade")
    ok(settled() and database()["relationalDatabaseBlueprintId"] == "mysql_8_4", "... ends")
    refused("InvalidInputException", "two passwords are refused", update, masterUserPassword="secret-3", rotateMasterUserPassword=True)
    refused("InvalidInputException", "an overlap with the window it has, too", update, preferredBackupWindow="17:00-17:30")
    LS.stop_relational_database(relationalDatabaseName="data", relationalDatabaseSnapshotName="stopped")
    ok(until(lambda: database()["state"] == "stopped"), "it stops")
    refused("OperationFailureException", "... and is not changed", update, publiclyAccessible=False)
    advance(WEEK_MS)
    ok(settled(), "after seven days it is started")
    LS.reboot_relational_database(relationalDatabaseName="data")
    same(database()["state"], "rebooting", "reboot")
    ok(settled(), "... ends")
    side("database-state", state="storage-full")
    refused("OperationFailureException", "a state that lasts", LS.reboot_relational_database, relationalDatabaseName="data")
    side("database-state", state="available")


def parameters(name="data"):
    rows = LS.get_paginator("get_relational_database_parameters").paginate(relationalDatabaseName=name).build_full_result()["parameters"]
    return {row["parameterName"]: row for row in rows}


def set_to(parameter, value=None, method=None):
    wanted = {"parameterName": parameter, **({"parameterValue": value} if value else {}), **({"applyMethod": method} if method else {})}
    return LS.update_relational_database_parameters(relationalDatabaseName="data", parameters=[wanted])


def database_parameters():
    same((parameters()["autocommit"]["allowedValues"], "parameterValue" in parameters()["autocommit"]), ("0,1", False), "parameters")
    set_to("general_log", "1", "immediate")
    ok(until(lambda: database()["parameterApplyStatus"] == "in-sync") and parameters()["general_log"]["parameterValue"] == "1", "a dynamic one")
    set_to("performance_schema", "1", "pending-reboot")
    same(database()["parameterApplyStatus"], "pending-reboot", "a static one waits")
    LS.reboot_relational_database(relationalDatabaseName="data")
    ok(settled() and database()["parameterApplyStatus"] == "in-sync", "... for a reboot")
    set_to("general_log")
    same(parameters()["general_log"]["parameterValue"], "0", "without a value it is the default")
    for name, value, method in (("none", "1", None), ("innodb_page_size", "4096", None), ("general_log", "2", None),
                                ("max_connections", "0", None), ("performance_schema", "0", "immediate")):
        refused("InvalidInputException", f"{name} {value} is refused", set_to, parameter=name, value=value, method=method)


def database_snapshots():
    side("write-database", mark="one")
    advance(400000)
    before = database()["latestRestorableTime"]
    advance(400000)
    side("write-database", mark="two")
    made = LS.create_relational_database_snapshot(relationalDatabaseName="data", relationalDatabaseSnapshotName="snap")
    same([row["resourceName"] for row in made["operations"]], ["snap", "data"], "a snapshot has two operations")
    restore = dict(relationalDatabaseName="copy", relationalDatabaseSnapshotName="snap")
    refused("OperationFailureException", "... and is not ready", LS.create_relational_database_from_snapshot, **restore)
    ok(settled() and settled(), "... and then is")
    found = LS.get_relational_database_snapshot(relationalDatabaseSnapshotName="snap")["relationalDatabaseSnapshot"]
    same((found["state"], found["sizeInGb"], found["fromRelationalDatabaseName"]), ("available", 40, "data"), "... complete")
    made = LS.create_relational_database_from_snapshot(**restore, relationalDatabaseBundleId="small_2_0")
    same(made["operations"][0]["operationDetails"], "snap", "a database from it")
    ok(settled("copy") and password(name="copy") != password(), "... has a new password")
    LS.create_relational_database_snapshot(relationalDatabaseName="copy", relationalDatabaseSnapshotName="large")
    settled("copy")
    refused("InvalidInputException", "a smaller plan is refused", LS.create_relational_database_from_snapshot,
            relationalDatabaseName="tiny", relationalDatabaseSnapshotName="large", relationalDatabaseBundleId="micro_2_0")
    for wrong, why in (
        (dict(relationalDatabaseSnapshotName="snap"), "two sources"),
        (dict(useLatestRestorableTime=True, restoreTime=before), "two times"),
        (dict(), "no time"),
        (dict(restoreTime=before - datetime.timedelta(days=30)), "an early time"),
        (dict(restoreTime=before + datetime.timedelta(days=30)), "a time in the future"),
    ):
        refused("InvalidInputException", f"{why} is refused", LS.create_relational_database_from_snapshot,
                relationalDatabaseName="past", sourceRelationalDatabaseName="data", **wrong)
    LS.create_relational_database_from_snapshot(relationalDatabaseName="past", sourceRelationalDatabaseName="data", restoreTime=before)
    LS.create_relational_database_from_snapshot(relationalDatabaseName="late", sourceRelationalDatabaseName="data", useLatestRestorableTime=True)
    ok(settled("past") and settled("late"), "points in time")
    delete = LS.delete_relational_database
    refused("InvalidInputException", "a deletion needs a decision", delete, relationalDatabaseName="past")
    refused("InvalidInputException", "... one only", delete, relationalDatabaseName="past", skipFinalSnapshot=True,
            finalRelationalDatabaseSnapshotName="last")
    made = delete(relationalDatabaseName="past", finalRelationalDatabaseSnapshotName="last")
    same([row["operationType"] for row in made["operations"]], ["DeleteRelationalDatabase"] + 2 * ["CreateRelationalDatabaseSnapshot"], "a last snapshot")
    ok(until(gone("past")), "... and the database is gone")
    names = [row["name"] for row in LS.get_relational_database_snapshots()["relationalDatabaseSnapshots"]]
    same(names, ["stopped", "snap", "large", "last"], "the snapshots remain")
    LS.delete_relational_database_snapshot(relationalDatabaseSnapshotName="last")
    refused("NotFoundException", "... until they are deleted", LS.get_relational_database_snapshot, relationalDatabaseSnapshotName="last")


def lines(stream="slowquery", **more):
    return LS.get_relational_database_log_events(relationalDatabaseName="data", logStreamName=stream, **more)


def messages(found):
    return [row["message"] for row in found["resourceLogEvents"]]


def database_logs():
    streams = LS.get_relational_database_log_streams
    same(streams(relationalDatabaseName="data")["logStreams"], ["audit", "error", "general", "slowquery"], "streams of MySQL")
    same(streams(relationalDatabaseName="pair")["logStreams"], ["postgresql"], "streams of PostgreSQL")
    every = [f"line {number}" for number in range(25)]
    for line in every:
        side("add-database-log", stream="slowquery", line=line)
        advance(2000)
    last = lines()
    same((messages(last), messages(lines(pageToken=last["nextForwardToken"]))), (every[15:], []), "the last lines")
    same(messages(lines(pageToken=last["nextBackwardToken"])), every[5:15], "... and those before")
    first = lines(startFromHead=True)
    same((messages(first), messages(lines(pageToken=first["nextForwardToken"]))), (every[:10], every[10:20]), "from the head")
    at = first["resourceLogEvents"][1]["createdAt"] + datetime.timedelta(seconds=1)
    same(messages(lines(endTime=at)), every[:2], "a range of time")
    refused("NotFoundException", "an unknown stream", lines, stream="none")
    side("add-database-event", category="failover", message="A failover")
    events = LS.get_relational_database_events(relationalDatabaseName="data", durationInMinutes=1)["relationalDatabaseEvents"]
    same([(row["message"], row["eventCategories"]) for row in events], [("A failover", ["failover"])], "events of a minute")
    refused("InvalidInputException", "of more than two weeks", LS.get_relational_database_events, relationalDatabaseName="data", durationInMinutes=20161)
    at = datetime.datetime(2024, 1, 1)
    found = LS.get_relational_database_metric_data(relationalDatabaseName="data", metricName="CPUUtilization", period=60, startTime=at,
                                                   endTime=at + datetime.timedelta(hours=1), unit="Percent", statistics=["Average"])
    same((found["metricName"], found["metricData"]), ("CPUUtilization", []), "nothing is measured")
    side("add-database-maintenance", description="A patch")
    same(database()["pendingMaintenanceActions"][0]["description"], "A patch", "a maintenance")
    side("maintain-database")
    same(database()["pendingMaintenanceActions"], [], "... that happens")
    for name in ("data", "copy", "late", "pair"):
        LS.delete_relational_database(relationalDatabaseName=name, skipFinalSnapshot=True)
    for name in ("snap", "large", "stopped"):
        LS.delete_relational_database_snapshot(relationalDatabaseSnapshotName=name)
    ok(until(gone("data")), "all are gone")
