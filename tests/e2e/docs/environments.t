#!/usr/bin/env bash
# The dev, staging and prod environments as a user works with them: init from an installed provider, plan, apply, query, target, import, destroy.
. "$(dirname "$0")/../../lib/tf.sh"
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
    if [ "$environment" = dev ]; then # that these commands work is the same in all of them; `apply` validates and plans, too
        tf_ok validate
        tf_ok plan
    fi
    tf_ok apply
    tf_plan_is_empty "$environment: a second plan has nothing to do"
    is "$(world_instance_names | wc -l)" "$instances" "$environment: $instances instances exist"
    is "$(world_static_ip_names | wc -l)" "$static_ips" "$environment: $static_ips static IPs exist"
    if [ "$environment" = dev ]; then
        tf_ok apply -target=module.data_collector_1
        tf_plan_is_empty "$environment: a targeted apply changes nothing"
    fi

    # An empty state learns everything by import, one thing at a time in dev, by blocks in the others, and then there is nothing to do.
    import_ids >"$TEST_DIR/ids"
    mv "$TF_DIR/terraform.tfstate" "$TEST_DIR/$environment.tfstate"
    local address id
    if [ "$environment" = dev ]; then
        while read -r address id; do
            tf_step import "$address" "$id"
            step_ok $? "import $address"
        done <"$TEST_DIR/ids"
    else
        while read -r address id; do
            printf 'import {\n  to = %s\n  id = "%s"\n}\n' "$address" "$id"
        done <"$TEST_DIR/ids" >"$TF_DIR/imports.tf"
        tf_ok apply
        tf_said "$(wc -l <"$TEST_DIR/ids") imported, 0 added, 0 changed, 0 destroyed" "$environment: all of it is imported as it is"
        rm "$TF_DIR/imports.tf"
    fi
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
same_output estimated_monthly_cost "$(world_price micro_3_0 micro_3_0)"
same_output collector_1_ip "$(world_instance dev-collector-1 .publicIpAddress)"
is "$(tf_output ssh_commands | jq -r '."dev-monitor"')" "ssh ubuntu@$ip" "output ssh_commands"
inventory=$TEST_DIR/ansible/inventory/dev_lightsail_hosts.json
is "$(jq -r '.all.hosts["dev-monitor"].ansible_host' "$inventory")" "$ip" "the inventory names the monitor's static address"
is "$(jq -c '[.all.children.data_collector.hosts | keys[]]' "$inventory")" '["dev-collector-1"]' "the inventory groups by service"
mkdir -p "$TEST_DIR/cli/ansible/playbooks"
(cd "$TEST_DIR/cli" && "$BUILD/quants-infra" inventory --write --env dev >"$TEST_DIR/step" 2>&1)
step_ok $? "quants-infra writes the inventory of the same machines"
is_file "$TEST_DIR/cli/ansible/inventory/dev_lightsail_hosts.json" "$inventory" "byte for byte the one that Terraform wrote"
is "$(world_instance dev-collector-1 -cS '[.tags[] | {(.key): .value}] | add')" \
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
tf_shared_provider "$TF_DIR" # the first life was that of an installed one

# With the example's settings and a key pair of its own.
sed "s|^# ssh_public_key = .*|ssh_public_key = \"$KEY_ONE dev@example\"|" \
    "$TF_DIR/terraform.tfvars.example" >"$TF_DIR/terraform.tfvars"
tf_ok apply
tf_plan_is_empty "dev with a key pair: a second plan has nothing to do"
is "$(world_instance dev-monitor -r .sshKeyName)" dev-key "the machines open to the environment's key pair"
sed -i 's|203.0.113.7/32|198.51.100.0/24|' "$TF_DIR/terraform.tfvars"
before=$(sim_metric CreateInstances)
tf_ok apply
is "$(sim_metric CreateInstances)" "$before" "other SSH networks change the firewalls in place"
is "$(world_instance dev-monitor -c '[.networking.ports[] | select(.fromPort == 22) | .cidrs[]]')" '["198.51.100.0/24"]' \
    "SSH is open to the new network alone"

# Another key is the next version; a machine that runs is not touched, one that is rebuilt opens to the new key.
sed -i -e "s|^ssh_public_key = .*|ssh_public_key = \"$KEY_TWO dev@example\"|" \
    -e 's|^# ssh_key_version = 2|ssh_key_version = 2|' "$TF_DIR/terraform.tfvars"
sim_metrics_reset
tf_ok apply
is "$(world_changes)" "DeleteKeyPair ImportKeyPair TagResource" "a rotation of the key touches no machine"
is "$(tf_output key_pair_name)" '"dev-key-2"' "new machines open to the next version"
is "$(world_instance dev-monitor -r .sshKeyName)" dev-key "a running one keeps its pair"
tf_plan_is_empty "a rotated key: a second plan has nothing to do"
tf_ok apply -replace=module.data_collector_1.lightsail_instance.this
is "$(world_instance dev-collector-1 -r .sshKeyName)" dev-key-2 "a rebuilt machine opens to the new pair"
sim_metrics_reset
tf_ok apply -var hardening=false
is "$(world_changes)" "" "another launch script touches no machine"
tf_ok destroy
world_is_empty "the simulator is empty"

