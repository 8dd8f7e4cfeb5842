#!/usr/bin/env bash
# Container services in the simulator: states over time, deployments, images, logs, refusals. Only sim_advance makes time pass. With SIM_BINARY it runs
# against another endpoint, whose refusals have other words.
cd "$(dirname "$0")/../../.." || exit 1
. tests/lib/tap.sh
. tests/lib/sim.sh
. tests/sim/t/sign.sh

SERVICE='"serviceName":"web"'
[ -n "${SIM_BINARY:-}" ] || ours=1
ask() { sim_call "$1" "$2" | jq -r "${3:-(.__type // \"fine\") | sub(\".*#\"; \"\")}"; }
said() { ask "$1" "$2" '.message // "fine"'; }
show() { ask GetContainerServices "{$SERVICE}" ".containerServices[0] | $1"; }
# refused MESSAGE WORDS NAME
refused() { if [ -n "${ours:-}" ]; then contains "$1" "$2" "$3"; else isnt "$1" fine "$3"; fi; }
deploy() { said CreateContainerServiceDeployment "{$SERVICE,$1}"; }
APP='"containers":{"app":{"image":"nginx:latest","ports":{"80":"HTTP"}}}'
ENDPOINT='"publicEndpoint":{"containerName":"app","containerPort":80}'

sim_start --pending-ms 120000 --operation-ms 60000 || bail "the simulator does not start"
refused "$(said CreateContainerServiceRegistryLogin '{}')" "must create a container service" "a login needs a service"
is "$(said CreateContainerService "{$SERVICE,\"power\":\"nano\",\"scale\":1}")" fine "create"
is "$(show '"\(.state) \(.stateDetail.code) \(.power) \(.powerId) \(.scale) \(.isDisabled) \(.resourceType) \(has("name")) \(has("nextDeployment"))"')" \
    "PENDING CREATING_SYSTEM_RESOURCES nano nano-1 1 false ContainerService false false" "... is pending"
refused "$(said UpdateContainerService "{$SERVICE,\"scale\":2}")" "PENDING" "... cannot be changed"
sim_advance 95000
[ -z "${ours:-}" ] || is "$(show .stateDetail.code)" PROVISIONING_SERVICE "... has steps"
sim_advance 30000
is "$(show '"\(.state) \(has("stateDetail")) \(.principalArn != "") \(.privateDomainName)"')" "READY false true web.service.local" "... then ready"
is "$(ask GetContainerServices '{"serviceName":"none"}')" NotFoundException "a service that does not exist"

for row in one:a.example two:b.example xx:1.e; do
    said CreateCertificate "{\"certificateName\":\"${row%:*}\",\"domainName\":\"${row#*:}\"}" >/dev/null
    sim_mutate "{\"action\":\"issue_certificate\",\"name\":\"${row%:*}\"}"
done

# ---- changes ----------------------------------------------------------------------------------------------------------
is "$(said UpdateContainerService "{$SERVICE,\"power\":\"micro\",\"publicDomainNames\":{\"one\":[\"a.example\"],\"two\":[\"b.example\"]}}")" fine "update"
is "$(show '"\(.state) \(.power) \(.powerId) \(.scale)"')" "UPDATING micro micro-1 1" "... shows the new values at once"
sim_advance 60000
said UpdateContainerService "{$SERVICE,\"publicDomainNames\":{\"one\":[]},\"privateRegistryAccess\":{\"ecrImagePullerRole\":{\"isActive\":true}}}" >/dev/null
sim_advance 60000
is "$(show '"\(.state) \(.publicDomainNames | tojson) \(.privateRegistryAccess.ecrImagePullerRole.isActive)"')" 'READY {"two":["b.example"]} true' \
    "a certificate with an empty list is removed, one that is left out stays"
