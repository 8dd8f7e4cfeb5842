#!/usr/bin/env bash
# Invalid configurations of every kind: one error each, at its argument, with the fix; no crash, and no object created.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
sim_start --expired-token OLDTOKEN

# one_error NAME PLACE TEXT…: plans and, if the plan succeeds, applies; expects exactly one error that names the argument and contains the texts.
one_error() {
    local name=$1 place=$2 text missing=
    shift 2
    timeout 600 "$TERRAFORM" -chdir="$TF_DIR" apply -auto-approve >"$TEST_DIR/step" 2>&1 </dev/null
    isnt $? 0 "$name: an error"
    is "$(grep -c '^[│ ]*Error: ' "$TEST_DIR/step")" 1 "$name: one error" || diag "$(cat "$TEST_DIR/step")"
    step_text >"$TEST_DIR/text"
    for text in "$place" "$@"; do
        grep -qiE -- "$text" "$TEST_DIR/text" || missing="$missing '$text'"
    done
    ! grep -qiE 'panic|crash|did not respond|bug in the provider|Plugin error' "$TEST_DIR/step" || missing="$missing (a crash)"
    is "$missing" "" "$name: at its argument, with the fix" || diag "$(cat "$TEST_DIR/step")"
    world_is_empty "$name: no object was created"
}

instance() {
    printf 'resource "lightsail_instance" "node" {\n  name         = "node"\n  blueprint_id = "ubuntu_22_04"\n  bundle_id    = "nano_3_0"\n%s\n}\n' "$1"
}

# An argument of the firewall of an instance that does not exist yet: an invalid one must be found before anything is created.
firewall() {
    instance ""
    printf 'resource "lightsail_firewall" "node" {\n  instance_arn = lightsail_instance.node.arn\n  rules = [%s]\n}\n' "$1"
}

tf_config <<<"$(instance '' | sed 's/nano_3_0/nano_3_O/')"
one_error "a wrong bundle" 'in resource "lightsail_instance" "node":.* bundle_id' nano_3_0

tf_config <<<"$(instance '' | sed 's/ubuntu_22_04/ubuntu_22_05/')"
one_error "a wrong blueprint" 'in resource "lightsail_instance" "node":.* blueprint_id' ubuntu_22_04

tf_config <<<"$(instance '  availability_zone = "eu-central-1a"')"
one_error "a zone of another region" 'in resource "lightsail_instance" "node":.* availability_zone' ap-northeast-1

tf_config <<<"$(instance '  availability_zone = "ap-northeast-1z"')"
one_error "a zone that does not exist" 'in resource "lightsail_instance" "node":.* availability_zone' ap-northeast-1a

tf_config <<<"$(instance '' | sed 's/name         = "node"/name = "no de"/')"
one_error "a name with a space" 'in resource "lightsail_instance" "node":.* name' 'letter'

tf_config <<<"$(firewall '{ protocol = "tcp", from_port = 22, to_port = 22, cidrs = ["203.0.113.300/24"] }')"
one_error "a wrong CIDR" 'in resource "lightsail_firewall" "node":.* rules' '203\.0\.113\.300/24'

tf_config <<<"$(firewall '{ protocol = "tcp", from_port = 22, to_port = 22, cidrs = ["203.0.113.0/33"] }')"
one_error "a CIDR that is too long" 'in resource "lightsail_firewall" "node":.* rules' '203\.0\.113\.0/33'

tf_config <<<"$(firewall '{ protocol = "tcp", from_port = 90, to_port = 80 }')"
one_error "a port range that ends before it begins" 'in resource "lightsail_firewall" "node":.* rules' 'from_port|to_port'

tf_config <<<"$(firewall '{ protocol = "tcp", from_port = 1, to_port = 65536 }')"
one_error "a port over 65535" 'in resource "lightsail_firewall" "node":.* rules' 65535

tf_config <<<"$(firewall '{ protocol = "http", from_port = 80, to_port = 80 }')"
one_error "a wrong protocol" 'in resource "lightsail_firewall" "node":.* rules' 'tcp'

tf_config <<<"$(firewall '{ protocol = "tcp", from_port = 80, to_port = 90 }, { protocol = "tcp", from_port = 85, to_port = 85 }')"
one_error "two rules that overlap" 'in resource "lightsail_firewall" "node":.* rules' '80' '85'

tf_config <<<"$(instance '  tags = { for i in range(51) : "tag-${i}" => "x" }')"
one_error "51 tags" 'in resource "lightsail_instance" "node":.* tags' '50'

tf_config <<<"$(instance '  tags = { (join("", [for i in range(129) : "k"])) = "x" }')"
one_error "a tag key over length" 'in resource "lightsail_instance" "node":.* tags' '128'

tf_config <<<"$(instance '  tags = { key = join("", [for i in range(257) : "v"]) }')"
one_error "a tag value over length" 'in resource "lightsail_instance" "node":.* tags' '256'

# Terraform adds its own error about a provider without a block.
tf_config <<<"provider \"lightsail\" {}"$'\n'"$(instance '')"
saved_region=$AWS_REGION
unset AWS_REGION AWS_DEFAULT_REGION
one_error "no region" 'in provider "lightsail"' region AWS_REGION
export AWS_REGION=nowhere
one_error "a region that Lightsail does not know" 'in provider "lightsail"' nowhere
export AWS_REGION=$saved_region

saved_key=$AWS_SECRET_ACCESS_KEY
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
one_error "no credentials" 'in provider "lightsail"' AWS_ACCESS_KEY_ID
export AWS_ACCESS_KEY_ID=AKIDEXAMPLE AWS_SECRET_ACCESS_KEY=wrong
one_error "a wrong secret key" 'lightsail' 'signature|secret'
export AWS_SECRET_ACCESS_KEY=$saved_key AWS_SESSION_TOKEN=OLDTOKEN
one_error "an expired token" 'lightsail' 'expired'
unset AWS_SESSION_TOKEN

saved_endpoint=$AWS_ENDPOINT_URL
export AWS_ENDPOINT_URL=http://127.0.0.1:1
one_error "an endpoint without a server" 'lightsail' '127\.0\.0\.1:1'
export AWS_ENDPOINT_URL=http://lightsail.example.com
one_error "a plain-http endpoint that is not loopback" 'lightsail' 'https'
export AWS_ENDPOINT_URL=$saved_endpoint

done_testing
