#!/usr/bin/env bash
# deletion_protection with the real Terraform: nothing that Terraform can do deletes a protected instance, disk or static IP, and a state of an
# older version has no protection.
. "$(dirname "$0")/../../lib/tf.sh"

tf_setup
sim_start --pending-ms 0 --operation-ms 10
tf_shared_provider

config() { # PROTECTED [NAME [TEXT…]]
    tf_config <<END
provider "lightsail" {
  poll_interval = "40ms"
}
resource "lightsail_instance" "web" {
  name                = "${2:-web}"
  blueprint_id        = "ubuntu_22_04"
  bundle_id           = "nano_3_0"
  deletion_protection = $1
}
resource "lightsail_disk" "data" {
  name                = "${2:-web}-data"
  availability_zone   = "ap-northeast-1a"
  size_in_gb          = 8
  deletion_protection = $1
}
resource "lightsail_static_ip" "ip" {
  name                = "${2:-web}-ip"
  deletion_protection = $1
}
${*:3}
END
}
nothing_is_deleted() { # WHAT
    is "$(sim_metric DeleteInstance DeleteDisk ReleaseStaticIp)" "0 0 0" "$1: nothing is deleted"
}
refused() { # WHAT: the last run was refused for each of the three
    local type
    for type in lightsail_instance lightsail_disk lightsail_static_ip; do
        tf_said "Cannot delete the protected $type" "$1: $type"
    done
    nothing_is_deleted "$1"
}

config true
tf_ok apply
tf_plan_is_empty "the plan is empty"

tf_fails plan -destroy
refused "a destroy"
tf_said "deletion_protection = false and apply first" "the error says how to delete it"
tf_fails apply -destroy
refused "an apply of a destroy"

tf_fails apply -replace=lightsail_instance.web -replace=lightsail_disk.data -replace=lightsail_static_ip.ip
refused "-replace"
tf_fails apply -refresh=false -replace=lightsail_instance.web -replace=lightsail_disk.data -replace=lightsail_static_ip.ip
refused "-replace without a refresh"

config true other
tf_fails apply
refused "another name"
config false other
tf_fails apply
refused "another name, and the protection removed in the same apply"

tf_config <<'END'
removed {
  from = lightsail_instance.web
}
removed {
  from = lightsail_disk.data
}
removed {
  from = lightsail_static_ip.ip
}
END
tf_fails apply
refused "a removed block"
tf_config </dev/null
tf_fails apply
refused "a configuration without them"

config true
for resource in lightsail_instance.web lightsail_disk.data lightsail_static_ip.ip; do
    "$TERRAFORM" -chdir="$TF_DIR" taint "$resource" >/dev/null
done
tf_fails apply
refused "tainted resources"
tf_fails apply -refresh=false
nothing_is_deleted "tainted resources without a refresh"
for resource in lightsail_instance.web lightsail_disk.data lightsail_static_ip.ip; do
    "$TERRAFORM" -chdir="$TF_DIR" untaint "$resource" >/dev/null
done

# ---- a plan that is older than the protection ----
config false
tf_ok apply
tf_ok plan -destroy -out=old
config true
tf_plan_is "the protection alone is an update in place" "update lightsail_disk.data" "update lightsail_instance.web" "update lightsail_static_ip.ip"
tf_ok apply
tf_fails apply old
nothing_is_deleted "an older saved plan"

# ---- a state that does not know the attribute ----
jq 'del(.resources[].instances[].attributes | .deletion_protection, .restore_from, .final_snapshot_name, .metadata_options, .wait_for, .hardware)' "$TF_DIR/terraform.tfstate" >"$TEST_DIR/older"
cp "$TEST_DIR/older" "$TF_DIR/terraform.tfstate"
config false
tf_plan_is_empty "a state of an older version"
tf_plan_is_empty "a state of an older version without a refresh" -refresh=false

# ---- an import, then the end ----
config true
"$TERRAFORM" -chdir="$TF_DIR" state rm lightsail_disk.data >/dev/null
tf_ok import lightsail_disk.data web-data
tf_plan_is "an imported disk is not protected yet" "update lightsail_disk.data" "update lightsail_instance.web" "update lightsail_static_ip.ip"
tf_ok apply
config false
tf_ok apply
tf_ok destroy
world_is_empty "without protection everything can be deleted"
done_testing
