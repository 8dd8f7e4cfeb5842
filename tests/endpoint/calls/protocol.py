"""What applies to every request: signatures, errors, pages of lists, records, parallel requests. A function is a part that peer.t names.

Knows "Signature Version 4", "Common Errors" and the lists of the API reference; must not know how the endpoint is implemented.
"""

import datetime
import json
import re
import threading

from botocore.exceptions import ClientError

from client import KEY, LS, REGION, Credentials, client, create, instance, kind_of, ok, raw, refused, same

# The operations that Debian's copy of the model does not have.
NEWER = """CheckSubdomainAvailability CreateGUISessionAccessDetails CreateSubdomain DeleteSubdomain GetCostEstimate GetProfile GetSetupHistory GetSubdomains
SetupInstanceHttps StartGUISession StopGUISession UpdateSubdomainAssociation""".split()


def signatures():
    refused("UnrecognizedClientException", "an unknown key is refused", client(key=Credentials("AKIDOTHER", "x")).get_instances)
    refused("InvalidSignatureException", "a wrong secret is refused", client(key=Credentials(KEY.access_key, "x")).get_instances)
    same(kind_of(raw("GetInstances", {}, signer=None)), (400, "MissingAuthenticationTokenException"), "no signature is refused")
    for minutes, name in ((-16, "a request that is sixteen minutes old"), (16, "a request sixteen minutes in the future")):
        when = (datetime.datetime.utcnow() + datetime.timedelta(minutes=minutes)).strftime("%Y%m%dT%H%M%SZ")
        same(kind_of(raw("GetInstances", {}, when=when)), (400, "InvalidSignatureException"), f"{name} is refused")
    when = (datetime.datetime.utcnow() - datetime.timedelta(minutes=14)).strftime("%Y%m%dT%H%M%SZ")
    same(raw("GetInstances", {}, when=when)[0], 200, "a request that is fourteen minutes old is accepted")

    def other_body(request):
        request.data = b'{"includeDefaultKeyPair":true}'

    same(kind_of(raw("GetKeyPairs", {}, change=other_body)), (400, "InvalidSignatureException"), "a body that was not signed is refused")

    def other_target(request):
        del request.headers["X-Amz-Target"]
        request.headers["X-Amz-Target"] = "Lightsail_20161128.GetInstances"

    same(kind_of(raw("GetDisks", {}, change=other_target)), (400, "InvalidSignatureException"), "a header that was changed is refused")
    same(
        kind_of(raw("GetInstances", {}, region="mars-north-1")), (400, "InvalidSignatureException"), "a region that does not exist is refused"
    )
    same(kind_of(raw("GetInstances", {}, service="ec2")), (400, "InvalidSignatureException"), "a signature for another service is refused")
    identity = client("sts").get_caller_identity()
    same(identity["Account"], "123456789012", "GetCallerIdentity names the account")
    refused("InvalidClientTokenId", "it refuses an unknown key", client("sts", key=Credentials("AKIDOTHER", "x")).get_caller_identity)


def throttled():
    """Against a server that was started with --rate 1."""
    answers = [kind_of(raw("GetInstances", {})) for _ in range(50)]
    ok((400, "ThrottlingException") in answers and (200, "") in answers, "requests above the limit are throttled", answers)


def foreign():
    """Against a server that was started with the credentials test and test."""
    theirs = client(key=Credentials("test", "test"))
    ok(theirs.get_instances()["instances"] == [] and kind_of(raw("GetInstances", {}))[0] == 400, "the credentials are from the environment")


def protocol():
    status, headers, body = raw("GetInstance", {"instanceName": "nobody"})
    same((status, json.loads(body)["code"]), (400, "DoesNotExist"), "an error has its status and code")
    ok(headers["x-amzn-ErrorType"].startswith("NotFoundException") and headers["x-amzn-RequestId"], "and its headers", str(headers))
    same(kind_of(raw("GetMoon", {})), (404, "UnknownOperationException"), "an unknown operation")
    same(kind_of(raw("GetInstance", None, body=b"{")), (400, "SerializationException"), "a body that is not JSON")
    same(kind_of(raw("GetInstance", {"instanceName": 3})), (400, "SerializationException"), "a number for a string")
    same(kind_of(raw("GetInstance", {"instanceName": "a1", "moon": 1})), (400, "SerializationException"), "an unknown member")
    same(kind_of(raw("GetInstance", {})), (400, "InvalidInputException"), "a missing member")
    same(kind_of(raw("GetInstance", {"instanceName": None})), (400, "InvalidInputException"), "a null member counts as missing")
    same(kind_of(raw("GetInstance", {"instanceName": "a"})), (400, "InvalidInputException"), "a name of one character")
    same(kind_of(raw("GetInstance", {"instanceName": "-a1"})), (400, "InvalidInputException"), "a name that begins with a dash")
    same(kind_of(raw("GetInstance", {"instanceName": "a.b_c-1"})), (400, "NotFoundException"), "a name with all valid characters")
    same(raw("GetInstances", None, body=b"")[0], 200, "an empty body is an empty object")
    same(raw("GetBundles", {"includeInactive": None})[0], 200, "null is an empty object")


