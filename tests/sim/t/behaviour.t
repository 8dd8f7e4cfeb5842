#!/usr/bin/env bash
# The features of the simulator besides the API: time, faults, limits, the paths under /_sim/, the state file, the end of the process.
cd "$(dirname "$0")/../../.." || exit 1
. tests/lib/tap.sh
. tests/lib/sim.sh
. tests/sim/t/sign.sh

PLACE='"availabilityZone":"ap-northeast-1a","bundleId":"nano_3_0"'
WEB="$PLACE,\"blueprintId\":\"ubuntu_22_04\""
create() { sim_call CreateInstances "{\"instanceNames\":[\"$1\"],$WEB}"; }
instance() { sim_call GetInstance "{\"instanceName\":\"$1\"}" | jq -r "${2:-.instance.state.name}"; }
# until_is WANTED COMMAND...: repeats the command until it prints WANTED, two minutes at most
until_is() {
    local wanted=$1 deadline=$((SECONDS + 120))
    shift
    while [ "$("$@")" != "$wanted" ] && [ $SECONDS -lt $deadline ]; do sleep 0.02; done
    "$@"
}

binary=${BUILD:-${B:-build}}/lightsail-sim
like "$("$binary" --version)" '^lightsail-sim [0-9]' "--version"
contains "$("$binary" --help)" "--fault OP:KIND:WHEN[:COUNT]" "--help"
"$binary" --nonsense >/dev/null 2>&1
is $? 2 "an unknown option"
contains "$("$binary" --port x 2>&1)" "--port must be a number" "a wrong number"
contains "$("$binary" --fault GetInstance:explode:first 2>&1)" "the kind is none of" "a wrong fault"

# ---- time -----------------------------------------------------------------------------------------------------------
# An hour is long enough for a slow machine: nothing happens before sim_advance.
sim_start --pending-ms 3600000 --operation-ms 1800000 || bail "the simulator does not start"
is "$(sim_http GET /_sim/ready | jq .ready)" true "/_sim/ready"
operation=$(create slow | jq -r '.operations[0].id')
status() { sim_call GetOperation "{\"operationId\":\"$operation\"}" | jq -r '.operation | "\(.status) \(.isTerminal)"'; }
addresses() { instance slow '.instance | "\(.state.name) \(.privateIpAddress | type) \(.ipv6Addresses | length) \(.publicIpAddress | type)"'; }
is "$(status)" "NotStarted false" "an operation begins as NotStarted"
is "$(addresses)" "pending null 0 null" "a new instance is pending and has no address"
contains "$(sim_call StopInstance '{"instanceName":"slow"}')" "OperationFailureException" "a pending instance cannot be stopped"
sim_advance 500000
is "$(status)" "Started false" "... goes on as Started"
sim_advance 1300000
is "$(status)" "Succeeded true" "... and ends as Succeeded"
is "$(addresses)" "pending string 1 null" "private and IPv6 addresses come while it is pending"
sim_advance 1800000
is "$(addresses)" "running string 1 null" "it is running, and has no public address yet"
sim_advance 900000
is "$(addresses)" "running string 1 string" "... then it gets one"
sim_call StopInstance '{"instanceName":"slow"}' >/dev/null
is "$(instance slow)" stopping "stopping takes time"
contains "$(sim_call StartInstance '{"instanceName":"slow"}')" "try again" "... in which it cannot be started"
sim_advance 1800000
is "$(addresses)" "stopped string 1 null" "stopped in the end"
sim_call EnableAddOn '{"resourceName":"slow","addOnRequest":{"addOnType":"AutoSnapshot"}}' >/dev/null
is "$(instance slow '.instance.addOns[0].status')" Enabling "an add-on takes time"
sim_advance 1800000
is "$(instance slow '.instance.addOns[0].status')" Enabled "... and is enabled in the end"
sim_call DisableAddOn '{"resourceName":"slow","addOnType":"AutoSnapshot"}' >/dev/null
is "$(instance slow '.instance.addOns[0].status')" Disabling "... or disabled"
sim_call StartInstance '{"instanceName":"slow"}' >/dev/null
is "$(addresses)" "pending string 1 null" "starting takes time"
sim_call UpdateInstanceMetadataOptions '{"instanceName":"slow","httpTokens":"required"}' >/dev/null
is "$(instance slow .instance.metadataOptions.state)" pending "metadata options take time"
sim_advance 4500000
is "$(addresses)" "running string 1 string" "started in the end"
is "$(instance slow .instance.metadataOptions.state)" applied "... the options are applied"
sim_call DeleteInstance '{"instanceName":"slow"}' >/dev/null
is "$(instance slow)" shutting-down "deleting takes time"
contains "$(create slow)" "Some names are already in use: slow" "... in which the name is taken"
contains "$(sim_call StartInstance '{"instanceName":"slow"}')" "is being deleted" "... and every other change is refused"
sim_advance 1800000
is "$(instance slow .code)" DoesNotExist "deleted in the end"
like "$(create slow)" CreateInstance "... and the name is free"
sim_stop
is "$SIM_STATUS" 0 "the process ends with success while objects are in transition"
sim_start --pending-ms 100 --operation-ms 50
create quick >/dev/null
is "$(until_is running instance quick)" running "time also passes by itself"
sim_stop

