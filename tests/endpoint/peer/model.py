"""botocore's model of Lightsail, with the additions of newer.py, and the checks of both directions.

Knows shapes; must not know what any operation does. A request is checked by botocore's own validator, and for enums and patterns; a response is
checked against the output shape, and a member that the model does not have is a bug of this endpoint.
"""

import re
from typing import Any, Callable, Iterator

from botocore.loaders import Loader
from botocore.model import ServiceModel, Shape, StringShape
from botocore.validate import ParamValidator, ValidationErrors

from . import newer
from .faults import invalid, serialization

# The reference gives \w[\w\-]*\w; the user guide says 2 to 255 characters, letters, digits, '.', '-' and '_', a letter or digit at both ends, and
# AWS's error message names the period, too.
NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,253}[A-Za-z0-9])")


def load() -> ServiceModel:
    """The model as it is used here. Where Debian's copy of it has something of newer.py already, nothing changes."""
    data = Loader().load_service_model("lightsail", "service-2")
    shapes = data["shapes"]
    for name, shape in _newer_shapes():
        shapes.setdefault(name, shape)
    for name, values in newer.VALUES.items():
        known = shapes[name]["enum"]
        known.extend(value for value in values.split() if value not in known)
    for name, members in newer.MEMBERS.items():
        for member, shape in _structure(members)["members"].items():
            shapes[name]["members"].setdefault(member, shape)
    for name in newer.OPERATIONS:
        both = {"input": {"shape": name + "Request"}, "output": {"shape": name + "Result"}}
        data["operations"].setdefault(name, {"name": name, "http": {"method": "POST", "requestUri": "/"}, **both})
    return ServiceModel(data, "lightsail")


def _newer_shapes() -> Iterator[tuple[str, dict]]:
    for name, text in newer.STRUCTURES.items():
        yield name, _structure(text)
    for name, (element, *limits) in newer.LISTS.items():
        yield name, {"type": "list", "member": {"shape": element}, **_limits(*limits)}
    for name, values in newer.ENUMS.items():
        yield name, {"type": "string", "enum": values.split()}
    for name, (kind, pattern, *limits) in newer.SCALARS.items():
        yield name, {"type": kind, **({"pattern": pattern} if pattern else {}), **_limits(*limits)}


def _structure(text: str) -> dict:
    rows = [member.split(":") for member in text.split()]
    required = [name.removesuffix("!") for name, _ in rows if name.endswith("!")]
    return {"type": "structure", "members": {name.removesuffix("!"): {"shape": shape} for name, shape in rows}, "required": required}


def _limits(least: int, most: int) -> dict:
    return {**({"min": least} if least else {}), **({"max": most} if most else {})}


def check_name(name: str) -> None:
    """Refuses an invalid name of a resource."""
    if not NAME.fullmatch(name):
        raise invalid(
            f"{name} is not a valid resource name. Resource names must be at least 2 characters long and contain only alphanumerics, -, _, and .",
            "InvalidResourceName",
        )


class _Strict(ParamValidator):
    """botocore's validator of parameters leaves enums, patterns and upper limits to the service: they are checked here."""

    def _validate_integer(self, param: Any, shape: Shape, errors: ValidationErrors, name: str) -> None:
        super()._validate_integer(param, shape, errors, name)
        if isinstance(param, int) and param > shape.metadata.get("max", param):
            raise invalid(f"{name.lstrip('.')} is more than {shape.metadata['max']}: {param}", "InvalidRange")

    def _validate_string(self, param: Any, shape: StringShape, errors: ValidationErrors, name: str) -> None:
        super()._validate_string(param, shape, errors, name)
        if not isinstance(param, str):
            return
        if shape.name == "ResourceName":
            check_name(param)
            return
        # A protocol may be in upper case, as in the examples of the command line. ports.py checks it.
        if shape.enum and shape.name != "NetworkProtocol" and param not in shape.enum:
            raise invalid(f"{param} is not a value of {name.lstrip('.')}; it is one of {', '.join(shape.enum)}", "InvalidEnumValue")
        pattern = shape.metadata.get("pattern")
        if pattern and not re.fullmatch(pattern, param, re.DOTALL):
            raise invalid(f"{name.lstrip('.')} does not match {pattern}: {param!r}", "InvalidPattern")

        _check_most(len(param), shape, name)

    def _validate_list(self, param: Any, shape: Shape, errors: ValidationErrors, name: str) -> None:
        super()._validate_list(param, shape, errors, name)
        if isinstance(param, list):
            _check_most(len(param), shape, name)

    def _type_check_datetime(self, value: Any) -> bool:
        return isinstance(value, (int, float)) and not isinstance(value, bool)


