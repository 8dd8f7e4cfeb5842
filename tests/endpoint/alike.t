#!/usr/bin/env bash
# The behaviour that tests expect from the simulator and from the second endpoint (behind its proxy): late reads, faults, wrong clocks, limits. The
# times are long, and only sim_advance makes them pass.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/tap.sh
. tests/lib/sim.sh
. tests/sim/t/sign.sh
/usr/bin/python3 -c 'import botocore' 2>/dev/null || skip_all "python3-botocore is not installed (tools/deps.sh test)"

NEW='"availabilityZone":"ap-northeast-1a","blueprintId":"ubuntu_22_04","bundleId":"small_3_0"'
# The response to a call by a filter of jq; without one, and without starting jq, the name of the error or "fine".
ask() {
    local said
    said=$(sim_call "$1" "${2:-{\}}") || return
    if [ -n "${3:-}" ]; then
        jq -r "$3" <<<"$said"
    elif [[ $said =~ \"__type\":\ ?\"([^\"]*)\" ]]; then
        printf '%s\n' "${BASH_REMATCH[1]##*#}"
    elif [ -n "$said" ]; then
        echo fine
    fi
}
create() { ask CreateInstances "{\"instanceNames\":[\"$1\"],$NEW}" "$2"; }
get() { ask GetInstance "{\"instanceName\":\"$1\"}" "${2:-.instance.state.name // .code}"; }
names() { ask "$1" '{}' '[.[] | arrays[].name] | join(",")'; }
status_of() { ask GetOperation "{\"operationId\":\"$1\"}" '.operation.status // .code'; }

late() {
    sim_start --pending-ms 120000 --operation-ms 60000 --get-lag-ms 600000 --list-lag-ms 2400000 || bail "the endpoint does not start"
    local operation first
    operation=$(create web '.operations[0].id')
    is "$(get web) $(names GetInstances) $(status_of "$operation")" "DoesNotExist  DoesNotExist" "$1: a new object is in no read"
    contains "$(create web .message)" "already in use: web" "$1: ... but a write sees it"
    is "$(sim_state '.regions["ap-northeast-1"].instances.web.name')" web "$1: ... and so does /_sim/state"
    is "$(sim_call GetBundles '{}' | jq '.bundles | length > 0')" true "$1: a catalogue is never late"
    sim_advance 630000
    is "$(get web) $(status_of "$operation")" "pending Started" "$1: a get shows the earlier state, also when no read came at that time"
    sim_advance 300000
    is "$(get web) $(status_of "$operation") $(names GetInstances)" "running Succeeded " "$1: ... and the changes that were due at that time"
    sim_advance 1800000
    is "$(names GetInstances)" web "$1: a list has its own lag"
    ask AllocateStaticIp '{"staticIpName":"address"}' >/dev/null
    ask AttachStaticIp '{"staticIpName":"address","instanceName":"web"}' >/dev/null
    ask TagResource '{"resourceName":"web","tags":[{"key":"k","value":"v"}]}' >/dev/null
    ask PutInstancePublicPorts '{"instanceName":"web","portInfos":[{"protocol":"tcp","fromPort":443,"toPort":443}]}' >/dev/null
    members() {
        printf '%s ' "$(get web '.instance | "\(.isStaticIp) \(.tags | length) \(.networking.ports | length)"')" \
            "$(ask GetInstancePortStates '{"instanceName":"web"}' '.portStates | length')" \
            "$(ask GetStaticIp '{"staticIpName":"address"}' '.staticIp.attachedTo // .code')"
    }
    is "$(members)" "false 0 2 2 DoesNotExist " "$1: changes of members are late"
    sim_advance 630000
    is "$(members)" "true 1 1 1 web " "$1: ... and all appear"
    is "$(names GetStaticIps)" "" "$1: ... but in no list"
    sim_advance 1800000
    is "$(names GetStaticIps)" address "$1: ... until its time"
    # Another object with the same name.
    first=$(get web .instance.arn)
    ask DeleteInstance '{"instanceName":"web"}' >/dev/null
    sim_advance 90000
    is "$(create web)" fine "$1: a deleted name is free"
    is "$(get web .instance.arn)" "$first" "$1: ... and reads show the deleted object"
    sim_advance 630000
    isnt "$(get web .instance.arn)" "$first" "$1: ... then the new one"
    is "$(ask GetInstances '{}' '.instances | length')" 1 "$1: ... while a list shows only the old one"
    is "$(ask GetInstances '{}' '.instances[0].arn')" "$first" "$1: ... still"
    sim_advance 2400000
    is "$(ask GetInstances '{}' '.instances | map(.name) | join(",")')" web "$1: ... and then the new one"
    # A change at run time.
    create young >/dev/null
    runs "$1: sim_lag" sim_lag 300000 0
    is "$(get young .instance.name)" young "$1: a new lag hides nothing"
    ask DeleteInstance '{"instanceName":"young"}' >/dev/null
    sim_advance 90000
    is "$(get young .instance.name) $(names GetInstances)" "young web" "$1: later gets are late, lists are not"
    sim_lag 0 0 3600000
    is "$(get young)" DoesNotExist "$1: without lag the current state is shown"
    ask ReleaseStaticIp '{"staticIpName":"address"}' >/dev/null
    is "$(ask GetStaticIp '{"staticIpName":"address"}' .code)" DoesNotExist "$1: a name becomes free late: the object is deleted"
    contains "$(create address .message)" "already in use: address" "$1: ... and its name is taken, for every kind of object"
    sim_advance 3630000
    is "$(create address)" fine "$1: ... until the lag is over"
    ! sim_http POST /_sim/lag '{"get_ms":-1}' | jq -e .ok >/dev/null
    ok $? "$1: an invalid lag is refused"
    sim_stop
}

faults() {
    sim_start --pending-ms 120000 --operation-ms 60000 || bail "the endpoint does not start"
    local id
    sim_fault '[{"operation":"CreateKeyPair","kind":"done500","when":"first"},{"operation":"GetInstances","kind":"done500","when":"first"}]'
    is "$(ask CreateKeyPair '{"keyPairName":"key"}') $(ask GetInstances)" "ServiceException ServiceException" "$1: done500 is a 500, also of a read"
    contains "$(ask CreateKeyPair '{"keyPairName":"key"}' .message)" "already in use" "$1: ... and the request was run"
    sim_fault '[{"operation":"CreateKeyPair","kind":"lost","when":"first"},{"operation":"GetKeyPair","kind":"lost","when":"first"}]'
    is "$(sim_call CreateKeyPair '{"keyPairName":"key-2"}' 2>/dev/null)$(sim_call GetKeyPair '{"keyPairName":"key"}' 2>/dev/null)" "" "$1: lost: no response"
    is "$(names GetKeyPairs)" key,key-2 "$1: ... and the request was run"
    sim_fault '[{"operation":"CreateInstances","kind":"failed","when":"first"},{"operation":"AllocateStaticIp","kind":"failed","when":"first"},
        {"operation":"ImportKeyPair","kind":"failed","when":"first"}]'
    sim_fault '{"operation":"CreateDiskSnapshot","kind":"wait","when":"first","name":"data"}'
    ask CreateDisk '{"diskName":"data","availabilityZone":"ap-northeast-1a","sizeInGb":8}' >/dev/null
    sim_advance 300000
    copy() { sim_call CreateDiskSnapshot '{"diskName":"data","diskSnapshotName":"copy"}'; }
    contains "$(copy | jq -r '"\(.__type): \(.message)"')" "OperationFailureException: An automatic snapshot" "$1: wait: refused because of an automatic snapshot"
    is "$(ask GetDiskSnapshots '{}' '.diskSnapshots | length')" 0 "$1: ... and nothing is changed"
    is "$(copy | jq -c '[.operations[] | [.resourceName, .operationDetails]]')" '[["copy","data"],["data","copy"]]' "$1: ... and later a snapshot succeeds"
    sim_advance 300000
    is "$(ask GetDiskSnapshot '{"diskSnapshotName":"copy"}' '.diskSnapshot | "\(.state) \(.progress) \(.fromDiskName)"')" "completed 100% data" "$1: ... of the disk"
    is "$(ask CreateDiskFromSnapshot '{"diskName":"data-2","availabilityZone":"ap-northeast-1a","sizeInGb":16,"diskSnapshotName":"copy"}')" fine "$1: ... from which a disk is created"
    local ids=()
    ids+=("$(create web '.operations[0].id')")
    ids+=("$(ask AllocateStaticIp '{"staticIpName":"address"}' '.operations[0].id')")
    ids+=("$(ask ImportKeyPair '{"keyPairName":"key-3","publicKeyBase64":"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKHEC1fC/lqsWhRO4gK5bQC0wVa5vPX5PYMvSRCTRQ1h"}' .operation.id)")
    sim_advance 300000
    is "$(for id in "${ids[@]}"; do status_of "$id"; done | tr '\n' ' ')" "Failed Failed Failed " "$1: failed: the operations end as Failed"
    is "$(names GetInstances)$(names GetStaticIps),$(names GetKeyPairs)" ,key,key-2 "$1: ... and nothing was changed"
    is "$(ask GetOperation "{\"operationId\":\"${ids[0]}\"}" '.operation.errorCode | type')" string "$1: ... with an error code"

    sim_fault '{"operation":"CreateInstances","kind":"stuck","when":"every=1","name":"web"}'
    is "$(create other)" fine "$1: a fault for one name"
    id=$(create web '.operations[0].id')
    sim_advance 5184000000
    is "$(get web) $(status_of "$id") $(get other)" "pending Started running" "$1: stuck: the object stays in transition, its operation Started"
    runs "$1: unstick" sim_mutate '{"action":"unstick","name":"web"}'
    is "$(get web) $(status_of "$id")" "running Succeeded" "$1: ... ends both"
    sim_fault '[{"operation":"StopInstance","kind":"stuck","when":"first"},{"operation":"DeleteInstance","kind":"stuck","when":"first"},
        {"operation":"TagResource","kind":"stuck","when":"first"}]'
    id=$(ask TagResource '{"resourceName":"web","tags":[{"key":"k"}]}' '.operations[0].id')
    ask StopInstance '{"instanceName":"other"}' >/dev/null
    ask DeleteInstance '{"instanceName":"web"}' >/dev/null
    sim_advance 5184000000
    is "$(get other) $(get web) $(status_of "$id")" "stopping shutting-down Started" "$1: ... of every kind"
    sim_mutate '{"action":"unstick","name":"*"}'
    is "$(get other) $(get web) $(status_of "$id")" "stopped DoesNotExist Succeeded" "$1: ... and all end together"
    sim_stop
}

