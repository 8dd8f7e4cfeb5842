#!/usr/bin/env bash
# Network failures: a later apply converges after each, and no instance exists that is not in the state.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup

configuration() {
    tf_config "$1" <<END
provider "lightsail" {
  poll_interval = "100ms"
}

resource "lightsail_key_pair" "team" {
  name       = "team"
  public_key = "$KEY_ONE team@example"
}

resource "lightsail_instance" "node" {
  count         = 3
  name          = "node-\${count.index}"
  blueprint_id  = "ubuntu_22_04"
  bundle_id     = "nano_3_0"
  key_pair_name = lightsail_key_pair.team.name
  tags          = { Service = "test" }
}

resource "lightsail_static_ip" "node" {
  count        = 3
  name         = "node-\${count.index}-ip"
  instance_arn = lightsail_instance.node[count.index].arn
}

resource "lightsail_firewall" "node" {
  count        = 3
  instance_arn = lightsail_instance.node[count.index].arn
  rules        = [{ protocol = "tcp", from_port = 22, to_port = 22, cidrs = ["203.0.113.0/24"] }]
}
END
}

# The objects that exist and the ones in the state must be the same, by name.
nothing_is_orphaned() {
    local known exists
    known=$(tf show -json | jq -r '.values.root_module.resources[]? | select(.type == "lightsail_instance" or .type == "lightsail_static_ip") | .values.name' | sort)
    exists=$( (world_instance_names; world_static_ip_names) | sort)
    is "$exists" "$known" "$1: the existing objects are those in the state"
}

# Applies until it succeeds, three times at most: a failure may need another apply, but no manual step.
converges() {
    local name=$1 tries
    for tries in 1 2 3; do
        tf_step apply && break
        nothing_is_orphaned "$name, after a failed apply"
    done
    tf_plan_is_empty "$name: the environment is complete after ${tries} apply"
    nothing_is_orphaned "$name"
    is "$(world_instance_names | wc -l)" 3 "$name: three instances"
}

under_fault() {
    local name=$1 folder=$2
    shift 2
    configuration "$folder"
    sim_start --pending-ms 200 "$@"
    tf_shared_provider
    converges "$name"
    tf_step destroy || tf_step destroy
    world_is_empty "$name: destroy leaves nothing"
    sim_stop
}

under_fault "every third call throttled" throttled --fault '*:throttle:every=3'
under_fault "every fifth call a 500" broken --fault '*:error500:every=5'
under_fault "the response to CreateInstances lost" lost-instance --fault CreateInstances:lost:first
under_fault "the response to AllocateStaticIp lost" lost-address --fault AllocateStaticIp:lost:first
under_fault "the response to ImportKeyPair lost" lost-key --fault ImportKeyPair:lost:first
under_fault "the response to AttachStaticIp lost" lost-attachment --fault AttachStaticIp:lost:first
under_fault "the connection reset on every fourth call" reset --fault '*:reset:every=4'

tf_own_provider
# Ctrl-C while the instances are pending.
configuration interrupted
sim_start --pending-ms 3600000
has_three() { world_has_instances 3; }
tf_interrupt has_three apply -auto-approve
status=$?
is "$(sim_state '[.regions[].instances[].state.name] | unique | join(" ")')" pending "Ctrl-C: it ends at once, not when the instances are running"
isnt "$status" 0 "Ctrl-C: the apply reports that it was interrupted"
nothing_is_orphaned "Ctrl-C"
tf_step plan
unlike "$(step_text)" 'must be replaced|will be destroyed' "Ctrl-C: the pending instances are kept"
sim_advance 7200000
tf_ok apply # the instances are running now and get their addresses
converges "after Ctrl-C"
tf_ok destroy
world_is_empty "after Ctrl-C: destroy leaves nothing"

done_testing
