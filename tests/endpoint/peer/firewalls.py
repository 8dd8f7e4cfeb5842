"""The web application firewall of a distribution: its groups of rules.

Knows which groups a bundle has and how they are configured; must not know distributions. Source: API_WafRule and related pages, CreateDistribution.
"""

from typing import Callable

from .faults import invalid

PREFIX = "AWSManagedRules"
MEDIUM = ["CommonRuleSet", "KnownBadInputsRuleSet", "AnonymousIpList"]
LARGE = ["AdminProtectionRuleSet", "SQLiRuleSet", "LinuxRuleSet", "UnixRuleSet", "WindowsRuleSet", "PHPRuleSet", "WordPressRuleSet"]
LARGE += ["AmazonIpReputationList", "ATPRuleSet", "ACFPRuleSet", "BotControlRuleSet"]
GROUPS = {"medium_1_0": {PREFIX + name for name in MEDIUM}, "large_1_0": {PREFIX + name for name in MEDIUM + LARGE}}
CONFIGS = {"atpConfig": PREFIX + "ATPRuleSet", "acfpConfig": PREFIX + "ACFPRuleSet", "botControlConfig": PREFIX + "BotControlRuleSet"}


def _refuse(why: str):
    raise invalid(why, "InvalidWafRule")


def _path(told: dict, member: str) -> None:
    value = told.get(member, "")
    if not value.startswith("/") or len(value) > 256:
        _refuse(f"{member} begins with / and has 1 to 256 characters")


def _inspection(told: dict) -> None:
    found = told.get("responseInspection")
    if found is None:
        return
    both = [found.get("successCodes", []), found.get("failureCodes", [])]
    if not all(1 <= len(codes) <= 10 and all(0 <= code <= 999 for code in codes) for codes in both) or set(both[0]) & set(both[1]):
        _refuse("successCodes and failureCodes have 1 to 10 statuses each, and none in common")


def _atp(told: dict) -> None:
    _path(told, "loginPath")
    for member in ("usernameField", "passwordField"):
        value = told.get(member, "")
        if not 1 <= len(value) <= 512 or (told.get("payloadType") == "JSON" and not value.startswith("/")):
            _refuse(f"{member} has 1 to 512 characters, and begins with / for JSON")
    _payload(told)


def _acfp(told: dict) -> None:
    _path(told, "creationPath")
    _path(told, "registrationPagePath")
    _payload(told)


def _payload(told: dict) -> None:
    if "payloadType" not in told:
        _refuse("payloadType is missing")
    _inspection(told)


def _bots(told: dict) -> None:
    if "inspectionLevel" not in told:
        _refuse("inspectionLevel is missing")


CHECKS: dict[str, Callable[[dict], None]] = {"atpConfig": _atp, "acfpConfig": _acfp, "botControlConfig": _bots}


def check(bundle: str, enabled: bool, rules: list[dict]) -> dict:
    """The firewall that a request asks for, or InvalidInputException."""
    if not enabled:
        if rules:
            _refuse("wafRules is possible only when WAF is enabled")
        return {"isWafEnabled": False, "wafRules": []}
    if bundle not in GROUPS:
        _refuse(f"WAF is not available with the bundle {bundle}")
    names = [rule["name"] for rule in rules]
    if len(set(names)) < len(names):
        _refuse("A WAF rule group is given twice")
    for rule in rules:
        if rule["name"] not in GROUPS[bundle]:
            _refuse(f"The bundle {bundle} does not have the WAF rule group {rule['name']}")
        for member, group in CONFIGS.items():
            if (member in rule) != (rule["name"] == group):
                _refuse(f"{member} is given with {group}, and with no other group")
            if member in rule:
                CHECKS[member](rule[member])
    return {"isWafEnabled": True, "wafRules": sorted(rules, key=lambda rule: rule["name"])}
