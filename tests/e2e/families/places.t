#!/usr/bin/env bash
# places.t — static IPs that want each other's places: they change them in one apply, whoever begins; none loses its place for another; with too little
# -parallelism the worst is an error, and the next apply has nothing left to do. Both lightsail_static_ip and lightsail_static_ip_attachment.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup

# A world of five machines that run.
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

# Who is where, as "ax=i1 bx=i2".
places() { sim_state '[.regions[].static_ips | values | .[] | .name + "=" + (.attachedTo // "-")] | sort | join(" ")'; }
addresses() { sim_state '[.regions[].static_ips | values | .[] | .name + "=" + .ipAddress] | sort | join(" ")'; }
all_have_one() { is "$(places | grep -c -- '=-')" 0 "$1: everybody has a place"; }

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

# A configuration in which the addresses are at these places. KIND: static_ip, attachment, mixed (by turns).
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

# Tests: an apply brings all to their places, and the addresses are the same.
arrive() { # NAME WANTED [OPTION…]
    tf_step apply "${@:3}"
    step_ok $? "$1"
    is "$(places)" "$2" "$1: everybody is there"
    is "$(addresses)" "$known" "$1: with the same address"
    tf_plan_is_empty "$1: then nothing is left to do"
}

world --pending-ms 100 --operation-ms 20
config static_ip ax=i1 bx=i2 cx=i3 dx=i4
tf_ok apply
known=$(addresses)
config static_ip ax=i2 bx=i1 cx=i4 dx=i3
arrive "two pairs change places" "ax=i2 bx=i1 cx=i4 dx=i3"
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
is "$(places)" "ax=i4 bx=i5 cx=i3 ex=i2" "a new address goes where another one leaves, which goes where one is released"
is "$(world_changes)" "AllocateStaticIp AttachStaticIp x4 DetachStaticIp x4 ReleaseStaticIp" "by these calls"
sim_stop

# Where fewer may run at a time than wait for each other: an error at worst, nobody without a place, and the next apply has all where they belong.
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
all_have_one "four move along, one at a time"
arrive "the next apply after four" "ax=i4 bx=i2 cx=i3 dx=i5" -parallelism=1

# One of them cannot: nobody loses the place for it.
config mixed ax=i3 bx=i4 cx=i2 dx=i5
sim_fault '{"operation": "AttachStaticIp", "kind": "denied", "when": "first"}'
tf_fails apply
sim_faults_clear
all_have_one "one attachment is refused"
arrive "the next apply after a refusal" "ax=i3 bx=i4 cx=i2 dx=i5"
config mixed ax=i4 bx=i2 cx=nowhere dx=i5
tf_fails apply
is "$(places)" "ax=i3 bx=i4 cx=i2 dx=i5" "one wants to go where no machine is: everybody stays"
tf_said "The instance 'i2' already has the static IP 'cx'" "the one in the way is named"
tf_said "No address was detached" "and that nothing was lost"

# New addresses, one at a time: none is allocated before there is a place for it.
config mixed ax=i4 bx=i2 ex=i3
sim_metrics_reset
tf_step apply -parallelism=1
all_have_one "a new address where another one leaves, one at a time"
tf_ok apply
is "$(places) $(sim_metric AllocateStaticIp ReleaseStaticIp)" "ax=i4 bx=i2 ex=i3 1 2" "the new one has its place"
sim_stop

# A place that is free only when another machine is made: longer than anybody waits without a reason.
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
arrive "a machine is made for the first of a chain" "ax=new bx=i1"
done_testing
