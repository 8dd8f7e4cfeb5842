#!/usr/bin/env bash
# DNS zones and their entries in the simulator: names, ids, refusals, delegation. Only sim_advance makes time pass.
cd "$(dirname "$0")/../../.." || exit 1
. tests/lib/tap.sh
. tests/lib/sim.sh
. tests/sim/t/sign.sh

ask() { sim_call "$1" "$2" | jq -r "${3:-(.__type // \"fine\") | sub(\".*#\"; \"\")}"; }
said() { ask "$1" "$2" '.message // "fine"'; }
entry() {
    local target=${3//\\/\\\\}
    printf '{"domainName":"%s","domainEntry":{%s}}' "${4:-a.example}" "\"name\":\"$1\",\"type\":\"$2\",\"target\":\"${target//\"/\\\"}\"${5:+,$5}"
}
add() { said CreateDomainEntry "$(entry "$@")"; }
drop() { said DeleteDomainEntry "$(entry "$@")"; }
show() { ask GetDomain '{"domainName":"a.example"}' ".domain | $1"; }
id_of() { show ".domainEntries[] | select(.name == \"$1\" and .type == \"$2\") | .id"; }

sim_start --operation-ms 60000 --page-size 2 || bail "the simulator does not start"
is "$(AWS_REGION=eu-west-1 ask GetDomains '{}')" InvalidInputException "not in another region"
contains "$(AWS_REGION=eu-west-1 said CreateDomain '{"domainName":"a.example"}')" "only available in the us-east-1 Region" "... which the error says"
export AWS_REGION=us-east-1

# ---- zones ------------------------------------------------------------------------------------------------------------
is "$(ask CreateDomain '{"domainName":"A.Example.","tags":[{"key":"Team"}]}' \
    '.operation | "\(.operationType) \(.resourceType) \(.resourceName) \(.status) \(.location.regionName) \(.location.availabilityZone)"')" \
    "CreateDomain Domain a.example Succeeded global all" "create"
is "$(show '"\(.name) \(.arn | sub("[0-9a-f-]{36}"; "ID")) \(.location.regionName) \(.supportCode | sub("Z.*"; "Z")) \(.tags[0].key)"')" \
    "a.example arn:aws:lightsail:global:123456789012:Domain/ID global 621291663362/hostedzone/Z Team" "... is global"
is "$(show '.domainEntries | "\(map(.type) | join(",")) \(map(.name) | unique | join(",")) \(map(.target)[1:] | map(test("^ns-[0-9]+[.]awsdns-[0-9]+[.](com|org|net|co[.]uk)$")) | all)"')" \
    "SOA,NS,NS,NS,NS a.example true" "... has a SOA and four NS entries"
is "$(show '.registeredDomainDelegationInfo')" null "... and no delegation"
contains "$(said CreateDomain '{"domainName":"a.example"}')" "already in use" "a name twice"
for name in example a..example -a.example '*.example' _a.example; do
    contains "$(said CreateDomain "{\"domainName\":\"$name\"}")" "domain name is not valid" "the name '$name'"
done
is "$(ask GetDomain '{"domainName":"none.example"}')" NotFoundException "one that does not exist"
is "$(ask TagResource '{"resourceName":"a.example","tags":[{"key":"Role","value":"web"}]}')$(show '.tags[1].value')" fineweb "tags"
is "$(ask GetOperationsForResource '{"resourceName":"a.example"}' '.operations | map(.operationType) | join(",")')" TagResource,CreateDomain "operations"
sim_mutate '{"action":"register_domain","name":"b.example"}'
sim_mutate '{"action":"register_domain","name":"c.example","end":"FAILED"}'
for letter in b c d e f; do said CreateDomain "{\"domainName\":\"$letter.example\"}" >/dev/null; done
contains "$(said CreateDomain '{"domainName":"g.example"}')" "maximum number of DNS zones: 6" "a seventh zone"
sim_mutate '{"action":"set_quota","name":"Domain","number":7}'
is "$(said CreateDomain '{"domainName":"g.example"}')" fine "... with another quota"
is "$(ask GetDomains '{}' '.domains | map(.name) | join(",")')" a.example,b.example "a page"
token=$(ask GetDomains '{}' .nextPageToken)
is "$(ask GetDomains "{\"pageToken\":\"$token\"}" '.domains | map(.name) | join(",")')" c.example,d.example "... and the next one"

# ---- delegation -------------------------------------------------------------------------------------------------------
delegation() { ask GetDomain "{\"domainName\":\"$1.example\"}" '.domain.registeredDomainDelegationInfo | "\(.nameServersUpdateState.code) \(.r53HostedZoneDeletionState.code)"'; }
is "$(delegation b)" "STARTED STARTED" "the delegation of a registered domain begins"
sim_advance 30000
is "$(delegation b)" "PENDING PENDING" "... goes on"
sim_advance 30000
is "$(delegation b) $(delegation c)" "SUCCEEDED SUCCEEDED FAILED FAILED" "... and ends"

# ---- entries ----------------------------------------------------------------------------------------------------------
is "$(ask CreateDomainEntry "$(entry WWW.A.example. A 192.0.2.1)" '.operation | "\(.operationType) \(.resourceName) \(.isTerminal)"')" "CreateDomainEntry a.example true" "an entry"
is "$(show '.domainEntries[-1] | "\(.name) \(.type) \(.target) \(.isAlias)"')" "www.a.example A 192.0.2.1 false" "... its name as it is returned"
old=$(id_of www.a.example A)
like "$old" '^-?[0-9]+$' "... its id is a number"
is "$(ask UpdateDomainEntry "$(entry www.a.example A 192.0.2.2 a.example "\"id\":\"$old\"")" '.operations[0] | "\(.operationType) \(.status)"')" "UpdateDomainEntry Succeeded" "an update has a list of operations"
isnt "$(id_of www.a.example A)" "$old" "... and the id is another one"
is "$(ask UpdateDomainEntry "$(entry www.a.example A 192.0.2.3 a.example "\"id\":\"$old\"")")" NotFoundException "... so that the old one does not exist"
contains "$(said UpdateDomainEntry "$(entry www.a.example A 192.0.2.3)")" "id of the domain entry is required" "... and one is required"
is "$(add www.a.example A 192.0.2.3)" fine "several with one name and type"
contains "$(add www.a.example A 192.0.2.3)" "already exists" "... but not the same twice"
is "$(drop www.a.example A 192.0.2.3)$(ask DeleteDomainEntry "$(entry www.a.example A 192.0.2.2 a.example "\"id\":\"$(id_of www.a.example A)\"")" '.operation.operationType')" \
    fineDeleteDomainEntry "deleted by content, or by id"
is "$(ask DeleteDomainEntry "$(entry www.a.example A 192.0.2.2)")" NotFoundException "... once"
while IFS='|' read -r name type target shown; do
    is "$(add "$name" "$type" "$target")$(show '.domainEntries[-1] | "\(.name)|\(.target)"')" "fine$name|${shown:-$target}" "$type $name $target"
done <<'ENTRIES'
a.example|A|192.0.2.9
a.example|AAAA|2001:db8::9
*.a.example|CNAME|Host.example.net.|host.example.net
a.example|MX|10 mail.example.net.|10 mail.example.net
_sip._tcp.a.example|SRV|1 10 5269 sip.example.net
_dmarc.a.example|TXT|"v=DMARC1; p=none"
a.example|TXT|"one" "two, \"three\""
sub.a.example|NS|ns-1.example.net
ENTRIES
while IFS='|' read -r name type target reason; do
    contains "$(add "$name" "$type" "$target" a.example)" "$reason" "refused: $type $name $target"
done <<'ENTRIES'
www.a.example|A|host.example.net|target is not valid
www.a.example|A|2001:db8::9|target is not valid
www.a.example|AAAA|192.0.2.9|target is not valid
www.a.example|CNAME|192.0.2.9 x|target is not valid
www.a.example|MX|mail.example.net|target is not valid
www.a.example|SRV|1 10 sip.example.net|target is not valid
www.a.example|TXT|unquoted|target is not valid
www.a.example|TXT|"a" b|target is not valid
www.a.example|PTR|host.example.net|type of the domain entry
www|A|192.0.2.9|name of the domain entry
www.xa.example|A|192.0.2.9|must be a.example or end in .a.example
a b.a.example|A|192.0.2.9|name of the domain entry
a.example|CNAME|host.example.net|cannot stand beside
_dmarc.a.example|CNAME|host.example.net|cannot stand beside
*.a.example|A|192.0.2.9|cannot stand beside
*.a.example|CNAME|other.example.net|cannot stand beside
a.example|SOA|ns. mail. 1 2 3 4 5|has a SOA entry already
ENTRIES
contains "$(add long.a.example TXT "\"$(printf 'x%.0s' $(seq 256))\"")" "target is not valid" "a string of more than 255 bytes"
alias=lb.us-east-1.elb.amazonaws.com
is "$(add lb.a.example A "$alias" a.example '"isAlias":true')" fine "an alias"
contains "$(add lb.a.example A 192.0.2.9)" "An alias cannot stand beside" "... alone"
is "$(add lb.a.example AAAA "$alias" a.example '"isAlias":true')" fine "... with one for IPv6"
contains "$(add lc.a.example CNAME "$alias" a.example '"isAlias":true')" "cannot be an alias" "... of no other type"
contains "$(add lc.a.example A host.example.net a.example '"isAlias":true')" "must be a load balancer" "... to nothing else"
server=$(show '.domainEntries[1].target')
contains "$(drop a.example NS "$server")" "cannot be changed or deleted" "the name servers stay"
contains "$(drop a.example SOA "$(show '.domainEntries[0].target')")" "cannot be changed or deleted" "... and the SOA"
contains "$(said UpdateDomainEntry "$(entry a.example NS ns.example.net a.example "\"id\":\"$(show '.domainEntries[1].id')\"")")" "cannot be changed" "... also unchanged"

