#!/usr/bin/env bash
# The faults of the simulator, with every operation that changes something and every read that returns a secret.
cd "$(dirname "$0")/../../.." || exit 1
. tests/lib/tap.sh
. tests/lib/sim.sh
. tests/sim/t/sign.sh

PLACE='"availabilityZone":"ap-northeast-1a","bundleId":"nano_3_0"'
KEY='ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKHEC1fC/lqsWhRO4gK5bQC0wVa5vPX5PYMvSRCTRQ1h'
TCP_RULE='"protocol":"tcp","from_port":80,"to_port":443'
TCP='"protocol":"tcp","fromPort":443,"toPort":443'
ENTRY() { printf '{"domainName":"b.example","domainEntry":{"name":"www.b.example","type":"A","target":"192.0.2.%s"%s}}' "$1" "${2:-}"; }
# One sequence with all of them, each possible after those before it.
story=(
    "CreateInstances {\"instanceNames\":[\"web\",\"db\"],$PLACE,\"blueprintId\":\"ubuntu_22_04\"}"
    "DownloadDefaultKeyPair {}"
    'GetInstanceAccessDetails {"instanceName":"web"}'
    'AllocateStaticIp {"staticIpName":"address"}'
    'AttachStaticIp {"staticIpName":"address","instanceName":"web"}'
    'CreateKeyPair {"keyPairName":"made"}'
    "ImportKeyPair {\"keyPairName\":\"brought\",\"publicKeyBase64\":\"$KEY\"}"
    'TagResource {"resourceName":"web","tags":[{"key":"a","value":"b"},{"key":"c"}]}'
    'UntagResource {"resourceName":"web","tagKeys":["a"]}'
    "PutInstancePublicPorts {\"instanceName\":\"web\",\"portInfos\":[{$TCP}]}"
    'OpenInstancePublicPorts {"instanceName":"web","portInfo":{"protocol":"udp","fromPort":53,"toPort":53}}'
    "CloseInstancePublicPorts {\"instanceName\":\"web\",\"portInfo\":{$TCP}}"
    'UpdateInstanceMetadataOptions {"instanceName":"web","httpTokens":"required"}'
    'EnableAddOn {"resourceName":"web","addOnRequest":{"addOnType":"AutoSnapshot"}}'
    'DisableAddOn {"resourceName":"web","addOnType":"AutoSnapshot"}'
    'RebootInstance {"instanceName":"web"}'
    'CreateDisk {"diskName":"disk","availabilityZone":"ap-northeast-1a","sizeInGb":8}'
    'AttachDisk {"diskName":"disk","instanceName":"db","diskPath":"/dev/xvdf"}'
    'StopInstance {"instanceName":"db"}'
    'DetachDisk {"diskName":"disk"}'
    'CreateDiskSnapshot {"diskName":"disk","diskSnapshotName":"disk-1"}'
    'CreateDiskFromSnapshot {"diskName":"copy","diskSnapshotName":"disk-1","availabilityZone":"ap-northeast-1a","sizeInGb":8}'
    'CreateInstanceSnapshot {"instanceName":"db","instanceSnapshotName":"db-1"}'
    "CreateInstancesFromSnapshot {\"instanceNames\":[\"again\"],$PLACE,\"instanceSnapshotName\":\"db-1\"}"
    'SetIpAddressType {"resourceType":"Instance","resourceName":"db","ipAddressType":"ipv4"}'
    'StartInstance {"instanceName":"db"}'
    'DetachStaticIp {"staticIpName":"address"}'
    'DeleteAutoSnapshot {"resourceName":"web","date":"2024-05-01"}'
    'CopySnapshot {"sourceSnapshotName":"db-1","sourceRegion":"ap-northeast-1","targetSnapshotName":"db-2"}'
    'ExportSnapshot {"sourceSnapshotName":"db-1"}'
    'CreateCloudFormationStack {"instances":[{"sourceName":"RECORD","instanceType":"t3.nano","portInfoSource":"CLOSED","availabilityZone":"ap-northeast-1a"}]}'
    'DeleteDiskSnapshot {"diskSnapshotName":"disk-1"}'
    'DeleteInstanceSnapshot {"instanceSnapshotName":"db-1"}'
    'DeleteDisk {"diskName":"copy"}'
    'ReleaseStaticIp {"staticIpName":"address"}'
    'DeleteKeyPair {"keyPairName":"brought"}'
    'DeleteInstance {"instanceName":"again"}'
    'CreateCertificate {"certificateName":"certificate","domainName":"a.example"}'
    'DeleteCertificate {"certificateName":"certificate"}'
    'CreateDomain {"domainName":"b.example"}'
    "CreateDomainEntry $(ENTRY 1)"
    "UpdateDomainEntry $(ENTRY 2 ',"id":"OLD"')"
    "DeleteDomainEntry $(ENTRY 2)"
    'DeleteDomain {"domainName":"b.example"}'
    'CreateLoadBalancer {"loadBalancerName":"balancer","instancePort":80}'
    'UpdateLoadBalancerAttribute {"loadBalancerName":"balancer","attributeName":"HealthCheckPath","attributeValue":"/up"}'
    'AttachInstancesToLoadBalancer {"loadBalancerName":"balancer","instanceNames":["web"]}'
    'DetachInstancesFromLoadBalancer {"loadBalancerName":"balancer","instanceNames":["web"]}'
    'CreateLoadBalancerTlsCertificate {"loadBalancerName":"balancer","certificateName":"secure","certificateDomainName":"b.example"}'
    'AttachLoadBalancerTlsCertificate {"loadBalancerName":"balancer","certificateName":"secure"}'
    'DeleteLoadBalancerTlsCertificate {"loadBalancerName":"balancer","certificateName":"secure","force":true}'
    'DeleteLoadBalancer {"loadBalancerName":"balancer"}'
    'CreateBucket {"bucketName":"files","bundleId":"small_1_0"}'
    'UpdateBucket {"bucketName":"files","versioning":"Enabled"}'
    'UpdateBucketBundle {"bucketName":"files","bundleId":"medium_1_0"}'
    'SetResourceAccessForBucket {"bucketName":"files","resourceName":"web","access":"allow"}'
    'CreateBucketAccessKey {"bucketName":"files"}'
    'DeleteBucketAccessKey {"bucketName":"files","accessKeyId":"KEYID"}'
    'CreateDistribution {"distributionName":"cdn","origin":{"name":"files","regionName":"ap-northeast-1"},"defaultCacheBehavior":{"behavior":"cache"},"bundleId":"small_1_0"}'
    'UpdateDistribution {"distributionName":"cdn","isEnabled":false}'
    'UpdateDistributionBundle {"distributionName":"cdn","bundleId":"medium_1_0"}'
    'AttachCertificateToDistribution {"distributionName":"cdn","certificateName":"cdn-certificate"}'
    'DetachCertificateFromDistribution {"distributionName":"cdn"}'
    'ResetDistributionCache {"distributionName":"cdn"}'
    'CreateSubdomain {"subdomainName":"shop"}'
    'UpdateSubdomainAssociation {"subdomainName":"shop","action":"ASSOCIATE","targetResourceArn":"CDNARN"}'
    'DeleteDistribution {"distributionName":"cdn"}'
    'DeleteSubdomain {"subdomainName":"shop"}'
    'PeerVpc {}'
    'UnpeerVpc {}'
    'SetupInstanceHttps {"instanceName":"web","emailAddress":"me@a.example","domainNames":["a.example"],"certificateProvider":"LetsEncrypt"}'
    'DeleteKnownHostKeys {"instanceName":"web"}'
    'StartGUISession {"resourceName":"web"}'
    'CreateGUISessionAccessDetails {"resourceName":"web"}'
    'StopGUISession {"resourceName":"web"}'
    'CreateContactMethod {"protocol":"Email","contactEndpoint":"me@a.example"}'
    'SendContactMethodVerification {"protocol":"Email"}'
    'DeleteContactMethod {"protocol":"Email"}'
    'PutAlarm {"alarmName":"busy","metricName":"CPUUtilization","monitoredResourceName":"web","comparisonOperator":"GreaterThanThreshold","threshold":80,"evaluationPeriods":1}'
    'TestAlarm {"alarmName":"busy","state":"ALARM"}'
    'DeleteAlarm {"alarmName":"busy"}'
    'DeleteBucket {"bucketName":"files","forceDelete":true}'
    'CreateContainerService {"serviceName":"site","power":"nano","scale":1}'
    'UpdateContainerService {"serviceName":"site","scale":2}'
    'RegisterContainerImage {"serviceName":"site","label":"app","digest":"sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}'
    'CreateContainerServiceDeployment {"serviceName":"site","containers":{"app":{"image":"nginx:1"}}}'
    'CreateContainerServiceRegistryLogin {}'
    'DeleteContainerImage {"serviceName":"site","image":":site.app.1"}'
    'DeleteContainerService {"serviceName":"site"}'
    'CreateRelationalDatabase {"relationalDatabaseName":"data","relationalDatabaseBlueprintId":"mysql_8_0","relationalDatabaseBundleId":"micro_2_0","masterDatabaseName":"main","masterUsername":"owner"}'
    'GetRelationalDatabaseMasterUserPassword {"relationalDatabaseName":"data"}'
    'UpdateRelationalDatabase {"relationalDatabaseName":"data","publiclyAccessible":true,"rotateMasterUserPassword":true,"applyImmediately":true}'
    'UpdateRelationalDatabaseParameters {"relationalDatabaseName":"data","parameters":[{"parameterName":"performance_schema","parameterValue":"1"}]}'
    'RebootRelationalDatabase {"relationalDatabaseName":"data"}'
    'CreateRelationalDatabaseSnapshot {"relationalDatabaseName":"data","relationalDatabaseSnapshotName":"data-1"}'
    'CreateRelationalDatabaseFromSnapshot {"relationalDatabaseName":"restored","relationalDatabaseSnapshotName":"data-1"}'
    'StopRelationalDatabase {"relationalDatabaseName":"restored","relationalDatabaseSnapshotName":"restored-1"}'
    'StartRelationalDatabase {"relationalDatabaseName":"restored"}'
    'DeleteRelationalDatabase {"relationalDatabaseName":"restored","finalRelationalDatabaseSnapshotName":"restored-2"}'
    'DeleteRelationalDatabaseSnapshot {"relationalDatabaseSnapshotName":"data-1"}'
)
is "$(sim_operations | grep -v '^Get\|^Is\|^Check')" \
    "$(printf '%s\n' "${story[@]}" | sed 's/ .*//' | grep -v '^Get' | sort)" "the sequence has every operation that changes something"

