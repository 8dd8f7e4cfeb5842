"""Requests about buckets and distributions. A function is a part that peer.t names.

Knows the API reference and the user guide; must not know how the endpoint is implemented.
"""

import datetime
import json

from client import LS, REGION, advance, client, control, create, is_in, kind_of, ok, raw, refused, same, until

OTHER = client(region="us-west-2")
B = dict(bucketName="site-files")


def bucket(**more):
    return LS.get_buckets(**B, **more)["buckets"][0]


def update(**parts):
    return LS.update_bucket(**B, **parts)["bucket"]


def newer(operation, region=REGION, **params):
    """A request that Debian's client does not know."""
    return json.loads(raw(operation, params, region=region)[2])


def refuses(kind, name, operation, region=REGION, **params):
    found = kind_of(raw(operation, params, region=region))[1]
    ok(found == kind, name, found)


def buckets():
    made = LS.create_bucket(**B, bundleId="small_1_0", tags=[{"key": "k", "value": "v"}])
    same((made["bucket"]["state"]["code"], made["operations"][0]["operationType"]), ("OK", "CreateBucket"), "a new bucket")
    found = bucket()
    same((found["objectVersioning"], found["accessRules"], found["accessLogConfig"]), ("NeverEnabled", {"getObject": "private", "allowPublicOverrides": False}, {"enabled": False}), "... is private")
    same((found["url"], found["ableToUpdateBundle"], found["readonlyAccessAccounts"]), (f"https://site-files.s3.{REGION}.amazonaws.com/", True, []), "... with its members")
    same(LS.get_buckets()["accountLevelBpaSync"]["message"], "SYNC_ON_HOLD", "... and the settings of the account are not synchronized")
    advance(3600000)
    same(LS.get_buckets()["accountLevelBpaSync"]["status"], "InSync", "... until an hour is over")
    control("bucket-sync", {"region": REGION, "status": "Defaulted", "message": "DEFAULTED_FOR_SLR_MISSING", "impacts": True})
    same(LS.get_buckets()["accountLevelBpaSync"]["bpaImpactsLightsail"], True, "... or fails")
    refused("InvalidInputException", "a taken name", LS.create_bucket, **B, bundleId="small_1_0")
    refused("InvalidInputException", "... in any region", OTHER.create_bucket, **B, bundleId="small_1_0")
    control("take-name", {"region": REGION, "name": "famous"})
    refused("InvalidInputException", "... and of any account", LS.create_bucket, bucketName="famous", bundleId="small_1_0")
    for name in ("Upper", "a--b", "-ab"):
        refused("InvalidInputException", f"{name} is no name", LS.create_bucket, bucketName=name, bundleId="small_1_0")
    refused("InvalidInputException", "an unknown bundle", LS.create_bucket, bucketName="other-files", bundleId="none")
    same(update(versioning="Enabled")["objectVersioning"], "Enabled", "versioning")
    same(update(versioning="Suspended")["objectVersioning"], "Suspended", "... is suspended")
    refused("InvalidInputException", "... but never again not enabled", LS.update_bucket, **B, versioning="NeverEnabled")
    same(update(accessRules={"getObject": "public"})["accessRules"], {"getObject": "public", "allowPublicOverrides": False}, "access rules")
    same(update(readonlyAccessAccounts=["123456789012"])["readonlyAccessAccounts"], ["123456789012"], "accounts that may read")
    refused("InvalidInputException", "... are numbers", LS.update_bucket, **B, readonlyAccessAccounts=["me"])
    refused("InvalidInputException", "... and at most ten", LS.update_bucket, **B, readonlyAccessAccounts=11 * ["123456789012"])
    LS.create_bucket(bucketName="log-files", bundleId="small_1_0", enableObjectVersioning=True)
    log = {"enabled": True, "destination": "log-files", "prefix": "site/"}
    same(update(accessLogConfig=log)["accessLogConfig"], log, "an access log")
    refused("InvalidInputException", "... needs a bucket", LS.update_bucket, **B, accessLogConfig={"enabled": True})
    refused("InvalidInputException", "... of the region", LS.update_bucket, **B, accessLogConfig={"enabled": True, "destination": "none"})
    refused("InvalidInputException", "... and none when it ends", LS.update_bucket, **B, accessLogConfig={"enabled": False, "destination": "log-files"})
    same(update(accessLogConfig={"enabled": False})["accessLogConfig"], {"enabled": False}, "... which has no more members")
    rule = {"id": "a", "allowedMethods": ["GET"], "allowedOrigins": ["https://*.example.com"], "maxAgeSeconds": 60}
    same(newer("UpdateBucket", **B, cors={"rules": [rule]})["bucket"]["cors"], {"rules": [rule]}, "rules for other origins")
    same((newer("GetBuckets", **B, includeCors=True)["buckets"][0]["cors"], "cors" in bucket()), ({"rules": [rule]}, False), "... are shown when they are asked for")
    refuses("InvalidInputException", "... of one bucket", "GetBuckets", includeCors=True)
    for why, wrong in (
        ("two rules with one id", [rule, rule]),
        ("no origin", [{**rule, "allowedOrigins": []}]),
        ("an unknown method", [{**rule, "allowedMethods": ["PATCH"]}]),
        ("two wildcards", [{**rule, "allowedOrigins": ["*.*"]}]),
        ("too many rules", 21 * [{**rule, "id": "x"}]),
    ):
        refuses("InvalidInputException", why, "UpdateBucket", **B, cors={"rules": wrong})
    same(newer("UpdateBucket", **B, cors={"rules": []})["bucket"]["cors"], {"rules": []}, "an empty list removes them")
    same(len(LS.get_bucket_bundles()["bundles"]), 3, "bundles")
    LS.update_bucket_bundle(**B, bundleId="medium_1_0")
    same((bucket()["bundleId"], bucket()["ableToUpdateBundle"]), ("medium_1_0", False), "another bundle")
    refused("InvalidInputException", "... once in a month", LS.update_bucket_bundle, **B, bundleId="large_1_0")
    advance(31 * 86400000)
    same(bucket()["ableToUpdateBundle"], True, "... and again in the next one")
    refused("InvalidInputException", "the same bundle", LS.update_bucket_bundle, **B, bundleId="medium_1_0")
    LS.tag_resource(resourceName="site-files", tags=[{"key": "more"}])
    same(len(bucket()["tags"]), 2, "tags")
    LS.delete_bucket(bucketName="log-files")