containers() {
    sim_start --pending-ms 120000 --operation-ms 60000 || bail "the endpoint does not start"
    local service='"serviceName":"site"'
    service() { ask GetContainerServices "{$service}" ".containerServices[0] | $1"; }
    versions() { ask GetContainerServiceDeployments "{$service}" '.deployments | map("\(.version) \(.state)") | join(",")'; }
    deploy() { sim_call CreateContainerServiceDeployment "{$service,\"containers\":{\"app\":{\"image\":\"nginx\"}}}" 2>/dev/null; }
    ask CreateContainerService "{$service,\"power\":\"nano\",\"scale\":1}" >/dev/null
    sim_mutate '{"action":"fail_container_service","name":"site"}'
    sim_advance 130000
    is "$(service '"\(.state) \(.stateDetail.code)"')" "PENDING UNKNOWN_ERROR" "$1: a container service whose creation fails"
    ask DeleteContainerService "{$service}" >/dev/null
    sim_advance 70000
    sim_mutate "{\"action\":\"call\",\"operation\":\"CreateContainerService\",\"input\":{$service,\"power\":\"nano\",\"scale\":1}}"
    is "$(service .state)" READY "$1: one that is created from outside is ready"
    sim_mutate '{"action":"fail_deployment","name":"site","line":"no such file"}'
    deploy >/dev/null
    sim_advance 70000
    is "$(service .state) $(versions)" "READY 1 FAILED" "$1: a deployment fails"
    is "$(ask GetContainerLog "{$service,\"containerName\":\"app\"}" '.logEvents | map(.message) | join(",")')" \
        "[deployment:1] Creating your deployment,[deployment:1] Started 1 new node,no such file,[deployment:1] Took too long,[deployment:1] Canceled" "$1: ... and says why"
    sim_fault '[{"operation":"CreateContainerServiceDeployment","kind":"failed","when":"first"},{"operation":"CreateContainerServiceDeployment","kind":"lost","when":"first"},
        {"operation":"CreateContainerServiceDeployment","kind":"stuck","when":"first"}]'
    deploy >/dev/null
    sim_advance 70000
    is "$(versions)$(deploy)" "2 FAILED,1 FAILED" "$1: failed: a deployment fails; lost: no response"
    is "$(versions)" "3 ACTIVATING,2 FAILED,1 FAILED" "$1: ... and it was run"
    sim_advance 70000
    deploy >/dev/null
    sim_advance 5184000000
    is "$(service .state)" DEPLOYING "$1: stuck: it does not end"
    sim_mutate '{"action":"unstick","name":"site"}'
    is "$(service .state) $(versions)" "RUNNING 4 ACTIVE,3 INACTIVE,2 FAILED,1 FAILED" "$1: ... until unstick"
    sim_mutate '{"action":"set_member","name":"site","member":"url","value":"https://other/"}'
    is "$(service .url)" https://other/ "$1: set_member"
    sim_lag 60000
    deploy >/dev/null
    ask RegisterContainerImage "{$service,\"label\":\"app\",\"digest\":\"sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"}" >/dev/null
    is "$(service .state) $(versions) $(ask GetContainerImages "{$service}" '.containerImages | length') $(ask GetContainerLog "{$service,\"containerName\":\"app\"}" '.logEvents[-1].message')" \
        "RUNNING 4 ACTIVE,3 INACTIVE,2 FAILED,1 FAILED 0 [deployment:4] Reached a steady state" "$1: late reads of a service, its versions, images and lines"
    is "$(sim_state '.regions["ap-northeast-1"].container_services.site | "\(.deployments[0].state) \(.images[0].image)"')" "ACTIVATING :site.app.1" "$1: ... but not of /_sim/state"
    sim_stop
}

