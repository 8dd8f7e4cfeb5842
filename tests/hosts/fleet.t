#!/usr/bin/env bash
# fleet.t — the staging environment on machines: Terraform creates it in the simulator, each of its instances becomes a Debian with systemd and the
# addresses that Terraform got, and quants-infra deploys to them through SSH. `make test-hosts` runs it.
. "$(dirname "$0")/../lib/tf.sh"
. "$(dirname "$0")/lib/machines.sh"
reason=$(machines_impossible) && skip_all "$reason"
machines_enter
tf_setup
export ANSIBLE_HOME=$TEST_DIR/home/.ansible ANSIBLE_NOCOLOR=1 ANSIBLE_SSH_CONTROL_PATH_DIR=$MACHINES/ssh LC_ALL=C.UTF-8
export ANSIBLE_SSH_COMMON_ARGS="-o UserKnownHostsFile=$TEST_DIR/known_hosts"
PATH=$BUILD:$PATH
machines_network 203.0.113.1/24 198.18.0.1/15 || bail "no network between the machines" # the addresses of the simulator and of the second endpoint

# ---- Terraform creates the fleet ----
sim_start --pending-ms 0 --operation-ms 0
tf_use_mirror
tf_environment staging
ssh-keygen -q -t rsa -N '' -C test -f "$TEST_DIR/key"
variables=(-var blueprint_id=debian_12 -var 'ssh_allowed_cidrs=["203.0.113.1/32"]' -var "ssh_public_key=$(cat "$TEST_DIR/key.pub")")
tf_step init && tf_step apply "${variables[@]}"
step_ok $? "terraform apply: the staging environment" || bail "nothing to deploy to"
machines=(staging-collector-1 staging-exec-1 staging-monitor)
newcomer=staging-collector-2 # joins after the others have been running for a while
is "$(world_instance_names | tr '\n' ' ')" "${machines[*]} " "a collector, an execution engine, a monitor"

# ---- the machines of the simulated instances ----
address_of() { jq -r --arg name "$1" '.all.hosts[$name].ansible_host' "$TEST_DIR/ansible/inventory/staging_lightsail_hosts.json"; }
start_machine() { # NAME
    local instance key
    instance=$(world_instance "$1")
    key=$(sim_state ".regions[].key_pairs[\"$(jq -r .sshKeyName <<<"$instance")\"].publicKey // empty")
    machine_make "$1" "$(address_of "$1")/24" "$(jq -r .privateIpAddress <<<"$instance")/16" &&
        machine_image "$1" "$(jq -r .username <<<"$instance")" "$key" "$(jq -r .userData <<<"$instance")" &&
        machine_start "$1" || bail "$1 cannot be created"
}
for machine in "${machines[@]}"; do
    start_machine "$machine"
done
on() { # MACHINE COMMAND…: as an administrator would
    local machine=$1
    shift
    ssh -i "$TEST_DIR/key" -o BatchMode=yes -o ConnectTimeout=5 -o StrictHostKeyChecking=accept-new -o UserKnownHostsFile="$TEST_DIR/known_hosts" \
        -o ControlMaster=auto -o ControlPersist=60 -o ControlPath="$MACHINES/%C" "admin@$(address_of "$machine")" "$@" 2>"$TEST_DIR/ssh" </dev/null
}
first_start_is_over() { [[ $(on "$1" systemctl is-active first-start) =~ ^(active|failed)$ ]]; }
machine_has_started() { # NAME
    wait_until 120 first_start_is_over "$1"
    ok $? "$1: login with the key of the environment" || { diag "$(tail -n 20 "$MACHINES/$1/console")" "$(cat "$TEST_DIR/ssh")" && bail "no machine"; }
    is "$(on "$1" sudo tail -n 1 /var/log/hardening.log)" "hardening: done" "$1: the launch script has run" ||
        diag "$(on "$1" sudo tail -n 30 /var/log/hardening.log)"
}
for machine in "${machines[@]}"; do
    machine_has_started "$machine"
done
is "$(on staging-monitor sudo sshd -T | grep -E '^(passwordauthentication|permitrootlogin) ' | sort | tr '\n' ' ')" \
    "passwordauthentication no permitrootlogin without-password " "it disables logins by password"
