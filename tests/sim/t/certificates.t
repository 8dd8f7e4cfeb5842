#!/usr/bin/env bash
# Certificates in the simulator: their validation over time, their use by container services, refusals. Only sim_advance makes time pass.
cd "$(dirname "$0")/../../.." || exit 1
. tests/lib/tap.sh
. tests/lib/sim.sh
. tests/sim/t/sign.sh

ask() { sim_call "$1" "$2" | jq -r "${3:-(.__type // \"fine\") | sub(\".*#\"; \"\")}"; }
said() { ask "$1" "$2" '.message // "fine"'; }
create() { said CreateCertificate "{\"certificateName\":\"$1\",\"domainName\":\"$2\"${3:+,$3}}"; }
show() { ask GetCertificates "{\"certificateName\":\"$1\",\"includeCertificateDetails\":true}" ".certificates[0].certificateDetail | $2"; }
mutate() { sim_mutate "{\"name\":\"$1\",$2}"; }

sim_start --pending-ms 0 --operation-ms 60000 --page-size 3 || bail "the simulator does not start"

# ---- validation -------------------------------------------------------------------------------------------------------
is "$(ask CreateCertificate '{"certificateName":"web","domainName":"A.Example","subjectAlternativeNames":["www.a.example","a.example"],"tags":[{"key":"Team"}]}' \
    '"\(.certificate.certificateName) \(.certificate.domainName) \(.certificate | has("certificateDetail")) \(.operations[0].operationType) \(.operations[0].resourceType)"')" \
    "web a.example false CreateCertificate Certificate" "create"
is "$(show web '"\(.name) \(.status) \(.subjectAlternativeNames | join(",")) \(.domainValidationRecords | length) \(.inUseResourceCount) \(.tags[0].key) \(has("location"))"')" \
    "web PENDING_VALIDATION a.example,www.a.example 0 0 Team false" "... is not validated, each name once"
sim_advance 60000
is "$(show web '.domainValidationRecords | map("\(.domainName) \(.resourceRecord.type) \(.validationStatus) \(.dnsRecordCreationState.code)") | join(",")')" \
    "a.example CNAME PENDING_VALIDATION FAILED,www.a.example CNAME PENDING_VALIDATION FAILED" "... has its records later"
contains "$(show web '.domainValidationRecords[0].resourceRecord | "\(.name) \(.value)"')" ".a.example. _" "... with their names"
is "$(ask GetCertificates '{}' '.certificates[0] | "\(.certificateName) \(.tags[0].key) \(has("certificateDetail"))"')" "web Team false" "a summary has no details"
runs "the validation" mutate web '"action":"issue_certificate"'
is "$(show web '"\(.status) \(.issuerCA) \(.notAfter - .notBefore) \(.domainValidationRecords[1].validationStatus) \(.eligibleToRenew)"')" \
    "ISSUED Amazon 34128000 SUCCESS INELIGIBLE" "... issues it"
is "$(create late b.example)" fine "another one"
sim_advance 259200000
is "$(show late .status) $(show web .status)" "VALIDATION_TIMED_OUT ISSUED" "... that is not validated within 72 hours"
create failed c.example >/dev/null
mutate failed '"action":"end_certificate","status":"FAILED","reason":"DOMAIN_NOT_ALLOWED"'
is "$(show failed '"\(.status) \(.requestFailureReason)"')" "FAILED DOMAIN_NOT_ALLOWED" "one that fails"
create revoked d.example >/dev/null
mutate revoked '"action":"issue_certificate"'
mutate revoked '"action":"end_certificate","status":"REVOKED"'
is "$(show revoked '"\(.status) \(.revocationReason)"')" "REVOKED UNSPECIFIED" "... that is revoked"
mutate web '"action":"renew_certificate","status":"PendingValidation","reason":"CAA_ERROR"'
is "$(show web '.renewalSummary | "\(.renewalStatus) \(.renewalStatusReason) \(.domainValidationRecords[0].validationStatus)"')" "PendingValidation CAA_ERROR PENDING_VALIDATION" "a renewal"
contains "$(mutate web '"action":"end_certificate","status":"BROKEN"' 2>&1)" "not one of a certificate" "a status that does not exist"

