#!/usr/bin/env bash
# Moving from hashicorp/aws and hashicorp/awscc: hand-written states in their formats, `moved` blocks, and plans that change nothing. The test runs
# the example of docs/guides/moving-from-hashicorp-aws.md. Neither provider is installed.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
sim_start --pending-ms 20 --operation-ms 10 --latency-ms 0
if ! command -v ssh-keygen >/dev/null; then
    skip_all "ssh-keygen is not installed"
fi
GUIDE=$ROOT/docs/guides/moving-from-hashicorp-aws.md

# ---- the objects that those providers created ----------------------------------------------------------------

call() { # OPERATION INPUT
    sim_mutate "$(jq -n --arg operation "$1" --argjson input "$2" '{action: "call", operation: $operation, input: $input}')"
}
is_running() { [ "$(world_instance "$1" -r '.state.name')" = running ]; }

public_key="$KEY_ONE ops@desk"
call ImportKeyPair "$(jq -n --arg key "$public_key" '{keyPairName: "ops", publicKeyBase64: $key}')"
call CreateInstances '{"instanceNames": ["dev-collector-1"], "availabilityZone": "ap-northeast-1a", "blueprintId": "ubuntu_22_04",
    "bundleId": "small_3_0", "keyPairName": "ops", "userData": "apt-get update", "tags": [{"key": "Service", "value": "collector"}],
    "addOns": [{"addOnType": "AutoSnapshot", "autoSnapshotAddOnRequest": {"snapshotTimeOfDay": "06:00"}}]}'
wait_until 20 is_running dev-collector-1 || bail "the instance is not running"
call AllocateStaticIp '{"staticIpName": "dev-collector-1-ip"}'
call AttachStaticIp '{"staticIpName": "dev-collector-1-ip", "instanceName": "dev-collector-1"}'
call PutInstancePublicPorts '{"instanceName": "dev-collector-1", "portInfos": [
    {"protocol": "tcp", "fromPort": 22, "toPort": 22, "cidrs": ["198.51.100.0/24"]},
    {"protocol": "udp", "fromPort": 51820, "toPort": 51820}]}'
call CreateDisk '{"diskName": "dev-ticks", "availabilityZone": "ap-northeast-1a", "sizeInGb": 32}'
disk_is_available() { [ "$(sim_state '.regions["ap-northeast-1"].disks["dev-ticks"].state')" = available ]; }
wait_until 20 disk_is_available || bail "the disk is not available"
call AttachDisk '{"diskName": "dev-ticks", "instanceName": "dev-collector-1", "diskPath": "/dev/xvdf"}'
disk_is_in_use() { [ "$(sim_state '.regions["ap-northeast-1"].disks["dev-ticks"].state')" = in-use ]; }
wait_until 20 disk_is_in_use || bail "the disk is not attached"
call CreateLoadBalancer '{"loadBalancerName": "dev-lb", "instancePort": 9100, "healthCheckPath": "/ready", "tags": [{"key": "Service", "value": "collector"}]}'
balancer() { sim_state ".regions[\"ap-northeast-1\"].load_balancers[\"dev-lb\"] | $1"; }
balancer_is() { [ "$(balancer "$1")" = "$2" ]; }
wait_until 20 balancer_is .state active || bail "the load balancer is not active"
call AttachInstancesToLoadBalancer '{"loadBalancerName": "dev-lb", "instanceNames": ["dev-collector-1"]}'
wait_until 20 balancer_is '.instanceHealthSummary[0].instanceHealth' healthy || bail "the instance is not healthy"
call UpdateLoadBalancerAttribute '{"loadBalancerName": "dev-lb", "attributeName": "SessionStickinessEnabled", "attributeValue": "true"}'
call UpdateLoadBalancerAttribute '{"loadBalancerName": "dev-lb", "attributeName": "SessionStickiness_LB_CookieDurationSeconds", "attributeValue": "600"}'
thing() { sim_http GET /_sim/state | jq -c --arg type "$1" --arg name "$2" '.regions["ap-northeast-1"][$type][$name]'; }
machine=$(world_instance dev-collector-1)
address=$(thing static_ips dev-collector-1-ip)
key_pair=$(thing key_pairs ops)
disk=$(thing disks dev-ticks)
lb=$(thing load_balancers dev-lb)
before=$(sim_state .regions)

# ---- states -------------------------------------------------------------------------------------------------