# ---- late reads -----------------------------------------------------------------------------------------------------
# The times are long enough for a slow machine; get_ms and list_ms differ, so that each is tested by itself; only sim_advance makes such times pass.
sim_start --pending-ms 120000 --operation-ms 0 --get-lag-ms 600000 --list-lag-ms 2400000
listed() { sim_call GetInstances '{}' | jq -r '[.instances[] | "\(.name) \(.state.name)"] | join(",")'; }
operation=$(create late | jq -r '.operations[0].id')
is "$(instance late .code) $(listed)" "DoesNotExist " "a new object is in no read"
is "$(status | cut -d' ' -f1) $(sim_call GetOperation "{\"operationId\":\"$operation\"}" | jq -r .code)" "null DoesNotExist" "... nor is its operation"
contains "$(create late)" "already in use" "... but a write sees it"
is "$(sim_state '.regions[].instances.late.name')" late "... and so does /_sim/state"
sim_advance 660000
is "$(instance late) $(listed)" "pending " "a get shows the earlier state, also when no read came at that time"
sim_advance 300000
is "$(instance late) $(instance late '.instance.publicIpAddress | type')" "running string" "... and the changes that were due at that time"
sim_advance 1500000
is "$(listed)" "late pending" "a list has its own lag"
sim_advance 300000
is "$(listed)" "late running" "... and shows the object, too"
sim_call StopInstance '{"instanceName":"late"}' >/dev/null
sim_call TagResource '{"resourceName":"late","tags":[{"key":"k","value":"v"}]}' >/dev/null
sim_call CloseInstancePublicPorts '{"instanceName":"late","portInfo":{"protocol":"tcp","fromPort":80,"toPort":80}}' >/dev/null
sim_call AllocateStaticIp '{"staticIpName":"address"}' >/dev/null
sim_call AttachStaticIp '{"staticIpName":"address","instanceName":"late"}' >/dev/null
members() {
    printf '%s %s %s %s' "$(instance late '.instance | "\(.state.name) \(.tags | length) \(.isStaticIp)"')" \
        "$(sim_call GetInstancePortStates '{"instanceName":"late"}' | jq '.portStates | length')" \
        "$(sim_call GetInstanceState '{"instanceName":"late"}' | jq -r .state.name)" \
        "$(sim_call GetStaticIp '{"staticIpName":"address"}' | jq -r '.staticIp.attachedTo // .code')"
}
is "$(members)" "running 0 false 2 running DoesNotExist" "changes of members are late"
is "$(sim_call GetOperationsForResource '{"resourceName":"address"}' | jq '.operations | length')" 0 "... and so is the list of an object's operations"
sim_advance 600000
is "$(members)" "stopped 1 true 1 stopped late" "... and all appear"
is "$(sim_call GetStaticIps '{}' | jq '.staticIps | length')" 0 "... but in no list"
sim_advance 1800000
is "$(sim_call GetStaticIps '{}' | jq -r '.staticIps[0].attachedTo')" late "... until its time"
is "$(sim_call GetBundles '{}' | jq '.bundles | length > 0')" true "a catalogue is never late"
# Another object with the same name: reads show the first one until they show its deletion; a list is ordered by creation.
first=$(instance late .instance.arn)
sim_call DetachStaticIp '{"staticIpName":"address"}' >/dev/null
sim_call ReleaseStaticIp '{"staticIpName":"address"}' >/dev/null
create other >/dev/null
sim_mutate '{"action":"rebuild_instance","name":"late"}'
is "$(instance late .instance.arn)" "$first" "a deleted object is still shown"
is "$(sim_call GetStaticIp '{"staticIpName":"address"}' | jq -r .staticIp.name)" address "... a static IP, too"
is "$(sim_call DetachStaticIp '{"staticIpName":"address"}' | jq -r .code)" DoesNotExist "... but a write does not find it"
sim_advance 600000
isnt "$(instance late .instance.arn)" "$first" "then the new object is shown under the name"
is "$(sim_call GetStaticIp '{"staticIpName":"address"}' | jq -r .code)" DoesNotExist "... and the static IP is gone"
is "$(listed)" "late stopped" "... a list still has the old objects"
sim_advance 1980000
is "$(listed)" "other running,late running" "... and then the new ones"
# A change at run time: existing objects count as old.
create young >/dev/null
runs "sim_lag" sim_lag 300000 0
is "$(instance young .instance.name)" young "a new lag hides nothing"
sim_call DeleteInstance '{"instanceName":"young"}' >/dev/null
is "$(instance young .instance.name) $(listed | tr , '\n' | grep -c young)" "young 0" "... later gets are late, lists are not"
sim_lag 0 0 3600000
is "$(instance young .code)" DoesNotExist "without lag the current state is shown"
sim_call DeleteInstance '{"instanceName":"other"}' >/dev/null
sim_advance 60000
is "$(instance other .code)" DoesNotExist "a name becomes free late: the object is deleted"
contains "$(sim_call AllocateStaticIp '{"staticIpName":"other"}')" "Some names are already in use: other" "... and its name is taken, for every kind of object"
sim_advance 3600000
contains "$(sim_call AllocateStaticIp '{"staticIpName":"other"}')" Succeeded "... until the lag is over"
contains "$(sim_http POST /_sim/lag '{"get_ms":-1}')" "must be numbers" "an invalid lag"
sim_stop
is "$SIM_STATUS" 0 "the process ends with success with a history"