# ---- lists ------------------------------------------------------------------------------------------------------------
token=$(ask GetCertificates '{}' .nextPageToken)
is "$(ask GetCertificates "{\"pageToken\":\"$token\"}" '.certificates | map(.certificateName) | join(",")')" revoked "a second page"
is "$(ask GetCertificates '{"certificateStatuses":["ISSUED","FAILED"]}' '.certificates | map(.certificateName) | join(",")')" web,failed "by status"
is "$(ask GetCertificates '{"certificateName":"none"}')" NotFoundException "one that does not exist"
is "$(ask GetCertificates '{"certificateStatuses":["BROKEN"]}')" InvalidInputException "... a status, too"

# ---- use by a container service ---------------------------------------------------------------------------------------
service() { said CreateContainerService "{\"serviceName\":\"app\",\"power\":\"nano\",\"scale\":1,\"publicDomainNames\":{$1}}"; }
contains "$(service '"none":["a.example"]')" "does not exist: none" "a service needs a certificate"
contains "$(service '"late":["b.example"]')" "its status is VALIDATION_TIMED_OUT" "... that is issued"
contains "$(service '"web":["a.example","mail.a.example"]')" "mail.a.example is not one of the certificate web" "... and has the name"
is "$(service '"web":["WWW.a.example"]')" fine "... then it is used"
sim_advance 0
is "$(show web '"\(.inUseResourceCount) \(.eligibleToRenew)"')" "1 ELIGIBLE" "... which the certificate shows"
contains "$(said DeleteCertificate '{"certificateName":"web"}')" "in use by the container service app" "... and it cannot be deleted"
contains "$(said UpdateContainerService '{"serviceName":"app","publicDomainNames":{"failed":["c.example"]}}')" "its status is FAILED" "a change needs one, too"
is "$(said UpdateContainerService '{"serviceName":"app","publicDomainNames":{"web":[],"none":[]}}')" fine "a removed one is not checked"
is "$(ask DeleteCertificate '{"certificateName":"web"}' '.operations[0] | "\(.operationType) \(.isTerminal)"')" "DeleteCertificate true" "... and can be deleted"

# ---- refusals ---------------------------------------------------------------------------------------------------------
contains "$(create wild '*.a.example')" "Wildcard domain names are not supported" "wildcards"
for name in example a..example -a.example 'a b.example' .example example.; do
    contains "$(create bad "$name")" "domain name is not valid" "the name '$name'"
done
many() { seq -f "\"n%g.example\"" -s, "$1"; }
contains "$(create bad a.example "\"subjectAlternativeNames\":[$(many 10)]")" "at most 9" "eleven names"
is "$(create ten a.example "\"subjectAlternativeNames\":[$(many 9)]")" fine "... but ten"
contains "$(create app a.example)" "already in use" "names are unique among all kinds"
contains "$(create x a.example)" "not a valid resource name" "... and have a form"
for number in $(seq 9); do create "n-$number" a.example >/dev/null; done
contains "$(create n-10 a.example)" "maximum number of certificates: 10" "eleven active certificates"
is "$(ask TagResource '{"resourceName":"ten","tags":[{"key":"Role","value":"web"}]}')$(show ten '.tags[0].value')" fineweb "tags"
sim_advance 34128000000
is "$(show revoked .status)" REVOKED "time does not change one that has ended"
sim_stop