like "$(on staging-monitor sudo ufw status)" "Status: active.*51820/udp" "and turns UFW on"

# ---- quants-infra deploys ----
cp -r "$ROOT/ansible/playbooks" "$ROOT/ansible/roles" "$ROOT/ansible/ansible.cfg" "$TEST_DIR/ansible/"
cd "$TEST_DIR" || exit 1
# The settings of a user; and tasks that need more than Debian's packages are skipped.
cat >ansible/playbooks/group_vars/monitor.yml <<END
---
monitor_grafana: false
monitor_scrape_interval: 1s
operations_program: $BUILD/quants-infra
operations_jobs:
  - {name: backup, command: backup run --env staging, schedule: "*:*:0/5"}
operations_secrets:
  AWS_ACCESS_KEY_ID: $AWS_ACCESS_KEY_ID
  AWS_SECRET_ACCESS_KEY: $AWS_SECRET_ACCESS_KEY
  AWS_ENDPOINT_URL: http://127.0.0.1:4000
END
printf -- '---\ndata_collector_url: ws://127.0.0.1:8765\ndata_collector_subscriptions:\n  - {op: subscribe}\n' >ansible/playbooks/group_vars/data_collector.yml
runs "ansible all -m ping" env ANSIBLE_CONFIG=ansible/ansible.cfg ansible all -i ansible/inventory -m ping --private-key "$TEST_DIR/key"

deploy() { # SERVICE [OPTION…]
    local began=$SECONDS status
    quants-infra deploy --service "$1" --host "${HOSTS:-all}" --private-key "$TEST_DIR/key" "${@:2}" >"$TEST_DIR/step" 2>&1 </dev/null
    status=$?
    cp "$TEST_DIR/step" "$TEST_DIR/deploy.$*.log"
    diag "deploy $*: $((SECONDS - began)) s"
    return $status
}
recap() { sed -n '/^PLAY RECAP/,$p' "$TEST_DIR/step" | grep -oE "$1=[0-9]+" | sort | uniq -c | tr -s ' ' | tr '\n' ' '; }
services=(common node_exporter wireguard monitor data_collector operations)
for service in "${services[@]}"; do
    deploy "$service" --check
    step_ok $? "deploy $service --check"
    deploy "$service"
    step_ok $? "deploy $service"
    deploy "$service"
    step_ok $? "deploy $service again"
    unlike "$(recap changed)" "changed=[1-9]" "$service: the second run changes nothing" || diag "$(grep -B3 -A12 '^changed' "$TEST_DIR/step")"
done
deploy execution --check
step_ok $? "deploy execution --check"
# The package index is a real one, but empty.
echo "execution_package_index: file:///srv/packages" >ansible/playbooks/group_vars/execution.yml
deploy execution
like "$? $(sed -n '/^TASK \[execution : Freqtrade\]/,/^PLAY RECAP/p' "$TEST_DIR/step")" "^2 .*No matching distribution found for freqtrade==" \
    "deploy execution runs until Freqtrade is installed" || diag "$(cat "$TEST_DIR/step")"
runs "with its user, its folders and its Python" on staging-exec-1 'sudo -u freqtrade test -w /var/lib/freqtrade/strategies -a -x /opt/freqtrade/venv/bin/python'
skip 1 "Freqtrade comes from a package index, and this test's network has no access to the Internet"
skip 1 "Grafana is no Debian package, and this test's network has no access to the Internet"

# ---- the running services ----
for service in fail2ban chrony prometheus-node-exporter; do
    is "$(for machine in "${machines[@]}"; do on "$machine" systemctl is-active "$service"; done | sort | uniq -c | tr -s ' ')" " 3 active" "$service runs on each machine"
done
runs "fail2ban watches sshd" on staging-exec-1 sudo fail2ban-client status sshd
is "$(on staging-exec-1 sudo ufw show added | sed -n 's/^ufw allow //p' | sort | tr '\n' ';')" \
    "22/tcp comment 'fleet';51820/udp comment 'fleet';in on wg0;" "UFW opens the ports of Lightsail's firewall, and WireGuard's interface"

