#!/usr/bin/env bash
# client_life.t — the oldest and the newest Terraform of tools/clients.sha256, or the one that TERRAFORM names: an environment and one resource of
# each type from creation to destruction, and Ctrl-C during an apply. The other client_*.t test features that only some clients have.
. "$(dirname "$0")/../../lib/client.sh"
. "$(dirname "$0")/../../lib/tf.sh"

everything() {
    tf_config everything <<END
provider "lightsail" { poll_interval = "40ms" }

data "lightsail_bundles" "linux" {}

resource "lightsail_key_pair" "ops" {
  name       = "ops"
  public_key = "$KEY_ONE ops@example"
}

resource "lightsail_instance" "web" {
  name          = provider::lightsail::instance_name("dev", "web", 1)
  blueprint_id  = "ubuntu_22_04"
  bundle_id     = [for bundle in data.lightsail_bundles.linux.bundles : bundle.bundle_id if bundle.bundle_id == "nano_3_0"][0]
  key_pair_name = lightsail_key_pair.ops.name
  tags          = { Role = "web" }
}

resource "lightsail_instance" "db" {
  name         = "dev-db-1"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}

resource "lightsail_static_ip" "web" {
  name = "web-ip"
}

resource "lightsail_static_ip_attachment" "web" {
  static_ip_name = lightsail_static_ip.web.name
  instance_name  = lightsail_instance.web.name
}

resource "lightsail_firewall" "web" {
  instance_name = lightsail_instance.web.name
  rules         = [{ protocol = "tcp", from_port = 22, cidrs = ["10.0.0.0/8"] }]
}

resource "lightsail_firewall_rule" "db" {
  instance_name = lightsail_instance.db.name
  protocol      = "tcp"
  from_port     = 5432
}

resource "lightsail_ansible_inventory" "all" {
  path  = "$TEST_DIR/inventory.json"
  hosts = { (lightsail_instance.web.name) = { ansible_host = lightsail_static_ip.web.ip_address } }
}
END
}

life() { # "PRODUCT VERSION" PROGRAM
    diag "$1"
    export TERRAFORM=$2
    tf_setup
    tf_use_mirror
    sim_start --pending-ms 100 --operation-ms 20
    tf_environment dev
    tf_ok init
    tf_ok plan -out=made.tfplan
    tf_step apply made.tfplan
    step_ok $? "$1: the dev environment is applied as planned"
    is "$(world_instance_names | tr '\n' ' ')" "dev-collector-1 dev-monitor " "$1: its instances exist"
    tf_plan_is_empty "$1: the plan of the dev environment is empty"
    tf_ok destroy
    world_is_empty "$1: the dev environment is destroyed"

    tf_override "$PROVIDER"
    everything
    tf_ok apply
    is "$(tf_state_list | grep -v '^data' | cut -d . -f 1 | sort -u | wc -l)" 7 "$1: one of each type"
    tf_plan_is_empty "$1: the plan of one of each type is empty"
    tf_ok destroy
    world_is_empty "$1: one of each type is destroyed"

    sim_stop
    sim_start --pending-ms 600000 --operation-ms 20
    everything
    tf_interrupt has_both apply -auto-approve
    isnt "$?" 0 "$1: Ctrl-C ends the apply"
    tf_said "Apply again to continue." "$1: the provider is stopped, and the error says what to do"
    is "$(tf_state_list | grep -c '^lightsail_instance')" 2 "$1: what Lightsail accepted is in the state"
    sim_advance 600000
    tf_ok apply
    tf_plan_is_empty "$1: the next apply continues"
    sim_stop
}
has_both() { world_has_instances 2; }

if [ -n "${TERRAFORM:-}" ]; then
    is=$(client_is "$TERRAFORM") || skip_all "$TERRAFORM is neither a Terraform nor an OpenTofu"
    life "$is" "$TERRAFORM"
else
    for end in oldest newest; do
        program=$(client_pinned "$end") && life "$(client_is "$program")" "$program" || skip 1 "$program"
    done
fi
done_testing
