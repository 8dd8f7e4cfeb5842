"""Requests about static IPs, firewalls, tags and key pairs. A function is a part that peer.t names.

Knows the API reference and the user guide; must not know how the endpoint is implemented.
"""

import base64
import os
import subprocess
import tempfile

from client import LS, NEW, instance, is_in, kind_of, ok, raw, refused, same, states, until


def static_ips():
    operations = LS.allocate_static_ip(staticIpName="ip-1")["operations"]
    same((operations[0]["status"], operations[0]["location"]["availabilityZone"]), ("Succeeded", "all"), "a static IP is allocated")
    address = LS.get_static_ip(staticIpName="ip-1")["staticIp"]
    same((address["isAttached"], "attachedTo" in address, "tags" in address), (False, False, False), "it is not attached")
    refused("InvalidInputException", "its name is taken for an instance, too", LS.create_instances, **{**NEW, "instanceNames": ["ip-1"]})
    refused("InvalidInputException", "and for another static IP", LS.allocate_static_ip, staticIpName="ip-1")
    refused("InvalidInputException", "it cannot be detached", LS.detach_static_ip, staticIpName="ip-1")
    refused("NotFoundException", "nor attached to an instance that does not exist", LS.attach_static_ip, staticIpName="ip-1", instanceName="nobody")
    operations = LS.attach_static_ip(staticIpName="ip-1", instanceName="web-1")["operations"]
    same([row["resourceName"] for row in operations], ["ip-1", "web-1"], "attaching has operations on both objects")
    row = instance("web-1")
    same((row["publicIpAddress"], row["isStaticIp"]), (address["ipAddress"], True), "the instance has it")
    same(LS.get_static_ip(staticIpName="ip-1")["staticIp"]["attachedTo"], "web-1", "and the static IP has the instance")
    refused("InvalidInputException", "it can be attached only once", LS.attach_static_ip, staticIpName="ip-1", instanceName="web-2")
    LS.stop_instance(instanceName="web-1")
    until(is_in("web-1", "stopped"))
    same(instance("web-1")["publicIpAddress"], address["ipAddress"], "a stopped instance keeps it")
    LS.start_instance(instanceName="web-1")
    until(is_in("web-1", "running"))
    same(instance("web-1")["publicIpAddress"], address["ipAddress"], "and a started one, too")
    LS.detach_static_ip(staticIpName="ip-1")
    row = instance("web-1")
    same((row["publicIpAddress"] == address["ipAddress"], row["isStaticIp"]), (False, False), "after detaching, the instance has another address")
    LS.attach_static_ip(staticIpName="ip-1", instanceName="web-2")
    LS.release_static_ip(staticIpName="ip-1")
    refused("NotFoundException", "after the release it does not exist", LS.get_static_ip, staticIpName="ip-1")
    same(instance("web-2")["isStaticIp"], False, "from its instance too")
    same(LS.get_static_ips()["staticIps"], [], "and from the list")


