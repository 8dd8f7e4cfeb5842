#!/usr/bin/env bash
# firewall.t — the whole firewall of an instance, and single rules of it: one request for each change, equal forms, overlaps, other and recreated
# instances, imports, and the ports after a destroy. Knows the exact calls.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
sim_start --pending-ms 100
tf_shared_provider

# "tcp/22-22:10.0.0.0/8 ...": every port that the instance opens.
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

# A test: the apply makes exactly these changes, and then the plan is empty.
changes() { # NAME [OPERATION…]
    sim_metrics_reset
    tf_step apply
    step_ok $? "$1"
    is "$(world_changes)" "${*:2}" "$1: the calls"
    tf_plan_is_empty "$1: then the plan is empty"
}

on_web='instance_name = lightsail_instance.node["web"].name'
on_db='instance_name = lightsail_instance.node["db"].name'
by_arn='instance_arn = lightsail_instance.node["web"].arn'
ssh='{ protocol = "tcp", from_port = 22, cidrs = ["203.0.113.0/24"] }'

config "$on_web" "$ssh"
tf_ok apply
is "$(open_rules web)" "tcp/22-22:203.0.113.0/24" "a port that is not listed is closed"
is "$(sim_metric PutInstancePublicPorts)" 1 "by one request"
sim_metrics_reset
tf_plan_is_empty "nothing is left to do"
is "$(sim_metric GetInstance GetInstances)" "1 1" "a refresh of two instances and a firewall is two calls"

config "$on_web" "$ssh, { protocol = \"udp\", from_port = 51820 }, { protocol = \"tcp\", from_port = 9000, to_port = 9100, cidrs = [\"10.0.0.7\"], ipv6_cidrs = [\"2001:DB8::/32\"] }"
changes "more rules" PutInstancePublicPorts
is "$(open_rules web)" "tcp/22-22:203.0.113.0/24 tcp/9000-9100:10.0.0.7/32,2001:db8::/32 udp/51820-51820:0.0.0.0/0,::/0" "the ports are open"

# Other forms of the same rules.
config "$on_web" '{ protocol = "tcp", from_port = 9000, to_port = 9100, cidrs = ["10.0.0.7/32"], ipv6_cidrs = ["2001:db8:0::1/32"] },
    { protocol = "udp", from_port = 51820, to_port = 51820, cidrs = null },
    { protocol = "tcp", from_port = 22, to_port = 22, cidrs = ["203.0.113.99/24"] }'
tf_plan_is_empty "equal forms give no difference"

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
tf_said "This change closes SSH" "a warning says that SSH is closed"
changes "the apply closes it" PutInstancePublicPorts
config "$on_web" ""
changes "an empty set closes everything" PutInstancePublicPorts
is "$(open_rules web)" "" "all ports are closed"

# Changes outside of Terraform.
config "$on_web" "$ssh, { protocol = \"tcp\", from_port = 80 }"
tf_ok apply
for mutation in '{"action": "open_port", "name": "web", "protocol": "tcp", "from_port": 8080, "to_port": 8080}' \
    '{"action": "close_port", "name": "web", "protocol": "tcp", "from_port": 80, "to_port": 80}'; do
    sim_mutate "$mutation"
    tf_plan_is "a change outside of Terraform is detected" "update lightsail_firewall.this"
    changes "and is undone" PutInstancePublicPorts
done

# Invalid sets: one error that names both rules, and no request.
sim_metrics_reset
config "$on_web" '{ protocol = "tcp", from_port = 20, to_port = 25, cidrs = ["10.0.0.0/8"] }, { protocol = "tcp", from_port = 22, cidrs = ["10.1.0.0/16"] }'
tf_fails plan
contains "$(step_text)" "'tcp 20-25 from 10.0.0.0/8'" "an overlap: the error names the first rule"
contains "$(step_text)" "'tcp 22 from 10.1.0.0/16'" "and the second"
config "$on_web" '{ protocol = "all" }, { protocol = "-1", from_port = 0 }'
tf_fails plan
tf_said "The rule 'all from anyone' occurs twice" "a duplicate in another form is an error"
config "$on_web" '{ protocol = "tcp", from_port = 25, to_port = 22 }'
tf_fails validate
tf_said "write from_port = 22 and to_port = 25" "a reversed range is refused, and the error has the fix"
config "" "$ssh"
tf_fails validate
is "$(world_changes)" "" "no request was sent for them"

