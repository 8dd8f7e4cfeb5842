#!/usr/bin/env bash
# The Ansible roles: the linter and the syntax check, the files that the roles write for an inventory of Terraform, and the programs in them.
. "$(dirname "$0")/../lib/tf.sh"
tf_setup
export ANSIBLE_HOME=$TEST_DIR/home/.ansible ANSIBLE_LOCAL_TEMP=$TEST_DIR/home/tmp ANSIBLE_NOCOLOR=1
export LC_ALL=C.UTF-8 ANSIBLE_PYTHON_INTERPRETER=/usr/bin/python3

services=(common node_exporter wireguard monitor data_collector execution operations)
for service in "${services[@]}"; do
    runs "there is a playbook and a role $service" test -f "$ROOT/ansible/playbooks/$service.yml" -a -f "$ROOT/ansible/roles/$service/tasks/main.yml"
done

# ---- the collector's files ----
mkdir -p "$TEST_DIR/python" "$TEST_DIR/store"
cat >"$TEST_DIR/python/websockets.py" <<'END'
"""A feed that sends three messages and then disconnects, repeatedly."""
import types

exceptions = types.SimpleNamespace(WebSocketException=ConnectionError)
sent = []


class Feed:
    async def __aenter__(self):
        return self

    async def __aexit__(self, *details):
        return None

    async def send(self, text):
        sent.append(text)

    async def __aiter__(self):
        for message in ('{"price": 1}', '{"price": 2}', b"\xff"):
            yield message
        raise OSError("gone")


def connect(url, max_size):
    return Feed()
END
cat >"$TEST_DIR/python/check.py" <<'END'
import asyncio, gzip, json, os, pathlib, sys
sys.path.insert(0, sys.argv[1])
import data_collector, websockets

folder = pathlib.Path(sys.argv[2])
store = data_collector.Store(folder, keep_days=1)
store.write("first", now=1000000000)
store.write("second", now=1000000001)
store.write("third", now=1000003600)
assert [p.name for p in sorted(folder.iterdir())] == ["2001-09-09T01.jsonl.gz", "2001-09-09T02.jsonl"], sorted(folder.iterdir())
with gzip.open(folder / "2001-09-09T01.jsonl.gz", "rt") as file:
    assert [json.loads(line)["message"] for line in file] == ["first", "second"]
os.utime(folder / "2001-09-09T01.jsonl.gz", (1000000000, 1000000000))
store.write("later", now=1000100000)
assert "2001-09-09T01.jsonl.gz" not in [p.name for p in folder.iterdir()]
store.close()

pauses = []


class Enough(Exception):
    pass


async def pause(seconds):
    pauses.append(seconds)
    if len(pauses) == 3:
        raise Enough


data_collector.asyncio.sleep = pause
settings = {"url": "wss://feed.example", "subscriptions": [{"op": "subscribe"}, "plain"]}
try:
    asyncio.run(data_collector.collect(settings, store))
except Enough:
    pass
store.close()
assert websockets.sent == ['{"op": "subscribe"}', "plain"] * 3, websockets.sent
assert pauses == [0, 0, 0], pauses
END
runs "the collector stores, compresses, removes and connects again" env PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$TEST_DIR/python" \
    python3 "$TEST_DIR/python/check.py" "$ROOT/ansible/roles/data_collector/files" "$TEST_DIR/store"
runs "the dashboard uses the datasource that the role creates" jq -e 'all(.panels[].targets[]; .datasource.uid == "fleet-prometheus") and (.panels | length > 5)' \
    "$ROOT/ansible/roles/monitor/files/machines.json"

if ! command -v ansible-playbook >/dev/null; then
    skip 1 "ansible-core is not installed"
    done_testing
fi

