"""Requests about container services. A function is a part that peer.t names.

Knows the API reference and the user guide; must not know how the endpoint is implemented.
"""

from client import LS, ok, refused, same, until


def container_services():
    def service():
        return LS.get_container_services(serviceName="c")["containerServices"][0]

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
