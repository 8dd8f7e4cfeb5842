#!/usr/bin/env bash
# lightsail_instance from creation to destruction with the real Terraform: the effect of each attribute, drift, imports, and the number of calls.
. "$(dirname "$0")/../../lib/tf.sh"

tf_setup
sim_start --pending-ms 100 --operation-ms 10
tf_shared_provider

provider='provider "lightsail" {
  poll_interval = "40ms"
  default_tags { tags = { Owner = "desk", Backup = "" } }
  ignore_tags { keys = ["CostCentre"] }
}'

config() { # EXTRA-LINES
    tf_config <<END
$provider
resource "lightsail_instance" "web" {
  name         = "web-1"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "small_3_0"
  $1
}
output "web" { value = lightsail_instance.web }
END
}

web() { # JQ-FILTER on the output
    tf_output web | jq -r "$1"
}

base='user_data = "#!/bin/sh\necho hello\n"
  tags = { Name = "web", Critical = "" }
  add_on {
    type = "AutoSnapshot"
    snapshot_time = "06:00"
    status = "Enabled"
  }'

# ---- create ----

config "$base"
tf_ok apply
is "$(web .state)" running "it runs"
is "$(web .availability_zone)" ap-northeast-1a "it is in the region's first zone"
isnt "$(web .public_ip_address)" null "it has a public address"
is "$(web .key_pair_name)" LightsailDefaultKeyPair "it has the default key pair"
is "$(web .username)" ubuntu "it has the user name"
is "$(web '[.cpu_count, .ram_size, .disk_size] | join(" ")')" "2 2 60" "it has the hardware"
like "$(web .monthly_price_usd)" '^1[0-9](\.[0-9]+)?$' "it has the price"
like "$(web .created_at)" '^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z$' "its time of creation is RFC 3339"
is "$(web '.tags_all | to_entries | map(.key + "=" + .value) | join(",")')" "Backup=,Critical=,Name=web,Owner=desk" "tags_all merges the defaults"
is "$(sim_requests CreateInstances '.[0].body.tags | sort_by(.key) | map(.key + "=" + (.value // "-")) | join(",")' | jq -r .)" \
    "Backup=-,Critical=-,Name=web,Owner=desk" "all tags are in the creation request, key-only tags without a value"
is "$(sim_requests CreateInstances '.[0].body.addOns[0].autoSnapshotAddOnRequest.snapshotTimeOfDay' | jq -r .)" 06:00 \
    "so is the add-on"
is "$(sim_metric CreateInstances)" 1 "one creation"
is "$(sim_metric TagResource)$(sim_metric EnableAddOn)" 00 "no further call for tags and add-on"
sim_metrics_reset
tf_plan_is_empty "the next plan is empty"
is "$(sim_metric GetInstance total)" "1 1" "with one call"

# ---- changes in place ----

sim_metrics_reset
config "${base/Name = \"web\"/Name = \"web2\", New = \"1\"}"
tf_ok apply
is "$(world_changes)" "TagResource" "new and changed tags need one call"
config "${base/Name = \"web\"/Name = \"web2\"}"
sim_metrics_reset
tf_ok apply
is "$(world_changes)" "UntagResource" "removed tags need one call"
config "$base"
tf_ok apply

sim_metrics_reset
base=${base/06:00/07:00}
config "$base"
tf_ok apply
is "$(world_changes)" "EnableAddOn" "another hour does not disable the add-on first"
base=${base/Enabled/Disabled}
config "$base"
sim_metrics_reset
tf_ok apply
is "$(world_changes)" "DisableAddOn" "the add-on is disabled"
tf_plan_is_empty "a disabled add-on is no drift"

sim_metrics_reset
config "$base
  state = \"stopped\""
tf_ok apply
is "$(world_changes)" "StopInstance" "it is stopped"
is "$(web '[.state, .public_ip_address] | join(" ")')" "stopped " "and has no address then"
tf_plan_is_empty "a stopped instance whose configuration says so is no drift"
config "$base"
sim_metrics_reset
tf_ok apply
is "$(world_changes)" "StartInstance" "it is started"
isnt "$(web .public_ip_address)" null "its new address is known in the same apply"

