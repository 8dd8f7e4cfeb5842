#!/usr/bin/env bash
# region.t — `region` on everything: two regions under one provider block, each call in the region of its resource; imports with @region; resources
# stay in their region when the provider's region changes; invalid regions are errors of the plan.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
sim_start --pending-ms 20 --operation-ms 10 --latency-ms 0
CLIENT=$BUILD/tests/protocol-client

in_region() { sim_state ".regions[\"$1\"].$2 | keys | sort | join(\" \")"; }
# The regions of the requests since the last call of this function, each once.
regions_asked() { sim_requests "${1:-}" '.[].region' | sort -u | tr -d '"' | paste -sd' '; }

tokyo='provider "lightsail" {
  region        = "ap-northeast-1"
  poll_interval = "40ms"
}
'
things='
resource "lightsail_key_pair" "far" {
  name   = "far"
  region = "eu-west-1"
}
resource "lightsail_instance" "near" {
  name         = "web"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}
resource "lightsail_instance" "far" {
  name              = "web"
  region            = "eu-west-1"
  availability_zone = "eu-west-1b"
  blueprint_id      = "ubuntu_22_04"
  bundle_id         = "nano_3_0"
  key_pair_name     = lightsail_key_pair.far.name
}
resource "lightsail_firewall" "far" {
  instance_arn = lightsail_instance.far.arn
  region       = "eu-west-1"
  rules        = [{ protocol = "tcp", from_port = 22 }]
}
resource "lightsail_firewall_rule" "near" {
  instance_name = lightsail_instance.near.name
  protocol      = "udp"
  from_port     = 51820
}
resource "lightsail_static_ip" "far" {
  name   = "far-ip"
  region = "eu-west-1"
}
resource "lightsail_static_ip_attachment" "far" {
  static_ip_name = lightsail_static_ip.far.name
  instance_name  = lightsail_instance.far.name
  region         = "eu-west-1"
}
data "lightsail_availability_zones" "far" {
  region = "eu-west-1"
}
data "lightsail_instance" "far" {
  name   = lightsail_instance.far.name
  region = lightsail_instance.far.region
}
data "lightsail_instances" "near" {
  depends_on = [lightsail_instance.near]
}
'
asked='output "zones" { value = data.lightsail_availability_zones.far.names }
output "zone" { value = data.lightsail_instance.far.availability_zone }
output "near" { value = [data.lightsail_instances.near.region, data.lightsail_instances.near.instances[*].region] }
'
tf_config <<<"$tokyo$things$asked"
tf_ok apply
is "$(in_region ap-northeast-1 instances) / $(in_region eu-west-1 instances)" "web / web" "one instance in each region, with the same name"
is "$(in_region eu-west-1 static_ips) $(in_region eu-west-1 key_pairs)" "far-ip far" "its objects are in its region"
is "$(sim_requests CreateInstances '.[] | [.region, .body.availabilityZone] | join(" ")' | tr -d '"' | sort | paste -sd,)" \
    "ap-northeast-1 ap-northeast-1a,eu-west-1 eu-west-1b" "each call is sent to the region of its resource"
is "$(regions_asked PutInstancePublicPorts) $(regions_asked AttachStaticIp)" "eu-west-1 eu-west-1" "the firewall's and the attachment's too"
is "$(tf_output zone) $(tf_output zones | jq -r '.[0]')" '"eu-west-1b" eu-west-1a' "data sources read the region that they are given"
is "$(tf_output near | jq -c .)" '["ap-northeast-1",["ap-northeast-1"]]' "or the provider's region"
tf_plan_is_empty "nothing is left to do"
is "$(jq -r '.resources[] | select(.mode == "managed") | .type + "." + .name + " " + .instances[0].attributes.region' "$TF_DIR/terraform.tfstate" | sort | paste -sd,)" \
    "lightsail_firewall.far eu-west-1,lightsail_firewall_rule.near ap-northeast-1,lightsail_instance.far eu-west-1,lightsail_instance.near ap-northeast-1,lightsail_key_pair.far eu-west-1,lightsail_static_ip.far eu-west-1,lightsail_static_ip_attachment.far eu-west-1" \
    "the state has the region of each"
