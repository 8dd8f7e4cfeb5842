"""Requests about instances, and about snapshots and disks. A function is a part that peer.t names.

Knows the API reference and the user guide; must not know how the endpoint is implemented.
"""

import json
import subprocess
import time

from client import KEY, LS, NEW, REGION, client, control, create, instance, is_in, ok, raw, refused, same, states, until


def instances():
    operations = create("web-1", "web-2", tags=[{"key": "env", "value": "dev"}, {"key": "lonely"}], userData="#!/bin/sh\n")
    same(
        [(row["resourceName"], row["operationType"], row["status"], row["isTerminal"]) for row in operations],
        [("web-1", "CreateInstance", "Started", False), ("web-2", "CreateInstance", "Started", False)],
        "an operation for each instance",
    )
    row = instance("web-1")
    same(row["state"], {"code": 0, "name": "pending"}, "it is pending at first")
    ok("publicIpAddress" not in row, "without a public address")
    refused("OperationFailureException", "it cannot be stopped yet", LS.stop_instance, instanceName="web-1")
    ok(until(lambda: LS.get_operation(operationId=operations[0]["id"])["operation"]["status"] == "Succeeded"), "the operation succeeds")
    ok(until(is_in("web-1", "running")), "it runs")
    row = instance("web-1")
    same(
        [row[name] for name in ("blueprintId", "bundleId", "username", "sshKeyName", "isStaticIp", "ipAddressType", "resourceType")],
        ["ubuntu_22_04", "small_3_0", "ubuntu", "LightsailDefaultKeyPair", False, "dualstack", "Instance"],
        "its description",
    )
    same(row["tags"], [{"key": "env", "value": "dev"}, {"key": "lonely"}], "its tags")
    same((row["hardware"]["cpuCount"], row["hardware"]["ramSizeInGb"], row["hardware"]["disks"][0]["sizeInGb"]), (2, 2.0, 60), "its size")
    same(len(row["ipv6Addresses"]), 1, "it has an IPv6 address")
    same(states("web-1"), [("tcp", 22, 22, "0.0.0.0/0", "::/0"), ("tcp", 80, 80, "0.0.0.0/0", "::/0")], "22 and 80 are open to all")
    same(row["networking"]["ports"][0]["accessFrom"], "Anywhere (0.0.0.0/0 and ::/0)", "and its description says so")
    ok(abs(row["createdAt"].timestamp() - time.time()) < 60, "timestamps are current", row["createdAt"])

    for why, kind, change in (
        ("a taken name", "InvalidInputException", dict(instanceNames=["web-3", "web-1"])),
        ("a name twice", "InvalidInputException", dict(instanceNames=["web-3", "web-3"])),
        ("no name", "InvalidInputException", dict(instanceNames=[])),
        ("a malformed name", "InvalidInputException", dict(instanceNames=["custom gitlab"])),
        ("a zone of another region", "InvalidInputException", dict(availabilityZone="us-east-1a")),
        ("a zone that does not exist", "InvalidInputException", dict(availabilityZone=REGION + "b")),
        ("an unknown blueprint", "InvalidInputException", dict(blueprintId="moon")),
        ("an unknown bundle", "InvalidInputException", dict(bundleId="nano_1_0")),
        ("a bundle for Windows", "InvalidInputException", dict(bundleId="small_win_3_0")),
        ("a bundle without IPv4", "InvalidInputException", dict(bundleId="small_ipv6_3_0")),
        ("an unknown key pair", "NotFoundException", dict(keyPairName="nobody")),
        ("a tag twice", "InvalidInputException", dict(tags=[{"key": "a"}, {"key": "a"}])),
        ("an unknown address type", "InvalidInputException", dict(ipAddressType="ipv5")),
        ("too long user data", "InvalidInputException", dict(userData="x" * 16385)),
        (
            "a half hour",
            "InvalidInputException",
            dict(addOns=[{"addOnType": "AutoSnapshot", "autoSnapshotAddOnRequest": {"snapshotTimeOfDay": "06:30"}}]),
        ),
    ):
        refused(kind, f"{why} is refused", LS.create_instances, **{**NEW, **change})
    refused("NotFoundException", "and nothing was created", LS.get_instance, instanceName="web-3")


