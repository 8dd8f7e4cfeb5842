#!/usr/bin/env bash
# cli_fleet.t — quants-infra for many instances: cost, inventory, deploy, adopt, doctor, and the completion of the shells.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
sim_start --pending-ms 0 --operation-ms 0
PATH=$BUILD:$PATH
mkdir -p "$TEST_DIR/project/ansible/playbooks" "$TEST_DIR/bin"
cd "$TEST_DIR/project" || exit 1

cli() {
    OUT=$(quants-infra "$@" 2>"$TEST_DIR/err" </dev/null)
    STATUS=$?
    ERR=$(cat "$TEST_DIR/err")
}
cli_ok() { # NAME ARGUMENT…
    local name=$1
    shift
    cli "$@"
    ok "$STATUS" "$name" || diag "$OUT" "$ERR"
}
cli_says() { # STATUS TEXT NAME ARGUMENT…
    local status=$1 text=$2 name=$3
    shift 3
    cli "$@"
    contains "$STATUS $(tr -s ' \n' ' ' <<<"$ERR")" "$text" "$name" && is "$STATUS" "$status" "$name: exit $status"
}
machine() { # NAME BUNDLE ENVIRONMENT SERVICE [OPTION…]
    quants-infra infra create --name "$1" --bundle "$2" --tag "Environment=$3" --tag "Service=$4" "${@:5}" >/dev/null
}

# ---- the guide's fleet ----
machine prod-collector-1 small_3_0 prod data-collector
machine prod-collector-2 small_3_0 prod data-collector
machine prod-exec-1 medium_3_0 prod execution
machine prod-monitor medium_3_0 prod monitor --static-ip
machine dev-test-1 micro_3_0 dev data-collector

# ---- cost ----
cli_ok "cost --env prod" cost --env prod
micro=$(world_price micro_3_0)
small=$(world_price small_3_0)
medium=$(world_price medium_3_0)
total=$((2 * small + 2 * medium))
is "$(tr -s ' ' <<<"$OUT")" "ENVIRONMENT SERVICE COUNT BUNDLE USD EACH USD/MONTH
prod data-collector 2 small_3_0 $small.00 $((2 * small)).00
prod execution 1 medium_3_0 $medium.00 $medium.00
prod monitor 1 medium_3_0 $medium.00 $medium.00
total 4 $total.00" "it is the guide's table"
cli cost --output json
is "$(jq -c '[.currency, (.total_month | round), .count, (.rows | length)]' <<<"$OUT")" "[\"USD\",$((total + micro)),5,4]" "cost --output json, all environments"
cli cost --env dev --output csv
is "$OUT" $'ENVIRONMENT,SERVICE,COUNT,BUNDLE,USD EACH,USD/MONTH\n'"dev,data-collector,1,micro_3_0,$micro.00,$micro.00" "cost --output csv"

# ---- inventory ----
cli_ok "inventory" inventory
is "$(jq -c '[.prod.hosts, .data_collector.hosts, .all.children] | map(sort)' <<<"$OUT")" \
    '[["prod-collector-1","prod-collector-2","prod-exec-1","prod-monitor"],["dev-test-1","prod-collector-1","prod-collector-2"],["data_collector","dev","execution","monitor","prod","ungrouped"]]' \
    "groups by environment and service"
is "$(jq -r '._meta.hostvars["prod-monitor"].ansible_host' <<<"$OUT")" "$(world_static_ip_address prod-monitor-ip)" "it has the hosts with their addresses"
cli inventory --host dev-test-1
is "$(jq -c 'del(.ansible_host, .private_ip)' <<<"$OUT")" '{"ansible_user":"ubuntu","open_ports":"22/tcp 80/tcp"}' "inventory --host"
cli_says 1 "did you mean 'dev-test-1'" "inventory --host of an unknown host" inventory --host dev-tset-1
ln -s "$BUILD/quants-infra" "$TEST_DIR/bin/quants-infra-inventory"
is "$("$TEST_DIR/bin/quants-infra-inventory" --list | jq -c .dev.hosts)" '["dev-test-1"]' "a link is an executable inventory"
mkdir -p deep/er
cli_ok "inventory --write" inventory --write
is "$(cd ansible/inventory && echo *)" "dev_lightsail_hosts.json prod_lightsail_hosts.json" "a file for each environment"
(cd deep/er && quants-infra inventory --write --env prod >/dev/null)
is "$(ls deep/er)" "" "also from a subfolder of the project"
cp ansible/inventory/prod_lightsail_hosts.json "$TEST_DIR/written.json"
printf '[all]\nmine\n' >ansible/inventory/dev_lightsail_hosts.json
cli_says 1 "it was not changed" "a file that the command did not write is not overwritten" inventory --write --env dev
is "$(head -n 1 ansible/inventory/dev_lightsail_hosts.json)" "[all]" "the file still exists"
rm ansible/inventory/dev_lightsail_hosts.json