def needed():
    """Every operation that the provider calls exists here."""
    with open("provider/lightsail/op.def", encoding="utf-8") as file:
        names = re.findall(r'^LS_OP\(\w+, \.name = "(\w+)"', file.read(), re.MULTILINE)
    missing = [name for name in names if kind_of(raw(name, {"moon": 1}))[1] == "UnknownOperationException"]
    ok(len(names) > 30 and missing == [], "every operation that the provider calls is known", missing)


def whole():
    """Every operation of the model exists here."""
    names = list(LS.meta.service_model.operation_names) + NEWER
    missing = [name for name in names if kind_of(raw(name, {"moon": 1}))[1] == "UnknownOperationException"]
    same((len(names), missing), (167, []), "every operation of the newest model is known")


def catalogues():
    pages = list(LS.get_paginator("get_bundles").paginate())
    bundles = {row["bundleId"]: row for page in pages for row in page["bundles"]}
    ok(len(pages) > 2 and all("nextPageToken" not in page for page in pages[-1:]), "bundles come in pages", len(pages))
    same([bundles[name]["price"] for name in ("nano_3_0", "micro_3_0", "small_3_0", "medium_3_0")], [5.0, 7.0, 12.0, 24.0], "with prices")
    ok("nano_2_0" not in bundles and bundles["nano_ipv6_3_0"]["supportedPlatforms"] == ["LINUX_UNIX"], "inactive ones are not listed")
    everything = LS.get_paginator("get_bundles").paginate(includeInactive=True).build_full_result()["bundles"]
    ok({"nano_2_0"} <= {row["bundleId"] for row in everything if not row["isActive"]}, "unless they are requested")
    blueprints = LS.get_paginator("get_blueprints").paginate().build_full_result()["blueprints"]
    found = {row["blueprintId"]: row["platform"] for row in blueprints}
    ok({"ubuntu_22_04", "ubuntu_24_04", "debian_12", "amazon_linux_2023"} <= set(found), "blueprints", found)
    same(found["windows_server_2022"], "WINDOWS", "with their platform")
    regions = {row["name"]: row for row in LS.get_regions(includeAvailabilityZones=True)["regions"]}
    same(regions[REGION]["availabilityZones"][0], {"zoneName": REGION + "a", "state": "available"}, "regions with their zones")
    same(LS.get_regions()["regions"][0]["availabilityZones"], [], "without them")
    refused("InvalidInputException", "a token of another list is refused", LS.get_bundles, pageToken=LS.get_blueprints()["nextPageToken"])
    refused("InvalidInputException", "an invalid token is refused", LS.get_bundles, pageToken="moon")


def operations():
    rows, answer = [], {}
    while not rows or "nextPageToken" in answer:
        answer = LS.get_operations_for_resource(resourceName="web-1", **({"pageToken": answer["nextPageToken"]} if answer else {}))
        rows += answer["operations"]
    same(
        (rows[-1]["operationType"], rows[0]["createdAt"] >= rows[-1]["createdAt"]),
        ("CreateInstance", True),
        "of a resource, the newest first",
    )
    all_rows = LS.get_paginator("get_operations").paginate().build_full_result()["operations"]
    same(all_rows[0]["operationType"], "CreateInstance", "of all, the oldest first")
    same(len({row["id"] for row in all_rows}), len(all_rows), "no record twice over the pages")
    refused("NotFoundException", "without a name, none", LS.get_operations_for_resource, resourceName="nobody")
    refused("NotFoundException", "nor for a resource that does not exist", LS.get_operation, operationId="moon")
    same(sorted(LS.get_active_names()["activeNames"]), ["web-1", "web-2"], "the names in use")


def crowd():
    names = [f"crowd-{number:03}" for number in range(200)]
    create(*names)
    found = LS.get_paginator("get_instances").paginate().build_full_result()["instances"]
    same([row["name"] for row in found if row["name"].startswith("crowd")], names, "two hundred are listed over pages")
    page = LS.get_instances()
    LS.delete_instance(instanceName=page["instances"][-1]["name"])
    LS.delete_instance(instanceName="crowd-100")
    rest = LS.get_paginator("get_instances").paginate(PaginationConfig={"StartingToken": None}).build_full_result()["instances"]
    following = LS.get_instances(pageToken=page["nextPageToken"])["instances"]
    first_after = [row["name"] for row in rest][len(page["instances"]) - 1]
    same(following[0]["name"], first_after, "a deleted row hides no other")
    failures = []

    def work(own, number):
        for turn in range(5):
            try:
                own.tag_resource(resourceName=names[190 + number], tags=[{"key": f"t{turn}"}])
            except ClientError as error:
                failures.append(str(error))

    threads = [threading.Thread(target=work, args=(client(), number)) for number in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    same((failures, len(instance(names[197])["tags"])), ([], 5), "eight clients at once lose no request")
