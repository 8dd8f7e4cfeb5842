"""Requests about load balancers and their certificates. A function is a part that peer.t names.

Knows the API reference and the user guide; must not know how the endpoint is implemented.
"""

from client import LS, REGION, advance, client, control, create, instance, is_in, ok, refused, same, until

HOME = client(region="us-east-1")
LB = dict(loadBalancerName="lb")


def balancer(name="lb"):
    return LS.get_load_balancer(loadBalancerName=name)["loadBalancer"]


def health():
    return {row["instanceName"]: (row["instanceHealth"], row.get("instanceHealthReason")) for row in balancer()["instanceHealthSummary"]}


def attribute(name, value):
    return LS.update_load_balancer_attribute(**LB, attributeName=name, attributeValue=value)["operations"]


def kinds(operations):
    return [(row["resourceType"], row["operationType"], row["status"], row.get("operationDetails")) for row in operations]


def load_balancers():
    new = dict(loadBalancerName="lb", instancePort=80, tags=[{"key": "k", "value": "v"}])
    same(kinds(LS.create_load_balancer(**new)["operations"]), [("LoadBalancer", "CreateLoadBalancer", "Started", None)], "a new load balancer")
    found = balancer()
    same((found["state"], found["protocol"], found["publicPorts"], found["healthCheckPath"]), ("provisioning", "HTTP", [80], "/"), "... is provisioned")
    same(found["configurationOptions"], {"SessionStickinessEnabled": "false", "SessionStickiness_LB_CookieDurationSeconds": "86400"}, "... with its options")
    same((found["ipAddressType"], found["httpsRedirectionEnabled"], found["tlsPolicyName"]), ("dualstack", False, "TLS-2016-08"), "... and defaults")
    refused("OperationFailureException", "... and cannot be changed yet", LS.update_load_balancer_attribute, **LB, attributeName="HealthCheckPath", attributeValue="/a")
    ok(until(lambda: balancer()["state"] == "active"), "... then it is active")
    refused("InvalidInputException", "a taken name", LS.create_load_balancer, **new)
    for why, more in (("port", {"instancePort": 0}), ("path", {"healthCheckPath": "a"}), ("policy", {"tlsPolicyName": "none"}), ("certificate", {"certificateName": "c1"})):
        refused("InvalidInputException", f"an invalid {why}", LS.create_load_balancer, **{**new, "loadBalancerName": "lb-2", **more})
    same(kinds(attribute("HealthCheckPath", "/health")), [("LoadBalancer", "UpdateLoadBalancerAttribute", "Succeeded", "HealthCheckPath")], "an attribute")
    attribute("SessionStickinessEnabled", "true")
    attribute("SessionStickiness_LB_CookieDurationSeconds", "60")
    attribute("TlsPolicyName", "TLS-FS-1-2-Res-2019-08")
    found = balancer()
    same((found["healthCheckPath"], found["tlsPolicyName"], list(found["configurationOptions"].values())), ("/health", "TLS-FS-1-2-Res-2019-08", ["true", "60"]), "all attributes")
    for name, value in (
        ("HealthCheckPath", "health"),
        ("SessionStickinessEnabled", "yes"),
        ("SessionStickiness_LB_CookieDurationSeconds", "0"),
        ("HttpsRedirectionEnabled", "true"),
        ("TlsPolicyName", "none"),
    ):
        refused("InvalidInputException", f"{name} = {value}", LS.update_load_balancer_attribute, **LB, attributeName=name, attributeValue=value)
    attribute("HttpsRedirectionEnabled", "false")
    (row,) = LS.set_ip_address_type(resourceType="LoadBalancer", resourceName="lb", ipAddressType="ipv4")["operations"]
    same((row["status"], balancer()["ipAddressType"]), ("Started", "dualstack"), "the IP address type")
    ok(until(lambda: balancer()["ipAddressType"] == "ipv4"), "... changes with its operation")
    policies = {row["name"]: row for row in LS.get_load_balancer_tls_policies()["tlsPolicies"]}
    same([name for name, row in policies.items() if row["isDefault"]], ["TLS-2016-08"], "policies")
    ok(all(row["protocols"] and row["ciphers"] for row in policies.values()), "... with protocols and ciphers")


