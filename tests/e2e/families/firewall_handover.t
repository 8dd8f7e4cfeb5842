#!/usr/bin/env bash
# firewall_handover.t — ports that move from one resource to another in one apply, in either order: every port of the configuration is open at the
# end. Knows how to make Terraform use a certain order; must not know how the provider records owners.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
sim_start --pending-ms 0
tf_shared_provider

open_rules() {
    world_instance web -r '[.networking.ports | sort_by(.protocol, .fromPort)[]
        | "\(.protocol)/\(.fromPort):\(.cidrs + .ipv6Cidrs + .cidrListAliases | sort | join(","))"] | join(" ")'
}

# A rule that is created reads the ports first, which are open already, and opens its own once more, under the lock that the firewall waits for: the
# last rule has the lock as soon as the simulator has seen as many openings as there are rules. Provisioners delay the resources that depend on them,
# and the ones that they depended on, until the simulator has seen a request a given number of times.
cat >"$TEST_DIR/await" <<END
#!/bin/sh
for tries in \$(seq 5000); do
    seen=\$(curl -sS --noproxy '*' "$SIM_URL/_sim/requests?operation=\$1" | grep -o '"operation":' | wc -l)
    [ "\$seen" -lt "\$2" ] || exit 0
    sleep 0.02
done
echo "\$1 was seen \$seen times, not \$2" >&2
exit 1
END
chmod +x "$TEST_DIR/await"

# config FIREWALLS RULES [ORDER]: the firewall with its attributes or "", and rules "port cidrs;…"; ORDER adds dependencies.
LATE= # a depends_on of the resource that comes late
config() { tf_config < <(config_text "$@"); }
config_text() {
    local firewall=$1 rules=$2 turns=${3:-}
    cat <<END
resource "lightsail_instance" "web" {
  name         = "web"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}
resource "lightsail_firewall" "it" {
  count         = $([ -n "$firewall" ] && echo 1 || echo 0)
  instance_name = lightsail_instance.web.name
  ${firewall:-rules = []}
  on_destroy    = "$ON_DESTROY"
  lifecycle {
    create_before_destroy = $FIRST
  }
}
resource "lightsail_firewall_rule" "it" {
  for_each      = { $(printf '%s' "$rules" | sed 's/\([0-9]*\) \([^;]*\);*/"\1" = [\2], /g') }
  instance_name = lightsail_instance.web.name
  protocol      = "tcp"
  from_port     = each.key
  cidrs         = each.value
  $LATE
  lifecycle {
    create_before_destroy = $FIRST
  }
}
$turns
END
}
# Destroyed only after OPERATION was called COUNT times, and before the resources that it depends on.
held() { # EXISTS DEPENDENCY OPERATION COUNT
    cat <<END
resource "terraform_data" "held" {
  count      = $1
  depends_on = [$2]
  provisioner "local-exec" {
    when    = destroy
    command = "$TEST_DIR/await $3 $4"
  }
  lifecycle {
    create_before_destroy = $FIRST
  }
}
END
}
awaited() { # OPERATION COUNT: created only then; a resource that depends on it comes late
    cat <<END
resource "terraform_data" "awaited" {
  provisioner "local-exec" {
    command = "$TEST_DIR/await $1 $2"
  }
}
END
}

ssh='{ protocol = "tcp", from_port = 22, cidrs = ["203.0.113.0/24"] }'
metrics='{ protocol = "tcp", from_port = 9100, cidrs = ["10.0.0.0/8"] }'
as_rules='22 "203.0.113.0/24";9100 "10.0.0.0/8"'
as_firewall="rules = [$ssh, $metrics]"
both="tcp/22:203.0.113.0/24 tcp/9100:10.0.0.0/8"
world="0.0.0.0/0,::/0"

turn() { # NAME OPEN: the configuration is applied, OPEN is open, and the plan is empty
    tf_step apply -parallelism=10
    step_ok $? "$1"
    is "$(open_rules)" "$2" "$1: all of it is open"
    tf_plan_is_empty "$1: the plan is empty"
}
again() { # the firewall has all ports, and HELD depends on it; only later requests are counted
    LATE=
    config "$as_firewall" "" "${1:-}"
    tf_ok apply
    sim_requests_clear
}

for FIRST in true false; do
    ON_DESTROY=restore_defaults
    order="create_before_destroy $FIRST"

    # ---- rules replace a firewall, and a firewall replaces rules ----
    again "$(held 1 lightsail_firewall.it OpenInstancePublicPorts 2)"
    config "" "$as_rules" "$(held 0 lightsail_firewall.it OpenInstancePublicPorts 2)"
    turn "rules are opened, then the firewall is deleted ($order)" "tcp/22:$world tcp/80:$world tcp/9100:10.0.0.0/8"

    config "" "$as_rules" "$(held 1 lightsail_firewall_rule.it PutInstancePublicPorts 1)"
    tf_ok apply
    sim_requests_clear
    config "$as_firewall" "" "$(held 0 lightsail_firewall_rule.it PutInstancePublicPorts 1)"
    turn "a firewall is written, then the rules are deleted ($order)" "$both"
done

again
LATE='depends_on = [terraform_data.awaited]'
config "" "$as_rules" "$(awaited PutInstancePublicPorts 1)"
turn "the firewall is deleted, then rules are opened" "tcp/22:0.0.0.0/0,203.0.113.0/24,::/0 tcp/80:$world tcp/9100:10.0.0.0/8"

ON_DESTROY=close_all
again "$(held 1 lightsail_firewall.it OpenInstancePublicPorts 2)"
config "" "$as_rules" "$(held 0 lightsail_firewall.it OpenInstancePublicPorts 2)"
turn "rules are opened, then a firewall that closes everything is deleted" "$both"

# ---- a port leaves a firewall that stays ----
again
config "rules = [$ssh]
  depends_on    = [terraform_data.awaited]" '9100 "10.0.0.0/8"' "$(awaited GetInstancePortStates 1)"
tf_ok apply
is "$(open_rules)" "$both" "a rule takes over a port from a firewall that is written after it"
again
config "" ""
tf_ok apply

# ---- a source moves from one rule to another ----
config "" '9100 "10.0.0.0/8", "172.16.0.0/12"'
tf_ok apply
sim_requests_clear
LATE='depends_on = [terraform_data.awaited]'
config "" '9100 "10.0.0.0/8"' "$(awaited GetInstancePortStates 1)
resource \"lightsail_firewall_rule\" \"other\" {
  instance_name = lightsail_instance.web.name
  protocol      = \"tcp\"
  from_port     = 9100
  cidrs         = [\"172.16.0.0/12\"]
}"
turn "a rule takes over a source from a rule that drops it later" "tcp/9100:10.0.0.0/8,172.16.0.0/12"
LATE=
tf_ok destroy
world_is_empty "nothing is left"
done_testing
