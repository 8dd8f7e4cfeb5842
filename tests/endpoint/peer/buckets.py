"""Buckets: created, described, changed and deleted; their access keys, and the instances that have access to them.

Knows buckets; must not know objects in them more than their number and size. Source: API_CreateBucket and related pages; examples of create-bucket and
get-buckets in the AWS CLI's reference; "Object storage" of the user guide; the table of quotas.
"""

import re
import secrets
import string
from typing import Optional

from . import cors, instances
from .faults import invalid, not_found
from .instances import Instance
from .pages import page
from .plans import BUCKET_PLANS, Choice
from .resource import Resource, stamp
from .tags import read_tags
from .world import Region, serves

MOST, MOST_KEYS = 20, 2
FIRST_SYNC_S = 3600
SYNCS = ("InSync", "Failed", "NeverSynced", "Defaulted")
KEY_LETTERS, SECRET_LETTERS = string.ascii_uppercase + "234567", string.ascii_letters + string.digits + "+/"


class Key:
    """An access key of a bucket."""

    def __init__(self, now: float):
        self.id = "AKIA" + "".join(secrets.choice(KEY_LETTERS) for _ in range(16))
        self.secret = "".join(secrets.choice(SECRET_LETTERS) for _ in range(40))
        self.created, self.used = now, None

    def describe(self) -> dict:
        last = {"region": "N/A", "serviceName": "N/A"} if self.used is None else {"lastUsedDate": stamp(self.used), "region": "us-east-1", "serviceName": "s3"}
        return {"accessKeyId": self.id, "status": "Active", "createdAt": stamp(self.created), "lastUsed": last}


class Bucket(Resource):
    """A bucket. Its state is OK unless a test has set another one."""

    kind = "Bucket"

    def __init__(self, region: Region, name: str, tags: dict[str, str], bundle: str, versioned: bool):
        super().__init__(region, name, tags=tags)
        self.choice = Choice(BUCKET_PLANS, bundle)
        self.versioning = "Enabled" if versioned else "NeverEnabled"
        self.rules = {"getObject": "private", "allowPublicOverrides": False}
        self.accounts: list[str] = []
        self.log: dict = {"enabled": False}
        self.cors: list[dict] = []
        self.keys: list[Key] = []
        self.receivers: dict[str, int] = {}  # the instances with access, by name, with their numbers
        self.state, self.objects, self.bytes = "OK", 0, 0

    def describe(self) -> dict:
        found = super().describe()
        found.update(
            accessRules=self.rules,
            bundleId=self.choice.plan.id,
            url=f"https://{self.name}.s3.{self.region.name}.amazonaws.com/",
            objectVersioning=self.versioning,
            ableToUpdateBundle=self.choice.is_free(self.region.now),
            readonlyAccessAccounts=self.accounts,
            state={"code": self.state} if self.state == "OK" else {"code": self.state, "message": "The creation of the bucket may have timed out."},
            accessLogConfig=self.log,
        )
        return found

    def describe_more(self, receivers: bool, rules: bool) -> dict:
        found = self.describe()
        if receivers:
            found["resourcesReceivingAccess"] = [{"name": name, "resourceType": "Instance"} for name in self.receivers]
        if rules:
            found["cors"] = {"rules": self.cors}
        return found

    def versioned(self) -> tuple:
        return self.describe_more(True, True), [key.describe() for key in self.keys]

    def obstacles(self) -> list[str]:
        """What a deletion without force is refused for."""
        found = []
        if self.objects:
            found.append("it has objects")
        if self.keys:
            found.append("it has access keys")
        if self.receivers:
            found.append(f"it can be accessed by {', '.join(self.receivers)}")
        origins = [one.name for other in self.region.everywhere for one in other.resources.values() if one.has_origin(self)]
        if origins:
            found.append(f"it is the origin of {', '.join(origins)}")
        return found


