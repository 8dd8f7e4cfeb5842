#!/usr/bin/env bash
# static_ip.t — static IPs: allocated, attached, moved, detached, attached again after the instance was recreated, imported and released, with the
# exact calls of each step. Tests lightsail_static_ip and lightsail_static_ip_attachment.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
sim_start --pending-ms 100
tf_shared_provider

attached_to() { # STATIC-IP: the instance, or "-"
    sim_http GET /_sim/state | jq -r --arg name "$1" '.regions[].static_ips[$name] | values | .attachedTo // "-"'
}

# Two instances and a static IP with the given arguments.
config() {
    tf_config <<END
provider "lightsail" {
  poll_interval = "40ms"
}
resource "lightsail_instance" "node" {
  for_each     = toset(["web", "db"])
  name         = each.key
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
  tags         = { Generation = "${generation:-1}" }
}
resource "lightsail_static_ip" "this" {
  name = "front-ip"
  $1
  depends_on = [lightsail_instance.node]
}
END
}

# A test: the apply makes exactly these changes, and then the plan is empty.
changes() { # NAME [OPERATION…]
    sim_metrics_reset
    tf_step apply
    step_ok $? "$1"
    is "$(world_changes)" "${*:2}" "$1: the calls"
    tf_plan_is_empty "$1: then the plan is empty"
}

config ""
tf_ok apply
address=$(world_static_ip_address front-ip)
is "$(attached_to front-ip)" "-" "without an argument the static IP is not attached"
sim_metrics_reset
tf_plan_is_empty "nothing is left to do"
is "$(sim_metric GetStaticIp)" 1 "a refresh reads the static IP once"

config 'instance_name = "web"'
changes "attach" AttachStaticIp
is "$(attached_to front-ip)" web "it is attached"

config 'instance_name = lightsail_instance.node["db"].name'
changes "move" AttachStaticIp DetachStaticIp
is "$(attached_to front-ip)" db "it is attached to the other instance"

config 'instance_arn = lightsail_instance.node["db"].arn'
changes "the ARN instead of the name"

config 'instance_arn = lightsail_instance.node["web"].arn'
changes "move by ARN" AttachStaticIp DetachStaticIp
is "$(attached_to front-ip)" web "it is moved by ARN"

config ""
changes "detached when the argument is removed" DetachStaticIp
is "$(attached_to front-ip)" "-" "it is detached"
is "$(world_static_ip_address front-ip)" "$address" "the address never changed"

# Changes outside of Terraform.
config 'instance_name = "web"'
tf_ok apply
sim_mutate '{"action": "detach_static_ip", "name": "front-ip"}'
tf_plan_is "a detached static IP is detected" "update lightsail_static_ip.this"
changes "a detached static IP is attached again" AttachStaticIp
sim_mutate '{"action": "detach_static_ip", "name": "front-ip"}'
sim_mutate '{"action": "call", "operation": "AttachStaticIp", "input": {"staticIpName": "front-ip", "instanceName": "db"}}'
changes "a static IP moved outside of Terraform is moved back" AttachStaticIp DetachStaticIp

config 'instance_arn = lightsail_instance.node["web"].arn'
tf_ok apply
sim_metrics_reset
tf_ok apply '-replace=lightsail_instance.node["web"]'
is "$(attached_to front-ip)" web "an instance recreated under the same name gets the static IP back in the same apply"
is "$(world_changes)" "AttachStaticIp CreateInstances DeleteInstance" "with these calls"
tf_plan_is_empty "the plan is empty after the replacement"
is "$(world_static_ip_address front-ip)" "$address" "the address is the same"

# An instance with another static IP keeps it: nothing is detached.
tf_config <<'END'
provider "lightsail" {
  poll_interval = "40ms"
}
resource "lightsail_instance" "node" {
  for_each     = toset(["web", "db"])
  name         = each.key
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
  tags         = { Generation = "1" }
}
resource "lightsail_static_ip" "this" {
  name         = "front-ip"
  instance_arn = lightsail_instance.node["web"].arn
}
resource "lightsail_static_ip" "other" {
  name         = "back-ip"
  instance_arn = lightsail_instance.node["db"].arn
}
END
tf_ok apply
sed -i '/"this"/,/^}/s/\["web"\]/["db"]/' "$TF_DIR/main.tf"
sim_metrics_reset
tf_fails apply
tf_said "already has the static IP 'back-ip'" "the error names the instance that has another static IP"
is "$(world_changes)" "" "and nothing was changed"
is "$(attached_to front-ip)" web "the static IP is still attached"
config 'instance_arn = lightsail_instance.node["web"].arn'
tf_ok apply
is "$(attached_to front-ip)" web "the other static IP is released, the first one is unchanged"

# Invalid instances are found before a static IP is allocated.
config 'instance_name = "web"
  instance_arn = lightsail_instance.node["db"].arn'
