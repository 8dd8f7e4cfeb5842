"""How a distribution caches: its settings, behaviors for paths and responses to errors.

Knows which of them are possible; must not know distributions. Source: API_CacheSettings, API_DistributionCustomErrorResponse; the table of quotas; the guide to
CloudFront, "Cache behavior settings" and "Creating a custom error page".
"""

from typing import Iterable

from .faults import invalid

ALL_METHODS = "GET,HEAD,OPTIONS,PUT,PATCH,POST,DELETE"
METHODS = ("GET,HEAD", "GET,HEAD,OPTIONS", ALL_METHODS)
MOST_PATHS, MOST_LISTED = 25, 10
ERRORS = (400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504)
REQUESTED = ("200", "400", "403", "404", "405", "414", "416", "500", "501", "502", "503", "504")
# Those of a distribution for which none were sent.
DEFAULTS = {
    "defaultTTL": 86400,
    "minimumTTL": 0,
    "maximumTTL": 31536000,
    "allowedHTTPMethods": ALL_METHODS,
    "cachedHTTPMethods": "GET,HEAD",
    "forwardedCookies": {"option": "none", "cookiesAllowList": []},
    "forwardedHeaders": {"option": "allow-list", "headersAllowList": ["Host"]},
    "forwardedQueryStrings": {"option": False, "queryStringsAllowList": []},
}


def _methods(text: str, possible: Iterable[str]) -> str:
    """Any order means the same: the response has the order of the reference."""
    for known in possible:
        if sorted(known.split(",")) == sorted(text.replace(" ", "").upper().split(",")):
            return known
    raise invalid(f"The HTTP methods are {' or '.join(possible)}, not {text}", "InvalidMethods")


def _listed(told: dict, member: str, what: str) -> dict:
    names = told.get(member, [])
    if told.get("option") == "allow-list" and not names:
        raise invalid(f"An allow-list of {what} has at least one of them", "InvalidAllowList")
    if len(names) > MOST_LISTED:
        raise invalid(f"An allow-list of {what} has at most {MOST_LISTED}", "LimitExceeded")
    return {"option": told.get("option", "none"), member: sorted(set(names))}


def settings(told: dict) -> dict:
    """All settings of a request, with defaults for those that are missing, or InvalidInputException."""
    found = {**DEFAULTS, **told}
    least, usual, most = found["minimumTTL"], found["defaultTTL"], found["maximumTTL"]
    if not 0 <= least <= usual <= most:
        raise invalid("minimumTTL, defaultTTL and maximumTTL do not become less, and are not negative", "InvalidTtl")
    found["allowedHTTPMethods"] = _methods(found["allowedHTTPMethods"], METHODS)
    found["cachedHTTPMethods"] = _methods(found["cachedHTTPMethods"], METHODS[:2])
    if not set(found["cachedHTTPMethods"].split(",")) <= set(found["allowedHTTPMethods"].split(",")):
        raise invalid("A cached HTTP method is an allowed one", "InvalidMethods")
    found["forwardedCookies"] = _listed(found["forwardedCookies"], "cookiesAllowList", "cookies")
    found["forwardedHeaders"] = _listed(found["forwardedHeaders"], "headersAllowList", "headers")
    if found["forwardedHeaders"]["option"] == "all" and least:
        raise invalid("minimumTTL is 0 when all headers are forwarded", "InvalidTtl")
    strings = found["forwardedQueryStrings"]
    if len(strings.get("queryStringsAllowList", [])) > MOST_LISTED:
        raise invalid(f"An allow-list of query strings has at most {MOST_LISTED}", "LimitExceeded")
    found["forwardedQueryStrings"] = {"option": strings.get("option", False), "queryStringsAllowList": strings.get("queryStringsAllowList", [])}
    return found


def behaviors(rows: list[dict]) -> list[dict]:
    """Those of a request, in the order of their paths."""
    paths = [row.get("path", "") for row in rows]
    if not all(paths) or not all(row.get("behavior") for row in rows):
        raise invalid("A cache behavior has a path and a behavior", "InvalidCacheBehavior")
    if len(set(paths)) < len(paths):
        raise invalid("Two cache behaviors have the same path", "InvalidCacheBehavior")
    if len(paths) > MOST_PATHS:
        raise invalid(f"A distribution has at most {MOST_PATHS} cache behaviors", "LimitExceeded")
    return sorted(rows, key=lambda row: row["path"])


def error_responses(rows: list[dict]) -> list[dict]:
    codes = [row.get("errorCode") for row in rows]
    if len(set(codes)) < len(codes) or not set(codes) <= set(ERRORS):
        raise invalid(f"Each error code is given once, and is one of {', '.join(map(str, ERRORS))}", "InvalidErrorResponse")
    for row in rows:
        if ("responseCode" in row) != ("responsePagePath" in row):
            raise invalid("responseCode and responsePagePath are given together", "InvalidErrorResponse")
        if not row.get("responsePagePath", "/").startswith("/") or row.get("responseCode", "200") not in REQUESTED:
            raise invalid("A response to an error has a path that begins with / and an HTTP status", "InvalidErrorResponse")
        if row.get("errorCachingMinTTL", 0) < 0:
            raise invalid("errorCachingMinTTL is not negative", "InvalidErrorResponse")
    return sorted(({"errorCachingMinTTL": 10, **row} for row in rows), key=lambda row: row["errorCode"])
