"""Why a request is refused: the exceptions of the service and those common to all services of AWS.

Knows their names, members and HTTP statuses; must not know how a response is written, nor what is refused. Source: the exception shapes of the
model, "Common Errors" of the Lightsail API reference.
"""

from typing import Iterable, Optional

DOCS = "https://docs.aws.amazon.com/lightsail/2016-11-28/api-reference/"


class Fault(Exception):
    """An error response. `kind` is the name of the exception; code, docs and tip are members of Lightsail's own exceptions."""

    def __init__(self, kind: str, message: str, code: str = "", tip: str = "", status: int = 400):
        super().__init__(message)
        self.kind, self.message, self.code, self.tip, self.status = kind, message, code, tip, status

    def members(self) -> dict:
        """The members of the body besides the type: Lightsail's own exceptions have all four, where they have a value."""
        found = {"message": self.message}
        if self.code:
            found.update(code=self.code, docs=DOCS)
        if self.tip:
            found["tip"] = self.tip
        return found


def invalid(message: str, code: str = "InvalidInput", tip: str = "") -> Fault:
    """The input breaks a rule of a field."""
    return Fault("InvalidInputException", message, code, tip)


def not_found(kind: str, name: str) -> Fault:
    """The resource does not exist."""
    return Fault("NotFoundException", f"The {kind} does not exist: {name}", "DoesNotExist")


def failed(message: str, code: str = "OperationFailure", tip: str = "") -> Fault:
    """The input is well-formed, but the state of the object does not allow it."""
    return Fault("OperationFailureException", message, code, tip)


def names_taken(names: Iterable[str]) -> Fault:
    """Names are unique in a region, for all types together."""
    return invalid(
        "Some names are already in use: " + ", ".join(names), "NameExists", "Names are unique in a region over all types of resources."
    )


def unknown_operation(name: Optional[str]) -> Fault:
    """AWS does not know the operation, or this endpoint does not."""
    return Fault("UnknownOperationException", f"The operation is not known: {name}" if name else "No operation is named", status=404)


def serialization(message: str) -> Fault:
    """The body does not follow the protocol."""
    return Fault("SerializationException", message)
