#!/usr/bin/env bash
# plan_checks.t — errors that are reported before anything is deleted: required arguments that are null, names that are taken, and references of a
# replaced resource that do not exist. Also the calls that these checks need, and that they do not refuse valid plans.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
sim_start --pending-ms 0 --operation-ms 0
tf_shared_provider

# A test: the plan is refused at this attribute of this resource, with this text.
refused() { # NAME ADDRESS ATTRIBUTE TEXT [OPTION…]
    local found
    "$TERRAFORM" -chdir="$TF_DIR" plan -json "${@:5}" >"$TEST_DIR/step" 2>&1 </dev/null
    found=$(jq -r 'select(.diagnostic.severity == "error") | .diagnostic |
        "\(.address) \(.snippet.code // "" | sub(" *[={].*"; "") | sub("^ *"; "")): \(.detail)"' "$TEST_DIR/step")
    contains "$(grep -E "^${2//[/\\[}[^ ]* $3: " <<<"$found")" "$4" "$1, at $2, $3" || diag "$(cat "$TEST_DIR/step")"
}
# A test: the plan succeeds, with this number of warnings with this text.
warned() { # COUNT NAME TEXT [OPTION…]
    "$TERRAFORM" -chdir="$TF_DIR" plan -json "${@:4}" >"$TEST_DIR/step" 2>&1 </dev/null
    step_ok $? "$2"
    is "$(jq -r --arg text "$3" 'select(.diagnostic.severity == "warning") | .diagnostic.detail | select(contains($text))' \
        "$TEST_DIR/step" | grep -c .)" "$1" "$2: warned $1 times" || diag "$(cat "$TEST_DIR/step")"
}
# The arguments with an error of validate, "address argument".
invalid() {
    "$TERRAFORM" -chdir="$TF_DIR" validate -json |
        jq -r '.diagnostics[] | select(.summary | IN("Missing required argument", "Missing argument")) | "\(.snippet.context) \(.detail)"' |
        sed -E 's/^(data |resource )"([a-z_]+)" "([a-z]+)"/\1\2.\3/; s/^resource //' |
        sed -E 's/ The argument ([a-z_]+) is required, but it is null here.*/ \1/; s/ Set .([a-z_]+). or .*/ \1/' | sort
}

# ---- required, and null ----------------------------------------------------------------------------------------------

tf_config <<'END_OF_CONFIG'
locals { nothing = null }
resource "lightsail_instance" "it" {
  name         = local.nothing
  blueprint_id = local.nothing
  bundle_id    = local.nothing
  add_on {
    type          = "AutoSnapshot"
    snapshot_time = local.nothing
    status        = "Enabled"
  }
}
resource "lightsail_static_ip" "it" { name = local.nothing }
resource "lightsail_static_ip_attachment" "it" {
  static_ip_name = local.nothing
  instance_name  = local.nothing
}
resource "lightsail_firewall" "none" {
  instance_name = "web"
  rules         = local.nothing
}
resource "lightsail_firewall" "one" {
  instance_name = "web"
  rules         = [{ protocol = local.nothing, from_port = 22 }]
}
resource "lightsail_firewall_rule" "it" {
  instance_name = "web"
  protocol      = local.nothing
}
resource "lightsail_ansible_inventory" "it" {
  path  = local.nothing
  hosts = local.nothing
}
resource "lightsail_ansible_inventory" "host" {
  path  = "/tmp/never"
  hosts = { web = { ansible_host = local.nothing } }
}
data "lightsail_instance" "it" { name = local.nothing }
END_OF_CONFIG
invalid >"$TEST_DIR/found"
for wanted in "data lightsail_instance.it name" "lightsail_ansible_inventory.it hosts" "lightsail_ansible_inventory.it path" \
    "lightsail_firewall.none rules" "lightsail_firewall.one protocol" "lightsail_firewall_rule.it protocol" "lightsail_instance.it blueprint_id" \
    "lightsail_instance.it bundle_id" "lightsail_instance.it name" "lightsail_instance.it snapshot_time" "lightsail_static_ip.it name" \
    "lightsail_static_ip_attachment.it instance_name" "lightsail_static_ip_attachment.it static_ip_name"; do
    grep -qxF "$wanted" "$TEST_DIR/found"
    ok $? "a null is an error of validate: $wanted" || diag "$(cat "$TEST_DIR/found")"
done

tf_config <<'END_OF_CONFIG'
resource "terraform_data" "late" { input = { path = null, instance = null } }
resource "lightsail_static_ip" "it" {
  name          = "it"
  instance_name = terraform_data.late.output.instance
}
resource "lightsail_ansible_inventory" "it" {
  path  = terraform_data.late.output.path
  hosts = {}
}
END_OF_CONFIG
tf_ok plan
tf_fails apply
tf_said 'The argument path is required, but it is null here' "a null that is known only in the apply is an error there"
is "$(world_static_ip_names)" it "optional arguments may be null"
tf_ok destroy -refresh=false

# ---- a replacement ---------------------------------------------------------------------------------------------------

config() { # for one instance with a static IP, and more on standard input
    tf_config <<END_OF_CONFIG
variable "key" { default = null }
variable "script" { default = "#!/bin/sh" }
variable "tag" { default = "a" }
variable "zone" { default = null }
variable "name" { default = "web" }
variable "ip" { default = "web-ip" }
variable "on" { default = "web" }
resource "lightsail_instance" "web" {
  name              = var.name
  blueprint_id      = "ubuntu_22_04"
  bundle_id         = "nano_3_0"
  availability_zone = var.zone
  key_pair_name     = var.key
  user_data         = var.script
  tags              = { Note = var.tag }
}
resource "lightsail_static_ip" "web" {
  name          = var.ip
  instance_name = var.on == "web" ? lightsail_instance.web.name : var.on
}
resource "lightsail_firewall" "web" {
  instance_name = var.on == "web" ? lightsail_instance.web.name : var.on
  rules         = [{ protocol = "tcp", from_port = 22 }]
}
$(cat)
END_OF_CONFIG
}
config </dev/null
sim_metrics_reset
tf_ok apply
is "$(sim_metric GetActiveNames GetKeyPair GetKeyPairs)" "0 0 0" "a plain creation reads no list that it does not need"

made=$(world_instance web -r .arn)
refused "a key pair that does not exist" lightsail_instance.web key_pair_name "There is no key pair 'no-such-key' in ap-northeast-1" -var key=no-such-key
refused "a zone that does not exist" lightsail_instance.web availability_zone "has no available zone" -var zone=ap-northeast-1z
long=$(printf '#%.0s' {1..16385})
refused "a script that is too long" lightsail_instance.web user_data "user_data has 16385 bytes, but Lightsail accepts at most 16384" -var "script=$long"
refused "a tag that the API refuses" lightsail_instance.web tags "The value of the tag 'Note' is not at most 256 characters" -var 'tag=50% off!'
refused "a static IP for an instance that does not exist" lightsail_static_ip.web instance_name "There is no instance 'gone'" -var ip=other -var on=gone
refused "a firewall for an instance that does not exist" lightsail_firewall.web instance_name "There is no instance 'gone'" -var on=gone
warned 0 "the default key pair always exists" "There is no" -var key=LightsailDefaultKeyPair -replace=lightsail_instance.web

# Names: all kinds of objects of a region share them.
sim_mutate '{"action":"call","operation":"CreateDisk","input":{"diskName":"data","availabilityZone":"ap-northeast-1a","sizeInGb":8}}'
sim_metrics_reset
refused "a new name that an object of another kind has" lightsail_static_ip.web name "An object in ap-northeast-1 already has the name 'data'" -var ip=data -var name=free
is "$(sim_metric GetActiveNames)" 1 "with one list of names"
warned 1 "without a refresh the owner of the name is unknown" "An object in ap-northeast-1 already has the name 'data'" -var ip=data -refresh=false
warned 0 "the own name of a replaced resource is accepted" "already has the name" -replace=lightsail_static_ip.web -replace=lightsail_instance.web
warned 0 "also without a refresh" "already has the name" -replace=lightsail_static_ip.web -refresh=false
refused "the name of another resource" lightsail_static_ip.web name \
    "This configuration has lightsail_static_ip 'web' and lightsail_instance 'web' in ap-northeast-1" -var ip=web
sim_fault '{"operation":"GetActiveNames","kind":"denied","when":"every=1"}'
warned 1 "without the permission there is one warning" "GetActiveNames failed in ap-northeast-1" -var ip=other-ip -var name=other
sim_faults_clear

# Instances with retired blueprints and bundles are not changed.
retired=$(world_call GetBlueprints '{"includeInactive":true}' | jq -r '[.blueprints[] | select(.isActive == false and .platform == "LINUX_UNIX")][0].blueprintId')
tf_ok apply
sim_mutate '{"action":"set_member","name":"web","member":"blueprintId","value":"'"$retired"'"}' &&
    sim_mutate '{"action":"set_member","name":"web","member":"bundleId","value":"nano_2_0"}'
ok $? "the instance has a retired blueprint and bundle"
sed -i 's/ubuntu_22_04/'"$retired"'/; s/nano_3_0/nano_2_0/' "$TF_DIR/main.tf"
tf_plan_is_empty "it stays" -var tag=a
refused "a retired blueprint" lightsail_instance.web blueprint_id "The blueprint '$retired' is not active any more" -replace=lightsail_instance.web
refused "a retired bundle" lightsail_instance.web bundle_id "The bundle 'nano_2_0' is not active any more" -var script=other
tf_ok apply -var tag=b
tf taint lightsail_instance.web >/dev/null
refused "a retired blueprint of a tainted instance" lightsail_instance.web blueprint_id "is not active any more"
tf untaint lightsail_instance.web >/dev/null
is "$(world_instance web -r .arn)" "$made" "none of these plans deleted anything"

# A tainted resource has its own name, and its references are checked, too.
sim_mutate '{"action":"set_member","name":"web","member":"blueprintId","value":"ubuntu_22_04"}' &&
    sim_mutate '{"action":"set_member","name":"web","member":"bundleId","value":"nano_3_0"}'
config </dev/null
tf_ok apply -refresh-only
tf taint lightsail_instance.web >/dev/null
refused "a key pair for a tainted instance" lightsail_instance.web key_pair_name "There is no key pair 'no-such-key'" -var key=no-such-key
tf_ok apply
isnt "$(world_instance web -r .arn)" "$made" "a tainted instance is created again under its own name"

# ---- resources of the same run, and unknown values ---------------------------------------------------------------

config <<'END_OF_CONFIG'
resource "lightsail_key_pair" "new" { name = "new-key" }
resource "terraform_data" "late" { input = "late" }
END_OF_CONFIG
sed -i 's/= var.key$/= lightsail_key_pair.new.name/' "$TF_DIR/main.tf"
warned 0 "a key pair that the same run creates" "Not known"
sed -i 's/= lightsail_key_pair.new.name/= "${terraform_data.late.output}-key"/' "$TF_DIR/main.tf"
warned 1 "unknown arguments are named" "Not known before the apply: key_pair_name."

# ---- two resources with one name ---------------------------------------------------------------------------------

config <<'END_OF_CONFIG'
resource "lightsail_key_pair" "two" {
  count = 2
  name  = "two"
}
END_OF_CONFIG
refused "two of a count" 'lightsail_key_pair.two[' name "lightsail_key_pair 'two' and lightsail_key_pair 'two'"
config <<'END_OF_CONFIG'
resource "lightsail_key_pair" "other" { name = "web" }
resource "lightsail_static_ip" "elsewhere" {
  name   = "web"
  region = "eu-west-1"
}
END_OF_CONFIG
refused "two of different kinds" lightsail_ name "lightsail_key_pair 'web'"
config <<'END_OF_CONFIG'
resource "lightsail_static_ip" "elsewhere" {
  name   = "web"
  region = "eu-west-1"
}
END_OF_CONFIG
warned 0 "one name in two regions is accepted" "one name"

# The name of a deleted resource is free for a new one: another label for the same name.
config </dev/null
sed -i 's/"lightsail_static_ip" "web"/"lightsail_static_ip" "label"/' "$TF_DIR/main.tf"
warned 0 "another label for the same name" "is named"

# ---- a name that is taken when the apply runs ---------------------------------------------------------------------------

config <<'END_OF_CONFIG'
resource "lightsail_static_ip" "data" { name = "data" }
END_OF_CONFIG
tf_fails apply
tf_said "An object of another kind has this name" "no import is possible when an object of another kind has the name"
unlike "$(step_text)" "import \{" "and the error does not propose it"

# A destruction plans first, and the plan is refused: the guide says how to destroy a resource that cannot be recreated.
config </dev/null
tf_ok apply
sim_mutate '{"action":"set_member","name":"web","member":"blueprintId","value":"'"$retired"'"}'
sed -i 's/ubuntu_22_04/'"$retired"'/' "$TF_DIR/main.tf"
tf taint lightsail_instance.web >/dev/null
tf_fails destroy
tf_ok destroy -refresh=false
is "$(world_instance_names)" "" "a resource that cannot be recreated can be destroyed"
done_testing