databases() {
    sim_start --pending-ms 120000 --operation-ms 60000 || bail "the endpoint does not start"
    local id
    new() { sim_call CreateRelationalDatabase "{\"relationalDatabaseName\":\"$1\",\"relationalDatabaseBlueprintId\":\"mysql_8_0\",\"relationalDatabaseBundleId\":\"micro_2_0\",
        \"masterDatabaseName\":\"main\",\"masterUsername\":\"owner\"}" 2>/dev/null | jq -r '.operations[0].id'; }
    database() { ask GetRelationalDatabase "{\"relationalDatabaseName\":\"$1\"}" "(.relationalDatabase // {state: .code}) | ${2:-.state}"; }
    update() { ask UpdateRelationalDatabase "{\"relationalDatabaseName\":\"$1\",$2}"; }
    sim_fault '[{"operation":"CreateRelationalDatabase","kind":"failed","when":"first","name":"bad"},{"operation":"CreateRelationalDatabase","kind":"lost","when":"first","name":"slow"},
        {"operation":"CreateRelationalDatabase","kind":"stuck","when":"first","name":"stays"}]'
    id=$(new bad)
    is "$(new slow)$(new stays | wc -c)" 37 "$1: lost: no response"
    sim_advance 130000
    is "$(status_of "$id") $(database bad) $(database slow) $(database stays)" "Failed DoesNotExist available creating" "$1: failed, lost and stuck creations of databases"
    sim_fault '{"operation":"UpdateRelationalDatabase","kind":"stuck","when":"first"}'
    update slow '"publiclyAccessible":true' >/dev/null
    sim_advance 5184000000
    is "$(database slow '"\(.state) \(.publiclyAccessible)"')" "modifying false" "$1: stuck: a change does not end"
    sim_mutate '{"action":"unstick","name":"*"}'
    is "$(database slow '"\(.state) \(.publiclyAccessible)"') $(database stays)" "available true available" "$1: ... until unstick"
    sim_mutate '{"action":"call","operation":"CreateRelationalDatabaseSnapshot","input":{"relationalDatabaseName":"slow","relationalDatabaseSnapshotName":"copy"}}'
    is "$(database slow) $(ask GetRelationalDatabaseSnapshot '{"relationalDatabaseSnapshotName":"copy"}' .relationalDatabaseSnapshot.state)" "available available" \
        "$1: a snapshot from outside is complete"
    sim_mutate '{"action":"set_member","name":"slow","member":"engineVersion","value":"8.0.99"}'
    is "$(database slow .engineVersion)" 8.0.99 "$1: set_member"
    sim_lag 60000 600000
    update slow '"rotateMasterUserPassword":true,"applyImmediately":true' >/dev/null
    sim_mutate '{"action":"add_database_log","name":"slow","stream":"audit","line":"a line"}'
    is "$(database slow) $(ask GetRelationalDatabaseMasterUserPassword '{"relationalDatabaseName":"slow","passwordVersion":"PENDING"}' .code) $(ask GetRelationalDatabaseLogEvents '{"relationalDatabaseName":"slow","logStreamName":"audit"}' '.resourceLogEvents | length')" \
        "available DoesNotExist 0" "$1: late reads of a database, its password and lines"
    is "$(sim_state '.regions["ap-northeast-1"].databases.slow.state')" resetting-master-credentials "$1: ... but not of /_sim/state"
    sim_stop
}