# ---- faults ---------------------------------------------------------------------------------------------------------
sim_start --pending-ms 0 --operation-ms 0 --fault 'GetRegions:throttle:every=3' --fault 'mutating:error500:nth=2:2'
regions() { sim_call GetRegions '{}' | jq -r '.__type // "fine"'; }
is "$(for _ in 1 2 3 4 5 6; do regions; done | tr '\n' ' ')" "fine fine ThrottlingException fine fine ThrottlingException " "every third call"
is "$(for i in 1 2 3 4; do sim_call AllocateStaticIp "{\"staticIpName\":\"ip-$i\"}" | jq -r '.__type // "fine"'; done | tr '\n' ' ')" \
    "fine ServiceException ServiceException fine " "the second mutating call and the one after it"
is "$(sim_state '[.regions[].static_ips | keys[]] | join(" ")')" "ip-1 ip-4" "... which changed nothing"
sim_faults_clear
sim_fault '{"operation":"AllocateStaticIp","kind":"lost","when":"first"}'
sim_call AllocateStaticIp '{"staticIpName":"lost"}' >/dev/null 2>&1
is $? 52 "lost: the connection breaks without a response"
is "$(sim_state '.regions[].static_ips | has("lost")')" true "... but the request was run"
contains "$(sim_call AllocateStaticIp '{"staticIpName":"lost"}')" "already in use" "... and only once"
sim_fault '[{"operation":"AllocateStaticIp","kind":"reset","when":"first"},{"operation":"GetBundles","kind":"html","when":"first"},
    {"operation":"GetBlueprints","kind":"expired","when":"first"},{"operation":"GetInstances","kind":"denied","when":"first"},
    {"operation":"GetOperations","kind":"error503","when":"first"},{"operation":"GetDisks","kind":"busy","when":"first"},
    {"operation":"GetStaticIps","kind":"account-setup","when":"first"},{"operation":"GetStaticIps","kind":"region-setup","when":"first"},
    {"operation":"CreateInstances","kind":"failed","when":"first"},{"operation":"GetKeyPairs","kind":"hang","when":"first"}]'
