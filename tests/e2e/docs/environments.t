#!/usr/bin/env bash
# The dev, staging and prod environments as a user works with them: init from an installed provider, plan, apply, query, target, import, destroy.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
tf_use_mirror
sim_start --pending-ms 20 --operation-ms 10

# The import ids of everything in the environment, as "address id", from the state that the apply wrote.
import_ids() {
    tf show -json | jq -r '
        def resources: .resources[]?, (.child_modules[]? | resources);
        .values.root_module | resources | select(.mode == "managed")
        | .address + " " + (if .type == "lightsail_ansible_inventory" then .values.path
                            elif .type == "lightsail_firewall" then .values.instance_name
                            elif .type == "lightsail_disk_attachment" then .values.id
                            else .values.name end)'
}

environment_life() {
    local environment=$1 instances=$2 static_ips=$3 changed=${4:-0}
    tf_environment "$environment"

    tf_ok init
    if [ "$environment" = dev ]; then # These commands are tested in one environment only; `apply` validates and plans, too.
        tf_ok validate
        tf_ok plan
    fi
    [ "$environment" != prod ] || older_prod
    tf_ok apply
    [ "$environment" != prod ] || tf_said "Resources: 4 added, 4 changed, 0 destroyed." "an older prod gets two data disks, and its instances change in place"
    tf_plan_is_empty "$environment: a second plan has nothing to do"
    is "$(world_instance_names | wc -l)" "$instances" "$environment: $instances instances exist"
    is "$(world_static_ip_names | wc -l)" "$static_ips" "$environment: $static_ips static IPs exist"
    if [ "$environment" = dev ]; then
        tf_ok apply -target=module.data_collector_1
        tf_plan_is_empty "$environment: a targeted apply changes nothing"
    fi

    # Everything is imported into an empty state, one resource at a time in dev, by import blocks in the others. Then the plan is empty.
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
        tf_said "$(wc -l <"$TEST_DIR/ids") imported, 0 added, $changed changed, 0 destroyed" "$environment: everything is imported"
        rm "$TF_DIR/imports.tf"
    fi
    tf_plan_is_empty "$environment: after all imports the plan is empty"
}

# A prod of the time before protection, data disks and metadata options.
light=(-var deletion_protection=false -var final_snapshots=false)
older_prod() {
    tf_ok apply "${light[@]}" -var metadata_http_tokens=optional -var collector_data_disk_size_in_gb=0
    jq '(.resources[] | select(.type == "lightsail_instance") | .instances[].attributes) |=
        del(.bundle_change, .keep_auto_snapshots, .keep_resize_snapshot, .deletion_protection, .final_snapshot_name, .metadata_options, .restore_from, .wait_for, .hardware)' \
        "$TF_DIR/terraform.tfstate" >"$TEST_DIR/older" && mv "$TEST_DIR/older" "$TF_DIR/terraform.tfstate"
}

same_output() {
    is "$(tf_output "$1" | jq -cS .)" "$(jq -cS . <<<"$2")" "output $1"
}

# ---- dev ----
environment_life dev 2 1
tf_ok apply # writes the outputs into the imported state
ip=$(world_static_ip_address dev-monitor-ip)
same_output monitor_ip "\"$ip\""
same_output prometheus_url "\"http://$ip:9090\""
same_output grafana_url "\"http://$ip:3000\""
same_output instance_names '["dev-collector-1","dev-monitor"]'
same_output estimated_monthly_cost "$(world_price micro_3_0 micro_3_0)"
same_output collector_1_ip "$(world_instance dev-collector-1 .publicIpAddress)"
is "$(tf_output ssh_commands | jq -r '."dev-monitor"')" "ssh ubuntu@$ip" "output ssh_commands"
inventory=$TEST_DIR/ansible/inventory/dev_lightsail_hosts.json
is "$(jq -r '.all.hosts["dev-monitor"].ansible_host' "$inventory")" "$ip" "the inventory has the static address of the monitor"
is "$(jq -c '[.all.children.data_collector.hosts | keys[]]' "$inventory")" '["dev-collector-1"]' "the inventory has a group for each service"
mkdir -p "$TEST_DIR/cli/ansible/playbooks"
(cd "$TEST_DIR/cli" && "$BUILD/quants-infra" inventory --write --env dev >"$TEST_DIR/step" 2>&1)
step_ok $? "quants-infra writes the inventory of the same instances"
is_file "$TEST_DIR/cli/ansible/inventory/dev_lightsail_hosts.json" "$inventory" "it is identical to the one that Terraform wrote"
is "$(world_instance dev-collector-1 -cS '[.tags[] | {(.key): .value}] | add')" \
    '{"Backup":"none","CriticalLevel":"low","Environment":"dev","ManagedBy":"terraform","Project":"quants-infra","Service":"data-collector","Team":"Quant"}' \
    "the collector has the tags of the guide's strategy"