def load_balancer_instances():
    create("lb-1", "lb-2", "lb-3")
    refused("OperationFailureException", "an instance must be running", LS.attach_instances_to_load_balancer, **LB, instanceNames=["lb-1"])
    until(is_in("lb-1", "running"))
    refused("NotFoundException", "... and exist", LS.attach_instances_to_load_balancer, **LB, instanceNames=["none", "lb-1"])
    rows = LS.attach_instances_to_load_balancer(**LB, instanceNames=["lb-1", "lb-2"])["operations"]
    same(kinds(rows)[:2], [("LoadBalancer", "AttachInstancesToLoadBalancer", "Started", "lb-1"), ("Instance", "AttachInstancesToLoadBalancer", "Started", "lb")], "two operations for each")
    same((len(rows), {row["location"]["availabilityZone"] for row in rows}, health()), (4, {"all"}, {}), "... before they are attached")
    advance(20000)
    same(health(), {name: ("initial", "Lb.RegistrationInProgress") for name in ("lb-1", "lb-2")}, "they are registered")
    advance(31000)
    same(health()["lb-1"], ("initial", "Lb.InitialHealthChecking"), "... checked")
    advance(30000)
    same(health()["lb-1"], ("healthy", None), "... and healthy")
    LS.attach_instances_to_load_balancer(**LB, instanceNames=["lb-1"])
    advance(20000)
    same(health()["lb-1"], ("healthy", None), "attached again, nothing changes")
    control("target-health", {"region": REGION, "name": "lb", "instance": "lb-2", "health": "unhealthy", "reason": "Instance.Timeout"})
    same(health()["lb-2"], ("unhealthy", "Instance.Timeout"), "an unhealthy one")
    LS.stop_instance(instanceName="lb-2")
    same(health()["lb-2"], ("unused", "Instance.InvalidState"), "one that stops is not used")
    until(is_in("lb-2", "stopped"))
    LS.start_instance(instanceName="lb-2")
    advance(60000)
    same(health()["lb-2"], ("initial", "Lb.RegistrationInProgress"), "... and is registered when it runs again")
    advance(60000)
    same(health()["lb-2"], ("healthy", None), "... and healthy")
    LS.delete_instance(instanceName="lb-2")
    same(list(health()), ["lb-1"], "a deleted one is gone")
    create("lb-2")
    until(is_in("lb-2", "running"))
    same(list(health()), ["lb-1"], "... and another of its name is not attached")
    refused("InvalidInputException", "... so it cannot be detached", LS.detach_instances_from_load_balancer, **LB, instanceNames=["lb-2"])
    (row, _) = LS.detach_instances_from_load_balancer(**LB, instanceNames=["lb-1"])["operations"]
    advance(21000)
    same((health(), LS.get_operation(operationId=row["id"])["operation"]["status"]), ({"lb-1": ("draining", "Instance.DeregistrationInProgress")}, "Started"), "a detached one drains")
    advance(40000)
    same((health(), LS.get_operation(operationId=row["id"])["operation"]["status"]), ({}, "Succeeded"), "... and its operation ends with it")
    for name in ("lb-1", "lb-2", "lb-3"):
        LS.delete_instance(instanceName=name)


