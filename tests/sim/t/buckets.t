#!/usr/bin/env bash
# Buckets in the simulator: names, states, changes, keys, readers, refusals. Only sim_advance makes time pass. With SIM_BINARY it runs against another
# endpoint, whose refusals have other words.
cd "$(dirname "$0")/../../.." || exit 1
. tests/lib/tap.sh
. tests/lib/sim.sh
. tests/sim/t/sign.sh

BUCKET='"bucketName":"files-1"'
[ -n "${SIM_BINARY:-}" ] || ours=1
ask() { sim_call "$1" "$2" | jq -r "${3:-(.__type // \"fine\") | sub(\".*#\"; \"\")}"; }
said() { ask "$1" "$2" '.message // "fine"'; }
show() { ask GetBuckets "{$BUCKET${2:+,$2}}" ".buckets[0] | $1"; }
refused() { if [ -n "${ours:-}" ]; then contains "$1" "$2" "$3"; else isnt "$1" fine "$3"; fi; }
create() { said CreateBucket "{\"bucketName\":\"$1\",\"bundleId\":\"${2:-small_1_0}\"}"; }
update() { said UpdateBucket "{$BUCKET,$1}"; }
mutate() { sim_mutate "{\"name\":\"${2:-files-1}\",\"action\":$1}"; }
DAY=86400000

sim_start --pending-ms 60000 --operation-ms 60000 --page-size 3 || bail "the simulator does not start"
is "$(ask GetBuckets '{}' '"\(.buckets | length) \(.accountLevelBpaSync | "\(.status) \(.message) \(.bpaImpactsLightsail) \(has("lastSyncedAt"))")"')" \
    "0 NeverSynced SYNC_ON_HOLD false false" "no bucket yet"

# ---- creation ---------------------------------------------------------------------------------------------------------
is "$(ask CreateBucket "{$BUCKET,\"bundleId\":\"small_1_0\",\"tags\":[{\"key\":\"Team\"}]}" \
    '.bucket.arn as $arn | "\(.operations[0] | "\(.operationType) \(.resourceType) \(.isTerminal)") \(.bucket | "\(.name) \(.bundleId) \(.url) \(.objectVersioning) \(.accessRules.getObject) \(.accessRules.allowPublicOverrides) \(.ableToUpdateBundle) \(.tags[0].key) \(has("state")) \(has("cors"))") \($arn | split(":")[5] | split("/")[0])"')" \
    "CreateBucket Bucket false files-1 small_1_0 https://files-1.s3.ap-northeast-1.amazonaws.com NeverEnabled private false true Team false false Bucket" "create"
sim_advance 60000
is "$(show '"\(.state.code) \(has("cors")) \(has("resourcesReceivingAccess")) \(.accessLogConfig.enabled) \(.readonlyAccessAccounts | length) \(.location.availabilityZone)"')" \
    "OK false false false 0 all" "... then it is usable"
for name in Files a- ab -abc a_b 'a.b' "$(printf 'a%.0s' $(seq 55))"; do
    refused "$(create "$name")" "regular expression" "the name $name is refused"
done
refused "$(create files-1)" "already in use" "... one that is in use, too"
refused "$(AWS_REGION=us-east-1 create files-1)" "shared by all users" "... also in another region"
runs "another account has a name" mutate '"take_bucket_name"' theirs
refused "$(create theirs)" "shared by all users" "... which is refused"
mutate '"free_bucket_name"' theirs
is "$(create theirs)" fine "... until it is free"
refused "$(create other huge_1_0)" "does not exist: huge_1_0" "a bundle that does not exist"
refused "$(create other small_0_1)" "no longer available" "... one that is retired"
is "$(ask GetBucketBundles '{}' '.bundles | map("\(.bundleId) \(.price) \(.storagePerMonthInGb) \(.transferPerMonthInGb)") | join(",")')" \
    "small_1_0 1 5 25,medium_1_0 3 100 250,large_1_0 5 250 500" "the bundles"
