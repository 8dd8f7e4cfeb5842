"""Requests about buckets and distributions. A function is a part that peer.t names.

Knows the API reference and the user guide; must not know how the endpoint is implemented.
"""

import datetime
import json

from client import LS, REGION, advance, client, control, create, is_in, kind_of, ok, raw, refused, same, until

OTHER = client(region="us-west-2")
HOME = client(region="us-east-1")
US = dict(region="us-east-1")
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


def distribution(name="cdn"):
    return newer("GetDistributions", **US, distributionName=name)["distributions"][0]


CDN = dict(distributionName="cdn", origin={"name": "origin-files", "regionName": REGION}, defaultCacheBehavior={"behavior": "cache"}, bundleId="small_1_0")


def change(**parts):
    """An update that has arrived everywhere."""
    found = newer("UpdateDistribution", **US, distributionName="cdn", **parts)
    advance(60000)
    return distribution() if "operation" in found else found


def distributions():
    LS.create_bucket(bucketName="origin-files", bundleId="small_1_0")
    refused("InvalidInputException", "distributions are in us-east-1", LS.create_distribution, **CDN)
    refused("InvalidInputException", "... also their list", LS.get_distributions)
    made = HOME.create_distribution(**CDN, tags=[{"key": "k", "value": "v"}])
    same((made["distribution"]["status"], made["operation"]["status"]), ("InProgress", "Started"), "a new distribution")
    found = distribution()
    same((found["isEnabled"], found["ableToUpdateBundle"], found["alternativeDomainNames"], found["waf"]), (True, True, [], {"isWafEnabled": False, "wafRules": []}), "... with its members")
    same((found["origin"]["resourceType"], found["origin"]["responseTimeout"], found["originPublicDNS"]), ("Bucket", 30, f"origin-files.s3.{REGION}.amazonaws.com"), "... and its origin")
    same((found["cacheBehaviorSettings"]["defaultTTL"], found["customErrorResponses"], "customErrorResponses" in HOME.get_distributions()["distributions"][0]), (86400, [], False), "... and defaults, more of one that is named")
    refused("OperationFailureException", "... cannot be changed yet", HOME.update_distribution, distributionName="cdn", isEnabled=False)
    ok(until(lambda: distribution()["status"] == "Deployed"), "... then it is deployed")
    refused("InvalidInputException", "the bucket of a distribution is not deleted", LS.delete_bucket, bucketName="origin-files")
    same(change(isEnabled=False)["isEnabled"], False, "it is disabled")
    settings = {"cachedHTTPMethods": "HEAD,GET", "defaultTTL": 60, "forwardedHeaders": {"option": "all"}}
    found = change(cacheBehaviorSettings=settings, cacheBehaviors=[{"path": "b/*", "behavior": "cache"}, {"path": "a/*", "behavior": "dont-cache"}])
    same((found["cacheBehaviorSettings"]["cachedHTTPMethods"], found["cacheBehaviorSettings"]["forwardedHeaders"]["option"]), ("GET,HEAD", "all"), "settings")
    same([row["path"] for row in found["cacheBehaviors"]], ["a/*", "b/*"], "... and behaviors")
    same(change(cacheBehaviorSettings={"minimumTTL": 1})["cacheBehaviorSettings"]["defaultTTL"], 86400, "settings are replaced whole")
    found = change(defaultRootObject="index.html", customErrorResponses=[{"errorCode": 404, "responseCode": "200", "responsePagePath": "/404.html"}], viewerMinimumTlsProtocolVersion="TLSv1.2_2019")
    same((found["defaultRootObject"], found["customErrorResponses"][0]["errorCachingMinTTL"], found["viewerMinimumTlsProtocolVersion"]), ("index.html", 10, "TLSv1.2_2019"), "newer members")
    origin = CDN["origin"]
    found = change(origin={**origin, "responseTimeout": 10, "ipAddressType": "dualstack"}, enablePrivateOriginAccess=True)
    same((found["origin"]["responseTimeout"], found["origin"]["isPrivateOriginAccessEnabled"]), (10, True), "... of the origin")
    create("bare")
    until(is_in("bare", "running"))
    wrong = {
        "lifetimes in disorder": {"cacheBehaviorSettings": {"defaultTTL": 5, "minimumTTL": 10}},
        "a minimum with all headers": {"cacheBehaviorSettings": {"minimumTTL": 1, "forwardedHeaders": {"option": "all"}}},
        "other methods": {"cacheBehaviorSettings": {"allowedHTTPMethods": "GET"}},
        "an empty allow-list": {"cacheBehaviorSettings": {"forwardedCookies": {"option": "allow-list", "cookiesAllowList": []}}},
        "two behaviors of one path": {"cacheBehaviors": 2 * [{"path": "a", "behavior": "cache"}]},
        "an error that is none": {"customErrorResponses": [{"errorCode": 200}]},
        "private access without origin": {"enablePrivateOriginAccess": True},
        "a firewall with this bundle": {"enableWaf": True},
        "an instance without static IP": {"origin": {"name": "bare", "regionName": REGION}},
        "no certificate": {"useDefaultCertificate": False},
    }
    for why, parts in wrong.items():
        refuses("InvalidInputException", f"{why} is refused", "UpdateDistribution", **US, distributionName="cdn", **parts)
    refuses("NotFoundException", "an origin that does not exist", "UpdateDistribution", **US, distributionName="cdn", origin={"name": "none", "regionName": REGION})
    LS.delete_instance(instanceName="bare")
    refused("InvalidInputException", "a tag without value", HOME.create_distribution, **{**CDN, "distributionName": "other"}, tags=[{"key": "k"}])
    refused("InvalidInputException", "... also later", HOME.tag_resource, resourceName="cdn", tags=[{"key": "k"}])
    HOME.update_distribution_bundle(distributionName="cdn", bundleId="medium_1_0")
    advance(60000)
    same((distribution()["bundleId"], distribution()["ableToUpdateBundle"]), ("medium_1_0", False), "another bundle")
    refused("InvalidInputException", "... once in a month", HOME.update_distribution_bundle, distributionName="cdn", bundleId="large_1_0")
    rules = [{"name": "AWSManagedRulesCommonRuleSet"}]
    same(change(enableWaf=True, wafRules=rules)["waf"], {"isWafEnabled": True, "wafRules": rules}, "a firewall")
    refuses("InvalidInputException", "... with groups of the bundle", "UpdateDistribution", **US, distributionName="cdn", wafRules=[{"name": "AWSManagedRulesSQLiRuleSet"}])
    same(change(enableWaf=False)["waf"], {"isWafEnabled": False, "wafRules": []}, "... which is disabled with its rules")
    HOME.set_ip_address_type(resourceType="Distribution", resourceName="cdn", ipAddressType="ipv4")
    advance(60000)
    same(distribution()["ipAddressType"], "ipv4", "the IP address type")
    same(HOME.get_distribution_latest_cache_reset().get("status"), None, "the cache was never reset")
    same(HOME.reset_distribution_cache(distributionName="cdn")["status"], "InProgress", "it is reset")
    advance(60000)
    same(HOME.get_distribution_latest_cache_reset(distributionName="cdn")["status"], "Completed", "... completely")
    same([row["bundleId"] for row in HOME.get_distribution_bundles()["bundles"]], ["small_1_0", "medium_1_0", "large_1_0"], "bundles")


