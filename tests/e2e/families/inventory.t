#!/usr/bin/env bash
# inventory.t — the Ansible inventory: its form, drift by hand edits, import, permissions, and that a file of another program is not changed.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
tf_dir work

file=$TF_DIR/ansible/inventory/dev_lightsail_hosts.json
config() { # HOSTS [MORE]
    tf_config <<END
provider "lightsail" {
  endpoint = "http://127.0.0.1:1"
}
resource "lightsail_ansible_inventory" "this" {
  path  = "ansible/inventory/dev_lightsail_hosts.json"
  hosts = { $1 }
  ${2:-}
}
END
}
monitor='dev-monitor = { ansible_host = "203.0.113.2", ansible_user = "ubuntu", groups = ["monitor"] }'
collector='dev-collector-1 = { ansible_host = "203.0.113.3", ansible_port = 2222, groups = ["data_collectors", "dev"], vars = { exchange = "gateio", tier = "1" } }'

config "$monitor, $collector"
tf_ok apply
cat >"$TEST_DIR/wanted" <<'END'
{
  "all": {
    "children": {
      "data_collectors": {
        "hosts": {
          "dev-collector-1": {}
        }
      },
      "dev": {
        "hosts": {
          "dev-collector-1": {}
        }
      },
      "monitor": {
        "hosts": {
          "dev-monitor": {}
        }
      }
    },
    "hosts": {
      "dev-collector-1": {
        "ansible_host": "203.0.113.3",
        "ansible_port": 2222,
        "exchange": "gateio",
        "tier": "1"
      },
      "dev-monitor": {
        "ansible_host": "203.0.113.2",
        "ansible_user": "ubuntu"
      }
    }
  }
}
END
is_file "$file" "$TEST_DIR/wanted" "the file is written, and its folders are created"
tf_config home <<'END'
provider "lightsail" {
  endpoint = "http://127.0.0.1:1"
}
resource "lightsail_ansible_inventory" "this" {
  path  = "~/inventory/hosts.json"
  hosts = {}
}
END
tf_ok apply
ok "$([ -f "$HOME/inventory/hosts.json" ] && [ ! -e "$TF_DIR/~" ]; echo $?)" "a tilde is the home folder"
tf_plan_is_empty "the file is read there again"
tf_ok destroy
ok "$([ ! -e "$HOME/inventory/hosts.json" ]; echo $?)" "the file is removed from there"
tf_dir work
is "$(stat -c %a "$file")" 644 "every user may read it"
is "$(ls -A "$(dirname "$file")")" dev_lightsail_hosts.json "no other file is left in the folder"
if command -v ansible-inventory >/dev/null; then
    is "$(ansible-inventory -i "$file" --host dev-collector-1 | jq -c .)" \
        '{"ansible_host":"203.0.113.3","ansible_port":2222,"exchange":"gateio","tier":"1"}' "Ansible accepts it"
else
    skip 1 "ansible-inventory is not installed"
fi
tf_plan_is_empty "the plan is empty, and no request was sent"
config "$collector, $monitor"
tf_plan_is_empty "the order of the hosts does not matter"

printf '\n' >>"$file"
tf_plan_is "an edit is detected" "update lightsail_ansible_inventory.this"
tf_ok apply
is_file "$file" "$TEST_DIR/wanted" "an edit is undone"
rm "$file"
tf_plan_is "a missing file is detected" "create lightsail_ansible_inventory.this"
tf_ok apply
is_file "$file" "$TEST_DIR/wanted" "a missing file is written again"
chmod 600 "$file"
tf_plan_is "another permission is detected" "update lightsail_ansible_inventory.this"
tf_ok apply
is "$(stat -c %a "$file")" 644 "and undone"

config "$monitor" 'file_permission = "0600"'
tf_ok apply
is "$(stat -c %a "$file") $(jq -c '.all.hosts | keys' "$file")" '600 ["dev-monitor"]' "hosts and permission change in place"
tf_plan_is_empty "the plan is empty after the change"

tf state rm lightsail_ansible_inventory.this >/dev/null
tf_ok import lightsail_ansible_inventory.this ansible/inventory/dev_lightsail_hosts.json
tf_plan_is_empty "after an import the plan is empty"

config 'web = { ansible_host = "a", vars = { ansible_port = "22" }, groups = ["all"] }'
tf_fails plan
tf_said "set ansible_port next to vars" "a variable with an attribute of its own is refused"
tf_said "itself; remove it" "a group that Ansible defines itself is refused"

config 'web = null, other = { ansible_host = "192.0.2.9", vars = { gone = null } }'
tf_ok apply
is "$(jq -c .all.hosts "$file")" '{"other":{"ansible_host":"192.0.2.9"}}' "a host or a variable that is null is left out"
tf_plan_is_empty "and the plan is empty"

config "$monitor"
tf_ok destroy
ok $((1 - $([ -e "$file" ]; echo $?))) "destroy removes the file"
ok "$([ -d "$(dirname "$file")" ]; echo $?)" "and keeps the folder"

printf '[all]\nmine ansible_host=192.0.2.1\n' >"$file"
tf_fails apply
tf_said "it was not changed" "a file that Terraform did not write is not overwritten"
is "$(head -n 1 "$file")" "[all]" "the file still exists"
done_testing
