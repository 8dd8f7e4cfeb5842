"""Sends requests to an endpoint of Lightsail and checks the responses: what the parts share.

Knows botocore's client, signatures and lines of results; must not know what any operation should do.
"""

import json
import sys
import urllib.error
import urllib.request

import botocore.session
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

URL = sys.argv[1]
REGION = "ap-northeast-1"
KEY = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
SESSION = botocore.session.Session()  # it caches the models that it has read
NEW = dict(instanceNames=["web-3"], availabilityZone=REGION + "a", blueprintId="ubuntu_22_04", bundleId="small_3_0")


def client(service="lightsail", region=REGION, key=KEY):
    config = Config(retries={"total_max_attempts": 1}, parameter_validation=True)
    return SESSION.create_client(
        service, region, endpoint_url=URL, aws_access_key_id=key.access_key, aws_secret_access_key=key.secret_key, config=config
    )


LS = client()


def ok(good, name, why=""):
    print(f"ok {name}" if good else f"not ok {name}\t{why}", flush=True)


def same(got, wanted, name):
    ok(got == wanted, name, f"got {got!r}, wanted {wanted!r}")


def refused(kind, name, call, **params):
    try:
        call(**params)
        ok(False, name, "it was accepted")
    except ClientError as error:
        found = error.response["Error"]["Code"]
        ok(found == kind, name, f"{error}")
        return error.response
    return {}


def control(name, told):
    """A request that AWS does not have: README.md of the peer lists them."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    opener.open(f"{URL}/_peer/{name}", data=json.dumps(told).encode(), timeout=10).close()


def advance(milliseconds):
    """Lets this time pass in the endpoint."""
    control("clock", milliseconds)


def until(condition):
    """Lets enough time pass for every transition of the endpoint (peer.t sets their length)."""
    if not condition():
        advance(60000)
    return condition()


def raw(operation, params, signer=KEY, when=None, region=REGION, service="lightsail", change=lambda request: None, body=None, headers=()):
    """A request that may be invalid; returns status, headers and the body."""
    body = json.dumps(params).encode() if body is None else body
    request = AWSRequest("POST", URL + "/", data=body, headers={"Content-Type": "application/x-amz-json-1.1", **dict(headers)})
    if operation:
        request.headers["X-Amz-Target"] = f"Lightsail_20161128.{operation}"
    if signer:
        auth = SigV4Auth(signer, service, region)
        if when:
            request.context["timestamp"] = when
            request.headers["X-Amz-Date"] = when
            auth._inject_signature_to_request(
                request, auth.signature(auth.string_to_sign(request, auth.canonical_request(request)), request)
            )
        else:
            auth.add_auth(request)
    change(request)
    sent = urllib.request.Request(request.url, data=request.data, headers=dict(request.headers.items()), method="POST")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(sent, timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def kind_of(answer):
    return answer[0], json.loads(answer[2]).get("__type", "").split("#")[-1]


def instance(name):
    return LS.get_instance(instanceName=name)["instance"]


def is_in(name, state):
    return lambda: instance(name)["state"]["name"] == state


def create(*names, **more):
    return LS.create_instances(**{**NEW, "instanceNames": list(names), **more})["operations"]


def states(name):
    rows = LS.get_instance_port_states(instanceName=name)["portStates"]
    return sorted(
        (row["protocol"], row["fromPort"], row["toPort"], *row["cidrs"], *row["ipv6Cidrs"], *row["cidrListAliases"]) for row in rows
    )
