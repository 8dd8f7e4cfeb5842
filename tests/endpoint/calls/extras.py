"""Requests about alarms, contacts, peering, HTTPS of instances and the account. A function is a part that peer.t names.

Knows the API reference and the user guide; must not know how the endpoint is implemented.
"""

import datetime
import json

from client import LS, REGION, advance, client, control, create, instance, is_in, kind_of, ok, raw, refused, same, until

OTHER = client(region="eu-north-1")


def newer(operation, **params):
    return json.loads(raw(operation, params)[2])


def alarms():
    def alarm(name="hot"):
        return LS.get_alarms(alarmName=name)["alarms"][0]

    def put(**more):
        return LS.put_alarm(**{**hot, **more})["operations"]

    create("watched")
    until(is_in("watched", "running"))
    hot = dict(alarmName="hot", metricName="CPUUtilization", monitoredResourceName="watched", comparisonOperator="GreaterThanThreshold", threshold=90.0, evaluationPeriods=2)
    same(put()[0]["operationType"], "PutAlarm", "a new alarm")
    found = alarm()
    same((found["state"], found["datapointsToAlarm"], found["treatMissingData"], found["notificationTriggers"]), ("INSUFFICIENT_DATA", 2, "missing", ["ALARM"]), "... with defaults")
    same((found["period"], found["statistic"], found["unit"], found["monitoredResourceInfo"]["arn"]), (300, "Average", "Percent", instance("watched")["arn"]), "... and what the service chooses")
    control("alarm-state", {"region": REGION, "name": "hot", "state": "OK"})
    put(threshold=80.0, datapointsToAlarm=1)
    same((alarm()["threshold"], alarm()["datapointsToAlarm"], alarm()["state"]), (80.0, 1, "OK"), "all of it is overwritten, except the state")
    for why, more in (
        ("no period", {"evaluationPeriods": 0}),
        ("too many", {"evaluationPeriods": 289}),
        ("more data than periods", {"datapointsToAlarm": 3}),
        ("triggers without ALARM", {"notificationTriggers": ["OK"]}),
        ("a metric of another kind", {"metricName": "RequestCount"}),
    ):
        refused("InvalidInputException", why, LS.put_alarm, **{**hot, **more})
    refused("NotFoundException", "an object that does not exist", LS.put_alarm, **{**hot, "monitoredResourceName": "none"})
    put(alarmName="hotter")
    refused("InvalidInputException", "a third alarm of one metric", LS.put_alarm, **{**hot, "alarmName": "hottest"})
    same(len(LS.get_alarms(monitoredResourceName="watched")["alarms"]), 2, "those of an object")
    LS.test_alarm(alarmName="hot", state="ALARM")
    same(alarm()["state"], "ALARM", "a test shows a state")
    advance(20000)
    same(alarm()["state"], "OK", "... for a moment")
    LS.delete_alarm(alarmName="hotter")
    refused("NotFoundException", "a deleted one", LS.get_alarms, alarmName="hotter")
    LS.delete_instance(instanceName="watched")
    same(LS.get_alarms()["alarms"], [], "an alarm is deleted with its object")


def contacts():
    def contact():
        return LS.get_contact_methods(protocols=["Email"])["contactMethods"][0]

    LS.create_contact_method(protocol="Email", contactEndpoint="a@example.com")
    same((contact()["status"], contact()["contactEndpoint"]), ("PendingVerification", "a@example.com"), "a new contact")
    refused("InvalidInputException", "a second one", LS.create_contact_method, protocol="Email", contactEndpoint="b@example.com")
    refused("InvalidInputException", "no number", LS.create_contact_method, protocol="SMS", contactEndpoint="123")
    refused("InvalidInputException", "a number in another region", OTHER.create_contact_method, protocol="SMS", contactEndpoint="+12065550100")
    LS.create_contact_method(protocol="SMS", contactEndpoint="+12065550100")
    same({row["protocol"]: row["status"] for row in LS.get_contact_methods()["contactMethods"]}, {"Email": "PendingVerification", "SMS": "Valid"}, "a number needs no verification")
    LS.send_contact_method_verification(protocol="Email")
    control("contact-status", {"region": REGION, "name": "Email"})
    same(contact()["status"], "Valid", "it is verified")
    refused("InvalidInputException", "... once", LS.send_contact_method_verification, protocol="Email")
    LS.delete_contact_method(protocol="Email")
    LS.delete_contact_method(protocol="SMS")
    refused("NotFoundException", "a deleted one", LS.delete_contact_method, protocol="SMS")