zones() {
    sim_start --pending-ms 120000 --operation-ms 60000 || bail "the endpoint does not start"
    local AWS_REGION=us-east-1 zone='"domainName":"example.com"' id
    entries() { ask GetDomain "{$zone}" '[.domain.domainEntries[]? | select(.type == "A" or .type == "CNAME") | "\(.name) \(.target)"] | join(",")'; }
    entry() { sim_call "$1" "{$zone,\"domainEntry\":{\"name\":\"$2\",\"type\":\"A\",\"target\":\"$3\"${4:+,\"id\":\"$4\"}}}" 2>/dev/null; }
    sim_fault '[{"operation":"CreateDomain","kind":"failed","when":"first"},{"operation":"CreateDomainEntry","kind":"lost","when":"first"}]'
    id=$(ask CreateDomain "{$zone}" .operation.id)
    is "$(ask GetDomain "{$zone}")" NotFoundException "$1: failed: there is no zone"
    sim_advance 130000
    is "$(status_of "$id") $(ask CreateDomain "{$zone}" '.operation | "\(.status) \(.location.regionName)"')" "Failed Succeeded global" "$1: ... and then there is one"
    is "$(entry CreateDomainEntry WWW.example.com. 192.0.2.1)$(entries)" "www.example.com 192.0.2.1" "$1: lost: an entry without response"
    is "$(entry CreateDomainEntry www.example.com 192.0.2.1 | jq -r '.__type | sub(".*#"; "")')" InvalidInputException "$1: ... which cannot be made again"
    id=$(ask GetDomain "{$zone}" '.domain.domainEntries[] | select(.type == "A").id')
    is "$(entry UpdateDomainEntry www.example.com 192.0.2.2 "$id" | jq -r '.operations[0].status') $(entries)" "Succeeded www.example.com 192.0.2.2" "$1: an update"
    is "$(entry UpdateDomainEntry www.example.com 192.0.2.3 "$id" | jq -r '.__type | sub(".*#"; "")')" NotFoundException "$1: ... changes the id"
    sim_lag 600000 2400000
    entry CreateDomainEntry a.example.com 192.0.2.3 >/dev/null
    is "$(entries)" "www.example.com 192.0.2.2" "$1: late reads of entries"
    is "$(sim_state '.regions["us-east-1"].domains["example.com"].domainEntries | map(select(.type == "A")) | length')" 2 "$1: ... but not of /_sim/state"
    sim_advance 630000
    is "$(entries)" "www.example.com 192.0.2.2,a.example.com 192.0.2.3" "$1: ... which appear"
    sim_mutate '{"action":"set_quota","region":"us-east-1","name":"Domain","number":2}'
    sim_mutate '{"action":"register_domain","region":"us-east-1","name":"example.net","end":"FAILED"}'
    ask CreateDomain '{"domainName":"example.net"}' >/dev/null
    is "$(ask CreateDomain '{"domainName":"example.org"}')" InvalidInputException "$1: a quota of zones"
    sim_lag 0
    sim_advance 130000
    is "$(ask GetDomain '{"domainName":"example.net"}' .domain.registeredDomainDelegationInfo.nameServersUpdateState.code)" FAILED "$1: a delegation that fails"
    sim_stop
}

