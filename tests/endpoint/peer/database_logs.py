"""What a database reports: events, the lines of its log streams, and measurements, which are always empty.

Knows lines and their times; must not know what makes a database write one. Source: API_GetRelationalDatabaseEvents,
API_GetRelationalDatabaseLogEvents, API_GetRelationalDatabaseLogStreams and their examples; the guide to RDS for the stream of PostgreSQL.
"""

import base64
import json
from typing import TYPE_CHECKING, NamedTuple, Optional

from .faults import invalid, not_found
from .pages import page
from .resource import stamp
from .world import Region, serves

if TYPE_CHECKING:
    from .databases import Database

STREAMS = {"mysql": ("audit", "error", "general", "slowquery"), "postgres": ("postgresql",)}
READY = {
    "mysql": ("error", "[System] [MY-010931] [Server] mysqld: ready for connections. Version: '{}'"),
    "postgres": ("postgresql", "LOG:  database system is ready to accept connections"),
}


class Event(NamedTuple):
    number: int
    created: float
    resource: str
    category: str
    message: str

    def describe(self) -> dict:
        return {"resource": self.resource, "createdAt": stamp(self.created), "message": self.message, "eventCategories": [self.category]}


class Diary:
    """The events and the lines of one database, the oldest first."""

    def __init__(self, region: Region, name: str, engine: str):
        self._region, self._name, self.engine = region, name, engine
        self.events: list[Event] = []
        self.lines: dict[str, list[tuple[float, str]]] = {stream: [] for stream in STREAMS[engine]}

    def note(self, category: str, message: str) -> None:
        self.events.append(Event(self._region.next_number(), self._region.now, self._name, category, message))

    def write(self, stream: str, line: str) -> None:
        if stream not in self.lines:
            raise ValueError(f"there is no stream {stream}")
        self.lines[stream].append((self._region.now, line))

    def ready(self, version: str) -> None:
        stream, line = READY[self.engine]
        self.write(stream, line.format(version))

    def count(self) -> int:
        return len(self.events) + sum(map(len, self.lines.values()))


def _find(region: Region, params: dict) -> "Database":
    from .databases import find

    return find(region, params)


@serves("GetRelationalDatabaseEvents")
def get_events(region: Region, params: dict) -> dict:
    minutes = params.get("durationInMinutes", 60)
    if not 1 <= minutes <= 14 * 24 * 60:
        raise invalid(f"durationInMinutes is 1 to {14 * 24 * 60}, not {minutes}", "InvalidRange")
    database = _find(region, params)
    rows = [event for event in database.diary.events if event.created >= region.now - 60 * minutes]
    return page(region, "GetRelationalDatabaseEvents " + database.name, params, rows, "relationalDatabaseEvents")


@serves("GetRelationalDatabaseLogStreams")
def get_streams(region: Region, params: dict) -> dict:
    return {"logStreams": list(_find(region, params).diary.lines)}


def _token(direction: str, number: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([direction, number]).encode()).decode()


def _read_token(token: Optional[str], head: bool, total: int) -> tuple[bool, int]:
    """Whether a page goes forward, and the number of the line where it begins or before which it ends."""
    if token is None:
        return head, 0 if head else total
    try:
        direction, number = json.loads(base64.urlsafe_b64decode(token.encode()))
        return direction == "forward", min(max(int(number), 0), total)
    except ValueError:
        raise invalid("The page token is not one of this request", "InvalidPageToken") from None


@serves("GetRelationalDatabaseLogEvents")
def get_lines(region: Region, params: dict) -> dict:
    database, stream, head = _find(region, params), params["logStreamName"], params.get("startFromHead", False)
    if stream not in database.diary.lines:
        raise not_found("log stream", stream)
    if head and database.engine.engine == "postgres":
        raise invalid("The lines of PostgreSQL can only be read from the tail", "InvalidDirection")
    lines, size = database.diary.lines[stream], region.options.page_size
    forward, at = _read_token(params.get("pageToken"), head, len(lines))
    first, last = params.get("startTime", 0), params.get("endTime", region.now)
    matching = [number for number, (created, _) in enumerate(lines) if first <= stamp(created) <= last]
    chosen = [number for number in matching if number >= at][:size] if forward else [number for number in matching if number < at][-size:]
    return {
        "resourceLogEvents": [{"createdAt": stamp(lines[number][0]), "message": lines[number][1]} for number in chosen],
        "nextBackwardToken": _token("backward", chosen[0] if chosen else at),
        "nextForwardToken": _token("forward", chosen[-1] + 1 if chosen else at),
    }


@serves("GetRelationalDatabaseMetricData")
def get_metric(region: Region, params: dict) -> dict:
    _find(region, params)
    if params["startTime"] >= params["endTime"]:
        raise invalid("startTime is not before endTime", "InvalidRange")
    return {"metricName": params["metricName"], "metricData": []}