jq '.outputs = {}' "$TF_DIR/terraform.tfstate" >"$TEST_DIR/stored"
cp "$TEST_DIR/stored" "$TF_DIR/terraform.tfstate"

# ---- the provider's region changes ---------------------------------------------------------------------------

tf_config <<<"${tokyo/ap-northeast-1/us-east-1}$things"
sim_requests_clear
tf_plan_is_empty "another region of the provider moves no resource"
tf_said "region = \"ap-northeast-1\" to confirm this" "and says what to write"
is "$(regions_asked)" "ap-northeast-1 eu-west-1 us-east-1" "each is read in its region; only the data source without a region follows the provider"
tf_config <<<"${tokyo/ap-northeast-1/us-east-1}${things/nano_3_0\"/nano_3_0\"
  region = \"us-east-1\"}"
tf_plan_is "another region in the configuration replaces the resource" "read data.lightsail_instances.near" "replace lightsail_instance.near"

tf_config <<<"${tokyo/ap-northeast-1/us-east-1}${things/nano_3_0/micro_3_0}"
tf_fails plan
tf_said "Replacement needs a region" "a resource that is replaced for another reason stays in its region"
tf_config <<<"${tokyo/ap-northeast-1/us-east-1}$things"
tf_fails plan -replace=lightsail_instance.near
tf_said "Set region = \"ap-northeast-1\" to create the new one in the same region" "nor by -replace"

# ---- a state of an older build -------------------------------------------------------------------------------

jq 'del(.resources[].instances[].attributes.region) | del(.resources[].instances[].identity, .resources[].instances[].identity_schema_version)
    | .resources |= map(select(.name == "near"))' "$TEST_DIR/stored" >"$TF_DIR/terraform.tfstate"
near=$(sed -n '/^resource "lightsail_instance" "near"/,/^}/p; /^resource "lightsail_firewall_rule"/,/^}/p' <<<"$things")
tf_config <<<"$tokyo$near"
tf_plan_is_empty "a state without regions has an empty plan"
tf_plan_is_empty "also without a refresh" -refresh=false
tf_config <<<"$tokyo$(sed 's/^}/  region = "ap-northeast-1"\n}/' <<<"$near")"
tf_plan_is_empty "also when the configuration names the region now"
cp "$TEST_DIR/stored" "$TF_DIR/terraform.tfstate"

# ---- import --------------------------------------------------------------------------------------------------

imported='
resource "lightsail_instance" "it" {
  name              = "web"
  region            = "eu-west-1"
  availability_zone = "eu-west-1b"
  blueprint_id      = "ubuntu_22_04"
  bundle_id         = "nano_3_0"
}'
tf_config import <<<"$tokyo$imported"
tf_ok import lightsail_instance.it web@eu-west-1
tf_plan_is_empty "an import with @region has no change"
tf_config import-arn <<<"$tokyo$imported"
tf_ok import lightsail_instance.it "$(sim_state '.regions["eu-west-1"].instances.web.arn')"
tf_plan_is_empty "an ARN contains its region"
tf_config import-bad <<<"$tokyo$imported"
tf_fails import lightsail_instance.it web@eu-west-9
tf_said "Lightsail is not available in the region 'eu-west-9'" "a region without Lightsail is refused"
tf_fails import lightsail_instance.it web@eu-west-1b
tf_said "Write 'eu-west-1'" "an availability zone is refused"

# ---- errors ------------------------------------------------------------------------------------------