certificates() {
    sim_start --pending-ms 120000 --operation-ms 60000 || bail "the endpoint does not start"
    new() { ask CreateCertificate "{\"certificateName\":\"$1\",\"domainName\":\"$2\"}"; }
    detail() { ask GetCertificates "{\"certificateName\":\"$1\",\"includeCertificateDetails\":true}" ".certificates[0].certificateDetail | ${2:-.status}"; }
    creation() { detail "$1" '.domainValidationRecords[0].dnsRecordCreationState.code'; }
    AWS_REGION=us-east-1 ask CreateDomain '{"domainName":"example.com"}' >/dev/null
    AWS_REGION=us-east-1 ask CreateDomain '{"domainName":"example.net"}' >/dev/null
    sim_mutate '{"action":"permit_validation_entries","region":"us-east-1","name":"example.net","permitted":false}'
    new own www.example.com >/dev/null
    new other example.org >/dev/null
    new closed example.net >/dev/null
    is "$(detail own '.domainValidationRecords | map(select(.resourceRecord)) | length')" 0 "$1: records of a certificate need time"
    sim_advance 65000
    is "$(creation own) $(detail own '.domainValidationRecords[0].resourceRecord.type')" "STARTED CNAME" "$1: ... then the service makes the entry in its zone"
    sim_advance 65000
    is "$(creation own) $(creation closed)" "SUCCEEDED FAILED" "$1: ... if it may"
    sim_advance 65000
    is "$(detail own) $(detail other)" "ISSUED PENDING_VALIDATION" "$1: ... which validates it"
    sim_mutate '{"action":"set_outside_dns","name":"example.org"}'
    sim_advance 65000
    is "$(detail other)" ISSUED "$1: another DNS validates, too"
    sim_mutate '{"action":"renew_certificate","name":"own","status":"PendingValidation"}'
    is "$(detail own .renewalSummary.renewalStatus)" PendingValidation "$1: a renewal"
    sim_advance 259200000
    is "$(detail closed)" VALIDATION_TIMED_OUT "$1: without a record the time is over"
    is "$(ask CreateCertificate '{"certificateName":"wild","domainName":"*.example.com"}')" InvalidInputException "$1: a wildcard"
    sim_stop
}

