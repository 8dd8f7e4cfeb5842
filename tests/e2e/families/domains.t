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
}'
# The entries that are not of the service.
entries() { sim_state '[.regions["us-east-1"].domains["example.com"].domainEntries[]? | select(.type != "SOA" and (.type != "NS" or .name != "example.com")) | "\(.name) \(.type) \(.target)"] | sort | join("; ")'; }
in_zone() { AWS_REGION=us-east-1 world_call "$@"; }
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
    "example.com//A/192.0.2.1 example.com//MX/10%20%20Mail.example.com." "the ids"
is "$(state_of lightsail_domain.z '"\(.region) \(.name_servers | length) \(.delegation_state) \(.arn | split(":")[3])"')" "us-east-1 4 null global" "the zone"

tf_ok destroy
is "$(sim_metric DeleteDomain DeleteDomainEntry)" "1 15" "one destroy of everything"
done_testing
