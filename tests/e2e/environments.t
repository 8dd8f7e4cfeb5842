#!/usr/bin/env bash
# The dev and prod environments as a user works with them: init from an installed provider, plan, apply, query, target, import, destroy.
. "$(dirname "$0")/../lib/tf.sh"
tf_setup
tf_use_mirror
sim_start

# What a fresh state must be told to know everything again: "address id", from the state that the apply made.
import_ids() {
    tf show -json | jq -r '
        def resources: .resources[]?, (.child_modules[]? | resources);
        .values.root_module | resources | select(.mode == "managed")
        | .address + " " + (if .type == "lightsail_ansible_inventory" then .values.path
                            elif .type == "lightsail_firewall" then .values.instance_name
                            else .values.name end)'
}

environment_life() {
    local environment=$1 instances=$2 static_ips=$3
    tf_environment "$environment"

    tf_ok init
    tf_ok validate
    tf_ok plan
    tf_ok apply
    tf_plan_is_empty "$environment: a second plan has nothing to do"
    is "$(world_instance_names | wc -l)" "$instances" "$environment: $instances instances exist"
    is "$(world_static_ip_names | wc -l)" "$static_ips" "$environment: $static_ips static IPs exist"
    tf_ok apply -target=module.data_collector_1
    tf_plan_is_empty "$environment: a targeted apply changes nothing"

    # An empty state learns everything by import, and then there is nothing to do.
    import_ids >"$TEST_DIR/ids"
    mv "$TF_DIR/terraform.tfstate" "$TEST_DIR/$environment.tfstate"
    local address id
    while read -r address id; do
        tf_step import "$address" "$id"
        step_ok $? "import $address"
    done <"$TEST_DIR/ids"
    tf_plan_is_empty "$environment: after importing everything the plan is empty"
}

same_output() {
    is "$(tf_output "$1" | jq -cS .)" "$(jq -cS . <<<"$2")" "output $1"
}

# ---- dev ----
environment_life dev 2 1
tf_ok apply # puts the outputs into the imported state
ip=$(world_static_ip_address dev-monitor-ip)
same_output monitor_ip "\"$ip\""
same_output prometheus_url "\"http://$ip:9090\""
same_output grafana_url "\"http://$ip:3000\""
same_output instance_names '["dev-collector-1","dev-monitor"]'
same_output estimated_monthly_cost 10
same_output collector_1_ip "$(world_instance dev-collector-1 | jq .publicIpAddress)"
is "$(tf_output ssh_commands | jq -r '."dev-monitor"')" "ssh ubuntu@$ip" "output ssh_commands"
inventory=$TEST_DIR/ansible/inventory/dev_lightsail_hosts.json
is "$(jq -r '.all.hosts["dev-monitor"].ansible_host' "$inventory")" "$ip" "the inventory names the monitor's static address"
is "$(jq -c '[.all.children.data_collector.hosts | keys[]]' "$inventory")" '["dev-collector-1"]' "the inventory groups by service"
is "$(world_instance dev-collector-1 | jq -cS '[.tags[] | {(.key): .value}] | add')" \
    '{"Backup":"none","CriticalLevel":"low","Environment":"dev","ManagedBy":"terraform","Project":"quants-infra","Service":"data-collector","Team":"Quant"}' \
    "the collector has the tags of the guide's strategy"
is "$(world_open_ports dev-monitor)" "tcp/22 tcp/3000 tcp/9090 tcp/9100 udp/51820" "the monitor opens the guide's ports, no other"
is "$(world_open_ports dev-collector-1)" "tcp/22 tcp/9100 udp/51820" "the collector opens the guide's ports, no other"

# generate-config-out: configuration for what exists and is in no file yet.
tf_dir generated
cp "$TEST_DIR/terraform/environments/dev/versions.tf" "$TEST_DIR/terraform/environments/dev/.terraform.lock.hcl" "$TF_DIR/"
cat >"$TF_DIR/main.tf" <<'END'
import {
  to = lightsail_instance.monitor
  id = "dev-monitor"
}

import {
  to = lightsail_static_ip.monitor
  id = "dev-monitor-ip"
}

import {
  to = lightsail_firewall.monitor
  id = "dev-monitor"
}
END
tf_ok init
tf_ok plan -generate-config-out=generated.tf
tf_said "3 to import, 0 to add, 0 to change, 0 to destroy" "the generated configuration is imported without a change"

tf_environment dev
tf_ok destroy -target=module.data_collector_1
is "$(world_instance_names)" dev-monitor "a targeted destroy leaves the other machine"
tf_ok destroy
world_is_empty "the simulator is empty"
runs "the inventory is gone" test ! -e "$inventory"

# With the example's settings and a key pair of its own.
sed 's|^# ssh_public_key = .*|ssh_public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIO2CJhxL8rDWjHPNcwF7ZjBuf1Oh7aqpqaFbMAR9ZSm4 dev@example"|' \
    "$TF_DIR/terraform.tfvars.example" >"$TF_DIR/terraform.tfvars"
tf_ok apply
tf_plan_is_empty "dev with a key pair: a second plan has nothing to do"
is "$(world_instance dev-monitor | jq -r .sshKeyName)" dev-key "the machines open to the environment's key pair"
sed -i 's|203.0.113.7/32|198.51.100.0/24|' "$TF_DIR/terraform.tfvars"
before=$(sim_metric CreateInstances)
tf_ok apply
is "$(sim_metric CreateInstances)" "$before" "other SSH networks change the firewalls in place"
is "$(world_instance dev-monitor | jq -c '[.networking.ports[] | select(.fromPort == 22) | .cidrs[]]')" '["198.51.100.0/24"]' \
    "SSH is open to the new network alone"
tf_ok destroy
world_is_empty "the simulator is empty"

# ---- prod ----
environment_life prod 4 2
tf_ok apply
same_output estimated_monthly_cost 60
same_output instance_names '["prod-collector-1","prod-collector-2","prod-exec-1","prod-monitor"]'
is "$(world_instance prod-collector-2 | jq -r .location.availabilityZone)" ap-northeast-1c "the second collector is in another zone"
is "$(world_instance prod-collector-1 | jq -r '.addOns[] | select(.name == "AutoSnapshot") | .status')" Enabled "a daily backup is an automatic snapshot"
is "$(world_open_ports prod-monitor)" "tcp/22 udp/51820" "prod opens nothing to the world but WireGuard"
is "$(world_instance prod-monitor | jq -c '[.networking.ports[] | select(.fromPort == 22) | (.cidrs // [])[], .cidrListAliases[]]')" \
    '["lightsail-connect"]' "SSH in prod is for the console until networks are named"
tf_ok destroy
world_is_empty "the simulator is empty"

tf_fails plan -var 'ssh_allowed_cidrs=["0.0.0.0/0"]'
tf_said "SSH in prod is not open to the world" "prod refuses SSH for the world"

done_testing