balancers() {
    sim_start --pending-ms 120000 --operation-ms 60000 || bail "the endpoint does not start"
    local lb='"loadBalancerName":"lb"' id
    balancer() { ask GetLoadBalancer "{$lb}" "(.loadBalancer // {state: .code}) | ${1:-.state}"; }
    health() { balancer '(.instanceHealthSummary // []) | map("\(.instanceName) \(.instanceHealth)") | join(",")'; }
    attribute() { ask UpdateLoadBalancerAttribute "{$lb,\"attributeName\":\"$1\",\"attributeValue\":\"$2\"}"; }
    attach() { ask AttachInstancesToLoadBalancer "{$lb,\"instanceNames\":[\"web\"]}"; }
    sim_fault '[{"operation":"CreateLoadBalancer","kind":"failed","when":"first"},{"operation":"CreateLoadBalancer","kind":"lost","when":"first"}]'
    id=$(ask CreateLoadBalancer "{$lb,\"instancePort\":80}" '.operations[0].id')
    sim_advance 70000
    is "$(status_of "$id") $(balancer)$(sim_call CreateLoadBalancer "{$lb,\"instancePort\":80}" 2>/dev/null)" "Failed DoesNotExist" "$1: failed and lost load balancers"
    is "$(balancer) $(attribute HealthCheckPath /h)" "provisioning OperationFailureException" "$1: a new one cannot be changed"
    sim_advance 130000
    is "$(balancer) $(attribute HealthCheckPath /h) $(attribute HttpsRedirectionEnabled true)" "active fine InvalidInputException" "$1: ... then it can"
    create web >/dev/null
    is "$(attach)" OperationFailureException "$1: an instance must be running"
    sim_advance 130000
    attach >/dev/null
    sim_advance 600000
    is "$(health) $(attach)" "web healthy fine" "$1: an attached instance is healthy"
    sim_advance 600000
    sim_mutate '{"action":"set_target_health","name":"lb","instance":"web","health":"unhealthy","reason":"Instance.Timeout"}'
    is "$(health)" "web unhealthy" "$1: ... or not"
    ask StopInstance '{"instanceName":"web"}' >/dev/null
    sim_advance 130000
    is "$(health)" "web unused" "$1: a stopped one is not used"
    ask DetachInstancesFromLoadBalancer "{$lb,\"instanceNames\":[\"web\"]}" >/dev/null
    is "$(health)" "web draining" "$1: a detached one drains"
    sim_advance 300000
    is "$(health)" "" "$1: ... and is gone"
    ask CreateLoadBalancerTlsCertificate "{$lb,\"certificateName\":\"cert\",\"certificateDomainName\":\"example.org\"}" >/dev/null
    is "$(ask AttachLoadBalancerTlsCertificate "{$lb,\"certificateName\":\"cert\"}")" InvalidInputException "$1: a certificate must be issued"
    sim_mutate '{"action":"issue_certificate","name":"cert"}'
    is "$(ask AttachLoadBalancerTlsCertificate "{$lb,\"certificateName\":\"cert\"}") $(balancer .protocol) $(attribute HttpsRedirectionEnabled true)" "fine HTTP_HTTPS fine" "$1: ... to be attached"
    is "$(ask DeleteLoadBalancerTlsCertificate "{$lb,\"certificateName\":\"cert\"}")" InvalidInputException "$1: ... and is not deleted then"
    is "$(sim_state '.regions["ap-northeast-1"].load_balancer_tls_certificates.cert.isAttached')" true "$1: /_sim/state"
    sim_lag 600000
    ask DeleteLoadBalancer "{$lb}" >/dev/null
    is "$(balancer) $(ask GetLoadBalancerTlsCertificates "{$lb}" '.tlsCertificates[0].name')" "active cert" "$1: late reads"
    sim_advance 700000
    is "$(balancer) $(sim_state '.regions["ap-northeast-1"].load_balancer_tls_certificates | length')" "DoesNotExist 0" "$1: it is deleted with its certificate"
    sim_stop
}

