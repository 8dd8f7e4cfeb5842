"""Instances: created, described and deleted.

Knows the states of an instance and its description; must not know the operations on its power, firewall, snapshots or addresses. Source:
API_CreateInstances, API_Instance and related pages; example outputs of get-instance; instance states of EC2.
"""

import secrets
from typing import TYPE_CHECKING, Callable, Optional

from . import add_ons
from .addresses import detach_from, new_ipv6, new_private, new_public
from .catalogue import BUNDLES, Blueprint, Bundle, usable_blueprint, usable_bundle
from .faults import invalid
from .health import Health
from .key_pairs import key_for_instance
from .pages import page
from .ports import default_firewall
from .resource import Resource, stamp
from .tags import read_tags
from .world import Handler, Region, serves

if TYPE_CHECKING:
    from .auto_snapshots import Automatic
    from .disks import Disk
    from .setups import Setup

STATES = {"pending": 0, "running": 16, "shutting-down": 32, "terminated": 48, "stopping": 64, "stopped": 80}
MOST_USER_DATA = 16 * 1024
WATCHERS: list[Callable[["Instance"], None]] = []  # what runs when the state of an instance has changed, or when it is deleted


class Instance(Resource):
    """A virtual private server, from its creation to its deletion."""

    kind = "Instance"

    def __init__(
        self, region: Region, name: str, zone: str, tags: dict[str, str], blueprint: Blueprint, bundle: Bundle, ip_type: str, key: str
    ):
        super().__init__(region, name, zone, tags)
        self.blueprint, self.bundle, self.ip_type, self.key = blueprint, bundle, ip_type, key
        self.original: Optional[Bundle] = None  # before it was updated to a newer generation
        self.disk_size = bundle.disk
        self.machine = f"i-0{secrets.token_hex(8)}"
        self.add_ons = add_ons.AddOns(region, self)
        self.firewall = default_firewall(blueprint.ports, self.has_ipv6)
        self.private_ip = new_private()
        self.public_ip: Optional[str] = None
        self.ipv6 = new_ipv6() if self.has_ipv6 else None
        self.static = False
        self.attached: list["Disk"] = []
        self.mark = ""
        self.automatic: list["Automatic"] = []
        self.health = Health()
        self.setups: list["Setup"] = []
        self.breaks_setup: Optional[str] = None  # the next set-up of HTTPS fails, with this text
        self.metadata = {"httpTokens": "optional", "httpEndpoint": "enabled", "httpPutResponseHopLimit": 1, "httpProtocolIpv6": "disabled"}
        self.metadata_state = "applied"
        self.state = "pending"
        self._turn = 0
        self.become("running")

    @property
    def has_ipv6(self) -> bool:
        return self.ip_type != "ipv4"

    @property
    def support_code(self) -> str:
        return f"{super().support_code.rsplit('/', 1)[0]}/{self.machine}"

    # ---- states ----
    @property
    def state(self) -> str:
        return self._state

    @state.setter
    def state(self, state: str) -> None:
        self._state = state
        for watcher in WATCHERS:
            watcher(self)

    def become(self, state: str) -> None:
        """Enters a state after a while, unless another transition was started meanwhile."""
        self._turn += 1
        turn = self._turn

        def arrive() -> None:
            if self._turn == turn and self.region.has(self):
                self.state = state
                if state == "running":
                    self.renew_public()
                    self.health.begin(self.region)
                if state == "stopped":
                    self.health.forget()
                if state == "stopped" and not self.static:
                    self.public_ip = None

        self.region.later(self.region.options.pending_ms, arrive)

    # ---- addresses ----
    def renew_public(self) -> None:
        """Assigns a public address when it has none and should have one."""
        if self.public_ip is None and self.ip_type != "ipv6" and self.state == "running":
            self.public_ip = new_public()

    def take_static(self, address: str) -> None:
        self.public_ip, self.static = address, True

    def release_static(self) -> None:
        self.public_ip, self.static = None, False
        self.renew_public()

    def set_ip_type(self, ip_type: str, bundle: Bundle) -> None:
        self.ip_type, self.bundle = ip_type, bundle
        self.ipv6 = (self.ipv6 or new_ipv6()) if self.has_ipv6 else None
        if ip_type == "ipv6":
            self.public_ip = None
        self.renew_public()

    def set_bundle(self, bundle: Bundle) -> None:
        """The bundle after an update at a start. The system disk grows with it, but never shrinks."""
        self.original = self.bundle if bundle.generation > self.bundle.generation else None
        self.bundle, self.disk_size = bundle, max(bundle.disk, self.disk_size)

    # ---- its description ----
    def disks(self) -> list[dict]:
        system = {
            "createdAt": stamp(self.created),
            "sizeInGb": self.disk_size,
            "isSystemDisk": True,
            "iops": max(100, 3 * self.disk_size),
            "path": self.blueprint.disk_path,
            "attachedTo": self.name,
            "attachmentState": "attached",
        }
        return [system] + [disk.describe() for disk in self.attached]

    def describe(self) -> dict:
        found = super().describe()
        found.update(
            blueprintId=self.blueprint.id,
            blueprintName=self.blueprint.name,
            bundleId=self.bundle.id,
            isStaticIp=self.static,
            privateIpAddress=self.private_ip,
            ipAddressType=self.ip_type,
            hardware={"cpuCount": self.bundle.cpus, "disks": self.disks(), "ramSizeInGb": self.bundle.ram},
            networking={"monthlyTransfer": {"gbPerMonthAllocated": self.bundle.transfer}, "ports": self.firewall.infos()},
            state=self.describe_state(),
            username=self.blueprint.user,
            sshKeyName=self.key,
            metadataOptions={"state": self.metadata_state, **self.metadata},
        )
        if self.public_ip:
            found["publicIpAddress"] = self.public_ip
        if self.ipv6:
            found["ipv6Addresses"] = [self.ipv6]
        if self.add_ons.any():
            found["addOns"] = self.add_ons.describe()
        return found

    def describe_health(self) -> dict:
        return {**self.describe(), **self.health.describe(self.state == "running")}

    def versioned(self) -> tuple:
        return self.describe_health(), [one.describe() for one in self.automatic], [setup.describe() for setup in self.setups]

    def describe_state(self) -> dict:
        return {"code": STATES[self.state], "name": self.state}


