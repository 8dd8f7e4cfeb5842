"""The peering of Lightsail's network with the default one of the account, in each region.

Knows nothing else. Source: API_PeerVpc, API_UnpeerVpc, API_IsVpcPeered and their examples in the AWS CLI's reference.
"""

import hashlib

from .faults import failed
from .resource import Resource
from .world import Region, serves


class Vpc(Resource):
    """Lightsail's network, as long as it is peered."""

    kind = "PeeredVpc"
    taggable = False
    is_listed = False


def _vpc(region: Region, of: str) -> str:
    return "vpc-" + hashlib.sha256(f"{region.name} {of}".encode()).hexdigest()[:17]


def _operation(region: Region, kind: str, vpc: Vpc) -> dict:
    return {"operation": region.done(kind, vpc, _vpc(region, "default"))}


@serves("PeerVpc")
def peer_vpc(region: Region, params: dict) -> dict:
    """Again, it succeeds without effect."""
    if not region.has_default_vpc:
        raise failed(f"There is no default VPC in {region.name}", "DefaultVpcNotFound", "Create a default VPC.")
    (vpc,) = region.all(Vpc) or [region.add(Vpc(region, _vpc(region, "lightsail")))]
    return _operation(region, "PeeredVpc", vpc)


@serves("UnpeerVpc")
def unpeer_vpc(region: Region, params: dict) -> dict:
    if not region.all(Vpc):
        raise failed(f"The VPCs are not peered in {region.name}", "NotPeered")
    (vpc,) = region.all(Vpc)
    region.remove(vpc)
    return _operation(region, "UnpeeredVpc", vpc)


@serves("IsVpcPeered")
def is_vpc_peered(region: Region, params: dict) -> dict:
    return {"isPeered": bool(region.all(Vpc))}