refused "$(said UpdateContainerService "{$SERVICE,\"publicDomainNames\":{\"xx\":[\"1.e\",\"2.e\",\"3.e\",\"4.e\"]}}")" "at most 4" "five domains are refused"
refused "$(said UpdateContainerService "{$SERVICE,\"scale\":21}")" "less than or equal to 20" "... 21 nodes, too"
refused "$(said CreateContainerService '{"serviceName":"Web","power":"nano","scale":1}')" "regular expression" "... capitals in a name, too"
refused "$(said CreateContainerService '{"serviceName":"web","power":"nano","scale":1}')" "already in use" "... a name that is in use, too"

# ---- deployments ------------------------------------------------------------------------------------------------------
is "$(deploy "$APP,$ENDPOINT")" fine "deploy"
is "$(show '"\(.state) \(.stateDetail.code) \(.nextDeployment.version) \(.nextDeployment.state) \(has("currentDeployment"))"')" \
    "DEPLOYING CREATING_DEPLOYMENT 1 ACTIVATING false" "... is in progress"
refused "$(deploy "$APP")" DEPLOYING "... a second one is refused"
sim_advance 60000
is "$(show '"\(.state) \(.currentDeployment.state) \(has("nextDeployment")) \(.currentDeployment.publicEndpoint.healthCheck.successCodes)"')" "RUNNING ACTIVE false 200-499" "... then it runs"
is "$(sim_mutate '{"action":"fail_deployment","name":"web","line":"exec format error"}' && deploy "${APP/latest/broken}")" fine "a deployment that fails"
sim_advance 60000
is "$(ask GetContainerServiceDeployments "{$SERVICE}" '.deployments | map("\(.version) \(.state)") | join(",")')" "2 FAILED,1 ACTIVE" "... leaves the old version active"
is "$(show '"\(.state) \(.currentDeployment.containers.app.image)"')" "RUNNING nginx:latest" "... and the service runs it"
is "$(ask GetContainerLog "{$SERVICE,\"containerName\":\"app\"}" '.logEvents | map(.message) | join(",")')" \
    "[deployment:1] Creating your deployment,[deployment:1] Started 1 new node,[deployment:1] Reached a steady state,[deployment:2] Creating your deployment,[deployment:2] Started 1 new node,exec format error,[deployment:2] Took too long,[deployment:2] Canceled" \
    "... its log says why"
is "$(ask GetContainerLog "{$SERVICE,\"containerName\":\"app\"}" '.logEvents | .[0].createdAt as $first | map(.createdAt - $first >= 119) | .[4:] | join(" ")') $(ask GetContainerLog "{$SERVICE,\"containerName\":\"other\"}" '.logEvents | length')" \
    "false true true true 0" "... at the time when it happened, and for this container only"
refused "$(deploy '"containers":{"app":{"image":"nginx","ports":{"80":"TCP"}}},'"$ENDPOINT")" "HTTP or HTTPS" "an endpoint without HTTP is refused"
eleven=$(seq 11 | jq -sc 'map({key: "c\(.)", value: {image: "nginx"}}) | from_entries')
refused "$(deploy "\"containers\":$eleven")" "at most 10" "... eleven containers, too"
refused "$(deploy '"containers":{}')" "at least one" "... and none"
refused "$(deploy "${APP/nginx:latest/:web.app.1}")" "does not exist" "... and an image that is not registered"
refused "$(said CreateContainerService '{"serviceName":"new","power":"nano","scale":1,"deployment":{"containers":{"app":{"image":":new.app.latest"}}}}')" "does not exist" \
    "... also when the service is created with it"

