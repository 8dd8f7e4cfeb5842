#!/usr/bin/env python3
"""check-model.py — compares the records, the rows of operations and kinds and the operations of the simulator with AWS's own model of the Lightsail API.

    tools/check-model.py MODEL     the service-2.json of botocore (build/model, by tools/fetch-model.sh), or a gzip of it

Prints each operation, kind, member and value that the model does not have, with the file that names it, and each operation that the simulator or the
second endpoint of the tests does not have, and then exits with 1. It reads the declarations of the provider, so it must not share any of its code.
"""
import gzip
import json
import pathlib
import re
import runpy
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
complaints = []

# Operations that change no object: a login is a value that is shown in no read.
READS = ("Get", "Is", "Check", "Download", "CreateContainerServiceRegistryLogin")


def complain(where, text):
    complaints.append(f"{where}: {text}")


class Model:
    """Shapes by name. Source: the model's own keys, "operations" and "shapes"."""

    def __init__(self, path):
        opened = gzip.open(path, "rt", encoding="utf-8") if path.endswith(".gz") else open(path, encoding="utf-8")
        with opened as file:
            text = json.load(file)
        self.operations, self.shapes = text["operations"], text["shapes"]

    def members(self, shape):
        return self.shapes[shape].get("members", {}) if shape else {}

    def of_operation(self, operation, side):
        return self.operations[operation].get(side, {}).get("shape")

    def behind(self, shape):
        """The shape of the elements of a list or a map, at any depth; any other shape itself."""
        while self.shapes[shape]["type"] in ("list", "map"):
            inner = self.shapes[shape]
            shape = (inner["member"] if inner["type"] == "list" else inner["value"])["shape"]
        return shape

    def at(self, shape, path):
        """The shape at "location.availabilityZone", or None."""
        for part in path.split("."):
            member = self.members(self.behind(shape)).get(part)
            if member is None:
                return None
            shape = member["shape"]
        return shape

    def roots(self, operation):
        """The shapes in which the paths of a record may begin: the response, the structures in it and those in them, alone or in a list."""
        found, level = [], [self.of_operation(operation, "output")]
        for _ in range(3):
            found += [shape for shape in level if shape]
            inner = [self.behind(member["shape"]) for shape in level for member in self.members(shape).values()]
            level = [shape for shape in inner if self.shapes[shape]["type"] == "structure"]
        return found

    def enum(self, shape):
        return self.shapes[self.behind(shape)].get("enum") if shape else None


def rows(name, macro):
    """Each row as (enumerator, {field: value}, line)."""
    text = (ROOT / "provider/lightsail" / name).read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", lambda match: "\n" * match.group().count("\n"), text, flags=re.DOTALL)
    for match in re.finditer(rf"^{macro}\((\w+),(.*?)\)\s*$", text, re.MULTILINE | re.DOTALL):
        fields = dict(re.findall(r'\.(\w+) = "?([\w ]+)"?', match.group(2)))
        options = re.search(r"\.options = \{(.*?)\}", match.group(2))
        fields["options"] = re.findall(r"\w+", options.group(1)) if options else []
        yield match.group(1), fields, f"provider/lightsail/{name}:{text.count(chr(10), 0, match.start()) + 1}"


def check_operations(model):
    known = {}
    for enumerator, fields, where in rows("op.def", "LS_OP"):
        known[f"OP_{enumerator}"] = fields["name"]
        if fields["name"] not in model.operations:
            complain(where, f"the API has no operation {fields['name']}")
            continue
        for option in fields["options"]:
            if model.at(model.of_operation(fields["name"], "input"), option) is None:
                complain(where, f"the request of {fields['name']} has no member {option}")
        if fields["name"].startswith(READS) == (fields.get("mutates") == "true"):
            complain(where, f"{fields['name']} is said to {'change' if fields.get('mutates') else 'change no'} resources")
    return known


def check_kinds(model, operations):
    """Kinds by the name that `object` of a record has: {"shape": …, "by": …}."""
    types, kinds = model.enum("ResourceType"), {}
    for _, fields, where in rows("kind.def", "LS_KIND"):
        listed, got = operations[fields["list"]], operations[fields["get"]]
        if not {listed, got} <= set(model.operations):
            continue
        items = model.at(model.of_operation(listed, "output"), fields["items"])
        if items is None or model.shapes[items]["type"] != "list":
            complain(where, f"the response to {listed} has no list {fields['items']}")
        named_by = fields.get("within", fields["by"])
        if model.at(model.of_operation(got, "input"), named_by) is None:
            complain(where, f"the request of {got} has no member {named_by}")
        found = model.at(model.of_operation(got, "output"), fields["at"])
        if found is None or model.shapes[model.behind(found)]["type"] != "structure":
            complain(where, f"the response to {got} has no object {fields['at']}")
        elif items is not None and model.behind(items) != model.behind(found):
            complain(where, f"{listed} and {got} are about different shapes")
        if "beside" in fields and model.at(model.of_operation(got, "output"), fields["beside"]) is None:
            complain(where, f"the response to {got} has no member {fields['beside']}")
        if "arn_type" in fields and fields["arn_type"] not in types:
            complain(where, f"no resource type of the API is called {fields['arn_type']}")
        if found is not None:
            shape = model.at(found, fields["inside"]) if "inside" in fields else found
            if shape is None:
                complain(where, f"an item of {listed} has no object {fields['inside']}")
            beside = [model.of_operation(got, "output")] if "beside" in fields else []
            kinds[fields["name"]] = {"shape": model.behind(shape or found), "by": fields["by"], "beside": beside}
    return kinds