diag "WireGuard: $(on staging-monitor 'test -d /sys/module/wireguard && echo of the kernel || echo wireguard-go')"
wireguard_address() { on "$1" ip -o -4 address show dev wg0 | awk '{ sub("/.*", "", $4); print $4 }'; }
reaches() { # FROM TO
    [ "$1" = "$2" ] || runs "WireGuard: $1 reaches $2" on "$1" ping -c 1 -W 5 "$(wireguard_address "$2")"
}
for from in "${machines[@]}"; do
    for to in "${machines[@]}"; do
        reaches "$from" "$to"
    done
done
is "$(on staging-exec-1 sudo stat -c %a /etc/wireguard/private.key)" 600 "each private key is on one machine only"

cat >"$(machine_root staging-monitor)/opt/query.py" <<'PYTHON'
import sys, urllib.parse, urllib.request
print(urllib.request.urlopen("http://127.0.0.1:9090/api/v1/query?" + urllib.parse.urlencode({"query": sys.argv[1]})).read().decode())
PYTHON
prometheus() { on staging-monitor "python3 /opt/query.py '$1'"; }
machines_up() { prometheus 'up{job="node"} == 1' | jq -r '[.data.result[].metric.instance] | sort | join(" ")'; }
all_up() { [ "$(machines_up)" = "${machines[*]}" ]; }
wait_until 60 all_up
is "$(machines_up)" "${machines[*]}" "Prometheus: up == 1 for every node exporter"
is "$(prometheus 'count(up{job="node"})' | jq -r '.data.result[0].value[1]')" 3 "and it scrapes no other machine"
like "$(prometheus 'ALERTS' | jq -r .status)" success "it knows the alert rules"
on staging-collector-1 sudo systemctl stop prometheus-node-exporter
host_is_down() { [ "$(prometheus 'up{job="node"} == 0' | jq -r '.data.result[0].metric.instance')" = staging-collector-1 ]; }
wait_until 30 host_is_down
ok $? "a stopped exporter is detected"

# ---- the data collector ----
cat >"$(machine_root staging-collector-1)/opt/feed.py" <<'PYTHON'
import asyncio, websockets
async def feed(connection, path=None):
    await connection.send('{"echo": ' + await connection.recv() + '}')
    await asyncio.Future()
async def main():
    async with websockets.serve(feed, "127.0.0.1", 8765):
        await asyncio.Future()
asyncio.run(main())
PYTHON
runs "there is a feed" on staging-collector-1 sudo systemd-run --quiet --unit=feed python3 /opt/feed.py
on staging-collector-1 sudo systemctl restart data-collector # it has been waiting for a feed
collected() { on staging-collector-1 "sudo sh -c 'cat /var/lib/data-collector/*.jsonl'" | jq -r .message 2>/dev/null | grep -q '"echo": {"op": "subscribe"}'; }
wait_until 30 collected
ok $? "the data collector stores the messages of the feed" || diag "$(on staging-collector-1 sudo journalctl --no-pager -n 20 -u data-collector)"

# ---- timers ----
# The simulator listens only on the loopback of this side; the monitor reaches it through its administrator's SSH.
ssh -i "$TEST_DIR/key" -o BatchMode=yes -o UserKnownHostsFile="$TEST_DIR/known_hosts" -o ExitOnForwardFailure=yes -N \
    -R "4000:127.0.0.1:$SIM_PORT" "admin@$(address_of staging-monitor)" >"$TEST_DIR/forward" 2>&1 </dev/null &
forward=$!
is "$(on staging-monitor systemctl is-enabled quants-infra-backup.timer)" enabled "the timer of the backups is enabled after a restart"
backups() { sim_state '[.regions[].instance_snapshots | keys[] | sub("-backup-.*"; "")] | sort | join(" ")'; }
backed_up() { [ "$(backups)" = "${machines[*]}" ]; }
wait_until 60 backed_up
is "$(backups)" "${machines[*]}" "the timer has taken a snapshot of each instance" ||
    diag "$(cat "$TEST_DIR/forward")" "$(on staging-monitor sudo journalctl --no-pager -n 20 -u quants-infra-backup)"