# A list of sources that is given and empty gives no source access; a list that is null counts as not given.
config "$on_web" "$ssh"
tf_ok apply
for empty in 'cidrs = [], ipv6_cidrs = []' 'cidr_list_aliases = [null]'; do
    config "$on_web" "$ssh, { protocol = \"tcp\", from_port = 8080 }"
    tf_ok apply
    config "$on_web" "$ssh, null, { protocol = \"tcp\", from_port = 8080, $empty }"
    tf_step plan
    tf_said "this apply closes their ports: 'tcp 8080 from no address'" "$empty: the plan warns that a port is closed"
    changes "$empty" PutInstancePublicPorts
    is "$(open_rules web)" "tcp/22-22:203.0.113.0/24" "$empty: no source has access"
    tf_step plan
    unlike "$(step_text)" "A rule allows no address" "$empty: no warning when the port is closed already"
done
sim_mutate '{"action": "open_port", "name": "web", "protocol": "udp", "from_port": 53, "to_port": 53}'
tf_plan_is "a change beside such a rule is detected" "update lightsail_firewall.this"
changes "and undone" PutInstancePublicPorts
sim_mutate '{"action": "open_port", "name": "web", "protocol": "tcp", "from_port": 8080, "to_port": 8080}'
changes "a change of one of its own ports is detected" PutInstancePublicPorts
config "$on_web" "$ssh, { protocol = \"tcp\", from_port = 8080, cidrs = [], ipv6_cidrs = [\"2001:db8::/32\"] }"
changes "one list with an entry, one empty" PutInstancePublicPorts
is "$(open_rules web)" "tcp/22-22:203.0.113.0/24 tcp/8080-8080:2001:db8::/32" "the entries have access"
config "$on_web" "$ssh, { protocol = \"tcp\", from_port = 8080, ipv6_cidrs = [\"2001:db8::/32\"] }"
changes "without the empty list no request is sent"

# IPv6 sources for an instance without IPv6: the address type of this plan is used, otherwise the current one.
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
tf_said "The instance 'old' has ip_address_type" "also for an instance of another configuration"
sed -i 's/^  ipv6_cidrs    = .*/  cidrs = ["203.0.113.7"]/' "$TF_DIR/main.tf"
tf_ok apply
sim_mutate '{"action": "delete_instance", "name": "old"}'

# Another instance has another firewall; the previous one is left as on_destroy says.
config "$on_web" "$ssh"
tf_ok apply
config "$on_db" "$ssh"
tf_plan_is "another name replaces the firewall" "replace lightsail_firewall.this"
changes "on another instance" "PutInstancePublicPorts x2"
is "$(open_rules web) / $(open_rules db)" "$defaults / tcp/22-22:203.0.113.0/24" "the first instance has its default rules again"
config "$on_db" "$ssh" 'on_destroy = "keep"'
changes "on_destroy alone"
config "$by_arn" "$ssh" 'on_destroy = "keep"'
tf_plan_is "the ARN of another instance replaces the firewall" "replace lightsail_firewall.this"
changes "by ARN, and the rules of the other instance are kept" PutInstancePublicPorts
is "$(open_rules web) / $(open_rules db)" "tcp/22-22:203.0.113.0/24 / tcp/22-22:203.0.113.0/24" "both instances have the rules"
config 'instance_arn = "arn:aws:lightsail:ap-northeast-1:123456789012:Instance/00000000-0000-4000-8000-000000000000"' "$ssh"
tf_fails plan
tf_said "There is no instance 'arn:aws:lightsail:ap-northeast-1:123456789012:Instance/0000" "an ARN of no instance is an error of the plan"

# A recreated instance keeps its firewall, whether it is configured by name or by ARN.
for by in "$by_arn" "$on_web
  $by_arn"; do
    config "$by" "$ssh" 'on_destroy = "keep"'
    tf_ok apply
    sim_metrics_reset
    tf_ok apply '-replace=lightsail_instance.node["web"]'
    is "$(open_rules web)" "tcp/22-22:203.0.113.0/24" "an instance recreated under the same name has its rules in the same apply"
    is "$(world_changes)" "CreateInstances DeleteInstance PutInstancePublicPorts" "with these calls"
    contains "$(step_text)" "1 added, 1 changed, 1 destroyed" "the firewall is changed in place"
    tf_plan_is_empty "the plan is empty after the replacement"
done

# With create_before_destroy, the destruction of the old firewall must not remove the rules of the new one.
config "$on_web" "$ssh" 'lifecycle {
    create_before_destroy = true
  }'