is "$(ask GetBucketBundles '{"includeInactive":true}' '.bundles | map(select(.isActive | not)) | length')" 1 "... with those that are retired"
mutate '"set_bucket_state","message":"late"' broken
create broken >/dev/null
sim_advance 60000
is "$(ask GetBuckets '{"bucketName":"broken"}' '.buckets[0].state | "\(.code) \(.message)"')" "Unknown late" "a creation that ends in the state Unknown"
is "$(ask CreateBucket '{"bucketName":"versions","bundleId":"large_1_0","enableObjectVersioning":true}' .bucket.objectVersioning)" Enabled "a bucket with versions"
is "$(ask GetBuckets '{}' '"\(.buckets | map(.name) | join(",")) \(has("nextPageToken")) \(.accountLevelBpaSync.status)"')" "files-1,theirs,broken true NeverSynced" "the list has pages"
sim_advance 3600000
is "$(ask GetBuckets '{}' '.accountLevelBpaSync | "\(.status) \(has("lastSyncedAt")) \(has("message"))"')" "InSync true false" "... and the state of the account"
mutate '"set_public_access_block","message":"DEFAULTED_FOR_SLR_MISSING","blocks":true' Defaulted
is "$(ask GetBuckets "{$BUCKET}" '.accountLevelBpaSync | "\(.status) \(.message) \(.bpaImpactsLightsail)"')" "Defaulted DEFAULTED_FOR_SLR_MISSING true" "... which a test can set"

# ---- changes ----------------------------------------------------------------------------------------------------------
is "$(ask UpdateBucket "{$BUCKET,\"accessRules\":{\"getObject\":\"public\"},\"versioning\":\"Enabled\",\"readonlyAccessAccounts\":[\"222222222222\",\"111111111111\"]}" \
    '"\(.operations[0].operationType) \(.bucket.accessRules | tojson) \(.bucket.objectVersioning) \(.bucket.readonlyAccessAccounts | join(",")) \(.bucket | has("cors"))"')" \
    'UpdateBucket {"getObject":"public","allowPublicOverrides":false} Enabled 111111111111,222222222222 false' "update"
is "$(update '"versioning":"Suspended","readonlyAccessAccounts":[]')$(show '"\(.accessRules.getObject) \(.objectVersioning) \(.readonlyAccessAccounts | length)"')" \
    "finepublic Suspended 0" "what is not given stays"
refused "$(update '"versioning":"NeverEnabled"')" "Enabled or Suspended" "versions are never unknown again"
refused "$(update '"readonlyAccessAccounts":["12"]')" "not valid: 12" "an account that is none"
refused "$(update "\"readonlyAccessAccounts\":$(seq 111111111111 111111111121 | jq -nRc '[inputs]')")" "At most 10" "eleven accounts"
is "$(update '"accessLogConfig":{"enabled":true,"destination":"theirs","prefix":"logs/"}')$(show '.accessLogConfig | tojson')" \
    'fine{"enabled":true,"destination":"theirs","prefix":"logs/"}' "a log"
