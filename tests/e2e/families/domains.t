#!/usr/bin/env bash
# lightsail_domain, lightsail_domain_entry and lightsail_domain_records with the real Terraform: every type of entry in any spelling, changes in place,
# imports in every form, zones with foreign entries, entries that cannot stand together.
. "$(dirname "$0")/../../lib/tf.sh"

tf_setup
sim_start --pending-ms 0 --operation-ms 0
tf_shared_provider

config() { tf_config_quick "$@"; }
zone='
resource "lightsail_domain" "z" {
  domain_name = "example.com"
  tags        = { Team = "desk" }
}
'
# The entries that are not of the service.
entries() { sim_state '[.regions["us-east-1"].domains["example.com"].domainEntries[]? | select(.type != "SOA" and (.type != "NS" or .name != "example.com")) | "\(.name) \(.type) \(.target)"] | sort | join("; ")'; }
in_zone() { SIM_REGION=us-east-1 world_call "$@"; }
state_of() { jq -r --arg type "${1%%.*}" --arg name "${1#*.}" ".resources[] | select(.type == \$type and .name == \$name) | .instances[0].attributes | $2" "$TF_DIR/terraform.tfstate"; }

# ---- every type, in any spelling --------------------------------------------------------------------------------------
config "$zone" '
locals {
  long = join("", [for i in range(60) : "0123456789"])
  all = {
    apex     = { name = "", type = "A", target = "192.0.2.1" }
    apex6    = { name = "example.com.", type = "AAAA", target = "2001:0DB8:0::1" }
    www      = { name = "WWW", type = "A", target = "192.0.2.2" }
    www2     = { name = "www.example.com", type = "A", target = "192.0.2.3" }
    wild     = { name = "*.dev", type = "CNAME", target = "www.Example.com." }
    mail     = { name = "", type = "MX", target = "10  Mail.example.com." }
    mail2    = { name = "", type = "MX", target = "20 mail2.example.com" }
    xmpp     = { name = "_xmpp-server._tcp", type = "SRV", target = "1 10 5269 xmpp.example.com" }
    spf      = { name = "", type = "TXT", target = "v=spf1 include:a.example, ip4:192.0.2.0/24 -all" }
    quoted   = { name = "_dmarc", type = "TXT", target = "\"v=DMARC1; p=none\"" }
    long     = { name = "long", type = "TXT", target = local.long }
    function = { name = "func", type = "TXT", target = provider::lightsail::txt_record(local.long) }
    sub      = { name = "sub", type = "NS", target = "ns.other.example." }
    alias    = { name = "lb", type = "A", target = "abc-1.us-east-2.elb.amazonaws.com", is_alias = true }
    similar  = { name = "myexample.com", type = "A", target = "192.0.2.4" }
  }
}
resource "lightsail_domain_entry" "e" {
  for_each    = local.all
  domain_name = lightsail_domain.z.domain_name
  name        = each.value.name
  type        = each.value.type
  target      = each.value.target
  is_alias    = try(each.value.is_alias, false)
}
output "long" { value = lightsail_domain_entry.e["long"].target }'
tf_ok apply
is "$(sim_metric CreateDomain CreateDomainEntry)" "1 15" "one call for each"
contains "$(entries)" 'example.com TXT "v=spf1 include:a.example, ip4:192.0.2.0/24 -all"' "a text gets its quotes"
contains "$(entries)" 'myexample.com.example.com A 192.0.2.4' "a name that ends like the zone is relative"
contains "$(entries)" '*.dev.example.com CNAME www.example.com' "a wildcard"
contains "$(entries)" 'long.example.com TXT "012345678901234' "a long text is split"
tf_plan_is_empty "the plan is empty"
is "$(jq -r '[.resources[] | select(.type == "lightsail_domain_entry") | .instances[] | .attributes.id] | sort | .[0,1]' "$TF_DIR/terraform.tfstate" | paste -sd' ')" \
    "example.com/%2A.dev/CNAME/www.Example.com. example.com//A/192.0.2.1" "the ids"
is "$(state_of lightsail_domain.z '"\(.region) \(.name_servers | length) \(.delegation_state) \(.arn | split(":")[3])"')" "us-east-1 4 null global" "the zone"

tf_ok destroy
is "$(sim_metric DeleteDomain DeleteDomainEntry)" "1 15" "one destroy of everything"

