"""Checks an endpoint with late reads, failing or stuck requests. A function is a part that peer.t names.

Knows the extensions that peer/README.md describes; must not know how the endpoint is implemented.
"""

import json
import urllib.error
import urllib.request

from botocore.exceptions import ClientError

from client import LS, URL, advance, client, create, instance, ok, raw, refused, same


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


def container(way="now"):
    """The state of the service, its versions, images, and the last line of its log."""
    found = by(way, "GetContainerServices", serviceName="c")
    if "containerServices" not in found:
        return found["__type"].split("#")[-1]
    versions = by(way, "GetContainerServiceDeployments", serviceName="c")["deployments"]
    images = by(way, "GetContainerImages", serviceName="c")["containerImages"]
    lines = by(way, "GetContainerLog", serviceName="c", containerName="web")["logEvents"]
    return (found["containerServices"][0]["state"], [row["state"] for row in versions], len(images), lines[-1]["message"][14:] if lines else "")


def late_containers():
    """Against the endpoint as late() has left it."""
    side("lag", {"get_ms": 600000, "list_ms": 2400000})
    LS.create_container_service(serviceName="c", power="nano", scale=1)
    same((container("late"), container()), ("NotFoundException", ("PENDING", [], 0, "")), "a new container service is not found")
    advance(630000)
    same(container("late"), ("PENDING", [], 0, ""), "it is shown as it was")
    LS.create_container_service_deployment(serviceName="c", containers={"web": {"image": "nginx"}})
    LS.register_container_image(serviceName="c", label="app", digest="sha256:" + 64 * "0")
    same((container("late"), container()), (("PENDING", [], 0, ""), ("DEPLOYING", ["ACTIVATING"], 1, " Creating your deployment")),
         "its newest version, image and line are not")
    refused("OperationFailureException", "but refusals are not late", LS.update_container_service, serviceName="c", scale=2)
    advance(610000)
    same((container("late")[:2], LS.get_container_services()["containerServices"]), (("DEPLOYING", ["ACTIVATING"]), []), "they appear, not in a list")
    advance(600000)
    same(container("late"), ("RUNNING", ["ACTIVE"], 1, " Reached a steady state"), "and the end of the deployment")
    advance(1800000)
    same(LS.get_container_services()["containerServices"][0]["state"], "RUNNING", "then they are in a list, too")


def container_ways():
    """Against the endpoint as late_containers() has left it."""
    side("lag", {"get_ms": 0, "list_ms": 0, "name_ms": 0})
    web = {"web": {"image": "nginx"}}
    by("failed", "CreateContainerServiceDeployment", serviceName="c", containers=web)
    same(container()[:2], ("DEPLOYING", ["ACTIVATING", "ACTIVE"]), "a failing deployment begins")
    advance(60000)
    same(container()[:2], ("RUNNING", ["FAILED", "ACTIVE"]), "and fails")
    by("failed", "RegisterContainerImage", serviceName="c", label="app", digest="sha256:" + 64 * "1")
    same(container()[2], 1, "an image is not registered")
    by("stuck", "CreateContainerServiceDeployment", serviceName="c", containers=web)
    advance(86400000)
    same(container()[:2], ("DEPLOYING", ["ACTIVATING", "FAILED", "ACTIVE"]), "a stuck deployment never ends")
    side("unstick", {"region": "ap-northeast-1", "name": "c"})
    same(container()[:2], ("RUNNING", ["ACTIVE", "FAILED", "INACTIVE"]), "until it is released")
    by("stuck", "DeleteContainerService", serviceName="c")
    advance(86400000)
    same(container()[0], "DELETING", "so does a deletion")
    side("unstick", {"region": "ap-northeast-1", "name": "*"})
    same(container(), "NotFoundException", "which ends, too")
    by("failed", "CreateContainerService", serviceName="c", power="nano", scale=1)
    advance(86400000)
    found = LS.get_container_services(serviceName="c")["containerServices"][0]
    same((found["state"], found["stateDetail"]["code"]), ("PENDING", "UNKNOWN_ERROR"), "a failing creation")


