#!/usr/bin/env bash
# firewall.t — the whole firewall of an instance and single rules of it: one request for every change, equal forms, overlaps,
# other and rebuilt instances, imports, and what is left after a destroy. Knows the exact calls.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
sim_start --pending-ms 100
tf_shared_provider

# "tcp/22-22:10.0.0.0/8 ...": everything that an instance opens.
open_rules() {
    world_instance "$1" -r '[.networking.ports | sort_by(.protocol, .fromPort)[]
        | "\(.protocol)/\(.fromPort)-\(.toPort):\(.cidrs + .ipv6Cidrs + .cidrListAliases | sort | join(","))"] | join(" ")'
}
defaults="tcp/22-22:0.0.0.0/0,::/0 tcp/80-80:0.0.0.0/0,::/0"

machines='provider "lightsail" {
  poll_interval = "40ms"
}
resource "lightsail_instance" "node" {
  for_each     = toset(["web", "db"])
  name         = each.key
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}
'
config() { # INSTANCE RULES [MORE]
    tf_config <<<"$machines
resource \"lightsail_firewall\" \"this\" {
  $1
  rules = [$2]
  ${3:-}
}"
}

# A test: the apply makes exactly these changes, and then there is nothing left to do.
changes() { # NAME [OPERATION…]
    sim_metrics_reset
    tf_step apply
    step_ok $? "$1"
    is "$(world_changes)" "${*:2}" "$1: the calls"
    tf_plan_is_empty "$1: then nothing is left to do"
}

on_web='instance_name = lightsail_instance.node["web"].name'
on_db='instance_name = lightsail_instance.node["db"].name'
by_arn='instance_arn = lightsail_instance.node["web"].arn'
ssh='{ protocol = "tcp", from_port = 22, cidrs = ["203.0.113.0/24"] }'

config "$on_web" "$ssh"
tf_ok apply
is "$(open_rules web)" "tcp/22-22:203.0.113.0/24" "what is not listed is closed"
is "$(sim_metric PutInstancePublicPorts)" 1 "by one request"
sim_metrics_reset
tf_plan_is_empty "nothing is left to do"
is "$(sim_metric GetInstance GetInstances)" "1 1" "a refresh of two instances and a firewall is two calls"

config "$on_web" "$ssh, { protocol = \"udp\", from_port = 51820 }, { protocol = \"tcp\", from_port = 9000, to_port = 9100, cidrs = [\"10.0.0.7\"], ipv6_cidrs = [\"2001:DB8::/32\"] }"
changes "more rules" PutInstancePublicPorts
is "$(open_rules web)" "tcp/22-22:203.0.113.0/24 tcp/9000-9100:10.0.0.7/32,2001:db8::/32 udp/51820-51820:0.0.0.0/0,::/0" "they are open"

# Other ways to write the same.
config "$on_web" '{ protocol = "tcp", from_port = 9000, to_port = 9100, cidrs = ["10.0.0.7/32"], ipv6_cidrs = ["2001:db8:0::1/32"] },
    { protocol = "udp", from_port = 51820, to_port = 51820, cidrs = null },
    { protocol = "tcp", from_port = 22, to_port = 22, cidrs = ["203.0.113.99/24"] }'
tf_plan_is_empty "equal forms do not differ"

config "$on_web" '{ protocol = "all", cidrs = ["10.0.0.0/8"] }, { protocol = "icmp", from_port = 8 }, { protocol = "icmpv6", from_port = 128, to_port = 0 },
    { protocol = "tcp", from_port = 22, cidr_list_aliases = ["lightsail-connect"] }'
changes "every protocol" PutInstancePublicPorts
config "$on_web" '{ protocol = "-1", from_port = 0, to_port = 65535, cidrs = ["10.0.0.0/8"] }, { protocol = "icmp", from_port = 8, to_port = -1 },
    { protocol = "icmpv6", from_port = 128, to_port = 0 }, { protocol = "tcp", from_port = 22, cidr_list_aliases = ["lightsail-connect"] }'
tf_plan_is_empty "all and -1 are the same"

