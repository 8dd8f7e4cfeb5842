#!/usr/bin/env bash
# The modules by themselves: which values they refuse, what a change of their arguments does, and which rules a service has.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
sim_start
tf_shared_provider

# An instance of the module instance with these arguments.
machine() { # FOLDER ARGUMENTS [BUNDLE]
    tf_config "$1" <<END
module "networking" {
  source            = "$ROOT/terraform/modules/lightsail/networking"
  ssh_allowed_cidrs = ["203.0.113.7/32", "2001:db8::/48"]
}

module "machine" {
  source      = "$ROOT/terraform/modules/lightsail/instance"
  environment = "dev"
  service     = "data-collector"
  bundle_id   = "${3:-nano_3_0}"
  $2
}

output "public_ip" {
  value = module.machine.public_ip
}

output "rules" {
  value = module.networking.rules
}
END
    tf_step get || step_ok 1 "terraform get"
}

# ---- refused values ----
refuses() { # NAME ARGUMENTS TEXT
    machine refused "$2"
    tf_step plan
    isnt $? 0 "$1: refused" && tf_said "$3" "$1: the message says what is valid"
}
refuses "a name without the environment" 'name = "collector-1"' '{environment}-{service}-{number}'
refuses "a name in upper case" 'name = "dev-Collector-1"' '{environment}-{service}-{number}'
refuses "a name that ends in a dash" 'name = "dev-collector-"' '{environment}-{service}-{number}'
refuses "a name of another environment" 'name = "prod-collector-1"' "must begin with its environment: 'dev-'"
refuses "an unknown backup" $'name = "dev-test-1"\n  backup = "sometimes"' 'hourly, daily, weekly or none'
refuses "an unknown critical level" $'name = "dev-test-1"\n  critical_level = "huge"' 'critical, high, medium or low'
refuses "a snapshot at half past" $'name = "dev-test-1"\n  snapshot_time = "18:30"' 'a full hour in UTC'

# ---- changes ----
machine life 'name = "dev-test-1"'
tf_ok apply
is "$(world_open_ports dev-test-1)" "" "without rules all ports are closed"
born=$(world_instance dev-test-1 -r .arn)

machine life $'name = "dev-test-1"\n  enable_static_ip = true\n  backup = "daily"\n  tags = { Desk = "tokyo", Team = "other" }\n  firewall_rules = module.networking.rules["monitor"]'
tf_ok apply
tf_plan_is_empty "a static IP, a backup, tags and rules: the plan is empty"
is "$(world_instance dev-test-1 -r .arn)" "$born" "all of them are created by an update in place"
is "$(tf_output public_ip)" "\"$(world_static_ip_address dev-test-1-ip)\"" "the public address is the static IP"
is "$(world_instance dev-test-1 -c '[.tags[] | select(.key == "Team" or .key == "Desk" or .key == "Backup") | .value] | sort')" \
    '["Quant","daily","tokyo"]' "the tags of the strategy take precedence"
is "$(world_open_ports dev-test-1)" "tcp/22 udp/51820" "without networks Prometheus, Grafana and the exporters stay closed"
is "$(world_instance dev-test-1 -c '.networking.ports[] | select(.fromPort == 22) | [.cidrs, .ipv6Cidrs]')" \
    '[["203.0.113.7/32"],["2001:db8::/48"]]' "a list of networks may contain IPv4 and IPv6"

address=$(world_static_ip_address dev-test-1-ip)
machine life $'name = "dev-test-1"\n  enable_static_ip = true\n  firewall_rules = module.networking.rules["monitor"]' micro_3_0
tf_ok apply
isnt "$(world_instance dev-test-1 -r .arn)" "$born" "another bundle replaces the instance"
is "$(world_instance dev-test-1 -r .publicIpAddress)" "$address" "the new instance gets the static IP in the same apply"
is "$(world_open_ports dev-test-1)" "tcp/22 udp/51820" "and the rules"
is "$(world_instance dev-test-1 -c '[.addOns[]? | select(.status == "Enabled")]')" "[]" "and no backup when none is configured"
tf_plan_is_empty "after a replacement the plan is empty"
tf_ok destroy

# ---- the launch script ----
machine script $'name = "dev-test-1"\n  user_data = "touch \\"$MARK/own-script\\""\n  firewall_rules = concat(module.networking.rules["monitor"], [
    { protocol = "udp", from_port = 9000, to_port = 9100 }, { protocol = "icmp", from_port = -1, to_port = -1 }])'
printf 'output "script" {\n  value = module.machine.user_data\n}\n' >>"$TF_DIR/main.tf"
tf_ok apply
tf_output script | jq -r . >"$TEST_DIR/launch-script"
is "$(world_instance dev-test-1 -r .sshKeyName)" LightsailDefaultKeyPair "without a key pair the instance uses the default one of the region"
is "$(sim_requests CreateInstances '.[-1].body.userData' | jq -r .)" "$(cat "$TEST_DIR/launch-script")" \
    "the instance is created with the script"
runs "shellcheck accepts it as sh" shellcheck --shell=sh "$TEST_DIR/launch-script"
ok $(($(wc -c <"$TEST_DIR/launch-script") > 4096)) "it leaves room for the script of the instance"

# Runs the script with the system folders replaced by scratch folders, where each program only records its call.
mkdir -p "$TEST_DIR/machine"/{bin,etc/apt/apt.conf.d,var/log,run}
for program in apt-get sshd systemctl ufw; do
    printf '#!/bin/sh\necho %s "$@" >>"%s/machine/calls"\n' $program "$TEST_DIR" >"$TEST_DIR/machine/bin/$program"
    chmod +x "$TEST_DIR/machine/bin/$program"