def load_balancer_certificates():
    def new(name, *others, **more):
        return LS.create_load_balancer_tls_certificate(**LB, certificateName=name, certificateDomainName="a.example", certificateAlternativeNames=list(others), **more)

    def detail(name):
        return next(row for row in LS.get_load_balancer_tls_certificates(**LB)["tlsCertificates"] if row["name"] == name)

    def summaries():
        return [(row["name"], row["isAttached"]) for row in balancer()["tlsCertificateSummaries"]]

    rows = new("c1", "www.a.example", "A.example")["operations"]
    kind = "CreateLoadBalancerTlsCertificate"
    same(kinds(rows), [("LoadBalancerTlsCertificate", kind, "Succeeded", "lb"), ("LoadBalancer", kind, "Succeeded", "c1")], "a new certificate")
    found = detail("c1")
    same((found["status"], found["subjectAlternativeNames"], found["isAttached"]), ("PENDING_VALIDATION", ["a.example", "www.a.example"], False), "... is not validated")
    ok(not any("name" in row for row in found["domainValidationRecords"]) and "issuer" not in found, "... its records need time")
    advance(20000)
    row = detail("c1")["domainValidationRecords"][0]
    ok(row["name"].endswith(".a.example.") and row["value"].endswith(".acm-validations.aws.") and row["type"] == "CNAME", "... then they are there")
    ok("dnsRecordCreationState" not in row, "... and no entries are made for them")
    refused("InvalidInputException", "... it cannot be attached yet", LS.attach_load_balancer_tls_certificate, **LB, certificateName="c1")
    control("issue-certificate", {"region": REGION, "name": "c1", "domain": "a.example"})
    same([row["validationStatus"] for row in detail("c1")["domainValidationRecords"]], ["SUCCESS", "PENDING_VALIDATION"], "one name is validated")
    control("issue-certificate", {"region": REGION, "name": "c1", "domain": "www.a.example"})
    same((detail("c1")["status"], detail("c1")["issuer"], balancer()["protocol"]), ("ISSUED", "Amazon", "HTTP"), "with the last one it is issued")
    same({row["status"] for row in LS.attach_load_balancer_tls_certificate(**LB, certificateName="c1")["operations"]}, {"Succeeded"}, "it is attached")
    same((balancer()["protocol"], balancer()["publicPorts"], summaries()), ("HTTP_HTTPS", [80, 443], [("c1", True)]), "... and opens another port")
    attribute("HttpsRedirectionEnabled", "true")
    same(balancer()["httpsRedirectionEnabled"], True, "redirection")
    control("renew-certificate", {"region": REGION, "name": "c1", "status": "PENDING_VALIDATION"})
    same(detail("c1")["renewalSummary"]["renewalStatus"], "PENDING_VALIDATION", "a renewal has its own words")
    new("c2")
    refused("InvalidInputException", "a third certificate", LS.create_load_balancer_tls_certificate, **LB, certificateName="c3", certificateDomainName="a.example")
    control("issue-certificate", {"region": REGION, "name": "c2"})
    LS.attach_load_balancer_tls_certificate(**LB, certificateName="c2")
    same((summaries(), balancer()["httpsRedirectionEnabled"]), ([("c1", False), ("c2", True)], True), "another one takes its place")
    rows = LS.delete_load_balancer_tls_certificate(**LB, certificateName="c1")["operations"]
    same({row["status"] for row in rows}, {"Started"}, "the old one is deleted")
    ok(until(lambda: len(summaries()) == 1), "... when its operation ends")
    refused("InvalidInputException", "an attached one is not", LS.delete_load_balancer_tls_certificate, **LB, certificateName="c2")
    LS.delete_load_balancer_tls_certificate(**LB, certificateName="c2", force=True)
    ok(until(lambda: not summaries()), "... unless it is forced")
    same((balancer()["protocol"], balancer()["httpsRedirectionEnabled"]), ("HTTP", False), "... which ends HTTPS and the redirection")
    refused("InvalidInputException", "a wildcard", LS.create_load_balancer_tls_certificate, **LB, certificateName="c3", certificateDomainName="*.a.example")
    refused("InvalidInputException", "tags", LS.create_load_balancer_tls_certificate, **LB, certificateName="c3", certificateDomainName="a.example", tags=[{"key": "k"}])
    new("c4")
    control("end-certificate", {"region": REGION, "name": "c4", "status": "FAILED", "reason": "INVALID_PUBLIC_DOMAIN"})
    same((detail("c4")["status"], detail("c4")["failureReason"]), ("FAILED", "INVALID_PUBLIC_DOMAIN"), "a validation that fails")
    rows = LS.delete_load_balancer(**LB)["operations"]
    same([row["resourceType"] for row in rows], ["LoadBalancer", "LoadBalancerTlsCertificate", "LoadBalancer"], "a load balancer is deleted with its certificates")
    refused("NotFoundException", "... and gone", LS.get_load_balancer_tls_certificates, **LB)
    rows = LS.create_load_balancer(**LB, instancePort=80, certificateName="c1", certificateDomainName="b.example")["operations"]
    same((len(rows), summaries()), (3, [("c1", False)]), "one with a certificate")
    LS.delete_load_balancer(**LB)
    same(LS.get_load_balancers()["loadBalancers"], [], "all are gone")