config "$on_web" "$ssh"
tf_ok apply
config "$on_web" '{ protocol = "tcp", from_port = 9090 }'
tf_step plan
tf_said "This change closes SSH" "closing SSH is announced"
changes "even so it is done" PutInstancePublicPorts
config "$on_web" ""
changes "an empty set closes everything" PutInstancePublicPorts
is "$(open_rules web)" "" "everything is closed"

# Out of band.
config "$on_web" "$ssh, { protocol = \"tcp\", from_port = 80 }"
tf_ok apply
for mutation in '{"action": "open_port", "name": "web", "protocol": "tcp", "from_port": 8080, "to_port": 8080}' \
    '{"action": "close_port", "name": "web", "protocol": "tcp", "from_port": 80, "to_port": 80}'; do
    sim_mutate "$mutation"
    tf_plan_is "a change behind Terraform's back is seen" "update lightsail_firewall.this"
    changes "it is undone" PutInstancePublicPorts
done

# Bad sets: one error, both rules named, nothing sent.
sim_metrics_reset
config "$on_web" '{ protocol = "tcp", from_port = 20, to_port = 25, cidrs = ["10.0.0.0/8"] }, { protocol = "tcp", from_port = 22, cidrs = ["10.1.0.0/16"] }'
tf_fails plan
contains "$(step_text)" "'tcp 20-25 from 10.0.0.0/8'" "an overlap names the first rule"
contains "$(step_text)" "'tcp 22 from 10.1.0.0/16'" "and the second"
config "$on_web" '{ protocol = "all" }, { protocol = "-1", from_port = 0 }'
tf_fails plan
tf_said "The rule 'all from anyone' occurs twice" "a duplicate in another form is found"
config "$on_web" '{ protocol = "tcp", from_port = 25, to_port = 22 }'
tf_fails validate
tf_said "write from_port = 22 and to_port = 25" "a reversed range is refused with the remedy"
config "" "$ssh"
tf_fails validate
is "$(world_changes)" "" "none of it was sent"

# Lists of sources that are given and empty let nobody in; what is null in a list is not given.
config "$on_web" "$ssh"
tf_ok apply
for empty in 'cidrs = [], ipv6_cidrs = []' 'cidr_list_aliases = [null]'; do
    config "$on_web" "$ssh, { protocol = \"tcp\", from_port = 8080 }"
    tf_ok apply
    config "$on_web" "$ssh, null, { protocol = \"tcp\", from_port = 8080, $empty }"
    tf_step plan
    tf_said "this apply closes their ports: 'tcp 8080 from no address'" "$empty: the plan says that a port is closed"
    changes "$empty" PutInstancePublicPorts
    is "$(open_rules web)" "tcp/22-22:203.0.113.0/24" "$empty: nobody is let in"
    tf_step plan
    unlike "$(step_text)" "A rule allows no address" "$empty: what is closed already needs no warning"
done
sim_mutate '{"action": "open_port", "name": "web", "protocol": "udp", "from_port": 53, "to_port": 53}'
tf_plan_is "beside such a rule a change is seen" "update lightsail_firewall.this"
changes "and undone" PutInstancePublicPorts
sim_mutate '{"action": "open_port", "name": "web", "protocol": "tcp", "from_port": 8080, "to_port": 8080}'
changes "as is one of its own ports" PutInstancePublicPorts
config "$on_web" "$ssh, { protocol = \"tcp\", from_port = 8080, cidrs = [], ipv6_cidrs = [\"2001:db8::/32\"] }"
changes "one list with an entry, one empty" PutInstancePublicPorts
is "$(open_rules web)" "tcp/22-22:203.0.113.0/24 tcp/8080-8080:2001:db8::/32" "the entries are let in"
config "$on_web" "$ssh, { protocol = \"tcp\", from_port = 8080, ipv6_cidrs = [\"2001:db8::/32\"] }"
changes "without the empty list nothing is sent"

