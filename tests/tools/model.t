#!/usr/bin/env bash
# model.t — the operations, kinds and members that the provider names exist in AWS's own model of the Lightsail API; and wrong ones are found.
. "$(dirname "$0")/../lib/tap.sh"
cd "$(dirname "$0")/../.." || exit 1
model=build/model/lightsail.json.gz
tools/fetch-model.sh 2>/dev/null || true
[ -f "$model" ] || { echo "1..0 # SKIP no model of the API: run 'make deps' (pip could not get botocore)" && exit 0; }

said=$(tools/check-model.py "$model" 2>&1)
ok $? "every operation, kind, member and value is in the model" || diag "$said"

# ---- a tree with mistakes ----
work=$(mktemp -d "${B:-build}/model.XXXXXX") && trap 'rm -rf "$work"' EXIT
mkdir -p "$work/provider" "$work/tools"
cp -r schemas "$work/schemas" && cp -r provider/lightsail "$work/provider/lightsail" && cp tools/check-model.py "$work/tools/"
mkdir -p "$work/tests/endpoint" && cp -r tests/endpoint/peer "$work/tests/endpoint/peer"
finds() { # FILE FROM TO WHAT NAME
    cp "$1" "$work/$1"
    sed -i "s/$2/$3/" "$work/$1"
    said=$("$work/tools/check-model.py" "$model")
    contains "$said" "$4" "$5"
    cp "$1" "$work/$1"
}
finds schemas/static_ip.json '"api": "ipAddress"' '"api": "ipAdress"' "ip_address: no response has the member ipAdress" "a member that does not exist"
finds schemas/instance.json '"ipv6"\]' '"ipv7"]' "the API has not ipv7" "a value that does not exist"
finds schemas/static_ip.json AttachStaticIp AttachStaticIps "the API has no operation AttachStaticIps" "an operation that a record names"
finds provider/lightsail/op.def '"GetDisks"' '"GetDiscs"' "the API has no operation GetDiscs" "an operation that the client names"
finds provider/lightsail/op.def 'GetDisks", .repeatable' 'GetDisks", .mutates = true, .repeatable' "GetDisks is said to change resources" "a read that would count as a change"
finds provider/lightsail/kind.def '"staticIpName"' '"staticIp"' "the request of GetStaticIp has no member staticIp" "the name in a request"
finds provider/lightsail/kind.def '.at = "disk"' '.at = "disc"' "the response to GetDisk has no object disc" "the object in a response"
finds provider/lightsail/op.def 'includeCertificateDetails' 'includeDetails' "the request of GetCertificates has no member includeDetails" "a member of each request"
finds provider/lightsail/op.def 'includeCors' 'includeCorses' "the request of GetBuckets has no member includeCorses" "another member of each request"
finds provider/lightsail/kind.def 'accountLevelBpaSync' 'accountBpa' "the response to GetBuckets has no member accountBpa" "a member beside the object"
finds provider/lightsail/kind.def 'certificateDetail' 'certificateDetails' "an item of GetCertificates has no object certificateDetails" "the object in an item"
finds provider/lightsail/kind.def '"disks"' '"discs"' "the response to GetDisks has no list discs" "the list in a response"
finds provider/lightsail/kind.def '"KeyPair"' '"KeyPairs"' "no resource type of the API is called KeyPairs" "the type in an ARN"

# ---- the calls of a record ----
finds schemas/disk.json '"CreateDisk"' '"CreateDisks"' "calls: the API has no operation CreateDisks" "a call"
finds schemas/disk.json '"request": "diskName"' '"request": "disk"' "name: the request of CreateDisk has no member disk" "a member of a request"
finds schemas/disk.json '"api": "sizeInGb"' '"api": "sizeInGb", "request": "size"' "size_in_gb: the request of CreateDisk has no member size" "a member beside its api"
finds schemas/disk.json '"api": "isAttached"' '"api": "attached"' "is_attached: no response has the member attached" "a member of an object that is not its own"
finds schemas/disk.json '"op": "CreateDisk"' '"op": "CreateDisk", "under": "disk"' "calls: the request of CreateDisk has no member disk" "the member that attributes go under"
finds schemas/disk.json forceDeleteAddOns forceDelete "fixed: the request of DeleteDisk has no member forceDelete" "a fixed member"
finds schemas/disk.json '"DeleteDisk"' '"DeleteDiskSnapshot"' "the request of DeleteDiskSnapshot has no member diskName, which names the object" "a call about another kind"
finds schemas/disk.json '"at": "state"' '"at": "status"' "ready: the object has no member status" "the member with the state"
finds schemas/disk.json '"in-use"\]' '"in_use"]' "ready: state is never in_use" "a state that does not exist"
finds schemas/disk_snapshot.json '"standard": \[' '"standard": ["auto_snapshot", ' "standard: auto_snapshot: the object has no member addOns" "a standard attribute that the object does not have"
finds schemas/disk_snapshot.json '"standard": \[' '"standard": ["availability_zone", ' "standard: availability_zone: the request of CreateDiskSnapshot has no member availabilityZone" "a standard attribute that no request has"
update='"update": [{"op": "AttachDisk", "fixed": {"autoMount": true}}], '
attribute='{ "name": "attached", "type": "string", "mode": "optional", "request": "path", "create": false, "update": "AttachDisk", "doc": "x" }, '
finds schemas/disk.json '"create": { "op": "CreateDisk" },' "&$update" "fixed: the request of AttachDisk has no member autoMount" "a fixed member of an update"
sed -i "s/\"create\": { \"op\": \"CreateDisk\" },/&$update/; s/\"attributes\": \[/&$attribute/" "$work/schemas/disk.json"
said=$("$work/tools/check-model.py" "$model")
contains "$said" "attached: the request of AttachDisk has no member path" "a member of an update's request"
unlike "$said" "attached: the request of CreateDisk " "an attribute that the creation does not set is no member of its request"
done_testing