refused "$(update '"accessLogConfig":{"enabled":true}')" "destination is required" "... needs a destination"
refused "$(update '"accessLogConfig":{"enabled":true,"destination":"nowhere"}')" "not a bucket of this Region: nowhere" "... that exists"
refused "$(update '"accessLogConfig":{"enabled":true,"destination":"theirs","prefix":"a b"}')" "regular expression" "... and a prefix of the right form"
refused "$(update '"accessLogConfig":{"enabled":false,"destination":"theirs"}')" "must be omitted" "none has no destination"
is "$(update '"accessLogConfig":{"enabled":false}')$(show '.accessLogConfig | tojson')" 'fine{"enabled":false}' "the end of the log"
RULE='{"id":"web","allowedMethods":["GET","PUT"],"allowedOrigins":["https://*.a.example"],"maxAgeSeconds":60}'
is "$(ask UpdateBucket "{$BUCKET,\"cors\":{\"rules\":[$RULE]}}" '.bucket.cors.rules | tojson')" "[$RULE]" "CORS rules, in the response to their change"
is "$(show '.cors.rules | length' '"includeCors":true') $(show 'has("cors")')" "1 false" "... and where a read asks for them"
refused "$(said GetBuckets '{"includeCors":true}')" "together with bucketName" "... by name"
refused "$(update "\"cors\":{\"rules\":$(seq 21 | jq -nc --argjson rule "$RULE" '[inputs | $rule]')}")" "at most 20" "21 CORS rules"
refused "$(update '"cors":{"rules":[{"allowedMethods":[],"allowedOrigins":["*"]}]}')" "at least one origin and one method" "one without a method"
refused "$(update '"cors":{"rules":[{"allowedMethods":["PATCH"],"allowedOrigins":["*"]}]}')" "[DELETE, GET, HEAD, POST, PUT]" "... with another one"
refused "$(update '"cors":{"rules":[{"allowedMethods":["GET"],"allowedOrigins":["*.*"]}]}')" "more than one wildcard" "... with two wildcards"
is "$(update '"cors":{"rules":[]}')$(show '.cors.rules | length' '"includeCors":true')" fine0 "no CORS rules any more"
is "$(said UpdateBucketBundle "{$BUCKET,\"bundleId\":\"medium_1_0\"}")$(show '"\(.bundleId) \(.ableToUpdateBundle)"')" "finemedium_1_0 false" "another bundle"
refused "$(said UpdateBucketBundle "{$BUCKET,\"bundleId\":\"large_1_0\"}")" "in this month already" "... once in a month"
sim_advance $((31 * DAY))
is "$(show .ableToUpdateBundle)" true "... then again"
refused "$(said UpdateBucketBundle "{$BUCKET,\"bundleId\":\"medium_1_0\"}")" "already" "the bundle that it has"

# ---- keys -------------------------------------------------------------------------------------------------------------
keys() { ask GetBucketAccessKeys "{$BUCKET}" ".accessKeys | $1"; }
is "$(keys length)" 0 "no key yet"
read -r first secret rest < <(ask CreateBucketAccessKey "{$BUCKET}" '"\(.accessKey | "\(.accessKeyId) \(.secretAccessKey | length) \(.status) \(has("lastUsed"))") \(.operations[0].operationType)"')
like "$first $secret $rest" '^[A-Z0-9]{20} 40 Active false CreateBucketAccessKey$' "a key, with its secret"
is "$(keys '.[0] | "\(.accessKeyId) \(has("secretAccessKey")) \(.lastUsed.region) \(.lastUsed.serviceName) \(.lastUsed | has("lastUsedDate"))"')" "$first false N/A N/A false" "... once"
second=$(ask CreateBucketAccessKey "{$BUCKET}" .accessKey.accessKeyId)
isnt "$second" "$first" "a second one"
refused "$(said CreateBucketAccessKey "{$BUCKET}")" "2 access keys, which is the limit" "... but no third"
mutate "\"set_bucket_key\",\"key\":\"$second\",\"status\":\"Inactive\",\"service\":\"s3\""
is "$(keys '.[1] | "\(.status) \(.lastUsed.region) \(.lastUsed.serviceName) \(.lastUsed | has("lastUsedDate"))"')" "Inactive ap-northeast-1 s3 true" "S3 uses one"
is "$(said DeleteBucketAccessKey "{$BUCKET,\"accessKeyId\":\"$first\"}")$(keys length)" fine1 "delete one"
is "$(ask DeleteBucketAccessKey "{$BUCKET,\"accessKeyId\":\"$first\"}")" NotFoundException "... once"

# ---- instances with access --------------------------------------------------------------------------------------------
access() { said SetResourceAccessForBucket "{$BUCKET,\"resourceName\":\"$1\",\"access\":\"$2\"}"; }
readers() { show '.resourcesReceivingAccess | map("\(.name) \(.resourceType)") | join(",")' '"includeConnectedResources":true'; }
said CreateInstances '{"instanceNames":["web-1","web-2"],"availabilityZone":"ap-northeast-1a","blueprintId":"ubuntu_22_04","bundleId":"nano_3_0"}' >/dev/null
refused "$(access web-1 allow)" "pending" "an instance that starts has no access"
sim_advance 60000
is "$(access web-1 allow)$(access web-2 allow)$(access web-1 allow)$(readers)" "finefinefineweb-1 Instance,web-2 Instance" "give access"
is "$(access web-2 deny)$(readers)" "fineweb-1 Instance" "... and take it"
is "$(ask SetResourceAccessForBucket "{$BUCKET,\"resourceName\":\"web-3\",\"access\":\"allow\"}")" NotFoundException "an instance that does not exist"
is "$(sim_mutate '{"action":"rebuild_instance","name":"web-1"}')$(readers)" "" "a rebuilt instance has no access"
access web-1 allow >/dev/null

