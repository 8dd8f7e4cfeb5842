"""Requests about container services and certificates. A function is a part that peer.t names.

Knows the API reference and the user guide; must not know how the endpoint is implemented.
"""

import datetime

from client import LS, REGION, advance, control, ok, refused, same, until

DIGEST = "sha256:" + 32 * "0a"
HTTP = {"80": "HTTP"}


def side(name, **told):
    control(name, {"region": "ap-northeast-1", "name": "parts", **told})


def versions(name="parts"):
    return [(row["version"], row["state"]) for row in LS.get_container_service_deployments(serviceName=name)["deployments"]]


def state(name="parts"):
    return LS.get_container_services(serviceName=name)["containerServices"][0]["state"]


def deploy(image="nginx", name="parts"):
    return LS.create_container_service_deployment(serviceName=name, containers={"web": {"image": image, "ports": HTTP}})


def register(label, digest=DIGEST):
    return LS.register_container_image(serviceName="parts", label=label, digest=digest)["containerImage"]["image"]


def images():
    return [row["image"] for row in LS.get_container_images(serviceName="parts")["containerImages"]]


def lines(pattern="", container="web", **more):
    rows = LS.get_container_log(serviceName="parts", containerName=container, filterPattern=pattern, **more)["logEvents"]
    return [row["message"] for row in rows]


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
    refused("InvalidInputException", "no containers", LS.create_container_service_deployment, serviceName="c", containers={})
    LS.delete_container_service(serviceName="c")
    same(service()["state"], "DELETING", "a deletion takes time")
    ok(until(lambda: not LS.get_container_services()["containerServices"]), "... then it is gone")


def container_deployments():
    refused("InvalidInputException", "a login needs a service", LS.create_container_service_registry_login)
    LS.create_container_service(serviceName="parts", power="nano", scale=2, deployment={"containers": {"web": {"image": "nginx"}}})
    ok(until(lambda: state() == "DEPLOYING"), "the deployment of a new service begins when it is ready")
    ok(until(lambda: state() == "RUNNING"), "... and it runs")
    side("fail-deployment", line="exec format error")
    deploy("broken")
    same((state(), versions()), ("DEPLOYING", [(2, "ACTIVATING"), (1, "ACTIVE")]), "a deployment that fails is in progress first")
    ok(until(lambda: state() == "RUNNING"), "... then the one before it still runs")
    same(versions(), [(2, "FAILED"), (1, "ACTIVE")], "... and it has failed")
    same(
        lines(),
        ["[deployment:1] Creating your deployment", "[deployment:1] Started 2 new nodes", "[deployment:1] Reached a steady state"]
        + ["[deployment:2] Creating your deployment", "[deployment:2] Started 2 new nodes", "exec format error"]
        + ["[deployment:2] Took too long", "[deployment:2] Canceled"],
        "... with lines that say why",
    )
    deploy()
    ok(until(lambda: state() == "RUNNING"), "the next one does not fail")
    same(versions(), [(3, "ACTIVE"), (2, "FAILED"), (1, "INACTIVE")], "... and replaces the first")
    for _ in range(50):
        LS.create_container_service_deployment(serviceName="parts")
        advance(20000)
    same((len(versions()), versions()[0], versions()[-1]), (50, (53, "ACTIVE"), (4, "INACTIVE")), "fifty versions are kept")
    LS.create_container_service(serviceName="bad", power="nano", scale=1)
    control("fail-container-service", {"region": "ap-northeast-1", "name": "bad", "code": "CERTIFICATE_LIMIT_EXCEEDED"})
    advance(600000)
    found = LS.get_container_services(serviceName="bad")["containerServices"][0]
    same((found["state"], found["stateDetail"]["code"]), ("PENDING", "CERTIFICATE_LIMIT_EXCEEDED"), "a creation that fails")
    LS.delete_container_service(serviceName="bad")


def container_images():
    same((register("app"), register("other"), register("app")), (":parts.app.1", ":parts.other.2", ":parts.app.3"), "images have numbers")
    same(images(), [":parts.app.3", ":parts.other.2", ":parts.app.1"], "the newest is the first")
    deploy(":parts.app.latest")
    found = LS.get_container_services(serviceName="parts")["containerServices"][0]
    same(found["nextDeployment"]["containers"]["web"]["image"], ":parts.app.3", "latest is the newest of its label")
    refused("InvalidInputException", "one that is used stays", LS.delete_container_image, serviceName="parts", image=":parts.app.3")
    ok(until(lambda: state() == "RUNNING"), "the deployment ends")
    refused("InvalidInputException", "... also then", LS.delete_container_image, serviceName="parts", image=":parts.app.3")
    LS.delete_container_image(serviceName="parts", image=":parts.app.1")
    same(images(), [":parts.app.3", ":parts.other.2"], "another one is deleted")
    refused("NotFoundException", "... once", LS.delete_container_image, serviceName="parts", image=":parts.app.1")
    for image in (":parts.app.1", ":parts.none.latest", ":parts.app", ":other.app.3"):
        refused("InvalidInputException", f"a deployment of {image}", deploy, image=image)
    refused("InvalidInputException", "a digest of another form", register, label="app", digest="sha256:1")
    for _ in range(148):
        register("many")
    refused("InvalidInputException", "more than 150 images", register, label="app")
    login = LS.create_container_service_registry_login()["registryLogin"]
    ahead = login["expiresAt"] - datetime.datetime.now(datetime.timezone.utc)
    ok(login["username"] == "AWS" and login["password"] and ".ap-northeast-1." in login["registry"], "a login")
    ok(ahead > datetime.timedelta(hours=11), "... for twelve hours", f"{ahead}")
    same([row["name"] for row in LS.get_container_api_metadata()["metadata"]], ["lightsailctlVersion"], "metadata")


def container_logs():
    for message in ("ERROR 401", "GET /up 200", 'ERROR Exception "a"', "error"):
        side("add-log", container="app", line=message)
        advance(10000)
    same((len(lines(container="app")), lines(container="none")), (4, []), "lines are those of one container")
    patterns = {
        "ERROR": [0, 2], "ERROR Exception": [2], "-ERROR": [1, 3], '"/up 200"': [1], "?GET ?401": [0, 1], "?GET error": [3], "-401 ERROR": [2],
        r'"\"a\""': [2],
    }
    every = lines(container="app")
    for pattern, wanted in patterns.items():
        same(lines(pattern, "app"), [every[i] for i in wanted], f"the pattern {pattern}")
    for pattern in ("/up", '"open', "[a, b]", "{$.a = 1}", '""'):
        refused("InvalidInputException", f"the pattern {pattern}", lines, pattern=pattern)
    times = [row["createdAt"] for row in LS.get_container_log(serviceName="parts", containerName="app")["logEvents"]]
    end = times[2] + datetime.timedelta(seconds=1)  # the client sends whole seconds
    same(lines(container="app", startTime=times[1], endTime=end), every[1:3], "a range of time")
    first = LS.get_container_log(serviceName="parts", containerName="web")
    second = LS.get_container_log(serviceName="parts", containerName="web", pageToken=first["nextPageToken"])
    same((len(first["logEvents"]), len(second["logEvents"])), (10, 10), "pages")
    ok(first["logEvents"][-1]["createdAt"] <= second["logEvents"][0]["createdAt"], "... in the order of time")
    advance(4 * 86400000)
    same(lines(container="app"), [], "lines are kept for four days")
    LS.delete_container_service(serviceName="parts")
    ok(until(lambda: not LS.get_container_services()["containerServices"]), "the services are gone")