# IPv6 sources for an instance without IPv6: what this plan makes of it counts, then what it is.
config "$on_web" '{ protocol = "tcp", from_port = 8080, ipv6_cidrs = ["2001:db8::/32"] }' '}
resource "lightsail_instance" "old" {
  name            = "old"
  blueprint_id    = "ubuntu_22_04"
  bundle_id       = "nano_3_0"
  ip_address_type = "ipv4"
}
resource "lightsail_firewall_rule" "old" {
  instance_name = lightsail_instance.old.name
  protocol      = "tcp"
  from_port     = 8080
  ipv6_cidrs    = ["2001:db8::/32"]'
tf_fails plan
tf_said "The instance 'old' has ip_address_type = \"ipv4\", so Lightsail refuses ipv6_cidrs" "IPv6 sources need IPv6"
tf_said 'ipv6_cidrs = ["2001:db8::/32"]' "at the argument"
tf_ok apply -target=lightsail_instance.old
sed -i '/^resource "lightsail_instance" "old"/,/^}/d; s/lightsail_instance.old.name/"old"/; s/^resource "lightsail_firewall_rule" "old"/removed {\n  from = lightsail_instance.old\n  lifecycle {\n    destroy = false\n  }\n}\n&/' "$TF_DIR/main.tf"
tf_fails plan
tf_said "The instance 'old' has ip_address_type" "also for one of another configuration"
sed -i 's/^  ipv6_cidrs    = .*/  cidrs = ["203.0.113.7"]/' "$TF_DIR/main.tf"
tf_ok apply
sim_mutate '{"action": "delete_instance", "name": "old"}'

# Another instance is another firewall; the one before is left as on_destroy says.
config "$on_web" "$ssh"
tf_ok apply
config "$on_db" "$ssh"
tf_plan_is "another name is a replacement" "replace lightsail_firewall.this"
changes "to another instance" "PutInstancePublicPorts x2"
is "$(open_rules web) / $(open_rules db)" "$defaults / tcp/22-22:203.0.113.0/24" "the first one has its default rules again"
config "$on_db" "$ssh" 'on_destroy = "keep"'
changes "on_destroy alone"
config "$by_arn" "$ssh" 'on_destroy = "keep"'
tf_plan_is "the ARN of another instance is a replacement" "replace lightsail_firewall.this"
changes "by ARN, keeping the rules of the other" PutInstancePublicPorts
is "$(open_rules web) / $(open_rules db)" "tcp/22-22:203.0.113.0/24 / tcp/22-22:203.0.113.0/24" "both have them"
config 'instance_arn = "arn:aws:lightsail:ap-northeast-1:123456789012:Instance/00000000-0000-4000-8000-000000000000"' "$ssh"
tf_fails plan
tf_said "There is no instance 'arn:aws:lightsail:ap-northeast-1:123456789012:Instance/0000" "an ARN of nothing is an error of the plan"

# A rebuilt instance keeps its firewall, whichever way it is named.
for by in "$by_arn" "$on_web
  $by_arn"; do
    config "$by" "$ssh" 'on_destroy = "keep"'
    tf_ok apply
    sim_metrics_reset
    tf_ok apply '-replace=lightsail_instance.node["web"]'
    is "$(open_rules web)" "tcp/22-22:203.0.113.0/24" "a rebuild under the same name has its rules in the same apply"
    is "$(world_changes)" "CreateInstances DeleteInstance PutInstancePublicPorts" "and needs these calls"
    contains "$(step_text)" "1 added, 1 changed, 1 destroyed" "the firewall is changed in place"
    tf_plan_is_empty "nothing is left to do after the rebuild"
done

# A replacement that makes the new one first must not take the rules away with the old one.
config "$on_web" "$ssh" 'lifecycle {
    create_before_destroy = true
  }'
tf_ok apply
tf_ok apply -replace=lightsail_firewall.this
is "$(open_rules web)" "tcp/22-22:203.0.113.0/24" "replaced on the same instance, created before destroyed: the rules stay"
tf_plan_is_empty "nothing is left to do after it"
config "$on_db" "$ssh" 'lifecycle {
    create_before_destroy = true
  }'
changes "created before destroyed on another instance" "PutInstancePublicPorts x2"
is "$(open_rules web) / $(open_rules db)" "$defaults / tcp/22-22:203.0.113.0/24" "the old one is left as on_destroy says"
sim_mutate '{"action": "delete_instance", "name": "db"}'
config "$on_web" "$ssh"
tf_ok apply -refresh=false -target=lightsail_firewall.this
is "$(open_rules web)" "tcp/22-22:203.0.113.0/24" "an old instance that is gone is no obstacle"
tf_ok apply

