#!/usr/bin/env bash
# The account in the simulator: VPC peering, the profile, subdomains. Only sim_advance makes time pass. With SIM_BINARY it runs against another endpoint,
# whose refusals have other words.
cd "$(dirname "$0")/../../.." || exit 1
. tests/lib/tap.sh
. tests/lib/sim.sh
. tests/sim/t/sign.sh

[ -n "${SIM_BINARY:-}" ] || ours=1
ask() { AWS_REGION=${REGION:-us-east-1} sim_call "$1" "$2" | jq -r "${3:-(.__type // \"fine\") | sub(\".*#\"; \"\")}"; }
said() { ask "$1" "$2" '.message // "fine"'; }
refused() { if [ -n "${ours:-}" ]; then contains "$1" "$2" "$3"; else isnt "$1" fine "$3"; fi; }
mutate() { sim_mutate "{\"name\":\"$1\",\"region\":\"us-east-1\",$2}"; }

sim_start --pending-ms 60000 --operation-ms 60000 --page-size 2 || bail "the simulator does not start"

# ---- VPC peering ------------------------------------------------------------------------------------------------------
peered() { REGION=$1 ask IsVpcPeered '{}' .isPeered; }
is "$(peered us-east-1)" false "no peering yet"
read -r type kind name details status < <(ask PeerVpc '{}' '.operation | "\(.operationType) \(.resourceType) \(.resourceName) \(.operationDetails) \(.status)"')
is "$type $kind $status" "PeeredVpc PeeredVpc Succeeded" "peer"
like "$name $details" '^vpc-[0-9a-f]{17} vpc-[0-9a-f]{17}$' "... names both networks"
is "$(peered us-east-1) $(peered us-west-2) $(ask GetActiveNames '{}' '.activeNames | length')" "true false 0" "... of this Region, without a name"
refused "$(said PeerVpc '{}')" "already peered" "... once"
is "$(ask UnpeerVpc '{}' .operation.operationType) $(peered us-east-1)" "UnpeeredVpc false" "unpeer"
is "$(ask UnpeerVpc '{}')" NotFoundException "... once"
mutate us-east-1 '"action":"set_default_vpc","present":false'
refused "$(said PeerVpc '{}')" "no default VPC in the Region us-east-1" "no default VPC"
mutate us-east-1 '"action":"set_default_vpc"'
is "$(said PeerVpc '{}')" fine "... and one again"

# ---- profile ----------------------------------------------------------------------------------------------------------
is "$(ask GetProfile '{}' 'tojson')" '{"profileType":"Lightsailor"}' "the profile of an account"
mutate LightsailPartner '"action":"set_profile","tier":"Growth"'
is "$(ask GetProfile '{}' '"\(.profileType) \(.partner.tierName) \(.partner.status) \(.partner | has("enrolledAt"))"')" "LightsailPartner Growth Active true" "... of a partner"

# ---- names ------------------------------------------------------------------------------------------------------------
check() { ask CheckSubdomainAvailability "{\"subdomainName\":\"$1\"${2:+,$2}}" '"\(.available) \(has("reservationExpiresAt"))"'; }
is "$(check mysite)" "true false" "a free name"
for name in My -a a- a.b.c xn--a a_b '' "$(printf 'a%.0s' $(seq 40))" mysite.amazonlightsail.com; do
    refused "$(said CheckSubdomainAvailability "{\"subdomainName\":\"$name\"}")" "is not valid" "the name '$name'"
done
refused "$(REGION=us-west-2 said CheckSubdomainAvailability '{"subdomainName":"mysite"}')" "only available in the us-east-1 Region" "another Region"
is "$(check www),$(check blog.api)" "false false,false false" "reserved names"
mutate theirs '"action":"take_subdomain"'
is "$(check theirs),$(check a.theirs)" "false false,false false" "names of another account"
is "$(check blog.mysite '"reserve":true') $(check mysite)" "true true true true" "a reservation is for the name before the zone"
for name in a b c d; do check "$name" '"reserve":true' >/dev/null; done
refused "$(said CheckSubdomainAvailability '{"subdomainName":"e","reserve":true}')" "active reservations: 5" "a sixth reservation"
sim_advance 900000
is "$(check mysite)" "true false" "... ends after a quarter of an hour"

# ---- subdomains -------------------------------------------------------------------------------------------------------
create() { said CreateSubdomain "{\"subdomainName\":\"$1\"${2:+,$2}}"; }
show() { ask GetSubdomains "{\"subdomainName\":\"$1\"}" ".subdomains[0] | $2"; }
is "$(ask CreateSubdomain '{"subdomainName":"blog.mysite","tags":[{"key":"a","value":"b"}]}' \
    '"\(.operation.operationType) \(.operation.resourceType) \(.subdomain | "\(.state) \(.fqdn) \(.depth) \(.parentFqdn) \(has("tags")) \(has("resourceType")) \(has("supportCode"))")"')" \
    "CreateSubdomain Subdomain CREATING blog.mysite.amazonlightsail.com 2 mysite.amazonlightsail.com false false false" "create a nested one"
