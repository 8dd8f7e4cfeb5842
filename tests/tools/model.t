#!/usr/bin/env bash
# model.t — what the provider says it calls, holds against AWS's own model of the Lightsail API; and what would not hold is found.
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
finds() { # FILE FROM TO WHAT NAME
    cp "$1" "$work/$1"
    sed -i "s/$2/$3/" "$work/$1"
    said=$("$work/tools/check-model.py" "$model")
    contains "$said" "$4" "$5"
    cp "$1" "$work/$1"
}
finds schemas/static_ip.json '"api": "ipAddress"' '"api": "ipAdress"' "ip_address: no response has the member ipAdress" "a member that there is not"
finds schemas/instance.json '"ipv6"\]' '"ipv7"]' "the API has not ipv7" "a value that there is not"
finds schemas/static_ip.json AttachStaticIp AttachStaticIps "the API has no operation AttachStaticIps" "an operation that a record names"
finds provider/lightsail/op.def '"GetDisks"' '"GetDiscs"' "the API has no operation GetDiscs" "an operation that the client names"
finds provider/lightsail/op.def 'GetDisks", .repeatable' 'GetDisks", .mutates = true, .repeatable' "GetDisks is said to change resources" "a read that would count as a change"
finds provider/lightsail/kind.def '"staticIpName"' '"staticIp"' "the request of GetStaticIp has no member staticIp" "the name in a request"
finds provider/lightsail/kind.def '.at = "disk"' '.at = "disc"' "the response to GetDisk has no object disc" "the object in a response"
finds provider/lightsail/kind.def '"disks"' '"discs"' "the response to GetDisks has no list discs" "the list in a response"
finds provider/lightsail/kind.def '"KeyPair"' '"KeyPairs"' "no resource type of the API is called KeyPairs" "the type in an ARN"
done_testing