def ports():
    def put(*infos):
        return LS.put_instance_public_ports(instanceName="web-1", portInfos=list(infos))["operation"]

    def change(call, **info):
        return call(instanceName="web-1", portInfo=info)["operation"]

    ssh = dict(protocol="tcp", fromPort=22, toPort=22)
    same(
        put(dict(ssh, cidrs=["192.0.2.44", "198.51.100.7/24"], cidrListAliases=["lightsail-connect"]))["operationDetails"],
        "22/tcp",
        "ports are put",
    )
    same(
        states("web-1"),
        [("tcp", 22, 22, "192.0.2.44/32", "198.51.100.0/24", "lightsail-connect")],
        "and are the only ones, with normalized CIDRs",
    )
    change(LS.open_instance_public_ports, protocol="udp", fromPort=5000, toPort=5010, ipv6Cidrs=["2001:db8:0::/48"])
    same(states("web-1")[1:], [("udp", 5000, 5010, "2001:db8::/48")], "another port is opened, to IPv6 only")
    change(LS.open_instance_public_ports, **dict(ssh, cidrs=["203.0.113.0/24"]))
    same(len(states("web-1")[0]), 7, "opening adds sources and removes none")
    change(LS.close_instance_public_ports, **dict(ssh, cidrs=["192.0.2.44/32", "198.51.100.0/24"]))
    same(states("web-1")[0], ("tcp", 22, 22, "203.0.113.0/24", "lightsail-connect"), "closing removes the named ones")
    change(LS.close_instance_public_ports, **ssh)
    same(len(states("web-1")), 1, "or all")
    same(change(LS.close_instance_public_ports, **ssh)["status"], "Succeeded", "closing a closed port is no error")
    put()
    same(states("web-1"), [], "an empty list closes everything")
    put(dict(protocol="all", fromPort=0, toPort=65535), dict(protocol="icmp", fromPort=8, toPort=-1, cidrs=["0.0.0.0/0"]))
    same(states("web-1"), [("all", 0, 65535, "0.0.0.0/0", "::/0"), ("icmp", 8, -1, "0.0.0.0/0")], "all and icmp")
    status = raw("OpenInstancePublicPorts", {"instanceName": "web-1", "portInfo": dict(protocol="TCP", fromPort=443, toPort=443)})[0]
    same((status, states("web-1")[-1][:3]), (200, ("tcp", 443, 443)), "a protocol may be in upper case")
    status = raw("OpenInstancePublicPorts", {"instanceName": "web-1", "portInfo": dict(protocol="icmpv6", fromPort=128, toPort=0)})[0]
    same(status, 200, "and icmpv6, which is newer than Debian's model")
    for why, info in (
        ("ports in the wrong order", dict(protocol="tcp", fromPort=23, toPort=22)),
        ("a port below 0", dict(protocol="tcp", fromPort=-1, toPort=22)),
        ("a port without toPort", dict(protocol="tcp", fromPort=22)),
        ("an unknown protocol", dict(protocol="gre", fromPort=1, toPort=1)),
        ("an invalid CIDR", dict(ssh, cidrs=["192.0.2.0/33"])),
        ("IPv6 among IPv4", dict(ssh, cidrs=["::/0"])),
        ("an unknown alias", dict(ssh, cidrListAliases=["everyone"])),
    ):
        refused("InvalidInputException", f"{why} is refused", LS.open_instance_public_ports, instanceName="web-1", portInfo=info)
    same(
        kind_of(raw("OpenInstancePublicPorts", {"instanceName": "web-1", "portInfo": dict(protocol="tcp", fromPort=1, toPort=65536)})),
        (400, "InvalidInputException"),
        "a port above 65535 is refused",
    )


def tags():
    def now():
        return {row["key"]: row.get("value") for row in instance("web-1")["tags"]}

    LS.tag_resource(resourceName="web-1", tags=[{"key": "env", "value": "prod"}, {"key": "team", "value": "quants"}])
    same(now(), {"env": "prod", "lonely": None, "team": "quants"}, "tags are added and replaced")
    LS.untag_resource(resourceName="web-1", resourceArn=instance("web-1")["arn"], tagKeys=["lonely", "nobody"])
    same(now(), {"env": "prod", "team": "quants"}, "and removed")
    refused(
        "NotFoundException",
        "an ARN of another resource is refused",
        LS.tag_resource,
        resourceName="web-1",
        resourceArn=instance("web-2")["arn"],
        tags=[{"key": "a"}],
    )
    many = [{"key": f"k{number}"} for number in range(49)]
    refused("InvalidInputException", "more than fifty are refused", LS.tag_resource, resourceName="web-1", tags=many)
    refused("InvalidInputException", "a key that begins with aws: is refused", LS.tag_resource, resourceName="web-1", tags=[{"key": "aws:a"}])
    refused("InvalidInputException", "an invalid character is refused", LS.tag_resource, resourceName="web-1", tags=[{"key": "a?"}])
    refused("NotFoundException", "a resource that does not exist has no tags", LS.untag_resource, resourceName="nobody", tagKeys=["a"])
    LS.allocate_static_ip(staticIpName="ip-2")
    refused("InvalidInputException", "a static IP has no tags", LS.tag_resource, resourceName="ip-2", tags=[{"key": "a"}])
    LS.release_static_ip(staticIpName="ip-2")
    same(now(), {"env": "prod", "team": "quants"}, "a refused request changes nothing")


