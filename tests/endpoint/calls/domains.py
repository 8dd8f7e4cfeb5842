"""Requests about DNS zones and their entries. A function is a part that peer.t names.

Knows the API reference and the user guide; must not know how the endpoint is implemented.
"""

import threading

from botocore.exceptions import ClientError

from client import LS, advance, client, control, ok, refused, same

HOME = client(region="us-east-1")
ZONE = dict(domainName="example.com")


def zone(name="example.com"):
    return HOME.get_domain(domainName=name)["domain"]


def entry(name, kind, target, **more):
    return {"name": name, "type": kind, "target": target, **more}


def add(*told, **more):
    return HOME.create_domain_entry(**ZONE, domainEntry=entry(*told, **more))["operation"]


def found(name, kind):
    return [row["target"] for row in zone()["domainEntries"] if (row["name"], row["type"]) == (name, kind)]


def row_of(name, kind):
    return next(row for row in zone()["domainEntries"] if (row["name"], row["type"]) == (name, kind))


def domains():
    response = refused("InvalidInputException", "zones are in us-east-1", LS.create_domain, domainName="example.com")
    ok("us-east-1" in response["Error"]["Message"], "... and the message says so")
    refused("InvalidInputException", "... also their list", LS.get_domains)
    made = HOME.create_domain(domainName="Example.com", tags=[{"key": "k", "value": "v"}])["operation"]
    same((made["status"], made["resourceType"], made["location"]), ("Succeeded", "Domain", {"availabilityZone": "all", "regionName": "global"}), "a new zone")
    ok(zone()["arn"].startswith("arn:aws:lightsail:global:") and "/hostedzone/Z" in zone()["supportCode"], "it is global")
    same((zone()["name"], zone()["tags"], "registeredDomainDelegationInfo" in zone()), ("example.com", [{"key": "k", "value": "v"}], False), "... in lower case")
    same([row["type"] for row in zone()["domainEntries"]], ["SOA", "NS", "NS", "NS", "NS"], "it begins with five entries")
    ok(not any(target.endswith(".") for target in found("example.com", "NS")), "... whose names have no last dot")
    same(HOME.get_domain(domainName="EXAMPLE.com")["domain"]["arn"], zone()["arn"], "... and is found in upper case")
    HOME.tag_resource(resourceName="example.com", resourceArn=zone()["arn"], tags=[{"key": "more"}])
    same(len(zone()["tags"]), 2, "tags of a zone")
    refused("InvalidInputException", "a second one of the same name", HOME.create_domain, domainName="example.com")
    for name in ("example", "-a.com", "a..com", "a_b.com", "example.com."):
        refused("InvalidInputException", f"{name} is no domain", HOME.create_domain, domainName=name)
    control("register-domain", {"region": "us-east-1", "name": "zone-1.com"})
    for number in range(1, 6):
        HOME.create_domain(domainName=f"zone-{number}.com")
    refused("InvalidInputException", "a seventh zone", HOME.create_domain, domainName="zone-6.com")

    def state(name="zone-1.com"):
        told = zone(name)["registeredDomainDelegationInfo"]
        return told["nameServersUpdateState"]["code"], told["r53HostedZoneDeletionState"]["code"]

    same(state(), ("STARTED", "STARTED"), "a registered domain is delegated")
    advance(11000)
    same(state(), ("PENDING", "PENDING"), "... which takes time")
    advance(11000)
    same(state(), ("SUCCEEDED", "SUCCEEDED"), "... and ends")
    control("delegate-domain", {"region": "us-east-1", "name": "zone-1.com", "state": "SUCCEEDED", "zone_state": "FAILED", "zone_message": "not empty"})
    same(zone("zone-1.com")["registeredDomainDelegationInfo"]["r53HostedZoneDeletionState"], {"code": "FAILED", "message": "not empty"}, "... or fails")
    for number in range(1, 6):
        HOME.delete_domain(domainName=f"zone-{number}.com")
    same([row["name"] for row in HOME.get_domains()["domains"]], ["example.com"], "zones are deleted")
    refused("NotFoundException", "once", HOME.delete_domain, domainName="zone-1.com")