# ---- changes in place, also of a value that is not known in the plan ---------------------------------------------------
one() { # TARGET [MORE]
    config "$zone" "
resource \"lightsail_static_ip\" \"ip\" { name = \"web\" }
resource \"lightsail_domain_entry\" \"www\" {
  domain_name = lightsail_domain.z.domain_name
  name        = \"www\"
  type        = \"${3:-A}\"
  target      = $1
  ${2:-}
}"
}
one '"192.0.2.1"'
tf_ok apply
sim_metrics_reset
one '"192.0.2.2"'
tf_ok apply
is "$(sim_metric UpdateDomainEntry CreateDomainEntry DeleteDomainEntry) $(entries)" "1 0 0 www.example.com A 192.0.2.2" "a target changes in place"
one '"abc-1.us-east-2.elb.amazonaws.com"' 'is_alias = true'
tf_ok apply
is "$(sim_metric UpdateDomainEntry CreateDomainEntry DeleteDomainEntry) $(entries)" "2 0 0 www.example.com A abc-1.us-east-2.elb.amazonaws.com" "it becomes an alias in place"
one 'lightsail_static_ip.new.ip_address' '
}
resource "lightsail_static_ip" "new" {
  name = "new"'
tf_ok apply
is "$(sim_metric UpdateDomainEntry CreateDomainEntry DeleteDomainEntry)" "3 0 0" "and points to an address that the same apply creates"
tf_plan_is_empty "the plan is empty"
one '"example.net."' '' CNAME
tf_plan_is "another type replaces the entry" "delete lightsail_static_ip.new" "replace lightsail_domain_entry.www"
tf_ok apply
in_zone UpdateDomainEntry "{\"domainName\":\"example.com\",\"domainEntry\":{\"id\":\"$(sim_state '.regions["us-east-1"].domains["example.com"].domainEntries[] | select(.type == "CNAME").id')\",\"name\":\"www.example.com\",\"type\":\"CNAME\",\"target\":\"other.example\"}}" >/dev/null
tf_plan_is "a CNAME that others have changed is changed back" "update lightsail_domain_entry.www"
tf_ok destroy

# ---- refused in the plan ----------------------------------------------------------------------------------------------
entry() { # LABEL NAME TYPE TARGET [MORE]
    printf '\nresource "lightsail_domain_entry" "%s" {\n  domain_name = lightsail_domain.z.domain_name\n  name = "%s"\n  type = "%s"\n  target = "%s"\n%s\n}\n' "$1" "$2" "$3" "$4" "${5:-}"
}
records() { # LABEL NAME TYPE TARGETS
    printf '\nresource "lightsail_domain_records" "%s" {\n  domain_name = lightsail_domain.z.domain_name\n  name = "%s"\n  type = "%s"\n  targets = %s\n}\n' "$@"
}
refused() { # WHAT TEXT CONFIG…
    config "$zone" "${@:3}"
    tf_fails plan
    tf_said "$2" "$1"
}
refused "another region" "exists only in us-east-1, not in eu-west-1" 'resource "lightsail_domain" "other" {
  domain_name = "other.example"
  region      = "eu-west-1"
}'
refused "a CNAME for the domain itself" "cannot stand beside others" "$(entry a "" CNAME www.example.net)"
refused "the apex in another spelling" "write name = \"\"" "$(entry a @ A 192.0.2.1)"
refused "a name of another zone" "is not in the domain example.com" "$(entry a www.example.org. A 192.0.2.1)"
refused "an IPv6 address as A" "Write an IPv4 address" "$(entry a www A 2001:db8::1)"
refused "an MX entry without priority" "10 mail.example.com" "$(entry a "" MX mail.example.com)"
refused "a CNAME beside another" "CNAME entry cannot stand beside any other" "$(entry a www CNAME a.example)" "$(entry b WWW.example.com A 192.0.2.1)"
refused "an alias beside another" "alias cannot stand beside another" "$(entry a www A a-1.us-east-2.elb.amazonaws.com 'is_alias = true')" "$(entry b www A 192.0.2.1)"
refused "one entry twice" "Two resources for one entry" "$(entry a www A 192.0.2.1)" "$(entry b www.example.com. A 192.0.2.1)"
refused "both kinds of resources" "both lightsail_domain_records and lightsail_domain_entry" "$(entry a www A 192.0.2.1)" "$(records b www A '["192.0.2.2"]')"
refused "a zone that does not exist" "There is no domain 'none.example'" 'resource "lightsail_domain_entry" "a" {
  domain_name = "none.example"
  name        = "www"
  type        = "A"
  target      = "192.0.2.1"
}'