# A pair that Lightsail makes: the state has the private keys, of the older version too.
cp "$TF_DIR/terraform.tfvars.example" "$TF_DIR/terraform.tfvars"
tf_ok apply -var create_key_pair=true
tf_ok apply -var create_key_pair=true -var ssh_key_version=2
is "$(tf_output private_keys | jq -c 'map_values(startswith("-----BEGIN"))')" '{"dev-key":true,"dev-key-2":true}' "the private keys of both versions are there"
unlike "$(tf output)" "BEGIN" "they are not printed with the other outputs"
tf_ok apply -var create_key_pair=true -var ssh_key_version=2 -var ssh_oldest_key_version=2
is "$(tf_output private_keys | jq -c keys)" '["dev-key-2"]' "the older one goes when it is told to"
tf_ok destroy
world_is_empty "the simulator is empty"

# Before there was a module for it, the key pair stood in the environment.
tf_ok apply -var "ssh_public_key=$KEY_ONE dev@example"
tf_ok state mv 'module.key_pair[0].lightsail_key_pair.this["1"]' 'lightsail_key_pair.this[0]'
sim_metrics_reset
tf_ok apply -var "ssh_public_key=$KEY_ONE dev@example"
is "$(world_changes)" "" "an older state finds its key pair in the module"
tf_ok destroy
world_is_empty "the simulator is empty"

# ---- staging ----
environment_life staging 3 2
tf_ok apply
same_output estimated_monthly_cost "$(world_price small_3_0 small_3_0 medium_3_0)"
same_output instance_names '["staging-collector-1","staging-exec-1","staging-monitor"]'
is "$(world_open_ports staging-monitor)" "tcp/22 udp/51820" "staging opens nothing to the world but WireGuard"
tf_ok destroy
world_is_empty "the simulator is empty"

# ---- prod ----
environment_life prod 4 2
tf_ok apply
small=$(world_price small_3_0)
medium=$(world_price medium_3_0)
same_output monthly_costs "{\"prod-collector-1\":$small,\"prod-collector-2\":$small,\"prod-exec-1\":$medium,\"prod-monitor\":$medium}"
same_output estimated_monthly_cost $((2 * small + 2 * medium))
same_output instance_names '["prod-collector-1","prod-collector-2","prod-exec-1","prod-monitor"]'
is "$(world_instance prod-collector-2 -r .location.availabilityZone)" ap-northeast-1c "the second collector is in another zone"
same_output availability_zones '{"prod-collector-1":"ap-northeast-1a","prod-collector-2":"ap-northeast-1c","prod-exec-1":"ap-northeast-1a","prod-monitor":"ap-northeast-1c"}'
is "$(world_instance prod-collector-1 -r '.addOns[] | select(.name == "AutoSnapshot") | .status')" Enabled "a daily backup is an automatic snapshot"
is "$(world_open_ports prod-monitor)" "tcp/22 udp/51820" "prod opens nothing to the world but WireGuard"
is "$(world_instance prod-monitor -c '[.networking.ports[] | select(.fromPort == 22) | (.cidrs // [])[], .cidrListAliases[]]')" \
    '["lightsail-connect"]' "SSH in prod is for the console until networks are named"
tf_ok apply -var 'ssh_allowed_cidrs=["203.0.113.7/32"]'
is "$(world_instance prod-monitor -c '[.networking.ports[] | select(.fromPort == 22) | (.cidrs // [])[], (.cidrListAliases // [])[]]')" \
    '["203.0.113.7/32"]' "and for them alone afterwards"
tf_ok destroy
world_is_empty "the simulator is empty"

# The price is known before anything is made.
tf_step plan
tf_said "estimated_monthly_cost = $((2 * small + 2 * medium))" "the plan tells the price"

for environment in staging prod; do
    tf_environment $environment
    tf_fails plan -var 'ssh_allowed_cidrs=["0.0.0.0/0"]' -var 'monitoring_allowed_cidrs=["::/0"]' -var 'exporter_allowed_cidrs=["0.0.0.0/0"]'
    tf_said "SSH in $environment must not be open to all addresses" "$environment refuses SSH for the world"
    tf_said "Prometheus and Grafana in $environment must not be open to all addresses" "$environment refuses Prometheus and Grafana for the world"
    tf_said "Node exporters in $environment must not be open to all addresses" "$environment refuses the exporters for the world"
done

# ---- the state in S3 ----
tf_own_provider
for environment in dev staging prod; do
    tf_environment $environment
    cp "$TF_DIR/backend.tf.example" "$TF_DIR/backend.tf"
    rm -rf "$TF_DIR/.terraform"
    tf_ok init -backend=false
    tf_ok validate
done

done_testing
