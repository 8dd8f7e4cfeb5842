#!/usr/bin/env bash
# Load balancers in the simulator: attributes, instances and their health, certificates. Only sim_advance makes time pass.
cd "$(dirname "$0")/../../.." || exit 1
. tests/lib/tap.sh
. tests/lib/sim.sh
. tests/sim/t/sign.sh

ask() { sim_call "$1" "$2" | jq -r "${3:-(.__type // \"fine\") | sub(\".*#\"; \"\")}"; }
said() { ask "$1" "$2" '.message // "fine"'; }
named() { printf '{"loadBalancerName":"%s"%s}' "$1" "${2:+,$2}"; }
create() { said CreateLoadBalancer "$(named "$1" "\"instancePort\":80${2:+,$2}")"; }
show() { ask GetLoadBalancer "$(named web)" ".loadBalancer | $1"; }
set_to() { said UpdateLoadBalancerAttribute "$(named web "\"attributeName\":\"$1\",\"attributeValue\":\"$2\"")"; }
kinds() { printf '.operations | map("%s") | join(",")' '\(.resourceType):\(.operationDetails):\(.status)'; }
health() { show '.instanceHealthSummary | map("\(.instanceName) \(.instanceHealth) \(.instanceHealthReason)") | join(",")'; }
targets() { said "$1InstancesToLoadBalancer" "$(named web "\"instanceNames\":[$2]")"; }
leave() { ask DetachInstancesFromLoadBalancer "$(named web "\"instanceNames\":[$1]")" "${2:-.message // \"fine\"}"; }
mutate() { sim_mutate "{\"name\":\"$1\",$2}"; }

sim_start --pending-ms 10000 --operation-ms 60000 --page-size 2 || bail "the simulator does not start"
said CreateInstances '{"instanceNames":["a1","b1"],"availabilityZone":"ap-northeast-1a","blueprintId":"debian_12","bundleId":"nano_3_0"}' >/dev/null

# ---- creation ---------------------------------------------------------------------------------------------------------
is "$(ask CreateLoadBalancer "$(named web '"instancePort":80,"tags":[{"key":"Team"}]')" "$(kinds)")" "LoadBalancer:null:NotStarted" "create"
is "$(show '"\(.state) \(.protocol) \(.publicPorts) \(.healthCheckPath) \(.instancePort) \(.ipAddressType) \(.httpsRedirectionEnabled) \(.tlsPolicyName) \(.tags[0].key) \(.location.availabilityZone)"')" \
    "provisioning HTTP [80] / 80 dualstack false TLS-2016-08 Team all" "... with the default values"
is "$(show '"\(.configurationOptions | to_entries | map("\(.key)=\(.value)") | join(",")) \(.instanceHealthSummary) \(.tlsCertificateSummaries)"')" \
    "SessionStickinessEnabled=false,SessionStickiness_LB_CookieDurationSeconds=86400 [] []" "... options are text"
like "$(show .dnsName)" '^[0-9a-f-]+\.ap-northeast-1\.elb\.amazonaws\.com$' "... and a DNS name"
contains "$(set_to HealthCheckPath /up)" "is being created. Please try again in a few minutes" "no change while it is created"
sim_advance 20000
is "$(show .state)" active "then it is active"
contains "$(create web)" "already in use" "a name twice"
contains "$(create 1web)" "must begin with a letter" "a name that begins with a digit"
contains "$(said CreateLoadBalancer "$(named x2 '"instancePort":65536')")" "instancePort must be" "a port that does not exist"
contains "$(create x2 '"healthCheckPath":"up"')" "must begin with /" "a path that is none"
contains "$(create x2 '"tlsPolicyName":"none"')" "policy does not exist" "a policy that does not exist"
contains "$(create x2 '"certificateName":"c1"')" "only possible together" "a certificate without a domain"
for number in 1 2 3 4 5 6 7 8 9; do create "many-$number" '"ipAddressType":"ipv6","healthCheckPath":"/x","tlsPolicyName":"TLS-FS-1-2-Res-2019-08"' >/dev/null; done
contains "$(create x2)" "maximum number of load balancers: 10" "an eleventh"
is "$(ask GetLoadBalancers '{}' '[.loadBalancers[].name, (.loadBalancers[1] | .ipAddressType, .healthCheckPath, .tlsPolicyName)] | join(" ")')" \
    "web many-1 ipv6 /x TLS-FS-1-2-Res-2019-08" "a page"
is "$(ask GetLoadBalancerTlsPolicies '{}' '.tlsPolicies | map("\(.name) \(.isDefault) \(.protocols | length)") | join(",")')" \
    "TLS-2016-08 true 3,TLS-FS-1-2-Res-2019-08 false 1" "the policies"

# ---- attributes -------------------------------------------------------------------------------------------------------
is "$(ask UpdateLoadBalancerAttribute "$(named web '"attributeName":"HealthCheckPath","attributeValue":"/up"')" "$(kinds)")$(show .healthCheckPath)" \
    "LoadBalancer:HealthCheckPath:Succeeded/up" "the path of the health check"
is "$(set_to SessionStickinessEnabled true) $(set_to SessionStickiness_LB_CookieDurationSeconds 60) $(set_to TlsPolicyName TLS-FS-1-2-Res-2019-08)" "fine fine fine" "other attributes"
is "$(show '"\(.configurationOptions | map(.) | join(",")) \(.tlsPolicyName)"')" "true,60 TLS-FS-1-2-Res-2019-08" "... which are read"
contains "$(set_to HealthCheckPath up)" "must begin with /" "a path that is none"
contains "$(set_to SessionStickinessEnabled yes)" "must be true or false" "a switch that is none"
contains "$(set_to SessionStickiness_LB_CookieDurationSeconds 604801)" "from 1 to 604800" "a duration that is too long"
contains "$(set_to TlsPolicyName none)" "does not exist" "a policy that does not exist"
contains "$(set_to HttpsRedirectionEnabled true)" "needs a certificate that is attached" "redirection without a certificate"
contains "$(set_to InstancePort 81)" "enum value set" "no other attribute"
is "$(ask SetIpAddressType '{"resourceType":"LoadBalancer","resourceName":"web","ipAddressType":"ipv4"}' "$(kinds)")$(show .ipAddressType)" "LoadBalancer:ipv4:NotStartedipv4" "the address type"
is "$(ask TagResource '{"resourceName":"web","tags":[{"key":"Role","value":"web"}]}')$(show '.tags[1].value')" fineweb "tags"

# ---- instances --------------------------------------------------------------------------------------------------------
is "$(ask AttachInstancesToLoadBalancer "$(named web '"instanceNames":["a1","b1"]')" "$(kinds)")" \
    "LoadBalancer:a1:NotStarted,Instance:web:NotStarted,LoadBalancer:b1:NotStarted,Instance:web:NotStarted" "instances"
is "$(health)" "a1 initial Lb.RegistrationInProgress,b1 initial Lb.RegistrationInProgress" "... are registered"
sim_advance 60000
is "$(health)" "a1 initial Lb.InitialHealthChecking,b1 initial Lb.InitialHealthChecking" "... checked"
sim_advance 60000
is "$(health)" "a1 healthy null,b1 healthy null" "... and healthy"
is "$(sim_state '.regions["ap-northeast-1"].load_balancers.web.instanceHealthSummary[0].instanceHealth')" healthy "... in the state, too"
is "$(targets Attach '"a1"') $(health)" "fine a1 healthy null,b1 healthy null" "attached twice"
mutate web '"action":"set_target_health","instance":"b1","health":"unhealthy","reason":"Instance.ResponseCodeMismatch"'
is "$(health)" "a1 healthy null,b1 unhealthy Instance.ResponseCodeMismatch" "one that a test makes unhealthy"
mutate web '"action":"set_target_health","instance":"b1"'
mutate a1 '"action":"set_health","instance_status":"impaired"'
is "$(health)" "a1 unhealthy Instance.FailedHealthChecks,b1 healthy null" "one whose own checks fail"
said StopInstance '{"instanceName":"b1"}' >/dev/null
sim_advance 60000
is "$(health)" "a1 unhealthy Instance.FailedHealthChecks,b1 unused Instance.InvalidState" "one that is stopped"
contains "$(targets Attach '"b1"')" "is stopped; only a running instance" "... and cannot be attached"
said StartInstance '{"instanceName":"b1"}' >/dev/null
sim_advance 10000
is "$(health)" "a1 unhealthy Instance.FailedHealthChecks,b1 initial Lb.InitialHealthChecking" "one that is started is checked again"
sim_advance 10000
is "$(health)" "a1 unhealthy Instance.FailedHealthChecks,b1 healthy null" "... and is healthy"
mutate a1 '"action":"rebuild_instance"'
is "$(health)" "b1 healthy null" "one that is built again is not attached"
contains "$(leave '"a1"')" "The instance a1 is not attached" "... and cannot be detached"
contains "$(leave '"none"')" "The Instance does not exist: none" "one that does not exist"
sim_advance 0
is "$(targets Attach '"a1"')" fine "... it can be attached"
is "$(leave '"b1"' "$(kinds)")" "LoadBalancer:b1:NotStarted,Instance:web:NotStarted" "detach"
contains "$(health)" "b1 draining Instance.DeregistrationInProgress" "... takes time"
sim_advance 60000
is "$(health)" "a1 initial Lb.InitialHealthChecking" "... then it is gone"
contains "$(targets Attach '')" "At least one instance" "no instance"
sim_lag 30000
leave '"a1"' >/dev/null
contains "$(health)" "a1 initial" "reads may be late"
sim_advance 30000
contains "$(health)" "a1 draining" "... and show it then"
sim_lag 0

# ---- certificates -----------------------------------------------------------------------------------------------------
order() { said CreateLoadBalancerTlsCertificate "$(named web "\"certificateName\":\"$1\",\"certificateDomainName\":\"$2\"${3:+,$3}")"; }
certificate() { ask GetLoadBalancerTlsCertificates "$(named web)" ".tlsCertificates[] | select(.name == \"$1\") | $2"; }
use() { said AttachLoadBalancerTlsCertificate "$(named web "\"certificateName\":\"$1\"")"; }
zone() { AWS_REGION=us-east-1 ask "$1" "$2" "${3:-.message // \"fine\"}"; }
zone CreateDomain '{"domainName":"a.example"}' >/dev/null
is "$(ask CreateLoadBalancerTlsCertificate "$(named web '"certificateName":"c1","certificateDomainName":"A.Example","certificateAlternativeNames":["www.a.example","a.example"]')" "$(kinds)")" \
    "LoadBalancerTlsCertificate:web:Succeeded,LoadBalancer:c1:Succeeded" "a certificate"
is "$(certificate c1 '"\(.status) \(.loadBalancerName) \(.isAttached) \(.subjectAlternativeNames | join(",")) \(.domainValidationRecords | length)"')" \
    "PENDING_VALIDATION web false a.example,www.a.example 0" "... without records"
contains "$(use c1)" "its status is PENDING_VALIDATION" "... is not attached"
sim_advance 60000
is "$(certificate c1 '.domainValidationRecords | map("\(.domainName) \(.type) \(.validationStatus) \(.dnsRecordCreationState.code) \(has("resourceRecord"))") | join(",")')" \
    "a.example CNAME PENDING_VALIDATION STARTED false,www.a.example CNAME PENDING_VALIDATION STARTED false" "... the records appear"
sim_advance 60000
is "$(certificate c1 '.domainValidationRecords | map("\(.validationStatus) \(.dnsRecordCreationState.code)") | join(",")')" "PENDING_VALIDATION SUCCEEDED,PENDING_VALIDATION SUCCEEDED" "... and are added to the zone"
is "$(zone GetDomain '{"domainName":"a.example"}' '.domain.domainEntries[5:] | map(.type) | join(",")')" CNAME,CNAME "... which has them"
sim_advance 60000
is "$(certificate c1 '"\(.status) \(.issuer) \(.subject) \(.domainValidationRecords[0].validationStatus) \(.serial | length)"')" "ISSUED Amazon CN=a.example SUCCESS 23" "... so that it is issued"
is "$(show '"\(.protocol) \(.tlsCertificateSummaries[0] | "\(.name) \(.isAttached)")"')" "HTTP c1 false" "... and is not attached by itself"
is "$(ask AttachLoadBalancerTlsCertificate "$(named web '"certificateName":"c1"')" "$(kinds)")" "LoadBalancerTlsCertificate:web:Succeeded,LoadBalancer:c1:Succeeded" "attach"
is "$(show '"\(.protocol) \(.publicPorts) \(.tlsCertificateSummaries[0].isAttached)"') $(set_to HttpsRedirectionEnabled true) $(show .httpsRedirectionEnabled)" "HTTP_HTTPS [80,443] true fine true" "... HTTPS and its redirection"
is "$(order c2 b.example)" fine "a second one"
contains "$(order c3 c.example)" "has the maximum number of certificates: 2" "... but no third"
sim_advance 60000
is "$(certificate c2 '.domainValidationRecords[0] | "\(.validationStatus) \(.dnsRecordCreationState.code)"')" "PENDING_VALIDATION FAILED" "no zone, no entry"
mutate b.example '"action":"set_outside_dns"'
sim_advance 60000
is "$(certificate c2 .status) $(use c2)" "ISSUED fine" "another DNS has it"
is "$(show '.tlsCertificateSummaries | map("\(.name) \(.isAttached)") | join(",")') $(show .httpsRedirectionEnabled)" "c1 false,c2 true true" "a certificate replaces another one"
drop() { ask DeleteLoadBalancerTlsCertificate "$(named web "\"certificateName\":\"$1\"${2:+,$2}")" "${3:-.message // \"fine\"}"; }
contains "$(drop c2)" "attached to the load balancer web" "one in use is not deleted"
is "$(drop c1 '' "$(kinds)")" "LoadBalancerTlsCertificate:web:NotStarted,LoadBalancer:c1:NotStarted" "the other one is"
sim_advance 60000
is "$(show '.tlsCertificateSummaries | map(.name) | join(",")')" c2 "... after some time"
is "$(order c1 '*.a.example') $(order c2 a.example) $(order c1 a.example '"tags":[{"key":"a"}]')" \
    "Wildcard domain names are not supported: *.a.example Some names are already in use: c2 Tagging is not supported for the resource type LoadBalancerTlsCertificate" "refusals"
sim_advance 28944000000
is "$(certificate c2 '.renewalSummary | "\(.renewalStatus) \(.domainValidationOptions[0].validationStatus)"')" "SUCCESS SUCCESS" "one in use is renewed"
mutate c2 '"action":"renew_certificate","status":"FAILED"'
is "$(certificate c2 .renewalSummary.renewalStatus)" FAILED "... or not"
mutate c2 '"action":"end_certificate","reason":"DOMAIN_NOT_ALLOWED"'
is "$(certificate c2 '"\(.status) \(.failureReason)"')" "FAILED DOMAIN_NOT_ALLOWED" "one that fails"
is "$(drop c2 '"force":true') $(show '"\(.protocol) \(.httpsRedirectionEnabled)"')" "fine HTTP false" "by force: without a certificate, no HTTPS"
sim_advance 60000

# ---- the worst moment -------------------------------------------------------------------------------------------------
watched() { sim_state '.regions["ap-northeast-1"].load_balancers.web.watch | "\(.healthy) \(.certificate) \(.redirection)"'; }
is "$(targets Attach '"a1","b1"')" fine "two instances"
mutate a1 '"action":"set_health"'
sim_advance 120000
order c6 b.example >/dev/null
sim_advance 180000
is "$(use c6) $(set_to HttpsRedirectionEnabled true)" "fine fine" "... and a certificate"
mutate web '"action":"watch_load_balancer"'
is "$(watched)" "2 true true" "a load balancer that is watched"
leave '"b1"' >/dev/null
sim_advance 60000
targets Attach '"b1"' >/dev/null
sim_advance 120000
is "$(health) $(watched)" "a1 healthy null,b1 healthy null 1 true true" "... remembers its worst moment"
drop c6 '"force":true' >/dev/null
is "$(watched)" "1 false false" "... also without a certificate"
sim_advance 60000

# ---- deletion ---------------------------------------------------------------------------------------------------------
is "$(order c4 a.example)" fine "another certificate"
is "$(ask DeleteLoadBalancer "$(named web)" "$(kinds)")" "LoadBalancer:null:Succeeded,LoadBalancerTlsCertificate:web:NotStarted,LoadBalancer:c4:NotStarted" "delete"
is "$(ask GetLoadBalancer "$(named web)") $(sim_names | grep -c ' c4$')" "NotFoundException 1" "... its certificates go, too"
sim_advance 60000
is "$(sim_names | grep -c ' c4$')" 0 "... after some time"
is "$(ask DeleteLoadBalancer "$(named many-1)")$(create both '"certificateName":"c5","certificateDomainName":"a.example"')$(ask GetLoadBalancerTlsCertificates "$(named both)" '.tlsCertificates[0].name')" finefinec5 "created with a certificate"
mutate both '"action":"set_load_balancer_state","state":"active_impaired"'
is "$(ask GetLoadBalancer "$(named both)" .loadBalancer.state)" active_impaired "a state that a test sets"
done_testing