is "$(world_open_ports dev-monitor)" "tcp/22 tcp/3000 tcp/9090 tcp/9100 udp/51820" "the monitor opens the ports of the guide and no other"
is "$(world_open_ports dev-collector-1)" "tcp/22 tcp/9100 udp/51820" "the collector opens the ports of the guide and no other"

# generate-config-out: configuration for objects that exist and are in no file yet.
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
is "$(world_instance_names)" dev-monitor "a targeted destroy keeps the other instance"
tf_ok destroy
world_is_empty "the simulator is empty"
runs "the inventory is deleted" test ! -e "$inventory"
tf_shared_provider "$TF_DIR" # the first cycle used an installed provider

# With the settings of the example and its own key pair.
sed "s|^# ssh_public_key = .*|ssh_public_key = \"$KEY_ONE dev@example\"|" \
    "$TF_DIR/terraform.tfvars.example" >"$TF_DIR/terraform.tfvars"
tf_ok apply
tf_plan_is_empty "dev with a key pair: a second plan has nothing to do"
is "$(world_instance dev-monitor -r .sshKeyName)" dev-key "the instances use the key pair of the environment"
sed -i 's|203.0.113.7/32|198.51.100.0/24|' "$TF_DIR/terraform.tfvars"
before=$(sim_metric CreateInstances)
tf_ok apply
is "$(sim_metric CreateInstances)" "$before" "other SSH networks change the firewalls in place"
is "$(world_instance dev-monitor -c '[.networking.ports[] | select(.fromPort == 22) | .cidrs[]]')" '["198.51.100.0/24"]' \
    "SSH is open to the new network only"

# Another key is the next version; a running instance is not changed, and a recreated one uses the new key.
sed -i -e "s|^ssh_public_key = .*|ssh_public_key = \"$KEY_TWO dev@example\"|" \
    -e 's|^# ssh_key_version = 2|ssh_key_version = 2|' "$TF_DIR/terraform.tfvars"
sim_metrics_reset
tf_ok apply
is "$(world_changes)" "DeleteKeyPair ImportKeyPair TagResource" "a rotation of the key changes no instance"
is "$(tf_output key_pair_name)" '"dev-key-2"' "new instances use the next version"
is "$(world_instance dev-monitor -r .sshKeyName)" dev-key "a running instance keeps its key pair"
tf_plan_is_empty "a rotated key: a second plan has nothing to do"
tf_ok apply -replace=module.data_collector_1.lightsail_instance.this
is "$(world_instance dev-collector-1 -r .sshKeyName)" dev-key-2 "a recreated instance uses the new key pair"
sim_metrics_reset
tf_ok apply -var hardening=false
is "$(world_changes)" "" "another launch script changes no instance"
tf_ok destroy
world_is_empty "the simulator is empty"

# A key pair that Lightsail generates: the state has the private keys, also of the older version.
cp "$TF_DIR/terraform.tfvars.example" "$TF_DIR/terraform.tfvars"
tf_ok apply -var create_key_pair=true
tf_ok apply -var create_key_pair=true -var ssh_key_version=2
is "$(tf_output private_keys | jq -c 'map_values(startswith("-----BEGIN"))')" '{"dev-key":true,"dev-key-2":true}' "the private keys of both versions are outputs"
unlike "$(tf output)" "BEGIN" "they are not printed with the other outputs"
tf_ok apply -var create_key_pair=true -var ssh_key_version=2 -var ssh_oldest_key_version=2
is "$(tf_output private_keys | jq -c keys)" '["dev-key-2"]' "the older version is deleted when oldest_version says so"
tf_ok destroy
world_is_empty "the simulator is empty"