# ---- images, logs, powers ---------------------------------------------------------------------------------------------
digest=sha256:$(printf 'a%.0s' $(seq 64))
register() { ask RegisterContainerImage "{$SERVICE,\"label\":\"$1\",\"digest\":\"${2-$digest}\"}" '.containerImage.image // .message'; }
images() { ask GetContainerImages "{$SERVICE}" '.containerImages | map(.image) | join(",")'; }
is "$(register app)" :web.app.1 "register an image"
is "$(deploy '"containers":{"app":{"image":":web.app.latest","ports":{"80":"HTTP"}}}')" fine "deploy it"
refused "$(said DeleteContainerImage "{$SERVICE,\"image\":\":web.app.1\"}")" "in use" "an image of the next deployment is not deleted"
sim_advance 60000
is "$(show .currentDeployment.containers.app.image)" :web.app.1 "... latest becomes its number"
refused "$(said DeleteContainerImage "{$SERVICE,\"image\":\":web.app.1\"}")" "in use" "... nor one of the current deployment"
is "$(register app) $(register other)" ":web.app.2 :web.other.3" "numbers count over all labels"
is "$(deploy '"containers":{"app":{"image":":web.app.latest","ports":{"80":"HTTP"}}}')$(show .nextDeployment.containers.app.image)" fine:web.app.2 "latest is the newest image of its label"
sim_advance 60000
is "$(said DeleteContainerImage "{$SERVICE,\"image\":\":web.app.1\"}") $(images)" "fine :web.other.3,:web.app.2" "an image that is not used any more is deleted"
is "$(ask DeleteContainerImage "{$SERVICE,\"image\":\":web.app.1\"}")" NotFoundException "... once"
refused "$(register app sha256:abc) $(register Bad)" "digest is not valid: sha256:abc 1 validation error" "a wrong digest, a wrong label"
many() { # NUMBER MUTATION
    for ((i = 0; i < $1; i++)); do echo "url=$SIM_URL/_sim/mutate"; done >"$SIM_DIR/urls"
    curl -sS --noproxy '*' -K "$SIM_DIR/urls" --data "$2" >/dev/null
}
many 148 "{\"action\":\"call\",\"operation\":\"RegisterContainerImage\",\"input\":{$SERVICE,\"label\":\"more\",\"digest\":\"$digest\"}}"
refused "$(register app)" "at most 150" "more than 150 images are refused"
many 48 "{\"action\":\"call\",\"operation\":\"CreateContainerServiceDeployment\",\"input\":{$SERVICE}}"
is "$(ask GetContainerServiceDeployments "{$SERVICE}" '.deployments | "\(length) \(.[0].version) \(.[49].version) \(.[0].containers.app.image)"')" "50 52 3 :web.app.2" \
    "fifty versions are kept; one without containers has those of the version before it"
like "$(ask CreateContainerServiceRegistryLogin '{}' '.registryLogin | "\(.username) \(.password | length) \(.registry)"')" '^AWS 64 [0-9]{12}.dkr.ecr.ap-northeast-1.amazonaws.com$' "a login"
is "$(ask GetContainerServicePowers '{}' '.powers | map("\(.name) \(.price)") | join(",")')" "nano 7,micro 10,small 15,medium 40,large 80,xlarge 160" "powers"
is "$(ask GetContainerAPIMetadata '{}' '.metadata | map(.name) | join(",")')" lightsailctlVersion "the version of a tool"

# ---- filters of logs, time ranges, the end of their life --------------------------------------------------------------
sim_advance 60000
for line in 'ERROR 401 bad request' 'GET /health 200' 'ERROR Exception: "no" file' 'error in lower case'; do
    sim_mutate "$(jq -nc --arg line "$line" '{action: "add_log", name: "web", container: "app", $line}')"
    sim_advance 1000