def late_zones():
    """Against a server that was started with --get-lag-ms 600000 --list-lag-ms 2400000: zones, load balancers and certificates."""
    side("lag", {"get_ms": 600000, "list_ms": 2400000})
    home = client(region="us-east-1")

    def entries(own=home):
        try:
            return len(own.get_domain(domainName="late.example")["domain"]["domainEntries"])
        except ClientError as error:
            return error.response["Error"]["Code"]

    home.create_domain(domainName="late.example")
    LS.create_load_balancer(loadBalancerName="late-lb", instancePort=80)
    LS.create_load_balancer_tls_certificate(loadBalancerName="late-lb", certificateName="late-cert", certificateDomainName="late.example")
    same((entries(), balancer()), ("NotFoundException", "NotFoundException"), "a new zone and a new load balancer are not found")
    advance(610000)
    same((entries(), balancer(), certificate()), (5, ("provisioning", ["late-cert"]), ("PENDING_VALIDATION", False)), "they are shown as they were")
    home.create_domain_entry(domainName="late.example", domainEntry={"name": "late.example", "type": "A", "target": "192.0.2.1"})
    same((entries(), home.get_domains()["domains"]), (5, []), "a new entry is late, and a list is later")
    advance(110000)
    same((entries(), certificate()), (6, ("ISSUED", True)), "the entry that the service makes appears, and the certificate is issued")
    advance(610000)
    same(entries(), 7, "and the new one appears")
    LS.delete_load_balancer(loadBalancerName="late-lb")
    home.delete_domain(domainName="late.example")
    same((entries(), balancer()), (7, ("active", ["late-cert"])), "deleted ones are still shown")
    advance(610000)
    same((entries(), balancer()), ("NotFoundException", "NotFoundException"), "then they are not found")
    side("lag", {"get_ms": 0, "list_ms": 0})
    made = by("stuck", "CreateLoadBalancer", loadBalancerName="late-lb", instancePort=80)["operations"][0]
    by("failed", "CreateLoadBalancerTlsCertificate", loadBalancerName="late-lb", certificateName="no", certificateDomainName="late.example")
    advance(86400000)
    same((balancer(), operation(made)["status"]), (("provisioning", []), "Started"), "a stuck one stays in transition, a failing certificate does not exist")
    side("unstick", {"region": "ap-northeast-1", "name": "late-lb"})
    same(balancer(), ("active", []), "until it is released")
    LS.delete_load_balancer(loadBalancerName="late-lb")


def late_storage():
    """Against the same endpoint: buckets and distributions."""
    side("lag", {"get_ms": 600000, "list_ms": 2400000})
    home = client(region="us-east-1")

    def bucket():
        try:
            (found,) = LS.get_buckets(bucketName="late-files")["buckets"]
            return found["objectVersioning"], len(LS.get_bucket_access_keys(bucketName="late-files")["accessKeys"])
        except ClientError as error:
            return error.response["Error"]["Code"]

    def distribution():
        try:
            return home.get_distributions(distributionName="late-cdn")["distributions"][0]["status"]
        except ClientError as error:
            return error.response["Error"]["Code"]

    LS.create_bucket(bucketName="late-files", bundleId="small_1_0")
    behavior, origin = {"behavior": "cache"}, {"name": "late-files", "regionName": "ap-northeast-1"}
    home.create_distribution(distributionName="late-cdn", origin=origin, defaultCacheBehavior=behavior, bundleId="small_1_0")
    LS.peer_vpc()
    same((bucket(), distribution(), LS.is_vpc_peered()["isPeered"]), ("NotFoundException", "NotFoundException", False), "a new bucket, distribution and peering are not found")
    advance(610000)
    same((bucket(), distribution(), LS.is_vpc_peered()["isPeered"]), (("NeverEnabled", 0), "InProgress", True), "they are shown as they were")
    LS.update_bucket(bucketName="late-files", versioning="Enabled")
    LS.create_bucket_access_key(bucketName="late-files")
    same((bucket(), LS.get_buckets()["buckets"]), (("NeverEnabled", 0), []), "a change and a key are late, and a list is later")
    advance(610000)
    same((bucket(), distribution()), (("Enabled", 1), "Deployed"), "they appear")
    same(by("failed", "CreateBucketAccessKey", bucketName="late-files")["accessKey"]["status"], "Active", "a failing key has a normal response")
    same(len(by("now", "GetBucketAccessKeys", bucketName="late-files")["accessKeys"]), 1, "... and does not exist")
    LS.unpeer_vpc()
    home.delete_distribution(distributionName="late-cdn")
    advance(60000)
    LS.delete_bucket(bucketName="late-files", forceDelete=True)
    same((bucket(), distribution()), (("Enabled", 1), "Deployed"), "deleted ones are still shown")
    advance(610000)
    same((bucket(), distribution()), ("NotFoundException", "NotFoundException"), "then they are not found")


def balancer():
    try:
        found = LS.get_load_balancer(loadBalancerName="late-lb")["loadBalancer"]
        return found["state"], [row["name"] for row in found["tlsCertificateSummaries"]]
    except ClientError as error:
        return error.response["Error"]["Code"]


def certificate():
    """Its status, and whether its record is known."""
    (found,) = LS.get_load_balancer_tls_certificates(loadBalancerName="late-lb")["tlsCertificates"]
    return found["status"], "name" in found["domainValidationRecords"][0]