tf_fails apply
tf_said "instance_arn belongs to the instance 'db', but instance_name is 'web'" "two different instances are refused"
config 'instance_name = "nowhere"'
tf_fails apply
tf_said "There is no instance 'nowhere'" "an instance that does not exist is named"
is "$(attached_to front-ip)" web "the static IP is still attached to its instance"
tf_config second <<'END'
resource "lightsail_static_ip" "new" {
  name          = "new-ip"
  instance_name = "nowhere"
}
END
tf_fails apply
is "$(world_static_ip_names)" "front-ip" "no static IP is allocated for an instance that does not exist"

# When a move fails halfway, the static IP is attached to its old instance again; when that fails too, the state has the actual result. The next apply
# completes the move.
config 'instance_name = "db"'
sim_fault '{"operation": "AttachStaticIp", "kind": "denied", "when": "first"}'
tf_fails apply
sim_faults_clear
is "$(attached_to front-ip)" web "the attachment was refused, and the static IP is attached to its old instance again"
sim_fault '{"operation": "AttachStaticIp", "kind": "denied", "when": "first", "count": 2}'
tf_fails apply
tf_said "The static IP 'front-ip' is not attached to any instance now" "the error says that attaching it again failed"
sim_faults_clear
is "$(attached_to front-ip)" "-" "the attachment was refused after the static IP was detached"
is "$("$TERRAFORM" -chdir="$TF_DIR" show -json | jq -c '.values.root_module.resources[] | select(.type == "lightsail_static_ip")
    | .values | [.attached_to, .is_attached, .instance_name, .ip_address]')" "[null,false,null,\"$address\"]" "the state says so"
changes "the next apply attaches it" AttachStaticIp
config 'instance_name = "web"'
tf_ok apply

# Import by name and by ARN, with either argument in the configuration.
arn=$(sim_http GET /_sim/state | jq -r '.regions[].static_ips["front-ip"] | values | .arn')
for id in front-ip "$arn"; do
    for argument in 'instance_name = "web"' 'instance_arn = lightsail_instance.node["web"].arn' ''; do
        config "$argument"
        tf state rm lightsail_static_ip.this >/dev/null
        tf_ok import lightsail_static_ip.this "$id"
        tf_plan_is_empty "after importing $id the plan is empty (${argument%% *})"
    done
done

# A lost response of each call that changes something.
config 'instance_name = "web"'
tf_ok destroy
for operation in AllocateStaticIp AttachStaticIp; do
    config 'instance_name = "web"'
    sim_fault "{\"operation\": \"$operation\", \"kind\": \"lost\", \"when\": \"first\"}"
    tf_ok apply
    is "$(attached_to front-ip)" web "a lost response of $operation has no effect on the result"
    sim_faults_clear
    tf_plan_is_empty "nothing is left to do"
    sim_fault '[{"operation": "DetachStaticIp", "kind": "lost", "when": "first"}, {"operation": "ReleaseStaticIp", "kind": "lost", "when": "first"}]'
    tf_ok destroy
    sim_faults_clear
    world_is_empty "nothing is left behind"
done

# Released although the instance was deleted first, and when the static IP was already released.
config 'instance_name = "web"'
tf_ok apply
sim_mutate '{"action": "delete_instance", "name": "web"}'
tf_ok destroy -refresh=false -target=lightsail_static_ip.this
is "$(world_static_ip_names)" "" "a static IP is released although its instance is deleted"
tf_ok apply
sim_mutate '{"action": "release_static_ip", "name": "front-ip"}'
sim_metrics_reset
tf_ok destroy -refresh=false
world_is_empty "a static IP that is already released is no error"

# The same arguments as in hashicorp/aws.
attachment() {
    tf_config <<END
provider "lightsail" {
  poll_interval = "40ms"
}
resource "lightsail_instance" "node" {
  for_each     = toset(["web", "db"])
  name         = each.key
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}
resource "lightsail_static_ip" "this" {
  name = "front-ip"
}
resource "lightsail_static_ip_attachment" "this" {
  static_ip_name = lightsail_static_ip.this.name
  instance_name  = lightsail_instance.node["$1"].name
}
END
}
attachment web
tf_ok apply
is "$(attached_to front-ip)" web "the attachment attaches"
address=$(world_static_ip_address front-ip)
tf_plan_is_empty "the static IP does not detach what the attachment attached"
attachment db
changes "the attachment moves in place" AttachStaticIp DetachStaticIp
is "$(world_static_ip_address front-ip)" "$address" "with the same address"
sim_mutate '{"action": "detach_static_ip", "name": "front-ip"}'
tf_plan_is "a detached static IP is detected" "create lightsail_static_ip_attachment.this"
changes "and attached again" AttachStaticIp
tf state rm lightsail_static_ip_attachment.this lightsail_static_ip.this >/dev/null
tf_ok import lightsail_static_ip.this front-ip
tf_ok import lightsail_static_ip_attachment.this front-ip
tf_plan_is_empty "after importing both the plan is empty"
tf_ok destroy
world_is_empty "nothing is left behind"
done_testing
