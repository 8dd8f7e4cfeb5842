"""The rules for values of databases: names, users, passwords, windows, certificates.

Knows texts; must not know databases. Source: API_CreateRelationalDatabase, API_UpdateRelationalDatabase; the guide to RDS for default windows.
"""

import re
import secrets
import string
from typing import NamedTuple, Optional

from .faults import invalid

MINUTES_OF_DAY, MINUTES_OF_WEEK, SHORTEST = 1440, 10080, 30
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CERTIFICATES = ("rds-ca-2019", "rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1")
_TIME = r"([01]\d|2[0-3]):([0-5]\d)"
_DAY = "(" + "|".join(DAYS) + ")"
_DAILY = re.compile(f"{_TIME}-{_TIME}")
_WEEKLY = re.compile(f"{_DAY}:{_TIME}-{_DAY}:{_TIME}")
# Some of the words that the engines reserve.
_RESERVED = {"all", "database", "group", "order", "rdsadmin", "root", "select", "table", "user", "where"}


def check_name(name: str) -> None:
    """"Must contain from 2 to 255 alphanumeric characters, or hyphens. The first and last character must be a letter or number.\""""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]{0,253}[A-Za-z0-9]", name):
        raise invalid(f"{name} is not a name of a database or a snapshot: it has letters, digits and hyphens", "InvalidResourceName")


def check_word(word: str, most: int, what: str) -> None:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", word) or len(word) > most:
        raise invalid(f"{word} cannot be the {what}: 1 to {most} letters, digits and underscores, a letter first", "InvalidMasterName")
    if word.lower() in _RESERVED:
        raise invalid(f"{word} cannot be the {what}: the engine reserves it", "InvalidMasterName")


def check_password(engine: str, password: str) -> None:
    most = 41 if engine == "mysql" else 128
    if not 8 <= len(password) <= most or not re.fullmatch(r"""[!#-.0-?A-~]+""", password):
        raise invalid(f"The password must have 8 to {most} printable ASCII characters, not / \" @ or a space", "InvalidPassword")


def make_password() -> str:
    return "".join(secrets.choice(string.ascii_letters + string.digits + "._,-<>+=") for _ in range(32))


def check_certificate(identifier: str) -> None:
    if identifier not in CERTIFICATES:
        raise invalid(f"There is no certificate {identifier}", "InvalidCertificate")


class Windows(NamedTuple):
    """The time of the daily backup and that of the weekly maintenance, in UTC."""

    backup: str
    maintenance: str

    def changed(self, params: dict) -> "Windows":
        """With the windows of a request, which are valid and do not meet."""
        backup = params.get("preferredBackupWindow", self.backup).lower()
        maintenance = params.get("preferredMaintenanceWindow", self.maintenance).lower()
        if _meet(_daily(backup), _weekly(maintenance)):
            raise invalid(f"The maintenance window {maintenance} overlaps with the backup window {backup}", "InvalidWindow")
        return Windows(backup, maintenance)

    def maintenance_after(self, now: float) -> float:
        """When the next maintenance window begins; the epoch began on a Thursday."""
        start, _ = _weekly(self.maintenance)
        minute = int(now // 60)
        wait = (start - minute - 3 * MINUTES_OF_DAY) % MINUTES_OF_WEEK or MINUTES_OF_WEEK
        return (minute + wait) * 60.0


def new_windows(params: dict) -> Windows:
    """Windows that a request leaves out are half hours at random that do not meet the other one."""
    while True:
        hour, half, day = 13 + secrets.randbelow(8), secrets.randbelow(2) * 30, secrets.choice(DAYS)
        backup = _daily_text(hour * 60 + half)
        hour, half = 13 + secrets.randbelow(8), secrets.randbelow(2) * 30
        maintenance = "{day}:{0}-{day}:{1}".format(*_daily_text(hour * 60 + half).split("-"), day=day)
        made = Windows(backup, maintenance)
        given = [member for member in ("preferredBackupWindow", "preferredMaintenanceWindow") if member in params]
        if len(given) == 2:
            return made.changed(params)
        spans = _daily(params.get("preferredBackupWindow", backup)), _weekly(params.get("preferredMaintenanceWindow", maintenance).lower())
        if not _meet(*spans):
            return made.changed(params)


def _daily_text(start: int) -> str:
    return "-".join(f"{minute // 60:02}:{minute % 60:02}" for minute in (start, start + SHORTEST))


def _span(start: int, end: int, period: int, window: str) -> tuple[int, int]:
    length = (end - start) % period
    if length < SHORTEST:
        raise invalid(f"A window is at least {SHORTEST} minutes long: {window}", "InvalidWindow")
    return start, length


def _daily(window: str) -> tuple[int, int]:
    """The minute of the day when it begins, and its length."""
    found = _DAILY.fullmatch(window)
    if not found:
        raise invalid(f"A backup window is hh24:mi-hh24:mi, not {window}", "InvalidWindow")
    hour, minute, last_hour, last_minute = map(int, found.groups())
    return _span(hour * 60 + minute, last_hour * 60 + last_minute, MINUTES_OF_DAY, window)


def _weekly(window: str) -> tuple[int, int]:
    """The minute of the week when it begins, from Monday on, and its length."""
    found = _WEEKLY.fullmatch(window)
    if not found:
        raise invalid(f"A maintenance window is ddd:hh24:mi-ddd:hh24:mi, not {window}", "InvalidWindow")
    first, hour, minute, last, last_hour, last_minute = found.groups()
    start = DAYS.index(first) * MINUTES_OF_DAY + int(hour) * 60 + int(minute)
    return _span(start, DAYS.index(last) * MINUTES_OF_DAY + int(last_hour) * 60 + int(last_minute), MINUTES_OF_WEEK, window)


def _meet(daily: tuple[int, int], weekly: tuple[int, int]) -> bool:
    """Whether any minute is in both."""
    taken = {(weekly[0] + minute) % MINUTES_OF_DAY for minute in range(min(weekly[1], MINUTES_OF_DAY))}
    return any((daily[0] + minute) % MINUTES_OF_DAY in taken for minute in range(daily[1]))


def read_windows(old: Optional[Windows], params: dict) -> Windows:
    return old.changed(params) if old else new_windows(params)