done
run_script() {
    : >"$TEST_DIR/machine/calls"
    # shellcheck disable=SC2016 # the inner shell's
    MARK=$TEST_DIR unshare --user --map-root-user --mount sh -c 'mount --bind "$1/etc" /etc && mount --bind "$1/var/log" /var/log &&
        mount --bind "$1/run" /run && mount --bind "$1/bin" /usr/local/sbin && exec sh "$2"' sh "$TEST_DIR/machine" "$TEST_DIR/launch-script"
}
if unshare --user --map-root-user --mount true 2>/dev/null; then
    runs "the script runs" run_script
    cat >"$TEST_DIR/wanted" <<'END'
sshd -t
systemctl try-reload-or-restart ssh
apt-get -o DPkg::Lock::Timeout=600 -qq update
apt-get -o DPkg::Lock::Timeout=600 -qq -y --no-install-recommends install ufw unattended-upgrades prometheus-node-exporter
ufw default deny incoming
ufw default allow outgoing
ufw allow 22/tcp comment fleet
ufw allow 51820/udp comment fleet
ufw allow 9000:9100/udp comment fleet
ufw --force enable
systemctl enable --now prometheus-node-exporter
END
    is_file "$TEST_DIR/machine/calls" "$TEST_DIR/wanted" "it runs these commands in this order"
    like "$(cat "$TEST_DIR/machine/etc/ssh/sshd_config.d/00-hardening.conf")" "PasswordAuthentication no" "no login by password"
    like "$(cat "$TEST_DIR/machine/etc/apt/apt.conf.d/20auto-upgrades")" 'Unattended-Upgrade "1"' "it installs updates automatically"
    is "$(tail -1 "$TEST_DIR/machine/var/log/hardening.log")" "hardening: done" "its log says so"
    runs "then the script of the instance runs" rm "$TEST_DIR/own-script"

    printf '#!/bin/sh\nexit 1\n' >"$TEST_DIR/machine/bin/sshd"
    runs "the script continues when sshd refuses the settings" run_script
    is "$(cat "$TEST_DIR/machine/calls")" "" "but without the hardening: a firewall does not help when sshd is broken"
    runs "and the script of the instance runs nevertheless" rm "$TEST_DIR/own-script"
else
    skip 8 "no user namespaces here"
fi
tf_ok destroy

machine script $'name = "dev-test-1"\n  hardening = false\n  user_data = "true"'
printf 'output "script" {\n  value = module.machine.user_data\n}\n' >>"$TF_DIR/main.tf"
tf_ok apply
is "$(tf_output script)" '"true"' "without the hardening there is only the script of the instance"
tf_ok destroy

# ---- key pairs ----
pair() { # ARGUMENTS
    tf_config pair <<END
module "key_pair" {
  source      = "$ROOT/terraform/modules/lightsail/key_pair"
  environment = "staging"
  $1
}

output "name" {
  value = module.key_pair.name
}
END
    tf_step get || step_ok 1 "terraform get"
}
refuses_pair() { # NAME ARGUMENTS TEXT
    pair "$2"
    tf_step plan
    isnt $? 0 "$1: refused" && tf_said "$3" "$1: the message says what is valid"
}
refuses_pair "a private key" 'public_key = "-----BEGIN OPENSSH PRIVATE KEY-----"' 'The public key must be one line'
refuses_pair "a version between two" 'key_version = 1.5' 'a whole number from 1'
refuses_pair "an oldest version that is newer than the current one" $'key_version = 1\n  oldest_key_version = 2' 'is newer than the version in use'
pair 'key_version = 3'
tf_ok apply
is "$(sim_names key_pairs | tr '\n' ' ')" "staging-key staging-key-2 staging-key-3 " "version 3 of a key pair comes with the older versions"
is "$(tf_output name)" '"staging-key-3"' "the newest version is in use"
pair $'key_version = 3\n  oldest_key_version = 3'
tf_ok apply
is "$(sim_names key_pairs)" staging-key-3 "until oldest_version excludes them"
tf_ok destroy

# ---- the rules of each service ----
rules_of() { # SERVICE ARGUMENTS
    tf_config rules <<END
module "networking" {
  source            = "$ROOT/terraform/modules/lightsail/networking"
  ssh_allowed_cidrs = []
  $2
}

output "rules" {
  value = [for rule in module.networking.rules["$1"] : "\${rule.protocol}/\${rule.from_port} \${join(",", concat(coalesce(rule.cidrs, []), coalesce(rule.ipv6_cidrs, []), coalesce(rule.cidr_list_aliases, [])))}"]
}
END
    tf_step get && tf_step apply && tf_output rules | jq -r 'sort | join("; ")'
}
is "$(rules_of execution '')" "udp/51820 0.0.0.0/0" "an empty list of networks opens nothing, not the world"
is "$(rules_of execution 'wireguard_allowed_cidrs = []')" "" "the same for WireGuard"
is "$(rules_of monitor $'allow_browser_ssh = true\n  monitoring_allowed_cidrs = ["10.0.0.0/8"]\n  exporter_allowed_cidrs = ["10.1.0.0/16"]')" \
    "tcp/22 lightsail-connect; tcp/3000 10.0.0.0/8; tcp/9090 10.0.0.0/8; tcp/9100 10.1.0.0/16; udp/51820 0.0.0.0/0" "each port has its own networks"
is "$(rules_of data-collector 'monitoring_allowed_cidrs = ["10.0.0.0/8"]')" "udp/51820 0.0.0.0/0" "only a monitor opens Prometheus and Grafana"

world_is_empty "the simulator is empty"
done_testing