# ---- entries that exist; a zone with foreign entries --------------------------------------------------------------------
config "$zone"
tf_ok apply
add() { in_zone CreateDomainEntry "{\"domainName\":\"example.com\",\"domainEntry\":{\"name\":\"$1.example.com\",\"type\":\"$2\",\"target\":\"$3\"}}" >/dev/null; }
add www A 192.0.2.1
add cname CNAME www.example.com
add _ab12.www CNAME _cd34.xyz.acm-validations.aws
refused "an entry that exists" "terraform import lightsail_domain_entry.NAME 'example.com/www/A/192.0.2.1'" "$(entry a www A 192.0.2.1)"
refused "an entry beside a CNAME of others" "The zone has an entry of the type CNAME" "$(entry a cname A 192.0.2.1)"
refused "records that exist" "terraform import lightsail_domain_records.NAME 'example.com/www/A'" "$(records a www A '["192.0.2.9"]')"
sim_metrics_reset
config "$zone" "$(entry v _ab12.www.example.com. CNAME _cd34.xyz.acm-validations.aws.)"
tf_ok apply
is "$(sim_metric CreateDomainEntry)" 0 "an entry that validates a certificate is taken over"
config "$zone"
tf_ok apply
is "$(sim_metric DeleteDomainEntry)" 1 "and deleted when no certificate needs it"
config "$zone" "$(entry a www A 192.0.2.1)" "$(records b cname CNAME '["WWW.example.com."]')"
tf_ok import lightsail_domain_entry.a www,example.com,A,192.0.2.1
tf_ok import lightsail_domain_records.b example.com/cname/CNAME
tf_plan_is_empty "after imports of both kinds, the plan is empty"
"$TERRAFORM" -chdir="$TF_DIR" state rm lightsail_domain_entry.a >/dev/null
tf_ok import lightsail_domain_entry.a www_example.com_A_192.0.2.1
tf_plan_is_empty "after an import by the oldest form of an ID, too"
"$TERRAFORM" -chdir="$TF_DIR" state rm lightsail_domain_entry.a lightsail_domain_records.b >/dev/null
config "$zone"
sim_metrics_reset
tf_fails destroy
tf_said "still has entries: www A, cname CNAME" "a zone with entries of others is not deleted"
is "$(sim_metric DeleteDomain)" 0 "before anything is sent"
config "${zone/tags /force_destroy = true
  tags }"
tf_ok apply
tf_ok destroy
is "$(sim_names)" "" "with force_destroy it is"

# ---- the authoritative set -----------------------------------------------------------------------------------------------
config "$zone" "$(records mail "" MX '["10 a.example", "20 b.example"]')"
tf_ok apply
in_zone CreateDomainEntry '{"domainName":"example.com","domainEntry":{"name":"example.com","type":"MX","target":"30 c.example"}}' >/dev/null
sim_metrics_reset
config "$zone" "$(records mail Example.com. MX '["20 B.example.", "40 d.example", "50 e.example"]')"
tf_ok apply
is "$(sim_metric UpdateDomainEntry CreateDomainEntry DeleteDomainEntry) $(entries)" "2 0 0 example.com MX 20 b.example; example.com MX 40 d.example; example.com MX 50 e.example" \
    "targets that go become those that come"
tf_plan_is_empty "the plan is empty"
tf_ok destroy
is "$(sim_names)" "" "nothing is left"

# ---- entries that a certificate needs -----------------------------------------------------------------------------------
certificate='
resource "lightsail_certificate" "c" {
  name                      = "site"
  domain_name               = "example.com"
  subject_alternative_names = ["www.example.com"]
}
resource "lightsail_domain_entry" "v" {
  for_each    = { for option in lightsail_certificate.c.domain_validation_options : option.domain_name => option }
  domain_name = lightsail_domain.z.domain_name
  name        = each.value.resource_record_name
  type        = each.value.resource_record_type
  target      = each.value.resource_record_value
}
'
config "$zone" "$certificate"
tf_ok apply
tf_plan_is_empty "validation entries of a certificate: the plan is empty"
is "$(sim_state '[.regions["us-east-1"].domains["example.com"].domainEntries[] | select(.type == "CNAME")] | length')" 2 "each is there once"
config "$zone" "${certificate%%resource \"lightsail_domain_entry\"*}"
sim_metrics_reset
tf_ok apply
tf_said "validates the certificate 'site' in ap-northeast-1" "entries that the certificate needs stay, with a warning"
is "$(sim_metric DeleteDomainEntry)" 0 "and are not deleted"
tf_ok destroy
is "$(sim_names)" "" "they do not keep the zone from being deleted"
done_testing