def domain_entries():
    same(add("www.example.com", "A", "192.0.2.1")["status"], "Succeeded", "a new entry")
    add("WWW.example.com.", "A", "192.0.2.2")
    same(found("www.example.com", "A"), ["192.0.2.1", "192.0.2.2"], "two of one name, in lower case and without the last dot")
    add("example.com", "AAAA", "2001:DB8:0::1")
    same(found("example.com", "AAAA"), ["2001:db8::1"], "an IPv6 address is compressed")
    add("*.example.com", "CNAME", "Host.Example.org.")
    same(found("*.example.com", "CNAME"), ["host.example.org"], "a wildcard; a host has no last dot")
    add("example.com", "MX", "010  mail.example.com")
    same(found("example.com", "MX"), ["10 mail.example.com"], "a mail server")
    add("_sip._tcp.example.com", "SRV", "1 10 5269 host.example.com")
    add("_dmarc.example.com", "TXT", '"v=DMARC1; p=none, \\"a\\""  "more"')
    same(found("_dmarc.example.com", "TXT"), ['"v=DMARC1; p=none, \\"a\\"" "more"'], "strings in quotes come back in quotes")
    add("sub.example.com", "NS", "ns1.example.org")
    add("app.example.com", "A", "site.1234.us-east-1.cs.amazonlightsail.com", isAlias=True)
    same(row_of("app.example.com", "A")["isAlias"], True, "an alias")
    for why, told in (
        ("the same entry again", entry("www.example.com", "A", "192.0.2.1")),
        ("a name outside of the zone", entry("myexample.com", "A", "192.0.2.1")),
        ("a name without the zone", entry("www", "A", "192.0.2.1")),
        ("an unknown type", entry("www.example.com", "CAA", "x")),
        ("a name for an address", entry("x.example.com", "A", "host.example.org")),
        ("an IPv6 address in an A entry", entry("x.example.com", "A", "2001:db8::1")),
        ("a CNAME beside others", entry("www.example.com", "CNAME", "host.example.org")),
        ("a CNAME at the apex", entry("example.com", "CNAME", "host.example.org")),
        ("another beside a CNAME", entry("*.example.com", "A", "192.0.2.1")),
        ("an alias for any host", entry("x.example.com", "A", "host.example.org", isAlias=True)),
        ("an alias beside an address", entry("www.example.com", "A", "d1.cloudfront.net", isAlias=True)),
        ("a mail server without priority", entry("x.example.com", "MX", "mail.example.com")),
        ("a priority of five digits", entry("x.example.com", "MX", "70000 mail.example.com")),
        ("a text without quotes", entry("x.example.com", "TXT", "v=spf1")),
        ("a string of 256 characters", entry("x.example.com", "TXT", '"' + 256 * "x" + '"')),
        ("a second SOA", entry("example.com", "SOA", "ns. host. 1 2 3 4 5")),
        ("a name server of the zone itself", entry("example.com", "NS", "ns1.example.org")),
        ("no target", {"name": "x.example.com", "type": "A"}),
    ):
        refused("InvalidInputException", f"{why} is refused", HOME.create_domain_entry, **ZONE, domainEntry=told)
    refused("NotFoundException", "an entry of no zone", HOME.create_domain_entry, domainName="example.org", domainEntry=entry("a.example.org", "A", "192.0.2.1"))
    old = row_of("app.example.com", "A")
    ok(old["id"].lstrip("-").isdigit(), "an id is a number")
    rows = HOME.update_domain_entry(**ZONE, domainEntry={**old, "target": "192.0.2.9", "isAlias": False})["operations"]
    new = row_of("app.example.com", "A")
    same((rows[0]["operationType"], new["target"], new["isAlias"]), ("UpdateDomainEntry", "192.0.2.9", False), "an update has a list of operations")
    ok(new["id"] != old["id"], "... and the entry another id")
    refused("NotFoundException", "the old id is gone", HOME.update_domain_entry, **ZONE, domainEntry=old)
    refused("InvalidInputException", "an update without id", HOME.update_domain_entry, **ZONE, domainEntry=entry("app.example.com", "A", "192.0.2.8"))
    refused("InvalidInputException", "... with another name", HOME.update_domain_entry, **ZONE, domainEntry={**new, "name": "b.example.com"})
    two = row_of("www.example.com", "A")
    refused("InvalidInputException", "... to an entry that exists", HOME.update_domain_entry, **ZONE, domainEntry={**two, "target": "192.0.2.2"})
    soa = row_of("example.com", "SOA")
    refused("InvalidInputException", "... of the SOA", HOME.update_domain_entry, **ZONE, domainEntry={**soa, "target": "ns. host. 1 2 3 4 5"})
    refused("InvalidInputException", "the SOA is not deleted", HOME.delete_domain_entry, **ZONE, domainEntry=soa)
    refused("NotFoundException", "an entry that does not exist", HOME.delete_domain_entry, **ZONE, domainEntry=entry("x.example.com", "A", "192.0.2.1"))
    refused("NotFoundException", "... and one with another id", HOME.delete_domain_entry, **ZONE, domainEntry={**new, "id": old["id"]})
    control("busy-domain", {"region": "us-east-1", "name": "example.com", "ms": 5000})
    refused("OperationFailureException", "a busy zone", HOME.delete_domain_entry, **ZONE, domainEntry=new)
    advance(5001)
    same(HOME.delete_domain_entry(**ZONE, domainEntry=entry("APP.example.com", "A", "192.0.2.9"))["operation"]["operationType"], "DeleteDomainEntry", "a deletion without id")
    same(found("app.example.com", "A"), [], "... deletes it")
    HOME.delete_domain(**ZONE)
    same(HOME.get_domains()["domains"], [], "a zone is deleted with its entries")


def domain_crowd():
    """Entries of one zone by several clients at once."""
    HOME.create_domain(**ZONE)
    results = []

    def work(own, number):
        for turn in range(3):
            try:
                own.create_domain_entry(**ZONE, domainEntry=entry(f"n{number}-{turn}.example.com", "A", "192.0.2.1"))
                results.append("")
            except ClientError as error:
                results.append(error.response["Error"]["Code"])

    threads = [threading.Thread(target=work, args=(client(region="us-east-1"), number)) for number in range(6)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    made = [row for row in zone()["domainEntries"] if row["type"] == "A"]
    same((len(made), set(results) <= {"", "OperationFailureException"}), (results.count(""), True), "an entry exists or was refused because of another one")
    HOME.delete_domain(**ZONE)