# The Date header, createdAt and signatures follow a clock that is wrong by ten minutes, which is within the fifteen of a signature; the tests of the
# simulator have twenty minutes and the other direction.
offset() {
    local offset_s=-600 now shown
    sim_start --clock-offset-s "$offset_s" || bail "the endpoint does not start"
    now=$(($(date +%s) + offset_s))
    shown=$(SIM_CURL=-i sim_call AllocateStaticIp '{"staticIpName":"address"}' | tr -d '\r' | sed -n 's/^Date: //p')
    is $((($(date -d "$shown" +%s) - now) / 60)) 0 "$1, $offset_s s: the Date header is shifted"
    is $((($(ask GetStaticIp '{"staticIpName":"address"}' '.staticIp.createdAt | floor') - now) / 60)) 0 "$1, $offset_s s: ... so is createdAt"
    sim_fault '{"operation":"GetRegions","kind":"error500","when":"first"}'
    shown=$(SIM_CURL=-i sim_call GetRegions '{}' | tr -d '\r' | sed -n 's/^Date: //p')
    is $((($(date -d "$shown" +%s) - now) / 60)) 0 "$1, $offset_s s: ... and the Date header of a fault"
    is "$(sim_state '[.regions[].static_ips[].name] | join(",")')" address "$1, $offset_s s: ... and /_sim/ works"
    sim_stop
    [ "$1" != simulator ] || return 0
    sim_start --clock-offset-s 1200 || bail "the endpoint does not start"
    is "$(ask GetRegions)" InvalidSignatureException "$1: a signature is refused with twenty minutes"
    is "$(sim_count)" 0 "$1: ... but /_sim/ works"
    sim_stop
}