tf_ok apply
tf_ok apply -replace=lightsail_firewall.this
is "$(open_rules web)" "tcp/22-22:203.0.113.0/24" "replaced on the same instance, created before destroyed: the rules stay"
tf_plan_is_empty "the plan is empty after it"
config "$on_db" "$ssh" 'lifecycle {
    create_before_destroy = true
  }'
changes "created before destroyed on another instance" "PutInstancePublicPorts x2"
is "$(open_rules web) / $(open_rules db)" "$defaults / tcp/22-22:203.0.113.0/24" "the old instance is left as on_destroy says"
sim_mutate '{"action": "delete_instance", "name": "db"}'
config "$on_web" "$ssh"
tf_ok apply -refresh=false -target=lightsail_firewall.this
is "$(open_rules web)" "tcp/22-22:203.0.113.0/24" "an old instance that was deleted is no error"
tf_ok apply

# An instance with another name is another instance, too: known by the name, or detected in the apply by the ARN.
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
tf_plan_is "an instance with another name has another firewall" "replace lightsail_instance.one" "replace lightsail_firewall.this"
changes "both are replaced" CreateInstances DeleteInstance "PutInstancePublicPorts x2"
is "$(open_rules two)" "tcp/22-22:203.0.113.0/24" "the new instance has its rules in the same apply"
named two "instance_arn = lightsail_instance.one.arn"
tf_plan_is_empty "the ARN alone identifies the same instance"
named three "instance_arn = lightsail_instance.one.arn"
changes "with the ARN alone the rules are there in the same apply, too" CreateInstances DeleteInstance PutInstancePublicPorts
is "$(open_rules three)" "tcp/22-22:203.0.113.0/24" "the rules are open"
tf_ok destroy

config "$on_web" "$ssh" 'on_destroy = "keep"'
tf_ok apply
config "$on_web" "$ssh" 'on_destroy = "keep"'
tf_plan_is_empty "the name instead of the ARN is no change"
sim_mutate '{"action": "rebuild_instance", "name": "web"}'
tf_step plan
tf_said "Another object has this name" "an instance that another user created under the name is not taken over"
tf_said "lightsail_firewall.this will be created" "nor is its firewall"
tf_ok destroy -refresh=false
is "$(world_instance web -r .state.name)" running "and a destroy changes neither"
is "$(open_rules web)" "$defaults" "the rules are unchanged"
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
changes "rules with an address that is unknown in the plan" AllocateStaticIp PutInstancePublicPorts
is "$(open_rules web)" "tcp/9100-9100:$(world_static_ip_address monitor-ip)/32" "the rules have the address"
config "$on_web" "$ssh" 'on_destroy = "keep"'
changes "and back" PutInstancePublicPorts ReleaseStaticIp

# Import by name and by ARN.
arn=$(world_instance web -r .arn)
for id in web "$arn"; do
    for instance in "$on_web" "$by_arn"; do
        config "$instance" '{ protocol = "tcp", from_port = 22, cidrs = ["203.0.113.1/24"] }'
        tf state rm lightsail_firewall.this >/dev/null
        tf_ok import lightsail_firewall.this "$id"
        tf_plan_is_empty "after importing $id the plan is empty (${instance%% *})"
    done
done
tf_fails import lightsail_firewall.that nowhere

# The ports after a destroy.
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
is "$(open_rules web)" "$with_rules" "each rule is added to the existing ones"
tf_plan_is_empty "the plan is empty"
rules '"198.51.100.0/24", "203.0.113.9"'
changes "other sources are an update in place" CloseInstancePublicPorts OpenInstancePublicPorts
is "$(open_rules web)" "${with_rules/10.0.0.0\/24,203.0.113.7/10.0.0.0/24,198.51.100.0/24,203.0.113.9}" "the other rule on the same port is unchanged"
rules '"203.0.113.7"'
tf_ok apply
rules '"203.0.113.7"' office
changes "one of two rules on a port is deleted" CloseInstancePublicPorts OpenInstancePublicPorts
is "$(open_rules web)" "${with_rules/10.0.0.0\/24,203.0.113.7\/32/10.0.0.0/24}" "the other is kept"
sim_mutate '{"action": "close_port", "name": "web", "protocol": "udp", "from_port": 51820, "to_port": 51820}'
tf_plan_is "a rule closed outside of Terraform is detected" 'create lightsail_firewall_rule.this["vpn"]'
changes "it is opened again" OpenInstancePublicPorts
# One of two sources is closed outside of Terraform: the other is shown as it was written.
rules '"203.0.113.7", "198.51.100.0/24"'
tf_ok apply
sim_mutate '{"action": "call", "operation": "CloseInstancePublicPorts", "input": {"instanceName": "web",
    "portInfo": {"protocol": "tcp", "fromPort": 9100, "toPort": 9100, "cidrs": ["198.51.100.0/24"]}}}'