def power():
    before = instance("web-1")["publicIpAddress"]
    operation = LS.stop_instance(instanceName="web-1")["operations"][0]
    same((operation["operationType"], operation["status"]), ("StopInstance", "Started"), "stopping is an operation")
    same(LS.get_instance_state(instanceName="web-1")["state"], {"code": 64, "name": "stopping"}, "it stops")
    refused("OperationFailureException", "it cannot be started meanwhile", LS.start_instance, instanceName="web-1")
    ok(until(is_in("web-1", "stopped")), "and is stopped")
    ok("publicIpAddress" not in instance("web-1"), "without a public address")
    refused("OperationFailureException", "it cannot be rebooted", LS.reboot_instance, instanceName="web-1")
    LS.start_instance(instanceName="web-1")
    ok(until(is_in("web-1", "running")), "it starts again")
    ok(instance("web-1")["publicIpAddress"] != before, "with another public address")
    same(LS.reboot_instance(instanceName="web-1")["operations"][0]["status"], "Succeeded", "a running one is rebooted")


def generations():
    """The newer members are not in Debian's copy of the model: these requests are sent as they are."""

    def start(bundle):
        status, _, body = raw("StartInstance", {"instanceName": "web-2", "attributeUpdates": {"bundleId": bundle}})
        return status, json.loads(body).get("operations", [{}])[0].get("id")

    LS.stop_instance(instanceName="web-2")
    ok(until(is_in("web-2", "stopped")), "it is stopped")
    same(start("medium_3_0")[0], 400, "a start does not change the size")
    same(raw("StartInstance", {"instanceName": "web-2", "attributeUpdates": {"bundle": "auto"}})[0], 400, "nor anything else")
    control("bundle", {"region": REGION, "name": "web-2", "bundle": "small_1_0"})
    same(instance("web-2")["hardware"]["disks"][0]["sizeInGb"], 40, "an instance of the first generation has a smaller disk")
    status, operation = start("auto")
    same((status, instance("web-2")["bundleId"]), (200, "small_1_0"), "an update is accepted")
    ok(until(lambda: LS.get_operation(operationId=operation)["operation"]["isTerminal"]), "its operation ends")
    row = instance("web-2")
    same((row["bundleId"], row["hardware"]["disks"][0]["sizeInGb"]), ("small_3_0", 60), "then it has the bundle and the disk of the newest")
    ok(until(is_in("web-2", "running")), "and runs")


def address_types():
    def switch(name, wanted, **more):
        params = dict(resourceType="Instance", resourceName=name, ipAddressType=wanted, **more)
        status, _, body = raw("SetIpAddressType", params)
        if status == 200:
            ended = json.loads(body)["operations"][0]["id"]
            until(lambda: LS.get_operation(operationId=ended)["operation"]["isTerminal"])
        return status

    same(switch("web-2", "ipv4"), 200, "IPv6 is switched off")
    same((instance("web-2")["ipAddressType"], "ipv6Addresses" in instance("web-2")), ("ipv4", False), "and its address is removed")
    same(switch("web-2", "ipv6"), 400, "IPv6 only requires acceptBundleUpdate")
    same(switch("web-2", "ipv6", acceptBundleUpdate=True), 200, "and then succeeds")
    row = instance("web-2")
    same((row["bundleId"], "publicIpAddress" in row, len(row["ipv6Addresses"])), ("small_ipv6_3_0", False, 1), "with the other bundle")
    same(switch("web-2", "dualstack", acceptBundleUpdate=True), 200, "both again")
    same((instance("web-2")["bundleId"], "publicIpAddress" in instance("web-2")), ("small_3_0", True), "with the first bundle")


