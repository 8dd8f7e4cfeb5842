#!/usr/bin/env bash
# late_values.t — values that are unknown in the plan and turn out to be unchanged: Terraform plans again during the apply, and the second plan must
# match the first. A replaced terraform_data gives such values.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
sim_start --pending-ms 0
tf_shared_provider

config() { # RESOURCE; `late` has its values
    tf_config <<END
provider "lightsail" {
  poll_interval = "40ms"
}
resource "lightsail_instance" "web" {
  name         = "web"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}
resource "terraform_data" "late" {
  triggers_replace = [$turn]
  input            = { arn = lightsail_instance.web.arn, name = "web", ipv4 = "10.0.0.7", ipv6 = "2001:db8::7", tcp = "tcp" }
}
locals {
  late = terraform_data.late.output
}
$1
END
}

# A test: RESOURCE is applied; then the same with late values is applied without a change.
turns_out() { # NAME RESOURCE
    turn=$((turn + 1))
    config "$2"
    sim_metrics_reset
    tf_step apply
    step_ok $? "$1"
    is "$(world_changes)" "" "$1: no change"
    tf_plan_is_empty "$1: the plan is empty"
}
before() { # RESOURCE…: applied one after the other
    local resource
    turn=0
    for resource in "$@"; do
        config "$resource"
        tf_ok apply
    done
}

address() { echo "resource \"lightsail_static_ip\" \"it\" {
  name = \"front\"
  $*
}"; }
both=$'instance_name = lightsail_instance.web.name\n  instance_arn = lightsail_instance.web.arn'
before "$(address "$both")"
turns_out "a static IP whose ARN is late" "$(address 'instance_arn = local.late.arn')"
turns_out "a static IP whose name is late" "$(address 'instance_name = local.late.name')"

rule() { echo "resource \"lightsail_firewall_rule\" \"it\" {
  instance_name = lightsail_instance.web.name
  from_port = 9100
  $*
}"; }
before "$(rule $'protocol = "tcp"\n  cidrs = ["10.0.0.7/32"]\n  ipv6_cidrs = ["2001:DB8::7/128"]')"
turns_out "a rule in another form, with a late IPv6 address" "$(rule $'protocol = "tcp"\n  cidrs = ["10.0.0.7"]\n  ipv6_cidrs = [local.late.ipv6]')"
turns_out "with a late IPv4 address" "$(rule $'protocol = "tcp"\n  cidrs = [local.late.ipv4]\n  ipv6_cidrs = ["2001:db8::7"]')"
before "$(rule $'protocol = "tcp"\n  cidrs = ["0.0.0.0/0"]\n  ipv6_cidrs = ["::/0"]')"
turns_out "a rule for all sources, known late" "$(rule $'protocol = "tcp"\n  cidrs = local.late.name == "web" ? null : ["10.0.0.0/8"]')"
before "$(rule $'protocol = "tcp"\n  to_port = 9102\n  cidrs = ["10.0.0.7/32"]')"
turn=1
config "$(rule $'protocol = "tcp"\n  cidrs = [local.late.ipv4]')"
tf_ok apply
tf_plan_is_empty "a rule without to_port and with a late address"

# A late key must be planned as another one, also when the state of an import does not have the old one.
key() { echo "resource \"lightsail_key_pair\" \"it\" {
  name = \"desk\"
  $*
}"; }
before "$(key "public_key = \"$KEY_ONE\"")"
tf_ok state rm lightsail_key_pair.it
tf_ok import lightsail_key_pair.it desk
turn=1
config "$(key "public_key = local.late.name == \"web\" ? \"$KEY_TWO\" : \"\"")"
tf_plan_is "an imported key pair with a late key is replaced" "replace lightsail_key_pair.it" "replace terraform_data.late"
tf_ok apply
tf_plan_is_empty "then the plan is empty"

tf_ok destroy
world_is_empty "nothing is left behind"
done_testing