def distribution_certificates():
    HOME.create_certificate(certificateName="cdn-cert", domainName="cdn.example", subjectAlternativeNames=["www.cdn.example"])
    refused("InvalidInputException", "a certificate must be issued", HOME.attach_certificate_to_distribution, distributionName="cdn", certificateName="cdn-cert")
    control("issue-certificate", {**US, "name": "cdn-cert"})
    ok("certificateName" not in change(certificateName="cdn-cert"), "one that is named has no effect beside the default one")
    found = change(certificateName="cdn-cert", useDefaultCertificate=False)
    same((found["certificateName"], found["alternativeDomainNames"]), ("cdn-cert", ["cdn.example", "www.cdn.example"]), "... and instead of it has")
    detail = HOME.get_certificates(certificateName="cdn-cert", includeCertificateDetails=True)["certificates"][0]["certificateDetail"]
    same((detail["inUseResourceCount"], detail["eligibleToRenew"]), (1, "ELIGIBLE"), "... it is in use")
    refused("InvalidInputException", "... and not deleted", HOME.delete_certificate, certificateName="cdn-cert")
    same(change(isEnabled=True)["certificateName"], "cdn-cert", "other changes keep it")
    same(change(useDefaultCertificate=True)["alternativeDomainNames"], [], "the default one takes its place")
    HOME.attach_certificate_to_distribution(distributionName="cdn", certificateName="cdn-cert")
    advance(60000)
    HOME.detach_certificate_from_distribution(distributionName="cdn")
    advance(60000)
    refused("InvalidInputException", "one that is not attached", HOME.detach_certificate_from_distribution, distributionName="cdn")
    HOME.delete_certificate(certificateName="cdn-cert")


