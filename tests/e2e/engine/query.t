#!/usr/bin/env bash
# query.t — list resources as `terraform query` (1.14) uses them: pages, limits, filters, a client that stops early, and that a listed object equals
# its import. Uses the protocol client, which sees every event and can stop at any time; client_query.t uses a real client.
. "$(dirname "$0")/../../lib/tf.sh"
. "$ROOT/tests/lib/listed.sh"
tf_setup
CLIENT=$BUILD/tests/protocol-client
configured='configure {"poll_interval":"40ms"}'

client() { "$CLIENT" "$PROVIDER" "$configured" "$@" shutdown 2>&1; }
listed() { sed -n 's/^event \(.*\) identity=.*/\1/p' | tr '\n' ' '; }

# ---- pages: 120 instances, 20 on a page ----

sim_start --pending-ms 0 --operation-ms 0 --page-size 20
names=$(printf '"node-%03d",' {1..120})
sim_mutate '{"action":"call","operation":"CreateInstances","input":{"instanceNames":['"${names%,}"'],
    "availabilityZone":"ap-northeast-1a","blueprintId":"ubuntu_22_04","bundleId":"nano_3_0","tags":[{"key":"Role","value":"node"}]}}'
ok $? "120 machines"

sim_metrics_reset
contains "$(client 'list lightsail_instance {}')" "list events=100 status=0" "the default limit is 100"
is "$(sim_metric total)" 5 "which is five pages and no other call"
sim_metrics_reset
out=$(client 'list lightsail_instance {} 7')
contains "$out" "list events=7 status=0" "a limit of 7"
is "$(sim_metric total)" 1 "reads one page"
contains "$out" 'identity={"name":"node-001","region":"ap-northeast-1"}' "an identity with its region"
is "$(grep -c object= <<<"$out")" 0 "no object unless it is requested"
contains "$(client 'list lightsail_instance {} 1000')" "list events=120 status=0" "all objects"
is "$(client 'list lightsail_instance {} 1000' | listed | tr ' ' '\n' | sort -u | grep -c .)" 120 "each once"

sim_metrics_reset
is "$(client 'list lightsail_instance {"name_regex":"^node-11[0-9]$"}' | listed | wc -w)" 10 "by name"
is "$(sim_metric total)" 6 "every page is read"
is "$(client 'list lightsail_instance {"tags":{"Role":"node"}} 500' | listed | wc -w)" 120 "by tags"
is "$(client 'list lightsail_instance {"tags":{"Role":"other"}}' | listed | wc -w)" 0 "by other tags"
sim_mutate '{"action":"stop_instance","name":"node-050"}'
is "$(client 'list lightsail_instance {"state":"stopped"}' | listed)" "node-050 " "by state"
sim_metrics_reset
is "$(client 'list lightsail_firewall_rule {"protocol":"tcp"} 3' | listed)" \
    "node-001: tcp 22 from 0.0.0.0/0, ::/0 node-001: tcp 80 from 0.0.0.0/0, ::/0 node-002: tcp 22 from 0.0.0.0/0, ::/0 " "several objects of one instance"
is "$(sim_metric total)" 1 "of the first page"

# ---- streaming, and a client that stops early ----

sim_fault '{"operation":"GetInstances","kind":"hang","when":"nth=2"}'
sim_metrics_reset
out=$(client 'list lightsail_instance {} 1000 identity 20')
contains "$out" "list events=20 status=1" "the first page arrives while the second one hangs, and the client cancels"
like "$out" 'exit status=0 after_ms=[0-9]{1,4} ' "which ends the call: it does not wait for the page"
like "$(sim_metric GetInstances)" "^[12]$" "no page is requested after that"
sim_faults_clear

sim_fault '{"operation":"GetInstances","kind":"denied","when":"nth=3"}'
out=$(client 'list lightsail_instance {} 1000')
contains "$out" "list events=41 status=0" "two pages, then the error as the last event"
contains "$(sed -n '/^event node-040/,$p' <<<"$out")" "diagnostic severity=1" "the error says what is wrong"
contains "$out" "lightsail:GetInstances" "and names the missing permission"
sim_faults_clear

# ---- invalid requests ----