def bucket_access():
    create("reader")
    refused("InvalidInputException", "an instance must run", LS.set_resource_access_for_bucket, **B, resourceName="reader", access="allow")
    until(is_in("reader", "running"))
    rows = LS.set_resource_access_for_bucket(**B, resourceName="reader", access="allow")["operations"]
    same([row["resourceType"] for row in rows], ["Bucket", "Instance"], "access of an instance")
    same((bucket(includeConnectedResources=True)["resourcesReceivingAccess"], "resourcesReceivingAccess" in bucket()), ([{"name": "reader", "resourceType": "Instance"}], False), "... is shown when it is asked for")
    refused("InvalidInputException", "... and the bucket is not deleted", LS.delete_bucket, **B)
    LS.set_resource_access_for_bucket(**B, resourceName="reader", access="deny")
    same(bucket(includeConnectedResources=True)["resourcesReceivingAccess"], [], "... and is taken away")
    LS.set_resource_access_for_bucket(**B, resourceName="reader", access="allow")
    LS.delete_instance(instanceName="reader")
    same(bucket(includeConnectedResources=True)["resourcesReceivingAccess"], [], "a deleted instance has none")
    key = LS.create_bucket_access_key(**B)["accessKey"]
    same((len(key["accessKeyId"]), len(key["secretAccessKey"]), key["status"]), (20, 40, "Active"), "an access key")
    (shown,) = LS.get_bucket_access_keys(**B)["accessKeys"]
    same(("secretAccessKey" in shown, shown["lastUsed"]), (False, {"region": "N/A", "serviceName": "N/A"}), "... whose secret is returned once")
    control("use-bucket-key", {"region": REGION, "name": "site-files"})
    same(LS.get_bucket_access_keys(**B)["accessKeys"][0]["lastUsed"]["serviceName"], "s3", "... and which is used")
    LS.create_bucket_access_key(**B)
    refused("InvalidInputException", "a third key", LS.create_bucket_access_key, **B)
    refused("InvalidInputException", "a bucket with keys is not deleted", LS.delete_bucket, **B)
    for row in LS.get_bucket_access_keys(**B)["accessKeys"]:
        LS.delete_bucket_access_key(**B, accessKeyId=row["accessKeyId"])
    refused("NotFoundException", "a deleted key", LS.delete_bucket_access_key, **B, accessKeyId=key["accessKeyId"])
    control("bucket-contents", {"region": REGION, "name": "site-files", "objects": 3, "bytes": 1024})
    since = bucket()["createdAt"]
    asked = dict(startTime=since, endTime=since + datetime.timedelta(days=90), period=86400, statistics=["Average"], unit="Count")
    same(LS.get_bucket_metric_data(**B, metricName="NumberOfObjects", **asked)["metricData"][-1]["average"], 3.0, "objects are counted")
    refused("InvalidInputException", "... and keep it", LS.delete_bucket, **B)
    LS.delete_bucket(**B, forceDelete=True)
    same(LS.get_buckets()["buckets"], [], "... unless it is forced")
    refused("NotFoundException", "it is gone", LS.get_buckets, **B)
