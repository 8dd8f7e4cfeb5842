"""Objects that cannot be created here: buckets, distributions and others. Their lists are empty, and a change finds none of them.

Knows the member of each list, and the one that names an object; must not know what the objects are.
"""

from .faults import failed, not_found
from .world import HANDLERS, Handler

LISTS = {
    "GetAlarms": "alarms",
    "GetContactMethods": "contactMethods",
    "GetDistributions": "distributions",
}


CHANGES = {
    "UpdateDistribution": ("Distribution", "distributionName"),
}


def _absent(kind: str, member: str) -> Handler:
    def handle(region, params):
        raise not_found(kind, params[member])

    return handle


def _no_alarm(region, params):
    raise failed("Alarms cannot be created here")


def _empty(member: str) -> Handler:
    return lambda region, params: {member: []}


HANDLERS.update({operation: _empty(member) for operation, member in LISTS.items()})
HANDLERS["IsVpcPeered"] = lambda region, params: {"isPeered": False}
HANDLERS.update({operation: _absent(*row) for operation, row in CHANGES.items()})
HANDLERS["PutAlarm"] = _no_alarm
