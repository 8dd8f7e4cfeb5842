#!/usr/bin/env bash
# static_ip_swap.t — static IPs that swap instances in one apply, in any order: no static IP loses its instance to another; with a small -parallelism
# the worst case is an error, and the next apply completes the swap. Tests lightsail_static_ip and lightsail_static_ip_attachment.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup

# Five running instances.
world() { # SIMULATOR-OPTION…
    local instance
    sim_start "$@"
    tf_shared_provider
    for instance in i1 i2 i3 i4 i5; do
        sim_mutate '{"action":"call","operation":"CreateInstances","input":{"instanceNames":["'$instance'"],"availabilityZone":"ap-northeast-1a",
            "blueprintId":"ubuntu_22_04","bundleId":"nano_3_0"}}'
    done
    sim_advance 600000
    tf_dir work
    rm -f "$TF_DIR"/*.tfstate*
}

# The instance of each static IP, as "ax=i1 bx=i2".
places() { sim_state '[.regions[].static_ips | values | .[] | .name + "=" + (.attachedTo // "-")] | sort | join(" ")'; }
addresses() { sim_state '[.regions[].static_ips | values | .[] | .name + "=" + .ipAddress] | sort | join(" ")'; }
all_have_one() { is "$(places | grep -c -- '=-')" 0 "$1: every static IP is attached"; }

one() { # KIND NAME INSTANCE
    case $1 in
    static_ip)
        printf 'resource "lightsail_static_ip" "%s" {\n  name = "%s"\n  instance_name = "%s"\n}\n' "$2" "$2" "$3"
        ;;
    attachment)
        printf 'resource "lightsail_static_ip" "%s" {\n  name = "%s"\n}\n' "$2" "$2"
        printf 'resource "lightsail_static_ip_attachment" "%s" {\n  static_ip_name = lightsail_static_ip.%s.name\n  instance_name = "%s"\n}\n' "$2" "$2" "$3"
        ;;
    esac
}

# A configuration that attaches the static IPs to these instances. KIND: static_ip, attachment, mixed (alternating).
config() { # KIND NAME=INSTANCE…
    local kind=$1 place kinds=(attachment static_ip) number=0
    tf_config < <(
        printf 'provider "lightsail" {\n  poll_interval = "40ms"\n}\n'
        for place in "${@:2}"; do
            [ "$1" != mixed ] || kind=${kinds[number++ % 2]}
            one "$kind" "${place%=*}" "${place#*=}"
        done
    )
}

# A test: an apply attaches all static IPs as configured, and the addresses stay the same.
arrive() { # NAME WANTED [OPTION…]
    tf_step apply "${@:3}"
    step_ok $? "$1"
    is "$(places)" "$2" "$1: every static IP is attached as configured"
    is "$(addresses)" "$known" "$1: with the same address"
    tf_plan_is_empty "$1: then the plan is empty"
}

world --pending-ms 100 --operation-ms 20
config static_ip ax=i1 bx=i2 cx=i3 dx=i4
tf_ok apply
known=$(addresses)
config static_ip ax=i2 bx=i1 cx=i4 dx=i3
arrive "two pairs swap their instances" "ax=i2 bx=i1 cx=i4 dx=i3"
for kind in static_ip attachment mixed; do
    config $kind ax=i1 bx=i2 cx=i3 dx=i4
    tf_ok apply
    config $kind ax=i2 bx=i3 cx=i1 dx=i4
    arrive "$kind: three rotate" "ax=i2 bx=i3 cx=i1 dx=i4"
    config $kind ax=i3 bx=i4 cx=i2 dx=i5
    arrive "$kind: four move along a chain" "ax=i3 bx=i4 cx=i2 dx=i5"
done
sim_metrics_reset
config mixed ax=i4 bx=i5 cx=i3 ex=i2
tf_ok apply
is "$(places)" "ax=i4 bx=i5 cx=i3 ex=i2" "a new static IP takes the instance of one that moves to the instance of a deleted one"
is "$(world_changes)" "AllocateStaticIp AttachStaticIp x4 DetachStaticIp x4 ReleaseStaticIp" "with these calls"
sim_stop

# With a -parallelism lower than the number of static IPs that wait for each other: an error at worst, no static IP is detached, and the next apply
# attaches all as configured.
tf_fast_clock 20
world --pending-ms 2000 --operation-ms 400
config mixed ax=i1 bx=i2 cx=i3 dx=i4
tf_ok apply
known=$(addresses)
config mixed ax=i2 bx=i3 cx=i1 dx=i4
tf_step apply -parallelism=2
all_have_one "three rotate, two at a time"
arrive "the next apply after two at a time" "ax=i2 bx=i3 cx=i1 dx=i4" -parallelism=2
config mixed ax=i3 bx=i1 cx=i2 dx=i4
tf_step apply -parallelism=1
all_have_one "three rotate, one at a time"
arrive "the next apply after one at a time" "ax=i3 bx=i1 cx=i2 dx=i4" -parallelism=1
config mixed ax=i4 bx=i2 cx=i3 dx=i5
tf_step apply -parallelism=1
all_have_one "four move along a chain, one at a time"
arrive "the next apply after four" "ax=i4 bx=i2 cx=i3 dx=i5" -parallelism=1

# One attachment fails: no static IP is detached because of it.
config mixed ax=i3 bx=i4 cx=i2 dx=i5
sim_fault '{"operation": "AttachStaticIp", "kind": "denied", "when": "first"}'
tf_fails apply
sim_faults_clear
all_have_one "one attachment is refused"
arrive "the next apply after a refusal" "ax=i3 bx=i4 cx=i2 dx=i5"
config mixed ax=i4 bx=i2 cx=nowhere dx=i5
tf_fails apply
is "$(places)" "ax=i3 bx=i4 cx=i2 dx=i5" "the instance of one does not exist: no static IP moves"
tf_said "The instance 'i2' already has the static IP 'cx'" "the error names the static IP that is attached already"
tf_said "No address was detached" "and says that nothing was detached"

# New static IPs, one at a time: none is allocated before its instance is free.
config mixed ax=i4 bx=i2 ex=i3
sim_metrics_reset
tf_step apply -parallelism=1
all_have_one "a new static IP takes the instance of one that moves, one at a time"
tf_ok apply
is "$(places) $(sim_metric AllocateStaticIp ReleaseStaticIp)" "ax=i4 bx=i2 ex=i3 1 2" "the new one is attached"
sim_stop

# The instance becomes free only after another instance was created, which takes longer than the usual timeout.
world --pending-ms 60000 --operation-ms 400
config static_ip ax=i1 bx=i2
tf_ok apply
known=$(addresses)
config static_ip ax=new bx=i1
sed -i 's/instance_name = "new"/instance_name = lightsail_instance.new.name/' "$TF_DIR/main.tf"
cat >>"$TF_DIR/main.tf" <<'END'
resource "lightsail_instance" "new" {
  name         = "new"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}
END
arrive "an instance is created for the first of a chain" "ax=new bx=i1"
done_testing