def key_pairs():
    def public_of(private):
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(private)
            file.flush()
            return subprocess.run(["ssh-keygen", "-y", "-P", "", "-f", file.name], capture_output=True, text=True).stdout.split()[:2]

    def fingerprint(name):
        return LS.get_key_pair(keyPairName=name)["keyPair"]["fingerprint"]

    made = LS.create_key_pair(keyPairName="key-1", tags=[{"key": "a", "value": "b"}])
    same(public_of(made["privateKeyBase64"]), made["publicKeyBase64"].split(), "both halves of a key pair match")
    ok("privateKeyBase64" not in LS.get_key_pair(keyPairName="key-1"), "the private key is returned once")
    same(LS.get_key_pair(keyPairName="key-1")["keyPair"]["tags"], [{"key": "a", "value": "b"}], "its tags")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "key")
        subprocess.run(["ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", path], check=True)
        text = open(path + ".pub").read().strip()
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path + "2"], check=True)
        ed25519 = open(path + "2.pub").read()
        shown = subprocess.run(["ssh-keygen", "-l", "-f", path + "2.pub"], capture_output=True, text=True).stdout
        der = subprocess.run(
            f"ssh-keygen -e -m PKCS8 -f {path}.pub | openssl pkey -pubin -outform DER | md5sum", shell=True, capture_output=True, text=True
        )
    LS.import_key_pair(keyPairName="key-2", publicKeyBase64=text)
    same(fingerprint("key-2").replace(":", ""), der.stdout.split()[0], "an RSA key is imported")
    LS.import_key_pair(keyPairName="key-3", publicKeyBase64=ed25519)
    same(fingerprint("key-3").rstrip("="), shown.split(":")[1].split()[0], "and an ED25519 key")
    twice = base64.b64encode(text.encode()).decode()
    refused("InvalidInputException", "the same in base64 is refused", LS.import_key_pair, keyPairName="key-4", publicKeyBase64=twice)
    refused("InvalidInputException", "an invalid key is refused", LS.import_key_pair, keyPairName="key-4", publicKeyBase64="ssh-rsa AAAA")
    refused("InvalidInputException", "a taken name is refused", LS.import_key_pair, keyPairName="key-1", publicKeyBase64=text)
    same([row["name"] for row in LS.get_key_pairs()["keyPairs"]], ["key-1", "key-2", "key-3"], "the list does not have the default one")
    default = {row["name"]: row for row in LS.get_key_pairs(includeDefaultKeyPair=True)["keyPairs"]}["LightsailDefaultKeyPair"]
    made = LS.download_default_key_pair()
    same(public_of(made["privateKeyBase64"]), made["publicKeyBase64"].split(), "which can be downloaded")
    same(made["createdAt"], default["createdAt"], "and was created with the first instance")
    refused("InvalidInputException", "deleting it requires its fingerprint", LS.delete_key_pair, keyPairName="LightsailDefaultKeyPair")
    LS.delete_key_pair(keyPairName="LightsailDefaultKeyPair", expectedFingerprint=default["fingerprint"])
    for name in ("key-1", "key-2", "key-3"):
        LS.delete_key_pair(keyPairName=name)
    same(LS.get_key_pairs(includeDefaultKeyPair=True)["keyPairs"], [], "all can be deleted")
    refused("NotFoundException", "once", LS.delete_key_pair, keyPairName="key-1")
