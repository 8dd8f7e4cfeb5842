"""side — the paths of lightsail-sim under /_sim/ (tests/sim/README.md), implemented by signed calls to the endpoint.

It must not know how calls are forwarded. It refuses what no call of the API can do, except the clock of endpoints that have one.
"""
import argparse
import json
import os
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

import botocore.auth
import botocore.awsrequest
import botocore.config
import botocore.credentials
import botocore.exceptions
import botocore.session

import faults
import overlay
import ticking

# The kinds of objects as /_sim/state names them: the call that lists them, the member of its response, and members of the request.
LISTS = {
    "instances": ("GetInstances", "instances"),
    "static_ips": ("GetStaticIps", "staticIps"),
    "key_pairs": ("GetKeyPairs", "keyPairs"),
    "disks": ("GetDisks", "disks"),
    "instance_snapshots": ("GetInstanceSnapshots", "instanceSnapshots"),
    "disk_snapshots": ("GetDiskSnapshots", "diskSnapshots"),
    "container_services": ("GetContainerServices", "containerServices"),
    "databases": ("GetRelationalDatabases", "relationalDatabases"),
    "database_snapshots": ("GetRelationalDatabaseSnapshots", "relationalDatabaseSnapshots"),
    "certificates": ("GetCertificates", "certificates", {"includeCertificateDetails": True}),
    "domains": ("GetDomains", "domains"),
    "load_balancers": ("GetLoadBalancers", "loadBalancers"),
    "buckets": ("GetBuckets", "buckets", {"includeConnectedResources": True}),
    "distributions": ("GetDistributions", "distributions"),
    "subdomains": ("GetSubdomains", "subdomains"),
    "alarms": ("GetAlarms", "alarms"),
    "contact_methods": ("GetContactMethods", "contactMethods"),
    "export_snapshot_records": ("GetExportSnapshotRecords", "exportSnapshotRecords"),
    "cloud_formation_stack_records": ("GetCloudFormationStackRecords", "cloudFormationStackRecords"),
}
ONE_REGION = {"domains": "us-east-1", "distributions": "us-east-1", "subdomains": "us-east-1"}  # kinds that no other region has
# When a creation is complete: the call that reads the object, the member that names it, that of the response, and the final state.
ENDS = {
    "CreateDisk": ("GetDisk", "diskName", "disk", "available"),
    "CreateDiskFromSnapshot": ("GetDisk", "diskName", "disk", "available"),
    "CreateDiskSnapshot": ("GetDiskSnapshot", "diskSnapshotName", "diskSnapshot", "completed"),
    "CreateInstanceSnapshot": ("GetInstanceSnapshot", "instanceSnapshotName", "instanceSnapshot", "available"),
}
# The states of a container service that end by themselves, except after these errors.
IN_TRANSITION, BROKEN = ("PENDING", "UPDATING", "DEPLOYING", "DELETING"), ("CERTIFICATE_LIMIT_EXCEEDED", "UNKNOWN_ERROR")
# Changes that no call of the API can make: the extension of the endpoint that makes them (peer/README.md).
EXTENSIONS = {"write_disk": "write", "auto_snapshot": "auto-snapshot", "add_auto_snapshot": "auto-snapshot", "set_health": "health",
              "set_capacity": "capacity", "set_bundle": "bundle", "issue_certificate": "issue-certificate", "end_certificate": "end-certificate",
              "renew_certificate": "renew-certificate", "register_domain": "register-domain", "forget_domain": "forget-domain", "delegate_domain": "delegate-domain",
              "busy_domain": "busy-domain", "permit_validation_entries": "permit-validation-entries", "set_outside_dns": "outside-dns",
              "set_quota": "quota", "set_bucket_contents": "bucket-contents", "set_bucket_state": "bucket-state",
              "set_bucket_sync": "bucket-sync", "use_bucket_key": "use-bucket-key", "take_name": "take-name",
              "fail_subdomain": "fail-subdomain", "set_alarm_state": "alarm-state", "set_contact_status": "contact-status",
              "set_default_vpc": "default-vpc", "fail_setup": "fail-setup", "set_profile": "partner",
              "set_target_health": "target-health", "set_load_balancer_state": "balancer-state",
              "watch_load_balancer": "watch-balancer",
              "write_database": "write-database", "set_database_state": "database-state", "add_database_event": "add-database-event",
              "add_database_log": "add-database-log", "add_database_maintenance": "add-database-maintenance",
              "maintain_database": "maintain-database",
              "fail_deployment": "fail-deployment", "fail_container_service": "fail-container-service", "add_log": "add-log"}