def validation():
    """In zones of the account."""
    def detail(name="web"):
        return LS.get_certificates(certificateName=name, includeCertificateDetails=True)["certificates"][0]["certificateDetail"]

    def creations():
        return [row.get("dnsRecordCreationState", {}).get("code") for row in detail()["domainValidationRecords"]]

    def entries():
        rows = HOME.get_domain(domainName="own.example")["domain"]["domainEntries"]
        return [row for row in rows if row["type"] == "CNAME"]

    HOME.create_domain(domainName="own.example")
    LS.create_certificate(certificateName="web", domainName="own.example", subjectAlternativeNames=["www.own.example", "other.example"])
    same((creations(), entries()), ([None] * 3, []), "at first there are no records")
    advance(20000)
    same((creations(), entries()), (["STARTED", "STARTED", None], []), "the service makes entries in its own zones")
    row = detail()["domainValidationRecords"][0]["resourceRecord"]
    HOME.create_domain_entry(domainName="own.example", domainEntry={"name": row["name"], "type": row["type"], "target": row["value"]})
    advance(20000)
    same((creations(), len(entries())), (["SUCCEEDED", "SUCCEEDED", None], 2), "... unless they exist")
    advance(20000)
    same([row["validationStatus"] for row in detail()["domainValidationRecords"]], ["SUCCESS", "SUCCESS", "PENDING_VALIDATION"], "their names are validated")
    control("issue-certificate", {"region": REGION, "name": "web", "domain": "other.example"})
    same(detail()["status"], "ISSUED", "... and the certificate is issued")
    refused("InvalidInputException", "such an entry exists", HOME.create_domain_entry, domainName="own.example", domainEntry={"name": row["name"], "type": row["type"], "target": row["value"]})
    LS.create_certificate(certificateName="second", domainName="www.own.example")
    advance(61000)
    same((detail("second")["status"], len(entries())), ("ISSUED", 2), "a second certificate has the same record")
    HOME.delete_domain_entry(domainName="own.example", domainEntry=entries()[0])
    HOME.create_domain_entry(domainName="own.example", domainEntry={"name": row["name"], "type": "TXT", "target": '"x"'})
    LS.create_certificate(certificateName="third", domainName="own.example")
    advance(61000)
    same((detail("third")["domainValidationRecords"][0]["dnsRecordCreationState"]["code"], detail("third")["status"]), ("FAILED", "PENDING_VALIDATION"), "an entry that cannot be made")
    LS.create_container_service(serviceName="uses", power="nano", scale=1, publicDomainNames={"web": ["own.example"], "second": ["www.own.example"]})
    advance(336 * 86400000)
    advance(60000)
    same((detail()["renewalSummary"]["renewalStatus"], detail("second")["renewalSummary"]["renewalStatus"]), ("PendingValidation", "Success"), "a certificate in use is renewed if its entries exist")
    HOME.delete_domain_entry(domainName="own.example", domainEntry={"name": row["name"], "type": "TXT", "target": '"x"'})
    HOME.create_domain_entry(domainName="own.example", domainEntry={"name": row["name"], "type": row["type"], "target": row["value"]})
    advance(60000)
    same(detail()["renewalSummary"]["renewalStatus"], "Success", "... also later")
    LS.delete_container_service(serviceName="uses")
    advance(60000)
    for name in ("web", "second", "third"):
        LS.delete_certificate(certificateName=name)
    same(len(entries()), 2, "entries stay when certificates are deleted")
    HOME.delete_domain(domainName="own.example")