# ---- the same file as Terraform's ----
tf_config terraform <<'END'
data "lightsail_instances" "prod" {
  tags = { Environment = "prod" }
}
resource "lightsail_ansible_inventory" "this" {
  path = "hosts.json"
  hosts = { for machine in data.lightsail_instances.prod.instances : machine.name => {
    ansible_host = machine.public_ip_address
    ansible_user = machine.username
    groups       = [replace(machine.tags.Service, "-", "_"), machine.tags.Environment]
    vars         = { private_ip = machine.private_ip_address, open_ports = "22/tcp 80/tcp" }
  } }
}
END
tf_ok apply
is_file "$TF_DIR/hosts.json" "$TEST_DIR/written.json" "the resource writes the same bytes"

# ---- deploy ----
cat >"$TEST_DIR/bin/ansible-playbook" <<'END'
#!/bin/sh
echo "config=${ANSIBLE_CONFIG:-none} $*"
exit "${ANSIBLE_STATUS:-0}"
END
chmod +x "$TEST_DIR/bin/ansible-playbook"
PATH=$TEST_DIR/bin:$PATH
touch ansible/playbooks/wireguard.yml ansible/playbooks/data_collector.yml
cli_ok "deploy --service wireguard --host all" deploy --service wireguard --host all
is "$OUT" "config=none -i ./ansible/inventory/prod_lightsail_hosts.json --limit all ./ansible/playbooks/wireguard.yml" "it runs the playbook with the only inventory"
touch ansible/ansible.cfg
cli inventory --write
cli deploy --service data-collector --host dev-test-1 -vvv
is "$OUT" "config=./ansible/ansible.cfg -i ./ansible/inventory/dev_lightsail_hosts.json --limit dev-test-1 -vvv ./ansible/playbooks/data_collector.yml" "the host decides the environment; -vvv and the settings are passed on"
ANSIBLE_STATUS=4 cli deploy --service wireguard --host all --env prod
is "$STATUS" 4 "the exit status is passed on"
cli_says 1 "Choose one with --env" "several environments and none is named" deploy --service wireguard --host all
cli_says 1 "Available playbooks: data_collector, wireguard" "a playbook that does not exist" deploy --service monitor --host all
cli_says 1 "Did you mean 'prod-exec-1'" "a host that does not exist" deploy --service wireguard --host prod-exec-2 --env prod
cli_says 1 "there is no inventory" "an environment without inventory" deploy --service wireguard --host all --env staging
(cd / && quants-infra deploy --service wireguard --host all) 2>"$TEST_DIR/err"
contains "$(cat "$TEST_DIR/err")" "the directory that contains ansible/" "outside of the project"
(PATH=$BUILD && quants-infra deploy --service wireguard --host all --env prod) 2>"$TEST_DIR/err"
is $? 1 "without ansible-playbook it fails"
contains "$(cat "$TEST_DIR/err")" "apt-get install ansible-core" "and says what to do"

# ---- adopt ----
sim_mutate '{"action":"call","operation":"ImportKeyPair","input":{"keyPairName":"prod-key","publicKeyBase64":"'"$KEY_ONE"' x"}}'
machine odd.one nano_3_0 prod 'my: odd @ = service' --key-pair prod-key --tag Empty --tag 'two words=x'
quants-infra infra ports --name odd.one --open tcp/8000-8100=203.0.113.0/24,2001:db8::/32 --open icmp --open tcp/2222=lightsail-connect --close tcp/22 >/dev/null
sim_mutate '{"action":"call","operation":"EnableAddOn","input":{"resourceName":"odd.one","addOnRequest":{"addOnType":"AutoSnapshot","autoSnapshotAddOnRequest":{"snapshotTimeOfDay":"05:00"}}}}'
sim_mutate '{"action":"stop_instance","name":"dev-test-1"}'
sim_mutate '{"action":"close_port","name":"prod-exec-1","protocol":"tcp","from_port":22,"to_port":22}'
sim_mutate '{"action":"close_port","name":"prod-exec-1","protocol":"tcp","from_port":80,"to_port":80}'
sim_mutate '{"action":"call","operation":"AllocateStaticIp","input":{"staticIpName":"spare"}}'
adopt() { # NAME IMPORTS OPTION…
    local name=$1 imports=$2
    shift 2
    cli_ok "adopt: $name" adopt --output "$TEST_DIR/adopted-$name" "$@"
    TF_DIR=$TEST_DIR/adopted-$name
    runs "$name: formatted" "$TERRAFORM" fmt -check -diff "$TF_DIR"
    tf_step plan
    is "$(grep '^Plan:' "$TEST_DIR/step")" "Plan: $imports to import, 0 to add, 0 to change, 0 to destroy." "$name: the plan imports and changes nothing" ||
        diag "$(cat "$TEST_DIR/step")"
}
sim_metrics_reset
adopt all 15
adopt dev 2 --env dev
is "$(world_changes)" "" "nothing in AWS was changed"
TF_DIR=$TEST_DIR/adopted-all
tf_ok apply
tf_plan_is_empty "after the apply the plan is empty"
is "$(world_changes)" "" "the apply changed nothing in AWS either"
cli_says 1 "already exists" "adopt does not overwrite" adopt --output "$TEST_DIR/adopted-all"
sim_mutate '{"action":"set_member","name":"odd.one","member":"networking.ports","value":[{"protocol":"icmp","cidrs":["0.0.0.0/0"]}]}'
cli_ok "adopt: a rule without ports" adopt --env prod --output "$TEST_DIR/adopted-portless"
contains "$(tr -s ' \n' ' ' <"$TEST_DIR/adopted-portless/main.tf")" '{ protocol = "icmp" cidrs = ["0.0.0.0/0"] }' "is left out"