# An instance that gets another name is another instance, too: known from the name, or found out in the apply from the ARN alone.
named() { # NAME REFERENCES
    tf_config <<<"provider \"lightsail\" {
  poll_interval = \"40ms\"
}
resource \"lightsail_instance\" \"one\" {
  name         = \"$1\"
  blueprint_id = \"ubuntu_22_04\"
  bundle_id    = \"nano_3_0\"
}
resource \"lightsail_firewall\" \"this\" {
  $2
  rules = [$ssh]
}"
}
both='instance_name = lightsail_instance.one.name
  instance_arn  = lightsail_instance.one.arn'
tf_ok destroy
named one "$both"
tf_ok apply
named two "$both"
tf_plan_is "a machine of another name has another firewall" "replace lightsail_instance.one" "replace lightsail_firewall.this"
changes "both are replaced" CreateInstances DeleteInstance "PutInstancePublicPorts x2"
is "$(open_rules two)" "tcp/22-22:203.0.113.0/24" "the new machine has its rules in the same apply"
named two "instance_arn = lightsail_instance.one.arn"
tf_plan_is_empty "the ARN alone means the same"
named three "instance_arn = lightsail_instance.one.arn"
changes "by the ARN alone the rules come in the same apply, too" CreateInstances DeleteInstance PutInstancePublicPorts
is "$(open_rules three)" "tcp/22-22:203.0.113.0/24" "they are there"
tf_ok destroy