def _check_name(region: Region, name: str) -> None:
    """A name is unique over all accounts: tests say which ones strangers have."""
    if "--" in name:
        raise invalid(f"The name of a bucket does not have two hyphens in a row: {name}", "InvalidBucketName")
    if name in region.strangers or any(isinstance(one.resources.get(name), Bucket) for one in region.everywhere):
        raise invalid(f"The bucket name is not available: {name}", "BucketNameTaken", "Names of buckets are shared by all accounts.")
    region.claim([name])
    if sum(len(one.all(Bucket)) for one in region.everywhere) >= MOST:
        raise invalid(f"An account has at most {MOST} buckets", "LimitExceeded")


def find(region: Region, params: dict) -> Bucket:
    return region.find(Bucket, params["bucketName"])


def _sync(region: Region) -> dict:
    """The synchronization with the settings of S3 for the account, which begins an hour after the first bucket."""
    if region.bpa:
        return region.bpa
    buckets = [bucket for other in region.everywhere for bucket in other.all(Bucket)]
    first = min((bucket.created for bucket in buckets), default=region.now)
    if region.now < first + FIRST_SYNC_S:
        return {"status": "NeverSynced", "message": "SYNC_ON_HOLD", "bpaImpactsLightsail": False}
    return {"status": "InSync", "lastSyncedAt": stamp(first + FIRST_SYNC_S), "bpaImpactsLightsail": False}


@serves("CreateBucket")
def create_bucket(region: Region, params: dict) -> dict:
    _check_name(region, params["bucketName"])
    tags = read_tags(params.get("tags", []))
    bucket = region.add(Bucket(region, params["bucketName"], tags, params["bundleId"], params.get("enableObjectVersioning", False)))
    return {"bucket": bucket.describe(), "operations": [region.done("CreateBucket", bucket)]}


def _check_log(region: Region, told: dict) -> dict:
    if not told["enabled"]:
        if "destination" in told or "prefix" in told:
            raise invalid("destination and prefix are omitted when the access log is disabled", "InvalidAccessLog")
        return {"enabled": False}
    if not isinstance(region.resources.get(told.get("destination", "")), Bucket):
        raise invalid("The destination of the access log is a bucket of the same Region", "InvalidAccessLog")
    return told


@serves("UpdateBucket")
def update_bucket(region: Region, params: dict) -> dict:
    """Each part that is given replaces the old one whole."""
    bucket = find(region, params)
    versioning, accounts = params.get("versioning", bucket.versioning), params.get("readonlyAccessAccounts", bucket.accounts)
    if "versioning" in params and versioning not in ("Enabled", "Suspended"):
        raise invalid(f"versioning is Enabled or Suspended, not {versioning}", "InvalidVersioning")
    for account in accounts:
        if not re.fullmatch(r"\d{12}", account):
            raise invalid(f"An account is a number of twelve digits, not {account}", "InvalidAccount")
    log = _check_log(region, params["accessLogConfig"]) if "accessLogConfig" in params else bucket.log
    rules = cors.check(params["cors"]) if "cors" in params else bucket.cors
    if "accessRules" in params:
        bucket.rules = {"getObject": "private", "allowPublicOverrides": False, **params["accessRules"]}
    bucket.versioning, bucket.accounts, bucket.log, bucket.cors = versioning, accounts, log, rules
    return {"bucket": bucket.describe_more(False, "cors" in params), "operations": [region.done("UpdateBucket", bucket)]}


@serves("UpdateBucketBundle")
def update_bucket_bundle(region: Region, params: dict) -> dict:
    bucket = find(region, params)
    bucket.choice.change(region.now, params["bundleId"])
    return {"operations": [region.done("UpdateBucketBundle", bucket, bucket.choice.plan.id)]}