# One object of a state: TYPE NAME ATTRIBUTES, with the provider and schema version of its type.
object() {
    local provider=hashicorp/aws version=0
    [[ $1 != awscc_* ]] || { provider=hashicorp/awscc && version=1; }
    jq -n --arg type "$1" --arg name "$2" --argjson attributes "$3" --arg provider "$provider" --argjson version "${4:-$version}" \
        '{mode: "managed", type: $type, name: $name, provider: "provider[\"registry.terraform.io/\($provider)\"]",
          instances: [{schema_version: $version, attributes: $attributes, sensitive_attributes: [], private: "bnVsbA=="}]}'
}
state() { # OBJECT…: writes the state file
    printf '%s\n' "$@" | jq -s '{version: 4, terraform_version: "1.11.4", serial: 7, lineage: "3f6ac2ab-6a8e-4d0f-9a57-3a6f2e0c1d11",
        outputs: {}, resources: ., check_results: null}' >"$TF_DIR/terraform.tfstate"
}

# Attributes as version 5 stores them. Missing texts are "" or null, as the SDK stores them.
aws_instance() {
    jq -c '{id: .name, name, availability_zone: .location.availabilityZone, blueprint_id: .blueprintId, bundle_id: .bundleId,
        key_pair_name: .sshKeyName, user_data: "apt-get update", ip_address_type: .ipAddressType, tags: {Service: "collector"},
        tags_all: {Service: "collector"}, arn, created_at: (.createdAt | floor | todate), username, public_ip_address: .publicIpAddress,
        private_ip_address: .privateIpAddress, ipv6_addresses: .ipv6Addresses, is_static_ip: .isStaticIp, cpu_count: .hardware.cpuCount,
        ram_size: .hardware.ramSizeInGb, add_on: [{type: "AutoSnapshot", snapshot_time: "06:00", status: "Enabled"}]}' <<<"$machine"
}
aws_static_ip() { jq -c '{id: .name, name, ip_address: .ipAddress, arn, support_code: .supportCode}' <<<"$address"; }
aws_attachment() { jq -c '{id: .name, static_ip_name: .name, instance_name: .attachedTo, ip_address: .ipAddress}' <<<"$address"; }
aws_disk() {
    jq -c '{id: .name, name, arn, availability_zone: .location.availabilityZone, created_at: (.createdAt | floor | todate), size_in_gb: .sizeInGb,
        support_code: .supportCode, tags: null, tags_all: {}}' <<<"$disk"
}
aws_disk_attachment() { jq -c '{id: "\(.name),\(.attachedTo)", disk_name: .name, instance_name: .attachedTo, disk_path: .path}' <<<"$disk"; }
aws_lb() {
    jq -c '{id: .name, name, arn, created_at: (.createdAt | floor | todate), dns_name: .dnsName, health_check_path: .healthCheckPath, instance_port: .instancePort,
        ip_address_type: .ipAddressType, protocol, public_ports: .publicPorts, support_code: .supportCode, tags: {Service: "collector"},
        tags_all: {Service: "collector"}}' <<<"$lb"
}
awscc_lb() {
    jq -c '{id: .name, load_balancer_name: .name, load_balancer_arn: .arn, attached_instances: ["dev-collector-1"], health_check_path: .healthCheckPath,
        instance_port: .instancePort, ip_address_type: .ipAddressType, session_stickiness_enabled: true,
        session_stickiness_lb_cookie_duration_seconds: "600", tags: [{key: "Service", value: "collector"}], tls_policy_name: .tlsPolicyName}' <<<"$lb"
}
aws_public_ports() { # ID
    jq -nc --arg id "$1" '{id: $id, instance_name: "dev-collector-1", port_info: [
        {protocol: "udp", from_port: 51820, to_port: 51820, cidrs: ["0.0.0.0/0"], ipv6_cidrs: ["::/0"], cidr_list_aliases: []},
        {protocol: "tcp", from_port: 22, to_port: 22, cidrs: ["198.51.100.0/24"], ipv6_cidrs: [], cidr_list_aliases: []}]}'
}
aws_key_pair() {
    jq -c --arg key "$public_key" '{id: .name, name, name_prefix: "", public_key: $key, private_key: null, pgp_key: null, fingerprint, arn,
        encrypted_fingerprint: null, encrypted_private_key: null, tags: null, tags_all: {}}' <<<"$key_pair"
}
# Version 6 adds the region to each of them.
in_version_6() { jq -c '. + {region: "ap-northeast-1"}'; }
as_stored() { cat; }

