#!/usr/bin/env bash
# The data sources and the checks of a plan, which use the same catalogue, with the real Terraform.
. "$(dirname "$0")/../../lib/tf.sh"

tf_setup
sim_start --pending-ms 50 --operation-ms 10 --page-size 3
tf_shared_provider

provider='provider "lightsail" {
  poll_interval = "40ms"
  ignore_tags { key_prefixes = ["billing:"] }
}'
value() { tf_output "$1" | jq -cr "$2"; }

# ---- the catalogue ----

tf_config <<END
$provider
data "lightsail_availability_zones" "here" {}
data "lightsail_bundles" "linux" { platform = "LINUX_UNIX" }
data "lightsail_bundles" "big" {
  platform      = "LINUX_UNIX"
  min_ram_size  = 2
  min_cpu_count = 2
  max_price_usd = 24
  ip_address_type = "dualstack"
}
data "lightsail_bundles" "everything" { include_inactive = true }
data "lightsail_bundles" "ipv6" { ip_address_type = "ipv6" }
data "lightsail_blueprints" "ubuntu" {
  group  = "ubuntu"
  newest = true
}
data "lightsail_blueprints" "systems" {
  type     = "os"
  platform = "LINUX_UNIX"
}
output "zones" { value = data.lightsail_availability_zones.here }
output "linux" { value = data.lightsail_bundles.linux }
output "big" { value = data.lightsail_bundles.big }
output "everything" { value = data.lightsail_bundles.everything.bundle_ids }
output "ipv6" { value = data.lightsail_bundles.ipv6.bundle_ids }
output "ubuntu" { value = data.lightsail_blueprints.ubuntu }
output "systems" { value = data.lightsail_blueprints.systems.blueprints }
END
tf_ok apply
is "$(value zones .region)" ap-northeast-1 "the region"
is "$(value zones '.names[0]')" ap-northeast-1a "its first zone"
is "$(value zones '(.zones | length) >= (.names | length)')" true "all zones with their state"
is "$(value linux '.bundles | map(.price_usd) | . == sort')" true "bundles are sorted by price"
is "$(value linux '.bundles | map(.platforms | index("LINUX_UNIX")) | all')" true "of the platform"
is "$(value linux '.bundles | map(.is_active) | all')" true "and active"
is "$(value big '.bundles | map(.ram_size >= 2 and .cpu_count >= 2 and .price_usd <= 24) | all')" true "every filter is applied"
is "$(value big '.bundle_ids | index("small_3_0") != null')" true "small_3_0 is among them"
is "$(value big '.bundle_ids | map(select(test("ipv6"))) | length')" 0 "and no bundle without an IPv4 address"
is "$(value ipv6 'map(test("ipv6")) | all and (length > 0)')" true "the IPv6-only family"
is "$(value ubuntu '.blueprint_ids | length')" 1 "most_recent gives one blueprint"
like "$(value ubuntu '.blueprint_ids[0]')" '^ubuntu_2[0-9]' "of its group"
is "$(value systems 'map(.type == "os" and .platform == "LINUX_UNIX") | all')" true "operating systems of a platform"

# ---- instances ----

tf_config <<END
$provider
resource "lightsail_instance" "node" {
  count        = 4
  name         = "node-\${count.index}"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
  state        = count.index == 3 ? "stopped" : "running"
  tags         = { Role = count.index < 2 ? "web" : "db", Marker = "" }
}
data "lightsail_instance" "one" { name = lightsail_instance.node[0].name }
data "lightsail_instances" "all" { depends_on = [lightsail_instance.node] }
data "lightsail_instances" "web" {
  tags       = { Role = "web", Marker = "" }
  depends_on = [lightsail_instance.node]
}
data "lightsail_instances" "some" {
  name_regex = "^node-[1-3]\$"
  state      = "running"
  depends_on = [lightsail_instance.node]
}
data "lightsail_instances" "none" {
  name_regex = "^nobody"
  depends_on = [lightsail_instance.node]
}
output "node" { value = lightsail_instance.node[0] }
output "one" { value = data.lightsail_instance.one }
output "all" { value = data.lightsail_instances.all }
output "web" { value = data.lightsail_instances.web.names }
output "some" { value = data.lightsail_instances.some.names }
output "none" { value = data.lightsail_instances.none }
END
tf_ok apply
is "$(value all .names)" '["node-0","node-1","node-2","node-3"]' "all instances over several pages"
is "$(value web .)" '["node-0","node-1"]' "those with the tags"
is "$(value some .)" '["node-1","node-2"]' "those whose name and state match"
is "$(value none '[.names, .instances]')" '[[],[]]' "no match gives an empty list"
shared='[.name, .arn, .public_ip_address, .ram_size, .disk_size, .monthly_price_usd, .username, .created_at, .tags]'
is "$(value one "$shared")" "$(value node "$shared")" "the data source and the resource have the same values"
is "$(value all ".instances[0] | $shared")" "$(value node "$shared")" "the list has the same values"
sim_mutate '{"action":"set_tag","name":"node-0","key":"billing:team","value":"x"}'
tf_plan_is_empty "ignored tags are left out everywhere"
tf_ok destroy

tf_config <<END
$provider
data "lightsail_instance" "missing" { name = "missing" }
END
tf_fails plan
tf_said "missing" "a missing instance is an error"
tf_config <<END
$provider
data "lightsail_instances" "bad" { name_regex = "([a" }
END
tf_fails plan
tf_said "regular expression" "an invalid expression is an error"

# ---- the checks of a plan ----

refuses() { # NAME TEXT LINES
    tf_config <<END
$provider
resource "lightsail_instance" "web" {
  name = "web"
  $3
}
END
    tf_step plan
    contains "$(step_text)" "$2" "$1"
    is "$(grep -c 'Error:' "$TEST_DIR/step")" 1 "$1: one error"
}
before=$(sim_metric CreateInstances)
good='blueprint_id = "ubuntu_22_04"
  bundle_id = "small_3_0"'
refuses "an unknown bundle: the error lists similar ones" "Similar ones: small_3_0" "${good/small_3_0/smal_3_0}"
refuses "an unknown blueprint: the error lists similar ones" "ubuntu_22_04" "${good/ubuntu_22_04/ubuntu_22}"
refuses "an unknown zone: the error lists the zones" "Available zones: ap-northeast-1a" "$good
  availability_zone = \"eu-west-1a\""
refuses "a bundle of the wrong platform" "does not run the platform" "${good/small_3_0/small_win_3_0}"
refuses "an IPv6-only bundle requires the address type ipv6" "has no public IPv4 address" "${good/small_3_0/small_ipv6_3_0}"
refuses "a bundle with IPv4 cannot be used with ipv6" "small_ipv6_3_0" "$good
  ip_address_type = \"ipv6\""
refuses "a tag key that begins with aws:" "not beginning with 'aws:'" "$good
  tags = { \"aws:x\" = \"1\" }"
refuses "a tag key that is too long" "1 to 128 characters" "$good
  tags = { \"$(printf 'k%.0s' {1..129})\" = \"1\" }"
refuses "a tag value that is too long" "at most 256 characters" "$good
  tags = { k = \"$(printf 'v%.0s' {1..257})\" }"
refuses "too many tags" "Lightsail allows at most 50" "$good
  tags = { for i in range(51) : \"k\${i}\" => \"v\" }"
refuses "a bad add-on hour" "full hour" "$good
  add_on {
    type = \"AutoSnapshot\"
    snapshot_time = \"06:30\"
    status = \"Enabled\"
  }"
is "$(sim_metric CreateInstances)" "$before" "no creation was tried"
world_is_empty "nothing is left"
done_testing
