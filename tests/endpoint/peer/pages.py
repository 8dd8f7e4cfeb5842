"""Pages of lists.

Knows page tokens; must not know what is listed. Source: the reference says that a token is opaque.
"""

import base64
import json
from typing import Any, Optional

from .faults import invalid
from .world import Region


def page(region: Region, operation: str, params: dict, rows: list, member: str, newest_first: bool = False) -> dict:
    """One page of rows that have a `number` and a `describe`. The token contains the number of the last row, so that rows that are added or
    deleted meanwhile neither repeat nor hide another."""
    after = _read_token(region, operation, params.get("pageToken"))
    ordered = sorted(rows, key=lambda row: row.number, reverse=newest_first)
    if after is not None:
        ordered = [row for row in ordered if (row.number < after if newest_first else row.number > after)]
    shown = ordered[: region.options.page_size]
    answer: dict[str, Any] = {member: [row.describe() for row in shown]}
    if len(ordered) > len(shown):
        token = json.dumps([operation, region.name, shown[-1].number])
        answer["nextPageToken"] = base64.urlsafe_b64encode(token.encode()).decode()
    return answer


def _read_token(region: Region, operation: str, token: Optional[str]) -> Optional[int]:
    if token is None:
        return None
    try:
        of, where, number = json.loads(base64.urlsafe_b64decode(token.encode()))
        if (of, where) == (operation, region.name):
            return int(number)
    except ValueError:
        pass
    raise invalid("The page token is not one of this request", "InvalidPageToken")