@serves("DeleteBucket")
def delete_bucket(region: Region, params: dict) -> dict:
    bucket = find(region, params)
    obstacles = bucket.obstacles()
    if obstacles and not params.get("forceDelete"):
        raise invalid(f"The bucket {bucket.name} cannot be deleted because {' and '.join(obstacles)}", "BucketInUse", "Set forceDelete to delete it.")
    region.remove(bucket)
    return {"operations": [region.done("DeleteBucket", bucket)]}


class _Row:
    """A row of GetBuckets."""

    def __init__(self, bucket: Bucket, receivers: bool, rules: bool):
        self.number, self._bucket, self._more = bucket.number, bucket, (receivers, rules)

    def describe(self) -> dict:
        return self._bucket.describe_more(*self._more)


@serves("GetBuckets")
def get_buckets(region: Region, params: dict) -> dict:
    wanted = [find(region, params)] if "bucketName" in params else region.all(Bucket)
    if params.get("includeCors") and "bucketName" not in params:
        raise invalid("includeCors is only supported with bucketName")
    rows = [_Row(bucket, params.get("includeConnectedResources", False), params.get("includeCors", False)) for bucket in wanted]
    return {**page(region, "GetBuckets", params, rows, "buckets"), "accountLevelBpaSync": _sync(region)}


@serves("GetBucketBundles")
def get_bucket_bundles(region: Region, params: dict) -> dict:
    return {"bundles": [plan.describe(True) for plan in BUCKET_PLANS.values() if plan.active or params.get("includeInactive")]}


@serves("CreateBucketAccessKey")
def create_bucket_access_key(region: Region, params: dict) -> dict:
    bucket = find(region, params)
    if len(bucket.keys) >= MOST_KEYS:
        raise invalid(f"The bucket {bucket.name} has {MOST_KEYS} access keys", "LimitExceeded")
    key = Key(region.now)
    bucket.keys.append(key)
    return {"accessKey": {**key.describe(), "secretAccessKey": key.secret}, "operations": [region.done("CreateBucketAccessKey", bucket, key.id)]}


@serves("DeleteBucketAccessKey")
def delete_bucket_access_key(region: Region, params: dict) -> dict:
    bucket = find(region, params)
    key = next((key for key in bucket.keys if key.id == params["accessKeyId"]), None)
    if key is None:
        raise not_found("AccessKey", params["accessKeyId"])
    bucket.keys.remove(key)
    return {"operations": [region.done("DeleteBucketAccessKey", bucket, key.id)]}


@serves("GetBucketAccessKeys")
def get_bucket_access_keys(region: Region, params: dict) -> dict:
    return {"accessKeys": [key.describe() for key in find(region, params).keys]}


@serves("SetResourceAccessForBucket")
def set_resource_access_for_bucket(region: Region, params: dict) -> dict:
    bucket, instance = find(region, params), region.find(Instance, params["resourceName"])
    if instance.state not in ("running", "stopped"):
        raise invalid(f"The instance {instance.name} is {instance.state}; it must be running or stopped", "InvalidInstanceState")
    if params["access"] == "allow":
        bucket.receivers[instance.name] = instance.number
    else:
        bucket.receivers.pop(instance.name, None)
    kind = "SetResourceAccessForBucket"
    return {"operations": [region.done(kind, bucket, instance.name), region.done(kind, instance, bucket.name)]}


def _forget(instance: Instance) -> None:
    """A deleted instance has no access any more, nor has another one with its name."""
    if not instance.region.has(instance):
        for bucket in instance.region.all(Bucket):
            if bucket.receivers.get(instance.name) == instance.number:
                del bucket.receivers[instance.name]


def use_key(region: Region, name: str, key_id: Optional[str], is_used: bool = True) -> None:
    """A key, or the first one, is used now, or never was."""
    keys = [key for key in region.find(Bucket, name).keys if key_id in (None, key.id)]
    if not keys:
        raise ValueError("there is no such access key")
    keys[0].used = region.now if is_used else None


instances.WATCHERS.append(_forget)