def fail_without_room(region: Region, kind: str, instance: Instance) -> dict:
    """The code and the text are those of EC2. The instance does not change, or never exists."""
    text = (
        f"We currently do not have sufficient capacity in the Availability Zone you requested ({instance.zone}). "
        "Our system will be working on provisioning additional capacity."
    )
    return region.start_failing(kind, instance, "InsufficientInstanceCapacity", text)


def create(
    region: Region, params: dict, blueprint: Blueprint, bundle: Bundle, kind: str, fill: Callable[[Instance], None] = lambda instance: None
) -> dict:
    """Creates the instances of a request, or none; everything else of the request has been checked. `fill` gets each new instance."""
    names = params["instanceNames"]
    if not names:
        raise invalid("instanceNames names no instance")
    region.claim(names)
    region.check_zone(params["availabilityZone"])
    ip_type = params.get("ipAddressType", "dualstack")
    if (ip_type == "ipv6") != (bundle.ipv4 == 0):
        raise invalid(f"The bundle {bundle.id} does not go with the IP address type {ip_type}", "InvalidIpAddressType")
    if len(params.get("userData", "").encode()) > MOST_USER_DATA:
        raise invalid(f"userData has more than {MOST_USER_DATA} bytes", "InvalidUserData")
    tags = read_tags(params.get("tags", []))
    wanted = [add_ons.check_request(request, blueprint.platform) for request in params.get("addOns", [])]
    key = key_for_instance(region, params.get("keyPairName"), blueprint.platform)
    operations = []
    for name in names:
        instance = Instance(region, name, params["availabilityZone"], tags, blueprint, bundle, ip_type, key)
        if region.is_full(instance.zone, bundle.id):
            operations.append(fail_without_room(region, kind, instance))
            continue
        fill(region.add(instance))
        for hour in wanted:
            instance.add_ons.enable(hour)
        operations.append(region.start(kind, instance))
    return {"operations": operations}


@serves("CreateInstances")
def create_instances(region: Region, params: dict) -> dict:
    blueprint = usable_blueprint(params["blueprintId"])
    return create(region, params, blueprint, usable_bundle(params["bundleId"], blueprint.platform), "CreateInstance")


