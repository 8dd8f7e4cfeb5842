#!/usr/bin/env bash
# HTTPS on instances in the simulator, their known host keys, desktops, cost, metrics. Only sim_advance makes time pass. With SIM_BINARY it runs against another
# endpoint, whose refusals have other words.
cd "$(dirname "$0")/../../.." || exit 1
. tests/lib/tap.sh
. tests/lib/sim.sh
. tests/sim/t/sign.sh

[ -n "${SIM_BINARY:-}" ] || ours=1
ask() { sim_call "$1" "$2" | jq -r "${3:-(.__type // \"fine\") | sub(\".*#\"; \"\")}"; }
said() { ask "$1" "$2" '.message // "fine"'; }
refused() { if [ -n "${ours:-}" ]; then contains "$1" "$2" "$3"; else isnt "$1" fine "$3"; fi; }

sim_start --pending-ms 60000 --operation-ms 60000 --page-size 3 || bail "the simulator does not start"
said CreateInstances '{"instanceNames":["blog"],"availabilityZone":"ap-northeast-1a","blueprintId":"wordpress","bundleId":"nano_3_0"}' >/dev/null

# ---- set-up -----------------------------------------------------------------------------------------------------------
setup() { ask SetupInstanceHttps "{\"instanceName\":\"blog\",\"emailAddress\":\"${2:-me@a.example}\",\"domainNames\":[${1:-\"a.example\",\"www.a.example\"}],\"certificateProvider\":\"LetsEncrypt\"}" "${3:-.message // \"fine\"}"; }
history() { ask GetSetupHistory '{"resourceName":"blog"}' "$1"; }
refused "$(setup)" "is pending" "an instance that starts"
sim_advance 60000
is "$(history '.setupHistory | length')" 0 "no set-up yet"
id=$(setup '' '' '.operations[0] | "\(.id) \(.operationType)"')
is "${id#* }" SetupInstanceHttps "set up"
is "$(history '.setupHistory[0] | "\(.status) \(.operationId) \(.request.domainNames | join(",")) \(.request | has("emailAddress")) \(.resource.name) \(.executionDetails | length)"')" "inProgress ${id% *} a.example,www.a.example false blog 2" "... is in progress"
sim_advance 60000
is "$(history '.setupHistory[0] | "\(.status) \(.executionDetails | map(.status) | join(","))"') $(ask GetOperation "{\"operationId\":\"${id% *}\"}" .operation.status)" "succeeded succeeded,succeeded Succeeded" "... succeeds"
sim_mutate '{"action":"fail_setup","name":"blog","error":"DNS problem: NXDOMAIN"}'
id=$(setup '' '' '.operations[0].id')
sim_advance 60000
is "$(history '.setupHistory[0] | "\(.status) \(.executionDetails[1] | "\(.status) \(.standardError)") \(has("error"))"') $(ask GetOperation "{\"operationId\":\"$id\"}" '.operation | "\(.status) \(.errorDetails)"')" \
    "failed failed DNS problem: NXDOMAIN false Failed DNS problem: NXDOMAIN" "... or fails"
said CloseInstancePublicPorts '{"instanceName":"blog","portInfo":{"protocol":"tcp","fromPort":443,"toPort":443}}' >/dev/null
setup >/dev/null
sim_advance 60000
contains "$(history '.setupHistory[0].executionDetails[1].standardError')" "firewall" "a closed port"
setup >/dev/null && setup >/dev/null && setup >/dev/null
page=$(history '"\(.setupHistory | length) \(.nextPageToken)"')
is "${page% *} $(ask GetSetupHistory "{\"resourceName\":\"blog\",\"pageToken\":\"${page#* }\"}" '.setupHistory | length')" "3 2" "the five newest, in pages"
refused "$(setup '' me)" "email address is not valid" "an email address"
refused "$(setup '"a b.example"')" "domain name is not valid: a b.example" "a domain name"
refused "$(setup "$(seq -f '"n%g.example"' -s, 11)")" "from 1 to 10" "eleven domain names"
long=$(printf 'a%.0s' $(seq 60)).example
refused "$(setup "\"$long\",\"b$long\"")" "63 characters or less" "two long domain names"

# ---- host keys, desktops ----------------------------------------------------------------------------------------------
is "$(ask DeleteKnownHostKeys '{"instanceName":"blog"}' '.operations[0] | "\(.operationType) \(.status)"')" "DeleteKnownHostKeys Succeeded" "forget the host keys"
refused "$(said StartGUISession '{"resourceName":"blog"}')" "not a Lightsail for Research resource" "an instance has no desktop"
sim_mutate '{"action":"set_research","name":"blog"}'
session() { ask CreateGUISessionAccessDetails '{"resourceName":"blog"}' '"\(.status) \(.percentageComplete) \(.sessions | map(.isPrimary) | join(","))"'; }
is "$(session)" "notStarted 0 " "... a computer for research has"
is "$(said StartGUISession '{"resourceName":"blog"}') $(session)" "fine starting 0 " "start"
sim_advance 60000
is "$(session)" "started 100 true,false" "... then it is there"
sim_advance 3600000
is "$(session)" "startExpired 0 " "... for an hour"
is "$(said StopGUISession '{"resourceName":"blog"}') $(session)" "fine stopping 0 " "stop"
sim_advance 60000
is "$(session)" "stopped 0 " "... then it is stopped"
refused "$(said StopGUISession '{"resourceName":"blog"}')" "is stopped" "... once"

# ---- cost -------------------------------------------------------------------------------------------------------------
said CreateContainerService '{"serviceName":"service","power":"nano","scale":2}' >/dev/null
said CreateBucket '{"bucketName":"files","bundleId":"medium_1_0"}' >/dev/null
said CreateLoadBalancer '{"loadBalancerName":"balancer","instancePort":80}' >/dev/null
now=$(ask GetBuckets '{}' '.buckets[0].createdAt')
sim_advance $((744 * 3600000))
cost() { ask GetCostEstimate "{\"resourceName\":\"$1\",\"startTime\":$now,\"endTime\":4102444800}" '.resourcesBudgetEstimate[0].costEstimates[0].resultsByTime[0].usageCost | round'; }
is "$(cost service) $(cost files) $(cost balancer)" "14 3 18" "a month of a service, a bucket and a load balancer"

# ---- metrics ----------------------------------------------------------------------------------------------------------
metric() { said "$1" "{$2,\"metricName\":\"$3\",\"startTime\":${4:-0},\"endTime\":1,\"period\":300,\"statistics\":[\"Sum\"]${5-,\"unit\":\"Count\"}}"; }
is "$(metric GetInstanceMetricData '"instanceName":"blog"' DiskReadOps)$(metric GetContainerServiceMetricData '"serviceName":"service"' CPUUtilization 0 '')" finefine "metrics"
refused "$(metric GetInstanceMetricData '"instanceName":"blog"' CPUUtilization 2)" "startTime must be before endTime" "... of no time"
refused "$(metric GetInstanceMetricData '"instanceName":"blog"' RequestCount)" "enum value set" "... of another type"
is "$(ask GetInstanceMetricData '{"instanceName":"none","metricName":"NetworkIn","startTime":0,"endTime":1,"period":300,"statistics":["Sum"],"unit":"Bytes"}')" NotFoundException "... of nothing"
done_testing