# world: the existing objects, without values that differ each time
world() { sim_state 'walk(if type == "object" then del(.createdAt, .fingerprint, .publicKey) else . end) | tostring'; }
elsewhere() { sim_mutate "{\"action\":\"call\",\"region\":\"us-east-1\",\"operation\":\"$1\",\"input\":{$2}}"; }
certify() { # NAME: an issued certificate for a distribution
    elsewhere CreateCertificate "\"certificateName\":\"$1\",\"domainName\":\"c.example\""
    sim_mutate "{\"action\":\"issue_certificate\",\"region\":\"us-east-1\",\"name\":\"$1\"}"
}
# each_call FUNCTION: the sequence, each call passed to the function
each_call() {
    local step here=$AWS_REGION
    for step in "${story[@]}"; do
        [ "${step%% *}" != DeleteAutoSnapshot ] || sim_mutate '{"action":"add_auto_snapshot","name":"web","date":"2024-05-01"}'
        [[ $step != *RECORD* ]] || step=${step//RECORD/$(sim_names export_snapshot_records)}
        [ "${step%% *}" != AttachLoadBalancerTlsCertificate ] || sim_mutate '{"action":"issue_certificate","name":"secure"}'
        [[ $step != *KEYID* ]] || step=${step/KEYID/$(sim_state '.regions["ap-northeast-1"].buckets.files.accessKeys[0].accessKeyId')}
        [ "${step%% *}" != AttachCertificateToDistribution ] || certify cdn-certificate
        [[ $step != *CDNARN* ]] || step=${step/CDNARN/$(sim_state '.regions["us-east-1"].distributions.cdn.arn')}
        [ "${step%% *}" != StartGUISession ] || sim_mutate '{"action":"set_research","name":"web"}'
        [ "${step%% *}" != SetupInstanceHttps ] || sim_mutate "{\"action\":\"open_port\",\"name\":\"web\",$TCP_RULE}"
        [ "${step%% *}" != DeleteDistribution ] || elsewhere DeleteCertificate '"certificateName":"cdn-certificate"'
        # Zones, distributions and subdomains exist only in one region.
        [[ ${step%% *} != *Domain* && ${step%% *} != *Distribution* && ${step%% *} != *Subdomain* ]] || AWS_REGION=us-east-1
        [[ $step != *OLD* ]] || step=${step/OLD/$(sim_state '.regions["us-east-1"].domains["b.example"].domainEntries[] | select(.type == "A").id')}
        "$1" "${step%% *}" "${step#* }"
        AWS_REGION=$here
    done
}

sim_start --pending-ms 0 --operation-ms 0 || bail "the simulator does not start"
well() { sim_call "$1" "$2" >/dev/null; }
each_call well
told=$(world)
is "$(sim_http GET /_sim/metrics | jq -c '[.errors, .calls.Unknown]')" '[{},null]' "without a fault the whole sequence succeeds"
sim_stop

sim_start --pending-ms 0 --operation-ms 0 --fault '*:lost:every=1'
replied=
lost() { [ "$(sim_call "$1" "$2" 2>/dev/null)" = "" ] || replied="$replied $1"; }
each_call lost
is "$replied" "" "lost: no call of the sequence gets a response"
is "$(world)" "$told" "... and all of them are run, once"
sim_stop

sim_start --pending-ms 0 --operation-ms 0 --fault '*:done500:every=1'
replied=
done500() { [ "$(sim_call "$1" "$2" | jq -r '"\(.__type) \(keys | length)"')" = "ServiceException 5" ] || replied="$replied $1"; }
each_call done500
is "$replied" "" "done500: every call gets a 500 without the result"
is "$(world)" "$told" "... and all of them are run, once"
sim_fault '{"operation":"AllocateStaticIp","kind":"done500","when":"first"}'
sim_faults_clear
sim_fault '{"operation":"AllocateStaticIp","kind":"done500","when":"first"}'
like "$(sim_call AllocateStaticIp '{"staticIpName":"web"}' | jq -r .__type)" InvalidInputException "... but a refusal stays the same"
sim_stop

sim_start --pending-ms 0 --operation-ms 0
# outcome OPERATION INPUT: the final statuses of its operations, each once
outcome() {
    local answer
    answer=$(sim_call "$1" "$2")
    ${while:-:}
    sim_call GetOperations '{}' | jq -r --argjson answer "$answer" \
        '[($answer | .operations // [.operation])[].id] as $mine | [.operations[] | select(.id | IN($mine[])) | .status] | unique | join(",")'
}
has_none() { [[ $1 == Get* || $1 == Download* || $1 == *Container* || $1 == CreateGUI* ]]; } # no operation in its response
unequal='' otherwise=''
failing() {
    if ! has_none "$1"; then
        sim_faults_clear
        sim_fault "{\"operation\":\"$1\",\"kind\":\"failed\",\"when\":\"first\"}"
        before=$(sim_http GET /_sim/state)
        [ "$(outcome "$1" "$2")" = Failed ] || otherwise="$otherwise $1"
        [ "$(sim_http GET /_sim/state)" = "$before" ] || unequal="$unequal $1"
    fi
    sim_call "$1" "$2" >/dev/null
}
for region in "$AWS_REGION" us-east-1; do AWS_REGION=$region sim_call GetInstances '{}' >/dev/null; done # /_sim/state has the regions
each_call failing
is "$otherwise" "" "failed: all operations of a response end as Failed, for every call"
is "$unequal" "" "... and nothing is changed"
is "$(world | jq -c '[.. | .state?.name? // empty] | sort')" "$(jq -c '[.. | .state?.name? // empty] | sort' <<<"$told")" "... and the same call again succeeds"
sim_fault '{"operation":"*","kind":"failed","when":"first"}'
is "$(sim_call GetRegions '{}' | jq '.regions | length > 0')" true "... a read cannot fail that way"
is "$(sim_call DeleteInstance '{"instanceName":"nobody"}' | jq -r .code)" DoesNotExist "... and a refused request is refused as usual"
sim_stop

sim_start --pending-ms 20000 --operation-ms 10000 --fault 'mutating:stuck:every=1'
otherwise=''
stuck() {
    if [[ $1 == Get* || $1 == Download* ]]; then
        sim_call "$1" "$2" >/dev/null
        return
    fi
    if has_none "$1"; then
        sim_call "$1" "$2" >/dev/null
    else
        [ "$(outcome "$1" "$2")" = Started ] || otherwise="$otherwise $1"
    fi
    sim_mutate "{\"action\":\"unstick\",\"name\":\"*\",\"region\":\"$AWS_REGION\"}"
    sim_advance 99999999
    sim_call GetContainerServices '{}' >/dev/null # the state has what has ended by now
}
while='sim_advance 99999999' # a day, because a stopped database is started after seven
each_call stuck
is "$otherwise" "" "stuck: all operations of a response stay Started"
is "$(world)" "$told" "... and unstick ends them"
is "$(sim_call GetOperations '{}' | jq -r '[.operations[] | select(.isTerminal | not)] | length')" 0 "... all of them"
create() { sim_call CreateInstances "{\"instanceNames\":[\"$1\"],$PLACE,\"blueprintId\":\"ubuntu_22_04\"}" | jq -r '.operations[0].id'; }
state() { sim_call GetInstance "{\"instanceName\":\"$1\"}" | jq -r '.instance.state.name // .code'; }
create late >/dev/null
sim_advance 999999999
is "$(state late)" pending "an object created that way stays in transition"
sim_call DeleteInstance '{"instanceName":"late"}' >/dev/null
sim_advance 999999999
is "$(state late)" shutting-down "... a deleted one, too"
sim_mutate '{"action":"unstick","name":"late"}'
is "$(state late)" DoesNotExist "... until unstick"

# ---- one of several names -------------------------------------------------------------------------------------------
sim_faults_clear
sim_fault '[{"operation":"CreateInstances","kind":"error500","when":"every=1","name":"two"},{"operation":"GetStaticIp","kind":"denied","when":"first","name":"ip"}]'
is "$(sim_call CreateInstances "{\"instanceNames\":[\"one\"],$PLACE,\"blueprintId\":\"ubuntu_22_04\"}" | jq -r '.__type // "fine"')" fine "a fault for one name: another name is not affected"
is "$(sim_call CreateInstances "{\"instanceNames\":[\"two\"],$PLACE,\"blueprintId\":\"ubuntu_22_04\"}" | jq -r '.__type // "fine"')" ServiceException "... but this one is"
is "$(sim_call GetStaticIp '{"staticIpName":"ip"}' | jq -r .__type)" AccessDeniedException "... a read too"
is "$(sim_http GET /_sim/faults | jq -c '[.[] | "\(.name) \(.asked)"]')" '["two 1","ip 1"]' "... and each counts its own calls"
sim_stop
is "$SIM_STATUS" 0 "the process ends with success"
done_testing
