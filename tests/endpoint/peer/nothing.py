"""The lists of what nobody can create here: load balancers, domains, databases and the like, all of them empty.

Knows which member each list stands in; must not know what would be in it.
"""

from .world import HANDLERS, Handler

LISTS = {
    "GetAlarms": "alarms",
    "GetBuckets": "buckets",
    "GetCertificates": "certificates",
    "GetCloudFormationStackRecords": "cloudFormationStackRecords",
    "GetContactMethods": "contactMethods",
    "GetContainerServices": "containerServices",
    "GetDiskSnapshots": "diskSnapshots",
    "GetDistributions": "distributions",
    "GetDomains": "domains",
    "GetExportSnapshotRecords": "exportSnapshotRecords",
    "GetLoadBalancers": "loadBalancers",
    "GetRelationalDatabases": "relationalDatabases",
    "GetRelationalDatabaseSnapshots": "relationalDatabaseSnapshots",
}


def _empty(member: str) -> Handler:
    return lambda region, params: {member: []}


HANDLERS.update({operation: _empty(member) for operation, member in LISTS.items()})
HANDLERS["IsVpcPeered"] = lambda region, params: {"isPeered": False}
