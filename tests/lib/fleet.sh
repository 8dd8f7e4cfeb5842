# fleet.sh — many instances, each with a firewall and a static IP: in a configuration, in the simulator, in a state. Uses tf.sh. It must not know what
# is counted or measured.
# shellcheck shell=bash

# fleet_config COUNT [MORE] [names]: the configuration, in the folder fleet-COUNT. "names": firewalls and static IPs have the name of the instance
# instead of a reference, because Terraform reads all COUNT instances for each reference to one of them.
fleet_config() {
    local arn='instance_arn  = lightsail_instance.node[count.index].arn' name='instance_name = lightsail_instance.node[count.index].name'
    if [ "${3:-}" = names ]; then
        name='instance_name = "node-${count.index}"'
        arn=$name
    fi
    tf_config "fleet-$1" <<END
resource "lightsail_instance" "node" {
  count        = $1
  name         = "node-\${count.index}"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}
resource "lightsail_firewall" "node" {
  count         = $1
  $arn
  rules         = [{ protocol = "tcp", from_port = 22 }, { protocol = "tcp", from_port = 80 }]
}
resource "lightsail_static_ip" "node" {
  count         = $1
  name          = "address-\${count.index}"
  $name
}
${2:-}
END
}

# fleet_make COUNT: creates the fleet through /_sim/: one curl for all, because ten calls a second would be too slow
fleet_make() {
    jq -nc --argjson n "$1" '
        {operation: "CreateInstances", input: {instanceNames: [range($n) | "node-\(.)"], availabilityZone: "ap-northeast-1a", blueprintId: "ubuntu_22_04", bundleId: "nano_3_0"}},
        (range($n) | {operation: "AllocateStaticIp", input: {staticIpName: "address-\(.)"}},
            {operation: "AttachStaticIp", input: {staticIpName: "address-\(.)", instanceName: "node-\(.)"}})
        | {action: "call"} + .' | jq -r 'tojson | "next\nurl = \"'"$SIM_URL"'/_sim/mutate\"\ndata-binary = \(tojson)"' | tail -n +2 |
        curl -sS --noproxy '*' -K - >"$TEST_DIR/made"
    [ "$(sim_count)" -eq $((2 * $1)) ]
}

# fleet_imports COUNT: import blocks for all of it
fleet_imports() {
    local type from indexes=
    for ((from = 0; from < $1; from += 1000)); do # Terraform's range() gives 1,024 numbers at most
        indexes+="${indexes:+, }range($from, $((from + 1000 < $1 ? from + 1000 : $1)))"
    done
    for type in instance:node firewall:node static_ip:address; do
        printf '\nimport {\n  for_each = concat(%s)\n  to = lightsail_%s.node[each.value]\n  id = "%s-${each.value}"\n}\n' \
            "$indexes" "${type%:*}" "${type#*:}"
    done
}