# The states of a database and of a snapshot of one that end by themselves.
DATABASE_CHANGES = ("creating", "backing-up", "configuring-log-exports", "modifying", "upgrading", "resetting-master-credentials", "maintenance",
                    "rebooting", "starting", "stopping", "deleting")
PORT_MEMBERS = {"protocol": "protocol", "from_port": "fromPort", "to_port": "toPort", "cidrs": "cidrs", "ipv6_cidrs": "ipv6Cidrs",
                "cidr_list_aliases": "cidrListAliases"}
PATIENCE_S = 30
WAY = "peer-way"  # the header by which an endpoint with extensions gets the mode of a request: now, failed, stuck


class Signer(botocore.auth.SigV4Auth):
    """botocore's signer, with the clock of the endpoint."""

    offset_s = 0

    @classmethod
    def now(cls) -> float:
        return ticking.wall() + cls.offset_s

    def add_auth(self, request) -> None:
        request.context["timestamp"] = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(self.now()))
        self._modify_request_before_signing(request)
        to_sign = self.string_to_sign(request, self.canonical_request(request))
        self._inject_signature_to_request(request, self.signature(to_sign, request))


class Door:
    def __init__(self, url: str, log, options: argparse.Namespace):
        self.url, self.log = url, log
        self.rules = faults.Rules()
        self.limit = faults.Limit(options.rate_limit, options.rate_burst)
        self.overlay = overlay.Overlay()
        self.latency_ms, self.expired_token = options.latency_ms, options.expired_token
        self._clients: dict[str, object] = {}
        self._hidden: dict[tuple[str, str, str], dict] = {}
        self._newer = threading.local()  # the members of a call that botocore's model does not have
        self._lock = threading.Lock()
        # The path at which the endpoint lets time pass, if it has one: the milliseconds are the body.
        self._clock = os.environ.get("ENDPOINT_CLOCK", "" if os.environ.get("ENDPOINT_SERVER") else "/_peer/clock")
        # The extensions of peer/README.md; without them reads cannot be late and operations cannot be stuck.
        self.doors = os.environ.get("ENDPOINT_DOORS", "" if os.environ.get("ENDPOINT_SERVER") else "/_peer/")
        Signer.offset_s = int(options.clock_offset_s or 0)
        botocore.auth.AUTH_TYPE_MAPS["v4"] = Signer
        self.now = Signer.now  # the time by the clock of the endpoint
        # The texts of sim_can that do not apply to the endpoint.
        more = "" if self.doors else ";watch a load balancer"
        self._cannot = os.environ.get("ENDPOINT_CANNOT", "take time for a reboot;take time for a deletion;end a creation of a bucket in a state" + more).split(";")
        self._keys = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"  # those of tests/lib/sim.sh
        self.add_rules(*map(faults.from_text, options.fault))

    # ---- calls to the endpoint ----

    def _call(self, region: str, operation: str, **members) -> dict:
        with self._lock:
            if region not in self._clients:
                session = botocore.session.Session()
                session.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=lambda told: told)
                session.set_credentials(*self._keys)
                self._clients[region] = session.create_client(
                    "lightsail", region, endpoint_url=self.url, config=botocore.config.Config(parameter_validation=False, proxies={}))
                # /_sim/ shows the current state, however late reads are.
                self._clients[region].meta.events.register("before-sign", lambda request, **_: request.headers.add_header(WAY, "now"))
                self._clients[region].meta.events.register("before-call", self._add_newer)
            client = self._clients[region]
        self.overlay.forget(operation, members)
        if operation not in client.meta.service_model.operation_names:
            return self._call_newer(region, operation, members)
        shape = client.meta.service_model.operation_model(operation).input_shape
        self._newer.members = {name: value for name, value in members.items() if name not in shape.members}
        return client._make_api_call(operation, {name: value for name, value in members.items() if name in shape.members})

    def _call_newer(self, region: str, operation: str, members: dict) -> dict:
        """An operation that this botocore does not have."""
        headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": f"Lightsail_20161128.{operation}", WAY: "now"}
        request = botocore.awsrequest.AWSRequest("POST", self.url + "/", data=json.dumps(members).encode(), headers=headers)
        Signer(botocore.credentials.Credentials(*self._keys), "lightsail", region).add_auth(request)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(urllib.request.Request(request.url, request.data, dict(request.headers.items()))) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            found = json.loads(error.read())
            found = {"Code": found.get("__type", "").split("#")[-1], "Message": found.get("message", "")}
            raise botocore.exceptions.ClientError({"Error": found}, operation) from None

    def _add_newer(self, params, **_) -> None:
        """Members that this botocore does not have: they become part of the body before it is signed."""
        if self._newer.members:
            params["body"] = json.dumps({**json.loads(params["body"]), **self._newer.members}).encode()

    def _list(self, region: str, operation: str, member: str, told: dict | None = None) -> list[dict]:
        resources, token = [], {}
        while True:
            answer = self._call(region, operation, **(told or {}), **token)
            resources += answer.get(member, [])
            if not answer.get("nextPageToken"):
                return self.overlay.laid_over(resources)
            token = {"pageToken": answer["nextPageToken"]}

    # ---- values that a call returned, and the API does not return again ----

    def remember(self, request: dict) -> None:
        region, operation, told = request["region"], request["operation"], request["body"]
        if request["status"] != 200 or not isinstance(told, dict):
            return
        self.overlay.forget(operation, told)
        if operation in ("CreateInstances", "CreateInstancesFromSnapshot") and "userData" in told:
            for name in told.get("instanceNames", []):
                self._hidden[region, "instances", name] = {"userData": told["userData"]}
        if operation == "ImportKeyPair":
            self._hidden[region, "key_pairs", told.get("keyPairName", "")] = {"publicKey": told.get("publicKeyBase64")}

    # ---- the paths under /_sim/ ----

    def handle(self, method: str, path: str, wish) -> tuple[int, object]:
        parts = urllib.parse.urlsplit(path)
        query = dict(urllib.parse.parse_qsl(parts.query))
        done = 200, {"ok": True}
        match method, parts.path.removeprefix("/_sim/"):
            case "GET", "ready":
                return 200, {"ready": True, "cannot": self._cannot}
            case "GET", "metrics":
                return 200, self.log.metrics()
            case "DELETE", "metrics":
                self.log.forget_counts()
            case "GET", "state":
                return 200, self.state()
            case "GET", "names":
                return 200, "".join(f"{region} {kind} {name}\n" for region, kinds in self.state()["regions"].items()
                                    for kind, resources in kinds.items() for name in resources)
            case "GET", "requests":
                return 200, self.requests(query)
            case "DELETE", "requests":
                self.log.requests.clear()
            case "GET", "faults":
                return 200, self.rules.told()
            case "POST", "faults":
                self.add_rules(*map(faults.from_json, wish if isinstance(wish, list) else [wish]))
                return 200, self.rules.told()
            case "DELETE", "faults":
                self.rules.clear()
            case "POST", "latency":
                self.latency_ms = wish["latency_ms"]
            case "POST", "clock" if self._clock:
                self._advance(wish["advance_ms"])
            case "POST", "lag" if self.doors:
                self._knock("lag", wish)
            case "POST", "mutate":
                self.mutate(wish)
            case _:
                return 404, {"error": "no call of the API can do that"}
        return done

    def requests(self, query: dict[str, str]) -> list[dict]:
        with self.log.lock:
            matching = [request for request in self.log.requests if query.get("operation", request["operation"]) == request["operation"]]
        return matching[-int(query["limit"]):] if query.get("limit") else matching

    def state(self) -> dict:
        return {"regions": {region: self._region_state(region) for region in sorted(self.log.regions | set(self._clients))}}

    def _region_state(self, region: str) -> dict[str, dict]:
        state = {kind: self._resources(region, kind) for kind in LISTS}
        state["load_balancer_tls_certificates"] = {
            one["name"]: one for name in state["load_balancers"]
            for one in self._call(region, "GetLoadBalancerTlsCertificates", loadBalancerName=name)["tlsCertificates"]}
        contents = json.loads(self._knock("contents", {"region": region})) if self.doors else {}
        for resources in state.values():
            for name, resource in resources.items():
                resource.update(contents.get(name, {}))
        return state

    def _resources(self, region: str, kind: str) -> dict[str, dict]:
        try:
            listed = self._list(region, *LISTS[kind])
        except botocore.exceptions.ClientError as error:
            if error.response["Error"]["Code"] != "UnknownOperationException" and region == ONE_REGION.get(kind, region):
                raise
            listed = []  # an endpoint that cannot list them has none, nor has another region
        listed = [resource.get("certificateDetail", resource) for resource in listed]
        listed = [one for resource in listed for one in [resource, *resource.pop("children", [])]]  # subdomains below others
        names = [overlay.name_of(resource) for resource in listed]
        return {name: resource | self._hidden.get((region, kind, name), {}) for name, resource in zip(names, listed)}

    # ---- changes of another user in the console ----

    def mutate(self, wish: dict) -> None:
        region, name = wish.get("region", "ap-northeast-1"), wish.get("name")

        def call(operation: str, **members) -> dict:
            return self._call(region, operation, **members)

        port = {member: wish[told] for told, member in PORT_MEMBERS.items() if told in wish}
        match wish["action"]:
            case "call":
                call(wish["operation"], **wish.get("input", {}))
                self._settle(region, wish["operation"], wish.get("input", {}))
            case "stop_instance":
                call("StopInstance", instanceName=name)
                self._wait_state(region, name, "stopped")
            case "start_instance":
                call("StartInstance", instanceName=name)
                self._wait_state(region, name, "running")
            case "delete_instance":
                self._delete_instance(region, name)
            case "rebuild_instance":
                old = call("GetInstance", instanceName=name)["instance"]
                self._delete_instance(region, name)
                call("CreateInstances", instanceNames=[name], availabilityZone=old["location"]["availabilityZone"],
                     blueprintId=old["blueprintId"], bundleId=old["bundleId"], ipAddressType=old["ipAddressType"],
                     tags=old.get("tags", []), **({"keyPairName": old["sshKeyName"]} if old.get("sshKeyName") else {}))
                self._wait_state(region, name, "running")
            case "open_port":
                call("OpenInstancePublicPorts", instanceName=name, portInfo=port)
            case "close_port":
                call("CloseInstancePublicPorts", instanceName=name, portInfo=port)
            case "set_tag":
                call("TagResource", resourceName=name, tags=[{k: wish[k] for k in ("key", "value") if k in wish}])
            case "remove_tag":
                call("UntagResource", resourceName=name, tagKeys=[wish["key"]])
            case "detach_static_ip":
                call("DetachStaticIp", staticIpName=name)
            case "release_static_ip":
                if call("GetStaticIp", staticIpName=name)["staticIp"].get("isAttached"):
                    call("DetachStaticIp", staticIpName=name)
                call("ReleaseStaticIp", staticIpName=name)
            case "delete_key_pair":
                call("DeleteKeyPair", keyPairName=name)
            case "unstick" if self.doors:
                self._knock("unstick", {"region": region, "name": name})
            case "put_objects" if self.doors:
                self._knock("bucket-contents", {"region": region, "name": name, "objects": wish["number"], "bytes": wish.get("bytes", 0)})
            case "set_bucket_key" if self.doors:
                self._knock("use-bucket-key", {"region": region, "name": name, "key": wish.get("key"), "used": wish.get("service") != "N/A"})
            case "take_bucket_name" | "free_bucket_name" if self.doors:
                self._knock("take-name", {"region": region, "name": name, "taken": wish["action"] == "take_bucket_name"})
            case "set_public_access_block" if self.doors:
                self._knock("bucket-sync", {"region": region, "status": name, "impacts": wish.get("blocks", False),
                                            **({"message": wish["message"]} if "message" in wish else {})})
            case action if action in EXTENSIONS and self.doors:
                self._knock(EXTENSIONS[action], {**wish, "region": region})
            case "set_member":
                self.overlay.set(name, wish["member"], wish["value"])
            case action:
                raise ValueError(f"no call of the API can do '{action}'")

    def add_rules(self, *rules: faults.Rule) -> None:
        for rule in rules:
            if rule.kind == "stuck" and not self.doors:
                raise ValueError(f"the endpoint cannot act out '{rule.kind}'")
        self.rules.add(*rules)

    def _knock(self, door: str, told: dict) -> bytes:
        """A request to an extension of the endpoint; the test gets its error."""
        try:
            with urllib.request.urlopen(urllib.request.Request(self.url + self.doors + door, json.dumps(told).encode())) as answer:
                return answer.read()
        except urllib.error.HTTPError as error:
            raise ValueError(error.read().decode().strip()) from None

    def _advance(self, ms: int) -> None:
        urllib.request.urlopen(urllib.request.Request(self.url + self._clock, str(ms).encode()))

    def _wait(self, is_done) -> None:
        """A change from outside takes no time: the clock is moved where that is possible, however long transitions take."""
        end, ahead_ms = time.monotonic() + PATIENCE_S, 500
        while not is_done():
            if time.monotonic() > end:
                raise TimeoutError("the endpoint does not reach the state")
            if self._clock:
                self._advance(ahead_ms)
                ahead_ms *= 2
            time.sleep(0.02)

    def _wait_state(self, region: str, name: str, wanted: str) -> None:
        self._wait(lambda: self._call(region, "GetInstance", instanceName=name)["instance"]["state"]["name"] == wanted)

    def _exists(self, region: str, name: str) -> bool:
        return any(instance["name"] == name for instance in self._list(region, "GetInstances", "instances"))

    def _copied(self, region: str, name: str) -> bool:
        snapshots = self._list(region, *LISTS["instance_snapshots"]) + self._list(region, *LISTS["disk_snapshots"])
        return any(snapshot["name"] == name and snapshot["state"] in ("available", "completed") for snapshot in snapshots)

    def _changes(self, region: str, service: str) -> bool:
        """Whether a container service is in transition."""
        return any(one["containerServiceName"] == service and one["state"] in IN_TRANSITION and one.get("stateDetail", {}).get("code") not in BROKEN
                   for one in self._list(region, *LISTS["container_services"]))

    def _databases_change(self, region: str, names) -> bool:
        """Whether a database or a snapshot of one with one of these names is in transition."""
        listed = self._list(region, *LISTS["databases"]) + self._list(region, *LISTS["database_snapshots"])
        return any(one["name"] in names and one["state"] in DATABASE_CHANGES for one in listed)

    def _balancer_changes(self, region: str, balancer: str) -> bool:
        """Whether a load balancer or one of its instances is in transition, or an operation of it is."""
        for one in self._list(region, *LISTS["load_balancers"]):
            healths = {target["instanceHealth"] for target in one["instanceHealthSummary"]}
            if one["name"] == balancer and (one["state"] == "provisioning" or healths & {"initial", "draining"}):
                return True
        return not all(one["isTerminal"] for one in self._list(region, "GetOperationsForResource", "operations", {"resourceName": balancer}))

    def _spreads(self, region: str, distribution: str) -> bool:
        """Whether a distribution is in transition."""
        return any(one["name"] == distribution and one["status"] != "Deployed" for one in self._list(region, *LISTS["distributions"]))

    def _subdomain_changes(self, region: str, subdomain: str) -> bool:
        """Whether a subdomain, at any depth, is in transition."""
        tops = self._list(region, *LISTS["subdomains"])
        return any(one["subdomainName"] == subdomain and one["state"].endswith("ING") for top in tops for one in [top, *top["children"]])

    def _delete_instance(self, region: str, name: str) -> None:
        self._call(region, "DeleteInstance", instanceName=name, forceDeleteAddOns=True)
        self._wait(lambda: not self._exists(region, name))

    def _settle(self, region: str, operation: str, told: dict) -> None:
        """A change from outside is complete when its call ends: instances are running, snapshots are available."""
        if operation in ("CreateInstances", "CreateInstancesFromSnapshot"):
            for name in told.get("instanceNames", []):
                self._wait_state(region, name, "running")
        if operation in ENDS:
            read, key, member, state = ENDS[operation]
            self._wait(lambda: self._call(region, read, **{key: told[key]})[member]["state"] == state)
        if "ContainerService" in operation and "serviceName" in told:
            self._wait(lambda: not self._changes(region, told["serviceName"]))
        if "RelationalDatabase" in operation:
            self._wait(lambda: not self._databases_change(region, told.values()))
        if "LoadBalancer" in operation:
            self._wait(lambda: not self._balancer_changes(region, told["loadBalancerName"]))
        if "Distribution" in operation and "distributionName" in told:
            self._wait(lambda: not self._spreads(region, told["distributionName"]))
        if "Subdomain" in operation:
            self._wait(lambda: not self._subdomain_changes(region, told["subdomainName"]))
        if operation == "CopySnapshot":
            self._wait(lambda: self._copied(region, told["targetSnapshotName"]))
        if operation == "DeleteInstance":
            self._wait(lambda: not self._exists(region, told["instanceName"]))
        if operation == "StopInstance":
            self._wait_state(region, told["instanceName"], "stopped")