def check_attribute(model, where, attribute, roots):
    path = attribute.get("api", "").lstrip("?")
    shapes = [shape for shape in (model.at(root, path) for root in roots) if shape] if path else []
    if path and not shapes:
        complain(where, f"{attribute['name']}: no response has the member {path}")
    for shape in shapes[:1]:
        values, allowed = model.enum(shape), attribute.get("one_of", [])
        if values and not set(allowed) <= set(values):
            complain(where, f"{attribute['name']}: the API has not {', '.join(sorted(set(allowed) - set(values)))}")
    return shapes


def check_attributes(model, where, holder, roots):
    for attribute in holder.get("attributes", []) + holder.get("blocks", []):
        shapes = check_attribute(model, where, attribute, roots)
        nested = attribute.get("nested", attribute if "attributes" in attribute else None)
        if nested:
            check_attributes(model, where, nested, roots + [model.behind(shape) for shape in shapes])


# What schemac derives from `standard`: members of the object, and of the request that creates it.
STANDARD = {
    "arn": ("arn", None),
    "created_at": ("createdAt", None),
    "support_code": ("supportCode", None),
    "availability_zone": ("location.availabilityZone", "availabilityZone"),
    "tags": ("tags", "tags"),
    "auto_snapshot": ("addOns", "addOns"),
    "deletion_protection": (None, None),
}


def check_object(model, where, record, kind):
    """Attributes are read from the object only; a secret is read from the response to the creation."""
    check_attributes(model, where, {**record, "attributes": [a for a in record["attributes"] if "once" not in a]}, [kind["shape"], *kind["beside"]])
    create = record.get("calls", {}).get("create", {}).get("op")
    created = model.roots(create) if create in model.operations else []
    check_attributes(model, where, {"attributes": [a for a in record["attributes"] if "once" in a]}, created)
    for name in record.get("standard", []):
        if STANDARD[name][0] and model.at(kind["shape"], STANDARD[name][0]) is None:
            complain(where, f"standard: {name}: the object has no member {STANDARD[name][0]}")
    ready = record.get("ready", {})
    if "at" not in ready:
        return
    shape = model.at(kind["shape"], ready["at"])
    values = model.enum(shape)
    if shape is None:
        complain(where, f"ready: the object has no member {ready['at']}")
    elif "detail" in ready and model.at(kind["shape"], ready["detail"]) is None:
        complain(where, f"ready: the object has no member {ready['detail']}")
    elif values:
        for value in ready.get("is", []) + ready.get("failed", []):
            if value not in values:
                complain(where, f"ready: {ready['at']} is never {value}")


def request_of(attribute):
    """As read_attribute_api of schemac: computed and local attributes are not sent."""
    if attribute.get("mode") == "computed" or attribute.get("local"):
        return None
    return attribute.get("request", re.split(r"[.?]", attribute.get("api", ""))[-1]) or None


def check_sent(model, where, call, shape, attributes):
    """Each attribute is a member of the request, and its nested attributes are members of that."""
    for attribute in attributes:
        member = request_of(attribute)
        found = model.at(shape, member) if member else None
        if member and found is None:
            complain(where, f"{attribute['name']}: the request of {call} has no member {member}")
        elif member and "nested" in attribute:
            check_sent(model, where, call, model.behind(found), attribute["nested"].get("attributes", []))


def check_fixed(model, where, call, shape, fixed):
    for name, value in fixed.items():
        found = model.at(shape, name)
        values = model.enum(found)
        if found is None:
            complain(where, f"fixed: the request of {call} has no member {name}")
        elif isinstance(value, dict):
            check_fixed(model, where, call, model.behind(found), value)
        elif values and isinstance(value, str) and value not in values:
            complain(where, f"fixed: {name} of {call} is never {value}")