# The block of the guide that begins with this comment.
guide() { # NAME
    awk -v name="# $1" '$0 == "```" { inside = 0 } inside { print } $0 == name { inside = 1 }' "$GUIDE"
}

all_of_the_guide() { # FILTER: the state of the guide's "before", each object through the filter
    state "$(object aws_lightsail_key_pair ops "$(aws_key_pair | "$1")")" \
        "$(object aws_lightsail_instance collector "$(aws_instance | "$1")")" \
        "$(object aws_lightsail_disk ticks "$(aws_disk | "$1")")" \
        "$(object aws_lightsail_disk_attachment ticks "$(aws_disk_attachment | "$1")")" \
        "$(object aws_lightsail_static_ip collector "$(aws_static_ip | "$1")")" \
        "$(object aws_lightsail_static_ip_attachment collector "$(aws_attachment | "$1")")" \
        "$(object aws_lightsail_instance_public_ports collector "$(aws_public_ports dev-collector-1-1 | "$1")")"
}
MOVES="move lightsail_disk.ticks
move lightsail_disk_attachment.ticks
move lightsail_firewall.collector
move lightsail_instance.collector
move lightsail_key_pair.ops
move lightsail_static_ip.collector
move lightsail_static_ip_attachment.collector"

# A test: the plan only moves, with and without a refresh; the apply sends no change; then the plan is empty.
moves() { # NAME LINE…
    local lines=("${@:2}")
    tf_plan_is "$1: the plan moves, and nothing else" "${lines[@]}"
    # The actions are not compared: Terraform calls it an update when a moved attribute becomes sensitive.
    tf_step plan -refresh=false -out=plan
    is "$("$TERRAFORM" -chdir="$TF_DIR" show -json plan | jq -c '[.resource_changes[] | select(.change | .before != .after)]')" "[]" \
        "$1: no value changes without a refresh, either"
    sim_metrics_reset
    tf_ok apply
    tf_said "Resources: 0 added, 0 changed, 0 destroyed." "$1: nothing is changed"
    is "$(world_changes)" "" "$1: no call changes an object"
    tf_plan_is_empty "$1: then the plan is empty"
    is "$(sim_state .regions)" "$before" "$1: all objects are as before"
}

# ---- the guide's example, from both versions, with and without the old provider ------------------------------

tf_stand_in aws
for version in as_stored in_version_6; do
    tf_config "guide-$version" < <(guide after.tf)
    echo "$public_key" >"$TF_DIR/ops.pub"
    all_of_the_guide "$version"
    mapfile -t lines <<<"$MOVES"
    moves "guide, $version" "${lines[@]}"
done

# The commands of the guide, unchanged; only this provider is installed. The first is for a state of the same client, the second for OpenTofu with a
# state of Terraform.
host=registry.terraform.io
! tf_is_opentofu || host=registry.opentofu.org
tf_use_mirror
replaced() { # HOST FIRST-WORDS: runs the command of the guide that begins with these words on a state with this host
    local words
    read -r _ words < <(grep "^$2 " "$GUIDE")
    read -ra words <<<"$words"
    tf_config "replaced-$1" < <(guide after.tf)
    echo "$public_key" >"$TF_DIR/ops.pub"
    all_of_the_guide as_stored
    sed -i "s,registry.terraform.io,$1," "$TF_DIR/terraform.tfstate"
    tf_ok "${words[@]:0:2}" -auto-approve "${words[@]:2}"
    is "$(grep -o '"provider": .*' "$TF_DIR/terraform.tfstate" | sort -u)" '"provider": "provider[\"'"$host"'/quants-infra/lightsail\"]",' \
        "replace-provider: resources of hashicorp/aws become resources of this provider, under the client's host"
    tf_ok init
    moves "replace-provider" "${lines[@]}"
}
replaced "$host" "terraform state replace-provider hashicorp/aws"
! tf_is_opentofu || replaced registry.terraform.io "tofu state replace-provider registry.terraform.io/hashicorp/aws"
tf_override "$PROVIDER"

# ---- several public_ports, an attachment as an argument ------------------------------------------------------

config() { tf_config "$1" < <(printf 'provider "lightsail" {}\n' && cat); }

