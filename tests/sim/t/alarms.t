#!/usr/bin/env bash
# Alarms and contact methods in the simulator: states, what the service chooses, refusals. Only sim_advance makes time pass. With SIM_BINARY it runs
# against another endpoint, whose refusals have other words.
cd "$(dirname "$0")/../../.." || exit 1
. tests/lib/tap.sh
. tests/lib/sim.sh
. tests/sim/t/sign.sh

[ -n "${SIM_BINARY:-}" ] || ours=1
ask() { sim_call "$1" "$2" | jq -r "${3:-(.__type // \"fine\") | sub(\".*#\"; \"\")}"; }
said() { ask "$1" "$2" '.message // "fine"'; }
refused() { if [ -n "${ours:-}" ]; then contains "$1" "$2" "$3"; else isnt "$1" fine "$3"; fi; }

sim_start --pending-ms 60000 --operation-ms 60000 --page-size 2 || bail "the simulator does not start"
said CreateInstances '{"instanceNames":["web-1"],"availabilityZone":"ap-northeast-1a","blueprintId":"ubuntu_22_04","bundleId":"nano_3_0"}' >/dev/null
said AllocateStaticIp '{"staticIpName":"address"}' >/dev/null
sim_advance 60000

# ---- alarms -----------------------------------------------------------------------------------------------------------
put() { said PutAlarm "{\"alarmName\":\"$1\",\"monitoredResourceName\":\"${3:-web-1}\",\"metricName\":\"${2:-CPUUtilization}\",\"comparisonOperator\":\"GreaterThanThreshold\",\"threshold\":80.5,\"evaluationPeriods\":${5:-3}${4:+,$4}}"; }
show() { ask GetAlarms "{\"alarmName\":\"$1\"}" ".alarms[0] | $2"; }
is "$(put busy)" fine "put"
is "$(show busy '"\(.state) \(.statistic) \(.unit) \(.period) \(.threshold) \(.datapointsToAlarm) \(.treatMissingData) \(.notificationEnabled) \(.notificationTriggers | join(",")) \(.contactProtocols | length) \(.monitoredResourceInfo | "\(.name) \(.resourceType)") \(.tags | length)"')" \
    "INSUFFICIENT_DATA Average Percent 300 80.5 3 missing true ALARM 0 web-1 Instance 0" "... has the defaults"
sim_advance 60000
is "$(show busy .state)" OK "... is evaluated"
is "$(put busy '' web-1 '"contactProtocols":["Email"],"notificationTriggers":["OK","ALARM"],"treatMissingData":"ignore","datapointsToAlarm":2,"tags":[{"key":"a"}]')$(show busy '"\(.state) \(.contactProtocols[0]) \(.notificationTriggers | length) \(.datapointsToAlarm)"')" \
    "fineOK Email 2 2" "put again"
is "$(put busy NetworkOut)$(show busy '"\(.metricName) \(.statistic) \(.unit) \(.contactProtocols | length) \(.datapointsToAlarm)"')" "fineNetworkOut Sum Bytes 0 3" "... replaces everything"
is "$(put al-1)$(put al-2)" finefine "two alarms of a metric"
refused "$(put al-3)" "already has 2 alarms" "... but not three"
refused "$(put al-3 RequestCount)" "has no metric RequestCount" "a metric of another type"
refused "$(put al-3 CPUUtilization address)" "not supported for the resource type StaticIp" "a resource without metrics"
is "$(ask PutAlarm '{"alarmName":"al-3","monitoredResourceName":"none","metricName":"NetworkIn","comparisonOperator":"LessThanThreshold","threshold":1,"evaluationPeriods":1}')" NotFoundException "a resource that does not exist"
refused "$(put al-3 NetworkIn web-1 '"notificationTriggers":["OK"]')" "ALARM state must be specified" "triggers without ALARM"
refused "$(put al-3 NetworkIn web-1 '"datapointsToAlarm":4')" "from 1 to evaluationPeriods (3)" "more points than periods"
refused "$(put al-3 NetworkIn web-1 '' 289)" "less than or equal to 288" "too many periods"
refused "$(put web-1 NetworkIn)" "already in use" "a name that is in use"
is "$(ask GetAlarms '{"monitoredResourceName":"web-1"}' '"\(.alarms | map(.name) | join(",")) \(has("nextPageToken"))"')" "busy,al-1 true" "the list by resource, with pages"
is "$(ask TestAlarm '{"alarmName":"busy","state":"ALARM"}' '.operations[0].operationType') $(show busy .state)" "TestAlarm ALARM" "test"
sim_advance 60000
is "$(show busy .state)" OK "... is over soon"
is "$(ask TagResource '{"resourceName":"busy","tags":[{"key":"a","value":"b"}]}')$(show busy '.tags | length')" fine1 "tags"
is "$(said DeleteAlarm '{"alarmName":"al-1"}')$(ask GetAlarms '{"alarmName":"al-1"}')" fineNotFoundException "delete"
sim_mutate '{"action":"rebuild_instance","name":"web-1"}'
is "$(ask GetAlarms '{}' '.alarms | length') $(ask GetActiveNames '{}' '.activeNames | map(select(. == "busy")) | length')" "0 0" "alarms go with their instance, also when it is rebuilt"