sim_call AllocateStaticIp '{"staticIpName":"reset"}' >/dev/null 2>&1
isnt $? 0 "reset: the connection breaks"
is "$(sim_state '.regions[].static_ips | has("reset")')" false "... and nothing was changed"
contains "$(sim_call GetBundles '{}')" "<html>" "html: no JSON"
is "$(sim_call GetBlueprints '{}' | jq -r .__type)" ExpiredTokenException expired
is "$(sim_call GetInstances '{}' | jq -r .__type)" AccessDeniedException denied
is "$(sim_call GetOperations '{}' | jq -r .__type)" ServiceUnavailableException error503
is "$(sim_call GetDisks '{}' | jq -r .__type)" OperationFailureException busy
is "$(sim_call GetStaticIps '{}' | jq -r .__type)" AccountSetupInProgressException account-setup
is "$(sim_call GetStaticIps '{}' | jq -r .__type)" RegionSetupInProgressException region-setup
is "$(create failing | jq -r '.operations[0] | "\(.status) \(.errorCode)"')" "Failed OperationFailure" "failed: the operation ends as Failed"
is "$(sim_count)" 3 "... and nothing was created"
SIM_CURL='--max-time 3' sim_call GetKeyPairs '{}' >/dev/null 2>&1
is $? 28 "hang: no response"
is "$(sim_http GET /_sim/metrics | jq -c '[.errors["(hang)"], .errors["(lost)"], .errors["(reset)"]]')" "[1,1,1]" "the metrics count them"
is "$(sim_http GET /_sim/faults | jq '[.[].acted] | add')" 11 "/_sim/faults counts"
contains "$(sim_http POST /_sim/faults '{"operation":"x","kind":"lost","when":"soon"}')" "every=N" "an invalid fault"
sim_stop
is "$SIM_STATUS" 0 "the process ends with success after a call that hangs"

# ---- parallel calls ---------------------------------------------------------------------------------------------------
# Calls are held until all of them have arrived.
sim_start --latency-ms 3600000
callers=()
for i in 1 2 3 4 5 6 7 8; do
    sim_call GetRegions '{}' >/dev/null 2>&1 &
    callers+=($!)
done
all_are_there() { [ "$(sim_metric max_concurrent)" -ge 8 ]; }
wait_until 20 all_are_there
is "$(sim_metric max_concurrent)" 8 "eight calls wait in parallel, and are counted"
sim_stop
wait "${callers[@]}"
sim_start --rate-limit 5
# Over one connection sixty calls take a fraction of the eleven seconds in which the limit would allow them.
SIM_CURL=$(printf "$SIM_URL/ %.0s" {1..59}) sim_call GetRegions '{}' | sed 's/}{/}\n{/g' |
    jq -r '.__type // "fine"' >"$SIM_DIR/limited"