# ---- at the same time -------------------------------------------------------------------------------------------------
many=$(for number in $(seq 20); do add "n$number.a.example" A 192.0.2.9 & done; wait)
contains "$many" "Another change of the DNS zone a.example is in progress. Please try again in a few minutes." "changes at the same time"
contains "$many" fine "... of which one takes place"

# ---- late reads, names ------------------------------------------------------------------------------------------------
sim_lag 20000 20000
id=$(id_of a.example MX)
said UpdateDomainEntry "$(entry a.example MX '10 late.example.net' a.example "\"id\":\"$id\"")" >/dev/null
is "$(id_of a.example MX)" "$id" "a read of a zone may be late"
sim_advance 20000
isnt "$(id_of a.example MX)" "$id" "... and shows the change then"
sim_lag 0 0
is "$(ask GetActiveNames '{}' '.activeNames | join(",")')" a.example,b.example "zones have active names"
is "$(AWS_REGION=eu-west-1 ask GetActiveNames '{}' '.activeNames | length')" 0 "... in their region"

is "$(ask DeleteDomain '{"domainName":"A.example"}' '.operation | "\(.operationType) \(.status)"')" "DeleteDomain Succeeded" "delete"
is "$(ask GetDomain '{"domainName":"a.example"}')" NotFoundException "... with all entries"
done_testing
