"""Checks an endpoint with late reads, failing or stuck requests. A function is a part that peer.t names.

Knows the extensions that peer/README.md describes; must not know how the endpoint is implemented.
"""

import json
import urllib.error
import urllib.request

from botocore.exceptions import ClientError

from client import LS, URL, advance, create, instance, ok, raw, refused, same


def side(door, told):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{URL}/_peer/{door}", data=json.dumps(told).encode(), timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def by(way, operation, **params):
    return json.loads(raw(operation, params, headers={"peer-way": way}.items())[2])


def state(name):
    try:
        return instance(name)["state"]["name"]
    except ClientError as error:
        return error.response["Error"]["Code"]


def operation(row):
    return by("now", "GetOperation", operationId=row["id"])["operation"]


def late():
    """Against a server that was started with --get-lag-ms 600000 --list-lag-ms 2400000 --name-lag-ms 600000."""
    (row,) = create("slow")
    same(state("slow"), "NotFoundException", "an object younger than the lag is not found")
    same(by("now", "GetInstance", instanceName="slow")["instance"]["state"]["name"], "pending", "except by a read without lag")
    refused("NotFoundException", "nor is its operation", LS.get_operation, operationId=row["id"])
    LS.tag_resource(resourceName="slow", tags=[{"key": "a"}])
    advance(630000)
    same((state("slow"), instance("slow")["tags"]), ("pending", [{"key": "a"}]), "it is shown as it was")
    same(LS.get_operation(operationId=row["id"])["operation"]["status"], "Succeeded", "with its operation")
    advance(60000)
    same((state("slow"), LS.get_instances()["instances"]), ("running", []), "changes that were due are late, too, and lists are later")
    same(LS.get_instance_access_details(instanceName="slow")["accessDetails"]["hostKeys"][0]["publicKey"],
         by("now", "GetInstanceAccessDetails", instanceName="slow")["accessDetails"]["hostKeys"][0]["publicKey"], "a host key never changes")
    LS.delete_instance(instanceName="slow")
    same(state("slow"), "running", "a deleted object is still shown")
    refused("NotFoundException", "but cannot be deleted again", LS.delete_instance, instanceName="slow")
    refused("InvalidInputException", "and its name is taken", LS.allocate_static_ip, staticIpName="slow")
    advance(660000)
    same(state("slow"), "NotFoundException", "then it is not found")
    same(LS.allocate_static_ip(staticIpName="slow")["operations"][0]["status"], "Succeeded", "and its name is free")
    same([side("lag", {"get_ms": -1}), side("lag", {"moon": 1}), side("lag", [])], [400, 400, 400], "an invalid lag is refused")
    same(side("lag", {"get_ms": 0, "list_ms": 0}), 200, "the lag is changed at run time")
    same(LS.get_static_ip(staticIpName="slow")["staticIp"]["name"], "slow", "and is zero then")


def ways():
    """Against the same endpoint, without lag."""
    (row,) = by("failed", "CreateInstances", instanceNames=["no"], availabilityZone="ap-northeast-1a", blueprintId="ubuntu_22_04",
                bundleId="small_3_0")["operations"]
    same((row["status"], state("no")), ("Started", "NotFoundException"), "a failing creation creates nothing")
    key = by("failed", "CreateKeyPair", keyPairName="no-key")
    ok("PRIVATE KEY" in key["privateKeyBase64"], "its response is as usual")
    advance(20000)
    same([(found["status"], found["errorCode"]) for found in map(operation, (row, key["operation"]))], [("Failed", "OperationFailure")] * 2, "it fails")
    refused("NotFoundException", "and there is no key pair", LS.get_key_pair, keyPairName="no-key")
    same(by("failed", "DeleteInstance", instanceName="no")["__type"].split("#")[-1], "NotFoundException", "a refused request is refused")
    rows = by("stuck", "CreateInstances", instanceNames=["stuck"], availabilityZone="ap-northeast-1a", blueprintId="ubuntu_22_04",
              bundleId="small_3_0")["operations"] + by("stuck", "TagResource", resourceName="stuck", tags=[{"key": "a"}])["operations"]
    advance(86400000)
    same((state("stuck"), {operation(row)["status"] for row in rows}), ("pending", {"Started"}), "a stuck operation never ends")
    same((side("unstick", {"region": "ap-northeast-1", "name": "other"}), state("stuck")), (200, "pending"), "also when another one is released")
    same(side("unstick", {"region": "ap-northeast-1", "name": "stuck"}), 200, "it is released by its name")
    same((state("stuck"), {operation(row)["status"] for row in rows}), ("running", {"Succeeded"}), "and ends")
