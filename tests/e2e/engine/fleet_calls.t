#!/usr/bin/env bash
# fleet_calls.t — how many calls a fleet needs: a refresh reads each list once, resources that refer to an instance use the same response, and a small
# configuration in a big account does not read whole lists. Counts calls; must not measure time. FLEET: how many instances.
. "$(dirname "$0")/../../lib/tf.sh"
. "$ROOT/tests/lib/fleet.sh"
tf_setup
# Five pages at any size: `make test-all` has the 500 instances of the service's own page size, `make test` 150 on pages of 30, which hold every
# catalogue.
FLEET=${FLEET:-150} PAGE=${PAGE:-$((${FLEET:-150} / 5))}
pages=$(((FLEET + PAGE - 1) / PAGE))

# The calls so far, to find the source of an unexpected call.
calls() { sim_http GET /_sim/metrics | jq -r '.calls | to_entries | map("\(.key) \(.value)") | join(", ")'; }
at_most() { # LIMIT NAME
    local total
    total=$(sim_metric total)
    is "$((total <= $1))" 1 "$2: $total calls, at most $1" || diag "$(calls)"
}

# ---- one of each kind ------------------------------------------------------------------------------------------------
one_of_each() { # VERSION
    tf_config one <<END
provider "lightsail" {
  poll_interval = "100ms"
}

resource "lightsail_key_pair" "one" {
  name = "one-key"
  tags = { V = "$1" }
}

resource "lightsail_instance" "one" {
  for_each      = toset(["a", "b"])
  name          = "one-\${each.key}"
  blueprint_id  = "ubuntu_22_04"
  bundle_id     = "nano_3_0"
  key_pair_name = lightsail_key_pair.one.name
  tags          = { V = "$1" }
}

resource "lightsail_firewall" "one" {
  instance_arn = lightsail_instance.one["a"].arn
  rules        = [{ protocol = "tcp", from_port = 22, cidrs = ["203.0.113.$1"] }]
}

resource "lightsail_firewall_rule" "one" {
  instance_name = lightsail_instance.one["b"].name
  protocol      = "tcp"
  from_port     = 2222
  cidrs         = ["203.0.113.$1"]
}

resource "lightsail_static_ip" "one" {
  name         = "one-ip-a"
  instance_arn = lightsail_instance.one["a"].arn
}

resource "lightsail_static_ip" "other" {
  name = "one-ip-b"
}

resource "lightsail_static_ip_attachment" "one" {
  static_ip_name = lightsail_static_ip.other.name
  instance_name  = lightsail_instance.one["b"].name
}
END
}
sim_start --pending-ms 0 --operation-ms 0
one_of_each 1
tf_ok apply -parallelism=1
at_most 28 "one of each kind, created one after another"
sim_metrics_reset
tf_plan_is_empty "and its plan"
at_most 5 "the plan of one of each kind"
sim_stop

# ---- an apply, from nothing ------------------------------------------------------------------------------------------
sim_start --page-size $PAGE --pending-ms 300 --operation-ms 0
fleet_config 30
tf_step apply -parallelism=30
step_ok $? "30 instances with a firewall and a static IP each are created"
is "$(world_changes | sed 's/ CreateInstances[^ ]*\( x[0-9]*\)\{0,1\}//')" "AllocateStaticIp x30 AttachStaticIp x30 PutInstancePublicPorts x30" "with three changes each"
is "$(($(sim_metric CreateInstances) <= 30))" 1 "and at most one creation each: $(sim_metric CreateInstances) for all"
at_most $((4 * 30 + 4 * 30 + 20)) "reads in between are shared"
sim_stop

