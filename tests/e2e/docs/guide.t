#!/usr/bin/env bash
# The guide as a user follows it: every shell command, in order, in one shell, against the simulator.
. "$(dirname "$0")/../../lib/tf.sh"
. "$ROOT/tests/lib/guide.sh"
tf_setup
tf_use_mirror

guide_commands "$ROOT/docs/guides/lightsail-guide.md" >"$TEST_DIR/commands"
guide_commands "$ROOT/docs/guides/lightsail-guide.zh-CN.md" >"$TEST_DIR/commands.zh"
is_file "$TEST_DIR/commands.zh" "$TEST_DIR/commands" "the guide has the same commands in both languages"
is "$(grep -c '^## ' "$ROOT/docs/guides/lightsail-guide.md")" "$(grep -c '^## ' "$ROOT/docs/guides/lightsail-guide.zh-CN.md")" "and the same chapters"

exceptions=$ROOT/tests/e2e/docs/guide.exceptions
while read -r line; do
    runs "an exception is a command of the guide: ${line%%  # *}" grep -qxF -- "${line%%  # *}" "$TEST_DIR/commands"
    isnt "${line#*  # }" "$line" "and has a reason"
done < <(grep -v '^#' "$exceptions")

# ---- the settings that it shows exist ----
guide_blocks "$ROOT/docs/guides/lightsail-guide.md" "$TEST_DIR/blocks"
for block in "$TEST_DIR/blocks"/*.hcl; do
    folders=("$ROOT"/terraform/environments/*)
    ! grep -q '^module ' "$block" || folders=("$ROOT/terraform/modules/lightsail/instance")
    for setting in $(sed -nE 's/^ *([a-z_0-9]+) *=.*/\1/p' "$block"); do
        for folder in "${folders[@]}"; do
            runs "${folder#"$ROOT"/} has the setting $setting" grep -q "^variable \"$setting\" {" "$folder/variables.tf"
        done
    done
done

# ---- a working folder, as after a clone and an install ----
sim_start
sim_mutate '{"action":"call","operation":"CreateKeyPair","input":{"keyPairName":"prod-key"}}' || bail "no key pair"
tf_environment dev
mkdir -p "$TEST_DIR/ansible/inventory" "$TEST_DIR/bin"
ln -s "$BUILD/quants-infra" "$TEST_DIR/bin/quants-infra"
ln -s "$TERRAFORM" "$TEST_DIR/bin/terraform"
PATH=$TEST_DIR/bin:$PATH
export TF_CLI_ARGS_apply="-no-color -auto-approve" TF_CLI_ARGS_destroy="-no-color -auto-approve" NO_COLOR=1
cd "$TEST_DIR" || exit 1

after() { # COMMAND: checks the result of the command
    case $1 in
        "quants-infra infra list --output json | jq '.'")
            is "$(jq -r '[.. | .name? // empty] | map(select(. == "prod-collector-1")) | length > 0' "$TEST_DIR/step")" true "the list is JSON and has the machine" ;;
        "quants-infra infra destroy --name test-collector --force") is "$(world_instance test-collector)" null "the machine is gone" ;;
        "quants-infra infra manage --name dev-test-1 --action stop") is "$(world_instance dev-test-1 -r .state.name)" stopped "the machine is stopped" ;;
        "quants-infra infra manage --tag Environment=dev --action stop --dry-run") is "$(cat "$TEST_DIR/step") $(world_instance dev-test-1 -r .state.name)" "dev-test-1: would stop running" "it says what it would stop" ;;
        "quants-infra infra manage --tag Environment=dev --action stop") is "$(world_instance dev-test-1 -r .state.name)" stopped "the machine of development is stopped" ;;
        "quants-infra infra manage --tag Environment=dev --action start") is "$(world_instance dev-test-1 -r .state.name)" running "and started" ;;
        "quants-infra backup run --env prod") like "$(sim_state '.regions[].instance_snapshots | keys[]')" "^prod-collector-1-backup-" "there is a snapshot of the machine that asks for one" ;;
        "quants-infra infra resize "*--force) is "$(world_instance prod-collector-1 -r .bundleId)" medium_3_0 "the machine has its new size" ;;
        "terraform output monitor_ip") is "$(cat "$TEST_DIR/step")" "\"$(world_static_ip_address dev-monitor-ip)\"" "it is the monitor's static address" ;;
        "terraform output -json | jq '.prometheus_url.value'") is "$(cat "$TEST_DIR/step")" "\"http://$(world_static_ip_address dev-monitor-ip):9090\"" "it is Prometheus on the monitor" ;;
        "quants-infra infra create --name prod-monitor --static-ip") is "$(world_static_ip_names | grep -c prod-monitor)" 1 "the monitor has its static IP" ;;
        *"--open tcp/22=203.0.113.7/32"*) is "$(world_instance prod-collector-1 -c '.networking.ports[] | select(.fromPort == 22) | [.cidrs, .ipv6Cidrs]')" '[["203.0.113.7/32"],[]]' "SSH is open to this address alone" ;;
        "quants-infra infra ports "*) is "$(world_open_ports prod-collector-1)" "tcp/22 udp/51820" "these ports are open" ;;
        *"| grep -i firewall") like "$(cat "$TEST_DIR/step")" "[Ff]irewall" "the text has the firewall" ;;
        "quants-infra cost --env prod") like "$(cat "$TEST_DIR/step")" " $(world_price small_3_0)\\.00 " "the table has the price of the collector" ;;
        "cat ansible/inventory/"*) is "$(jq -r '.all.hosts["prod-collector-1"].ansible_host' "$TEST_DIR/step")" "$(world_instance prod-collector-1 -r .publicIpAddress)" "the inventory has the address" ;;
    esac
}

while IFS= read -r command <&3; do
    if COMMAND="$command  # " awk 'index($0, ENVIRON["COMMAND"]) == 1 { found = 1 } END { exit !found }' "$exceptions"; then
        case $command in
            "quants-infra infra destroy --name test-collector")
                eval "$command" >"$TEST_DIR/step" 2>&1 </dev/null
                isnt $? 0 "without --force it refuses when there is no terminal" ;;
        esac
        continue
    fi
    eval "$command" >"$TEST_DIR/step" 2>&1 </dev/null
    step_ok $? "$command"
    after "$command"
done 3<"$TEST_DIR/commands"

is "$PWD" "$TEST_DIR" "the guide ends in the folder where it began"
is "$(world_instance_names)" "" "no instance is left"
is "$(world_static_ip_names)" "" "no static IP is left"
done_testing