def _check_most(length: int, shape: Shape, name: str) -> None:
    if length > shape.metadata.get("max", length):
        raise invalid(f"{name.lstrip('.')} is longer than {shape.metadata['max']}: {length}", "InvalidLength")


def without_nulls(value: Any) -> Any:
    """In a JSON request, a null member counts as missing."""
    if isinstance(value, dict):
        return {key: without_nulls(member) for key, member in value.items() if member is not None}
    if isinstance(value, list):
        return [without_nulls(member) for member in value]
    return value


def check_input(params: dict, shape: Shape) -> None:
    """Raises the Fault for a request with these parameters, if they are invalid."""
    _refuse_bools(params, shape)
    errors = _Strict().validate(params, shape)
    if not errors.has_errors():
        return
    report = errors.generate_report()
    # The reasons are in botocore's own words.
    if re.search(r"Invalid type|Unknown parameter", report):
        raise serialization(report)
    raise invalid(report)


def _refuse_bools(value: Any, shape: Shape) -> None:
    """In Python true is an integer, in the protocol it is not."""
    if shape.type_name == "structure" and isinstance(value, dict):
        for name, member in value.items():
            if name in shape.members:
                _refuse_bools(member, shape.members[name])
    if shape.type_name == "list" and isinstance(value, list):
        for member in value:
            _refuse_bools(member, shape.member)
    if shape.type_name in ("integer", "long", "float", "double") and isinstance(value, bool):
        raise serialization(f"a boolean stands where a number belongs ({shape.name})")


_NUMBERS = {"integer": (int,), "long": (int,), "float": (int, float), "double": (int, float), "timestamp": (int, float)}
_checks: dict[str, Callable[[Any, str], list[str]]] = {}


def check_output(value: Any, shape: Shape) -> list[str]:
    """The violations in a response, nothing when it is well-formed. Values of enums are not checked: AWS's own examples have others (accessType
    "public", operationType "DeleteKeyPair")."""
    return _checker(shape)(value, "")


def _checker(shape: Shape) -> Callable[[Any, str], list[str]]:
    if shape.name not in _checks:
        _checks[shape.name] = lambda value, path: _checks[shape.name](value, path)  # a shape may contain itself
        _checks[shape.name] = _make_checker(shape)
    return _checks[shape.name]


def _make_checker(shape: Shape) -> Callable[[Any, str], list[str]]:
    if shape.type_name == "structure":
        members = {name: _checker(member) for name, member in shape.members.items()}

        def structure(value: Any, path: str) -> list[str]:
            if not isinstance(value, dict):
                return [f"{path} is no structure"]
            found: list[str] = []
            for name, member in value.items():
                check = members.get(name)
                if check and member is None:  # null is a member that is not there
                    continue
                found += check(member, f"{path}.{name}") if check else [f"{path}.{name} is not in the model"]
            return found

        return structure
    if shape.type_name == "list":
        each = _checker(shape.member)
        return lambda value, path: (
            [wrong for member in value for wrong in each(member, path + "[]")] if isinstance(value, list) else [f"{path} is no list"]
        )
    if shape.type_name == "map":
        inner = _checker(shape.value)
        return lambda value, path: [wrong for key, member in value.items() for wrong in inner(member, f"{path}.{key}")]
    if shape.type_name == "boolean":
        return lambda value, path: [] if isinstance(value, bool) else [f"{path} is no boolean"]
    if shape.type_name in _NUMBERS:
        types = _NUMBERS[shape.type_name]
        return lambda value, path: [] if isinstance(value, types) and not isinstance(value, bool) else [f"{path} is no {shape.type_name}"]
    return lambda value, path: [] if isinstance(value, str) else [f"{path} is no string"]