# ---- objects, metrics -------------------------------------------------------------------------------------------------
metric() { ask GetBucketMetricData "{$BUCKET,\"metricName\":\"$1\",\"startTime\":0,\"endTime\":4102444800,\"period\":86400,\"statistics\":[\"Average\",\"SampleCount\"],\"unit\":\"$2\"}" '.metricData | if length > 0 then .[-1] | "\(.average) \(.sampleCount) \(.unit) \(has("sum"))" else "none" end'; }
is "$(metric NumberOfObjects Count)" none "nothing is measured yet"
mutate '"put_objects","number":7,"bytes":4096,"days":2'
is "$(metric NumberOfObjects Count),$(metric BucketSizeBytes Bytes),$(metric BucketSizeBytes Count)" "7 1 Count false,4096 1 Bytes false,none" "objects, measured once a day"
mutate '"put_objects","number":9'
is "$(metric NumberOfObjects Count)" "7 1 Count false" "... so new ones are not"

# ---- deletion ---------------------------------------------------------------------------------------------------------
contains_all() { refused "$1" "has objects, has access keys, has instances with access to it" "$2"; }
contains_all "$(said DeleteBucket "{$BUCKET}")" "a bucket in use is not deleted"
is "$(ask DeleteBucket "{$BUCKET,\"forceDelete\":true}" '.operations[0] | "\(.operationType) \(.isTerminal)"')" "DeleteBucket false" "... but with forceDelete"
sim_advance 60000
is "$(ask GetBuckets "{$BUCKET}")$(create files-1)" NotFoundExceptionfine "... and its name is free"
is "$(said DeleteBucket '{"bucketName":"versions"}')" fine "an empty bucket is deleted"

# ---- late reads, faults, the state file -------------------------------------------------------------------------------
sim_advance 60000
sim_lag 60000 0
ask CreateBucketAccessKey "{$BUCKET}" .accessKey.accessKeyId >/dev/null
update '"versioning":"Enabled","cors":{"rules":['"$RULE"']}' >/dev/null
is "$(keys length) $(show '"\(.objectVersioning) \(.cors.rules | length)"' '"includeCors":true') $(ask GetBuckets '{}' '.buckets | map(select(.name == "files-1").objectVersioning) | join(",")')" \
    "0 NeverEnabled 0 Enabled" "reads of one bucket are late: keys and rules, too"
sim_advance 60000
is "$(keys length) $(show '"\(.objectVersioning) \(.cors.rules | length)"' '"includeCors":true')" "1 Enabled 1" "... they appear"
sim_lag 0
sim_fault '[{"operation":"CreateBucketAccessKey","kind":"failed","when":"first"},{"operation":"UpdateBucketBundle","kind":"lost","when":"first"}]'
is "$(ask CreateBucketAccessKey "{$BUCKET}" '.accessKey.status')$(keys length)" Active1 "failed: a key is created, and is not there"
said UpdateBucketBundle "{$BUCKET,\"bundleId\":\"large_1_0\"}" >/dev/null 2>&1
is "$(show .bundleId)" large_1_0 "lost: the bundle is another one"
is "$(ask GetOperationsForResource '{"resourceName":"files-1"}' '.operations[0].operationType')" UpdateBucketBundle "operations by name"
[ -z "${ours:-}" ] || is "$(sim_state '.regions["ap-northeast-1"].buckets["files-1"] | "\(.accessKeys | length) \(.cors | length)"')" "1 1" "the state has what reads do not show"
done_testing