world=$(mktemp "${TMPDIR:-/tmp}/world.XXXXXX") && rm "$world"
# ---- the DNS ----------------------------------------------------------------------------------------------------------
sim_start --pending-ms 0 --operation-ms 60000 --state "$world" || bail "the simulator does not start"
zone() { AWS_REGION=us-east-1 ask "$1" "$2" "${3:-.message // \"fine\"}"; }
states() { show "$1" '"\(.status) \(.domainValidationRecords | map("\(.validationStatus) \(.dnsRecordCreationState.code)") | join(","))"'; }
entry() { # CERTIFICATE NUMBER: the entry that validates its domain with this number
    show "$1" ".domainValidationRecords[$2].resourceRecord | {name: .name, type: .type, target: .value} | tojson"
}
entries() { zone GetDomain '{"domainName":"a.example"}' '[.domain.domainEntries[] | select(.type == "CNAME")] | length'; }
zone CreateDomain '{"domainName":"a.example"}' >/dev/null
create web a.example '"subjectAlternativeNames":["www.a.example","b.example"]' >/dev/null
is "$(states web)" "PENDING_VALIDATION " "a certificate whose domains are in a zone, except one"
sim_advance 60000
is "$(states web)" "PENDING_VALIDATION PENDING_VALIDATION STARTED,PENDING_VALIDATION STARTED,PENDING_VALIDATION FAILED" "... its records appear"
is "$(zone CreateDomainEntry "{\"domainName\":\"a.example\",\"domainEntry\":$(entry web 0)}") $(entries)" "fine 1" "... one is added by hand"
sim_advance 60000
is "$(states web) $(entries)" "PENDING_VALIDATION SUCCESS SUCCEEDED,SUCCESS SUCCEEDED,PENDING_VALIDATION FAILED 2" "... the service adds the other one, and both are validated"
contains "$(zone CreateDomainEntry "{\"domainName\":\"a.example\",\"domainEntry\":$(entry web 1)}")" "already exists" "... which cannot be added again"
mutate b.example '"action":"set_outside_dns"'
sim_advance 60000
is "$(states web)" "ISSUED SUCCESS SUCCEEDED,SUCCESS SUCCEEDED,SUCCESS FAILED" "... and with the last one it is issued"
mutate a.example '"action":"permit_validation_entries","permitted":false'
create closed new.a.example >/dev/null
sim_advance 120000
is "$(states closed)" "PENDING_VALIDATION PENDING_VALIDATION FAILED" "a zone to which the service cannot add records"
zone CreateDomainEntry "{\"domainName\":\"a.example\",\"domainEntry\":$(entry closed 0)}" >/dev/null
sim_advance 60000
is "$(states closed)" "ISSUED SUCCESS FAILED" "... its user can"
mutate a.example '"action":"permit_validation_entries"'
create other other.a.example >/dev/null
sim_advance 60000
zone CreateDomainEntry "{\"domainName\":\"a.example\",\"domainEntry\":$(entry other 0 | sed 's/"target":"[^"]*"/"target":"host.example.net"/')}" >/dev/null
sim_advance 120000
is "$(states other)" "PENDING_VALIDATION PENDING_VALIDATION FAILED" "an entry in the way"
contains "$(ask CreateCertificate '{"certificateName":"a.example","domainName":"c.example"}' '.operations[0].operationType')" CreateCertificate "a zone of another region takes no name"
sim_stop
sim_start --pending-ms 0 --operation-ms 60000 --state "$world" || bail "the simulator does not start"
is "$(states web) $(entries)" "ISSUED SUCCESS SUCCEEDED,SUCCESS SUCCEEDED,SUCCESS FAILED 4" "all of it is stored"

# ---- renewal ----------------------------------------------------------------------------------------------------------
mutate b.example '"action":"set_outside_dns"'
service '"web":["a.example"]' >/dev/null
sim_advance 29000000000
is "$(show web '"\(.status) \(.renewalSummary.renewalStatus) \(.notAfter - .notBefore)"') $(show closed .renewalSummary)" "ISSUED Success 34128000 null" "one in use is renewed"
mutate b.example '"action":"set_outside_dns","present":false'
sim_advance 28944000000
is "$(show web .renewalSummary.renewalStatus)" PendingValidation "... but not without its records"
mutate b.example '"action":"set_outside_dns"'
sim_advance 60000
is "$(show web .renewalSummary.renewalStatus)" Success "... until they are back"
rm -f "$world"
done_testing
