#!/usr/bin/env bash
# new_address.t — a resource gets another address in Terraform without a moved block, and Terraform creates the new one before it destroys the old
# one, which is the same object: at the end the object is as the configuration says. Knows how to make Terraform use that order.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
sim_start --pending-ms 0
tf_shared_provider

made=$TEST_DIR/made
cat >"$TEST_DIR/await" <<END
#!/bin/sh
for tries in \$(seq 5000); do
    [ "\$(cat $made-* 2>/dev/null | wc -l)" -lt \$1 ] || exit 0
    sleep 0.02
done
echo "\$1 were not created" >&2
exit 1
END
chmod +x "$TEST_DIR/await"

# config OLD NEW ADDRESS: the number of resources under each address; more arguments of the static IP.
config() {
    rm -f "$made"-*
    tf_config <<END
resource "lightsail_instance" "web" {
  name         = "web"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}
resource "lightsail_static_ip" "ip" {
  name = "ip"
  ${3:-}
}
$(both old "$1")
$(both new "$2")
# Destroyed before the old ones, on which it depended, and after the new ones exist.
resource "terraform_data" "held" {
  count      = $1
  depends_on = [lightsail_static_ip_attachment.old, lightsail_ansible_inventory.old]
  provisioner "local-exec" {
    when    = destroy
    command = "$TEST_DIR/await ${awaited:-2}"
  }
}
END
}
both() { # ADDRESS COUNT
    cat <<END
resource "lightsail_static_ip_attachment" "$1" {
  count          = $2
  static_ip_name = "ip"
  instance_name  = lightsail_instance.web.name
  depends_on     = [lightsail_static_ip.ip]
  provisioner "local-exec" {
    command = "echo >$made-attachment"
  }
}
resource "lightsail_ansible_inventory" "$1" {
  count = $2
  path  = "$TEST_DIR/hosts.json"
  hosts = { web = { ansible_host = "203.0.113.7" } }
  provisioner "local-exec" {
    command = "echo >$made-inventory"
  }
}
END
}
attached_to() { sim_state '.regions[].static_ips.ip | .attachedTo // "-"'; }

config 1 0
tf_ok apply
config 0 1
sim_metrics_reset
tf_ok apply
is "$(attached_to) $(world_changes)" "web " "a static IP is not detached from the instance that it should have"
ok "$([ -s "$TEST_DIR/hosts.json" ]; echo $?)" "the inventory is not deleted"
tf_plan_is_empty "nothing is left to do"

config 1 0
tf_ok apply
awaited=0
config 0 0 'instance_name = lightsail_instance.web.name'
tf_ok apply
is "$(attached_to)" web "an attachment that becomes an argument of the static IP is kept"
tf_plan_is_empty "then the plan is empty"
ok "$([ ! -e "$TEST_DIR/hosts.json" ]; echo $?)" "an inventory that is removed from the configuration is deleted"

tf_ok destroy
world_is_empty "nothing is left behind"
done_testing