sim_requests_clear
refused() { # NAME TEXT CONFIG
    tf_config refused <<<"$tokyo$3"
    tf_fails plan
    tf_said "$2" "$1"
}
new='
resource "lightsail_instance" "it" {
  name         = "it"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
'
refused "no name of a region" "it must be a region such as ap-northeast-1" "$new  region = \"Tokyo\"
}"
refused "a region without Lightsail" "Lightsail is not available in the region 'eu-west-9'. Did you mean" "$new  region = \"eu-west-9\"
}"
refused "a region of another AWS partition" "another AWS partition" "$new  region = \"cn-north-1\"
}"
refused "a zone of another region" "The region eu-west-1 has no available zone 'ap-northeast-1a'" "$new  region = \"eu-west-1\"
  availability_zone = \"ap-northeast-1a\"
}"
arn=$(sim_state '.regions["eu-west-1"].instances.web.arn')
refused "a firewall in another region than its instance" "this lightsail_firewall is in ap-northeast-1. Set region = \"eu-west-1\" here" "
resource \"lightsail_firewall\" \"it\" {
  instance_arn = \"$arn\"
  rules        = [{ protocol = \"tcp\", from_port = 22 }]
}"
refused "an address in another region than its instance" "this lightsail_static_ip is in us-east-1" "
resource \"lightsail_static_ip\" \"it\" {
  name         = \"it\"
  region       = \"us-east-1\"
  instance_arn = \"$arn\"
}"
is "$(sim_requests '' '.[] | select(.operation | test("^(Create|Put|Allocate|Attach)"))')" "" "no request was sent for them"

# A name does not contain its region: an object that does not exist in this region, but in another one of the same configuration, is a warning of the
# plan.
there='
resource "lightsail_key_pair" "there" {
  name   = "only-there-key"
  region = "eu-west-1"
}
resource "lightsail_static_ip" "there" {
  name   = "only-there-ip"
  region = "eu-west-1"
}
resource "lightsail_instance" "there" {
  name         = "only-there"
  region       = "eu-west-1"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}
'
here='resource "lightsail_static_ip_attachment" "here" {
  static_ip_name = lightsail_static_ip.there.name
  instance_name  = lightsail_instance.there.name
}
resource "lightsail_static_ip" "here" {
  name          = "here-ip"
  instance_name = lightsail_instance.there.name
}
resource "lightsail_firewall_rule" "here" {
  instance_name = lightsail_instance.there.name
  protocol      = "tcp"
  from_port     = 443
}
resource "lightsail_firewall" "here" {
  instance_name = lightsail_instance.there.name
  rules         = []
}
resource "lightsail_instance" "here" {
  name          = "here"
  blueprint_id  = "ubuntu_22_04"
  bundle_id     = "nano_3_0"
  key_pair_name = lightsail_key_pair.there.name
}
'
# The first of equal warnings, and the number of the others.
warned() { step_text | tr -s ' \n' ' ' | sed -n 's/.*\(ap-northeast-1 has no .* but this configuration has one in [a-z0-9-]*\).*(and \([0-9]*\) more similar.*/\1 +\2/p'; }
tf_config by-name <<<"$tokyo$there$here"
tf_ok plan
like "$(warned)" "^ap-northeast-1 has no (static IP 'only-there-ip'|instance 'only-there'|key pair 'only-there-key'), but this configuration has one in eu-west-1 [+]5$" \
    "names of another region are warnings of the plan: an instance four times, a static IP, a key pair"
tf_config by-name <<<"$tokyo$there$here$(sed 's/"there"/"near"/; s/ *region *= .*//' <<<"$there")"
sed -i 's/lightsail_\([a-z_]*\)\.there/lightsail_\1.near/' "$TF_DIR/main.tf"
tf_ok plan
unlike "$(step_text)" "Two regions" "no warning when the names exist in this region, too"

# A region that is an attribute of another resource.
tf_config unknown <<<"$tokyo
resource \"terraform_data\" \"where\" { input = \"eu-west-1\" }
resource \"lightsail_instance\" \"it\" {
  name         = \"late\"
  region       = terraform_data.where.output
  blueprint_id = \"ubuntu_22_04\"
  bundle_id    = \"nano_3_0\"
}"
tf_ok apply
is "$(in_region eu-west-1 instances)" "late web" "a region that is known late"

# Another instance, named by its ARN, and a region that is not known yet: there is no region to read.
walled() { # INDEX MORE
    tf_config unknown <<<"$tokyo
resource \"lightsail_instance\" \"pair\" {
  count        = 2
  name         = \"pair-\${count.index}\"
  blueprint_id = \"ubuntu_22_04\"
  bundle_id    = \"nano_3_0\"
}
resource \"lightsail_firewall\" \"it\" {
  instance_arn = lightsail_instance.pair[$1].arn
  rules        = [{ protocol = \"tcp\", from_port = 22 }]
  $2
}
$3"
}
walled 0 '' ''
tf_ok apply
walled 1 'region = terraform_data.where.output' 'resource "terraform_data" "where" { input = "ap-northeast-1" }'
tf_ok apply
is "$(jq -r '.resources[] | select(.type == "lightsail_firewall") | .instances[0].attributes.instance_name' "$TF_DIR/terraform.tfstate")" "pair-1" "the firewall of another instance, in a region that is known late"
tf_ok destroy

