"""Tags: the rules for them, and the two operations that change them.

Knows keys and values; must not know any kind of thing but whether it takes tags. Source: API_Tag, "Tag restrictions" of the user guide.
"""

import re
from typing import Iterable

from .faults import invalid, not_found
from .world import Region, Thing, serves

MOST = 50
_ALLOWED = re.compile(r"[\w\s+\-=._:/@]*", re.UNICODE)


def read_tags(rows: Iterable[dict]) -> dict[str, str]:
    """The tags of a request by key, or InvalidInputException. A key-only tag has the value ""."""
    tags: dict[str, str] = {}
    for row in rows:
        key, value = row.get("key", ""), row.get("value", "")
        if not 1 <= len(key) <= 128 or len(value) > 256:
            raise invalid(f"A tag key has 1 to 128 characters, a value at most 256: {key!r}", "InvalidTag")
        if not _ALLOWED.fullmatch(key) or not _ALLOWED.fullmatch(value):
            raise invalid(f"A tag has letters, numbers, spaces and + - = . _ : / @ only: {key!r}, {value!r}", "InvalidTag")
        if key.lower().startswith("aws:"):
            raise invalid(f"Tag keys that begin with aws: are those of AWS: {key!r}", "InvalidTag")
        if key in tags:
            raise invalid(f"A tag key is given twice: {key!r}", "InvalidTag")
        tags[key] = value
    _check_number(tags)
    return tags


def _check_number(tags: dict[str, str]) -> None:
    if len(tags) > MOST:
        raise invalid(f"A resource has at most {MOST} tags", "TooManyTags")


def _taggable(region: Region, params: dict) -> Thing:
    thing = region.things.get(params["resourceName"])
    if thing is None:
        raise not_found("Resource", params["resourceName"])
    if params.get("resourceArn", thing.arn) != thing.arn:
        raise not_found("Resource", params["resourceArn"])
    if not thing.taggable:
        raise invalid(f"A {thing.kind} takes no tags", "NotTaggable")
    return thing


@serves("TagResource")
def tag_resource(region: Region, params: dict) -> dict:
    thing = _taggable(region, params)
    tags = {**thing.tags, **read_tags(params["tags"])}
    _check_number(tags)
    thing.tags = tags
    return {"operations": [region.done("TagResource", thing)]}


@serves("UntagResource")
def untag_resource(region: Region, params: dict) -> dict:
    thing = _taggable(region, params)
    for key in params["tagKeys"]:
        thing.tags.pop(key, None)
    return {"operations": [region.done("UntagResource", thing)]}