@serves("GetInstance")
def get_instance(region: Region, params: dict) -> dict:
    instance = region.find(Instance, params["instanceName"])
    return {"instance": instance.describe_health() if params.get("includeHealthStatus") else instance.describe()}


class _WithHealth:
    """A row of GetInstances."""

    def __init__(self, instance: Instance):
        self.number, self.describe = instance.number, instance.describe_health


@serves("GetInstances")
def get_instances(region: Region, params: dict) -> dict:
    rows: list = region.all(Instance)
    if params.get("includeHealthStatus"):
        rows = [_WithHealth(instance) for instance in rows]
    return page(region, "GetInstances", params, rows, "instances")


@serves("GetInstanceState")
def get_instance_state(region: Region, params: dict) -> dict:
    return {"state": region.find(Instance, params["instanceName"]).describe_state()}


@serves("DeleteInstance")
def delete_instance(region: Region, params: dict) -> dict:
    from .disks import detach_all

    instance = region.find(Instance, params["instanceName"])
    if instance.add_ons.any() and not params.get("forceDeleteAddOns"):
        raise invalid(f"The instance {instance.name} has add-ons enabled", "AddOnsEnabled", "Disable them, or set forceDeleteAddOns.")
    operations = detach_from(region, instance) + detach_all(region, instance)
    if region.is_stuck:  # the only case in which a deletion has a visible transition
        instance.state = "shutting-down"
        region.later(0, lambda: _remove(region, instance))
    else:
        _remove(region, instance)
    return {"operations": operations + [region.done("DeleteInstance", instance)]}


def _remove(region: Region, instance: Instance) -> None:
    region.remove(instance)
    instance.state = "terminated"


IP_ADDRESS_TYPES: dict[str, Handler] = {}  # how the type of another kind of object is changed


@serves("SetIpAddressType")
def set_ip_address_type(region: Region, params: dict) -> dict:
    if params["resourceType"] != "Instance":
        if params["resourceType"] not in IP_ADDRESS_TYPES:
            raise invalid(f"The IP address type of a resource of the type {params['resourceType']} cannot be changed")
        return IP_ADDRESS_TYPES[params["resourceType"]](region, params)
    instance = region.find(Instance, params["resourceName"])
    wanted, bundle = params["ipAddressType"], instance.bundle
    if (wanted == "ipv6") != (instance.ip_type == "ipv6"):
        if not params.get("acceptBundleUpdate"):
            raise invalid("The bundle changes with this type; set acceptBundleUpdate", "BundleUpdateNotAccepted")
        if instance.static:
            raise invalid(f"The instance {instance.name} has a static IP", "AlreadyAttached", "Detach it first.")
        bundle = _other_bundle(bundle)
    change: Callable[[], None] = lambda: instance.set_ip_type(wanted, bundle)
    return {"operations": [region.start("SetIpAddressType", instance, wanted, change)]}


def _other_bundle(bundle: Bundle) -> Bundle:
    """The bundle of the same size with a public IPv4 address instead of none, or the reverse."""
    for other in BUNDLES.values():
        if other.active and (other.size, other.platform) == (bundle.size, bundle.platform) and other.ipv4 != bundle.ipv4:
            return other
    raise invalid(f"There is no bundle like {bundle.id} for this type")


@serves("UpdateInstanceMetadataOptions")
def update_instance_metadata_options(region: Region, params: dict) -> dict:
    instance = region.find(Instance, params["instanceName"])
    if "httpProtocolIpv6" in params and region.name != "eu-north-1":
        raise invalid("httpProtocolIpv6 is available in eu-north-1 alone")
    if not 1 <= params.get("httpPutResponseHopLimit", 1) <= 64:
        raise invalid("httpPutResponseHopLimit is between 1 and 64")
    changed = {"httpTokens": "optional", **{key: value for key, value in params.items() if key in instance.metadata}}

    def apply() -> None:
        instance.metadata_state = "applied"

    instance.metadata.update(changed)
    instance.metadata_state = "pending"
    return {"operation": region.start("UpdateInstanceMetadataOptions", instance, then=apply)}
