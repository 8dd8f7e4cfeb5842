#!/usr/bin/env bash
# Changes outside of Terraform: the next plan detects each, the next apply repairs it, and no other object is changed.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
sim_start
tf_environment dev
tf_shared_provider "$TF_DIR"
tf_ok get
tf_ok apply

# repaired NAME "action address"… -- "Operation xCount"…: the plan, then the apply, then the changing calls of the apply, and no other.
repaired() {
    local name=$1 planned=()
    shift
    while [ "$1" != -- ]; do
        planned+=("$1")
        shift
    done
    shift
    tf_plan_is "$name: the next plan detects it" "${planned[@]}"
    sim_metrics_reset
    tf_step apply
    step_ok $? "$name: the next apply succeeds"
    is "$(world_changes)" "$*" "$name: the apply sends these changes and no other"
    tf_plan_is_empty "$name: then the plan is empty"
}

sim_mutate '{"action": "stop_instance", "name": "dev-collector-1"}'
# Without a static IP a restarted instance has another address, which the inventory must get.
repaired "an instance stopped" "update module.data_collector_1.lightsail_instance.this" "update lightsail_ansible_inventory.this" -- StartInstance

sim_mutate '{"action": "open_port", "name": "dev-collector-1", "protocol": "tcp", "from_port": 8080, "to_port": 8080}'
repaired "a port opened" "update module.data_collector_1.lightsail_firewall.this" -- PutInstancePublicPorts

sim_mutate '{"action": "remove_tag", "name": "dev-monitor", "key": "Team"}'
repaired "a tag removed" "update module.monitor.lightsail_instance.this" -- TagResource

address=$(world_static_ip_address dev-monitor-ip)
sim_mutate '{"action": "detach_static_ip", "name": "dev-monitor-ip"}'
repaired "a static IP detached" "update module.monitor.lightsail_static_ip.this[0]" -- AttachStaticIp
is "$(world_instance dev-monitor -r .publicIpAddress)" "$address" "the monitor has its address again"

sim_mutate '{"action": "delete_instance", "name": "dev-monitor"}'
repaired "an instance deleted" "create module.monitor.lightsail_instance.this" \
    "create module.monitor.lightsail_firewall.this" "update module.monitor.lightsail_static_ip.this[0]" \
    "update lightsail_ansible_inventory.this" -- \
    AttachStaticIp CreateInstances PutInstancePublicPorts
is "$(world_instance dev-monitor -r .publicIpAddress)" "$address" "the recreated monitor has the same address"

printf '{}\n' >"$TEST_DIR/ansible/inventory/dev_lightsail_hosts.json"
repaired "the inventory edited" "update lightsail_ansible_inventory.this" --

# A planned replacement restores the address and the rules in the same apply.
tf_ok apply -replace=module.monitor.lightsail_instance.this
is "$(world_instance dev-monitor -r .publicIpAddress)" "$address" "a replaced monitor keeps its address"
is "$(world_open_ports dev-monitor)" "tcp/22 tcp/3000 tcp/9090 tcp/9100 udp/51820" "a replaced monitor has its rules"
tf_plan_is_empty "nothing is left to do after a replacement"

# Everything was deleted outside of Terraform: destroy reports no error.
sim_mutate '{"action": "delete_instance", "name": "dev-monitor"}'
sim_mutate '{"action": "delete_instance", "name": "dev-collector-1"}'
tf_ok destroy
world_is_empty "the simulator is empty"

done_testing