# ---- contact methods --------------------------------------------------------------------------------------------------
contact() { said CreateContactMethod "{\"protocol\":\"$1\",\"contactEndpoint\":\"$2\"${3:+,$3}}"; }
method() { ask GetContactMethods '{}' ".contactMethods[${2:-0}] | $1"; }
is "$(contact Email me@a.example '"tags":[{"key":"a"}]')" fine "an email address"
is "$(method '"\(.protocol) \(.contactEndpoint) \(.status) \(.resourceType) \(.tags | length) \(.name | startswith("Email-"))"')" "Email me@a.example PendingVerification ContactMethod 1 true" "... is not verified"
refused "$(contact Email you@a.example)" "already exists" "... is the only one"
is "$(ask SendContactMethodVerification '{"protocol":"Email"}' '.operations[0].operationType')" SendContactMethodVerification "... gets another request"
sim_mutate '{"action":"set_contact_method","name":"Email","status":"Invalid"}'
is "$(method .status)$(said SendContactMethodVerification '{"protocol":"Email"}')$(method .status)" InvalidfinePendingVerification "... that was late"
sim_mutate '{"action":"set_contact_method","name":"Email"}'
is "$(method .status)" Valid "... is verified"
refused "$(said SendContactMethodVerification '{"protocol":"Email"}')" "verified already" "... once"
is "$(contact SMS +818012345678)$(method .status 1)" fineValid "a phone number needs no verification"
for row in 'SMS 0801234|E.164' 'SMS +1234567890123456|E.164' 'Email me|not valid' 'Fax 1|enum value set'; do
    # shellcheck disable=SC2086
    refused "$(contact ${row%|*})" "${row#*|}" "the contact ${row%|*}"
done
refused "$(AWS_REGION=eu-west-2 contact SMS +15555550100)" "not supported in the Region eu-west-2" "text messages in another Region"
refused "$(said SendContactMethodVerification '{"protocol":"SMS"}')" "enum value set: [Email]" "the verification of a phone number"
is "$(ask GetContactMethods '{"protocols":["SMS"]}' '.contactMethods | length')" 1 "by protocol"
is "$(said DeleteContactMethod '{"protocol":"Email"}') $(ask DeleteContactMethod '{"protocol":"Email"}')" "fine NotFoundException" "delete"

# ---- late reads, faults -----------------------------------------------------------------------------------------------
sim_advance 60000
sim_lag 60000 60000
put late >/dev/null
is "$(ask GetAlarms '{"alarmName":"late"}') $(ask GetAlarms '{}' '.alarms | length')" "NotFoundException 0" "reads are late"
sim_advance 60000
is "$(show late .state)" INSUFFICIENT_DATA "... they appear"
sim_lag 0 0
sim_fault '[{"operation":"PutAlarm","kind":"failed","when":"first"},{"operation":"DeleteContactMethod","kind":"stuck","when":"first"}]'
is "$(put late NetworkIn)$(show late .metricName)" fineCPUUtilization "failed: nothing is changed"
is "$(said DeleteContactMethod '{"protocol":"SMS"}')$(method .protocol)" fineSMS "stuck: it stays"
sim_mutate '{"action":"unstick","name":"*"}'
is "$(ask GetContactMethods '{}' '.contactMethods | length')" 0 "... until unstick"
done_testing
