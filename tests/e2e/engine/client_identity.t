#!/usr/bin/env bash
# client_identity.t — import blocks with an identity, with a real client that supports them: each type, without a change, and identities that are
# refused. identity.t has the other tests of identities.
. "$(dirname "$0")/../../lib/client.sh"
client_for "import by identity"
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
sim_start --pending-ms 0 --operation-ms 0

resources() {
    cat <<END
provider "lightsail" { poll_interval = "40ms" }

resource "lightsail_instance" "it" {
  name         = "web-1"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}

resource "lightsail_instance" "db" {
  name         = "db-1"
  region       = "eu-west-1"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}

resource "lightsail_static_ip" "it" {
  name = "web-ip"
}

resource "lightsail_static_ip_attachment" "it" {
  static_ip_name = lightsail_static_ip.it.name
  instance_name  = lightsail_instance.it.name
}

resource "lightsail_firewall" "it" {
  instance_name = lightsail_instance.it.name
  rules         = [{ protocol = "tcp", from_port = 22 }]
}

resource "lightsail_firewall_rule" "it" {
  instance_name = lightsail_instance.db.name
  region        = "eu-west-1"
  protocol      = "icmp"
  from_port     = 8
  to_port       = -1
}

resource "lightsail_key_pair" "it" {
  name = "ops"
}

resource "lightsail_ansible_inventory" "it" {
  path  = "$TEST_DIR/inventory.json"
  hosts = { web = { ansible_host = "192.0.2.1" } }
}
END
}
import() { # ADDRESS ATTRIBUTE=VALUE…
    printf 'import {\n  to = lightsail_%s\n  identity = {\n' "$1"
    printf '    %s\n' "${@:2}"
    printf '  }\n}\n'
}

tf_config < <(resources)
tf_ok apply
tf_state_list >"$TEST_DIR/made"
before=$(tf show -json | jq -S '[.values.root_module.resources[] | {address, identity}]')
rm "$TF_DIR/terraform.tfstate"
tf_config < <(
    resources
    import instance.it 'name = "web-1"'
    import instance.db 'name = "db-1"' 'region = "eu-west-1"'
    import static_ip.it 'name = "web-ip"'
    import static_ip_attachment.it 'static_ip_name = "web-ip"'
    import firewall.it 'instance_name = "web-1"' 'region = "ap-northeast-1"'
    import firewall_rule.it 'instance_name = "db-1"' 'protocol = "icmp"' 'from_port = 8' 'to_port = -1' 'region = "eu-west-1"'
    import key_pair.it 'name = "ops"'
    import ansible_inventory.it "path = \"$TEST_DIR/inventory.json\""
)
tf_step plan -out=imports.tfplan
tf_said "Plan: 8 to import, 0 to add, 0 to change, 0 to destroy." "each type is imported by its identity, without a change"
sim_metrics_reset
tf_step apply imports.tfplan
step_ok $? "the imports are applied"
is "$(world_changes)" "" "and change nothing"
tf_state_list >"$TEST_DIR/imported"
is_file "$TEST_DIR/imported" "$TEST_DIR/made" "the state has the objects"
is "$(tf show -json | jq -S '[.values.root_module.resources[] | {address, identity}]')" "$before" "with the identities that a creation stores"
tf_plan_is_empty "nothing is left to do"

tf_config refused < <(
    echo 'resource "lightsail_instance" "it" {
  name         = "web-1"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}'
    import instance.it 'region = "ap-northeast-1"'
)
tf_fails plan
like "$(step_text)" '"name"|'"'name'" "an identity without a name is refused, and the error names the attribute"
tf_dir work
tf_ok destroy
world_is_empty "nothing is left"
done_testing