config "$on_web" "$ssh" 'on_destroy = "keep"'
tf_ok apply
config "$on_web" "$ssh" 'on_destroy = "keep"'
tf_plan_is_empty "the name instead of the ARN is no change"
sim_mutate '{"action": "rebuild_instance", "name": "web"}'
tf_step plan
tf_said "Another object has this name" "what somebody else made under the name is not ours"
tf_said "lightsail_firewall.this will be created" "nor is its firewall"
tf_ok destroy -refresh=false
is "$(world_instance web -r .state.name)" running "and a destroy leaves both alone"
is "$(open_rules web)" "$defaults" "the rules, too"
sim_mutate '{"action": "delete_instance", "name": "web"}'
tf_ok apply
config "$on_web
  instance_arn = lightsail_instance.node[\"db\"].arn" "$ssh"
tf_fails apply
tf_said "instance_arn belongs to the instance 'db', but instance_name is 'web'" "two different instances are refused"

# Addresses that are known after the apply.
config "$by_arn" '{ protocol = "tcp", from_port = 9100, cidrs = [lightsail_static_ip.monitor.ip_address] }' '}
resource "lightsail_static_ip" "monitor" {
  name = "monitor-ip"'
changes "rules from an address that is not known yet" AllocateStaticIp PutInstancePublicPorts
is "$(open_rules web)" "tcp/9100-9100:$(world_static_ip_address monitor-ip)/32" "they have the address"
config "$on_web" "$ssh" 'on_destroy = "keep"'
changes "and back" PutInstancePublicPorts ReleaseStaticIp

# Import by name and by ARN.
arn=$(world_instance web -r .arn)
for id in web "$arn"; do
    for instance in "$on_web" "$by_arn"; do
        config "$instance" '{ protocol = "tcp", from_port = 22, cidrs = ["203.0.113.1/24"] }'
        tf state rm lightsail_firewall.this >/dev/null
        tf_ok import lightsail_firewall.this "$id"
        tf_plan_is_empty "after importing $id nothing is left to do (${instance%% *})"
    done
done
tf_fails import lightsail_firewall.that nowhere

# What is left.
for policy in close_all: keep:tcp/22-22:203.0.113.0/24 "restore_defaults:$defaults"; do
    config "$on_web" "$ssh" "on_destroy = \"${policy%%:*}\""
    tf_ok apply
    sim_metrics_reset
    tf_ok destroy -target=lightsail_firewall.this
    is "$(open_rules web)" "${policy#*:}" "after a destroy with ${policy%%:*}"
    is "$(sim_metric CloseInstancePublicPorts PutInstancePublicPorts)" \
        "0 $([ "${policy%%:*}" = keep ] && echo 0 || echo 1)" "by at most one request (${policy%%:*})"
done
config "$on_web" "$ssh"
tf_ok apply
sim_mutate '{"action": "delete_instance", "name": "web"}'
tf_ok destroy -refresh=false -target=lightsail_firewall.this
tf_ok destroy
world_is_empty "nothing is left"

# Single rules of several modules.
rules() { # OFFICE-CIDRS [WHICH…]: without the named ones
    local office=$1
    tf_config <<<"$machines
resource \"lightsail_firewall_rule\" \"this\" {
  for_each = { for name, rule in {
    metrics  = { protocol = \"tcp\", port = 9100, cidrs = [\"10.0.0.0/24\"] }
    office   = { protocol = \"tcp\", port = 9100, cidrs = [$office] }
    vpn      = { protocol = \"udp\", port = 51820, cidrs = null }
    ssh      = { protocol = \"tcp\", port = 22, cidrs = [\"203.0.113.7/32\"] }
  } : name => rule if name != \"${2:-}\" }
  $on_web
  protocol  = each.value.protocol
  from_port = each.value.port
  cidrs     = each.value.cidrs
}"
}
rules '"203.0.113.7"'
tf_ok apply -parallelism=10
with_rules="tcp/22-22:0.0.0.0/0,203.0.113.7/32,::/0 tcp/80-80:0.0.0.0/0,::/0 tcp/9100-9100:10.0.0.0/24,203.0.113.7/32 udp/51820-51820:0.0.0.0/0,::/0"
is "$(open_rules web)" "$with_rules" "every rule is added to what is there"
tf_plan_is_empty "nothing is left to do"
rules '"198.51.100.0/24", "203.0.113.9"'
changes "other sources, in place" CloseInstancePublicPorts OpenInstancePublicPorts
is "$(open_rules web)" "${with_rules/10.0.0.0\/24,203.0.113.7/10.0.0.0/24,198.51.100.0/24,203.0.113.9}" "the neighbour on the same port is untouched"
rules '"203.0.113.7"'
tf_ok apply
rules '"203.0.113.7"' office
changes "one of two on a port goes" CloseInstancePublicPorts OpenInstancePublicPorts
is "$(open_rules web)" "${with_rules/10.0.0.0\/24,203.0.113.7\/32/10.0.0.0/24}" "the other stays"
sim_mutate '{"action": "close_port", "name": "web", "protocol": "udp", "from_port": 51820, "to_port": 51820}'
tf_plan_is "a rule closed behind Terraform's back is seen" 'create lightsail_firewall_rule.this["vpn"]'
changes "it is opened again" OpenInstancePublicPorts
# One of two sources is closed behind Terraform's back: the other is shown as it was written.
rules '"203.0.113.7", "198.51.100.0/24"'
tf_ok apply
sim_mutate '{"action": "call", "operation": "CloseInstancePublicPorts", "input": {"instanceName": "web",
    "portInfo": {"protocol": "tcp", "fromPort": 9100, "toPort": 9100, "cidrs": ["198.51.100.0/24"]}}}'
tf_ok apply -refresh-only
is "$(tf state show -no-color 'lightsail_firewall_rule.this["office"]' | grep -A 2 ' cidrs ' | tr -d ' \n')" 'cidrs=["203.0.113.7",]' "what is left of its sources is in its own form"
tf_plan_is "what is missing is opened" 'update lightsail_firewall_rule.this["office"]'
rules '"203.0.113.7"' office
tf_ok apply
for key in vpn,udp,51820 metrics,tcp,9100; do
    IFS=, read -r name protocol port <<<"$key"
    tf state rm "lightsail_firewall_rule.this[\"$name\"]" >/dev/null
    tf_ok import "lightsail_firewall_rule.this[\"$name\"]" "web,$protocol,$port,$port"
done
tf_plan_is_empty "after importing them nothing is left to do"
# The same rule under another address, without a moved block: made and removed in one apply, in whatever order.
sed -i 's/"lightsail_firewall_rule" "this"/"lightsail_firewall_rule" "that"/' "$TF_DIR/main.tf"
tf_ok apply
is "$(open_rules web)" "${with_rules/10.0.0.0\/24,203.0.113.7\/32/10.0.0.0/24}" "rules under another address are still open"
tf_plan_is_empty "nothing is left to do after that"
sed -i 's/node\["web"\]/node["db"]/' "$TF_DIR/main.tf"
tf_plan_is "rules of another instance are replaced" "replace lightsail_firewall_rule.that[\"metrics\"]" \
    "replace lightsail_firewall_rule.that[\"ssh\"]" "replace lightsail_firewall_rule.that[\"vpn\"]"
tf_ok apply
is "$(open_rules web)" "$defaults" "the first instance has what others had"
rules '"203.0.113.7"' office
tf_ok apply
tf_fails import 'lightsail_firewall_rule.this["other"]' web,tcp,9100
# A rule of empty lists alone has nothing to open, also where it was open before.
for office in '' null; do
    rules "$office"
    tf_fails plan
    tf_said "All source lists that are set are empty" "a rule that lets nobody in is refused (cidrs = [$office])"
    tf_said 'cidrs = each.value.cidrs' "at the argument"
done
rules '"203.0.113.7", null'
sed -i 's/^  cidrs     = each.value.cidrs/&\n  ipv6_cidrs = each.value.cidrs == null ? null : []/' "$TF_DIR/main.tf"
tf_ok apply
is "$(open_rules web)" "$with_rules" "beside a list with entries an empty one says nothing"
tf_plan_is_empty "and nothing is left to do"
rules '"203.0.113.7"' office
tf_ok apply
tf_ok destroy -target=lightsail_firewall_rule.this
is "$(open_rules web)" "$defaults" "destroying them leaves what others had"
# An entry may be listed without a source: it lets everybody in, and is closed all the same.
tf_ok apply
sim_mutate '{"action": "set_member", "name": "web", "member": "networking.ports", "value": [{"protocol": "udp", "fromPort": 51820, "toPort": 51820}]}'
tf_plan_is "everybody may be told by naming nobody" 'create lightsail_firewall_rule.this["metrics"]' 'create lightsail_firewall_rule.this["ssh"]'
tf_ok destroy -target='lightsail_firewall_rule.this["vpn"]'
is "$(world_instance web -c '[.networking.ports[] | select(.protocol == "udp")]')" "[]" "what is listed without a source is closed"
tf_ok destroy
world_is_empty "nothing is left of it"

# ---- two owners of the ports of one instance ----

owners() { # RESOURCE…
    tf_config owners <<END
resource "lightsail_instance" "web" {
  name         = "web"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}
$(printf '%s\n' "$@")
END
}
firewall='resource "lightsail_firewall" "one" {
  instance_name = lightsail_instance.web.name
  rules         = [{ protocol = "tcp", from_port = 443 }]
}'
other='resource "lightsail_firewall" "other" {
  count         = 2
  instance_name = lightsail_instance.web.name
  rules         = [{ protocol = "tcp", from_port = 8443 }]
}'
rule='resource "lightsail_firewall_rule" "one" {
  instance_arn = lightsail_instance.web.arn
  protocol     = "tcp"
  from_port    = 9100
  to_port      = 9110
  cidrs        = ["10.0.0.0/24"]
}'
not_said() { unlike "$(step_text)" "Ports managed twice" "$1"; }
owners "$firewall"
tf_ok apply
not_said "one firewall is one owner"
tf_ok plan -replace=lightsail_firewall.one
not_said "also when it is made anew"
owners "${firewall/443/444}"
tf_ok plan
not_said "also when it changes"
owners "${firewall/web.name/web.arn}"
sed -i 's/instance_name = lightsail_instance.web.arn/instance_arn = lightsail_instance.web.arn/' "$TF_DIR/main.tf"
tf_ok plan
not_said "also under its ARN"
owners "$firewall" "$rule"
tf_ok plan
like "$(step_text)" "The ports of the instance 'web' are managed by this (lightsail_firewall and by lightsail_firewall_rule \(tcp 9100-9110\)|lightsail_firewall_rule \(tcp 9100-9110\) and by lightsail_firewall)" \
    "a firewall and a rule, one by name and one by ARN: a warning that names both"
owners "$firewall" "$other"
tf_ok plan
tf_said "are managed by this lightsail_firewall and by another lightsail_firewall" "two firewalls: a warning"
owners "$other"
tf_ok plan
tf_said "are managed by this lightsail_firewall and by another lightsail_firewall" "also with equal rules"
owners "$rule"
tf_ok plan
not_said "a rule in place of a firewall has the ports for itself"
owners
tf_ok destroy
done_testing