# Many calls over one connection take a fraction of the second after which the next token is available.
limits() {
    sim_start --rate-limit 1 --rate-burst 20 || bail "the endpoint does not start"
    SIM_CURL=$(printf "$SIM_URL/ %.0s" {1..19}) sim_call GetRegions '{}' >/dev/null
    is "$(sim_metric throttled)" 0 "$1: --rate-burst calls at once"
    SIM_CURL=$(printf "$SIM_URL/ %.0s" {1..60}) sim_call GetRegions '{}' >/dev/null
    [ "$(sim_metric throttled)" -gt 0 ]
    ok $? "$1: ... and no more"
    sim_stop
}

# Clocks that run as LIGHTSAIL_TEST_CLOCK says: both endpoints have the time that every tested program has.
fast() {
    local rate=61 from_ms
    from_ms=$(awk '{ printf "%d", $1 * 1000 - 60000 }' /proc/uptime) # a minute ago, so that an hour of the fast clock has passed by now
    LIGHTSAIL_TEST_CLOCK=$rate@$from_ms sim_start --get-lag-ms 10000 || bail "the endpoint does not start"
    is "$(ask GetRegions)" InvalidSignatureException "$1: a signature by the machine's clock is an hour late for a clock that runs fast"
    sim_mutate '{"action":"call","operation":"AllocateStaticIp","input":{"staticIpName":"address"}}'
    [ $(($(sim_state '.regions["ap-northeast-1"].static_ips.address.createdAt | floor') - $(date +%s))) -ge 3600 ]
    ok $? "$1: ... and a new object has the time of that clock"
    sim_stop
}

for SIM_BINARY in "${B:-build}/lightsail-sim" tests/endpoint/door/serve; do
    who=simulator
    [ "$SIM_BINARY" = tests/endpoint/door/serve ] && who="second endpoint"
    late "$who"
    faults "$who"
    containers "$who"
    databases "$who"
    zones "$who"
    certificates "$who"
    balancers "$who"
    offset "$who"
    limits "$who"
    fast "$who"
done
done_testing
