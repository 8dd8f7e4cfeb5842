#!/usr/bin/env bash
# Some resources of each kind (VALGRIND_COUNT; ten in `make test-all`) in one provider process under valgrind: no error and no definite leak. The
# process is in debug mode: Terraform kills a provider that needs more than two seconds to end, and valgrind's leak check takes longer.
. "$(dirname "$0")/../../lib/tf.sh"
command -v valgrind >/dev/null || skip_all "valgrind is not installed"
tf_setup
export LIGHTSAIL_FREE_ALL=1
COUNT=${VALGRIND_COUNT:-3}
sim_start

log=$TEST_DIR/valgrind.log
valgrind --leak-check=full --errors-for-leak-kinds=definite --error-exitcode=77 --log-file="$log" "$PROVIDER" -debug \
    >"$TEST_DIR/reattach" 2>"$TEST_DIR/provider.log" </dev/null &
provider_pid=$!
is_there() { grep -q "TF_REATTACH_PROVIDERS='.*'" "$TEST_DIR/reattach" || ! kill -0 "$provider_pid" 2>/dev/null; }
wait_until 60 is_there
TF_REATTACH_PROVIDERS=$(sed -n "s/.*TF_REATTACH_PROVIDERS='\(.*\)'.*/\1/p" "$TEST_DIR/reattach")
export TF_REATTACH_PROVIDERS

tf_config <<END
variable "round" {
  default = 1
}

resource "lightsail_key_pair" "ten" {
  count = $COUNT
  name  = "key-\${count.index}"
}

resource "lightsail_instance" "ten" {
  count         = $COUNT
  name          = "ten-\${count.index}"
  blueprint_id  = "ubuntu_22_04"
  bundle_id     = "nano_3_0"
  key_pair_name = lightsail_key_pair.ten[count.index].name
  tags          = { Number = count.index, Round = var.round }
}

resource "lightsail_instance" "other" {
  count        = $COUNT
  name         = "other-\${count.index}"
  blueprint_id = "debian_12"
  bundle_id    = "nano_3_0"

  add_on {
    type          = "AutoSnapshot"
    snapshot_time = "1\${var.round}:00"
    status        = "Enabled"
  }
}

resource "lightsail_static_ip" "ten" {
  count        = $COUNT
  name         = "ten-\${count.index}-ip"
  instance_arn = lightsail_instance.ten[count.index].arn
}

resource "lightsail_static_ip" "other" {
  count = $COUNT
  name  = "other-\${count.index}-ip"
}

resource "lightsail_static_ip_attachment" "ten" {
  count          = $COUNT
  static_ip_name = lightsail_static_ip.other[count.index].name
  instance_name  = lightsail_instance.other[count.index].name
}

resource "lightsail_firewall" "ten" {
  count        = $COUNT
  instance_arn = lightsail_instance.ten[count.index].arn
  rules = [
    { protocol = "tcp", from_port = 22, to_port = 22, cidrs = ["203.0.113.0/24", "198.51.100.7"] },
    { protocol = "icmp", from_port = 8, to_port = -1 },
    { protocol = "tcp", from_port = 9000 + var.round },
  ]
}

resource "lightsail_firewall_rule" "ten" {
  count         = $COUNT
  instance_name = lightsail_instance.other[count.index].name
  protocol      = "udp"
  from_port     = 51820
  to_port       = 51820
}

resource "lightsail_ansible_inventory" "ten" {
  count = $COUNT
  path  = "$TEST_DIR/inventory-\${count.index}.json"
  hosts = {
    (lightsail_instance.ten[count.index].name) = {
      ansible_host = lightsail_static_ip.ten[count.index].ip_address
      groups       = ["nodes"]
      vars         = { round = var.round }
    }
  }
}

data "lightsail_bundles" "all" {}
data "lightsail_blueprints" "all" {}
data "lightsail_availability_zones" "all" {}

data "lightsail_instance" "first" {
  name = lightsail_instance.ten[0].name
}

data "lightsail_instances" "all" {
  name_regex = "^ten-"
  depends_on = [lightsail_instance.ten]
}
END
tf_ok apply
tf_ok apply -var round=2 -replace='lightsail_instance.ten[0]'
tf_ok destroy
world_is_empty "the simulator is empty"

kill -INT "$provider_pid"
wait "$provider_pid"
is $? 0 "the provider ends with success, without an error or a definite leak" ||
    diag "$(sed -n '/Invalid\|Conditional\|definitely lost\|uninitialised/,/^==[0-9]*== $/p' "$log" | head -60)"
like "$(tail -n 1 "$log")" 'ERROR SUMMARY: 0 errors' "valgrind reports no error"
done_testing