def add_ons():
    def now(name="web-1"):
        return [(row["name"], row["status"], row["snapshotTimeOfDay"]) for row in instance(name).get("addOns", [])]

    request = {"addOnType": "AutoSnapshot", "autoSnapshotAddOnRequest": {"snapshotTimeOfDay": "20:00"}}
    LS.enable_add_on(resourceName="web-1", addOnRequest=request)
    ok(until(lambda: now() == [("AutoSnapshot", "Enabled", "20:00")]), "automatic snapshots are enabled", now())
    same(LS.get_auto_snapshots(resourceName="web-1")["autoSnapshots"], [], "none has been taken")
    refused("InvalidInputException", "an instance with add-ons is not deleted without force", LS.delete_instance, instanceName="web-1")
    LS.disable_add_on(addOnType="AutoSnapshot", resourceName="web-1")
    ok(until(lambda: now() == []), "they are disabled", now())
    refused("InvalidInputException", "once", LS.disable_add_on, addOnType="AutoSnapshot", resourceName="web-1")
    create("web-5", addOns=[request])
    same(now("web-5"), [("AutoSnapshot", "Enabled", "20:00")], "an instance is created with them")
    LS.delete_instance(instanceName="web-5", forceDeleteAddOns=True)
    refused("NotFoundException", "and deleted", LS.get_instance, instanceName="web-5")


def snapshots():
    made = LS.create_instance_snapshot(instanceName="web-1", instanceSnapshotName="snap-1", tags=[{"key": "a"}])["operations"]
    same([row["resourceName"] for row in made], ["snap-1", "web-1"], "a snapshot has operations on both objects")

    def snapshot():
        return LS.get_instance_snapshot(instanceSnapshotName="snap-1")["instanceSnapshot"]

    same((snapshot()["state"], snapshot()["fromInstanceName"], snapshot()["sizeInGb"]), ("pending", "web-1", 60), "it is pending")
    shown = json.loads(raw("GetInstanceSnapshot", {"instanceSnapshotName": "snap-1"})[2])["instanceSnapshot"]
    same(shown["progress"], None, "its progress is null")
    new = dict(instanceNames=["web-6"], availabilityZone=REGION + "c", instanceSnapshotName="snap-1", bundleId="medium_3_0")
    refused("OperationFailureException", "no instance can be created from it yet", LS.create_instances_from_snapshot, **new)
    ok(until(lambda: snapshot()["state"] == "available"), "it becomes available")
    refused("InvalidInputException", "a smaller bundle is refused", LS.create_instances_from_snapshot, **dict(new, bundleId="nano_3_0"))
    same(
        LS.create_instances_from_snapshot(**new)["operations"][0]["operationType"],
        "CreateInstancesFromSnapshot",
        "an instance is created from it",
    )
    same((instance("web-6")["blueprintId"], instance("web-6")["bundleId"]), ("ubuntu_22_04", "medium_3_0"), "with its blueprint")
    LS.delete_instance(instanceName="web-6")
    same([row["name"] for row in LS.get_instance_snapshots()["instanceSnapshots"]], ["snap-1"], "the snapshot outlives it")
    LS.delete_instance_snapshot(instanceSnapshotName="snap-1")
    refused("NotFoundException", "and is deleted", LS.get_instance_snapshot, instanceSnapshotName="snap-1")
    refused(
        "NotFoundException",
        "there is no automatic snapshot",
        LS.create_instances_from_snapshot,
        instanceNames=["web-7"],
        availabilityZone=REGION + "a",
        bundleId="small_3_0",
        sourceInstanceName="web-1",
        useLatestRestorableAutoSnapshot=True,
    )


