"""The log lines of the containers of a service, and the patterns that choose some of them.

Knows lines, their times and the words in them; must not know who writes them. Source: API_GetContainerLog (its examples of patterns); "Filter pattern
syntax" of the guide of CloudWatch Logs, for terms in unstructured lines; the table of quotas.
"""

import re
from typing import NamedTuple, Optional

from .faults import invalid
from .resource import stamp

KEPT_S = 4 * 24 * 3600
# A term: a word, or in double quotes anything. "-" excludes it; of the terms with "?" one is enough.
TERM = re.compile(r'([-?]?)(?:"((?:[^"\\]|\\.)+)"|(\w+))(?:\s+|$)')


class Line(NamedTuple):
    number: int
    created: float
    message: str

    def describe(self) -> dict:
        return {"createdAt": stamp(self.created), "message": self.message}


class Logs:
    """The lines of each container of a service, the oldest first."""

    def __init__(self) -> None:
        self._lines: dict[str, list[Line]] = {}

    def add(self, container: str, line: Line) -> None:
        self._lines.setdefault(container, []).append(line)

    def count(self) -> int:
        return sum(map(len, self._lines.values()))

    def choose(self, container: str, now: float, start: Optional[float], end: Optional[float], pattern: str) -> list[Line]:
        """Those that match, of the last days. A range without a begin or an end is open there."""
        terms = _terms(pattern)
        first, last = max(now - KEPT_S, start or 0), now if end is None else end
        return [line for line in self._lines.get(container, []) if first <= stamp(line.created) <= last and _matches(line.message, terms)]


def _terms(pattern: str) -> list[tuple[str, str]]:
    terms, at, pattern = [], 0, pattern.strip()
    while at < len(pattern):
        found = TERM.match(pattern, at)
        if not found:
            raise invalid(f"Invalid filter pattern: {pattern[at:]}", "InvalidFilterPattern")
        terms.append((found[1], re.sub(r"\\(.)", r"\1", found[2]) if found[2] else found[3]))
        at = found.end()
    return terms


def _matches(message: str, terms: list[tuple[str, str]]) -> bool:
    needed, refused, optional = ([text for sign, text in terms if sign == which] for which in ("", "-", "?"))
    if any(text in message for text in refused) or any(text not in message for text in needed):
        return False
    return bool(needed or refused or not optional) or any(text in message for text in optional)
