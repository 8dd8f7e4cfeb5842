"""Signature version 4: who sent a request, and for which region and service; botocore's signer computes the expected signature.

Knows credentials, scopes and clocks; must not know operations. Source: "Signature Version 4 signing process" of the AWS general reference; the
error messages are those of services with the JSON protocols (docs of DynamoDB, "Error Handling").
"""

import calendar
import hashlib
import re
import time
from dataclasses import dataclass
from typing import Iterable, Mapping, Optional

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.compat import HTTPHeaders
from botocore.credentials import Credentials

from .faults import Fault

SKEW_SECONDS = 15 * 60
_AUTHORIZATION = re.compile(r"AWS4-HMAC-SHA256\s+Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]+)\s*")


@dataclass
class Scope:
    """The scope of a request's credential."""

    region: str
    service: str


class _Signer(SigV4Auth):
    """botocore's signer for exactly the headers that the client has signed."""

    def __init__(self, credentials: Credentials, scope: Scope, signed: list[str]):
        super().__init__(credentials, scope.service, scope.region)
        self._signed = signed

    def headers_to_sign(self, request: AWSRequest) -> HTTPHeaders:
        chosen = HTTPHeaders()
        for name in self._signed:
            chosen[name] = request.headers.get(name, "")
        return chosen


def _refuse(message: str, kind: str = "InvalidSignatureException") -> Fault:
    return Fault(kind, message)


def _epoch(stamp: str) -> Optional[int]:
    try:
        return calendar.timegm(time.strptime(stamp, "%Y%m%dT%H%M%SZ"))
    except ValueError:
        return None


def verify(
    known: Iterable[Credentials], method: str, url: str, headers: Mapping[str, str], body: bytes, services: Iterable[str], now: float
) -> Scope:
    """The scope of a request with a valid signature; otherwise raises a Fault. `headers` has lower-case names; `services` are those that are
    served here; `now` is the time by the clock of the endpoint."""
    if "authorization" not in headers:
        raise _refuse("Missing Authentication Token", "MissingAuthenticationTokenException")
    match = _AUTHORIZATION.fullmatch(headers["authorization"].strip())
    parts = match[1].split("/") if match else []
    stamp = headers.get("x-amz-date", "")
    sent = _epoch(stamp)
    if not match or len(parts) != 5 or parts[4] != "aws4_request" or sent is None:
        raise _refuse(f"The Authorization header or X-Amz-Date is incomplete: {headers['authorization']}", "IncompleteSignatureException")
    access_key, date, region, service, _ = parts
    signed = match[2].split(";")
    token = headers.get("x-amz-security-token")
    credentials = next((one for one in known if one.access_key == access_key and one.token == token), None)
    if not credentials:
        raise _refuse("The security token included in the request is invalid.", "UnrecognizedClientException")
    if service not in services:
        raise _refuse(f"Credential should be scoped to correct service: {', '.join(services)}.")
    must = ["host"] + [name for name in headers if name.startswith("x-amz-")]
    if signed != sorted(signed) or not set(must) <= set(signed):
        raise _refuse(f"'SignedHeaders' must be sorted and hold {', '.join(must)}.")
    _check_clock(stamp, sent, date, now)

    request = AWSRequest(method=method, url=url, data=body, headers=dict(headers))
    request.context["timestamp"] = stamp
    declared = headers.get("x-amz-content-sha256")
    if declared not in (None, "UNSIGNED-PAYLOAD") and declared != hashlib.sha256(body).hexdigest():
        raise _refuse("The body is not the one whose hash X-Amz-Content-SHA256 holds.")
    signer = _Signer(credentials, Scope(region, service), signed)
    if signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request) != match[3]:
        raise _refuse(
            "The request signature we calculated does not match the signature you provided. "
            "Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
        )
    return Scope(region, service)


def _check_clock(stamp: str, sent: int, date: str, now: float) -> None:
    here = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(now))
    if date != stamp[:8]:
        raise _refuse(f"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: {date} != {stamp[:8]}")
    if sent < now - SKEW_SECONDS:
        raise _refuse(f"Signature expired: {stamp} is now earlier than {here} (minus 15 min.)")
    if sent > now + SKEW_SECONDS:
        raise _refuse(f"Signature not yet current: {stamp} is still later than {here} (plus 15 min.)")