[ "$(grep -c Throttling "$SIM_DIR/limited")" -gt 0 ]
ok $? "--rate-limit throttles"
is "$(grep -c . "$SIM_DIR/limited")" 60 "... and every call has its response"
is "$(head -5 "$SIM_DIR/limited" | sort -u)" fine "... the calls of one second are allowed at once"
is "$(sim_metric throttled)" "$(grep -c Throttling "$SIM_DIR/limited")" "... and counted"
sim_stop
sim_start --rate-limit 5 --rate-burst 12
SIM_CURL=$(printf "$SIM_URL/ %.0s" 1 2 3 4 5 6 7 8 9 10 11) sim_call GetRegions '{}' >/dev/null
is "$(sim_metric throttled)" 0 "--rate-burst: so many calls at once"
sim_stop

# ---- a wrong clock --------------------------------------------------------------------------------------------------
# Ten minutes are within the fifteen that a signature may differ, twenty are not; Date and createdAt show the clock.
for offset_s in 600 -600; do
    sim_start --pending-ms 0 --operation-ms 0 --clock-offset-s $offset_s
    shown=$(SIM_CURL=-i create box | tr -d '\r' | sed -n 's/^Date: //p')
    now=$(($(date +%s) + offset_s))
    is $((($(date -d "$shown" +%s) - now) / 60)) 0 "$offset_s s: the Date header is shifted"
    is $((($(instance box '.instance.createdAt | floor') - now) / 60)) 0 "... so is createdAt"
    like "$(sim_forge "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/DATE/ap-northeast-1/lightsail/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=0" \
        "$(date -u -d "@$((now - 840))" +%Y%m%dT%H%M%SZ)")" "does not match" "... and a signature of fourteen minutes before it is in time"
    like "$(sim_forge "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/DATE/ap-northeast-1/lightsail/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=0" \
        "$(date -u -d "@$((now - 960))" +%Y%m%dT%H%M%SZ)")" "Signature expired" "... one of sixteen is not"
    sim_stop
done
sim_start --clock-offset-s 1200
contains "$(create box)" "Signature expired" "twenty minutes are refused"
sim_stop

# ---- /_sim/ --------------------------------------------------------------------------------------------------
sim_start --pending-ms 0 --operation-ms 0 --all-as-minus-one
create box >/dev/null
sim_call AllocateStaticIp '{"staticIpName":"address"}' >/dev/null
sim_call AttachStaticIp '{"staticIpName":"address","instanceName":"box"}' >/dev/null
sim_call ImportKeyPair "{\"keyPairName\":\"key\",\"publicKeyBase64\":\"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKHEC1fC/lqsWhRO4gK5bQC0wVa5vPX5PYMvSRCTRQ1h\"}" >/dev/null
runs "mutate: stop_instance" sim_mutate '{"action":"stop_instance","name":"box"}'
is "$(instance box)" stopped "... at once"
runs "mutate: start_instance" sim_mutate '{"action":"start_instance","region":"ap-northeast-1","name":"box"}'
is "$(instance box)" running "... at once"
runs "mutate: open_port" sim_mutate '{"action":"open_port","name":"box","protocol":"all","from_port":0,"to_port":65535,"cidrs":["192.0.2.1"]}'
is "$(sim_call GetInstancePortStates '{"instanceName":"box"}' | jq -r '.portStates[0] | "\(.protocol) \(.fromPort) \(.toPort) \(.cidrs[0])"')" "-1 0 65535 192.0.2.1/32" \
    "--all-as-minus-one"
