"""Requests about container services and certificates. A function is a part that peer.t names.

Knows the API reference and the user guide; must not know how the endpoint is implemented.
"""

from client import LS, REGION, advance, control, ok, refused, same, until


def certificate(name, domain, *others, issued=True):
    LS.create_certificate(certificateName=name, domainName=domain, subjectAlternativeNames=list(others))
    if issued:
        control("issue-certificate", {"region": REGION, "name": name})


def detail(name):
    return LS.get_certificates(certificateName=name, includeCertificateDetails=True)["certificates"][0]["certificateDetail"]


def certificates():
    made = LS.create_certificate(
        certificateName="web", domainName="A.example", subjectAlternativeNames=["www.a.example", "a.example"], tags=[{"key": "k", "value": "v"}]
    )
    same(made["operations"][0]["operationType"], "CreateCertificate", "a new certificate")
    same((detail("web")["status"], detail("web")["subjectAlternativeNames"]), ("PENDING_VALIDATION", ["a.example", "www.a.example"]), "... is not validated")
    ok(all("resourceRecord" not in row for row in detail("web")["domainValidationRecords"]), "... its records need time")
    ok(until(lambda: "resourceRecord" in detail("web")["domainValidationRecords"][1]), "... then they are there")
    row = LS.get_certificates()["certificates"][0]
    same((row["domainName"], "certificateDetail" in row, row["tags"][0]["key"]), ("a.example", False, "k"), "a summary has no details")
    control("issue-certificate", {"region": REGION, "name": "web"})
    same((detail("web")["status"], detail("web")["domainValidationRecords"][0]["validationStatus"]), ("ISSUED", "SUCCESS"), "it is issued")
    control("renew-certificate", {"region": REGION, "name": "web", "status": "PendingValidation"})
    same(detail("web")["renewalSummary"]["renewalStatus"], "PendingValidation", "... and renewed")
    certificate("late", "b.example", issued=False)
    advance(72 * 3600 * 1000)
    same(detail("late")["status"], "VALIDATION_TIMED_OUT", "without a validation it ends after three days")
    control("end-certificate", {"region": REGION, "name": "late", "status": "FAILED", "reason": "DOMAIN_NOT_ALLOWED"})
    same(detail("late")["requestFailureReason"], "DOMAIN_NOT_ALLOWED", "... or fails for a reason")
    found = LS.get_certificates(certificateStatuses=["FAILED"])["certificates"]
    same([one["certificateName"] for one in found], ["late"], "... and is listed by its status")
    refused("InvalidInputException", "a wildcard is refused", LS.create_certificate, certificateName="wild", domainName="*.a.example")
    refused("InvalidInputException", "a name that is none, too", LS.create_certificate, certificateName="bad", domainName="example")
    refused("InvalidInputException", "a taken name, too", LS.create_certificate, certificateName="web", domainName="c.example")
    many = [f"n{number}.example" for number in range(10)]
    refused("InvalidInputException", "eleven names, too", LS.create_certificate, certificateName="many", domainName="a.example", subjectAlternativeNames=many)
    service = dict(serviceName="app", power="nano", scale=1)
    for domains, why in (
        ({"none": ["a.example"]}, "a certificate that does not exist"),
        ({"late": ["b.example"]}, "... that is not issued"),
        ({"web": ["c.example"]}, "... that does not have the name"),
    ):
        refused("InvalidInputException", why, LS.create_container_service, publicDomainNames=domains, **service)
    LS.create_container_service(publicDomainNames={"web": ["www.a.example"]}, **service)
    same(detail("web")["inUseResourceCount"], 1, "a service uses a certificate")
    refused("InvalidInputException", "... which cannot be deleted", LS.delete_certificate, certificateName="web")
    LS.delete_container_service(serviceName="app")
    ok(until(lambda: not LS.get_container_services()["containerServices"]), "the service is gone")
    LS.delete_certificate(certificateName="web")
    LS.delete_certificate(certificateName="late")
    same(LS.get_certificates()["certificates"], [], "... and the certificates, too")
    refused("NotFoundException", "one that does not exist", LS.delete_certificate, certificateName="web")


def container_services():
    def service():
        return LS.get_container_services(serviceName="c")["containerServices"][0]

    certificate("one", "a.example")
    certificate("two", "b.example")
    certificate("three", *(f"{number}.example" for number in range(1, 5)))
    made = LS.create_container_service(serviceName="c", power="nano", scale=1, publicDomainNames={"one": ["a.example"], "two": ["b.example"]})
    same((made["containerService"]["state"], made["containerService"]["stateDetail"]["code"]), ("PENDING", "CREATING_SYSTEM_RESOURCES"), "a new service")
    refused("OperationFailureException", "... cannot be changed yet", LS.update_container_service, serviceName="c", scale=2)
    ok(until(lambda: service()["state"] == "READY"), "... becomes ready")
    refused("InvalidInputException", "a taken name is refused", LS.create_container_service, serviceName="c", power="nano", scale=1)
    refused("InvalidInputException", "a malformed one, too", LS.create_container_service, serviceName="-c", power="nano", scale=1)
    refused("NotFoundException", "a service that does not exist", LS.get_container_services, serviceName="none")
    LS.update_container_service(
        serviceName="c", power="micro", publicDomainNames={"one": []}, privateRegistryAccess={"ecrImagePullerRole": {"isActive": True}}
    )
    same(service()["state"], "UPDATING", "a change takes time")
    ok(until(lambda: service()["state"] == "READY"), "... and ends")
    same(
        (service()["power"], service()["scale"], service()["publicDomainNames"], service()["privateRegistryAccess"]["ecrImagePullerRole"]["isActive"]),
        ("micro", 1, {"two": ["b.example"]}, True),
        "an empty list removes a certificate, what is left out stays",
    )
    five = {"three": ["1.example", "2.example", "3.example", "4.example"]}
    refused("InvalidInputException", "five domain names are refused", LS.update_container_service, serviceName="c", publicDomainNames=five)
    web = {"web": {"image": "nginx", "ports": {"80": "HTTP"}}}
    LS.create_container_service_deployment(serviceName="c", containers=web, publicEndpoint={"containerName": "web", "containerPort": 80})
    same((service()["state"], service()["nextDeployment"]["state"]), ("DEPLOYING", "ACTIVATING"), "a deployment takes time")
    ok(until(lambda: service()["state"] == "RUNNING"), "... then it runs")
    same([(row["version"], row["state"]) for row in LS.get_container_service_deployments(serviceName="c")["deployments"]], [(1, "ACTIVE")], "its version")
    endpoint = {"containerName": "web", "containerPort": 81}
    refused("InvalidInputException", "a closed port", LS.create_container_service_deployment, serviceName="c", publicEndpoint=endpoint)
    same([row["name"] for row in LS.get_container_service_powers()["powers"]][:2], ["nano", "micro"], "powers")
    LS.delete_container_service(serviceName="c")
    same(service()["state"], "DELETING", "a deletion takes time")
    ok(until(lambda: not LS.get_container_services()["containerServices"]), "... then it is gone")