tf_ok apply -refresh-only
is "$(tf state show -no-color 'lightsail_firewall_rule.this["office"]' | grep -A 2 ' cidrs ' | tr -d ' \n')" 'cidrs=["203.0.113.7",]' "the remaining sources are in their configured form"
tf_plan_is "the missing source is opened" 'update lightsail_firewall_rule.this["office"]'
rules '"203.0.113.7"' office
tf_ok apply
for key in vpn,udp,51820 metrics,tcp,9100; do
    IFS=, read -r name protocol port <<<"$key"
    tf state rm "lightsail_firewall_rule.this[\"$name\"]" >/dev/null
    tf_ok import "lightsail_firewall_rule.this[\"$name\"]" "web,$protocol,$port,$port"
done
tf_plan_is_empty "after importing them the plan is empty"
# The same rule under another address, without a moved block: created and deleted in one apply, in either order.
sed -i 's/"lightsail_firewall_rule" "this"/"lightsail_firewall_rule" "that"/' "$TF_DIR/main.tf"
tf_ok apply
is "$(open_rules web)" "${with_rules/10.0.0.0\/24,203.0.113.7\/32/10.0.0.0/24}" "rules under another address are still open"
tf_plan_is_empty "the plan is empty after that"
sed -i 's/node\["web"\]/node["db"]/' "$TF_DIR/main.tf"
tf_plan_is "rules of another instance are replaced" "replace lightsail_firewall_rule.that[\"metrics\"]" \
    "replace lightsail_firewall_rule.that[\"ssh\"]" "replace lightsail_firewall_rule.that[\"vpn\"]"
tf_ok apply
is "$(open_rules web)" "$defaults" "the first instance has the ports that were not managed"
rules '"203.0.113.7"' office
tf_ok apply
tf_fails import 'lightsail_firewall_rule.this["other"]' web,tcp,9100
# A rule with only empty lists has no port to open, also when it was open before.
for office in '' null; do
    rules "$office"
    tf_fails plan
    tf_said "All source lists that are set are empty" "a rule without any source is refused (cidrs = [$office])"
    tf_said 'cidrs = each.value.cidrs' "at the argument"
done
rules '"203.0.113.7", null'
sed -i 's/^  cidrs     = each.value.cidrs/&\n  ipv6_cidrs = each.value.cidrs == null ? null : []/' "$TF_DIR/main.tf"
tf_ok apply
is "$(open_rules web)" "$with_rules" "an empty list beside a list with entries has no effect"
tf_plan_is_empty "and the plan is empty"
rules '"203.0.113.7"' office
tf_ok apply
tf_ok destroy -target=lightsail_firewall_rule.this
is "$(open_rules web)" "$defaults" "destroying them keeps the ports that were not managed"
# GetInstancePortStates may list an entry without a source: it is open to all sources, and can be closed nevertheless.
tf_ok apply
sim_mutate '{"action": "set_member", "name": "web", "member": "networking.ports", "value": [{"protocol": "udp", "fromPort": 51820, "toPort": 51820}]}'
tf_plan_is "an entry open to all sources may be reported without a source" 'create lightsail_firewall_rule.this["metrics"]' 'create lightsail_firewall_rule.this["ssh"]'
tf_ok destroy -target='lightsail_firewall_rule.this["vpn"]'
is "$(world_instance web -c '[.networking.ports[] | select(.protocol == "udp")]')" "[]" "an entry that is listed without a source is closed"
tf_ok destroy
world_is_empty "no port of it is left"

# ---- two resources that manage the ports of one instance ----

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
not_said "one firewall is no conflict"
tf_ok plan -replace=lightsail_firewall.one
not_said "also when it is replaced"
owners "${firewall/443/444}"
tf_ok plan
not_said "also when it changes"
owners "${firewall/web.name/web.arn}"
sed -i 's/instance_name = lightsail_instance.web.arn/instance_arn = lightsail_instance.web.arn/' "$TF_DIR/main.tf"
tf_ok plan
not_said "also when it names the instance by ARN"
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
not_said "a rule that replaces a firewall is no conflict"
owners
tf_ok destroy
done_testing