def disks():
    LS.create_disk(diskName="disk-1", availabilityZone=REGION + "a", sizeInGb=32)
    refused(
        "OperationFailureException",
        "a pending disk cannot be attached",
        LS.attach_disk,
        diskName="disk-1",
        instanceName="web-1",
        diskPath="/dev/xvdf",
    )
    ok(until(lambda: LS.get_disk(diskName="disk-1")["disk"]["state"] == "available"), "a disk becomes available")
    LS.attach_disk(diskName="disk-1", instanceName="web-1", diskPath="/dev/xvdf")
    same([row["sizeInGb"] for row in instance("web-1")["hardware"]["disks"]], [60, 32], "the instance has it")
    refused("OperationFailureException", "it cannot be detached from a running instance", LS.detach_disk, diskName="disk-1")
    refused("OperationFailureException", "nor deleted", LS.delete_disk, diskName="disk-1")


def disk_snapshots():
    def snapshot(name):
        return LS.get_disk_snapshot(diskSnapshotName=name)["diskSnapshot"]

    made = LS.create_disk_snapshot(diskName="disk-1", diskSnapshotName="copy-1", tags=[{"key": "a"}])["operations"]
    same(
        [(row["resourceName"], row["resourceType"], row["operationDetails"], row["operationType"], row["status"]) for row in made],
        [
            ("copy-1", "DiskSnapshot", "disk-1", "CreateDiskSnapshot", "Started"),
            ("disk-1", "Disk", "copy-1", "CreateDiskSnapshot", "Started"),
        ],
        "a snapshot of an attached disk has operations on both objects",
    )
    row = snapshot("copy-1")
    same(
        [row.get(name) for name in ("state", "progress", "sizeInGb", "fromDiskName", "fromInstanceName", "isFromAutoSnapshot", "tags")],
        ["pending", "0%", 32, "disk-1", None, False, [{"key": "a"}]],
        "it is pending",
    )
    same(row["fromDiskArn"], LS.get_disk(diskName="disk-1")["disk"]["arn"], "it names its disk")
    same((row["location"]["availabilityZone"], "/snap-" in row["supportCode"]), ("all", True), "it is in no zone")
    new = dict(diskName="disk-2", availabilityZone=REGION + "c", diskSnapshotName="copy-1", sizeInGb=64)
    refused("OperationFailureException", "no disk can be created from it yet", LS.create_disk_from_snapshot, **new)
    ok(until(lambda: (snapshot("copy-1")["state"], snapshot("copy-1")["progress"]) == ("completed", "100%")), "it is completed")

    LS.create_disk_snapshot(instanceName="web-1", diskSnapshotName="copy-2")
    row = snapshot("copy-2")
    same(
        (row["fromInstanceName"], row["fromInstanceArn"], row["sizeInGb"], "fromDiskName" in row),
        ("web-1", instance("web-1")["arn"], 60, False),
        "a snapshot of the system disk",
    )
    for why, kind, source in (
        ("of both", "InvalidInputException", dict(diskName="disk-1", instanceName="web-1")),
        ("of neither", "InvalidInputException", {}),
        ("without a disk", "NotFoundException", dict(diskName="nobody")),
        ("without an instance", "NotFoundException", dict(instanceName="disk-1")),
    ):
        refused(kind, f"one {why} is refused", LS.create_disk_snapshot, diskSnapshotName="copy-3", **source)
    refused("InvalidInputException", "a taken name is refused", LS.create_disk_snapshot, diskName="disk-1", diskSnapshotName="web-1")
    same([row["name"] for row in LS.get_disk_snapshots()["diskSnapshots"]], ["copy-1", "copy-2"], "they are listed")

    for why, kind, change in (
        ("a smaller disk", "InvalidInputException", dict(sizeInGb=16)),
        ("a taken name", "InvalidInputException", dict(diskName="disk-1")),
        ("a second source", "InvalidInputException", dict(sourceDiskName="disk-1", useLatestRestorableAutoSnapshot=True)),
        ("an unknown snapshot", "NotFoundException", dict(diskSnapshotName="nobody")),
        ("an instance snapshot as the source", "NotFoundException", dict(diskSnapshotName="web-1")),
    ):
        refused(kind, f"{why} is refused", LS.create_disk_from_snapshot, **{**new, **change})
    (row,) = LS.create_disk_from_snapshot(**new)["operations"]
    same((row["resourceName"], row["operationType"]), ("disk-2", "CreateDiskFromSnapshot"), "a disk is created from it")
    same((LS.get_disk(diskName="disk-2")["disk"]["sizeInGb"]), 64, "a larger one")
    refused("OperationFailureException", "a pending disk cannot be a source", LS.create_disk_snapshot, diskName="disk-2", diskSnapshotName="copy-3")
    del new["diskSnapshotName"]
    new.update(diskName="disk-3", sourceDiskName="disk-1")
    refused("InvalidInputException", "a source without a date is refused", LS.create_disk_from_snapshot, **new)
    refused("NotFoundException", "there is no automatic snapshot", LS.create_disk_from_snapshot, **new, restoreDate="2024-01-01")
    ok(until(lambda: LS.get_disk(diskName="disk-2")["disk"]["state"] == "available"), "the disk becomes available")
    LS.delete_disk(diskName="disk-2")
    same(snapshot("copy-1")["name"], "copy-1", "the snapshot outlives it")
    for name in ("copy-1", "copy-2"):
        (row,) = LS.delete_disk_snapshot(diskSnapshotName=name)["operations"]
        same((row["operationType"], row["isTerminal"]), ("DeleteDiskSnapshot", True), f"{name} is deleted at once")
    same(LS.get_disk_snapshots()["diskSnapshots"], [], "and gone")
    refused("NotFoundException", "for good", LS.delete_disk_snapshot, diskSnapshotName="copy-1")