# ---- saved plans and another region of the provider ----

saved() { # BLUEPRINT
    tf_config saved <<END
resource "lightsail_instance" "it" {
  name         = "saved-1"
  blueprint_id = "$1"
  bundle_id    = "nano_3_0"
}
END
}
saved ubuntu_22_04
tf_ok plan -out saved
AWS_REGION=eu-west-1 tf_fails apply saved
tf_said "The region of the provider was ap-northeast-1 when this plan was made, and is eu-west-1 now." "a saved plan under another region is an error of the provider"
tf_said "Make a new plan, with AWS_REGION=ap-northeast-1" "that says what to do"
unlike "$(step_text)" "bug in the provider" "and does not call it a bug"
is "$(in_region eu-west-1 instances | grep -c saved-1)" 0 "no object is created there"
tf_ok apply
saved debian_12
tf_ok plan -out saved
AWS_REGION=eu-west-1 tf_fails apply saved
tf_said "The region of the provider was ap-northeast-1 when this plan was made, and is eu-west-1 now. The new one would be in another region than planned" "a saved replacement under another region is an error of the provider"
is "$(world_instance saved-1 -r .blueprintId)" ubuntu_22_04 "and nothing is deleted"
tf_ok apply
is "$(world_instance saved-1 -r .blueprintId)" debian_12 "a new plan replaces it"
AWS_REGION=eu-west-1 tf_ok destroy
is "$(in_region ap-northeast-1 instances | grep -c saved-1)" 0 "a destruction under another region deletes it in its own region"

# ---- another account, known from an ARN ----

account() { # PROVIDER-ARGUMENT
    tf_config account <<END
provider "lightsail" {
  $1
}
resource "lightsail_static_ip" "it" {
  name = "of-an-account"
}
END
}
account ''
tf_ok apply
sed -i 's/:123456789012:StaticIp/:210987654321:StaticIp/' "$TF_DIR/terraform.tfstate"
tf_fails plan
tf_said "belongs to the account 210987654321, but the credentials belong to the account 123456789012" "an object of another account with the same name is not taken over"
sim_mutate '{"action": "release_static_ip", "name": "of-an-account"}'
account 'allowed_account_ids = ["123456789012"]'
tf_fails plan
tf_said "belongs to the account 210987654321, but the credentials belong to the account 123456789012" "an object of another account is not removed from the state"
tf_fails destroy -refresh=false
tf_said "the resource is still in the state" "nor deleted"
sed -i 's/:210987654321:StaticIp/:123456789012:StaticIp/' "$TF_DIR/terraform.tfstate"
tf_ok destroy

# ---- resources without a state ---------------------------------------------------------------------------

client() { "$CLIENT" --timeout 300000 "$PROVIDER" 'configure {"region":"ap-northeast-1","poll_interval":"40ms"}' "$@" shutdown 2>&1; }
sim_requests_clear
out=$(client 'invoke lightsail_reboot_instance {"instance_name":"web","region":"eu-west-1"}')
is "$(regions_asked RebootInstance)" "eu-west-1" "an action runs in its region" || diag "$out"
out=$(client 'open lightsail_instance_access {"instance_name":"web","region":"eu-west-1"}' "renew lightsail_instance_access" "close lightsail_instance_access")
is "$(regions_asked GetInstanceAccessDetails)" "eu-west-1" "access is requested in its region, and renewed there" || diag "$out"
is "$(sim_requests GetInstanceAccessDetails '.[].region' | wc -l)" 2 "twice"
out=$(client 'list lightsail_instance {"region":"eu-west-1"}')
contains "$out" '"region":"eu-west-1"' "a list reads its region" || diag "$out"

tf_config <<<"$tokyo$things"
tf_ok destroy
is "$(sim_count)" 0 "no object is left in any region"
done_testing