is "$(on staging-monitor sudo stat -c %a /etc/quants-infra/environment)" 600 "only root can read the credentials"
on staging-monitor sudo systemctl stop quants-infra-backup.timer
kill "$forward"
for snapshot in $(sim_state '.regions[].instance_snapshots | keys[]'); do
    sim_mutate "{\"action\":\"call\",\"operation\":\"DeleteInstanceSnapshot\",\"input\":{\"instanceSnapshotName\":\"$snapshot\"}}"
done

# ---- a new machine: the others get it as a peer, and nothing else changes ----
sed -i 's/^    collector_1 = module.data_collector_1$/&\n    collector_2 = module.data_collector_2/' "$TF_DIR/main.tf"
sed -n '/^module "data_collector_1"/,/^}/{ s/collector_1/collector_2/; s/collector-1/collector-2/; p }' "$TF_DIR/main.tf" >"$TF_DIR/collector_2.tf"
tf_step init && tf_step apply "${variables[@]}"
step_ok $? "terraform apply: one more instance" || bail "no machine joins"
start_machine "$newcomer"
for machine in "${machines[@]}"; do
    on "$machine" sudo cat /etc/wireguard/wg0.conf >"$TEST_DIR/peers.$machine"
done
since() { for machine in "${machines[@]}"; do on "$machine" systemctl show -p ActiveEnterTimestamp wg-quick@wg0 prometheus ssh fail2ban; done; }
since >"$TEST_DIR/since"
on staging-exec-1 "sudo systemd-run --quiet --unit=probe sh -c 'exec ping -i 0.5 $(wireguard_address staging-monitor) >/run/probe'"
machine_has_started "$newcomer"
for service in common node_exporter; do
    HOSTS=$newcomer deploy "$service"
    step_ok $? "deploy $service only to the new machine"
done
deploy wireguard
step_ok $? "deploy wireguard to all"
is "$(sed -n '/^PLAY RECAP/,$p' "$TEST_DIR/step" | grep -v "^$newcomer " | grep -oE 'changed=[0-9]+' | sort | uniq -c | tr -s ' ' | tr '\n' ' ')" \
    " 3 changed=2 " "on each other machine only the list of peers changes, in the file and in the interface" || diag "$(grep -B3 -A12 '^changed' "$TEST_DIR/step")"
for machine in "${machines[@]}"; do
    is "$(on "$machine" sudo cat /etc/wireguard/wg0.conf | diff "$TEST_DIR/peers.$machine" - | sed -nE 's/ = .*//; /^(<|> #|> PublicKey)/p')" \
        "> # $newcomer"$'\n'"> PublicKey" "$machine: the list has one more peer, and is otherwise unchanged"
    reaches "$machine" "$newcomer"
    reaches "$newcomer" "$machine"
done
deploy monitor
step_ok $? "deploy monitor"
is "$(recap changed)" " 1 changed=1 " "the list of the scraped machines is longer" || diag "$(grep -B3 -A12 '^changed' "$TEST_DIR/step")"
machines_and_newcomer="staging-collector-1 $newcomer staging-exec-1 staging-monitor"
on staging-collector-1 sudo systemctl start prometheus-node-exporter # it was stopped above
all_up() { [ "$(machines_up)" = "$machines_and_newcomer" ]; }
wait_until 60 all_up
is "$(machines_up)" "$machines_and_newcomer" "Prometheus: up == 1 for the new machine, too"
on staging-exec-1 sudo systemctl kill --signal=INT probe
probe_is_over() { [ "$(on staging-exec-1 systemctl is-active probe)" != active ]; }
wait_until 10 probe_is_over
like "$(on staging-exec-1 sudo cat /run/probe)" " 0% packet loss" "no packet between two of the others was lost meanwhile"
is "$(since)" "$(cat "$TEST_DIR/since")" "and none of their services was restarted"
machines+=("$newcomer")

# ---- the firewall closes a port: the machine follows ----
tf_step apply "${variables[@]}" -var 'wireguard_allowed_cidrs=[]'
step_ok $? "terraform apply: WireGuard is closed"
deploy common
step_ok $? "deploy common"
is "$(recap changed)" " 4 changed=1 " "one change on each machine" || diag "$(grep -A3 '^changed' "$TEST_DIR/step")"

tf_step destroy "${variables[@]}"
step_ok $? "terraform destroy"
world_is_empty "the simulator is empty"
done_testing
