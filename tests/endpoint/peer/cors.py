"""The rules for cross-origin requests to a bucket.

Knows what a rule may contain; must not know buckets. Source: API_BucketCorsRule; the guide to S3, "Elements of a CORS configuration".
"""

from .faults import invalid


def check(told: dict) -> list[dict]:
    """The rules of a request, or InvalidInputException. An empty list removes them."""
    rules = told.get("rules", [])
    names = [rule["id"] for rule in rules if "id" in rule]
    if len(set(names)) < len(names):
        raise invalid("Two CORS rules have the same id", "InvalidCors")
    for rule in rules:
        _check_rule(rule)
    return rules


def _check_rule(rule: dict) -> None:
    if not rule["allowedMethods"] or not rule["allowedOrigins"]:
        raise invalid("A CORS rule has at least one method and one origin", "InvalidCors")
    for text in [*rule["allowedOrigins"], *rule.get("allowedHeaders", [])]:
        if text.count("*") > 1 or not text:
            raise invalid(f"An origin or a header of a CORS rule has at most one *: {text!r}", "InvalidCors")
    if any("*" in text for text in rule.get("exposeHeaders", [])):
        raise invalid("A header that a CORS rule exposes has no *", "InvalidCors")
    if rule.get("maxAgeSeconds", 0) < 0:
        raise invalid("maxAgeSeconds is not negative", "InvalidCors")
