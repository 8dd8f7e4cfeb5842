#!/usr/bin/env bash
# Container services in the simulator: states over time, deployments, images, logs, refusals. Only sim_advance makes time pass.
cd "$(dirname "$0")/../../.." || exit 1
. tests/lib/tap.sh
. tests/lib/sim.sh
. tests/sim/t/sign.sh

SERVICE='"serviceName":"web"'
ask() { sim_call "$1" "$2" | jq -r "${3:-(.__type // \"fine\") | sub(\".*#\"; \"\")}"; }
said() { ask "$1" "$2" '.message // "fine"'; }
show() { ask GetContainerServices "{$SERVICE}" ".containerServices[0] | $1"; }
deploy() { said CreateContainerServiceDeployment "{$SERVICE,$1}"; }
APP='"containers":{"app":{"image":"nginx:latest","ports":{"80":"HTTP"}}}'
ENDPOINT='"publicEndpoint":{"containerName":"app","containerPort":80}'

sim_start --pending-ms 120000 --operation-ms 60000 || bail "the simulator does not start"
contains "$(said CreateContainerServiceRegistryLogin '{}')" "must create a container service" "a login needs a service"
is "$(said CreateContainerService "{$SERVICE,\"power\":\"nano\",\"scale\":1}")" fine "create"
is "$(show '"\(.state) \(.stateDetail.code) \(.power) \(.powerId) \(.scale) \(.isDisabled) \(.resourceType) \(has("name")) \(has("nextDeployment"))"')" \
    "PENDING CREATING_SYSTEM_RESOURCES nano nano-1 1 false ContainerService false false" "... is pending"
contains "$(said UpdateContainerService "{$SERVICE,\"scale\":2}")" "PENDING" "... cannot be changed"
sim_advance 95000
is "$(show .stateDetail.code)" PROVISIONING_SERVICE "... has steps"
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
contains "$(said UpdateContainerService "{$SERVICE,\"publicDomainNames\":{\"xx\":[\"1.e\",\"2.e\",\"3.e\",\"4.e\"]}}")" "at most 4" "five domains are refused"
contains "$(said UpdateContainerService "{$SERVICE,\"scale\":21}")" "less than or equal to 20" "... 21 nodes, too"
contains "$(said CreateContainerService '{"serviceName":"Web","power":"nano","scale":1}')" "regular expression" "... capitals in a name, too"
contains "$(said CreateContainerService '{"serviceName":"web","power":"nano","scale":1}')" "already in use" "... a name that is in use, too"

# ---- deployments ------------------------------------------------------------------------------------------------------
is "$(deploy "$APP,$ENDPOINT")" fine "deploy"
is "$(show '"\(.state) \(.stateDetail.code) \(.nextDeployment.version) \(.nextDeployment.state) \(has("currentDeployment"))"')" \
    "DEPLOYING CREATING_DEPLOYMENT 1 ACTIVATING false" "... is in progress"
contains "$(deploy "$APP")" DEPLOYING "... a second one is refused"
sim_advance 60000
is "$(show '"\(.state) \(.currentDeployment.state) \(has("nextDeployment")) \(.currentDeployment.publicEndpoint.healthCheck.successCodes)"')" "RUNNING ACTIVE false 200-499" "... then it runs"
is "$(sim_mutate '{"action":"fail_deployment","name":"web","line":"exec format error"}' && deploy "${APP/latest/broken}")" fine "a deployment that fails"
sim_advance 60000
is "$(ask GetContainerServiceDeployments "{$SERVICE}" '.deployments | map("\(.version) \(.state)") | join(",")')" "2 FAILED,1 ACTIVE" "... leaves the old version active"
is "$(show '"\(.state) \(.currentDeployment.containers.app.image)"')" "RUNNING nginx:latest" "... and the service runs it"
is "$(ask GetContainerLog "{$SERVICE,\"containerName\":\"app\",\"filterPattern\":\"deployment:2\"}" '.logEvents | map(.message) | join(",")')" \
    "[deployment:2] Creating your deployment,[deployment:2] exec format error,[deployment:2] Took too long,[deployment:2] Canceled" "... its log says why"
contains "$(deploy '"containers":{"app":{"image":"nginx","ports":{"80":"TCP"}}},'"$ENDPOINT")" "HTTP or HTTPS" "an endpoint without HTTP is refused"
eleven=$(seq 11 | jq -sc 'map({key: "c\(.)", value: {image: "nginx"}}) | from_entries')
contains "$(deploy "\"containers\":$eleven")" "at most 10" "... eleven containers, too"

# ---- images, logs, powers ---------------------------------------------------------------------------------------------
digest=sha256:$(printf 'a%.0s' $(seq 64))
is "$(ask RegisterContainerImage "{$SERVICE,\"label\":\"app\",\"digest\":\"$digest\"}" .containerImage.image)" :web.app.1 "register an image"
is "$(deploy '"containers":{"app":{"image":":web.app.latest","ports":{"80":"HTTP"}}}')" fine "deploy it"
sim_advance 60000
is "$(show .currentDeployment.containers.app.image)" :web.app.1 "... latest becomes its number"
contains "$(said DeleteContainerImage "{$SERVICE,\"image\":\":web.app.1\"}")" "in use" "an image in use is not deleted"
ask RegisterContainerImage "{$SERVICE,\"label\":\"app\",\"digest\":\"$digest\"}" >/dev/null
is "$(said DeleteContainerImage "{$SERVICE,\"image\":\":web.app.2\"}")" fine "... another one is"
is "$(ask GetContainerImages "{$SERVICE}" '.containerImages | map(.image) | join(",")')" :web.app.1 "list images"
is "$(ask CreateContainerServiceRegistryLogin '{}' '.registryLogin | "\(.username) \(.password | length)"')" "AWS 64" "a login"
is "$(ask GetContainerServicePowers '{}' '.powers | map("\(.name) \(.price)") | join(",")')" "nano 7,micro 10,small 15,medium 40,large 80,xlarge 160" "powers"
sim_mutate '{"action":"add_log","name":"web","container":"app","line":"GET / 200"}'
is "$(ask GetContainerLog "{$SERVICE,\"containerName\":\"app\",\"filterPattern\":\"GET\"}" '.logEvents[0].message')" "GET / 200" "add_log"

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
sim_lag 60000 0
said DeleteContainerService "{$SERVICE}" >/dev/null
is "$(show .state) $(ask GetContainerServices '{}' '.containerServices[0].state')" "PENDING DELETING" "a read by name is late, the list is not"
sim_stop
done_testing