# ---- two data disks for each instance: attached, larger, detached ----------------------------------------------------
MACHINES=${MACHINES:-10} # 50 with 100 disks in `make test-all`
disks_config() { # SIZE [none]
    tf_config disks <<END
resource "lightsail_instance" "m" {
  count        = $MACHINES
  name         = "m-\${count.index}"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}
resource "lightsail_disk" "d" {
  count             = $((2 * MACHINES))
  name              = "d-\${count.index}"
  availability_zone = "ap-northeast-1a"
  size_in_gb        = $1
  resize            = "snapshot"
}
resource "lightsail_disk_attachment" "d" {
  count        = ${2:-$((2 * MACHINES))}
  disk_name    = lightsail_disk.d[count.index].name
  instance_arn = lightsail_instance.m[floor(count.index / 2)].arn
  disk_path    = "/dev/xvd\${count.index % 2 == 0 ? "f" : "g"}"
}
END
}
sim_start --pending-ms 300 --operation-ms 0
disks_config 8
tf_ok apply -parallelism=200
is "$(sim_metric CreateDisk AttachDisk StopInstance)" "$((2 * MACHINES)) $((2 * MACHINES)) 0" "each disk is created and attached by one call"
at_most $((9 * MACHINES + 10)) "$((2 * MACHINES)) disks on $MACHINES instances"
sim_metrics_reset
tf_plan_is_empty "nothing is left to do"
at_most 4 "their plan"
disks_config 16
sim_metrics_reset
tf_ok apply -parallelism=200
is "$(sim_metric CreateDiskSnapshot DeleteDisk CreateDiskFromSnapshot AttachDisk DeleteDiskSnapshot | tr ' ' '\n' | sort -u)" "$((2 * MACHINES))" "a growth needs each call once"
is "$(($(sim_metric StopInstance) <= 2 * MACHINES))" 1 "and at most one stop"
disks_config 16 0
sim_metrics_reset
tf_ok apply -parallelism=200
is "$(sim_metric DetachDisk)" "$((2 * MACHINES))" "each disk is detached by one call"
is "$(($(sim_metric StopInstance) < 2 * MACHINES))" 1 "with a stop for those of an instance that are in flight together: $(sim_metric StopInstance)"
is "$(sim_metric UntagResource)" "$((2 * MACHINES))" "a disk that has grown loses the tag with the name of the earlier one, once"
# The number of reads depends on how many stops two disks share and how many polls fit into the pending time; a busy machine needs a few more.
reads=$(($(sim_metric total) - $(sim_metric UntagResource) - $(sim_metric DetachDisk) - $(sim_metric StopInstance) - $(sim_metric StartInstance)))
is "$((reads <= 6 * MACHINES + 20))" 1 "the detachment: $reads reads, at most $((6 * MACHINES + 20))" || diag "$(calls)"
sim_stop

# ---- a fleet that exists -----------------------------------------------------------------------------------------------
sim_start --page-size $PAGE --pending-ms 0 --operation-ms 0
fleet_make "$FLEET"
ok $? "a fleet of $FLEET instances and static IPs exists" || bail "$(head -c 500 "$TEST_DIR/made")"
fleet_config "$FLEET" "$(fleet_imports "$FLEET")"
sim_metrics_reset
tf_ok apply -parallelism=50
contains "$(step_text)" "$((3 * FLEET)) imported, 0 added, " "everything is imported"
at_most $((2 * pages + 8)) "the import"

sim_metrics_reset
tf_plan_is_empty "nothing is left to do"
at_most $((2 * pages + 2)) "a refresh of $((3 * FLEET)) resources"

sim_metrics_reset
tf_plan_is_empty "one resource of them" -target='lightsail_instance.node[7]'
is "$(sim_metric total GetInstance)" "1 1" "is read by name"
sim_metrics_reset
tf_plan_is_empty "three resources of them" -target='lightsail_instance.node[7]' -target='lightsail_instance.node[8]' -target='lightsail_instance.node[9]'
at_most $((pages + 1)) "a few in a big account"

# Objects that were deleted meanwhile are missing in the list, and then read by name.
sim_mutate '{"action":"release_static_ip","name":"address-3"}' && sim_mutate '{"action":"delete_instance","name":"node-4"}'
sim_metrics_reset
tf_step plan
contains "$(step_text)" "to add, " "deleted objects are planned to be created again" || diag "$(step_text)"
is "$(step_text | grep -oE '(lightsail_[a-z_]+\.node\[[0-9]+\]) will be created' | sort | tr '\n' ' ')" \
    "lightsail_firewall.node[4] will be created lightsail_instance.node[4] will be created lightsail_static_ip.node[3] will be created " "and no other"
at_most $((2 * pages + 2 + 8)) "a refresh with deleted objects" # and three lists of snapshots: the instance might be in the middle of a change
done_testing
