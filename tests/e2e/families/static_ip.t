#!/usr/bin/env bash
# static_ip.t — the address that stays: allocated, attached, moved, detached, brought back after a rebuild, imported and released;
# with the exact calls of each step. Both lightsail_static_ip and lightsail_static_ip_attachment.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
sim_start --pending-ms 100
tf_shared_provider

attached_to() { # STATIC-IP: the instance, or "-"
    sim_http GET /_sim/state | jq -r --arg name "$1" '.regions[].static_ips[$name] | values | .attachedTo // "-"'
}

# Two machines and an address with the given arguments.
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

# A test: the apply makes exactly these changes, and then there is nothing left to do.
changes() { # NAME [OPERATION…]
    sim_metrics_reset
    tf_step apply
    step_ok $? "$1"
    is "$(world_changes)" "${*:2}" "$1: the calls"
    tf_plan_is_empty "$1: then nothing is left to do"
}

config ""
tf_ok apply
address=$(world_static_ip_address front-ip)
is "$(attached_to front-ip)" "-" "without an argument the address is attached to nothing"
sim_metrics_reset
tf_plan_is_empty "nothing is left to do"
is "$(sim_metric GetStaticIp)" 1 "a refresh reads the address once"

config 'instance_name = "web"'
changes "attach" AttachStaticIp
is "$(attached_to front-ip)" web "it is attached"

config 'instance_name = lightsail_instance.node["db"].name'
changes "move" AttachStaticIp DetachStaticIp
is "$(attached_to front-ip)" db "it has moved"

config 'instance_arn = lightsail_instance.node["db"].arn'
changes "the ARN instead of the name"

config 'instance_arn = lightsail_instance.node["web"].arn'
changes "move by ARN" AttachStaticIp DetachStaticIp
is "$(attached_to front-ip)" web "it has moved by ARN"

config ""
changes "detach by leaving the argument out" DetachStaticIp
is "$(attached_to front-ip)" "-" "it is detached"
is "$(world_static_ip_address front-ip)" "$address" "through all of it the address is the same"

# Out of band.
config 'instance_name = "web"'
tf_ok apply
sim_mutate '{"action": "detach_static_ip", "name": "front-ip"}'
tf_plan_is "a detached address is seen" "update lightsail_static_ip.this"
changes "a detached address is attached again" AttachStaticIp
sim_mutate '{"action": "detach_static_ip", "name": "front-ip"}'
sim_mutate '{"action": "call", "operation": "AttachStaticIp", "input": {"staticIpName": "front-ip", "instanceName": "db"}}'
changes "an address moved out of band comes back" AttachStaticIp DetachStaticIp

config 'instance_arn = lightsail_instance.node["web"].arn'
tf_ok apply
sim_metrics_reset
tf_ok apply '-replace=lightsail_instance.node["web"]'
is "$(attached_to front-ip)" web "a rebuild under the same name brings the address back in the same apply"
is "$(world_changes)" "AttachStaticIp CreateInstances DeleteInstance" "and needs these calls"
tf_plan_is_empty "nothing is left to do after the rebuild"
is "$(world_static_ip_address front-ip)" "$address" "the address survived"

# A target that keeps its own address: nothing is detached for it.
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
tf_said "already has the static IP 'back-ip'" "the occupied target is named"
is "$(world_changes)" "" "and nothing was touched"
is "$(attached_to front-ip)" web "the address is where it was"
config 'instance_arn = lightsail_instance.node["web"].arn'
tf_ok apply
is "$(attached_to front-ip)" web "the other address is released without touching the first"

# Wrong targets are found before anything is allocated.
config 'instance_name = "web"
  instance_arn = lightsail_instance.node["db"].arn'
tf_fails apply
tf_said "instance_arn belongs to the instance 'db', but instance_name is 'web'" "two different instances are refused"
config 'instance_name = "nowhere"'
tf_fails apply
tf_said "There is no instance 'nowhere'" "an instance that does not exist is named"
is "$(attached_to front-ip)" web "and the address stays where it is"
tf_config second <<'END'
resource "lightsail_static_ip" "new" {
  name          = "new-ip"
  instance_name = "nowhere"
}
END
tf_fails apply
is "$(world_static_ip_names)" "front-ip" "no address is allocated for an instance that does not exist"

