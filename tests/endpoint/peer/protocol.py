"""From the bytes of a request to the bytes of a response: awsJson1.1 for Lightsail, the query protocol for the one operation of STS.

Knows headers, bodies and how an error is written; must not know what an operation does. Source: the model's metadata (targetPrefix,
jsonVersion), "AWS JSON 1.1 protocol" of Smithy.
"""

import json
import sys
import threading
import traceback
import uuid
from typing import Any, Callable, Mapping, NamedTuple, Optional
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

import ticking
from botocore.credentials import Credentials
from botocore.model import OperationModel

from .control import CONTROLS
from .faults import Fault, serialization, unknown_operation
from .model import check_input, check_output, load, without_nulls
from .resource import ACCOUNT
from .signature import verify
from .world import FAILING, HANDLERS, Region, World

JSON_TYPE = "application/x-amz-json-1.1"
SERVICES = ("lightsail", "sts")
SIDE = "/_peer/"
# Members of requests for all objects of a kind, or for the one that has this name.
ONE_OF_LIST = {"serviceName", "certificateName", "bucketName", "distributionName", "alarmName", "subdomainName"}
WAY = "peer-way"  # a header that AWS does not have: "now", "failed" or "stuck"


class Request(NamedTuple):
    """`headers` has lower-case names; `url` is the complete URL, as a client signs it."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


class Answer(NamedTuple):
    """A status, its headers besides those of every response, and a body."""

    status: int
    headers: dict[str, str]
    body: bytes


class Limit:
    """Limits the requests in a second, with `burst` at once; 0 is no limit, and without burst it is the requests of one second."""

    def __init__(self, rate: int, burst: int = 0):
        self._rate, self._most, self._lock = rate, float(burst or rate), threading.Lock()
        self._left, self._at = self._most, ticking.monotonic()

    def take(self) -> None:
        """Raises a Fault when no token is left."""
        if not self._rate:
            return
        with self._lock:
            now = ticking.monotonic()
            self._left, self._at = min(self._most, self._left + (now - self._at) * self._rate), now
            if self._left < 1:
                raise Fault("ThrottlingException", "Rate exceeded")
            self._left -= 1


class Protocol:
    """Handles requests to a world. Several threads may call it at once."""

    def __init__(self, world: World, known_keys: list[Credentials], limit: Limit):
        self._world, self._known_keys, self._limit = world, known_keys, limit
        self._model = load()
        self._prefix = self._model.metadata["targetPrefix"] + "."

    def answer(self, request: Request) -> Answer:
        """The response; never raises."""
        if urlsplit(request.url).path.startswith(SIDE):
            return self._side(request)
        request_id = str(uuid.uuid4())
        query = "x-amz-target" not in request.headers and request.headers.get("content-type", "").startswith(
            "application/x-www-form-urlencoded"
        )
        try:
            self._limit.take()
            scope = verify(self._known_keys, request.method, request.url, request.headers, request.body, SERVICES, self._world.clock.wall())
            answer = self._identity(request, request_id) if scope.service == "sts" else self._lightsail(request, scope.region)
        except Fault as fault:
            answer = _xml_fault(fault, request_id) if query else _json_fault(fault)
        except Exception:  # a bug of this endpoint, which its tests must see
            traceback.print_exc()
            answer = _json_fault(Fault("ServiceException", "a mistake of the endpoint; see its output", status=500))
        answer.headers["x-amzn-RequestId"] = request_id
        return answer

    def now(self) -> float:
        """The time by the clock of the endpoint, for the header Date."""
        return self._world.clock.wall()

    def _side(self, request: Request) -> Answer:
        """Extensions that AWS does not have: time that passes at once, late reads, the end of a stuck request."""
        try:
            told: Any = json.loads(request.body)
            match urlsplit(request.url).path.removeprefix(SIDE):
                case "clock":
                    self._world.clock.ahead += max(0, int(told)) / 1000
                case "lag":
                    self._world.set_lag(told)
                case "unstick":
                    with self._world.locked(told["region"]) as region:
                        region.unstick(told["name"])
                case name if name in CONTROLS:
                    return self._control(CONTROLS[name], told)
                case _:
                    return Answer(404, {}, b"no such path\n")
        except (ValueError, TypeError, KeyError, AttributeError, Fault) as error:
            return Answer(400, {}, f"{error}\n".encode())
        return Answer(200, {}, b"")

    def _control(self, handler: Callable[[Region, dict], Any], told: dict) -> Answer:
        with self._world.locked(told["region"]) as region:
            found = handler(region, told)
            region.note()
            return Answer(200, {}, json.dumps(found).encode())

    def _lightsail(self, request: Request, region_name: str) -> Answer:
        self._world.region(region_name)
        target = request.headers.get("x-amz-target", "")
        name = target[len(self._prefix) :] if target.startswith(self._prefix) else ""
        if request.method != "POST" or name not in self._model.operation_names or name not in HANDLERS:
            raise unknown_operation(name or target)
        if request.headers.get("content-type", "").split(";")[0].strip() != JSON_TYPE:
            raise serialization(f"the content type is not {JSON_TYPE}")
        operation = self._model.operation_model(name)
        params = _params(request.body)
        if operation.input_shape:
            check_input(params, operation.input_shape)
        with self._world.turn(name, params), self._world.locked(region_name) as region:
            answer = self._do(region, operation, params, request.headers.get(WAY))
            wrong = check_output(answer, operation.output_shape) if operation.output_shape else []
            body = json.dumps(answer, separators=(",", ":")).encode()
        if wrong:
            print(f"{name} returns members that the model does not have: {'; '.join(wrong)}", file=sys.stderr, flush=True)
            raise Fault("ServiceException", "the response does not match the model: " + "; ".join(wrong), status=500)
        return Answer(200, {"Content-Type": JSON_TYPE}, body)

    def _do(self, region: Region, operation: OperationModel, params: dict, way: Optional[str]) -> dict:
        """Passes a request to its handler: as usual, late, or in the failing mode that a test requested."""
        handler = HANDLERS[operation.name]
        if operation.name.startswith(("Get", "Is")):
            late_ms = 0 if way == "now" else self._world.lag.list_ms if _is_list(operation, params) else self._world.lag.get_ms
            return handler(region.past(region.now - late_ms / 1000) if late_ms else region, params)
        if way == "failed" and operation.name not in FAILING:
            return region.fail(handler, params)
        handler = FAILING[operation.name] if way == "failed" else handler
        answer = region.stick(handler, params) if way == "stuck" else handler(region, params)
        region.note()
        return answer

    def _identity(self, request: Request, request_id: str) -> Answer:
        form = {key: values[0] for key, values in parse_qs(request.body.decode("utf-8", "replace")).items()}
        if form.get("Action") != "GetCallerIdentity" or form.get("Version") != "2011-06-15":
            raise Fault("InvalidAction", f"Could not find operation {form.get('Action')} for version {form.get('Version')}")
        body = (
            '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>'
            f"<Arn>arn:aws:iam::{ACCOUNT}:user/tester</Arn><UserId>AIDACKCEVSQ6C2EXAMPLE</UserId><Account>{ACCOUNT}</Account>"
            f"</GetCallerIdentityResult><ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata></GetCallerIdentityResponse>"
        )
        return Answer(200, {"Content-Type": "text/xml"}, body.encode())


def _is_list(operation: OperationModel, params: dict) -> bool:
    """Whether it lists all objects of a kind, not one of them, nor those of one resource."""
    members = operation.input_shape.members if operation.input_shape else {}
    naming = ONE_OF_LIST & set(members)
    if naming:
        return not naming & set(params)
    return "pageToken" in members and "resourceName" not in members


def _params(body: bytes) -> dict:
    try:
        params = json.loads(body or b"{}")
    except ValueError as error:
        raise serialization(f"the body is no JSON: {error}") from None
    if not isinstance(params, dict):
        raise serialization("the body is no JSON object")
    return without_nulls(params)


def _json_fault(fault: Fault) -> Answer:
    """The type has a suffix in the header and a namespace in the body; a client has to remove both."""
    own = fault.kind in LIGHTSAIL_OWN
    body = {"__type": f"com.amazonaws.lightsail#{fault.kind}" if own else fault.kind, **fault.members()}
    kind = fault.kind + (":http://internal.amazon.com/coral/com.amazonaws.lightsail/" if own else "")
    return Answer(fault.status, {"Content-Type": JSON_TYPE, "x-amzn-ErrorType": kind}, json.dumps(body).encode())


LIGHTSAIL_OWN = {"AccessDeniedException", "InvalidInputException", "NotFoundException", "OperationFailureException", "ServiceException"}


def _xml_fault(fault: Fault, request_id: str) -> Answer:
    # STS has other names for these two (its own "Common Errors").
    kind = {"UnrecognizedClientException": "InvalidClientTokenId", "InvalidSignatureException": "SignatureDoesNotMatch"}.get(
        fault.kind, fault.kind
    )
    status: Optional[int] = 403 if kind != fault.kind else fault.status
    body = (
        '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>'
        f"<Code>{kind}</Code><Message>{escape(fault.message)}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>"
    )
    return Answer(status or 400, {"Content-Type": "text/xml"}, body.encode())
