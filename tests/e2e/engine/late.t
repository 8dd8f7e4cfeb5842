#!/usr/bin/env bash
# late.t — reads that lag behind writes, lost responses, wrong clocks, and objects of other users with the same names: no resource is tainted,
# released or created twice, none is left, and objects of other users are not changed. `make test-all` runs all lags and clocks (LATE_ALL=1), `make
# test` a sample.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
real_lag=$LIGHTSAIL_READ_LAG_MS

story() { # VERSION BLUEPRINT STATE
    tf_config story <<END
provider "lightsail" {}

resource "lightsail_key_pair" "k" {
  name = "late-key"
  tags = { V = "$1" }
}

resource "lightsail_instance" "a" {
  name          = "late-a"
  blueprint_id  = "$2"
  bundle_id     = "nano_3_0"
  key_pair_name = lightsail_key_pair.k.name
  state         = "$3"
  tags          = { V = "$1" }
}

resource "lightsail_instance" "b" {
  name         = "late-b"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}

resource "lightsail_firewall" "a" {
  instance_arn = lightsail_instance.a.arn
  rules        = [{ protocol = "tcp", from_port = 22, cidrs = ["203.0.113.$1"] }]
}

resource "lightsail_firewall_rule" "b" {
  count         = 2
  instance_name = lightsail_instance.b.name
  protocol      = "tcp"
  from_port     = 2222
  cidrs         = ["203.0.\${113 + count.index}.$1"]
}

resource "lightsail_static_ip" "a" {
  name         = "late-ip-a"
  instance_arn = lightsail_instance.a.arn
}

resource "lightsail_static_ip" "b" {
  name = "late-ip-b"
}

resource "lightsail_static_ip_attachment" "b" {
  static_ip_name = lightsail_static_ip.b.name
  instance_name  = lightsail_instance.b.name
}

resource "lightsail_disk" "d" {
  name              = "late-disk"
  availability_zone = "ap-northeast-1a"
  size_in_gb        = 8
  tags              = { V = "$1" }
  auto_snapshot     = { time = "0$1:00" }
}

resource "lightsail_disk_snapshot" "d" {
  name      = "late-disk-snapshot"
  disk_name = lightsail_disk.d.name
  tags      = { V = "$1" }
}

resource "lightsail_instance_snapshot" "b" {
  name          = "late-snapshot"
  instance_name = lightsail_instance.b.name
}

resource "lightsail_lb" "l" {
  name              = "late-lb"
  instance_port     = 80
  health_check_path = "/$1"
  tags              = { V = "$1" }
}

resource "lightsail_lb_attachment" "a" {
  lb_name      = lightsail_lb.l.name
  instance_arn = lightsail_instance.a.arn
}

resource "lightsail_lb_stickiness_policy" "l" {
  lb_name         = lightsail_lb.l.name
  enabled         = true
  cookie_duration = 60$1
}
END
}
addresses() { sim_state '.regions["ap-northeast-1"].static_ips | map_values(.ipAddress) | tostring'; }
made() { sim_metric CreateInstances; }

# Apply, change, stop, start, replace, destroy: each plan after it is empty.
run_story() { # NAME
    local kept
    story 1 ubuntu_22_04 running && tf_ok apply && tf_plan_is_empty "$1: after the creation"
    kept=$(addresses)
    story 2 ubuntu_22_04 stopped && tf_ok apply && tf_plan_is_empty "$1: after a change"
    story 2 ubuntu_22_04 running && tf_ok apply && tf_plan_is_empty "$1: after a start"
    story 3 debian_12 running && tf_ok apply && tf_plan_is_empty "$1: after a replacement"
    is "$(addresses)" "$kept" "$1: no address was released"
    is "$(world_instance_names)" "late-a
late-b" "$1: no second instance"
    tf_ok destroy -refresh="${2:-true}"
    is "$(sim_count)" 0 "$1: no object is left"
}

rounds=("3000 0 lost 600")
[ -z "${LATE_ALL:-}" ] || rounds=("0 0 lost -600" "150 150 lost 0" "1000 1000 - 0" "1000 0 error500 600" "0 1000 lost -600" "3000 3000 - 0" "3000 3000 lost 600" "3000 3000 done500 -600")
tf_fast_clock 10
unset LIGHTSAIL_READ_LAG_MS
for round in "${rounds[@]}"; do
    read -r get list kind clock <<<"$round"
    sim_start --pending-ms 500 --operation-ms 200 --get-lag-ms "$get" --list-lag-ms "$list" --name-lag-ms "$get" --clock-offset-s "$clock"
    [ "$kind" = - ] || sim_fault "{\"operation\":\"mutating\",\"kind\":\"$kind\",\"when\":\"every=3\"}"
    run_story "gets $get ms and lists $list ms late, $kind, clock $clock s" "$([ "$kind" = - ] && echo false || echo true)"
    sim_stop