# A move that fails half-way puts the address back; when that fails too, the state tells the truth. The next apply ends it.
config 'instance_name = "db"'
sim_fault '{"operation": "AttachStaticIp", "kind": "denied", "when": "first"}'
tf_fails apply
sim_faults_clear
is "$(attached_to front-ip)" web "the attachment was refused, and the address is back where it was"
sim_fault '{"operation": "AttachStaticIp", "kind": "denied", "when": "first", "count": 2}'
tf_fails apply
tf_said "The static IP 'front-ip' is not attached to any instance now" "the error says that it could not be put back"
sim_faults_clear
is "$(attached_to front-ip)" "-" "the attachment was refused after the address was detached"
is "$("$TERRAFORM" -chdir="$TF_DIR" show -json | jq -c '.values.root_module.resources[] | select(.type == "lightsail_static_ip")
    | .values | [.attached_to, .is_attached, .instance_name, .ip_address]')" "[null,false,null,\"$address\"]" "the state says so"
changes "the next apply attaches it" AttachStaticIp
config 'instance_name = "web"'
tf_ok apply

# Import by name and by ARN, whatever the configuration gives.
arn=$(sim_http GET /_sim/state | jq -r '.regions[].static_ips["front-ip"] | values | .arn')
for id in front-ip "$arn"; do
    for argument in 'instance_name = "web"' 'instance_arn = lightsail_instance.node["web"].arn' ''; do
        config "$argument"
        tf state rm lightsail_static_ip.this >/dev/null
        tf_ok import lightsail_static_ip.this "$id"
        tf_plan_is_empty "after importing $id nothing is left to do (${argument%% *})"
    done
done

# A lost answer of each call that changes something.
config 'instance_name = "web"'
tf_ok destroy
for operation in AllocateStaticIp AttachStaticIp; do
    config 'instance_name = "web"'
    sim_fault "{\"operation\": \"$operation\", \"kind\": \"lost\", \"when\": \"first\"}"
    tf_ok apply
    is "$(attached_to front-ip)" web "a lost answer of $operation does no harm"
    sim_faults_clear
    tf_plan_is_empty "nothing is left to do"
    sim_fault '[{"operation": "DetachStaticIp", "kind": "lost", "when": "first"}, {"operation": "ReleaseStaticIp", "kind": "lost", "when": "first"}]'
    tf_ok destroy
    sim_faults_clear
    world_is_empty "nothing is left behind"
done

# Released although the instance went first, and although the address went by itself.
config 'instance_name = "web"'
tf_ok apply
sim_mutate '{"action": "delete_instance", "name": "web"}'
tf_ok destroy -refresh=false -target=lightsail_static_ip.this
is "$(world_static_ip_names)" "" "an address is released although its instance is gone"
tf_ok apply
sim_mutate '{"action": "release_static_ip", "name": "front-ip"}'
sim_metrics_reset
tf_ok destroy -refresh=false
world_is_empty "an address that is gone is no error"

# As in hashicorp/aws.
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
tf_plan_is_empty "the static IP does not mind who attached it"
attachment db
changes "the attachment moves in place" AttachStaticIp DetachStaticIp
is "$(world_static_ip_address front-ip)" "$address" "with the same address"
sim_mutate '{"action": "detach_static_ip", "name": "front-ip"}'
tf_plan_is "a detached address is seen" "create lightsail_static_ip_attachment.this"
changes "and attached again" AttachStaticIp
tf state rm lightsail_static_ip_attachment.this lightsail_static_ip.this >/dev/null
tf_ok import lightsail_static_ip.this front-ip
tf_ok import lightsail_static_ip_attachment.this front-ip
tf_plan_is_empty "after importing both nothing is left to do"
tf_ok destroy
world_is_empty "nothing is left behind"
done_testing
