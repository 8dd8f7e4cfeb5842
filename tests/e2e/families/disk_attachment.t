#!/usr/bin/env bash
# lightsail_disk_attachment with the real Terraform: one stop for all disks of an instance, the earlier power state afterwards, stop_instance =
# "never", a rebuilt instance, attachments that others made or removed, wrong arguments.
. "$(dirname "$0")/../../lib/tf.sh"

tf_setup
sim_start --pending-ms 0 --operation-ms 10
tf_shared_provider

config() { tf_config_quick "$@"; }
machine='
resource "lightsail_instance" "web" {
  name         = "web"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}'
disks='
resource "lightsail_disk" "data" {
  count             = 3
  name              = "data-${count.index}"
  availability_zone = "ap-northeast-1a"
  size_in_gb        = 8
}'
attachments='
resource "lightsail_disk_attachment" "data" {
  count         = 3
  disk_name     = lightsail_disk.data[count.index].name
  instance_arn  = lightsail_instance.web.arn
  disk_path     = "/dev/xvd${element(["f", "g", "h"], count.index)}"
}'
attached() { sim_state '[.regions["ap-northeast-1"].disks[] | "\(.name) \(.attachedTo) \(.path)"] | sort | join(", ")'; }
power() { sim_state '.regions["ap-northeast-1"].instances.web.state.name'; }

config "$machine" "$disks" "$attachments"
tf_ok apply
is "$(attached)" "data-0 web /dev/xvdf, data-1 web /dev/xvdg, data-2 web /dev/xvdh" "three disks are attached"
is "$(sim_metric StopInstance)" 0 "the instance is not stopped for it"
tf_plan_is_empty "the plan is empty"
is "$(jq -r '.resources[] | select(.type == "lightsail_disk_attachment") | .instances[0].attributes.id' "$TF_DIR/terraform.tfstate")" "data-0,web" "the id"

# ---- a rebuilt instance: attached again in the same apply, without a stop ----
config "${machine/nano_3_0/micro_3_0}" "$disks" "$attachments"
sim_metrics_reset
tf_ok apply
is "$(attached)" "data-0 web /dev/xvdf, data-1 web /dev/xvdg, data-2 web /dev/xvdh" "after the instance was replaced, the disks are attached to the new one"
is "$(sim_metric DetachDisk StopInstance)" "0 0" "without a stop"
tf_plan_is_empty "the plan is empty"

# ---- detached by others; attached by others ----
sim_mutate '{"action":"stop_instance","name":"web"}'
world_call DetachDisk '{"diskName":"data-0"}' >/dev/null
sim_mutate '{"action":"start_instance","name":"web"}'
tf_plan_is "a disk that was detached elsewhere" "create lightsail_disk_attachment.data[0]"
world_call AttachDisk '{"diskName":"data-0","instanceName":"web","diskPath":"/dev/xvdf"}' >/dev/null
"$TERRAFORM" -chdir="$TF_DIR" state rm 'lightsail_disk_attachment.data[0]' >/dev/null
sim_metrics_reset
tf_ok apply
is "$(sim_metric AttachDisk)" 0 "an attachment that exists already is a success"
"$TERRAFORM" -chdir="$TF_DIR" state rm 'lightsail_disk_attachment.data[0]' >/dev/null
tf_ok import 'lightsail_disk_attachment.data[0]' data-0,web
tf_plan_is_empty "an imported attachment"

# ---- another path: a warning, one stop ----
config "${machine/nano_3_0/micro_3_0}" "$disks" "${attachments/\"f\", \"g\", \"h\"/\"i\", \"j\", \"k\"}"
tf_ok plan
tf_said "Instance is stopped for a while" "the plan says that the instance is stopped"
sim_metrics_reset
tf_ok apply -parallelism=10
is "$(attached)" "data-0 web /dev/xvdi, data-1 web /dev/xvdj, data-2 web /dev/xvdk" "three disks at other paths"
is "$(sim_metric StopInstance StartInstance)" "1 1" "one stop for three detachments"
is "$(power)" running "the instance is running again"

# ---- a stopped instance stays stopped ----
config "${machine/nano_3_0\"/micro_3_0\"
  state = \"stopped\"}" "$disks" "${attachments/\"f\", \"g\", \"h\"/\"i\", \"j\", \"k\"}"
tf_ok apply
config "${machine/nano_3_0\"/micro_3_0\"
  state = \"stopped\"}" "$disks"
sim_metrics_reset
tf_ok apply
is "$(sim_metric DetachDisk StopInstance StartInstance)" "3 0 0" "detached from a stopped instance without a stop"
is "$(power)" stopped "which stays stopped"

# ---- never ----
config "${machine/nano_3_0/micro_3_0}" "$disks" "${attachments/instance_arn /stop_instance = \"never\"
  instance_arn }"
tf_ok apply
config "${machine/nano_3_0/micro_3_0}" "$disks"
tf_fails plan
tf_said "can be detached only from a stopped instance" "stop_instance = \"never\" is an error in the plan"
tf_said 'stop_instance = "if_needed"' "which says what to do"
sim_mutate '{"action":"stop_instance","name":"web"}' >/dev/null
config "${machine/nano_3_0\"/micro_3_0\"
  state = \"stopped\"}" "$disks"
tf_ok apply

# ---- wrong arguments ----
config "${machine/nano_3_0\"/micro_3_0\"
  state = \"stopped\"}" "$disks" '
resource "lightsail_disk_attachment" "wrong" {
  disk_name     = "nothing"
  instance_name = "web"
  disk_path     = "/dev/xvdf"
}'
tf_fails plan
tf_said "Unknown disk" "an unknown disk is an error in the plan"
config "$disks" '
resource "lightsail_disk_attachment" "wrong" {
  disk_name = "data-0"
  disk_path = "/dev/xvdf"
}'
tf_fails validate
tf_said "instance_arn" "an attachment needs an instance"

# ---- the end ----
config "${machine/nano_3_0/micro_3_0}" "$disks" "$attachments"
tf_ok apply
tf_ok destroy
world_is_empty "a destroy of instance, disks and attachments"
done_testing