tf_stand_in aws
config several <<'END'
resource "lightsail_firewall" "a" {
  instance_name = "dev-collector-1"
  rules         = [{ protocol = "tcp", from_port = 22, cidrs = ["198.51.100.0/24"] }, { protocol = "udp", from_port = 51820 }]
}
resource "lightsail_firewall" "b" {
  instance_name = "dev-collector-1"
  rules         = []
}
moved {
  from = aws_lightsail_instance_public_ports.a
  to   = lightsail_firewall.a
}
moved {
  from = aws_lightsail_instance_public_ports.b
  to   = lightsail_firewall.b
}
END
several() {
    state "$(object aws_lightsail_instance_public_ports a "$(aws_public_ports dev-collector-1-1)")" \
        "$(object aws_lightsail_instance_public_ports b "$(aws_public_ports dev-collector-1-2 | jq -c '.port_info |= .[:1]')")"
}
several
tf_fails plan
like "$(step_text)" "public_ports 'dev-collector-1-[12]' and aws_lightsail_instance_public_ports 'dev-collector-1-[12]' both describe the same" \
    "two firewalls of one instance are an error that names both"
tf_said "Keep one of the 'moved' blocks" "and has the fix"
config several <<'END'
resource "lightsail_firewall" "a" {
  instance_name = "dev-collector-1"
  rules         = [{ protocol = "tcp", from_port = 22, cidrs = ["198.51.100.0/24"] }, { protocol = "udp", from_port = 51820 }]
}
moved {
  from = aws_lightsail_instance_public_ports.a
  to   = lightsail_firewall.a
}
END
tf_ok state rm aws_lightsail_instance_public_ports.b
moves "one of several public_ports" "move lightsail_firewall.a"

config argument <<'END'
resource "lightsail_static_ip" "collector" {
  name          = "dev-collector-1-ip"
  instance_name = "dev-collector-1"
}
moved {
  from = aws_lightsail_static_ip.collector
  to   = lightsail_static_ip.collector
}
END
state "$(object aws_lightsail_static_ip collector "$(aws_static_ip)")" \
    "$(object aws_lightsail_static_ip_attachment collector "$(aws_attachment)")"
tf_ok state rm aws_lightsail_static_ip_attachment.collector
tf_plan_is "an attachment that becomes an argument" "move lightsail_static_ip.collector"
tf_ok apply
tf_plan_is_empty "an attachment that became an argument: the plan is empty"

# Arguments of a disk that only the state has, and an attachment that follows a replaced instance.
config disk <<'END'
resource "lightsail_instance" "collector" {
  name         = "dev-collector-1"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "small_3_0"
  user_data    = "apt-get update"
  tags         = { Service = "collector" }
  add_on {
    type          = "AutoSnapshot"
    snapshot_time = "06:00"
    status        = "Enabled"
  }
}
resource "lightsail_disk" "ticks" {
  name                = "dev-ticks"
  availability_zone   = lightsail_instance.collector.availability_zone
  size_in_gb          = 32
  resize              = "snapshot"
  final_snapshot_name = "dev-ticks-{timestamp}"
  deletion_protection = true
}
resource "lightsail_disk_attachment" "ticks" {
  disk_name    = lightsail_disk.ticks.name
  instance_arn = lightsail_instance.collector.arn
  disk_path    = "/dev/xvdf"
}
moved {
  from = aws_lightsail_instance.collector
  to   = lightsail_instance.collector
}
moved {
  from = aws_lightsail_disk.ticks
  to   = lightsail_disk.ticks
}
moved {
  from = aws_lightsail_disk_attachment.ticks
  to   = lightsail_disk_attachment.ticks
}
END
state "$(object aws_lightsail_instance collector "$(aws_instance)")" "$(object aws_lightsail_disk ticks "$(aws_disk)")" \
    "$(object aws_lightsail_disk_attachment ticks "$(aws_disk_attachment)")"
sim_metrics_reset
tf_ok apply
is "$(world_changes)" "" "a disk with new arguments: no call changes an object"
tf_plan_is_empty "a disk with new arguments: then the plan is empty"

# ---- load balancers ----------------------------------------------------------------------------------------------