is "$(show mysite '"\(.state) \(has("arn")) \(.depth)"') $(show blog.mysite '.tags[0].value')" "IMPLICIT false 1 b" "... its parent is implicit"
sim_advance 60000
is "$(show blog.mysite .state)" UNATTACHED "... then it is ready"
refused "$(create theirs)" "not available: theirs" "a name of another account"
refused "$(create blog.mysite)" "already in use" "a name that is in use"
refused "$(said DeleteSubdomain '{"subdomainName":"mysite"}')" "does not exist" "an implicit one is not deleted"
is "$(create mysite)" fine "... but created"
mutate broken '"action":"fail_subdomain"'
is "$(create broken)$(create nested.third)" finefine "two more"
sim_advance 60000
is "$(show mysite .state) $(show broken .state)" "UNATTACHED CREATE_FAILED" "one fails"
list=$(ask GetSubdomains '{}' '"\(.subdomains | map("\(.subdomainName) \(.state) \(.children | map(.subdomainName) | join("+"))") | join(",")) \(.nextPageToken)"')
is "${list% *}" "mysite UNATTACHED blog.mysite,broken CREATE_FAILED " "the list has those before the zone"
is "$(ask GetSubdomains "{\"pageToken\":\"${list##* }\"}" '.subdomains | map("\(.subdomainName) \(.state) \(.children | map(.subdomainName) | join("+")) \(.children[0] | has("tags"))") | join(",")')" \
    "third IMPLICIT nested.third false" "... and pages"
refused "$(said GetSubdomains "{\"subdomainName\":\"mysite\",\"pageToken\":\"${list##* }\"}")" "cannot be used together" "... not of one name"
is "$(ask DeleteSubdomain '{"subdomainName":"mysite"}' '"\(.operation.operationType) \(.subdomain.state)"') $(show mysite .state)" "DeleteSubdomain IMPLICIT IMPLICIT" "delete one with nested ones"
is "$(said DeleteSubdomain '{"subdomainName":"broken"}') $(ask GetSubdomains '{"subdomainName":"broken"}')" "fine NotFoundException" "... and one that failed"
is "$(ask TagResource '{"resourceName":"blog.mysite","tags":[{"key":"c","value":"d"}]}')$(show blog.mysite '.tags | length')" fine2 "tags"

# ---- associations -----------------------------------------------------------------------------------------------------
said CreateBucket '{"bucketName":"files","bundleId":"small_1_0"}' >/dev/null
cdn() { said CreateDistribution "{\"distributionName\":\"$1\",\"origin\":{\"name\":\"files\",\"regionName\":\"us-east-1\"},\"defaultCacheBehavior\":{\"behavior\":\"cache\"},\"bundleId\":\"small_1_0\"${2:+,$2}}"; }
arn() { ask GetDistributions "{\"distributionName\":\"$1\"}" '.distributions[0].arn'; }
of_cdn() { ask GetDistributions "{\"distributionName\":\"$1\"}" ".distributions[0] | $2"; }
of() { of_cdn "$1" '"\(.subdomain.name) \(.subdomain.state)"'; }
act() { said UpdateSubdomainAssociation "{\"subdomainName\":\"$1\",\"action\":\"$2\"${3:+,\"targetResourceArn\":\"$(arn "$3")\"}}"; }
cdn one >/dev/null
cdn two >/dev/null
sim_advance 120000
refused "$(act blog.mysite ASSOCIATE)" "targetResourceArn is required" "an association needs a target"
refused "$(act blog.mysite DISASSOCIATE)" "needs the state ATTACHED" "what is not associated"
is "$(act blog.mysite ASSOCIATE one) $(show blog.mysite '"\(.state) \(.attachingResource.name) \(has("attachedResource"))"') $(of one) $(of_cdn one .status)" \
    "fine ATTACHING one false blog.mysite Attaching InProgress" "associate"
