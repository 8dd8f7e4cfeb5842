"""Key pairs, also the default one, and the RSA keys that they consist of.

Knows keys, their text forms and fingerprints (openssl computes them); must not know how keys are used. Source: API_CreateKeyPair,
API_ImportKeyPair, API_DeleteKeyPair, "SSH keys" of the user guide; the fingerprints are those that EC2 documents.
"""

import base64
import hashlib
import struct
import subprocess
from typing import Optional

from .faults import invalid
from .pages import page
from .resource import Resource, stamp
from .tags import read_tags
from .world import Region, serves

DEFAULT = "LightsailDefaultKeyPair"


class KeyPair(Resource):
    """A public key, and for the default key pair the private one as well."""

    kind = "KeyPair"

    def __init__(self, region: Region, name: str, fingerprint: str, tags: Optional[dict[str, str]] = None):
        super().__init__(region, name, tags=tags)
        self.fingerprint = fingerprint
        self.public = self.private = ""

    def describe(self) -> dict:
        return {**super().describe(), "fingerprint": self.fingerprint}


def _openssl(*arguments: str, text: bytes = b"") -> bytes:
    return subprocess.run(["openssl", *arguments], input=text, capture_output=True, check=True).stdout


def new_key() -> tuple[str, str, str]:
    """A private key as PEM, its public key as ssh-rsa, and the fingerprint: SHA-1 of the private key in DER."""
    private = _openssl("genrsa", "-traditional", "2048")
    der = _openssl("pkcs8", "-topk8", "-nocrypt", "-outform", "DER", text=private)
    modulus = _openssl("rsa", "-noout", "-modulus", text=private).strip().split(b"=")[1]
    return private.decode(), _ssh_rsa(bytes.fromhex(modulus.decode())), _colons(hashlib.sha1(der).hexdigest())


def _ssh_rsa(modulus: bytes, exponent: bytes = b"\x01\x00\x01") -> str:
    parts = [b"ssh-rsa", exponent, b"\0" + modulus if modulus[0] & 0x80 else modulus]
    return "ssh-rsa " + base64.b64encode(b"".join(struct.pack(">I", len(part)) + part for part in parts)).decode()


def _colons(digest: str) -> str:
    return ":".join(digest[index : index + 2] for index in range(0, len(digest), 2))


def _parts(blob: bytes) -> list[bytes]:
    parts = []
    while blob:
        (length,) = struct.unpack(">I", blob[:4])
        if length > len(blob) - 4:
            raise ValueError("a part of the key is cut off")
        parts.append(blob[4 : 4 + length])
        blob = blob[4 + length :]
    return parts


def _der(tag: int, content: bytes) -> bytes:
    length = len(content)
    size = (
        bytes([length])
        if length < 0x80
        else (lambda octets: bytes([0x80 | len(octets)]) + octets)(length.to_bytes((length.bit_length() + 7) // 8, "big"))
    )
    return bytes([tag]) + size + content


def imported_fingerprint(text: str) -> str:
    """The fingerprint of a public key in the form of OpenSSH; InvalidInputException if it is invalid. As EC2 documents it: MD5 of an RSA key in
    DER, SHA-256 of an ED25519 key."""
    try:
        kind, encoded = text.split()[:2]
        blob = base64.b64decode(encoded, validate=True)
        name, *numbers = _parts(blob)
        if kind.encode() != name:
            raise ValueError("its type is not what it says")
        if kind == "ssh-ed25519" and len(numbers) == 1 and len(numbers[0]) == 32:
            return base64.b64encode(hashlib.sha256(blob).digest()).decode()
        if kind != "ssh-rsa" or len(numbers) != 2:
            raise ValueError("it is neither of the ssh-rsa nor of the ssh-ed25519 type")
    except (ValueError, struct.error) as error:
        raise invalid(f"The format of this public key is not valid: {error}", "InvalidPublicKey") from None
    exponent, modulus = numbers
    key = _der(0x30, _der(0x02, modulus) + _der(0x02, exponent))
    algorithm = bytes.fromhex("300d06092a864886f70d0101010500")
    return _colons(hashlib.md5(_der(0x30, algorithm + _der(0x03, b"\0" + key))).hexdigest())


def _default(region: Region) -> KeyPair:
    """The default key pair of the region, which is created when it is first needed."""
    if DEFAULT not in region.resources:
        private, public, fingerprint = new_key()
        region.look_at_clock()
        pair = region.add(KeyPair(region, DEFAULT, fingerprint))
        pair.private, pair.public = private, public
    return region.find(KeyPair, DEFAULT)


def key_for_instance(region: Region, name: Optional[str], platform: str) -> str:
    """The name of the key pair of a new instance. Windows accepts only the default one ("SSH keys" of the user guide)."""
    if name in (None, DEFAULT):
        return _default(region).name
    if platform == "WINDOWS":
        raise invalid("A Windows instance has the default key pair; keyPairName cannot be set")
    return region.find(KeyPair, name or "").name


@serves("CreateKeyPair")
def create_key_pair(region: Region, params: dict) -> dict:
    region.claim([params["keyPairName"]])
    tags = read_tags(params.get("tags", []))
    private, public, fingerprint = new_key()
    pair = region.add(KeyPair(region, params["keyPairName"], fingerprint, tags))
    return {
        "keyPair": pair.describe(),
        "publicKeyBase64": public,
        "privateKeyBase64": private,
        "operation": region.done("CreateKeyPair", pair),
    }


@serves("ImportKeyPair")
def import_key_pair(region: Region, params: dict) -> dict:
    region.claim([params["keyPairName"]])
    pair = region.add(KeyPair(region, params["keyPairName"], imported_fingerprint(params["publicKeyBase64"])))
    return {"operation": region.done("ImportKeyPair", pair)}


@serves("DeleteKeyPair")
def delete_key_pair(region: Region, params: dict) -> dict:
    pair = region.find(KeyPair, params["keyPairName"])
    if pair.name == DEFAULT and params.get("expectedFingerprint") != pair.fingerprint:
        raise invalid("To delete the default key pair, expectedFingerprint must be its fingerprint", "InvalidFingerprint")
    region.remove(pair)
    return {"operation": region.done("DeleteKeyPair", pair)}


@serves("GetKeyPair")
def get_key_pair(region: Region, params: dict) -> dict:
    return {"keyPair": region.find(KeyPair, params["keyPairName"]).describe()}


@serves("GetKeyPairs")
def get_key_pairs(region: Region, params: dict) -> dict:
    pairs = [pair for pair in region.all(KeyPair) if pair.name != DEFAULT or params.get("includeDefaultKeyPair")]
    return page(region, "GetKeyPairs", params, pairs, "keyPairs")


@serves("DownloadDefaultKeyPair")
def download_default_key_pair(region: Region, params: dict) -> dict:
    pair = _default(region)
    return {"publicKeyBase64": pair.public, "privateKeyBase64": pair.private, "createdAt": stamp(pair.created)}