config "$base
  ip_address_type = \"ipv4\""
sim_metrics_reset
tf_ok apply
is "$(world_changes)" "SetIpAddressType" "the address type changes in place"
is "$(web '.ipv6_addresses | length')" 0 "it has no IPv6 address any more"

# ---- to IPv6 only and back: Lightsail changes the bundle ----

config "$base
  ip_address_type = \"ipv6\""
tf_fails plan
tf_said "accept_bundle_update" "the change of bundle has to be accepted"
config "$base
  ip_address_type = \"ipv6\"
  accept_bundle_update = true"
tf_ok apply
is "$(world_instance web-1 -r .bundleId) $(web .bundle_id)" "small_ipv6_3_0 small_3_0" "the equivalent bundle counts as the same"
is "$(web .public_ip_address)" null "it has no IPv4 address"
tf_plan_is_empty "the equivalent bundle is no drift"
config "$base
  accept_bundle_update = true"
tf_ok apply
is "$(world_instance web-1 -r .bundleId)" small_3_0 "it changes back"
config "$base"
tf_ok apply
tf_plan_is_empty "nothing is left to do"

# ---- drift ----

sim_mutate '{"action":"stop_instance","name":"web-1"}'
tf_plan_is "a stop is detected" "update lightsail_instance.web"
sim_mutate '{"action":"remove_tag","name":"web-1","key":"Name"}'
sim_mutate '{"action":"remove_tag","name":"web-1","key":"Owner"}'
sim_mutate '{"action":"set_tag","name":"web-1","key":"Stray","value":"x"}'
sim_mutate '{"action":"set_tag","name":"web-1","key":"CostCentre","value":"42"}'
sim_metrics_reset
tf_ok apply
is "$(world_changes)" "StartInstance TagResource UntagResource" "only the changed attributes are repaired"
is "$(world_instance web-1 -r '.tags | map(.key) | sort | join(",")')" "Backup,CostCentre,Critical,Name,Owner" "an ignored tag stays"
tf_plan_is_empty "and is not in the state"
sim_mutate '{"action":"delete_instance","name":"web-1"}'
tf_plan_is "a deletion is detected" "create lightsail_instance.web"
tf_ok apply

# ---- replacement ----

config "${base/hello/goodbye}"
tf_plan_is "another user_data replaces the instance" "replace lightsail_instance.web"
config "${base}
  availability_zone = \"ap-northeast-1c\""
tf_plan_is "another zone replaces the instance" "replace lightsail_instance.web"

# ---- import ----

arn=$(web .arn)
config "$base"
"$TERRAFORM" -chdir="$TF_DIR" state rm lightsail_instance.web >/dev/null
tf_ok import lightsail_instance.web web-1
tf_plan_is "after an import user_data is adopted without a replacement" "update lightsail_instance.web"
sim_metrics_reset
tf_ok apply
is "$(world_changes)" "" "the adoption changes nothing in AWS"
tf_plan_is_empty "then the plan is empty"
"$TERRAFORM" -chdir="$TF_DIR" state rm lightsail_instance.web >/dev/null
tf_ok import lightsail_instance.web "$arn"
is "$("$TERRAFORM" -chdir="$TF_DIR" show -json | jq -r '.values.root_module.resources[0].values.name')" web-1 "an ARN is an import id, too"
"$TERRAFORM" -chdir="$TF_DIR" state rm lightsail_instance.web >/dev/null
tf_fails import lightsail_instance.web "${arn/ap-northeast-1/eu-west-1}"
tf_said "There is no instance with the ARN" "an ARN of another region is read in that region"
tf_fails import lightsail_instance.web nowhere
tf_said "non-existent remote object" "an import of an instance that does not exist fails"
tf_ok import lightsail_instance.web web-1
tf_ok apply

# ---- destroy ----

sim_metrics_reset
tf_ok destroy
is "$(world_changes)" "DeleteInstance" "one call deletes it"
world_is_empty "nothing is left"
done_testing