# Before there was a module for it, the key pair was declared in the environment.
tf_ok apply -var "ssh_public_key=$KEY_ONE dev@example"
tf_ok state mv 'module.key_pair[0].lightsail_key_pair.this["1"]' 'lightsail_key_pair.this[0]'
sim_metrics_reset
tf_ok apply -var "ssh_public_key=$KEY_ONE dev@example"
is "$(world_changes)" "" "the key pair of an older state moves into the module"
tf_ok destroy
world_is_empty "the simulator is empty"

# ---- staging ----
environment_life staging 3 2 3 # the data disk and two instances: resize and bundle_change are only in the state
tf_ok apply
same_output estimated_monthly_cost "$(world_price small_3_0 small_3_0 medium_3_0)"
same_output instance_names '["staging-collector-1","staging-exec-1","staging-monitor"]'
is "$(world_open_ports staging-monitor)" "tcp/22 udp/51820" "staging opens only WireGuard to the world"
tf_ok destroy
world_is_empty "the simulator is empty"

# ---- prod ----
environment_life prod 4 2 4 # two data disks and two protected instances
tf_ok apply
small=$(world_price small_3_0)
medium=$(world_price medium_3_0)
same_output monthly_costs "{\"prod-collector-1\":$small,\"prod-collector-2\":$small,\"prod-exec-1\":$medium,\"prod-monitor\":$medium}"
same_output estimated_monthly_cost $((2 * small + 2 * medium))
same_output instance_names '["prod-collector-1","prod-collector-2","prod-exec-1","prod-monitor"]'
is "$(world_instance prod-collector-2 -r .location.availabilityZone)" ap-northeast-1c "the second collector is in another zone"
same_output availability_zones '{"prod-collector-1":"ap-northeast-1a","prod-collector-2":"ap-northeast-1c","prod-exec-1":"ap-northeast-1a","prod-monitor":"ap-northeast-1c"}'
is "$(world_instance prod-collector-1 -r '.addOns[] | select(.name == "AutoSnapshot") | .status')" Enabled "a daily backup is an automatic snapshot"
is "$(world_open_ports prod-monitor)" "tcp/22 udp/51820" "prod opens only WireGuard to the world"
is "$(world_instance prod-monitor -c '[.networking.ports[] | select(.fromPort == 22) | (.cidrs // [])[], .cidrListAliases[]]')" \
    '["lightsail-connect"]' "SSH in prod is open to the console only until networks are given"

# Protection, and data that outlives the instance.
of_all() { sim_state "[.regions[].instances[] | $1] | unique | join(\" \")"; }
is "$(of_all .metadataOptions.httpTokens)" required "all instances allow only IMDSv2"
tf_fails plan -destroy
for protected in "instance 'prod-exec-1'" "instance 'prod-monitor'" "disk 'prod-collector-1-data'" "disk 'prod-collector-2-data'"; do
    tf_said "Cannot delete the protected lightsail_$protected" "protected: $protected"
done
data_disks() { sim_state '[.regions[].disks[] | select(.isSystemDisk | not) | "\(.name) \(.sizeInGb) \(.attachedTo) \(.path) \(.mark)"] | sort | join(", ")'; }
sim_mutate '{"action":"write_disk","name":"prod-collector-1-data","mark":"ticks"}'
collector=$(world_instance prod-collector-1 -r .arn)
tf_ok apply -replace=module.data_collector_1.lightsail_instance.this -var collector_data_disk_size_in_gb=64 -var 'unprotected=["prod-monitor"]'
isnt "$(world_instance prod-collector-1 -r .arn)" "$collector" "the collector is rebuilt"
is "$(data_disks)" "prod-collector-1-data 64 prod-collector-1 /dev/xvdf ticks, prod-collector-2-data 64 prod-collector-2 /dev/xvdf " \
    "it has its disk and its data, also when the disk grows in the same apply"
like "$(world_instance prod-collector-1 -r .userData)" "data-disk install /var/lib/data-collector" "and mounts it"