balancer_config() { # NAME, the arguments of the load balancer, the "moved" blocks
    config "$1" <<END
resource "lightsail_lb" "web" {
  name              = "dev-lb"
  instance_port     = 9100
  health_check_path = "/ready"
  tags              = { Service = "collector" }
  $2
}
$3
END
}
moved_block() { printf 'moved {\n  from = %s\n  to   = %s\n}\n' "$1" "$2"; }
parts=$(
    cat <<'END'
resource "lightsail_lb_attachment" "web" {
  lb_name       = lightsail_lb.web.name
  instance_name = "dev-collector-1"
}
resource "lightsail_lb_stickiness_policy" "web" {
  lb_name         = lightsail_lb.web.name
  enabled         = true
  cookie_duration = 600
}
resource "lightsail_lb_https_redirection_policy" "web" {
  lb_name = lightsail_lb.web.name
  enabled = false
}
END
    for part in lb lb_attachment lb_stickiness_policy lb_https_redirection_policy; do moved_block "aws_lightsail_$part.web" "lightsail_$part.web"; done
)
for version in as_stored in_version_6; do
    balancer_config "balancer-$version" "" "$parts"
    state "$(object aws_lightsail_lb web "$(aws_lb | "$version")")" \
        "$(object aws_lightsail_lb_attachment web "$("$version" <<<'{"id": "dev-lb,dev-collector-1", "lb_name": "dev-lb", "instance_name": "dev-collector-1"}')")" \
        "$(object aws_lightsail_lb_stickiness_policy web "$("$version" <<<'{"id": "dev-lb", "lb_name": "dev-lb", "enabled": true, "cookie_duration": 600}')")" \
        "$(object aws_lightsail_lb_https_redirection_policy web "$("$version" <<<'{"id": "dev-lb", "lb_name": "dev-lb", "enabled": false}')")"
    moves "a load balancer, $version" "move lightsail_lb.web" "move lightsail_lb_attachment.web" "move lightsail_lb_https_redirection_policy.web" \
        "move lightsail_lb_stickiness_policy.web"
done
tf_stand_in aws awscc
balancer_config balancer-awscc 'stickiness = { enabled = true, cookie_duration = 600 }' "$(moved_block awscc_lightsail_load_balancer.web lightsail_lb.web)"
state "$(object awscc_lightsail_load_balancer web "$(awscc_lb)")"
tf_plan_is "a load balancer of awscc: the plan moves, and nothing else" "move lightsail_lb.web"
sim_metrics_reset
tf_ok apply
is "$(world_changes)" "" "a load balancer of awscc: no call changes an object"
tf_plan_is_empty "a load balancer of awscc: then the plan is empty"

# ---- DNS zones and entries ------------------------------------------------------------------------------------------------

# The provider is in another region than the zone. `call` of the other tests is for that region.
dns_call() { SIM_REGION=us-east-1 world_call "$@" >/dev/null; }
dns_call CreateDomain '{"domainName":"example.com"}'
add_entry() { dns_call CreateDomainEntry "$(jq -nc '{domainName: "example.com", domainEntry: {name: $ARGS.positional[0], type: $ARGS.positional[1], target: $ARGS.positional[2]}}' --args "$@")"; }
add_entry _dmarc.example.com TXT '"v=DMARC1; p=none, a_b"'
add_entry example.com A 192.0.2.1
before=$(sim_state .regions)
dns_arn=$(sim_state '.regions["us-east-1"].domains["example.com"].arn')
dns_config() { # NAME BLOCKS
    config "$1" <<END
resource "lightsail_domain" "z" {
  domain_name = "example.com"
  ${3:-}
}
$2
END
}
dns_parts=$(
    cat <<'END'
resource "lightsail_domain_entry" "dmarc" {
  domain_name = lightsail_domain.z.domain_name
  name        = "_dmarc"
  type        = "TXT"
  target      = "\"v=DMARC1; p=none, a_b\""
}
resource "lightsail_domain_entry" "apex" {
  domain_name = "example.com"
  name        = ""
  type        = "A"
  target      = "192.0.2.1"
}
END
    moved_block aws_lightsail_domain.z lightsail_domain.z
    for entry in dmarc apex; do moved_block "aws_lightsail_domain_entry.$entry" "lightsail_domain_entry.$entry"; done
)
aws_entry() { # NAME TYPE TARGET ID
    jq -nc '$ARGS.positional | {id: .[3], domain_name: "example.com", name: .[0], type: .[1], target: .[2], is_alias: false}' --args "$@"
}
text='"v=DMARC1; p=none, a_b"'
for version in as_stored in_version_6; do
    dns_config "dns-$version" "$dns_parts"
    state "$(object aws_lightsail_domain z "$(jq -nc --arg arn "$dns_arn" '{id: "example.com", domain_name: "example.com", arn: $arn}' | "$version")")" \
        "$(object aws_lightsail_domain_entry dmarc "$(aws_entry _dmarc TXT "$text" "_dmarc,example.com,TXT,$text" | "$version")" 1)" \
        "$(object aws_lightsail_domain_entry apex "$(aws_entry "" A 192.0.2.1 _example.com_A_192.0.2.1 | jq -c 'del(.is_alias)' | "$version")" 0)"
    moves "a zone with entries, $version" "move lightsail_domain.z" "move lightsail_domain_entry.apex" "move lightsail_domain_entry.dmarc"
