#!/usr/bin/env bash
# client_query.t — `terraform query` with a real client that has it: filters, limits, `-json`, and the configuration that it generates for all list
# types, which imports without a change. query.t tests pages, all filters and lists that fail.
. "$(dirname "$0")/../../lib/client.sh"
client_for "list resources"
. "$(dirname "$0")/../../lib/tf.sh"
. "$ROOT/tests/lib/listed.sh"
tf_setup

# Writes the lists from standard input, each for this provider, into the folder "query".
lists() {
    tf_config query <<<'provider "lightsail" { poll_interval = "40ms" }'
    sed 's/^list .*{$/&\n  provider = lightsail/' >"$TF_DIR/found.tfquery.hcl"
}
# The results of a query: "address name" lines, sorted.
found() {
    tf_step query -json || diag "$(cat "$TEST_DIR/step")"
    jq -r 'select(.type == "list_resource_found") | .list_resource_found | .address + " " + .display_name' "$TEST_DIR/step" 2>/dev/null | sort
}

sim_start --pending-ms 0 --operation-ms 0 --page-size 2
listed_config stopped
tf_ok apply

# ---- filters ----

lists <<'END'
list "lightsail_instance" "tagged" {
  config {
    tags  = { Role = "web" }
    state = "running"
  }
}
list "lightsail_instance" "stopped" {
  config {
    state = "stopped"
  }
}
list "lightsail_static_ip" "unused" {
  config {
    is_attached = false
  }
}
list "lightsail_static_ip_attachment" "web" {
  config {
    instance_name = "web-1"
  }
}
list "lightsail_key_pair" "main" {
  config {
    name_regex = "^main-"
  }
}
list "lightsail_firewall" "none" {
  config {
    name_regex = "^nobody"
  }
}
list "lightsail_firewall_rule" "udp" {
  config {
    protocol = "udp"
  }
}
END
is "$(found)" "list.lightsail_firewall_rule.udp web-1: udp 51820 from 0.0.0.0/0, ::/0
list.lightsail_instance.stopped db-1
list.lightsail_instance.tagged web-1
list.lightsail_key_pair.main main-key
list.lightsail_static_ip.unused spare-ip
list.lightsail_static_ip_attachment.web web-ip" "each list has what its filter lets through"
tf_ok query -no-color
like "$(cat "$TEST_DIR/step")" 'list\.lightsail_instance\.tagged +name=web-1,region=ap-northeast-1 +web-1' "the output for people: address, identity, name"

lists <<'END'
list "lightsail_instance" "one" {
  limit            = 1
  include_resource = true
}
END
sim_metrics_reset
like "$(found)" "^list.lightsail_instance.one (db|web)-1$" "a limit of one"
is "$(sim_metric GetInstances)" 1 "reads one page"
is "$(jq -r 'select(.type == "list_resource_found") | .list_resource_found | [.identity.name == .resource_object.name, .resource_object.bundle_id] | join(" ")' "$TEST_DIR/step")" \
    "true nano_3_0" "with the whole object when include_resource is set"

lists <<'END'
list "lightsail_instance" "bad" {
  config {
    name_regex = "([a"
  }
}
END
tf_fails query -no-color
like "$(step_text)" 'in list "lightsail_instance" "bad".*name_regex is "\(\[a"; it must be' "an invalid filter is shown with its list"
sim_fault '{"operation":"GetStaticIps","kind":"denied","when":"every=1"}'
lists <<<'list "lightsail_static_ip" "all" {
}'
tf_fails query -no-color
tf_said "lightsail:GetStaticIps" "a missing permission is named"
sim_faults_clear

# ---- configuration for all objects ----

# The plan of the generated configuration imports COUNT objects and changes nothing; the apply and the next plan change nothing either.
imports_cleanly() { # COUNT
    rm "$TF_DIR/found.tfquery.hcl"
    tf_step plan -out=imports.tfplan
    tf_said "Plan: $1 to import, 0 to add, 0 to change, 0 to destroy." "the generated configuration imports $1 without a change"
    calls=$(sim_http GET /_sim/metrics | jq -cS .calls)
    sim_metrics_reset
    tf_step apply imports.tfplan
    step_ok $? "and is applied"
    is "$(world_changes)" "" "without a change"
    tf_plan_is_empty "and the next plan is empty"
}

lists <<'END'
list "lightsail_instance" "all" {
}
list "lightsail_static_ip" "all" {
}
list "lightsail_static_ip_attachment" "all" {
}
list "lightsail_key_pair" "all" {
}
list "lightsail_firewall" "all" {
}
list "lightsail_firewall_rule" "all" {
}
END
tf_ok query -no-color -generate-config-out=generated.tf
"$TERRAFORM" fmt -check "$TF_DIR/generated.tf" >"$TEST_DIR/step" 2>&1
step_ok $? "the generated configuration is formatted"
is "$(grep -c '^import {$' "$TF_DIR/generated.tf")" 12 "two instances, two static IPs, an attachment, a key pair, two firewalls, four rules"
unlike "$(cat "$TF_DIR/generated.tf")" "arn:" "no ARN, which would change when the instance is recreated"
imports_cleanly 12
tf_dir work
tf_ok destroy
world_is_empty "nothing is left"
sim_stop

# ---- many ----

sim_start --pending-ms 0 --operation-ms 0 --page-size 100
sim_mutate '{"action":"call","operation":"CreateInstances","input":{"instanceNames":['"$(seq -f '"node-%03g"' -s , 300)"'],
    "availabilityZone":"ap-northeast-1a","blueprintId":"ubuntu_22_04","bundleId":"nano_3_0","tags":[{"key":"Role","value":"node"}]}}'
lists <<'END'
list "lightsail_instance" "node" {
  limit = 1000

  config {
    name_regex = "^node-"
  }
}
END
rm -f "$TF_DIR/terraform.tfstate" "$TF_DIR/generated.tf"
sim_metrics_reset
tf_ok query -no-color -generate-config-out=many.tf
is "$(sim_http GET /_sim/metrics | jq -cS .calls)" '{"GetBundles":1,"GetInstances":3}' "300 instances are three pages and one read of the catalogue"
sim_metrics_reset
imports_cleanly 300
# Until the number of objects is known, some are read by name.
like "$calls" '^\{"GetBundles":1,"GetInstance":([1-9]|10),"GetInstances":3\}$' "the plan that imports them needs few calls, too"
done_testing
