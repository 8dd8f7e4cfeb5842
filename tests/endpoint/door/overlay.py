"""overlay — differences between the responses of the endpoint and those that a test gets: members that the test has set, operations that failed on
purpose.

It must not know where responses come from.
"""
import threading
import time
import uuid

import faults


def name_of(resource: dict):
    """The name of an object; None when it has none."""
    return resource.get("containerServiceName", resource.get("subdomainName", resource.get("name")))


def objects_in(document):
    """Every object in a document that has a name."""
    if isinstance(document, dict):
        if isinstance(name_of(document), str):
            yield document
        for value in document.values():
            yield from objects_in(value)
    if isinstance(document, list):
        for value in document:
            yield from objects_in(value)


def set_member(resource: dict, path: str, value) -> None:
    *parents, last = path.split(".")
    for parent in parents:
        resource = resource.setdefault(parent, {})
    if value is None:
        resource.pop(last, None)
    else:
        resource[last] = value


class Overlay:
    def __init__(self) -> None:
        self._members: dict[str, dict[str, object]] = {}
        self._failed: dict[str, dict] = {}
        self._lock = threading.Lock()

    def set(self, name: str, path: str, value) -> None:
        with self._lock:
            self._members.setdefault(name, {})[path] = value

    def forget(self, operation: str, told) -> None:
        """The next change of an object removes what a test has set on it."""
        if not self._members or not faults.is_mutating(operation) or not isinstance(told, dict):
            return
        with self._lock:
            for value in told.values():
                for name in value if isinstance(value, list) else [value]:
                    if isinstance(name, str):
                        self._members.pop(name, None)

    def changes(self, operation: str) -> bool:
        return bool(self._members) and operation.startswith("Get")

    def laid_over(self, document, told=None):
        with self._lock:
            if "portStates" in document:  # the one response that does not name its object
                document["portStates"] = self._members.get(told["instanceName"], {}).get("networking.ports", document["portStates"])
            for resource in list(objects_in(document)):  # not those that it adds
                for path, value in self._members.get(name_of(resource), {}).items():
                    set_member(resource, path, value)
        return document

    # ---- operations that are accepted and fail ----

    def fail(self, operation: str, told: dict) -> dict:
        """A response with one operation for each name; nothing is changed. For endpoints that cannot fail by themselves."""
        names = told.get("instanceNames") or [value for member, value in told.items() if member.lower().endswith("name")][:1]
        made = [{"id": str(uuid.uuid4()), "resourceName": name, "status": "Started", "isTerminal": False, "createdAt": time.time(),
                 "statusChangedAt": time.time(), "operationType": operation.removesuffix("s")} for name in names]
        with self._lock:
            self._failed |= {one["id"]: one | {"status": "Failed", "isTerminal": True, "errorCode": "OperationFailure",
                                                "errorDetails": "failed on purpose"} for one in made}
        return {"operations": made}

    def failed(self, operation: str, told) -> dict | None:
        """The response of GetOperation for one of them, and of GetOperationsForResource for a resource that has only them."""
        if operation == "GetOperation" and told.get("operationId") in self._failed:
            return {"operation": self._failed[told["operationId"]]}
        if operation == "GetOperationsForResource":
            mine = [one for one in self._failed.values() if one["resourceName"] == told.get("resourceName")]
            return {"operations": mine} if mine else None
        return None