def access():
    details = LS.get_instance_access_details(instanceName="web-1")["accessDetails"]
    same((details["username"], details["ipAddress"]), ("ubuntu", instance("web-1")["publicIpAddress"]), "the access details")
    ok(
        details["certKey"].startswith("ssh-rsa-cert-v01@openssh.com ") and "RSA PRIVATE KEY" in details["privateKey"],
        "a key with a certificate",
    )
    host = details["hostKeys"][0]
    line = f'host {host["algorithm"]} {host["publicKey"]}'
    shown = subprocess.run(["ssh-keygen", "-l", "-f", "-"], input=line, capture_output=True, text=True).stdout
    ok(host["fingerprintSHA256"] in shown, "a host key with its fingerprint", shown)
    refused("InvalidInputException", "Linux has no RDP access", LS.get_instance_access_details, instanceName="web-1", protocol="rdp")


def deletion():
    LS.allocate_static_ip(staticIpName="ip-3")
    LS.attach_static_ip(staticIpName="ip-3", instanceName="web-1")
    told = [(row["resourceName"], row["operationType"]) for row in LS.delete_instance(instanceName="web-1")["operations"]]
    same(
        (told[-1], ("ip-3", "DetachStaticIp") in told, ("disk-1", "DetachDisk") in told),
        (("web-1", "DeleteInstance"), True, True),
        "the operations of a deletion",
    )
    for name, call, member in (("ip-3", LS.get_static_ip, "staticIp"), ("disk-1", LS.get_disk, "disk")):
        same(call(**{member + "Name": name})[member]["isAttached"], False, f"{name} is kept")
    for name, call in (
        ("GetInstance", LS.get_instance),
        ("GetInstanceState", LS.get_instance_state),
        ("GetInstancePortStates", LS.get_instance_port_states),
    ):
        refused("NotFoundException", f"{name} finds nothing", call, instanceName="web-1")
    ok(LS.get_operations_for_resource(resourceName="web-1")["operations"], "its operations are kept")
    create("web-1")
    same(instance("web-1")["state"]["name"], "pending", "the name is free again")
    refused("NotFoundException", "another region does not have it", client(region="us-east-1").get_instance, instanceName="web-1")
