"""Plans and engines of databases, the parameters of the engines, and the operations that list plans and engines.

Knows tables; must not know databases. Source: example outputs of get-relational-database-bundles, -blueprints and -parameters in the AWS CLI's
reference; the manuals of MySQL and PostgreSQL for parameters. AWS has hundreds of those.
"""

from typing import NamedTuple, Optional

from .faults import invalid
from .pages import page
from .world import Region, serves


class Plan(NamedTuple):
    """A bundle of a database."""

    number: int
    id: str
    name: str
    price: float
    ram: float
    disk: int
    transfer: int
    cpus: int
    pair: bool
    active: bool

    def describe(self) -> dict:
        return {
            "bundleId": self.id,
            "name": self.name,
            "price": self.price,
            "ramSizeInGb": self.ram,
            "diskSizeInGb": self.disk,
            "transferPerMonthInGb": self.transfer,
            "cpuCount": self.cpus,
            "isEncrypted": True,
            "isActive": self.active,
        }


class Engine(NamedTuple):
    """A blueprint: an engine in a major version. `rank` orders the versions of an engine."""

    number: int
    id: str
    engine: str
    version: str
    rank: int
    default: bool

    def describe(self) -> dict:
        mysql = self.engine == "mysql"
        return {
            "blueprintId": self.id,
            "engine": self.engine,
            "engineVersion": self.version,
            "engineDescription": "MySQL Community Edition" if mysql else "PostgreSQL",
            "engineVersionDescription": f"MySQL {self.version}" if mysql else f"PostgreSQL {self.version}-R1",
            "isEngineDefault": self.default,
        }


class Parameter(NamedTuple):
    """A parameter of an engine. `allowed` is a text like 0,1 or 1-100; without `value` the engine has its own default."""

    name: str
    kind: str
    allowed: Optional[str]
    value: Optional[str]
    static: bool
    fixed: bool
    text: str


# size: GB of memory, GB of disk, GB of transfer, price
_SIZES = {"micro": (1.0, 40, 100, 15.0), "small": (2.0, 80, 100, 30.0), "medium": (4.0, 120, 100, 60.0), "large": (8.0, 240, 200, 115.0)}


def _plans() -> dict[str, Plan]:
    rows = []
    for generation in (2, 1):
        for size, (ram, disk, transfer, price) in _SIZES.items():
            cpus = 2 if generation == 2 or ram >= 4 else 1
            for pair in (False, True):
                name = size.capitalize() + (" with High Availability" if pair else "")
                identifier = f"{size}_{'ha_' if pair else ''}{generation}_0"
                rows.append(Plan(len(rows) + 1, identifier, name, price * (2 if pair else 1), ram, disk, transfer, cpus, pair, generation == 2))
    return {row.id: row for row in rows}


PLANS = _plans()
# The latest minor versions that the guides to RDS list; Lightsail's own are not documented.
_VERSIONS = {
    "mysql_5_7": "5.7.44",
    "mysql_8_0": "8.0.40",
    "mysql_8_4": "8.4.3",
    "postgres_12": "12.22",
    "postgres_13": "13.18",
    "postgres_14": "14.15",
    "postgres_15": "15.10",
    "postgres_16": "16.6",
}
ENGINES = {
    identifier: Engine(number, identifier, identifier.split("_")[0], version, number, identifier in ("mysql_8_0", "postgres_16"))
    for number, (identifier, version) in enumerate(_VERSIONS.items(), 1)
}
PARAMETERS = {
    "mysql": [
        Parameter("activate_all_roles_on_login", "boolean", "0,1", "0", False, False, "Automatically set all granted roles as active"),
        Parameter("allow-suspicious-udfs", "boolean", "0,1", None, True, True, "Controls user-defined functions with only a main function"),
        Parameter("autocommit", "boolean", "0,1", None, False, False, "Sets the autocommit mode"),
        Parameter("event_scheduler", "string", "ON,OFF", "ON", False, False, "Indicates the status of the Event Scheduler"),
        Parameter("general_log", "boolean", "0,1", "0", False, False, "Whether the general query log is enabled"),
        Parameter("innodb_flush_log_at_trx_commit", "integer", "0,1,2", "1", False, False, "Determines the durability of transactions"),
        Parameter("innodb_page_size", "integer", "4096,8192,16384,32768,65536", None, True, True, "The page size of InnoDB"),
        Parameter("max_connections", "integer", "1-100000", "{DBInstanceClassMemory/12582880}", False, False, "The number of connections"),
        Parameter("performance_schema", "boolean", "0,1", "0", True, False, "Enables the Performance Schema"),
        Parameter("slow_query_log", "boolean", "0,1", "0", False, False, "Enable the slow query log"),
        Parameter("sql_mode", "string", None, None, False, False, "Current SQL Server Mode"),
        Parameter("wait_timeout", "integer", "1-31536000", None, False, False, "Seconds that the server waits for activity"),
    ],
    "postgres": [
        Parameter("autovacuum", "boolean", "0,1", "1", False, False, "Starts the autovacuum subprocess"),
        Parameter("block_size", "integer", "8192", None, True, True, "Shows the size of a disk block"),
        Parameter("log_connections", "boolean", "0,1", None, False, False, "Logs each successful connection"),
        Parameter("log_min_duration_statement", "integer", "-1-2147483647", None, False, False, "Minimum time of statements that are logged"),
        Parameter("max_connections", "integer", "6-8388607", "LEAST({DBInstanceClassMemory/9531392},5000)", True, False, "Connections"),
        Parameter("rds.force_ssl", "boolean", "0,1", "1", False, False, "Force SSL connections"),
        Parameter("timezone", "string", None, "UTC", False, False, "Sets the time zone"),
        Parameter("work_mem", "integer", "64-2147483647", None, False, False, "Memory of a query"),
    ],
}


def usable_plan(identifier: str, smallest: Optional[Plan] = None) -> Plan:
    """The plan for a new database, which is at least as large as that of its source."""
    plan = PLANS.get(identifier)
    if not plan or not (plan.active or plan == smallest):
        raise invalid(f"{identifier} is not a plan on offer", "InvalidBundle")
    if smallest and (plan.disk < smallest.disk or plan.ram < smallest.ram):
        raise invalid(f"{identifier} is smaller than {smallest.id}, the plan of the source", "InvalidBundle")
    return plan


def usable_engine(identifier: str) -> Engine:
    if identifier not in ENGINES:
        raise invalid(f"{identifier} is not a database blueprint", "InvalidBlueprint")
    return ENGINES[identifier]


def next_engine(old: Engine, identifier: str) -> Engine:
    """What a database may be upgraded to: a later version of the same engine, of MySQL only the next one."""
    new = usable_engine(identifier)
    steps = new.rank - old.rank
    if new.engine != old.engine or steps < 0 or (new.engine == "mysql" and steps > 1):
        raise invalid(f"{old.id} cannot become {new.id}", "InvalidUpgrade")
    return new


@serves("GetRelationalDatabaseBundles")
def get_bundles(region: Region, params: dict) -> dict:
    rows = [plan for plan in PLANS.values() if plan.active or params.get("includeInactive")]
    return page(region, "GetRelationalDatabaseBundles", params, rows, "bundles")


@serves("GetRelationalDatabaseBlueprints")
def get_blueprints(region: Region, params: dict) -> dict:
    return page(region, "GetRelationalDatabaseBlueprints", params, list(ENGINES.values()), "blueprints")