# Another bundle of the execution engine, which is protected: one apply, with its data and its address.
sim_mutate '{"action":"write_disk","name":"prod-exec-1","mark":"orders"}'
of_engine() { world_instance prod-exec-1 -c '[.mark, .publicIpAddress, .isStaticIp, .state.name, .tags, (.networking.ports | map([.protocol, .fromPort, .cidrs]))]'; }
engine=$(of_engine)
export TF_VAR_execution_bundle_id=large_3_0 TF_VAR_collector_data_disk_size_in_gb=64 TF_VAR_unprotected='["prod-monitor"]'
tf_ok apply
tf_said " 0 added, 4 changed, 0 destroyed" "a larger engine: the instance, its address, its firewall and the inventory change, and nothing is destroyed"
tf_plan_is_empty "a second plan has nothing to do"
is "$(world_instance prod-exec-1 -r .bundleId) $(of_engine)" "large_3_0 $engine" "it has its data, its address, its tags and its rules"
is "$(sim_names instance_snapshots)" "" "no snapshot is left"
unset TF_VAR_collector_data_disk_size_in_gb TF_VAR_unprotected

# The guide: yesterday's monitor comes back. Its automatic snapshots are deleted with it, so the snapshot is copied first.
sim_mutate '{"action":"write_disk","name":"prod-monitor","mark":"yesterday"}'
sim_mutate '{"action":"auto_snapshot","name":"prod-monitor","date":"2026-11-01"}'
sim_mutate '{"action":"write_disk","name":"prod-monitor","mark":"today"}'
call() { sim_mutate "{\"action\":\"call\",\"operation\":\"$1\",\"input\":$2}"; }
call CopySnapshot "{\"sourceResourceName\":\"prod-monitor\",\"restoreDate\":\"2026-11-01\",\"targetSnapshotName\":\"monitor-kept\",\"sourceRegion\":\"$SIM_REGION\"}"
copied() { [ "$(sim_state '.regions[].instance_snapshots["monitor-kept"].state // empty')" = available ]; }
wait_until 20 copied || bail "no copy"
address=$(world_static_ip_address prod-monitor-ip)
tf_ok apply "${light[@]}" -var 'ssh_allowed_cidrs=["203.0.113.7/32"]' -var collector_data_disk_size_in_gb=64 \
    -replace=module.monitor.lightsail_instance.this -var 'restore_from={"prod-monitor"={"snapshot_name"="monitor-kept"}}'
is "$(world_instance prod-monitor -r '[.mark, .publicIpAddress] | join(" ")')" "yesterday $address" "the monitor is that of yesterday, with its address"
is "$(sim_state '[.regions[].instance_snapshots[] | select(.name | startswith("prod-monitor-final-")) | .mark] | join(" ")')" today \
    "today's is a final snapshot"
for snapshot in $(sim_names instance_snapshots); do
    call DeleteInstanceSnapshot "{\"instanceSnapshotName\":\"$snapshot\"}"
done
is "$(world_instance prod-monitor -c '[.networking.ports[] | select(.fromPort == 22) | (.cidrs // [])[], (.cidrListAliases // [])[]]')" \
    '["203.0.113.7/32"]' "and to these networks only afterwards"
tf_ok destroy # what is protected no longer is
unset TF_VAR_execution_bundle_id
world_is_empty "the simulator is empty"

# The price is known before anything is created.
tf_step plan
tf_said "estimated_monthly_cost = $((2 * small + 2 * medium))" "the plan has the price"

for environment in staging prod; do
    tf_environment $environment
    tf_fails plan -var 'ssh_allowed_cidrs=["0.0.0.0/0"]' -var 'monitoring_allowed_cidrs=["::/0"]' -var 'exporter_allowed_cidrs=["0.0.0.0/0"]'
    tf_said "SSH in $environment must not be open to all addresses" "$environment refuses to open SSH to the world"
    tf_said "Prometheus and Grafana in $environment must not be open to all addresses" "$environment refuses to open Prometheus and Grafana to the world"
    tf_said "Node exporters in $environment must not be open to all addresses" "$environment refuses to open the exporters to the world"
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
