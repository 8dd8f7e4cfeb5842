"""Bundles, blueprints and regions: what Lightsail offers, and the three operations that list it.

Knows what is offered and what a new instance may use; must not know instances. Source: example outputs of get-bundles and get-blueprints in the
AWS CLI's reference, the price page of Lightsail, the user guide.
"""

from typing import NamedTuple, Optional

from .faults import invalid
from .pages import page
from .places import PLACES
from .world import Region, serves


class Bundle(NamedTuple):
    """A bundle. `ipv4` is the number of public IPv4 addresses that it includes, 0 or 1."""

    number: int
    id: str
    size: str
    price: float
    cpus: int
    ram: float
    disk: int
    transfer: int
    power: int
    platform: str
    ipv4: int
    active: bool

    @property
    def generation(self) -> int:
        """IDs end with the generation and a revision: micro_2_0."""
        return int(self.id.split("_")[-2])

    @property
    def line(self) -> tuple:
        """What bundles of several generations have in common."""
        return self.size, self.platform, self.ipv4

    def describe(self) -> dict:
        return {
            "price": self.price,
            "cpuCount": self.cpus,
            "diskSizeInGb": self.disk,
            "bundleId": self.id,
            "instanceType": self.size,
            "isActive": self.active,
            "name": self.size.capitalize(),
            "power": self.power,
            "ramSizeInGb": self.ram,
            "transferPerMonthInGb": self.transfer,
            "supportedPlatforms": [self.platform],
            "publicIpv4AddressCount": self.ipv4,
        }


# size: CPUs, GB of memory, GB of disk on Linux, GB of transfer, power
_SIZES = {
    "nano": (2, 0.5, 20, 1024, 298),
    "micro": (2, 1.0, 40, 2048, 500),
    "small": (2, 2.0, 60, 3072, 1000),
    "medium": (2, 4.0, 80, 4096, 2000),
    "large": (2, 8.0, 160, 5120, 3000),
    "xlarge": (4, 16.0, 320, 6144, 4000),
    "2xlarge": (8, 32.0, 640, 7168, 5000),
    "4xlarge": (16, 64.0, 1280, 8192, 6000),
}
# US dollars a month: with a public IPv4 address, without, and on Windows with and without
_PRICES = {
    "nano": (5.0, 3.5, 9.5, 8.0),
    "micro": (7.0, 5.0, 14.0, 12.0),
    "small": (12.0, 10.0, 22.0, 20.0),
    "medium": (24.0, 20.0, 44.0, 40.0),
    "large": (44.0, 40.0, 74.0, 70.0),
    "xlarge": (84.0, 80.0, 124.0, 120.0),
    "2xlarge": (164.0, 160.0, 244.0, 240.0),
    "4xlarge": (384.0, 380.0, None, None),
}
# The previous generation, which new instances cannot use any more: CPUs, dollars on Linux and on Windows.
_OLD = {
    "nano": (1, 3.5, 8.0),
    "micro": (1, 5.0, 12.0),
    "small": (1, 10.0, 20.0),
    "medium": (2, 20.0, 40.0),
    "large": (2, 40.0, 70.0),
    "xlarge": (4, 80.0, 120.0),
    "2xlarge": (8, 160.0, 240.0),
}
# The first generation: CPUs, dollars, GB of disk (the output of get-bundles in the user guide, "Create a larger instance from a snapshot").
_FIRST = {
    "nano": (1, 5.0, 20),
    "micro": (1, 10.0, 30),
    "small": (1, 20.0, 40),
    "medium": (2, 40.0, 60),
    "large": (2, 80.0, 80),
}


def _bundles() -> dict[str, Bundle]:
    rows: list[Bundle] = []

    def add(identifier: str, size: str, price: Optional[float], cpus: int, platform: str, ipv4: int, active: bool = True) -> None:
        if price is None:
            return
        _, ram, disk, transfer, power = _SIZES[size]
        if platform == "WINDOWS":
            disk = max(disk, 30)
        rows.append(Bundle(len(rows) + 1, identifier, size, price, cpus, ram, disk, transfer, power, platform, ipv4, active))

    for column, (infix, platform, ipv4) in enumerate(
        [("", "LINUX_UNIX", 1), ("ipv6_", "LINUX_UNIX", 0), ("win_", "WINDOWS", 1), ("win_ipv6_", "WINDOWS", 0)]
    ):
        for size in _SIZES:
            add(f"{size}_{infix}3_0", size, _PRICES[size][column], _SIZES[size][0], platform, ipv4)
    for size, (cpus, linux, windows) in _OLD.items():
        add(f"{size}_2_0", size, linux, cpus, "LINUX_UNIX", 1, active=False)
        add(f"{size}_win_2_0", size, windows, cpus, "WINDOWS", 1, active=False)
    for size, (cpus, price, disk) in _FIRST.items():
        add(f"{size}_1_0", size, price, cpus, "LINUX_UNIX", 1, active=False)
        rows[-1] = rows[-1]._replace(disk=disk)
    return {row.id: row for row in rows}


BUNDLES = _bundles()


class Blueprint(NamedTuple):
    """A blueprint. `ports` are the TCP ports that the firewall of a new instance has open."""

    number: int
    id: str
    name: str
    group: str
    type: str
    version: str
    user: str
    ports: tuple
    disk_path: str
    platform: str
    active: bool

    def describe(self) -> dict:
        return {
            "blueprintId": self.id,
            "name": self.name,
            "group": self.group,
            "type": self.type,
            "description": f"{self.name} {self.version}, as Lightsail offers it.",
            "isActive": self.active,
            "minPower": 0,
            "version": self.version,
            "versionCode": "1",
            "productUrl": f"https://aws.amazon.com/marketplace/{self.group}",
            "licenseUrl": f"https://aws.amazon.com/marketplace/{self.group}#license",
            "platform": self.platform,
        }