def subdomains():
    def sub(operation, name, **more):
        return newer(operation, **US, subdomainName=name, **more)

    def state(name="my.site"):
        found = sub("GetSubdomains", name)
        return found["subdomains"][0]["state"] if "subdomains" in found else found["code"]

    same(sub("CheckSubdomainAvailability", "my.site", reserve=True).get("available"), True, "a subdomain is available")
    ok("reservationExpiresAt" in sub("CheckSubdomainAvailability", "site"), "... and reserved with its parent")
    control("take-name", {**US, "name": "other"})
    same(sub("CheckSubdomainAvailability", "a.other")["available"], False, "one of another account is not")
    for name in ("a.b.c", "-a", "Upper", "xn--a", 40 * "a", "www"):
        refuses("InvalidInputException", f"{name} is none", "CreateSubdomain", **US, subdomainName=name)
    found = sub("CreateSubdomain", "my.site", tags=[{"key": "k", "value": "v"}])["subdomain"]
    same((found["fqdn"], found["depth"], found["state"], found["parentFqdn"]), ("my.site.amazonlightsail.com", 2, "CREATING", "site.amazonlightsail.com"), "a new one")
    refuses("InvalidInputException", "... once", "CreateSubdomain", **US, subdomainName="my.site")
    refuses("OperationFailureException", "... cannot be deleted yet", "DeleteSubdomain", **US, subdomainName="my.site")
    advance(60000)
    same((state(), state("site")), ("UNATTACHED", "IMPLICIT"), "... is ready")
    (top,) = newer("GetSubdomains", **US)["subdomains"]
    same((top["subdomainName"], "arn" in top, [row["subdomainName"] for row in top["children"]]), ("site", False, ["my.site"]), "a list has those below others")
    arn = distribution()["arn"]
    answer = sub("UpdateSubdomainAssociation", "my.site", action="ASSOCIATE", targetResourceArn=arn)
    same((answer["subdomain"]["state"], answer["subdomain"]["attachingResource"]["name"], answer["operation"]["resourceName"]), ("ATTACHING", "cdn", "my.site"), "it is associated")
    advance(60000)
    same((state(), distribution()["subdomain"]), ("ATTACHED", {"name": "my.site", "state": "Attached"}), "... with a distribution")
    refuses("OperationFailureException", "... and not deleted", "DeleteSubdomain", **US, subdomainName="my.site")
    HOME.create_distribution(**{**CDN, "distributionName": "cdn-2"})
    advance(60000)
    sub("UpdateSubdomainAssociation", "my.site", action="TRANSFER", targetResourceArn=distribution("cdn-2")["arn"])
    same(state(), "TRANSFERRING", "it is transferred")
    advance(60000)
    same(("subdomain" in distribution(), distribution("cdn-2")["subdomain"]["state"]), (False, "Attached"), "... to another distribution")
    refuses("OperationFailureException", "... once in a day", "UpdateSubdomainAssociation", **US, subdomainName="my.site", action="TRANSFER", targetResourceArn=arn)
    sub("UpdateSubdomainAssociation", "my.site", action="DISASSOCIATE")
    advance(60000)
    same((state(), "operation" in sub("DeleteSubdomain", "my.site"), state(), state("site")), ("UNATTACHED", True, "DoesNotExist", "DoesNotExist"), "it is deleted with its parent")
    HOME.delete_distribution(distributionName="cdn-2")
    advance(60000)
    control("fail-subdomain", {**US, "name": "bad"})
    sub("CreateSubdomain", "bad")
    advance(60000)
    same((state("bad"), "operation" in sub("DeleteSubdomain", "bad")), ("CREATE_FAILED", True), "a creation that fails")
    made = newer("CreateDistribution", **US, **{**CDN, "distributionName": "cdn-3"}, subdomainName="third")
    same(made["distribution"]["subdomain"]["state"], "Creating", "one with a distribution")
    advance(180000)
    same((state("third"), distribution("cdn-3")["subdomain"]["state"]), ("ATTACHED", "Attached"), "... is associated with it")
    made = newer("CreateDistribution", **US, **{**CDN, "distributionName": "cdn-4"}, subdomainName="third")
    advance(60000)
    same((HOME.get_operation(operationId=made["operation"]["id"])["operation"]["status"], distribution("cdn-4")["subdomain"]["state"]), ("Failed", "Error"), "... unless it has a name that is taken")
    for name in ("cdn", "cdn-3", "cdn-4"):
        HOME.delete_distribution(distributionName=name)
    advance(60000)
    same((HOME.get_distributions()["distributions"], state("third")), ([], "UNATTACHED"), "distributions are deleted, subdomains stay")
    sub("DeleteSubdomain", "third")
    LS.delete_bucket(bucketName="origin-files")