# ---- Ansible and its linter ----
cd "$ROOT/ansible" || exit 1
runs "the syntax of every playbook" ansible-playbook --syntax-check -i localhost, playbooks/*.yml
if command -v ansible-lint >/dev/null; then
    runs "ansible-lint reports nothing" ansible-lint --offline --nocolor -q --project-dir .
else
    skip 1 "ansible-lint is not installed"
fi

# ---- the files for instances that Terraform created ----
sim_start
tf_use_mirror
tf_environment prod
settings=(-var 'ssh_allowed_cidrs=["203.0.113.7/32"]' -var deletion_protection=false -var final_snapshots=false)
tf_step init && tf_step apply "${settings[@]}"
step_ok $? "prod exists"
inventory=$TEST_DIR/ansible/inventory/prod_lightsail_hosts.json
out=$TEST_DIR/out
mkdir -p "$out/bin" "$TEST_DIR/play" && cp "$ROOT/tests/ansible/play/ufw" "$out/bin/"
cp -r "$ROOT/ansible/playbooks/group_vars" "$ROOT/tests/ansible/play/render.yml" "$TEST_DIR/play/"
# The files of operations are created for each job; tests/hosts/fleet.t runs them.
jq -n --arg roles "$ROOT/ansible/roles" --arg out "$out" '{out: $out, roles_folder: $roles, templates: $ARGS.positional}' \
    --args "$ROOT"/ansible/roles/[!o]*/templates/*.j2 >"$TEST_DIR/play/variables.json"
render() {
    ansible-playbook -i "$inventory" -e "@$TEST_DIR/play/variables.json" "$TEST_DIR/play/render.yml" >"$TEST_DIR/step" 2>&1
}
render
step_ok $? "the roles write their files"
unlike "$(cat "$TEST_DIR/step")" "WARNING" "without a warning, so the inventory has no reserved names"
render
step_ok $? "they are written again"
unlike "$(cat "$TEST_DIR/step")" "changed=[1-9]" "a second run changes nothing"

is "$(grep -c '^\[Peer\]' "$out/prod-monitor/interface.conf")" 3 "WireGuard: each instance has the three others as peers"
address_of() { sed -n 's|^Address = \(.*\)/16|\1|p' "$out/$1/interface.conf"; }
is "$(for host in prod-collector-1 prod-collector-2 prod-exec-1 prod-monitor; do address_of $host; done | sort -u | wc -l)" 4 \
    "each has its own address"
contains "$(cat "$out/prod-exec-1/interface.conf")" "AllowedIPs = $(address_of prod-monitor)/32" "which the peers have, too"
contains "$(cat "$out/prod-exec-1/interface.conf")" "Endpoint = $(world_static_ip_address prod-monitor-ip):51820" "at its static address"
unlike "$(cat "$out/prod-exec-1/interface.conf")" "PrivateKey" "no private key leaves its instance"

is "$(jq -r '[.[].labels.instance] | join(" ")' "$out/prod-monitor/targets.json")" "prod-collector-1 prod-collector-2 prod-exec-1 prod-monitor" \
    "Prometheus scrapes every instance"
is "$(jq -r '.[] | select(.labels.instance == "prod-exec-1") | .targets[0] + " " + .labels.environment + " " + .labels.service' "$out/prod-monitor/targets.json")" \
    "$(address_of prod-exec-1):9100 prod execution" "through WireGuard, with its environment and service"
is "$(jq -c '[.dry_run, .max_open_trades, .bot_name]' "$out/prod-exec-1/freqtrade.json")" '[true,3,"prod-exec-1"]' \
    "Freqtrade runs in dry-run mode by default"
is "$(jq -c '.keep_days' "$out/prod-collector-1/collector.json")" 14 "the settings of the collector keep their numbers"
for alert in HostDown HighCpu HighMemory DiskFull; do
    like "$(cat "$out/prod-monitor/hosts.rules.yml")" "alert: $alert" "there is the alert $alert"
done
contains "$(cat "$out/prod-monitor/grafana.conf")" 'GF_SECURITY_ADMIN_PASSWORD=$__file{/etc/grafana/admin-password}' \
    "Grafana's first password is the one of the file"
like "$(cat "$out/prod-exec-1/freqtrade.service")" $'\nType=notify\n.*\nWatchdogSec=300\n.* --sd-notify\n' "an engine that hangs is restarted"
like "$(cat "$out/prod-monitor/sshd.conf")" "PasswordAuthentication no" "no login by password"
if python3 -c 'import yaml' 2>/dev/null; then
    for file in prometheus.yml hosts.rules.yml datasource.yml dashboards.yml; do
        runs "$file is YAML" python3 -c 'import sys, yaml; yaml.safe_load(open(sys.argv[1]))' "$out/prod-monitor/$file"
    done
fi
if command -v promtool >/dev/null; then
    runs "promtool accepts the rules" promtool check rules "$out/prod-monitor/hosts.rules.yml"
else
    skip 1 "promtool is not installed"
fi

is "$(sort "$out/ufw" | tr '\n' ' ')" "deny on rule 22/tcp rule 3000/tcp rule 51820/udp rule 9090/tcp " "UFW opens the ports of Lightsail's firewall"
tf_step apply "${settings[@]}" -var 'monitoring_allowed_cidrs=[]'
render
is "$(sort "$out/ufw" | tr '\n' ' ')" "deny on rule 22/tcp rule 51820/udp " "and closes the others"

tf_step destroy
world_is_empty "the simulator is empty"
done_testing