_OS, _WEB, _RDP = (80, 22), (80, 22, 443), (80, 22, 3389)
_IMAGES = [  # id, name, group, version, user, ports ("Default Lightsail firewall rules" of the user guide), active
    ("ubuntu_24_04", "Ubuntu", "ubuntu_24", "24.04 LTS", "ubuntu", _OS, True),
    ("ubuntu_22_04", "Ubuntu", "ubuntu_22", "22.04 LTS", "ubuntu", _OS, True),
    ("ubuntu_20_04", "Ubuntu", "ubuntu_20", "20.04 LTS", "ubuntu", _OS, False),
    ("debian_12", "Debian", "debian_12", "12.5", "admin", _OS, True),
    ("debian_11", "Debian", "debian_11", "11.9", "admin", _OS, True),
    ("amazon_linux_2023", "Amazon Linux 2023", "amazon_linux_2023", "2023.4", "ec2-user", _OS, True),
    ("amazon_linux_2", "Amazon Linux 2", "amazon_linux_2", "2.0", "ec2-user", _OS, True),
    ("almalinux_9", "AlmaLinux", "almalinux_9", "9.4", "ec2-user", _OS, True),
    ("centos_9", "CentOS Stream 9", "centos_9", "9", "centos", _OS, True),
    ("opensuse_15", "openSUSE", "opensuse_15", "15.5", "ec2-user", _OS, True),
    ("freebsd_14", "FreeBSD", "freebsd_14", "14.0", "ec2-user", _OS, True),
    ("wordpress", "WordPress", "wordpress", "6.5.3-0", "bitnami", _WEB, True),
    ("lamp_8_bitnami", "LAMP (PHP 8)", "lamp_8", "8.2.18-4", "bitnami", _WEB, True),
    ("nodejs", "Node.js", "node", "18.20.2-0", "bitnami", _WEB, True),
    ("nginx", "Nginx", "nginx", "1.26.0-0", "bitnami", _WEB, True),
    ("ghost_bitnami", "Ghost", "ghost", "5.82.3-0", "bitnami", _WEB, True),
    ("django_bitnami", "Django", "django", "5.0.6-0", "bitnami", _WEB, True),
    ("cpanel_whm_linux", "cPanel & WHM", "cpanel_whm", "110.0.31", "centos", _WEB, True),
    ("windows_server_2022", "Windows Server 2022", "windows_2022", "2024.05.15", "Administrator", _RDP, True),
    ("windows_server_2019", "Windows Server 2019", "windows_2019", "2024.05.15", "Administrator", _RDP, True),
]


def _blueprint(number: int, row: tuple) -> Blueprint:
    identifier, name, group, version, user, ports, active = row
    windows = identifier.startswith("windows")
    path = "/dev/sda1" if windows or group.startswith(("ubuntu", "centos", "almalinux")) else "/dev/xvda"
    kind = "app" if user == "bitnami" else "os"
    return Blueprint(number, identifier, name, group, kind, version, user, ports, path, "WINDOWS" if windows else "LINUX_UNIX", active)


BLUEPRINTS = {row[0]: _blueprint(number, row) for number, row in enumerate(_IMAGES, 1)}


def usable_bundle(identifier: str, platform: str) -> Bundle:
    """The bundle for a new instance of a platform, or InvalidInputException."""
    bundle = BUNDLES.get(identifier)
    if not bundle or not bundle.active:
        raise invalid(f"The specified bundle does not exist in this region: {identifier}")
    if bundle.platform != platform:
        raise invalid(f"The bundle {identifier} is for {bundle.platform}, the blueprint for {platform}")
    return bundle


def usable_blueprint(identifier: str) -> Blueprint:
    """The blueprint for a new instance, or InvalidInputException."""
    blueprint = BLUEPRINTS.get(identifier)
    if not blueprint or not blueprint.active:
        raise invalid(f"The specified blueprint does not exist in this region: {identifier}")
    return blueprint


def _list(region: Region, operation: str, params: dict, rows: list, member: str) -> dict:
    if params.get("appCategory"):  # bundles and blueprints of Lightsail for Research are not included
        rows = []
    return page(region, operation, params, [row for row in rows if row.active or params.get("includeInactive")], member)


@serves("GetBundles")
def get_bundles(region: Region, params: dict) -> dict:
    return _list(region, "GetBundles", params, list(BUNDLES.values()), "bundles")


@serves("GetBlueprints")
def get_blueprints(region: Region, params: dict) -> dict:
    return _list(region, "GetBlueprints", params, list(BLUEPRINTS.values()), "blueprints")


@serves("GetRegions")
def get_regions(region: Region, params: dict) -> dict:
    def zones(name: str, asked: str) -> list:
        if not params.get(asked):
            return []
        return [{"zoneName": name + letter, "state": "available"} for letter in PLACES[name].zones]

    return {
        "regions": [
            {
                "continentCode": place.continent,
                "description": f"This region is recommended to serve users in {place.serves}",
                "displayName": place.display,
                "name": name,
                "availabilityZones": zones(name, "includeAvailabilityZones"),
                "relationalDatabaseAvailabilityZones": zones(name, "includeRelationalDatabaseAvailabilityZones"),
            }
            for name, place in PLACES.items()
        ]
    }