done
time_of() { ask GetContainerLog "{$SERVICE,\"containerName\":\"app\",\"filterPattern\":\"$1\"}" '.logEvents[0].createdAt'; }
from=$(time_of 401) to=$(time_of Exception)
lines() { # FILTER [MEMBERS]: the first two words of the lines since $from
    sim_call GetContainerLog "$(jq -nc --arg filter "$1" --argjson from "$from" "{serviceName: \"web\", containerName: \"app\", filterPattern: \$filter, startTime: \$from} + {${2:-}}")" |
        jq -r 'if .logEvents then [.logEvents[].message | split(" ")[0:2] | join(" ")] | join(",") else .message end'
}
is "$(lines '')" "ERROR 401,GET /health,ERROR Exception:,error in" "a filter without terms"
is "$(lines ERROR)|$(lines 'ERROR Exception')|$(lines '"Exception: \"no\""')" "ERROR 401,ERROR Exception:|ERROR Exception:|ERROR Exception:" "words, all of which are wanted, and a phrase"
is "$(lines -ERROR)|$(lines 'ERROR -"401 bad"')|$(lines '?GET ?401')|$(lines '?GET error')" "GET /health,error in|ERROR Exception:|ERROR 401,GET /health|error in" \
    "excluded ones, one of several, which is ignored next to others"
for filter in /health '"no end' '[ip, user]' '{ $.a = 1 }' '""' 'a  "b"c'; do
    refused "$(lines "$filter")" "Invalid filter pattern" "the filter $filter is refused"
done
is "$(lines '' "endTime: $to")" "ERROR 401,GET /health,ERROR Exception:" "a time range has both ends"
sim_advance $((4 * 86400000))
is "$(lines '')" "" "lines are gone after four days"

# ---- disabled, deleted, created with a deployment, failed, late -------------------------------------------------------
said UpdateContainerService "{$SERVICE,\"isDisabled\":true}" >/dev/null
sim_advance 60000
is "$(show .state)" DISABLED "a disabled service"
is "$(said DeleteContainerService "{$SERVICE}")" fine "delete"
is "$(show .state)" DELETING "... takes time"
sim_advance 60000
is "$(ask GetContainerServices "{$SERVICE}")" NotFoundException "... then it is gone"
is "$(said CreateContainerService "{$SERVICE,\"power\":\"nano\",\"scale\":1,\"deployment\":{$APP}}")" fine "create with a deployment"
sim_advance 130000
is "$(show .state)" DEPLOYING "... it is deployed after the creation"
sim_advance 60000
is "$(show '"\(.state) \(.currentDeployment.version)"')" "RUNNING 1" "... and runs"
sim_mutate '{"action":"fail_container_service","name":"web","code":"CERTIFICATE_LIMIT_EXCEEDED"}'
is "$(show '"\(.state) \(.stateDetail.code)"')" "PENDING CERTIFICATE_LIMIT_EXCEEDED" "fail_container_service"
said DeleteContainerService "{$SERVICE}" >/dev/null
sim_advance 60000

# ---- faults -----------------------------------------------------------------------------------------------------------
create() { said CreateContainerService "{$SERVICE,\"power\":\"nano\",\"scale\":1}"; }
versions() { ask GetContainerServiceDeployments "{$SERVICE}" '.deployments // [] | map("\(.version) \(.state)") | join(",")'; }
sim_fault '[{"operation":"CreateContainerService","kind":"failed","when":"first"},{"operation":"CreateContainerServiceDeployment","kind":"failed","when":"first"}]'
is "$(create) $(show .state)" "fine PENDING" "failed: a creation begins"
sim_advance 120000
is "$(show '"\(.state) \(.stateDetail.code)"')" "PENDING UNKNOWN_ERROR" "... and ends with an error"
said DeleteContainerService "{$SERVICE}" >/dev/null
sim_advance 60000
create >/dev/null
sim_advance 120000
is "$(deploy "$APP") $(versions)" "fine 1 ACTIVATING" "failed: a deployment begins"
sim_advance 60000
is "$(show .state) $(versions)" "READY 1 FAILED" "... and fails"
sim_fault '[{"operation":"CreateContainerServiceDeployment","kind":"stuck","when":"first"},{"operation":"RegisterContainerImage","kind":"failed","when":"first"},
    {"operation":"CreateContainerServiceRegistryLogin","kind":"lost","when":"first"},{"operation":"DeleteContainerImage","kind":"lost","when":"first"}]'