runs "mutate: close_port" sim_mutate '{"action":"close_port","name":"box","protocol":"tcp","from_port":80,"to_port":80}'
is "$(instance box '[.instance.networking.ports[].fromPort] | tostring')" "[0,22]" "... closes"
runs "mutate: set_tag" sim_mutate '{"action":"set_tag","name":"box","key":"a","value":"b"}'
is "$(instance box '.instance.tags | tostring')" '[{"key":"a","value":"b"}]' "... sets"
runs "mutate: remove_tag" sim_mutate '{"action":"remove_tag","name":"box","key":"a"}'
is "$(instance box '.instance.tags | length')" 0 "... removes"
runs "mutate: add_auto_snapshot" sim_mutate '{"action":"add_auto_snapshot","name":"box","date":"2024-05-01"}'
is "$(sim_call GetAutoSnapshots '{"resourceName":"box"}' | jq -r '.autoSnapshots[] | "\(.date) \(.status)"')" "2024-05-01 Success" "... takes one"
restore() { sim_call CreateInstancesFromSnapshot "{\"instanceNames\":[\"again\"],$PLACE,\"sourceInstanceName\":\"box\",$1}" | jq -r '.operations[0].status // .message'; }
contains "$(restore '"restoreDate":"2024-05-02"')" "The AutoSnapshot does not exist: 2024-05-02 of box" "... which another date is not"
is "$(restore '"restoreDate":"2024-05-01"')" Succeeded "... and can be restored"
sim_call DeleteInstance '{"instanceName":"again"}' >/dev/null
is "$(sim_call DeleteAutoSnapshot '{"resourceName":"box","date":"2024-05-01"}' | jq -r '.operations[0].operationDetails')" DeleteAutoSnapshot-2024-05-01 \
    "... and deleted"
before=$(instance box .instance.arn)
runs "mutate: rebuild_instance" sim_mutate '{"action":"rebuild_instance","name":"box"}'
isnt "$(instance box .instance.arn)" "$before" "... is another instance"
is "$(instance box '"\(.instance.isStaticIp) \(.instance.networking.ports | length)"')" "false 2" "... without the static IP and the rules"
sim_call AttachStaticIp '{"staticIpName":"address","instanceName":"box"}' >/dev/null
runs "mutate: detach_static_ip" sim_mutate '{"action":"detach_static_ip","name":"address"}'
is "$(instance box .instance.isStaticIp)" false "... detaches"
sim_call AttachStaticIp '{"staticIpName":"address","instanceName":"box"}' >/dev/null
runs "mutate: release_static_ip" sim_mutate '{"action":"release_static_ip","name":"address"}'
runs "mutate: delete_key_pair" sim_mutate '{"action":"delete_key_pair","name":"key"}'
is "$(sim_count)" 1 "... only the instance is left"
runs "mutate: set_member" sim_mutate '{"action":"set_member","name":"box","member":"state.name","value":"unheard-of"}'
is "$(instance box)" unheard-of "... sets"
runs "mutate: delete_instance" sim_mutate '{"action":"delete_instance","name":"box"}'
is "$(sim_count)" 0 "... and there is no object"
runs "mutate: call" sim_mutate '{"action":"call","region":"us-east-1","operation":"CreateDisk","input":{"diskName":"disk","availabilityZone":"us-east-1a","sizeInGb":8}}'
is "$(sim_state '.regions["us-east-1"].disks.disk.state')" available "... does anything"
contains "$(sim_mutate '{"action":"stop_instance","name":"none"}' 2>&1)" "The Instance does not exist" "a refused call is reported"
contains "$(sim_mutate '{"action":"dance","name":"none"}' 2>&1)" "no such action" "an unknown action too"
is "$(sim_metric StopInstance)" 0 "no mutation is counted as a call"