contains "$(client 'validate list lightsail_instance {"name_regex":"([a"}')" "attribute=name_regex" "an invalid expression is found by the validation"
contains "$(client 'list lightsail_instance {"name_regex":"([a"}')" "attribute=name_regex" "and by the list"
is "$(client 'validate list lightsail_static_ip {"is_attached":true}' | grep -c diagnostic)" 0 "a valid configuration is accepted"
contains "$(client 'list lightsail_unicorn {}')" "This provider cannot list 'lightsail_unicorn'" "an unknown type"
contains "$("$CLIENT" "$PROVIDER" 'list lightsail_instance {}' shutdown)" "The provider is not configured" "before ConfigureProvider"
sim_stop

# ---- a listed object equals its import, for each resource ----

sim_start --pending-ms 0 --operation-ms 0 --page-size 2
listed_config running
tf_ok apply
tf_config imports <<<'provider "lightsail" {}'
for type in instance static_ip key_pair firewall static_ip_attachment firewall_rule; do
    printf 'resource "lightsail_%s" "it" {}\n' "$type" >>"$TF_DIR/main.tf"
done
sed -i 's/"lightsail_instance" "it" {}/"lightsail_instance" "it" {\n  name = "xx"\n  blueprint_id = "x"\n  bundle_id = "x"\n}/
    s/"lightsail_static_ip" "it" {}/"lightsail_static_ip" "it" {\n  name = "xx"\n}/
    s/"lightsail_firewall" "it" {}/"lightsail_firewall" "it" {\n  instance_name = "xx"\n  rules = []\n}/
    s/"lightsail_static_ip_attachment" "it" {}/"lightsail_static_ip_attachment" "it" {\n  static_ip_name = "xx"\n  instance_name = "xx"\n}/
    s/"lightsail_firewall_rule" "it" {}/"lightsail_firewall_rule" "it" {\n  instance_name = "xx"\n  protocol = "tcp"\n  from_port = 1\n}/' "$TF_DIR/main.tf"

# Sorted, without null values, and numbers as texts: the client prints MessagePack, the state is JSON.
plain='walk(if type == "object" then with_entries(select(.value != null)) | to_entries | sort_by(.key) | from_entries
    elif type == "number" then tostring elif type == "array" then sort_by(tostring) else . end)'
same_as_import() { # TYPE IMPORT-ID DISPLAY-NAME [CONFIG]
    local config=${4:-'{}'}
    rm -f "$TF_DIR/terraform.tfstate"
    tf_step import "lightsail_$1.it" "$2"
    step_ok $? "import of $1 $2"
    jq -S "[.resources[].instances[0].attributes][0] | $plain" "$TF_DIR/terraform.tfstate" >"$TEST_DIR/imported"
    client "list lightsail_$1 $config 0 object" | sed -n "s/^event $3 identity=.* object=//p" | head -1 | jq -S "$plain" >"$TEST_DIR/listed"
    is_file "$TEST_DIR/listed" "$TEST_DIR/imported" "the listed $1 equals the imported one"
}
same_as_import instance web-1 web-1
same_as_import instance db-1 db-1 '{"name_regex":"^db"}'
same_as_import static_ip web-ip web-ip '{"is_attached":true}'
same_as_import static_ip spare-ip spare-ip '{"is_attached":false}'
same_as_import static_ip_attachment web-ip web-ip '{"instance_name":"web-1"}'
same_as_import key_pair main-key main-key '{"tags":{"Role":"web"}}'
same_as_import firewall web-1 web-1
same_as_import firewall_rule web-1,udp,51820,51820 "web-1: udp 51820[^{]*" '{"protocol":"udp"}'
is "$(client 'list lightsail_static_ip {"is_attached":false}' | listed)" "spare-ip " "static IPs that cost money because they are not attached"
is "$(client 'list lightsail_static_ip_attachment {}' | listed)" "web-ip " "only attached ones"
is "$(client 'list lightsail_firewall {"tags":{"Role":"web"}}' | listed)" "web-1 " "firewalls by the tags of the instance"
sim_metrics_reset
client 'list lightsail_static_ip {}' >/dev/null
is "$(sim_metric total)" 1 "identities alone need no read of the instances"

tf_dir work
tf_ok destroy
world_is_empty "nothing is left"
# ---- the examples of the documentation ----

for file in "$ROOT"/examples/list-resources/*/*; do
    type=$(basename "$(dirname "$file")")
    name=${file#"$ROOT"/}
    "$TERRAFORM" fmt - <"$file" >"$TEST_DIR/formatted" 2>&1
    is_file "$TEST_DIR/formatted" "$file" "$name: formatted"
    config=$(tf_example_config "$file")
    out=$(client "validate list $type $config")
    contains "$out" "ValidateListResourceConfig status=0" "$name: asked"
    is "$(grep -c '^diagnostic' <<<"$out")" 0 "$name: a good configuration" || diag "$config"$'\n'"$out"
done

done_testing