# ---- doctor ----
cli doctor
like "$OUT" $'ok +credentials +are accepted\n' "doctor: credentials"
like "$OUT" $'ok +region +ap-northeast-1\n' "doctor: region"
like "$OUT" $'ok +clock ' "doctor: clock"
like "$OUT" $'ok +vcpus +12 of 20' "doctor: the quota counts vCPUs, two for each of six instances"
like "$OUT" $'warn +idle addresses +1 static IPs' "doctor: a static IP that is not attached"
like "$OUT" $'ok +(terraform|tofu) +1\.[0-9]+\.[0-9]+' "doctor: Terraform"
like "$OUT" $'ok +provider +runs from a development override' "doctor: the provider from a development override"
like "$OUT" $'ok +ansible ' "doctor: Ansible"
is "$STATUS" 0 "doctor: no problem found"
unset TF_CLI_CONFIG_FILE
cli doctor --output json
is "$STATUS $(jq -r '.[] | select(.check == "provider") | .status' <<<"$OUT")" "1 fail" "doctor fails when the provider is not installed"
B=$BUILD PREFIX=$HOME/.local "$ROOT/tools/install.sh" >/dev/null
cli doctor
like "$STATUS $OUT" $'^0 .*ok +provider +[0-9.]+ is installed' "doctor succeeds when it is installed"
AWS_SECRET_ACCESS_KEY=wrong cli doctor
like "$STATUS $OUT" '^1 fail +credentials .*InvalidSignatureException' "doctor: wrong credentials"
env -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY quants-infra doctor >"$TEST_DIR/out"
like "$? $(cat "$TEST_DIR/out")" '^1 fail +credentials ' "doctor: no credentials"
AWS_ENDPOINT_URL=http://127.0.0.1:1 cli doctor
like "$STATUS $OUT" '^1 fail +api ' "doctor: no response from the endpoint"

# ---- completion and manual page ----
quants-infra completion bash >"$TEST_DIR/completion.bash"
runs "bash accepts the bash completion" bash -n "$TEST_DIR/completion.bash"
complete_bash() { # WORD…: what bash offers for the last word
    bash --norc -c '. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _quants_infra; printf "%s\n" "${COMPREPLY[@]}"' \
        _ "$TEST_DIR/completion.bash" "$@" 2>&1 | sort | tr '\n' ' '
}
is "$(complete_bash quants-infra in)" "infra inventory " "bash: commands"
is "$(complete_bash quants-infra infra de)" "destroy " "bash: commands of a group"
is "$(complete_bash quants-infra infra create --st)" "--static-ip " "bash: options"
is "$(complete_bash quants-infra infra manage --action '')" "reboot start stop " "bash: words"
is "$(complete_bash quants-infra infra info --name prod-c)" "prod-collector-1 prod-collector-2 " "bash: instances"
is "$(complete_bash quants-infra infra create --bundle micro_3)" "micro_3_0 " "bash: sizes"
is "$(complete_bash quants-infra completion z)" "zsh " "bash: the word quants-infra"
is "$(complete_bash quants-infra infra restore prod-c)" "prod-collector-1 prod-collector-2 " "bash: instances without an option"
is "$(complete_bash quants-infra infra restore prod-collector-1 --d)" "--disks --dry-run " "bash: options behind them"
quants-infra snapshot create prod-collector-1 --name collector-good >/dev/null
is "$(complete_bash quants-infra snapshot delete coll)" "collector-good " "bash: snapshots"
quants-infra completion zsh >"$TEST_DIR/_quants-infra"
if command -v zsh >/dev/null; then
    runs "zsh accepts the zsh completion" zsh -n "$TEST_DIR/_quants-infra"
else
    skip 1 "zsh is not installed"
fi
missing=
for option in $(quants-infra infra create --help | grep -o -- '--[a-z-]*' | sort -u); do
    grep -q -- "$option\[" "$TEST_DIR/_quants-infra" || missing="$missing $option"
done
is "$missing" "" "the zsh completion has every option"
quants-infra man >"$TEST_DIR/quants-infra.1"
if command -v groff >/dev/null; then
    is "$(groff -man -ww -z -Tutf8 -Kutf8 "$TEST_DIR/quants-infra.1" 2>&1)" "" "the manual page is valid roff"
else
    skip 1 "groff is not installed"
fi
like "$(cat "$TEST_DIR/quants-infra.1")" 'quants\\-infra infra create' "the manual page lists the commands"

done_testing