# ---- bodies ---------------------------------------------------------------------------------------------------------
is "$(sim_call GetInstance '{"instanceName"' | jq -r .__type)" SerializationException "a body that is no JSON"
is "$(sim_call GetInstance '[]' | jq -r .__type)" SerializationException "a body that is no object"
is "$(sim_call GetInstance '{"instanceName":7}' | jq -r .__type)" SerializationException "a member of another type"
contains "$(sim_call GetInstance '{}')" "Value null at 'instanceName' failed to satisfy constraint: Member must not be null" "a missing member"
contains "$(sim_call GetInstance '{"instanceName":"a1","instance_name":"b"}')" "no member 'instance_name'" "a member that the model does not have"
contains "$(sim_call PutInstancePublicPorts '{"instanceName":"a1","portInfos":[{"port":22}]}')" "portInfos.1.member.port" "... also in nested members"
is "$(sim_http GET / | jq -r .__type)" UnknownOperationException "no call at all"
scope=AKIDEXAMPLE/DATE/ap-northeast-1/lightsail/aws4_request
signed='SignedHeaders=content-type;host;x-amz-date;x-amz-target'
forge() { like "$(sim_forge "AWS4-HMAC-SHA256 $1" "${4:-}")" "^$2: .*$3" "a signature: $3"; }
forge "Credential=$scope, $signed, Signature=0" InvalidSignatureException "does not match the signature"
forge "Credential=$scope, SignedHeaders=content-type;host;x-amz-date, Signature=0" InvalidSignatureException "'X-Amz-Target' must be a 'SignedHeader'"
forge "Credential=$scope, SignedHeaders=content-type;x-amz-date;x-amz-target, Signature=0" InvalidSignatureException "'Host' or ':authority' must be"
forge "Credential=$scope, SignedHeaders=host;content-type;x-amz-date;x-amz-target, Signature=0" InvalidSignatureException "a sorted list"
forge "Credential=$scope, $signed;x-none, Signature=0" InvalidSignatureException "that were sent"
forge "Credential=$scope, $signed" IncompleteSignatureException "requires 'Signature' parameter"
forge "$signed, Signature=0" IncompleteSignatureException "requires 'Credential' parameter"
forge "Credential=AKIDEXAMPLE/DATE/ap-northeast-1/lightsail, $signed, Signature=0" IncompleteSignatureException "exactly 5 slash-delimited"
forge "Credential=${scope/lightsail/ec2}, $signed, Signature=0" InvalidSignatureException "correct service: 'lightsail'"
forge "Credential=${scope/aws4_request/aws5}, $signed, Signature=0" InvalidSignatureException "valid terminator"
forge "Credential=${scope/DATE/20000101}, $signed, Signature=0" InvalidSignatureException "Date in Credential scope does not match"
forge "Credential=$scope, $signed, Signature=0" InvalidSignatureException "Signature expired" 20000101T000000Z
forge "Credential=$scope, $signed, Signature=0" InvalidSignatureException "Signature not yet current" 20990101T000000Z
forge "Credential=$scope, $signed, Signature=0" IncompleteSignatureException "ISO-8601 'basic format'" 2024-01-01
like "$(sim_forge Bearer)" '^IncompleteSignatureException: Unsupported AWS' "a signature: of another kind"
sim_stop

# ---- the state file -------------------------------------------------------------------------------------------------
world=$(mktemp "${TMPDIR:-/tmp}/world.XXXXXX") && rm "$world"
sim_start --pending-ms 0 --operation-ms 0 --state "$world"
create kept >/dev/null
sim_call AllocateStaticIp '{"staticIpName":"address"}' >/dev/null
sim_call AttachStaticIp '{"staticIpName":"address","instanceName":"kept"}' >/dev/null
sim_call DownloadDefaultKeyPair '{}' >"$world.key"
before=$(sim_state '.')
operation=$(sim_call GetOperations '{}' | jq -r '.operations[0].id')
sim_stop
sim_start --pending-ms 0 --operation-ms 0 --state "$world"
is "$(sim_state .)" "$before" "--state: the objects are as before"
is "$(sim_call GetOperation "{\"operationId\":\"$operation\"}" | jq -r .operation.operationType)" AttachStaticIp "... with its operations"
is "$(sim_call DownloadDefaultKeyPair '{}')" "$(cat "$world.key")" "... and its default key"
sim_call AllocateStaticIp '{"staticIpName":"other"}' >/dev/null
is "$(sim_state '[.regions[].static_ips[].ipAddress] | unique | length')" 2 "... and assigns no address twice"
sim_stop
printf '{"version":1,"regions":[{"name":"nowhere"}]}' >"$world"
contains "$("$binary" --state "$world" 2>&1)" "was not written by this program" "a file of another program"
printf '{' >"$world"
contains "$("$binary" --state "$world" 2>&1)" "cannot load $world: line 1" "a broken file"
rm -f "$world" "$world.key"
done_testing