sim_advance 120000
is "$(show blog.mysite '"\(.state) \(.attachedResource.name) \(.attachedResource | has("attachedAt")) \(has("attachingResource"))"') $(of one)" "ATTACHED one true false blog.mysite Attached" "... takes time"
refused "$(said DeleteSubdomain '{"subdomainName":"blog.mysite"}')" "in the state ATTACHED" "... then it is not deleted"
is "$(create other)" fine "another one"
sim_advance 60000
refused "$(act other ASSOCIATE one)" "already has a subdomain" "a distribution has one subdomain"
is "$(act blog.mysite TRANSFER two) $(show blog.mysite '"\(.state) \(.attachedResource.name) \(.attachingResource.name)"')" "fine TRANSFERRING one two" "transfer"
sim_advance 120000
is "$(show blog.mysite '"\(.state) \(.attachedResource.name)"') $(of one) $(of two)" "ATTACHED two null null blog.mysite Attached" "... takes time"
refused "$(act blog.mysite TRANSFER one)" "only once in 24 hours" "... once in a day"
said CreateCertificate '{"certificateName":"cert","domainName":"a.example"}' >/dev/null
mutate cert '"action":"issue_certificate"'
refused "$(said AttachCertificateToDistribution '{"distributionName":"two","certificateName":"cert"}')" "has a subdomain" "no certificate besides a subdomain"
is "$(act blog.mysite DISASSOCIATE) $(show blog.mysite .state)" "fine DETACHING" "disassociate"
sim_advance 120000
is "$(show blog.mysite '"\(.state) \(has("attachedResource"))"') $(of two)" "UNATTACHED false null null" "... takes time"
is "$(said AttachCertificateToDistribution '{"distributionName":"two","certificateName":"cert"}')" fine "then a certificate"
sim_advance 120000
refused "$(act blog.mysite ASSOCIATE two)" "already has a certificate" "... and no subdomain besides it"
is "$(said DeleteSubdomain '{"subdomainName":"blog.mysite"}')$(check blog.mysite)" "finetrue false" "a deleted name is free for its account"
sub() { printf '"subdomainName":"%s"' "$1"; }
is "$(cdn three "$(sub shop)")$(cdn four "$(sub theirs)") $(of three) $(of four)" "finefine shop Creating theirs Creating" "distributions with a subdomain"
is "$(ask GetOperationsForResource '{"resourceName":"four"}' '.operations[0].status') $(show shop .state)" "NotStarted CREATING" "... begin"
sim_advance 60000
is "$(of three) $(of_cdn four '.subdomain | "\(.state) \(.errorCode)"') $(ask GetOperationsForResource '{"resourceName":"four"}' '.operations[0] | "\(.status) \(.errorCode)"')" \
    "shop Attaching Error SubdomainNotAvailable Failed SubdomainNotAvailable" "... one cannot be had"
sim_advance 60000
is "$(of three) $(show shop .state)" "shop Attached ATTACHED" "... the other one can"
is "$(said DeleteDistribution '{"distributionName":"three"}') $(show shop .state)" "fine DETACHING" "its distribution is deleted"
sim_advance 60000
is "$(show shop .state)" UNATTACHED "... and it stays"

# ---- late reads, faults -----------------------------------------------------------------------------------------------
said UnpeerVpc '{}' >/dev/null
sim_lag 60000
said PeerVpc '{}' >/dev/null
create late >/dev/null
is "$(peered us-east-1) $(ask GetSubdomains '{"subdomainName":"late"}')" "false NotFoundException" "reads are late"
sim_advance 60000
is "$(peered us-east-1) $(show late .state)" "true CREATING" "... they appear"
sim_lag 0
sim_fault '{"operation":"UnpeerVpc","kind":"failed","when":"first"}'
is "$(ask UnpeerVpc '{}' .operation.status) $(peered us-east-1)" "Failed true" "failed: the peering stays"
[ -z "${ours:-}" ] || is "$(sim_state '.regions["us-east-1"].peered_vpcs | length')" 1 "the state has it"
sim_stop

# ---- the state file ---------------------------------------------------------------------------------------------------
if [ -n "${ours:-}" ]; then
    file=$(mktemp "${TMPDIR:-/tmp}/account.XXXXXX")
    rm -f "$file"
    sim_start --pending-ms 0 --operation-ms 0 --state "$file" || bail "the simulator does not start"
    said PeerVpc '{}' >/dev/null
    said CreateBucket '{"bucketName":"files","bundleId":"small_1_0"}' >/dev/null
    cdn one '"subdomainName":"shop"' >/dev/null
    mutate theirs '"action":"take_bucket_name"'
    mutate LightsailPartner '"action":"set_profile","status":"Suspended"'
    before=$(sim_state .)
    sim_stop
    sim_start --pending-ms 0 --operation-ms 0 --state "$file" || bail "the simulator does not start again"
    is "$(sim_state .)" "$before" "--state: the objects are as before"
    is "$(show shop .state) $(ask GetProfile '{}' .partner.status)" "ATTACHED Suspended" "... and the account"
    refused "$(said CreateBucket '{"bucketName":"theirs","bundleId":"small_1_0"}')" "shared by all users" "... and names of other accounts"
    sim_stop
    rm -f "$file"
fi
done_testing