def peering():
    same(LS.is_vpc_peered()["isPeered"], False, "the networks are not peered")
    operation = LS.peer_vpc()["operation"]
    same((operation["operationType"], operation["resourceType"], operation["status"]), ("PeeredVpc", "PeeredVpc", "Succeeded"), "they are peered")
    ok(operation["resourceName"].startswith("vpc-") and operation["operationDetails"].startswith("vpc-"), "... with their names")
    same((LS.is_vpc_peered()["isPeered"], OTHER.is_vpc_peered()["isPeered"]), (True, False), "... in this region")
    same(LS.peer_vpc()["operation"]["resourceName"], operation["resourceName"], "... again without effect")
    LS.unpeer_vpc()
    same(LS.is_vpc_peered()["isPeered"], False, "... and not any more")
    refused("OperationFailureException", "... once", LS.unpeer_vpc)
    control("default-vpc", {"region": REGION, "exists": False})
    refused("OperationFailureException", "without a default network there is none", LS.peer_vpc)


def setups():
    def set_up(*names, **more):
        return newer("SetupInstanceHttps", instanceName="secure", emailAddress="a@example.com", domainNames=list(names), certificateProvider="LetsEncrypt", **more)

    def history():
        return newer("GetSetupHistory", resourceName="secure")["setupHistory"]

    create("secure")
    same(set_up("a.example")["code"], "InvalidInstanceState", "an instance must run")
    until(is_in("secure", "running"))
    operation = set_up("a.example", "www.a.example")["operations"][0]
    same((history()[0]["status"], history()[0]["operationId"]), ("inProgress", operation["id"]), "a set-up")
    advance(20000)
    same((history()[0]["status"], history()[0]["executionDetails"][-1]["standardError"]), ("failed", "The instance has no static IP."), "... fails for a reason")
    same(LS.get_operation(operationId=operation["id"])["operation"]["status"], "Failed", "... and so does its operation")
    LS.allocate_static_ip(staticIpName="secure-ip")
    LS.attach_static_ip(staticIpName="secure-ip", instanceName="secure")
    LS.open_instance_public_ports(instanceName="secure", portInfo={"fromPort": 443, "toPort": 443, "protocol": "tcp"})
    advance(60000)
    control("fail-setup", {"region": REGION, "name": "secure", "line": "no such host"})
    for error in ("no such host", ""):
        set_up("a.example")
        advance(20000)
        same(history()[0]["executionDetails"][2]["standardError"], error, "... or succeeds" if not error else "... or another one")
    same((history()[0]["status"], len(history()[0]["executionDetails"])), ("succeeded", 4), "... with all steps")
    for _ in range(4):
        set_up("a.example")
        advance(20000)
    same(len(history()), 5, "the history has the five newest")
    same(set_up("a@b")["__type"].split("#")[1], "InvalidInputException", "a name that is none")
    same(kind_of(raw("StartGUISession", {"resourceName": "secure"})), (400, "InvalidInputException"), "it is no virtual computer")
    since = instance("secure")["createdAt"]
    costs = newer("GetCostEstimate", resourceName="secure", startTime=since.timestamp(), endTime=(since + datetime.timedelta(days=3)).timestamp())
    ok(costs["resourcesBudgetEstimate"][0]["costEstimates"][0]["resultsByTime"][0]["usageCost"] > 0, "its cost")
    LS.release_static_ip(staticIpName="secure-ip")
    LS.delete_instance(instanceName="secure")
    same(newer("GetProfile"), {"profileType": "Lightsailor"}, "the profile of the account")
    control("partner", {"region": REGION, "status": "Active", "tier": "Growth"})
    same((newer("GetProfile")["profileType"], newer("GetProfile")["partner"]["tierName"]), ("LightsailPartner", "Growth"), "... of a partner")