def check_call(model, where, call, named_by, attributes):
    """A call names the object, sends attributes in or under a member, and fixed members. named_by: None when attributes name it."""
    if call["op"] not in model.operations:
        complain(where, f"calls: the API has no operation {call['op']}")
        return
    shape = model.of_operation(call["op"], "input")
    if named_by and model.at(shape, named_by) is None and model.at(shape, "resourceName") is None:  # which a hook sets
        complain(where, f"calls: the request of {call['op']} has no member {named_by}, which names the object")
    inner = model.at(shape, call["under"]) if "under" in call else shape
    if inner is None:
        complain(where, f"calls: the request of {call['op']} has no member {call['under']}")
    else:
        check_sent(model, where, call["op"], model.behind(inner), attributes)
    check_fixed(model, where, call["op"], shape, call.get("fixed", {}))


def check_standard_sent(model, where, call, record):
    if call["op"] not in model.operations:
        return
    shape = model.of_operation(call["op"], "input")
    inner = model.at(shape, call["under"]) if "under" in call else shape
    for name in record.get("standard", []):
        member = STANDARD[name][1]
        place = inner if name == "availability_zone" else shape  # tags and add-ons are beside the `under` member
        if member and place and model.at(place, member) is None:
            complain(where, f"standard: {name}: the request of {call['op']} has no member {member}")


def check_calls(model, where, record, kind):
    calls, attributes = record["calls"], record["attributes"]
    if "create" in calls:
        check_call(model, where, calls["create"], None, [a for a in attributes if a.get("create", True)])
        check_standard_sent(model, where, calls["create"], record)
    for call in calls.get("update", []):
        check_call(model, where, call, kind["by"], [a for a in attributes if a.get("update") == call["op"]])
    if "delete" in calls:
        check_call(model, where, calls["delete"], kind["by"], [])


def check_record(model, kinds, path):
    record = json.loads(path.read_text(encoding="utf-8"))
    where = str(path.relative_to(ROOT))
    kind = kinds.get(record.get("object"))
    roots = []
    for step, names in record.get("operations", {}).items():
        for name in names:
            if name not in model.operations:
                complain(where, f"{step}: the API has no operation {name}")
            else:
                roots += model.roots(name)
    if kind and ("calls" in record or not record.get("by_hand")):
        check_object(model, where, record, kind)
    else:
        check_attributes(model, where, record, roots + ([kind["shape"]] if kind else []))
    if kind and "calls" in record:
        check_calls(model, where, record, kind)


def members_of(text):
    """{"name": "shape"} of a text of NAME:SHAPE, where ! marks a required member."""
    return dict(member.replace("!", "").split(":") for member in text.split())


def check_newer(model):
    """The shapes of the second endpoint that Debian's copy of the model does not have."""
    path = ROOT / "tests/endpoint/peer/newer.py"
    where, newer = str(path.relative_to(ROOT)), runpy.run_path(str(path))
    for name in newer["OPERATIONS"]:
        if name not in model.operations:
            complain(where, f"the API has no operation {name}")
    for name in [*newer["LISTS"], *newer["SCALARS"]]:
        if name not in model.shapes:
            complain(where, f"the API has no shape {name}")
    for name, text in [*newer["STRUCTURES"].items(), *newer["MEMBERS"].items()]:
        found = {member: row["shape"] for member, row in model.shapes.get(name, {}).get("members", {}).items()}
        for member, shape in members_of(text).items():
            if found.get(member) != shape:
                complain(where, f"{name} has no member {member} of the shape {shape}")
    for name, text in [*newer["ENUMS"].items(), *newer["VALUES"].items()]:
        for value in set(text.split()) - set(model.shapes.get(name, {}).get("enum", [])):
            complain(where, f"{name} is never {value}")


def check_served(model, folder, files, pattern):
    """The number of operations that a Lightsail endpoint of the tests serves: those that the pattern finds in its files."""
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / folder).glob(files))
    served = set(re.findall(pattern, text))
    for name in sorted(served - set(model.operations)):
        complain(folder, f"the API has no operation {name}")
    for name in sorted(set(model.operations) - served):
        complain(folder, f"it does not have the operation {name}")
    return len(served)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.split("\n\n")[1])
    model = Model(sys.argv[1])
    kinds = check_kinds(model, check_operations(model))
    schemas = ROOT / "schemas"
    paths = sorted(path for path in schemas.rglob("*.json") if schemas / "released" not in path.parents)
    for path in paths:
        check_record(model, kinds, path)
    check_newer(model)
    simulated = check_served(model, "tests/sim/api", "*.c", r'(?:\.name = |\bAPI_(?:GET|LIST|DELETE)\()"([A-Z]\w+)"')
    served = check_served(model, "tests/endpoint/peer", "*.py", r'(?:\bserves?\(|HANDLERS\[)"(\w+)"')
    print("\n".join(complaints) or f"{len(paths)} records, {len(model.operations)} operations of the model, {simulated} of the simulator, {served} of the second endpoint: no difference")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