done
dns_call TagResource '{"resourceName":"example.com","tags":[{"key":"Service","value":"collector"}]}'
dns_config dns-awscc "$(moved_block awscc_lightsail_domain.z lightsail_domain.z)" 'tags = { Service = "collector" }'
state "$(object awscc_lightsail_domain z "$(jq -nc --arg arn "$dns_arn" '{id: "example.com", domain_name: "example.com", arn: $arn, domain_entries:
    [{id: "1", name: "example.com", type: "A", target: "192.0.2.1", is_alias: false}], tags: [{key: "Service", value: "collector"}]}')")"
tf_plan_is "a zone of awscc with its entries: the plan moves, and nothing else" "move lightsail_domain.z"

# ---- old and unusual forms of hashicorp/aws --------------------------------------------------------------------

only_instance() { # NAME LINES: the instance alone, with the arguments of the guide except those that LINES replace
    config "$1" <<END
resource "lightsail_instance" "collector" {
  name         = "dev-collector-1"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "small_3_0"
  tags         = { Service = "collector" }
  add_on {
    type          = "AutoSnapshot"
    snapshot_time = "06:00"
    status        = "Enabled"
  }
  ${2:-}
}
moved {
  from = aws_lightsail_instance.collector
  to   = lightsail_instance.collector
}
END
}
only_instance old 'user_data = "apt-get update"'
# Before version 4 there were no add-ons, tags_all or address types; the oldest versions stored numbers as texts.
state "$(object aws_lightsail_instance collector "$(aws_instance | jq -c 'del(.add_on, .tags_all, .ip_address_type, .ipv6_addresses)
    + {ipv6_address: "", ram_size: (.ram_size | tostring), cpu_count: (.cpu_count | tostring)}')")"
tf_plan_is "a state of version 3" "move lightsail_instance.collector"
only_instance status 'user_data = "apt-get update"'
state "$(object aws_lightsail_instance collector "$(aws_instance | jq -c '.add_on[0].status = "Enabling" | .key_pair_name = ""')")"
tf_plan_is "an add-on that was in transition" "move lightsail_instance.collector"
only_instance changed 'user_data = "something else"'
state "$(object aws_lightsail_instance collector "$(aws_instance)")"
tf_plan_is "another script replaces the server, as always" "replace lightsail_instance.collector"

fails_with() { # NAME STATE TEXT
    state "$2"
    cp "$TF_DIR/terraform.tfstate" "$TEST_DIR/untouched"
    tf_fails plan
    tf_said "$3" "$1"
    is_file "$TF_DIR/terraform.tfstate" "$TEST_DIR/untouched" "$1: the state is as it was"
}
only_instance errors
fails_with "a newer schema version" "$(object aws_lightsail_instance collector "$(aws_instance)" 3)" "supports versions up to 0"
fails_with "no name" "$(object aws_lightsail_instance collector '{"id": "", "name": null}')" "has neither 'name' nor 'id'"
fails_with "an unexpected member" "$(object aws_lightsail_instance collector "$(aws_instance | jq -c '.add_on = {"type": 1}')")" "'add_on' of the stored state is not a list"
fails_with "an unexpected tag" "$(object aws_lightsail_instance collector "$(aws_instance | jq -c '.tags.Service = [1]')")" "'tags' of the stored state is not a map"
config errors <<'END'
resource "lightsail_instance" "collector" {
  name         = "dev-collector-1"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "small_3_0"
}
moved {
  from = aws_lightsail_disk.collector
  to   = lightsail_instance.collector
}
END
fails_with "another type" "$(object aws_lightsail_disk collector '{"id": "d", "name": "d"}')" "It supports: aws_lightsail_instance of hashicorp/aws, awscc_lightsail_instance of hashicorp/awscc"

# The instance stays in its region, whatever the provider's region is, also when it has to be replaced: there is no user_data here.
tf_config region <<'END'
provider "lightsail" {
  region = "eu-central-1"
}
resource "lightsail_instance" "collector" {
  name         = "dev-collector-1"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "small_3_0"
}
moved {
  from = aws_lightsail_instance.collector
  to   = lightsail_instance.collector
}
END
fails_with "another region, and a reason to replace" "$(object aws_lightsail_instance collector "$(aws_instance | in_version_6)")" "Replacement needs a region"

# ---- key pairs: names from a prefix, generated and encrypted ones ---------------------------------------------

call CreateKeyPair '{"keyPairName": "desk-20240102030405060700000001"}'
key_pair=$(thing key_pairs desk-20240102030405060700000001)
before=$(sim_state .regions)
config prefix <<'END'
resource "lightsail_key_pair" "desk" {
  name_prefix = "desk-"
}
moved {
  from = aws_lightsail_key_pair.desk
  to   = lightsail_key_pair.desk
}
END
made() { jq -c '. + {public_key: "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC7 ", name_prefix: "desk-", tags: {}, private_key: ""}'; }
state "$(object aws_lightsail_key_pair desk "$(aws_key_pair | made | jq -c '.encrypted_private_key = "wcBMA"')")"
tf_step plan
tf_said "Encrypted private key is not kept" "a key that is encrypted for a pgp_key gives a warning"
moves "a name from a prefix" "move lightsail_key_pair.desk"

# ---- hashicorp/awscc -------------------------------------------------------------------------------------------

awscc_instance() {
    jq -c '{id: .name, instance_name: .name, availability_zone: .location.availabilityZone, blueprint_id: .blueprintId, bundle_id: .bundleId,
        key_pair_name: null, ssh_key_name: .sshKeyName, user_data: "apt-get update", instance_arn: .arn, is_static_ip: .isStaticIp,
        add_ons: [{add_on_type: "AutoSnapshot", auto_snapshot_add_on_request: {snapshot_time_of_day: "06:00"}, status: "Enabled"}],
        hardware: {cpu_count: .hardware.cpuCount, ram_size_in_gb: .hardware.ramSizeInGb, disks: []},
        location: {availability_zone: .location.availabilityZone, region_name: .location.regionName},
        networking: {monthly_transfer: {gb_per_month_allocated: (.networking.monthlyTransfer.gbPerMonthAllocated | tostring)}, ports: []},
        private_ip_address: .privateIpAddress, public_ip_address: .publicIpAddress, resource_type: "Instance", support_code: .supportCode,
        state: {code: 16, name: "running"}, tags: [{key: "Service", value: "collector"}], user_name: .username}' <<<"$machine"
}
awscc_static_ip() {
    jq -c '{id: .name, static_ip_name: .name, static_ip_arn: .arn, ip_address: .ipAddress, is_attached: .isAttached, attached_to: .attachedTo}' \
        <<<"$address"
}
tf_stand_in awscc
config awscc <<'END'
resource "lightsail_instance" "collector" {
  name              = "dev-collector-1"
  availability_zone = "ap-northeast-1a"
  blueprint_id      = "ubuntu_22_04"
  bundle_id         = "small_3_0"
  user_data         = "apt-get update"
  tags              = { Service = "collector" }
  add_on {
    type          = "AutoSnapshot"
    snapshot_time = "06:00"
    status        = "Enabled"
  }
}
resource "lightsail_static_ip" "collector" {
  name          = "dev-collector-1-ip"
  instance_name = lightsail_instance.collector.name
}
moved {
  from = awscc_lightsail_instance.collector
  to   = lightsail_instance.collector
}
moved {
  from = awscc_lightsail_static_ip.collector
  to   = lightsail_static_ip.collector
}
END
state "$(object awscc_lightsail_instance collector "$(awscc_instance)")" "$(object awscc_lightsail_static_ip collector "$(awscc_static_ip)")"
tf_plan_is "awscc: the plan moves, and nothing else" "move lightsail_instance.collector" "move lightsail_static_ip.collector"
tf_ok apply
tf_said "Resources: 0 added, 0 changed, 0 destroyed." "awscc: nothing is changed"
tf_plan_is_empty "awscc: then the plan is empty"
is "$(sim_state .regions)" "$before" "awscc: the world is as it was"

done_testing
