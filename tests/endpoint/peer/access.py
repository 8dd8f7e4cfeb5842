"""Access to instances: temporary keys with a certificate, host keys, and DeleteKnownHostKeys.

Knows the output of ssh-keygen; must not know what else an instance is. Source: API_InstanceAccessDetails, the example of
get-instance-access-details in the AWS CLI's reference.
"""

import base64
import functools
import hashlib
import subprocess
import tempfile
from pathlib import Path

from .faults import invalid
from .instances import Instance
from .resource import stamp
from .world import Region, serves

VALID_SECONDS = 60 * 60


def _keygen(*arguments: str) -> None:
    subprocess.run(["ssh-keygen", "-q", *arguments], check=True, capture_output=True)


@functools.lru_cache(maxsize=None)
def _keys() -> tuple[bytes, bytes, bytes]:
    """A key, its public half and the key of an authority, generated once: an RSA key takes longer than everything else together."""
    with tempfile.TemporaryDirectory() as folder:
        key, authority = Path(folder, "key"), Path(folder, "authority")
        _keygen("-t", "rsa", "-b", "2048", "-m", "PEM", "-N", "", "-C", "", "-f", str(key))
        _keygen("-t", "ed25519", "-N", "", "-C", "", "-f", str(authority))
        return key.read_bytes(), Path(folder, "key.pub").read_bytes(), authority.read_bytes()


def _temporary_key(user: str) -> tuple[str, str]:
    """A private key as PEM, and a new certificate for it."""
    private, public, authority = _keys()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "key.pub").write_bytes(public)
        signer = Path(folder, "authority")
        signer.touch(mode=0o600)
        signer.write_bytes(authority)
        _keygen("-s", str(signer), "-I", "temporary", "-n", user, "-V", "+1h", str(Path(folder, "key.pub")))
        return private.decode(), Path(folder, "key-cert.pub").read_text().strip()


def _host_key(instance: Instance) -> dict:
    """The same as long as the instance exists."""
    instance = instance.origin
    if not hasattr(instance, "host_key"):
        with tempfile.TemporaryDirectory() as folder:
            key = Path(folder, "host")
            _keygen("-t", "ed25519", "-N", "", "-C", "", "-f", str(key))
            setattr(instance, "host_key", Path(str(key) + ".pub").read_text().split())
    algorithm, public = getattr(instance, "host_key")[:2]
    blob = base64.b64decode(public)

    def fingerprint(name: str) -> str:
        return f"{name}:" + base64.b64encode(hashlib.new(name.lower(), blob).digest()).decode().rstrip("=")

    return {
        "algorithm": algorithm,
        "publicKey": public,
        "witnessedAt": stamp(instance.created),
        "fingerprintSHA1": fingerprint("SHA1"),
        "fingerprintSHA256": fingerprint("SHA256"),
    }


@serves("GetInstanceAccessDetails")
def get_instance_access_details(region: Region, params: dict) -> dict:
    instance = region.find(Instance, params["instanceName"])
    windows = instance.blueprint.platform == "WINDOWS"
    protocol = params.get("protocol", "ssh")
    if (protocol == "rdp") != windows:
        raise invalid(f"{instance.name} is not reached by {protocol}", "InvalidProtocol")
    details = {"protocol": protocol, "instanceName": instance.name, "username": instance.blueprint.user}
    if instance.public_ip:
        details["ipAddress"] = instance.public_ip
    if instance.ipv6:
        details["ipv6Addresses"] = [instance.ipv6]
    if windows:
        details.update(password="", passwordData={"ciphertext": "", "keyPairName": instance.key})
        return {"accessDetails": details}
    private, certificate = _temporary_key(instance.blueprint.user)
    details.update(privateKey=private, certKey=certificate, expiresAt=stamp(region.now + VALID_SECONDS))
    details["hostKeys"] = [_host_key(instance)] if instance.state == "running" else []
    return {"accessDetails": details}


@serves("DeleteKnownHostKeys")
def delete_known_host_keys(region: Region, params: dict) -> dict:
    return {"operations": [region.done("DeleteKnownHostKeys", region.find(Instance, params["instanceName"]))]}
