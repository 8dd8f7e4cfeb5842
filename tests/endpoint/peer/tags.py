"""Tags: the rules for them, and the two operations that change them.

Knows keys and values; must not know more of a kind of object than whether it has tags. Source: API_Tag, "Tag restrictions" of the user guide.
"""

import re
from typing import Iterable

from .faults import invalid, not_found
from .resource import Resource
from .world import Region, serves

MOST = 50
_ALLOWED = re.compile(r"[\w\s+\-=._:/@]*", re.UNICODE)


def read_tags(rows: Iterable[dict], with_values: bool = False) -> dict[str, str]:
    """The tags of a request by key, or InvalidInputException. A key-only tag has the value "", and some kinds do not have any."""
    tags: dict[str, str] = {}
    for row in rows:
        key, value = row.get("key", ""), row.get("value", "")
        if not 1 <= len(key) <= 128 or len(value) > 256:
            raise invalid(f"A tag key has 1 to 128 characters, a value at most 256: {key!r}", "InvalidTag")
        if not _ALLOWED.fullmatch(key) or not _ALLOWED.fullmatch(value):
            raise invalid(f"A tag has letters, numbers, spaces and + - = . _ : / @ only: {key!r}, {value!r}", "InvalidTag")
        if key.lower().startswith("aws:"):
            raise invalid(f"Tag keys that begin with aws: are those of AWS: {key!r}", "InvalidTag")
        if with_values and not value:
            raise invalid(f"A tag of this kind has a value of at least one character: {key!r}", "InvalidTag")
        if key in tags:
            raise invalid(f"A tag key is given twice: {key!r}", "InvalidTag")
        tags[key] = value
    _check_number(tags)
    return tags


def _check_number(tags: dict[str, str]) -> None:
    if len(tags) > MOST:
        raise invalid(f"A resource has at most {MOST} tags", "TooManyTags")


def _taggable(region: Region, params: dict) -> Resource:
    named = [resource for resource in region.resources.values() if resource.known_as == params["resourceName"]]
    if not named:
        raise not_found("Resource", params["resourceName"])
    resource = next((resource for resource in named if resource.arn == params.get("resourceArn", resource.arn)), None)
    if resource is None:
        raise not_found("Resource", params["resourceArn"])
    if not resource.taggable:
        raise invalid(f"A {resource.kind} takes no tags", "NotTaggable")
    return resource


@serves("TagResource")
def tag_resource(region: Region, params: dict) -> dict:
    resource = _taggable(region, params)
    tags = {**resource.tags, **read_tags(params["tags"], resource.tags_have_values)}
    _check_number(tags)
    resource.tags = tags
    return {"operations": [region.done("TagResource", resource)]}


@serves("UntagResource")
def untag_resource(region: Region, params: dict) -> dict:
    resource = _taggable(region, params)
    for key in params["tagKeys"]:
        resource.tags.pop(key, None)
    return {"operations": [region.done("UntagResource", resource)]}