is "$(register app)$(images)" :web.app.1 "failed: an image is registered, and is not there"
is "$(register app)$(said CreateContainerServiceRegistryLogin '{}' 2>/dev/null)$(said DeleteContainerImage "{$SERVICE,\"image\":\":web.app.1\"}" 2>/dev/null)$(images)" :web.app.1 "lost: an image is deleted"
deploy "$APP" >/dev/null
sim_advance 86400000
is "$(show .state) $(versions)" "DEPLOYING 2 ACTIVATING,1 FAILED" "stuck: a deployment stays"
sim_mutate '{"action":"unstick","name":"web"}'
is "$(show .state) $(versions)" "RUNNING 2 ACTIVE,1 FAILED" "... until unstick"

# ---- late reads -------------------------------------------------------------------------------------------------------
sim_lag 60000 0
deploy "$APP" >/dev/null
register app >/dev/null
said DeleteContainerImage "{$SERVICE,\"image\":\":web.app.2\"}" >/dev/null
register app >/dev/null
log() { ask GetContainerLog "{$SERVICE,\"containerName\":\"app\"}" '.logEvents[-1].message'; }
is "$(show .state)|$(versions)|$(images)|$(log)" "RUNNING|2 ACTIVE,1 FAILED||[deployment:2] Reached a steady state" "reads of one service are late: versions, images, log lines, too"
is "$(ask GetContainerServices '{}' '.containerServices[0].state')" DEPLOYING "... the list is not"
refused "$(deploy "$APP")" DEPLOYING "... nor are refusals"
sim_advance 60000
is "$(show .state)|$(versions)|$(images)|$(log)" "DEPLOYING|3 ACTIVATING,2 ACTIVE,1 FAILED|:web.app.3|[deployment:3] Creating your deployment" "... they appear"
sim_lag 0 60000
said UpdateContainerService "{$SERVICE,\"scale\":2}" >/dev/null
is "$(show .scale) $(ask GetContainerServices '{}' '.containerServices[0].scale')" "2 1" "a list is late"
sim_stop

# ---- a registry -------------------------------------------------------------------------------------------------------
there=$(mktemp -d)
sim_start --pending-ms 0 --operation-ms 0 --page-size 2 --registry localhost:5000 --registry-login me:se:cret --registry-files "$there" || bail "the simulator does not start"
create >/dev/null
is "$(ask CreateContainerServiceRegistryLogin '{}' '.registryLogin | "\(.registry) \(.username) \(.password)"')" "localhost:5000 me se:cret" "--registry, --registry-login"
refused "$(register app)" "has no image with the digest $digest" "--registry-files: an image that was not pushed is refused"
folder=$there/docker/registry/v2/repositories/sr/_manifests/revisions/sha256/${digest#*:}
mkdir -p "$folder" && touch "$folder/link"
is "$(register app)" :web.app.1 "... a pushed one is registered"
rm -r "$there"

# ---- pages ------------------------------------------------------------------------------------------------------------
deploy "$APP" >/dev/null
page() { ask GetContainerLog "{$SERVICE,\"containerName\":\"app\"${1:+,\"pageToken\":\"$1\"}}" "$2"; }
token=$(page "" .nextPageToken)
is "$(page "" '.logEvents | length') $(page "$token" '"\(.logEvents | length) \(has("nextPageToken"))"')" "2 1 false" "pages"
[ -n "${ours:-}" ] || done_testing
many 1000 '{"action":"add_log","name":"web","container":"app","line":"more"}'
is "$(page "$token" '.logEvents | map(.message) | unique | join(",")')" "more" "a token stays valid when its lines are gone"
sim_stop
"${B:-build}/lightsail-sim" --registry-login nobody >/dev/null 2>&1
is $? 2 "a login without a password"
done_testing
