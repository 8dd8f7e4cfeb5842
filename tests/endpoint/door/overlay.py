"""overlay — what answers say otherwise than the endpoint does: members that a test has set, operations that failed on purpose.

It must not know where answers come from.
"""
import threading
import time
import uuid

import faults


def things_in(document):
    """Every object in a document that has a name."""
    if isinstance(document, dict):
        if isinstance(document.get("name"), str):
            yield document
        for value in document.values():
            yield from things_in(value)
    if isinstance(document, list):
        for value in document:
            yield from things_in(value)


def set_member(thing: dict, path: str, value) -> None:
    *parents, last = path.split(".")
    for parent in parents:
        thing = thing.setdefault(parent, {})
    if value is None:
        thing.pop(last, None)
    else:
        thing[last] = value


class Overlay:
    def __init__(self) -> None:
        self._members: dict[str, dict[str, object]] = {}
        self._failed: dict[str, dict] = {}
        self._lock = threading.Lock()

    def set(self, name: str, path: str, value) -> None:
        with self._lock:
            self._members.setdefault(name, {})[path] = value

    def forget(self, operation: str, told) -> None:
        """The next change of a thing shows it as it is again."""
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
            if "portStates" in document:  # the one answer that does not name its thing
                document["portStates"] = self._members.get(told["instanceName"], {}).get("networking.ports", document["portStates"])
            for thing in things_in(document):
                for path, value in self._members.get(thing["name"], {}).items():
                    set_member(thing, path, value)
        return document

    # ---- operations that are accepted and fail ----

    def fail(self, operation: str, told: dict) -> dict:
        """An answer with one operation for each name; nothing is done. For endpoints that cannot fail by themselves."""
        names = told.get("instanceNames") or [value for member, value in told.items() if member.lower().endswith("name")][:1]
        made = [{"id": str(uuid.uuid4()), "resourceName": name, "status": "Started", "isTerminal": False, "createdAt": time.time(),
                 "statusChangedAt": time.time(), "operationType": operation.removesuffix("s")} for name in names]
        with self._lock:
            self._failed |= {one["id"]: one | {"status": "Failed", "isTerminal": True, "errorCode": "OperationFailure",
                                                "errorDetails": "failed on purpose"} for one in made}
        return {"operations": made}

    def failed(self, operation: str, told) -> dict | None:
        """The answer of GetOperation for one of them, of GetOperationsForResource for what has only them."""
        if operation == "GetOperation" and told.get("operationId") in self._failed:
            return {"operation": self._failed[told["operationId"]]}
        if operation == "GetOperationsForResource":
            mine = [one for one in self._failed.values() if one["resourceName"] == told.get("resourceName")]
            return {"operations": mine} if mine else None
        return None