done

# ---- each resource, with each of its calls failing once ----------------------------------------------------------
lags=1000 clocks=0
export SWEEP_EVERY=9 # one of nine failures, another one in each run
[ -z "${LATE_ALL:-}" ] || { SWEEP_EVERY=1 lags="0 150 1000 3000" clocks="0 600 -600"; }
unset LIGHTSAIL_TEST_CLOCK
for lag in $lags; do
    for clock in $clocks; do
        B=$BUILD LATE_MS=$lag LATE_CLOCK_S=$clock "$ROOT/tools/conformance.sh" --tap ${LATE_ALL:+--slow} --only sweep-late >"$TEST_DIR/sweep.tap" 2>&1
        ok $? "every call of every resource, reads $lag ms late, clock $clock s" || diag "$(grep -A 3 '^not ok' "$TEST_DIR/sweep.tap" | head -40)"
        diag "$(grep -E '^# [0-9]+ applies' "$TEST_DIR/sweep.tap"), $(grep -c '^ok' "$TEST_DIR/sweep.tap") checks"
    done
done

# ---- changes of another process that late reads do not show yet ------------------------------------------------
unset LIGHTSAIL_READ_LAG_MS
sim_start --pending-ms 0 --operation-ms 0
story 1 ubuntu_22_04 running
tf_ok apply
tf state rm lightsail_firewall_rule.b lightsail_static_ip_attachment.b >/dev/null 2>&1
sim_lag 3000
world_call CloseInstancePublicPorts '{"instanceName":"late-b","portInfo":{"protocol":"tcp","fromPort":2222,"toPort":2222,"cidrs":["203.0.113.1/32","203.0.114.1/32"]}}' >/dev/null
world_call DetachStaticIp '{"staticIpName":"late-ip-b"}' >/dev/null
tf_ok apply -refresh=false -target=lightsail_firewall_rule.b -target=lightsail_static_ip_attachment.b
is "$(sim_state '.regions["ap-northeast-1"].static_ips["late-ip-b"].attachedTo')" late-b "a static IP that late reads still show as attached is attached"
is "$(world_instance late-b -r '[.networking.ports[] | select(.fromPort == 2222) | .cidrs[]] | sort | join(" ")')" "203.0.113.1/32 203.0.114.1/32" \
    "rules that late reads still show as open are opened"
tf_ok destroy
sim_stop

# ---- objects of other users with the same names -----------------------------------------------------------------
export LIGHTSAIL_READ_LAG_MS=$real_lag
sim_start --pending-ms 0 --operation-ms 0
story 1 ubuntu_22_04 running
tf_ok apply
sim_mutate '{"action":"detach_static_ip","name":"late-ip-a"}'
sim_mutate '{"action":"release_static_ip","name":"late-ip-a"}'
sim_mutate '{"action":"call","operation":"AllocateStaticIp","input":{"staticIpName":"late-ip-a"}}'
sim_mutate '{"action":"rebuild_instance","name":"late-a"}'
sim_mutate '{"action":"delete_key_pair","name":"late-key"}'
sim_mutate '{"action":"call","operation":"CreateKeyPair","input":{"keyPairName":"late-key"}}'
others() { sim_state '[.regions["ap-northeast-1"] | .instances["late-a"].arn, .static_ips["late-ip-a"].arn, .key_pairs["late-key"].arn, (.instances["late-a"].networking.ports | tostring)]'; }
before=$(others)
tf_ok destroy -refresh=false
contains "$(step_text)" "Another object has this name" "a destroy without a refresh reports that other objects have the names"
is "$(others)" "$before" "an instance, a static IP, a key pair and a firewall of other users are not changed"
is "$(world_instance_names)" "late-a" "the own objects are deleted"
tf_plan_is "a new plan creates the own objects" "create lightsail_disk.d
create lightsail_disk_snapshot.d
create lightsail_firewall.a
create lightsail_firewall_rule.b[0]
create lightsail_firewall_rule.b[1]
create lightsail_instance.a
create lightsail_instance.b
create lightsail_instance_snapshot.b
create lightsail_key_pair.k
create lightsail_lb.l
create lightsail_lb_attachment.a
create lightsail_lb_stickiness_policy.l
create lightsail_static_ip.a
create lightsail_static_ip.b
create lightsail_static_ip_attachment.b"
sim_stop
done_testing
