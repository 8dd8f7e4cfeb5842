#!/usr/bin/env bash
# lost_state.t — objects that an apply created and that are not in the state: the next apply converges by itself where the object cannot belong to
# another user, otherwise its error has the import block. The test removes an object from the state to get this case.
. "$(dirname "$0")/../../lib/tf.sh"
. "$(dirname "$0")/../../lib/import_blocks.sh"
tf_setup
sim_start --pending-ms 20 --operation-ms 10

config() { # REGION: one of each type, in that region
    tf_config <<END
provider "lightsail" {
  region        = "ap-northeast-1"
  poll_interval = "40ms"
}
resource "lightsail_instance" "it" {
  for_each          = toset(["plain", "it's \"odd\""])
  name              = each.key == "plain" ? "web-1" : "web-2"
  region            = "$1"
  blueprint_id      = "ubuntu_22_04"
  bundle_id         = "nano_3_0"
  user_data         = "#!/bin/sh"
  tags              = { role = "web" }
}
resource "lightsail_static_ip" "it" {
  name   = "ip-1"
  region = "$1"
}
resource "lightsail_key_pair" "given" {
  name       = "given"
  region     = "$1"
  public_key = "$KEY_ONE"
}
resource "lightsail_key_pair" "made" {
  name   = "made"
  region = "$1"
}
resource "lightsail_static_ip_attachment" "it" {
  static_ip_name = lightsail_static_ip.it.name
  instance_name  = lightsail_instance.it["plain"].name
  region         = "$1"
}
resource "lightsail_firewall" "it" {
  instance_arn = lightsail_instance.it["plain"].arn
  region       = "$1"
  rules        = [{ protocol = "tcp", from_port = 22 }]
}
resource "lightsail_firewall_rule" "it" {
  instance_name = lightsail_instance.it["it's \"odd\""].name
  region        = "$1"
  protocol      = "udp"
  from_port     = 51820
}
END
}

forget() { "$TERRAFORM" -chdir="$TF_DIR" state rm "$1" >"$TEST_DIR/step" 2>&1; }

for region in ap-northeast-1 eu-west-1; do
    config "$region"
    tf_ok apply
    sim_requests_clear

    # ---- objects that do not conflict ----
    for address in lightsail_static_ip_attachment.it lightsail_firewall.it lightsail_firewall_rule.it; do
        forget "$address"
        runs "$region: the next apply takes over $address as it is" tf_step apply
    done

    # ---- objects that may belong to another user ----
    for address in 'lightsail_instance.it["plain"]' lightsail_static_ip.it lightsail_key_pair.given; do
        forget "$address"
        tf_fails apply
        tf_said "an interrupted apply may have left it" "$region: the error for $address says where the object may come from"
        like "$(cat "$TEST_DIR/step")" 'on main.tf line [0-9]+, in resource "lightsail_[^:]*:[[:space:]]+[0-9]+: +name +=' "$region: $address: the error points at the name"
        runs "$region: the import block of the error imports $address" orphans_adopt
        tf_plan_is_empty "$region: $address has no change"
    done
    forget lightsail_key_pair.made
    tf_fails apply
    tf_said "aws lightsail delete-key-pair --region $region --key-pair-name made" "$region: a key pair whose private key is lost cannot be imported"

    # ---- all at once ----
    forget 'lightsail_instance.it["plain"]'
    forget 'lightsail_instance.it["it'"'"'s \"odd\""]'
    forget lightsail_static_ip.it
    forget lightsail_static_ip_attachment.it
    forget lightsail_firewall_rule.it
    sed -i '/"made" {/,/^}/d' "$TF_DIR/main.tf"
    tf_fails apply
    runs "$region: the import blocks of all errors together" orphans_adopt
    tf_plan_is_empty "$region: everything is in the state again"
    is "$(sim_requests '' '.[] | select(.operation | test("^(Delete|Release|Detach)")) | .operation')" "" "$region: no object was replaced"
    config "$region"
    sed -i '/"made" {/,/^}/d' "$TF_DIR/main.tf"
    tf_ok destroy
done

# ---- with create_before_destroy the old object still has the name ----

before_destroy() { # SCRIPT
    tf_config first <<END
provider "lightsail" {
  poll_interval = "40ms"
}
resource "lightsail_instance" "it" {
  name         = "first-1"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
  user_data    = "$1"
  lifecycle {
    create_before_destroy = true
  }
}
resource "lightsail_key_pair" "it" {
  name = "first-key"
  lifecycle {
    create_before_destroy = true
  }
}
END
}
before_destroy "#!/bin/sh"
tf_ok apply
before_destroy "#!/bin/bash"
tf_ok plan
tf_said "With create_before_destroy the new one needs another name, because the old one still has this one" "the plan says what a replacement needs"
tf_fails apply
tf_said "If this replaces a resource with create_before_destroy, the old one still has the name: give the new one another name, or remove create_before_destroy" \
    "the error says what to do"
before_destroy "#!/bin/sh"
tf_fails apply -replace=lightsail_key_pair.it
tf_said "the old one still has the name: use name_prefix instead" "also where there is a prefix"
tf_ok destroy
done_testing
