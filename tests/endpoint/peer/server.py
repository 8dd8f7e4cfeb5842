"""The program: its options, the listening socket, its end; HTTP/1.1 with persistent connections.

Knows HTTP and processes; must not know protocols of AWS.
"""

import argparse
import os

import serving
from botocore.credentials import Credentials

from . import (  # noqa: F401
    access,
    account,
    add_ons,
    addresses,
    alarms,
    auto_snapshots,
    buckets,
    catalogue,
    certificates,
    container_parts,
    containers,
    control_network,
    copies,
    database_catalogue,
    database_changes,
    database_logs,
    database_snapshots,
    databases,
    disk_snapshots,
    disks,
    distributions,
    domains,
    exports,
    instances,
    key_pairs,
    load_balancers,
    metrics,
    operations,
    peering,
    ports,
    power,
    restores,
    setups,
    snapshots,
    subdomains,
    tags,
    tls_certificates,
)
from .protocol import Limit, Protocol, Request
from .world import World


class Handler(serving.Handler):
    protocol: Protocol

    def _serve(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        url = f"http://{headers.get('host', '')}{self.path}"
        told = self.protocol.answer(Request(self.command, url, headers, self.body()))
        self.answer(told.status, [("Date", self.date_time_string(self.protocol.now())), *told.headers.items()], told.body)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _serve


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="serve", description="A second Lightsail endpoint, made from botocore's model. It listens only on loopback."
    )
    serving.add_options(parser)
    parser.add_argument("--pending-ms", type=int, default=300, metavar="N", help="duration of pending, stopping and other transitions (300)")
    parser.add_argument("--operation-ms", type=int, default=100, metavar="N", help="how long an operation is Started (100)")
    parser.add_argument("--page-size", type=int, default=50, metavar="N", help="rows of a page of a list (50)")
    parser.add_argument("--key", metavar="ID:SECRET[:TOKEN]", action="append", default=[], help="additional credentials")
    parser.add_argument("--rate", type=int, default=0, metavar="N", help="requests per second; more are throttled (no limit)")
    parser.add_argument("--rate-burst", type=int, default=0, metavar="N", help="maximum burst (the requests of one second)")
    parser.add_argument("--get-lag-ms", type=int, default=0, metavar="N", help="a read of one object shows its state of N ms ago (0)")
    parser.add_argument("--list-lag-ms", type=int, default=0, metavar="N", help="a list shows the objects of N ms ago (0)")
    parser.add_argument("--name-lag-ms", type=int, default=0, metavar="N", help="a name stays taken for N ms after its object is deleted (0)")
    parser.add_argument("--clock-offset-s", type=int, default=0, metavar="N", help="its clock is N seconds ahead (or behind)")
    parser.add_argument("--registry", metavar="HOST:PORT", help="what a login to the registry of container images names")
    parser.add_argument("--registry-login", metavar="USER:PASSWORD", help="what that login returns (AWS and a new password each time)")
    parser.add_argument("--registry-files", metavar="FOLDER", help="where that registry stores images: only images in it can be registered")
    return parser.parse_args(arguments)


def _known_keys(more: list[str]) -> list[Credentials]:
    known = [
        Credentials(
            os.environ.get("AWS_ACCESS_KEY_ID") or "AKIDEXAMPLE",
            os.environ.get("AWS_SECRET_ACCESS_KEY") or "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            os.environ.get("AWS_SESSION_TOKEN") or None,
        )
    ]
    return known + [Credentials(*keys.split(":", 2)) for keys in more]


def main(arguments: list[str]) -> int:
    """Serves until SIGTERM or SIGINT; its status is 0 then."""
    options = _options(arguments)
    if options.end_with_parent:
        serving.end_with_parent()
    Handler.protocol = Protocol(
        World(options),
        _known_keys(options.key),
        Limit(options.rate, options.rate_burst),
    )
    serving.Server(options, Handler).run()
    return 0
