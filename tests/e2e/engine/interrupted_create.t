#!/usr/bin/env bash
# interrupted_create.t — changes that Lightsail accepted and the provider could not read afterwards are in the state, so that ports are closed and
# static IPs detached when the configuration does not have them any more.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
sim_start --pending-ms 0

config() { # RESOURCE
    tf_config <<END
resource "lightsail_instance" "web" {
  name         = "web"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}
resource "lightsail_static_ip" "ip" {
  name = "ip"
}
$1
END
}
udp_ports() { world_instance web -c '[.networking.ports[] | select(.protocol == "udp") | .fromPort]'; }
attached_to() { sim_state '.regions[].static_ips.ip | .attachedTo // "-"'; }

config ""
tf_ok apply

config 'resource "lightsail_firewall_rule" "vpn" {
  instance_name = lightsail_instance.web.name
  protocol      = "udp"
  from_port     = 51820
}'
sim_fault '{"operation":"GetInstancePortStates","kind":"denied","when":"nth=2"}'
tf_fails apply
is "$(udp_ports) $(tf_state_list | grep -c firewall_rule)" "[51820] 1" "an opened port is in the state"
config ""
tf_ok apply
is "$(udp_ports)" "[]" "and is closed when the configuration does not have it any more"

rule() { # SOURCE
    config "resource \"lightsail_firewall_rule\" \"vpn\" {
  instance_name = lightsail_instance.web.name
  protocol      = \"udp\"
  from_port     = 51820
  cidrs         = [\"$1\"]
}"
}
sources() { world_instance web -r '[.networking.ports[] | select(.protocol == "udp") | .cidrs[]] | join(" ")'; }
for operation in GetInstancePortStates:2 CloseInstancePublicPorts:1; do
    rule 10.0.0.0/24
    tf_ok apply
    rule 10.9.9.0/24
    sim_fault "{\"operation\":\"${operation%:*}\",\"kind\":\"denied\",\"when\":\"nth=${operation#*:}\"}"
    tf_fails apply
    contains "$(sources)" 10.9.9.0/24 "an address was opened, and then ${operation%:*} failed"
    rule 10.0.0.0/24
    tf_ok apply
    is "$(sources)" 10.0.0.0/24 "it is closed when the configuration does not have it any more"
    tf_plan_is_empty "and the plan is empty"
done

config 'resource "lightsail_static_ip_attachment" "tie" {
  static_ip_name = lightsail_static_ip.ip.name
  instance_name  = lightsail_instance.web.name
}'
sim_fault '{"operation":"GetStaticIp","kind":"denied","when":"nth=3"}'
tf_fails apply
is "$(attached_to) $(tf_state_list | grep -c attachment)" "web 1" "an attached static IP is in the state"
config ""
tf_ok apply
is "$(attached_to)" "-" "and is detached when the configuration does not have it any more"

tf_ok destroy
world_is_empty "nothing is left behind"
done_testing
