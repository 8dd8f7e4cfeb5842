#!/usr/bin/env bash
# The modules by themselves: what they refuse, what a change of their arguments does, and what the rules of a service are.
. "$(dirname "$0")/../lib/tf.sh"
tf_setup
sim_start

# A machine of the module instance with these arguments.
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

# ---- what they refuse ----
refuses() { # NAME ARGUMENTS TEXT
    machine refused "$2"
    tf_step plan
    isnt $? 0 "$1: refused" && tf_said "$3" "$1: the message says how it should be"
}
refuses "a name without the environment" 'name = "collector-1"' '{environment}-{service}-{number}'
refuses "a name in upper case" 'name = "dev-Collector-1"' '{environment}-{service}-{number}'
refuses "a name that ends in a dash" 'name = "dev-collector-"' '{environment}-{service}-{number}'
refuses "a name of another environment" 'name = "prod-collector-1"' "must begin with its environment: 'dev-'"
refuses "an unknown backup" $'name = "dev-test-1"\n  backup = "sometimes"' 'hourly, daily, weekly, none'
refuses "an unknown critical level" $'name = "dev-test-1"\n  critical_level = "huge"' 'critical, high, medium, low'
refuses "a snapshot at half past" $'name = "dev-test-1"\n  snapshot_time = "18:30"' 'on the hour'

# ---- what a change does ----
machine life 'name = "dev-test-1"'
tf_ok apply
is "$(world_open_ports dev-test-1)" "" "without rules everything is closed"
born=$(world_instance dev-test-1 | jq -r .arn)

machine life $'name = "dev-test-1"\n  enable_static_ip = true\n  backup = "daily"\n  tags = { Desk = "tokyo", Team = "other" }\n  firewall_rules = module.networking.rules["monitor"]'
tf_ok apply
tf_plan_is_empty "a static IP, a backup, tags and rules: nothing is left to do"
is "$(world_instance dev-test-1 | jq -r .arn)" "$born" "all of them come in place"
is "$(tf_output public_ip)" "\"$(world_static_ip_address dev-test-1-ip)\"" "the public address is the static one"
is "$(world_instance dev-test-1 | jq -c '[.tags[] | select(.key == "Team" or .key == "Desk" or .key == "Backup") | .value] | sort')" \
    '["Quant","daily","tokyo"]' "the tags of the strategy win"
is "$(world_open_ports dev-test-1)" "tcp/22 udp/51820" "without networks for them Prometheus, Grafana and the exporters stay closed"
is "$(world_instance dev-test-1 | jq -c '.networking.ports[] | select(.fromPort == 22) | [.cidrs, .ipv6Cidrs]')" \
    '[["203.0.113.7/32"],["2001:db8::/48"]]' "a list of networks may hold both families"

address=$(world_static_ip_address dev-test-1-ip)
machine life $'name = "dev-test-1"\n  enable_static_ip = true\n  firewall_rules = module.networking.rules["monitor"]' micro_3_0
tf_ok apply
isnt "$(world_instance dev-test-1 | jq -r .arn)" "$born" "another size is another machine"
is "$(world_instance dev-test-1 | jq -r .publicIpAddress)" "$address" "which gets the address in the same apply"
is "$(world_open_ports dev-test-1)" "tcp/22 udp/51820" "and the rules"
is "$(world_instance dev-test-1 | jq -c '[.addOns[]? | select(.status == "Enabled")]')" "[]" "and no backup when none is asked for"
tf_plan_is_empty "after a rebuild nothing is left to do"
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
is "$(rules_of execution 'wireguard_allowed_cidrs = []')" "" "and so for WireGuard"
is "$(rules_of monitor $'allow_browser_ssh = true\n  monitoring_allowed_cidrs = ["10.0.0.0/8"]\n  exporter_allowed_cidrs = ["10.1.0.0/16"]')" \
    "tcp/22 lightsail-connect; tcp/3000 10.0.0.0/8; tcp/9090 10.0.0.0/8; tcp/9100 10.1.0.0/16; udp/51820 0.0.0.0/0" "each port has its own networks"
is "$(rules_of data-collector 'monitoring_allowed_cidrs = ["10.0.0.0/8"]')" "udp/51820 0.0.0.0/0" "only a monitor opens Prometheus and Grafana"

world_is_empty "the simulator is empty"
done_testing
